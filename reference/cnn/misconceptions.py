"""Wrong networks that people really write, each with the hint that helps.

Each is the solution with one mistake in it: what a class does not define here it has from the solution.
"""

# ruff: noqa: N801, ARG002 - a misconception is named by its mistake, and ignores what it should not

import contextlib
import copy
import types

import numpy as np
from tqdm import tqdm

from autograder.unit import misconception

from .solution import CNN, Adam

# Prediction


@misconception(
    "CNN",
    "predict seems to return classes or zeros and ones. Return the activations of the output as they are: whoever wants the class takes argmax of "
    "them, and the "
    "cost of hard decisions says nothing.",
)
class predicts_classes(CNN):
    def predict(self, images):
        prediction = self._forward(images)[0]
        return np.eye(prediction.shape[1])[prediction.argmax(axis=1)]


@misconception(
    "CNN",
    "The images seem to be flattened column by column. Flatten them row-major, as reshape does by default: the weights of a dense layer count on that order.",
)
class flattens_column_major(CNN):
    def _output(self, layer, x):
        if layer.kind == "flatten":
            return x.transpose(0, 3, 2, 1).reshape(len(x), -1)
        return super()._output(layer, x)

    def _backward(self, layer, x, grad):
        if layer.kind == "flatten":
            return grad.reshape(len(x), *x.shape[:0:-1]).transpose(0, 3, 2, 1), {}
        return super()._backward(layer, x, grad)


@misconception(
    "CNN",
    "The kernels seem to be turned by 180 degrees, as scipy.signal.convolve does. Here the kernel is laid on the image as it is.",
)
class flips_kernels(CNN):
    def _turned(self, layer):
        return types.SimpleNamespace(**vars(layer) | {"params": layer.params | {"weights": layer.params["weights"][:, :, ::-1, ::-1]}})

    def _output(self, layer, x):
        output = super()._output(layer, x)
        return super()._output(self._turned(layer), x) if layer.kind == "convolution" else output

    def _backward(self, layer, x, grad):
        if layer.kind != "convolution":
            return super()._backward(layer, x, grad)
        input_grad, own = super()._backward(self._turned(layer), x, grad)
        return input_grad, own | {"weights": own["weights"][:, :, ::-1, ::-1]}


@misconception(
    "CNN",
    "The biases of the convolutions seem to be left out: every feature map has one, which is added to all of its pixels.",
)
class convolutions_without_bias(CNN):
    def _output(self, layer, x):
        output = super()._output(layer, x)
        return output - layer.params["bias"][:, np.newaxis, np.newaxis] if layer.kind == "convolution" else output


@misconception(
    "CNN",
    "The maximum of a window seems never to be below 0. Start the search at the window's first value, or at minus infinity.",
)
class maximum_starts_at_zero(CNN):
    def _output(self, layer, x):
        output = super()._output(layer, x)
        return np.maximum(output, 0) if layer.kind == "max" else output


@misconception(
    "CNN",
    "Convolutions without a given activation seem to use relu. The default is leaky_relu.",
)
class relu_by_default(CNN):
    def add_convolution(self, feature_maps, kernel_size, stride=1, padding=0, activation="relu"):
        super().add_convolution(feature_maps, kernel_size, stride, padding, activation)


@misconception(
    "CNN",
    "Softmax overflows where its input is large. Subtract the largest value of each row first: it changes nothing else.",
)
class softmax_overflows(CNN):
    def _activation(self, layer, z):
        if layer.activation == "softmax":
            powers = np.exp(z)
            return powers / powers.sum(axis=1, keepdims=True)
        return super()._activation(layer, z)


# Cost and gradients


@misconception(
    "CNN",
    "The cost is not finite where a prediction is exactly 0. Keep the logarithm away from 0 by a tiny number.",
)
class logarithm_of_zero(CNN):
    def _cost(self, prediction, targets):
        loss, grad = super()._cost(prediction, targets)
        if self.cost == "cross_entropy":
            return float(-np.sum(targets * np.log(prediction)) / len(targets)), grad
        return loss, grad


@misconception(
    "CNN",
    "Cost and gradients seem to be sums over the samples. Both are means: divide by the number of samples.",
)
class sums_over_samples(CNN):
    def _cost(self, prediction, targets):
        loss, grad = super()._cost(prediction, targets)
        return len(targets) * loss, len(targets) * grad


