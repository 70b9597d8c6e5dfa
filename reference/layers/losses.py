"""What is asked of the loss: sessions of forward(z, targets) and backward()."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Case, Mismatch, compare
from autograder.course.forms import nearly_symmetric
from autograder.testing import arrays

from . import cases
from .cases import SEEDS, Step

SIZES = ((1, 2), (2, 3), (3, 2), (1, 4), (4, 3))


FAR = dict(zip(SIZES, (500.0, -3000.0, 2e5, -3e7, 1e300), strict=True))
"""How far from 0 large scores are, and on which side all of them lie."""

MOST = 10
"""So many large scores at most are wanted of any class, and more of them of the least likely ones."""

ONE_CLASS = ((3, 1),)
"""Its loss is 0, which a guard may move a little, and so is its gradient, which none may."""


def _there(z: np.ndarray, targets: np.ndarray) -> Step:
    return "forward", {"z": z, "targets": targets}


BACK: Step = ("backward", {})


@st.composite
def sessions(draw: DrawFn, of: str, size: tuple[int, int]) -> Arguments:
    """Steps with scores of about 1, or large ones, for so many samples and classes.

    No probability is below 0.01, so that a guard against log(0), as large as 1e-8, is nothing beside 1e-5.
    """
    samples, classes = size

    def scores(number: int) -> np.ndarray:
        return np.array(draw(arrays((number, classes), low=-6, high=6, scale=4.0)))

    def targets(number: int) -> np.ndarray:
        if of in ("soft", "back"):
            parts = np.array(draw(arrays((number, classes), low=1, high=8)))
            shares = np.asarray(parts / parts.sum(axis=1, keepdims=True))
            if number > 2:  # the first of three, the last of four
                shares[number % 2 - 1] = np.eye(classes)[0]
            return shares
        return np.eye(classes)[draw(st.lists(st.integers(0, classes - 1), min_size=number, max_size=number))]

    z = scores(samples)
    if of == "large":
        moved = FAR[size] * (z + 2.5 + np.arange(classes))
        impossible = np.eye(classes)[np.argmin(moved, axis=1)]  # several of them, beyond whose sum there is nothing
        return {"made": {}, "steps": [_there(moved, impossible if moved.size > MOST else targets(samples)), BACK]}
    steps = [_there(z, targets(samples))]
    if of == "several":
        steps += [BACK, _there(scores(samples + 2), targets(samples + 2)), BACK, BACK]
        steps += [_there(scores(samples), targets(samples)), _there(scores(samples), targets(samples)), BACK]
    if of == "many":
        given = steps[0][1]["targets"]
        rounds = [[_there(z + place % 3 * np.eye(samples, classes), given), BACK] for place in range(13)]
        steps = [step for each_round in rounds for step in each_round]
    return {"made": {}, "steps": [*steps, *([BACK] if of == "back" else [])]}


def each(of: str) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each size."""
    sizes = SIZES[1:3] if of in ("several", "many") else SIZES + ONE_CLASS * (of == "back")
    return tuple(sessions(of, size) for size in sizes)


GUARDED = 1e-4
"""How far a loss may be off where no probability of a class that is wanted is below 5e-5: as far as a guard of
1e-8 takes it.
"""


def finite(case: Case, seen: Any) -> Mismatch | None:
    """Whether the loss is finite, and the gradient right: what a guard makes of log(0) is free."""
    loss, gradient = seen
    if not compare.is_number(loss) or not np.isfinite(compare.as_float(loss)):
        return Mismatch("the loss must be a finite number")
    return Mismatch.of(compare.difference(case.right[1], gradient, case.tolerance))


def to_all_digits(case: Case, seen: Any) -> Mismatch | None:
    """Whether the loss is right but for a guard, and the gradient to all digits, however small it is."""
    wrong = finite(case, seen)
    if not wrong and _least_probability(case.arguments) > 5e-5:
        wrong = Mismatch.of(compare.difference(case.right[0], seen[0], GUARDED))
    allowed = compare.Allowed(compare.tolerance_for(case.arguments), 0.0)
    return wrong or Mismatch.of(compare.difference(case.right[1], seen[1], allowed))


