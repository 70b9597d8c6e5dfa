"""What the X-ray of an exercise shows: asks the student's module and the reference, and puts it together."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.forms import looks_at_a_call
from autograder.course.outcomes import Arguments, Outcome, Raised
from autograder.judging.attempt import Attempt, Finding, Observer
from autograder.judging.cases import Exam, Sheet, complexity
from autograder.judging.messages import in_words
from autograder.judging.xray.drawn import terms
from autograder.judging.xray.when_wrong import when_wrong
from autograder.report import XRay
from autograder.subjects.student import StudentRaisedError, WorkerLostError
from autograder.values.compare import Place
from autograder.values.dependence import MOST_LISTED, dependence, joined, said
from autograder.values.formula_words import Terms, difference, name, written
from autograder.values.formulas import EXACT, Formula, formulas, is_too_long, that_matter
from autograder.values.parts import Path, arrays_in
from autograder.values.structures import explaining


def seen_through(exam: Exam, attempt: Attempt, sheet: Sheet, found: Finding, observer: Observer) -> XRay | None:
    """When an exercise is wrong, and what it computes at the first wrong place of a case; None if neither
    can be said.
    """
    when, why = when_wrong(attempt, exam.unit, sheet, found), _why(sheet, found, observer)
    alike = (look for look in attempt.looks.values() if look.sheet.check.observe == sheet.check.observe)
    others = [each for look in alike for each in look.findings if looks_at_a_call(look.sheet.check)]
    what = _what(exam, sheet, found, others, observer) if looks_at_a_call(sheet.check) else None
    return dataclasses.replace(what or XRay(), when=when, why=why) if what or when or why else None


# Why.


def _why(sheet: Sheet, found: Finding, observer: Observer) -> str:
    """Where an array of another shape than the right one comes from."""
    if not looks_at_a_call(sheet.check) or isinstance(found.seen, Raised) or isinstance(found.case.expected, Raised):
        return ""
    part = next(_of_another_shape(found.case.expected.value, found.seen.value), None)
    if part is None:
        return ""
    place, returned, wanted = part
    try:
        line, code, shapes = observer.student.place_of_result(sheet.exercise.of, found.case.arguments)
    except (WorkerLostError, StudentRaisedError):
        return ""
    if not line:
        return ""
    there = f", where {in_words(shapes)}" if shapes else ""
    what = f"The shape {returned} of `output{place}`" if place else f"Its shape {returned}"
    return f"{what} comes from line {line}, `{code}`{there}; {wanted} is wanted."


def _of_another_shape(wanted: Any, returned: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The arrays of an answer that have another shape than the right ones: place, shape and the right shape."""
    if isinstance(wanted, np.ndarray) and isinstance(returned, np.ndarray) and wanted.shape != returned.shape:
        yield place, returned.shape, wanted.shape
    elif isinstance(wanted, dict | tuple) and type(wanted) is type(returned) and len(wanted) == len(returned):
        for key in wanted if isinstance(wanted, dict) else range(len(wanted)):
            if not isinstance(returned, dict) or key in returned:
                yield from _of_another_shape(wanted[key], returned[key], f"{place}[{key!r}]")


# What.

MOST_PLACES = 48
"""Of so many numbers of an answer the formulas are found; of longer ones that of the first wrong number alone."""


MOST_OTHERS = 3
"""In so many other cases a structure is looked for."""


def _what(exam: Exam, sheet: Sheet, found: Finding, others: Sequence[Finding], observer: Observer) -> XRay | None:
    """What is computed at the first wrong place: two formulas and what differs, or what depends on what."""
    place = found.mismatch.wrong[0] if found.mismatch.wrong else None
    if place is None or isinstance(found.seen, Raised) or observer.student.helps:
        return None
    wrong = [each for each in others if each.mismatch.wrong and not isinstance(each.seen, Raised)]
    calls = sorted((each.case.arguments for each in wrong if each.case is not found.case), key=complexity)
    both = _Both(exam, sheet, found, observer, calls)
    with contextlib.suppress(WorkerLostError):
        return both.seen(place)
    return None


