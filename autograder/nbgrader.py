"""nbgrader, without anything for the instructor to configure: ``nbgrader_config.py`` calls :func:`configure`.

The verdict is computed in nbgrader's own process, by our judge, from the student's module; no kernel runs the notebook.  Into each
grade cell goes one plain score and the explanation that the student reads.  nbgrader itself gives full points to a grade
cell that prints nothing, so a cell that we cannot answer for gets an explicit zero, or, where the grader is at fault, no score at all.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import functools
import glob
import json
import logging
import os
import re
import sqlite3
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bleach  # type: ignore[import-untyped] # ships without types
import jinja2
import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader import converters
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import parse_utc, rmtree
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import OperationalError, SAWarning
from traitlets import Bool

from autograder import __version__, notebooks, release, tiers
from autograder.cases import prepare
from autograder.judge import Judge
from autograder.report import ExerciseResult, Report, Status
from autograder.reporters import html
from autograder.reporters.words import in_short
from autograder.student import ForkServer
from autograder.submission import Submission, read_submission
from autograder.unit import Unit, UnitError, declared_names, find_course, load_unit

Resources = dict[str, Any]

WHAT_WENT_WRONG = "chainrule_kit_what_went_wrong"
"""Holds, in a graded notebook's metadata, what went wrong in a few words."""

GRADEBOOK_SECONDS = 20.0
"""How long to wait for whoever else writes into the gradebook."""

_OPEN = "chainrule_kit_open"
"""Marks, in a cell's metadata, a score that stays open because the grader failed."""

_DELETED = "chainrule_kit_deleted"
"""Marks a grade cell that the student's notebook did not have."""

_BROKEN = "chainrule_kit_broken"
"""Holds, in a notebook's metadata, why the submitted notebook could not be used: one of the two reasons below."""

MAX_NOTEBOOK_BYTES = 20_000_000
"""A larger notebook is refused: one with many pictures has a tenth of that, and reading it takes many times its size in memory."""

_MAX_TIME_STAMP = 100

_NO_NOTEBOOK = "There is no notebook of this name in what was handed in: was it renamed? Put it back under the name it was handed out with."
_NOT_A_NOTEBOOK = "The notebook is not a valid notebook file. Download it again, run your checks, save it and hand in that copy."


def configure(config: Any) -> None:
    """Sets everything that nbgrader needs; what the instructor sets afterwards wins.

    Raises:
        UnitError: the current folder belongs to no course.
    """
    course = find_course(Path.cwd())
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])  # nbgrader calls alembic by name
    config.CourseDirectory.source_directory = "assignments"
    config.GenerateAssignment.preprocessors = [*_defaults("GenerateAssignment", "preprocessors"), ReleaseGuard]
    config.Autograde.exclude_overwriting = {unit: [f"{unit}.py"] for unit in declared_names(course)}
    config.Autograde.autograde_preprocessors = [Verdicts, IgnorePattern, LimitOutput, SaveVerdicts, AssignLatePenalties, CheckCellMetadata]
    config.Autograde.exporter_class = SubmissionExporter
    config.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests, CSSHTMLHeaderPreprocessor]
    config.GenerateFeedback.exporter_class = FeedbackExporter
    config.HTMLExporter.sanitize_html = True
    event.listen(Engine, "connect", _wait_for_gradebook)
    warnings.filterwarnings("ignore", message="Object of type <Submitted", category=SAWarning)  # of nbgrader's own code: three for each submission


def _defaults(converter: str, trait: str) -> list[Any]:
    return list(getattr(converters, converter).class_traits()[trait].default_args[0])


# Releasing.


