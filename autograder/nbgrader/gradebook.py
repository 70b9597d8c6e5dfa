"""The gradebook, a file or a database on a server: waited for where others write into it, said
plainly where it cannot be reached, and given the marks of a hand-in all at once or not at all.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import sqlite3
import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Grade, Gradebook, InvalidEntry, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from tornado.log import app_log

from autograder.course.loading import find_course
from autograder.judging.feedback import read_due_dates
from autograder.nbgrader.internals import (
    CELL,
    FAILED_HAND_IN,
    ROLLED_BACK,
    UPGRADE_ADVICE,
    Converter,
    Resources,
    names_in,
)
from autograder.nbgrader.metadata import BONUS, OPEN

GRADEBOOK_SECONDS = 20.0
"""How long to wait for whoever else writes into the gradebook."""

_NAME_ADVICE = 'Write c.CourseDirectory.course_id = "..." into nbgrader_config.py, then run the same command again.'
_DRIVER_ADVICE = 'Run pip install "chainrule-kit[postgresql]", then the same command again.'


def expect_gradebook(converter: Converter) -> None:
    """Says at once, and plainly, that the gradebook cannot be written: nbgrader would try with each
    student, and advise to upgrade it.

    Raises:
        NbGraderException: it cannot.
    """
    expect_server(converter)
    file = gradebook_file(converter)
    if not file or not file.is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=GRADEBOOK_SECONDS)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        converter.log.error(_unwritable(error, str(file)))
        raise NbGraderException from None


def gradebook_file(converter: Converter) -> Path | None:
    """The gradebook, where it is a file, which may not be there yet; None where it is on a server.

    Raises:
        SQLAlchemyError: its address is none.
    """
    address = make_url(converter.coursedir.db_url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def expect_server(converter: Converter) -> None:
    """Says at once, and plainly, that a gradebook on a server cannot be reached; of a file it says nothing.

    Raises:
        NbGraderException: it cannot, or the course has no name, which the rows on a server refer to.
    """
    for log in (converter.log, app_log):
        log.addFilter(_PLAIN_WORDS)
    courses = converter.coursedir
    try:
        if gradebook_file(converter):
            return
        engine = create_engine(courses.db_url)
        with contextlib.closing(engine.connect()):
            problem = "" if courses.course_id else f"The course of the gradebook has no name. {_NAME_ADVICE}"
        engine.dispose()
    except ImportError as error:
        problem = f"The gradebook cannot be reached: {error}. {_DRIVER_ADVICE}"
    except SQLAlchemyError as error:
        problem = unreachable(error)
    if problem:
        converter.log.error(problem)
        raise NbGraderException


def wait_for_gradebook(connection: Any, _record: object) -> None:
    """Makes SQLite wait longer for others than the five seconds after which nbgrader gives a
    student up.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {int(1000 * GRADEBOOK_SECONDS)}")


def _unwritable(error: object, gradebook: str) -> str:
    advice = "Close what else uses it, or make room, then run the same command again: what is graded stays graded."
    return f"{gradebook} cannot be written: {error}. {advice}"


def unreachable(error: Exception) -> str:
    """A sentence on a gradebook whose server cannot be reached, or has gone."""
    what = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split()).rstrip(".")
    advice = "See that its server runs and that c.CourseDirectory.db_url is right, then run the same command again"
    return f"The gradebook cannot be reached: {what}. {advice}: what is graded stays graded."


def last_due_date(converter: Converter) -> datetime.datetime | None:
    """When the assignment is due for everybody, extensions included; None where the gradebook does not say."""
    courses = converter.coursedir
    try:
        with Gradebook(courses.db_url, courses.course_id) as book:
            assignment = book.find_assignment(courses.assignment_id)
            # nbgrader keeps UTC, without saying so
            own = [submission.duedate for submission in assignment.submissions]
            due = [date.replace(tzinfo=datetime.UTC) for date in (assignment.duedate, *own) if date]
            return max(due, default=None)
    except (MissingEntry, SQLAlchemyError):
        return None


def unmarked(converter: Converter, student: str, notebook: str) -> frozenset[str]:
    """The cells of a notebook that a person has still to mark; none where the gradebook does not say."""
    courses = converter.coursedir
    try:
        with Gradebook(courses.db_url, courses.course_id) as book:
            found = book.find_submission_notebook(notebook, courses.assignment_id, student)
            return frozenset(grade.name for grade in found.grades if grade.needs_manual_grade)
    except (MissingEntry, SQLAlchemyError):
        return frozenset()


class PlainWords(logging.Filter):
    """Puts our words in the place of nbgrader's advice to upgrade the gradebook, and of its tracebacks,
    where the gradebook is out of reach.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is said, in which words."""
        error = sys.exc_info()[1]
        cause = error.__context__ if isinstance(error, InvalidEntry) else error
        if not isinstance(cause, OperationalError):
            return True
        if any(said in str(record.msg) for said in (UPGRADE_ADVICE, FAILED_HAND_IN)):
            is_file = isinstance(cause.orig, sqlite3.Error)
            record.msg = _unwritable(cause.orig, "The gradebook") if is_file else unreachable(cause)
            record.args = ()
        return not str(record.msg).startswith(("Traceback", ROLLED_BACK))


_PLAIN_WORDS = PlainWords()


class ReleaseExporter(NotebookExporter):
    """Writes the notebooks that are handed out, when the gradebook that will know them can be reached."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        converter: Converter = self.parent
        if not converter.no_database:
            expect_server(converter)


def open_until_judged(_grade: Grade, _positional: object, columns: dict[str, object]) -> None:
    """Leaves a new mark open: should it never be judged, it is not taken for a zero."""
    columns.setdefault("needs_manual_grade", True)


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc] # nbgrader ships without types
    """Saves the scores, and when the course says that they were due, all in one transaction: who loses
    the gradebook in the middle has saved nothing.

    A mark that is open because the grader failed is left to a person, and a bonus is more than its cell is
    worth, which nbgrader itself would refuse.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook as it is."""
        names = names_in(resources)
        self.notebook_id, self.assignment_id, self.student_id = names.notebook, names.assignment, names.student
        with Gradebook(resources[CELL]["db_url"]) as self.gradebook:
            session = self.gradebook.db
            commit, session.commit = session.commit, session.flush  # nbgrader commits after each cell
            saved: tuple[NotebookNode, Resources] = super(SaveAutoGrades, self).preprocess(nb, resources)
            self._save_due_dates()
            commit()
        return saved

    def _save_due_dates(self) -> None:
        dates = read_due_dates(find_course(Path.cwd()))
        for_all, own = dates.units.get(self.assignment_id), dates.of(self.assignment_id, self.student_id)
        if for_all and own:
            submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
            submission.assignment.duedate = for_all.astimezone(datetime.UTC).replace(tzinfo=None)
            submission.extension = own - for_all if own != for_all else None

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        super()._add_score(cell, resources)
        if OPEN not in cell.metadata and BONUS not in cell.metadata:
            return
        name = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        if OPEN in cell.metadata:
            grade.auto_score = None
            grade.needs_manual_grade = True
        else:
            grade.auto_score = float(cell.metadata[BONUS])
