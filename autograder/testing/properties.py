"""Properties that right answers have, for tests that know no right answer.

Each function raises AssertionError with the values that show the fault, and returns nothing when
the property holds::

    assert_adjoint(lambda x: conv_1d(x, kernel), lambda g: input_grad_1d(x, kernel, g), x, output_grad)

They use nothing but NumPy, so that they fit into plain pytest tests, Hypothesis tests and notebooks
alike.  A function that is judged gets copies of the arrays.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.values.compare import TOLERANCE, describe, difference
from autograder.values.copies import copied

Function = Callable[..., Any]

ADJOINT_TOLERANCE = 1e-11
"""The largest difference of the two inner products, as a part of the sum of all absolute products:
right answers reach 1e-15.
"""


def assert_close(actual: Any, expected: Any, *, tolerance: float = TOLERANCE, what: str = "The result") -> None:
    """The answer is the expected one, in structure, shape and values.

    Args:
        actual: an array of any shape, a number, or a tuple or dict of them.
        expected: the same; a list stands for an array.
        tolerance: the largest error, as a part of max(1, the largest expected value).
        what: what ``actual`` is called in the message.

    Raises:
        AssertionError: they differ; the message has the first place and both values.
    """
    __tracebackhide__ = True
    expected = np.array(expected) if isinstance(expected, list) else expected
    found = difference(expected, actual, tolerance)
    if found:
        place = f" at {found.where}" if found.where else ""
        raise AssertionError(
            f"{what} is wrong{place}: {found.what}.\n  expected: {_shown(expected)}\n  returned: {_shown(actual)}"
        )


def assert_linear(
    function: Function, x: np.ndarray, y: np.ndarray, *, a: float = 2.0, b: float = -3.0, tolerance: float = TOLERANCE
) -> None:
    """``function(a x + b y)`` equals ``a function(x) + b function(y)``.

    Args:
        function: takes one array and returns one, of whatever shape.
        x: an argument, of any shape.
        y: another of the same shape.
        a: the factor of x.
        b: the factor of y.
        tolerance: as for :func:`assert_close`.

    Raises:
        AssertionError: they differ, or the function returns no arrays of one shape.
        ValueError: x and y have different shapes.
    """
    __tracebackhide__ = True
    _require_same_shape("x", x, "y", y)
    of_x, of_y = _array_from(function, x), _array_from(function, y)
    if of_x.shape != of_y.shape:
        raise AssertionError(
            f"Two inputs of the same shape {x.shape} gave results of the shapes {of_x.shape} and {of_y.shape}."
        )
    of_both = _array_from(function, a * x + b * y)
    found = difference(a * of_x + b * of_y, of_both, tolerance)
    if found:
        both = f"f({a:g} x + {b:g} y)"
        raise AssertionError(
            f"The function is not linear: {both} should equal {a:g} f(x) + {b:g} f(y), "
            f"but{_at(found.where)} {found.what}.\n  x: {_shown(x)}\n  y: {_shown(y)}"
            f"\n  f(x): {_shown(of_x)}\n  f(y): {_shown(of_y)}\n  {both}: {_shown(of_both)}"
        )


def assert_shift_equivariant(
    function: Function, x: np.ndarray, shift: int = 1, *, margin: int, axis: int = -1, tolerance: float = TOLERANCE
) -> None:
    """Shifting the input shifts the output by as much.

    The input is first given ``margin`` zeros on both sides along ``axis``, so that nothing falls
    off its ends.

    Args:
        function: takes an array and returns one of the same shape.
        x: the input before the margin is added, of any shape with that axis.
        shift: by how many places; negative towards the beginning.
        margin: at least ``abs(shift)`` plus the reach of the function (half the kernel's length).
        axis: the axis to shift along.
        tolerance: as for :func:`assert_close`.

    Raises:
        AssertionError: the output does not follow, or has another shape than the input.
        ValueError: the margin is smaller than the shift.
    """
    __tracebackhide__ = True
    if margin < abs(shift):
        raise ValueError(f"margin must be at least the shift, {abs(shift)}, but it is {margin}.")
    widths = [(0, 0)] * x.ndim
    widths[axis] = (margin, margin)
    padded = np.pad(x, widths)
    result = _array_from(function, padded)
    if result.shape != padded.shape:
        raise AssertionError(
            f"The result of an input of shape {padded.shape} should have the same shape, not {result.shape}."
        )
    shifted = _array_from(function, np.roll(padded, shift, axis))
    found = difference(np.roll(result, shift, axis), shifted, tolerance)
    if found:
        raise AssertionError(
            f"Shifting the input by {shift} should shift the output by {shift}, but{_at(found.where)} {found.what}."
            f"\n  input: {_shown(padded)}\n  output: {_shown(result)}\n  output of the shifted input: {_shown(shifted)}"
        )


def assert_adjoint(
    forward: Function,
    backward: Function,
    x: np.ndarray,
    output_grad: np.ndarray,
    *,
    tolerance: float = ADJOINT_TOLERANCE,
) -> None:
    """The sum of ``forward(x) * output_grad`` equals the sum of ``x * backward(output_grad)``.

    This holds for the gradient of every function that is linear in x, and for hardly anything else:
    it needs no finite differences, and it sees a gradient that is wrong by one part in a thousand
    millions.  It is the dot-product test of J. Claerbout, Earth Soundings Analysis (1992), chapter
    5: the gradient of x -> A x is g -> A^T g, and (A x) . g = x . (A^T g) for all x and g.

    Args:
        forward: linear; takes x and returns the output.
        backward: takes the output gradient and returns the gradient with respect to x, in x's
            shape.
        x: an argument of ``forward``, of any shape.
        output_grad: an array of the output's shape; take different values, because ones hide
            mistakes.
        tolerance: the largest difference of the two sums, as a part of the sum of all absolute
            products.

    Raises:
        AssertionError: the sums differ, or the output or the gradient has another shape than it
            should have.
    """
    __tracebackhide__ = True
    output, gradient = _array_from(forward, x), _array_from(backward, output_grad)
    _require_shape(output, output_grad.shape, "The output", "of the output gradient")
    _require_shape(gradient, x.shape, "The gradient", "of what it is the gradient of")
    forward_products, backward_products = output.astype(float) * output_grad, x.astype(float) * gradient
    there, back = float(forward_products.sum()), float(backward_products.sum())
    scale = float(np.abs(forward_products).sum() + np.abs(backward_products).sum())
    if not abs(there - back) <= tolerance * scale:  # also when a value is NaN
        raise AssertionError(
            "The gradient does not belong to the forward pass: the sum of output * output_grad should equal the sum of "
            f"x * gradient, but they are {there:.12g} and {back:.12g}."
            f"\n  x: {_shown(x)}\n  output: {_shown(output)}\n  output_grad: {_shown(output_grad)}"
            f"\n  gradient: {_shown(gradient)}"
        )


def assert_leaves_arguments_alone(function: Function, *arguments: Any) -> None:
    """``function(*arguments)`` changes none of its arguments.

    Args:
        function: takes the arguments; what it returns does not matter.  It is given the arguments
            themselves.
        arguments: arrays of any shape, or tuples, lists and dicts of arrays.

    Raises:
        AssertionError: one of them changed; the message has its name.
    """
    __tracebackhide__ = True
    before = [copied(argument) for argument in arguments]
    function(*arguments)
    for position, (old, new) in enumerate(zip(before, arguments, strict=True)):
        if difference(old, new, 0.0):
            raise AssertionError(
                f"The call changed its argument {_name_of(function, position)}: work on a copy of it.\n  before: "
                f"{_shown(old)}\n  after: {_shown(new)}"
            )


def assert_repeatable(function: Function, *arguments: Any) -> None:
    """Two calls with the same arguments give the same answer, and the second leaves the first one's
    result alone.

    Args:
        function: returns arrays, numbers, or tuples, lists and dicts of them.
        arguments: arrays of any shape, or tuples, lists and dicts of arrays.

    Raises:
        AssertionError: the answers differ, or lie in the same memory.
    """
    __tracebackhide__ = True
    first = function(*copied(arguments))
    kept = copied(first)
    second = function(*copied(arguments))
    if difference(kept, second, 0.0):
        raise AssertionError(
            "The same call gave another answer the second time: keep nothing between calls.\n  first: "
            f"{_shown(kept)}\n  second: {_shown(second)}"
        )
    if _share_memory(first, second):
        raise AssertionError(
            "Two calls returned the same array, so that a change of one result changes the other: make a new array "
            "in each call."
        )


def assert_samples_independent(function: Function, *batches: np.ndarray, tolerance: float = TOLERANCE) -> None:
    """Each sample's result is the same alone (as a batch of one) as in the batch.

    Args:
        function: takes the batches and returns an array with one entry per sample along its first
            axis.
        batches: arrays with the same number of samples along their first axes, one at least.
        tolerance: as for :func:`assert_close`.

    Raises:
        AssertionError: some sample's result differs, or the results are not one for each sample.
    """
    __tracebackhide__ = True
    together = _array_from(function, *batches)
    count = len(batches[0])
    if together.shape[:1] != (count,):
        raise AssertionError(
            f"A batch of {count} samples should give a result with {count} rows, but its shape is {together.shape}."
        )
    for n in range(count):
        alone = _array_from(function, *(batch[n : n + 1] for batch in batches))
        found = difference(alone, together[n : n + 1], tolerance)
        if found:
            raise AssertionError(
                f"Sample {n} gives another result in the batch than alone:{_at(found.where)} {found.what}."
                f"\n  alone: {_shown(alone)}\n  in the batch: {_shown(together[n : n + 1])}"
            )


def _array_from(function: Function, *arguments: np.ndarray) -> np.ndarray:
    __tracebackhide__ = True
    result = function(*(argument.copy() for argument in arguments))
    if not isinstance(result, np.ndarray):
        raise AssertionError(f"The function should return an array, not {describe(result)}.")
    return result


def _require_shape(array: np.ndarray, shape: tuple[int, ...], what: str, whose: str) -> None:
    __tracebackhide__ = True
    if array.shape != shape:
        raise AssertionError(f"{what} should have the shape {shape} {whose}, not {array.shape}.")


def _require_same_shape(name: str, array: np.ndarray, other_name: str, other: np.ndarray) -> None:
    if array.shape != other.shape:
        raise ValueError(
            f"{name} and {other_name} must have the same shape, but they have {array.shape} and {other.shape}."
        )


def _share_memory(first: Any, second: Any) -> bool:
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return np.shares_memory(first, second)
    if isinstance(first, dict):
        return any(_share_memory(first[key], second[key]) for key in first)
    if isinstance(first, tuple | list):
        return any(_share_memory(a, b) for a, b in zip(first, second, strict=True))
    return False


def _name_of(function: Function, position: int) -> str:
    try:
        return f"`{list(inspect.signature(function).parameters)[position]}`"
    except (TypeError, ValueError, IndexError):
        return f"number {position + 1}"


def _at(where: str) -> str:
    return f" at {where}" if where else ""


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=6, suppress_small=False, threshold=60, separator=", ", prefix=" " * 12)
    return repr(value.item() if isinstance(value, np.generic) else value)
