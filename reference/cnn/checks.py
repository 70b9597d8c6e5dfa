"""The one exercise of the unit cnn, the class CNN, and its hidden checks.

How the weights are drawn first is free, so no answer can be compared with the solution's.  Instead
the params of a new network are overwritten in place with those of the case; where that has no
effect, the student's own params stay, and each observation brings them along.  What is right for
them is computed here, by the functions of network.py.

An observation holds what its check judges and nothing else, and nothing that differs from one right
network to another: so a mistake costs the checks that are about it, and is recognised by its
answers.  To the same end, the checks of fit train with one sample, or compare a network with
itself.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import (
    Accept,
    Arguments,
    Case,
    Check,
    Exercise,
    Kind,
    Mismatch,
    Observation,
    Subject,
    Unit,
    rejects,
)
from autograder.values import compare
from autograder.values.readable import as_code, call_code

from . import network
from .network import Layer, Params

TOLERANCE = 1e-6
"""Of the largest value: guards against log(0) and in Adam differ from one right network to another,
and matter this much.
"""

ACCURACY_LIMIT = 0.7
"""On held-out digits, after a short training; see tests/reference/test_cnn_reference.py for what
right and wrong networks reach.
"""

FLATTEN = ("add_flatten",)


# Cases.

Stack = tuple[str, tuple[int, int, int], tuple[Layer, ...]]
"""A cost, the shape [C, H, W] of the images and the layers."""


def _values(stack: Stack, seed: int, *, number: int = 2, whole: bool = False, scale: float = 1.0) -> Arguments:
    """A network with params, and samples for it.  Two decimals keep them readable, and no bias and
    no sum is zero by chance.
    """
    cost, image, layers = stack
    draw = np.random.default_rng(seed)
    params = []
    for own in network.shapes(layers, image):
        spread = 1 / np.sqrt(
            np.prod(own["weights"]) / own["bias"][0]
        )  # keeps predictions away from 0, where a guard against log(0) would count
        values = {name: draw.normal(0, spread, shape).round(2) for name, shape in own.items()}
        params.append(values | {"bias": np.where(values["bias"] == 0, 0.1, values["bias"])})
    images = draw.integers(-3, 4, (number, *image)) if whole else draw.normal(0, scale, (number, *image)).round(2)
    nodes = layers[-1][1]
    targets = np.eye(nodes, dtype=np.int64 if whole else float)[(np.arange(number) + seed) % nodes]
    return {"cost": cost, "layers": list(layers), "params": params, "images": images, "targets": targets}


def _networks(*stacks: Stack, without: str = "", **values: Any) -> dict[str, Any]:
    """The cases of a check: every stack once, and one more drawn."""

    def case(stack: Stack, seed: int) -> Arguments:
        return {name: value for name, value in _values(stack, seed, **values).items() if name != without}

    return {
        "examples": tuple(case(stack, seed) for seed, stack in enumerate(stacks)),
        "cases": st.builds(case, st.sampled_from(stacks), st.integers(0, 99)),
        "count": 1,
    }


SMALLEST: Stack = ("cross_entropy", (1, 1, 2), (FLATTEN, ("add_output", 2, "softmax")))

OUTPUT = ("add_output", 2, "softmax")

DENSE: tuple[Stack, ...] = (
    SMALLEST,
    ("cross_entropy", (2, 1, 2), (FLATTEN, ("add_dense", 3, "sigmoid"), OUTPUT)),
    (
        "mean_squared_error",
        (1, 2, 3),
        (FLATTEN, ("add_dense", 3, "relu"), ("add_dense", 2, "sigmoid"), ("add_output", 2, "sigmoid")),
    ),
    ("mean_squared_error", (2, 2, 1), (FLATTEN, ("add_dense", 2, "relu"), ("add_output", 3, "softmax"))),
    ("cross_entropy", (1, 1, 3), (FLATTEN, ("add_dense", 2, "sigmoid"), ("add_output", 2, "sigmoid"))),
)

LEAKY: tuple[Stack, ...] = (
    ("cross_entropy", (1, 1, 3), (FLATTEN, ("add_dense", 3, "leaky_relu"), OUTPUT)),
    ("cross_entropy", (1, 1, 3), (FLATTEN, ("add_dense", 3), ("add_output", 2))),
    ("cross_entropy", (1, 2, 4), (("add_convolution", 2, 2), FLATTEN, ("add_output", 2))),
)
"""Networks with leaky_relu, by its name and where no activation is given."""

IMAGES: tuple[Stack, ...] = (
    ("cross_entropy", (1, 2, 3), (("add_convolution", 1, 2, 1, 0, "sigmoid"), FLATTEN, OUTPUT)),
    ("cross_entropy", (2, 2, 4), (("add_convolution", 3, (2, 3), 1, 0, "relu"), FLATTEN, OUTPUT)),
    ("cross_entropy", (1, 4, 3), (("add_convolution", 2, 3, 2, 1, "sigmoid"), FLATTEN, OUTPUT)),
    ("cross_entropy", (1, 2, 5), (("add_convolution", 2, (3, 2), (1, 2), (2, 1), "relu"), FLATTEN, OUTPUT)),
    ("cross_entropy", (1, 3, 5), (("add_pooling", "max", (1, 2), 2), FLATTEN, OUTPUT)),
    ("cross_entropy", (2, 4, 3), (("add_pooling", "average", (2, 1), (2, 1)), FLATTEN, OUTPUT)),
    ("cross_entropy", (1, 3, 5), (("add_pooling", "max", (2, 3), (1, 2)), FLATTEN, OUTPUT)),
    (
        "cross_entropy",
        (1, 4, 5),
        (
            ("add_convolution", 2, 2, 1, 1, "sigmoid"),
            ("add_pooling", "max", 2, 2),
            ("add_convolution", 1, 2, 1, 0, "sigmoid"),
            ("add_pooling", "average", 1, 1),
            FLATTEN,
            ("add_dense", 2, "sigmoid"),
            OUTPUT,
        ),
    ),
)

CONVOLUTIONS: tuple[Stack, ...] = (
    ("cross_entropy", (1, 2, 3), (("add_convolution", 2, 2, 1, 0, "sigmoid"), FLATTEN, OUTPUT)),
    ("cross_entropy", (2, 2, 3), (("add_convolution", 3, (3, 2), 1, (1, 0), "relu"), FLATTEN, OUTPUT)),
    (
        "cross_entropy",
        (1, 3, 3),
        (
            ("add_convolution", 2, (2, 1), 1, 0, "sigmoid"),
            ("add_convolution", 1, (1, 3), (1, 2), (0, 1), "sigmoid"),
            FLATTEN,
            OUTPUT,
        ),
    ),
    (
        "cross_entropy",
        (1, 4, 4),
        (
            ("add_convolution", 2, 1, 1, 0, "relu"),
            ("add_convolution", 1, (2, 3), (2, 3), (1, 2), "sigmoid"),
            FLATTEN,
            ("add_dense", 2, "sigmoid"),
            OUTPUT,
        ),
    ),
    (
        "cross_entropy",
        (1, 4, 3),
        (
            ("add_convolution", 2, 1, (1, 2), 0, "sigmoid"),
            ("add_convolution", 2, 2, (2, 1), 0, "sigmoid"),
            FLATTEN,
            OUTPUT,
        ),
    ),
)

POOLINGS: tuple[Stack, ...] = (
    (
        "cross_entropy",
        (1, 2, 4),
        (("add_convolution", 1, 1, 1, 0, "sigmoid"), ("add_pooling", "average", 2, 2), FLATTEN, OUTPUT),
    ),
    (
        "cross_entropy",
        (1, 3, 4),
        (("add_convolution", 2, 1, 1, 0, "sigmoid"), ("add_pooling", "max", 2, 2), FLATTEN, OUTPUT),
    ),
    (
        "cross_entropy",
        (1, 3, 5),
        (("add_convolution", 2, 1, 1, 0, "sigmoid"), ("add_pooling", "max", (2, 3), (1, 2)), FLATTEN, OUTPUT),
    ),
    (
        "cross_entropy",
        (1, 5, 3),
        (("add_convolution", 2, 1, 1, 0, "sigmoid"), ("add_pooling", "average", (3, 2), (2, 1)), FLATTEN, OUTPUT),
    ),
    (
        "cross_entropy",
        (1, 4, 4),
        (
            ("add_convolution", 2, 1, 1, 0, "sigmoid"),
            ("add_pooling", "max", 2, 1),
            ("add_pooling", "average", 2, 1),
            FLATTEN,
            OUTPUT,
        ),
    ),
)

SMALL: tuple[Stack, ...] = (
    SMALLEST,
    ("cross_entropy", (1, 1, 3), (FLATTEN, ("add_dense", 2, "sigmoid"), ("add_output", 3, "softmax"))),
)
"""Networks to be trained."""

WITH_CONVOLUTION: Stack = ("cross_entropy", (1, 2, 3), (("add_convolution", 2, 2, 1, 0, "sigmoid"), FLATTEN, OUTPUT))

WITH_POOLING: Stack = (
    "cross_entropy",
    (1, 2, 3),
    (
        ("add_convolution", 2, (1, 2), 1, 0, "sigmoid"),
        ("add_pooling", "max", (2, 1), 1),
        FLATTEN,
        ("add_dense", 2, "relu"),
        OUTPUT,
    ),
)

_LOUD = _values(SMALLEST, 3, scale=1e4)
"""Numbers so large that exp of them is infinite, and that predictions are exactly 0 and 1."""


def _black(activation: str) -> Arguments:
    """Black images and biases of zero: whoever convolves or multiplies in whatever way gets sums
    that are exactly zero.
    """
    values = _values(("cross_entropy", (1, 1, 2), (FLATTEN, ("add_dense", 2, activation), OUTPUT)), 1, number=1)
    return values | {
        "images": np.zeros((1, 1, 1, 2)),
        "params": [{**values["params"][0], "bias": np.zeros(2)}, values["params"][1]],
    }


def _ties(seed: int) -> Arguments:
    """Several pixels of a window are exactly its maximum, though they are sums of different
    numbers.

    In a square of 4 x 4 eighths even Fourier transforms make no error.
    """
    values = _values(
        (
            "cross_entropy",
            (2, 4, 4),
            (("add_convolution", 1, 1, 1, 0, "relu"), ("add_pooling", "max", 2, 2), FLATTEN, OUTPUT),
        ),
        seed,
        number=1,
    )
    draw = np.random.default_rng(seed)
    one = draw.integers(-2, 3, (4, 4)) / 2
    other = np.kron(draw.integers(2, 4, (2, 2)), np.ones((2, 2))) - one  # the sums are the same in all of a window
    other[draw.random((4, 4)) < 0.4] -= 1  # but for some smaller ones
    return values | {
        "params": [{"weights": np.ones((2, 1, 1, 1)), "bias": np.array([0.5])}, values["params"][1]],
        "images": np.stack([one, other])[np.newaxis] / 4,
    }


# What is done with a network, in the worker: the judge's own text, with the student's network as an
# argument.

_DRIVER = '''
import contextlib, copy, io


class Growing:
    """A scheduler whose steps grow with each update; after a reset they begin anew."""

    def __init__(self, eta, growth):
        self.eta, self.growth, self.updates = eta, growth, 0

    def update_change(self, gradient):
        step = self.eta * (1 + self.growth * self.updates)
        self.updates += 1
        return step * gradient

    def reset(self):
        self.updates = 0


class Interrupting(Growing):
    """Presses Ctrl-C when it has been asked so many times, all copies counted together."""

    asked = 0

    def __init__(self, eta, growth, patience):
        super().__init__(eta, growth)
        self.patience = patience

    def update_change(self, gradient):
        Interrupting.asked += 1
        if Interrupting.asked == self.patience + 1:  # once: whoever catches it and goes on is not stopped again
            raise KeyboardInterrupt
        return super().update_change(gradient)


class Adaptive:
    """Adam with a rate at which a few epochs are enough."""

    def __init__(self, eta):
        self.eta = eta
        self.reset()

    def update_change(self, gradient):
        self.updates += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        return self.eta * self.mean / (1 - 0.9**self.updates) / ((self.square / (1 - 0.999**self.updates)) ** 0.5 + 1e-8)

    def reset(self):
        self.updates, self.mean, self.square = 0, 0.0, 0.0


class Recorder:
    """Notes all gradients, of all copies, and changes nothing."""

    seen = []

    def update_change(self, gradient):
        self.seen.append(1.0 * gradient)
        return 0.0 * gradient

    def reset(self):
        pass


def build(network, layers):
    for method, *arguments in layers:
        getattr(network, method)(*arguments)


def prepare(network, layers, params, images):
    build(network, layers)
    network.predict(images)
    with contextlib.suppress(Exception):  # where that is not possible, the network's own params stay
        for own, new in zip(network.params, params):
            for name in new:
                if own[name].shape == new[name].shape:
                    own[name][...] = new[name]
    return copy.deepcopy(network.params)


def fit(network, *arguments):
    """What fit returns, or "interrupted" where it lets a KeyboardInterrupt pass."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            return network.fit(*arguments)
        except KeyboardInterrupt:
            return "interrupted"


