"""The reference of conv_channels against the printed numbers of its sources, the definition, and
independent gradients.
"""

from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy import signal

from autograder.course import reference_module
from autograder.testing import assert_adjoint

COURSE = Path(__file__).resolve().parents[2]
reference = reference_module(COURSE, "conv_channels", "solution")
same_size = reference_module(COURSE, "conv2d", "solution")

IMAGE = np.array(
    [
        [4, 1, 2, 9, 8, 6],
        [9, 5, 9, 5, 8, 5],
        [1, 5, 9, 7, 6, 4],
        [2, 9, 8, 3, 7, 1],
        [8, 1, 6, 4, 2, 2],
        [1, 0, 5, 7, 8, 2],
    ]
)[np.newaxis, np.newaxis]
LOW_PASS = np.ones((1, 1, 3, 3)) / 9
SETTINGS = [
    ((5, 6), (3, 3), 1, 0),
    ((5, 6), (2, 2), 1, 0),
    ((4, 7), (2, 3), 2, 0),
    ((7, 5), (4, 1), (3, 2), 0),
    ((3, 4), (3, 3), 1, 1),
    ((2, 5), (3, 2), 1, (1, 0)),
    ((6, 5), (3, 3), 2, 1),
    ((5, 7), (2, 4), (2, 3), (1, 2)),
    ((1, 1), (3, 3), 2, (1, 2)),
    ((9, 8), (2, 2), 4, 0),
]
"""Sizes of images and kernels, strides and paddings; some leave rows or columns that no window
reaches, some windows do not overlap.
"""


def drawn(image, kernel, stride, padding):
    """Two images of two channels, kernels to three channels, and an output gradient."""
    generator = np.random.default_rng([*image, *kernel])
    images, param = generator.normal(size=(2, 2, *image)), generator.normal(size=(2, 3, *kernel))
    return images, param, generator.normal(size=by_definition(images, param, stride, padding).shape)


def by_definition(images, param, stride, padding):
    """The convolution, window by window; for autograd as well as for NumPy."""
    (step_h, step_w), (pad_h, pad_w) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    (count, channels, _, width), (_, _, kernel_h, kernel_w) = images.shape, param.shape
    rows = np.zeros((count, channels, pad_h, width))
    tall = anp.concatenate([rows, images, rows], axis=2)
    columns = np.zeros((count, channels, tall.shape[2], pad_w))
    padded = anp.concatenate([columns, tall, columns], axis=3)
    flat = anp.reshape(anp.transpose(param, (0, 2, 3, 1)), (-1, param.shape[1]))
    starts = [
        range(0, padded.shape[2 + axis] - size + 1, step)
        for axis, (size, step) in enumerate(((kernel_h, step_h), (kernel_w, step_w)))
    ]
    outputs = [
        anp.dot(anp.reshape(padded[:, :, i : i + kernel_h, j : j + kernel_w], (count, -1)), flat)
        for i in starts[0]
        for j in starts[1]
    ]
    return anp.reshape(anp.stack(outputs, axis=2), (count, param.shape[1], len(starts[0]), len(starts[1])))


class TestPrintedNumbers:
    def test_low_pass_filter(self):
        output = reference.conv_channels(IMAGE, LOW_PASS)
        printed = [[5, 5.78, 7, 6.44], [6.33, 6.67, 6.89, 5.11], [5.44, 5.78, 5.78, 4], [4.44, 4.78, 5.56, 4]]
        assert output.shape == (1, 1, 4, 4)
        np.testing.assert_allclose(output[0, 0], printed, atol=0.005)

    def test_output_sizes(self):
        assert reference.output_size(24, 3) == 22
        assert reference.output_size(24, 3, 1, 1) == 24
        assert reference.output_size(4, 2, 2) == 2  # where a source prints 3
        assert reference.output_size(28, 5, 1, 2) == 28

    def test_shapes(self):
        images, param = np.zeros((10, 3, 32, 32)), np.zeros((3, 16, 5, 5))
        assert reference.conv_channels(images, param, 1, 2).shape == (10, 16, 32, 32)
        assert reference.conv_channels(np.zeros((5, 3, 24, 24)), np.zeros((3, 4, 3, 3))).shape == (5, 4, 22, 22)


