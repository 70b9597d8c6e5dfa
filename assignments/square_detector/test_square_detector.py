"""The visible checks of square_detector.

They know no right answers beyond a few small examples.  Instead they test what images, gradients
and trainings must be like whatever the random numbers are; gradients are compared with the slopes
of your own loss.  Run them with

    pytest test_square_detector.py
"""

import numpy as np
import pytest
import square_detector
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.testing import arrays, assert_close, assert_gradient, assert_leaves_arguments_alone, assert_repeatable

quick = settings(max_examples=25, deadline=None, derandomize=True, database=None)

KERNEL = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.5]])
PARAMS = {"kernel": KERNEL, "conv_bias": -1.0, "weights": np.array([1.0, 0.5, -1.0, 0.25]), "fc_bias": 0.5}
IMAGE = np.zeros((6, 6))
IMAGE[1, 1], IMAGE[2, 2], IMAGE[3, 4], IMAGE[4, 4] = 2.0, 3.0, 2.0, 4.0
"""With PARAMS: z1 is the inside of the image, plus half of what stands diagonally below, minus 1."""

SHAPES = {"kernel": (3, 3), "conv_bias": (), "weights": (4,), "fc_bias": ()}


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


@st.composite
def networks(draw):
    """Params and an image, in eighths and halves."""
    params = {
        "kernel": draw(arrays((3, 3), low=-4, high=4, scale=8)),
        "conv_bias": draw(st.integers(-8, 8)) / 8,
        "weights": draw(arrays(4, low=-6, high=6, scale=8)),
        "fc_bias": draw(st.integers(-8, 8)) / 8,
    }
    return params, draw(arrays((6, 6), low=-4, high=4, scale=2))


def has_ties_or_kinks(params, image):
    """Whether a window has its largest value twice, or a value at which ReLU has no slope."""
    z1 = square_detector.forward(params, image)["z1"]
    windows = np.sort(z1.reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4), axis=1)
    return bool(
        np.any((windows[:, 3] - windows[:, 2] < 0.01) & (windows[:, 3] > -0.01)) or np.abs(windows[:, 3]).min() < 0.01
    )


def shapes_of(params):
    """The shape of each of the params; () is that of a number."""
    return {name: np.shape(value) for name, value in params.items()}


# make_images


@pytest.mark.exercise("make_images")
def test_make_images_returns_images_and_labels():
    """Fifty images: an array [50, 6, 6], and labels [50] of 0 and 1 with both classes among them."""
    images, labels = square_detector.make_images(50, 0)
    assert images.shape == (50, 6, 6), f"the images have the shape {images.shape}"
    assert labels.shape == (50,), f"the labels have the shape {labels.shape}"
    assert set(labels.tolist()) == {0, 1}, f"the labels are {sorted(set(labels.tolist()))}, expected 0 and 1"


@pytest.mark.exercise("make_images")
@pytest.mark.parametrize("count", [2, 3])
def test_make_images_has_both_classes(count):
    """Among two or three images both classes are there, whatever the seed.

    If one is missing: labels that are tossed one by one may all be the same.
    """
    for seed in range(12):
        _, labels = square_detector.make_images(count, seed)
        assert set(labels.tolist()) == {0, 1}, f"with the seed {seed}, the labels are {labels.tolist()}"


@pytest.mark.exercise("make_images")
def test_make_images_sets_squares():
    """An image with label 1 has exactly nine pixels of the square's value, in three rows and three
    columns; one with label 0 has none.

    If there are none at all: the square is SET, not added to the noise.
    """
    images, labels = square_detector.make_images(60, 1, value=7.0)
    for image, label in zip(images, labels, strict=True):
        rows, columns = np.nonzero(image == 7.0)
        assert len(rows) == 9 * label, f"an image with label {label} has {len(rows)} pixels of the square's value"
        if label:
            assert len(set(rows)) == len(set(columns)) == 3, (
                f"the pixels of the square stand in the rows {sorted(set(rows))}"
            )
            assert max(np.ptp(rows), np.ptp(columns)) == 2, "the pixels of the square are not side by side"