def predict(network, layers, params, images):
    return {"params": prepare(network, layers, params, images), "prediction": network.predict(images)}


def loss_and_grads(network, layers, params, images, targets):
    return {"params": prepare(network, layers, params, images), "answer": network.loss_and_grads(images, targets)}


def as_floats_too(network, layers, params, images, targets):
    seen = loss_and_grads(network, layers, params, images, targets)
    return {**seen, "floats": network.loss_and_grads(1.0 * images, 1.0 * targets)}


def train(network, trainings, layers, params, images, targets, *settings):
    before = prepare(network, layers, params, images)
    own = copy.deepcopy(network.loss_and_grads(images, targets))
    for _ in range(trainings):
        history = fit(network, *copy.deepcopy([images, targets, *settings]))
    after = {"after": copy.deepcopy(network.params), "prediction": network.predict(images)}
    samples = [(images, targets), settings[-1]] if settings[-1] else [(images, targets)]
    return {"params": before, "answer": own, "history": history, **after, "costs": [network.loss_and_grads(*pair) for pair in samples]}


def learn(network, layers, images, targets, epochs, batches, unseen):
    build(network, layers)
    if epochs:
        fit(network, images, targets, epochs, batches)
    return {"prediction": network.predict(unseen)}


def behave(network, layers, params, images, targets):
    given = [images, targets, images + 1.0, 1.0 * targets]
    before = copy.deepcopy(given)
    prepare(network, layers, params, images)
    results = [network.predict(images), network.loss_and_grads(images, targets)]
    kept = copy.deepcopy(results)
    again = [network.predict(images), network.loss_and_grads(images, targets)]
    same = repr(kept) == repr(again)
    network.predict(-images)
    network.loss_and_grads(-images, targets)
    fit(network, images, targets, 1, 2, 0.5, (given[2], given[3]))
    unchanged = all((one == other).all() for one, other in zip(before, given))
    return {"arguments": unchanged, "again": same, "results": repr(kept) == repr(results)}


