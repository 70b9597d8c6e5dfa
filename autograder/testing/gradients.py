"""Finite differences: is this gradient that function's gradient?

For tests that know no right answer.  A point is an array or a dict of arrays, and its gradient
looks the same::

    assert_gradient(
        lambda p: sequence_loss(rnn_forward(x, h0, p)[1], targets),
        bptt(x, h0, params, targets),
        params,
    )

For functions that are linear in their argument ``properties.assert_adjoint`` is the sharper tool.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from autograder.languages import _
from autograder.values.compare import describe, is_number

Array = np.ndarray[Any, np.dtype[Any]]
Point = Array | dict[str, Array]
Function = Callable[[Any], Any]

STEP = 1e-3
"""With one Richardson step, central differences of this step are off by 1e-12 (median) to 8e-9 on
gradients of a tanh network.
"""

TOLERANCE = 1e-6
"""The largest error allowed, as a part of max(1, largest slope): a hundred times what the
differences themselves are off by.
"""


def directional_derivative(function: Function, x: Point, direction: Point, *, step: float = STEP) -> float:
    """The slope of ``function`` at ``x`` along ``direction``: the derivative of function(x + s
    direction) at s = 0.

    Central differences D(h) = (f(x + h d) - f(x - h d)) / 2h have an error that shrinks with h^2.
    Taking them with h and with h/2 and combining them as (4 D(h/2) - D(h)) / 3, which is one step of
    Richardson's extrapolation (Press et al., Numerical Recipes, 3rd ed. 2007, section 5.7), removes
    it but for terms in h^4.

    Args:
        function: takes a point and returns one number.
        x: an array of any shape or a dict of arrays, of any real type; it stays as it is.
        direction: of the same shape or shapes; it need not have the length one.
        step: h.

    Raises:
        ValueError: the function returns something else than one number.
    """
    return _slopes(function, _floats(x), _floats(direction), step).derivative


def numerical_gradient(function: Function, x: Point, *, step: float = STEP) -> Any:
    """The gradient of ``function`` at ``x``: its slope along each element of x in turn.

    Args:
        function: takes a point and returns one number.
        x: an array of any shape or a dict of arrays, of any real type; it stays as it is.
        step: as for :func:`directional_derivative`.

    Returns:
        A float64 array of x's shape, or a dict of such arrays.

    Raises:
        ValueError: the function returns something else than one number.
    """
    point = _floats(x)
    gradient = _zeros(point)
    for key, index in _elements(point):
        _array(gradient, key)[index] = _slopes(function, point, _unit(point, key, index), step).derivative
    return gradient


def assert_gradient(
    function: Function,
    gradient: Any,
    x: Point,
    *,
    tolerance: float = TOLERANCE,
    step: float = STEP,
    directions: int | None = None,
    seed: int = 0,
) -> int:
    """``gradient`` is the gradient of ``function`` at ``x``.

    Where the function has a kink (relu at 0, a tie in max pooling), the slopes to both sides differ
    and none of them is the derivative: such places are skipped.

    Args:
        function: takes a point and returns one number.  To test a function that returns an array,
            take the sum of its product with a random array, the output gradient; ones would hide
            mistakes.
        gradient: what to judge: an array of x's shape, or a dict of arrays with x's keys and
            shapes.
        x: an array of any shape or a dict of arrays, of any real type; it stays as it is.
        tolerance: the largest error, as a part of max(1, the largest slope).
        step: as for :func:`directional_derivative`.
        directions: None compares element by element; a number compares along so many random
            directions, which takes less time.
        seed: where the random directions come from.

    Returns:
        How many elements or directions were compared; 0 when there was a kink at every one.

    Raises:
        AssertionError: the gradient has the wrong form, or is off at some element or along some
            direction.
        ValueError: the function returns something else than one number.
    """
    __tracebackhide__ = True
    point = _floats(x)
    _require_form(gradient, point)
    places = _each_element(point) if directions is None else _random_directions(point, directions, seed)
    compared = [
        _Pair(place.name, _product(gradient, place.direction), slope.derivative)
        for place in places
        if (slope := _slopes(function, point, place.direction, step)).smooth
    ]
    allowed = tolerance * max([1.0, *(abs(pair.derivative) for pair in compared)])
    for pair in compared:
        if not abs(pair.claimed - pair.derivative) <= allowed:  # also when the slope is NaN
            raise AssertionError(_complaint(pair))
    return len(compared)


class _Pair(NamedTuple):
    """What a gradient says of one place, and what the function does there."""

    name: str
    claimed: float
    derivative: float


# Slopes.


@dataclasses.dataclass(frozen=True)
class _Slopes:
    derivative: float
    smooth: bool


def _slopes(function: Function, point: Point, direction: Point, step: float) -> _Slopes:
    """The derivative along a direction, and whether the function is smooth enough there to have
    one.
    """
    there = [_value(function, _moved(point, direction, part * step)) for part in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    far, near = (there[4] - there[0]) / (2 * step), (there[3] - there[1]) / step
    # Twice the difference of the one-sided slopes at h/2 equals the difference at h where the
    # function is smooth; at a kink each of them is the jump in the slope.  The last term is what
    # rounding can do to them.
    gap_far = (there[4] - 2 * there[2] + there[0]) / step
    gap_near = (there[3] - 2 * there[2] + there[1]) / (step / 2)
    rounding = 1e-6 * max(1.0, abs(near)) + 1e-14 * max(map(abs, there)) / step
    return _Slopes((4 * near - far) / 3, not abs(2 * gap_near - gap_far) > rounding)


def _value(function: Function, point: Point) -> float:
    value = function(point)
    if isinstance(value, np.ndarray) and value.size == 1:
        return float(value.reshape(()))
    if not is_number(value):
        words = _(
            "The function must return one number, not {what}: sum its result, or its product with an output gradient."
        )
        raise ValueError(words.format(what=describe(value)))
    return float(value)


# Points: arrays, or dicts of arrays.


def _floats(point: Point) -> Point:
    if isinstance(point, dict):
        return {name: np.array(array, dtype=float) for name, array in point.items()}
    return np.array(point, dtype=float)


def _zeros(point: Point) -> Point:
    if isinstance(point, dict):
        return {name: np.zeros(array.shape) for name, array in point.items()}
    return np.zeros(point.shape)


def _array(point: Point, key: str | None) -> Array:
    return point[key or ""] if isinstance(point, dict) else point


def _arrays(point: Point) -> list[tuple[str | None, Array]]:
    return [*point.items()] if isinstance(point, dict) else [(None, point)]


def _elements(point: Point) -> Iterator[tuple[str | None, tuple[int, ...]]]:
    for key, array in _arrays(point):
        for index in np.ndindex(array.shape):
            yield key, index


class _Place(NamedTuple):
    """A direction in which the slope is taken; an element's has a name."""

    name: str
    direction: Point


