"""The visible checks of layers.

They know no right answers beyond a few small examples, worked out by hand.  Instead they compare
gradients with finite differences, through one layer and through whole networks, and look at what
every layer promises: which forward a backward is about, and what is left in grads.  Run them with

    pytest test_layers.py
"""

import itertools

import layers
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.testing import arrays, assert_close, assert_gradient

quick = settings(max_examples=15, deadline=None, derandomize=True, database=None)


def refuses():
    """What makes no sense raises ValueError; AssertionError counts too."""
    return pytest.raises((ValueError, AssertionError))


def numbers(*shape, seed=0):
    """Random numbers of a shape, none of them near 0."""
    drawn = np.random.default_rng(seed).uniform(0.2, 2.0, shape)
    return drawn * np.where(np.arange(drawn.size).reshape(shape) % 3 == 1, -1, 1)


def put(layer, **params):
    """The layer, with these numbers in its params."""
    for name, values in params.items():
        layer.params[name][...] = values
    return layer


def check_gradients(layer, x):
    """backward and grads are the gradients of the sum of the output times random numbers."""
    output_grad = numbers(*layer.forward(x).shape, seed=5)

    def loss_at(x):
        return np.sum(layer.forward(x) * output_grad)

    layer.forward(x)
    returned = np.array(layer.backward(output_grad))
    grads = {name: np.array(array) for name, array in layer.grads.items()}
    assert set(grads) == set(layer.params), "grads must have the keys of params"
    assert_gradient(loss_at, returned, x)
    for name, grad in grads.items():
        before = layer.params[name].copy()

        def loss_of(values, name=name, before=before):
            layer.params[name][...] = values
            try:
                return np.sum(layer.forward(x) * output_grad)
            finally:
                layer.params[name][...] = before

        assert_gradient(loss_of, grad, before)


def check_last_forward(make, x, other):
    """A backward is about the last forward, and nothing adds up from one backward to the next."""
    layer, fresh = make(), make()
    layer.forward(other)
    layer.backward(numbers(*layer.forward(other).shape))
    output_grad = numbers(*layer.forward(x).shape, seed=3)
    returned = layer.backward(output_grad)
    fresh.forward(x)
    assert_close(returned, fresh.backward(output_grad), what="dL/dx, after another batch,")
    for name, grad in fresh.grads.items():
        assert_close(layer.grads[name], grad, what=f"grads[{name!r}], after another batch,")


def check_params_in_use(layer, x):
    """Who puts another array into params changes what the layer computes."""
    before = np.array(layer.forward(x))
    for name in layer.params:
        layer.params[name] = layer.params[name] + 1.0
        assert not np.allclose(layer.forward(x), before), f"another {name} in params makes no difference"


# Dense


