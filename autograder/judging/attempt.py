"""One exercise judged with one worker: check after check, until too many calls hang."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from autograder.course.checks import Case, Mismatch
from autograder.course.observations import Request, Subject
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.course.unit import Exercise
from autograder.judging import marks, messages
from autograder.judging.cases import Sheet
from autograder.languages import _
from autograder.report import CheckResult, Status, rounded
from autograder.subjects.fork_server import GraderFaultError
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.values.likeness import are_alike

MAX_TIMEOUTS = 2
"""After this many calls of an exercise that did not finish, its remaining checks are not tried."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """The case on which a check failed, what was seen there, and why that is not accepted."""

    case: Case
    seen: Outcome
    mismatch: Mismatch

    def without_form(self) -> Finding:
        """The same where no form of the call is to blame."""
        return dataclasses.replace(self, mismatch=dataclasses.replace(self.mismatch, remark="", form=""))


@dataclasses.dataclass(frozen=True)
class Look:
    """How a check went, before a smaller counterexample is looked for.

    ``seen`` has the outcome of each case, ``findings`` the cases that failed; ``settled`` is the
    result if nothing is left to find, ``lost`` how the worker was lost, if it was.
    """

    sheet: Sheet
    seen: tuple[Outcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    settled: CheckResult | None = None
    lost: Status | None = None

    @property
    def passed(self) -> bool:
        """Whether every case was as it should be."""
        return self.settled is not None and self.settled.status is Status.PASSED

    @property
    def is_a_verdict(self) -> bool:
        """Whether what is seen of the module is a sentence on its answer, and not the answer."""
        cases = self.sheet.cases
        return all(isinstance(case.expected, Returned) and isinstance(case.right, str) for case in cases)

    @property
    def complete(self) -> bool:
        """Whether every case was answered."""
        return len(self.seen) == len(self.sheet.cases)


class Observer:
    """Asks one student's module what a sheet wants to know."""

    def __init__(self, student: Student) -> None:
        self.student = student

    def outcomes(self, sheet: Sheet) -> Iterator[Outcome]:
        """What is seen of each case, one after the other; raises as :meth:`observed` does."""
        if sheet.batch:
            with _faults_of(sheet):
                yield from self.student.each(sheet.batch, seconds=sheet.check.seconds)
        else:
            yield from (self.observed(sheet, case.arguments) for case in sheet.cases)

    def observed(self, sheet: Sheet, arguments: Arguments) -> Outcome:
        """What is seen of one case.

        Raises:
            WorkerLostError: the worker is gone.
            GraderFaultError: the check itself failed.
        """
        self.student.let_go()
        subject = _Noting(self.student.within(sheet.check.seconds))
        with _faults_of(sheet):
            try:
                return Returned(sheet.check.observe(subject, sheet.exercise.of, arguments))
            except StudentRaisedError as error:
                return error.raised
            except GraderFaultError:
                raise
            except Exception:
                if _answers_like_the_reference(sheet, arguments, subject.replies):
                    raise
        self.student.end()
        raise WorkerLostError(Status.ERROR, _malformed())

    def finding(self, sheet: Sheet, arguments: Arguments) -> Finding | None:
        """What is wrong with one case; None if nothing is.  Raises as :meth:`observed` does."""
        return found_in(sheet, sheet.answered(arguments), self.observed(sheet, arguments))


class _Noting(Subject):
    """A module under observation, and all that it replied."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.replies: list[Any] = []

    @property
    def helpers(self) -> Sequence[str]:
        return self._subject.helpers

    def ask(self, request: Request) -> Any:
        self.replies.append(self._subject.ask(request))
        return self.replies[-1]


def _answers_like_the_reference(sheet: Sheet, arguments: Arguments, replies: Sequence[Any]) -> bool:
    """Whether replies are built like those of the reference, so that a check that fails on them has a fault itself:
    a worker can send anything in the place of what the judge's own text makes.
    """
    right = _Noting(sheet.reference)
    with contextlib.suppress(Exception):  # then the check fails on the reference, too
        sheet.check.observe(right, sheet.exercise.of, arguments)
    return all(map(are_alike, replies, right.replies))


def _malformed() -> str:
    return _("sent an answer that cannot be read: no answer has this form")


def found_in(sheet: Sheet, case: Case, seen: Outcome) -> Finding | None:
    """What is wrong with what was seen of a case; None if nothing is.

    Raises:
        GraderFaultError: the check itself failed, on what is built like the right answer.
    """
    with _faults_of(sheet):
        try:
            mismatch = sheet.check.verdict(case, seen)
        except Exception:
            if not isinstance(seen, Returned) or isinstance(case.expected, Raised) or are_alike(seen.value, case.right):
                raise
            mismatch = Mismatch(_malformed(), answers=False)
    return Finding(case, seen, mismatch) if mismatch else None


@contextlib.contextmanager
def _faults_of(sheet: Sheet) -> Iterator[None]:
    """Whatever the check's own code raises leaves its mark open."""
    try:
        yield
    except GraderFaultError:
        raise
    except Exception as error:
        raise GraderFaultError(
            _("The check {check} failed itself: {kind}: {error}").format(
                check=sheet.check.name, kind=type(error).__name__, error=error
            )
        ) from error


