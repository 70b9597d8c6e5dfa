"""The visible checks of cnn.

Weights are random, so nearly all that is known here are laws: gradients agree with the slopes of
your own cost, a training step goes where the gradients point, a history can be measured again.
Where numbers are compared, the weights are written into network.params. Run them with

    pytest test_cnn.py
"""

import re

import cnn
import numpy as np
import pytest

from autograder.testing import (
    assert_close,
    assert_gradient,
    assert_leaves_arguments_alone,
    assert_repeatable,
    assert_samples_independent,
)

rng = np.random.default_rng(0)
IMAGES, TARGETS = rng.normal(size=(4, 2, 6, 5)), np.eye(3)[[0, 2, 1, 2]]
"""Four images with two channels, and their classes."""


class Plain:
    """A scheduler without a state: changes are eta times the gradient."""

    def __init__(self, eta):
        self.eta = eta

    def update_change(self, gradient):
        return self.eta * gradient

    def reset(self):
        pass


class Counting(Plain):
    """A scheduler whose second change is twice as long as its first, the third three times, and so
    on.
    """

    count = 0

    def update_change(self, gradient):
        self.count += 1
        return self.count * self.eta * gradient

    def reset(self):
        self.count = 0


class Interrupting(Plain):
    """A scheduler during whose work somebody presses Ctrl-C: after so many changes of all copies
    together.
    """

    def __init__(self, eta, patience):
        super().__init__(eta)
        self.left = [patience]  # copies of this object share the list

    def __deepcopy__(self, memo):
        return self

    def update_change(self, gradient):
        self.left[0] -= 1
        if self.left[0] == -1:  # once
            raise KeyboardInterrupt
        return super().update_change(gradient)


def small_network(cost="cross_entropy", scheduler=None, seed=1):
    """Convolution, pooling, convolution, dense layer and output."""
    network = cnn.CNN(cost, scheduler, seed)
    network.add_convolution(3, (2, 3), padding=(1, 0), activation="sigmoid")
    network.add_pooling("average", 2, (2, 1))
    network.add_convolution(2, 2, stride=(1, 2), padding=1)
    network.add_flatten()
    network.add_dense(4, "sigmoid")
    network.add_output(3)
    return network


def flat_network(cost="cross_entropy", scheduler=None, nodes=2, seed=1):
    """No hidden layers at all: flatten and output."""
    network = cnn.CNN(cost, scheduler, seed)
    network.add_flatten()
    network.add_output(nodes)
    return network


def overwrite(network, images, *params):
    """Puts weights and biases into a network, in the order of its layers."""
    network.predict(images)  # makes the params
    assert len(network.params) == len(params), (
        f"network.params has {len(network.params)} dicts, but {len(params)} layers have weights"
    )
    for own, (weights, bias) in zip(network.params, params, strict=True):
        own["weights"][...], own["bias"][...] = weights, bias


def copied(params):
    """The params as they are now."""
    return [{name: value.copy() for name, value in own.items()} for own in params]


def assert_network_gradients(network, images, targets):
    """The gradients of every layer are the slopes of the network's own cost."""
    network.predict(images)
    rng = np.random.default_rng(5)
    for own in network.params:
        own["bias"][...] = rng.normal(size=own["bias"].shape) / 4
    _, grads = network.loss_and_grads(images, targets)
    assert len(grads) == len(network.params), (
        f"there are {len(grads)} dicts of gradients for {len(network.params)} layers with weights"
    )
    for own, own_grads in zip(network.params, grads, strict=True):
        before = {name: value.copy() for name, value in own.items()}

        def cost(point, own=own):
            for name in own:
                own[name][...] = point[name]
            return network.loss_and_grads(images, targets)[0]

        assert_gradient(cost, own_grads, before, directions=6)
        cost(before)


def assert_params(network, expected, when):
    """The params of every layer are as expected, and no others."""
    assert len(network.params) == len(expected)
    for number, (own, right) in enumerate(zip(network.params, expected, strict=True)):
        for name in right:
            assert_close(own[name], right[name], what=f"params[{number}][{name!r}] {when}")


def contains(line, wanted):
    """Whether the numbers stand side by side in a line."""
    numbers = [int(number) for number in re.findall(r"\d+", line)]
    return any(numbers[start : start + len(wanted)] == wanted for start in range(len(numbers)))


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


