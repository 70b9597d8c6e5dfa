"""Wrong networks that people really write, each with the hint that helps.

Each is the solution with one mistake in it.
"""

from autograder.course import edited

# Prediction

predicts_classes = edited(
    "CNN",
    "predict seems to return classes or zeros and ones. Return the activations of the output as they are: whoever "
    "wants the class takes argmax of "
    "them, and the "
    "cost of hard decisions says nothing.",
    (
        "return self._forward(images)[0]",
        "prediction = self._forward(images)[0]\n        return np.eye(prediction.shape[1])[prediction.argmax(axis=1)]",
    ),
)

flattens_column_major = edited(
    "CNN",
    "The images seem to be flattened column by column. Flatten them row-major, as reshape does by default: the "
    "weights of a dense layer count on that order.",
    ("x.reshape(len(x), -1)", 'x.reshape(len(x), -1, order="F")'),
    ("grad.reshape(x.shape)", 'grad.reshape(x.shape, order="F")'),
)

flips_kernels = edited(
    "CNN",
    "The kernels seem to be turned by 180 degrees, as scipy.signal.convolve does. Here the kernel is laid on the "
    "image as it is.",
    ('windows, own["weights"])', 'windows, own["weights"][:, :, ::-1, ::-1])'),
    ('grad, layer.params["weights"])', 'grad, layer.params["weights"][:, :, ::-1, ::-1])'),
    ("windows, grad)", "windows, grad)[:, :, ::-1, ::-1]"),
)

convolutions_without_bias = edited(
    "CNN",
    "The biases of the convolutions seem to be left out: every feature map has one, which is added to all of its "
    "pixels.",
    (' + own["bias"][:, np.newaxis, np.newaxis]', ""),
)

maximum_starts_at_zero = edited(
    "CNN",
    "The maximum of a window seems never to be below 0. Start the search at the window's first value, or at minus "
    "infinity.",
    ("windows.max(axis=(4, 5))", "windows.max(axis=(4, 5), initial=0)"),
)

relu_by_default = edited(
    "CNN",
    "Convolutions without a given activation seem to use relu. The default is leaky_relu.",
    ('activation: str = "leaky_relu",\n', 'activation: str = "relu",\n'),
)

softmax_overflows = edited(
    "CNN",
    "Softmax overflows where its input is large. Subtract the largest value of each row first: it changes nothing "
    "else.",
    ("np.exp(z - z.max(axis=1, keepdims=True))", "np.exp(z)"),
)

padding_swapped = edited(
    "CNN",
    "Vertical and horizontal padding seem to be exchanged. In a pair, the first number is for rows above and "
    "below, the second for columns left and right.",
    ("top, left = layer.padding\n        return", "left, top = layer.padding\n        return"),
    ("(top, left) = layer.stride, layer.padding", "(left, top) = layer.stride, layer.padding"),
)

leaky_slope_too_large = edited(
    "CNN",
    "leaky_relu seems to have the slope 0.01 below zero. Here it is 0.001.",
    (
        "return np.where(z > 0, z, SLOPES[layer.activation] * z)",
        'return np.where(z > 0, z, (0.01 if layer.activation == "leaky_relu" else SLOPES[layer.activation]) * z)',
    ),
    (
        "return np.where(z > 0, grad, SLOPES[layer.activation] * grad)",
        'return np.where(z > 0, grad, (0.01 if layer.activation == "leaky_relu" else SLOPES[layer.activation]) * grad)',
    ),
)

# Cost and gradients

logarithm_of_zero = edited(
    "CNN",
    "The cost is not finite where a prediction is exactly 0. Keep the logarithm away from 0 by a tiny number.",
    ("np.log(positive)", "np.log(prediction)"),
)

sums_over_samples = edited(
    "CNN",
    "Cost and gradients seem to be sums over the samples. Both are means: divide by the number of samples.",
    ("np.sum(error**2) / len(error)), 2 * error / len(error)", "np.sum(error**2)), 2 * error"),
    (
        "np.log(positive)) / len(targets)), -targets / positive / len(targets)",
        "np.log(positive))), -targets / positive",
    ),
)

cross_entropy_summed_over_samples = edited(
    "CNN",
    "cross_entropy and its gradient seem to be sums over the samples. Both are means: divide by the number of samples.",
    (
        "np.log(positive)) / len(targets)), -targets / positive / len(targets)",
        "np.log(positive))), -targets / positive",
    ),
)