@pytest.mark.exercise("make_images")
def test_make_images_draws_new_noise_for_each_image():
    """The noise lies in its range, and no two images have the same."""
    images, labels = square_detector.make_images(40, 2, low=2.0, high=3.0, value=0.0)
    noise = images[labels == 0]
    assert noise.min() >= 2.0, f"a pixel has the value {noise.min()}, but low is 2"
    assert noise.max() < 3.0, f"a pixel has the value {noise.max()}, but high is 3"
    assert len(np.unique(noise[:, 0, 0])) == len(noise), "several images have the same noise: draw it for each of them"


@pytest.mark.exercise("make_images")
def test_make_images_puts_squares_everywhere():
    """Among 600 images, squares start in each of the rows and columns 0 to 3.

    If row 3 is missing: the upper end of rng.integers(0, 3) is not included.
    """
    images, labels = square_detector.make_images(600, 3)
    corners = {tuple(int(i) for i in np.argwhere(image == 5.0)[0]) for image in images[labels == 1]}
    missing = {(row, column) for row in range(4) for column in range(4)} - corners
    assert not missing, f"no square starts at {sorted(missing)}"


@pytest.mark.exercise("make_images")
def test_make_images_depends_on_the_seed_alone():
    """The same seed gives the same images, another seed gives others."""
    first, again, other = (square_detector.make_images(10, seed)[0] for seed in (4, 4, 5))
    assert_close(again, first, what="The second result with the same seed")
    assert not np.array_equal(first, other), "Another seed gave the same images."


@pytest.mark.exercise("make_images")
def test_make_images_refuses_what_makes_no_sense():
    """One image is too few for two classes, and noise from 1 to -1 is none: both raise ValueError."""
    with refuses():
        square_detector.make_images(1, 0)
    with refuses():
        square_detector.make_images(10, 0, 1.0, -1.0)


# forward


@pytest.mark.exercise("forward")
def test_forward_example():
    """Every value on the way through the network, computed by hand.

    z1[0, 0] is 2 + 3 / 2 - 1. Two windows are dead: their values are all below zero. z4 is 1 * 2.5
    + 0.25 * 3 + 0.5.
    """
    values = square_detector.forward(PARAMS, IMAGE)
    assert_close(
        values["z1"],
        [[2.5, -1.0, -1.0, -1.0], [-1.0, 2.0, 0.0, -1.0], [-1.0, -1.0, 1.0, 1.0], [-1.0, -1.0, -1.0, 3.0]],
        what="z1",
    )
    assert_close(
        values["a1"],
        [[2.5, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 3.0]],
        what="a1",
    )
    assert_close(values["a2"], [[2.5, 0.0], [0.0, 3.0]], what="a2")
    assert_close(values["a3"], [2.5, 0.0, 0.0, 3.0], what="a3")
    assert_close(values["z4"], 3.75, what="z4")
    assert_close(values["a4"], 1 / (1 + np.exp(-3.75)), what="a4")


@pytest.mark.exercise("forward")
@quick
@given(networks())
def test_forward_fits_together(network):
    """a1 has no negative value, a2 holds four values of a1, a3 lists them row by row, and z4 and a4
    follow from a3.
    """
    params, image = network
    values = square_detector.forward(params, image)
    assert_close(values["a1"], np.where(values["z1"] > 0, values["z1"], 0.0), what="a1")
    for r in range(2):
        for c in range(2):
            assert_close(
                values["a2"][r, c],
                max(values["a1"][2 * r + i, 2 * c + j] for i in (0, 1) for j in (0, 1)),
                what=f"a2[{r}, {c}]",
            )
    assert_close(values["a3"], values["a2"].ravel(), what="a3")
    z4 = float(np.sum(params["weights"] * values["a3"]) + params["fc_bias"])
    assert_close(values["z4"], z4, what="z4")
    assert_close(values["a4"], 1 / (1 + np.exp(-z4)), what="a4")


@pytest.mark.exercise("forward")
@pytest.mark.parametrize(("row", "column"), [(0, 0), (1, 2), (3, 3)])
def test_forward_lays_the_kernel_on_the_image(row, column):
    """An image with the kernel itself at one place, and zeros elsewhere, has there the sum of the
    kernel's squares in z1.

    If it fails: the kernel is turned round or transposed, or its window begins elsewhere.
    """
    kernel = np.arange(9.0).reshape(3, 3)
    image = np.zeros((6, 6))
    image[row : row + 3, column : column + 3] = kernel
    values = square_detector.forward(PARAMS | {"kernel": kernel, "conv_bias": 0.5}, image)
    assert_close(values["z1"][row, column], 204.5)