# Building and predicting


@pytest.mark.exercise("CNN_build", of="CNN")
def test_params_have_the_shapes_of_their_layers():
    """After the first use there is a dict with weights and bias for each layer that has any, in the
    order of the layers.

    A convolution has weights [C_in, C_out, K_h, K_w] and a dense layer [D, M]; here 16 numbers come
    out of the second convolution.
    """
    network = small_network()
    network.predict(IMAGES)
    shapes = [{name: value.shape for name, value in own.items()} for own in network.params]
    assert shapes == [
        {"weights": (2, 3, 2, 3), "bias": (3,)},
        {"weights": (3, 2, 2, 2), "bias": (2,)},
        {"weights": (16, 4), "bias": (4,)},
        {"weights": (4, 3), "bias": (3,)},
    ]


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_dense_example():
    """Two pixels 1, 2, the weights 1, 0 and 0, 1 and the biases 0, 0: softmax of 1, 2 is 0.2689,
    0.7311.

    If every result is the same, softmax may run over the wrong axis. If they are 1 and 2, it is
    missing.
    """
    network = flat_network()
    images = np.array([[[[1.0, 2.0]]]])
    overwrite(network, images, (np.eye(2), np.zeros(2)))
    assert_close(network.predict(images), [[0.2689414213699951, 0.7310585786300049]])


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_flatten_is_row_major():
    """Channel by channel, row by row, column by column: a network that copies its input shows the
    pixels in that order.
    """
    network = cnn.CNN("mean_squared_error")
    network.add_flatten()
    network.add_output(8, "relu")
    images = np.arange(1.0, 9.0).reshape(1, 2, 2, 2)
    overwrite(network, images, (np.eye(8), np.zeros(8)))
    assert_close(network.predict(images), [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_convolution_example():
    """The kernel 1, 2 slides over 1, 0, 3 and the bias is -4: 1 + 0 - 4 = -3 and 0 + 6 - 4 = 2;
    leaky_relu makes -0.003 and 2.

    If the second number is -1: the kernel is flipped. If the first is -3 or 0: that is no
    activation, or relu.
    """
    network = cnn.CNN("mean_squared_error")
    network.add_convolution(1, (1, 2))
    network.add_flatten()
    network.add_output(2, "leaky_relu")
    images = np.array([[[[1.0, 0.0, 3.0]]]])
    overwrite(network, images, (np.array([[[[1.0, 2.0]]]]), [-4.0]), (np.eye(2), [1.0, 1.0]))
    assert_close(network.predict(images), [[0.997, 3.0]])


@pytest.mark.exercise("CNN_predict", of="CNN")
@pytest.mark.parametrize(("kind", "expected"), [("max", [-1.0, -2.0]), ("average", [-2.5, -4.0])])
def test_pooling_example(kind, expected):
    """Windows of 2 x 2 over 2 x 5 negative pixels, moved by 2: two of them fit, and the last column
    is dropped.

    If the maxima are 0: the search for the maximum starts at 0.
    """
    network = cnn.CNN("mean_squared_error")
    network.add_pooling(kind, 2, 2)
    network.add_flatten()
    network.add_output(2, "sigmoid")
    images = np.array([[[[-1.0, -4.0, -2.0, -6.0, 9.0], [-3.0, -2.0, -5.0, -3.0, 9.0]]]])
    overwrite(network, images, (np.eye(2), np.zeros(2)))
    assert_close(network.predict(images), 1 / (1 + np.exp(-np.array([expected]))))


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_predictions_are_probabilities_of_each_sample_alone():
    """Softmax rows sum to 1, also for very large inputs, and a sample is classified alone as it is
    in a batch.
    """
    network = small_network()
    with np.errstate(over="ignore"):  # of other activations
        for images in (IMAGES, 1e5 * IMAGES):
            prediction = network.predict(images)
            assert_close(prediction.sum(axis=1), np.ones(4), what="The sum of each row")
            assert prediction.min() >= 0
    assert_samples_independent(network.predict, IMAGES)


@pytest.mark.exercise("CNN_predict", of="CNN")
@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("tanh", [-0.7615941559557649, 0.9640275800758169]),
        ("elu", [-0.6321205588285577, 2.0]),
        ("identity", [-1.0, 2.0]),
    ],
)
def test_activations_example(activation, expected):
    """A network that copies -1 and 2: tanh gives tanh(-1) and tanh(2), elu exp(-1) - 1 and 2, identity the
    numbers themselves.
    """
    network = cnn.CNN("mean_squared_error")
    network.add_flatten()
    network.add_output(2, activation)
    images = np.array([[[[-1.0, 2.0]]]])
    overwrite(network, images, (np.eye(2), np.zeros(2)))
    assert_close(network.predict(images), [expected])


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_same_padding_example():
    """The kernel 1, 10 over 1, 2, 3, moved by 1 and by 2: one zero is missing, and it goes to the right.

    If you get 10, 21, 32: the zero is on the left. If there are four numbers: too many zeros.
    """
    for stride, expected in ((1, [[21.0, 32.0, 3.0]]), (2, [[21.0, 3.0]])):
        network = cnn.CNN("mean_squared_error")
        network.add_convolution(1, (1, 2), stride, "same", "identity")
        network.add_flatten()
        network.add_output(len(expected[0]), "identity")
        images = np.array([[[[1.0, 2.0, 3.0]]]])
        overwrite(network, images, (np.array([[[[1.0, 10.0]]]]), 0.0), (np.eye(len(expected[0])), 0.0))
        assert_close(network.predict(images), expected, what=f"The prediction with a stride of {stride}")