gradients_summed_over_samples = edited(
    "CNN",
    "The gradients seem to be sums over the samples, though the cost is a mean. Divide them by the number of "
    "samples, too.",
    ("2 * error / len(error)", "2 * error"),
    ("-targets / positive / len(targets)", "-targets / positive"),
)

square_without_two = edited(
    "CNN",
    "The gradient of the mean squared error seems to lack the 2 that the derivative of a square brings.",
    ("2 * error / len(error)", "error / len(error)"),
)

one_output_error_for_all_costs = edited(
    "CNN",
    "The output's error seems to be (prediction - targets) / N whatever the cost. That is so for softmax with "
    "cross_entropy only: with mean_squared_error, the "
    "derivatives of the square and of the output's activation come in.",
    (
        """\
            grad, own_grads = self._backward(layer, x, self._activation_grad(layer, z, grad))
""",
        """\
            grad = (prediction - targets) / len(targets) if layer is self.layers[-1] else self._activation_grad(layer, z, grad)
            grad, own_grads = self._backward(layer, x, grad)
""",
    ),
)

shortcut_for_all_outputs = edited(
    "CNN",
    "With cross_entropy, the output's error seems to be (prediction - targets) / N whatever the output's "
    "activation. That is so for softmax only: for others, "
    "multiply the gradient of the cost by the derivative of the activation.",
    (
        """\
            grad, own_grads = self._backward(layer, x, self._activation_grad(layer, z, grad))
""",
        """\
            shortcut = layer is self.layers[-1] and self.cost == "cross_entropy"
            grad = (prediction - targets) / len(targets) if shortcut else self._activation_grad(layer, z, grad)
            grad, own_grads = self._backward(layer, x, grad)
""",
    ),
)

softmax_derivative_elementwise = edited(
    "CNN",
    "The derivative of softmax seems to be taken as a * (1 - a) for each output alone. Every output depends on all "
    "inputs of its row: multiply by the whole "
    "Jacobian, or use that softmax and cross_entropy together give (prediction - targets) / N.",
    ("a * (grad - np.sum(a * grad, axis=1, keepdims=True))", "grad * a * (1 - a)"),
)

sigmoid_derivative_at_activation = edited(
    "CNN",
    "The derivative of sigmoid seems to be taken at the activation a instead of at z, so that sigmoid is applied "
    "twice: it is a * (1 - a) with a = sigmoid(z).",
    ("return grad * a * (1 - a)", "a = self._activation(layer, a)\n            return grad * a * (1 - a)"),
)

relu_lets_zero_through = edited(
    "CNN",
    "Where z is exactly 0, relu lets the gradient through. There its slope is 0 (and that of leaky_relu is the "
    "small one): ask for z > 0, not for z >= 0.",
    ("np.where(z > 0, grad", "np.where(z >= 0, grad"),
)

leaky_relu_lets_zero_through = edited(
    "CNN",
    "Where z is exactly 0, leaky_relu lets the whole gradient through. There its slope is the small one: ask for z "
    "> 0, not for z >= 0.",
    ("np.where(z > 0, grad", 'np.where(z >= 0 if layer.activation == "leaky_relu" else z > 0, grad'),
)

hidden_derivatives_forgotten = edited(
    "CNN",
    "The derivatives of the hidden layers' activations seem to be forgotten: on the way back, the gradient of an "
    "activation is multiplied by its "
    "derivative at z "
    "before it goes to weights, bias and input.",
    (
        "self._activation_grad(layer, z, grad))",
        "self._activation_grad(layer, z, grad) if layer is self.layers[-1] else grad)",
    ),
)

biases_without_gradient = edited(
    "CNN",
    "The biases' gradients are zero: each is the sum of the gradients of all that the bias was added to.",
    ("grad.sum(axis=0)", "np.zeros(layer.nodes)"),
    ("grad.sum(axis=(0, 2, 3))", "np.zeros(layer.nodes)"),
)

convolved_back_unflipped = edited(
    "CNN",
    "On the way back through a convolution the kernel seems to be turned the wrong way: the gradient of output o "
    "goes to input o + k with weight k. "
    "Convolving the gradient forward with the same kernel turns that round.",
    ('grad, layer.params["weights"])', 'grad, layer.params["weights"][:, :, ::-1, ::-1])'),
)

