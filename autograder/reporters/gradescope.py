"""Reports for Gradescope: the ``results.json`` that an autograder leaves for it.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
"""

from __future__ import annotations

import json
from typing import Any

from autograder.errors import KitError
from autograder.report import CheckResult, ExerciseResult, GradingRun, Status
from autograder.reporters.comparison import answers
from autograder.reporters.words import about_copies, in_a_check, of_an_xray, printable


class OpenMarkError(KitError):
    """The grader failed on a submission, so there is no mark to hand over."""


def results(run: GradingRun) -> str:
    """The results of all units handed in together, as JSON; every text is plain, so nothing in it
    is interpreted.

    Raises:
        OpenMarkError: a mark is open.  Gradescope shows an autograder that leaves no results as
            failed, and gives no points.
    """
    run = printable(run)
    for report in run.reports:
        if report.score is None:
            raise OpenMarkError(f"The mark of {report.unit} is open: {report.message}")
    tests = [
        _test(f"{unit}.{number}.{part}", exercise, check)
        for unit, report in enumerate(run.reports, 1)
        for number, exercise in enumerate(report.exercises, 1)
        for part, check in enumerate(exercise.checks, 1)
    ]
    document = {
        "score": sum({report.unit: report.score or 0.0 for report in reversed(run.reports)}.values()),  # each unit once
        "output": "\n".join(
            words for report in run.reports for words in (report.message, about_copies(report)) if words
        ),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    return json.dumps(document, indent=1) + "\n"


def _test(number: str, exercise: ExerciseResult, check: CheckResult) -> dict[str, Any]:
    return {
        "number": number,
        "name": f"{exercise.name}: {check.name.replace('_', ' ')}",
        "name_format": "text",
        "score": check.score,
        "max_score": check.max_score,
        "status": "passed" if check.status is Status.PASSED else "failed",
        "output": "\n".join(_lines(exercise, check)),
        "output_format": "text",
        "visibility": "visible",
    }


def _lines(exercise: ExerciseResult, check: CheckResult) -> list[str]:
    """What the check asks and, if it was not passed, what went wrong, on which input, and what the
    mistake is called.
    """
    lines = [check.text]
    if check.status is Status.PASSED:
        return lines
    lines.append(check.message)
    if check.counterexample:
        shown = [("call", check.counterexample.call), *answers(check.counterexample)]
        lines += [f"{title}: {text}" for title, text in shown]
    if exercise.diagnosis and check.status is not Status.SKIPPED:
        lines.append(f"hint: {exercise.diagnosis.hint}")
    if check.status is not Status.SKIPPED:
        lines += of_an_xray(exercise.xray)
    lines.append(in_a_check(check))
    return [line for line in lines if line]