class ReleaseGuard(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Aborts ``nbgrader generate_assignment`` when a solution, or anything else of ``reference/``, would reach students."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        release.assert_safe(find_course(Path.cwd()), resources["nbgrader"]["assignment"])
        return nb, resources


# Reading what students handed in.


class SubmissionExporter(NotebookExporter):
    """Reads submitted notebooks, and takes from them only what is the student's to say.

    All of nbgrader's own metadata comes from the notebook that was handed out: forged points, ids or schema versions vanish (the last
    would stop the grading of the whole class).  A file that is missing or no notebook at all, which would leave its student without
    any record, is replaced by the notebook handed out, and every cell gets an explained zero.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        converter: Any = self.parent
        _expect_gradebook(converter)
        _expect_notebooks(converter)
        _copy_plain_files_only(converter)
        _never_stop_at_a_time_stamp(converter.coursedir)
        self._lock = _locked(converter)
        if self._lock:
            _remove_unfinished(converter, lambda folder, unit: _is_graded(folder / f"{unit}.ipynb"))

    def from_filename(self, filename: str, resources: Resources | None = None, **options: Any) -> tuple[Any, Any]:
        assert resources is not None
        nb = _read(Path(filename), self._given_out(resources["nbgrader"]))
        place = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return super().from_notebook_node(nb, resources | {"metadata": place}, **options)

    def _given_out(self, names: Resources) -> NotebookNode:
        """The notebook as it was handed out, where nbgrader has cleared the places for answers; without that the one it was made from."""
        converter: Any = self.parent
        courses = converter.coursedir
        folders = (courses.format_path(folder, ".", names["assignment"]) for folder in (courses.release_directory, courses.source_directory))
        notebooks = [Path(folder) / f"{names['notebook']}.ipynb" for folder in folders]
        return nbformat.read(next(filter(Path.is_file, notebooks), notebooks[-1]), as_version=4)


def _expect_gradebook(converter: Any) -> None:
    """Says at once, and plainly, that the gradebook cannot be written: nbgrader would try with each student, and advise to upgrade it.

    Raises:
        NbGraderException: it cannot.
    """
    converter.log.addFilter(_PlainWords())
    gradebook = make_url(converter.coursedir.db_url)
    if gradebook.get_backend_name() != "sqlite" or not Path(gradebook.database or "").is_file():
        return
    try:
        with contextlib.closing(sqlite3.connect(str(gradebook.database), timeout=GRADEBOOK_SECONDS)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        converter.log.error(_unwritable(error, str(gradebook.database)))
        raise NbGraderException from None


def _unwritable(error: object, gradebook: str) -> str:
    return f"{gradebook} cannot be written: {error}. Close what else uses it, or make room, then run the same command again: what is graded stays graded."


class _PlainWords(logging.Filter):
    """Puts our words in the place of nbgrader's advice to upgrade the gradebook, which it gives whatever is wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = sys.exc_info()[1]
        if isinstance(error, OperationalError) and "nbgrader db upgrade" in str(record.msg):
            record.msg, record.args = _unwritable(error.orig, "The gradebook"), ()
        return True


def _wait_for_gradebook(connection: Any, _record: object) -> None:
    """Makes SQLite wait longer for others than the five seconds after which nbgrader gives a student up."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {int(1000 * GRADEBOOK_SECONDS)}")


def _locked(converter: Any) -> _Lock | None:
    """Holds the unit as long as it is kept; None while another process grades it, so that what is not finished there may be under way."""
    import fcntl  # Windows, where nothing is graded, has none

    courses = converter.coursedir
    lock = _Lock(os.open(courses.format_path(courses.source_directory, ".", courses.assignment_id), os.O_RDONLY))
    try:
        fcntl.flock(lock.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        converter.log.warning("Another process grades %s: what it has begun is left to it", courses.assignment_id)
        return None
    return lock


class _Lock:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __del__(self) -> None:
        os.close(self.descriptor)


def _remove_unfinished(converter: Any, is_finished: Callable[[Path, str], bool]) -> None:
    """Removes what a run that was interrupted has left: nbgrader passes over every folder that is there."""
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    for source in converter.assignments:
        names = re.match(pattern, source)
        assert names is not None, f"nbgrader found {source} by another pattern"
        folder = Path(converter._format_dest(names["assignment"], names["student"]))
        if folder.is_dir() and not is_finished(folder, names["assignment"]):
            converter.log.warning("%s was not finished: removing it and starting again", folder)
            rmtree(str(folder))


def _is_graded(notebook: Path) -> bool:
    """Whether a notebook holds its verdicts: that is the last thing that nbgrader writes."""
    try:
        return WHAT_WENT_WRONG in json.loads(notebook.read_bytes())["metadata"]
    except (OSError, ValueError, LookupError, TypeError):  # it is missing, or only half of it was written
        return False


def _expect_notebooks(converter: Any) -> None:
    """Adds the missing notebooks to those that nbgrader is about to grade: it passes over a folder that has none."""
    courses = converter.coursedir
    unit = courses.assignment_id
    for folder in glob.glob(courses.format_path(courses.submitted_directory, courses.student_id, unit)):
        found = converter.assignments.setdefault(folder, [])
        notebook = str(Path(folder) / f"{unit}.ipynb")
        if notebook not in found:
            found.append(notebook)


def _copy_plain_files_only(converter: Any) -> None:
    """Has nbgrader pass over links, which it would follow to whatever the instructor can read, up to the feedback; and over pipes and the like."""
    courses, usually_ignored, theirs = converter.coursedir, list(converter.coursedir.ignore), converter.pre_convert_hook

    def before_each_submission(notebooks: Sequence[str], **names: str) -> None:
        odd = {path.name for notebook in notebooks for path in Path(notebook).parent.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())}
        courses.ignore = [*usually_ignored, *map(glob.escape, sorted(odd))]
        if theirs:
            theirs(notebooks=notebooks, **names)

    converter.pre_convert_hook = before_each_submission


def _never_stop_at_a_time_stamp(courses: Any) -> None:
    """nbgrader gives no mark where it cannot read the time stamp, and waits for ever at one that is a pipe: such a one counts as none."""
    usual = courses.get_existing_timestamp

    def get_existing_timestamp(folder: str) -> Any:
        path = Path(folder) / "timestamp.txt"
        try:
            return usual(folder) if _is_plain_file(path, _MAX_TIME_STAMP) and path.read_text().strip() and parse_utc(path.read_text().strip()) else None
        except (ValueError, OverflowError):
            return None

    courses.get_existing_timestamp = get_existing_timestamp


def _is_plain_file(path: Path, max_bytes: int) -> bool:
    """Whether the path is a file of a reasonable size, and no link."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= max_bytes


def _read(path: Path, given_out: NotebookNode) -> NotebookNode:
    try:
        if path.exists() and not _is_plain_file(path, MAX_NOTEBOOK_BYTES):
            raise ValueError("a link, a pipe or a flood")
        nb = nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)  # some editors begin a file with a mark of its encoding
        nbformat.validate(nb)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a student's file, the class goes on
        given_out.metadata[_BROKEN] = _NO_NOTEBOOK if isinstance(error, FileNotFoundError) else _NOT_A_NOTEBOOK
        return given_out
    if nb.metadata.get(_BROKEN) not in (_NO_NOTEBOOK, _NOT_A_NOTEBOOK):  # written by ourselves when nbgrader read the file first
        nb.metadata.pop(_BROKEN, None)
    nb.metadata.pop(WHAT_WENT_WRONG, None)  # until it is graded, it must not look so
    wanted = {cell.metadata.nbgrader.grade_id: cell for cell in given_out.cells if "nbgrader" in cell.metadata}
    nb.cells = [_with_our_metadata(cell, wanted) for cell in nb.cells]
    return nb


