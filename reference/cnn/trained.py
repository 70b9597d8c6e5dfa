"""What is right of a training: where the gradients lead, and the history of it.

That is first what the functions of network.py say; of a network that has other gradients, costs or
predictions, which is judged elsewhere, it is what its own say.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.course import Arguments, Case, Mismatch, compare

from . import network, trainings
from .network import Params
from .right import NO_ANSWER, TOLERANCE, compared, first, floats, form, listed


class Point(NamedTuple):
    """The params after an update, and there the costs and predictions of the training's samples and,
    if there are any, of those that it is validated with.
    """

    params: Params
    costs: Sequence[Any]
    predictions: Sequence[Any]


def _samples(case: Arguments) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(case["images"], case["targets"]), *filter(None, [case["validation"]])]


def _points(case: Arguments, params: Params, seen: dict[str, Any]) -> list[Point]:
    """The points of all trainings, an epoch each, all samples in one batch."""
    own = _own(case, seen.get("own"))
    if own:
        return own
    found: list[Point] = []
    for _ in range(case.get("trainings", 1)):
        batches = case["batches"]
        for each in itertools.islice(_updates(case, params), batches - 1, case["epochs"] * batches, batches):
            predictions = [network.predict(case["layers"], each, images) for images, _ in _samples(case)]
            pairs = zip(predictions, _samples(case), strict=True)
            costs = [network.cost_and_grad(case["cost"], one, targets)[0] for one, (_, targets) in pairs]
            found.append(Point(each, costs, predictions))
        params = found[-1].params
    return found


def _updates(case: Arguments, params: Params) -> Any:
    return network.updates(case, params) if "eta" in case else network.adam_updates(case, params)


def _own(case: Arguments, points: Any) -> list[Point]:
    """The points that a network's own gradients lead to; none where they lead nowhere."""
    if not isinstance(points, list) or not all(isinstance(each, dict) for each in points):
        return []
    if any(form("params", case, each.get("params")) or not _are_measures(case, each) for each in points):
        return []
    found = [Point(floats(each["params"]), *zip(*each["measures"], strict=True)) for each in points]
    count = case["epochs"] * case["batches"] * case.get("trainings", 1)
    moved = case.get("eta") == 0 or (found and compare.difference(case["params"], found[-1].params, 0.0))
    return found[case["batches"] - 1 :: case["batches"]] if moved and len(found) == count else []


def _are_measures(case: Arguments, point: dict[str, Any]) -> bool:
    measures, samples = point.get("measures"), _samples(case)
    if not isinstance(measures, list) or len(measures) != len(samples):
        return False
    pairs = zip(measures, samples, strict=True)
    return all(
        isinstance(each, list)
        and len(each) == 2
        and compare.is_number(each[0])
        and not compare.difference(targets, each[1], np.inf)
        for each, (_, targets) in pairs
    )


