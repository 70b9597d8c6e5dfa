"""The reference of svd against its definitions, other decompositions, and photographs."""

from pathlib import Path

import numpy as np
import pytest
from scipy import linalg

from autograder.course import Case, Raised, Returned, load_unit, reference_module
from autograder.values.compare import difference

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "svd", "solution")
checks = reference_module(COURSE, "svd", "checks")


def random_image(height, width, seed=0):
    return np.random.default_rng(seed).normal(size=(height, width))


class TestBestApproximation:
    @pytest.mark.parametrize(("shape", "k"), [((6, 9), 1), ((6, 9), 4), ((9, 6), 3), ((7, 7), 6)])
    def test_the_error_is_what_the_left_out_singular_values_say(self, shape, k):
        image = random_image(*shape)
        approximation, values = reference.svd_compress(image, k), linalg.svdvals(image)
        assert np.linalg.matrix_rank(approximation) == k
        assert np.linalg.norm(image - approximation, 2) == pytest.approx(values[k], rel=1e-12)
        assert np.linalg.norm(image - approximation) == pytest.approx(np.sqrt(np.sum(values[k:] ** 2)), rel=1e-12)

    @pytest.mark.parametrize("seed", range(20))
    def test_no_other_matrix_of_that_rank_comes_closer(self, seed):
        image, generator = random_image(5, 8, seed), np.random.default_rng(seed)
        best = np.linalg.norm(image - reference.svd_compress(image, 2))
        columns = generator.normal(size=(5, 2))
        fitted = columns @ np.linalg.lstsq(columns, image, rcond=None)[0]  # the best with these columns
        assert np.linalg.norm(image - fitted) > best + 1e-6

    def test_all_singular_values_give_the_image_back(self):
        for shape in ((4, 7), (7, 4), (1, 3), (3, 1)):
            image = random_image(*shape)
            assert np.abs(reference.svd_compress(image, min(shape)) - image).max() < 1e-13

    @pytest.mark.parametrize("k", [0, -1, 5, 6])
    def test_other_numbers_of_singular_values_are_refused(self, k):
        with pytest.raises(ValueError, match="k must be from 1 to 4"):
            reference.svd_compress(random_image(4, 6), k)


class TestAcceptance:
    """The check accepts any best approximation, and nothing that only looks like one."""

    @staticmethod
    def judged(image, k, answer):
        case = Case({"image": image, "k": k}, Returned(reference.svd_compress(image, k)))
        return checks.best_of_rank_k(case, answer)

    def test_either_of_two_equal_singular_values_will_do(self):
        first, second = np.diag([2.0, 0.0]), np.diag([0.0, 2.0])
        between = np.ones((2, 2))  # the projection on the diagonal of the square
        assert all(self.judged(2 * np.eye(2), 1, answer) is None for answer in (first, second, between))

    def test_what_is_nearly_a_best_approximation_is_not_accepted(self):
        image = np.array([[5.0, 1.0, 0.0], [2.0, 3.0, 1.0]])
        best = reference.svd_compress(image, 1)
        assert self.judged(image, 1, best) is None
        for wrong in (
            best * (1 + 1e-4),
            best + 1e-4,
            np.round(best, 3),
            best + 1e-4 * np.eye(2, 3),
            np.zeros((2, 3)),
            image,
        ):
            assert self.judged(image, 1, wrong) is not None

    def test_the_rank_is_named(self):
        found = self.judged(2 * np.eye(3), 1, 2 * np.eye(3))
        assert found is not None
        assert "rank of the result is 3, not 1" in found.what

    def test_whatever_else_comes_back_is_judged_without_an_exception(self):
        image = np.array([[5.0, 1.0, 0.0], [2.0, 3.0, 1.0]])
        junk = [
            None,
            0.0,
            "text",
            [],
            {},
            image[:1],
            np.full((2, 3), np.nan),
            np.full((2, 3), np.inf),
            image.astype(complex),
            image.astype(str),
            image[0],
        ]
        assert all(self.judged(image, 1, answer) is not None for answer in junk)
        check, case = checks.UNIT.exercise("svd_compress").checks[0], Case({"image": image, "k": 1}, Returned(image))
        assert check.accept is checks.best_of_rank_k
        assert check.verdict(case, Raised("KeyError")) is not None


