"""The reference of square_detector against autograd, finite differences, torch, and the numbers of
the worked example.
"""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.course import load_unit, reference_module
from autograder.course.papers import KNOWN
from autograder.judging.cases import drawn
from autograder.subjects.local import LocalSubject
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "square_detector", "solution")
cases, checks, judge_images, trainings = (
    reference_module(COURSE, "square_detector", part) for part in ("cases", "checks", "images", "trainings")
)
UNIT = load_unit(COURSE, "square_detector")


def network(seed):
    """Params, an image and a label; about half of the windows are dead."""
    generator = np.random.default_rng(seed)
    params = {
        "kernel": generator.uniform(-1, 1, (3, 3)),
        "conv_bias": generator.uniform(-1.5, 0.5),
        "weights": generator.uniform(0.3, 1, 4) * generator.choice([-1, 1], 4),
        "fc_bias": generator.uniform(-1, 1),
    }
    return params, generator.uniform(-1, 1, (6, 6)), int(generator.integers(2))


def as_arrays(values):
    return {name: np.array(value, dtype=float) for name, value in values.items()}


def loss_by_definition(params, image, label):
    """The loss, window by window, for autograd as well as for NumPy."""
    z4 = params["fc_bias"]
    for window in range(4):
        row, column = 2 * (window // 2), 2 * (window % 2)
        values = [
            anp.sum(params["kernel"] * image[row + i : row + i + 3, column + j : column + j + 3]) + params["conv_bias"]
            for i in range(2)
            for j in range(2)
        ]
        z4 = z4 + params["weights"][window] * anp.max(anp.array([0.0, *values]))
    return anp.logaddexp(0.0, z4) - label * z4


@pytest.mark.parametrize("seed", range(8))
class TestGradients:
    def test_the_loss_is_the_definition(self, seed):
        params, image, label = network(seed)
        probability = reference.forward(params, image)["a4"]
        assert reference.loss(label, probability) == pytest.approx(loss_by_definition(params, image, label), rel=1e-12)

    def test_backward_agrees_with_autograd(self, seed):
        params, image, label = network(seed)
        found, right = (
            reference.backward(params, image, label),
            grad(loss_by_definition)(as_arrays(params), image, label),
        )
        for name, value in right.items():
            assert np.shape(found[name]) == np.shape(params[name])
            assert np.abs(found[name] - value).max() < 1e-12
            assert np.abs(value).max() > 1e-2  # far from zero, or the comparison would say nothing

    def test_backward_agrees_with_finite_differences(self, seed):
        params, image, label = network(seed)
        gradient = as_arrays(reference.backward(params, image, label))
        assert assert_gradient(lambda point: loss_by_definition(point, image, label), gradient, as_arrays(params)) == 15

    def test_backward_agrees_with_torch(self, seed, torch):
        params, image, label = network(seed)
        leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in params.items()}
        z1 = (
            torch.nn.functional.conv2d(torch.tensor(image)[None, None], leaves["kernel"][None, None])
            + leaves["conv_bias"]
        )
        a3 = torch.nn.functional.max_pool2d(torch.relu(z1), 2).flatten()
        z4 = leaves["weights"] @ a3 + leaves["fc_bias"]
        torch.nn.functional.binary_cross_entropy_with_logits(
            z4, torch.tensor(float(label), dtype=torch.float64)
        ).backward()
        found = reference.backward(params, image, label)
        assert all(np.abs(found[name] - leaf.grad.numpy()).max() < 1e-12 for name, leaf in leaves.items())


Z1 = np.array(
    [[-0.29, -0.80, 7.97, -0.29], [0.86, 3.73, 4.83, -2.06], [6.32, 1.36, 1.78, 1.16], [0.37, 0.60, 1.51, -0.14]]
)
Z4 = -4.352467795139205


