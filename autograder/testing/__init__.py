"""What visible tests and hidden checks draw and demand."""

from autograder.testing.gradients import assert_gradient, directional_derivative, numerical_gradient
from autograder.testing.properties import (
    assert_adjoint,
    assert_close,
    assert_leaves_arguments_alone,
    assert_linear,
    assert_repeatable,
    assert_samples_independent,
    assert_shift_equivariant,
)
from autograder.testing.strategies import arguments, arrays, kernels, odd_sizes, sizes, vectors

__all__ = [
    "arguments",
    "arrays",
    "assert_adjoint",
    "assert_close",
    "assert_gradient",
    "assert_leaves_arguments_alone",
    "assert_linear",
    "assert_repeatable",
    "assert_samples_independent",
    "assert_shift_equivariant",
    "directional_derivative",
    "kernels",
    "numerical_gradient",
    "odd_sizes",
    "sizes",
    "vectors",
]
