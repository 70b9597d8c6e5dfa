"""The reference of conv2d against the printed numbers of its sources, the definition, and
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
reference = reference_module(COURSE, "conv2d", "solution")

IMAGE = np.array(
    [
        [4, 1, 2, 9, 8, 6],
        [9, 5, 9, 5, 8, 5],
        [1, 5, 9, 7, 6, 4],
        [2, 9, 8, 3, 7, 1],
        [8, 1, 6, 4, 2, 2],
        [1, 0, 5, 7, 8, 2],
    ]
)
LOW_PASS = np.ones((3, 3)) / 9
IMAGES = np.arange(24).reshape(2, 3, 4)
KERNEL = np.arange(9).reshape(3, 3)
SIZES = [
    ((3, 4), (3, 3)),
    ((4, 3), (1, 3)),
    ((5, 2), (3, 1)),
    ((3, 6), (5, 3)),
    ((1, 1), (3, 5)),
    ((2, 3), (7, 5)),
    ((6, 5), (1, 1)),
]
"""Heights and widths of images and kernels, some kernels larger than the images."""


def drawn(image: tuple[int, int], kernel: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three images, a kernel and an output gradient."""
    generator = np.random.default_rng([1, *image, *kernel])
    return generator.normal(size=(3, *image)), generator.normal(size=kernel), generator.normal(size=(3, *image))


