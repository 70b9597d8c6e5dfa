"""What depends on what, and how strongly?  Found by differences, for functions that have no formula.

Two functions are compared at points near a call, chosen so that no two numbers of an array are equal:
there every number of the arguments is moved a little, one after the other.  That an answer does not
depend on a number is said only where it is unchanged at all points, and the other function's changes
at all of them.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.languages import _, joined
from autograder.values.formula_words import name
from autograder.values.formulas import Entry
from autograder.values.parts import Path, arrays_in, changed, numbers_in

Arguments = dict[str, Any]

MOST_ENTRIES = 100
"""Of calls of more numbers no dependence is looked for: at each point there is one call a number."""

POINTS = 2
"""So many points are looked at."""

_STEP = 1e-4
_FELT = 1e-7
"""A change of this part of the largest change of an answer, or less, is none."""

_ALIKE = 1e-3
"""By so much two slopes may differ that are the same but for the curve of the function."""

_OTHER = 0.01
"""A factor that is nearer to 1 is not told: nobody sees the difference."""

AskForAll = Callable[[Sequence[Arguments]], Sequence[np.ndarray | None]]
"""All numbers of the answers to several calls, in a row; None where an answer is of another form."""


@dataclasses.dataclass(frozen=True)
class Dependence:
    """Slopes ``[points, numbers of the answer, entries of the arguments]``."""

    entries: tuple[Entry, ...]
    slopes: np.ndarray

    @property
    def on(self) -> np.ndarray:
        """Whether a number of the answer depends on an entry at all points, ``[numbers, entries]``."""
        on: np.ndarray = np.all(self._felt, axis=0)
        return on

    @property
    def not_on(self) -> np.ndarray:
        """Whether it depends on it at no point."""
        not_on: np.ndarray = np.all(~self._felt, axis=0)
        return not_on

    @property
    def _felt(self) -> np.ndarray:
        sizes = np.abs(self.slopes)
        felt: np.ndarray = sizes > _FELT * max(float(sizes.max(initial=0.0)), _FELT)
        return felt


def dependence(call: Arguments, ask: AskForAll, held: Collection[Path] = ()) -> Dependence | None:
    """What the numbers of an answer depend on near a call, in which what is ``held`` stays as it is; None where it
    cannot be asked.
    """
    entries = tuple(entry for entry in _entries(call) if entry[0] not in held)
    if not 0 < len(entries) <= MOST_ENTRIES:
        return None
    slopes = [_slopes(_near(call, point, held), entries, ask) for point in range(POINTS)]
    known = [each for each in slopes if each is not None]
    if len(known) < POINTS or len({each.shape for each in known}) > 1:
        return None
    return Dependence(entries, np.array(known))


def _entries(call: Arguments) -> Iterator[Entry]:
    for path, array in arrays_in(call):
        if array.dtype.kind in "iuf":
            yield from ((path, place) for place in np.ndindex(array.shape))
    yield from ((path, ()) for path in numbers_in(call))


def _near(call: Arguments, point: int, held: Collection[Path]) -> Arguments:
    """A call near this one in which no two numbers of an array are equal: each is moved towards the mean of
    its array, so that it stays within what is allowed, and single numbers a little towards a half.
    """
    random = np.random.default_rng(point)
    paths = [path for path, array in arrays_in(call) if array.dtype.kind in "iuf" and path not in held]
    moved: Arguments = changed(call, paths, functools.partial(_towards_the_mean, random))
    near: Arguments = changed(moved, [*numbers_in(call)], functools.partial(_towards_a_half, 0.01 + 0.02 * point))
    return near


def _towards_a_half(step: float, number: float) -> float:
    return number + (step if number < 0.5 else -step)


def _towards_the_mean(random: np.random.Generator, array: np.ndarray) -> np.ndarray:
    values = array.astype(float)
    mean = values.mean() if np.ptp(values) else values + 0.5
    moved: np.ndarray = values + random.uniform(0.1, 0.4, array.shape) * (mean - values)
    return moved


def _slopes(call: Arguments, entries: Sequence[Entry], ask: AskForAll) -> np.ndarray | None:
    """Slopes ``[numbers of the answer, entries]`` at one point."""
    calls = [call, *(_with_a_step(call, entry) for entry in entries)]
    answers = [answer for answer in ask(calls) if answer is not None]
    if len(answers) < len(calls) or len({answer.shape for answer in answers}) > 1:
        return None
    stacked = np.array(answers)
    with np.errstate(invalid="ignore"):  # infinity less infinity
        slopes: np.ndarray = ((stacked[1:] - stacked[0]) / _STEP).T
    return slopes if np.isfinite(slopes).all() else None


def _with_a_step(call: Arguments, entry: Entry) -> Arguments:
    path, place = entry

    def step(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value + _STEP
        stepped = value.astype(float)
        stepped[place] += _STEP
        return stepped

    other: Arguments = changed(call, [path], step)
    return other


# In words.

Shapes = Mapping[Path, tuple[int, ...]]


def said(
    right: Dependence,
    yours: Dependence,
    parts: Sequence[str],
    row: int,
    place: str,
    shapes: Shapes,
    *,
    roughly: bool = False,
) -> str:
    """What the second depends on otherwise than the first, in one sentence; empty where nothing can be said.

    Args:
        right: the right answer's dependence.
        yours: another one's, of as many numbers.
        parts: which part of the answer each of its numbers stands in, in words.
        row: the number that is looked at more closely.
        place: what it is called.
        shapes: the shapes of the arguments' arrays.
        roughly: whether it may be told what counts more or less by whatever factor.
    """
    rows = {part: np.array([each == part for each in parts]) for part in parts}
    for part, chosen in rows.items():
        if right.on[chosen].any() and yours.not_on[chosen].all():
            if not part:
                return _("Near the example your answer depends on none of the arguments; the right one does.")
            said = _("Near the example your {place} depends on none of the arguments; the right one does.")
            return said.format(place=part)
        never = right.on[chosen].any(axis=0) & yours.not_on[chosen].all(axis=0)
        if listed(right.entries, never, shapes):
            what = listed(right.entries, never, shapes)
            return _not_on(part, what)
    missing = listed(right.entries, right.on[row] & yours.not_on[row], shapes)
    spare = listed(right.entries, yours.on[row] & right.not_on[row], shapes)
    if missing and spare:
        said = _("Near the example your {place} depends on {spare} instead of {missing}.")
        return said.format(place=place, spare=spare, missing=missing)
    if missing:
        return _not_on(place, missing)
    if spare:
        said = _("Near the example your {place} depends on {what}; the right one does not.")
        return said.format(place=place, what=spare)
    return _strength(right, yours, row, place, shapes, roughly=roughly)


def _not_on(place: str, what: str) -> str:
    if not place:
        said = _("Near the example your answer does not depend on {what}; the right one does.")
        return said.format(what=what)
    said = _("Near the example your {place} does not depend on {what}; the right one does.")
    return said.format(place=place, what=what)


def _strength(right: Dependence, yours: Dependence, row: int, place: str, shapes: Shapes, *, roughly: bool) -> str:
    """That it depends on some things by another factor than the right one, the same at all points."""
    both = right.on[row] & yours.on[row]
    ratios = np.ones(yours.slopes[:, row].shape)
    np.divide(yours.slopes[:, row], right.slopes[:, row], out=ratios, where=both)
    steady = both & (np.abs(ratios - ratios[0]) <= _ALIKE * np.abs(ratios[0])).all(axis=0)
    other = steady & (np.abs(ratios[0] - 1) > _OTHER)
    factors = ratios[0][other]
    if factors.size and np.ptp(factors) <= _ALIKE * abs(factors[0]) and abs(factors[0] + 1) <= _ALIKE:
        what = listed(right.entries, other, shapes)
        if not what:
            return ""
        said = _("Near the example your {place} falls with {what} as the right one rises, or the other way round.")
        return said.format(place=place, what=what)
    texts = []
    for factor in dict.fromkeys(f"{each:.3g}" for each in factors):
        same = np.array([each and f"{ratio:.3g}" == factor for each, ratio in zip(other, ratios[0], strict=True)])
        texts.append((listed(right.entries, same, shapes), factor))
    if not 0 < len(texts) <= MOST_FACTORS or not all(what for what, _ in texts):
        return _more_or_less(ratios, both, right.entries, place, shapes) if roughly else ""
    how = joined([_("on {what} {factor} times").format(what=what, factor=factor) for what, factor in texts])
    said = _("Near the example your {place} depends {how} as strongly as the right one.")
    return said.format(place=place, how=how)


MOST_FACTORS = 3

_CLEARLY = 1.1
"""By so much is a slope steeper that is clearly so."""


def _more_or_less(ratios: np.ndarray, known: np.ndarray, entries: Sequence[Entry], place: str, shapes: Shapes) -> str:
    """That it depends on some things more, or less, than the right one, by whatever factor."""
    more = listed(entries, known & (ratios > _CLEARLY).all(axis=0), shapes)
    less = listed(entries, known & (np.abs(ratios) < 1 / _CLEARLY).all(axis=0), shapes)
    parts = [
        *([_("too much with {what}").format(what=more)] if more else []),
        *([_("too little with {what}").format(what=less)] if less else []),
    ]
    said = _("Near the example your {place} changes {how}.")
    return said.format(place=place, how=joined(parts)) if parts else ""


MOST_LISTED = 4


def listed(entries: Sequence[Entry], chosen: np.ndarray, shapes: Shapes) -> str:
    """Chosen entries in words: whole arrays, slices or a few single ones; empty where they are many."""
    texts: list[str] = []
    for path, group in itertools.groupby(range(len(entries)), key=lambda number: entries[number][0]):
        numbers = [number for number in group if chosen[number]]
        if numbers:
            texts += _of_one_array(path, {entries[number][1] for number in numbers}, shapes.get(path, ()))
    return joined(texts) if 0 < len(texts) <= MOST_LISTED else ""


def _of_one_array(path: Path, places: set[tuple[int, ...]], shape: tuple[int, ...]) -> list[str]:
    title = name((path, ()))
    if len(places) == int(np.prod(shape)):
        return [f"`{title}`"]
    for axis in range(len(shape)):
        indices = sorted({place[axis] for place in places})
        if len(places) == len(indices) * int(np.prod(shape)) // shape[axis]:
            return [f"`{title}[{', '.join([':'] * axis + [str(index)])}]`" for index in indices]
    return [f"`{name((path, place))}`" for place in sorted(places)]
