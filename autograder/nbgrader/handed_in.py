"""What students handed in, as nbgrader gets to see it: nothing but plain files, and of notebooks
nothing but what is the student's to say.
"""

from __future__ import annotations

import copy
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode

from autograder.nbgrader.gradebook import expect_gradebook
from autograder.nbgrader.internals import CELL, Converter, Names, Resources, names_in
from autograder.nbgrader.interruptions import is_graded, locked, remove_unfinished
from autograder.nbgrader.metadata import BROKEN, DELETED, OPEN, WHAT_WENT_WRONG
from autograder.nbgrader.time_stamps import never_stop_at_a_time_stamp

MAX_NOTEBOOK_BYTES = 20_000_000
"""A larger notebook is refused: one with many pictures has a tenth of that, and reading it takes
many times its size in memory.
"""


class SubmissionExporter(NotebookExporter):
    """Reads submitted notebooks, and takes from them only what is the student's to say.

    All of nbgrader's own metadata comes from the notebook that was handed out: forged points, ids
    or schema versions vanish (the last would stop the grading of the whole class).  A file that is
    missing or no notebook at all, which would leave its student without any record, is replaced by
    the notebook handed out, and every cell gets an explained zero.

    nbgrader makes one, for the whole class, when it has found what there is to grade and has not
    begun with it: so here is also the place where it is kept from following links and the like.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        converter: Converter = self.parent
        expect_gradebook(converter)
        _expect_notebooks(converter)
        _copy_plain_files_only(converter)
        never_stop_at_a_time_stamp(converter.coursedir)
        self._lock = locked(converter)
        if self._lock:
            remove_unfinished(converter, lambda folder, unit: is_graded(folder / f"{unit}.ipynb"))

    def from_filename(self, filename: str, resources: Resources | None = None, **options: Any) -> tuple[Any, Any]:
        assert resources is not None
        nb = read_notebook(Path(filename), self._given_out(names_in(resources)))
        place = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return super().from_notebook_node(nb, resources | {"metadata": place}, **options)

    def _given_out(self, names: Names) -> NotebookNode:
        """The notebook as it was handed out, where nbgrader has cleared the places for answers;
        without that the one it was made from.
        """
        converter: Converter = self.parent
        courses = converter.coursedir
        steps = (courses.release_directory, courses.source_directory)
        folders = [Path(courses.format_path(step, ".", names.assignment)) for step in steps]
        notebooks = [folder / f"{names.notebook}.ipynb" for folder in folders]
        return nbformat.read(next(filter(Path.is_file, notebooks), notebooks[-1]), as_version=4)


# Files.


def _expect_notebooks(converter: Converter) -> None:
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


def _copy_plain_files_only(converter: Converter) -> None:
    """Has nbgrader pass over links, which it would follow to whatever the instructor can read, up
    to the feedback; and over pipes and the like.
    """
    courses, theirs = converter.coursedir, converter.pre_convert_hook
    usually_ignored = list(courses.ignore)

    def before_each_submission(notebooks: Sequence[str], **names: str) -> None:
        odd = {name for notebook in notebooks for name in _odd_names(Path(notebook).parent)}
        courses.ignore = [*usually_ignored, *map(glob.escape, sorted(odd))]
        if theirs:
            theirs(notebooks=notebooks, **names)

    converter.pre_convert_hook = before_each_submission


def _odd_names(folder: Path) -> list[str]:
    """The names of all that is neither a file nor a folder of its own."""
    return [path.name for path in folder.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())]


def _is_plain_file(path: Path, max_bytes: int) -> bool:
    """Whether the path is a file of a reasonable size, and no link."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= max_bytes


# Notebooks.


def read_notebook(path: Path, given_out: NotebookNode) -> NotebookNode:
    """The notebook in a file, with the metadata of the one that was handed out; that one, with a
    note why, where there is none to be read.
    """
    try:
        nb = _valid(path)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a student's file, the class goes on
        stand_in = copy.deepcopy(given_out)
        stand_in.metadata[BROKEN] = "missing" if isinstance(error, FileNotFoundError) else "invalid"
        return stand_in
    nb.metadata.pop(WHAT_WENT_WRONG, None)  # until it is graded, it must not look so
    originals = {cell.metadata.nbgrader.grade_id: cell for cell in given_out.cells if CELL in cell.metadata}
    # each original is taken once: a copy of its cell is nobody's
    nb.cells = [_with_our_metadata(cell, originals.pop(_claimed(cell), None)) for cell in nb.cells]
    return nb


def _valid(path: Path) -> NotebookNode:
    """The notebook in a file; raises whatever its readers do where there is none."""
    if path.exists() and not _is_plain_file(path, MAX_NOTEBOOK_BYTES):
        raise ValueError("a link, a pipe or a flood")
    text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark of its encoding
    nb = nbformat.reads(text, as_version=4)
    nbformat.validate(nb)
    return nb


def _claimed(cell: NotebookNode) -> str:
    """The name of the cell that a student's cell says it is; empty if it says nothing."""
    claims = cell.metadata.get(CELL)
    name = claims.get("grade_id") if isinstance(claims, dict) else None
    return name if isinstance(name, str) else ""


def _with_our_metadata(cell: NotebookNode, original: NotebookNode | None) -> NotebookNode:
    """The student's cell with the metadata, and of the type, that were handed out; with none of
    nbgrader's or ours where it is no cell of those.
    """
    claims = cell.metadata.pop(CELL, None)
    for mark in (OPEN, DELETED):
        cell.metadata.pop(mark, None)
    if original is None:
        return cell
    if cell.cell_type != original.cell_type:
        # nbgrader would change the type too, but stumbles over what else such a cell may hold
        source, cell = cell.source, copy.deepcopy(original)
        cell.source = source
    checksum = {"checksum": claims["checksum"]} if "checksum" in claims else {}  # set by nbgrader from its database
    cell.metadata[CELL] = original.metadata.nbgrader | checksum
    return cell