@pytest.mark.exercise("Dense")
def test_dense_example():
    """One sample of two numbers, three nodes: each output is a sum of products and a bias."""
    layer = put(layers.Dense(2, 3, seed=0), weights=[[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], bias=[0.5, 0.0, 1.0])
    assert_close(layer.forward(np.array([[3.0, 4.0]])), [[3.5, 4.0, 3.0]])
    assert_close(layer.backward(np.array([[1.0, 0.0, 2.0]])), [[5.0, -2.0]])
    assert_close(layer.grads["weights"], [[3.0, 0.0, 6.0], [4.0, 0.0, 8.0]])
    assert_close(layer.grads["bias"], [1.0, 0.0, 2.0])


@pytest.mark.exercise("Dense")
def test_dense_start():
    """The weights have the variance 2 / (inputs + nodes), and follow from the seed.

    If the deviation is far too small: normal() takes the deviation, the ROOT of the variance.
    """
    layer, again, other = layers.Dense(200, 100, 1), layers.Dense(200, 100, 1), layers.Dense(200, 100, 2)
    weights = layer.params["weights"]
    assert weights.shape == (200, 100)
    assert abs(np.var(weights) * 300 / 2 - 1) < 0.1, "the variance is not 2 / (inputs + nodes)"
    assert_close(layer.params["bias"], np.zeros(100), what="The bias at the start")
    assert_close(again.params["weights"], weights, what="The weights of the same seed")
    assert not np.allclose(other.params["weights"], weights), "another seed gave the same weights"
    assert_close(layer.grads["weights"], np.zeros((200, 100)), what="grads before the first backward")


@pytest.mark.exercise("Dense")
def test_dense_gradients():
    """All gradients of three samples agree with finite differences."""
    check_gradients(layers.Dense(2, 4, seed=3), numbers(3, 2))


@pytest.mark.exercise("Dense")
def test_dense_remembers_the_last_forward():
    """Batches of two sizes, and params that others change."""
    check_last_forward(lambda: layers.Dense(2, 3, seed=3), numbers(2, 2), numbers(4, 2, seed=1))
    check_params_in_use(layers.Dense(2, 3, seed=3), numbers(2, 2))


# Convolution


@pytest.mark.exercise("Convolution")
def test_convolution_example():
    """A row of four pixels, a kernel of two: it is not turned round, and the bias is added everywhere."""
    layer = put(layers.Convolution(1, 1, (1, 2)), weights=[[[[2.0, 1.0]]]], bias=[10.0])
    images = np.array([[[[1.0, 2.0, 3.0, 4.0]]]])
    assert_close(layer.forward(images), [[[[14.0, 17.0, 20.0]]]])
    assert_close(layer.backward(np.array([[[[1.0, 0.0, 1.0]]]])), [[[[2.0, 1.0, 2.0, 1.0]]]])
    assert_close(layer.grads["weights"], [[[[4.0, 6.0]]]])
    assert_close(layer.grads["bias"], [2.0])


@pytest.mark.exercise("Convolution")
@pytest.mark.parametrize(
    ("kernel", "stride", "padding"), [(2, 1, 0), ((3, 2), 1, 1), ((1, 3), (2, 1), (0, 1)), (2, 3, (2, 1))]
)
def test_convolution_gradients(kernel, stride, padding):
    """All gradients agree with finite differences, whatever the kernel, the stride and the padding."""
    layer = layers.Convolution(2, 3, kernel, stride, padding, seed=1)
    check_gradients(layer, numbers(2, 2, 4, 5))


@pytest.mark.exercise("Convolution")
def test_convolution_shapes_and_start():
    """Input channels come first in the weights, whose variance is 2 / (fan_in + fan_out)."""
    layer = layers.Convolution(16, 24, (4, 6), stride=2, padding=(1, 2), seed=4)
    assert layer.params["weights"].shape == layer.grads["weights"].shape == (16, 24, 4, 6)
    assert layer.params["bias"].shape == (24,)
    assert abs(np.var(layer.params["weights"]) * (16 + 24) * 24 / 2 - 1) < 0.1, "this is not Glorot's variance"
    assert layer.forward(numbers(3, 16, 9, 10)).shape == (3, 24, 4, 5)


@pytest.mark.exercise("Convolution")
def test_convolution_remembers_the_last_forward():
    """Batches of two sizes, and params that others change."""
    check_last_forward(lambda: layers.Convolution(1, 2, 2, seed=3), numbers(2, 1, 3, 3), numbers(1, 1, 3, 3, seed=1))
    check_params_in_use(layers.Convolution(1, 2, 2, seed=3), numbers(2, 1, 3, 3))


@pytest.mark.exercise("Convolution")
def test_convolution_refuses_images_that_do_not_fit():
    """Other channels, and a kernel that is larger than the padded image."""
    with refuses():
        layers.Convolution(2, 1, 2).forward(numbers(1, 3, 4, 4))
    with refuses():
        layers.Convolution(1, 1, 5, padding=1).forward(numbers(1, 1, 2, 4))


# Pooling


@pytest.mark.exercise("Pooling")
def test_pooling_example():
    """Windows of two side by side; the fifth pixel is dropped."""
    images = np.array([[[[1.0, 3.0, -2.0, -4.0, 9.0]]]])
    maximum, average = layers.Pooling("max", (1, 2), 2), layers.Pooling("average", (1, 2), 2)
    assert_close(maximum.forward(images), [[[[3.0, -2.0]]]])
    assert_close(average.forward(images), [[[[2.0, -3.0]]]])
    assert_close(maximum.backward(np.array([[[[5.0, 7.0]]]])), [[[[0.0, 5.0, 7.0, 0.0, 0.0]]]])
    assert_close(average.backward(np.array([[[[5.0, 7.0]]]])), [[[[2.5, 2.5, 3.5, 3.5, 0.0]]]])


@pytest.mark.exercise("Pooling")
@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), ((3, 2), 1), ((1, 2), (2, 3))])
def test_pooling_gradients(kind, size, stride):
    """The gradient agrees with finite differences; windows may overlap."""
    layer = layers.Pooling(kind, size, stride)
    assert layer.params == {}
    check_gradients(layer, numbers(2, 2, 4, 5))
    check_last_forward(lambda: layers.Pooling(kind, size, stride), numbers(1, 1, 4, 5), numbers(2, 1, 4, 5, seed=2))


