"""The one exercise of the unit cnn, the class CNN, and its hidden checks.

How the weights are drawn first is free, so no answer can be compared with the solution's.  Instead each observation brings the network's own
params along, and what is right for them is computed here, by the functions of network.py.  Before that, the params are overwritten in
place with those of the case, so that usually the answers are the same for everybody, and a known mistake can be recognised by its answers; where that has
no effect, the student's own params stay and count.

Networks are trained with all samples in one batch wherever the params afterwards are compared: then it does not matter how samples are shuffled.
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

from autograder import compare
from autograder.readable import as_code, call_code
from autograder.unit import Accept, Arguments, Case, Check, Exercise, Mismatch, Observe, Outcome, Raised, Returned, Subject, Unit, rejects

from . import network
from .network import Layer, Params

TOLERANCE = 1e-6
"""Of the largest value: guards against log(0) and in Adam differ from one right network to another, and matter this much."""

ACCURACY_LIMIT = 0.7
"""On held-out digits, after a short training; see tests/reference/test_cnn_reference.py for what right and wrong networks reach."""

FLATTEN = ("add_flatten",)


# Cases.

Stack = tuple[str, tuple[int, int, int], tuple[Layer, ...]]
"""A cost, the shape [C, H, W] of the images and the layers."""


def _values(stack: Stack, seed: int, *, number: int = 3, whole: bool = False, biases: bool = True, scale: float = 1.0) -> Arguments:
    """A network with params, and samples for it.  Two decimals keep them readable, and no sum is zero by chance."""
    cost, image, layers = stack
    draw = np.random.default_rng(seed)
    params = []
    for own in network.shapes(layers, image):
        spread = 1 / np.sqrt(np.prod(own["weights"]) / own["bias"][0])  # keeps predictions away from 0, where a guard against log(0) would count
        params.append({name: draw.normal(0, spread, shape).round(2) * (biases or name == "weights") for name, shape in own.items()})
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


def _complete(*stacks: Stack) -> tuple[Stack, ...]:
    """The stacks with all arguments of their layers: so that wrong default values show where they are asked for, and only there."""
    return tuple((cost, image, tuple(map(network.complete, layers))) for cost, image, layers in stacks)


SMALLEST: Stack = ("cross_entropy", (1, 1, 2), (FLATTEN, ("add_output", 2)))

DENSE: tuple[Stack, ...] = (
    SMALLEST,
    ("cross_entropy", (2, 1, 3), (FLATTEN, ("add_dense", 3, "sigmoid"), ("add_output", 2))),
    ("mean_squared_error", (1, 2, 3), (FLATTEN, ("add_dense", 4, "relu"), ("add_dense", 3), ("add_output", 2, "sigmoid"))),
    ("mean_squared_error", (2, 2, 1), (FLATTEN, ("add_dense", 3, "leaky_relu"), ("add_output", 3, "softmax"))),
    ("cross_entropy", (1, 3, 2), (FLATTEN, ("add_dense", 2, "sigmoid"), ("add_dense", 4, "relu"), ("add_output", 3))),
)

IMAGES: tuple[Stack, ...] = (
    ("cross_entropy", (1, 3, 4), (("add_convolution", 2, 2), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 3, 5), (("add_convolution", 3, (2, 3), 1, 0, "relu"), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 5, 4), (("add_convolution", 2, 3, 2, 1, "sigmoid"), FLATTEN, ("add_output", 3))),
    ("cross_entropy", (3, 4, 5), (("add_convolution", 2, (3, 2), (1, 2), (2, 1), "leaky_relu"), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (1, 5, 7), (("add_pooling", "max", 2, 2), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 5, 4), (("add_pooling", "average", (3, 2), (2, 1)), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 4, 5), (("add_pooling", "max", (2, 3), (1, 2)), FLATTEN, ("add_output", 2))),
    (
        "cross_entropy",
        (2, 6, 7),
        (
            ("add_convolution", 3, 3, 1, 1),
            ("add_pooling", "max", 2, 2),
            ("add_convolution", 2, 2),
            ("add_pooling", "average", 1, 1),
            FLATTEN,
            ("add_dense", 4),
            ("add_output", 3),
        ),
    ),
)

CONVOLUTIONS: tuple[Stack, ...] = _complete(
    ("cross_entropy", (1, 3, 4), (("add_convolution", 2, 2), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 4, 5), (("add_convolution", 3, 3, 1, 1, "relu"), FLATTEN, ("add_dense", 3), ("add_output", 2))),
    (
        "cross_entropy",
        (2, 6, 5),
        (("add_convolution", 3, (3, 2), (2, 1), (0, 1)), ("add_convolution", 2, (1, 3), 1, (1, 0), "relu"), FLATTEN, ("add_output", 2)),
    ),
    ("cross_entropy", (1, 6, 7), (("add_convolution", 2, 2, 1, 1), ("add_convolution", 3, 3, (2, 3), (1, 2)), FLATTEN, ("add_output", 3))),
    (
        "cross_entropy",
        (2, 5, 6),
        (("add_convolution", 3, 2), ("add_convolution", 2, (2, 3), (1, 2), (2, 1)), ("add_convolution", 2, 2, 2), FLATTEN, ("add_dense", 3), ("add_output", 2)),
    ),
)

POOLINGS: tuple[Stack, ...] = _complete(
    ("cross_entropy", (1, 4, 6), (("add_convolution", 2, 1), ("add_pooling", "average", 2, 2), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (1, 4, 6), (("add_convolution", 2, 1), ("add_pooling", "max", 2, 2), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 5, 6), (("add_convolution", 3, 2, 1, 0, "relu"), ("add_pooling", "max", (2, 3), (1, 2)), FLATTEN, ("add_output", 2))),
    ("cross_entropy", (2, 6, 5), (("add_convolution", 2, 2), ("add_pooling", "average", (3, 2), (2, 1)), FLATTEN, ("add_dense", 3), ("add_output", 2))),
    ("cross_entropy", (2, 6, 6), (("add_convolution", 2, 1), ("add_pooling", "max", 3, 1), ("add_pooling", "average", 2, 1), FLATTEN, ("add_output", 2))),
)

SMALL: tuple[Stack, ...] = _complete(
    ("cross_entropy", (1, 2, 2), (FLATTEN, ("add_dense", 3), ("add_output", 2))),
    ("cross_entropy", (2, 4, 3), (("add_convolution", 2, 2), ("add_pooling", "max", (2, 1), 1), FLATTEN, ("add_dense", 3, "sigmoid"), ("add_output", 3))),
    ("cross_entropy", (1, 5, 4), (("add_convolution", 3, 2), ("add_convolution", 2, 2, 1, 1), FLATTEN, ("add_output", 3))),
)
"""Networks to be trained."""

_LOUD = _values(SMALLEST, 3, scale=1e4)
"""Numbers so large that exp of them is infinite, and that predictions are exactly 0 and 1."""

_BLACK = _values(CONVOLUTIONS[1], 1, biases=False) | {"images": np.zeros((2, 2, 4, 5)), "targets": np.eye(2)[[0, 0]]}
"""Every sum is exactly zero, where the slope of relu is zero too."""

_TIES = _values(POOLINGS[1], 2) | {
    "params": [{"weights": np.array([[[[1.0]], [[-0.5]]]]), "bias": np.array([0.25, 3.0])}, _values(POOLINGS[1], 2)["params"][1]],
    "images": np.array([[[[1, 1, 0, 0, 2, 0], [1, 0, 0, 0, 0, 2], [0, 3, 1, 0, 1, 1], [3, 0, 0, 1, 1, 1]]]]).repeat(2, axis=0)
    * np.array([0.5, 1.0]).reshape(2, 1, 1, 1),
    "targets": np.eye(2),
}
"""Whole pixels and simple weights: several pixels of a window are exactly its maximum."""


# What is done with a network, in the worker: the judge's own text, with the student's network as an argument.

_DRIVER = '''
import contextlib, copy, io


class Growing:
    """A scheduler whose steps grow with each update; reset does nothing, so it does not matter when it is called."""

    def __init__(self, eta, growth):
        self.eta, self.growth, self.updates = eta, growth, 0

    def update_change(self, gradient):
        step = self.eta * (1 + self.growth * self.updates)
        self.updates += 1
        return step * gradient

    def reset(self):
        pass


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
        self.eta, self.updates, self.mean, self.square = eta, 0, 0.0, 0.0

    def update_change(self, gradient):
        self.updates += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        return self.eta * self.mean / (1 - 0.9**self.updates) / ((self.square / (1 - 0.999**self.updates)) ** 0.5 + 1e-8)

    def reset(self):
        pass


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
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            return network.fit(*arguments)
        except KeyboardInterrupt:
            raise RuntimeError("fit let the KeyboardInterrupt of Ctrl-C pass") from None


def predict(network, layers, params, images):
    return {"params": prepare(network, layers, params, images), "prediction": network.predict(images)}


def loss_and_grads(network, layers, params, images, targets):
    return {"params": prepare(network, layers, params, images), "answer": network.loss_and_grads(images, targets)}


def train(network, layers, params, images, *arguments):
    before = prepare(network, layers, params, images)
    history = fit(network, *copy.deepcopy([images, *arguments]))
    return {"params": before, "after": copy.deepcopy(network.params), "prediction": network.predict(images), "history": history}


def learn(network, layers, images, targets, epochs, batches, unseen):
    build(network, layers)
    fit(network, images, targets, epochs, batches)
    return {"params": copy.deepcopy(network.params), "prediction": network.predict(unseen)}


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
    return {"arguments": unchanged, "again": same, "results": repr(kept) == repr(results), "prediction": kept[0], "params": params}


def refuse(network, layers, use, *arguments):
    build(network, layers)
    fit(network, *arguments) if use == "fit" else use and getattr(network, use)(*arguments)
'''


def _made(subject: Subject, case: Arguments, *scheduler: Any, seed: int | None = 1) -> tuple[Any, Any, Any]:
    """The judge's functions, a new network without layers, and the scheduler that it was given; all in the worker."""
    driver = subject.define(_DRIVER)
    instance = subject.keep(scheduler[0], dict(enumerate(scheduler[1:])), of=driver) if scheduler else None  # type: ignore[arg-type] # only the order counts
    return driver, subject.keep("CNN", {"cost": case["cost"], "scheduler": instance, "seed": seed}), instance


