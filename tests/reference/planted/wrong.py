"""Plausible wrong answers that are no misconceptions: what right code becomes by one more line.

Each is a function that makes a wrong exercise of the right one.  They know the exercise's contract
and not how the solution keeps it, so they stay what they are when the solution changes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

Make = Callable[[Any], Any]


class Wrong(NamedTuple):
    """A wrong answer to an exercise."""

    exercise: str
    make: Make

    @property
    def name(self) -> str:
        """What it is called."""
        return self.make.__name__

    def text(self, solution: str) -> str:
        """The solution with the wrong exercise in the place of the right one."""
        source = inspect.getsource(self.make).split("\n", 1)[1]
        return f"{solution}\n\n{source}\n\n{self.exercise} = {self.name}({self.exercise})\n"


def wrong(exercise: str) -> Callable[[Make], Make]:
    """Marks a function that makes a wrong exercise of the right one."""

    def mark(make: Make) -> Make:
        make.__wrong__ = Wrong(exercise, make)
        return make

    return mark


def all_in(module: ModuleType) -> Iterator[Wrong]:
    """The wrong answers of a module, in their order."""
    return (value.__wrong__ for value in vars(module).values() if hasattr(value, "__wrong__"))
