"""The reference of conv1d against the printed numbers of its sources, the definition, and
independent gradients.
"""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.course import reference_module
from autograder.testing import assert_adjoint

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "conv1d", "solution")

INPUT = np.array([1, 2, 3, 4, 5])
KERNEL = np.array([1, 1, 1])
BATCH = np.array([[0, 1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7]])
SIZES = [(1, 1), (1, 5), (2, 3), (3, 7), (5, 1), (6, 3), (7, 5)]
"""Lengths of signals and kernels, some kernels longer than the signal."""


def drawn(length: int, size: int, rows: int | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A signal (or ``rows`` of them), a kernel and an output gradient."""
    generator = np.random.default_rng(100 * length + size)
    shape = (length,) if rows is None else (rows, length)
    return generator.normal(size=shape), generator.normal(size=size), generator.normal(size=shape)


def by_definition(batch, param):
    """The convolution as a sum over k of shifted signals; for autograd as well as for NumPy."""
    half, length = len(param) // 2, batch.shape[1]
    zeros = np.zeros((len(batch), half))
    padded = anp.concatenate([zeros, batch, zeros], axis=1)
    return sum(param[k] * padded[:, k : k + length] for k in range(len(param)))


class TestPrintedNumbers:
    def test_padding(self):
        assert reference.pad_1d(INPUT, 1).tolist() == [0, 1, 2, 3, 4, 5, 0]
        assert reference.pad_1d_batch(BATCH, 1).tolist() == [[0, 0, 1, 2, 3, 4, 5, 6, 0], [0, 1, 2, 3, 4, 5, 6, 7, 0]]

    def test_one_signal(self):
        output = reference.conv_1d(INPUT, KERNEL)
        assert output.tolist() == [3, 6, 9, 12, 9]
        assert output.sum() == 39
        assert reference.input_grad_1d(INPUT, KERNEL).tolist() == [2, 3, 3, 3, 2]
        assert reference.param_grad_1d(INPUT, KERNEL).tolist() == [10, 15, 14]

    def test_one_more_at_the_end_of_the_signal_or_the_start_of_the_kernel(self):
        assert reference.conv_1d(np.array([1, 2, 3, 4, 6]), KERNEL).sum() == 41
        assert reference.conv_1d(INPUT, np.array([2, 1, 1])).sum() == 49

    def test_a_batch(self):
        assert reference.conv_1d_batch(BATCH, KERNEL).tolist() == [[1, 3, 6, 9, 12, 15, 11], [3, 6, 9, 12, 15, 18, 13]]
        assert reference.input_grad_1d_batch(BATCH, KERNEL).tolist() == [[2, 3, 3, 3, 3, 3, 2]] * 2
        assert reference.param_grad_1d_batch(BATCH, KERNEL).tolist() == [36, 49, 48]


@pytest.mark.parametrize(("length", "size"), SIZES)
class TestGradients:
    def test_forward_is_the_definition(self, length, size):
        batch, param, _ = drawn(length, size, rows=3)
        np.testing.assert_allclose(reference.conv_1d_batch(batch, param), by_definition(batch, param), atol=1e-13)
        np.testing.assert_allclose(reference.conv_1d(batch[0], param), by_definition(batch, param)[0], atol=1e-13)

    def test_adjoint(self, length, size):
        input_, param, output_grad = drawn(length, size)
        assert_adjoint(
            lambda x: reference.conv_1d(x, param),
            lambda g: reference.input_grad_1d(input_, param, g),
            input_,
            output_grad,
        )
        assert_adjoint(
            lambda w: reference.conv_1d(input_, w),
            lambda g: reference.param_grad_1d(input_, param, g),
            param,
            output_grad,
        )

    def test_adjoint_of_batches(self, length, size):
        batch, param, output_grad = drawn(length, size, rows=3)
        assert_adjoint(
            lambda x: reference.conv_1d_batch(x, param),
            lambda g: reference.input_grad_1d_batch(batch, param, g),
            batch,
            output_grad,
        )
        assert_adjoint(
            lambda w: reference.conv_1d_batch(batch, w),
            lambda g: reference.param_grad_1d_batch(batch, param, g),
            param,
            output_grad,
        )

    def test_automatic_differentiation(self, length, size):
        batch, param, output_grad = drawn(length, size, rows=3)

        def loss(x, w):
            return anp.sum(by_definition(x, w) * output_grad)

        input_grad, param_grad = grad(loss, 0)(batch, param), grad(loss, 1)(batch, param)
        np.testing.assert_allclose(reference.input_grad_1d_batch(batch, param, output_grad), input_grad, atol=1e-13)
        np.testing.assert_allclose(reference.param_grad_1d_batch(batch, param, output_grad), param_grad, atol=1e-13)
        np.testing.assert_allclose(reference.input_grad_1d(batch[0], param, output_grad[0]), input_grad[0], atol=1e-13)
        one = reference.param_grad_1d_batch(batch[:1], param, output_grad[:1])
        np.testing.assert_allclose(reference.param_grad_1d(batch[0], param, output_grad[0]), one, atol=1e-13)

    def test_finite_differences_of_the_sum(self, length, size):
        input_, param, _ = drawn(length, size)

        def slope(function, x):  # the loss is linear in x, so that a step of one is exact
            return np.array([function(x + step).sum() - function(x).sum() for step in np.eye(len(x))])

        np.testing.assert_allclose(
            reference.input_grad_1d(input_, param), slope(lambda x: reference.conv_1d(x, param), input_), atol=1e-12
        )
        np.testing.assert_allclose(
            reference.param_grad_1d(input_, param), slope(lambda w: reference.conv_1d(input_, w), param), atol=1e-12
        )

    def test_pytorch(self, length, size, torch):
        batch, param, output_grad = drawn(length, size, rows=3)
        x, w = (torch.tensor(array, requires_grad=True) for array in (batch, param))
        output = torch.nn.functional.conv1d(x[:, None, :], w[None, None, :], padding=size // 2)[:, 0, :]
        output.backward(torch.tensor(output_grad))
        np.testing.assert_allclose(reference.conv_1d_batch(batch, param), output.detach().numpy(), atol=1e-13)
        np.testing.assert_allclose(reference.input_grad_1d_batch(batch, param, output_grad), x.grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(reference.param_grad_1d_batch(batch, param, output_grad), w.grad.numpy(), atol=1e-13)

    def test_the_gradients_are_far_from_zero(self, length, size):
        batch, param, output_grad = drawn(length, size, rows=3)
        assert np.abs(reference.input_grad_1d_batch(batch, param, output_grad)).max() > 0.05
        assert np.abs(reference.param_grad_1d_batch(batch, param, output_grad)).max() > 0.05


def test_results_are_floats_whatever_the_arguments_are():
    kernel = np.array([0.25, 0.5, -0.75])
    results = [
        reference.pad_1d(INPUT, 1),
        reference.conv_1d(INPUT, kernel),
        reference.input_grad_1d(INPUT, kernel),
        reference.param_grad_1d(INPUT.astype(np.float32), KERNEL),
        reference.pad_1d_batch(BATCH, 0),
        reference.conv_1d_batch(BATCH, KERNEL),
        reference.input_grad_1d_batch(BATCH, KERNEL, BATCH),
        reference.param_grad_1d_batch(BATCH, KERNEL, BATCH),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float64)}
    assert results[1].tolist() == [-1.0, -1.0, -1.0, -1.0, 3.5]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("pad_1d", (BATCH, 1), r"input_ .*\(2, 7\)"),
        ("pad_1d", (INPUT, -1), "num .*-1"),
        ("conv_1d", (INPUT, np.ones(2)), r"param .*\(2,\)"),
        ("conv_1d", (BATCH, KERNEL), r"input_ .*\(2, 7\)"),
        ("input_grad_1d", (INPUT, KERNEL, np.ones(4)), r"output_grad .*\(4,\)"),
        ("param_grad_1d", (INPUT, np.ones((3, 3)), np.ones(5)), r"param .*\(3, 3\)"),
        ("pad_1d_batch", (INPUT, 1), r"batch .*\(5,\)"),
        ("conv_1d_batch", (INPUT, KERNEL), r"batch .*\(5,\)"),
        ("input_grad_1d_batch", (BATCH, KERNEL, np.ones((3, 7))), r"output_grad .*\(3, 7\)"),
        ("param_grad_1d_batch", (BATCH, KERNEL, np.ones((2, 6))), r"output_grad .*\(2, 6\)"),
    ],
)
def test_messages_name_the_argument_and_its_shape(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)
