"""What kinds of values an exercise is asked with: a mistake about others cannot show in it, whatever the
values are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, Self

import numpy as np

from autograder.audit.adversaries.leaves import arrays, is_leaf, leaves

_MANY = 99


@dataclasses.dataclass(frozen=True)
class Asked:
    """The kinds of values in the calls of an exercise.

    Args:
        arrays: how many arrays a call has at most.
        axes: how many axes one of them has at most.
        numbers: whether an argument is a number.
        whole_numbers: whether an argument is a whole number.
        pairs: whether an argument is a tuple.
        single_answers: whether a number is returned, or an array without axes.
    """

    arrays: int = _MANY
    axes: int = _MANY
    numbers: bool = True
    whole_numbers: bool = True
    pairs: bool = True
    single_answers: bool = True

    @classmethod
    def of(cls, calls: Iterable[list[Any]], answers: Iterable[Any]) -> Self:
        """The kinds of the arguments of some calls, and of the answers to some."""
        calls = list(calls)
        found = [arrays(call) for call in calls]
        own = [value for call in calls for value in call]
        return cls(
            arrays=max(map(len, found), default=0),
            axes=max((array.ndim for call in found for array in call), default=0),
            numbers=any(np.ndim(leaf) == 0 for leaf in own if is_leaf(leaf)),
            whole_numbers=any(isinstance(value, int | np.integer) and not isinstance(value, bool) for value in own),
            pairs=any(isinstance(value, tuple) for value in own),
            single_answers=any(np.ndim(leaf) == 0 for answer in answers for leaf in leaves(answer)),
        )


UNKNOWN = Asked()
"""Where a check asks for more than a call with a case's arguments: anything may come."""