@pytest.mark.exercise("CNN_predict", of="CNN")
def test_classes_example():
    """Of several outputs the largest one counts, of a single one whether it is above the threshold."""
    network = flat_network(nodes=3)
    images = np.array([[[[1.0, 2.0, 0.0]]], [[[3.0, 2.0, 0.0]]]])
    overwrite(network, images, (np.eye(3), 0.0))
    assert list(network.predict_classes(images)) == [1, 0]
    network = cnn.CNN("binary_cross_entropy")
    network.add_flatten()
    network.add_output(1, "sigmoid")
    images = np.log(np.array([3.0, 1.0, 1 / 3])).reshape(3, 1, 1, 1)  # sigmoid makes 3/4, 1/2 and 1/4 of them
    overwrite(network, images, (np.eye(1), 0.0))
    assert list(network.predict_classes(images)) == [1, 0, 0], "only 3/4 is above 1/2"
    assert list(network.predict_classes(images, threshold=0.2)) == [1, 1, 1], "all are above 1/5"


@pytest.mark.exercise("CNN_build", of="CNN")
def test_summary_shows_shapes_and_parameters():
    """3 kernels of 2 x 3 on 2 channels and 3 biases are 39 numbers; all layers together have 148."""
    text = small_network().summary(input_shape=(2, 6, 5))
    lines = iter(text.splitlines())
    for shape, number in (("3, 7, 3", 39), ("3, 3, 2", 0), ("2, 4, 2", 26), ("16", 0), ("4", 68), ("3", 15)):
        wanted = [int(each) for each in shape.split(", ")]
        found = any(contains(line, wanted) and (not number or str(number) in line) for line in lines)
        assert found, f"no line, or one in the wrong place, with the shape ({shape}) and {number} parameters in\n{text}"
    assert any("148" in line for line in lines), f"the sum of the parameters, 148, is missing at the end of\n{text}"