class TestMeasures:
    def test_ratios_of_the_lectures_example(self):
        # 800 x 1200 pixels; from k = 480 on nothing is saved.
        ratios = {k: reference.compression_ratio(800, 1200, k) for k in (5, 10, 20, 100, 200, 400, 500)}
        assert ratios == pytest.approx({k: k * 2001 / 960000 for k in ratios})
        assert ratios[10] == pytest.approx(0.0208, abs=5e-5)
        assert ratios[400] < 1 < ratios[500]

    def test_the_two_forms_of_the_ratio_in_decibels_agree(self):
        image, other = random_image(5, 6), random_image(5, 6, 1)
        deviation = reference.mean_square_deviation(image, other)
        assert reference.peak_signal_to_noise(image, other, 3.0) == pytest.approx(
            20 * np.log10(3.0 / np.sqrt(deviation)), rel=1e-13
        )
        assert reference.peak_signal_to_noise(image, other) == reference.peak_signal_to_noise(image, other, 255.0)

    def test_equal_images_have_an_infinite_ratio_without_a_warning(self):
        image = random_image(3, 4)
        assert reference.peak_signal_to_noise(image, image.copy()) == np.inf
        assert reference.mean_square_deviation(image, image) == 0.0

    def test_bytes_do_not_overflow(self):
        image, other = np.array([[3, 200]], dtype=np.uint8), np.array([[5, 10]], dtype=np.uint8)
        assert reference.mean_square_deviation(image, other) == (4 + 190**2) / 2
        assert reference.to_grayscale(np.full((1, 1, 3), 255, dtype=np.uint8)) == pytest.approx(255)

    def test_results_are_floats_of_64_bits(self):
        bytes_, short = np.ones((2, 3), dtype=np.uint8), np.ones((2, 3, 3), dtype=np.float32)
        assert (
            reference.to_grayscale(short).dtype
            == reference.svd_compress(bytes_, 1).dtype
            == reference.svd_compress(short[0], 1).dtype
            == np.float64
        )
        assert type(reference.compression_ratio(2, 2, 2)) is float
        assert (
            type(reference.mean_square_deviation(bytes_, bytes_))
            is type(reference.peak_signal_to_noise(bytes_, bytes_ + 1, 1))
            is float
        )


@pytest.fixture(scope="module", params=["china.jpg", "flower.jpg"])
def photograph(request):
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_sample_image(request.param)


class TestPhotographs:
    """scikit-learn's photographs of 427 x 640 pixels."""

    def test_gray_is_that_of_pillow(self, photograph):
        image = pytest.importorskip("PIL.Image")
        theirs = np.asarray(image.fromarray(photograph).convert("L"), dtype=float)
        assert np.abs(reference.to_grayscale(photograph) - theirs).max() <= 0.51  # theirs is rounded

    def test_more_singular_values_cost_more_and_show_more(self, photograph):
        gray = reference.to_grayscale(photograph)
        values = linalg.svdvals(gray)
        quality = []
        for k in (5, 50, 200):
            approximation = reference.svd_compress(gray, k)
            deviation = reference.mean_square_deviation(gray, approximation)
            assert deviation == pytest.approx(np.sum(values[k:] ** 2) / gray.size, rel=1e-9)
            quality.append(reference.peak_signal_to_noise(gray, approximation))
        assert quality == sorted(quality)
        assert quality[0] > 15
        assert quality[-1] > 30

    def test_numbers_of_the_notebook(self, photograph):
        gray = reference.to_grayscale(photograph)
        expected = 20.9 if photograph[0, 0, 2] > 150 else 27.7  # the sky over the pagoda, the shade behind the flower
        assert reference.peak_signal_to_noise(gray, reference.svd_compress(gray, 20)) == pytest.approx(
            expected, abs=0.05
        )
        assert photograph.shape == (427, 640, 3)
        assert reference.compression_ratio(427, 640, 20) == pytest.approx(0.0782, abs=5e-5)
        assert reference.compression_ratio(427, 640, 255) < 1 < reference.compression_ratio(427, 640, 256)


def test_the_points_and_the_examples_of_the_checks():
    unit = load_unit(COURSE, "svd")
    assert unit.points == 20
    ratio = unit.exercise("compression_ratio").checks[0].examples[0]
    assert difference(0.5, reference.compression_ratio(**ratio)) is None
