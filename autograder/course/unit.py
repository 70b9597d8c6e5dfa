"""How a unit declares itself: exercises, checks and named variants of its solution.

A unit lives in ``reference/<unit>/``: ``solution.py`` is right, ``checks.py`` holds ``UNIT``, a
:class:`Unit`, ``misconceptions.toml`` and ``misconceptions.py`` hold wrong variants of the solution
and ``alternatives.py`` other right ones.

A check is an experiment that can be made with any module, the reference's or a student's: it draws
arguments (``cases``), makes an observation with them (``observe``; by default the exercise's result)
and compares what it observed with what the reference shows (``accept``; by default the two must
agree).  Everything else (expected answers, counterexamples, diagnosis, fault isolation) follows from
that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from autograder.course.checks import Check
from autograder.course.remarks import GENERAL, Remark
from autograder.course.settings import Settings
from autograder.course.variants import Alternative, Misconception
from autograder.source import is_class, methods, with_replaced


@dataclasses.dataclass(frozen=True, init=False)
class Exercise:
    """One function or class and its checks: ``Exercise("conv_1d", agrees(...), polite(...), needs=("pad_1d",))``.

    Args:
        name: what the module calls it.
        checks: its checks, the easiest first.
        needs: the exercises that a solution may naturally call or be derived from, later ones too.
            While the exercise is judged in isolation, the reference answers for what is wrong of all
            that it needs, directly or not.  So name only helpers whose answers do not give the
            exercise's own answer away.
    """

    name: str
    checks: tuple[Check, ...]
    needs: tuple[str, ...]

    def __init__(self, name: str, *checks: Check, needs: Sequence[str] = ()) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "checks", checks)
        object.__setattr__(self, "needs", tuple(needs))

    @property
    def points(self) -> float:
        """The most that the exercise can earn."""
        return round(sum(check.points for check in self.checks), 6)


@dataclasses.dataclass(frozen=True)
class Unit:
    """One assignment: a student module ``<name>.py`` beside a notebook ``<name>.ipynb``."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    solution: str = dataclasses.field(default="", repr=False)
    misconceptions: tuple[Misconception, ...] = dataclasses.field(default=(), repr=False)
    alternatives: tuple[Alternative, ...] = dataclasses.field(default=(), repr=False)
    remarks: tuple[Remark, ...] = dataclasses.field(default=GENERAL, repr=False)
    settings: Settings = dataclasses.field(default=Settings(), repr=False)

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
        found, open_ones = {name}, [name]
        while open_ones:
            new = set(self.exercise(open_ones.pop()).needs) - found
            found |= new
            open_ones += new
        return frozenset(found - {name})

    def answers(self, name: str) -> list[str]:
        """What the reference answers where it helps out with an exercise: the function, or of a class
        ``Class.method``, the constructor and each method without an underscore.
        """
        public = (method for method in methods(self.solution, name) if not method.startswith("_"))
        return [f"{name}.{method}" for method in ("__init__", *public)] if is_class(self.solution, name) else [name]

    def text_of(self, variant: Misconception | Alternative) -> str:
        """The solution's text with the variant's definitions in place."""
        texts = {variant.exercise: variant.text} if isinstance(variant, Misconception) else variant.texts
        return with_replaced(self.solution, texts)