def _after(point: Point, case: Arguments, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params after the training are the right ones, and are what predictions are made
    with.
    """
    complaint = form("params", case, seen.get("after"))
    if complaint:
        return Mismatch(f"after fit, {complaint}")
    pairs = enumerate(zip(point.params, seen["after"], strict=True))
    changed = (compared(own, after, f"after fit, params[{number}]") for number, (own, after) in pairs)
    return first(*changed) or compared(point.predictions[0], seen.get("prediction"), "after fit, predict")


def trained(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the params are where the gradients lead."""
    return _after(_points(case, params, seen)[-1], case, seen)


def by_default(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """The same of changes so small that they hardly show beside the params."""
    point = _points(case, params, seen)[-1]
    wrong = _after(point, case, seen)
    if wrong:
        return wrong
    wanted, moved = (_changes(params, after) for after in (point.params, floats(seen["after"])))
    return compared(wanted, moved, "the change of params", 10 * TOLERANCE)


def _changes(before: Params, after: Params) -> Params:
    pairs = zip(before, after, strict=True)
    return [{name: new[name] - own[name] for name in own} for own, new in pairs]


def named(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether params are where the gradients lead, and errors are told of all samples."""
    return trained(case, params, seen) or errors(case, params, seen)


def in_company(case: Arguments, seen: Any) -> str:
    """What is wrong with trainings one behind the other, where the network says what it should before; empty if
    nothing is.
    """
    trainings = seen.get("trainings") if isinstance(seen, dict) else None
    complaint = form("params", case, seen.get("params") if isinstance(seen, dict) else None)
    if complaint or not isinstance(trainings, list) or len(trainings) != len(case["etas"]):
        return complaint or "the network was lost"
    params = floats(seen["params"])
    said, wanted = seen.get("answer"), list(network.loss_and_grads(case, params))
    predicted = network.predict(case["layers"], params, case["images"])
    if compare.difference([wanted, predicted], [listed(said), seen.get("prediction")], TOLERANCE):
        return ""  # which is judged elsewhere
    if case["cost"] != "mean_squared_error" and compare.difference(case["params"], params, 0.0):
        return ""  # with params of their own, predictions may come so near to 0 that guards against log(0) show
    for one, etas in zip(trainings, case["etas"], strict=True):
        alone = case | {"etas": etas}
        wrong = trained(alone, params, one) or errors(alone, params, one) or _accuracies(alone, params, one)
        if wrong:
            return wrong.what
        params = floats(one["after"])
    return ""


def _accuracies(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    return _in_history(_measured(case, _points(case, params, seen)), seen, _ACCURACIES)


def training(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """The same, and that copies of the scheduler have led there."""
    wrong = trained(case, params, seen)
    if not wrong and compare.difference(0, seen.get("scheduler")):
        used = "the scheduler that the network was given has been used itself"
        return Mismatch(f"{used}: make a copy of it for each array")
    return wrong


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


def large_batches(case: Case, seen: Any) -> Mismatch | None:
    """The same of samples that follow from a seed."""
    return batches(dataclasses.replace(case, arguments=trainings.of_pixels(case.arguments)), seen)


# Histories.

_WHICH = ("train", "val")
_ERRORS, _ACCURACIES = (tuple(f"{which}_{what}" for which in _WHICH) for what in ("error", "accuracy"))
_HISTORY = ("train_error", "train_accuracy", "val_error", "val_accuracy")

_PASSED = Mismatch(
    "fit let the KeyboardInterrupt of Ctrl-C pass: catch it, and return the history of the epochs that were complete",
    answers=False,
)


def _measured(case: Arguments, points: Sequence[Point]) -> dict[str, list[float]]:
    """The history at the end of these epochs."""
    history: dict[str, list[float]] = {name: [] for name in _HISTORY}
    for place, (which, (_, targets)) in enumerate(zip(_WHICH, _samples(case), strict=False)):
        history[f"{which}_error"] = [point.costs[place] for point in points]
        history[f"{which}_accuracy"] = [network.accuracy(point.predictions[place], targets) for point in points]
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
    return first(*(compared(wanted[name], seen["history"][name], f"{what}history[{name!r}]") for name in names))


def _lengths(wanted: dict[str, Any], seen: dict[str, Any]) -> Mismatch | None:
    lengths = {name: len(values) for name, values in wanted.items()}
    found = {"history": {name: len(values) for name, values in seen["history"].items()}}
    return _in_history(lengths, found, lengths, "the number of values in ")


def errors(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history has the errors at the end of each epoch of the last training, and a bar was
    shown.
    """
    wrong = _no_history(seen)
    if wrong:
        return wrong
    measured = _measured(case, _points(case, params, seen)[-case["epochs"] :])
    return _lengths(measured, seen) or _in_history(measured, seen, _ERRORS)


def measures(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the history of a network that does not change has its accuracies, and errors that are
    costs without the penalty.
    """
    if "answer" in seen:
        return NO_ANSWER
    wrong = _no_history(seen)
    points = _points(case, params, seen)
    afterwards = compared(points[-1].costs[0], seen.get("cost"), "after fit, the cost of loss_and_grads")
    return wrong or _in_history(_measured(case, points), seen, _ACCURACIES + _ERRORS) or afterwards


def interruption(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the epochs before an interruption are kept.  Of one that is not measured to its end the
    history may have what was measured.
    """
    wrong = _no_history(seen)
    if wrong:
        return wrong
    each_batch = case | {"epochs": case["epochs"] * case["batches"], "batches": 1}
    points = [_beginning(case, params), *_points(each_batch, params, seen)]
    number = case["patience"] // sum(map(len, params))  # of batches
    ends = [number] if not case["later"] else [number, number - case["batches"]]
    complete = [end // case["batches"] for end in ends]
    measured = _measured(case, points[case["batches"] :: case["batches"]])
    found = [_kept(measured, seen, count, complete) for count in complete]
    return (found[0] if all(found) else None) or _after_one_of([points[end] for end in ends], case, seen)


def _beginning(case: Arguments, params: Params) -> Point:
    predictions = [network.predict(case["layers"], params, images) for images, _ in _samples(case)]
    return Point(params, [0.0] * len(predictions), predictions)


def _kept(
    measured: dict[str, list[float]], seen: dict[str, Any], count: int, complete: Sequence[int]
) -> Mismatch | None:
    """Whether the history has the numbers of so many epochs, or in part of one more."""
    names = ("train_error", "train_accuracy")
    if {len(seen["history"][name]) for name in names} <= set(complete):
        return _in_history({name: measured[name][: len(seen["history"][name])] for name in names}, seen, names)
    return _lengths({name: measured[name][:count] for name in names}, seen)


def _after_one_of(points: Sequence[Point], case: Arguments, seen: dict[str, Any]) -> Mismatch | None:
    found = [_after(point, case, seen) for point in points]
    return found[0] if all(found) else None


def shows(_case: Case, seen: Any) -> Mismatch | None:
    """Whether a training shows how far it is."""
    shown = isinstance(seen, dict) and seen.get("shown") is True
    what = "fit shows no progress while it trains: put tqdm around the loop over the epochs"
    return None if shown else Mismatch(what, answers=False)


def of_many(part: str, case: Arguments, seen: Any) -> str:
    """What is wrong with a part of what is said of many samples; empty if nothing is."""
    if not isinstance(seen, dict):
        return "the network was lost"
    predicted, params = seen.get("prediction"), seen.get("params")
    complaint = form("params", case, params)
    if complaint:
        return complaint
    case = case | {"params": floats(params)}
    right = network.predict(case["layers"], case["params"], case["images"])
    if part == "predict":
        wrong = compared(right, predicted, "predict")
    else:
        own = right if compare.difference(right, predicted, np.inf) else predicted
        wrong = _of_many(part, case, own, seen)
    return wrong.what if wrong else ""


def _of_many(part: str, case: Arguments, own: np.ndarray, seen: dict[str, Any]) -> Mismatch | None:
    found = seen.get("answer")
    if not isinstance(found, tuple | list) or len(found) != 2:
        return NO_ANSWER
    if part == "loss_and_grads":
        cost, grads = network.loss_and_grads(case, case["params"])
        return compared([cost, grads], list(found), "loss_and_grads", 10 * TOLERANCE)
    measured = {"history": seen.get("history")}
    accuracy = network.accuracy(own, case["targets"])
    # The network is validated with the same samples, in another order.
    wanted = {
        f"{which}_{what}": [value] for which in _WHICH for what, value in (("error", found[0]), ("accuracy", accuracy))
    }
    return _no_history(measured) or _in_history(wanted, measured, wanted) or _of_one_batch(found[1], seen.get("batch"))


def _of_one_batch(grads: Any, seen: Any) -> Mismatch | None:
    """Whether the gradients that schedulers got for all samples in one batch, in whatever order, are those of
    loss_and_grads.
    """
    wanted = [value for own in grads for value in own.values()] if isinstance(grads, list) else []
    pair = (sorted(each if isinstance(each, list) else [], key=np.ndim) for each in (wanted, seen))
    return compared(*pair, "the gradients of a batch of some thousand samples", 10 * TOLERANCE)
