"""Finding submissions and reading them: bytes only, nothing of a student's is executed or imported here."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.readable import printable

MAX_FILE_BYTES = 1_000_000
"""A larger Python file is refused: no honest module comes near it."""

MAX_FILES = 50
"""How many Python files beside the module are taken along."""


class SubmissionError(Exception):
    """A path holds no submission; the message says what was looked for and what to do."""


@dataclasses.dataclass(frozen=True)
class Submission:
    """What one student handed in for one unit.

    ``name`` is what the report calls it, ``files`` the Python files by file name, and ``problem`` says why there is nothing to
    grade, if so.
    """

    name: str
    unit: str
    files: Mapping[str, bytes]
    problem: str = ""


def read_submission(folder: Path, unit: str, *, name: str = "") -> Submission:
    """Reads ``<unit>.py`` and the Python files beside it."""
    module = folder / f"{unit}.py"
    name = name or str(module)
    try:
        links = sorted(path.name for path in folder.glob("*.py") if path.is_symlink())
        if links:  # it may lead to the reference, which the grader can read and students cannot
            return Submission(name, unit, {}, f"{printable(links[0])} is a link to another file. Hand in the file itself.")
        if not module.is_file():
            return Submission(name, unit, {}, _missing(folder, unit))
        others = sorted(path for path in folder.glob("*.py") if path != module and path.is_file() and not path.name.startswith("test_"))
        return Submission(name, unit, {path.name: _read(path) for path in (module, *others[:MAX_FILES])})
    except OSError as error:
        return Submission(name, unit, {}, f"{module.name} cannot be read: {error.strerror}. Hand it in again.")  # its path is no student's business
    except SubmissionError as error:
        return Submission(name, unit, {}, f"{module.name} cannot be read: {error}. Hand it in again.")


def find_submissions(path: Path, units: Sequence[str]) -> list[tuple[Path, str]]:
    """All ``(folder, unit)`` at or below ``path``: a module, a folder that holds one or more, or a tree of many.

    Raises:
        SubmissionError: there is none.
    """
    if path.is_file():
        if path.stem in units and path.suffix == ".py":
            return [(path.parent, path.stem)]
        raise SubmissionError(f"{path} is not the module of a unit: those are {_modules(units)}. Rename it.")
    if not path.is_dir():
        raise SubmissionError(f"{path} does not exist. Give a module, a folder that holds one, or a tree of many.")
    found = sorted(_walk(path, units))
    if not found:
        raise SubmissionError(f"No submission found in {path}: looked for {_modules(units)} in it and in its folders.")
    return found


def _walk(top: Path, units: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for unit in units:
            if f"{unit}.py" in files:
                yield Path(folder), unit
            elif Path(folder).name == unit and _is_handed_in(files):
                yield Path(folder), unit  # nbgrader's layout, <student>/<unit>/, with the module missing: that is a zero, not nothing


def _is_handed_in(files: Sequence[str]) -> bool:
    return any(file.endswith((".py", ".ipynb")) for file in files)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise SubmissionError(f"{printable(path.name)} has more than {MAX_FILE_BYTES:,} bytes")
    return data


def _missing(folder: Path, unit: str) -> str:
    found = sorted(path.name for path in folder.glob("*.py") if not path.name.startswith("test_")) if folder.is_dir() else []
    there = f" The folder holds {printable(', '.join(found[:5]))}: was it renamed?" if found else ""
    return f"There is no {unit}.py in what was handed in.{there} Put your module back under the name {unit}.py."


def _modules(units: Sequence[str]) -> str:
    return ", ".join(f"{unit}.py" for unit in units)