def refuse(network, layers, use, *arguments):
    build(network, layers)
    if use:
        fit(network, *arguments) if use == "fit" else getattr(network, use)(*arguments)
'''


def _made(subject: Subject, case: Arguments, *scheduler: Any, seed: int | None = 1) -> tuple[Any, Any, Any]:
    """The judge's functions, a new network without layers, and the scheduler that it was given; all
    in the worker.
    """
    driver = subject.define(_DRIVER)
    instance = subject.keep(scheduler[0], dict(enumerate(scheduler[1:])), of=driver) if scheduler else None  # type: ignore[arg-type] # only the order counts
    return driver, subject.keep("CNN", {"cost": case["cost"], "scheduler": instance, "seed": seed}), instance


def _does(action: str, *judged: str) -> Observation:
    """Builds a network, does something with it in the worker, and returns those parts of what that
    brings which are judged.
    """

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        driver, made, _ = _made(subject, case, *case.get("scheduler", ()))
        names = [name for name in ("layers", "params", "images", "targets") if name in case]
        return _only(
            judged, case, subject.call(action, {"network": made} | {name: case[name] for name in names}, of=driver)
        )

    return observe


def _only(judged: Sequence[str], case: Arguments, value: Any) -> Any:
    """These parts of an observation, and the params that the network had, if they are not the
    case's.

    Answers of loss_and_grads are taken apart, because hardly any check is about both parts.
    """
    if not isinstance(value, dict):
        return value
    parts = {name: item for name, item in value.items() if name in judged}
    answer = value.get("answer")
    if isinstance(answer, tuple | list) and len(answer) == 2:
        parts |= {name: item for name, item in zip(("loss", "grads"), answer, strict=True) if name in judged}
    elif {"loss", "grads"} & set(judged):
        parts["answer"] = answer
    if isinstance(parts.get("costs"), list):
        parts["costs"] = [
            answer[0] if isinstance(answer, tuple | list) and answer else answer for answer in parts["costs"]
        ]
    if compare.difference(case["params"], value.get("params"), 0.0):
        parts["params"] = value.get("params")
    return parts


def _loss_by_default(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """The cost; networks for the default cost are made without any arguments."""
    settings = {} if case["cost"] == "cross_entropy" else {"cost": case["cost"]}
    made = {"network": subject.keep("CNN", settings)} | {
        name: case[name] for name in ("layers", "params", "images", "targets")
    }
    seen = _only(("loss",), case, subject.call("loss_and_grads", made, of=subject.define(_DRIVER)))
    if (
        isinstance(seen, dict)
        and compare.is_number(seen.get("loss"))
        and 1 < compare.as_float(seen["loss"]) < np.inf
        and _is_guarded(case, seen)
    ):
        return seen | {"loss": "large"}
    return seen


def _is_guarded(case: Arguments, seen: dict[str, Any]) -> bool:
    """Whether the cost depends on how log(0) is avoided."""
    params = seen.get("params", case["params"])
    if case["cost"] != "cross_entropy" or _complaint("params", case, params):
        return False
    with np.errstate(all="ignore"):
        prediction = network.predict(case["layers"], _floats(params), case["images"])
    return bool(np.any(prediction[case["targets"] == 1] < 1e-4))


def _fitted(driver: Any, made: Any, subject: Subject, case: Arguments) -> Any:
    """What the worker's function train returns."""
    names = ("layers", "params", "images", "targets", "epochs", "batches", "regularization", "validation")
    return subject.call(
        "train",
        {"network": made, "trainings": case.get("trainings", 1)} | {name: case[name] for name in names},
        of=driver,
    )


def _trains(*judged: str, scheduler: str = "Growing") -> Observation:
    """Trains a network, and returns those parts of what that brings which are judged."""
    settings = {"": (), "Growing": ("eta", "growth"), "Interrupting": ("eta", "growth", "patience")}[scheduler]

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        driver, made, instance = _made(
            subject, case, *([scheduler] * bool(scheduler)), *(case[name] for name in settings)
        )
        seen = _only(judged, case, _fitted(driver, made, subject, case))
        return (
            seen | {"scheduler": subject.look(instance, "updates")}
            if "scheduler" in judged and isinstance(seen, dict)
            else seen
        )

    return observe


def _trains_in_batches(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What the gradients say of the batches, whatever their order.

    Each image has one bright pixel of its own, so a gradient of the weights has a row for each
    sample of its batch, and zeros elsewhere.
    """
    driver, made, instance = _made(subject, case, "Recorder")
    seen = _only(("grads",), case, _fitted(driver, made, subject, case))
    gradients = subject.look(instance, "seen")
    if (
        not isinstance(seen, dict)
        or not isinstance(gradients, list)
        or not all(isinstance(one, np.ndarray) and one.dtype.kind == "f" for one in gradients)
    ):
        return {"updates": None}
    shape = network.shapes(case["layers"], case["images"].shape[1:])[0]["weights"]
    batches = [one for one in gradients if one.shape == shape]
    members = [np.flatnonzero(np.any(one != 0, axis=1)) for one in batches]
    epochs = [members[start : start + case["batches"]] for start in range(0, len(members), case["batches"])]
    return {
        "updates": len(gradients),
        "sizes": [sorted(map(len, epoch)) for epoch in epochs],
        "samples": [len(set(np.concatenate(epoch).tolist())) for epoch in epochs],
        "gradients": _of_batches(case, seen, batches, members),
    }


def _of_batches(
    case: Arguments, seen: dict[str, Any], gradients: Sequence[np.ndarray], members: Sequence[np.ndarray]
) -> str:
    """Whether the batches' gradients are those of loss_and_grads, which should be means, but can be
    sums by a mistake that is judged elsewhere.
    """
    if _complaint("grads", case, seen.get("grads")):
        return "unknown"
    number, params = len(case["images"]), _floats(seen.get("params", case["params"]))
    whole = seen["grads"][0]["weights"].astype(float)
    right = network.loss_and_grads(case["layers"], case["cost"], params, case["images"], case["targets"])[1][0][
        "weights"
    ]
    sums = _compared(number * right, whole, "") is None
    for gradient, samples in zip(gradients, members, strict=True):
        wanted = np.zeros(whole.shape)
        wanted[samples] = whole[samples] * (1 if sums else number / max(1, len(samples)))
        if _compared(wanted, gradient, ""):
            return "others"
    return "those of loss_and_grads"


def _learn(subject: Subject, case: Arguments, seed: int | None) -> Any:
    driver, made, _ = _made(subject, case, *case.get("scheduler", ()), seed=seed)
    return subject.call(
        "learn",
        {"network": made}
        | {name: case[name] for name in ("layers", "images", "targets", "epochs", "batches", "unseen")},
        of=driver,
    )


def _learn_digits(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether enough digits are recognised: how many they are, each network's own random weights
    decide.
    """
    learning = _learning(case["seed"])
    seen = _learn(subject, learning, case["seed"])
    prediction, targets = seen.get("prediction") if isinstance(seen, dict) else None, learning["unseen_targets"]
    if compare.difference(targets, prediction, np.inf):
        return {"recognised": False}
    return {"recognised": network.accuracy(prediction, targets) >= ACCURACY_LIMIT}


def _learn_with_seeds(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Which predictions are the same: with the same seed a second time, untrained and trained, and
    with another seed.
    """
    pairs = {
        "start": [_learn(subject, case | {"epochs": 0}, case["seed"]) for _ in range(2)],
        "again": [_learn(subject, case, case["seed"]) for _ in range(2)],
        "other": [_learn(subject, case, case["seed"] + extra) for extra in (0, 1)],
    }
    return {name: _agree(*pair) for name, pair in pairs.items()}


def _agree(one: Any, other: Any) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(other, dict)
        and compare.difference(one.get("prediction"), other.get("prediction"), 0.0) is None
    )


def _try(subject: Subject, _exercise: str, case: Arguments) -> Any:
    driver, made, _ = _made(subject, case)
    return subject.call(
        "refuse", {"network": made, "layers": case["layers"], "use": case["use"]} | case["arguments"], of=driver
    )


# What is right.

Right = Callable[[Arguments, Params, dict[str, Any]], Mismatch | None]
"""Judges what was seen of a network with these params."""


def _accepts(right: Right) -> Accept:
    """First the form of the params, then the rest."""

    def accept(case: Case, seen: Any) -> Mismatch | None:
        if not compare.difference(case.right, seen, TOLERANCE):
            return None  # the same answers as the solution's
        if not isinstance(seen, dict):
            return _LOST
        params = seen.get("params", case.arguments["params"])
        complaint = _complaint("params", case.arguments, params)
        with np.errstate(all="ignore"):  # a student's params can be huge
            wrong = Mismatch(complaint) if complaint else right(case.arguments, _floats(params), seen)
        # Answers for other params than the solution's cannot be laid side by side with its own.
        return dataclasses.replace(wrong, answers=wrong.answers and "params" not in seen) if wrong else None

    return accept


_LOST = Mismatch("the network was lost", answers=False)
"""Only a worker that was tampered with sends something else than the judge's own text makes."""


def _complaint(what: str, case: Arguments, params: Any) -> str:
    """What is wrong with the form of params or gradients, or nothing."""
    expected = network.shapes(case["layers"], case["images"].shape[1:])
    if not isinstance(params, list):
        return f"{what} must be a list of dicts, not {compare.describe(params)}"
    if len(params) != len(expected):
        return f"{what} must have {len(expected)} dicts, one for each layer with weights, but it has {len(params)}"
    for number, (own, own_shapes) in enumerate(zip(params, expected, strict=True)):
        if not isinstance(own, dict) or set(own) != set(own_shapes):
            return f"{what}[{number}] must be a dict with the keys 'weights' and 'bias', not {compare.describe(own)}"
        for name, shape in own_shapes.items():
            place, found = f"{what}[{number}][{name!r}]", compare.difference(np.zeros(shape), own[name], np.inf)
            if isinstance(own[name], np.ndarray) and own[name].dtype.kind == "f" and not np.isfinite(own[name]).all():
                return f"{place} holds values that are not finite"
            if found:
                return f"{place}: {found.what}"
    return ""


def _floats(params: Params) -> Params:
    return [{name: value.astype(float) for name, value in own.items()} for own in params]


def _compared(expected: Any, returned: Any, what: str) -> Mismatch | None:
    with np.errstate(all="ignore"):
        found = compare.difference(expected, returned, TOLERANCE)
    return Mismatch(f"{what}{found.where}: {found.what}") if found else None


def _first(*found: Mismatch | None) -> Mismatch | None:
    return next((mismatch for mismatch in found if mismatch), None)


def _right_prediction(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    return _compared(network.predict(case["layers"], params, case["images"]), seen.get("prediction"), "predict")


_NO_ANSWER = Mismatch("loss_and_grads must return a tuple of two: the cost and the list of gradients")


def _right_loss(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    if "answer" in seen:
        return _NO_ANSWER
    if _is_guarded(case, seen):
        return (
            None
            if seen.get("loss") == "large"
            else Mismatch("where a prediction is 0, the cost must be large, but finite")
        )
    prediction = network.predict(case["layers"], params, case["images"])
    return _compared(network.cost_and_grad(case["cost"], prediction, case["targets"])[0], seen.get("loss"), "the cost")


def _right_grads(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    return _off(case, params, seen, ("weights", "bias"), 1)


def _right_shares(*names: str) -> Right:
    """The gradients of these arrays are right, or all of them so many times too large as there are
    samples: that mistake is judged with the dense layers.
    """

    def right(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
        wrong = _off(case, params, seen, names, 1)
        return wrong if wrong and _off(case, params, seen, names, len(case["images"])) else None

    return right


def _off(case: Arguments, params: Params, seen: dict[str, Any], names: Sequence[str], factor: int) -> Mismatch | None:
    """What is wrong if the gradients should be the right ones times a factor."""
    if "answer" in seen:
        return _NO_ANSWER
    complaint = _complaint("grads", case, seen.get("grads"))
    if complaint:
        return Mismatch(complaint)
    grads = network.loss_and_grads(case["layers"], case["cost"], params, case["images"], case["targets"])[1]
    pairs = [
        (f"grads[{number}][{name!r}]", factor * grads[number][name], own[name])
        for number, own in enumerate(seen["grads"])
        for name in names
    ]
    return _first(*(_compared(right, own, place) for place, right, own in pairs))


def _right_whole_numbers(case: Arguments, _params: Params, seen: dict[str, Any]) -> Mismatch | None:
    if "answer" in seen:
        return _NO_ANSWER
    complaint = _complaint("grads", case, seen.get("grads"))
    if complaint:
        return Mismatch(complaint)
    if not compare.is_number(seen.get("loss")) or not seen["loss"]:
        return Mismatch("the cost must be a number, and not 0")
    return _compared(
        seen.get("floats"), [seen["loss"], seen["grads"]], "compared with the same numbers as floats, loss_and_grads"
    )


def _epochs(case: Arguments, params: Params) -> list[Params]:
    """The params after each epoch of training with all samples in one batch."""
    settings = {name: case[name] for name in ("eta", "growth", "regularization")}
    steps = network.updates(case["layers"], case["cost"], params, case["images"], case["targets"], **settings)
    return list(itertools.islice(steps, case["epochs"]))


def _right_after(case: Arguments, right: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params after the training are the right ones, and are what predictions are made
    with.
    """
    complaint = _complaint("params", case, seen.get("after"))
    if complaint:
        return Mismatch(f"after fit, {complaint}")
    changed = (
        _compared(own, after, f"after fit, params[{number}]")
        for number, (own, after) in enumerate(zip(right, seen["after"], strict=True))
    )
    return _first(*changed) or _right_prediction(case, _floats(seen["after"]), seen)


def _right_trained(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    for _ in range(case.get("trainings", 1)):
        params = _epochs(case, params)[-1]
    return _right_after(case, params, seen)


def _right_training(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    wrong = _right_trained(case, params, seen)
    if not wrong and compare.difference(0, seen.get("scheduler")):
        return Mismatch(
            "the scheduler that the network was given has been used itself: make a copy of it for each array"
        )
    return wrong


def _right_step(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether one update has gone where the network's own gradients lead."""
    complaint = _complaint("grads", case, seen.get("grads")) or _complaint("params", case, seen.get("after"))
    if "answer" in seen or complaint:
        return Mismatch(complaint) if complaint else _NO_ANSWER
    if not any(value.any() for own in seen["grads"] for value in own.values()):
        return Mismatch("all gradients are 0")
    steps = zip(params, _floats(seen["grads"]), strict=True)
    wanted = [{name: own[name] - case["eta"] * grads[name] for name in own} for own, grads in steps]
    return _compared(wanted, seen["after"], "after one update along the network's own gradients, params")


def _right_default(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    steps = network.adam_updates(case["layers"], case["cost"], params, case["images"], case["targets"])
    return _right_after(case, next(itertools.islice(steps, case["epochs"] * case["batches"] - 1, None)), seen)


def _measured(case: Arguments, epochs: Sequence[Params]) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {}
    samples = {"train": (case["images"], case["targets"]), "val": case["validation"]}
    for which, pair in samples.items():
        predictions = [network.predict(case["layers"], params, pair[0]) for params in epochs] if pair else []
        history[f"{which}_error"] = [
            network.cost_and_grad(case["cost"], prediction, pair[1])[0] for prediction in predictions
        ]
        history[f"{which}_accuracy"] = [network.accuracy(prediction, pair[1]) for prediction in predictions]
    return history


_HISTORY = ("train_error", "train_accuracy", "val_error", "val_accuracy")


def _history(seen: dict[str, Any]) -> Mismatch | None:
    """What is wrong with the form of the history."""
    history = seen.get("history")
    if history == "interrupted":
        return Mismatch(
            "fit let the KeyboardInterrupt of Ctrl-C pass: catch it, and return the history of the epochs that "
            "were complete",
            answers=False,
        )
    if (
        not isinstance(history, dict)
        or set(history) != set(_HISTORY)
        or not all(isinstance(values, list) for values in history.values())
    ):
        return Mismatch(f"fit must return a dict of four lists, {', '.join(_HISTORY)}, not {compare.describe(history)}")
    return None


def _right_errors(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history has the errors at the end of each epoch."""
    wrong = _history(seen)
    if wrong:
        return wrong
    measured = _measured(case, _epochs(case, params))
    lengths = (
        _compared(len(measured[name]), len(seen["history"][name]), f"the number of values in history[{name!r}]")
        for name in _HISTORY
    )
    errors = (
        _compared(measured[name], seen["history"][name], f"history[{name!r}]") for name in ("train_error", "val_error")
    )
    return _first(*lengths, *errors)


def _right_measures(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history of a network that does not change has its accuracies, and errors that are
    the network's own costs.
    """
    wrong, costs = _history(seen), seen.get("costs")
    if wrong:
        return wrong
    if not isinstance(costs, list) or len(costs) != 2 or not all(map(compare.is_number, costs)):
        return _NO_ANSWER
    measured = _measured(case, [params] * case["epochs"])
    accuracies = (
        _compared(measured[name], seen["history"][name], f"history[{name!r}]")
        for name in ("train_accuracy", "val_accuracy")
    )
    own = zip(("train_error", "val_error"), costs, strict=True)
    errors = (
        _compared([cost] * case["epochs"], seen["history"][name], f"compared with loss_and_grads, history[{name!r}]")
        for name, cost in own
    )
    return _first(
        *accuracies,
        *errors,
        _compared(seen.get("loss"), costs[0], "compared with before fit, the cost of loss_and_grads"),
    )


def _right_interruption(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    epochs = _epochs(case, params)[: case["patience"] // sum(map(len, params))]
    return _history(seen) or _first(
        *(
            _compared(len(epochs), len(seen["history"][name]), f"the number of values in history[{name!r}]")
            for name in ("train_error", "train_accuracy")
        ),
        _right_after(case, epochs[-1], seen),
    )


def _right_batches(case: Case, seen: Any) -> Mismatch | None:
    value, number = seen if isinstance(seen, dict) else {}, len(case.arguments["images"])
    if value.get("updates") is None:
        return Mismatch("update_change must be called with arrays of floats", answers=False)
    batches, epochs = case.arguments["batches"], case.arguments["epochs"]
    if (
        value["updates"] != 2 * batches * epochs
        or [len(sizes) for sizes in value.get("sizes") or ()] != [batches] * epochs
    ):
        wanted = (
            f"{batches * epochs} batches, for weights and biases, take {2 * batches * epochs} calls of update_change"
        )
        return Mismatch(f"{wanted}, not {value['updates']}", answers=False)
    if value.get("samples") != [number] * epochs or any(sum(sizes) != number or 0 in sizes for sizes in value["sizes"]):
        return Mismatch("in every epoch each sample must be in exactly one of the batches", answers=False)
    if value.get("gradients") != "those of loss_and_grads":
        return Mismatch(
            "the gradients that update_change gets for a batch are not those of loss_and_grads for the samples in it",
            answers=False,
        )
    return None


def _right_seeds(_case: Case, seen: Any) -> Mismatch | None:
    if not isinstance(seen, dict):
        return _LOST
    wanted = {
        "start": (True, "the same seed gave other first weights: draw them from np.random.default_rng(seed)"),
        "again": (
            True,
            "the same seed gave another network after the same training: draw the order of the samples from the "
            "seed, too",
        ),
        "other": (False, "another seed gave the same network: draw the first weights from np.random.default_rng(seed)"),
    }
    return next(
        (Mismatch(what, answers=False) for name, (right, what) in wanted.items() if seen.get(name) is not right),
        None,
    )


def _right_digits(_case: Case, seen: Any) -> Mismatch | None:
    if isinstance(seen, dict) and seen.get("recognised") is True:
        return None
    return Mismatch(
        f"fewer than {ACCURACY_LIMIT:.0%} of the digits that it has not been trained on are recognised", answers=False
    )


def _well_behaved(_case: Case, seen: Any) -> Mismatch | None:
    remarks = {
        "arguments": ("fit, predict or loss_and_grads changed images or targets: work on copies", "argument_changed"),
        "again": (
            "the same call gave another answer the second time: predict and loss_and_grads must not change the network",
            "depends_on_earlier_calls",
        ),
        "results": ("a later call changed an earlier result: return new arrays", "result_reused"),
    }
    if not isinstance(seen, dict):
        return _LOST
    broken = [remark for name, remark in remarks.items() if seen.get(name) is not True]
    return Mismatch(broken[0][0], answers=False, remark=broken[0][1]) if broken else None


# Trainings.


_TRAINING: dict[str, Any] = {
    "epochs": 3,
    "batches": 1,
    "regularization": 0.0,
    "validation": None,
    "eta": 0.25,
    "growth": 0.0,
}


def _trainings(*stacks: Stack, number: int = 1, **settings: Any) -> dict[str, Any]:
    """The cases of a check of fit: every stack once, and no more, since each takes time.  One
    sample cannot be shuffled, and is its own mean.
    """

    def case(stack: Stack, seed: int) -> Arguments:
        return _values(stack, seed, number=number) | _TRAINING | settings

    return {
        "examples": tuple(case(stack, seed) for seed, stack in enumerate(stacks[1:], 1)),
        "cases": st.builds(case, st.just(stacks[0]), st.integers(0, 99)),
        "count": 1,
        "seconds": 10,
    }


def _validated(stack: Stack, seed: int, *, number: int = 1, **settings: Any) -> Arguments:
    unseen = _values(stack, seed + 50, number=number)
    return (
        _values(stack, seed, number=number)
        | _TRAINING
        | {"validation": (unseen["images"], unseen["targets"])}
        | settings
    )


def _one_pixel_each(number: int, batches: int) -> Arguments:
    """Images that are all black but for one pixel, each another one."""
    images = np.eye(number).reshape(number, 1, 1, number)
    values = _values(("cross_entropy", (1, 1, number), (FLATTEN, OUTPUT)), number, number=number)
    return values | {"images": images, "epochs": 2, "batches": batches, "regularization": 0.0, "validation": None}


def _alike(stack: Stack, seed: int) -> Arguments:
    """Samples that are all the same: it does not matter how they are put into batches."""
    values = _values(stack, seed, number=1)
    same = {name: values[name].repeat(4, axis=0) for name in ("images", "targets")}
    return values | same | {"epochs": 2, "batches": 2, "regularization": 0.0, "validation": None}


def _at_rest(seed: int) -> Arguments:
    return _validated(SMALL[1], seed, number=4, batches=2, epochs=2, regularization=0.5, eta=0.0)


def _interruption(stack: Stack, epochs: int) -> Arguments:
    values = _values(stack, 7, number=1)
    return values | _TRAINING | {"epochs": 5, "patience": epochs * 2 * len(values["params"])}


def _polite(stack: Stack, number: int) -> Arguments:
    return _values(stack, 1, number=number) | {"scheduler": ("Growing", 0.25, 0.0)}


def _seeded(seed: int) -> Arguments:
    """Samples that are learned one by one, twice: 8! orders of each time make it impossible that
    two are the same by chance.
    """
    values = _values(SMALL[1], seed, number=8)
    settings = {
        "scheduler": ("Growing", 0.25, 0.0),
        "epochs": 2,
        "batches": 8,
        "unseen": values["images"][:2],
        "seed": seed,
    }
    return {name: values[name] for name in ("cost", "layers", "images", "targets")} | settings


@functools.cache
def _learning(seed: int) -> Arguments:
    """A short training on some of scikit-learn's digits."""
    from sklearn.datasets import load_digits  # takes a second, and nothing else needs it

    digits = load_digits()
    images, targets = digits.images[:, np.newaxis] / 16, np.eye(10)[digits.target]
    order = np.random.default_rng(seed).permutation(len(images))
    seen, unseen = order[:400], order[400:800]
    return {
        "cost": "cross_entropy",
        "scheduler": ("Adaptive", 0.04),
        "layers": [("add_convolution", 4, 3, 2, 1, "leaky_relu"), FLATTEN, ("add_output", 10, "softmax")],
        "images": images[seen],
        "targets": targets[seen],
        "epochs": 4,
        "batches": 12,
        "unseen": images[unseen],
        "unseen_targets": targets[unseen],
        "seed": seed,
    }


# Cases as code.


def _code(_exercise: str, case: Arguments) -> str:
    """A case as code to paste, on one line."""
    lines = ["images = " + as_code(case["images"])]
    lines += ["targets = " + as_code(case["targets"])] if "targets" in case else []
    lines += _building_code(case, _scheduler_code(case))
    lines += ["network.predict(images)"]
    lines += [
        f"network.params[{number}][{name!r}][...] = {as_code(value)}"
        for number, own in enumerate(case["params"])
        for name, value in own.items()
    ]
    if "epochs" in case:
        settings = [as_code(case[name]) for name in ("epochs", "batches", "regularization", "validation")]
        lines += [f"network.fit(images, targets, {', '.join(settings)})"] * case.get("trainings", 1)
    else:
        lines += ["network.loss_and_grads(images, targets)" if "targets" in case else "network.predict(images)"]
    return "; ".join(lines) + (
        f"  # and Ctrl-C at change {case['patience'] + 1} of the scheduler" if "patience" in case else ""
    )


def _scheduler_code(case: Arguments) -> str:
    """A scheduler as an argument: a class on one line."""
    _, eta, growth = case.get("scheduler", ("", case.get("eta"), case.get("growth")))
    if eta is None:
        return ""
    grown = f" * (1 + {growth} * (self.count - 1))" if growth else ""
    change = f"lambda self, g: setattr(self, 'count', self.count + 1) or {eta}{grown} * g"
    return f", type('Scheduler', (), {{'count': 0, 'update_change': {change}, 'reset': lambda self: setattr(self, 'count', 0)}})()"


def _building_code(case: Arguments, scheduler: str = "") -> list[str]:
    return [
        f"network = CNN({case['cost']!r}{scheduler})",
        *(f"network.{method}({', '.join(map(repr, given))})" for method, *given in case["layers"]),
    ]


def _refused_code(_exercise: str, case: Arguments) -> str:
    use = [call_code(f"network.{case['use']}", case["arguments"])] if case["use"] else []
    return "; ".join([*_building_code(case), *use])


def _seeded_code(_exercise: str, case: Arguments) -> str:
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets", "unseen")]
    lines += _building_code(case, f"{_scheduler_code(case)}, {case['seed']}")
    return (
        "; ".join(
            [*lines, f"network.fit(images, targets, {case['epochs']}, {case['batches']})", "network.predict(unseen)"]
        )
        + "  # each time the same"
    )


def _digits_code(_exercise: str, case: Arguments) -> str:
    learning = _learning(case["seed"])
    lines = [
        "from sklearn.datasets import load_digits",
        "digits = load_digits()",
        "images, targets = digits.images[:, np.newaxis] / 16, np.eye(10)[digits.target]",
        f"order = np.random.default_rng({case['seed']}).permutation(len(images))",
        *_building_code(learning, f", Adam({learning['scheduler'][1]}, 0.9, 0.999), {case['seed']}"),
        f"network.fit(images[order[:400]], targets[order[:400]], {learning['epochs']}, {learning['batches']})",
        "np.mean(network.predict(images[order[400:800]]).argmax(axis=1) == digits.target[order[400:800]])",
    ]
    return "; ".join(lines)


# What makes no sense.


def _refused(points: float, text: str, name: str, *cases: tuple[Any, ...]) -> Check:
    """A check that building or using such a network raises ValueError: each case is layers, a
    method to use or "", and its arguments.
    """
    drawn = [
        {"cost": "cross_entropy", "layers": list(layers), "use": use, "arguments": dict(enumerate(arguments))}
        for layers, use, *arguments in cases
    ]
    return dataclasses.replace(
        rejects(points, text, st.sampled_from(drawn), name=name),
        observe=_try,
        code=_refused_code,
        examples=tuple(drawn),
        count=1,
    )


PICTURES, LABELS = np.ones((3, 1, 4, 4)), np.eye(2)[[0, 1, 1]]

_ORDERS = _refused(
    0.5,
    "Layers in an order that makes no sense raise ValueError when they are added: dense layers before add_flatten, "
    "convolutions, pooling or a second "
    "add_flatten after it, anything after the output. So does training without an output.",
    "order_of_layers",
    ([("add_dense", 3)], ""),
    ([OUTPUT], ""),
    ([("add_convolution", 2, 2), OUTPUT], ""),
    ([FLATTEN, ("add_convolution", 2, 2)], ""),
    ([FLATTEN, ("add_pooling", "max", 2, 2)], ""),
    ([FLATTEN, FLATTEN], ""),
    ([FLATTEN, ("add_dense", 3), ("add_pooling", "average", 2, 2)], ""),
    *(
        ([FLATTEN, OUTPUT, layer], "")
        for layer in (("add_dense", 3), OUTPUT, FLATTEN, ("add_convolution", 2, 2), ("add_pooling", "max", 2, 2))
    ),
    ([FLATTEN], "loss_and_grads", PICTURES, LABELS),
    ([FLATTEN, ("add_dense", 2, "sigmoid")], "loss_and_grads", PICTURES, LABELS),
    ([FLATTEN, ("add_dense", 2, "sigmoid")], "fit", PICTURES, LABELS, 1, 1),
)

_WITH_KERNEL = [("add_convolution", 2, 3), FLATTEN, OUTPUT]
_PLAIN = [FLATTEN, OUTPUT]

_BAD = _refused(
    0.5,
    "Unknown names, numbers that are too small, kernels and windows larger than their (padded) images, images that "
    "are not [N, C, H, W], targets that do not "
    "fit the output and impossible numbers of batches raise ValueError.",
    "bad_arguments",
    ([("add_pooling", "min", 2, 2)], ""),
    ([("add_convolution", 2, 2, 1, 0, "linear")], ""),
    ([FLATTEN, ("add_dense", 2, "tanh")], ""),
    ([FLATTEN, ("add_output", 2, "argmax")], ""),
    ([("add_convolution", 0, 2)], ""),
    ([("add_convolution", 2, 0)], ""),
    ([("add_convolution", 2, (2, 0))], ""),
    ([("add_convolution", 2, 2, 0)], ""),
    ([("add_convolution", 2, 2, 1, -1)], ""),
    ([("add_pooling", "max", 0, 2)], ""),
    ([("add_pooling", "max", 2, (1, 0))], ""),
    ([FLATTEN, ("add_dense", 0)], ""),
    ([FLATTEN, ("add_output", 0)], ""),
    (_WITH_KERNEL, "predict", np.ones((2, 1, 2, 4))),
    (_WITH_KERNEL, "predict", np.ones((2, 1, 4, 2))),
    ([("add_convolution", 2, 4, 1, 1), ("add_convolution", 1, 4), FLATTEN, OUTPUT], "loss_and_grads", PICTURES, LABELS),
    ([("add_pooling", "average", 5, 1), FLATTEN, OUTPUT], "fit", PICTURES, LABELS, 1, 1),
    (_WITH_KERNEL, "predict", np.ones((2, 4, 4))),
    (_PLAIN, "predict", np.ones((2, 4))),
    (_PLAIN, "loss_and_grads", PICTURES, np.eye(3)),
    (_PLAIN, "loss_and_grads", PICTURES, LABELS[:1]),
    (_PLAIN, "loss_and_grads", PICTURES, LABELS[:, :1]),
    (_PLAIN, "loss_and_grads", PICTURES, np.array([0.0, 1.0])),
    (_PLAIN, "fit", PICTURES, LABELS[:2], 1, 1),
    (_PLAIN, "fit", PICTURES[:2], LABELS, 1, 1),
    (_PLAIN, "fit", PICTURES, LABELS, 1, 0),
    (_PLAIN, "fit", PICTURES, LABELS, 1, 4),
)


def _unknown_costs() -> SearchStrategy[Arguments]:
    return st.sampled_from([{"cost": "hinge", "layers": [], "use": "", "arguments": {}}])


_BAD = dataclasses.replace(_BAD, cases=_unknown_costs())


# The exercise.


def _check(
    name: str, points: float, text: str, observe: Observation, right: Right, cases: dict[str, Any], **more: Any
) -> Check:
    return Check(
        name=name,
        points=points,
        text=text,
        observe=observe,
        **({"accept": _accepts(right), "code": _code} | cases | more),
    )


def _with(cases: dict[str, Any], *examples: Arguments) -> dict[str, Any]:
    return cases | {"examples": (*cases["examples"], *examples)}


_CNN = Exercise(
    "CNN",
    _check(
        "predict_dense",
        1.25,
        "predict of networks with dense layers alone: flatten row-major, x @ weights + bias, the activation of "
        "each layer. Very large numbers must not "
        "overflow in softmax. params has the shapes that the contract names, in the order of the layers, from "
        "the first use on.",
        _does("predict", "prediction"),
        _right_prediction,
        _with(
            _networks(*DENSE, without="targets"),
            {name: _LOUD[name] for name in ("cost", "layers", "params", "images")},
        ),
    ),
    _check(
        "predict_images",
        2.25,
        "predict of networks with convolutions and pooling: kernels [C_in, C_out, K_h, K_w] that are not "
        "flipped, several channels, stride, "
        "padding, and pairs for vertical and horizontal.",
        _does("predict", "prediction"),
        _right_prediction,
        _networks(*IMAGES, without="targets"),
    ),
    _check(
        "leaky_relu",
        0.75,
        "leaky_relu has the slope 0.001, in predict and in the gradients. It is the activation of convolutions "
        "and dense layers that are given none; other "
        "arguments that are not given have their default values, too.",
        _does("loss_and_grads", "grads"),
        _right_shares("weights"),
        _networks(*LEAKY),
    ),
    _check(
        "loss",
        1.0,
        "The first part of what loss_and_grads returns: the cost of the prediction, a float; finite also where "
        "a prediction is exactly 0.",
        _loss_by_default,
        _right_loss,
        _with(_networks(*DENSE, number=3), _LOUD),
    ),
    _check(
        "gradients_dense",
        1.25,
        "loss_and_grads of networks with dense layers: the gradients of the cost, means over the samples, for "
        "sigmoid, relu, softmax and both costs.",
        _does("loss_and_grads", "grads"),
        _right_grads,
        _networks(*DENSE, number=3),
    ),
    _check(
        "slope_at_zero",
        0.25,
        "Where the input of relu or leaky_relu is exactly 0, the slope is that of negative inputs: 0 or 0.001.",
        _does("loss_and_grads", "grads"),
        _right_shares("weights", "bias"),
        {"examples": (_black("leaky_relu"),), "cases": st.builds(_black, st.just("relu")), "count": 1},
    ),
    _check(
        "gradients_convolutions",
        1.75,
        "loss_and_grads through convolutions, also one behind the other: every kernel and bias gets its "
        "gradient, whatever the stride and the padding.",
        _does("loss_and_grads", "grads"),
        _right_shares("weights", "bias"),
        _networks(*CONVOLUTIONS),
    ),
    _check(
        "gradients_pooling",
        1.0,
        "loss_and_grads through pooling: the maximum of a window gets all of its gradient, an average shares "
        "it, and overlapping windows add up.",
        _does("loss_and_grads", "grads"),
        _right_shares("weights"),
        _networks(*POOLINGS),
    ),
    _check(
        "ties",
        0.5,
        "Where several pixels of a window are its maximum, the first one in row-major order gets all of its gradient.",
        _does("loss_and_grads", "grads"),
        _right_shares("weights"),
        {"examples": (_ties(1), _ties(2)), "cases": st.builds(_ties, st.integers(0, 99)), "count": 1},
    ),
    _check(
        "whole_numbers",
        0.5,
        "A single image of whole numbers, with whole-number targets, has the same cost and gradients as the "
        "same numbers as floats: nothing is cut off "
        "to whole numbers, and no axis of length one is lost.",
        _does("as_floats_too", "loss", "grads", "floats"),
        _right_whole_numbers,
        _networks(CONVOLUTIONS[0], POOLINGS[0], whole=True, number=1),
    ),
    _check(
        "training",
        1.5,
        "fit with dense layers and one sample, for a few epochs: the weights and biases of all layers, the "
        "first included, must be where the "
        "gradients lead. The scheduler's k-th change is (1 + (k - 1) / 2) / 4 times the gradient; each array "
        "needs its own copy of it, made when "
        "a training begins and used until it ends. Here are two trainings.",
        _trains("after", "prediction", "scheduler"),
        _right_training,
        _trainings(*SMALL, growth=0.5, epochs=2, trainings=2),
    ),
    _check(
        "training_images",
        0.5,
        "fit with a convolution: after one update its kernels and biases must be where the gradients of "
        "loss_and_grads lead, right or wrong.",
        _trains("grads", "after"),
        _right_step,
        _trainings(WITH_CONVOLUTION, epochs=1),
    ),
    _check(
        "regularization",
        1.0,
        "fit with a penalty: regularization * weights is added to the gradients of the weights, but not to "
        "those of the biases.",
        _trains("after", "prediction"),
        _right_trained,
        _trainings(*SMALL, regularization=0.5, epochs=1),
    ),
    _check(
        "batches",
        1.0,
        "fit with several batches: in every epoch each sample is in exactly one of them, also when their "
        "number does not divide the number of samples, and "
        "a batch's gradient is that of loss_and_grads for the samples in it.",
        _trains_in_batches,
        _right_prediction,
        {
            "examples": (_one_pixel_each(5, 3), _one_pixel_each(3, 3)),
            "cases": st.builds(_one_pixel_each, st.just(4), st.just(2)),
            "count": 1,
        },
        seconds=10,
        accept=_right_batches,
    ),
    _check(
        "default_scheduler",
        0.5,
        "A network that is given no scheduler learns by Adam(0.001, 0.9, 0.999).",
        _trains("after", "prediction", scheduler=""),
        _right_default,
        {
            "examples": (_alike(SMALL[1], 4),),
            "cases": st.builds(_alike, st.just(SMALL[0]), st.integers(0, 99)),
            "count": 1,
            "seconds": 10,
        },
    ),
    _check(
        "history",
        0.75,
        "The errors that fit returns: the cost at the end of each epoch. Without validation the last two lists "
        "are empty.",
        _trains("history"),
        _right_errors,
        _with(_trainings(SMALL[0]), _validated(SMALL[1], 1)),
    ),
    _check(
        "measures",
        0.75,
        "fit with several samples and a penalty, and a scheduler that changes nothing: accuracies count "
        "samples, not the numbers in their targets, and "
        "errors are the costs of all samples. The penalty is no part of them, nor of what loss_and_grads "
        "returns afterwards.",
        _trains("loss", "history", "costs"),
        _right_measures,
        {"examples": (_at_rest(3),), "cases": st.builds(_at_rest, st.just(5)), "count": 1, "seconds": 10},
    ),
    _check(
        "interrupted",
        0.75,
        "Ctrl-C in the middle of the training: fit returns the history of the epochs that are complete, and "
        "the network keeps what it has learned.",
        _trains("history", "after", "prediction", scheduler="Interrupting"),
        _right_interruption,
        {
            "examples": (_interruption(SMALL[1], 2),),
            "cases": st.builds(_interruption, st.just(SMALL[0]), st.integers(1, 3)),
            "count": 1,
        },
        seconds=10,
    ),
    Check(
        name="seeds",
        points=0.5,
        text="The same seed gives the same network after the same training, another seed another one.",
        observe=_learn_with_seeds,
        accept=_right_seeds,
        code=_seeded_code,
        cases=st.builds(_seeded, st.integers(0, 99)),
        count=1,
        seconds=10,
    ),
    Check(
        name="digits",
        points=1.0,
        text="Four epochs with 400 of scikit-learn's digits, from small weights that the network draws itself: "
        f"at least {ACCURACY_LIMIT:.0%} of "
        "400 others "
        "are recognised.",
        observe=_learn_digits,
        accept=_right_digits,
        code=_digits_code,
        cases=st.just({"seed": 0}),
        count=1,
        seconds=30,
    ),
    Check(
        name="manners",
        points=0.25,
        text="No method changes images or targets, predict and loss_and_grads give the same answers when they "
        "are called again, and results are "
        "not changed later.",
        observe=_does("behave", "arguments", "again", "results"),
        accept=_well_behaved,
        code=_code,
        examples=(_polite(WITH_POOLING, 2),),
        cases=st.builds(_polite, st.just(SMALLEST), st.just(10)),
        count=1,
        seconds=10,
        kind=Kind.MANNERS,
    ),
    _ORDERS,
    _BAD,
)

UNIT = Unit(name="cnn", title="A convolutional network that reads digits", exercises=(_CNN,))
