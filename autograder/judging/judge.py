"""From a submission to a report.

Each exercise's checks are made in the student's worker, case by case, and what comes back is
compared here.  An exercise that falls short while one of its prerequisites is wrong is judged once
more, with the reference answering for those
prerequisites: a mistake costs marks where it is, and only there.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from autograder.course.checks import Case, Check, Mismatch, in_order
from autograder.course.outcomes import Arguments, Outcome, Returned
from autograder.course.unit import Exercise
from autograder.course.variants import Misconception
from autograder.judging import messages
from autograder.judging.cases import Exam, complexity, shrunk
from autograder.judging.diagnosis import Diagnostician, same_outcome
from autograder.judging.remarks import remark
from autograder.report import CheckResult, Counterexample, Diagnosis, ExerciseResult, Report, Status, rounded
from autograder.subjects.deadlines import SUBMISSION_SECONDS, Budget
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.subjects.tiers import UnsafeSandboxError
from autograder.submissions.folders import Submission

MAX_TIMEOUTS = 2
"""After this many calls of an exercise that did not finish, its remaining checks are not tried."""


_DEPENDS_ON_EARLIER_CALLS = Diagnosis(
    misconception="depends_on_earlier_calls",
    hint="The same arguments got another answer after a fresh start. Keep nothing between calls: no global "
    "variables, no default argument that "
    "is changed, no random numbers but those that come from a given seed.",
)


@dataclasses.dataclass(frozen=True)
class _Finding:
    """The case on which a check failed, what was seen there, and why that is not accepted."""

    case: Case
    seen: Outcome
    mismatch: Mismatch


@dataclasses.dataclass(frozen=True)
class _Look:
    """How a check went, before a smaller counterexample is looked for.

    ``seen`` has the outcome of each case, ``findings`` the cases that failed; ``settled`` is the
    result if nothing is left to find.
    """

    check: Check
    seen: tuple[Outcome, ...] = ()
    findings: tuple[_Finding, ...] = ()
    settled: CheckResult | None = None

    @property
    def passed(self) -> bool:
        """Whether every case was as it should be."""
        return self.settled is not None and self.settled.status is Status.PASSED


class Judge:
    """Judges submissions of one unit, one after the other.

    Args:
        exam: the unit with its cases.
        server: where workers come from.
        search: whether to look for smaller counterexamples than the cases drawn; without it the
            marks and names are the same.
    """

    def __init__(self, exam: Exam, server: ForkServer, *, search: bool = True) -> None:
        self._exam = exam
        self._server = server
        self._search = search
        self._diagnostician = Diagnostician(exam)

    def judge(self, submission: Submission) -> Report:
        """The report on a submission; never raises for anything that a student hands in."""
        if submission.problem:
            return self.refuse(submission, submission.problem)
        try:
            with (
                Student(self._server, submission.unit, submission.files, budget=Budget(SUBMISSION_SECONDS)) as student,
                self._reference() as reference,  # starts when it is first asked
            ):
                try:
                    student.start()
                except StudentRaisedError as error:
                    return self.refuse(submission, messages.not_loaded(submission.unit, error.raised))
                except WorkerLostError as loss:
                    return self.refuse(submission, messages.lost_at_import(submission.unit, loss.reason))
                return self._graded(submission, student, reference)
        except GraderFaultError as fault:
            return self._open(submission, str(fault))
        except UnsafeSandboxError:
            raise  # then nobody is graded
        except Exception as error:  # noqa: BLE001 - an error of ours must not stop the class, and must not cost anybody a mark
            return self._open(submission, f"The grader failed: {type(error).__name__}: {error}")

    def _graded(self, submission: Submission, student: Student, reference: Student) -> Report:
        results: dict[str, ExerciseResult] = {}
        lines = student.defined  # as they were found first: a new worker may claim others
        for exercise in self._exam.unit.exercises:
            result = self._exercise(exercise, submission, student, reference, results)
            results[exercise.name] = dataclasses.replace(result, line=lines.get(exercise.name, 0))
        open_marks = any(result.status is Status.GRADER_ERROR for result in results.values())
        return Report(
            submission=submission.name,
            unit=submission.unit,
            status=Status.GRADER_ERROR if open_marks else Status.GRADED,
            score=None if open_marks else rounded(result.score for result in results.values()),
            max_score=self._exam.unit.points,
            message="The grader failed on some exercises; their marks are open." if open_marks else "",
            exercises=tuple(results.values()),
        )

    def _exercise(
        self,
        exercise: Exercise,
        submission: Submission,
        student: Student,
        reference: Student,
        earlier: Mapping[str, ExerciseResult],
    ) -> ExerciseResult:
        if exercise.name not in student.defined:
            return _without_marks(
                exercise, Status.MISSING, f"{submission.unit}.py has no {exercise.name}: was it renamed or deleted?"
            )
        doubtful = sorted(
            name for name in self._exam.unit.prerequisites(exercise.name) if earlier[name].status is not Status.PASSED
        )
        hanging = any(check.status is Status.TIMEOUT for name in doubtful for check in earlier[name].checks)
        own = None if hanging else self._attempt(exercise, student)
        if own and (not doubtful or own.final):
            return own.result()
        with Student(
            self._server,
            submission.unit,
            submission.files,
            helpers=doubtful,
            answer=reference.answer,
            budget=student.budget,
        ) as helped:
            isolated = self._attempt(exercise, helped)
            if own and isolated.score <= own.score:
                return own.result()
            return dataclasses.replace(isolated.result(), isolated=tuple(doubtful))

    def _reference(self) -> Student:
        """The reference in a worker of its own: a student can ask it for more than there is time
        and memory for.
        """
        unit = self._exam.unit
        return Student(self._server, unit.name, {f"{unit.name}.py": unit.solution.encode()})

    def _attempt(self, exercise: Exercise, student: Student) -> _Attempt:
        attempt = _Attempt(self._exam, self._diagnostician, exercise, student, search=self._search)
        attempt.make()
        return attempt

    def refuse(self, submission: Submission, message: str) -> Report:
        """The report on a submission that cannot be graded, through no fault of the grader: zero,
        with the reason.
        """
        return self._blank(submission, Status.UNREADABLE, Status.MISSING, message, 0.0)

    def _open(self, submission: Submission, message: str) -> Report:
        return self._blank(submission, Status.GRADER_ERROR, Status.GRADER_ERROR, message, None)

    def _blank(
        self, submission: Submission, status: Status, exercises: Status, message: str, score: float | None
    ) -> Report:
        return Report(
            submission=submission.name,
            unit=submission.unit,
            status=status,
            score=score,
            max_score=self._exam.unit.points,
            message=message,
            exercises=tuple(_without_marks(exercise, exercises, message) for exercise in self._exam.unit.exercises),
        )


class _Attempt:
    """One exercise judged with one worker: check after check, until too many calls hang."""

    def __init__(
        self, exam: Exam, diagnostician: Diagnostician, exercise: Exercise, student: Student, *, search: bool
    ) -> None:
        self._exam = exam
        self._diagnostician = diagnostician
        self._exercise = exercise
        self._student = student
        self._timeouts = 0
        self._search = search
        self._looks: dict[str, _Look] = {}

    def make(self) -> None:
        """Makes all checks on all their cases; manners only once another check has passed."""
        for check in in_order(self._exercise.checks):
            earned = not check.manners or any(look.passed for look in self._looks.values())
            self._looks[check.name] = self._look(check) if earned else _Look(check, settled=_skipped(check))

    @property
    def score(self) -> float:
        """The points earned."""
        return rounded(look.check.points for look in self._looks.values() if look.passed)

    @property
    def final(self) -> bool:
        """Whether right helpers could not change the outcome: all is right, nothing is written, or
        the grader failed.
        """
        faults = any(look.settled and look.settled.status is Status.GRADER_ERROR for look in self._looks.values())
        return faults or self._not_attempted or all(look.passed for look in self._looks.values())

    def result(self) -> ExerciseResult:
        """The exercise's result: what passed, and for what failed a counterexample and the name of
        the mistake.
        """
        if self._not_attempted:
            return _without_marks(self._exercise, Status.NOT_ATTEMPTED, f"{self._exercise.name} is not written yet.")
        mistake = self._mistake()
        checks = tuple(self._explained(self._looks[check.name], mistake) for check in self._exercise.checks)
        return ExerciseResult(
            name=self._exercise.name,
            status=_exercise_status(checks),
            score=self.score,
            max_score=self._exercise.points,
            diagnosis=Diagnosis(misconception=mistake.name, hint=mistake.hint) if mistake else self._remark(),
            checks=checks,
        )

    @property
    def _not_attempted(self) -> bool:
        seen = [outcome for look in self._looks.values() for outcome in look.seen]
        return bool(seen) and all(messages.is_stub(self._exercise.name, outcome) for outcome in seen)

    def _mistake(self) -> Misconception | None:
        if not any(look.findings for look in self._looks.values()):
            return None
        return self._diagnostician.diagnose(
            self._exercise, {name: look.seen for name, look in self._looks.items() if look.seen}
        )

    def _remark(self) -> Diagnosis | None:
        """What can be said of a mistake that has no name."""
        plain = [look for look in self._looks.values() if not look.check.manners]
        findings = [finding for look in plain for finding in look.findings]
        if not findings:
            proven = [
                finding.mismatch
                for look in self._looks.values()
                for finding in look.findings
                if finding.mismatch.remark
            ]
            return Diagnosis(misconception=proven[0].remark, hint=f"{proven[0].what}.".capitalize()) if proven else None
        if self._answers_differ(next(look for look in reversed(plain) if look.findings)):
            return _DEPENDS_ON_EARLIER_CALLS
        if any(len(look.seen) < len(self._cases(look.check)) for look in plain):
            return None
        asked = [pair for look in plain for pair in zip(self._cases(look.check), look.seen, strict=True)]
        with contextlib.suppress(Exception):  # no mark depends on a remark, so a fault in one must open none
            return remark(asked, lambda arguments: Returned(self._exam.reference.call(self._exercise.name, arguments)))
        return None

    def _answers_differ(self, look: _Look) -> bool:
        """Whether a new worker gives another answer to a case than this one did after all it was
        asked before.
        """
        finding = look.findings[-1]  # after most other calls
        self._student.end()
        with contextlib.suppress(WorkerLostError):
            again = self._observe(look.check, finding.case.arguments)
            return not same_outcome(again, finding.seen)
        return False

    def _cases(self, check: Check) -> Sequence[Case]:
        return self._exam.cases[self._exercise.name, check.name]

    # Looking: what the student's code does on the cases drawn.

    def _look(self, check: Check) -> _Look:
        if self._timeouts >= MAX_TIMEOUTS:
            return _Look(
                check,
                settled=_failed(
                    check, Status.TIMEOUT, f"Not tried: {self._exercise.name} did not finish in time before."
                ),
            )
        if not self._student.has_time:
            return _Look(
                check,
                settled=_failed(check, Status.TIMEOUT, "Not tried: the time for the whole submission was up before."),
            )
        cases = self._cases(check)
        seen: list[Outcome] = []
        try:
            for outcome in self._outcomes(check, cases):
                seen.append(outcome)  # noqa: PERF402 - one by one, to know at which case the worker was lost
            findings = tuple(
                _Finding(case, outcome, mismatch)
                for case, outcome in zip(cases, seen, strict=True)
                if (mismatch := _accepted(check, case, outcome))
            )
        except WorkerLostError as loss:
            self._timeouts += loss.status is Status.TIMEOUT
            return _Look(check, tuple(seen), settled=self._lost(check, loss, cases[len(seen)]))
        except GraderFaultError as fault:
            return _Look(check, settled=_failed(check, Status.GRADER_ERROR, str(fault)))
        return _Look(check, tuple(seen), findings, None if findings else _passed(check))

    def _outcomes(self, check: Check, cases: Sequence[Case]) -> Iterator[Outcome]:
        self._student.seconds = check.seconds
        requests = self._exam.requests(self._exercise.name, check)
        return self._student.each(requests) if requests else (self._observe(check, case.arguments) for case in cases)

    def _observe(self, check: Check, arguments: Arguments) -> Outcome:
        self._student.seconds = check.seconds
        try:
            return Returned(check.observe(self._student, self._exercise.name, arguments))
        except StudentRaisedError as error:
            return error.raised
        except GraderFaultError:
            raise
        except Exception as error:
            raise GraderFaultError(f"The check {check.name} failed itself: {type(error).__name__}: {error}") from error

    def _lost(self, check: Check, loss: WorkerLostError, case: Case) -> CheckResult:
        exercise = self._exercise.name
        return _failed(
            check,
            loss.status,
            messages.loss(exercise, loss.status, loss.reason),
            messages.counterexample(exercise, check, case),
        )

    # Explaining: the smallest counterexample that can be had at a fair price.

    def _explained(self, look: _Look, mistake: Misconception | None) -> CheckResult:
        if look.settled:
            return look.settled
        found = self._simplest(look, mistake)
        exercise = self._exercise.name
        message = messages.mismatch(exercise, found.seen, found.mismatch)
        shown = messages.counterexample(exercise, look.check, found.case, found.seen, found.mismatch)
        return _failed(look.check, messages.status(found.seen), message, shown)

    def _simplest(self, look: _Look, mistake: Misconception | None) -> _Finding:
        """The smallest case that fails: searched for in the first check that fails; for the others
        the smallest of those drawn will do.
        """
        better = list(look.findings)
        if self._search:
            self._search = False
            with contextlib.suppress(WorkerLostError):  # what was found before that will do
                better += self._known(look.check, mistake) or self._searched(look.check)
        return min(better, key=lambda found: complexity(found.case.arguments))

    def _known(self, check: Check, mistake: Misconception | None) -> list[_Finding]:
        """The smallest case for a known mistake, if the student's code fails on it as it should."""
        arguments = self._diagnostician.simplest(mistake, self._exercise, check) if mistake else None
        found = self._finding(check, arguments) if arguments else None
        return [found] if found else []

    def _searched(self, check: Check) -> list[_Finding]:
        """Ever smaller cases that fail, found with the student's code itself."""
        findings: list[_Finding] = []

        def fails(arguments: Arguments) -> bool:
            found = self._finding(check, arguments)
            if found:
                findings.append(found)
            return found is not None

        with contextlib.suppress(WorkerLostError):
            shrunk(check.cases, check.count, self._exam.check_seed(self._exercise.name, check), fails)
        return findings

    def _finding(self, check: Check, arguments: Arguments) -> _Finding | None:
        case = self._exam.answered(self._exercise.name, check, arguments)
        seen = self._observe(check, arguments)
        mismatch = _accepted(check, case, seen)
        return _Finding(case, seen, mismatch) if mismatch else None


