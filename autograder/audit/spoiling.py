"""Adversaries on trial: which checks catch one, and, where none does, whether there is a call that the
contract allows on which it answers wrongly.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.audit.adversaries import Adversary
from autograder.audit.adversaries.asked import UNKNOWN, Asked
from autograder.audit.adversaries.leaves import arrays, leaves
from autograder.audit.adversaries.probes import AS_IT_IS, Probe
from autograder.audit.quick import TimeIsUpError, at_most
from autograder.course.checks import Case, Kind
from autograder.course.observations import Asks
from autograder.course.outcomes import Outcome, Raised, Returned
from autograder.judging.cases import Exam, Sheet
from autograder.subjects.local import LocalSubject, observed
from autograder.values import compare
from autograder.values.copies import copied
from autograder.worker import wire
from autograder.worker.layouts import overwrite, turn

_CASES = 4
"""How many cases of a check are changed into probes."""

_SEED = 20260101

_CALLS = frozenset({"call", "keep", "call_strictly"})
"""The operations whose operands are a name, the arguments of a call and, at the end, an object."""


_OTHERS = frozenset({"keep", "look", "define"})
"""The operations whose second operand is not the arguments of a call."""


_PLAIN = (Kind.ANSWERS, Kind.WARNINGS, Kind.REFUSALS)
"""The checks whose cases are changed: those of an exercise's own answers."""


Lengths = dict[tuple[int, int], list[tuple[int, int]]]
"""How long an axis of an array is in each of some calls, by their places in a call."""


class Workshop:
    """Makes spoilt modules of one solution; what its functions answered once is kept."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._kept: dict[str, _Kept] = {}
        self._expected: dict[tuple[str, str, str], list[Expected]] = {}
        self._known_lengths: dict[str, Lengths] = {}
        self._known_kinds: dict[str, Asked] = {}

    def can_show(self, adversary: Adversary, exercise: str) -> bool:
        """Whether the mistake can show in an exercise at all."""
        if exercise not in self._known_kinds:
            self._known_kinds[exercise] = asked_with(self._exam, exercise)
        return adversary.can_show(self._known_kinds[exercise])

    def spoilt(self, adversary: Adversary, exercise: str) -> Callable[[], Probed] | None:
        """How to load the solution with the mistake in one exercise; None where it cannot have it."""
        unit = self._exam.unit
        of = unit.exercise(exercise).of

        def made(right: Any) -> Any:
            return adversary.spoilt(right, lambda method: unit.owner(of, method) == exercise)

        def make() -> Probed:
            subject = self.loaded()
            right = getattr(subject.module, of)
            setattr(subject.module, of, made(self._answers_of(of) if inspect.isfunction(right) else right))
            return subject

        return make if made(getattr(self._exam.reference.module, of)) else None

    def expected(self, sheet: Sheet, probe: Probe) -> list[Expected]:
        """What the solution shows where cases of a check are probed; nothing where that says nothing."""
        if sheet.check.kind not in _PLAIN or (sheet.check.kind is Kind.REFUSALS and probe is not AS_IT_IS):
            return []
        key = sheet.exercise.name, sheet.check.name, probe.name
        if key not in self._expected:
            self._expected[key] = self._found(sheet, probe)
        return self._expected[key]

    def _found(self, sheet: Sheet, probe: Probe) -> list[Expected]:
        right, cases = self.loaded(), sheet.cases if probe is AS_IT_IS else sheet.cases[-_CASES:]
        lengths = self._lengths(sheet.exercise.name)
        try:
            found = [Expected.of(sheet, case, probe, right, lengths) for case in cases]
        except TimeIsUpError:
            return []  # nobody can be asked for what takes the solution too long
        return found if any(each.makes_sense for each in found) else []

    def _lengths(self, exercise: str) -> Lengths:
        """How long each axis of each array is in the calls of an exercise's checks."""
        if exercise not in self._known_lengths:
            known: Lengths = {}
            sheets = (sheet for sheet in self._exam.sheets[exercise] if sheet.check.kind in _PLAIN)
            for number, case in enumerate(case for sheet in sheets for case in sheet.cases):
                for place, size in _sizes(list(case.arguments.values())):
                    known.setdefault(place, []).append((number, size))
            self._known_lengths[exercise] = known
        return self._known_lengths[exercise]

    def loaded(self) -> Probed:
        """The solution, loaded anew."""
        return Probed(self._exam.unit.solution, self._exam.unit.name)

    def _answers_of(self, name: str) -> Any:
        """A function of the solution, which keeps nothing itself, so that its answers can be kept."""
        return self._kept.setdefault(name, _Kept(getattr(self._exam.reference.module, name))).function


