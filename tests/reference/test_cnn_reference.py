"""The reference of cnn: gradients against three other ways, training against its equations, digits
against the contract, and the checks themselves.
"""

import time
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.course import Kind, Mismatch, Returned, Subject, load_unit, reference_module
from autograder.judging.cases import prepare
from autograder.subjects.local import LocalSubject
from autograder.testing import assert_gradient

COURSE = Path(__file__).resolve().parents[2]
solution = reference_module(COURSE, "cnn", "solution")
network = reference_module(COURSE, "cnn", "network")
cases = reference_module(COURSE, "cnn", "cases")
trainings = reference_module(COURSE, "cnn", "trainings")
ACCURACY_LIMIT = reference_module(COURSE, "cnn", "right").ACCURACY_LIMIT

STACKS = [
    *cases.DENSE,
    *cases.LEAKY,
    *cases.IMAGES,
    *cases.CONVOLUTIONS,
    *cases.POOLINGS,
    *cases.SMALL,
    cases.WITH_CONVOLUTION,
    cases.WITH_POOLING,
]


@pytest.fixture(autouse=True)
def no_progress_bar(monkeypatch):
    monkeypatch.setattr(solution, "tqdm", lambda iterable: iterable)


def built(stack, seed=1, scheduler=None):
    """The reference's network, and samples for it."""
    cost, _, layers = stack
    made = solution.CNN(cost, scheduler, seed)
    for method, *arguments in layers:
        getattr(made, method)(*arguments)
    case = cases.values(stack, seed)
    made.predict(case["images"])
    for own, new in zip(made.params, case["params"], strict=True):
        for name in own:
            own[name][...] = new[name]
    return made, case


def differentiable_cost(case):
    """The cost as a function of the params, for autograd: a third way to write the forward pass."""

    def windows(x, size, stride):
        rows, columns = ((x.shape[2 + axis] - size[axis]) // stride[axis] + 1 for axis in (0, 1))
        parts = [
            x[:, :, i : i + stride[0] * (rows - 1) + 1 : stride[0], j : j + stride[1] * (columns - 1) + 1 : stride[1]]
            for i in range(size[0])
            for j in range(size[1])
        ]
        return anp.stack(parts, axis=4)

    def activated(name, z):
        if name == "softmax":
            return anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)
        return (
            1 / (1 + anp.exp(-z))
            if name == "sigmoid"
            else anp.where(z > 0, z, {"relu": 0, "leaky_relu": 0.001}[name] * z)
        )

    def cost(params):
        left, x = iter(params), case["images"]
        for method, *settings in map(network.complete, case["layers"]):
            if method == "add_flatten":
                x = anp.reshape(x, (len(x), -1))
            elif method == "add_pooling":
                kind, size, stride = settings
                parts = windows(x, np.broadcast_to(size, 2), np.broadcast_to(stride, 2))
                x = anp.max(parts, axis=4) if kind == "max" else anp.mean(parts, axis=4)
            elif method == "add_convolution":
                own, (_, size, stride, padding, activation) = next(left), settings
                (top, side), size = np.broadcast_to(padding, 2), np.broadcast_to(size, 2)
                parts = windows(
                    anp.pad(x, ((0, 0), (0, 0), (top, top), (side, side)), mode="constant"),
                    size,
                    np.broadcast_to(stride, 2),
                )
                kernel = anp.reshape(own["weights"], (*own["weights"].shape[:2], -1))
                x = activated(activation, anp.einsum("nchwk,cok->nohw", parts, kernel) + own["bias"][:, None, None])
            else:
                own = next(left)
                x = activated(settings[1], anp.dot(x, own["weights"]) + own["bias"])
        if case["cost"] == "mean_squared_error":
            return anp.sum((x - case["targets"]) ** 2) / len(x)
        return -anp.sum(case["targets"] * anp.log(x)) / len(x)

    return cost


