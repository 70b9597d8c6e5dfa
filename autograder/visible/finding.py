"""TODO visible/finding."""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.source import definitions

if TYPE_CHECKING:
    pass


class VisibleError(Exception):
    """The checks cannot start; the message says what is missing and what to do."""


def test_file_of(folder: Path, unit: str) -> Path:
    """The file with the visible checks of a unit."""
    return folder / f"test_{unit}.py"


def exercises_in(test_file: Path) -> list[str]:
    """The exercises that a test file has checks of, without running it; none if it cannot be read."""
    try:
        tree = ast.parse(test_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_marker(node.func)]
    ordered = sorted(calls, key=lambda call: call.lineno)
    names = [
        arg.value
        for call in ordered
        for arg in call.args[:1]
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    return list(dict.fromkeys(names))


def definitions_in(file: Path) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that a file defines; none if it cannot be read."""
    try:
        return definitions(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _is_marker(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "exercise"
        and isinstance(function.value, ast.Attribute)
        and function.value.attr == "mark"
    )


def units_in(folder: Path) -> list[str]:
    """The names of the units whose checks lie in the folder itself."""
    return [path.stem.removeprefix("test_") for path in sorted(folder.glob("test_*.py")) if exercises_in(path)]


def find_units(path: Path) -> list[tuple[Path, str]]:
    """The folders and names of all units that ``path`` means: a module, its folder or a tree of
    such folders.

    Raises:
        VisibleError: there is nothing of the kind.
    """
    if not path.exists():
        raise VisibleError(
            f"There is no {path}: give the folder of a unit, or leave the path out and run this in that folder."
        )
    if path.is_file():
        unit = path.stem.removeprefix("test_")
        require_checks(path.parent, unit)
        return [(path.parent, unit)]
    found = [(folder, unit) for folder in _folders(path) for unit in units_in(folder)]
    if not found:
        raise VisibleError(
            f"There are no checks in {path.resolve()}: a unit's folder holds a module and its checks, such as "
            "conv1d.py and test_conv1d.py."
        )
    return found


def _folders(top: Path) -> Iterator[Path]:
    for folder, inner, _ in os.walk(top):
        inner[:] = sorted(
            name for name in inner if not name.startswith((".", "_")) and name not in ("node_modules", "site-packages")
        )
        yield Path(folder)


def require_checks(folder: Path, unit: str) -> Path:
    test_file = test_file_of(folder, unit)
    if not folder.is_dir():
        raise VisibleError(f"There is no folder {folder}: give the folder of a unit.")
    if not test_file.is_file():
        raise VisibleError(
            f"There is no {test_file.name} in {folder.resolve()}: copy it there from the assignment, it holds the "
            f"checks of {unit}.py."
        )
    return test_file


def require_module(folder: Path, unit: str) -> None:
    name = f"{unit}.py"
    if (folder / name).is_file():
        return
    others = [path.name for path in folder.iterdir() if not path.name.startswith(("test_", "."))]
    close = difflib.get_close_matches(name, others, n=1, cutoff=0.7)
    advice = f"rename {close[0]} to {name}" if close else "copy it there from the assignment"
    raise VisibleError(f"There is no {name} in {folder.resolve()}: {advice}, the checks read your code from it.")
