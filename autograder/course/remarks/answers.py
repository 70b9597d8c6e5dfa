"""What was answered, and what a remark is: a relation that holds for all answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments, Outcome, Raised
from autograder.values import compare

PROOF = 3
"""How many wrong answers a remark must explain: fewer could be chance."""


@dataclasses.dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Answer:
    """A case that was answered: its arguments, the right answer and what came of the student's, which
    may be an exception, :class:`Raised`.
    """

    arguments: Arguments
    expected: Any
    returned: Any
    tolerance: float | compare.Allowed

    @property
    def right(self) -> bool:
        """Whether the two answers agree."""
        return not self.raised and compare.difference(self.expected, self.returned, self.tolerance) is None

    @property
    def raised(self) -> Raised | None:
        """The exception that came in place of an answer."""
        return self.returned if isinstance(self.returned, Raised) else None


Answers = Sequence[Answer]


Ask = Callable[[Answer, Arguments], Outcome]
"""Asks the reference: for what the check of an answer would show of it if the arguments were others."""

Remark = Callable[[Answers, Ask], Iterator[tuple[str, str]]]
"""The name of a mistake and the hint that goes with it, where the relation holds for all answers."""


def same_form(answer: Answer) -> bool:
    return _shape(answer.expected) == _shape(answer.returned) != "other"


def _shape(value: Any) -> object:
    if _is_complex(value):
        return (*np.shape(value), "complex")
    if isinstance(value, np.ndarray):
        return value.shape if value.dtype.kind in "iuf" else "other"
    if isinstance(value, dict):
        return sorted((str(key), str(_shape(item))) for key, item in value.items())
    if isinstance(value, tuple | list):
        return [_shape(item) for item in value]
    return () if compare.is_number(value) else "other"


def _is_complex(value: Any) -> bool:
    return compare.is_complex(value) or (isinstance(value, np.ndarray) and value.dtype.kind == "c")


def flat(value: Any) -> np.ndarray:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, tuple | list):
        return np.concatenate([flat(item) for item in value]) if value else np.zeros(0)
    if compare.is_number(value):
        return np.array([compare.as_float(value)])
    if _is_complex(value):
        return np.concatenate([flat(np.real(value)), flat(np.imag(value))])
    return np.ravel(np.asarray(value, dtype=float)) if isinstance(value, np.ndarray) else np.zeros(0)


def is_zero(answer: Answer) -> bool:
    """Whether zeros were wanted, and returned: they fit every factor."""
    return answer.right and same_form(answer) and not np.any(flat(answer.expected))


def has_the_right_keys(answer: Answer) -> bool:
    expected, returned = answer.expected, answer.returned
    return isinstance(expected, dict) and isinstance(returned, dict) and set(expected) == set(returned)


def names_of(answers: Answers) -> list[Any]:
    return list(dict.fromkeys(name for answer in answers for name in answer.expected))


def parts_of(answers: Answers, name: Any) -> list[Answer]:
    return [
        dataclasses.replace(answer, expected=answer.expected[name], returned=answer.returned[name])
        for answer in answers
        if name in answer.expected
    ]


def is_wrong_in(answer: Answer, name: Any) -> bool:
    return name in answer.expected and bool(compare.difference(answer.expected[name], answer.returned[name]))


def by_part(answer: Answer) -> dict[str, Answer]:
    """The parts of an answer by what they are called; an answer that is no tuple or dict is one part itself."""
    expected, returned = answer.expected, answer.returned
    if isinstance(expected, tuple) and isinstance(returned, tuple | list) and len(expected) == len(returned):
        keys: list[Any] = list(range(len(expected)))
    elif has_the_right_keys(answer):
        keys = list(expected)
    else:
        return {"": answer}
    return {
        f"output[{key!r}]": dataclasses.replace(answer, expected=expected[key], returned=returned[key]) for key in keys
    }
