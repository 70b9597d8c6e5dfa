"""What a function of the student's own computes: ``autograder.xray(conv_1d, [1, 2, 3], [1, 0, 2])``."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import functools
import importlib
import inspect
import io
import itertools
import math
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from autograder.errors import KitError
from autograder.reporters.drawing import svg, values_whole
from autograder.reporters.meetings import Side, alone, as_text
from autograder.values import readable
from autograder.values.formula_words import written
from autograder.values.formulas import MOST_CALLS, AskForAll, Formula, Term, formulas
from autograder.values.parts import arrays_in
from autograder.visible.finding import exercises_in, test_file_of, units_in

MOST_PLACES = 12
"""Of so many numbers of an answer the formulas are shown."""


@dataclasses.dataclass(frozen=True, repr=False)
class SeenThrough:
    """The formulas of a function's answer, number by number; a notebook shows them with pictures of which
    value meets which, a terminal as text.
    """

    call: Mapping[str, Any]
    formulas: Mapping[str, Formula | None]
    more: int = 0

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for place, found in self.formulas.items():
            yield f"{place} = {written(found)}" if found else f"{place}: {NOT_LINEAR}"
        if self.more:
            yield f"... and {self.more} more numbers"

    def _repr_html_(self) -> str:
        return _template().render(
            seen=self, svg=svg, as_text=as_text, written=written, values_whole=values_whole, NOT_LINEAR=NOT_LINEAR
        )

    def sides(self) -> Iterator[tuple[str, Side | None]]:
        """For each number the picture of its formula; None where it has none, or is too large to be drawn."""
        shown = readable.plain(self.call)
        for place, found in self.formulas.items():
            terms = {_numbers(shown, term): factor for term, factor in found.terms.items()} if found else {}
            yield place, alone(shown, place, written(found), terms) if found else None


NOT_LINEAR = "not a sum of products of the arrays' values, so it has no formula"


def _numbers(shown: Any, term: Term) -> tuple[readable.Way, ...]:
    """The ways to the numbers of a term, in terms of what is ``shown`` of a call."""
    return tuple(way for path, place in term for way in readable.places(shown, [(*path, *place)]))


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(loader=jinja2.PackageLoader("autograder"), autoescape=True, trim_blocks=True)
    return environment.get_template("seen_through.html")


def xray(function: Callable[..., Any] | str, *arguments: Any, **named: Any) -> SeenThrough:
    """The formulas of what a function computes, for each number of its answer.

    Args:
        function: the function, or the name of one in the module of the current folder.
        arguments: its arguments; lists of numbers become arrays.
        named: those that come by name.

    Raises:
        KitError: there is no such function, it takes other arguments, they hold no numbers or too many,
            or its answer holds none.
    """
    called = _called(function) if isinstance(function, str) else function
    if not callable(called):
        raise KitError(f"{function!r} is no function. Give xray the function itself, or its name.")
    bound = _bound(called, [*map(_as_array, arguments)], {key: _as_array(value) for key, value in named.items()})
    call = dict(bound.arguments)
    _expect_few_numbers(call)
    places = list(_numbers_of(called, bound.signature, call))
    if not places:
        raise KitError("The answer holds no numbers, so there is nothing to see through.")
    shown = places[:MOST_PLACES]
    return SeenThrough(call, formulas(call, _asking(called, bound.signature), shown), len(places) - len(shown))


def _bound(called: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]) -> inspect.BoundArguments:
    """The arguments by name; KitError if the function does not take such."""
    name = getattr(called, "__name__", "The function")
    try:
        signature = inspect.signature(called)
    except ValueError:
        raise KitError(
            f"{name} does not say what arguments it takes. Write a function of your own around it."
        ) from None
    try:
        return signature.bind(*arguments, **named)
    except TypeError as error:
        raise KitError(
            f"{name}{signature} was given other arguments: {error}. "
            "Give xray the function, and then small arguments for it."
        ) from None


def _expect_few_numbers(call: Mapping[str, Any]) -> None:
    sizes = [array.size for _, array in arrays_in(call) if array.dtype.kind in "iuf"]
    if not sizes:
        raise KitError("There is no array among the arguments. Give xray lists or arrays of a few numbers each.")
    if math.prod(1 + size for size in sizes) > MOST_CALLS:
        raise KitError(f"{' and '.join(map(str, sizes))} numbers are too many to try. Give xray smaller arrays.")


def _numbers_of(called: Callable[..., Any], signature: inspect.Signature, call: Mapping[str, Any]) -> dict[str, float]:
    """The numbers of the answer to a call, by their places."""
    bound = inspect.BoundArguments(signature, OrderedDict(copy.deepcopy(dict(call))))
    return dict(_places(called(*bound.args, **bound.kwargs)))


def _asking(called: Callable[..., Any], signature: inspect.Signature) -> AskForAll[str]:
    """Asks the function for many calls: what it prints and warns of was to be seen at the first one, and
    a call that it refuses has no numbers.
    """

    def numbers(call: Mapping[str, Any]) -> dict[str, float]:
        with contextlib.suppress(Exception):
            found = _numbers_of(called, signature, call)
            return {place: number for place, number in found.items() if math.isfinite(number)}
        return {}

    def ask(calls: Sequence[dict[str, Any]]) -> list[dict[str, float]]:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [numbers(call) for call in calls]

    return ask


def _as_array(value: Any) -> Any:
    """Lists of numbers as arrays; numbers that are arguments of their own stay."""
    is_list = isinstance(value, list) and len(value) > 0
    return np.array(value, dtype=float) if is_list else value


def _places(answer: Any) -> Iterator[tuple[str, float]]:
    """The numbers of an answer, each with the place where it stands as code."""
    if isinstance(answer, dict):
        for key, part in answer.items():
            yield from ((f"output[{key!r}]{place.removeprefix('output')}", number) for place, number in _places(part))
    elif isinstance(answer, list | tuple) and not all(isinstance(part, int | float | np.number) for part in answer):
        yield from _places(dict(enumerate(answer)))
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