@misconception(
    "CNN",
    "The gradients seem to be sums over the samples, though the cost is a mean. Divide them by the number of samples, too.",
)
class gradients_summed_over_samples(CNN):
    def _cost(self, prediction, targets):
        loss, grad = super()._cost(prediction, targets)
        return loss, len(targets) * grad


@misconception(
    "CNN",
    "The gradient of the mean squared error seems to lack the 2 that the derivative of a square brings.",
)
class square_without_two(CNN):
    def _cost(self, prediction, targets):
        loss, grad = super()._cost(prediction, targets)
        return loss, grad / 2 if self.cost == "mean_squared_error" else grad


@misconception(
    "CNN",
    "The output's error seems to be (prediction - targets) / N whatever the cost. That is so for softmax with cross_entropy only: with mean_squared_error, the "
    "derivatives of the square and of the output's activation come in.",
)
class one_output_error_for_all_costs(CNN):
    def loss_and_grads(self, images, targets):
        prediction, trace = self._forward(images)
        if targets.shape != prediction.shape:
            raise ValueError("targets must have the output's shape")
        loss, _ = self._cost(prediction, targets)
        grad, grads = (prediction - targets) / len(targets), []
        for number, (layer, x, z) in enumerate(reversed(trace)):
            if number > 0:
                grad = self._activation_grad(layer, z, grad)
            grad, own_grads = self._backward(layer, x, grad)
            if own_grads:
                grads.insert(0, own_grads)
        return loss, grads


@misconception(
    "CNN",
    "The derivative of softmax seems to be taken as a * (1 - a) for each output alone. Every output depends on all inputs of its row: multiply by the whole "
    "Jacobian, or use that softmax and cross_entropy together give (prediction - targets) / N.",
)
class softmax_derivative_elementwise(CNN):
    def _activation_grad(self, layer, z, grad):
        if layer.activation == "softmax":
            a = self._activation(layer, z)
            return grad * a * (1 - a)
        return super()._activation_grad(layer, z, grad)


@misconception(
    "CNN",
    "The derivative of sigmoid seems to be taken at the activation a instead of at z, so that sigmoid is applied twice: it is a * (1 - a) with a = sigmoid(z).",
)
class sigmoid_derivative_at_activation(CNN):
    def _activation_grad(self, layer, z, grad):
        if layer.activation == "sigmoid":
            z = self._activation(layer, z)
        return super()._activation_grad(layer, z, grad)


@misconception(
    "CNN",
    "Where z is exactly 0, relu lets the gradient through. There its slope is 0 (and that of leaky_relu is the small one): ask for z > 0, not for z >= 0.",
)
class relu_lets_zero_through(CNN):
    def _activation_grad(self, layer, z, grad):
        return super()._activation_grad(layer, np.where(z == 0, 1e-300, z), grad)


@misconception(
    "CNN",
    "The derivatives of the hidden layers' activations seem to be forgotten: on the way back, the gradient of an activation is multiplied by its "
    "derivative at z "
    "before it goes to weights, bias and input.",
)
class hidden_derivatives_forgotten(CNN):
    def loss_and_grads(self, images, targets):
        prediction, trace = self._forward(images)
        if targets.shape != prediction.shape:
            raise ValueError("targets must have the output's shape")
        loss, grad = self._cost(prediction, targets)
        grads = []
        for number, (layer, x, z) in enumerate(reversed(trace)):
            if number == 0:
                grad = self._activation_grad(layer, z, grad)
            grad, own_grads = self._backward(layer, x, grad)
            if own_grads:
                grads.insert(0, own_grads)
        return loss, grads


@misconception(
    "CNN",
    "The biases' gradients are zero: each is the sum of the gradients of all that the bias was added to.",
)
class biases_without_gradient(CNN):
    def _backward(self, layer, x, grad):
        input_grad, own = super()._backward(layer, x, grad)
        return input_grad, {name: value if name == "weights" else 0 * value for name, value in own.items()}


