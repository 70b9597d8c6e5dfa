"""What the cases of forms are made from, and how a call is chosen among it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from autograder.course.features import Features
from autograder.course.forms.axes import count_of_numbers, size_of
from autograder.course.forms.changes import Changes
from autograder.course.forms.declared import Forms
from autograder.course.outcomes import Arguments
from autograder.values.parts import Path, arrays_in, numbers_in
from autograder.worker.layouts import AS_IT_IS

MOST_PLAIN = 1000
"""So many numbers at most has some call of a check that forms are made of: others take their time, and of more
numbers no form shows more.
"""

POOL, FEWEST = 400, 30
"""So many calls are drawn in which features may meet, to choose from; or so few, where any will do."""

TRIES = 3
"""So many calls at most are changed in one way, until one of them can be asked."""


def formed(
    form: str,
    bases: str | Iterable[str],
    call: Arguments,
    *,
    layout: str = AS_IT_IS,
    by_keyword: bool = False,
    positional: int = 0,
) -> Arguments:
    """A case of the check, made from what one check or several look at; by keyword, but for so many arguments
    that come first.
    """
    names = (bases,) if isinstance(bases, str) else tuple(bases)
    how = {"layout": layout, "by_keyword": by_keyword, "positional": positional}
    return {"form": form, "bases": names, **how, "call": call}


@dataclasses.dataclass
class Material:
    """What the cases of one exercise are made from, on one paper.

    Args:
        drawn: the cases of each check that they are made from.
        declared: what the author says of the forms.
        features: those of the unit.
        seed: decides all that is left to chance.
        manners: the checks without which arrays that are one in memory say nothing: who writes into
            arguments has lost marks for that.
    """

    drawn: Mapping[str, Sequence[Arguments]]
    declared: Forms
    features: Features
    seed: int
    manners: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.changes = Changes(self.random)
        allowed = {base: [*filter(self.can_be_asked, calls)] for base, calls in self.drawn.items()}
        self.drawn = {base: calls for base, calls in allowed.items() if calls} or self.drawn
        short = {base: calls for base, calls in self.drawn.items() if min(map(size_of, calls)) <= MOST_PLAIN}
        self.drawn = short or self.drawn
        self._bases = itertools.cycle(self.drawn)

    def can_be_asked(self, call: Arguments) -> bool:
        """Whether the call has one right answer."""
        try:
            return self.declared.only is None or self.declared.only(call)
        except ValueError:
            return False  # it would be refused

    def pick_call(self) -> tuple[str, Arguments]:
        """A case of the next base."""
        base = next(self._bases)
        return base, self.of(base)

    def of_base(self, base: str) -> tuple[str, Arguments]:
        """A case of this base."""
        return base, self.of(base)

    def of(self, base: str) -> Arguments:
        """A case of a base with as many numbers that are not 0 as half of its cases have: there is
        little to see of 0 in any form.
        """
        calls = sorted(self.drawn[base], key=count_of_numbers, reverse=True)
        return calls[int(self.random.integers((len(calls) + 1) // 2))]

    def every(self) -> list[tuple[str, Arguments]]:
        """All cases, each with its base."""
        return [(base, call) for base, calls in self.drawn.items() for call in calls]

    def of_pairs(self, count: int) -> list[Arguments]:
        """So many calls of those in which features may meet; none where the author makes none."""
        return [self.declared.together(self.random) for _ in range(count)] if self.declared.together else []

    def changeable(self, call: Arguments) -> list[Path]:
        """The arrays of numbers whose values may be changed."""
        free = (pair for pair in arrays_in(call) if pair[0][0] not in self.declared.fixed)
        return [path for path, array in free if array.dtype.kind in "iuf"]

    def numbers(self, call: Arguments) -> list[Path]:
        """The numbers with a fraction, or that could have one, that may be changed."""
        return [path for path in numbers_in(call) if path[0] not in self.declared.fixed]

    def most_arrays(self) -> int:
        """How many arrays there are in the call that has the most of them."""
        return max(len(self.changeable(call)) for calls in self.drawn.values() for call in calls)
