"""From a submission to a report.

Each exercise's checks are made in the student's worker, case by case, and what comes back is compared here.  An exercise that
falls short while one of its prerequisites is wrong is judged once more, with the reference answering for those
prerequisites: a mistake costs marks where it is, and only there.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence

from autograder import messages
from autograder.cases import Exam, complexity, shrunk
from autograder.diagnosis import Diagnostician
from autograder.report import CheckResult, Counterexample, ExerciseResult, Report, Status, rounded
from autograder.student import ForkServer, GraderFaultError, Student, StudentRaisedError, WorkerLostError
from autograder.submission import Submission
from autograder.unit import Arguments, Case, Check, Exercise, Mismatch, Outcome, Returned

MAX_TIMEOUTS = 2
"""After this many calls of an exercise that did not finish, its remaining checks are not tried."""


@dataclasses.dataclass(frozen=True)
class _Finding:
    """The case on which a check failed, what was seen there, and why that is not accepted."""

    case: Case
    seen: Outcome
    mismatch: Mismatch


@dataclasses.dataclass(frozen=True)
class _Verdict:
    """What a check came to: the result for the report, and what was seen case by case."""

    result: CheckResult
    seen: tuple[Outcome, ...] = ()


class Judge:
    """Judges submissions of one unit, one after the other.

    Args:
        exam: the unit with its cases.
        server: where workers come from.
    """

    def __init__(self, exam: Exam, server: ForkServer) -> None:
        self._exam = exam
        self._server = server
        self._diagnostician = Diagnostician(exam)

    def judge(self, submission: Submission) -> Report:
        """The report on a submission; never raises for anything that a student hands in."""
        if submission.problem:
            return self.refuse(submission, submission.problem)
        try:
            with Student(self._server, submission.unit, submission.files) as student:
                try:
                    student.start()
                except StudentRaisedError as error:
                    return self.refuse(submission, messages.not_loaded(submission.unit, error.raised))
                except WorkerLostError as loss:
                    return self.refuse(submission, messages.lost_at_import(submission.unit, loss.reason))
                return self._graded(submission, student)
        except GraderFaultError as fault:
            return self._open(submission, str(fault))

    def _graded(self, submission: Submission, student: Student) -> Report:
        results: dict[str, ExerciseResult] = {}
        for exercise in self._exam.unit.exercises:
            results[exercise.name] = self._exercise(exercise, submission, student, results)
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

    def _exercise(self, exercise: Exercise, submission: Submission, student: Student, earlier: Mapping[str, ExerciseResult]) -> ExerciseResult:
        if exercise.name not in student.defined:
            return _without_marks(exercise, Status.MISSING, f"{submission.unit}.py has no {exercise.name}: was it renamed or deleted?")
        doubtful = sorted(name for name in self._exam.unit.prerequisites(exercise.name) if earlier[name].status is not Status.PASSED)
        hanging = any(check.status is Status.TIMEOUT for name in doubtful for check in earlier[name].checks)
        result = None if hanging else self._attempt(exercise, student)
        if doubtful and (result is None or result.status not in (Status.PASSED, Status.NOT_ATTEMPTED, Status.GRADER_ERROR)):
            isolated = self._attempt_isolated(exercise, submission, doubtful)
            if result is None or isolated.score > result.score:
                result = dataclasses.replace(isolated, isolated=tuple(doubtful))
        assert result is not None
        return result

    def _attempt_isolated(self, exercise: Exercise, submission: Submission, helpers: Sequence[str]) -> ExerciseResult:
        with Student(self._server, submission.unit, submission.files, helpers=helpers, answer=self._exam.reference.answer) as student:
            return self._attempt(exercise, student)

    def _attempt(self, exercise: Exercise, student: Student) -> ExerciseResult:
        attempt = _Attempt(self._exam, exercise, student)
        plain = [attempt.check(check) for check in exercise.checks if not check.manners]
        if plain and _not_attempted(exercise, plain):
            return _without_marks(exercise, Status.NOT_ATTEMPTED, f"{exercise.name} is not written yet.")
        earned = any(verdict.result.status is Status.PASSED for verdict in plain)
        manners = [attempt.check(check) if earned else _Verdict(_skipped(check)) for check in exercise.checks if check.manners]
        verdicts = {verdict.result.name: verdict for verdict in (*plain, *manners)}
        checks = tuple(verdicts[check.name].result for check in exercise.checks)
        status = _exercise_status(checks)
        seen = {name: verdict.seen for name, verdict in verdicts.items() if verdict.result.status is not Status.SKIPPED}
        return ExerciseResult(
            name=exercise.name,
            status=status,
            score=rounded(check.score for check in checks),
            max_score=exercise.points,
            diagnosis=self._diagnostician.diagnose(exercise, seen) if status in (Status.PARTIAL, Status.FAILED) else None,
            checks=checks,
        )

    def refuse(self, submission: Submission, message: str) -> Report:
        """The report on a submission that cannot be graded, through no fault of the grader: zero, with the reason."""
        return self._blank(submission, Status.UNREADABLE, Status.MISSING, message, 0.0)

    def _open(self, submission: Submission, message: str) -> Report:
        return self._blank(submission, Status.GRADER_ERROR, Status.GRADER_ERROR, message, None)

    def _blank(self, submission: Submission, status: Status, exercises: Status, message: str, score: float | None) -> Report:
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

    def __init__(self, exam: Exam, exercise: Exercise, student: Student) -> None:
        self._exam = exam
        self._exercise = exercise
        self._student = student
        self._timeouts = 0
        self._counterexample_sought = False

    def check(self, check: Check) -> _Verdict:
        """Makes a check on all its cases."""
        if self._timeouts >= MAX_TIMEOUTS:
            return _Verdict(_failed(check, Status.TIMEOUT, f"Not tried: {self._exercise.name} did not finish in time before."))
        seen: list[Outcome] = []
        try:
            findings = []
            for case in self._exam.cases[self._exercise.name, check.name]:
                outcome = self._observe(check, case.arguments)
                seen.append(outcome)
                mismatch = _accepted(check, case, outcome)
                if mismatch:
                    findings.append(_Finding(case, outcome, mismatch))
            if not findings:
                return _Verdict(_passed(check), tuple(seen))
            return _Verdict(self._failure(check, findings), tuple(seen))
        except WorkerLostError as loss:
            self._timeouts += loss.status is Status.TIMEOUT
            return _Verdict(self._lost(check, loss, self._exam.cases[self._exercise.name, check.name][len(seen)]), tuple(seen))
        except GraderFaultError as fault:
            return _Verdict(_failed(check, Status.GRADER_ERROR, str(fault)), tuple(seen))

    def _observe(self, check: Check, arguments: Arguments) -> Outcome:
        self._student.seconds = check.seconds
        try:
            return Returned(check.observe(self._student, self._exercise.name, arguments))
        except StudentRaisedError as error:
            return error.raised

    def _failure(self, check: Check, findings: Sequence[_Finding]) -> CheckResult:
        found = min(findings, key=lambda finding: complexity(finding.case.arguments))
        if not self._counterexample_sought and not messages.is_stub(self._exercise.name, found.seen):
            self._counterexample_sought = True
            found = self._simplest(check, found)
        exercise = self._exercise.name
        message = messages.mismatch(exercise, found.seen, found.mismatch)
        return _failed(check, messages.status(found.seen), message, messages.counterexample(exercise, check, found.case, found.seen, found.mismatch))

    def _simplest(self, check: Check, found: _Finding) -> _Finding:
        """The smallest case that fails, as far as the search goes; a case on which the worker is lost ends the search."""
        better = [found]

        def fails(arguments: Arguments) -> bool:
            case = self._exam.answered(self._exercise.name, check, arguments)
            outcome = self._observe(check, arguments)
            mismatch = _accepted(check, case, outcome)
            if mismatch:
                better.append(_Finding(case, outcome, mismatch))
            return mismatch is not None

        with contextlib.suppress(WorkerLostError):  # what was found before that will do
            shrunk(check.cases, check.count, self._exam.check_seed(self._exercise.name, check), fails)
        return min(better, key=lambda finding: complexity(finding.case.arguments))

    def _lost(self, check: Check, loss: WorkerLostError, case: Case) -> CheckResult:
        exercise = self._exercise.name
        return _failed(check, loss.status, messages.loss(exercise, loss.status, loss.reason), messages.counterexample(exercise, check, case))


def _accepted(check: Check, case: Case, outcome: Outcome) -> Mismatch | None:
    try:
        return check.accept(case, outcome)
    except Exception as error:
        raise GraderFaultError(f"The check {check.name} failed itself: {type(error).__name__}: {error}") from error


def _not_attempted(exercise: Exercise, verdicts: Sequence[_Verdict]) -> bool:
    seen = [outcome for verdict in verdicts for outcome in verdict.seen]
    return bool(seen) and all(messages.is_stub(exercise.name, outcome) for outcome in seen)


def _passed(check: Check) -> CheckResult:
    return CheckResult(name=check.name, text=check.text, status=Status.PASSED, score=check.points, max_score=check.points)


def _skipped(check: Check) -> CheckResult:
    return _failed(check, Status.SKIPPED, "Counts once another check of this exercise passes.")


def _failed(check: Check, status: Status, message: str, counterexample: Counterexample | None = None) -> CheckResult:
    return CheckResult(name=check.name, text=check.text, status=status, score=0.0, max_score=check.points, message=message, counterexample=counterexample)


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