@misconception(
    "CNN",
    "On the way back through a convolution the kernel seems to be turned the wrong way: the gradient of output o goes to input o + k with weight k. "
    "Convolving the gradient forward with the same kernel turns that round.",
)
class convolved_back_unflipped(CNN):
    def _backward(self, layer, x, grad):
        input_grad, own = super()._backward(layer, x, grad)
        if layer.kind == "convolution":
            turned = types.SimpleNamespace(**vars(layer) | {"params": layer.params | {"weights": layer.params["weights"][:, :, ::-1, ::-1]}})
            input_grad = super()._backward(turned, x, grad)[0]
        return input_grad, own


@misconception(
    "CNN",
    "At a tie every maximum of a window seems to get the whole gradient. The first one in row-major order gets it, the others get nothing.",
)
class every_maximum_gets_all(CNN):
    def _backward(self, layer, x, grad):
        if layer.kind != "max":
            return super()._backward(layer, x, grad)
        windows = self._windows(layer, x)
        shares = windows == windows.max(axis=(4, 5), keepdims=True)
        return self._add_up(layer, x, shares * grad[:, :, :, :, np.newaxis, np.newaxis]), {}


@misconception(
    "CNN",
    "Where pooling windows overlap, a pixel gets the gradient of one window only. Add up what all of its windows send back (+=, not =).",
)
class overlapping_windows_overwritten(CNN):
    def _backward(self, layer, x, grad):
        if layer.kind not in ("max", "average"):
            return super()._backward(layer, x, grad)
        input_grad = np.zeros(x.shape)
        windows = np.lib.stride_tricks.sliding_window_view(input_grad, layer.size, axis=(2, 3), writeable=True)
        vertical, horizontal = layer.stride
        values = self._windows(layer, x)
        for n, c, o, p in np.ndindex(grad.shape):
            target, window = windows[n, c, o * vertical, p * horizontal], values[n, c, o, p]
            if layer.kind == "average":
                target[...] = grad[n, c, o, p] / window.size
            else:
                target[np.unravel_index(window.argmax(), window.shape)] = grad[n, c, o, p]
        return input_grad, {}


@misconception(
    "CNN",
    "With images of whole numbers, results are cut off to whole numbers somewhere: np.zeros_like of such an array holds whole numbers only. Make "
    "arrays of floats.",
)
class cuts_off_fractions(CNN):
    def _output(self, layer, x):
        z = super()._output(layer, x)
        return z.astype(x.dtype) if x.dtype.kind == "i" else z


# Training


@misconception(
    "CNN",
    "The first layer with weights is never trained: the loop over the layers seems to end one too early.",
)
class first_layer_never_trained(CNN):
    def _update(self, grads, schedulers, regularization):
        kept = [value.copy() for value in self.params[0].values()]
        super()._update(grads, schedulers, regularization)
        self.params[0]["weights"][...], self.params[0]["bias"][...] = kept


@misconception(
    "CNN",
    "The kernels of the convolutions stay as they were drawn: they are weights like those of dense layers and must be updated, too.",
)
class convolutions_never_trained(CNN):
    def _update(self, grads, schedulers, regularization):
        kept = [copy.deepcopy(own) for own in self.params]
        super()._update(grads, schedulers, regularization)
        for own, before in zip(self.params, kept, strict=True):
            if own["weights"].ndim == 4:
                own["weights"][...], own["bias"][...] = before["weights"], before["bias"]


@misconception(
    "CNN",
    "The biases are never trained: update them like the weights, from their own gradients.",
)
class biases_never_trained(CNN):
    def _update(self, grads, schedulers, regularization):
        kept = [own["bias"].copy() for own in self.params]
        super()._update(grads, schedulers, regularization)
        for own, bias in zip(self.params, kept, strict=True):
            own["bias"][...] = bias


@misconception(
    "CNN",
    "The changes seem to be added. What update_change returns is to be subtracted: the gradient points to where the cost grows.",
)
class climbs_the_cost(CNN):
    def _update(self, grads, schedulers, regularization):
        for own, own_grads, own_schedulers in zip(self.params, grads, schedulers, strict=True):
            own_grads["weights"] += regularization * own["weights"]
            for name in own:
                own[name] += own_schedulers[name].update_change(own_grads[name])


