"""What an exercise's author knows of the forms of its arguments."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from autograder.course.checks import Example
from autograder.course.forms.busy import Busy
from autograder.course.outcomes import Arguments

(
    TOGETHER,
    ALL_DIGITS,
    SETTINGS,
    NUMBER_TYPES,
    MEMORY_ORDER,
    KEYWORDS,
    SPECIAL_VALUES,
    SHAPES_ALONE,
    EQUAL_SIZES,
    LARGE_SIZE,
    BUSY,
    EARLIER_CALLS,
) = FORMS = (
    "together",
    "all_digits",
    "settings",
    "number_types",
    "memory_order",
    "keywords",
    "special_values",
    "shapes_alone",
    "equal_sizes",
    "large_size",
    "busy",
    "earlier_calls",
)
"""In the order in which they are told: what is not exact is so for most types of numbers, too."""

HUGE = 1031
"""More than a byte counts to, than Python calls a function within itself, and than is printed of an array."""

LONGEST = 2053
"""So many numbers added up in single precision lose digits that show."""

Together = Callable[[np.random.Generator], Arguments]

_Choice = TypeVar("_Choice")


@dataclasses.dataclass(frozen=True)
class Forms:
    """What an exercise's author knows of its forms.

    Args:
        fixed: the arguments whose values mean something (probabilities, targets): they are neither
            rounded nor scaled.
        shapes_alone: the arrays of which nothing but the shape matters: they may hold what is no number.
        as_listed: the arguments of which no other bad ones are made than those that a list of bad calls has.
        factors: the arguments of which the answer sums up products; one that is left out is ones.  Where those cancel,
            what is left is no more exact than they are.
        without: the forms that cannot be asked for, each with the reason.
        only: which calls can be asked, if not all: those with one right answer.
        longest: how long an axis of the first array may be in single precision, for sums of so many need more digits
            on the way; less where right code may take the cube of it, or a call of a helper for each value; 0 where
            no such sum is made.
        at_most: the sizes of arguments of which right code may take the square: no more is asked of them.
        together: makes calls in which whatever the checks look at one by one can meet: as many are
            asked as it takes for all pairs of the unit's features.
        busy: makes calls in which much is large or unusual at once.
        more: further cases of a form: calls, and strategies of which each draws one a paper.
    """

    fixed: tuple[str, ...] = ()
    shapes_alone: tuple[str, ...] = ()
    as_listed: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    without: Mapping[str, str] = dataclasses.field(default_factory=dict)
    only: Callable[[Arguments], bool] | None = None
    longest: int = LONGEST
    at_most: Mapping[str, int] = dataclasses.field(default_factory=dict)
    together: Together | None = None
    busy: Busy | None = None
    more: Mapping[str, Sequence[Example]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted({*self.without, *self.more} - {*FORMS})
        if unknown:
            raise ValueError(f"there is no form {unknown[0]}: there are {', '.join(FORMS)}")


ANY_FORM = Forms()
"""Nothing is known, and all can be asked for."""


def pick(random: np.random.Generator, choices: Sequence[_Choice]) -> _Choice:
    """One of the choices."""
    return choices[int(random.integers(len(choices)))]


def whole_numbers(random: np.random.Generator, *shape: int) -> np.ndarray:
    """An array of floats that are whole numbers from -9 to 9."""
    return random.integers(-9, 10, shape).astype(float)


def small_in_the_middle(random: np.random.Generator, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """An array with a small value in its middle, and one of zeros with another value there: of their products only
    the small one is left, which is no error of rounding.
    """
    beside, one = random.uniform(0.5, 1, shape), np.zeros(shape)
    middle = beside.size // 2
    beside.flat[middle] *= 5e-11
    one.flat[middle] = random.uniform(0.5, 1)
    return beside, one


def eighths(random: np.random.Generator, *shape: int) -> np.ndarray:
    """An array of eighths from -1 to 1: values near zero, where tanh is neither linear nor flat."""
    drawn: np.ndarray = random.integers(-8, 9, shape) / 8
    return drawn
