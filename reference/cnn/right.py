"""What is right of a network with given params, computed by the functions of network.py.

How the weights are drawn first is free, so no answer can be compared with the solution's, unless
the params of a case could be put in their place.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograder.course import Accept, Arguments, Case, Mismatch, compare

from . import network
from .network import Params

TOLERANCE = 1e-6
"""Of the largest value: guards against log(0) and in Adam differ from one right network to another,
and matter this much.
"""

ACCURACY_LIMIT = 0.7
"""On held-out digits, after a short training; see tests/reference/test_cnn_reference.py for what
right and wrong networks reach.
"""

Right = Callable[[Arguments, Params, dict[str, Any]], Mismatch | None]
"""Judges what was seen of a network with these params."""


def accepts(right: Right) -> Accept:
    """First the form of the params, then the rest."""

    def accept(case: Case, seen: Any) -> Mismatch | None:
        if not compare.difference(case.right, seen, TOLERANCE):
            return None  # the same answers as the solution's
        if not isinstance(seen, dict):
            return _LOST
        params = seen.get("params", case.arguments["params"])
        complaint = form("params", case.arguments, params)
        with np.errstate(all="ignore"):  # a student's params can be huge
            wrong = Mismatch(complaint) if complaint else right(case.arguments, floats(params), seen)
        # Answers for other params than the solution's cannot be laid side by side with its own.
        return dataclasses.replace(wrong, answers=wrong.answers and "params" not in seen) if wrong else None

    return accept


_LOST = Mismatch("the network was lost", answers=False)
"""Only a worker that was tampered with sends something else than the judge's own text makes."""


def form(what: str, case: Arguments, params: Any) -> str:
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
            complaint = _form_of_array(own[name], shape)
            if complaint:
                return f"{what}[{number}][{name!r}]{complaint}"
    return ""


def _form_of_array(value: Any, shape: tuple[int, ...]) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and not np.isfinite(value).all():
        return " holds values that are not finite"
    found = compare.difference(np.zeros(shape), value, np.inf)
    return f": {found.what}" if found else ""


def floats(params: Params) -> Params:
    """The same params, whatever their type."""
    return [{name: value.astype(float) for name, value in own.items()} for own in params]


def compared(expected: Any, returned: Any, what: str = "") -> Mismatch | None:
    """The mismatch of two values, ``what`` being their name."""
    with np.errstate(all="ignore"):
        found = compare.difference(expected, returned, TOLERANCE)
    return Mismatch(f"{what}{found.where}: {found.what}") if found else None


def _first(*found: Mismatch | None) -> Mismatch | None:
    return next((mismatch for mismatch in found if mismatch), None)


# Predictions, costs and gradients.