@pytest.mark.parametrize(("image", "kernel", "stride", "padding"), SETTINGS)
class TestGradients:
    def test_forward_is_the_definition(self, image, kernel, stride, padding):
        images, param, _ = drawn(image, kernel, stride, padding)
        np.testing.assert_allclose(
            reference.conv_channels(images, param, stride, padding),
            by_definition(images, param, stride, padding),
            atol=1e-13,
        )

    def test_scipy(self, image, kernel, stride, padding):
        images, param, _ = drawn(image, kernel, stride, padding)
        (step_h, step_w), (pad_h, pad_w) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
        padded = np.pad(images, ((0, 0), (0, 0), (pad_h, pad_h), (pad_w, pad_w)))
        output = reference.conv_channels(images, param, stride, padding)
        for n, m in np.ndindex(output.shape[:2]):
            summed = sum(signal.correlate2d(padded[n, c], param[c, m], mode="valid") for c in range(2))
            np.testing.assert_allclose(output[n, m], summed[::step_h, ::step_w], atol=1e-13)

    def test_adjoint(self, image, kernel, stride, padding):
        images, param, output_grad = drawn(image, kernel, stride, padding)
        steps = stride, padding
        assert_adjoint(
            lambda x: reference.conv_channels(x, param, *steps),
            lambda g: reference.input_grad_channels(images, param, g, *steps),
            images,
            output_grad,
        )
        assert_adjoint(
            lambda w: reference.conv_channels(images, w, *steps),
            lambda g: reference.param_grad_channels(images, param, g, *steps),
            param,
            output_grad,
        )

    def test_automatic_differentiation(self, image, kernel, stride, padding):
        images, param, output_grad = drawn(image, kernel, stride, padding)

        def loss(x, w):
            return anp.sum(by_definition(x, w, stride, padding) * output_grad)

        input_grad, param_grad = (reference.input_grad_channels, reference.param_grad_channels)
        np.testing.assert_allclose(
            input_grad(images, param, output_grad, stride, padding), grad(loss, 0)(images, param), atol=1e-13
        )
        np.testing.assert_allclose(
            param_grad(images, param, output_grad, stride, padding), grad(loss, 1)(images, param), atol=1e-13
        )

    def test_finite_differences(self, image, kernel, stride, padding):
        images, param, output_grad = drawn(image, kernel, stride, padding)

        def slope(function, x):  # the loss is linear in x, so that a step of one is exact
            steps = np.eye(x.size).reshape(x.size, *x.shape)
            return np.array([np.sum((function(x + step) - function(x)) * output_grad) for step in steps]).reshape(
                x.shape
            )

        of_images = slope(lambda x: reference.conv_channels(x, param, stride, padding), images)
        of_param = slope(lambda w: reference.conv_channels(images, w, stride, padding), param)
        np.testing.assert_allclose(
            reference.input_grad_channels(images, param, output_grad, stride, padding), of_images, atol=1e-12
        )
        np.testing.assert_allclose(
            reference.param_grad_channels(images, param, output_grad, stride, padding), of_param, atol=1e-12
        )

    def test_pytorch(self, image, kernel, stride, padding, torch):
        images, param, output_grad = drawn(image, kernel, stride, padding)
        x, w = (torch.tensor(array, requires_grad=True) for array in (images, param))
        output = torch.nn.functional.conv2d(x, w.transpose(0, 1), stride=stride, padding=padding)
        output.backward(torch.tensor(output_grad))
        np.testing.assert_allclose(
            reference.conv_channels(images, param, stride, padding), output.detach().numpy(), atol=1e-13
        )
        np.testing.assert_allclose(
            reference.input_grad_channels(images, param, output_grad, stride, padding), x.grad.numpy(), atol=1e-13
        )
        np.testing.assert_allclose(
            reference.param_grad_channels(images, param, output_grad, stride, padding), w.grad.numpy(), atol=1e-13
        )

    def test_the_gradients_are_far_from_zero(self, image, kernel, stride, padding):
        images, param, output_grad = drawn(image, kernel, stride, padding)
        assert np.abs(reference.input_grad_channels(images, param, output_grad, stride, padding)).max() > 0.05
        assert np.abs(reference.param_grad_channels(images, param, output_grad, stride, padding)).max() > 0.05