def asked_with(exam: Exam, exercise: str) -> Asked:
    """What kinds of values come in the calls of an exercise's checks, where these are calls and nothing else."""
    sheets = exam.sheets[exercise]
    requests = [
        sheet.check.observe.request(sheet.exercise.of, case.arguments)
        for sheet in sheets
        if isinstance(sheet.check.observe, Asks)
        for case in sheet.cases
    ]
    if not all(isinstance(sheet.check.observe, Asks) for sheet in sheets) or _OTHERS & {r.operation for r in requests}:
        return UNKNOWN
    calls = [[*request.operands[1], *_named(request.operands[2:3])] for request in requests]
    expected = (case.expected for sheet in sheets for case in sheet.cases)
    return Asked.of(calls, [outcome.value for outcome in expected if isinstance(outcome, Returned)])


def _named(operands: Sequence[Any]) -> list[Any]:
    """The arguments that are named in the operands of a call."""
    return [value for operand in operands if isinstance(operand, dict) for value in operand.values()]


class _Kept:
    """The answers of a function, by the words of the wire that its arguments are."""

    def __init__(self, right: Callable[..., Any]) -> None:
        self._right = right
        self._answers: dict[bytes, tuple[Any, Exception | None]] = {}
        self.function = functools.wraps(right)(lambda *args, **named: self._answer(*args, **named))

    def _answer(self, *args: Any, **named: Any) -> Any:
        try:
            key = b"".join(wire.encode((args, named)))
        except (TypeError, ValueError, wire.WireError):
            return self._right(*args, **named)
        if key not in self._answers:
            try:
                self._answers[key] = self._right(*args, **named), None
            except Exception as error:  # noqa: BLE001 - a refusal is an answer, too
                self._answers[key] = None, error
        answer, refusal = self._answers[key]
        if refusal:
            raise refusal.with_traceback(None)
        return copied(answer)