# Cost and gradients


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_cost_of_not_knowing():
    """With all weights zero, softmax gives each of two classes 1/2: cross_entropy is log 2 = 0.6931
    and mean_squared_error 1/4 + 1/4.

    Both are means over the samples: more samples do not cost more.
    """
    for cost, expected in (("cross_entropy", 0.6931471805599453), ("mean_squared_error", 0.5)):
        for number in (1, 4):
            network = flat_network(cost)
            overwrite(network, IMAGES, (0.0, 0.0))
            loss, _ = network.loss_and_grads(IMAGES[:number], np.eye(2)[[0, 1, 1, 0]][:number])
            assert_close(loss, expected, what=f"The cost by {cost}")


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_cost_is_finite_where_a_prediction_is_zero():
    """The network is sure, and wrong: the cost is large, but neither infinite nor nan."""
    network = flat_network()
    images = np.array([[[[1.0, 0.0]]]])
    overwrite(network, images, (np.array([[1e4, -1e4], [0.0, 0.0]]), 0.0))
    with np.errstate(all="ignore"):
        loss, _ = network.loss_and_grads(images, np.array([[0.0, 1.0]]))
    assert np.isfinite(loss)
    assert loss > 10


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
@pytest.mark.parametrize("activation", ["tanh", "elu", "identity"])
def test_gradients_of_a_yes_or_no(activation):
    """One node, sigmoid and binary_cross_entropy behind several activations, and the padding "same": the gradients
    are the slopes of your own cost.
    """
    network = cnn.CNN("binary_cross_entropy", None, 2)
    network.add_convolution(2, (2, 4), (2, 1), "same", activation)
    network.add_flatten()
    network.add_dense(3, activation)
    network.add_output(1, "sigmoid")
    assert_network_gradients(network, IMAGES[:, :1, :3, :4], TARGETS[:, :1])


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
@pytest.mark.parametrize("cost", ["cross_entropy", "mean_squared_error"])
def test_gradients_of_dense_layers(cost):
    """The gradients are the slopes of your own cost, for both costs and several activations."""
    network = cnn.CNN(cost, None, 2)
    network.add_flatten()
    network.add_dense(4, "sigmoid")
    network.add_dense(5)
    network.add_output(3)
    assert_network_gradients(network, IMAGES[:, :1, :2, :3], TARGETS)


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), ((1, 2), (2, 0))])
def test_gradients_of_convolutions(stride, padding):
    """The gradients of two convolutions, one behind the other, are the slopes of your own cost.

    If the second one's are right and the first one's are wrong: look at the way back through the
    second to its input.
    """
    network = cnn.CNN("cross_entropy", None, 3)
    network.add_convolution(3, (2, 3), 1, 1, "sigmoid")
    network.add_convolution(2, (3, 2), stride, padding)
    network.add_flatten()
    network.add_output(3)
    assert_network_gradients(network, IMAGES, TARGETS)


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), ((3, 2), 1)])
def test_gradients_through_pooling(kind, size, stride):
    """The gradients of a convolution before a pooling layer are the slopes of your own cost,
    whether the windows overlap or not.
    """
    network = cnn.CNN("cross_entropy", None, 4)
    network.add_convolution(2, 2, activation="sigmoid")
    network.add_pooling(kind, size, stride)
    network.add_flatten()
    network.add_output(3)
    assert_network_gradients(network, IMAGES, TARGETS)


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_one_of_several_maxima_gets_the_gradient():
    """A window in which three pixels are the maximum: only one of them, the first, gets the
    gradient of the window.

    If yours is three times as large as it should be: all of them get it.
    """
    network = cnn.CNN("cross_entropy", None, 1)
    network.add_convolution(1, 1, activation="sigmoid")
    network.add_pooling("max", 2, 2)
    network.add_flatten()
    network.add_output(2)
    images, targets = np.array([[[[2.0, 2.0], [1.0, 2.0]]]]), np.array([[1.0, 0.0]])
    overwrite(network, images, (1.0, 0.5), (np.eye(2)[:1], np.zeros(2)))
    assert_network_gradients(network, images, targets)


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_whole_numbers_are_numbers():
    """Images and targets of whole numbers give the same gradients as the same numbers as floats."""
    network = small_network()
    images = (3 * IMAGES).astype(int)
    expected = network.loss_and_grads(images.astype(float), TARGETS)
    assert_close(network.loss_and_grads(images, TARGETS.astype(int)), expected)


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_calls_leave_their_arguments_alone():
    """predict and loss_and_grads change neither images nor targets, and give the same answers again."""
    network = small_network(scheduler=Plain(0.1))
    assert_repeatable(network.predict, IMAGES)
    assert_repeatable(network.loss_and_grads, IMAGES, TARGETS)
    assert_leaves_arguments_alone(network.loss_and_grads, IMAGES.copy(), TARGETS.copy())


