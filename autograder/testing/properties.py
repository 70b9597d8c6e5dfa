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

from autograder.languages import N_, _
from autograder.values.compare import TOLERANCE, describe, difference
from autograder.values.copies import copied

Function = Callable[..., Any]

ADJOINT_TOLERANCE = 1e-11
"""The largest difference of the two inner products, as a part of the sum of all absolute products:
right answers reach 1e-15.
"""


def assert_close(actual: Any, expected: Any, *, tolerance: float = TOLERANCE, what: str = N_("The result")) -> None:
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
        words = _("{what} is wrong at {place}: {why}.") if found.where else _("{what} is wrong: {why}.")
        message = words.format(what=_(what), place=found.where, why=found.what)
        raise _differing(message, found.where, _shown(expected), _shown(actual))


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
        words = _("Two inputs of the same shape {shape} gave results of the shapes {one} and {other}.")
        raise AssertionError(words.format(shape=x.shape, one=of_x.shape, other=of_y.shape))
    of_both = _array_from(function, a * x + b * y)
    found = difference(a * of_x + b * of_y, of_both, tolerance)
    if found:
        both = f"f({a:g} x + {b:g} y)"
        words = _("The function is not linear: {both} should equal {sum}, but{place} {why}.")
        message = words.format(both=both, sum=f"{a:g} f(x) + {b:g} f(y)", place=_at(found.where), why=found.what)
        raise AssertionError(_with_values(message, {"x": x, "y": y, "f(x)": of_x, "f(y)": of_y, both: of_both}))


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
        words = _("margin must be at least the shift, {shift}, but it is {margin}.")
        raise ValueError(words.format(shift=abs(shift), margin=margin))
    widths = [(0, 0)] * x.ndim
    widths[axis] = (margin, margin)
    padded = np.pad(x, widths)
    result = _array_from(function, padded)
    if result.shape != padded.shape:
        words = _("The result of an input of shape {shape} should have the same shape, not {other}.")
        raise AssertionError(words.format(shape=padded.shape, other=result.shape))
    shifted = _array_from(function, np.roll(padded, shift, axis))
    found = difference(np.roll(result, shift, axis), shifted, tolerance)
    if found:
        words = _("Shifting the input by {shift} should shift the output by {shift}, but{place} {why}.")
        message = words.format(shift=shift, place=_at(found.where), why=found.what)
        values = {_("input"): padded, _("output"): result, _("output of the shifted input"): shifted}
        raise AssertionError(_with_values(message, values))


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
    output_words = _("The output should have the shape {shape} of the output gradient, not {other}.")
    _require_shape(output, output_grad.shape, output_words)
    gradient_words = _("The gradient should have the shape {shape} of what it is the gradient of, not {other}.")
    _require_shape(gradient, x.shape, gradient_words)
    forward_products, backward_products = output.astype(float) * output_grad, x.astype(float) * gradient
    there, back = float(forward_products.sum()), float(backward_products.sum())
    scale = float(np.abs(forward_products).sum() + np.abs(backward_products).sum())
    if not abs(there - back) <= tolerance * scale:  # also when a value is NaN
        words = _(
            "The gradient does not belong to the forward pass: the sum of output * output_grad should equal the sum of "
            "x * gradient, but they are {there} and {back}."
        )
        message = words.format(there=f"{there:.12g}", back=f"{back:.12g}")
        values = {"x": x, "output": output, "output_grad": output_grad, "gradient": gradient}
        raise AssertionError(_with_values(message, values))


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
            words = _("The call changed its argument {name}: work on a copy of it.")
            message = words.format(name=_name_of(function, position))
            raise AssertionError(_with_values(message, {_("before"): old, _("after"): new}))


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
        message = _("The same call gave another answer the second time: keep nothing between calls.")
        raise AssertionError(_with_values(message, {_("first"): kept, _("second"): second}))
    if _share_memory(first, second):
        raise AssertionError(
            _(
                "Two calls returned the same array, so that a change of one result changes the other: make a new array "
                "in each call."
            )
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
        words = _("A batch of {count} samples should give a result with {count} rows, but its shape is {shape}.")
        raise AssertionError(words.format(count=count, shape=together.shape))
    for n in range(count):
        alone = _array_from(function, *(batch[n : n + 1] for batch in batches))
        found = difference(alone, together[n : n + 1], tolerance)
        if found:
            words = _("Sample {number} gives another result in the batch than alone:{place} {why}.")
            message = words.format(number=n, place=_at(found.where), why=found.what)
            raise AssertionError(_with_values(message, {_("alone"): alone, _("in the batch"): together[n : n + 1]}))


def _array_from(function: Function, *arguments: np.ndarray) -> np.ndarray:
    __tracebackhide__ = True
    result = function(*(argument.copy() for argument in arguments))
    if not isinstance(result, np.ndarray):
        words = _("The function should return an array, not {what}.")
        raise AssertionError(words.format(what=describe(result)))
    return result


def _require_shape(array: np.ndarray, shape: tuple[int, ...], words: str) -> None:
    __tracebackhide__ = True
    if array.shape != shape:
        raise AssertionError(words.format(shape=shape, other=array.shape))


def _require_same_shape(name: str, array: np.ndarray, other_name: str, other: np.ndarray) -> None:
    if array.shape != other.shape:
        words = _("{name} and {other} must have the same shape, but they have {shape} and {other_shape}.")
        raise ValueError(words.format(name=name, other=other_name, shape=array.shape, other_shape=other.shape))


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
        return _("number {number}").format(number=position + 1)


def _at(where: str) -> str:
    return _(" at {place}").format(place=where) if where else ""


def _with_values(message: str, values: dict[str, Any]) -> str:
    """A message, and below it the values that show the fault."""
    return "\n".join([message, *(f"  {name}: {_shown(value)}" for name, value in values.items())])


def _differing(message: str, where: str, expected: str, returned: str) -> AssertionError:
    """What to raise where two values differ: with its parts, for who shows them side by side."""
    titles = _("expected"), _("returned")
    error = AssertionError(f"{message}\n  {titles[0]}: {expected}\n  {titles[1]}: {returned}")
    parts = {"expected": expected, "returned": returned}
    told = {name: text.replace("\n" + " " * 12, "\n") for name, text in parts.items()}
    vars(error)["told"] = {"message": message, "where": where, **told}
    return error


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=6, suppress_small=False, threshold=60, separator=", ", prefix=" " * 12)
    return repr(value.item() if isinstance(value, np.generic) else value)
