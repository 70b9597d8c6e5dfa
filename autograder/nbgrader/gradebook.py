"""The gradebook: waited for where others write into it, and said plainly where it cannot be
written.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import sqlite3
import sys
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from autograder.course.loading import find_course
from autograder.judging.feedback import read_due_dates
from autograder.nbgrader.internals import UPGRADE_ADVICE, Converter, Resources, names_in
from autograder.nbgrader.metadata import BONUS, OPEN

GRADEBOOK_SECONDS = 20.0
"""How long to wait for whoever else writes into the gradebook."""


def expect_gradebook(converter: Converter) -> None:
    """Says at once, and plainly, that the gradebook cannot be written: nbgrader would try with each
    student, and advise to upgrade it.

    Raises:
        NbGraderException: it cannot.
    """
    converter.log.addFilter(PlainWords())
    gradebook = make_url(converter.coursedir.db_url)
    if gradebook.get_backend_name() != "sqlite" or not Path(gradebook.database or "").is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(str(gradebook.database), timeout=GRADEBOOK_SECONDS)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        converter.log.error(_unwritable(error, str(gradebook.database)))
        raise NbGraderException from None


def wait_for_gradebook(connection: Any, _record: object) -> None:
    """Makes SQLite wait longer for others than the five seconds after which nbgrader gives a
    student up.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {int(1000 * GRADEBOOK_SECONDS)}")


def _unwritable(error: object, gradebook: str) -> str:
    advice = "Close what else uses it, or make room, then run the same command again: what is graded stays graded."
    return f"{gradebook} cannot be written: {error}. {advice}"


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


class PlainWords(logging.Filter):
    """Puts our words in the place of nbgrader's advice to upgrade the gradebook, which it gives
    whatever is wrong with it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = sys.exc_info()[1]
        if isinstance(error, OperationalError) and UPGRADE_ADVICE in str(record.msg):
            record.msg, record.args = _unwritable(error.orig, "The gradebook"), ()
        return True


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc] # nbgrader ships without types
    """Saves the scores, and when the course says that they were due.

    A mark that is open because the grader failed is left to a person, and a bonus is more than its cell is
    worth, which nbgrader itself would refuse.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook as it is."""
        saved: tuple[NotebookNode, Resources] = super().preprocess(nb, resources)
        names, dates = names_in(resources), read_due_dates(find_course(Path.cwd()))
        for_all, own = dates.units.get(names.assignment), dates.of(names.assignment, names.student)
        if for_all and own:
            with Gradebook(self.db_url) as book:
                submission = book.find_submission(names.assignment, names.student)
                submission.assignment.duedate = for_all.astimezone(datetime.UTC).replace(tzinfo=None)
                submission.extension = own - for_all if own != for_all else None
                book.db.commit()
        return saved

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
        self.gradebook.db.commit()
