"""Busy calls: much of what can be large or unusual is so at once.

A case of each size, type, layout and setting by itself leaves out whoever takes a short cut where
several of them meet: a kernel of 5x5 on several channels with a padding, bytes that lie in columns.
So here all sizes are above those of other cases, one or two of them far above, whatever else an
author's call has (strides, paddings, what is left out) is drawn beside them, and each call comes in
some type and some layout, with as many of its arguments by keyword as it may.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments

MOST_STEPS, TIMES_MORE = 30_000, 2
"""So many products or the like has a call at most, for plain loops need almost a microsecond for each; and one in
four of them so many times more.
"""

A_CALL = 12
"""As many steps take as long as a call of NumPy, of which there may be one for each window."""

_TURNS, _TRIES = 18, 40
"""How many calls there are, and how often their sizes are drawn until they are known to be too large."""

_MOST_NUMBERS = 20_000
"""So many numbers have images at most because of a stride."""

Drawn = Mapping[str, tuple[int, ...]]
"""The sizes of a call, each for so many axes."""


@dataclasses.dataclass(frozen=True)
class Size:
    """How large one or more axes are: the least and the most where other sizes are far above their usual ones, and
    where they themselves are.
    """

    usual: tuple[int, int]
    large: tuple[int, int]
    axes: int = 1

    def drawn(self, random: np.random.Generator, *, large: bool, small: bool, reach: float) -> tuple[int, ...]:
        """A size for each axis, a usual one or not; one twice as large comes half as often.  The ``reach`` says how
        much of what is between the least and the most is drawn from.
        """
        least, most = self.large if large else (1, self.usual[0]) if small else self.usual
        return tuple(int(least * ((most + 1) / least) ** (reach * share)) for share in random.random(self.axes))


@dataclasses.dataclass(frozen=True)
class Busy:
    """The busy calls of an exercise.

    Args:
        sizes: which sizes there are, by a name.
        steps: about how many products, comparisons or the like plain loops take for these.
        call: makes a call of them, whose values may be any whole numbers from -9 to 9; what can be left out
            may be left out, also before other arguments.
    """

    sizes: Mapping[str, Size]
    steps: Callable[[Drawn], float]
    call: Callable[[np.random.Generator, Drawn], Arguments]

    def calls(self, random: np.random.Generator) -> Iterator[Arguments]:
        """Calls in which each size is large in turn, most often with another one."""
        names = list(self.sizes)
        for turn in range(_TURNS):
            most = MOST_STEPS * (1 if turn % 4 else TIMES_MORE)
            yield self.call(random, self._drawn(random, names[turn % len(names)], most))

    def _drawn(self, random: np.random.Generator, name: str, most: int) -> Drawn:
        """Sizes for which there are not too many steps: the longer that takes, the less is usual or above it, and the
        nearer to its least.
        """
        names = list(self.sizes)
        for share in np.linspace(0, 1, _TRIES):
            large = {name, names[random.integers(len(names))]} if random.random() > share else {name}
            drawn = {
                each: size.drawn(random, large=each in large, small=random.random() < share, reach=1 - share**2)
                for each, size in self.sizes.items()
            }
            if self.steps(drawn) <= most:
                return drawn
        raise ValueError(f"calls with a large size {name!r} take more than {most} steps")


def setting(random: np.random.Generator, numbers: Sequence[int]) -> Any:
    """The numbers as a tuple or list of Python's or NumPy's numbers, or as one number where they are equal."""
    kind = (int, int, np.int64)[random.integers(3)]
    if len({*numbers}) == 1 and random.integers(2):
        return kind(numbers[0])
    return (tuple, tuple, list)[random.integers(3)](map(kind, numbers))


@dataclasses.dataclass(frozen=True)
class Windows:
    """Windows that move over images: how large those are along both axes, with which steps, and with how many zeros
    around them.
    """

    image: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]

    @classmethod
    def drawn(
        cls,
        random: np.random.Generator,
        window: Sequence[int],
        places: Sequence[int],
        *,
        images: int,
        stride: bool = True,
        padding: bool = True,
    ) -> Windows:
        """Some in which there are as many places or a few more, for so many ``images``, counted with their channels;
        without a ``stride`` that is 1, without a ``padding`` 0.
        """
        side = int((_MOST_NUMBERS / images) ** 0.5)
        longest = [
            max(1, min(size + 2, (side - size) // max(place - 1, 1)))
            for size, place in zip(window, places, strict=True)
        ]
        steps = _one_or_two(random, [1 + int(random.integers(most)) for most in longest]) if stride else [1, 1]
        pads = _one_or_two(random, [int(random.integers(size + 1)) for size in window]) if padding else [0, 0]
        reached = [
            size + step * (place - 1) + int(random.integers(step)) - 2 * pad
            for size, step, place, pad in zip(window, steps, places, pads, strict=True)
        ]
        return cls(_pair(max(size, 1) for size in reached), _pair(steps), _pair(pads))

    def out(self, window: Sequence[int]) -> tuple[int, int]:
        """In how many places the window is."""
        moves = np.array(self.image) + 2 * np.array(self.padding) - window
        return _pair(moves // self.stride + 1)


def _one_or_two(random: np.random.Generator, numbers: list[int]) -> list[int]:
    """The numbers, or the smallest of them for all."""
    return numbers if random.integers(3) else [min(numbers)] * len(numbers)


def _pair(numbers: Iterable[int]) -> tuple[int, int]:
    one, other = numbers
    return int(one), int(other)