def _least_probability(case: Arguments) -> float:
    """The least probability of a class that is wanted."""
    given = case["steps"][0][1]
    z = given["z"].astype(float)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return float((p / p.sum(axis=1, keepdims=True))[given["targets"] > 0].min())


def _misfit(z: tuple[int, ...], targets: tuple[int, ...]) -> Arguments:
    return {"made": {}, "steps": [_there(cases.ramp(z), np.ones(targets) / targets[-1]), BACK]}


MISFITS = [
    _misfit(*shapes)
    for shapes in (
        ((2, 3), (3, 3)),
        ((2, 3), (1, 3)),
        ((2, 3), (3,)),
        ((2, 3), (2, 1)),
        ((1, 3), (2, 3)),
        ((3, 1), (3, 2)),
    )
]

# Forms.


def _random(size: tuple[int, int], seed: int, scale: float = 1.0) -> Arguments:
    draw = np.random.default_rng(seed)
    targets = draw.uniform(0.1, 1, size)
    targets /= targets.sum(axis=1, keepdims=True)
    return {"made": {}, "steps": [_there(scale * draw.uniform(-1.5, 1.5, size), targets), BACK]}


def _one_hot(case: Arguments, kind: Any, largest: int = 1000) -> Arguments:
    """Whole numbers for both."""
    (_, given), back = case["steps"]
    width = np.iinfo(kind)
    whole = np.rint(given["z"] * min(width.max, largest) / 1.5)  # to the edges of a byte, or beyond
    z = np.abs(whole).astype(kind) if width.min == 0 else whole.astype(kind)
    targets = np.eye(z.shape[1])[np.arange(len(z)) % z.shape[1]].astype(kind)
    return case | {"steps": [_there(z, targets), back]}


def _kinds(case: Arguments, z: Any, targets: Any) -> Arguments:
    (_, given), back = case["steps"]
    return case | {"steps": [_there(given["z"].astype(z), given["targets"].astype(targets)), back]}


def _with_z(case: Arguments, change: Callable[[np.ndarray], np.ndarray]) -> Arguments:
    (_, given), back = case["steps"]
    return case | {"steps": [_there(change(given["z"]), given["targets"]), back]}


def _nearly_sure(case: Arguments) -> Arguments:
    """Targets that are one-hot but for a small part, which the gradient shows."""
    (_, given), back = case["steps"]
    hot = np.eye(given["z"].shape[1])[np.argmax(given["targets"], axis=1)]
    return case | {"steps": [_there(given["z"], hot + 2e-8 * (given["targets"] - hot)), back]}


def _form(
    form: str, change: Any = None, size: tuple[int, int] = (4, 3), scale: float = 1.0
) -> SearchStrategy[Arguments]:
    def case(seed: int) -> Arguments:
        made = _random(size, seed, scale)
        return {"form": form} | (change(made) if change else made)

    return st.builds(case, SEEDS)


def _whole(kind: Any) -> SearchStrategy[Arguments]:
    return _form("number_types", lambda case: _one_hot(case, kind))


FORMS = (
    *(_whole(kind) for kind in cases.WIDTHS),
    *(_form("number_types", lambda case, kind=kind: _one_hot(case, kind, 3)) for kind in (np.int8, np.uint8, np.int64)),
    _form("number_types", lambda case: _kinds(case, np.float32, float)),
    _form("number_types", lambda case: _kinds(case, float, np.float32)),
    *(_form("all_digits", scale=scale) for scale in (1.0, 1e-4, 1e-9)),
    *(_form("special_values", scale=0.0, size=size) for size in ((3, 4), (1, 2))),
    _form("all_digits", lambda case: _with_z(case, nearly_symmetric), size=(2, 3)),
    _form("all_digits", _nearly_sure),
    _form("special_values", lambda case: _with_z(case, cases.rows_silent_at_first)),
    _form("memory_order"),
    _form("keywords"),
    *(_form("large_size", size=size) for size in ((1031, 2), (5003, 3), (2, 300), (2, 1031))),
)