@pytest.mark.parametrize("stack", STACKS)
class TestGradients:
    def test_both_of_the_kits_own_ways_agree(self, stack):
        made, case = built(stack)
        loss, grads = made.loss_and_grads(case["images"], case["targets"])
        other_loss, other_grads = network.loss_and_grads(case, case["params"])
        np.testing.assert_allclose(
            made.predict(case["images"]), network.predict(case["layers"], case["params"], case["images"]), atol=1e-12
        )
        assert loss == pytest.approx(other_loss, rel=1e-12)
        for own, other in zip(grads, other_grads, strict=True):
            for name in own:
                np.testing.assert_allclose(own[name], other[name], atol=1e-12)

    def test_automatic_differentiation(self, stack):
        made, case = built(stack)
        loss, grads = made.loss_and_grads(case["images"], case["targets"])
        cost = differentiable_cost(case)
        assert loss == pytest.approx(float(cost(case["params"])), rel=1e-12)
        for own, other in zip(grads, grad(cost)(case["params"]), strict=True):
            for name in own:
                np.testing.assert_allclose(own[name], other[name], atol=1e-12)

    def test_no_gradient_is_zero(self, stack):
        made, case = built(stack)
        for own in made.loss_and_grads(case["images"], case["targets"])[1]:
            assert min(np.abs(value).max() for value in own.values()) > 1e-5

    def test_finite_differences(self, stack):
        made, case = built(stack)
        _, grads = made.loss_and_grads(case["images"], case["targets"])
        compared = 0
        for own, own_grads in zip(made.params, grads, strict=True):
            before = {name: value.copy() for name, value in own.items()}

            def cost(point, own=own):
                for name in own:
                    own[name][...] = point[name]
                return made.loss_and_grads(case["images"], case["targets"])[0]

            compared += assert_gradient(cost, own_grads, before, directions=5, step=1e-4)
            cost(before)
        assert compared > 0