# Training


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_a_training_leaves_its_arguments_alone():
    """fit changes neither images nor targets."""
    network = small_network(scheduler=Plain(0.1))
    assert_leaves_arguments_alone(
        network.fit, IMAGES.copy(), TARGETS.copy(), 1, 2, 0.1, (IMAGES.copy(), TARGETS.copy())
    )


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_one_step_goes_where_the_gradients_point():
    """One epoch with one batch: every array, of every layer, has moved by the scheduler's change
    and by nothing else.

    If all but the first dict are right: the first layer is not trained.
    """
    network = small_network(scheduler=Plain(0.5))
    _, grads = network.loss_and_grads(IMAGES, TARGETS)
    before = copied(network.params)
    network.fit(IMAGES, TARGETS, 1, 1)
    expected = [{name: own[name] - 0.5 * grad[name] for name in own} for own, grad in zip(before, grads, strict=True)]
    assert_params(network, expected, "after one step")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_every_array_has_its_own_scheduler():
    """The second step of this scheduler is twice as long as the first, for each array alone.

    If the steps are longer: the arrays share one scheduler. If they are not longer the second time:
    it is copied too often, or reset.
    """
    network, once = small_network(scheduler=Counting(0.1)), small_network(scheduler=Plain(0.1))
    network.fit(IMAGES, TARGETS, 2, 1)
    once.fit(IMAGES, TARGETS, 1, 1)
    _, grads = once.loss_and_grads(IMAGES, TARGETS)
    expected = [
        {name: own[name] - 0.2 * grad[name] for name in own}
        for own, grad in zip(copied(once.params), grads, strict=True)
    ]
    assert_params(network, expected, "after two steps")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_regularization_shrinks_weights_and_no_biases():
    """The penalty adds regularization * weights to the gradients of the weights; biases move as
    they do without it.
    """
    plain, penalised = small_network(scheduler=Plain(0.5)), small_network(scheduler=Plain(0.5))
    for network in (plain, penalised):
        network.predict(IMAGES)
        for own in network.params:
            own["bias"][...] = 0.25
    before = copied(plain.params)
    plain.fit(IMAGES, TARGETS, 1, 1)
    penalised.fit(IMAGES, TARGETS, 1, 1, 0.25)
    for own, other, start in zip(plain.params, penalised.params, before, strict=True):
        assert_close(other["bias"], own["bias"], what="The bias with a penalty")
        assert_close(
            other["weights"], own["weights"] - 0.5 * 0.25 * start["weights"], what="The weights with a penalty"
        )


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_each_sample_is_in_one_batch_of_an_epoch():
    """Seven images, each with one bright pixel of its own, in three batches: the sum of N_batch *
    gradient is that of all of them together.

    The scheduler changes nothing here, it only takes notes. If something is missing: the last
    samples, which do not fill a batch, are left out.
    """
    notes = []

    class Noting(Plain):
        def update_change(self, gradient):
            notes.append(gradient.copy())
            return 0.0 * gradient

    network = flat_network(scheduler=Noting(0.0))
    images, targets = np.eye(7).reshape(7, 1, 1, 7), np.eye(2)[[0, 1, 0, 1, 1, 0, 0]]
    network.fit(images, targets, 1, 3)
    _, grads = network.loss_and_grads(images, targets)
    of_weights = [note for note in notes if note.shape == (7, 2)]
    assert len(of_weights) == 3, f"the weights were updated {len(of_weights)} times in an epoch of 3 batches"
    number = [np.count_nonzero(note.any(axis=1)) for note in of_weights]
    assert sum(number) == 7, f"{sum(number)} samples were used in an epoch, not 7"
    assert_close(
        sum(n * note for n, note in zip(number, of_weights, strict=True)),
        7 * grads[0]["weights"],
        what="N_batch * gradient, summed",
    )


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_a_layer_with_a_scheduler_of_its_own():
    """The first layer is moved by its own scheduler, the other one by the network's."""
    network = cnn.CNN("cross_entropy", Plain(0.25), 1)
    network.add_flatten()
    network.add_dense(3, "sigmoid", scheduler=Plain(2.0))
    network.add_output(3)
    _, grads = network.loss_and_grads(IMAGES, TARGETS)
    before = copied(network.params)
    network.fit(IMAGES, TARGETS, 1, 1)
    for own, start, grad, eta in zip(network.params, before, grads, (2.0, 0.25), strict=True):
        for name in own:
            assert_close(own[name], start[name] - eta * grad[name], what=f"{name} after one step")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_dropout_acts_in_a_training_alone():
    """Half of the values are dropped: the prediction and the cost stay what they are, and a scheduler that
    changes nothing sees gradients of which about half of the rows are zero.
    """
    notes = []

    class Noting(Plain):
        def update_change(self, gradient):
            notes.append(gradient.copy())
            return 0.0 * gradient

    network = cnn.CNN("cross_entropy", Noting(0.0), 1)
    network.add_flatten()
    network.add_dropout(0.5)
    network.add_output(2)
    images = 1.0 + np.random.default_rng(3).random((1, 1, 20, 20))
    before = network.predict(images)
    cost, _ = network.loss_and_grads(images, np.array([[1.0, 0.0]]))
    history = network.fit(images, np.array([[1.0, 0.0]]), 2, 1)
    assert_close(network.predict(images), before, what="The prediction after the training")
    assert_close(np.array(history["train_error"]), [cost, cost], what="The errors of the history")
    first, second = (note.any(axis=1) for note in notes if note.shape == (400, 2))
    assert 120 < first.sum() < 280, f"{first.sum()} of 400 values were kept, not about half"
    assert np.any(first != second), "the same values were dropped in both batches"


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_the_default_scheduler_is_adam():
    """The first step of Adam(0.001, 0.9, 0.999) moves every number by 0.001 times the sign of its
    gradient, as long as that is not zero.
    """
    network = small_network()
    _, grads = network.loss_and_grads(IMAGES, TARGETS)
    before = copied(network.params)
    network.fit(IMAGES, TARGETS, 1, 1)
    for own, start, grad in zip(network.params, before, grads, strict=True):
        for name in own:
            expected = start[name] - 0.001 * grad[name] / (np.abs(grad[name]) + 1e-8)
            assert_close(own[name], expected, tolerance=1e-6, what=f"{name} after one step")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_history_can_be_measured_again():
    """The last numbers of the history are the cost and the accuracy of the network as it is now, on
    all samples.

    The accuracy counts samples: a sample is right if its largest output is where its 1 is. If yours
    is larger, it may count the zeros, too.
    """
    network = small_network(scheduler=Plain(0.3))
    unseen, classes = IMAGES[:, :, ::-1] + 0.5, TARGETS[::-1]
    history = network.fit(IMAGES, TARGETS, 3, 2, 0.0, (unseen, classes))
    assert set(history) == {"train_error", "train_accuracy", "val_error", "val_accuracy"}
    for which, images, targets in (("train", IMAGES, TARGETS), ("val", unseen, classes)):
        prediction = network.predict(images)
        assert len(history[f"{which}_error"]) == len(history[f"{which}_accuracy"]) == 3
        assert_close(
            history[f"{which}_error"][-1], network.loss_and_grads(images, targets)[0], what=f"The last {which}_error"
        )
        right = [row.argmax() == target.argmax() for row, target in zip(prediction, targets, strict=True)]
        assert_close(history[f"{which}_accuracy"][-1], sum(right) / 4, what=f"The last {which}_accuracy")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_errors_are_costs_without_the_penalty():
    """A scheduler that changes nothing, and a penalty: the history and loss_and_grads still tell
    the cost that was there before.

    If they are larger, the penalty may have been added to them: it belongs to the gradients only.
    """
    network = small_network(scheduler=Plain(0.0))
    cost, _ = network.loss_and_grads(IMAGES, TARGETS)
    history = network.fit(IMAGES, TARGETS, 2, 1, 0.5, (IMAGES, TARGETS))
    assert_close(np.array(history["train_error"]), [cost, cost], what="train_error")
    assert_close(np.array(history["val_error"]), [cost, cost], what="val_error")
    assert_close(network.loss_and_grads(IMAGES, TARGETS)[0], cost, what="The cost after a training with a penalty")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_history_without_validation():
    """Without validation, its two lists are empty."""
    history = small_network(scheduler=Plain(0.1)).fit(IMAGES, TARGETS, 2, 1)
    assert len(history["train_error"]) == 2
    assert list(history["val_error"]) == list(history["val_accuracy"]) == []


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_ctrl_c_keeps_what_was_learned():
    """Somebody presses Ctrl-C in the third epoch: fit returns the history of two, and the network
    is as it was after two.
    """
    network, twin = flat_network(scheduler=Interrupting(0.1, 4)), flat_network(scheduler=Plain(0.1))
    targets = np.eye(2)[[0, 1, 1, 0]]
    try:
        history = network.fit(IMAGES, targets, 5, 1)
    except KeyboardInterrupt:
        pytest.fail("fit did not catch the KeyboardInterrupt of Ctrl-C", pytrace=False)
    expected = twin.fit(IMAGES, targets, 2, 1)
    assert_close(np.array(history["train_error"]), expected["train_error"], what="train_error")
    assert_params(network, twin.params, "after Ctrl-C")


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_seeds():
    """The same seed gives the same network, before and after a training; another seed gives another
    one.
    """
    first, again, other = (small_network(seed=seed) for seed in (5, 5, 6))
    for network in (first, again, other):
        network.fit(IMAGES, TARGETS, 8, 4)
    assert_close(again.predict(IMAGES), first.predict(IMAGES), what="The prediction with the same seed")
    assert np.abs(other.predict(IMAGES) - first.predict(IMAGES)).max() > 1e-6, "another seed gave the same network"


