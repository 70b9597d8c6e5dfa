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

import copy
import dataclasses
from collections.abc import Mapping, Sequence

from autograder.course.checks import Check
from autograder.course.features import Features
from autograder.course.forms import ANY_FORM, Forms, with_forms
from autograder.course.remarks import GENERAL, Remark
from autograder.course.settings import Settings
from autograder.course.smallest import Smallest
from autograder.course.variants import Alternative, Misconception
from autograder.source import is_class, methods, parameters, with_replaced


@dataclasses.dataclass(frozen=True, init=False)
class Exercise:
    """One function or class and its checks: ``Exercise("conv_1d", agrees(...), polite(...), needs=("pad_1d",))``.

    Several exercises can be about parts of one class: ``Exercise("CNN_fit", ..., of="CNN", methods=("fit",))``.
    What the reference answers for such a part is a function of the exercise's name in ``answers.py``.

    Args:
        name: what reports, notebooks and gradebooks call it.
        checks: its checks, the easiest first.
        of: what the module calls it, where that is not its name.
        methods: which methods of the class it is about, where others are about the rest.
        needs: the exercises that a solution may naturally call or be derived from, later ones too.
            While the exercise is judged in isolation, the reference answers for what is wrong of all
            that it needs, directly or not.  So name only helpers whose answers do not give the
            exercise's own answer away.
        shares: exercises whose mistakes show here too: they are about the same code, so nobody can
            answer for it.
        forms: what is known of the forms in which its arguments may come.
        bonus: whether its points come on top of those that can be had.
        acts: whether what it leaves behind is judged, in its attributes or in objects that it is given, and
            not only what it returns: then zeros for answers are not worth nothing.
    """

    name: str
    checks: tuple[Check, ...]
    of: str
    methods: tuple[str, ...]
    needs: tuple[str, ...]
    shares: tuple[str, ...]
    forms: Forms
    bonus: bool
    acts: bool

    def __init__(
        self,
        name: str,
        *checks: Check,
        of: str = "",
        methods: Sequence[str] = (),
        needs: Sequence[str] = (),
        shares: Sequence[str] = (),
        forms: Forms = ANY_FORM,
        bonus: bool = False,
        acts: bool = False,
    ) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "checks", checks)
        object.__setattr__(self, "of", of or name)
        object.__setattr__(self, "forms", forms)
        object.__setattr__(self, "bonus", bonus)
        object.__setattr__(self, "acts", acts)
        for field, names in {"methods": methods, "needs": needs, "shares": shares}.items():
            object.__setattr__(self, field, tuple(names))

    def in_all_forms(self, features: Features = Features(), solution: str = "") -> Exercise:  # noqa: B008 - it cannot be changed
        """The exercise with the check of its forms, which takes a tenth of its points."""
        helpers = {name: parameters(solution, name) for name in self.needs} if solution else {}
        return self.with_(checks=with_forms(self.checks, self.forms, features, helpers))

    def with_(self, *, checks: tuple[Check, ...], bonus: bool | None = None) -> Exercise:
        """The exercise with other checks, and as a bonus or not."""
        other = copy.copy(self)
        object.__setattr__(other, "checks", checks)
        object.__setattr__(other, "bonus", self.bonus if bonus is None else bonus)
        return other

    @property
    def points(self) -> float:
        """The most that the exercise can earn."""
        return round(sum(check.points for check in self.checks), 6)

    @property
    def possible(self) -> float:
        """What it adds to the points that can be had: a bonus adds none."""
        return 0.0 if self.bonus else self.points


@dataclasses.dataclass(frozen=True)
class Unit:
    """One assignment: a student module ``<name>.py`` beside a notebook ``<name>.ipynb``; ``in_all_forms``
    says whether its exercises are asked in all forms of their arguments besides, ``texts`` what students read
    of it in the course's language, by the English text.
    """

    name: str
    title: str
    exercises: tuple[Exercise, ...]
    solution: str = dataclasses.field(default="", repr=False)
    misconceptions: tuple[Misconception, ...] = dataclasses.field(default=(), repr=False)
    alternatives: tuple[Alternative, ...] = dataclasses.field(default=(), repr=False)
    in_all_forms: bool = True
    features: Features = dataclasses.field(default=Features(), repr=False)
    remarks: tuple[Remark, ...] = dataclasses.field(default=GENERAL, repr=False)
    settings: Settings = dataclasses.field(default=Settings(), repr=False)
    parts: str = dataclasses.field(default="", repr=False)
    smallest: Smallest = dataclasses.field(default_factory=dict, repr=False)
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def points(self) -> float:
        """The points that can be had; a bonus comes on top of them."""
        return round(sum(exercise.possible for exercise in self.exercises), 6)

    @property
    def most(self) -> float:
        """The most that a submission can earn, with every bonus."""
        return round(sum(exercise.points for exercise in self.exercises), 6)

    def exercise(self, name: str) -> Exercise:
        """The exercise called ``name``; KeyError if there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)

    def owner(self, definition: str, method: str = "") -> str:
        """The exercise that a part of the solution belongs to: the one that names the method, or else the
        first of its class; empty if there is none.
        """
        own = [exercise for exercise in self.exercises if exercise.of == definition]
        named = [exercise for exercise in own if method in exercise.methods]
        return next((exercise.name for exercise in (*named, *own)), "")

    def beside(self, name: str) -> list[str]:
        """The exercise itself, and then the others that are about the same definition."""
        own = [exercise.name for exercise in self.exercises if exercise.of == self.exercise(name).of]
        return sorted(own, key=lambda other: other != name)

    def prerequisites(self, name: str) -> frozenset[str]:
        """All exercises of the unit that ``name`` needs, directly or through others; never ``name``
        itself.
        """
        names = {exercise.name for exercise in self.exercises}
        found, open_ones = {name}, [name]
        while open_ones:
            new = names.intersection(self.exercise(open_ones.pop()).needs) - found
            found |= new
            open_ones += new
        return frozenset(found - {name})

    def answers(self, name: str) -> list[str]:
        """What the reference answers where it helps out with an exercise: the function, or of a class
        ``Class.method``, the constructor and each method without an underscore.
        """
        public = (method for method in methods(self.solution, name) if not method.startswith("_"))
        return [f"{name}.{method}" for method in ("__init__", *public)] if is_class(self.solution, name) else [name]

    @property
    def helping(self) -> str:
        """The text of the module that answers for whatever is not under judgement."""
        return f"{self.solution}\n\n{self.parts}" if self.parts else self.solution

    def text_of(self, variant: Misconception | Alternative) -> str:
        """The solution's text with the variant's definitions in place."""
        if isinstance(variant, Misconception):
            return with_replaced(self.solution, {self.exercise(variant.exercise).of: variant.text})
        return with_replaced(self.solution, variant.texts)
