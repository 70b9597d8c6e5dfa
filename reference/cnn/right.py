"""What is right of a network with given params, computed by the functions of network.py.

How the weights are drawn first is free, so no answer can be compared with the solution's, unless
the params of a case could be put in their place.  What is right of a training is in trained.py.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.course import Accept, Arguments, Case, Mismatch, compare

from . import network
from .cases import nearest
from .network import Params

TOLERANCE = 1e-5
"""Of the largest value: guards against log(0) and in Adam differ from one right network to another,
and matter this much.
"""

SLOPE_TOLERANCE = 1e-4
"""The same where the slopes of a network's own predictions were measured."""

GUARDED_TOLERANCE = 1e-3
"""The same where predictions are so small that guards show."""

EXACT = 1e-9
"""The same where nothing but rounding may differ."""

ACCURACY_LIMIT = 0.85
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
            return LOST
        wrong = judged(right, case.arguments, seen)
        # Answers for other params than the solution's cannot be laid side by side with its own.
        own = {"params", "slopes", "own"} & set(seen)
        return dataclasses.replace(wrong, answers=wrong.answers and not own) if wrong else None

    return accept


def judged(right: Right, case: Arguments, seen: dict[str, Any]) -> Mismatch | None:
    """What is wrong with what was seen of a case."""
    params = seen.get("params", case["params"])
    complaint = form("params", case, params)
    if complaint and "prediction" not in seen and not _leads_somewhere(seen.get("slopes")):
        return Mismatch(complaint)
    with np.errstate(all="ignore"):  # a student's params can be huge
        return right(case, case["params"] if complaint else floats(params), seen)


def is_right(right: Right, case: Arguments, seen: dict[str, Any]) -> bool:
    """Whether nothing is wrong with what was seen of a case."""
    return judged(right, case, seen) is None


LOST = Mismatch("the network was lost", answers=False)
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


def compared(
    expected: Any, returned: Any, what: str = "", tolerance: float = TOLERANCE, way: compare.Place = ()
) -> Mismatch | None:
    """The mismatch of two values, ``what`` being their name, and ``way`` where the second stands in what was seen."""
    with np.errstate(all="ignore"):
        found = compare.difference(expected, returned, tolerance)
    if found is None:
        return None
    wrong = tuple((*way, *place) for place in found.wrong) if way and returned is not None else ()
    return Mismatch(f"{what}{found.where}: {found.what}", wrong=wrong)


def listed(answer: Any) -> Any:
    """An answer as a list, if it has several parts."""
    return list(answer) if isinstance(answer, tuple | list) else answer


def first(*found: Mismatch | None) -> Mismatch | None:
    """The first thing that is wrong."""
    return next((mismatch for mismatch in found if mismatch), None)


# Predictions, costs and gradients.