bias_gradient_averaged_over_places = edited(
    "CNN",
    "The gradient of a convolution's bias seems to be averaged over the places of the feature map. The bias was "
    "added at every place, so its gradient is the "
    "sum over all of them.",
    ('"bias": grad.sum(axis=(0, 2, 3))', '"bias": grad.mean(axis=(2, 3)).sum(axis=0)'),
)

bias_gradient_averaged = edited(
    "CNN",
    "The gradient of a convolution's bias seems to be averaged over samples and places. The bias was added at "
    "every place of every sample, so its "
    "gradient is the sum over all of them; the cost has divided by the number of samples already.",
    ('"bias": grad.sum(axis=(0, 2, 3))', '"bias": grad.mean(axis=(0, 2, 3))'),
)

stride_forgotten_on_the_way_back = edited(
    "CNN",
    "On the way back through a convolution the stride seems to be forgotten. The window of output o starts at o "
    "times the stride, in both directions.",
    (
        """\
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
""",
        """\
        if layer.kind == "convolution":
            vertical = horizontal = 1
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
""",
    ),
)

horizontal_stride_forgotten_on_the_way_back = edited(
    "CNN",
    "On the way back through a convolution the horizontal stride seems to be forgotten. The window of column o "
    "starts at o times the stride.",
    (
        """\
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
""",
        """\
        if layer.kind == "convolution":
            horizontal = 1
        rows, columns, kernel_height, kernel_width = shares.shape[2:]
""",
    ),
)

overlapping_kernels_overwritten = edited(
    "CNN",
    "On the way back through a convolution, a pixel seems to get the gradient of one window only. Add up what all "
    "of its windows send back (+=, not =).",
    (
        """\
                seen = padded[:, :, i : i + vertical * rows : vertical, j : j + horizontal * columns : horizontal]
                seen += shares[..., i, j]
""",
        """\
                place = (..., slice(i, i + vertical * rows, vertical), slice(j, j + horizontal * columns, horizontal))
                padded[place] = shares[..., i, j] + padded[place] * (layer.kind != "convolution")
""",
    ),
)

average_not_divided_on_the_way_back = edited(
    "CNN",
    "On the way back through average pooling, every pixel of a window seems to get the whole gradient. Divide it "
    "by the number of pixels in the window.",
    ("np.ones(windows.shape) / np.prod(layer.size)", "np.ones(windows.shape)"),
)

last_maximum_gets_all = edited(
    "CNN",
    "At a tie the last maximum of a window seems to get the gradient. It goes to the first one in row-major order: "
    "replace the best so far only by what is "
    "larger, not by what is equal.",
    ("[flat.argmax(axis=4)]", "[flat.shape[4] - 1 - flat[..., ::-1].argmax(axis=4)]"),
)

every_maximum_gets_all = edited(
    "CNN",
    "At a tie every maximum of a window seems to get the whole gradient. The first one in row-major order gets it, "
    "the others get nothing.",
    (
        """\
            flat = windows.reshape(*grad.shape, -1)
            shares = np.eye(np.prod(layer.size))[flat.argmax(axis=4)].reshape(windows.shape)
""",
        """\
            shares = windows == windows.max(axis=(4, 5), keepdims=True)
""",
    ),
)

overlapping_windows_overwritten = edited(
    "CNN",
    "Where pooling windows overlap, a pixel gets the gradient of one window only. Add up what all of its windows "
    "send back (+=, not =).",
    (
        "        return self._add_up(layer, x, shares * grad[..., np.newaxis, np.newaxis]), {}\n",
        """\
        input_grad = np.zeros(x.shape)
        targets = np.lib.stride_tricks.sliding_window_view(input_grad, layer.size, axis=(2, 3), writeable=True)
        targets = targets[:, :, :: layer.stride[0], :: layer.stride[1]]
        for window in np.ndindex(grad.shape):
            np.copyto(targets[window], shares[window] * grad[window], where=shares[window] > 0)
        return input_grad, {}
""",
    ),
)