def _does(action: str, *names: str) -> Observe:
    """Builds a network, does something with it in the worker, with these parts of the case as arguments, and returns what that brings."""

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        driver, made, _ = _made(subject, case)
        return subject.call(action, {"network": made} | {name: case[name] for name in names}, of=driver)

    return observe


def _loss_by_default(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What loss_and_grads brings; networks for the default cost are made without any arguments."""
    settings = {} if case["cost"] == "cross_entropy" else {"cost": case["cost"]}
    made = {"network": subject.keep("CNN", settings)} | {name: case[name] for name in _GRADS}
    return subject.call("loss_and_grads", made, of=subject.define(_DRIVER))


def _train(subject: Subject, case: Arguments, *scheduler: Any) -> Any:
    driver, made, instance = _made(subject, case, *scheduler)
    names = ("layers", "params", "images", "targets", "epochs", "batches", "regularization", "validation")
    seen = subject.call("train", {"network": made} | {name: case[name] for name in names}, of=driver)
    return seen, instance


def _train_in_one_batch(subject: Subject, _exercise: str, case: Arguments) -> Any:
    seen, instance = _train(subject, case, "Growing", case["eta"], case["growth"])
    return {"seen": seen, "scheduler": subject.look(instance, "updates")}


def _train_by_default(subject: Subject, _exercise: str, case: Arguments) -> Any:
    return {"seen": _train(subject, case)[0]}


def _train_until_interrupted(subject: Subject, _exercise: str, case: Arguments) -> Any:
    return {"seen": _train(subject, case, "Interrupting", case["eta"], case["growth"], case["patience"])[0]}


def _train_and_record(subject: Subject, _exercise: str, case: Arguments) -> Any:
    seen, instance = _train(subject, case, "Recorder")
    return {"seen": seen, "gradients": subject.look(instance, "seen")}


def _learn(subject: Subject, case: Arguments, seed: int | None) -> Any:
    driver, made, _ = _made(subject, case, *case.get("scheduler", ()), seed=seed)
    return subject.call("learn", {"network": made} | {name: case[name] for name in ("layers", "images", "targets", "epochs", "batches", "unseen")}, of=driver)


def _learn_digits(subject: Subject, _exercise: str, case: Arguments) -> Any:
    return _learn(subject, _learning(case["seed"]), case["seed"])


def _learn_with_seeds(subject: Subject, _exercise: str, case: Arguments) -> Any:
    return {name: _learn(subject, case, case["seed"] + extra) for name, extra in (("first", 0), ("again", 0), ("other", 1))}


def _try(subject: Subject, _exercise: str, case: Arguments) -> Any:
    driver, made, _ = _made(subject, case)
    return subject.call("refuse", {"network": made, "layers": case["layers"], "use": case["use"]} | case["arguments"], of=driver)


# What is right.

Right = Callable[[Arguments, Params, dict[str, Any]], Mismatch | None]
"""Judges what was seen of a network with these params."""


def _accepts(right: Right) -> Accept:
    """First the form of the params, then the rest."""

    def accept(case: Case, seen: Outcome) -> Mismatch | None:
        if isinstance(seen, Raised):
            return Mismatch(f"raised {seen.kind}")
        if isinstance(case.expected, Returned) and not compare.difference(case.expected.value, seen.value, TOLERANCE):
            return None  # the same params as the solution's, and the same answers
        with np.errstate(all="ignore"):  # a student's params can be huge
            wrong = _judged(case.arguments, seen.value, right)
        # Answers for other params than the solution's cannot be laid side by side with its own.
        return dataclasses.replace(wrong, answers=wrong.answers and _started_alike(case, seen.value)) if wrong else None

    return accept


def _started_alike(case: Case, value: Any) -> bool:
    expected = case.expected.value if isinstance(case.expected, Returned) else None
    pair = [one.get("seen", one) if isinstance(one, dict) else None for one in (expected, value)]
    return all(isinstance(one, dict) for one in pair) and not compare.difference(pair[0].get("params"), pair[1].get("params"))


_LOST = Mismatch("the network was lost", answers=False)
"""Only a worker that was tampered with sends something else than the judge's own text makes."""


def _judged(case: Arguments, value: Any, right: Right) -> Mismatch | None:
    inner = value.get("seen", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return _LOST
    complaint = _complaint("params", case, inner.get("params"))
    return Mismatch(complaint) if complaint else right(case, _floats(inner["params"]), {**value, **inner})


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


def _answer(seen: dict[str, Any]) -> tuple[Any, Any] | None:
    answer = seen.get("answer")
    return (answer[0], answer[1]) if isinstance(answer, tuple | list) and len(answer) == 2 else None


_NO_ANSWER = Mismatch("loss_and_grads must return a tuple of two: the cost and the list of gradients")


def _right_loss(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    answer = _answer(seen)
    if not answer:
        return _NO_ANSWER
    prediction = network.predict(case["layers"], params, case["images"])
    if case["cost"] == "cross_entropy" and np.any(prediction[case["targets"] == 1] < 1e-4):  # then the value depends on how log(0) is avoided
        finite = compare.is_number(answer[0]) and np.isfinite(compare.as_float(answer[0])) and compare.as_float(answer[0]) > 1
        return None if finite else Mismatch("where a prediction is 0, the cost must be large, but finite")
    return _compared(network.cost_and_grad(case["cost"], prediction, case["targets"])[0], answer[0], "the cost")


def _right_grads(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    answer = _answer(seen)
    if not answer:
        return _NO_ANSWER
    complaint = _complaint("grads", case, answer[1])
    if complaint:
        return Mismatch(complaint)
    grads = network.loss_and_grads(case["layers"], case["cost"], params, case["images"], case["targets"])[1]
    return _first(*(_compared(right, own, f"grads[{number}]") for number, (right, own) in enumerate(zip(grads, answer[1], strict=True))))


def _epochs(case: Arguments, params: Params) -> list[Params]:
    """The params after each epoch of training with all samples in one batch."""
    settings = {name: case[name] for name in ("eta", "growth", "regularization")}
    steps = network.updates(case["layers"], case["cost"], params, case["images"], case["targets"], **settings)
    return list(itertools.islice(steps, case["epochs"]))


def _right_after(case: Arguments, right: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params after the training are the right ones, and are what predictions are made with."""
    complaint = _complaint("params", case, seen.get("after"))
    if complaint:
        return Mismatch(f"after fit, {complaint}")
    changed = (_compared(own, after, f"after fit, params[{number}]") for number, (own, after) in enumerate(zip(right, seen["after"], strict=True)))
    return _first(*changed) or _right_prediction(case, _floats(seen["after"]), seen)


def _right_training(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    wrong = _right_after(case, _epochs(case, params)[-1], seen)
    if not wrong and compare.difference(0, seen.get("scheduler")):
        return Mismatch("the scheduler that the network was given has been used itself: make a copy of it for each array")
    return wrong


def _right_default(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    steps = network.adam_updates(case["layers"], case["cost"], params, case["images"], case["targets"])
    return _right_after(case, next(itertools.islice(steps, case["batches"] - 1, None)), seen)


def _measured(case: Arguments, epochs: Sequence[Params]) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {}
    samples = {"train": (case["images"], case["targets"]), "val": case["validation"]}
    for which, pair in samples.items():
        predictions = [network.predict(case["layers"], params, pair[0]) for params in epochs] if pair else []
        history[f"{which}_error"] = [network.cost_and_grad(case["cost"], prediction, pair[1])[0] for prediction in predictions]
        history[f"{which}_accuracy"] = [network.accuracy(prediction, pair[1]) for prediction in predictions]
    return history


def _right_history(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    return _compared(_measured(case, _epochs(case, params)), seen.get("history"), "the history")


def _right_interruption(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    epochs = _epochs(case, params)[: case["patience"] // sum(map(len, params))]
    return _compared(_measured(case, epochs), seen.get("history"), "the history") or _right_after(case, epochs[-1], seen)


def _right_batches(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Each image has one bright pixel of its own, so a gradient of the weights has a row for each sample of its batch, and zeros elsewhere."""
    number, gradients = len(case["images"]), seen.get("gradients")
    if not isinstance(gradients, list) or not all(isinstance(gradient, np.ndarray) and gradient.dtype.kind == "f" for gradient in gradients):
        return Mismatch("update_change must be called with arrays of floats")
    of_weights = [gradient for gradient in gradients if gradient.shape == params[0]["weights"].shape]
    wanted = case["epochs"] * case["batches"]
    if len(of_weights) != wanted or len(gradients) != 2 * wanted:
        return Mismatch(f"{wanted} batches, for weights and biases, take {2 * wanted} calls of update_change, not {len(gradients)}", answers=False)
    prediction = network.predict(case["layers"], params, case["images"])
    for start in range(0, wanted, case["batches"]):
        batches = [np.flatnonzero(np.any(gradient != 0, axis=1)) for gradient in of_weights[start : start + case["batches"]]]
        if sorted(np.concatenate(batches).tolist()) != list(range(number)):
            return Mismatch("in every epoch each sample must be in exactly one of the batches", answers=False)
        for samples, gradient in zip(batches, of_weights[start:], strict=False):
            mean = np.zeros(gradient.shape)
            mean[samples] = (prediction - case["targets"])[samples] / max(1, len(samples))
            wrong = _compared(mean, gradient, "the gradient of a batch, divided by the number of samples in it")
            if wrong:
                return wrong
    return _right_prediction(case, params, seen)


def _right_seeds(case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    if not isinstance(seen.value, dict) or not {"first", "again", "other"} <= set(seen.value):
        return _LOST
    arguments = case.arguments | {"images": case.arguments["unseen"]}
    first, again, other = (seen.value[name] for name in ("first", "again", "other"))
    with np.errstate(all="ignore"):
        wrong = _first(*(_judged(arguments, value, _right_prediction) for value in (first, again, other)))
    if wrong:
        return wrong
    if not _equal(first["params"], again["params"]):
        return Mismatch("the same seed gave other params the second time: draw all random numbers from one np.random.default_rng(seed)", answers=False)
    if _equal(first["params"], other["params"]):
        return Mismatch("another seed gave the same params: draw the first weights from np.random.default_rng(seed)", answers=False)
    return None


def _equal(one: Params, other: Params) -> bool:
    return all(np.array_equal(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a)


def _right_digits(case: Case, seen: Outcome) -> Mismatch | None:
    arguments = _learning(case.arguments["seed"])
    return _accepts(_recognises)(Case(arguments, case.expected), seen)


def _recognises(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    wrong = _right_prediction(case | {"images": case["unseen"]}, params, seen)
    reached = wrong or network.accuracy(seen["prediction"], case["unseen_targets"])
    if isinstance(reached, float) and reached < ACCURACY_LIMIT:
        return Mismatch(
            f"{reached:.0%} of the digits that it has not been trained on are recognised, at least {ACCURACY_LIMIT:.0%} are expected", answers=False
        )
    return wrong


def _well_behaved(_case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    remarks = {
        "arguments": ("fit, predict or loss_and_grads changed images or targets: work on copies", "argument_changed"),
        "again": ("the same call gave another answer the second time: predict and loss_and_grads must not change the network", "depends_on_earlier_calls"),
        "results": ("a later call changed an earlier result: return new arrays", "result_reused"),
    }
    if not isinstance(seen.value, dict):
        return _LOST
    broken = [remark for name, remark in remarks.items() if seen.value.get(name) is not True]
    return Mismatch(broken[0][0], answers=False, remark=broken[0][1]) if broken else None


# Trainings.


def _trainings(*stacks: Stack, validation: bool = False, number: int = 4, **settings: Any) -> dict[str, Any]:
    """The cases of a check of fit: every stack once, and no more, since each takes time."""

    def case(stack: Stack, seed: int) -> Arguments:
        values = _values(stack, seed, number=number)
        unseen = _values(stack, seed + 50, number=number + 1)
        pair = (unseen["images"], unseen["targets"]) if validation else None
        return values | {"epochs": 3, "batches": 1, "regularization": 0.0, "validation": pair, "eta": 0.25, "growth": 0.5} | settings

    return {
        "examples": tuple(case(stack, seed) for seed, stack in enumerate(stacks[1:], 1)),
        "cases": st.builds(case, st.just(stacks[0]), st.integers(0, 99)),
        "count": 1,
        "seconds": 10,
    }


def _one_pixel_each(number: int, batches: int) -> Arguments:
    """Images that are all black but for one pixel, each another one."""
    images = np.eye(number).reshape(number, 1, 1, number)
    values = _values(("cross_entropy", (1, 1, number), (FLATTEN, ("add_output", 3))), number, number=number)
    return values | {"images": images, "epochs": 2, "batches": batches, "regularization": 0.0, "validation": None}


def _alike(stack: Stack, seed: int) -> Arguments:
    """Samples that are all the same: it does not matter how they are put into batches."""
    values = _values(stack, seed, number=6)
    same = {name: values[name][:1].repeat(6, axis=0) for name in ("images", "targets")}
    return values | same | {"epochs": 1, "batches": 3, "regularization": 0.0, "validation": None}


def _interruption(stack: Stack, epochs: int) -> Arguments:
    values = _values(stack, 7, number=4)
    arrays = 2 * len(values["params"])
    settings = {"epochs": 5, "batches": 1, "regularization": 0.0, "validation": None, "eta": 0.25, "growth": 0.0}
    return values | settings | {"patience": epochs * arrays}


def _seeded(seed: int) -> Arguments:
    values = _values(SMALL[1], seed, number=4)
    return {name: values[name] for name in ("cost", "layers", "images", "targets")} | {"epochs": 1, "batches": 2, "unseen": values["images"], "seed": seed}


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
    scheduler = f", Constant({case['eta']})" if case.get("growth") == 0.0 else ", scheduler" if "eta" in case else ""
    lines += _building_code(case, scheduler)
    lines += ["network.predict(images)"]
    lines += [f"network.params[{number}][{name!r}][...] = {as_code(value)}" for number, own in enumerate(case["params"]) for name, value in own.items()]
    if "epochs" in case:
        settings = [as_code(case[name]) for name in ("epochs", "batches", "regularization", "validation")]
        lines += [f"network.fit(images, targets, {', '.join(settings)})"]
    else:
        lines += ["network.loss_and_grads(images, targets)" if "targets" in case else "network.predict(images)"]
    return "; ".join(lines)


def _building_code(case: Arguments, scheduler: str = "") -> list[str]:
    return [f"network = CNN({case['cost']!r}{scheduler})", *(f"network.{method}({', '.join(map(repr, given))})" for method, *given in case["layers"])]


def _refused_code(_exercise: str, case: Arguments) -> str:
    use = [call_code(f"network.{case['use']}", case["arguments"])] if case["use"] else []
    return "; ".join([*_building_code(case), *use])


def _seeded_code(_exercise: str, case: Arguments) -> str:
    """For trainings that are too long to be pasted."""
    return f"CNN('cross_entropy', scheduler, {case['seed']})"


# What makes no sense.


def _refused(points: float, text: str, name: str, *cases: tuple[Any, ...]) -> Check:
    """A check that building or using such a network raises ValueError: each case is layers, a method to use or "", and its arguments."""
    drawn = [{"cost": "cross_entropy", "layers": list(layers), "use": use, "arguments": dict(enumerate(arguments))} for layers, use, *arguments in cases]
    return dataclasses.replace(rejects(points, text, st.sampled_from(drawn), name=name), observe=_try, code=_refused_code, examples=tuple(drawn), count=1)


OUTPUT = ("add_output", 2)
PICTURES, LABELS = np.ones((3, 1, 4, 4)), np.eye(2)[[0, 1, 1]]

_ORDERS = _refused(
    0.5,
    "Layers in an order that makes no sense raise ValueError when they are added: dense layers before add_flatten, convolutions, pooling or a second "
    "add_flatten after it, anything after the output. So does training without an output.",
    "order_of_layers",
    ([("add_dense", 3)], ""),
    ([OUTPUT], ""),
    ([("add_convolution", 2, 2), OUTPUT], ""),
    ([FLATTEN, ("add_convolution", 2, 2)], ""),
    ([FLATTEN, ("add_pooling", "max", 2, 2)], ""),
    ([FLATTEN, FLATTEN], ""),
    ([FLATTEN, ("add_dense", 3), ("add_pooling", "average", 2, 2)], ""),
    *(([FLATTEN, OUTPUT, layer], "") for layer in (("add_dense", 3), OUTPUT, FLATTEN, ("add_convolution", 2, 2), ("add_pooling", "max", 2, 2))),
    ([FLATTEN], "loss_and_grads", PICTURES, LABELS),
    ([FLATTEN, ("add_dense", 2, "sigmoid")], "loss_and_grads", PICTURES, LABELS),
    ([FLATTEN, ("add_dense", 2, "sigmoid")], "fit", PICTURES, LABELS, 1, 1),
)

_WITH_KERNEL = [("add_convolution", 2, 3), FLATTEN, OUTPUT]
_PLAIN = [FLATTEN, OUTPUT]

_BAD = _refused(
    0.5,
    "Unknown names, numbers that are too small, kernels and windows larger than their (padded) images, images that are not [N, C, H, W], targets that do not "
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


_PREDICT = ("layers", "params", "images")
_GRADS = ("layers", "params", "images", "targets")


def _check(name: str, points: float, text: str, observe: Observe, right: Right, cases: dict[str, Any], **more: Any) -> Check:
    return Check(name=name, points=points, text=text, observe=observe, accept=_accepts(right), code=_code, **(cases | more))


def _with(cases: dict[str, Any], *examples: Arguments) -> dict[str, Any]:
    return cases | {"examples": (*cases["examples"], *examples)}


_CNN = Exercise(
    "CNN",
    checks=(
        _check(
            "predict_dense",
            1.5,
            "predict of networks with dense layers alone: flatten row-major, x @ weights + bias, the activation of each layer. Very large numbers must not "
            "overflow in softmax. params has the shapes that the contract names, in the order of the layers, from the first use on.",
            _does("predict", *_PREDICT),
            _right_prediction,
            _with(_networks(*DENSE, without="targets"), {name: _LOUD[name] for name in ("cost", "layers", "params", "images")}),
        ),
        _check(
            "predict_images",
            2.5,
            "predict of networks with convolutions and pooling: kernels [C_in, C_out, K_h, K_w] that are not flipped, several channels, stride, "
            "padding, pairs for "
            "vertical and horizontal, and the default values of arguments that are not given.",
            _does("predict", *_PREDICT),
            _right_prediction,
            _networks(*IMAGES, without="targets"),
        ),
        _check(
            "loss",
            1.0,
            "The first part of what loss_and_grads returns: the cost of the prediction, a float; finite also where a prediction is exactly 0.",
            _loss_by_default,
            _right_loss,
            _with(_networks(*DENSE, CONVOLUTIONS[0]), _LOUD),
        ),
        _check(
            "gradients_dense",
            1.25,
            "loss_and_grads of networks with dense layers: the gradients of the cost, means over the samples, for all activations and both costs.",
            _does("loss_and_grads", *_GRADS),
            _right_grads,
            _networks(*DENSE),
        ),
        _check(
            "gradients_convolutions",
            2.25,
            "loss_and_grads through convolutions, also one behind the other: every kernel and bias gets its gradient, whatever the stride and the padding. "
            "Where a sum is exactly 0, the slope of relu is 0.",
            _does("loss_and_grads", *_GRADS),
            _right_grads,
            _with(_networks(*CONVOLUTIONS), _BLACK),
        ),
        _check(
            "gradients_pooling",
            1.5,
            "loss_and_grads through pooling: the first maximum of a window gets all of its gradient, an average shares it, and overlapping windows add up.",
            _does("loss_and_grads", *_GRADS),
            _right_grads,
            _with(_networks(*POOLINGS), _TIES),
        ),
        _check(
            "whole_numbers",
            0.5,
            "A single image of whole numbers, with whole-number targets: nothing is cut off to whole numbers, and no axis of length one is lost.",
            _does("loss_and_grads", *_GRADS),
            _right_grads,
            _networks(CONVOLUTIONS[0], POOLINGS[3], whole=True, number=1),
        ),
        _check(
            "training",
            2.0,
            "fit with all samples in one batch, for a few epochs: the weights and biases of all layers, the first included, must be where the gradients lead. "
            "The scheduler's k-th change is (1 + (k - 1) / 2) / 4 times the gradient; each array needs its own copy of it, made once.",
            _train_in_one_batch,
            _right_training,
            _trainings(*SMALL),
        ),
        _check(
            "regularization",
            1.0,
            "The same with a penalty: regularization * weights is added to the gradients of the weights, but not to those of the biases.",
            _train_in_one_batch,
            _right_training,
            _trainings(*SMALL[:2], regularization=0.5, growth=0.0, epochs=1),
        ),
        _check(
            "batches",
            1.0,
            "fit with several batches: in every epoch each sample is in exactly one of them, also when their number does not divide the number of samples, and "
            "a batch's gradient is the mean over the samples in it.",
            _train_and_record,
            _right_batches,
            {"examples": (_one_pixel_each(7, 3), _one_pixel_each(5, 5)), "cases": st.builds(_one_pixel_each, st.just(6), st.just(2)), "count": 1},
            seconds=10,
        ),
        _check(
            "default_scheduler",
            0.5,
            "A network that is given no scheduler learns by Adam(0.001, 0.9, 0.999).",
            _train_by_default,
            _right_default,
            {"examples": (_alike(SMALL[1], 4),), "cases": st.builds(_alike, st.just(SMALL[0]), st.integers(0, 99)), "count": 1},
            seconds=10,
        ),
        _check(
            "history",
            1.5,
            "What fit returns: four lists, with the cost and the accuracy at the end of each epoch, measured on all samples. The accuracy counts "
            "samples, not the "
            "numbers in their targets; without validation the last two lists are empty.",
            _train_in_one_batch,
            _right_history,
            _with(_trainings(SMALL[0], SMALL[2], growth=0.0), *_trainings(*SMALL[:2], growth=0.0, validation=True, number=5)["examples"]),
        ),
        _check(
            "interrupted",
            0.75,
            "Ctrl-C in the middle of the training: fit returns the history of the epochs that are complete, and the network keeps what it has learned.",
            _train_until_interrupted,
            _right_interruption,
            {"examples": (_interruption(SMALL[1], 2),), "cases": st.builds(_interruption, st.just(SMALL[0]), st.integers(1, 3)), "count": 1},
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
            text=f"Four epochs with 400 of scikit-learn's digits, from small weights that the network draws itself: at least {ACCURACY_LIMIT:.0%} of "
            "400 others "
            "are recognised.",
            observe=_learn_digits,
            accept=_right_digits,
            code=_seeded_code,
            cases=st.just({"seed": 0}),
            count=1,
            seconds=30,
        ),
        Check(
            name="manners",
            points=0.25,
            text="No method changes images or targets, predict and loss_and_grads give the same answers when they are called again, and results are "
            "not changed later.",
            observe=_does("behave", *_GRADS),
            accept=_well_behaved,
            code=_code,
            **(_networks(SMALL[1], number=4) | {"examples": (), "count": 1}),
            seconds=10,
            manners=True,
            polite=True,
        ),
        _ORDERS,
        _BAD,
    ),
)

UNIT = Unit(name="cnn", title="A convolutional network that reads digits", exercises=(_CNN,))