@pytest.fixture(name="printed")
def printed_network():
    """A network and an image whose z1 and z4 are those that the worked example prints: the kernel
    copies the image's inside.
    """
    kernel = np.zeros((3, 3))
    kernel[1, 1] = 1.0
    weights = np.array([-0.7, 0.4, -0.9, 0.6])
    bias = Z4 - weights @ np.array([3.73, 7.97, 6.32, 1.78])
    return {"kernel": kernel, "conv_bias": 0.0, "weights": weights, "fc_bias": bias}, np.pad(Z1, 1, constant_values=0.5)


class TestPrintedNumbers:
    """The worked example prints right numbers and wrong ones."""

    def test_the_forward_pass_is_right(self, printed):
        values = reference.forward(*printed)
        assert values["z1"] == pytest.approx(Z1)
        assert values["a1"] == pytest.approx(np.where(Z1 > 0, Z1, 0.0))
        assert values["a2"] == pytest.approx(np.array([[3.73, 7.97], [6.32, 1.78]]))
        assert values["a3"] == pytest.approx([3.73, 7.97, 6.32, 1.78])
        assert values["z4"] == pytest.approx(Z4)

    def test_pooling_4_x_4_with_stride_2_gives_2_x_2_and_not_3_x_3(self, printed):
        assert reference.forward(*printed)["a2"].shape == (2, 2)

    def test_what_is_called_post_activation_is_z4_and_the_probability_is_another(self, printed):
        assert reference.forward(*printed)["a4"] == pytest.approx(0.01271, abs=1e-5)

    def test_the_loss_is_not_the_printed_one(self, printed):
        loss = reference.loss(1, reference.forward(*printed)["a4"])
        assert loss == pytest.approx(4.365, abs=5e-4)
        assert abs(loss - 1.89802814902024) > 2

    def test_the_gradients_of_the_last_layer_are_right(self, printed):
        grads = reference.backward(*printed, 1)
        assert grads["fc_bias"] == pytest.approx(-0.9872885318022069)
        assert grads["weights"][1:] == pytest.approx(
            [-7.86394154, -6.2382538, -1.76069339], abs=6e-3
        )  # they were computed before z1 was rounded

    def test_the_gradient_that_goes_upstream_is_not_that_of_the_weights(self, printed):
        params, image = printed
        grads = reference.backward(params, image, 1)
        upstream = grads["fc_bias"] * params["weights"]
        assert grads["conv_bias"] == pytest.approx(upstream.sum())  # all four windows are alive
        assert abs(grads["conv_bias"] - grads["weights"].sum()) > 1
        printed_rows = -6.24 * 4 - 1.76 * 4  # the gradients of two windows, scattered over whole rows
        assert abs(grads["conv_bias"] - printed_rows) > 1

    def test_each_window_passes_its_gradient_to_one_place(self, printed):
        params, image = printed
        grads = reference.backward(params, image, 1)
        z1_grad = np.zeros((4, 4))
        for (row, column), weight in zip(((1, 1), (0, 2), (2, 0), (2, 2)), params["weights"], strict=True):
            z1_grad[row, column] = grads["fc_bias"] * weight
        expected = [[np.sum(image[k : k + 4, m : m + 4] * z1_grad) for m in range(3)] for k in range(3)]
        assert grads["kernel"] == pytest.approx(np.array(expected))

    def test_the_updates_subtract(self, printed):
        params, image = printed
        before = reference.loss(1, reference.forward(params, image)["a4"])
        grads = reference.backward(params, image, 1)
        down = reference.sgd_step(params, grads, 0.001)
        up = {name: params[name] + 0.001 * grads[name] for name in params}
        assert (
            reference.loss(1, reference.forward(down, image)["a4"])
            < before
            < reference.loss(1, reference.forward(up, image)["a4"])
        )

    def test_there_are_15_parameters(self):
        assert sum(np.size(value) for value in reference.init_params(0).values()) == 15