overlapping_pools_overwritten = edited(
    "CNN",
    "On the way back through pooling, a pixel gets the gradient of one window only where windows overlap. Add up "
    "what all of its windows send back "
    "(+=, not =).",
    (
        """\
                seen = padded[:, :, i : i + vertical * rows : vertical, j : j + horizontal * columns : horizontal]
                seen += shares[..., i, j]
""",
        """\
                place = (..., slice(i, i + vertical * rows, vertical), slice(j, j + horizontal * columns, horizontal))
                padded[place] = shares[..., i, j] + padded[place] * (layer.kind == "convolution")
""",
    ),
)

cuts_off_fractions = edited(
    "CNN",
    "With images of whole numbers, results are cut off to whole numbers somewhere: np.zeros_like of such an array "
    "holds whole numbers only. Make "
    "arrays of floats.",
    ("z = self._output(layer, x)", "z = self._output(layer, x).astype(x.dtype)"),
)

# Training

first_layer_never_trained = edited(
    "CNN",
    "The first layer with weights is never trained: the loop over the layers seems to end one too early.",
    ("in enumerate(self.params):", "in list(enumerate(self.params))[1:]:"),
)

convolutions_never_trained = edited(
    "CNN",
    "The kernels of the convolutions stay as they were drawn: they are weights like those of dense layers and must "
    "be updated, too.",
    (
        "in enumerate(self.params):\n",
        'in enumerate(self.params):\n            if own["weights"].ndim == 4:\n                continue\n',
    ),
)

biases_never_trained = edited(
    "CNN",
    "The biases are never trained: update them like the weights, from their own gradients.",
    (
        """\
            for name in own:
                own[name] -= schedulers[number][name].update_change(grads[number][name])
""",
        """\
            own["weights"] -= schedulers[number]["weights"].update_change(grads[number]["weights"])
""",
    ),
)

climbs_the_cost = edited(
    "CNN",
    "The changes seem to be added. What update_change returns is to be subtracted: the gradient points to where "
    "the cost grows.",
    ("own[name] -=", "own[name] +="),
)

updates_on_the_way_back = edited(
    "CNN",
    "Layers seem to be updated on the way back, so that the gradient of a layer below is sent through weights that "
    "have changed already. Compute all gradients "
    "first, with the weights that made the prediction, then update.",
    (
        """\
                    grads = self.loss_and_grads(images[batch], targets[batch])[1]
                    self._update(grads, schedulers, regularization)
""",
        """\
                    prediction, trace = self._forward(images[batch])
                    grad, remaining = self._cost(prediction, targets[batch])[1], schedulers.copy()
                    for layer, x, z in reversed(trace):
                        grad = self._activation_grad(layer, z, grad)
                        own_grads = self._backward(layer, x, grad)[1]
                        if own_grads:
                            own_grads["weights"] += regularization * layer.params["weights"]
                            own_schedulers = remaining.pop()
                            for name in own_grads:
                                layer.params[name] -= own_schedulers[name].update_change(own_grads[name])
                        grad = self._backward(layer, x, grad)[0]
""",
    ),
)

shares_the_scheduler = edited(
    "CNN",
    "All arrays seem to share one scheduler, so the momentum of one acts on the others. Make a copy of the "
    "scheduler for each array of weights or biases.",
    ("copy.deepcopy(self.scheduler)", "self.scheduler"),
)

scheduler_copied_for_every_batch = edited(
    "CNN",
    "The schedulers seem to be copied anew for every batch, so that they forget what they have accumulated. Copy "
    "them once, when the training begins.",
    ("        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]\n", ""),
    (
        """\
                    self._update(grads, schedulers, regularization)
""",
        """\
                    schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
                    self._update(grads, schedulers, regularization)
""",
    ),
)

schedulers_start_over_every_epoch = edited(
    "CNN",
    "The schedulers seem to be reset, or copied anew, in every epoch, so that they forget what they have "
    "accumulated. Copy them once, when the "
    "training begins.",
    ("        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]\n", ""),
    (
        """\
            for _ in tqdm(range(epochs)):
""",
        """\
            for _ in tqdm(range(epochs)):
                schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
""",
    ),
)

schedulers_kept_for_the_next_training = edited(
    "CNN",
    "The schedulers seem to be copied once for all trainings, so that a second fit goes on with what they have "
    "accumulated in the first. Copy them when "
    "fit begins.",
    (
        """\
        schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
""",
        """\
        if not hasattr(self, "schedulers"):
            self.schedulers = [{name: copy.deepcopy(self.scheduler) for name in own} for own in self.params]
        schedulers = self.schedulers
""",
    ),
)

