"""From a course's folders to its units."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import importlib
import os
import sys
import traceback
import types
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.course.choices import Choice
from autograder.course.chosen import chosen
from autograder.course.consistency import problems_of
from autograder.course.due_dates import EXTENSIONS, read_extensions
from autograder.course.remarks import GENERAL, Remark
from autograder.course.settings import FILE, read_settings
from autograder.course.smallest import read_smallest
from autograder.course.translations import texts_for, translated
from autograder.course.unit import Exercise, Unit
from autograder.course.variants import Alternative, Misconception, edited_misconceptions
from autograder.errors import KitError
from autograder.languages import speaking

_PACKAGE = "reference_"
"""What the names of the packages begin with that courses' references are imported as."""


_NOT_THE_COURSES_OWN = ("submitted", "autograded", "feedback", "release")
"""The folders of a course that hold what students handed in, or what is made of it."""


LECTURE = "lecture.md"
"""The text of a unit's lecture, in its folder of the reference."""


class UnitError(KitError):
    """A course's own files are wrong; the message says which file and what to do."""


def find_course(start: Path) -> Path:
    """The nearest folder, from ``start`` upwards, that holds ``reference/`` and ``assignments/``; but
    what was handed in to a course is no course itself, whatever it holds.

    Raises:
        UnitError: there is none.
    """
    above = (start.resolve(), *start.resolve().parents)
    courses = [folder for folder in above if (folder / "reference").is_dir() and (folder / "assignments").is_dir()]
    handed_in = [course / part for course in courses for part in _NOT_THE_COURSES_OWN]
    for course in courses:
        if not any(course.is_relative_to(folder) for folder in handed_in):
            return course
    raise UnitError(
        f"No course found in {start} or above it: a course has the folders reference/ and assignments/. Change to one."
    )


def unit_names(course: Path) -> list[str]:
    """The names of all units of a course, sorted: those with checks on the one side and a notebook
    on the other.
    """
    notebooks = course / "assignments"
    return [name for name in declared_names(course) if (notebooks / name / f"{name}.ipynb").is_file()]


def declared_names(course: Path) -> list[str]:
    """The names of all folders of the reference with checks, sorted: also those of units that are
    still being written.
    """
    return sorted(path.parent.name for path in (course / "reference").glob("*/checks.py"))


def expect_known_units(course: Path) -> None:
    """Says that the course's settings, or its extensions, name a unit that there is not.

    Raises:
        UnitError: they do.
        SettingsError: the settings cannot be read.
        ExtensionsError: the extensions cannot be read.
    """
    settings, known = read_settings(course), declared_names(course)
    extended = [unit for _, unit in read_extensions(course)]
    places = {f"{FILE}, [units]": settings.units, f"{FILE}, [due_dates]": settings.due_dates, EXTENSIONS: extended}
    for place, names in places.items():
        for name in names:
            if name not in known:
                raise UnitError(f"{course / place} names {name}, which is no unit. There are {', '.join(known)}.")


def load_unit(course: Path, name: str) -> Unit:
    """The unit ``name`` of the course folder ``course``, with its solution and variants, in the language of
    the course.

    Raises:
        UnitError: the unit does not exist, or its files contradict each other.
    """
    language = read_settings(course).language
    texts = texts_for(course, name, language)
    with speaking(language, texts):
        unit = load_untranslated(course, name)
    try:
        return translated(unit, texts)
    except ValueError as error:
        raise UnitError(f"{course / 'reference' / name}: {error}. Mend that in the catalogue.") from None


def load_untranslated(course: Path, name: str) -> Unit:
    """The unit as its author wrote it.

    Raises:
        UnitError: the unit does not exist, or its files contradict each other.
    """
    folder = course / "reference" / name
    _require_files(folder)
    declared = getattr(reference_module(course, name, "checks"), "UNIT", None)
    if not isinstance(declared, Unit):
        raise UnitError(f"{folder / 'checks.py'} has no UNIT. Declare one there, with the exercises and their checks.")
    solution = _solution(folder / "solution.py")
    of = {exercise.name: exercise.of for exercise in declared.exercises}
    misconceptions, mistakes_in_edits = _misconceptions(course, name, solution, of)
    unit = dataclasses.replace(
        declared,
        exercises=tuple(_asked(declared, exercise, solution) for exercise in declared.exercises),
        solution=solution,
        parts=_solution(folder / "answers.py") if (folder / "answers.py").is_file() else "",
        misconceptions=misconceptions,
        alternatives=tuple(_alternatives(course, name)),
        remarks=_remarks(course),
        settings=read_settings(course),
        smallest=read_smallest(folder),
    )
    with own_mistakes():
        problems = problems_of(unit, folder) + mistakes_in_edits
    if problems:
        raise UnitError(f"{folder}: {'; '.join(problems)}. {_AGAIN}")
    try:
        return chosen(unit, unit.settings.units.get(name, Choice()))
    except ValueError as error:
        raise UnitError(f"{course / FILE}: {error} Mend that table.") from None


