"""Which hand-ins nbgrader finds, and which files of each it copies: its own ways take a student's
name for a pattern, pass over who has no notebook, and follow links.
"""

from __future__ import annotations

import contextlib
import fnmatch
import functools
import glob
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from nbgrader.converters import Autograde, BaseConverter, GenerateFeedback

from autograder.files import open_plain
from autograder.nbgrader.active_files import is_active
from autograder.nbgrader.internals import Converter
from autograder.nbgrader.names import is_inert

MAX_COPIED, MAX_DEPTH = 1_000, 12
"""How many files of one hand-in are copied beside its notebook, and from how deep."""

_usual_finding, _usual_copying = BaseConverter.init_notebooks, BaseConverter.init_assignment


def replace_what_finds_and_copies() -> None:
    """Has nbgrader find and copy hand-ins in our ways, whichever program runs it."""
    for converter in (Autograde, GenerateFeedback):
        converter.init_notebooks = find_hand_ins
    BaseConverter.init_assignment = copy_files


# Finding.


def find_hand_ins(converter: Converter) -> None:
    """Finds the notebooks of all hand-ins that are asked for, the missing ones too."""
    expected = _graded_notebooks if isinstance(converter, Autograde) else _notebooks_in
    found = {str(folder): expected(converter, folder) for folder in _folders(converter)}
    converter.assignments = {folder: notebooks for folder, notebooks in found.items() if notebooks}
    if not converter.assignments:
        _usual_finding(converter)  # which says what it has looked for


def _folders(converter: Converter) -> list[Path]:
    """The hand-ins of the student of this name, or of all whose names fit the pattern."""
    courses = converter.coursedir
    folder = Path(converter._format_source(courses.assignment_id, courses.student_id))
    if courses.student_id != "*" and folder.is_dir():
        found = [folder]
    else:
        pattern = Path(glob.escape(courses.root), folder.relative_to(courses.root))
        found = [Path(path) for path in glob.glob(str(pattern)) if Path(path).is_dir()]
    names = {each: each.relative_to(courses.root).as_posix() for each in found}
    for name in names.values():
        if not is_inert(name):  # at a line break nbgrader would give up the class
            said = "%s is passed over: its name would act in a terminal, a page or a spreadsheet. Rename it."
            converter.log.warning(said, ascii(name))
    return [each for each, name in names.items() if is_inert(name)]


def _graded_notebooks(converter: Converter, folder: Path) -> list[str]:
    """Where a hand-in's notebooks should be: one for each that was made for the unit."""
    courses = converter.coursedir
    made = Path(courses.format_path(courses.source_directory, ".", courses.assignment_id))
    return [str(folder / Path(path).name) for path in _notebooks_in(converter, made)]


def _notebooks_in(converter: Converter, folder: Path) -> list[str]:
    """The notebooks that are there, of those that are asked for."""
    wanted = converter.coursedir.notebook_id
    return [str(path) for path in folder.glob("[!.]*.ipynb") if fnmatch.fnmatch(path.stem, wanted)]


# Copying.


@functools.wraps(_usual_copying)
def copy_files(converter: Converter, assignment_id: str, student_id: str) -> None:
    """Copies a hand-in's plain files, but for notebooks: no link is followed, no pipe waited at, and no
    depth is too deep.
    """
    if not isinstance(converter, Autograde | GenerateFeedback):
        _usual_copying(converter, assignment_id, student_id)
        return
    source = Path(converter._format_source(assignment_id, student_id))
    target = Path(converter._format_dest(assignment_id, student_id))
    ignored = [*converter.coursedir.ignore, "*.ipynb"]
    written, left_out = _written_by_nbgrader(converter, assignment_id), []
    for number, path in enumerate(_plain_files(source, ignored, first=f"{assignment_id}.py")):
        if number == MAX_COPIED:
            converter.log.warning("%s holds more than %d files: the others are not copied", source, MAX_COPIED)
            break
        file = None if _is_in_the_way(path.relative_to(source), written) else _opened(path)
        if file is None:
            left_out.append(path.relative_to(source))
            continue
        with file:
            _copy(file, target / path.relative_to(source))
    if left_out:
        why = "they cannot be read, or nbgrader writes others there"
        said = (source, len(left_out), ascii(str(left_out[0])), why)
        converter.log.warning("%s: %d files are not copied, such as %s: %s", *said)


def _opened(path: Path) -> BinaryIO | None:
    """A file; None where it cannot be read: of the module, its zero says so."""
    with contextlib.suppress(OSError):
        return open_plain(path)
    return None


def _copy(file: BinaryIO, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.unlink(missing_ok=True)
    with copy.open("wb") as written:
        shutil.copyfileobj(file, written)


def _written_by_nbgrader(converter: Converter, unit: str) -> list[Path]:
    """What nbgrader writes beside the copies: the page, and the files that were handed out."""
    courses = converter.coursedir
    made = Path(courses.format_path(courses.source_directory, ".", unit))
    return [Path(f"{unit}.html"), *(path.relative_to(made) for path in made.rglob("*") if path.is_file())]


def _is_in_the_way(path: Path, written: Iterable[Path]) -> bool:
    """Whether a folder stands where a file is written, or a file where its folder is."""
    return any(each in path.parents or path in each.parents for each in written)


def _plain_files(top: Path, ignored: list[str], *, first: str) -> Iterator[Path]:
    """All files at or below a folder that are nothing else, the module and other Python files first."""
    waiting = [] if top.is_symlink() or top.parent.is_symlink() else [(top, 0)]
    while waiting:
        (folder, depth), entries = waiting.pop(), []
        with contextlib.suppress(OSError), os.scandir(folder) as listing:
            entries = [each for each in listing if not any(fnmatch.fnmatch(each.name, name) for name in ignored)]
        files = [Path(each) for each in entries if each.is_file(follow_symlinks=False) and not is_active(each.name)]
        yield from sorted(files, key=lambda path: (path.name != first, path.suffix != ".py", path))
        if depth < MAX_DEPTH:
            waiting += [(Path(each), depth + 1) for each in entries if each.is_dir(follow_symlinks=False)]
