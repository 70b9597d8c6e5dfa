"""Families of cases that many exercises share: declared once a unit, worth other points in each
exercise.

A unit whose four gradients are all asked for kernels of three and for other lengths writes each
family once, and each exercise says what it is worth there::

    other_lengths = Family("other_lengths", "Kernels of one, five and more values.", convolutions)

    Exercise("conv_1d", other_lengths(0.5))
    Exercise("input_grad_1d", other_lengths(0.5, gradient=True))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import Check, Example, agrees
from autograder.course.outcomes import Arguments

Shape = tuple[int, ...]
Cases = Callable[..., SearchStrategy[Arguments]]
"""Makes cases from options."""


@dataclasses.dataclass(frozen=True)
class Family:
    """A check that several exercises have, each with its own points and cases.

    Args:
        name: what the reports call it.
        text: what the student reads, unless an exercise says otherwise.
        cases: makes the cases of an exercise from the options that it gives.
        settings: what else :func:`agrees` takes, for all exercises.
        examples: fixed cases of all exercises; an exercise's own come after them.
        each: options of ``cases`` with each of which every paper has a case, so that none of them is
            left to chance.
    """

    name: str
    text: str
    cases: Cases
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    each: tuple[Mapping[str, Any], ...] = ()

    def __call__(
        self, points: float, text: str = "", *, examples: Sequence[Example] = (), count: int = 0, **options: Any
    ) -> Check:
        """The check of one exercise; the options are those of ``cases``."""
        settings = {**self.settings, **({"count": count} if count else {})}
        certain = (self.cases(**options, **more) for more in self.each)
        examples = (*self.examples, *examples, *certain)
        return agrees(self.name, points, text or self.text, self.cases(**options), examples=examples, **settings)


def any_of(cases: Cases, *choices: Sequence[Any], **fixed: Any) -> Cases:
    """Makes cases of several sorts: ``any_of(convolutions, ((1,), (1, 4)), ((3,), (3, 6)))`` are those of
    ``convolutions((1,), (1, 4))`` and those of ``convolutions((3,), (3, 6))``, all with the options that
    are fixed here and those that are given later.
    """
    return lambda **options: st.one_of(*(cases(*choice, **fixed, **options) for choice in choices))


def counting(*shape: int, by: float = 1.0) -> np.ndarray:
    """The array 1, 2, 3, ... of the given shape, divided by ``by``; without a shape the single number."""
    return (np.arange(1.0, np.prod(shape, dtype=int) + 1) / by).reshape(shape)


def countings(*shapes: Shape) -> list[np.ndarray]:
    """An array that counts for each of these shapes, to spoil an argument by."""
    return [counting(*shape) for shape in shapes]


def misfits(names: Sequence[str], *calls: Sequence[Shape], by: float = 1.0) -> tuple[Arguments, ...]:
    """Calls whose arrays have these shapes, one for each name: ``misfits(("x", "y"), ((2, 3), (3,)))``."""
    return tuple({name: counting(*shape, by=by) for name, shape in zip(names, shapes, strict=True)} for shapes in calls)


def spoiled(good: Arguments, /, *changes: Arguments, **values: Iterable[Any]) -> tuple[Arguments, ...]:
    """A call that makes sense, spoiled by each of the changes in turn, and by each of the values given
    for one of its arguments: ``spoiled({"series": SERIES, "length": 2}, length=(0, -2))``.
    """
    singly = ({name: value} for name, instead in values.items() for value in instead)
    return tuple(good | change for change in (*changes, *singly))


def or_left_out(cases: SearchStrategy[Arguments], name: str) -> SearchStrategy[Arguments]:
    """The same cases without an argument that has a default, and with None in its place."""
    return st.tuples(cases, st.booleans()).map(lambda drawn: {**drawn[0], name: None} if drawn[1] else drawn[0])


__all__ = [
    "Cases",
    "Family",
    "Shape",
    "any_of",
    "counting",
    "countings",
    "misfits",
    "or_left_out",
    "spoiled",
]
