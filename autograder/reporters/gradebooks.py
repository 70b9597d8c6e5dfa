"""Reports as tables for other gradebooks: CSV files that Canvas and Moodle import.  A mark that is
open is left empty.

Canvas matches by login where the other columns are empty:
https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
Moodle lets the teacher map ``username`` and each unit: https://docs.moodle.org/en/Grade_import

Students choose the names of folders, so a name may be one that the format reserves, nothing at all,
or that of somebody else in other letters.  Such rows are left out, and said: no name costs another
student a row.
"""

from __future__ import annotations

import collections
import csv
import dataclasses
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from autograder.report import ExerciseResult, GradingRun, Report, Status
from autograder.reporters.words import listed, printable

_CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
_POSSIBLE = "    Points Possible"

_RESERVED = re.compile(r"points\s*possible|student,\s*test|test\s+student|\(read only\)")
"""What Canvas takes for rows of its own."""

_HEADINGS = frozenset({"username", *(heading.lower() for heading in _CANVAS)})

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - some spreadsheets take these for the others


def canvas(run: GradingRun) -> str:
    """The marks as Canvas imports them: a column for each unit, and the points possible in a row of
    their own.
    """
    possible = {report.unit: f"{report.max_score:g}" for report in run.reports}
    units = sorted(possible)
    rows = [[student, "", "", student, "", *marks] for student, marks in _table(run, units)]
    return _csv([[*_CANVAS, *units], [_POSSIBLE, "", "", "", "", *(possible[unit] for unit in units)], *rows])


def moodle(run: GradingRun) -> str:
    """The marks as Moodle imports them: a column for each unit beside the user's name."""
    units = sorted({report.unit for report in run.reports})
    return _csv([["username", *units], *([student, *marks] for student, marks in _table(run, units))])


def by_exercise(run: GradingRun) -> GradingRun:
    """The run as if each exercise were a unit: then the tables have a column for each."""
    return dataclasses.replace(
        run, reports=tuple(_alone(report, result) for report in run.reports for result in report.exercises)
    )


def _alone(report: Report, result: ExerciseResult) -> Report:
    is_open = report.score is None and result.status is Status.GRADER_ERROR
    return dataclasses.replace(
        report,
        unit=f"{report.unit}: {result.name}",
        score=None if is_open else result.score,
        max_score=0.0 if result.bonus else result.max_score,
        exercises=(result,),
    )


def left_out(run: GradingRun) -> list[str]:
    """Whose marks are not in the tables, and why, in a sentence for each reason."""
    names: dict[str, list[str]] = {}
    for student, why in _refused(run).items():
        names.setdefault(why, []).append(printable(student) or "Nobody")
    return [f"{listed(whose)}: {why}" for why, whose in names.items()]


def _refused(run: GradingRun) -> dict[str, str]:
    """Whose rows are left out, and why."""
    students = list(dict.fromkeys(report.student for report in run.reports))
    alike = collections.defaultdict(list)
    for student in students:
        alike[_folded(student)].append(printable(student))
    times = collections.Counter((report.student, report.unit) for report in run.reports)
    twice = {student for (student, _), count in times.items() if count > 1}
    whys = {student: _why(student, alike[_folded(student)], student in twice) for student in students}
    return {student: why for student, why in whys.items() if why}


def _why(student: str, alike: Sequence[str], twice: bool) -> str:
    """Why a student has no row; empty where there is one."""
    if not _folded(student):
        return "whose marks these are is not known, so they are left out. Say it with --students."
    if _RESERVED.search(_folded(student)) or _folded(student) in _HEADINGS:
        return "this name means something else in such a table, so its marks are left out. Rename the folder."
    if ";" in student:
        return "the name has a semicolon, which some spreadsheets take for the end of a cell. Rename the folder."
    if student != student.strip():
        return "the name begins or ends with a blank, so its marks are left out. Rename the folder."
    if len(alike) > 1:
        return f"{' and '.join(alike[:3])} look the same in such a table, so their marks are left out. Rename one."
    return "there are two submissions of one unit, so the marks are left out. Name one of them alone." if twice else ""


def _folded(name: str) -> str:
    """The name as gradebooks compare it: letters of any case and width, however they are encoded."""
    return " ".join(unicodedata.normalize("NFKC", _cell(name)).casefold().split())


def _table(run: GradingRun, units: Sequence[str]) -> Iterable[tuple[str, list[str]]]:
    refused = _refused(run)
    scores = {(report.student, report.unit): report.score for report in run.reports if report.student not in refused}
    for student in sorted({student for student, _ in scores}):
        marks = [scores.get((student, unit)) for unit in units]
        yield _cell(student), ["" if mark is None else f"{mark:g}" for mark in marks]


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _cell(name: str) -> str:
    """A spreadsheet takes what begins with one of these for a formula."""
    name = printable(name)
    return f"'{name}" if name.strip().startswith(_FORMULA) else name
