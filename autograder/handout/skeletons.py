"""Skeletons of courses and units, which sync, pass their audit and can be graded as they stand."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Collection
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from autograder.course.loading import UnitError, find_course, load_unit
from autograder.course.settings import read_settings
from autograder.files import write_whole
from autograder.handout import release

_UNIT = "__unit__"
"""Stands in a skeleton wherever the unit's name belongs."""


def new_course(folder: Path) -> list[Path]:
    """Writes a course without units; returns the files.

    Raises:
        UnitError: the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnitError(f"{folder} exists and is not empty. Name a new folder.")
    files = {folder / _visible(name): text for name, text in _skeleton("course").items()}
    files |= {folder / part / ".gitkeep": "" for part in ("reference", "assignments")}
    return _written(files)


def new_unit(start: Path, name: str) -> list[Path]:
    """Writes a unit with one exercise into the course that ``start`` belongs to; returns the files.

    Raises:
        UnitError: there is no course, the name cannot be a module's, or the unit exists.
    """
    course = find_course(start)
    _require_name(name, read_settings(course).imports)
    reference, assignment = course / "reference" / name, course / "assignments" / name
    for folder in (reference, assignment):
        if folder.exists():
            raise UnitError(f"{folder} exists already. Choose another name, or remove it.")
    named = {file.replace("unit", name, 1): text for file, text in _skeleton("assignment").items()}
    files = {reference / file: text for file, text in _skeleton("reference").items()}
    files |= {assignment / file.replace(f"test_{_UNIT}", f"test_{name}"): text for file, text in named.items()}
    written = _written({path: text.replace(_UNIT, name) for path, text in files.items()})
    generated = _written(release.stale(course, load_unit(course, name)))
    return sorted({*written, *generated})


def _require_name(name: str, imports: Collection[str]) -> None:
    taken = sys.stdlib_module_names | {"numpy", "autograder", *imports}
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise UnitError(f"{name!r} cannot be a unit: its module must be importable. Use small letters, digits and _.")
    if name in taken:
        raise UnitError(
            f"A unit cannot be called {name!r}: Python or a library has a module of that name. Choose another."
        )


def _skeleton(part: str) -> dict[str, str]:
    folder: Traversable = resources.files("autograder") / "templates" / "skeletons" / part
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.is_file()}


def _visible(name: str) -> str:
    return {"gitignore": ".gitignore"}.get(name, name)


def _written(files: dict[Path, str]) -> list[Path]:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return list(files)