def prediction(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the prediction is that of the params."""
    return compared(network.predict(case["layers"], params, case["images"]), seen.get("prediction"), "predict")


_NO_ANSWER = Mismatch("loss_and_grads must return a tuple of two: the cost and the list of gradients")


def is_guarded(case: Arguments, seen: dict[str, Any]) -> bool:
    """Whether the cost depends on how log(0) is avoided."""
    params = seen.get("params", case["params"])
    if case["cost"] != "cross_entropy" or form("params", case, params):
        return False
    with np.errstate(all="ignore"):
        predicted = network.predict(case["layers"], floats(params), case["images"])
    return bool(np.any(predicted[case["targets"] == 1] < 1e-4))


def loss(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the cost is that of the prediction."""
    if "answer" in seen:
        return _NO_ANSWER
    if is_guarded(case, seen):
        large = seen.get("loss") == "large"
        return None if large else Mismatch("where a prediction is 0, the cost must be large, but finite")
    predicted = network.predict(case["layers"], params, case["images"])
    return compared(network.cost_and_grad(case["cost"], predicted, case["targets"])[0], seen.get("loss"), "the cost")


def shares(*names: str, means: bool = False) -> Right:
    """The gradients of these arrays are right, or all of them so many times too large as there are
    samples: that mistake is judged where they must be ``means``.
    """

    def right(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
        wrong = _no_grads(case, seen)
        if wrong:
            return wrong
        grads = network.loss_and_grads(case, params)[1]
        factors = (1,) if means else (1, len(case["images"]))
        found = [_off(grads, seen["grads"], names, factor) for factor in factors]
        return found[0] if all(found) else None

    return right


grads = shares("weights", "bias", means=True)


def _no_grads(case: Arguments, seen: dict[str, Any]) -> Mismatch | None:
    if "answer" in seen:
        return _NO_ANSWER
    complaint = form("grads", case, seen.get("grads"))
    return Mismatch(complaint) if complaint else None


def _off(right: Params, grads: Params, names: Sequence[str], factor: int) -> Mismatch | None:
    """What is wrong if the gradients should be the right ones times a factor."""
    return _first(
        *(
            compared(factor * own[name], grads[number][name], f"grads[{number}][{name!r}]")
            for number, own in enumerate(right)
            for name in names
        )
    )


def whole_numbers(case: Arguments, _params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether whole numbers have the answers that the same numbers have as floats."""
    wrong = _no_grads(case, seen)
    if wrong:
        return wrong
    if not compare.is_number(seen.get("loss")) or not seen["loss"]:
        return Mismatch("the cost must be a number, and not 0")
    what = "compared with the same numbers as floats, loss_and_grads"
    return compared(seen.get("floats"), [seen["loss"], seen["grads"]], what)


# Trainings.


def _epochs(case: Arguments, params: Params) -> list[Params]:
    """The params after each epoch of training with all samples in one batch."""
    return list(itertools.islice(network.updates(case, params), case["epochs"]))


def _after(case: Arguments, right: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params after the training are the right ones, and are what predictions are made
    with.
    """
    complaint = form("params", case, seen.get("after"))
    if complaint:
        return Mismatch(f"after fit, {complaint}")
    pairs = enumerate(zip(right, seen["after"], strict=True))
    changed = (compared(own, after, f"after fit, params[{number}]") for number, (own, after) in pairs)
    return _first(*changed) or prediction(case, floats(seen["after"]), seen)


def trained(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params are where the gradients lead."""
    for _ in range(case.get("trainings", 1)):
        params = _epochs(case, params)[-1]
    return _after(case, params, seen)


def training(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """The same, and that copies of the scheduler have led there."""
    wrong = trained(case, params, seen)
    if not wrong and compare.difference(0, seen.get("scheduler")):
        used = "the scheduler that the network was given has been used itself"
        return Mismatch(f"{used}: make a copy of it for each array")
    return wrong


def step(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether one update has gone where the network's own gradients lead."""
    complaint = form("grads", case, seen.get("grads")) or form("params", case, seen.get("after"))
    if "answer" in seen or complaint:
        return Mismatch(complaint) if complaint else _NO_ANSWER
    if not any(value.any() for own in seen["grads"] for value in own.values()):
        return Mismatch("all gradients are 0")
    steps = zip(params, floats(seen["grads"]), strict=True)
    wanted = [{name: own[name] - case["eta"] * grads[name] for name in own} for own, grads in steps]
    return compared(wanted, seen["after"], "after one update along the network's own gradients, params")


def by_default(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params are where Adam leads."""
    *_, last = itertools.islice(network.adam_updates(case, params), case["epochs"] * case["batches"])
    return _after(case, last, seen)


def batches(case: Case, seen: Any) -> Mismatch | None:
    """Whether all samples were in batches, and the gradients those of the batches."""
    value, number = seen if isinstance(seen, dict) else {}, len(case.arguments["images"])
    if value.get("updates") is None:
        return Mismatch("update_change must be called with arrays of floats", answers=False)
    count, epochs = case.arguments["batches"], case.arguments["epochs"]
    updates, sizes = 2 * count * epochs, value.get("sizes") or ()
    if value["updates"] != updates or [len(of_epoch) for of_epoch in sizes] != [count] * epochs:
        wanted = f"{count * epochs} batches, for weights and biases, take {updates} calls of update_change"
        return Mismatch(f"{wanted}, not {value['updates']}", answers=False)
    if value.get("samples") != [number] * epochs or any(sum(of_epoch) != number or 0 in of_epoch for of_epoch in sizes):
        return Mismatch("in every epoch each sample must be in exactly one of the batches", answers=False)
    if value.get("gradients") != "those of loss_and_grads":
        what = "the gradients that update_change gets for a batch are not those of loss_and_grads for the samples in it"
        return Mismatch(what, answers=False)
    return None


# Histories.

_ERRORS, _ACCURACIES = ("train_error", "val_error"), ("train_accuracy", "val_accuracy")
_HISTORY = ("train_error", "train_accuracy", "val_error", "val_accuracy")

_PASSED = Mismatch(
    "fit let the KeyboardInterrupt of Ctrl-C pass: catch it, and return the history of the epochs that were complete",
    answers=False,
)


def _measured(case: Arguments, epochs: Sequence[Params]) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {}
    for which, pair in {"train": (case["images"], case["targets"]), "val": case["validation"]}.items():
        predicted = [network.predict(case["layers"], params, pair[0]) for params in epochs] if pair else []
        history[f"{which}_error"] = [network.cost_and_grad(case["cost"], one, pair[1])[0] for one in predicted]
        history[f"{which}_accuracy"] = [network.accuracy(one, pair[1]) for one in predicted]
    return history


def _no_history(seen: dict[str, Any]) -> Mismatch | None:
    """What is wrong with the form of the history."""
    history = seen.get("history")
    if history == "interrupted":
        return _PASSED
    lists = isinstance(history, dict) and all(isinstance(values, list) for values in history.values())
    if lists and set(history) == set(_HISTORY):
        return None
    return Mismatch(f"fit must return a dict of four lists, {', '.join(_HISTORY)}, not {compare.describe(history)}")


def _in_history(wanted: dict[str, Any], seen: dict[str, Any], names: Iterable[str], what: str = "") -> Mismatch | None:
    return _first(*(compared(wanted[name], seen["history"][name], f"{what}history[{name!r}]") for name in names))


def _lengths(wanted: dict[str, int], seen: dict[str, Any]) -> Mismatch | None:
    found = {"history": {name: len(values) for name, values in seen["history"].items()}}
    return _in_history(wanted, found, wanted, "the number of values in ")


def errors(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history has the errors at the end of each epoch."""
    wrong = _no_history(seen)
    if wrong:
        return wrong
    measured = _measured(case, _epochs(case, params))
    lengths = {name: len(measured[name]) for name in _HISTORY}
    return _lengths(lengths, seen) or _in_history(measured, seen, _ERRORS)


def measures(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history of a network that does not change has its accuracies, and errors that are
    the network's own costs.
    """
    wrong, costs = _no_history(seen), seen.get("costs")
    if wrong:
        return wrong
    if not isinstance(costs, list) or len(costs) != 2 or not all(map(compare.is_number, costs)):
        return _NO_ANSWER
    own = {name: [cost] * case["epochs"] for name, cost in zip(_ERRORS, costs, strict=True)}
    return _first(
        _in_history(_measured(case, [params] * case["epochs"]), seen, _ACCURACIES),
        _in_history(own, seen, _ERRORS, "compared with loss_and_grads, "),
        compared(seen.get("loss"), costs[0], "compared with before fit, the cost of loss_and_grads"),
    )


def interruption(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the epochs before an interruption are kept."""
    epochs = _epochs(case, params)[: case["patience"] // sum(map(len, params))]
    lengths = dict.fromkeys(("train_error", "train_accuracy"), len(epochs))
    return _no_history(seen) or _lengths(lengths, seen) or _after(case, epochs[-1], seen)


# What is true or not.


def _facts(*facts: tuple[str, bool, str], **remarks: str) -> Accept:
    """Each fact of this name is so or not; if it is not, there are words for it, and perhaps a remark."""

    def accept(_case: Case, seen: Any) -> Mismatch | None:
        if not isinstance(seen, dict):
            return _LOST
        wrong = [(what, remarks.get(name, "")) for name, right, what in facts if seen.get(name) is not right]
        return Mismatch(wrong[0][0], answers=False, remark=wrong[0][1]) if wrong else None

    return accept


_FROM_SEED = "draw the first weights from np.random.default_rng(seed)"

_OTHER_ORDER = (
    "the same seed gave another network after the same training: draw the order of the samples from the seed, too"
)

seeds = _facts(
    ("start", True, f"the same seed gave other first weights: {_FROM_SEED}"),
    ("again", True, _OTHER_ORDER),
    ("other", False, f"another seed gave the same network: {_FROM_SEED}"),
)

_FEW = f"fewer than {ACCURACY_LIMIT:.0%} of the digits that it has not been trained on are recognised"

digits = _facts(("recognised", True, _FEW))

_UNSTEADY = "the same call gave another answer the second time: predict and loss_and_grads must not change the network"

manners = _facts(
    ("arguments", True, "fit, predict or loss_and_grads changed images or targets: work on copies"),
    ("again", True, _UNSTEADY),
    ("results", True, "a later call changed an earlier result: return new arrays"),
    arguments="argument_changed",
    again="depends_on_earlier_calls",
    results="result_reused",
)