one_scheduler_for_each_layer = edited(
    "CNN",
    "One copy of the scheduler seems to serve a layer's weights and its bias. Each array needs a copy of its own.",
    ("{name: copy.deepcopy(self.scheduler) for name in own}", "dict.fromkeys(own, copy.deepcopy(self.scheduler))"),
)

penalises_biases = edited(
    "CNN",
    "The penalty is added to the gradients of the biases, too. Only weights are penalised.",
    (
        """\
            grads[number]["weights"] += regularization * own["weights"]
            for name in own:
""",
        """\
            for name in own:
                grads[number][name] += regularization * own[name]
""",
    ),
)

penalty_forgotten = edited(
    "CNN",
    "regularization has no effect: add regularization * weights to the gradients of the weights before the "
    "scheduler gets them.",
    ('            grads[number]["weights"] += regularization * own["weights"]\n', ""),
)

penalty_doubled = edited(
    "CNN",
    "The penalty seems to be twice as strong as it should be: what is added to the gradient is regularization * "
    "weights.",
    ("+= regularization *", "+= 2 * regularization *"),
)

penalty_stays_in_the_cost = edited(
    "CNN",
    "After a training with regularization, the cost seems to contain the penalty. loss_and_grads returns the cost "
    "alone, and so do the errors of the history.",
    (
        """\
        loss, grad = self._cost(prediction, targets)
        grads = []
""",
        """\
        loss, grad = self._cost(prediction, targets)
        loss += getattr(self, "penalty", 0.0) / 2 * sum(float(np.sum(own["weights"] ** 2)) for own in self.params)
        grads = []
""",
    ),
    (
        """\
        self._forward(images)  # makes the params
""",
        """\
        self._forward(images)  # makes the params
        self.penalty = regularization
""",
    ),
)

fit_starts_over = edited(
    "CNN",
    "fit draws new weights when it begins. They are made at the network's first use, and fit goes on from where "
    "they are.",
    (
        """\
        self._forward(images)  # makes the params
""",
        """\
        self.params = []
        for layer in self.layers:
            layer.params = None
        self._forward(images)  # makes the params
""",
    ),
)

drops_the_last_samples = edited(
    "CNN",
    "When the number of batches does not divide the number of samples, the last samples are left out. They belong "
    "to a batch, too: np.array_split does that.",
    (
        "np.array_split(self.random.permutation(len(images)), batches)",
        "np.split(self.random.permutation(len(images))[: len(images) // batches * batches], batches)",
    ),
)

batches_taken_for_their_size = edited(
    "CNN",
    "batches seems to be taken for the number of samples in a batch. It is the number of batches in an epoch.",
    ("permutation(len(images)), batches)", "permutation(len(images)), -(-len(images) // batches))"),
)

draws_batches_with_replacement = edited(
    "CNN",
    "Batches seem to be drawn with replacement: some samples come several times in an epoch and others not at all. "
    "Shuffle the samples and cut them "
    "into batches.",
    (
        "np.array_split(self.random.permutation(len(images)), batches)",
        "self.random.integers(0, len(images), (batches, len(images) // batches))",
    ),
)

default_rate_too_small = edited(
    "CNN",
    "The default scheduler seems to be Adam with a learning rate of 0.0001. Here it is Adam(0.001, 0.9, 0.999).",
    ("Adam(1e-3, 0.9, 0.999)", "Adam(1e-4, 0.9, 0.999)"),
)

batches_drawn_without_the_seed = edited(
    "CNN",
    "The order of the samples seems to be drawn without the seed, so the same seed gives another network every "
    "time. Random numbers may come only from the "
    "seed: draw the order from the generator that __init__ has made, as you draw the weights.",
    ("self.random.permutation(len(images))", "np.random.default_rng().permutation(len(images))"),
)

one_generator_for_all_networks = edited(
    "CNN",
    "All networks seem to draw from one generator, whatever their seed, so a second network with the same seed "
    "gets other weights. Make a generator "
    "np.random.default_rng(seed) in __init__, and draw all random numbers of the network from it.",
    ("    def __init__(", "    shared = np.random.default_rng(0)\n\n    def __init__("),
    ("self.random = np.random.default_rng(seed)", "self.random = self.shared"),
)

