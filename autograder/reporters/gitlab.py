"""Reports for GitLab's merge requests: a code quality report, which GitLab shows beside the changed
lines.

The format is GitLab's subset of the Code Climate report:
https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import itertools
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from autograder.languages import _
from autograder.report import ExerciseResult, GradingRun, Ignored, Report, Status
from autograder.reporters.words import printable, reason

_SEVERITY = {Status.PARTIAL: "minor", Status.NOT_ATTEMPTED: "info", Status.GRADER_ERROR: "info"}


def code_quality(run: GradingRun) -> Iterator[str]:
    """The report as JSON, piece by piece: one entry for each exercise that falls short, and one for each
    file that was changed in vain.
    """
    run = printable(run)
    entries = (
        _entry(report, exercise)
        for report in run.reports
        for exercise in report.exercises
        if exercise.status is not Status.PASSED
    )
    number = -1
    for number, entry in enumerate(itertools.chain(entries, map(_in_vain, run.ignored))):
        yield f"{',' if number else '['}\n{textwrap.indent(json.dumps(entry, indent=1), ' ')}"
    yield "\n]\n" if number >= 0 else "[]\n"


def _in_vain(ignored: Ignored) -> dict[str, Any]:
    return {
        "description": _("Changed without effect on marks: {reason}.").format(reason=ignored.reason),
        "check_name": _("without effect on marks"),
        "fingerprint": hashlib.sha256(f"{ignored.path}\n{ignored.reason}".encode()).hexdigest(),
        "severity": "info",
        "location": {"path": ignored.path, "lines": {"begin": 1}},
    }


def _entry(report: Report, exercise: ExerciseResult) -> dict[str, Any]:
    return {
        "description": f"{exercise.name}: {reason(exercise)}",
        "check_name": f"{report.unit}/{exercise.name}",
        "fingerprint": hashlib.sha256(f"{report.submission}\n{report.unit}\n{exercise.name}".encode()).hexdigest(),
        "severity": _SEVERITY.get(exercise.status, "major"),
        "location": {"path": report.submission, "lines": {"begin": max(exercise.line, 1)}},
    }
