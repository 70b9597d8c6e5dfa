"""How first weights and dropout are judged: by numbers of which right code draws none but with a probability
below 1e-9.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import DISTURBED, FAR, own_random_state
from autograder.worker.wire import Handle

from .cases import SEEDS, Plan
from .observing import CALLERS

# First weights.

VARIANCE_OFF, MEANS_OFF = 0.1, 6.5
"""How far the variance of 9600 weights or more may be from the right one, as a part of it, and their mean from 0, in
its own standard deviations.  A normal sample's variance is as far off with probability exp(-4800 (0.1 - log 1.1)) =
2e-10 at most, and its mean with 8e-11; a uniform sample's less.  The nearest of the wrong ones, 1 / fan_in or
1 / fan_out, are off by 0.17 at least.
"""

WEIGHTS = 9600

FEW, FEW_OFF = 2000, 0.25
"""So many weights are drawn of layers that have hardly any, and so far off may their variance be: with probability
exp(-1000 (0.25 - log 1.25)) = 2e-12 it is.  Who counts the bias as an input is off by a third where there is one.
"""

ALIKE = 0.01
"""So large a part of the weights may be the same number as another one: of 9600 numbers with 24 bits a few are."""


def starts(plan: Plan, other: Plan | None = None) -> st.SearchStrategy[Arguments]:
    """New layers of the size of a plan, and then of another one with as many weights and the same seeds."""

    def case(plan: Plan, seed: int) -> Arguments:
        inputs, outputs, *kernel = plan.params["weights"]
        variance = 2 / ((inputs + outputs) * int(np.prod(kernel)))
        return {"made": plan.made | {"seed": seed}, "shapes": plan.params, "variance": variance}

    return st.builds(lambda seed: case(plan, seed) | ({"other": case(other, seed)} if other else {}), SEEDS)


def from_zero(case: Arguments) -> Arguments:
    """The case with the seed 0, which the layers with kernels have by default."""
    return case | {"made": case["made"] | {"seed": 0}, "by_default": "kernel_size" in case["made"]}


def start(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong with the params of new layers, with the same seed, the same and others, near and far."""
    before, seed = own_random_state(subject), case["made"]["seed"]
    seen = [_new(subject, exercise, case["made"] | {"seed": seed + more}) for more in (0, 0, 1, *FAR)]
    for params, grads in seen:
        fault = _form("params", params, case["shapes"]) or _form("grads", grads, case["shapes"])
        if fault:
            return fault
    (first, grads), (again, _), (other, _), *far = seen
    if any(np.any(array) for array in grads.values()):
        return "grads must hold zeros until the first backward"
    if np.any(first["bias"]):
        return "the bias must start at 0"
    if compare.difference(first, again, 0.0):
        return "the same seed gave other weights the second time: draw them from np.random.default_rng(seed)"
    if not compare.difference(first["weights"], other["weights"], 0.0):
        return "another seed gave the same weights: draw them from np.random.default_rng(seed)"
    if any(not compare.difference(first["weights"], params["weights"], 0.0) for params, _ in far):
        return "two seeds that are far apart gave the same weights: all of a seed counts"
    if case.get("by_default"):
        made = {name: value for name, value in case["made"].items() if name != "seed"}
        if compare.difference(first["weights"], _new(subject, exercise, made)[0]["weights"], 0.0):
            return "a seed that is left out must be 0"
    changed = compare.difference(before, own_random_state(subject), 0.0)
    fault = _spread(_enough(subject, exercise, case), case["variance"])
    if not fault and "other" in case:
        fault = _spread(_enough(subject, exercise, case["other"]), case["other"]["variance"])
    return fault or (DISTURBED if changed else "")