seed_fixed = edited(
    "CNN",
    "All networks get the same weights, whatever the seed: a generator with a fixed seed seems to be in use.",
    ("np.random.default_rng(seed)", "np.random.default_rng(42)"),
)

starts_at_zero = edited(
    "CNN",
    "All weights start at zero. Then all nodes of a layer do the same for ever, or nothing at all: draw small "
    "random numbers.",
    ("self.random.normal(size=shape) * np.sqrt(2 / inputs)", "np.zeros(shape)"),
)

# History

accuracy_of_single_numbers = edited(
    "CNN",
    "The accuracy seems to count the numbers of the one-hot targets, most of which are zero anyway: with ten "
    "classes, a network that is always wrong "
    "gets 80 %. "
    "Count samples: compare where the largest output is with where the 1 is.",
    (
        "prediction.argmax(axis=1) == targets.argmax(axis=1)",
        "np.eye(prediction.shape[1])[prediction.argmax(axis=1)] == targets",
    ),
)

accuracy_of_rounded_numbers = edited(
    "CNN",
    "The accuracy seems to compare the rounded outputs with the one-hot targets, number by number. Count samples: "
    "compare where the largest output is with "
    "where the 1 is.",
    ("prediction.argmax(axis=1) == targets.argmax(axis=1)", "np.round(prediction) == targets"),
)

accuracy_in_per_cent = edited(
    "CNN",
    "The accuracy seems to be given in per cent. It is a part of the samples, between 0 and 1.",
    ("float(np.mean(prediction", "100 * float(np.mean(prediction"),
)

error_of_hard_decisions = edited(
    "CNN",
    "The error seems to be that of hard decisions. Measure the cost of the output's activations themselves.",
    (
        "self._cost(prediction, targets)[0]",
        "self._cost(np.eye(prediction.shape[1])[prediction.argmax(axis=1)], targets)[0]",
    ),
)

measured_before_the_update = edited(
    "CNN",
    "The training's error and accuracy seem to be measured before the last update of the epoch. Measure at the "
    "epoch's end, with the weights that it "
    "has led to.",
    (
        """\
                    self._update(grads, schedulers, regularization)
                self._measure(history, "train", images, targets)
""",
        """\
                    measured = {"train_error": [], "train_accuracy": []}
                    self._measure(measured, "train", images[batch], targets[batch])
                    self._update(grads, schedulers, regularization)
                for name in measured:
                    history[name] += measured[name]
""",
    ),
)

error_of_the_batches = edited(
    "CNN",
    "The training's error seems to be taken from the batches, before their updates. Measure it at the epoch's end "
    "on all samples, with the weights that "
    "the epoch has led to.",
    (
        """\
                for batch in np.array_split(""",
        """\
                losses = []
                for batch in np.array_split(""",
    ),
    (
        """\
                    grads = self.loss_and_grads(images[batch], targets[batch])[1]
                    self._update(grads, schedulers, regularization)
                self._measure(history, "train", images, targets)
""",
        """\
                    loss, grads = self.loss_and_grads(images[batch], targets[batch])
                    losses.append(loss)
                    self._update(grads, schedulers, regularization)
                self._measure(history, "train", images, targets)
                history["train_error"][-1] = float(np.mean(losses))
""",
    ),
)

error_with_penalty = edited(
    "CNN",
    "The errors of the history seem to contain the penalty. They are costs alone: the penalty only changes the "
    "gradients.",
    (
        """\
                if validation is not None:
                    self._measure(history, "val", *validation)
""",
        """\
                if validation is not None:
                    self._measure(history, "val", *validation)
                for name in ("train_error", "val_error") if validation is not None else ("train_error",):
                    history[name][-1] += regularization / 2 * sum(float(np.sum(own["weights"] ** 2)) for own in self.params)
""",
    ),
)

nothing_validated_is_nan = edited(
    "CNN",
    "Without validation, val_error and val_accuracy must be empty lists: neither nan for each epoch nor the "
    "training's own numbers.",
    (
        """\
                    self._measure(history, "val", *validation)
""",
        """\
                    self._measure(history, "val", *validation)
                else:
                    history["val_error"].append(float("nan"))
                    history["val_accuracy"].append(float("nan"))
""",
    ),
)