def _with_our_metadata(cell: NotebookNode, wanted: dict[str, NotebookNode]) -> NotebookNode:
    """The student's cell with the metadata, and of the type, that were handed out; takes its original from ``wanted``: a copied cell counts once."""
    claimed = cell.metadata.pop("nbgrader", None)
    for mark in (_OPEN, _DELETED):
        cell.metadata.pop(mark, None)
    grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
    original = wanted.pop(grade_id, None) if isinstance(grade_id, str) else None
    if original is None:
        return cell
    if cell.cell_type != original.cell_type:  # nbgrader would change the type too, but stumbles over what else such a cell may hold
        source, cell = cell.source, copy.deepcopy(original)
        cell.source = source
    checksum = {"checksum": claimed["checksum"]} if "checksum" in claimed else {}  # set by nbgrader from its database
    cell.metadata["nbgrader"] = original.metadata.nbgrader | checksum
    return cell


# Grading.


class Verdicts(NbGraderPreprocessor):  # type: ignore[misc] # nbgrader ships without types
    """Writes a score and its explanation into every grade cell, in place of whatever outputs the notebook came with."""

    allow_unsafe = Bool(False, help="Grade even where the sandbox is weak: students' code can then read and change whatever you can.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        unit, judge = _judge(find_course(Path.cwd()), names["assignment"], self.allow_unsafe)
        submission = self._submission(Path(resources["metadata"]["path"]), unit.name, names["student"])
        problem = nb.metadata.get(_BROKEN) or submission.problem
        report = judge.refuse(submission, problem) if problem else judge.judge(submission)
        self.log.info("%s, %s: %s of %g points. %s", submission.name, unit.name, report.score, report.max_score, report.message)
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
        """What the student handed in, from the copy in ``folder``: nbgrader overwrites files there that it is not told to keep, and follows links."""
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
            cell.metadata[_DELETED] = True
            nb.cells.append(cell)


def _write(cell: NotebookNode, report: Report, result: ExerciseResult | None, footer: str) -> None:
    """Gives a grade cell its outputs: the explanation, and a score that nbgrader reads as it stands."""
    name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
    if result is None or result.status is Status.GRADER_ERROR or result.max_score != points:
        stale = f"{name} is worth {points:g} points here, which is not what the unit says. Run `autograder sync` and generate the assignment again."
        cell.metadata[_OPEN] = True
        score, explanation = 0.0, html.notice("Not graded yet", f"{report.message or stale} This mark is open: it will be set by a person.")
    elif cell.metadata.pop(_DELETED, False):
        missing = f"The check cell of {name} is missing from your notebook. Put it back from the notebook that was handed out."
        score, explanation = 0.0, html.notice("0 points", missing)
    else:
        score, explanation = result.score, html.exercise(report, result, footer=footer)
    cell.outputs = [
        nbformat.v4.new_output("display_data", data={"text/html": explanation, "text/plain": "The explanation is shown on the feedback page."}),
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


class SaveVerdicts(SaveAutoGrades):  # type: ignore[misc] # nbgrader ships without types
    """Saves the scores; a mark that is open because the grader failed is left for a person to set."""

    def _add_score(self, cell: NotebookNode, resources: Resources) -> None:
        if _OPEN not in cell.metadata:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(cell.metadata["nbgrader"]["grade_id"], self.notebook_id, self.assignment_id, self.student_id)
        grade.auto_score = None
        grade.needs_manual_grade = True
        self.gradebook.db.commit()


# Feedback.

_TAGS = {*bleach.ALLOWED_TAGS, "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "div", "span", "pre", "img", "table", "thead", "tbody", "tr", "th", "td"}


def _is_link(_tag: str, name: str, value: str) -> bool:
    return name == "href" and not value.strip().lower().startswith("data:")  # which is for images: a pasted picture is one


def _is_whole_page(page: Path) -> bool:
    try:
        return page.read_bytes().rstrip().endswith(b"</html>")
    except OSError:
        return False


_ATTRIBUTES = {"*": ["class", "id", "title"], "a": _is_link, "img": ["src", "alt"]}


class FeedbackExporter(HTMLExporter):
    """Writes feedback pages on which nothing of a student's is active.

    ``sanitize_html`` alone does that for the outputs of cells, but nbgrader's template passes text cells on as they are.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, converters.GenerateFeedback):
            _remove_unfinished(self.parent, lambda folder, unit: _is_whole_page(folder / f"{unit}.html"))

    @jinja2.pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        rendered = super().markdown2html(context, source)
        return str(bleach.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, protocols=["http", "https", "mailto", "data"], strip=True))
