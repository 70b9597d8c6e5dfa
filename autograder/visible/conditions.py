"""Hints that begin with a condition, ``If the result is 0, 1, 2: ...``, are told where it holds.

A condition is one of the sentences in :data:`_CONDITIONS`, which are asked of what the student's
function returned.  One that is not among them is left to the reader: the hint stays as it is written.
Where there is no wrong answer, as after an exception, no such hint fits.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.languages import N_, _

_IF = N_("If")
_ANSWER = N_(r"(?:the results?|it|they|yours|the maxima|you (?:get|see)|everything|all(?: of (?:it|them))?)")
_JOINTS = N_("and|or")
_ALL_OF_ONE = N_("zeros|ones")
_COUNTS = N_("one|two|three|four|five|six")
_SHARES = N_("half|twice")
_PLACES = N_("first|second|third|last")
"""Words of hints, as patterns; where there are several, each is a pattern."""

_PLACE_OF = (0, 1, 2, -1)
_SHARE_OF = (0.5, 2.0)

_ROUNDED = 0.006
"""How far a number may be from what a hint says: hints round to two places."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What is known of an answer: the ``expected`` and the ``returned`` value, None where they are not
    known, the arguments by name, what was said of it, and whether it is a ``wrong`` value at all and not an
    exception.
    """

    wrong: bool
    expected: Any = None
    returned: Any = None
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    message: str = ""

    @property
    def numbers(self) -> np.ndarray | None:
        """The returned numbers as an array; None if they are none."""
        return _numbers(self.returned)

    @property
    def both(self) -> tuple[np.ndarray, np.ndarray] | None:
        """The expected and the returned numbers; None if either is not known."""
        expected, returned = _numbers(self.expected), self.numbers
        return None if expected is None or returned is None else (expected, returned)


def fitting(hint: str, answer: Answer) -> str:
    """Those parts of a hint that fit an answer; a condition that is known to hold is told as a fact."""
    return " ".join(_fitting_parts(" ".join(hint.split()), answer))


def _fitting_parts(hint: str, answer: Answer) -> Iterator[str]:
    for part in re.split(rf"(?<=[.?!]) (?={_(_IF)} )", hint):
        condition = re.match(rf"{_(_IF)} (.+?): (.+)", part)
        if condition is None:
            if answer.wrong and part:
                yield part
            continue
        holds = decided(condition[1], answer)
        if holds or (holds is None and answer.wrong):
            yield f"{condition[1][0].upper()}{condition[1][1:]}: {condition[2]}" if holds else part


def decided(condition: str, answer: Answer) -> bool | None:
    """Whether a condition holds of an answer; None if that cannot be told."""
    parts = _parts()
    for pattern, holds in _CONDITIONS.items():
        found = re.fullmatch(_(pattern).format(**parts), condition)
        if found:
            return holds(answer, *found.groups())
    return None


def _parts() -> dict[str, str]:
    """What stands for a word or a number in the patterns of conditions, in the language that is spoken."""
    number, joints = rf"(?:-?\d+(?:\.\d+)?(?:/\d+)?|nan|{_(_ALL_OF_ONE)})", _(_JOINTS)
    return {
        "answer": _(_ANSWER),
        "number": number,
        "numbers": rf"({number}(?:(?:,| (?:{joints})) {number})*)",
        "count": rf"({_(_COUNTS)})",
        "share": rf"({_(_SHARES)})",
        "place": rf"({_(_PLACES)})",
    }


def _number_of(word: str, words: str) -> int:
    """Which of several words one is, from 0 on."""
    return next(number for number, each in enumerate(words.split("|")) if re.fullmatch(each, word))


def _choices(written: str) -> list[str]:
    """The parts between "or"."""
    return written.split(f" {_(_JOINTS).split('|')[1]} ")


# What a condition may say.


def _is(answer: Answer, written: str) -> bool | None:
    """The returned numbers are these, one by one, or there are no others among them."""
    numbers = answer.numbers
    if numbers is None or not answer.wrong:
        return _unknown(answer)
    return any(_same(numbers, _values(choice)) for choice in _choices(written))


def _at(answer: Answer, place: str, written: str) -> bool | None:
    numbers = answer.numbers
    if numbers is None or not answer.wrong:
        return _unknown(answer)
    index = _PLACE_OF[_number_of(place, _(_PLACES))]
    if numbers.size <= max(index, 0):
        return False
    return any(_near(numbers.ravel()[index], _values(choice)[0]) for choice in _choices(written))


def _key_is(answer: Answer, key: str, written: str) -> bool | None:
    inner = answer.returned.get(key) if isinstance(answer.returned, dict) else None
    return _unknown(answer) if inner is None else _is(dataclasses.replace(answer, returned=inner), written)


def _argument_is(answer: Answer, name: str, written: str) -> bool | None:
    if not answer.wrong or name not in answer.arguments:
        return _unknown(answer)
    value = _numbers(answer.arguments[name])
    return None if value is None else _same(value, _values(written))


def _share(answer: Answer, share: str) -> bool | None:
    return _is_times(answer, _SHARE_OF[_number_of(share, _(_SHARES))])


def _times(answer: Answer, count: str) -> bool | None:
    return _is_times(answer, _number_of(count, _(_COUNTS)) + 1)


def _is_times(answer: Answer, number: float) -> bool | None:
    return _compared(answer, lambda expected, returned: np.allclose(returned, number * expected))


def _count_is(answer: Answer, count: str) -> bool | None:
    numbers = answer.numbers
    if numbers is None or not answer.wrong:
        return _unknown(answer)
    return _number_of(count, _(_COUNTS)) + 1 in numbers.shape


def _shapes(answer: Answer, holds: Callable[[tuple[int, ...], tuple[int, ...]], bool]) -> bool | None:
    both = answer.both
    return _unknown(answer) if both is None or not answer.wrong else holds(both[0].shape, both[1].shape)


def _compared(answer: Answer, holds: Callable[[np.ndarray, np.ndarray], Any]) -> bool | None:
    """Whether something holds of expected and returned numbers; not if their shapes differ."""
    both = answer.both
    if both is None or not answer.wrong:
        return _unknown(answer)
    if both[0].shape != both[1].shape:
        return False
    found = holds(*both)
    return None if found is None else bool(found)


def _is_cut_off(expected: np.ndarray, returned: np.ndarray) -> bool | None:
    """Nothing but zeros does not tell: they may be what is left of fractions, or all that ever stood there."""
    if not np.any(np.trunc(expected) != expected) or np.any(np.trunc(returned) != returned):
        return False
    return True if np.any(returned) else False if np.any(np.trunc(expected)) else None


def _is_right_inside(expected: np.ndarray, returned: np.ndarray) -> bool:
    axes = range(max(0, expected.ndim - 2), expected.ndim)
    inner = tuple(slice(1, -1) if axis in axes else slice(None) for axis in range(expected.ndim))
    return expected[inner].size > 0 and np.allclose(expected[inner], returned[inner])


def _is_turned(expected: np.ndarray, returned: np.ndarray) -> bool:
    axes = tuple(range(max(0, expected.ndim - 2), expected.ndim))
    turned = [np.flip(expected, part) for size in (1, 2) for part in itertools.combinations(axes, size)]
    return any(np.allclose(returned, other) for other in turned)


def _is_reordered(expected: np.ndarray, returned: np.ndarray) -> bool:
    return np.allclose(np.sort(expected, axis=None), np.sort(returned, axis=None))


def _is_larger(expected: np.ndarray, returned: np.ndarray) -> bool:
    return bool(np.all(np.abs(returned) >= np.abs(expected)) and np.any(np.abs(returned) > np.abs(expected)))


def _is_complex(answer: Answer) -> bool | None:
    kind = getattr(getattr(answer.returned, "dtype", None), "kind", "")
    return _unknown(answer) if answer.returned is None else kind == "c"


_CONDITIONS: Mapping[str, Callable[..., bool | None]] = {
    N_(r"{answer}(?: is| are| becomes?)?(?: about)? {numbers}(?: in the first row)?"): _is,
    N_(r"all {count} are ({number})"): lambda answer, _count, number: _is(answer, number),
    N_(r"the {place}(?: number| one| change| position| of them)? is {numbers}"): _at,
    N_(r"([A-Za-z_]\w*) is {numbers}"): _key_is,
    N_(r"([A-Za-z_]\w*) = {numbers} fails"): _argument_is,
    N_(r"(?:the result|it) is too short"): lambda answer: _shapes(answer, lambda e, r: len(e) == len(r) and r < e),
    N_(r"(?:the result|it) is too long|there are too many values|(?:there are|you see) more rows(?: than before)?"): (
        lambda answer: _shapes(answer, lambda e, r: len(e) == len(r) and r > e)
    ),
    N_(r"everything is in one row"): lambda answer: _shapes(answer, lambda e, r: r != e and r[:1] in ((1,), r)),
    N_(r"(?:there are|you get) {count}"): _count_is,
    N_(r"the shape is wrong"): lambda answer: _shapes(answer, lambda e, r: e != r),
    N_(r"the shape is right and the numbers are not"): lambda answer: _shapes(answer, lambda e, r: e == r),
    N_(r"(?:the result|it|the gradient) is empty(?: without padding)?"): (
        lambda answer: _shapes(answer, lambda e, r: e != r and 0 in r)
    ),
    N_(r"they are cut off|fractions are (?:lost|cut off)"): lambda answer: _compared(answer, _is_cut_off),
    N_(r"only the (?:ends|border) (?:is|are) wrong"): lambda answer: _compared(answer, _is_right_inside),
    N_(r"the order is another"): lambda answer: _compared(answer, _is_reordered),
    N_(r"(?:it comes|they come) out (?:turned|mirrored)(?: .*)?"): lambda answer: _compared(answer, _is_turned),
    N_(r"(?:it|yours) is {count} times as large(?: as it should be)?"): _times,
    N_(r"you get {share} of .*"): _share,
    N_(r"(?:the values|they|all) are (?:too large|larger)|yours is larger|it is too large"): (
        lambda answer: _compared(answer, _is_larger)
    ),
    N_(r"your numbers are complex"): _is_complex,
    N_(r"there is an overflow"): lambda answer: "overflow" in answer.message,
}
"""What a hint may say of an answer, as patterns, and whether it holds; in another language each says the same."""


# Numbers.


def _unknown(answer: Answer) -> bool | None:
    """What is said of a value that nobody knows: of none at all nothing holds."""
    return None if answer.wrong else False


def _numbers(value: Any) -> np.ndarray | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # complex numbers lose a part
            array = np.asarray(value, dtype=float)
    except (Exception, SystemExit):  # noqa: BLE001 - a student's object may raise anything when it is looked at
        return None
    return None if value is None else array


def _values(written: str) -> list[float]:
    words = dict(zip(_(_ALL_OF_ONE).split("|"), "01", strict=True))
    found = (words.get(number, number) for number in re.findall(_parts()["number"], written))
    return [float("nan") if number == "nan" else float(Fraction(number)) for number in found]


def _same(numbers: np.ndarray, values: list[float]) -> bool:
    """Whether the numbers are these, begin with these row by row, or are all one of one or two."""
    flat = numbers.ravel()
    if len(values) == 1 and np.isnan(values[0]):
        return bool(np.isnan(flat).any())
    if flat.size == 0:
        return False
    if flat.size == len(values) or len(values) > 2:
        begins = flat.size >= len(values) and all(map(_near, flat, values))
        return begins and (flat.size == len(values) or numbers.ndim > 1)
    return all(any(_near(number, value) for value in values) for number in flat) and all(
        any(_near(number, value) for number in flat) for value in values
    )


def _near(number: float, value: float) -> bool:
    return bool(abs(number - value) <= _ROUNDED) or bool(np.isnan(number) and np.isnan(value))
