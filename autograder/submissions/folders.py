"""What one student handed in, and how it is read: bytes only, nothing of it is executed or imported
here.
"""

from __future__ import annotations

import codecs
import dataclasses
import itertools
import os
from collections.abc import Mapping
from pathlib import Path

from autograder.errors import KitError
from autograder.files import open_plain
from autograder.languages import _
from autograder.values.readable import printable

MAX_FILE_BYTES = 1_000_000
"""A larger Python file is refused: no honest module comes near it."""

MAX_FILES = 50
"""How many Python files beside the module are taken along."""

MAX_ENTRIES = 5_000
"""So many files and folders of a hand-in are looked at: no honest one has more beside its module."""


class SubmissionError(KitError):
    """A path holds no submission; the message says what was looked for and what to do."""


@dataclasses.dataclass(frozen=True)
class Task:
    """One submission to be read and graded: its folder or module, the unit and what the report
    calls it.

    Args:
        place: the folder that holds the module, or the module itself.
        unit: the unit's name.
        name: what the report calls it.
        student: whose it is; empty where nobody knows.
        files: where the Python files of the submission are, by the names that they should have;
            None for all that lie beside the module.
        copies: where else the same student handed in the same unit, which counts nothing.
    """

    place: Path
    unit: str
    name: str
    student: str = ""
    files: Mapping[str, Path] | None = None
    copies: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Submission:
    """What one student handed in for one unit.

    ``name`` is what the report calls it, ``files`` the Python files by file name, and ``problem``
    says why there is nothing to grade, if so.
    """

    name: str
    unit: str
    files: Mapping[str, bytes]
    problem: str = ""


def read_submission(place: Path, unit: str, *, name: str = "", files: Mapping[str, Path] | None = None) -> Submission:
    """Reads ``<unit>.py`` in the folder ``place``, or the file ``place`` in its stead, and the
    Python files beside it, or the ``files`` named; never raises for anything that may be there.
    """
    file = f"{unit}.py"
    module = place if place.is_file() else place / file
    name = name or str(module)
    try:
        files = _beside(module, file) if files is None else files
        problem = _problem_of(place, files, unit)
        read = {} if problem else _read_all(files, file)
        problem = problem or _problem(file, read[file])
        return Submission(name, unit, {} if problem else read, problem)
    except OSError as error:  # said without its path, which is no student's business
        return Submission(name, unit, {}, _unreadable(file, error))


def _unreadable(file: str, error: OSError) -> str:
    return _("{file} cannot be read: {error}. Hand it in again.").format(file=file, error=error.strerror)


def _problem_of(place: Path, files: Mapping[str, Path], unit: str) -> str:
    """Why there is nothing to read, if so."""
    links = sorted(path.name for path in (place, *files.values()) if path.is_symlink())
    if links:  # it may lead to the reference, which the grader can read and students cannot
        return _("{file} is a link to another file. Hand in the file itself.").format(file=printable(links[0]))
    module = files.get(f"{unit}.py")
    return "" if module and module.is_file() else _missing(place, files, unit)


def _beside(module: Path, file: str) -> dict[str, Path]:
    """The module under the name that it should have, and the Python files beside it."""
    beside = (module.with_name(name) for name in _names_in(module.parent) if name.endswith(".py"))
    return {path.name: path for path in beside if path.name != module.name} | {file: module}


def _read_all(files: Mapping[str, Path], module: str) -> dict[str, bytes]:
    """The module's text, and those of the other files, without tests and hidden files."""
    names = sorted(name for name in files if name != module and not name.startswith(("test_", ".")))
    others = [name for name in names if files[name].is_file()][:MAX_FILES]
    return {module: _read(files[module])} | {name: _harmless(name, files[name]) for name in others}


def _harmless(name: str, path: Path) -> bytes:
    """The text; of a file that is too large, or cannot be read, one that tells those who import it."""
    try:
        text = _read(path)
    except OSError as error:
        return _raising(_("{file} cannot be read: {error}").format(file=printable(name), error=error.strerror))
    return text if len(text) <= MAX_FILE_BYTES else _raising(_too_large(name))


def _raising(why: str) -> bytes:
    return f"raise ImportError({why!r})".encode()


def _read(path: Path) -> bytes:
    with open_plain(path) as file:
        return file.read(MAX_FILE_BYTES + 1)


def _too_large(file: str) -> str:
    said = _("{file} has more than {number} bytes: keep data out of it")
    return said.format(file=printable(file), number=f"{MAX_FILE_BYTES:,}")


def _problem(file: str, text: bytes) -> str:
    """Why a module's text is none, where Python would give a reason that tells little."""
    if len(text) > MAX_FILE_BYTES:
        return f"{_too_large(file)}."
    if not text.strip():
        return _("{file} is empty. Was it saved before it was handed in?").format(file=file)
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        said = _("{file} is saved in the encoding UTF-16, which Python cannot read. Save it as UTF-8.")
        return said.format(file=file)
    if text.lstrip().startswith(b"{") and b'"cells"' in text:
        said = _(
            "{file} is a notebook, not a Python module. Put your functions into the module {file} that was handed out."
        )
        return said.format(file=file)
    return ""


def _missing(place: Path, files: Mapping[str, Path], unit: str) -> str:
    """That there is no module, and what there is that may be it."""
    advice = _("Put your module back under the name {unit}.py.").format(unit=unit)
    start = _("There is no {unit}.py in what was handed in.").format(unit=unit)
    names = {*_names_in(place), *(name for name, path in files.items() if path.exists())}
    may_be = (name for name in names if name != f"{unit}.py" and _may_be_it(name, unit))
    if found := sorted(name for name in may_be if not (place / name).is_dir()):
        there = _("The folder holds {files}: was it renamed?").format(files=printable(", ".join(found[:5])))
        return f"{start} {there} {advice}"
    if deeper := sorted(name for name in names if name[0] != "." and (place / name / f"{unit}.py").exists()):
        there = _("There is one in its folder {folder}: move it up, beside the notebook.")
        return f"{start} {there.format(folder=printable(deeper[0]))}"
    return f"{start} {advice}"


def _may_be_it(name: str, unit: str) -> bool:
    return (name.endswith(".py") or resembles(name, unit)) and not name.startswith((".", "test_"))


def resembles(file: str, unit: str) -> bool:
    """Whether a file is likely to be the unit's module under a name that Python would not find."""
    return file.lower() in (f"{unit}.py".lower(), f"{unit}.py.txt".lower())


def _names_in(folder: Path) -> list[str]:
    """The names in a folder, as many as are looked at; none where there is no such folder."""
    try:
        with os.scandir(folder) as listing:
            return [entry.name for entry in itertools.islice(listing, MAX_ENTRIES)]
    except (FileNotFoundError, NotADirectoryError):
        return []
