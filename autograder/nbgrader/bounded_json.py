"""JSON that somebody else wrote, read in bounded memory, and whatever Python's reader would stumble
over read as nothing.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from autograder.languages import _

MAX_VALUES = 500_000
"""So many texts, brackets and commas there may be: as Python's objects, that is 150 MB at most.  A
notebook with its plots has a tenth of it; 8 MB of ``{}`` would be eight times as many.
"""

MAX_DEPTH = 100
"""So deep values may be nested: those of a notebook are ten deep."""

_MARKS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[][{},]', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


class TooMuchError(ValueError):
    """A text would become more values, or deeper ones, than anybody means to write."""


def parsed(text: str) -> Any:
    """The first value in a text; what follows it is passed over.

    Raises:
        TooMuchError: it is too much, which is found before any of it is made.
        ValueError: there is none.
    """
    _expect_bounded(text)
    return _DECODER.raw_decode(text.lstrip())[0]


def sound(text: str) -> str:
    """The text without halves of characters, which no file can hold: two that belong together become
    one.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _expect_bounded(text: str) -> None:
    depth = 0
    for number, mark in enumerate(_MARKS.finditer(text)):
        depth += _STEPS.get(text[mark.start()], 0)
        if number >= MAX_VALUES:
            raise TooMuchError(_("it holds more than {number} values").format(number=f"{MAX_VALUES:,}"))
        if depth > MAX_DEPTH:
            raise TooMuchError(_("its values are nested more than {depth} deep").format(depth=MAX_DEPTH))


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _whole(text: str) -> int | None:
    return int(text) if len(text) < 100 else None  # Python refuses to read a number of 5,000 digits


_DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_finite, parse_int=_whole, strict=False)
