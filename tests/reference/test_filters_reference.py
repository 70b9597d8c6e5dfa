"""The reference of filters against its definitions in fractions, other libraries, and photographs."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import linalg, ndimage, signal

from autograder.course import Case, Raised, Returned, load_unit, reference_module
from autograder.values.compare import difference

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "filters", "solution")
checks = reference_module(COURSE, "filters", "checks")

TYPES = (float, np.int8, np.uint8, np.int64, np.uint64)


def numbers(dtype, *shape):
    """Floats with all their digits, or whole numbers from edge to edge of their type."""
    generator = np.random.default_rng(shape)
    if dtype is float:
        return generator.normal(size=shape)
    about = np.iinfo(dtype)
    return generator.integers(about.min, about.max, size=shape, dtype=dtype, endpoint=True)


def assert_exact(found, right):
    """Right to the last digits of the largest value."""
    found = np.vectorize(Fraction, otypes=[object])(found)
    right = np.array(right, dtype=object)
    assert found.shape == right.shape
    assert np.max(abs(found - right)) <= Fraction(1, 2**46) * np.max(abs(right))


class TestMovingAverage:
    @pytest.mark.parametrize("dtype", TYPES)
    def test_averages_are_those_of_fractions(self, dtype):
        series = numbers(dtype, 9)
        for length in range(1, 10):
            windows = ([Fraction(value.item()) for value in series[t : t + length]] for t in range(10 - length))
            assert_exact(reference.moving_average(series, length), [sum(window) / length for window in windows])

    def test_a_length_may_be_a_byte(self):
        series = numbers(float, 300)
        assert np.array_equal(reference.moving_average(series, np.uint8(200)), reference.moving_average(series, 200))


class TestGaussianKernel:
    def test_values_of_the_notebook(self):
        kernel = reference.gaussian_kernel(3, 1.0)
        assert np.round(kernel[0], 3).tolist() == [0.075, 0.124, 0.075]
        assert np.round(kernel[1], 3).tolist() == [0.124, 0.204, 0.124]
        assert 1 / kernel[1, 1] == pytest.approx(1 + 4 * math.exp(-0.5) + 4 * math.exp(-1))

    @pytest.mark.parametrize(("size", "sigma"), [(1, 0.3), (3, 0.2), (5, 1.0), (9, 2.5), (7, 1e6), (3, 1e-7)])
    def test_it_is_the_bell_of_scipy(self, size, sigma):
        bell = signal.windows.gaussian(size, sigma)
        expected = np.outer(bell, bell) / np.sum(np.outer(bell, bell))
        assert np.abs(reference.gaussian_kernel(size, sigma) - expected).max() < 1e-15

    def test_bytes_and_whole_numbers_for_sigma(self):
        for sigma in (np.int8(100), np.uint8(16), 2, np.float32(1.5)):
            assert np.array_equal(
                reference.gaussian_kernel(np.int8(5), sigma), reference.gaussian_kernel(5, float(sigma))
            )


class TestFilterImage:
    @pytest.mark.parametrize("dtype", TYPES)
    @pytest.mark.parametrize("shape", [(3, 4), (2, 1), (2, 3, 3)])
    def test_pixels_are_sums_of_fractions(self, dtype, shape):
        image, kernel = numbers(dtype, *shape), numbers(dtype, 3, 5)
        right = np.zeros(shape, dtype=object)
        for place in np.ndindex(shape):
            for u, v in np.ndindex(3, 5):
                h, w = place[0] + u - 1, place[1] + v - 2
                if 0 <= h < shape[0] and 0 <= w < shape[1]:
                    right[place] += Fraction(kernel[u, v].item()) * Fraction(image[(h, w, *place[2:])].item())
        assert_exact(reference.filter_image(image, kernel), right)

    @pytest.mark.parametrize("kernel_shape", [(3, 3), (1, 7), (5, 1), (11, 9), (1, 1)])
    @pytest.mark.parametrize("shape", [(6, 8), (1, 5), (7, 4, 3), (1, 1)])
    def test_it_is_the_correlation_of_scipy(self, shape, kernel_shape):
        image, kernel = numbers(float, *shape), numbers(float, *kernel_shape)
        weights = kernel.reshape(*kernel_shape, *(1 for _ in shape[2:]))
        expected = ndimage.correlate(image, weights, mode="constant")
        assert np.abs(reference.filter_image(image, kernel) - expected).max() < 1e-13

    def test_the_lectures_image(self):
        image = checks.SIX_BY_SIX
        means = reference.filter_image(image, np.ones((3, 3)) / 9)
        inside = [[5, 5.78, 7, 6.44], [6.33, 6.67, 6.89, 5.11], [5.44, 5.78, 5.78, 4], [4.44, 4.78, 5.56, 4]]
        assert np.array_equal(np.round(means[1:-1, 1:-1], 2), inside)
        assert means[0, 0] == pytest.approx(19 / 9)

    def test_two_filters_are_one_away_from_the_border(self):
        image, one, other = numbers(float, 20, 20), numbers(float, 5, 5), numbers(float, 3, 3)
        twice = reference.filter_image(reference.filter_image(image, one), other)
        together = signal.convolve2d(one, other)
        assert together.shape == (7, 7)
        assert np.abs(twice - reference.filter_image(image, together))[3:-3, 3:-3].max() < 1e-13


class TestSobel:
    def test_it_is_the_filter_of_scipy(self):
        image = numbers(float, 7, 9)
        gx, gy, magnitude = reference.sobel(image)
        assert np.abs(gx - ndimage.sobel(image, axis=1, mode="constant")).max() < 1e-14
        assert np.abs(gy - ndimage.sobel(image, axis=0, mode="constant")).max() < 1e-14
        assert np.abs(magnitude**2 - gx**2 - gy**2).max() < 1e-13

    def test_a_ramp_has_the_slope_eight(self):
        gx, gy, magnitude = reference.sobel(np.arange(5) * np.ones((4, 1), dtype=np.uint8))
        assert (gx[1:-1, 1:-1] == 8).all()
        assert (gy[1:-1] == 0).all()
        assert (magnitude[1:-1, 1:-1] == 8).all()

    def test_large_and_tiny_values_have_a_length(self):
        image = np.array([[0.0, 3.0]])
        for scale in (1e-200, 1.0, 1e200):
            assert reference.sobel(scale * image)[2] == pytest.approx(scale * np.array([[6.0, 0.0]]))


class TestSeparate:
    @pytest.mark.parametrize("shape", [(3, 3), (1, 5), (4, 1), (7, 2), (1, 1), (60, 40)])
    def test_the_product_is_the_kernel(self, shape):
        kernel = np.outer(numbers(float, shape[0]), numbers(float, shape[1], 1)[:, 0])
        column, row = reference.separate(kernel)
        assert np.abs(np.outer(column, row) - kernel).max() < 1e-14
        assert np.linalg.norm(column) == pytest.approx(np.linalg.norm(row), rel=1e-12)
        assert np.linalg.norm(column) ** 2 == pytest.approx(linalg.svdvals(kernel)[0], rel=1e-12)
        assert column.max() == np.abs(column).max()

    def test_kernels_of_the_notebook(self):
        column, row = reference.separate(checks.SOBEL_KERNEL)
        assert column / column[0] == pytest.approx([1, 2, 1])
        assert row / row[2] == pytest.approx([-1, 0, 1])
        assert column[1] > 0
        assert row[2] > 0
        radius = np.hypot(np.arange(-7, 8), np.arange(-7, 8)[:, np.newaxis])
        for kernel in (1.0 * (radius <= 7), 1.0 * (abs(radius - 5) < 1), np.eye(15)):
            with pytest.raises(ValueError, match="rank"):
                reference.separate(kernel)
        for kernel in (np.exp(-(radius**2) / 18), np.ones((15, 15)), reference.gaussian_kernel(25, 3.0)):
            assert np.abs(np.outer(*reference.separate(kernel)) - kernel).max() < 1e-14

    def test_zeros_are_zeros(self):
        column, row = reference.separate(np.zeros((2, 3)))
        assert not column.any()
        assert not row.any()
        assert (column.shape, row.shape) == ((2,), (3,))

    @pytest.mark.parametrize("scale", [1e-200, 1e-12, 1.0, 1e12])
    @pytest.mark.parametrize(("second", "refused"), [(1e-12, False), (3e-10, False), (3e-9, True), (1.0, True)])
    def test_the_rank_is_told_by_the_part_of_the_largest(self, scale, second, refused):
        kernel = checks.above_rank_one(scale, second)["kernel"]
        if refused:
            with pytest.raises(ValueError, match="rank"):
                reference.separate(kernel)
        else:
            left = np.outer(*reference.separate(kernel)) - kernel
            assert np.linalg.norm(left) == pytest.approx(second * np.linalg.norm(kernel), rel=1e-3)

    def test_the_bad_kernels_of_the_check_are_a_tenth_beyond_the_limit(self):
        (check,) = (each for each in checks.UNIT.exercise("separate").checks if each.name == "bad_arguments")
        for kernel in (call["kernel"] for call in check.examples if call["kernel"].ndim == 2):
            values = linalg.svdvals(kernel)
            assert values[1] > 1.09e-9 * values[0]


class TestAcceptance:
    """Where values of both signs are largest, both signs of a column are right, and nothing else is."""

    @staticmethod
    def judged(kernel, answer):
        return checks.up_to_a_tie(Case({"kernel": kernel}, Returned(reference.separate(kernel))), answer)

    def test_either_sign_will_do_at_a_tie(self):
        kernel = checks.SOBEL_KERNEL.T
        column, row = reference.separate(kernel)
        assert self.judged(kernel, (column, row)) is None
        assert self.judged(kernel, (-column, -row)) is None
        assert self.judged(kernel, (-column, row)) is not None
        assert self.judged(kernel, (2 * column, row / 2)) is not None

    def test_one_sign_will_do_elsewhere(self):
        kernel = np.outer([1.0, -2.0, 1.0], [1.0, 3.0])
        column, row = reference.separate(kernel)
        assert self.judged(kernel, (column, row)) is None
        assert self.judged(kernel, (-column, -row)) is not None

    def test_whatever_else_comes_back_is_judged_without_an_exception(self):
        kernel = checks.SOBEL_KERNEL.T
        column, row = reference.separate(kernel)
        junk = (None, 0.0, "text", [], {}, (), (column,), (column, row, row), (row, None), column, (column[:2], row))
        assert all(self.judged(kernel, answer) is not None for answer in junk)
        check = checks.UNIT.exercise("separate").checks[0]
        assert check.accept is checks.up_to_a_tie
        assert check.verdict(Case({"kernel": kernel}, Returned((column, row))), Raised("KeyError")) is not None


class TestLaplacianPyramid:
    @pytest.mark.parametrize("shape", [(5, 6), (4, 3, 3), (1, 1)])
    @pytest.mark.parametrize("levels", [1, 2, 5])
    def test_levels_sum_to_the_image(self, shape, levels):
        image, kernel = numbers(float, *shape), numbers(float, 3, 3)
        pyramid = reference.laplacian_pyramid(image, levels, kernel)
        assert len(pyramid) == levels
        assert np.abs(sum(pyramid) - image).max() < 1e-12 * max(np.abs(level).max() for level in pyramid)

    def test_levels_of_the_notebook(self):
        row, kernel = np.array([[0, 0, 16, 0, 0]], dtype=np.uint8), np.array([[0.25, 0.5, 0.25]])
        details, rest = reference.laplacian_pyramid(row, 2, kernel)
        assert rest.tolist() == [[0, 4, 8, 4, 0]]
        assert details.tolist() == [[0, -4, 8, -4, 0]]


@pytest.fixture(scope="module", params=["china.jpg", "flower.jpg"])
def photograph(request):
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_sample_image(request.param)[::3, ::3]


class TestPhotographs:
    """scikit-learn's photographs of 427 x 640 pixels, of which every third in each direction will do."""

    def test_colours_are_filtered_as_scipy_does(self, photograph):
        kernel = reference.gaussian_kernel(17, 2.0)
        found = reference.filter_image(photograph, kernel)
        theirs = ndimage.gaussian_filter(photograph.astype(float), (2.0, 2.0, 0.0), mode="constant", radius=(8, 8, 0))
        assert np.abs(found - theirs).max() < 1e-10
        assert found.min() >= 0
        assert found.max() <= 255

    def test_two_steps_do_the_work_of_one(self, photograph):
        gray = photograph.mean(axis=2)
        kernel = reference.gaussian_kernel(25, 3.0)
        column, row = reference.separate(kernel)
        steps = reference.filter_image(reference.filter_image(gray, row[np.newaxis]), column[:, np.newaxis])
        assert np.abs(steps - reference.filter_image(gray, kernel)).max() < 1e-11

    def test_a_pyramid_is_split_without_loss(self, photograph):
        pyramid = reference.laplacian_pyramid(photograph, 3, reference.gaussian_kernel(9, 2.0))
        assert np.abs(sum(pyramid) - photograph).max() < 1e-11


def test_the_points_and_the_examples_of_the_checks():
    unit = load_unit(COURSE, "filters")
    assert unit.points == 20
    series = unit.exercise("moving_average").checks[0].examples[0]
    assert difference(np.array([1.5, 3.0, 6.0, 12.0]), reference.moving_average(**series)) is None
