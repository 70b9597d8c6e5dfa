"""How first weights and dropout are judged: by numbers of which right code draws none but with a probability
below 1e-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import DISTURBED, own_random_state
from autograder.worker.wire import Handle

from .cases import SEEDS
from .observing import CALLERS

# First weights.

VARIANCE_OFF, MEANS_OFF = 0.1, 6.5
"""How far the variance of 9600 weights may be from the right one, as a part of it, and their mean from 0, in its
own standard deviations.  A normal sample's variance is as far off with probability exp(-4800 (0.1 - log 1.1)) =
2e-10 at most, and its mean with 8e-11; a uniform sample's less.  The nearest of the wrong ones, 1 / fan_in or
1 / fan_out, are off by 0.17 at least.
"""


def start(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong with the params of new layers, three of them with the same seed, the same and another."""
    before = own_random_state(subject)
    seen = [_new(subject, exercise, case["made"] | {"seed": case["made"]["seed"] + more}) for more in (0, 0, 1)]
    for params, grads in seen:
        fault = _form("params", params, case["shapes"]) or _form("grads", grads, case["shapes"])
        if fault:
            return fault
    (first, grads), (again, _), (other, _) = seen
    if any(np.any(array) for array in grads.values()):
        return "grads must hold zeros until the first backward"
    if np.any(first["bias"]):
        return "the bias must start at 0"
    if compare.difference(first, again, 0.0):
        return "the same seed gave other weights the second time: draw them from np.random.default_rng(seed)"
    if not compare.difference(first["weights"], other["weights"], 0.0):
        return "another seed gave the same weights: draw them from np.random.default_rng(seed)"
    if case.get("by_default"):
        made = {name: value for name, value in case["made"].items() if name != "seed"}
        if compare.difference(first["weights"], _new(subject, exercise, made)[0]["weights"], 0.0):
            return "a seed that is left out must be 0"
    changed = compare.difference(before, own_random_state(subject), 0.0)
    return _spread(first["weights"], case["variance"]) or (DISTURBED if changed else "")


def _new(subject: Subject, exercise: str, made: Arguments) -> tuple[Any, Any]:
    layer = subject.keep(exercise, made)
    return subject.look(layer, "params"), subject.look(layer, "grads")


def _form(name: str, found: Any, shapes: dict[str, tuple[int, ...]]) -> str:
    if not isinstance(found, dict) or set(found) != set(shapes):
        return f"{name} must be a dict with the keys {sorted(shapes)}, not {compare.describe(found)}"
    for key, array in found.items():
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.shape != shapes[key]:
            wanted = f"an array of floats of the shape {shapes[key]}"
            return f"{name}[{key!r}] must be {wanted}, not {compare.describe(array)}"
    return ""


def _spread(weights: np.ndarray, variance: float) -> str:
    if len(np.unique(weights)) < weights.size:
        return "several weights are the same number: draw one for each"
    if not abs(np.mean(weights)) < MEANS_OFF * np.sqrt(variance / weights.size):
        return "the weights lie around another number than 0"
    share = np.var(weights) / variance
    if not abs(share - 1) < VARIANCE_OFF:
        return f"the variance of the weights is {share:.2g} times 2 / (fan_in + fan_out)"
    return ""


# Dropout.

OFF = 0.035
"""How far the share of numbers that are kept may be from 1 - rate, of 10,000: further only with probability
2 exp(-2 * 10000 * 0.035^2) = 5e-11, by Hoeffding's inequality.
"""

SHAPE = (100, 100)
FOUR = (2, 2, 50, 50)