@pytest.mark.exercise("Pooling")
def test_pooling_ties_and_kinds():
    """Of equal maxima the first gets all, and a kind that there is not is refused."""
    layer = layers.Pooling("max", 2, 1)
    layer.forward(np.zeros((1, 1, 2, 2)))
    assert_close(layer.backward(np.array([[[[6.0]]]])), [[[[6.0, 0.0], [0.0, 0.0]]]])
    with refuses():
        layers.Pooling("median", 2, 2)
    with refuses():
        layers.Pooling("max", 3, 1).forward(np.zeros((1, 1, 2, 4)))


# Flatten


@pytest.mark.exercise("Flatten")
@quick
@given(st.tuples(*[st.integers(1, 3)] * 4).flatmap(arrays))
def test_flatten_there_and_back(images):
    """A row for each image, row by row; backward brings everything back to its place."""
    layer = layers.Flatten()
    rows = layer.forward(images)
    assert_close(rows, images.reshape(len(images), -1))
    assert_close(layer.backward(rows), images, what="What went there and back")
    assert layer.params == layer.grads == {}


# Activation


@pytest.mark.exercise("Activation")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("relu", [0.0, 0.0, 2.0]),
        ("leaky_relu", [-0.003, 0.0, 2.0]),
        ("identity", [-3.0, 0.0, 2.0]),
        ("tanh", [-0.9950547536867305, 0.0, 0.9640275800758169]),
        ("sigmoid", [0.04742587317756678, 0.5, 0.8807970779778823]),
    ],
)
def test_activation_example(name, expected):
    """The functions at -3, 0 and 2, and their slopes by finite differences."""
    layer = layers.Activation(name)
    assert_close(layer.forward(np.array([[-3.0, 0.0, 2.0]])), [expected])
    check_gradients(layer, numbers(2, 3))
    check_last_forward(lambda: layers.Activation(name), numbers(2, 3), numbers(3, 3, seed=2))


@pytest.mark.exercise("Activation")
def test_activation_at_zero_and_far_away():
    """At 0 the slope is that of negative numbers; numbers far away make no warning."""
    for name, slope in (("relu", 0.0), ("leaky_relu", 0.001)):
        layer = layers.Activation(name)
        layer.forward(np.zeros((1, 2)))
        assert_close(layer.backward(np.array([[4.0, -2.0]])), [[4.0 * slope, -2.0 * slope]], what=f"{name} at 0")
    for name, ends in (("sigmoid", [0.0, 1.0]), ("tanh", [-1.0, 1.0])):
        with np.errstate(over="raise", invalid="raise"):
            assert_close(layers.Activation(name).forward(np.array([-2e3, 2e3])), ends)
    with refuses():
        layers.Activation("softplus")


# Dropout


@pytest.mark.exercise("Dropout")
def test_dropout_rests_without_training():
    """Without training the output is x, and all of the gradient passes."""
    layer, x = layers.Dropout(0.5, seed=1), numbers(3, 4)
    layer.forward(x, training=True)
    assert_close(layer.forward(x), x)
    assert_close(layer.backward(x), x, what="dL/dx without training")


@pytest.mark.exercise("Dropout")
@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_dropout_in_training(rate):
    """A share 1 - rate is kept and divided by 1 - rate, and the gradient goes the same ways."""
    layer, x = layers.Dropout(rate, seed=3), np.full((100, 100), 3.0)
    output = layer.forward(x, training=True)
    kept = output != 0
    assert abs(kept.mean() - (1 - rate)) < 0.035, "another share than 1 - rate is kept"
    assert_close(output, np.where(kept, 3.0 / (1 - rate), 0.0))
    assert_close(layer.backward(x), output, what="dL/dx")
    assert not np.array_equal(layer.forward(x, training=True) != 0, kept), "the choice is the same in each forward"


@pytest.mark.exercise("Dropout")
def test_dropout_follows_from_the_seed():
    """The same seed makes the same choices one after the other; a rate of 1 is refused."""
    x = np.ones((20, 20))
    one, same, other = (layers.Dropout(0.5, seed=seed) for seed in (5, 5, 6))
    for _ in range(3):
        choice = one.forward(x, training=True)
        assert_close(same.forward(x, training=True), choice, what="The choice of the same seed")
        assert not np.array_equal(other.forward(x, training=True), choice)
    with refuses():
        layers.Dropout(1.0, seed=0)


