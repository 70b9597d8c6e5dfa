"""TODO nbgrader/handed_in."""

from __future__ import annotations

import copy
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import parse_utc

from autograder.nbgrader.gradebook import expect_gradebook
from autograder.nbgrader.interruptions import is_graded, locked, remove_unfinished
from autograder.nbgrader.metadata import BROKEN, DELETED, OPEN, WHAT_WENT_WRONG, Resources

MAX_NOTEBOOK_BYTES = 20_000_000
"""A larger notebook is refused: one with many pictures has a tenth of that, and reading it takes
many times its size in memory.
"""


_MAX_TIME_STAMP = 100


_NO_NOTEBOOK = "There is no notebook of this name in what was handed in: was it renamed? Put it back under the name it was handed out with."


_NOT_A_NOTEBOOK = (
    "The notebook is not a valid notebook file. Download it again, run your checks, save it and hand in that copy."
)


class SubmissionExporter(NotebookExporter):
    """Reads submitted notebooks, and takes from them only what is the student's to say.

    All of nbgrader's own metadata comes from the notebook that was handed out: forged points, ids
    or schema versions vanish (the last would stop the grading of the whole class).  A file that is
    missing or no notebook at all, which would leave its student without any record, is replaced by
    the notebook handed out, and every cell gets an explained zero.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        converter: Any = self.parent
        expect_gradebook(converter)
        _expect_notebooks(converter)
        _copy_plain_files_only(converter)
        _never_stop_at_a_time_stamp(converter.coursedir)
        self._lock = locked(converter)
        if self._lock:
            remove_unfinished(converter, lambda folder, unit: is_graded(folder / f"{unit}.ipynb"))

    def from_filename(self, filename: str, resources: Resources | None = None, **options: Any) -> tuple[Any, Any]:
        assert resources is not None
        nb = _read(Path(filename), self._given_out(resources["nbgrader"]))
        place = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return super().from_notebook_node(nb, resources | {"metadata": place}, **options)

    def _given_out(self, names: Resources) -> NotebookNode:
        """The notebook as it was handed out, where nbgrader has cleared the places for answers;
        without that the one it was made from.
        """
        converter: Any = self.parent
        courses = converter.coursedir
        folders = (
            courses.format_path(folder, ".", names["assignment"])
            for folder in (courses.release_directory, courses.source_directory)
        )
        notebooks = [Path(folder) / f"{names['notebook']}.ipynb" for folder in folders]
        return nbformat.read(next(filter(Path.is_file, notebooks), notebooks[-1]), as_version=4)


def _expect_notebooks(converter: Any) -> None:
    """Adds the missing notebooks to those that nbgrader is about to grade: it passes over a folder
    that has none.
    """
    courses = converter.coursedir
    unit = courses.assignment_id
    for folder in glob.glob(courses.format_path(courses.submitted_directory, courses.student_id, unit)):
        found = converter.assignments.setdefault(folder, [])
        notebook = str(Path(folder) / f"{unit}.ipynb")
        if notebook not in found:
            found.append(notebook)


def _copy_plain_files_only(converter: Any) -> None:
    """Has nbgrader pass over links, which it would follow to whatever the instructor can read, up
    to the feedback; and over pipes and the like.
    """
    courses, usually_ignored, theirs = converter.coursedir, list(converter.coursedir.ignore), converter.pre_convert_hook

    def before_each_submission(notebooks: Sequence[str], **names: str) -> None:
        odd = {
            path.name
            for notebook in notebooks
            for path in Path(notebook).parent.rglob("*")
            if path.is_symlink() or not (path.is_file() or path.is_dir())
        }
        courses.ignore = [*usually_ignored, *map(glob.escape, sorted(odd))]
        if theirs:
            theirs(notebooks=notebooks, **names)

    converter.pre_convert_hook = before_each_submission


def _never_stop_at_a_time_stamp(courses: Any) -> None:
    """nbgrader gives no mark where it cannot read the time stamp, and waits for ever at one that is
    a pipe: such a one counts as none.
    """
    usual = courses.get_existing_timestamp

    def get_existing_timestamp(folder: str) -> Any:
        path = Path(folder) / "timestamp.txt"
        try:
            return (
                usual(folder)
                if _is_plain_file(path, _MAX_TIME_STAMP)
                and path.read_text().strip()
                and parse_utc(path.read_text().strip())
                else None
            )
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
        nb = nbformat.reads(
            path.read_text(encoding="utf-8-sig"), as_version=4
        )  # some editors begin a file with a mark of its encoding
        nbformat.validate(nb)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a student's file, the class goes on
        given_out.metadata[BROKEN] = _NO_NOTEBOOK if isinstance(error, FileNotFoundError) else _NOT_A_NOTEBOOK
        return given_out
    if nb.metadata.get(BROKEN) not in (
        _NO_NOTEBOOK,
        _NOT_A_NOTEBOOK,
    ):  # written by ourselves when nbgrader read the file first
        nb.metadata.pop(BROKEN, None)
    nb.metadata.pop(WHAT_WENT_WRONG, None)  # until it is graded, it must not look so
    wanted = {cell.metadata.nbgrader.grade_id: cell for cell in given_out.cells if "nbgrader" in cell.metadata}
    nb.cells = [_with_our_metadata(cell, wanted) for cell in nb.cells]
    return nb


def _with_our_metadata(cell: NotebookNode, wanted: dict[str, NotebookNode]) -> NotebookNode:
    """The student's cell with the metadata, and of the type, that were handed out; takes its
    original from ``wanted``: a copied cell counts once.
    """
    claimed = cell.metadata.pop("nbgrader", None)
    for mark in (OPEN, DELETED):
        cell.metadata.pop(mark, None)
    grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
    original = wanted.pop(grade_id, None) if isinstance(grade_id, str) else None
    if original is None:
        return cell
    if (
        cell.cell_type != original.cell_type
    ):  # nbgrader would change the type too, but stumbles over what else such a cell may hold
        source, cell = cell.source, copy.deepcopy(original)
        cell.source = source
    checksum = {"checksum": claimed["checksum"]} if "checksum" in claimed else {}  # set by nbgrader from its database
    cell.metadata["nbgrader"] = original.metadata.nbgrader | checksum
    return cell
