"""How a unit declares itself: exercises, checks and named variants of its solution.

A unit lives in ``reference/<unit>/``: ``solution.py`` is right, ``checks.py`` holds ``UNIT``, a :class:`Unit`,
``misconceptions.py`` holds functions marked ``@misconception`` and ``alternatives.py`` functions marked ``@alternative``.

A check is an experiment that can be made with any module, the reference's or a student's: it draws arguments (``cases``),
makes an observation with them (``observe``; by default it calls the exercise) and compares what it observed with what the
reference shows (``accept``; by default the two must agree).  Everything else (expected answers, counterexamples, diagnosis, fault
isolation) follows from that.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder import compare
from autograder.readable import call_code
from autograder.source import function_text, with_edits, with_replaced

Arguments = dict[str, Any]
"""The arguments of one call by name, in the order of the signature."""


class UnitError(Exception):
    """A unit's own files are wrong; the message says which file and what to do."""


class Subject(Protocol):
    """A module under observation: the reference, a variant of it or a student's, all with the same face."""

    def call(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """The result of ``name(*arguments)``, a method if ``of`` is a handle; the arguments are copied before the call."""

    def call_and_look(self, name: str, arguments: Arguments) -> tuple[Any, Arguments]:
        """The same, with the arguments as the call left them."""

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        """The same call made twice, with others in between, which may raise what they like."""

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        """One call, with every warning and every floating-point overflow as an exception."""

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        """The result, and how many lines of the module were executed for it."""

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """A handle to the result, or to the object that a class makes; it stays with the module, and can be an argument of other calls."""

    def look(self, handle: Any, attribute: str = "") -> Any:
        """What a handle, or an attribute of the object behind it, holds by now."""

    def define(self, text: str) -> Any:
        """A handle to a namespace in which ``text`` was executed: for classes that the module is to be called with."""


# What an observation came to.


class Repeated(NamedTuple):
    """A call's result at once (``fresh``) and after other calls (``kept``), the result of the same call made ``again``, and its arguments after that."""

    fresh: Any
    kept: Any
    again: Any
    arguments: Arguments


@dataclasses.dataclass(frozen=True)
class Returned:
    """The call came back with ``value``."""

    value: Any


@dataclasses.dataclass(frozen=True)
class Raised:
    """The call raised an exception: its class (and base classes), its message and where in the student's module, or in another ``file`` of theirs."""

    kind: str
    message: str = ""
    bases: tuple[str, ...] = ()
    function: str = ""
    line: int = 0
    code: str = ""
    file: str = ""


Outcome = Returned | Raised

# What a check is.


@dataclasses.dataclass(frozen=True)
class Mismatch:
    """Why an observation is not accepted: ``what`` in words, ``where`` in the answer.

    ``answers`` tells whether it helps to see the expected and the returned value, ``remark`` names a mistake that this proves.
    """

    what: str
    where: str = ""
    answers: bool = True
    remark: str = ""


@dataclasses.dataclass(frozen=True)
class Case:
    """One drawn set of arguments, what the reference shows with it, and how far from that an answer may be, as :func:`compare.difference` has it."""

    arguments: Arguments
    expected: Outcome
    tolerance: float = compare.TOLERANCE


Observe = Callable[[Subject, str, Arguments], Any]
Accept = Callable[[Case, Outcome], Mismatch | None]
Shown = Callable[[Arguments], Arguments]
Code = Callable[[str, Arguments], str]


def _all_of_them(arguments: Arguments) -> Arguments:
    return arguments


def _first_call(arguments: Arguments) -> Arguments:
    first: Arguments = arguments["first"]
    return first


def call_exercise(subject: Subject, exercise: str, arguments: Arguments) -> Any:
    """The default observation: the exercise's result."""
    return subject.call(exercise, arguments)


def same_as_reference(case: Case, seen: Outcome) -> Mismatch | None:
    """The default comparison: the same value as the reference, to within the case's tolerance."""
    assert isinstance(case.expected, Returned), f"the reference raised {case.expected} for {case.arguments}"
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    found = compare.difference(case.expected.value, seen.value, case.tolerance)
    return Mismatch(found.what, found.where) if found else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """One family of cases.  ``text`` is what the student reads; ``manners`` waits until another family has passed.

    ``count`` cases are drawn, after the fixed ``examples``.  ``seconds`` is the processor time one call may take.  ``shown`` picks,
    from a case, the arguments of the call that a counterexample shows, and ``code`` writes that call.  If ``polite``, the audit plants
    bad manners for the check to catch.  ``tolerance`` finds from a case's arguments how far apart answers may be and still count as the same,
    also where a mistake is to be named: by default as far as the arguments' types make it.
    """

    name: str
    points: float
    text: str
    cases: SearchStrategy[Arguments]
    observe: Observe = call_exercise
    accept: Accept = same_as_reference
    examples: tuple[Arguments, ...] = ()
    count: int = 12
    seconds: float = 2.0
    manners: bool = False
    shown: Shown = _all_of_them
    code: Code = call_code
    polite: bool = False
    tolerance: Callable[[Arguments], float] = compare.tolerance_for


def agrees(name: str, points: float, text: str, cases: SearchStrategy[Arguments], *, examples: Sequence[Arguments] = (), count: int = 12) -> Check:
    """A check that the exercise returns what the reference returns."""
    return Check(name=name, points=points, text=text, cases=cases, examples=tuple(examples), count=count)


def rejects(points: float, text: str, cases: SearchStrategy[Arguments], *, name: str = "bad_arguments", count: int = 12) -> Check:
    """A check that arguments which make no sense raise ValueError (AssertionError counts too)."""
    return Check(name=name, points=points, text=text, cases=cases, accept=_refused, count=count, manners=True)


def polite(points: float, cases: SearchStrategy[Arguments], *, name: str = "manners", count: int = 6) -> Check:
    """A check that a call leaves its arguments alone, depends on nothing but them, and returns a result of its own."""
    pairs = st.fixed_dictionaries({"first": cases, "other": cases})
    return Check(
        name=name,
        points=points,
        text=_MANNERS,
        cases=pairs,
        observe=call_repeatedly,
        accept=_well_mannered,
        count=count,
        seconds=4 * Check.seconds,  # a case is four calls
        manners=True,
        shown=_first_call,
        polite=True,
    )


GOOD = "as it should be"
"""The verdict on an answer with which nothing is wrong."""


def same_verdict(case: Case, seen: Outcome) -> Mismatch | None:
    """For what has many right answers: whether the verdict that a check's observation comes to is the one on the reference."""
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    return None if seen == case.expected else Mismatch(seen.value, answers=False)


def polite_by_verdict(points: float, cases: SearchStrategy[Arguments]) -> Check:
    """The manners of a call that has many right answers, seen as a verdict: another right answer is no other manners."""
    check = polite(points, cases, count=3)

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        found = check.accept(Case(case, Returned(GOOD)), Returned(check.observe(subject, exercise, case)))
        return {"fault": found.what, "remark": found.remark} if found else GOOD

    def accept(case: Case, seen: Outcome) -> Mismatch | None:
        if isinstance(seen, Returned) and isinstance(seen.value, dict):
            return Mismatch(seen.value["fault"], answers=False, remark=seen.value["remark"])
        return same_verdict(case, seen)

    return dataclasses.replace(check, observe=observe, accept=accept)


_MANNERS = "A call leaves its arguments as they were, gives the same answer every time, and returns a new array."


REFUSALS = frozenset({"ValueError", "AssertionError"})
"""The exceptions with which arguments that make no sense may be refused."""


def _refused(_case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Returned):
        return Mismatch("expected a ValueError because these arguments do not make sense")
    if REFUSALS.isdisjoint((seen.kind, *seen.bases)):
        return Mismatch(f"expected a ValueError that says which argument is wrong, not {seen.kind}")
    return None


def call_repeatedly(subject: Subject, exercise: str, arguments: Arguments) -> Any:
    """The observation that shows a call's manners."""
    return subject.call_repeatedly(exercise, arguments["first"], between(arguments))


def between(arguments: Arguments) -> list[Arguments]:
    """The calls between two equal ones: another one, and one of the same sizes, because a result may lie in a buffer of its size."""
    return [arguments["other"], _reversed(arguments["first"])]


def _reversed(value: Any) -> Any:
    """Arguments of the same shapes with the values of each array in reverse order."""
    if isinstance(value, np.ndarray):
        return np.flip(value).copy()
    if isinstance(value, dict):
        return {key: _reversed(item) for key, item in value.items()}
    return type(value)(map(_reversed, value)) if isinstance(value, tuple | list) else value


def _well_mannered(case: Case, seen: Outcome) -> Mismatch | None:
    if isinstance(seen, Raised):
        return Mismatch(f"raised {seen.kind}")
    value, first = seen.value, case.arguments["first"]
    for argument, before in first.items():
        if compare.difference(before, value.arguments[argument], 0.0):
            return Mismatch(f"the call changed its argument `{argument}`: work on a copy of it", answers=False, remark="argument_changed")
    if compare.difference(value.fresh, value.kept, 0.0):
        return Mismatch("a later call changed an earlier result: return a new array each time", answers=False, remark="result_reused")
    if compare.difference(value.fresh, value.again):
        return Mismatch("the same call gave another answer the second time: keep nothing between calls", answers=False, remark="depends_on_earlier_calls")
    return None


@dataclasses.dataclass(frozen=True)
class Exercise:
    """One function or class, its checks, and ``needs``: the exercises that its solution may call.

    While the exercise is judged in isolation, the reference answers for everything it needs, directly or not.  So name
    only helpers whose answers do not give the exercise's own answer away.
    """

    name: str
    checks: tuple[Check, ...]
    needs: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The most that the exercise can earn."""
        return round(sum(check.points for check in self.checks), 6)


def in_order(checks: Sequence[Check]) -> list[Check]:
    """The order in which checks are made: manners last, because they count only once another check has passed."""
    return sorted(checks, key=lambda check: check.manners)


# Variants of the solution.


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A named wrong variant of one exercise, with the hint that a student who made this mistake should read."""

    name: str
    exercise: str
    hint: str
    text: str


@dataclasses.dataclass(frozen=True)
class Alternative:
    """Another right way: definitions that replace those of the solution, by exercise."""

    name: str
    texts: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Edited:
    """A misconception before its unit is loaded: see :func:`edited`."""

    exercise: str
    hint: str
    edits: tuple[tuple[str, str], ...]


def edited(exercise: str, hint: str, *edits: tuple[str, str]) -> Edited:
    """A wrong variant of ``exercise`` for misconceptions.py; the variable that it is kept in names the mistake.

    It is the solution's own definition with each old passage, which must stand there once, replaced by a new one.
    """
    return Edited(exercise, hint, edits)


def misconception(exercise: str, hint: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in misconceptions.py as a wrong variant of ``exercise``; its own name names the mistake.

    It is for mistakes that no small change of the solution makes: those are :func:`edited`.  The body may use what the solution module
    defines or imports, and nothing else, because it takes the exercise's place there.
    """

    def mark(definition: Any) -> Any:
        text = function_text(definition, rename=exercise)
        definition.__variant__ = Misconception(definition.__name__, exercise, hint, text)
        return definition

    return mark


def alternative(exercise: str, *, style: str) -> Callable[[Any], Any]:
    """Marks a function (or class) in alternatives.py as another right way to write ``exercise``.

    All definitions of one ``style`` together make one alternative module.
    """

    def mark(definition: Any) -> Any:
        definition.__variant__ = (style, exercise, function_text(definition, rename=exercise))
        return definition

    return mark


@dataclasses.dataclass(frozen=True)
class Unit:
    """One assignment: a student module ``<name>.py`` beside a notebook ``<name>.ipynb``."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    solution: str = dataclasses.field(default="", repr=False)
    misconceptions: tuple[Misconception, ...] = dataclasses.field(default=(), repr=False)
    alternatives: tuple[Alternative, ...] = dataclasses.field(default=(), repr=False)

    @property
    def points(self) -> float:
        """The most that a submission can earn."""
        return round(sum(exercise.points for exercise in self.exercises), 6)

    def exercise(self, name: str) -> Exercise:
        """The exercise called ``name``; KeyError if there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)

    def prerequisites(self, name: str) -> frozenset[str]:
        """All exercises that ``name`` needs, directly or through others; never ``name`` itself."""
        direct = self.exercise(name).needs
        return frozenset(direct).union(*map(self.prerequisites, direct))

    def check_seed(self, exercise: str, check: str) -> int:
        """The seed of a check's cases: it depends on names alone, so that editing one check moves no other."""
        return zlib.crc32(f"{self.name}/{exercise}/{check}".encode())

    def text_of(self, variant: Misconception | Alternative) -> str:
        """The solution's text with the variant's definitions in place."""
        texts = {variant.exercise: variant.text} if isinstance(variant, Misconception) else variant.texts
        return with_replaced(self.solution, texts)


# Loading.


def find_course(start: Path) -> Path:
    """The nearest folder, from ``start`` upwards, that holds ``reference/`` and ``assignments/``.

    Raises:
        UnitError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "reference").is_dir() and (folder / "assignments").is_dir():
            return folder
    raise UnitError(f"No course found in {start} or above it: a course has the folders reference/ and assignments/. Change to one.")


def unit_names(course: Path) -> list[str]:
    """The names of all units of a course, sorted: those with checks on the one side and a notebook on the other."""
    return sorted(name for name in declared_names(course) if (course / "assignments" / name / f"{name}.ipynb").is_file())


def declared_names(course: Path) -> list[str]:
    """The names of all folders of the reference with checks, sorted: also those of units that are still being written."""
    return sorted(path.parent.name for path in (course / "reference").glob("*/checks.py"))


def load_unit(course: Path, name: str) -> Unit:
    """The unit ``name`` of the course folder ``course``, with its solution and variants.

    Raises:
        UnitError: the unit does not exist, or its files contradict each other.
    """
    folder = course / "reference" / name
    if not (folder / "checks.py").is_file():
        raise UnitError(f"There is no unit {name!r} in {course / 'reference'}: it has {', '.join(declared_names(course)) or 'none'}.")
    for part in ("solution", "misconceptions", "alternatives"):
        if not (folder / f"{part}.py").is_file():
            raise UnitError(f"There is no {part}.py in {folder}: a unit has solution.py, checks.py, misconceptions.py and alternatives.py. Write it.")
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
    """The module ``reference/<unit>/<part>.py`` of a course; several courses can be loaded side by side."""
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
            raise UnitError(f"{course / 'reference' / unit}: the misconception {name} cannot be made: {error}.") from None
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
        *(f"the exercise {e.name} has no check that counts for itself" for e in unit.exercises if all(check.manners for check in e.checks)),
        *(f"the exercise {name} is not defined in solution.py" for name in names if name not in defined),
        *(
            f"{exercise.name} needs {need}, which is no exercise before it"
            for place, exercise in enumerate(unit.exercises)
            for need in exercise.needs
            if need not in names[:place]
        ),
        *(f"the misconception {m.name} is of {m.exercise}, which is no exercise" for m in unit.misconceptions if m.exercise not in names),
        *(f"the alternative {a.name} has {name}, which is no exercise" for a in unit.alternatives for name in a.texts if name not in names),
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