def by_definition(images, param):
    """The convolution as a sum of shifted images; for autograd as well as for NumPy."""
    (kernel_h, kernel_w), (count, height, width) = param.shape, images.shape
    columns = np.zeros((count, height, kernel_w // 2))
    wide = anp.concatenate([columns, images, columns], axis=2)
    rows = np.zeros((count, kernel_h // 2, width + kernel_w - 1))
    padded = anp.concatenate([rows, wide, rows], axis=1)
    return sum(param[u, v] * padded[:, u : u + height, v : v + width] for u in range(kernel_h) for v in range(kernel_w))


class TestPrintedNumbers:
    def test_padding_of_six_by_six(self):
        padded = reference.pad_2d(IMAGE[np.newaxis], 1, 1)[0]
        assert padded.shape == (8, 8)
        assert padded[1].tolist() == [0, 4, 1, 2, 9, 8, 6, 0]
        assert padded[6].tolist() == [0, 1, 0, 5, 7, 8, 2, 0]
        assert not padded[[0, 7]].any()

    def test_low_pass_filter(self):
        """The source convolves without padding: that is what is left when the border of the output
        is cut off.
        """
        output = reference.conv_2d(IMAGE[np.newaxis], LOW_PASS)[0]
        printed = [[5, 5.78, 7, 6.44], [6.33, 6.67, 6.89, 5.11], [5.44, 5.78, 5.78, 4], [4.44, 4.78, 5.56, 4]]
        assert output.shape == IMAGE.shape
        np.testing.assert_allclose(output[1:-1, 1:-1], printed, atol=0.005)
        assert output[1, 1] == pytest.approx(5)

    def test_turning_makes_no_difference_to_the_low_pass_filter(self):
        images = IMAGE[np.newaxis]
        np.testing.assert_allclose(
            reference.true_convolution(images, LOW_PASS), reference.conv_2d(images, LOW_PASS), atol=1e-14
        )

    def test_shapes(self):
        images, param = np.random.default_rng(0).normal(size=(3, 5, 5)), np.ones((3, 3))
        assert reference.pad_2d(images, 1, 1).shape == (3, 7, 7)
        assert reference.conv_2d(images, param).shape == (3, 5, 5)
        assert reference.input_grad_2d(images, param).shape == (3, 5, 5)
        assert reference.param_grad_2d(images, param).shape == (3, 3)

    def test_one_more_in_one_place(self):
        """The source's own test of its gradients: one more at a pixel or in the kernel changes the
        sum by the gradient.
        """
        images, param, _ = drawn((5, 5), (3, 3))
        total = reference.conv_2d(images, param).sum()
        more = images.copy()
        more[0, 2, 2] += 1
        assert reference.conv_2d(more, param).sum() - total == pytest.approx(
            reference.input_grad_2d(images, param)[0, 2, 2]
        )
        steeper = param.copy()
        steeper[0, 2] += 1
        assert reference.conv_2d(images, steeper).sum() - total == pytest.approx(
            reference.param_grad_2d(images, param)[0, 2]
        )


@pytest.mark.parametrize(("image", "kernel"), SIZES)
class TestGradients:
    def test_forward_is_the_definition(self, image, kernel):
        images, param, _ = drawn(image, kernel)
        np.testing.assert_allclose(reference.conv_2d(images, param), by_definition(images, param), atol=1e-13)

    def test_scipy(self, image, kernel):
        images, param, _ = drawn(image, kernel)
        correlated = np.stack([signal.correlate2d(one, param, mode="same") for one in images])
        convolved = np.stack([signal.convolve2d(one, param, mode="same") for one in images])
        np.testing.assert_allclose(reference.conv_2d(images, param), correlated, atol=1e-13)
        np.testing.assert_allclose(reference.true_convolution(images, param), convolved, atol=1e-13)

    def test_adjoint(self, image, kernel):
        images, param, output_grad = drawn(image, kernel)
        assert_adjoint(
            lambda x: reference.conv_2d(x, param),
            lambda g: reference.input_grad_2d(images, param, g),
            images,
            output_grad,
        )
        assert_adjoint(
            lambda w: reference.conv_2d(images, w),
            lambda g: reference.param_grad_2d(images, param, g),
            param,
            output_grad,
        )

    def test_automatic_differentiation(self, image, kernel):
        images, param, output_grad = drawn(image, kernel)

        def loss(x, w):
            return anp.sum(by_definition(x, w) * output_grad)

        np.testing.assert_allclose(
            reference.input_grad_2d(images, param, output_grad), grad(loss, 0)(images, param), atol=1e-13
        )
        np.testing.assert_allclose(
            reference.param_grad_2d(images, param, output_grad), grad(loss, 1)(images, param), atol=1e-13
        )

    def test_finite_differences_of_the_sum(self, image, kernel):
        images, param, _ = drawn(image, kernel)

        def slope(function, x):  # the loss is linear in x, so that a step of one is exact
            steps = np.eye(x.size).reshape(x.size, *x.shape)
            return np.array([function(x + step).sum() - function(x).sum() for step in steps]).reshape(x.shape)

        np.testing.assert_allclose(
            reference.input_grad_2d(images, param), slope(lambda x: reference.conv_2d(x, param), images), atol=1e-12
        )
        np.testing.assert_allclose(
            reference.param_grad_2d(images, param), slope(lambda w: reference.conv_2d(images, w), param), atol=1e-12
        )

    def test_pytorch(self, image, kernel, torch):
        images, param, output_grad = drawn(image, kernel)
        x, w = (torch.tensor(array, requires_grad=True) for array in (images, param))
        output = torch.nn.functional.conv2d(x[:, None], w[None, None], padding=(kernel[0] // 2, kernel[1] // 2))[:, 0]
        output.backward(torch.tensor(output_grad))
        np.testing.assert_allclose(reference.conv_2d(images, param), output.detach().numpy(), atol=1e-13)
        np.testing.assert_allclose(reference.input_grad_2d(images, param, output_grad), x.grad.numpy(), atol=1e-13)
        np.testing.assert_allclose(reference.param_grad_2d(images, param, output_grad), w.grad.numpy(), atol=1e-13)

    def test_the_gradients_are_far_from_zero(self, image, kernel):
        images, param, output_grad = drawn(image, kernel)
        assert np.abs(reference.input_grad_2d(images, param, output_grad)).max() > 0.05
        assert np.abs(reference.param_grad_2d(images, param, output_grad)).max() > 0.05


def test_the_gradient_of_the_images_is_a_true_convolution():
    images, param, output_grad = drawn((3, 5), (3, 1))
    np.testing.assert_array_equal(
        reference.input_grad_2d(images, param, output_grad), reference.true_convolution(output_grad, param)
    )


def test_results_are_floats_whatever_the_arguments_are():
    kernel = np.array([[0.25, 0.5, -0.75]])
    results = [
        reference.pad_2d(IMAGES, 1, 0),
        reference.conv_2d(IMAGES, kernel),
        reference.conv_2d(IMAGES.astype(np.float32), kernel.astype(np.float32)),
        reference.input_grad_2d(IMAGES, kernel, IMAGES),
        reference.param_grad_2d(IMAGES.astype(np.float32), KERNEL),
        reference.true_convolution(IMAGES, KERNEL),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float64)}
    assert results[1][0, 0].tolist() == [-0.75, -1.0, -1.0, 2.0]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("pad_2d", (IMAGE, 1, 1), r"images .*\(6, 6\)"),
        ("pad_2d", (IMAGES, 1, -2), "pad_w .*-2"),
        ("conv_2d", (IMAGES, np.ones((2, 3))), r"param .*\(2, 3\)"),
        ("conv_2d", (IMAGES, np.ones((3, 4))), r"param .*\(3, 4\)"),
        ("conv_2d", (IMAGE, LOW_PASS), r"images .*\(6, 6\)"),
        ("input_grad_2d", (IMAGES, KERNEL, np.ones((2, 4, 3))), r"output_grad .*\(2, 4, 3\)"),
        ("input_grad_2d", (IMAGES, np.ones((2, 2)), IMAGES), r"param .*\(2, 2\)"),
        ("param_grad_2d", (IMAGES, KERNEL, np.ones((2, 3, 5))), r"output_grad .*\(2, 3, 5\)"),
        ("param_grad_2d", (IMAGES, np.ones(3), IMAGES), r"param .*\(3,\)"),
        ("true_convolution", (IMAGES, np.ones((3, 2))), r"param .*\(3, 2\)"),
    ],
)
def test_messages_name_the_argument_and_its_shape(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        getattr(reference, name)(*arguments)