@dataclasses.dataclass(frozen=True)
class Attempt:
    """How all checks of an exercise went with one worker, by the check's name in the order made.

    ``blamed`` is the check that pays for what calls that were refused have left behind, if there is one: no helper can
    change that.
    """

    exercise: Exercise
    looks: dict[str, Look]
    blamed: str = ""

    @property
    def score(self) -> float:
        """The points earned."""
        return rounded(look.sheet.check.points for look in self.looks.values() if look.passed)

    @property
    def final(self) -> bool:
        """Whether right helpers could not change the outcome: all is right, nothing is written, or
        the grader failed.
        """
        faults = any(look.settled and look.settled.status is Status.GRADER_ERROR for look in self.looks.values())
        right = all(look.passed for name, look in self.looks.items() if name != self.blamed)
        return faults or right or self.unwritten == self.exercise.name

    @property
    def right(self) -> bool:
        """Whether every check has passed."""
        return all(look.passed for look in self.looks.values())

    @property
    def not_attempted(self) -> bool:
        """Whether nothing is written yet."""
        return bool(self.unwritten)

    @property
    def unwritten(self) -> str:
        """What is not written yet: the exercise, or what none of it can be seen without; empty if
        something is.
        """
        seen = [outcome for look in self.looks.values() for outcome in look.seen]
        blank = bool(seen) and all(messages.is_stub(self.exercise, outcome) for outcome in seen)
        return messages.unwritten(self.exercise, seen) if blank else ""


def attempt(exercise: Exercise, sheets: list[Sheet], observer: Observer) -> Attempt:
    """Makes all checks on all their cases; those that wait only once another check has passed.

    Args:
        exercise: what is judged.
        sheets: its checks in the order in which they are made.
        observer: asks the student's module.
    """
    looks: dict[str, Look] = {}
    for sheet in sheets:
        timeouts = sum(look.lost is Status.TIMEOUT for look in looks.values())
        if sheet.check.waits and not any(look.passed for look in looks.values()):
            look = Look(sheet, settled=marks.skipped(sheet.check))
        elif timeouts >= MAX_TIMEOUTS:
            look = _not_tried(
                sheet, _("Not tried: {exercise} did not finish in time before.").format(exercise=exercise.name)
            )
        elif not observer.student.has_time:
            look = _not_tried(sheet, _("Not tried: the time for the whole submission was up before."))
        else:
            look = _look(sheet, observer, [name for name, look in looks.items() if look.passed])
        looks[sheet.check.name] = look
    return Attempt(exercise, looks)


def _not_tried(sheet: Sheet, message: str) -> Look:
    return Look(sheet, settled=marks.failed(sheet.check, Status.TIMEOUT, message))


def _look(sheet: Sheet, observer: Observer, passed: Collection[str]) -> Look:
    """How a check goes with a module that passed these others."""
    if not any(sheet.check.counts(case.arguments, passed) for case in sheet.cases):
        return Look(sheet, settled=marks.skipped(sheet.check))
    seen: list[Outcome] = []
    try:
        for outcome in observer.outcomes(sheet):
            seen.append(outcome)  # noqa: PERF402 - one by one, to know at which case the worker was lost
        places = (place for place, case in enumerate(sheet.cases) if sheet.check.counts(case.arguments, passed))
        findings = tuple(filter(None, (_found_at(sheet, place, seen[place]) for place in places)))
    except WorkerLostError as loss:
        settled = _lost(sheet, loss, sheet.cases[len(seen)])
        return Look(sheet, tuple(seen), settled=settled, lost=loss.status)
    except GraderFaultError as fault:
        return Look(sheet, settled=marks.failed(sheet.check, Status.GRADER_ERROR, str(fault)))
    finally:
        if sheet.batch:
            sheet.batch.right.forget()
    return Look(sheet, tuple(seen), findings, None if findings else marks.passed(sheet.check))


def _found_at(sheet: Sheet, place: int, seen: Outcome) -> Finding | None:
    """What is wrong with what was seen of the case at this place, unless that is known to be right."""
    right = sheet.batch.right if sheet.batch else None
    if right and right.has(place, seen):
        return None
    finding = found_in(sheet, sheet.cases[place], seen)
    if right and not finding:
        right.keep(place, seen)
    return finding


def _lost(sheet: Sheet, loss: WorkerLostError, case: Case) -> CheckResult:
    message = messages.loss(sheet.exercise.name, loss.status, loss.reason)
    return marks.failed(sheet.check, loss.status, message, messages.counterexample(sheet, case))