@pytest.mark.exercise("forward")
def test_forward_survives_large_values():
    """A z4 of about 1000 or -1000 gives the probability 1 or 0.

    If it is nan: exp(1000) is infinite, and infinity divided by infinity is nan.
    """
    assert_close(square_detector.forward(PARAMS | {"fc_bias": 1000.0}, IMAGE)["a4"], 1.0)
    assert_close(square_detector.forward(PARAMS | {"fc_bias": -1000.0}, IMAGE)["a4"], 0.0)


@pytest.mark.exercise("forward")
def test_forward_refuses_what_makes_no_sense():
    """An image of 6 x 7 pixels, a kernel of 2 x 3 and weights in a matrix raise ValueError."""
    with refuses():
        square_detector.forward(PARAMS, np.zeros((6, 7)))
    with refuses():
        square_detector.forward(PARAMS | {"kernel": np.zeros((2, 3))}, IMAGE)
    with refuses():
        square_detector.forward(PARAMS | {"weights": np.zeros((2, 2))}, IMAGE)


# loss


@pytest.mark.exercise("loss")
def test_loss_example():
    """Probability 1/4: the loss is log 4 = 1.386 if there is a square, and -log(3/4) = 0.288 if
    there is none.
    """
    assert_close(square_detector.loss(1, 0.25), np.log(4.0), tolerance=1e-5)
    assert_close(square_detector.loss(0, 0.25), -np.log(0.75), tolerance=1e-5)


@pytest.mark.exercise("loss")
def test_loss_is_finite_when_the_network_is_certain():
    """The probabilities 0 and 1: about 0 where they are right, large but finite where they are
    wrong.

    If it is nan: 0 times the logarithm of 0 is nan. Keep the logarithm away from 0.
    """
    for label in (0, 1):
        assert abs(square_detector.loss(label, float(label))) < 1e-3
        assert 5 < square_detector.loss(label, 1.0 - label) < np.inf


@pytest.mark.exercise("loss")
def test_loss_refuses_what_makes_no_sense():
    """The label 2 and the probability 1.5 raise ValueError."""
    with refuses():
        square_detector.loss(2, 0.5)
    with refuses():
        square_detector.loss(1, 1.5)


# backward


@pytest.mark.exercise("backward")
def test_backward_example():
    """All weights 1 and a probability of 1/2: the error at the output is -1/2 for an image with a
    square.

    The maxima are z1[0, 0] and z1[3, 3]; the other two windows are dead. So the kernel's gradient
    is -1/2 times the sum of the image's two blocks of 3 x 3 that begin there.
    """
    params = PARAMS | {"weights": np.ones(4), "fc_bias": -5.5}
    grads = square_detector.backward(params, IMAGE, 1)
    assert_close(grads["fc_bias"], -0.5, what="The gradient of fc_bias")
    assert_close(grads["weights"], [-1.25, 0.0, 0.0, -1.5], what="The gradient of the weights")
    assert_close(grads["conv_bias"], -1.0, what="The gradient of conv_bias")
    assert_close(grads["kernel"], -0.5 * (IMAGE[0:3, 0:3] + IMAGE[3:6, 3:6]), what="The gradient of the kernel")


@pytest.mark.exercise("backward")
@quick
@given(networks(), st.sampled_from([0, 1]))
def test_backward_is_the_slope_of_the_loss(network, label):
    """Each gradient says how the loss changes when its parameter is moved a little.

    If only the kernel is wrong: the error goes back through the weights, to the maximum of each
    window, and only where z1 is above 0.
    """
    params, image = network
    assume(not has_ties_or_kinks(params, image))
    grads = square_detector.backward(params, image, label)
    assert shapes_of(grads) == SHAPES, f"the gradients have the shapes {shapes_of(grads)}"

    def loss_at(point):
        z4 = square_detector.forward(point, image)["z4"]
        return np.logaddexp(0.0, z4) - label * z4

    point = {name: np.array(value, dtype=float) for name, value in params.items()}
    assert_gradient(loss_at, {name: np.array(value, dtype=float) for name, value in grads.items()}, point)


