"""Finding submissions and reading them: bytes only, nothing of a student's is executed or imported
here.
"""

from __future__ import annotations

import codecs
import dataclasses
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from autograder.errors import KitError
from autograder.values.readable import printable

MAX_FILE_BYTES = 1_000_000
"""A larger Python file is refused: no honest module comes near it."""

MAX_FILES = 50
"""How many Python files beside the module are taken along."""

MAX_DEPTH = 12
"""So many folders deep a search goes: no honest hand-in lies deeper."""

NOT_HANDED_IN = ("reference", "assignments", "release", "autograded", "feedback")
"""The folders of a course that hold nothing handed in, or copies of it: a search of the whole
course passes over them.
"""

_PASSED_OVER = ("__pycache__", "__MACOSX")
"""Folders that programs write, wherever they are; hidden ones are passed over as well."""


class SubmissionError(KitError):
    """A path holds no submission; the message says what was looked for and what to do."""


@dataclasses.dataclass(frozen=True)
class Task:
    """One submission to be read and graded: its folder or module, the unit and what the report
    calls it.
    """

    place: Path
    unit: str
    name: str


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


def find_submissions(
    path: Path, units: Sequence[str], *, only: str | None = None, course: Path | None = None
) -> list[tuple[Path, str]]:
    """All ``(place, unit)`` at or below ``path``: a module, a folder that holds one or more, or a
    tree of many.

    A place is a folder, or the module itself: where ``only`` names the one unit that is looked for,
    a file may have any name.  In the ``course``'s own folder only what was handed in is looked at.
    Links are not followed, not even ``path``: one that a student handed in may lead to somebody
    else's work.

    Raises:
        SubmissionError: there is none.
    """
    if path.is_symlink():
        advice = "Links are not followed: name what it leads to, if you trust it."
        raise SubmissionError(f"{path} is a link to {path.resolve()}. {advice}")
    units = units if only is None else [only]
    if path.is_file():
        return [_named(path, units, only)]
    if not path.is_dir():
        raise SubmissionError(f"{path} does not exist. Give a module, a folder that holds one, or a tree of many.")
    found = sorted(_walk(path, units, {course / name for name in NOT_HANDED_IN} if course else set()))
    if not found:
        raise SubmissionError(f"No submission found in {path}: looked for {_modules(units)} in it and in its folders.")
    return found


def of_one_student(path: Path, units: Sequence[str]) -> list[tuple[Path, str]]:
    """One ``(place, unit)`` for each of the units, where all of ``path`` is one student's, as on
    Gradescope: the module that lies highest counts, and further copies count nothing.  Where there
    is none, the place is the path itself, and reading it says what is missing.

    Raises:
        SubmissionError: the path is a link, or does not exist.
    """
    try:
        found = find_submissions(path, units)
    except SubmissionError:
        if path.is_symlink() or not path.is_dir():
            raise
        found = []
    by_depth = sorted(found, key=lambda each: (len(each[0].parts), each[0]))
    return [next((each for each in by_depth if each[1] == unit), (path, unit)) for unit in units]


def read_submission(place: Path, unit: str, *, name: str = "") -> Submission:
    """Reads ``<unit>.py`` in the folder ``place``, or the file ``place`` in its stead, and the
    Python files beside it; never raises for anything that may be there.
    """
    file = f"{unit}.py"
    module = place if place.is_file() else place / file
    name = name or str(module)
    try:
        text, problem = _text_or_problem(place, module, unit)
        return Submission(name, unit, {} if problem else {file: text} | _others(module, file), problem)
    except OSError as error:  # said without its path, which is no student's business
        return Submission(name, unit, {}, f"{file} cannot be read: {error.strerror}. Hand it in again.")


# Finding.


def _named(path: Path, units: Sequence[str], only: str | None) -> tuple[Path, str]:
    """The place and unit of a file that was named itself."""
    if path.suffix == ".py" and path.stem in units:
        return path.parent, path.stem
    if only is not None:
        return path, only
    raise SubmissionError(
        f"{path} is not the module of a unit: those are {_modules(units)}. Rename it, or name its unit with --unit."
    )


