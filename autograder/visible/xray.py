"""What a function of the student's own computes: ``autograder.xray(conv_1d, [1, 2, 3], [1, 0, 2])``."""

from __future__ import annotations

import copy
import dataclasses
import html
import importlib
import inspect
import itertools
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import KitError
from autograder.values.formula_words import name, written
from autograder.values.formulas import Entry, Formula, Term, formulas
from autograder.values.parts import Path as Way
from autograder.values.parts import arrays_in
from autograder.visible.finding import exercises_in, test_file_of, units_in

MOST_PLACES = 12
"""Of so many numbers of an answer the formulas are shown."""


@dataclasses.dataclass(frozen=True, repr=False)
class SeenThrough:
    """The formulas of a function's answer, number by number; a notebook shows them with pictures of which
    value meets which, a terminal as text.
    """

    arrays: Mapping[Way, np.ndarray]
    formulas: Mapping[str, Formula | None]
    more: int = 0

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for place, found in self.formulas.items():
            yield f"{place} = {written(found)}" if found else f"{place}: {_NOT_LINEAR}"
        if self.more:
            yield f"... and {self.more} more numbers"

    def _repr_html_(self) -> str:
        parts = (self._shown(place, found) for place, found in self.formulas.items())
        more = f"<p>... and {self.more} more numbers</p>" if self.more else ""
        return f"<div>{''.join(parts)}{more}</div>"

    def _shown(self, place: str, found: Formula | None) -> str:
        if found is None:
            return f"<p><code>{html.escape(place)}</code>: {_NOT_LINEAR}</p>"
        letters = dict(zip(found.terms, string.ascii_letters, strict=False))
        grids = (_grid(path, array, letters) for path, array in self.arrays.items())
        text = html.escape(f"{place} = {written(found)}")
        return (
            f'<p style="margin:.6em 0 .2em"><code>{text}</code></p><div style="{_SIDE_BY_SIDE}">{"".join(grids)}</div>'
        )


_NOT_LINEAR = "not a sum of products of the arrays' values, so it has no formula"
_SIDE_BY_SIDE = "display:flex;flex-wrap:wrap;gap:1.2em"
_CELL = "border:1px solid #888;padding:.2em .5em;min-width:1.6em;text-align:center"


def _grid(path: Way, array: np.ndarray, letters: Mapping[Term, str]) -> str:
    """An array whose values carry the letters of the terms in which they stand: the same letter meets itself."""
    marks: dict[Entry, str] = {}
    for term, letter in letters.items():
        for entry in term:
            marks[entry] = marks.get(entry, "") + letter
    cells = [_cell(array[place], marks.get((path, place), "&nbsp;")) for place in np.ndindex(array.shape)]
    width = array.shape[-1] if array.ndim else 1
    rows = ("".join(cells[start : start + width]) for start in range(0, len(cells), width))
    caption = f'<caption style="text-align:left"><code>{html.escape(name((path, ())))}</code></caption>'
    return f"<table>{caption}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cell(value: Any, mark: str) -> str:
    return f'<td style="{_CELL}">{value:g}<br><b>{mark}</b></td>'


def xray(function: Callable[..., Any] | str, *arguments: Any, **named: Any) -> SeenThrough:
    """The formulas of what a function computes, for each number of its answer.

    Args:
        function: the function, or the name of one in the module of the current folder.
        arguments: its arguments; lists of numbers become arrays.
        named: those that come by name.

    Raises:
        KitError: there is no such function, or its answer holds no numbers.
    """
    called = _called(function) if isinstance(function, str) else function
    if not callable(called):
        raise KitError(f"{function!r} is no function. Give xray the function itself, or its name.")
    bound = inspect.signature(called).bind(
        *map(_as_array, arguments), **{key: _as_array(value) for key, value in named.items()}
    )
    call = dict(bound.arguments)
    places = list(_places(called(**copy.deepcopy(call))))
    if not places:
        raise KitError("The answer holds no numbers, so there is nothing to see through.")

    def ask(calls: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
        return [dict(_places(called(**copy.deepcopy(each)))) for each in calls]

    shown = [place for place, _ in places[:MOST_PLACES]]
    return SeenThrough(dict(arrays_in(call)), formulas(call, ask, shown), len(places) - len(shown))


def _as_array(value: Any) -> Any:
    """Lists of numbers as arrays; numbers that are arguments of their own stay."""
    is_list = isinstance(value, list) and len(value) > 0
    return np.array(value, dtype=float) if is_list else value


def _places(answer: Any) -> Iterator[tuple[str, float]]:
    """The numbers of an answer, each with the place where it stands as code."""
    if isinstance(answer, dict):
        for key, part in answer.items():
            yield from ((f"output[{key!r}]{place.removeprefix('output')}", number) for place, number in _places(part))
    elif isinstance(answer, list | tuple | np.ndarray | int | float | np.number):
        array = np.asarray(answer)
        if array.dtype.kind in "iuf":
            for place in itertools.islice(np.ndindex(array.shape), 10_000):
                yield f"output[{', '.join(map(str, place))}]" if place else "output", float(array[place])


def _called(function: str) -> Callable[..., Any]:
    folder = Path.cwd()
    for unit in units_in(folder):
        if function in exercises_in(test_file_of(folder, unit)):
            module = importlib.import_module(unit)
            return getattr(importlib.reload(module), function)  # type: ignore[no-any-return]
    raise KitError(f"There is no exercise {function!r} in {folder}. Give xray the function itself.")