def choices(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong with what one forward for training makes of numbers that are not 0."""
    rate, x = case["rate"], numbers(case["shape"])
    (output,) = _asked(subject, _made(subject, exercise, case), [("forward", {"x": x, "training": True})])
    if not isinstance(output, np.ndarray) or output.shape != x.shape or output.dtype.kind not in "iuf":
        return f"expected an array of the shape {x.shape}, not {compare.describe(output)}"
    kept = output != 0
    if compare.difference(np.where(kept, x / (1 - rate), 0.0), output.astype(float)):
        return "each number must become 0, or itself divided by 1 - rate"
    if not abs(kept.mean() - (1 - rate)) < OFF:
        return f"{kept.mean():.2f} of the numbers are kept, where the rate is {rate}: keep 1 - rate of them"
    return ""


def apart(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether each number is chosen by itself, and anew in each forward: at a rate of one half, two rows of 50 or more
    are alike with probability 1e-11 at most, and six numbers of zeros with 3e-13.
    """
    x = numbers(case["shape"])
    seen = _asked(
        subject, _made(subject, exercise, case | {"rate": 0.5}), [("forward", {"x": x, "training": True})] * 6
    )
    masks = [np.asarray(output) != 0 for output in seen]
    for axis in range(x.ndim):
        rows = np.moveaxis(masks[0], axis, 0).reshape(x.shape[axis], -1)
        if len({row.tobytes() for row in rows}) < len(rows):
            return "whole rows, columns or samples are dropped together: choose for each number by itself"
    if any(np.array_equal(masks[0], mask) for mask in masks[1:]):
        return "the choice was the same in another forward: make a new one each time"
    if len({int(mask.sum()) for mask in masks}) == 1:
        return "the same number of zeros each time: each number is dropped by chance, whatever becomes of the others"
    return ""


def back(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether backward follows the choice of the last forward."""
    x, grad = numbers(case["shape"]), numbers(case["shape"])[::-1].copy()
    steps = [("forward", {"x": x, "training": training}) for training in case["trainings"]]
    steps += [("backward", {"output_grad": grad}), ("backward", {"output_grad": -grad})]
    *_, output, first, second = _asked(subject, _made(subject, exercise, case), steps)
    factor = np.asarray(output) / x
    if not np.any(factor):
        return "no number is kept"
    for wanted, found in ((grad * factor, first), (-grad * factor, second)):
        if not isinstance(found, dict) or found.get("grads") != {}:
            return "grads must be an empty dict"
        if compare.difference(wanted, found["x"]):
            return "backward must multiply by the same zeros and the same 1 / (1 - rate) as the last forward"
    return ""


def seeded(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the choices follow from the seed, and from nothing else."""
    before, x = own_random_state(subject), numbers((20, 30))
    steps = [("forward", {"x": x, "training": True})] * 2
    same, again, other = (_made(subject, exercise, case | {"seed": case["seed"] + more}) for more in (0, 0, 1))
    # Two objects at once: what they choose must not depend on each other.
    first = _asked(subject, same, steps[:1])
    seen = _asked(subject, again, steps)
    first += _asked(subject, same, steps[:1])
    if compare.difference(first, seen, 0.0):
        return "the same seed made other choices the second time: draw them from np.random.default_rng(seed)"
    if not compare.difference(seen[0], _asked(subject, other, steps)[0], 0.0):
        return "another seed made the same choices: draw them from np.random.default_rng(seed)"
    return DISTURBED if compare.difference(before, own_random_state(subject), 0.0) else ""


def leaves_alone(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether x and output_grad stay as they were, and results stay what they are."""
    x, layer = numbers((4, 5)), _made(subject, exercise, case)
    steps = [("forward", {"x": x, "training": True}), ("backward", {"output_grad": x})]
    steps = [*steps, ("forward", {"x": 3 * x, "training": False}), ("backward", {"output_grad": 3 * x}), *steps]
    asked = {"params": {}, "steps": steps}
    callers = subject.define(CALLERS)
    after = subject.call("keeping_arguments", {"layer": layer} | asked, of=callers)
    if compare.difference([given for _, given in steps], [given for _, given in after], 0.0):
        return "a step changed an array that it was given: work on a copy of it"
    subject.call("session", {"layer": layer} | asked | {"how": "read_only"}, of=callers)
    fresh = _asked(subject, _made(subject, exercise, case), steps)
    kept = subject.call("keeping_results", {"layer": _made(subject, exercise, case)} | asked, of=callers)
    if compare.difference([each["x"] if isinstance(each, dict) else each for each in fresh], kept, 0.0):
        return "a later step changed an earlier result: return a new array each time"
    return ""


def _made(subject: Subject, exercise: str, case: Arguments) -> Handle:
    made: Handle = subject.keep(exercise, {"rate": case["rate"], "seed": case["seed"]})
    return made


def _asked(subject: Subject, layer: Handle, steps: list[Any]) -> list[Any]:
    found = subject.call("session", {"layer": layer, "params": {}, "steps": steps}, of=subject.define(CALLERS))
    return list(found)


def numbers(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers of which none is 0."""
    return 1 + np.arange(np.prod(shape), dtype=float).reshape(shape) % 97


RATES = (0.5, 0.2, 0.75)


def dropouts(**settings: Any) -> st.SearchStrategy[Arguments]:
    """Settings of Dropout, and the shape of x."""
    given = {"rate": st.sampled_from(RATES), "seed": SEEDS, "shape": st.just(SHAPE)}
    return st.fixed_dictionaries(given | {name: st.just(value) for name, value in settings.items()})


def code(exercise: str, case: Arguments) -> str:
    """A layer of these settings."""
    if "made" in case:
        return f"{exercise}({', '.join(f'{name}={value}' for name, value in case['made'].items())}).params"
    x = f"np.ones({case['shape']})"
    return f"{exercise}({case['rate']}, {case['seed']}).forward({x}, training=True)"
