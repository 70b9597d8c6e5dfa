"""Finds the visible checks: which units a folder holds, which exercises they have, and what to do
where a file is missing.

Files are read as text here, and nothing of them is run.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder import source
from autograder.errors import KitError
from autograder.languages import ENGLISH, _
from autograder.prose import code

_UNREADABLE = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading and parsing a file of a student's may raise."""


class VisibleError(KitError):
    """The checks cannot start; the message says what is missing and what to do."""


# What a file holds.


def exercises_in(test_file: Path) -> dict[str, str]:
    """The exercises that a test file has checks of, in its order, with the names of the definitions that
    they are about; none if it cannot be read.
    """
    try:
        tree = ast.parse(test_file.read_bytes())
    except _UNREADABLE:
        return {}
    markers = sorted(_markers(tree), key=lambda marker: marker[0])
    return {name: of for *_line, name, of in markers}


def language_of(test_file: Path) -> str:
    """The language that a test file is written in, which is that of all that is told of its checks."""
    try:
        with test_file.open(encoding="utf-8") as lines:
            return code.language_of(lines.readline()) or ENGLISH
    except (OSError, ValueError):
        return ENGLISH


def language_in(folder: Path) -> str:
    """The language of the units in a folder."""
    return next((language_of(test_file_of(folder, unit)) for unit in units_in(folder)), ENGLISH)


def unknown_exercise(exercise: str, test_name: str, known: Sequence[str]) -> str:
    """What to say of an exercise that the checks in ``test_name`` do not know."""
    close = difflib.get_close_matches(exercise, known, n=1)
    if close:
        words = _("{file} has no checks of {name}: is {other} meant?")
    else:
        words = _("{file} has no checks of {name}: it has those of {names}.")
    other = repr(close[0]) if close else ""
    return words.format(file=test_name, name=repr(exercise), other=other, names=", ".join(known))


def definitions_in(file: Path) -> Mapping[str, ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that a file defines, by name; none if it cannot be read."""
    try:
        return source.definitions(file.read_bytes())
    except _UNREADABLE:
        return {}


def _markers(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """The line, the exercise and the definition of each ``pytest.mark.exercise("conv_1d")`` or
    ``pytest.mark.exercise("CNN_fit", of="CNN")``.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="exercise", value=ast.Attribute(attr="mark")),
                args=[ast.Constant(value=str(name)), *_],
                keywords=keywords,
                lineno=line,
            ):
                values = {each.arg: each.value.value for each in keywords if isinstance(each.value, ast.Constant)}
                yield line, name, str(values.get("of", name))


# What a folder holds.


def test_file_of(folder: Path, unit: str) -> Path:
    """The file with the visible checks of a unit."""
    return folder / f"test_{unit}.py"


