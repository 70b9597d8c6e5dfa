"""What students see of a report: the course's policy, applied before any reporter sees the report.

Whoever shows reports to students asks here for what may be shown there; all reporters show all that they get.
"""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

from autograder.course.due_dates import DueDates, read_extensions
from autograder.course.feedback import Detail, Rules, Surface
from autograder.course.settings import read_settings
from autograder.languages import N_, _
from autograder.report import CheckResult, ExerciseResult, GradingRun, Report, Status, XRay
from autograder.reporters.outputs import View

ONLY_POINTS = N_("Only the points are shown here.")
NO_EXAMPLES = N_("The examples that show what is wrong are left out here.")
OPEN = N_("The grader failed, so this mark is open.")

_IN_PLACE_OF_A_MESSAGE = {
    Status.FAILED: N_("Some answers are wrong."),
    Status.ERROR: N_("It raises an error, or ends the program."),
    Status.TIMEOUT: N_("It does not finish in time."),
    Status.FORBIDDEN: N_("It touches files, the network or other programs."),
    Status.GRADER_ERROR: OPEN,
}
"""A message tells what was expected, or was written by the student's code, which knows the input."""

_STANDS_FOR_ITSELF = (Status.NOT_ATTEMPTED, Status.MISSING)
"""Exercises of which no check was made: what is said of them holds without any input."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Moment:
    """When a report is shown.

    Args:
        now: the time.
        attempt: which attempt of the student it is, from 1; None where nobody counts.
        due: when the unit is due for everybody, where that is known from elsewhere than the course.
    """

    now: datetime.datetime
    attempt: int | None = None
    due: datetime.datetime | None = None


def read_due_dates(course: Path) -> DueDates:
    """When the units of a course are due, for all and for some.

    Raises:
        SettingsError: the course's settings cannot be read.
        ExtensionsError: its table of extensions cannot be read.
    """
    return DueDates(read_settings(course).due_dates, read_extensions(course))


def view(run: GradingRun, course: Path, surface: Surface, moment: Moment) -> View:
    """What may be shown of a run in one place, now and when all is due; raises as :func:`read_due_dates` does."""
    rules, dates = read_settings(course).feedback.of(surface), read_due_dates(course)

    def shown(*, later: bool) -> GradingRun:
        reports = (_shown(each, rules, moment, _due(dates, each.unit, moment), later=later) for each in run.reports)
        return dataclasses.replace(run, reports=tuple(reports))

    return View(shown(later=False), shown(later=True))


def shows_all(course: Path, unit: str, surface: Surface, moment: Moment) -> bool:
    """Whether students may see there all of a report on a unit; raises as :func:`read_due_dates` does."""
    rules, due = read_settings(course).feedback.of(surface), _due(read_due_dates(course), unit, moment)
    is_due = due is not None and due <= moment.now
    return rules.detail(is_due=is_due, attempt=moment.attempt) is Detail.COUNTEREXAMPLES


def _due(dates: DueDates, unit: str, moment: Moment) -> datetime.datetime | None:
    """When nobody may hand in any more, as far as anybody says so."""
    return max(filter(None, (dates.last(unit), moment.due)), default=None)


def _shown(report: Report, rules: Rules, moment: Moment, due: datetime.datetime | None, *, later: bool) -> Report:
    is_due = later or (due is not None and due <= moment.now)
    detail = rules.detail(is_due=is_due, attempt=moment.attempt)
    return withheld(report, detail, _when_more(rules, detail, moment.attempt, due, is_due=is_due))


def _when_more(
    rules: Rules, detail: Detail, attempt: int | None, due: datetime.datetime | None, *, is_due: bool
) -> str:
    """When there is more to see, in a sentence; empty where that is never, or takes both."""
    if rules.detail(is_due=True, attempt=attempt) > detail:
        after = _("There is more after {due}.")
        return after.format(due=f"{due:%Y-%m-%d %H:%M %Z}") if due else _("There is more when all have handed in.")
    later = range(attempt + 1, len(rules.first_attempts) + 2) if attempt else ()
    better = (each for each in later if rules.detail(is_due=is_due, attempt=each) > detail)
    said = _("There is more from attempt {each} on; this is attempt {attempt}.")
    return next((said.format(each=each, attempt=attempt) for each in better), "")


def withheld(report: Report, detail: Detail, when_more: str = "") -> Report:
    """The report without what is more than ``detail``.  Its message says that something is left out, and
    ``when_more``.
    """
    if detail is Detail.COUNTEREXAMPLES:
        return report
    exercise = _points_alone if detail is Detail.SCORE else _with_hints
    exercises = tuple(map(exercise, report.exercises))
    if report.status is Status.UNREADABLE:
        return dataclasses.replace(report, exercises=exercises)
    said = _(OPEN) if report.status is Status.GRADER_ERROR else ""
    left_out = _(ONLY_POINTS) if detail is Detail.SCORE else _(NO_EXAMPLES)
    if detail is Detail.HINTS and exercises == report.exercises:
        return dataclasses.replace(report, message=said)
    message = " ".join(filter(None, (said, left_out, when_more)))
    return dataclasses.replace(report, exercises=exercises, message=message)


def _points_alone(result: ExerciseResult) -> ExerciseResult:
    """An exercise as if it had one check for what it has earned, and one for the rest."""
    missed, status = round(result.max_score - result.score, 6), Status.FAILED
    if result.status is Status.GRADER_ERROR:
        status = Status.GRADER_ERROR
    elif result.status in _STANDS_FOR_ITSELF:
        status = Status.SKIPPED
    said = "" if status is Status.FAILED else _message(result, status, result.checks[0].message)
    earned = CheckResult(
        name="other_checks", text=_("What is right."), status=Status.PASSED, score=result.score, max_score=result.score
    )
    rest = CheckResult(
        name="some_checks", text=_("What is not right yet."), status=status, score=0.0, max_score=missed, message=said
    )
    return ExerciseResult(
        name=result.name,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        line=result.line,
        bonus=result.bonus,
        checks=(earned,) if result.status is Status.PASSED else (earned, rest) if result.score else (rest,),
    )


def _with_hints(result: ExerciseResult) -> ExerciseResult:
    """An exercise without its examples and formulas."""
    checks = tuple(
        dataclasses.replace(check, message=_message(result, check.status, check.message), counterexample=None)
        for check in result.checks
    )
    xray = XRay(when=result.xray.when) if result.xray and result.xray.when else None
    return dataclasses.replace(result, checks=checks, xray=xray)


def _message(result: ExerciseResult, status: Status, message: str) -> str:
    if result.status in _STANDS_FOR_ITSELF or status is Status.SKIPPED:
        return message
    return _(_IN_PLACE_OF_A_MESSAGE.get(status, ""))