def _each_element(point: Point) -> Iterator[_Place]:
    for key, index in _elements(point):
        yield _Place(_name(key, index), _unit(point, key, index))


def _unit(point: Point, key: str | None, index: tuple[int, ...]) -> Point:
    direction = _zeros(point)
    _array(direction, key)[index] = 1.0
    return direction


def _random_directions(point: Point, count: int, seed: int) -> Iterator[_Place]:
    """Directions of length one: otherwise many elements together would make a longer step."""
    generator = np.random.default_rng(seed)
    for _direction in range(count):
        direction = _zeros(point)
        arrays = [array for *_key, array in _arrays(direction)]
        for array in arrays:
            array[...] = generator.normal(size=array.shape)
        length = np.sqrt(sum(float(np.sum(array**2)) for array in arrays)) or 1.0
        for array in arrays:
            array /= length
        yield _Place("", direction)


def _moved(point: Point, direction: Point, amount: float) -> Point:
    if isinstance(point, dict):
        return {name: array + amount * _array(direction, name) for name, array in point.items()}
    return point + amount * _array(direction, None)


def _product(gradient: Any, direction: Point) -> float:
    return sum(
        float(np.sum(np.asarray(_array(gradient, key), dtype=float) * array)) for key, array in _arrays(direction)
    )


# Messages.


def _require_form(gradient: Any, point: Point) -> None:
    __tracebackhide__ = True
    if not isinstance(point, dict):
        _require_array(_("The gradient"), gradient, point.shape)
        return
    if not isinstance(gradient, dict):
        words = _("The gradient should be a dict with the keys {keys}, not {what}.")
        raise AssertionError(words.format(keys=sorted(point), what=describe(gradient)))
    if set(gradient) != set(point):
        words = _("The gradient should have the keys {keys}, but it has {others}.")
        raise AssertionError(words.format(keys=sorted(point), others=sorted(map(str, gradient))))
    for name, array in point.items():
        _require_array(_("The gradient of {name}").format(name=name), gradient[name], array.shape)


def _require_array(what: str, gradient: Any, shape: tuple[int, ...]) -> None:
    __tracebackhide__ = True
    if not isinstance(gradient, np.ndarray) and not (shape == () and is_number(gradient)):
        words = _("{what} should be an array of the shape {shape}, not {other}.")
        raise AssertionError(words.format(what=what, shape=shape, other=describe(gradient)))
    if np.shape(gradient) != shape:
        words = _(
            "{what} has the shape {other}, but what it belongs to has the shape {shape}: each number there has one "
            "slope."
        )
        raise AssertionError(words.format(what=what, shape=shape, other=np.shape(gradient)))
    if np.asarray(gradient).dtype.kind not in "iuf":
        words = _("{what} should hold real numbers, not values of the type {kind}.")
        raise AssertionError(words.format(what=what, kind=np.asarray(gradient).dtype))
    if not np.isfinite(gradient).all():
        raise AssertionError(_("{what} holds values that are not finite.").format(what=what))


def _name(key: str | None, index: tuple[int, ...]) -> str:
    place = f"[{', '.join(map(str, index))}]" if index else ""
    return (key or "") + place if key else place and _("element {place}").format(place=place)


def _complaint(pair: _Pair) -> str:
    where = _(" at {place}").format(place=pair.name) if pair.name else ""
    words = _(
        "The gradient is wrong{place}: it says {claimed}, but moving a little that way changes the function by {slope} "
        "per unit."
    ).format(place=where, claimed=f"{pair.claimed:.8g}", slope=f"{pair.derivative:.8g}")
    return " ".join(filter(None, [words, _hint(pair.claimed, pair.derivative)]))


def _hint(claimed: float, derivative: float) -> str:
    if not np.isfinite(derivative):
        return _("The function itself is not finite there.")
    if claimed == 0:
        return _("Nothing seems to arrive there.")
    if derivative and abs(claimed / derivative + 1) < 1e-4:
        return _("Only the sign is wrong there.")
    ratio = claimed / derivative if derivative else 0.0
    if abs(ratio) > 1.5 and abs(ratio - round(ratio)) < 1e-4:
        return _("It is {number} times too large there.").format(number=round(ratio))
    return ""
