"""What students handed in, as nbgrader gets to see it: nothing but plain files, and of notebooks
nothing but what is the student's to say.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import v4
from nbformat.notebooknode import NotebookNode

from autograder.course.loading import find_course
from autograder.course.translations import speaking_in
from autograder.languages import _
from autograder.nbgrader import given_out as given
from autograder.nbgrader import inert
from autograder.nbgrader.ahead import Ahead, hand_ins
from autograder.nbgrader.gradebook import expect_gradebook
from autograder.nbgrader.internals import Converter, Names, Resources, names_in
from autograder.nbgrader.interruptions import is_graded, locked, remove_unfinished
from autograder.nbgrader.mending import UnreadableError, read_cells, with_ids
from autograder.nbgrader.metadata import UNREADABLE
from autograder.nbgrader.points import expect_same_points
from autograder.nbgrader.time_stamps import never_stop_at_a_time_stamp


class SubmissionExporter(NotebookExporter):
    """Reads submitted notebooks, and takes from them only what is the student's to say.

    What nbgrader grades comes from the notebook that was handed out: forged points, ids or schema
    versions vanish (the last would stop the grading of the whole class).  That one also stands in
    for a file that is missing or no notebook at all, which would leave its student without any
    record: no verdict comes from the notebook, so none is lost by it.

    nbgrader makes one, for the whole class, when it has found what there is to grade and has not
    begun with it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        converter: Converter = self.parent
        expect_gradebook(converter)
        unit = converter.coursedir.assignment_id
        expect_same_points(converter, self._given_out(Names("", unit, unit)))
        never_stop_at_a_time_stamp(converter.coursedir)
        self._lock = locked(converter)
        if self._lock:
            remove_unfinished(converter, lambda folder, unit: is_graded(folder / f"{unit}.ipynb"))
        self.hand_ins = hand_ins(converter)
        self.ahead: Ahead | None = None

    def from_filename(self, filename: str, resources: Resources | None = None, **options: Any) -> tuple[Any, Any]:
        assert resources is not None
        converter: Converter = self.parent
        if converter._sanitizing:
            with speaking_in(find_course(Path.cwd())):
                nb = self._read(Path(filename), self._given_out(names_in(resources)))
        else:  # what came of that
            nb = nbformat.read(filename, as_version=4)
        place = {"name": Path(filename).stem, "path": str(Path(filename).parent)}
        return super().from_notebook_node(nb, resources | {"metadata": place}, **options)

    def _read(self, path: Path, given_out: NotebookNode) -> NotebookNode:
        try:
            return inert.cleaned(read_notebook(path, given_out), given_out)
        except Exception as error:  # an error of ours leaves nobody without a record
            self.log.exception("%s cannot be read", path)
            return _stand_in(given_out, _unreadable(path, type(error).__name__), is_nothing=False)

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


def read_notebook(path: Path, given_out: NotebookNode) -> NotebookNode:
    """The notebook in a file with the cells that nbgrader knows as they were handed out; the notebook
    that was handed out, with a note why, where there is none to be read.
    """
    try:
        cells = read_cells(_file_of(path))
    except UnreadableError as error:
        return _stand_in(given_out, f"{path.name} {error}", is_nothing=error.is_nothing)
    except OSError as error:
        return _stand_in(given_out, _unreadable(path, str(error.strerror)), is_nothing=False)
    return _notebook(given_out, given.in_their_places(cells, given_out.cells))


def _unreadable(path: Path, why: str) -> str:
    return _("{file} cannot be read: {error}.").format(file=path.name, error=why)


def _file_of(path: Path) -> Path:
    """The notebook's file, or the one notebook that is there under another name.

    Raises:
        UnreadableError: there is none.
    """
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise UnreadableError(_("is in a folder that is a link. Hand in the folder itself."), is_nothing=True)
    others = [each for each in path.parent.glob("[!.]*.ipynb") if each.is_file() and not each.is_symlink()]
    if path.exists() or path.is_symlink():
        return path
    if len(others) == 1:
        return others[0]
    said = _("is not in what was handed in: was it renamed? Put it back under the name it was handed out with.")
    anywhere = [*others, *path.parent.glob("[!.]*/[!.]*.ipynb")]
    raise UnreadableError(said, is_nothing=not anywhere)


def _stand_in(given_out: NotebookNode, reason: str, *, is_nothing: bool) -> NotebookNode:
    """The notebook handed out; answers that a person may find are left to one."""
    cells = [
        given.left_open(cell, reason) if given.is_answer(cell) and not is_nothing else copy.deepcopy(cell)
        for cell in given_out.cells
    ]
    stand_in = _notebook(given_out, cells)
    stand_in.metadata[UNREADABLE] = reason
    return stand_in


def _notebook(given_out: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    """A notebook with metadata as they were handed out: until it is graded, it must not look so."""
    return v4.new_notebook(cells=with_ids(cells), metadata=copy.deepcopy(given_out.metadata))