@dataclasses.dataclass(frozen=True)
class _Both:
    """The reference and the student's module, asked for more near one case."""

    exam: Exam
    sheet: Sheet
    found: Finding
    observer: Observer
    others: Sequence[Arguments]
    """Other calls in which the answer is wrong, the smallest first."""

    def seen(self, place: Sequence[Any]) -> XRay | None:
        """What is computed at a place, and what that depends on near the call where it has no formula."""
        paths = self._that_matter()
        whole = self._formulas(place, paths)
        if whole:
            return whole
        words = self._dependence(place)
        for only in paths if len(paths) > 1 else []:
            held = self._formulas(place, [only], words)
            if held:
                others = [f"`{name((path, ()))}`" for path in paths if path != only]
                all_others = joined(others) if len(others) <= MOST_LISTED else f"all but `{name((only, ()))}`"
                said_of_it = (held.words, f"The formulas are for {all_others} as in the example.")
                return dataclasses.replace(held, words=" ".join(filter(None, said_of_it)))
        return XRay(words=words) if words else None

    def _that_matter(self) -> list[Path]:
        """The arrays of numbers of the call on which either answer depends, in their order."""
        call = self.found.case.arguments
        known = {*that_matter(call, self._right_by_place), *that_matter(call, self._yours_by_place)}
        return [path for path, _ in arrays_in(call) if path in known]

    def _formulas(self, place: Sequence[Any], among: Sequence[Path], known: str = "") -> XRay | None:
        """The two formulas of the number at a place, in these arrays, where all else stays as it is; ``known`` is
        what can be said of the difference without them.
        """
        call = self.found.case.arguments
        both = self._of_all(call, among, place)
        right, yours = both.get(tuple(place), (None, None))
        if right is None or yours is None or _alike(right, yours) or not any({*right.terms, *yours.terms}):
            return None
        return XRay(
            place=f"output{self.found.mismatch.where}",
            right=written(right),
            yours=written(yours),
            words=self._structure(both, among) or known or difference(right, yours, _shapes(call)),
            check=self.sheet.check.name,
            terms=terms(right, yours, self.sheet.check.shown(call)),
        )

    def _of_all(
        self, call: Arguments, among: Sequence[Path], first: Sequence[Any] | None = None
    ) -> dict[Place, tuple[Formula | None, Formula | None]]:
        """The two formulas of every number of the answer to a call; where they are many of the ``first`` alone,
        or of some.  Nothing where the right one has none.
        """
        if is_too_long(call, among):
            return {}
        places: list[Place] = [way for way, _ in _numbers(self._right([call])[0])]
        if len(places) > MOST_PLACES:
            places = places[:: -(-len(places) // MOST_PLACES)] if first is None else [tuple(first)]
        right = formulas(call, self._right_by_place, places, among)
        if not any(right.values()):
            return {}
        yours = formulas(call, self._yours_by_place, places, among)
        return {place: (right[place], yours[place]) for place in places}

    def _structure(self, both: Mapping[Place, tuple[Formula | None, Formula | None]], among: Sequence[Path]) -> str:
        """The one change that explains all numbers of the answer, and those of another case, too."""
        pairs = _known(both) if len(both) == len(dict(_numbers(self.found.case.expected))) else None
        found = explaining(*pairs, _shapes(self.found.case.arguments)) if pairs else []
        if not found:
            return ""
        short = [other for other in self.others if not is_too_long(other, among)][:MOST_OTHERS]
        pairs_of_others = ((other, _known(self._of_all(other, among))) for other in short)
        also = [explaining(*more, _shapes(other)) for other, more in pairs_of_others if more]
        return next((words for words in found if any(words in each for each in also)), "")

    def _dependence(self, place: Sequence[Any]) -> str:
        """What the answers depend on near the case, in words."""
        call = self.found.case.arguments
        known = dict(_numbers(self.found.case.expected))
        row = list(known).index(tuple(place)) if tuple(place) in known else None
        if row is None or dict(_numbers(self.found.seen)).keys() != known.keys():
            return ""
        right = dependence(call, lambda calls: [_all_numbers(each) for each in self._right(calls)])
        yours = right and dependence(call, lambda calls: [_all_numbers(each) for each in self._yours(calls)])
        if right is None or yours is None or right.slopes.shape != yours.slopes.shape:
            return ""
        parts = [f"`{keys[0]}`" if keys and isinstance(keys[0], str) else "answer" for keys in known]
        return said(right, yours, parts, row, f"`output{self.found.mismatch.where}`", _shapes(call))

    def _right_by_place(self, calls: Sequence[Arguments]) -> list[dict[Place, float]]:
        return list(map(_by_place, self._right(calls)))

    def _yours_by_place(self, calls: Sequence[Arguments]) -> list[dict[Place, float]]:
        return list(map(_by_place, self._yours(calls)))

    def _right(self, calls: Sequence[Arguments]) -> list[Outcome]:
        return [self.sheet.seen_of(self.exam.reference, each) for each in calls]

    def _yours(self, calls: Sequence[Arguments]) -> list[Outcome]:
        batch = self.sheet.batch_of(calls)
        return list(self.observer.student.each(batch, seconds=self.sheet.check.seconds)) if batch else []


def _alike(one: Formula, other: Formula) -> bool:
    """Whether two formulas are the same but for rounding."""
    return one.terms.keys() == other.terms.keys() and all(
        math.isclose(factor, other.terms[term], rel_tol=EXACT) for term, factor in one.terms.items()
    )


def _shapes(call: Arguments) -> dict[Path, tuple[int, ...]]:
    return {path: array.shape for path, array in arrays_in(call)}


def _known(
    both: Mapping[Place, tuple[Formula | None, Formula | None]],
) -> tuple[list[Terms], list[Terms]] | None:
    """All terms of the right answer and of the other; None unless every number has both formulas."""
    known = [(right.terms, yours.terms) for right, yours in both.values() if right and yours]
    return ([right for right, _ in known], [yours for _, yours in known]) if known and len(known) == len(both) else None


def _by_place(outcome: Outcome) -> dict[Place, float]:
    return {way: number for way, number in _numbers(outcome) if math.isfinite(number)}


def _numbers(outcome: Outcome) -> Iterator[tuple[Place, float]]:
    """All numbers of an answer, each with the way to it; none of what raised."""
    return iter(()) if isinstance(outcome, Raised) else _numbers_in(outcome.value)


def _numbers_in(value: Any, way: Place = ()) -> Iterator[tuple[Place, float]]:
    if isinstance(value, dict | list | tuple):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers_in(part, (*way, key))
    elif np.asarray(value).dtype.kind in "iuf":
        array = np.asarray(value, dtype=float)
        yield from (((*way, *place), float(array[place])) for place in np.ndindex(array.shape))


def _all_numbers(outcome: Outcome) -> np.ndarray | None:
    known = [number for _, number in _numbers(outcome)]
    return np.array(known) if known else None
