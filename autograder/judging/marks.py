"""From what was seen to what it is worth: the results of checks and exercises."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.course.checks import Check
from autograder.course.unit import Exercise
from autograder.languages import _
from autograder.report import CheckResult, Counterexample, ExerciseResult, Status


def passed(check: Check) -> CheckResult:
    """The result of a check with whose cases nothing is wrong: full points."""
    return CheckResult(
        name=check.name, text=_(check.text), status=Status.PASSED, score=check.points, max_score=check.points
    )


def failed(check: Check, status: Status, message: str, counterexample: Counterexample | None = None) -> CheckResult:
    """The result of a check that earns nothing, with the reason."""
    return CheckResult(
        name=check.name,
        text=_(check.text),
        status=status,
        score=0.0,
        max_score=check.points,
        message=message,
        counterexample=counterexample,
    )


def skipped(check: Check) -> CheckResult:
    """The result of a check that was not made, because nothing else of its exercise is right."""
    return failed(check, Status.SKIPPED, _("Counts once another check of this exercise passes."))


def without_marks(exercise: Exercise, status: Status, message: str) -> ExerciseResult:
    """The result of an exercise of which no check was made, or none counts."""
    of_checks = Status.GRADER_ERROR if status is Status.GRADER_ERROR else Status.SKIPPED
    return ExerciseResult(
        name=exercise.name,
        status=status,
        score=0.0,
        max_score=exercise.points,
        bonus=exercise.bonus,
        checks=tuple(failed(check, of_checks, message) for check in exercise.checks),
    )


def status_of(checks: Sequence[CheckResult]) -> Status:
    """What an exercise's checks come to."""
    statuses = {check.status for check in checks}
    if Status.GRADER_ERROR in statuses:
        return Status.GRADER_ERROR
    if statuses == {Status.PASSED}:
        return Status.PASSED
    return Status.PARTIAL if Status.PASSED in statuses else Status.FAILED
