"""What exercises are worth, which stands in three places: in the reference, in the notebook that was
handed out, and in the gradebook.  Where they differ, marks would be wrong, so nobody is graded.
"""

from __future__ import annotations

from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.loading import UnitError, find_course, load_unit
from autograder.handout.given_points import differences, points_in
from autograder.handout.notebooks import checked_exercise
from autograder.nbgrader.gradebook import gradebook_file, unreachable
from autograder.nbgrader.internals import Converter


def expect_same_points(converter: Converter, given_out: NotebookNode) -> None:
    """Says once, before anybody is graded, that the reference has changed since the notebook was
    generated.

    Raises:
        NbGraderException: it has.
    """
    name = converter.coursedir.assignment_id
    try:
        unit = load_unit(find_course(Path.cwd()), name)
    except UnitError:
        return  # which is said of the first submission
    places = {"the notebook that was handed out": points_in(given_out.cells), "the gradebook": _in_gradebook(converter)}
    for place, points in places.items():
        if differing := list(differences(unit, points)):
            advice = f"Run `autograder sync` and `nbgrader generate_assignment {name} --force`, then grade again"
            converter.log.error("%s in %s: %s. %s.", name, place, "; ".join(differing), advice)
            raise NbGraderException


def _in_gradebook(converter: Converter) -> dict[str, float]:
    """What the gradebook holds of the exercises; nothing where it has none of them yet.

    Raises:
        NbGraderException: its server has gone.
    """
    courses = converter.coursedir
    file = gradebook_file(converter)
    if file and not file.is_file():
        return {}
    try:
        with Gradebook(courses.db_url, courses.course_id) as book:
            notebook = book.find_notebook(courses.assignment_id, courses.assignment_id)
            texts = {cell.name: {"cell_type": cell.cell_type, "source": cell.source} for cell in notebook.source_cells}
            ours = {name for name, cell in texts.items() if checked_exercise(cell)}
            return {cell.name: cell.max_score for cell in notebook.grade_cells if cell.name in ours}
    except MissingEntry:
        return {}
    except (InvalidEntry, SQLAlchemyError) as error:
        if file:
            return {}  # of an old gradebook nbgrader says what to do
        converter.log.error(unreachable(error))
        raise NbGraderException from None
