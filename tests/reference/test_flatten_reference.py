"""The reference of flatten against its definition and independent gradients."""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.course import reference_module
from autograder.testing import assert_adjoint

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "flatten", "solution")

SHAPES = [(2, 3, 4, 5), (1, 2, 3, 4), (3, 1, 1, 2), (1, 1, 1, 1)]


def drawn(shape):
    generator = np.random.default_rng(shape)
    return generator.normal(size=shape), generator.normal(size=(shape[0], int(np.prod(shape[1:]))))


@pytest.mark.parametrize("shape", SHAPES)
class TestAllShapes:
    def test_the_definition(self, shape):
        images, output_grad = drawn(shape)
        rows, gradient = reference.flatten(images), reference.flatten_grad(images, output_grad)
        assert rows.shape == output_grad.shape
        for n, c, h, w in np.ndindex(shape):
            f = (c * shape[2] + h) * shape[3] + w
            assert rows[n, f] == images[n, c, h, w]
            assert gradient[n, c, h, w] == output_grad[n, f]

    def test_adjoint(self, shape):
        images, output_grad = drawn(shape)
        assert_adjoint(reference.flatten, lambda g: reference.flatten_grad(images, g), images, output_grad)

    def test_automatic_differentiation(self, shape):
        images, output_grad = drawn(shape)
        gradient = grad(lambda x: anp.sum(anp.reshape(x, output_grad.shape) * output_grad))(images)
        np.testing.assert_array_equal(reference.flatten_grad(images, output_grad), gradient)
        assert np.abs(gradient).max() > 0.1

    def test_pytorch(self, shape, torch):
        images, output_grad = drawn(shape)
        x = torch.tensor(images, requires_grad=True)
        rows = torch.flatten(x, start_dim=1)
        rows.backward(torch.tensor(output_grad))
        np.testing.assert_array_equal(reference.flatten(images), rows.detach().numpy())
        np.testing.assert_array_equal(reference.flatten_grad(images, output_grad), x.grad.numpy())


def test_the_order_of_the_memory_does_not_matter():
    images, output_grad = drawn((2, 3, 4, 5))
    np.testing.assert_array_equal(reference.flatten(np.asfortranarray(images)), reference.flatten(images))
    np.testing.assert_array_equal(
        reference.flatten_grad(images, np.asfortranarray(output_grad)), reference.flatten_grad(images, output_grad)
    )


def test_sizes_of_the_sources():
    """28 x 28 is 784, whatever is printed; two feature maps of 22 x 22 make a row of 968."""
    assert reference.flatten(np.zeros((1, 1, 28, 28))).shape == (1, 784)
    assert reference.flatten(np.zeros((1000, 2, 22, 22))).shape == (1000, 968)


def test_results_are_floats_in_arrays_of_their_own():
    for dtype in (np.int64, np.float32, float):
        images, output_grad = np.ones((2, 1, 2, 3), dtype=dtype), np.ones((2, 6), dtype=dtype)
        for result, argument in (
            (reference.flatten(images), images),
            (reference.flatten_grad(images, output_grad), output_grad),
        ):
            assert result.dtype == np.float64
            assert not np.shares_memory(result, argument)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("flatten", (np.ones((2, 3)),), r"images .*\(2, 3\)"),
        ("flatten_grad", (np.ones((2, 3, 4)), np.ones((2, 12))), r"images .*\(2, 3, 4\)"),
        ("flatten_grad", (np.ones((2, 1, 3, 4)), np.ones((12, 2))), r"output_grad .*\(2, 12\).*\(12, 2\)"),
    ],
)
def test_messages_name_the_argument_and_its_shape(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)