def test_torch_agrees(torch):
    layers = (
        ("add_convolution", 3, 3, 1, 1),
        ("add_pooling", "max", 2, 2),
        ("add_convolution", 2, 2),
        ("add_flatten",),
        ("add_dense", 4),
        ("add_output", 3),
    )
    made, case = built(("cross_entropy", (2, 6, 7), layers))
    kernels = [torch.tensor(own["weights"]) for own in made.params]
    biases = [torch.tensor(own["bias"], requires_grad=True) for own in made.params]
    weights = [kernel.swapaxes(0, 1).clone().requires_grad_() for kernel in kernels]
    leaky = torch.nn.LeakyReLU(0.001)
    x = leaky(torch.nn.functional.conv2d(torch.tensor(case["images"]), weights[0], biases[0], padding=1))
    x = leaky(torch.nn.functional.conv2d(torch.nn.functional.max_pool2d(x, 2, 2), weights[1], biases[1]))
    x = leaky(torch.nn.functional.linear(x.flatten(1), weights[2], biases[2]))
    x = torch.nn.functional.linear(x, weights[3], biases[3])
    loss = torch.nn.functional.cross_entropy(x, torch.tensor(case["targets"]))
    loss.backward()
    own_loss, grads = made.loss_and_grads(case["images"], case["targets"])
    assert own_loss == pytest.approx(loss.item(), rel=1e-12)
    for own, weight, bias in zip(grads, weights, biases, strict=True):
        np.testing.assert_allclose(own["weights"].swapaxes(0, 1), weight.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(own["bias"], bias.grad.numpy(), atol=1e-12)


class TestTraining:
    def test_params_come_with_the_first_use_and_stay(self):
        made = solution.CNN(seed=0)
        made.add_flatten()
        made.add_output(2)
        assert made.params == []
        made.predict(np.ones((1, 1, 2, 2)))
        first = made.params[0]["weights"]
        made.fit(np.ones((3, 1, 2, 2)), np.eye(2)[[0, 1, 1]], 1, 1)
        assert made.params[0]["weights"] is first
        assert first.dtype == made.params[0]["bias"].dtype == np.float64

    def test_the_scheduler_that_was_given_is_not_used_itself(self):
        scheduler = solution.Adam(0.1, 0.9, 0.999)
        made, case = built(cases.SMALL[1], scheduler=scheduler)
        made.fit(case["images"], case["targets"], 2, 2)
        assert scheduler.updates == 0

    def test_a_first_step_of_adam_is_as_long_as_its_rate(self):
        scheduler = solution.Adam(0.1, 0.9, 0.999)
        np.testing.assert_allclose(scheduler.update_change(np.array([3.0, -0.5])), [0.1, -0.1], rtol=1e-6)
        scheduler.update_change(np.array([1.0, 1.0]))
        scheduler.reset()
        np.testing.assert_allclose(scheduler.update_change(np.array([-7.0])), [-0.1], rtol=1e-6)

    def test_the_penalty_is_no_part_of_the_history(self):
        histories = []
        for regularization in (0.0, 0.5):
            made, case = built(cases.SMALL[0], scheduler=solution.Adam(0.0, 0.9, 0.999))
            histories.append(made.fit(case["images"], case["targets"], 2, 1, regularization))
        assert histories[0] == histories[1]

    def test_ctrl_c_while_it_measures_leaves_lists_of_one_length(self, monkeypatch):
        made, case = built(cases.SMALL[0])
        measure = made._measure

        def interrupted(history, *others):
            if len(history["train_error"]) == 2:
                raise KeyboardInterrupt
            measure(history, *others)

        monkeypatch.setattr(made, "_measure", interrupted)
        history = made.fit(case["images"], case["targets"], 5, 1)
        assert {name: len(values) for name, values in history.items()} == {
            "train_error": 2,
            "train_accuracy": 2,
            "val_error": 0,
            "val_accuracy": 0,
        }


@pytest.fixture(scope="module")
def digits():
    """The digits in an order of their own: images, targets."""
    datasets = pytest.importorskip("sklearn.datasets")
    data = datasets.load_digits()
    order = np.random.default_rng(0).permutation(len(data.images))
    return data.images[order, np.newaxis] / 16, np.eye(10)[data.target[order]]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_digits_are_recognised_within_a_minute(digits, seed):
    images, targets = digits
    made = solution.CNN("cross_entropy", solution.Adam(3e-3, 0.9, 0.999), seed)
    made.add_convolution(16, 3, padding=1)
    made.add_pooling("max", 2, 2)
    made.add_convolution(32, 3, padding=1)
    made.add_flatten()
    made.add_dense(64)
    made.add_output(10)
    start = time.process_time()
    history = made.fit(images[:1437], targets[:1437], 12, 45, validation=(images[1437:], targets[1437:]))
    assert history["val_accuracy"][-1] >= 0.97
    assert time.process_time() - start < 60


START = {
    "as the reference": None,
    "smaller": lambda draw, shape, inputs: 0.01 * draw.normal(size=shape),
    "by Xavier": lambda draw, shape, inputs: draw.normal(size=shape) / np.sqrt(inputs),
    "uniform": lambda draw, shape, inputs: draw.uniform(-1, 1, shape),
    "positive": lambda draw, shape, inputs: draw.uniform(0, 0.1, shape),
}


@pytest.mark.parametrize("start", START)
def test_the_limit_of_the_hidden_training_is_below_right_networks(digits, start):
    """Measured with 3 seeds: at least 0.925 for each of these starts, and about 0.10 for weights that
    start at zero.  A convolution that is never trained comes as far: that is what CNN_fit is for.
    """
    case = trainings.digits(0)
    made = solution.CNN("cross_entropy", solution.Adam(0.02, 0.9, 0.999), 0)
    for method, *arguments in case["layers"]:
        getattr(made, method)(*arguments)
    made.predict(case["images"])
    draw = np.random.default_rng(0)
    for own in made.params if START[start] else ():
        shape = own["weights"].shape
        own["weights"][...] = START[start](draw, shape, np.prod(shape) / shape[1])
    made.fit(case["images"], case["targets"], case["epochs"], case["batches"])
    assert network.accuracy(made.predict(case["unseen"]), case["unseen_targets"]) > ACCURACY_LIMIT + 0.04


# The checks themselves.


@pytest.fixture(scope="module")
def exam():
    return prepare(load_unit(COURSE, "cnn"))


def sheets_of(exam):
    """All checks of all five exercises."""
    return [sheet for sheets in exam.sheets.values() for sheet in sheets]


def test_predictions_are_far_from_zero_where_a_guard_would_count(exam):
    """Guards such as log(p + 1e-9) are right as well: the cases must not tell them apart."""
    for name, cases in ((sheet.check.name, sheet.cases) for sheet in sheets_of(exam)):
        for case in cases:
            if {"params", "targets"} <= set(case.arguments) and case.arguments["cost"] == "cross_entropy":
                if abs(case.arguments["images"]).max() > 1e3:
                    continue
                prediction = network.predict(
                    case.arguments["layers"], case.arguments["params"], case.arguments["images"]
                )
                assert prediction[case.arguments["targets"] == 1].min() > 1e-3, name


SMALLEST_PRODUCT = 1e-4
"""Of numbers with two decimals; rounding can take 1e-17 from it."""


def test_no_sum_is_zero_by_chance(exam):
    """A sum that is exactly 0 in one right network is 1e-17 in another, on the other side of the
    kink of relu.
    """
    for name, cases in ((sheet.check.name, sheet.cases) for sheet in sheets_of(exam)):
        for case in cases:
            if name != "slope_at_zero" and {"params", "layers", "images"} <= set(case.arguments):
                trace = network.forward(case.arguments["layers"], case.arguments["params"], case.arguments["images"])[1]
                sums = [z for method, *_, z in trace if method not in ("add_flatten", "add_pooling")]
                assert min(np.abs(z).min() for z in sums) > SMALLEST_PRODUCT * (1 - 1e-9), name


@pytest.mark.parametrize("seed", range(100))
def test_ties_are_ties_for_fourier_transforms_too(seed):
    """Several sums of a window are exactly its largest, of different pixels, and the transform and
    back makes no error in them.
    """
    case = cases.ties(seed)
    images, bias = case["images"], case["params"][0]["bias"]
    sums = images.sum(axis=(0, 1)) + bias
    windows = sums.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
    assert max(np.count_nonzero(window == window.max()) for window in windows) > 1
    kernel = np.fft.rfft2(np.ones((1, 1)), (4, 4))
    assert np.array_equal(np.fft.irfft2((np.fft.rfft2(images) * kernel).sum(axis=1), (4, 4))[0] + bias, sums)


JUNK = [
    None,
    7,
    "params",
    [],
    {},
    {"params": None},
    {"params": [None]},
    {"params": [{}]},
    {"seen": 3},
    {"seen": {"params": "x"}, "gradients": 5},
    {"first": None, "again": 1, "other": {}},
    {"params": [{"weights": np.zeros((2, 2)), "bias": None}]},
    {"params": [{"weights": np.full((2, 2), np.nan), "bias": np.zeros(2)}]},
]


def observing_answers(exam):
    """The checks of which what a worker sends is not reduced to a verdict before."""
    return [sheet for sheet in sheets_of(exam) if sheet.check.kind is not Kind.REFUSALS]


@pytest.mark.parametrize("junk", JUNK, ids=map(str, range(len(JUNK))))
def test_no_observation_makes_a_check_fail_itself(exam, junk):
    """Whatever a worker sends is an answer, and a wrong one."""
    for sheet in observing_answers(exam):
        for case in sheet.cases:
            assert isinstance(sheet.check.verdict(case, Returned(junk)), Mismatch), sheet.check.name


class Junk(Subject):
    """A worker that sends the same to whatever it is asked."""

    def __init__(self, junk):
        self.junk = junk

    def ask(self, request):
        return request.read(0 if request.operation in ("keep", "define") else self.junk)


@pytest.mark.parametrize("junk", JUNK, ids=map(str, range(len(JUNK))))
def test_no_reply_makes_an_observation_fail_itself(exam, junk):
    for sheet in observing_answers(exam):
        case = sheet.cases[0]
        seen = sheet.check.observe(Junk(junk), "CNN", case.arguments)
        assert isinstance(sheet.check.verdict(case, Returned(seen)), Mismatch), sheet.check.name


PARTS = ("prediction", "loss", "grads", "below", "after", "history", "cost", "scheduler", "same", "recognised", "fault")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_missing_or_nonsense_is_a_wrong_answer(exam, part):
    rejected = 0
    for sheet in observing_answers(exam):
        for case in sheet.cases:
            value = case.expected.value
            for nonsense in (None, "x", [None], (1.0, [None]), np.ones(1), {}) if part in value else ():
                found = sheet.check.verdict(case, Returned(value | {part: nonsense}))
                assert isinstance(found, Mismatch), (sheet.check.name, nonsense)
                rejected += 1
    assert rejected > 0


OWN = ("own", "slopes", "params")


@pytest.mark.parametrize("part", OWN)
def test_what_a_worker_adds_makes_no_wrong_answer_right(exam, part):
    """Nonsense beside a wrong answer: where gradients lead, slopes, other params."""
    for sheet in (exam.sheet("CNN_fit", "training"), exam.sheet("CNN_loss_and_grads", "gradients_dense")):
        case = sheet.cases[0]
        wrong = dict.fromkeys(case.expected.value)
        for nonsense in (None, "x", [], [{}], (1.0, [None]), np.ones(1), {}):
            assert sheet.check.verdict(case, Returned(wrong | {part: nonsense})) is not None


def variant(exam, old, new):
    """The solution with one passage changed."""
    assert exam.unit.solution.count(old) == 1
    return LocalSubject(exam.unit.solution.replace(old, new), "cnn")


def failed(exam, subject):
    """The exercises of which a module fails checks; without the digits, which take long."""
    names = []
    for exercise in ("CNN_build", "CNN_predict", "CNN_loss_and_grads", "CNN_fit"):
        sheets = exam.sheets[exercise]
        if any(
            sheet.check.verdict(case, sheet.seen_of(subject, case.arguments))
            for sheet in sheets
            for case in sheet.cases
        ):
            names.append(exercise)
    return names


ELSEWHERE = {
    "flipped kernels": (
        'windows, own["weights"])',
        'windows, own["weights"][:, :, ::-1, ::-1])',
        ["CNN_predict", "CNN_loss_and_grads"],
    ),
    "sums": (
        "np.sum(error**2) / len(error)), 2 * error / len(error)",
        "np.sum(error**2)), 2 * error",
        ["CNN_loss_and_grads"],
    ),
    "half of a gradient": (
        "return loss, grads",
        "return loss, [{n: v / 2 for n, v in o.items()} for o in grads]",
        ["CNN_loss_and_grads"],
    ),
}


@pytest.mark.parametrize("mistake", ELSEWHERE)
def test_a_mistake_is_paid_for_where_it_is(exam, mistake):
    """Gradients are right for the network's own predictions, trainings for its own gradients."""
    old, new, exercises = ELSEWHERE[mistake]
    assert failed(exam, variant(exam, old, new)) == exercises


def test_a_network_whose_own_gradients_lead_nowhere_is_measured_by_the_right_ones(exam):
    nowhere = variant(exam, "return loss, grads", "return loss, [{n: 0 * v for n, v in o.items()} for o in grads]")
    assert "CNN_fit" in failed(exam, nowhere)


def test_params_that_cannot_be_overwritten_are_judged_by_what_they_are(exam):
    """A right network whose params stay its own gets other answers than the solution, and they are
    accepted; wrong ones are not.
    """
    alternative = next(variant for variant in exam.unit.alternatives if variant.name == "params_are_copies")
    right = LocalSubject(exam.unit.text_of(alternative), "cnn")
    doubled = "\n\nclass Doubled(CNN):\n    def loss_and_grads(self, *arguments):\n        loss, grads = super().loss_and_grads(*arguments)\n"
    doubled += (
        "        return loss, [{name: 2 * value for name, value in own.items()} for own in grads]\n\n\nCNN = Doubled\n"
    )
    wrong = LocalSubject(exam.unit.text_of(alternative) + doubled, "cnn")
    sheet = exam.sheet("CNN_loss_and_grads", "gradients_dense")
    for case in sheet.cases:
        seen = sheet.seen_of(right, case.arguments)
        assert not np.array_equal(seen.value["params"][0]["weights"], case.arguments["params"][0]["weights"])
        assert sheet.check.verdict(case, seen) is None
        assert sheet.check.verdict(case, sheet.seen_of(wrong, case.arguments)) is not None