class TestDeadWindows:
    def test_nothing_passes_where_relu_is_flat(self):
        case = cases.DEAD_AT_ZERO
        values, grads = reference.forward(case["params"], case["image"]), reference.backward(*case.values())
        assert values["a2"].tolist() == [[2.0, 0.0], [0.0, 3.0]]
        delta = values["a4"] - 1
        assert grads["conv_bias"] == pytest.approx(2 * delta)
        assert grads["kernel"] == pytest.approx(delta * (case["image"][0:3, 0:3] + case["image"][2:5, 3:6]))

    @pytest.mark.parametrize("exercise", ["dense_layer", "convolution", "dead_windows", "ties"])
    def test_the_checks_draw_what_they_promise(self, exercise):
        check = next(check for check in UNIT.exercise("backward").checks if check.name == exercise)
        cases = drawn(check.cases, check.count, KNOWN.seed(UNIT.name, "backward", check.name))
        assert len(cases) == check.count
        dead = [(reference.forward(case["params"], case["image"])["a3"] == 0).sum() for case in cases]
        assert all(0 < count < 4 for count in dead) if exercise == "dead_windows" else True
        assert not any(dead) if exercise in ("convolution", "ties") else True
        assert {case["label"] for case in cases} == {0, 1}


class TestImages:
    def test_all_verdicts_are_good_for_many_seeds(self):
        judges = ((100, judge_images.squares, {}), (400, judge_images.noise, {}), (3200, judge_images.places, {}))
        for seed in range(30):
            for count, judge, more in judges:
                assert judge(reference.make_images(count, seed), {"count": count, "seed": seed, **more}) == ""
            values = {"low": -3.0, "high": 0.5, "value": 7.0}
            assert (
                judge_images.other_values(
                    reference.make_images(100, seed, **values), {"count": 100, "seed": seed, **values}
                )
                == ""
            )

    def test_labels_may_be_of_any_type(self):
        images, labels = reference.make_images(60, 0)
        for kind in (bool, int, np.uint8, np.float32):
            assert judge_images.classes((images, labels.astype(kind)), {"count": 60}) == ""

    def test_whatever_comes_back_is_judged_without_an_exception(self):
        images, labels = reference.make_images(40, 0)
        junk = [
            None,
            images,
            (images, labels, 1),
            (images.tolist(), labels),
            (images[:1], labels),
            (images, labels[:, np.newaxis]),
            (images, labels + 1),
            (images, labels * np.nan),
            (np.full((40, 6, 6), np.inf), labels),
            (images.astype(complex), labels),
            (images.astype(str), labels),
            (np.zeros((40, 6, 6)), np.zeros(40)),
            (np.zeros((40, 6, 6)), labels),
        ]
        case = {"count": 40, "seed": 0, "low": -1.0, "high": 1.0, "value": 5.0}
        for judge in (judge_images.squares, judge_images.noise, judge_images.places, judge_images.other_values):
            assert all(judge(answer, case) for answer in junk)


