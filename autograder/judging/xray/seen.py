"""What the X-ray of an exercise shows: asks the student's module and the reference, and puts it together."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.checks import Kind
from autograder.course.forms import looks_at_a_call
from autograder.course.observations import call_strictly
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned, Shapes
from autograder.judging.attempt import Attempt, Finding, Observer
from autograder.judging.cases import Exam, Sheet, complexity
from autograder.judging.messages import in_words
from autograder.judging.xray.drawn import terms
from autograder.judging.xray.shapes import in_shapes
from autograder.judging.xray.titled import Titled
from autograder.judging.xray.when_wrong import Told, when_wrong
from autograder.languages import N_, _, joined
from autograder.report import XRay
from autograder.subjects.fork_server import GraderFaultError
from autograder.subjects.student import StudentRaisedError, WorkerLostError
from autograder.values.compare import Place
from autograder.values.dependence import dependence, said
from autograder.values.formula_words import Terms, difference, name, written
from autograder.values.formulas import EXACT, Formula, formulas, is_too_long, that_matter
from autograder.values.parts import Path, arrays_in, changed
from autograder.values.structures import MEAN, SUM, explaining


def seen_through(
    exam: Exam, attempt: Attempt, sheet: Sheet, found: Finding, observer: Observer, *, told: Told = Told.NOTHING
) -> XRay | None:
    """When an exercise is wrong, and what it computes at the first wrong place of a case; None if neither
    can be said.  Of a mistake that is ``told`` by its name it is known why.
    """
    when, why = "", _why(attempt, sheet, found, observer)
    with contextlib.suppress(WorkerLostError, GraderFaultError):
        when = when_wrong(attempt, exam.unit, sheet, found, observer, told=told)
    alike = (look for look in attempt.looks.values() if look.sheet.check.observe == sheet.check.observe)
    by_check = [look.findings for look in alike if look.sheet.check.kind is Kind.ANSWERS]
    what = _what(exam, sheet, found, by_check, observer) if sheet.check.kind is Kind.ANSWERS else None
    return dataclasses.replace(what or XRay(), when=when, why=why) if what or when or why else None


# Why.


def _why(attempt: Attempt, sheet: Sheet, found: Finding, observer: Observer) -> str:
    """Where an array of another shape than the right one comes from, or where nan does."""
    if sheet.check.kind is not Kind.ANSWERS:
        return ""
    if isinstance(found.seen, Raised) or isinstance(found.case.expected, Raised):
        return ""
    if looks_at_a_call(sheet.check) and _is_finite(found.case.expected.value) and not _is_finite(found.seen.value):
        return _first_warning(sheet, found, observer)
    part = next(_of_another_shape(found.case.expected.value, found.seen.value), None)
    if part is None:
        return ""
    alike = (look for look in attempt.looks.values() if look.sheet.check.observe == sheet.check.observe)
    others = [(look.sheet, each) for look in alike for each in look.findings if look.sheet.check.kind is Kind.ANSWERS]
    texts = _line_of_shape(sheet, found, observer, *part), _in_all_shapes([(sheet, found), *others])
    return " ".join(filter(None, texts))


def _in_all_shapes(findings: Sequence[tuple[Sheet, Finding]]) -> str:
    """What the wrong shapes of all answers have to do with the right ones, where that is one thing: of a single
    one much holds by chance.
    """
    pairs = [
        (sheet, found, returned, wanted)
        for sheet, found in findings
        if isinstance(found.seen, Returned) and isinstance(found.case.expected, Returned)
        for _place, returned, wanted in _of_another_shape(found.case.expected.value, found.seen.value)
    ]
    is_empty = 0 in pairs[0][2]  # of what is empty much holds, too
    said = [
        [in_shapes(returned, wanted), *_whose_size(sheet, found, returned, wanted)]
        for sheet, found, returned, wanted in pairs
        if (0 in returned) is is_empty
    ]
    return next((text for text in said[0] if text and all(text in each for each in said)), "")


def _whose_size(sheet: Sheet, found: Finding, returned: Sequence[int], wanted: Sequence[int]) -> list[str]:
    """That the one size that is wrong is the size of some argument."""
    case = found.case.arguments
    call = case if looks_at_a_call(sheet.check) else Titled.of(case, sheet.check.called).call
    wrong = [(axis, *pair) for axis, pair in enumerate(zip(returned, wanted, strict=False)) if pair[0] != pair[1]]
    if len(returned) != len(wanted) or len(wrong) != 1:
        return []
    at, size, _right = wrong[0]
    return [
        _as_many(at if len(wanted) > 1 else None, name((path, ())), axis if array.ndim > 1 else None)
        for path, array in arrays_in(call)
        for axis, other in enumerate(array.shape)
        if size == other
    ]


def _as_many(at: int | None, of: str, axis: int | None) -> str:
    """That an answer has as many values as an array, each along one of its axes, or in all."""
    if at is None and axis is None:
        said = _("It has as many values as `{name}`.")
    elif at is None:
        said = _("It has as many values as `{name}` has along axis {axis}.")
    elif axis is None:
        said = _("Along axis {at} it has as many as `{name}`.")
    else:
        said = _("Along axis {at} it has as many as `{name}` has along axis {axis}.")
    return said.format(at=at, name=of, axis=axis)


def _where(shapes: Shapes) -> str:
    """The shapes that meet in a line, as a part of a sentence."""
    return _(", where {shapes}").format(shapes=in_words(shapes)) if shapes else ""


def _line_of_shape(sheet: Sheet, found: Finding, observer: Observer, place: str, returned: Any, wanted: Any) -> str:
    """The line that an array of another shape comes from, where a function's result can be followed."""
    if not looks_at_a_call(sheet.check):
        return ""
    try:
        line, code, shapes = observer.student.place_of_result(sheet.exercise.of, found.case.arguments)
    except (WorkerLostError, StudentRaisedError):
        return ""
    if not line:
        return ""
    said = (
        _("The shape {returned} of `output{place}` comes from line {line}, `{code}`{there}; {wanted} is wanted.")
        if place
        else _("Its shape {returned} comes from line {line}, `{code}`{there}; {wanted} is wanted.")
    )
    there = _where(shapes)
    return said.format(returned=returned, place=place, line=line, code=code, there=there, wanted=wanted)