def _walk(top: Path, units: Sequence[str], passed_over: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """One submission is one folder: below a folder that is one, nothing else is, whatever it is called.

    Not os.walk, which calls itself for each level in Python 3.11: a hand-in can have thousands.
    """
    waiting = [(top, 0)]
    while waiting:
        folder, depth = waiting.pop()
        folders, files = _listed(folder)
        found = [unit for unit in units if _is_submission(folder, files, unit)]
        yield from ((folder, unit) for unit in found)
        if not found and depth < MAX_DEPTH:
            inner = [folder / name for name in folders if not name.startswith(".") and name not in _PASSED_OVER]
            waiting += [(each, depth + 1) for each in inner if not passed_over or each.resolve() not in passed_over]


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """The names of the folders and of the files in a folder; links are neither."""
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except OSError:  # it cannot be read, or its name has become too long
        return [], []
    folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return folders, [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]


def _is_submission(folder: Path, files: Sequence[str], unit: str) -> bool:
    """Whether a folder is a hand-in of a unit, also where its module is missing or has another name:
    that is a zero, not nothing.
    """
    if f"{unit}.py" in files or any(_resembles(file, unit) for file in files):
        return True
    return folder.name == unit and _is_handed_in(files)


def _is_handed_in(files: Sequence[str]) -> bool:
    return any(file.endswith((".py", ".ipynb")) for file in files)


def _resembles(file: str, unit: str) -> bool:
    """Whether a file is likely to be the unit's module under a name that Python would not find."""
    return file.lower() in (f"{unit}.py".lower(), f"{unit}.py.txt".lower())


def _modules(units: Sequence[str]) -> str:
    return ", ".join(f"{unit}.py" for unit in units)


# Reading.


def _text_or_problem(place: Path, module: Path, unit: str) -> tuple[bytes, str]:
    """The module's text, and why there is nothing to grade, if so."""
    links = sorted(path.name for path in (place, module, *module.parent.glob("*.py")) if path.is_symlink())
    if links:  # it may lead to the reference, which the grader can read and students cannot
        return b"", f"{printable(links[0])} is a link to another file. Hand in the file itself."
    if not module.is_file():
        return b"", _missing(place, unit)
    text = _read(module)
    return text, _problem(f"{unit}.py", text)


def _others(module: Path, file: str) -> dict[str, bytes]:
    """The Python files beside the module, without tests and hidden files."""
    beside = (
        path
        for path in module.parent.glob("*.py")
        if path.name not in (module.name, file) and not path.name.startswith(("test_", "."))
    )
    files = sorted(path for path in beside if path.is_file())
    return {path.name: _harmless(path.name, _read(path)) for path in files[:MAX_FILES]}


def _harmless(name: str, text: bytes) -> bytes:
    """The text; of a file that is too large, one that tells those who import it."""
    return text if len(text) <= MAX_FILE_BYTES else f"raise ImportError({_too_large(name)!r})".encode()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def _too_large(file: str) -> str:
    return f"{printable(file)} has more than {MAX_FILE_BYTES:,} bytes: keep data out of it"


def _problem(file: str, text: bytes) -> str:
    """Why a module's text is none, where Python would give a reason that tells little."""
    if len(text) > MAX_FILE_BYTES:
        return f"{_too_large(file)}."
    if not text.strip():
        return f"{file} is empty. Was it saved before it was handed in?"
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return f"{file} is saved in the encoding UTF-16, which Python cannot read. Save it as UTF-8."
    if text.lstrip().startswith(b"{") and b'"cells"' in text:
        advice = f"Put your functions into the module {file} that was handed out."
        return f"{file} is a notebook, not a Python module. {advice}"
    return ""


def _missing(folder: Path, unit: str) -> str:
    """That there is no module, and what there is that may be it."""
    advice = f"Put your module back under the name {unit}.py."
    start = f"There is no {unit}.py in what was handed in."
    if not folder.is_dir():
        return f"{start} {advice}"
    found = [name for name in _files_in(folder) if name.endswith(".py") or _resembles(name, unit)]
    if found:
        return f"{start} The folder holds {printable(', '.join(found[:5]))}: was it renamed? {advice}"
    deeper = sorted(path.parent.name for path in folder.glob(f"[!.]*/{unit}.py"))
    if deeper:
        return f"{start} There is one in its folder {printable(deeper[0])}: move it up, beside the notebook."
    return f"{start} {advice}"


def _files_in(folder: Path) -> list[str]:
    """The names of a folder's files, sorted, without tests and hidden ones."""
    names = (path.name for path in folder.iterdir() if not path.is_dir())
    return sorted(name for name in names if not name.startswith((".", "test_")))