@misconception(
    "CNN",
    "Layers seem to be updated on the way back, so that the gradient of a layer below is sent through weights that have changed already. Compute all gradients "
    "first, with the weights that made the prediction, then update.",
)
class updates_on_the_way_back(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError("images, targets and batches do not fit each other")
        self._forward(images)
        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
                for batch in np.array_split(self.random.permutation(len(images)), batches):
                    self._train_batch(images[batch], targets[batch], schedulers, regularization)
                self._measure(history, "train", images, targets)
                if validation is not None:
                    self._measure(history, "val", *validation)
        return history

    def _train_batch(self, images, targets, schedulers, regularization):
        prediction, trace = self._forward(images)
        grad = self._cost(prediction, targets)[1]
        number = len(self.params)
        for layer, x, z in reversed(trace):
            grad = self._activation_grad(layer, z, grad)
            own_grads = self._backward(layer, x, grad)[1]
            if own_grads:
                number -= 1
                own_grads["weights"] += regularization * layer.params["weights"]
                for name in own_grads:
                    layer.params[name] -= schedulers[number][name].update_change(own_grads[name])
            grad = self._backward(layer, x, grad)[0]


@misconception(
    "CNN",
    "All arrays seem to share one scheduler, so the momentum of one acts on the others. Make a copy of the scheduler for each array of weights or biases.",
)
class shares_the_scheduler(CNN):
    def _update(self, grads, schedulers, regularization):
        super()._update(grads, [dict.fromkeys(own, self.scheduler) for own in self.params], regularization)


@misconception(
    "CNN",
    "The schedulers seem to be copied anew for every batch, so that they forget what they have accumulated. Copy them once, when the training begins.",
)
class scheduler_copied_for_every_batch(CNN):
    def _update(self, grads, schedulers, regularization):
        super()._update(grads, [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params], regularization)


@misconception(
    "CNN",
    "The schedulers seem to be copied anew in every epoch, so that they forget what they have accumulated. Copy them once, when the training begins.",
)
class scheduler_copied_for_every_epoch(CNN):
    def fit(self, images, targets, epochs, *others):
        history = super().fit(images, targets, 1, *others)
        for _ in range(1, epochs):
            more = super().fit(images, targets, 1, *others)
            if not more["train_error"]:
                break
            history = {name: values + more[name] for name, values in history.items()}
        return history


@misconception(
    "CNN",
    "One copy of the scheduler seems to serve a layer's weights and its bias. Each array needs a copy of its own.",
)
class one_scheduler_for_each_layer(CNN):
    def _update(self, grads, schedulers, regularization):
        super()._update(grads, [dict.fromkeys(own, own["weights"]) for own in schedulers], regularization)


@misconception(
    "CNN",
    "The penalty is added to the gradients of the biases, too. Only weights are penalised.",
)
class penalises_biases(CNN):
    def _update(self, grads, schedulers, regularization):
        for own, own_grads in zip(self.params, grads, strict=True):
            own_grads["bias"] = own_grads["bias"] + regularization * own["bias"]
        super()._update(grads, schedulers, regularization)


@misconception(
    "CNN",
    "regularization has no effect: add regularization * weights to the gradients of the weights before the scheduler gets them.",
)
class penalty_forgotten(CNN):
    def _update(self, grads, schedulers, regularization):
        super()._update(grads, schedulers, 0.0)


@misconception(
    "CNN",
    "The penalty seems to be twice as strong as it should be: what is added to the gradient is regularization * weights.",
)
class penalty_doubled(CNN):
    def _update(self, grads, schedulers, regularization):
        super()._update(grads, schedulers, 2 * regularization)


@misconception(
    "CNN",
    "fit draws new weights when it begins. They are made at the network's first use, and fit goes on from where they are.",
)
class fit_starts_over(CNN):
    def fit(self, images, *others):
        self.params = []
        for layer in self.layers:
            layer.params = None
        return super().fit(images, *others)


@misconception(
    "CNN",
    "When the number of batches does not divide the number of samples, the last samples are left out. They belong to a batch, too: np.array_split does that.",
)
class drops_the_last_samples(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError("images, targets and batches do not fit each other")
        self._forward(images)
        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        size = len(images) // batches
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
                order = self.random.permutation(len(images))
                for start in range(0, batches * size, size):
                    batch = order[start : start + size]
                    self._update(self.loss_and_grads(images[batch], targets[batch])[1], schedulers, regularization)
                self._measure(history, "train", images, targets)
                if validation is not None:
                    self._measure(history, "val", *validation)
        return history


@misconception(
    "CNN",
    "batches seems to be taken for the number of samples in a batch. It is the number of batches in an epoch.",
)
class batches_taken_for_their_size(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError("images, targets and batches do not fit each other")
        return super().fit(images, targets, epochs, -(-len(images) // batches), regularization, validation)


@misconception(
    "CNN",
    "Batches seem to be drawn with replacement: some samples come several times in an epoch and others not at all. Shuffle the samples and cut them "
    "into batches.",
)
class draws_batches_with_replacement(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        if len(images) != len(targets) or not 1 <= batches <= len(images):
            raise ValueError("images, targets and batches do not fit each other")
        self._forward(images)
        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
        history = {"train_error": [], "train_accuracy": [], "val_error": [], "val_accuracy": []}
        size = len(images) // batches
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
                for _ in range(batches):
                    batch = self.random.integers(0, len(images), size)
                    self._update(self.loss_and_grads(images[batch], targets[batch])[1], schedulers, regularization)
                self._measure(history, "train", images, targets)
                if validation is not None:
                    self._measure(history, "val", *validation)
        return history


@misconception(
    "CNN",
    "The default scheduler seems to be Adam with a learning rate of 0.0001. Here it is Adam(0.001, 0.9, 0.999).",
)
class default_rate_too_small(CNN):
    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        super().__init__(cost, Adam(1e-4, 0.9, 0.999) if scheduler is None else scheduler, seed)


@misconception(
    "CNN",
    "All networks seem to draw from one generator, whatever their seed, so a second network with the same seed gets other weights. Make a generator "
    "np.random.default_rng(seed) in __init__, and draw all random numbers of the network from it.",
)
class one_generator_for_all_networks(CNN):
    shared = np.random.default_rng(0)

    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        super().__init__(cost, scheduler, seed)
        self.random = self.shared


@misconception(
    "CNN",
    "All networks get the same weights, whatever the seed: a generator with a fixed seed seems to be in use.",
)
class seed_fixed(CNN):
    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        super().__init__(cost, scheduler, 42)


@misconception(
    "CNN",
    "All weights start at zero. Then all nodes of a layer do the same for ever, or nothing at all: draw small random numbers.",
)
class starts_at_zero(CNN):
    def _own_params(self, layer, shape):
        new = layer.params is None
        own = super()._own_params(layer, shape)
        if new:
            own["weights"][...] = 0
        return own


# History


@misconception(
    "CNN",
    "The accuracy seems to count the numbers of the one-hot targets, most of which are zero anyway: with ten classes, a network that is always wrong "
    "gets 80 %. "
    "Count samples: compare where the largest output is with where the 1 is.",
)
class accuracy_of_single_numbers(CNN):
    def _measure(self, history, which, images, targets):
        super()._measure(history, which, images, targets)
        prediction = self.predict(images)
        classes = np.eye(prediction.shape[1])[prediction.argmax(axis=1)]
        history[f"{which}_accuracy"][-1] = float(np.mean(classes == targets))


@misconception(
    "CNN",
    "The accuracy seems to be given in per cent. It is a part of the samples, between 0 and 1.",
)
class accuracy_in_per_cent(CNN):
    def _measure(self, history, which, images, targets):
        super()._measure(history, which, images, targets)
        history[f"{which}_accuracy"][-1] *= 100


@misconception(
    "CNN",
    "The error seems to be that of hard decisions. Measure the cost of the output's activations themselves.",
)
class error_of_hard_decisions(CNN):
    def _measure(self, history, which, images, targets):
        super()._measure(history, which, images, targets)
        prediction = self.predict(images)
        classes = np.eye(prediction.shape[1])[prediction.argmax(axis=1)]
        history[f"{which}_error"][-1] = self._cost(classes, targets)[0]


@misconception(
    "CNN",
    "The training's error and accuracy seem to be measured before the last update of the epoch. Measure at the epoch's end, with the weights that it "
    "has led to.",
)
class measured_before_the_update(CNN):
    def loss_and_grads(self, images, targets):
        prediction = self.predict(images)
        loss, grads = super().loss_and_grads(images, targets)
        self._before = loss, float(np.mean(prediction.argmax(axis=1) == targets.argmax(axis=1)))
        return loss, grads

    def _measure(self, history, which, images, targets):
        super()._measure(history, which, images, targets)
        if which == "train":
            history["train_error"][-1], history["train_accuracy"][-1] = self._before


@misconception(
    "CNN",
    "Without validation, val_error and val_accuracy must be empty lists: neither nan for each epoch nor the training's own numbers.",
)
class nothing_validated_is_nan(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        history = super().fit(images, targets, epochs, batches, regularization, validation)
        if validation is None:
            number = len(history["train_error"])
            history["val_error"], history["val_accuracy"] = [float("nan")] * number, [float("nan")] * number
        return history


@misconception(
    "CNN",
    "validation seems to be ignored, or the training samples are measured in its place.",
)
class validates_on_training_samples(CNN):
    def fit(self, images, targets, epochs, batches, regularization=0.0, validation=None):
        return super().fit(images, targets, epochs, batches, regularization, validation and (images, targets))


@misconception(
    "CNN",
    "Ctrl-C ends fit without a history: catch KeyboardInterrupt around the loop over the epochs, and return what there is.",
)
class interruption_not_caught(CNN):
    def fit(self, *arguments):
        interrupted = []
        original = self._update

        def update(*others):
            try:
                original(*others)
            except KeyboardInterrupt as pressed:
                interrupted.append(pressed)
                raise

        self._update = update
        history = super().fit(*arguments)
        self._update = original
        if interrupted:
            raise interrupted[0]
        return history


@misconception(
    "CNN",
    "Ctrl-C seems to end one epoch only, and the next one goes on. Catch KeyboardInterrupt outside of the loop over the epochs, or leave the loop.",
)
class interruption_ends_one_epoch(CNN):
    def _update(self, grads, schedulers, regularization):
        with contextlib.suppress(KeyboardInterrupt):
            super()._update(grads, schedulers, regularization)


# Manners and refusals


@misconception(
    "CNN",
    "fit shuffles the caller's own images and targets: np.random.shuffle works in place. Shuffle a list of indices instead.",
)
class shuffles_in_place(CNN):
    def fit(self, images, targets, *others):
        history = super().fit(images, targets, *others)
        order = np.arange(len(images))[::-1]
        images[...], targets[...] = images[order], targets[order]
        return history


@misconception(
    "CNN",
    "The arrays that loss_and_grads has returned change with its next call: return new arrays every time.",
)
class gradients_reused(CNN):
    def loss_and_grads(self, images, targets):
        loss, grads = super().loss_and_grads(images, targets)
        self._kept = getattr(self, "_kept", grads)
        for kept, own in zip(self._kept, grads, strict=True):
            for name in own:
                kept[name][...] = own[name]
        return loss, self._kept


@misconception(
    "CNN",
    "Layers are accepted in any order. Say no as soon as a layer is added where it cannot stand: dense layers before add_flatten, images after it, "
    "anything after the output.",
)
class any_order_of_layers(CNN):
    def _add(self, stage, *settings, **more):
        self.stage = stage
        super()._add(stage, *settings, **more)


@misconception(
    "CNN",
    "Some arguments that make no sense are not refused. NumPy is no help where it broadcasts, and np.array_split makes empty batches without a word: compare "
    "the shapes of targets and output and the number of batches yourself, and raise ValueError.",
)
class targets_broadcast(CNN):
    def loss_and_grads(self, images, targets):
        if self.stage == "output":
            targets = np.broadcast_to(targets, (len(images), self.layers[-1].nodes))
        return super().loss_and_grads(images, targets)


@misconception(
    "CNN",
    "A kernel or window that is larger than its image is not refused: it seems to be cut down to fit. Raise a ValueError instead.",
)
class kernels_cut_to_fit(CNN):
    def _windows(self, layer, x):
        size = zip(layer.size, layer.padding, x.shape[2:], strict=True)
        return super()._windows(types.SimpleNamespace(**vars(layer) | {"size": [min(kernel, width + 2 * padding) for kernel, padding, width in size]}), x)