nothing_validated_is_zero = edited(
    "CNN",
    "Without validation, val_error and val_accuracy must be empty lists, not zeros for each epoch.",
    (
        """\
                    self._measure(history, "val", *validation)
""",
        """\
                    self._measure(history, "val", *validation)
                else:
                    history["val_error"].append(0.0)
                    history["val_accuracy"].append(0.0)
""",
    ),
)

validates_on_training_samples = edited(
    "CNN",
    "validation seems to be ignored, or the training samples are measured in its place.",
    ("*validation)", "images, targets)"),
)

interruption_not_caught = edited(
    "CNN",
    "Ctrl-C ends fit without a history: catch KeyboardInterrupt around the loop over the epochs, and return what "
    "there is.",
    ("contextlib.suppress(KeyboardInterrupt)", "contextlib.nullcontext()"),
)

interruption_ends_one_epoch = edited(
    "CNN",
    "Ctrl-C seems to end one epoch only, and the next one goes on. Catch KeyboardInterrupt outside of the loop "
    "over the epochs, or leave the loop.",
    (
        """\
        with contextlib.suppress(KeyboardInterrupt):
            for _ in tqdm(range(epochs)):
""",
        """\
        for _ in tqdm(range(epochs)):
            with contextlib.suppress(KeyboardInterrupt):
""",
    ),
)

# Manners and refusals

shuffles_in_place = edited(
    "CNN",
    "fit shuffles the caller's own images and targets: np.random.shuffle works in place. Shuffle a list of indices "
    "instead.",
    (
        """\
                for batch in np.array_split(self.random.permutation(len(images)), batches):
""",
        """\
                order = self.random.permutation(len(images))
                images[...], targets[...] = images[order], targets[order]
                for batch in np.array_split(np.arange(len(images)), batches):
""",
    ),
)

centres_in_place = edited(
    "CNN",
    "fit seems to subtract the mean from the images, in the caller's own array. Train with the images as they are.",
    (
        """\
        self._forward(images)  # makes the params
""",
        """\
        self._forward(images)  # makes the params
        images -= images.mean()
""",
    ),
)

gradients_reused = edited(
    "CNN",
    "The arrays that loss_and_grads has returned change with its next call: return new arrays every time.",
    (
        """\
        return loss, grads
""",
        """\
        self._kept = getattr(self, "_kept", grads)
        for kept, own in zip(self._kept, grads, strict=True):
            for name in own:
                kept[name][...] = own[name]
        return loss, self._kept
""",
    ),
)

any_order_of_layers = edited(
    "CNN",
    "Layers are accepted in any order. Say no as soon as a layer is added where it cannot stand: dense layers "
    "before add_flatten, images after it, "
    "anything after the output.",
    ("if self.stage != stage:", "if False:"),
)

targets_broadcast = edited(
    "CNN",
    "Some arguments that make no sense are not refused. NumPy is no help where it broadcasts, and np.array_split "
    "makes empty batches without a word: compare "
    "the shapes of targets and output and the number of batches yourself, and raise ValueError.",
    (
        """\
        if targets.shape != prediction.shape:
            raise ValueError(
                f"targets must have the output's shape {prediction.shape}, but their shape is {targets.shape}"
            )
""",
        """\
        targets = np.broadcast_to(targets, prediction.shape)
""",
    ),
)

kernels_cut_to_fit = edited(
    "CNN",
    "A kernel or window that is larger than its image is not refused: it seems to be cut down to fit. Raise a "
    "ValueError instead.",
    (
        "        windows = np.lib.stride_tricks.sliding_window_view(self._padded(layer, x), layer.size, axis=(2, 3))\n",
        """\
        padded = self._padded(layer, x)
        windows = np.lib.stride_tricks.sliding_window_view(padded, np.minimum(layer.size, padded.shape[2:]), axis=(2, 3))
""",
    ),
)

dense_flattens_by_itself = edited(
    "CNN",
    "add_dense before add_flatten seems to flatten without a word. Raise a ValueError that says to call "
    "add_flatten first.",
    (
        "        if self.stage != stage:\n",
        '        if (self.stage, stage) == ("images", "vectors"):\n            self.add_flatten()\n        if '
        "self.stage != stage:\n",
    ),
)

negative_padding_accepted = edited(
    "CNN",
    "Negative padding is accepted by add_convolution. It makes no sense: raise a ValueError.",
    (" or np.min(padding) < 0:", ":"),
)