def _accepted(check: Check, case: Case, outcome: Outcome) -> Mismatch | None:
    try:
        return check.accept(case, outcome)
    except Exception as error:
        raise GraderFaultError(f"The check {check.name} failed itself: {type(error).__name__}: {error}") from error


def _passed(check: Check) -> CheckResult:
    return CheckResult(
        name=check.name, text=check.text, status=Status.PASSED, score=check.points, max_score=check.points
    )


def _skipped(check: Check) -> CheckResult:
    return _failed(check, Status.SKIPPED, "Counts once another check of this exercise passes.")


def _failed(check: Check, status: Status, message: str, counterexample: Counterexample | None = None) -> CheckResult:
    return CheckResult(
        name=check.name,
        text=check.text,
        status=status,
        score=0.0,
        max_score=check.points,
        message=message,
        counterexample=counterexample,
    )


def _exercise_status(checks: Sequence[CheckResult]) -> Status:
    statuses = {check.status for check in checks}
    if Status.GRADER_ERROR in statuses:
        return Status.GRADER_ERROR
    if statuses == {Status.PASSED}:
        return Status.PASSED
    return Status.PARTIAL if Status.PASSED in statuses else Status.FAILED


def _without_marks(exercise: Exercise, status: Status, message: str) -> ExerciseResult:
    check_status = Status.GRADER_ERROR if status is Status.GRADER_ERROR else Status.SKIPPED
    checks = tuple(_failed(check, check_status, message) for check in exercise.checks)
    return ExerciseResult(name=exercise.name, status=status, score=0.0, max_score=exercise.points, checks=checks)
