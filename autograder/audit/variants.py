"""The submissions that an audit makes of a unit: everything that the judge must judge rightly."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from autograder.audit.adversaries import ADVERSARIES
from autograder.audit.mutants import mutants
from autograder.course import checks
from autograder.course.forms import looks_at_a_call
from autograder.course.unit import Exercise, Unit
from autograder.source import definitions, stub, with_replaced


class Kind(enum.StrEnum):
    """What sort of submission a variant is, and so what the judge should make of it."""

    SOLUTION = "solution"
    STUB = "stub"
    ZEROS = "zeros"
    ALTERNATIVE = "alternative"
    MISCONCEPTION = "misconception"
    IMPOLITE = "impolite"
    MUTANT = "mutant"
    ADVERSARY = "adversary"
    UNWRITTEN = "unwritten"


@dataclasses.dataclass(frozen=True)
class Variant:
    """A submission made for an audit.

    Args:
        kind: what sort it is.
        name: what it is called among those of its kind and exercise; two mutants may share a name.
        text: the module.
        exercise: where it differs from the solution, if that is one place.
        in_place: what it changes: an "answer" or an "argument"; it is seen only where one can be changed.
        is_excused: whether the unit's list of equivalents has the mutant.
    """

    kind: Kind
    name: str
    text: str = dataclasses.field(repr=False)
    exercise: str = ""
    in_place: str = ""
    is_excused: bool = False


def variants(unit: Unit, excused: Container[tuple[str, str]] = ()) -> Iterator[Variant]:
    """All variants of a unit, the right ones first; ``excused`` are mutants, by exercise and name."""
    yield Variant(Kind.SOLUTION, "solution", unit.solution)
    yield Variant(Kind.STUB, "stub", stub(unit.solution))
    if whole := [each for each in unit.exercises if each.of == each.name and not each.acts]:
        # A part would still train the right network; what acts is not written.
        rest = _unwritten(unit, *(each for each in unit.exercises if each.acts))
        yield Variant(Kind.ZEROS, "zeros", _spoilt(rest, "zeros", whole))
    for alternative in unit.alternatives:
        yield Variant(Kind.ALTERNATIVE, alternative.name, unit.text_of(alternative))
    for misconception in unit.misconceptions:
        yield Variant(Kind.MISCONCEPTION, misconception.name, unit.text_of(misconception), misconception.exercise)
    for exercise in unit.exercises:
        if exercise.of == exercise.name and any(exercise.name in each.needs for each in unit.exercises):
            yield Variant(Kind.UNWRITTEN, "is not written", _unwritten(unit, exercise), exercise.name)
    for exercise in unit.exercises:
        if any(check.kind is checks.Kind.MANNERS for check in exercise.checks):
            yield from _impolite(unit, exercise)
    for mutant in mutants(unit.solution):
        owner = unit.owner(mutant.definition, mutant.method)
        if owner:
            yield Variant(Kind.MUTANT, mutant.name, mutant.text, owner, is_excused=(owner, mutant.name) in excused)
    for exercise in unit.exercises:
        asked = unit.in_all_forms and any(map(looks_at_a_call, exercise.checks))
        if not asked and not any(check.origin for check in exercise.checks):
            continue  # of many right answers another one is no proof, and no forms are asked for
        for adversary in ADVERSARIES:
            yield Variant(Kind.ADVERSARY, adversary.name, "", exercise.name)


def _unwritten(unit: Unit, *exercises: Exercise) -> str:
    """The solution with the stubs of some exercises."""
    text = stub(unit.solution)
    lines, nodes = text.split("\n"), definitions(text)
    stubs = {each.name: nodes[each.name] for each in exercises}
    return with_replaced(
        unit.solution, {name: "\n".join(lines[node.lineno - 1 : node.end_lineno]) for name, node in stubs.items()}
    )


@dataclasses.dataclass(frozen=True)
class _BadManner:
    """A right answer with bad manners, made from any solution by a program."""

    name: str
    program: str
    in_place: str = ""


_BAD_MANNERS = (
    _BadManner("changes an argument", "changes_an_argument", in_place="argument"),
    _BadManner("reuses its result", "reuses_its_result", in_place="answer"),
    _BadManner("depends on the call before", "depends_on_the_call_before"),
)


def _impolite(unit: Unit, exercise: Exercise) -> Iterator[Variant]:
    for manner in _BAD_MANNERS:
        text = _spoilt(unit.solution, manner.program, [exercise])
        yield Variant(Kind.IMPOLITE, manner.name, text, exercise.name, manner.in_place)


_PROGRAMS = Path(__file__).with_name("programs")


def _spoilt(solution: str, program: str, exercises: Iterable[Exercise]) -> str:
    """A solution with a program behind it that takes the place of these exercises."""
    texts = [(_PROGRAMS / f"{name}.py").read_text(encoding="utf-8") for name in ("everywhere", program)]
    names = dict.fromkeys(exercise.of for exercise in exercises)
    applied = [f"{name} = _everywhere(_spoilt, {name})\n" for name in names]
    return "\n\n".join([solution, *texts, "".join(applied)])
