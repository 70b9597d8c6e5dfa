"""What a function of the student's own computes: ``autograder.xray(conv_1d, [1, 2, 3], [1, 0, 2])``."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
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

import numpy as np

from autograder.errors import KitError
from autograder.languages import _, speaking
from autograder.values.formulas import AskForAll, formulas, is_too_long
from autograder.values.parts import arrays_in
from autograder.values.slopes import slopes
from autograder.visible.finding import exercises_in, language_in, test_file_of, units_in
from autograder.visible.seen_through import SeenThrough

MOST_PLACES = 12
"""Of so many numbers of an answer the formulas are shown."""


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
    language = language_in(Path.cwd())
    with speaking(language):
        found = seen_through(_called(function) if isinstance(function, str) else function, arguments, named)
    return dataclasses.replace(found, language=language)


def seen_through(
    called: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any], chosen: str = ""
) -> SeenThrough:
    """What :func:`xray` finds; first is seen the number of the answer at ``chosen``, as in ``output[0, 2]``."""
    if not callable(called):
        words = _("{value} is no function. Give xray the function itself, or its name.")
        raise KitError(words.format(value=repr(called)))
    bound = _bound(called, [*map(_as_array, arguments)], {key: _as_array(value) for key, value in named.items()})
    call = dict(bound.arguments)
    _expect_few_numbers(call)
    places = list(_numbers_of(called, bound.signature, call))
    if not places:
        raise KitError(_("The answer holds no numbers, so there is nothing to see through."))
    first = [chosen] if chosen in places[MOST_PLACES:] else []
    shown, ask = [*first, *places][:MOST_PLACES], _asking(called, bound.signature)
    found = formulas(call, ask, shown)
    without = [place for place, formula in found.items() if formula is None]
    return SeenThrough(call, found, slopes(call, ask, without) if without else {}, len(places) - len(shown), chosen)


def _bound(called: Callable[..., Any], arguments: Sequence[Any], named: Mapping[str, Any]) -> inspect.BoundArguments:
    """The arguments by name; KitError if the function does not take such."""
    name = getattr(called, "__name__", None) or _("The function")
    try:
        signature = inspect.signature(called)
    except ValueError:
        words = _("{name} does not say what arguments it takes. Write a function of your own around it.")
        raise KitError(words.format(name=name)) from None
    try:
        return signature.bind(*arguments, **named)
    except TypeError as error:
        words = _("{name} was given other arguments: {error}. Give xray the function, and then small arguments for it.")
        raise KitError(words.format(name=f"{name}{signature}", error=error)) from None


def _expect_few_numbers(call: dict[str, Any]) -> None:
    sizes = [array.size for *_name, array in arrays_in(call) if array.dtype.kind in "iuf"]
    if not sizes:
        raise KitError(_("There is no array among the arguments. Give xray lists or arrays of a few numbers each."))
    if is_too_long(call):
        words = _("{numbers} numbers are too many to try. Give xray smaller arrays.")
        raise KitError(words.format(numbers=_(" and ").join(map(str, sizes))))


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
    words = _("There is no exercise {name} in {folder}. Give xray the function itself.")
    raise KitError(words.format(name=repr(function), folder=folder))