# SoftmaxCrossEntropy


@pytest.mark.exercise("SoftmaxCrossEntropy")
def test_loss_example():
    """Two samples of two classes: the probabilities are 1/2, 1/2 and 1/4, 3/4."""
    loss = layers.SoftmaxCrossEntropy()
    z, targets = np.array([[7.0, 7.0], [0.0, np.log(3.0)]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    assert_close(loss.forward(z, targets), (np.log(2.0) + np.log(4 / 3)) / 2)
    assert_close(loss.backward(), [[-0.25, 0.25], [0.125, -0.125]])


@pytest.mark.exercise("SoftmaxCrossEntropy")
def test_loss_gradient():
    """The gradient agrees with finite differences, and nothing overflows."""
    loss, z = layers.SoftmaxCrossEntropy(), numbers(3, 4)
    targets = np.array([[1.0, 0.0, 0.0, 0.0], [0.25, 0.25, 0.5, 0.0], [0.0, 0.0, 0.0, 1.0]])
    loss.forward(z, targets)
    assert_gradient(lambda z: loss.forward(z, targets), np.array(loss.backward()), z)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(loss.forward(np.array([[900.0, -900.0]]), np.array([[0.0, 1.0]])))
    with refuses():
        loss.forward(z, targets[:1])


# Network: its layers here are no layers of this module, and yet they keep the contract.


class Scale:
    """x times a number that is learned; it notes what it is told of training."""

    def __init__(self, factor):
        self.params, self.grads, self.heard = {"factor": np.array([factor])}, {"factor": np.zeros(1)}, []

    def forward(self, x, training=False):
        self.x = x
        self.heard.append(training)
        return x * self.params["factor"]

    def backward(self, output_grad):
        self.grads = {"factor": np.array([np.sum(output_grad * self.x)])}
        return output_grad * self.params["factor"]


class Sine:
    """The sine, in which nothing is learned."""

    def __init__(self):
        self.params, self.grads = {}, {}

    def forward(self, x, training=False):
        self.x = x
        return np.sin(x)

    def backward(self, output_grad):
        return output_grad * np.cos(self.x)


class Squares:
    """The sum of squares."""

    def forward(self, z, targets):
        self.off_by = z - targets
        return float(np.sum(self.off_by**2))

    def backward(self):
        return 2 * self.off_by


@pytest.mark.exercise("Network")
def test_network_gradients():
    """Through strange layers: the loss, and the gradient of each number, by finite differences."""
    x, targets = numbers(2, 3), numbers(2, 3, seed=1)
    chain = [Scale(0.5), Sine(), Scale(-1.5), Sine(), Scale(2.0)]
    network = layers.Network(chain, Squares())
    assert_close(network.forward(x), 2 * np.sin(-1.5 * np.sin(0.5 * x)))
    value = network.loss_and_backward(x, targets)
    assert_close(value, float(np.sum((network.forward(x) - targets) ** 2)))
    for layer in chain[::2]:
        grad = layer.grads["factor"].copy()

        def loss_of(factor, layer=layer):
            before, layer.params["factor"] = layer.params["factor"], factor
            try:
                return np.sum((network.forward(x) - targets) ** 2)
            finally:
                layer.params["factor"] = before

        assert_gradient(loss_of, grad, layer.params["factor"])


@pytest.mark.exercise("Network")
def test_network_tells_of_training_and_shows_its_params():
    """forward passes training on; params() has the layers' own dicts, one for every layer."""
    first, last = Scale(0.5), Scale(2.0)
    network = layers.Network([first, Sine(), last], Squares())
    network.forward(numbers(1, 2))
    network.forward(numbers(1, 2), training=True)
    network.loss_and_backward(numbers(1, 2), numbers(1, 2))
    assert first.heard == [False, True, True]
    assert [sorted(own) for own in network.params()] == [["factor"], [], ["factor"]]
    assert network.params()[0] is first.params
    assert network.grads()[2] is last.grads


@pytest.mark.exercise("Network")
def test_network_of_your_own_layers():
    """Gradients through a whole network of this module's classes, by finite differences: here it shows
    which layer does not fit the others.
    """
    stack = [layers.Convolution(1, 2, 2, seed=1), layers.Activation("tanh"), layers.Pooling("average", 2, 1)]
    stack += [layers.Flatten(), layers.Dense(8, 3, seed=2)]
    network = layers.Network(stack, layers.SoftmaxCrossEntropy())
    x, targets = numbers(2, 1, 4, 4), np.eye(3)[[2, 0]]
    network.loss_and_backward(x, targets)
    grads = [{name: np.array(grad) for name, grad in own.items()} for own in network.grads()]
    for params, own in zip(network.params(), grads, strict=True):
        for name, found in own.items():

            def loss_of(values, params=params, name=name):
                before, params[name] = params[name], values
                try:
                    return network.loss_and_backward(x, targets)
                finally:
                    params[name] = before

            assert_gradient(loss_of, found, params[name].copy())


# SGD


class Still:
    """A network for optimizers: one layer with weights, whose gradient is always the same."""

    def __init__(self, *weights):
        self.own = {"weights": np.array(weights)}
        self.gradient = {"weights": np.ones(len(weights))}

    def params(self):
        return [{}, self.own]

    def grads(self):
        return [{}, self.gradient]

    def ways(self, optimizer, steps, *, epochs=False):
        """How far each step goes."""
        places = [self.own["weights"].copy()]
        for _ in range(steps):
            optimizer.step()
            places.append(self.own["weights"].copy())
            if epochs:
                optimizer.next_epoch()
        return np.array([before[0] - after[0] for before, after in itertools.pairwise(places)])


@pytest.mark.exercise("SGD")
def test_sgd_steps():
    """The gradient is 1, so a step goes as far as the rate; momentum adds a half of the step before."""
    network = Still(3.0, 5.0)
    assert_close(network.ways(layers.SGD(network, 0.25), 3), [0.25, 0.25, 0.25])
    network = Still(3.0, 5.0)
    assert_close(network.ways(layers.SGD(network, 0.25, momentum=0.5), 3), [0.25, 0.375, 0.4375])
    assert_close(network.gradient["weights"], np.ones(2), what="The gradient after the steps")


@pytest.mark.exercise("SGD")
def test_sgd_decays():
    """From 1 to 1/4 in three epochs, in equal steps or by equal factors; then the rate stays."""
    for decay, rates in (("linear", [1, 0.625, 0.25, 0.25]), ("exponential", [1, 0.5, 0.25, 0.25])):
        network = Still(3.0)
        optimizer = layers.SGD(network, 1.0, final_learning_rate=0.25, epochs=3, decay=decay)
        assert_close(network.ways(optimizer, 4, epochs=True), rates, what=f"The steps of a decay that is {decay}")
    with refuses():
        layers.SGD(Still(1.0), 1.0, decay="stepwise")


# Trainer


class Diary:
    """A network and an optimizer in one that note what they are asked."""

    def __init__(self):
        self.notes, self.seen = [], []

    def loss_and_backward(self, x, targets):
        assert_close(targets, 10 * x, what="The targets of a batch")
        self.notes.append("batch")
        self.seen.append(x[:, 0])
        return float(x.mean())

    def step(self):
        self.notes.append("step")

    def next_epoch(self):
        self.notes.append("next_epoch")


@pytest.mark.exercise("Trainer")
def test_trainer_shows_all_samples():
    """Five samples in batches of two: the last one is smaller, and in each epoch all come once."""
    diary, x = Diary(), np.arange(5.0).reshape(5, 1)
    history = layers.Trainer(diary, diary, seed=1).fit(x, 10 * x, epochs=2, batch_size=2)
    assert diary.notes == (["batch", "step"] * 3 + ["next_epoch"]) * 2
    assert [len(batch) for batch in diary.seen] == [2, 2, 1] * 2
    for epoch in (diary.seen[:3], diary.seen[3:]):
        assert sorted(np.concatenate(epoch)) == [0, 1, 2, 3, 4]
    assert_close(np.array(history), [2.0, 2.0], what="The history: the mean over the samples, which is 2,")


@pytest.mark.exercise("Trainer")
def test_trainer_shuffles_by_the_seed():
    """Another order in each epoch, the same for the same seed, and x stays as it is."""
    x = np.arange(40.0).reshape(40, 1)

    def order(seed):
        diary = Diary()
        layers.Trainer(diary, diary, seed).fit(x, 10 * x, 2, 8)
        return np.concatenate(diary.seen).tolist()

    first = order(3)
    assert first == order(3), "the same seed gave another order"
    assert first != order(4), "another seed gave the same order"
    assert first[:40] != first[40:], "the order is the same in both epochs"
    assert first[:40] != sorted(first[:40]), "the samples are not shuffled"
    assert_close(x[:, 0], np.arange(40.0), what="x after the training")
    with refuses():
        layers.Trainer(Diary(), Diary(), 1).fit(x, x[:3], 1, 8)