@pytest.mark.exercise("backward")
def test_backward_lets_nothing_through_dead_windows():
    """A conv_bias of -100 kills all windows: kernel, conv_bias and weights have no gradient then,
    and fc_bias still has one.
    """
    grads = square_detector.backward(PARAMS | {"conv_bias": -100.0, "fc_bias": 0.0}, IMAGE, 0)
    assert_close(grads["kernel"], np.zeros((3, 3)), what="The gradient of the kernel")
    assert_close(grads["conv_bias"], 0.0, what="The gradient of conv_bias")
    assert_close(grads["weights"], np.zeros(4), what="The gradient of the weights")
    assert_close(grads["fc_bias"], 0.5, what="The gradient of fc_bias")


@pytest.mark.exercise("backward")
def test_backward_takes_one_maximum_of_each_window():
    """An image of ones: all four values of a window are the largest one, and one of the four places
    gets the gradient.

    The kernel makes z1 = 1.25 everywhere. The weights sum to 0.75, so the gradient of conv_bias is
    0.75 times the error at the output. If yours is four times as large: each of the four places
    gets all of it.
    """
    params, image = PARAMS | {"kernel": np.full((3, 3), 0.25)}, np.ones((6, 6))
    error = square_detector.forward(params, image)["a4"]
    assert_close(
        square_detector.backward(params, image, 0)["conv_bias"], 0.75 * error, what="The gradient of conv_bias"
    )


@pytest.mark.exercise("backward")
def test_backward_leaves_its_arguments_alone():
    """A call changes neither the params nor the image, and a second call gives the same gradients."""
    assert_leaves_arguments_alone(square_detector.backward, PARAMS, IMAGE, 1)
    assert_repeatable(square_detector.backward, PARAMS, IMAGE, 1)


@pytest.mark.exercise("backward")
def test_backward_refuses_what_makes_no_sense():
    """A label of 2 raises ValueError."""
    with refuses():
        square_detector.backward(PARAMS, IMAGE, 2)


# sgd_step


@pytest.mark.exercise("sgd_step")
def test_sgd_step_example():
    """The parameters 1 and 2 with the gradients 2 and -4 become 0 and 4 at a learning rate of 0.5,
    and a number is a parameter too.

    If they become 2 and 0: the gradient is subtracted, not added.
    """
    new = square_detector.sgd_step(
        {"weights": np.array([1.0, 2.0]), "fc_bias": 3.0}, {"weights": np.array([2.0, -4.0]), "fc_bias": 2.0}, 0.5
    )
    assert_close(new, {"weights": np.array([0.0, 4.0]), "fc_bias": 2.0})


@pytest.mark.exercise("sgd_step")
def test_sgd_step_leaves_its_arguments_alone():
    """The params that are handed in stay as they are.

    params["kernel"] -= ... changes the array that everybody else has too; params["kernel"] - ...
    makes a new one.
    """
    params, grads = PARAMS | {"kernel": PARAMS["kernel"].copy()}, PARAMS | {"kernel": np.ones((3, 3))}
    assert_leaves_arguments_alone(square_detector.sgd_step, params, grads, 0.5)


@pytest.mark.exercise("sgd_step")
def test_sgd_step_refuses_what_makes_no_sense():
    """A missing gradient and a learning rate of zero raise ValueError."""
    with refuses():
        square_detector.sgd_step(PARAMS, {"kernel": np.ones((3, 3))}, 0.5)
    with refuses():
        square_detector.sgd_step(PARAMS, PARAMS, 0.0)


# init_params


@pytest.mark.exercise("init_params")
def test_init_params_has_the_right_shapes():
    """A kernel [3, 3], weights [4] and two plain numbers; neither the kernel nor the weights are
    all zeros.
    """
    params = square_detector.init_params(0)
    assert shapes_of(params) == SHAPES, f"the params have the shapes {shapes_of(params)}"
    assert params["kernel"].any(), "The kernel is all zeros."
    assert params["weights"].any(), "The weights are all zeros."


