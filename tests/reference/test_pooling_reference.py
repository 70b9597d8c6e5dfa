"""The reference of pooling against its definition, the printed numbers of its sources, and
independent gradients.
"""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograder.course import reference_module
from autograder.testing import assert_adjoint, assert_gradient

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "pooling", "solution")

DETECTOR = np.array([[0.0, 0.0, 7.97, 0.0], [0.86, 3.73, 4.83, 0.0], [6.32, 1.36, 1.78, 1.16], [0.37, 0.6, 1.51, 0.0]])[
    None, None
]

WINDOWS = [
    (2, 2),
    (3, 1),
    (2, 3),
    (3, 2),
    (1, 1),
    (1, 2),
    ((2, 3), (3, 1)),
    ((1, 4), (2, 2)),
    (2, (1, 3)),
    ((5, 6), (1, 1)),
]
"""Sizes and strides: side by side, overlapping, with gaps, left-over rows and columns, and one
window for all.
"""


def drawn(size, stride):
    """Images without ties and an output gradient."""
    generator = np.random.default_rng(sum(np.broadcast_to(size, 2)) * 10 + sum(np.broadcast_to(stride, 2)))
    images = generator.permutation(2 * 3 * 5 * 6).reshape(2, 3, 5, 6) / 10.0 - 9.0
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    return images, generator.normal(size=(2, 3, (5 - a) // s + 1, (6 - b) // t + 1))


def by_definition(images, size, stride, reduce):
    """Window by window; for autograd as well as for NumPy."""
    (a, b), (s, t) = np.broadcast_to(size, 2), np.broadcast_to(stride, 2)
    rows = [
        anp.stack(
            [reduce(images[:, :, top : top + a, left : left + b], axis=(2, 3)) for left in range(0, 6 - b + 1, t)],
            axis=-1,
        )
        for top in range(0, 5 - a + 1, s)
    ]
    return anp.stack(rows, axis=-2)


def test_the_printed_numbers():
    assert reference.max_pool(DETECTOR, 2, 2)[0, 0].tolist() == [[3.73, 7.97], [6.32, 1.78]]


def test_the_gradient_goes_to_the_maxima_and_not_to_whole_rows():
    """The printed gradient has it in whole rows, which comes from a fault in the source's code."""
    gradient = reference.max_pool_grad(DETECTOR, np.array([[[[-3.63, -7.86], [-6.24, -1.76]]]]), 2, 2)
    assert gradient[0, 0].tolist() == [[0, 0, -7.86, 0], [0, -3.63, 0, 0], [-6.24, 0, -1.76, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(("size", "stride"), WINDOWS)
class TestAllWindows:
    def test_forward_is_the_definition(self, size, stride):
        images, _ = drawn(size, stride)
        np.testing.assert_array_equal(
            reference.max_pool(images, size, stride), by_definition(images, size, stride, np.max)
        )
        np.testing.assert_allclose(
            reference.average_pool(images, size, stride), by_definition(images, size, stride, np.mean), atol=1e-13
        )

    def test_automatic_differentiation(self, size, stride):
        images, output_grad = drawn(size, stride)
        for backward, reduce in ((reference.max_pool_grad, anp.max), (reference.average_pool_grad, anp.mean)):

            def loss(x, reduce=reduce):
                return anp.sum(by_definition(x, size, stride, reduce) * output_grad)

            np.testing.assert_allclose(backward(images, output_grad, size, stride), grad(loss)(images), atol=1e-13)

    def test_finite_differences(self, size, stride):
        images, output_grad = drawn(size, stride)
        gradient = reference.max_pool_grad(images, output_grad, size, stride)
        compared = assert_gradient(
            lambda x: np.sum(reference.max_pool(x, size, stride) * output_grad), gradient, images
        )
        assert compared == images.size

    def test_adjoint(self, size, stride):
        images, output_grad = drawn(size, stride)
        assert_adjoint(
            lambda x: reference.average_pool(x, size, stride),
            lambda g: reference.average_pool_grad(images, g, size, stride),
            images,
            output_grad,
        )

    def test_ties_go_to_the_first_in_reading_order(self, size, stride):
        images, output_grad = drawn(size, stride)
        tied = np.sign(np.round(images / 4))
        earlier_is_larger = tied - np.arange(30).reshape(5, 6) / 100
        np.testing.assert_array_equal(
            reference.max_pool_grad(tied, output_grad, size, stride),
            reference.max_pool_grad(earlier_is_larger, output_grad, size, stride),
        )

    def test_pytorch(self, size, stride, torch):
        images, output_grad = drawn(size, stride)
        size, stride = tuple(map(int, np.broadcast_to(size, 2))), tuple(map(int, np.broadcast_to(stride, 2)))
        for data in (images, np.sign(np.round(images / 4))):  # the second with many ties
            for forward, backward, layer in (
                (reference.max_pool, reference.max_pool_grad, torch.nn.functional.max_pool2d),
                (reference.average_pool, reference.average_pool_grad, torch.nn.functional.avg_pool2d),
            ):
                x = torch.tensor(data, requires_grad=True)
                output = layer(x, size, stride)
                output.backward(torch.tensor(output_grad))
                np.testing.assert_allclose(forward(data, size, stride), output.detach().numpy(), atol=1e-13)
                np.testing.assert_allclose(backward(data, output_grad, size, stride), x.grad.numpy(), atol=1e-13)

    def test_the_gradients_are_far_from_zero(self, size, stride):
        images, output_grad = drawn(size, stride)
        assert np.abs(reference.max_pool_grad(images, output_grad, size, stride)).max() > 0.2
        assert np.abs(reference.average_pool_grad(images, output_grad, size, stride)).max() > 0.02


def test_results_are_floats_whatever_the_arguments_are():
    images, grads = np.arange(12).reshape(1, 1, 3, 4), np.ones((1, 1, 1, 2), dtype=np.float32)
    results = [
        reference.max_pool(images, 2, 2),
        reference.max_pool_grad(images, grads, 2, 2),
        reference.average_pool(images.astype(np.float32), 2, 2),
        reference.average_pool_grad(images, grads, 2, 2),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float64)}
    assert results[2].tolist() == [[[[2.5, 4.5]]]]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("max_pool", (DETECTOR[0], 2, 2), r"images .*\(1, 4, 4\)"),
        ("max_pool", (DETECTOR, 5, 1), r"size .*\(1, 1, 4, 4\).*5"),
        ("max_pool", (DETECTOR, 2, 0), "stride .*0"),
        ("average_pool", (DETECTOR, (0, 1), 1), r"size .*\(0, 1\)"),
        ("average_pool", (DETECTOR, (1, 5), 1), r"size .*\(1, 5\)"),
        ("max_pool_grad", (DETECTOR, np.ones((1, 1, 4, 4)), 2, 2), r"output_grad .*\(1, 1, 2, 2\).*\(1, 1, 4, 4\)"),
        ("average_pool_grad", (DETECTOR, np.ones((2, 2)), 2, 2), r"output_grad .*\(2, 2\)"),
    ],
)
def test_messages_name_the_argument_and_what_it_is(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)