class Probed(LocalSubject):
    """A module that can be asked for other calls than those that an observation makes."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, name)
        self.probe: Probe | None = None
        self.writes = False
        """Whether results are written into once they were carried away."""
        self.asked: list[Any] = []
        """The arguments of all calls made since."""

    def reply(self, operation: str, operands: Sequence[Any]) -> Any:
        """What an operation replies to the call that the probe makes of it."""
        if self.writes:
            result = self._module.perform(operation, operands)
            carried = wire.carried(result)
            overwrite(result)
            return carried
        if not self.probe or operation not in _CALLS:
            return super().reply(operation, operands)
        if isinstance(operands[-1], wire.Handle):
            self._prepared(self.probe, operation, operands)
        operation, operands = self._probed(self.probe, operation, operands)
        if self.probe.refills:
            super().reply(operation, operands)
            turn(operands[1])
        return super().reply(operation, operands)

    def _prepared(self, probe: Probe, operation: str, operands: Sequence[Any]) -> None:
        """What is asked of an object before it is asked what it was to be asked."""
        place, of = len(self.asked) + 1, operands[-1]
        if place in probe.resets:
            super().reply("call", ("reset", [], {}, of))
        for _ in range(probe.times - 1):
            super().reply(operation, copied(operands))

    def _probed(self, probe: Probe, operation: str, operands: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        name, arguments, *more = operands
        args, named = probe.change(list(arguments), self._names(name, operation))
        self.asked.append((args, named))
        return (operation, (name, args, *more)) if not named else ("call", (name, args, named, None))

    def _names(self, name: str, operation: str) -> list[str]:
        function = getattr(self.module, name, None) if operation == "call" else None
        return list(inspect.signature(function).parameters) if inspect.isfunction(function) else []


@dataclasses.dataclass(frozen=True)
class Shown:
    """Where a mistake shows that no check has caught: the call of a check's case, and how it was
    changed.
    """

    check: str
    probe: str

    def __str__(self) -> str:
        return f"{self.probe}, from a case of {self.check}, tells it from the solution"


def shown(exam: Exam, workshop: Workshop, adversary: Adversary, exercise: str) -> Shown | None:
    """A call that the contract allows on which a spoilt exercise answers wrongly; None if there is none
    among those tried.
    """
    make = workshop.spoilt(adversary, exercise)
    if make is None:
        return None
    for probe in adversary.probes:
        if probe.unchanged and not _changes_nothing(exam, workshop, probe, exercise):
            continue
        for sheet in exam.sheets[exercise]:
            known = workshop.expected(sheet, probe)
            if known and _tells(sheet, probe, known, make()):
                return Shown(sheet.check.name, probe.name)
    return None


def _changes_nothing(exam: Exam, workshop: Workshop, probe: Probe, exercise: str) -> bool:
    """Whether all answers stay what they were: one may do so by chance."""
    answers = [sheet for sheet in exam.sheets[exercise] if sheet.check.kind is Kind.ANSWERS]
    known = [workshop.expected(sheet, probe) for sheet in answers]
    return all(found and all(each.makes_sense for each in found) for found in known)


def _tells(sheet: Sheet, probe: Probe, known: Sequence[Expected], wrong: Probed) -> bool:
    """Whether a probe tells a wrong module from the right one, on some cases of a check."""
    return any(_differs(sheet, probe, expected, wrong) for expected in known)


def _differs(sheet: Sheet, probe: Probe, right: Expected, wrong: Probed) -> bool:
    try:
        seen, chance = _seen(sheet, right.case, probe, wrong)
    except TimeIsUpError:
        return False  # slow is not wrong
    if not right.makes_sense:
        return False
    if chance != right.chance:
        return True
    with contextlib.suppress(Exception):  # what a check says of other arguments than its own is no verdict
        return sheet.check.verdict(right.probed, seen) is not None
    return False


@dataclasses.dataclass(frozen=True)
class Expected:
    """What the solution shows where a case is ``probed``, the state of the global generator then, and
    whether such a call makes sense.
    """

    case: Case
    probed: Case
    chance: bytes
    makes_sense: bool

    @classmethod
    def of(cls, sheet: Sheet, case: Case, probe: Probe, right: Probed, lengths: Lengths) -> Expected:
        """What a module that is right shows, where axes of other lengths have these."""
        outcome, chance = _seen(sheet, case, probe, right)
        probed = dataclasses.replace(case, expected=outcome, tolerance=compare.tolerance_for(right.asked))
        makes_sense = (
            _makes_sense(case, outcome, right.asked)
            and _may_be_as_long(case, right.asked, lengths)
            and _means_the_same(case, right.asked, sheet.exercise.forms.fixed)
            and not (probe.unchanged and _differs_from(case, outcome))
        )
        return cls(case, probed, chance, probe is AS_IT_IS or makes_sense)


def _seen(sheet: Sheet, case: Case, probe: Probe, subject: Probed) -> tuple[Outcome, bytes]:
    """What a check observes of the call that a probe makes, and the state of the global generator."""
    if probe.again:
        subject.probe, subject.writes = None, probe.writes
        observed(subject, sheet.check.observe, sheet.exercise.name, case.arguments)
        subject.writes = False
    subject.probe, subject.asked = probe, []
    np.random.seed(_SEED)
    with at_most(sheet.check.seconds):
        outcome = observed(subject, sheet.check.observe, sheet.exercise.name, case.arguments)
    return outcome, np.random.get_state()[1].tobytes()  # type: ignore[index]


def _makes_sense(case: Case, outcome: Outcome, asked: Sequence[Any]) -> bool:
    """Whether the solution answers, with numbers, to a call that was changed."""
    if isinstance(outcome, Raised) or not asked:
        return False
    if isinstance(case.right, str):  # a verdict: on the right one it stays what it is
        return bool(outcome.value == case.right)
    return all(np.isfinite(leaf).all() for leaf in leaves(outcome.value) if np.asarray(leaf).dtype.kind in "iufc")


def _differs_from(case: Case, outcome: Outcome) -> bool:
    """Whether the solution answers otherwise than to the case as it is."""
    return not isinstance(outcome, Returned) or compare.difference(case.right, outcome.value) is not None


def _may_be_as_long(case: Case, asked: Sequence[Any], lengths: Lengths) -> bool:
    """Whether only such axes have got another length as have several, and those that are always of one
    length still are: the others may have to be as they are, even if the solution does not ask for it.
    """
    if len(asked) != 1:
        return True
    before, after = (dict(_sizes(value)) for value in (list(case.arguments.values()), asked[0]))
    if before.keys() != after.keys():
        return True
    together: dict[tuple[tuple[int, int], ...], set[int]] = {}
    for place, size in after.items():
        together.setdefault(tuple(lengths.get(place, ())), set()).add(size)
    vary = all(
        after[place] == size or len({each for _, each in lengths.get(place, ())}) > 1 for place, size in before.items()
    )
    return vary and all(len(sizes) == 1 for sizes in together.values())


def _means_the_same(case: Case, asked: Sequence[Any], fixed: Collection[str]) -> bool:
    """Whether arguments whose values mean something, as probabilities do, have no other rows than
    before.
    """
    if len(asked) != 1:
        return not fixed
    args, named = asked[0]
    after = dict(zip(case.arguments, args, strict=False)) | named
    return all(_rows(after[name]) <= _rows(case.arguments[name]) for name in fixed if name in case.arguments)


def _rows(value: Any) -> set[bytes]:
    return {row.tobytes() for row in np.atleast_1d(np.asarray(value, dtype=float))}


def _sizes(value: Any) -> Iterator[tuple[tuple[int, int], int]]:
    """The length of each axis of each array, by their places."""
    for place, array in enumerate(arrays(value)):
        for axis, size in enumerate(array.shape):
            yield (place, axis), size
