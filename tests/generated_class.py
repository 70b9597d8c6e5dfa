"""Submissions made from a unit's own variants, for the units that the sample students of
``submissions/`` have not handed in.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from pathlib import Path

from autograder.course import Unit
from autograder.source import stub, with_replaced


def hand_in(folder: Path, unit: Unit, students: Sequence[str]) -> None:
    """Writes a module for each student: all right in one way or another, with one mistake, with
    three, and half done, in turn.
    """
    generator = random.Random(unit.name)
    for number, student in enumerate(students):
        target = folder / student / unit.name
        target.mkdir(parents=True)
        (target / f"{unit.name}.py").write_text(_module(unit, number, generator), encoding="utf-8")


def _module(unit: Unit, number: int, generator: random.Random) -> str:
    kinds = number % 4
    if kinds == 0:
        return unit.text_of(unit.alternatives[number // 4 % len(unit.alternatives)])
    if kinds == 3:
        return _half_done(unit)
    text = unit.solution
    for misconception in {m.exercise: m for m in generator.sample(unit.misconceptions, 2 * kinds - 1)}.values():
        text = dataclasses.replace(unit, solution=text).text_of(misconception)
    return text


def _half_done(unit: Unit) -> str:
    """The stub with the first half of its functions or classes written; of a single one nothing is."""
    all_of_them = list(dict.fromkeys(exercise.of for exercise in unit.exercises))
    written = all_of_them[: len(all_of_them) // 2]
    lines = unit.solution.splitlines()
    return with_replaced(stub(unit.solution), {name: _definition(lines, name) for name in written})


def _definition(lines: Sequence[str], name: str) -> str:
    start = next(
        number
        for number, line in enumerate(lines)
        if line.startswith((f"def {name}(", f"class {name}:", f"class {name}("))
    )
    end = next(
        (
            number
            for number, line in enumerate(lines[start + 1 :], start + 1)
            if line and not line[0].isspace() and line[0] != ")"
        ),
        len(lines),
    )
    return "\n".join(lines[start:end]) + "\n"