def prediction(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the prediction is that of the params."""
    complaint = form("params", case, seen.get("params", params))
    if complaint:
        return Mismatch(complaint)
    wanted = network.predict(case["layers"], params, case["images"])
    return compared(wanted, seen.get("prediction"), "predict", way=("prediction",))


NO_ANSWER = Mismatch("loss_and_grads must return a tuple of two: the cost and the list of gradients")


def is_guarded(case: Arguments, seen: Any) -> bool:
    """Whether the cost depends on how log(0) is avoided."""
    params = seen.get("params", case["params"])
    if case["cost"] == "mean_squared_error" or form("params", case, params):
        return False
    with np.errstate(all="ignore"):
        predicted = network.predict(case["layers"], floats(params), case["images"])
    return nearest(case["cost"], predicted, case["targets"]) < 1e-4


def loss(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the cost is that of the prediction: the network's own, where that is judged elsewhere."""
    if "answer" in seen:
        return NO_ANSWER
    if is_guarded(case, seen):
        judged_elsewhere = seen.get("loss") == "large" or "prediction" in seen
        return None if judged_elsewhere else Mismatch("where a prediction is 0, the cost must be large, but finite")
    predicted = network.predict(case["layers"], params, case["images"])
    own = seen.get("prediction")
    predicted = predicted if own is None or compare.difference(predicted, own, np.inf) else own.astype(float)
    wanted = network.cost_and_grad(case["cost"], predicted, case["targets"])[0]
    return compared(wanted, seen.get("loss"), "the cost", way=("loss",))


_BY_OWN_PREDICTIONS = "by the slopes of your own predictions, which are not right yet (mend predict first), grads"


def shares(*names: str, means: bool = False) -> Right:
    """The gradients of these arrays are right, or all of them so many times too large as there are
    samples: that mistake is judged where they must be ``means``.
    """

    def right(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
        if _leads_somewhere(seen.get("slopes")) and "answer" not in seen:
            return compared(seen["slopes"], seen.get("grads"), _BY_OWN_PREDICTIONS, SLOPE_TOLERANCE)
        wrong = no_grads(case, seen)
        if wrong:
            return wrong
        factors = (1,) if means else (1, len(case["images"]))
        found = [_off(case, params, seen, names, factor) for factor in factors]
        return found[0] if all(found) else None

    return right


grads = shares("weights", "bias", means=True)


def loss_and_grads(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Both parts of the answer."""
    return loss(case, params, seen) or grads(case, params, seen)


def nearly(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """The same where guards against log(0) that are small, but not very small, take some digits."""
    wrong = no_grads(case, seen)
    wanted, answer = network.loss_and_grads(case, params), [seen.get("loss"), seen.get("grads")]
    return wrong or compared(list(wanted), answer, "loss_and_grads", GUARDED_TOLERANCE)


def no_grads(case: Arguments, seen: dict[str, Any]) -> Mismatch | None:
    """What is wrong with the form of the answer of loss_and_grads."""
    if "answer" in seen:
        return NO_ANSWER
    complaint = form("grads", case, seen.get("grads"))
    return Mismatch(complaint) if complaint else None


def _leads_somewhere(slopes: Any) -> bool:
    """Whether slopes could be measured, and are not all zero."""
    arrays = [value for own in slopes for value in own.values()] if isinstance(slopes, list) else []
    return bool(arrays) and all(np.isfinite(one).all() for one in arrays) and any(one.any() for one in arrays)


def _off(case: Arguments, params: Params, seen: dict[str, Any], names: Sequence[str], factor: int) -> Mismatch | None:
    """What is wrong if the gradients should be the right ones times a factor."""
    wanted = network.loss_and_grads(case, params)[1]
    return first(
        *(
            compared(
                factor * right[name],
                seen["grads"][number][name],
                f"grads[{number}][{name!r}]",
                way=("grads", number, name),
            )
            for number, right in enumerate(wanted)
            for name in names
        )
    )


def flat_at_zero(case: Arguments, _params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the gradients where sums are 0 are those where they are hardly below, and hardly above those
    where they are clearly above.
    """
    wrong = no_grads(case, seen)
    if wrong or not seen["grads"][-1]["weights"].shape or not np.any(seen["grads"][-1]["bias"]):
        return wrong or Mismatch("all gradients are 0")
    below = compared(seen.get("below"), seen["grads"], "compared with sums just below 0, grads")
    return below or compared(seen.get("far above"), seen.get("above"), "compared with sums of 1e-6, at 1e-12 the grads")


FORMS = (
    "prediction",
    "given by keyword",
    "float32",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "in Fortran's order",
    "a view",
    "read-only",
)
"""What driver.py calls the forms of images, and the prediction for them as they are."""


def in_forms(case: Arguments, seen: Any) -> str:
    """What is wrong with answers to the same numbers in several forms; empty if nothing is."""
    if not isinstance(seen, dict) or not set(FORMS) <= set(seen):
        return "the network was lost"
    if not all(isinstance(each, list) and len(each) > 1 for each in seen.values()):
        return "the network was lost"
    for name, (plain, other, *predictions) in seen.items():
        tolerance = TOLERANCE if name == "float32" else EXACT
        elsewhere = len(predictions) == 2 and compare.difference(*predictions, tolerance)  # it is judged there
        if not elsewhere and compare.difference(plain, other, tolerance):
            return f"images that are {name} get another answer than the same numbers as plain floats"
    return _rounded(case, *(seen.get(name, [None])[0] for name in ("prediction", "a view")))


def _rounded(case: Arguments, own: Any, answer: Any) -> str:
    """Whether answers that are right are right to all digits; those of gradients where predictions are."""
    wanted: Any = network.predict(case["layers"], case["params"], case["images"])
    if "targets" in case:
        if compare.difference(wanted, own, EXACT):
            return ""
        wanted = network.loss_and_grads(case, case["params"])
    near, far = (compare.difference(wanted, answer, tolerance) for tolerance in (TOLERANCE, EXACT))
    return "answers are right to a few digits only: compute with float64 throughout" if far and not near else ""


def built_in_forms(seen: Any) -> str:
    """What is wrong with the second of two networks that should be the same; empty if nothing is."""
    if not isinstance(seen, dict):
        return "the network was lost"
    found = [seen.get("params"), seen.get("predictions")]
    if not all(isinstance(each, list) and len(each) == 2 for each in found):
        return "the network was lost"
    params, predictions = found
    what = "another network comes of arguments by keyword, lists for pairs and whole numbers of NumPy's"
    if compare.difference(*params, np.inf):
        return what
    same = not compare.difference(*params, 0.0)  # other first weights are judged elsewhere
    return what if same and compare.difference(*predictions, TOLERANCE) else ""


def after_refusals(case: Arguments, seen: Any) -> str:
    """What is wrong with the second of two networks that should be alike but for their first weights, where nothing is
    wrong with the first; empty if nothing is.
    """
    if isinstance(seen, dict) and seen.get("elsewhere") is True:
        return ""
    if not isinstance(seen, list) or len(seen) != 2:
        return "the network was lost"
    plain, other = (_own_prediction(case, each) for each in seen)
    return "" if plain or not other else f"after calls that were refused, {other}"


def _own_prediction(case: Arguments, seen: Any) -> str:
    """What is wrong with params, or with predictions by them."""
    params = seen.get("params") if isinstance(seen, dict) else None
    wrong = form("params", case, params) or prediction(case, floats(params), seen)
    return wrong.what if isinstance(wrong, Mismatch) else wrong or ""


def classes(case: Arguments, params: Params, seen: dict[str, Any]) -> Mismatch | None:
    """Whether the classes are those of the network's own predictions, without and with the threshold."""
    own = seen.get("prediction")
    wrong = compared(network.predict(case["layers"], params, case["images"]), own, "predict", np.inf)
    if wrong:
        return wrong
    wanted = [network.classes(np.asarray(own, float), threshold) for threshold in (0.5, *2 * [case["threshold"]])]
    return compared(wanted, seen.get("classes"), "predict_classes")


_NUMBER, _WORD = re.compile(r"-?\d+"), re.compile(r"[^\W\d_]+")

_KINDS = {"add_output": "add_dense"}
"""An output is a dense layer, too, and may be named so."""


def summary(case: Arguments, seen: Any) -> str:
    """What is wrong with a summary; empty if nothing is."""
    texts = seen.get("texts") if isinstance(seen, dict) else None
    if not isinstance(texts, list) or len(texts) < 2 or not all(isinstance(text, str) for text in texts):
        return "summary must return a text"
    complaints = [_not_told(case, text.splitlines()) for text in texts]
    if any(complaints):
        return next(filter(None, complaints))
    if seen.get("drawn") is not False:
        return "after a summary, the same seed gives other weights: it must not draw any random numbers"
    return "" if seen.get("refused") is True else "summary must raise ValueError while the images' shape is not known"


def _not_told(case: Arguments, lines: list[str]) -> str:
    """Which layer's line or name, or the sum, is missing in a table; empty if none is."""
    left, names = iter(lines), dict[str, str]()
    rows = network.rows(case["layers"], case["images"].shape[1:])
    counts = [sum(math.prod(shape) for shape in own.values()) for own, _ in rows]
    others = {count for count in counts if count > len(rows)}  # smaller numbers may be those of the layers
    for number, ((method, *_), (_, shape), count) in enumerate(zip(case["layers"], rows, counts, strict=True)):
        line = next((line for line in left if _tells(line, shape, count, others)), None)
        if line is None:
            return f"summary has no line with the output shape {shape} and the {count} params of layer {number}"
        names.setdefault(_KINDS.get(method, method), " ".join(_WORD.findall(line)))
    if any(one == other for one, other in itertools.combinations(names.values(), 2)):
        return "summary does not name the layers: those of different kinds have the same words in their lines"
    total = sum(counts)
    return "" if any(_tells(line, (), total, set()) for line in left) else f"summary does not end with the sum, {total}"


def _tells(line: str, shape: tuple[int, ...], count: int, others: set[int]) -> bool:
    """Whether a line has the numbers of a shape side by side, and another number that is the count; in the place of
    0 a dash may stand, but no count of another layer.
    """
    for text in (line, re.sub(r"(?<=\d)[,_' ](?=\d{3}\b)", "", line)):  # which may separate thousands
        numbers = [int(number) for number in _NUMBER.findall(text)]
        for start in range(len(numbers) - len(shape) + 1):
            rest = numbers[:start] + numbers[start + len(shape) :]
            if numbers[start : start + len(shape)] == list(shape) and (
                count in rest or (not count and others.isdisjoint(rest))
            ):
                return True
    return False


def start(case: Arguments, seen: Any) -> str:
    """What is wrong with the params that a network begins with; empty if nothing is."""
    if not isinstance(seen, dict) or seen.get("before") != []:
        return "params must be an empty list until the network is used for the first time"
    complaint = form("params", case, seen.get("params"))
    if complaint:
        return complaint
    if compare.difference(seen["params"], seen.get("after"), 0.0):
        return "the params are others after the second use: draw them once, at the first use"
    prediction = seen.get("prediction")
    nothing = isinstance(prediction, np.ndarray) and not prediction.any()
    return "nothing comes out of the network" if nothing else ""


def start_values(case: Arguments, seen: Any) -> str:
    """What is wrong with the numbers that a network begins with; empty if nothing is."""
    params = seen.get("params") if isinstance(seen, dict) else None
    complaint = form("params", case, params)
    if complaint:
        return complaint
    for number, own in enumerate(params):
        weights = own["weights"]
        # Those of a rotation, which is a usual start, may come twice.
        if weights.dtype.kind != "f" or 2 * len(np.unique(weights)) <= weights.size or np.abs(weights).max() > 10:
            return f"params[{number}]['weights'] must be small random numbers, each another one"
        if np.abs(own["bias"]).max() > 1:
            return f"params[{number}]['bias'] must start at zero"
    return ""


def start_biases(case: Arguments, seen: Any) -> str:
    """Which biases do not begin at zero; empty if all do."""
    params = seen.get("params") if isinstance(seen, dict) else None
    complaint = form("params", case, params)
    if complaint:
        return complaint
    wrong = [number for number, own in enumerate(params) if own["bias"].any()]
    return f"params[{wrong[0]}]['bias'] must start at zero" if wrong else ""


def start_apart(case: Arguments, seen: Any) -> str:
    """Which weights of the same shape begin with the same numbers, or some times as large ones; empty if
    none do.
    """
    params = seen.get("params") if isinstance(seen, dict) else None
    complaint = form("params", case, params)
    if complaint:
        return complaint
    scaled = [own["weights"] / max(np.abs(own["weights"]).max(), 1e-300) for own in params]
    for (first, one), (second, other) in itertools.combinations(enumerate(scaled), 2):
        if not compare.difference(one, other, EXACT):
            both = f"params[{first}]['weights'] and params[{second}]['weights'] are the same random numbers"
            return f"{both}: draw all weights from one generator"
    return ""


TYPES_OF_TARGETS = ("uint8", "int8", "uint16", "int64", "uint64")
"""What driver.py calls them."""


def targets_in_forms(seen: Any) -> str:
    """Which types of targets get another answer than plain floats; empty if none do."""
    if not isinstance(seen, dict) or set(seen) != {*TYPES_OF_TARGETS}:
        return "the network was lost"
    if not all(isinstance(each, list) and len(each) == 2 for each in seen.values()):
        return "the network was lost"
    wrong = [name for name, pair in seen.items() if compare.difference(*pair, EXACT)]
    return f"targets of the type {wrong[0]} get another answer than the same numbers as plain floats" if wrong else ""


def facts(*facts: tuple[str, bool, str], **remarks: str) -> Accept:
    """Each fact of this name is so or not; if it is not, there are words for it, and perhaps a remark."""

    def accept(_case: Case, seen: Any) -> Mismatch | None:
        if not isinstance(seen, dict):
            return LOST
        wrong = [(what, remarks.get(name, "")) for name, right, what in facts if seen.get(name) is not right]
        return Mismatch(wrong[0][0], answers=False, remark=wrong[0][1]) if wrong else None

    return accept


def faultless(_case: Case, seen: Any) -> Mismatch | None:
    """Accepts an observation in which no ``fault`` was found."""
    fault = seen.get("fault") if isinstance(seen, dict) else "the network was lost"
    return Mismatch(str(fault), answers=False) if fault != "" else None


_GLOBAL = "NumPy's own generator has been used or set: draw all random numbers from np.random.default_rng(seed)"
_FROM_SEED = "draw the first weights from np.random.default_rng(seed)"
_OF_ITS_OWN = "keep the generator on the network, and not where all networks share it"
_OTHER_ORDER = (
    "the same seed gave another network after the same training: draw the order of the samples from the seed, too"
)

first_weights = facts(
    ("same", True, f"the same seed gave other first weights: {_FROM_SEED}"),
    ("beside", True, f"with another network made in between, the same seed gave other first weights: {_OF_ITS_OWN}"),
    ("other", False, f"another seed gave the same network: {_FROM_SEED}"),
    ("far", False, f"two seeds that are far apart gave the same network: {_FROM_SEED}"),
    ("untouched", True, _GLOBAL),
)

seeds = facts(
    ("same", True, _OTHER_ORDER),
    ("alike", False, "another seed drops the same values: dropout must draw from the seed of the network"),
    ("beside", True, f"a network that was trained in between changes the training of another one: {_OF_ITS_OWN}"),
    ("untouched", True, _GLOBAL),
)

given_schedulers = facts(
    ("own", True, "arrays of one shape share a scheduler: each array needs a copy of its own"),
    ("whole", True, "arrays share what their schedulers keep in a list: use copy.deepcopy, not copy.copy"),
    (
        "as_it_is",
        True,
        "settings that the scheduler is given before a training do not count: copy it when that begins",
    ),
)

false_scheduler = facts(
    ("empty", True, "a scheduler that is false, as one with a length of 0, is not used: compare with None"),
)

own_schedulers = facts(
    ("own", True, "a layer that is given a scheduler is not moved by it, weights and bias each by a copy of its own"),
    ("others", True, "a layer that is given no scheduler is not moved by the network's, where another one has its own"),
)

finite = facts(
    (
        "finite",
        True,
        "where a prediction is below 0 or above 1, the cost must be finite, too: log is not defined there",
    ),
    ("endless", False, "where a prediction is exactly 0 or 1, the gradients must be finite, too: guard the division"),
)

pieces = facts(
    (
        "bounded",
        True,
        "eight times as many images need several times the memory: let them go through the network in pieces",
    ),
)

trainings_apart = facts(
    ("again", True, "after a training that Ctrl-C ended, the next one does not go through all of its epochs"),
    ("kept", True, "a later training has changed the history that an earlier one returned: make new lists each time"),
    ("nothing", True, "a training of 0 epochs changes the params, or has a history that is not empty"),
    ("raised", True, "an error of the scheduler's is kept back: catch KeyboardInterrupt alone"),
    ("apart", True, "a training is another one after a training with other samples or settings: keep none of them"),
)

_FEW = f"fewer than {ACCURACY_LIMIT:.0%} of the digits that it has not been trained on are recognised"

digits = facts(("recognised", True, _FEW))

_UNSTEADY = "the same call gave another answer the second time: predict and loss_and_grads must not change the network"

manners = facts(
    ("arguments", True, "images or targets have been changed: work on copies"),
    ("again", True, _UNSTEADY),
    ("results", True, "a later call changed an earlier result: return new arrays"),
    (
        "overwritten",
        True,
        "images that were overwritten in place got the answer of the old ones: keep nothing by which array it is",
    ),
    arguments="argument_changed",
    again="depends_on_earlier_calls",
    results="result_reused",
)

polite = facts(("arguments", True, "fit has changed images or targets: work on copies"), arguments="argument_changed")
