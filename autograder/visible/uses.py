"""Which exercises a check reaches, in the test and through the student's own code: what is to be mended
first.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder import source
from autograder.visible.finding import definitions_in, exercises_in, test_file_of
from autograder.visible.results import Failure, not_run, not_written


class Uses:
    """What the checks of a unit use.

    ``definitions`` are the functions and classes of the student's module and of the tests; ``of`` tells
    which of them each exercise is about, in the order of the test file.
    """

    def __init__(self, definitions: Mapping[str, ast.AST], of: Mapping[str, str]) -> None:
        self.of = of
        self._definitions = definitions
        self._names = {name: _names_in(definition) for name, definition in definitions.items()}
        self._reached = functools.cache(self._reach)

    @classmethod
    def in_folder(cls, folder: Path, unit: str) -> Uses:
        """Those of a unit whose module and tests lie in a folder."""
        test_file = test_file_of(folder, unit)
        definitions = {**definitions_in(folder / f"{unit}.py"), **definitions_in(test_file)}
        return cls(definitions, exercises_in(test_file))

    def earlier(self, exercise: str, check: str = "") -> tuple[str, ...]:
        """The exercises before ``exercise`` that it uses, or that this ``check`` of it uses; parts of the same
        class use those before them.
        """
        order = list(self.of)
        if exercise not in self.of:
            return ()
        return tuple(name for name in order[: order.index(exercise)] if self.reaches(exercise, check, name))

    def reaches(self, exercise: str, check: str, other: str) -> bool:
        """Whether a check of ``exercise`` uses the exercise ``other``."""
        if self.of.get(other) == self.of.get(exercise):
            return True
        return self.of.get(other, other) in self._reached(exercise, check.partition("[")[0])

    def left_out(self, exercise: str, check: str, loops: Collection[str]) -> Failure | None:
        """What is said of a check that does not run because it uses an exercise that never ends; None if it
        uses none of those.
        """
        loop = next((loop for loop in loops if self.reaches(exercise, check, loop)), None)
        if loop is not None and source.is_unwritten(self._definitions.get(self.of.get(exercise, exercise))):
            return not_written(exercise)
        return not_run(loop) if loop is not None else None

    def among(self, exercises: Collection[str], exercise: str, check: str) -> tuple[str, ...]:
        """Those of ``exercises`` that are to be mended before ``exercise``, in their order."""
        return tuple(name for name in self.earlier(exercise, check) if name in exercises)

    def _reach(self, exercise: str, check: str) -> frozenset[str]:
        """All names that a check and what it is about use, directly or through others."""
        reached: set[str] = set()
        waiting = [self.of.get(exercise, exercise), check]
        while waiting:
            more = self._names.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more
        return frozenset(reached)


def _names_in(definition: ast.AST) -> set[str]:
    return {getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(definition)}