@pytest.mark.exercise("CNN_learns", of="CNN")
def test_learns_stripes():
    """Pictures of one bright row or one bright column, with noise: after a short training, nearly
    all new ones are told apart.
    """
    rng = np.random.default_rng(8)

    def stripes(number):
        images, classes = 0.3 * rng.normal(size=(number, 1, 6, 6)), rng.integers(0, 2, number)
        for image, upright, place in zip(images[:, 0], classes, rng.integers(0, 6, number), strict=True):
            (image.T if upright else image)[place] += 1.0
        return images, np.eye(2)[classes]

    network = cnn.CNN("cross_entropy", Plain(0.3), 0)
    network.add_convolution(4, 3, activation="relu")
    network.add_pooling("max", 4, 4)
    network.add_flatten()
    network.add_output(2)
    history = network.fit(*stripes(200), 25, 10, 0.0, stripes(100))
    accuracy = history["val_accuracy"][-1]
    assert accuracy > 0.85, f"only {accuracy:.0%} of the new pictures are recognised"


# What makes no sense


@pytest.mark.exercise("CNN_build", of="CNN")
def test_refuses_orders_that_make_no_sense():
    """Dense layers before add_flatten, images after it, and anything after the output raise
    ValueError when they are added.
    """
    for before, method, arguments in (
        ([], "add_dense", (3,)),
        ([], "add_output", (3,)),
        (["add_flatten"], "add_flatten", ()),
        (["add_flatten"], "add_convolution", (2, 2)),
        (["add_flatten"], "add_pooling", ("max", 2, 2)),
        (["add_flatten", "add_output"], "add_dense", (3,)),
        (["add_flatten", "add_output"], "add_output", (3,)),
    ):
        network = cnn.CNN()
        for name in before:
            getattr(network, name)(*(() if name == "add_flatten" else (3,)))
        with refuses():
            getattr(network, method)(*arguments)