def _enough(subject: Subject, exercise: str, case: Arguments) -> np.ndarray:
    """So many weights that they tell their variance, of as many layers as that takes."""
    each = int(np.prod(case["shapes"]["weights"]))
    seeds = [case["made"]["seed"] + more for more in range(-(-(FEW if each < 16 else WEIGHTS) // each))]
    given = {"layer": subject.keep(exercise, case["made"]), "made": case["made"], "seeds": seeds}
    return np.array(subject.call("weights_of", given, of=subject.define(CALLERS)))


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
    if len(np.unique(weights)) < (1 - ALIKE) * weights.size:
        return "several weights are the same number: draw one for each"
    if not abs(np.mean(weights)) < MEANS_OFF * np.sqrt(variance / weights.size):
        return "the weights lie around another number than 0"
    share = np.var(weights) / variance
    if not abs(share - 1) < (VARIANCE_OFF if weights.size >= WEIGHTS else FEW_OFF):
        return f"the variance of the weights is {share:.2g} times 2 / (fan_in + fan_out)"
    return ""


# Dropout.

CHANCE = 24.0


def unlikely(kept: float, share: float, count: int) -> bool:
    """Whether so large or so small a part of so many numbers is kept with probability 2 exp(-24) = 8e-11 at most, by
    Chernoff's bound, where each number is kept with the probability share.
    """
    parts = [(found, right) for found, right in ((kept, share), (1 - kept, 1 - share)) if found > 0]
    if any(right <= 0 for _, right in parts):
        return True
    return count * sum(found * math.log(found / right) for found, right in parts) > CHANCE


SHAPE = (100, 100)
FOUR = (2, 2, 50, 50)


def choices(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong with what one forward for training makes of numbers that are not 0."""
    rate, x = case["rate"], numbers(case["shape"])
    (output,) = _asked(subject, _made(subject, exercise, case), [("forward", {"x": x, "training": True})])
    return _chosen(output, x, rate)


def _chosen(output: Any, x: np.ndarray, rate: float) -> str:
    """What is wrong with what a forward for training has made of x."""
    if not isinstance(output, np.ndarray) or output.shape != x.shape or output.dtype.kind not in "iuf":
        return f"expected an array of the shape {x.shape}, not {compare.describe(output)}"
    kept = output != 0
    if compare.difference(np.where(kept, x / (1 - rate), 0.0), output.astype(float)):
        return "each number must become 0, or itself divided by 1 - rate"
    if unlikely(float(kept.mean()), 1 - rate, x.size):
        return f"{kept.mean():.4g} of the numbers are kept, where the rate is {rate}: keep 1 - rate of them"
    return ""


def apart(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether each number is chosen by itself, and anew in each forward, also of a smaller batch: at a rate of one
    half, two rows of 50 or more are alike with probability 1e-11 at most, and six numbers of zeros with 3e-13.
    """
    x = numbers(case["shape"])
    half = x[: -(-len(x) // 2)]
    steps = [("forward", {"x": each, "training": True}) for each in (x, x, half, x, half, x, x, x)]
    seen = _asked(subject, _made(subject, exercise, case | {"rate": 0.5}), steps)
    every = [np.asarray(output) != 0 for output in seen]
    masks = [mask for mask in every if len(mask) == len(x)]
    for axis in range(x.ndim):
        rows = np.moveaxis(masks[0], axis, 0).reshape(x.shape[axis], -1)
        if len({row.tobytes() for row in rows}) < len(rows):
            return "whole rows, columns or samples are dropped together: choose for each number by itself"
    if len({mask[: len(half)].tobytes() for mask in every}) < len(every):
        return "the choice was the same in another forward: make a new one each time, for a smaller batch as well"
    if len({int(mask.sum()) for mask in masks}) == 1:
        return "the same number of zeros each time: each number is dropped by chance, whatever becomes of the others"
    # Another object of the same seed, which may drop the same numbers, but more of them.
    more = _made(subject, exercise, case | {"rate": 0.9})
    fault = _chosen(_asked(subject, more, steps[:1])[0], x, 0.9)
    return fault or (_alone(subject, exercise, case) if x.ndim == 2 else "")


ALONE = 400
"""So many choices are made for one number alone.  Who chooses once more where nothing is kept keeps it in 0.75 of them
and not in a half, which is unlikely from 0.68 on.
"""


def _alone(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong with the choices for one number alone, which is kept as often as others are."""
    steps = [("forward", {"x": np.ones((1, 1)), "training": True})] * ALONE
    outputs = _asked(subject, _made(subject, exercise, case | {"rate": 0.5}), steps)
    kept = float(np.mean([bool(np.any(output)) for output in outputs]))
    if unlikely(kept, 0.5, ALONE):
        return (
            f"a number alone is kept in {kept:.2g} of all forwards, where the rate is 0.5: choose once, whatever comes"
        )
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
    return _back_at_zeros(subject, exercise, case) if case["trainings"] == (True,) else ""


def _back_at_zeros(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether numbers that are 0 themselves are kept as often as others, which shows on the way back alone."""
    x, grad = numbers(SHAPE) * (np.arange(SHAPE[1]) % 2), numbers(SHAPE)
    steps = [("forward", {"x": x, "training": True}), ("backward", {"output_grad": grad})]
    _, seen = _asked(subject, _made(subject, exercise, case), steps)
    if _chosen(seen["x"], grad, case["rate"]):
        return "numbers that are 0 themselves are kept as others are: remember the choice, it cannot be seen afterwards"
    return ""


def in_form(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether all is the same where arguments come in another form, and settings by their names."""
    form, rate = case["form"], case["rate"]
    x = numbers(case["shape"]).astype(case.get("type", float))
    steps = [("forward", {"x": x, "training": True}), ("backward", {"output_grad": x})] * 2
    layer, callers = _made(subject, exercise, case), subject.define(CALLERS)
    if form == "keywords":
        made = {"rate": rate, "seed": case["seed"]}
        seen = subject.call("by_keyword", {"layer": layer, "made": made, "params": {}, "steps": steps}, of=callers)
    else:
        seen = subject.call("session", {"layer": layer, "params": {}, "steps": steps, "how": form}, of=callers)
    for output, back in zip(seen[::2], seen[1::2], strict=True):
        fault = _chosen(output, x, rate)
        if not fault and compare.difference(output.astype(float), back["x"]):
            fault = "backward must multiply by the same zeros and the same 1 / (1 - rate) as the last forward"
        if fault:
            return f"{FORMS[form]}: {fault}"
    return ""


FORMS = {
    "memory_order": "where x lies otherwise in memory",
    "number_types": "where x holds whole numbers",
    "keywords": "where arguments come by their names",
}
"""What is said of a case that is wrong in one of its forms."""


def forms() -> tuple[st.SearchStrategy[Arguments], ...]:
    """Settings of Dropout, and a form for x."""
    whole = ({"form": "number_types", "type": width} for width in (np.int8, np.uint8, np.int32, np.int64))
    each = (*whole, *({"form": form} for form in ("memory_order", "keywords")))
    return tuple(dropouts(**more, shape=SHAPE) for more in each)


def seeded(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the choices follow from the seed, and from nothing else."""
    before, x = own_random_state(subject), numbers((20, 30))
    steps = [("forward", {"x": x, "training": True})] * 2
    same, again, other, *far = (
        _made(subject, exercise, case | {"seed": case["seed"] + more}) for more in (0, 0, 1, *FAR)
    )
    # Two objects at once: what they choose must not depend on each other, nor on what one is asked at rest.
    first = _asked(subject, same, steps[:1])
    seen = _asked(subject, again, steps)
    _asked(subject, same, [("forward", {"x": x, "training": False})])
    first += _asked(subject, same, steps[:1])
    if compare.difference(first, seen, 0.0):
        return "the same seed made other choices the second time: draw them from np.random.default_rng(seed)"
    if not compare.difference(seen[0], _asked(subject, other, steps)[0], 0.0):
        return "another seed made the same choices: draw them from np.random.default_rng(seed)"
    if any(not compare.difference(seen[0], _asked(subject, each, steps)[0], 0.0) for each in far):
        return "two seeds that are far apart made the same choices: all of a seed counts"
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

FINE = (3e-4, 4e-4), (0.9996, 0.9997)
"""Rates that are not of thousandths, hardly above 0 and hardly below 1."""

MANY = (250, 400)
"""So many numbers that some are dropped, or kept, at each of those."""


def dropouts(**settings: Any) -> st.SearchStrategy[Arguments]:
    """Settings of Dropout, and the shape of x."""
    given = {"rate": st.sampled_from(RATES), "seed": SEEDS, "shape": st.just(SHAPE)}
    fixed = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in settings.items()
    }
    return st.fixed_dictionaries(given | fixed)


def code(exercise: str, case: Arguments) -> str:
    """A layer of these settings."""
    if "made" in case:
        return f"{exercise}({', '.join(f'{name}={value}' for name, value in case['made'].items())}).params"
    x = f"np.ones({case['shape']})"
    return f"{exercise}({case['rate']}, {case['seed']}).forward({x}, training=True)"