def _asked(unit: Unit, exercise: Exercise, solution: str) -> Exercise:
    return exercise.in_all_forms(unit.features, solution) if unit.in_all_forms else exercise


def reference_module(course: Path, unit: str, part: str) -> types.ModuleType:
    """The module ``reference/<unit>/<part>.py`` of a course; several courses can be loaded side by
    side.

    Raises:
        UnitError: it cannot be imported; the message names file and line.
    """
    return _module(course, f"{unit}.{part}")


def _module(course: Path, name: str) -> types.ModuleType:
    root = course.resolve() / "reference"
    package = f"{_PACKAGE}{zlib.crc32(str(root).encode()):08x}"
    if package not in sys.modules:
        module = types.ModuleType(package)
        module.__path__ = [str(root)]
        sys.modules[package] = module
    with own_mistakes():
        return importlib.import_module(f"{package}.{name}")


@contextlib.contextmanager
def own_mistakes(doing: str = "") -> Iterator[None]:
    """Turns an exception that a course's own code raises into a sentence with file and line.

    Args:
        doing: the place to name where an exception came through no line of the course's own, such as
            a check whose declaration shows no mistake until its cases are drawn.  Without it such an
            exception counts as the kit's and goes on as it is.

    Raises:
        UnitError: there was one.
    """
    try:
        yield
    except KitError:
        raise
    except Exception as error:
        place, what = _place_of(error) or doing, error.msg if isinstance(error, SyntaxError) else _sentence(error)
        if not place:
            raise
        raise UnitError(f"{place}: {what}. {_AGAIN}") from error


_AGAIN = "Mend that, then run the same command again."


def _sentence(error: Exception) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _place_of(error: Exception) -> str:
    """The last line of a course's own that an exception came through; empty if it came through none."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno}"
    roots = tuple(f"{module.__path__[0]}{os.sep}" for name, module in sys.modules.items() if _is_course(name))
    steps = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    own = [f"{file}, line {line}" for file, line in steps if file.startswith(roots)]
    return own[-1] if own else ""


def _is_course(module: str) -> bool:
    return module.startswith(_PACKAGE) and "." not in module


def _remarks(course: Path) -> tuple[Remark, ...]:
    """What the course can say of wrong answers without a name."""
    file = course / "reference" / "remarks.py"
    if not file.is_file():
        return GENERAL
    remarks = getattr(_module(course, "remarks"), "REMARKS", None)
    if not isinstance(remarks, tuple | list):
        raise UnitError(f"{file} has no list REMARKS. Write one, or delete the file for the general ones.")
    return tuple(remarks)


def _solution(file: Path) -> str:
    """The text of the solution, which must be Python: variants are made from it."""
    with own_mistakes(str(file)):
        text = file.read_text(encoding="utf-8")
        compile(text, str(file), "exec", dont_inherit=True)
    return text


def _require_files(folder: Path) -> None:
    reference, name = folder.parent, folder.name
    if not (folder / "checks.py").is_file():
        units = ", ".join(declared_names(reference.parent)) or "none"
        raise UnitError(f"There is no unit {name!r} in {reference}: it has {units}.")
    for part in ("solution.py", "alternatives.py"):
        if not (folder / part).is_file():
            parts = "a unit has solution.py, checks.py, alternatives.py and misconceptions.toml"
            raise UnitError(f"There is no {part} in {folder}: {parts}. Write it.")


def _misconceptions(
    course: Path, unit: str, solution: str, of: Mapping[str, str]
) -> tuple[tuple[Misconception, ...], list[str]]:
    """The misconceptions of both files, and what is wrong with the edits of the one."""
    folder = course / "reference" / unit
    found = list(_variants(course, unit, "misconceptions")) if (folder / "misconceptions.py").is_file() else []
    if (folder / "misconceptions.toml").is_file():
        try:
            found += edited_misconceptions(folder / "misconceptions.toml", solution, of)
        except ValueError as error:
            return tuple(found), [str(error)]
    return tuple(found), []


def _alternatives(course: Path, unit: str) -> Iterator[Alternative]:
    styles: dict[str, dict[str, str]] = {}
    for style, exercise, text in _variants(course, unit, "alternatives"):
        styles.setdefault(style, {})[exercise] = text
    return (Alternative(style, texts) for style, texts in styles.items())


def _variants(course: Path, unit: str, part: str) -> Iterator[Any]:
    """The variants that a module of the reference defines itself."""
    module = reference_module(course, unit, part)
    _require_different_names(course / "reference" / unit / f"{part}.py")
    for definition in vars(module).values():
        if getattr(definition, "__module__", None) == module.__name__ and hasattr(definition, "__variant__"):
            yield definition.__variant__


def _require_different_names(file: Path) -> None:
    """Of two definitions of one name the first is lost, and nothing else would say so."""
    places: dict[str, int] = {}
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if node.name in places:
                first = f"as in line {places[node.name]}"
                raise UnitError(
                    f"{file}, line {node.lineno}: {node.name} is defined again, {first}. Rename one of them."
                )
            places[node.name] = node.lineno
