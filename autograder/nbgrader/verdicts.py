"""TODO nbgrader/verdicts."""

from __future__ import annotations

import atexit
import functools
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    NbGraderPreprocessor,
)
from traitlets import Bool

from autograder import __version__
from autograder.course.loading import UnitError, find_course, load_unit
from autograder.course.unit import Unit
from autograder.handout import notebooks
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.nbgrader.metadata import BROKEN, DELETED, OPEN, WHAT_WENT_WRONG, Resources
from autograder.report import ExerciseResult, Report, Status
from autograder.reporters import html
from autograder.reporters.words import in_short
from autograder.subjects import tiers
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission, read_submission


class Verdicts(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Writes a score and its explanation into every grade cell, in place of whatever outputs the
    notebook came with.
    """

    allow_unsafe = Bool(
        False, help="Grade even where the sandbox is weak: students' code can then read and change whatever you can."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        unit, judge = _judge(find_course(Path.cwd()), names["assignment"], self.allow_unsafe)
        submission = self._submission(Path(resources["metadata"]["path"]), unit.name, names["student"])
        problem = nb.metadata.get(BROKEN) or submission.problem
        report = judge.refuse(submission, problem) if problem else judge.judge(submission)
        self.log.info(
            "%s, %s: %s of %g points. %s", submission.name, unit.name, report.score, report.max_score, report.message
        )
        _restore_missing_cells(nb, unit)
        results = {result.name: result for result in report.exercises}
        found = _server(self.allow_unsafe).walls
        walls = tiers.described(found) if not problem and found else "nothing: no code was run"
        footer = f"Graded by chainrule-kit {__version__}. Student code ran behind: {walls}."
        for cell in filter(notebooks.is_check_cell, nb.cells):
            _write(cell, report, results.get(cell.metadata.nbgrader.grade_id), footer)
            footer = ""  # once on a page will do
        nb.metadata[WHAT_WENT_WRONG] = in_short(report)
        return nb, resources

    def _submission(self, folder: Path, unit: str, student: str) -> Submission:
        """What the student handed in, from the copy in ``folder``: nbgrader overwrites files there
        that it is not told to keep, and follows links.
        """
        courses = self.parent.parent.coursedir
        place = Path(courses.format_path(courses.submitted_directory, student, unit))
        if place.parent.is_symlink():
            return Submission(student, unit, {}, f"{student} is a link to another folder. Hand in the folder itself.")
        handed_in = read_submission(place, unit, name=student)
        if handed_in.problem:
            return handed_in
        submission = read_submission(folder, unit, name=student)
        module = f"{unit}.py"
        if submission.files.get(module) != handed_in.files[module]:
            raise UnitError(
                f"{module} is not what {student} handed in: nbgrader has overwritten it. "
                "Leave Autograde.exclude_overwriting as nbgrader_config.py sets it, then grade again with --force."
            )
        return submission


def _restore_missing_cells(nb: NotebookNode, unit: Unit) -> None:
    present = {cell.metadata.nbgrader.grade_id for cell in nb.cells if notebooks.is_check_cell(cell)}
    for exercise in unit.exercises:
        if exercise.name not in present:
            cell = notebooks.check_cell(exercise)
            cell.metadata[DELETED] = True
            nb.cells.append(cell)


def _write(cell: NotebookNode, report: Report, result: ExerciseResult | None, footer: str) -> None:
    """Gives a grade cell its outputs: the explanation, and a score that nbgrader reads as it
    stands.
    """
    name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
    if result is None or result.status is Status.GRADER_ERROR or result.max_score != points:
        stale = f"{name} is worth {points:g} points here, which is not what the unit says. Run `autograder sync` and generate the assignment again."
        cell.metadata[OPEN] = True
        score, explanation = (
            0.0,
            html.notice("Not graded yet", f"{report.message or stale} This mark is open: it will be set by a person."),
        )
    elif cell.metadata.pop(DELETED, False):
        missing = f"The check cell of {name} is missing from your notebook. Put it back from the notebook that was handed out."
        score, explanation = 0.0, html.notice("0 points", missing)
    else:
        score, explanation = result.score, html.exercise(report, result, footer=footer)
    cell.outputs = [
        nbformat.v4.new_output(
            "display_data",
            data={"text/html": explanation, "text/plain": "The explanation is shown on the feedback page."},
        ),
        nbformat.v4.new_output("execute_result", data={"text/plain": repr(float(score))}, execution_count=1),
    ]
    cell.execution_count = 1


@functools.cache
def _judge(course: Path, name: str, allow_unsafe: bool) -> tuple[Unit, Judge]:
    """The judge of a unit; its cases are drawn once for all submissions that this process grades."""
    unit = load_unit(course, name)
    return unit, Judge(prepare(unit), _server(allow_unsafe))


@functools.cache
def _server(allow_unsafe: bool) -> ForkServer:
    server = ForkServer(allow_unsafe=allow_unsafe)
    atexit.register(server.close)
    return server