def _is_finite(value: Any) -> bool:
    return all(math.isfinite(number) for _way, number in _numbers_in(value))


def _first_warning(sheet: Sheet, found: Finding, observer: Observer) -> str:
    """The line in which NumPy first warns of what ends in nan, or in infinity."""
    try:
        observer.student.ask(call_strictly(sheet.exercise.of, found.case.arguments))
    except StudentRaisedError as error:
        raised = error.raised
        if raised.line and raised.is_a("FloatingPointError", "RuntimeWarning", "ArithmeticError"):
            said = _("It begins with line {line}, `{code}`{there}: {message}.")
            there = _where(raised.shapes)
            return said.format(line=raised.line, code=raised.code, there=there, message=raised.message)
    except WorkerLostError:
        pass
    return ""


def _of_another_shape(wanted: Any, returned: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The arrays of an answer that have another shape than the right ones: place, shape and the right shape."""
    if isinstance(wanted, np.ndarray) and isinstance(returned, np.ndarray) and wanted.shape != returned.shape:
        yield place, returned.shape, wanted.shape
    elif isinstance(wanted, dict | tuple | list) and type(wanted) is type(returned) and len(wanted) == len(returned):
        for key in wanted if isinstance(wanted, dict) else range(len(wanted)):
            if not isinstance(returned, dict) or key in returned:
                yield from _of_another_shape(wanted[key], returned[key], f"{place}[{key!r}]")


# What.

MOST_PLACES = 48
"""Of so many numbers of an answer the formulas are found; of longer ones that of the first wrong number alone."""


IN_STEPS = N_(
    "Your answer stays as it is when the arguments change a little, and is another one when they change much: is "
    "something rounded, or made a whole number?"
)
"""What is said of answers without a slope."""

MOST_OTHERS, MOST_TRIED = 3, 6
"""In so many other cases a structure is looked for, and so many are tried to find those."""


def _what(
    exam: Exam, sheet: Sheet, found: Finding, by_check: Sequence[Sequence[Finding]], observer: Observer
) -> XRay | None:
    """What is computed at the first wrong place: two formulas and what differs, or what depends on what."""
    place = found.mismatch.wrong[0] if found.mismatch.wrong else None
    if place is None or isinstance(found.seen, Raised):
        return None
    titled = None if looks_at_a_call(sheet.check) else Titled.of(found.case.arguments, sheet.check.called)
    others = [] if titled else _in_turn([_others(findings, found) for findings in by_check])
    both = _Both(exam, sheet, found, observer, others, titled)
    with contextlib.suppress(WorkerLostError, GraderFaultError):
        xray = both.seen(place)
        if xray and titled:
            explained = titled.explained(f"{xray.right} {xray.yours} {xray.words}")
            return dataclasses.replace(xray, words=" ".join(filter(None, (xray.words, explained))))
        return xray
    return None


def _others(findings: Sequence[Finding], found: Finding) -> list[Arguments]:
    """The calls of a check, but for the one shown, in which an answer is wrong, the smallest first."""
    wrong = [each for each in findings if each.mismatch.wrong and not isinstance(each.seen, Raised)]
    return sorted((each.case.arguments for each in wrong if each.case is not found.case), key=complexity)


def _in_turn(calls: Sequence[Sequence[Arguments]]) -> list[Arguments]:
    """The calls of several checks, one of each after the other, those of shapes that were not there yet first."""
    in_turn = [call for some in itertools.zip_longest(*calls) for call in some if call is not None]
    new = list({str(_shapes(call)): call for call in reversed(in_turn)}.values())[::-1]
    return [*new, *(call for call in in_turn if all(call is not other for other in new))]


@dataclasses.dataclass(frozen=True)
class _Both:
    """The reference and the student's module, asked for more near one case."""

    exam: Exam
    sheet: Sheet
    found: Finding
    observer: Observer
    others: Sequence[Arguments]
    """Other calls in which the answer is wrong, one of each check after the other."""
    titled: Titled | None = None
    """The case of a conversation with an object, with titles for what is in it."""

    @property
    def _call(self) -> Arguments:
        return self.titled.call if self.titled else self.found.case.arguments

    def seen(self, place: Sequence[Any]) -> XRay | None:
        """What is computed at a place, and what that depends on near the call where it has no formula."""
        paths = self._that_matter()
        whole = self._formulas(place, paths)
        if whole:
            return whole
        words = self._dependence(place) or self._straightness(place) or self._dependence(place, roughly=True)
        several = [path for path, array in arrays_in(self._call) if path in paths and array.size > 1]
        for only in several if len(paths) > 1 else []:  # of a single number a formula tells nothing
            held = self._formulas(place, [only], words, whole=False)
            if held:
                varies = _("In these formulas only `{name}` varies; all else is as in the example.")
                said_of_it = (held.words, varies.format(name=name((only, ()))))
                return dataclasses.replace(held, words=" ".join(filter(None, said_of_it)))
        return XRay(words=words) if words else None

    def _that_matter(self) -> list[Path]:
        """The arrays of numbers of the call on which either answer depends, in their order."""
        call = self._call
        known = {*that_matter(call, self._right_by_place), *that_matter(call, self._yours_by_place)}
        return [path for path, _array in arrays_in(call) if path in known]

    def _formulas(
        self, place: Sequence[Any], among: Sequence[Path], known: str = "", *, whole: bool = True
    ) -> XRay | None:
        """The two formulas of the number at a place, in these arrays, where all else stays as it is; ``known`` is
        what can be said of the difference without them.  Those that are ``whole`` may have a structure.
        """
        call = self._call
        both = self._of_all(call, among, place)
        right, yours = both.get(tuple(place), (None, None))
        if right is None or yours is None or _alike(right, yours) or not any({*right.terms, *yours.terms}):
            return None
        return XRay(
            place=f"output{self._where}",
            right=written(right),
            yours=written(yours),
            words=(self._structure(both, among) if whole else "") or known or difference(right, yours, _shapes(call)),
            check=self.sheet.check.name,
            terms=() if self.titled else terms(right, yours, self.sheet.check.shown(call)),
        )

    def _of_all(
        self, call: Arguments, among: Sequence[Path], first: Sequence[Any] | None = None
    ) -> dict[Place, tuple[Formula | None, Formula | None]]:
        """The two formulas of every number of the answer to a call; where they are many of the ``first`` alone,
        or of some.  Nothing where the right one has none.
        """
        if is_too_long(call, among):
            return {}
        places: list[Place] = [way for way, _number in _numbers(self._right([call])[0])]
        if len(places) > MOST_PLACES:
            places = places[:: -(-len(places) // MOST_PLACES)] if first is None else [tuple(first)]
        right = formulas(call, self._right_by_place, places, among)
        if not any(right.values()):
            return {}
        yours = formulas(call, self._yours_by_place, places, among)
        return {place: (right[place], yours[place]) for place in places}

    def _structure(self, both: Mapping[Place, tuple[Formula | None, Formula | None]], among: Sequence[Path]) -> str:
        """The one change that explains all numbers of the answer, and those of the other cases, too."""
        pairs = _known(both) if len(both) == len(dict(_numbers(self.found.case.expected))) else None
        found = explaining(*pairs, _shapes(self._call)) if pairs else []
        if not pairs or not found:
            return ""
        counts = {len(terms) for terms in pairs[0]}
        short = [other for other in self.others if not is_too_long(other, among)][:MOST_TRIED]
        known = ((other, _known(self._of_all(other, among))) for other in short)
        telling = ((other, more) for other, more in known if more and any(more[1]))  # zeros are left of much
        tried = 0
        for other, more in itertools.islice(telling, MOST_OTHERS):
            counts |= {len(terms) for terms in more[0]}
            also = explaining(*more, _shapes(other))
            found, tried = [words for words in found if words in also], tried + 1
        found = [words for words in found if len(counts) > 1 or words not in (_(MEAN), _(SUM))]
        return found[0] if found and tried else ""

    def _dependence(self, place: Sequence[Any], *, roughly: bool = False) -> str:
        """What the answers depend on near the case, in words."""
        call = self._call
        known = dict(_numbers(self.found.case.expected))
        row = list(known).index(tuple(place)) if tuple(place) in known else None
        if row is None or dict(_numbers(self.found.seen)).keys() != known.keys():
            return ""
        held = self._yes_or_no
        right = dependence(call, lambda calls: [_all_numbers(each) for each in self._right(calls)], held)
        yours = right and dependence(call, lambda calls: [_all_numbers(each) for each in self._yours(calls)], held)
        if right is None or yours is None or right.slopes.shape != yours.slopes.shape:
            return ""
        if right.on.any() and yours.not_on.all() and self._goes_in_steps():
            return _(IN_STEPS)
        parts = [f"`{keys[0]}`" if keys and isinstance(keys[0], str) else "" for keys in known]
        return said(right, yours, parts, row, f"`output{self._where}`", _shapes(call), roughly=roughly)

    @property
    def _yes_or_no(self) -> set[Path]:
        """The arrays that hold nothing but zeros and ones in every case, such as masks: they are not moved."""
        if self.titled:
            return set()
        cases = [dict(arrays_in(case.arguments)) for case in self.sheet.cases]
        every = {path for arrays in cases for path in arrays}
        arrays = {path: [each[path] for each in cases if path in each] for path in every}
        return {path for path, some in arrays.items() if len(some) > 1 and all(map(_is_yes_or_no, some))}

    def _goes_in_steps(self) -> bool:
        """Whether the student's answers, which a small change leaves as they are, are others for other cases."""
        turned = changed(self._call, [path for path, _array in arrays_in(self._call)], np.flip)
        seen = [_all_numbers(each) for each in self._yours([self._call, turned, *self.others[:MOST_TRIED]])]
        known = [each for each in seen if each is not None]
        return any(each.shape == known[0].shape and not np.array_equal(each, known[0]) for each in known)

    def _straightness(self, place: Sequence[Any]) -> str:
        """That one of the two rises in a straight line with an array, and the other does not."""
        if self.titled:
            return ""  # what an object remembers is as large as it likes
        call = self._call
        straight: list[str] = []
        if not all(tuple(place) in dict(_numbers(each)) for each in (self.found.case.expected, self.found.seen)):
            return ""
        for path, array in arrays_in(call):
            if array.dtype.kind not in "iuf" or is_too_long(call, [path]):
                return ""
            right = formulas(call, self._right_by_place, [tuple(place)], [path])
            yours = formulas(call, self._yours_by_place, [tuple(place)], [path])
            known = right[tuple(place)], yours[tuple(place)]
            is_one_of_many = len(path) > 1  # in a whole network what bends is elsewhere
            if not is_one_of_many and known[1] and not known[0] and len(known[1].terms) > (() in known[1].terms):
                straight.append(f"`{name((path, ()))}`")
        if not straight:
            return ""
        said = _(
            "Where {names} grows in equal steps, so does your `output{place}`: it follows a straight line. The right "
            "one bends."
        )
        return said.format(names=joined(straight), place=self._where)

    @property
    def _where(self) -> str:
        """The place that is looked at, as code."""
        (place,) = self.found.mismatch.wrong[:1]
        return self.found.mismatch.where or _as_code(place, self.found.case.right)

    def _right_by_place(self, calls: Sequence[Arguments]) -> list[dict[Place, float]]:
        return list(map(_by_place, self._right(calls)))

    def _yours_by_place(self, calls: Sequence[Arguments]) -> list[dict[Place, float]]:
        return list(map(_by_place, self._yours(calls)))

    def _right(self, calls: Sequence[Arguments]) -> list[Outcome]:
        return [self.sheet.seen_of(self.exam.reference, self._case(each)) for each in calls]

    def _yours(self, calls: Sequence[Arguments]) -> list[Outcome]:
        batch = None if self.titled else self.sheet.batch_of(calls)
        if batch:
            return list(self.observer.student.each(batch, seconds=self.sheet.check.seconds))
        return [self.observer.observed(self.sheet, self._case(each)) for each in calls]

    def _case(self, call: Arguments) -> Arguments:
        return self.titled.case_of(call) if self.titled else call


def _as_code(place: Sequence[Any], value: Any) -> str:
    """A place in a value as code: all indices of an array in one pair of brackets."""
    for number, part in enumerate(place):
        if isinstance(value, np.ndarray):
            return f"{''.join(f'[{each!r}]' for each in place[:number])}[{', '.join(map(str, place[number:]))}]"
        value = value[part]
    return "".join(f"[{each!r}]" for each in place)


def _alike(one: Formula, other: Formula) -> bool:
    """Whether two formulas are the same but for rounding."""
    return one.terms.keys() == other.terms.keys() and all(
        math.isclose(factor, other.terms[term], rel_tol=EXACT) for term, factor in one.terms.items()
    )


def _is_yes_or_no(array: np.ndarray) -> bool:
    return array.dtype.kind in "iufb" and bool(np.isin(array, (0, 1)).all())


def _shapes(call: Arguments) -> dict[Path, tuple[int, ...]]:
    return {path: array.shape for path, array in arrays_in(call)}


def _known(
    both: Mapping[Place, tuple[Formula | None, Formula | None]],
) -> tuple[list[Terms], list[Terms]] | None:
    """All terms of the right answer and of the other; None unless every number has both formulas."""
    known = [(right.terms, yours.terms) for right, yours in both.values() if right and yours]
    return (
        ([right for right, _yours in known], [yours for _right, yours in known])
        if known and len(known) == len(both)
        else None
    )


def _by_place(outcome: Outcome) -> dict[Place, float]:
    return {way: number for way, number in _numbers(outcome) if math.isfinite(number)}


_MOST_ANSWERED = 10_000
"""Far more numbers than the right answer to a call of :data:`MOST_NUMBERS` has."""


def _numbers(outcome: Outcome) -> Sequence[tuple[Place, float]]:
    """All numbers of an answer, each with the way to it; none of what raised, and of what has too many to be looked
    at.
    """
    if isinstance(outcome, Raised):
        return ()
    found = list(itertools.islice(_numbers_in(outcome.value), _MOST_ANSWERED + 1))
    return found if len(found) <= _MOST_ANSWERED else ()


def _numbers_in(value: Any, way: Place = ()) -> Iterator[tuple[Place, float]]:
    if isinstance(value, dict | list | tuple):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers_in(part, (*way, key))
    elif np.asarray(value).dtype.kind in "iuf":
        array = np.asarray(value, dtype=float)
        yield from (((*way, *place), float(array[place])) for place in np.ndindex(array.shape))


def _all_numbers(outcome: Outcome) -> np.ndarray | None:
    known = [number for _way, number in _numbers(outcome)]
    return np.array(known) if known else None
