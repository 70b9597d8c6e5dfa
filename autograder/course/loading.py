"""TODO course/loading."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import sys
import types
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.course.unit import Unit
from autograder.course.variants import Alternative, Edited, Misconception
from autograder.source import with_edits


class UnitError(Exception):
    """A unit's own files are wrong; the message says which file and what to do."""


def find_course(start: Path) -> Path:
    """The nearest folder, from ``start`` upwards, that holds ``reference/`` and ``assignments/``.

    Raises:
        UnitError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "reference").is_dir() and (folder / "assignments").is_dir():
            return folder
    raise UnitError(
        f"No course found in {start} or above it: a course has the folders reference/ and assignments/. Change to one."
    )


def unit_names(course: Path) -> list[str]:
    """The names of all units of a course, sorted: those with checks on the one side and a notebook
    on the other.
    """
    return sorted(
        name for name in declared_names(course) if (course / "assignments" / name / f"{name}.ipynb").is_file()
    )


def declared_names(course: Path) -> list[str]:
    """The names of all folders of the reference with checks, sorted: also those of units that are
    still being written.
    """
    return sorted(path.parent.name for path in (course / "reference").glob("*/checks.py"))


def load_unit(course: Path, name: str) -> Unit:
    """The unit ``name`` of the course folder ``course``, with its solution and variants.

    Raises:
        UnitError: the unit does not exist, or its files contradict each other.
    """
    folder = course / "reference" / name
    if not (folder / "checks.py").is_file():
        raise UnitError(
            f"There is no unit {name!r} in {course / 'reference'}: it has "
            f"{', '.join(declared_names(course)) or 'none'}."
        )
    for part in ("solution", "misconceptions", "alternatives"):
        if not (folder / f"{part}.py").is_file():
            raise UnitError(
                f"There is no {part}.py in {folder}: a unit has solution.py, checks.py, misconceptions.py and "
                "alternatives.py. Write it."
            )
    declared = getattr(reference_module(course, name, "checks"), "UNIT", None)
    if not isinstance(declared, Unit):
        raise UnitError(f"{folder / 'checks.py'} has no UNIT: declare one there, with the exercises and their checks.")
    solution = (folder / "solution.py").read_text(encoding="utf-8")
    unit = dataclasses.replace(
        declared,
        solution=solution,
        misconceptions=tuple(_misconceptions(course, name, solution)),
        alternatives=tuple(_grouped(variant for _, variant in _variants(course, name, "alternatives"))),
    )
    _verify(unit, folder)
    return unit


def reference_module(course: Path, unit: str, part: str) -> types.ModuleType:
    """The module ``reference/<unit>/<part>.py`` of a course; several courses can be loaded side by
    side.
    """
    root = course.resolve() / "reference"
    package = f"reference_{zlib.crc32(str(root).encode()):08x}"
    if package not in sys.modules:
        module = types.ModuleType(package)
        module.__path__ = [str(root)]
        sys.modules[package] = module
    return importlib.import_module(f"{package}.{unit}.{part}")


def _variants(course: Path, unit: str, part: str) -> Iterator[tuple[str, Any]]:
    """The variants that a module of the reference defines itself, by name."""
    module = reference_module(course, unit, part)
    for name, definition in vars(module).items():
        if isinstance(definition, Edited):
            yield name, definition
        elif getattr(definition, "__module__", None) == module.__name__ and hasattr(definition, "__variant__"):
            yield name, definition.__variant__


def _misconceptions(course: Path, unit: str, solution: str) -> Iterator[Misconception]:
    for name, variant in _variants(course, unit, "misconceptions"):
        if isinstance(variant, Misconception):
            yield variant
            continue
        try:
            text = with_edits(solution, variant.exercise, variant.edits)
        except KeyError:
            text = ""  # no such exercise: that is said with all else that is wrong with the unit
        except ValueError as error:
            raise UnitError(
                f"{course / 'reference' / unit}: the misconception {name} cannot be made: {error}."
            ) from None
        yield Misconception(name, variant.exercise, variant.hint, text)


def _grouped(variants: Iterator[tuple[str, str, str]]) -> Iterator[Alternative]:
    styles: dict[str, dict[str, str]] = {}
    for style, exercise, text in variants:
        styles.setdefault(style, {})[exercise] = text
    return (Alternative(style, texts) for style, texts in styles.items())


def _verify(unit: Unit, folder: Path) -> None:
    names = [exercise.name for exercise in unit.exercises]
    defined = {name for name, value in inspect.getmembers(_solution_namespace(unit, folder)) if callable(value)}
    problems = [
        *([] if unit.name == folder.name else [f"checks.py declares the unit {unit.name}"]),
        *(f"the exercise {name} is declared twice" for name in sorted(_doubles(names))),
        *(
            f"the exercise {e.name} has no check that counts for itself"
            for e in unit.exercises
            if all(check.manners for check in e.checks)
        ),
        *(f"the exercise {name} is not defined in solution.py" for name in names if name not in defined),
        *(
            f"{exercise.name} needs {need}, which is no exercise before it"
            for place, exercise in enumerate(unit.exercises)
            for need in exercise.needs
            if need not in names[:place]
        ),
        *(
            f"the misconception {m.name} is of {m.exercise}, which is no exercise"
            for m in unit.misconceptions
            if m.exercise not in names
        ),
        *(
            f"the alternative {a.name} has {name}, which is no exercise"
            for a in unit.alternatives
            for name in a.texts
            if name not in names
        ),
        *(
            f"the check {exercise.name}/{name} is declared twice"
            for exercise in unit.exercises
            for name in sorted(_doubles([check.name for check in exercise.checks]))
        ),
    ]
    if problems:
        raise UnitError(f"{folder}: " + "; ".join(problems) + ".")


def _doubles(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _solution_namespace(unit: Unit, folder: Path) -> types.SimpleNamespace:
    namespace: dict[str, Any] = {"__name__": unit.name}
    exec(compile(unit.solution, str(folder / "solution.py"), "exec", dont_inherit=True), namespace)  # noqa: S102 - the course's own solution
    return types.SimpleNamespace(**namespace)