def units_in(folder: Path) -> list[str]:
    """The names of the units whose checks lie in the folder itself.

    A second copy, ``test_conv1d (1).py``, stands for the unit that it is a copy of.
    """
    names = (_plain(path.stem) for path in sorted(folder.glob("test_*.py")) if exercises_in(path))
    return list(dict.fromkeys(name.removeprefix("test_") for name in names))


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is to be checked: a unit in a folder, or one exercise of it."""

    folder: Path
    unit: str
    exercise: str | None = None


def find_asked(what: Path) -> list[Asked]:
    """What a word of the command line means: a module, its folder or a tree of such folders; or, where
    there is no such file, an exercise or a unit in the current folder or below it.

    Raises:
        VisibleError: there is nothing of the kind.
    """
    if what.exists():
        return [Asked(folder, unit) for folder, unit in find_units(what)]
    here = [Asked(folder, unit) for folder in _folders(Path()) for unit in units_in(folder)]
    name = what.name.removesuffix("()")
    found = [
        dataclasses.replace(each, exercise=exercise)
        for each in here
        if (exercise := known_as(name, each.folder, each.unit)) is not None or each.unit == name.removesuffix(".py")
    ]
    if not found:
        names = {name for each in here for name in exercises_in(test_file_of(each.folder, each.unit))}
        close = difflib.get_close_matches(name, sorted(names | {each.unit for each in here}), n=1)
        if close:
            words = _("There is no {what}, and no exercise of that name here. Is {other} meant?")
        else:
            words = _(
                "There is no {what}, and no exercise of that name here. Give the folder of a unit, or the name of an "
                "exercise."
            )
        raise VisibleError(words.format(what=what, other=next(iter(close), "")))
    return found


def known_as(name: str, folder: Path, unit: str) -> str | None:
    """The exercise, or class of exercises, that ``conv_1d``, ``conv1d.conv_1d`` or ``CNN.fit`` means in a
    unit; None if it means none.
    """
    known = exercises_in(test_file_of(folder, unit))
    plain = name.removeprefix(f"{unit}.")
    return next((each for each in (plain, plain.replace(".", "_")) if each in {*known, *known.values()}), None)


def find_units(path: Path) -> list[tuple[Path, str]]:
    """The folders and names of all units that ``path`` means: a module, its folder or a tree of
    such folders.

    Raises:
        VisibleError: there is nothing of the kind.
    """
    if path.is_file():
        return [(path.parent, _unit_of(path))]
    found = [(folder, unit) for folder in _folders(path) for unit in units_in(folder)]
    if not found:
        words = _(
            "There are no checks in {folder}: a unit's folder holds a module and its checks, such as conv1d.py and "
            "test_conv1d.py."
        )
        raise VisibleError(words.format(folder=path.resolve()))
    return found


def _unit_of(path: Path) -> str:
    """The unit of a module, of its checks or of its notebook."""
    plain = path.with_name(_plain(path.stem) + path.suffix)
    if path.suffix == ".py" and path.name != plain.name:
        if plain.exists():
            words = _("Python cannot import a file that is called {file}: check {other} instead, which is beside it.")
        else:
            words = _("Python cannot import a file that is called {file}: rename it to {other}.")
        raise VisibleError(words.format(file=path.name, other=plain.name))
    unit = plain.stem.removeprefix("test_")
    checks_of(path.parent, unit)
    return unit


def _folders(top: Path) -> Iterator[Path]:
    left_out = ("node_modules", "site-packages")
    for folder, inner, _files in os.walk(top):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "_")) and name not in left_out)
        yield Path(folder)


def _plain(stem: str) -> str:
    """The name that a file had before a browser or a person copied it: ``conv1d`` of
    ``conv1d (1)``, ``conv1d-Copy1`` and ``Copy of conv1d``.
    """
    words = re.findall(r"[^\W\d]\w*", re.sub(r"^Copy (\(\d+\) )?of ", "", stem))
    return words[0] if words else stem


# The two files of a unit.


def checks_of(folder: Path, unit: str) -> Path:
    """The file with a unit's checks, which must be there.

    Raises:
        VisibleError: it is not, or the folder is none.
    """
    if not folder.is_dir():
        raise VisibleError(_("There is no folder {folder}: give the folder of a unit.").format(folder=folder))
    test_file = test_file_of(folder, unit)
    if not test_file.is_file():
        copies = [path.name for path in sorted(folder.glob("test_*.py")) if _plain(path.stem) == test_file.stem]
        if copies:
            words = _("There is no {file} in {folder}: rename {other} to {file}, it holds the checks of {module}.")
        else:
            words = _(
                "There is no {file} in {folder}: copy it there from the assignment, it holds the checks of {module}."
            )
        other = next(iter(copies), "")
        raise VisibleError(words.format(file=test_file.name, folder=folder.resolve(), other=other, module=f"{unit}.py"))
    return test_file


def module_of(folder: Path, unit: str) -> Path:
    """The student's module, which must be there.

    Raises:
        VisibleError: it is not.
    """
    module = folder / f"{unit}.py"
    if not module.is_file():
        other = _under_another_name(module)
        if other:
            words = _("There is no {file} in {folder}: rename {other} to {file}, the checks read your code from it.")
        else:
            words = _(
                "There is no {file} in {folder}: copy it there from the assignment, the checks read your code from it."
            )
        raise VisibleError(words.format(file=module.name, folder=folder.resolve(), other=other))
    return module


def _under_another_name(module: Path) -> str:
    """The name of the file that the student has written the module's exercises in; empty if there
    is none.

    What a file defines tells, as a notebook or another unit's module may have a name that is much
    like this one.  Of a file that Python cannot read the name has to tell.
    """
    wanted = set(exercises_in(test_file_of(module.parent, module.stem)).values())
    fitting = [
        path.name
        for path in _perhaps_modules(module.parent)
        if wanted & definitions_in(path).keys() or (path.suffix == ".py" and _plain(path.stem) == module.stem)
    ]
    return next(iter(difflib.get_close_matches(module.name, fitting, n=1, cutoff=0)), "")


def _perhaps_modules(folder: Path) -> list[Path]:
    """The files that no checks are there for, with the endings that modules are saved with."""
    units = units_in(folder)
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".py", ".txt", "") and path.is_file()]
    return [path for path in files if not path.name.startswith(("test_", ".")) and path.stem not in units]