@pytest.mark.exercise("CNN_build", of="CNN")
def test_refuses_what_cannot_be_built():
    """Unknown names, negative padding, and a kernel larger than its image, at the first use, raise
    ValueError.
    """
    with refuses():
        cnn.CNN("hinge")
    with refuses():
        cnn.CNN().add_convolution(2, 2, padding=-1)
    network = cnn.CNN()
    network.add_convolution(2, 4)
    network.add_flatten()
    network.add_output(3)
    with refuses():
        network.predict(np.ones((2, 1, 3, 8)))


@pytest.mark.exercise("CNN_loss_and_grads", of="CNN")
def test_refuses_targets_that_do_not_fit():
    """Without add_output there is nothing to compare with targets; with it, their shapes must be the
    same.
    """
    network = cnn.CNN()
    network.add_flatten()
    with refuses():
        network.loss_and_grads(IMAGES, TARGETS)
    network = small_network()
    with refuses():
        network.loss_and_grads(IMAGES, np.eye(4))
    with refuses():
        network.loss_and_grads(IMAGES, TARGETS[:1])


@pytest.mark.exercise("CNN_fit", of="CNN")
def test_refuses_to_train_with_what_does_not_fit():
    """A network without an output, no batches at all, and more batches than samples raise ValueError."""
    network = cnn.CNN()
    network.add_flatten()
    with refuses():
        network.fit(IMAGES, TARGETS, 1, 1)
    with refuses():
        small_network().fit(IMAGES, TARGETS, 1, 5)
    with refuses():
        small_network().fit(IMAGES, TARGETS, 1, 0)
