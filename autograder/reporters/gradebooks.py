"""Reports as tables for other gradebooks: CSV files that Canvas and Moodle import.  A mark that is
open is left empty.

Canvas matches by login where the other columns are empty:
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
Moodle lets the teacher map ``username`` and each unit: https://docs.moodle.org/en/Grade_import
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from autograder.errors import KitError
from autograder.report import GradingRun, Report
from autograder.reporters.words import printable

_CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]


class AmbiguousStudentError(KitError):
    """Two submissions would share a cell."""


def canvas(run: GradingRun) -> str:
    """The marks as Canvas imports them: a column for each unit, and the points possible in a row of
    their own.
    """
    run = printable(run)
    possible = {report.unit: f"{report.max_score:g}" for report in run.reports}
    units = sorted(possible)
    rows = [[student, "", "", student, "", *marks] for student, marks in _table(run, units)]
    return _csv(
        [[*_CANVAS, *units], ["    Points Possible", "", "", "", "", *(possible[unit] for unit in units)], *rows]
    )


def moodle(run: GradingRun) -> str:
    """The marks as Moodle imports them: a column for each unit beside the user's name."""
    run = printable(run)
    units = sorted({report.unit for report in run.reports})
    return _csv([["username", *units], *([student, *marks] for student, marks in _table(run, units))])


def student_of(report: Report) -> str:
    """Who handed in, told from the path: the folder above the unit's own, as in
    ``submitted/ada/conv1d/conv1d.py``.
    """
    folders = [part for part in PurePath(report.submission).parts[:-1] if part != report.unit]
    return folders[-1] if folders else ""


def _table(run: GradingRun, units: Sequence[str]) -> Iterable[tuple[str, list[str]]]:
    scores: dict[tuple[str, str], float | None] = {}
    for report in run.reports:
        key = (student_of(report), report.unit)
        if key in scores:
            raise AmbiguousStudentError(
                f"There are two submissions of {key[0] or 'nobody'} for {key[1]}. Name one of them alone, or hand "
                "in to <student>/<unit>/."
            )
        scores[key] = report.score
    for student in sorted({student for student, _ in scores}):
        marks = [scores.get((student, unit)) for unit in units]
        yield student, ["" if mark is None else f"{mark:g}" for mark in marks]


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins with one of these for a formula, and students choose their
    folders' names.
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