def test_pixels_that_no_window_reaches_have_no_gradient():
    images, param = np.ones((1, 1, 6, 8)), np.ones((1, 1, 2, 2))
    gradient = reference.input_grad_channels(images, param, np.ones((1, 1, 2, 2)), (3, 4))[0, 0]
    rows, columns = np.isin(np.arange(6), (0, 1, 3, 4)), np.isin(np.arange(8), (0, 1, 4, 5))
    np.testing.assert_array_equal(gradient, np.outer(rows, columns))


@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (5, 3), (1, 5)])
def test_one_channel_with_half_the_kernel_as_padding_is_conv_2d(kernel):
    generator = np.random.default_rng(5)
    images, param, output_grad = (
        generator.normal(size=(3, 4, 6)),
        generator.normal(size=kernel),
        generator.normal(size=(3, 4, 6)),
    )
    x, w, g, padding = (
        images[:, np.newaxis],
        param[np.newaxis, np.newaxis],
        output_grad[:, np.newaxis],
        (kernel[0] // 2, kernel[1] // 2),
    )
    np.testing.assert_allclose(
        reference.conv_channels(x, w, 1, padding)[:, 0], same_size.conv_2d(images, param), atol=1e-13
    )
    np.testing.assert_allclose(
        reference.input_grad_channels(x, w, g, 1, padding)[:, 0],
        same_size.input_grad_2d(images, param, output_grad),
        atol=1e-13,
    )
    np.testing.assert_allclose(
        reference.param_grad_channels(x, w, g, 1, padding)[0, 0],
        same_size.param_grad_2d(images, param, output_grad),
        atol=1e-13,
    )


@pytest.mark.parametrize("step", [2, (2, 2), [2, 2], np.int64(2), np.array([2, 2])])
def test_a_stride_or_padding_is_a_number_or_a_pair(step):
    images, param = np.arange(25.0).reshape(1, 1, 5, 5), np.ones((1, 1, 3, 3))
    np.testing.assert_array_equal(
        reference.conv_channels(images, param, step, step), reference.conv_channels(images, param, (2, 2), (2, 2))
    )


def test_results_are_floats_whatever_the_arguments_are():
    whole, fractions = np.arange(12).reshape(1, 1, 3, 4), np.array([[[[0.25, -0.5]]]])
    results = [
        reference.conv_channels(whole, fractions),
        reference.conv_channels(whole.astype(np.uint8), np.full((1, 1, 1, 2), 200, dtype=np.uint8)),
        reference.conv_channels(whole.astype(np.float32), fractions.astype(np.float32)),
        reference.input_grad_channels(whole, fractions, np.ones((1, 1, 3, 3), dtype=int)),
        reference.param_grad_channels(whole, np.ones((1, 1, 1, 2), dtype=int), np.ones((1, 1, 3, 3), dtype=int)),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float64)}
    assert results[0][0, 0, 0].tolist() == [-0.5, -0.75, -1.0]
    assert results[1][0, 0, 2].tolist() == [3400, 3800, 4200]
    assert isinstance(reference.output_size(5, 2, 2), int)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("output_size", (3, 4), "kernel .*4"),
        ("output_size", (3, 2, 0), "stride .*0"),
        ("output_size", (3, 2, 1, -1), "padding .*-1"),
        ("conv_channels", (np.ones((2, 3, 4)), np.ones((2, 2, 1, 1))), r"images .*\(2, 3, 4\)"),
        ("conv_channels", (np.ones((1, 2, 3, 4)), np.ones((3, 2, 1, 1))), r"param .*\(3, 2, 1, 1\)"),
        ("conv_channels", (IMAGE, LOW_PASS, (1, 0)), "stride .*0"),
        ("conv_channels", (IMAGE, np.ones((1, 1, 7, 1))), "kernel .*7"),
        ("input_grad_channels", (IMAGE, LOW_PASS, np.ones((1, 1, 6, 6))), r"output_grad .*\(1, 1, 6, 6\)"),
        ("input_grad_channels", (IMAGE, np.ones((2, 1, 3, 3)), np.ones((1, 1, 4, 4))), r"param .*\(2, 1, 3, 3\)"),
        ("param_grad_channels", (IMAGE, LOW_PASS, np.ones((1, 1, 4, 4)), 2), r"output_grad .*\(1, 1, 4, 4\)"),
    ],
)
def test_messages_name_the_argument_and_its_shape(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)