@pytest.mark.exercise("init_params")
def test_init_params_depends_on_the_seed_alone():
    """The same seed gives the same params, another seed another kernel and other weights."""
    first, again, other = (square_detector.init_params(seed) for seed in (1, 1, 2))
    assert_close(again, first, what="The second result with the same seed")
    assert not np.array_equal(first["kernel"], other["kernel"]), "Another seed gave the same kernel."
    assert not np.array_equal(first["weights"], other["weights"]), "Another seed gave the same weights."


# train


@pytest.mark.exercise("train")
def test_train_on_one_image_makes_one_step_for_each_epoch():
    """With one image there is only one order: three epochs are three steps."""
    expected = PARAMS
    for _ in range(3):
        expected = square_detector.sgd_step(expected, square_detector.backward(expected, IMAGE, 1.0), 0.25)
    trained = square_detector.train(IMAGE[np.newaxis], np.ones(1), PARAMS, 0.25, 3, 0)
    assert_close(trained, expected)


@pytest.mark.exercise("train")
def test_train_depends_on_the_seed():
    """The same seed gives the same params. Among eight seeds, two images in four epochs have more
    than two orders.

    If all are the same: draw the order from the seed. If there are two: draw it anew in each epoch.
    """
    images, labels = np.stack([IMAGE, IMAGE.T[::-1]]), np.array([1.0, 0.0])
    results = [
        square_detector.train(images, labels, PARAMS, 0.25, 4, seed)["kernel"].tobytes() for seed in (*range(8), 0)
    ]
    assert results[-1] == results[0], "The same seed gave other params the second time."
    assert len(set(results)) > 2, f"eight seeds gave {len(set(results))} different results"


@pytest.mark.exercise("train")
def test_train_leaves_its_arguments_alone():
    """The params that the training starts from stay as they are."""
    assert_leaves_arguments_alone(
        square_detector.train, np.stack([IMAGE, IMAGE.T]), np.array([1.0, 0.0]), PARAMS, 0.25, 2, 0
    )


@pytest.mark.exercise("train")
def test_train_learns_to_find_squares():
    """Trained on 200 images, the network classifies nearly all of 400 new ones rightly.

    If it is right for about half of them only: are the gradients subtracted, and do the steps start
    where the ones before ended?
    """
    images, labels = square_detector.make_images(200, 1, value=1.0)
    kernel = np.array([[0.5, -0.25, -0.75], [0.25, -0.5, -0.5], [-0.125, 0.875, 0.25]])
    start = {"kernel": kernel, "conv_bias": 0.25, "weights": np.array([0.25, 0.5, 0.25, 0.75]), "fc_bias": 0.0}
    params = square_detector.train(images, labels, start, 0.05, 6, 0)
    new_images, new_labels = square_detector.make_images(400, 2, value=1.0)
    probabilities = np.array([square_detector.forward(params, image)["a4"] for image in new_images])
    reached = np.mean((probabilities > 0.5) == (new_labels == 1))
    assert reached >= 0.96, f"{reached:.0%} of the new images are classified rightly"


@pytest.mark.exercise("train")
def test_train_refuses_what_makes_no_sense():
    """Three labels for two images, and no epoch at all, raise ValueError."""
    images = np.stack([IMAGE, IMAGE.T])
    with refuses():
        square_detector.train(images, np.ones(3), PARAMS, 0.25, 1, 0)
    with refuses():
        square_detector.train(images, np.ones(2), PARAMS, 0.25, 0, 0)


# predict


@pytest.mark.exercise("predict")
@pytest.mark.parametrize("count", [1, 3])
def test_predict_is_a4_of_each_image(count):
    """One probability for each image, in an array, also for a batch of one."""
    images = np.stack([IMAGE, IMAGE.T, IMAGE[::-1]])[:count]
    probabilities = square_detector.predict(PARAMS, images)
    assert_close(probabilities, np.array([square_detector.forward(PARAMS, image)["a4"] for image in images]))


@pytest.mark.exercise("predict")
def test_predict_of_blank_images():
    """With a dead convolution all that is left is the bias: z4 = 0.5 for every image."""
    assert_close(square_detector.predict(PARAMS, np.zeros((2, 6, 6))), np.full(2, 1 / (1 + np.exp(-0.5))))


@pytest.mark.exercise("predict")
def test_predict_refuses_what_makes_no_sense():
    """A single image without the axis of the batch raises ValueError."""
    with refuses():
        square_detector.predict(PARAMS, np.zeros((6, 6)))