class TestTraining:
    CASES = tuple(trainings.whole(seed) for seed in (1, 2))

    @pytest.mark.parametrize("case", CASES, ids=["first", "second"])
    @pytest.mark.parametrize("seed", [0, 1, 2])
    def test_the_reference_is_well_above_the_limit(self, case, seed):
        params = reference.train(*[case[name] for name in trainings.ARGUMENTS[:-1]], seed)
        assert trainings.accuracy(params, *case["fresh"]) > trainings.ACCURACY + 0.02

    @pytest.mark.parametrize("case", CASES, ids=["first", "second"])
    @pytest.mark.parametrize(
        ("misconception", "highest"),
        [
            ("gradient_ascent", 0.55),
            ("nothing_trained", 0.55),
            ("last_layer_never_trained", 0.7),
            ("kernel_never_trained", 0.7),
            ("sample_of_the_images", 0.9),
            ("weight_gradient_sent_upstream", 0.6),
            ("conv_bias_from_the_image", 0.6),
        ],
    )
    def test_wrong_ways_are_well_below_it(self, case, misconception, highest):
        assert self.accuracy_of(misconception, case) < highest

    @pytest.mark.parametrize(
        "misconception", ["relu_mask_forgotten", "pooling_scattered_by_row", "gradient_for_all_of_the_window"]
    )
    def test_some_wrong_gradients_learn_all_the_same(self, misconception):
        # The reason why accuracy is not enough, and the checks compare gradients.
        assert self.accuracy_of(misconception, self.CASES[0]) > trainings.ACCURACY

    @staticmethod
    def accuracy_of(misconception, case):
        variant = next(variant for variant in UNIT.misconceptions if variant.name == misconception)
        params = LocalSubject(UNIT.text_of(variant), "square_detector").call("train", trainings.call_of(case))
        return trainings.accuracy(params, *case["fresh"])

    def test_the_accuracy_is_that_of_predict(self):
        images, labels = reference.make_images(300, 0)
        params = network(0)[0]
        assert trainings.accuracy(params, images, labels) == np.mean(
            (reference.predict(params, images) > 0.5) == (labels == 1)
        )
        assert (
            trainings.accuracy({name: np.full(shape, np.nan) for name, shape in cases.SHAPES.items()}, images, labels)
            == 0.0
        )

    def test_every_start_learns_the_bright_squares(self):
        images, labels = reference.make_images(300, 0)
        for seed in range(5):
            params = reference.train(images, labels, reference.init_params(seed), 0.03, 2, seed)
            assert trainings.accuracy(params, *reference.make_images(1000, 7)) > 0.97

    def test_params_of_any_size_are_judged_without_an_exception(self):
        good = reference.init_params(0)
        for wrong in (10**400, -(10**400), np.nan, np.inf, "0", None, np.zeros(1), True):
            assert trainings.form(good | {"fc_bias": wrong}, {})
        for wrong in (np.zeros((1, 4)), np.full(4, np.nan), [0.0] * 4, np.zeros(4, dtype=complex)):
            assert trainings.form(good | {"weights": wrong}, {})
        assert trainings.form(good | {"fc_bias": np.float32(1), "conv_bias": np.array(2)}, {}) == ""


class TestLoss:
    def test_a_loss_beyond_all_floats_is_not_finite(self):
        case = {"label": 1, "probability": 0.0}
        for wrong in (10**400, np.inf, np.nan, 0.0, 9.2, None, np.zeros(2)):
            assert checks.certain(wrong, case)
        for right in (700.0, np.float64(16.1)):
            assert checks.certain(right, case) == ""

    @pytest.mark.parametrize(
        "name",
        [
            "logarithm_to_base_two",
            "labels_in_the_wrong_terms",
            "sign_forgotten",
            "only_the_labelled_term",
            "guard_too_large",
        ],
    )
    def test_a_mistake_looks_the_same_whatever_guards_it(self, name):
        text = next(UNIT.text_of(variant) for variant in UNIT.misconceptions if variant.name == name)
        assert text.count("1e-12") == (name != "guard_too_large")
        subjects = [
            LocalSubject(text.replace("1e-12", guard), "square_detector") for guard in ("1e-12", "1e-7", "1e-15")
        ]
        for check in UNIT.exercise("loss").checks[:2]:
            for case in drawn(check.cases, check.count, KNOWN.seed(UNIT.name, "loss", check.name)):
                seen = [check.observe(subject, "loss", case) for subject in subjects]
                assert seen == seen[:1] * 3


def test_results_are_float64():
    whole = {"kernel": np.ones((3, 3), dtype=int), "conv_bias": 1, "weights": np.ones(4, dtype=int), "fc_bias": 1}
    image = np.arange(36).reshape(6, 6)
    for values in (reference.forward(whole, image), reference.backward(whole, image, 1), reference.init_params(0)):
        assert all(
            value.dtype == np.float64 if isinstance(value, np.ndarray) else type(value) is float
            for value in values.values()
        )
    images, labels = reference.make_images(4, 0, 0, 2, 1)
    assert images.dtype == labels.dtype == reference.predict(whole, images).dtype == np.float64


def test_the_points_add_up():
    assert UNIT.points == 20
