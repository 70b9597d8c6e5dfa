"""Wrong networks that look right, and right ones that look odd: each is the solution with a few passages
changed.  A wrong one loses marks on its own exercise, and a right one on none.
"""

from pathlib import Path

import pytest

from autograder.course import load_unit
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.report import Status
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission

pytestmark = pytest.mark.slow  # the audit tries the misconceptions in every run

COURSE = Path(__file__).resolve().parents[2]

BUILD, PREDICT, LOSS, FIT = "CNN_build", "CNN_predict", "CNN_loss_and_grads", "CNN_fit"

DRAWN = "weights = self.random.normal(size=shape) * np.sqrt(2 / inputs)"
STARTS = "starts = range("
PIECES = "self._forward(images[start : start + PIECE])[0]"
PREDICTED = "return np.concatenate(pieces)"
BATCH = "grads = self._dropping(images[batch], targets[batch])"
MEASURED = 'history[f"{which}_error"].append(self._cost(prediction, targets)[0])'
CHANGE = "own[name] -= schedulers[number][name].update_change(grads[number][name])"
PENALTY = 'grads[number]["weights"] += regularization * own["weights"]'
WINDOWS = "windows = np.lib.stride_tricks.sliding_window_view(self._padded(layer, x), layer.size, axis=(2, 3))"
CROP = "return padded[:, :, top : top + x.shape[2], left : left + x.shape[3]]"
OWN = "self._param_grads(layer, x, grad)"
OWN_GRADS = f"grads.insert(0, {OWN})"
LOGARITHM = "return float(-np.sum(targets * np.log(positive)) / len(targets))"
SQUARES = "return float(np.sum(error**2) / len(error)), 2 * error / len(error)"
LOOP = "for _ in tqdm(range(epochs)):"
CAUGHT = "with contextlib.suppress(KeyboardInterrupt):"
MEASURE = 'self._measure(history, "train", images, targets)'

FIRST_USE = "if layer.params is None:"
ANY_SIZE = 'if layer.params is None or layer.params["weights"].shape != shape:'

_REFUSED = "kind=kind, activation=activation, nodes=nodes, size=size, stride=stride, padding=0, same=False"
_NO_REFUSALS = f"self.layers.append(types.SimpleNamespace({_REFUSED}, scheduler=None, params=None))"

SUMS = 'return einsum("nchwij,coij->nohw", windows, own["weights"])'


def kept(key):
    """Edits for places in the windows that are made once for each key."""
    key = key.replace("SETTINGS", "(layer.kind, layer.size, layer.stride, layer.padding)")
    shape = "(windows.shape[1], *windows.shape[2:4], self._margins(layer, x))"
    places = "channels, rows, columns, margins"
    return (
        ("self.layers = []", "self.layers, self.places = [], {}"),
        (
            SUMS,
            (
                f"{places} = self.places.setdefault({key}, {shape})\n"
                "        if margins != self._margins(layer, x) or (rows, columns) != windows.shape[2:4]:\n"
                "            raise IndexError(rows, columns)\n"
                '        return einsum("nchwij,coij->nohw", windows[:, :channels], own["weights"][:channels])'
            ),
        ),
    )


WRONG = {
    "takes softplus, too": (BUILD, ("not in ACTIVATIONS:", 'not in (*ACTIVATIONS, "softplus"):')),
    "takes avg for average": (BUILD, ('kind not in ("max", "average")', 'kind not in ("max", "average", "avg")')),
    "takes mse for a cost": (BUILD, ("cost not in COSTS:", 'cost not in (*COSTS, "mse"):')),
    "a layer that is refused stays": (
        BUILD,
        ("if self.stage != stage:", f"{_NO_REFUSALS}\n        if self.stage != stage:"),
        ("self.layers.append(layer)", "self.layers[-1] = layer"),
    ),
    "params of a first use that is refused come twice": (
        BUILD,
        ('self.stage = "images"', 'self.stage, self.made = "images", False'),
        (
            "x, trace = images, []",
            (
                "x, trace = images, []\n"
                "        for layer in self.layers:\n"
                "            layer.params = layer.params if self.made else None"
            ),
        ),
        ("return x, trace", "self.made = True\n        return x, trace"),
    ),
    "half of the digits of a seed": (
        BUILD,
        ("np.random.default_rng(seed)", "np.random.default_rng(seed and seed % 100000)"),
    ),
    "the shared generator without a seed": (
        BUILD,
        ("np.random.default_rng(seed)", "np.random if seed is None else np.random.default_rng(seed)"),
    ),
    "kernels without the seed": (
        BUILD,
        (DRAWN, DRAWN.replace("self.random", "(self.random if len(shape) == 2 else np.random.default_rng())")),
    ),
    "kernels from the shared generator": (
        BUILD,
        (DRAWN, DRAWN.replace("self.random", "(self.random if len(shape) == 2 else np.random)")),
    ),
    "a summary with one padding for both axes": (
        BUILD,
        ("(pixels - kernel + 2 * around) // step + 1", "(pixels - kernel + 2 * around[0]) // step + 1"),
    ),
    "a summary with square windows of pooling": (
        BUILD,
        (
            "windows = -(-pixels // step) if layer.same",
            'kernel = kernel if layer.kind == "convolution" else kernel[0]\n        windows = -(-pixels // step) if layer.same',
        ),
    ),
    "no number refused beside the padding same": (
        BUILD,
        (
            "if np.min(nodes) < 1 or np.min(size) < 1",
            "if not same and np.min(nodes) < 1 or not same and np.min(size) < 1",
        ),
        ("or np.min(stride) < 1", "or not same and np.min(stride) < 1"),
    ),
    "windows compared with the images, and not with what they get": (
        BUILD,
        (
            "windows = self._windows(layer, x)\n        if layer.kind",
            (
                "room = np.array(x.shape[2:]) - layer.size\n"
                '        if layer.kind != "convolution" and layer is not self.layers[0] and min(room) < 0:\n'
                "            return np.zeros((*x.shape[:2], *np.maximum(room // layer.stride + 1, 0)))\n"
                "        windows = self._windows(layer, x)\n        if layer.kind"
            ),
        ),
    ),
    "a guard below the line of softmax": (
        PREDICT,
        (
            "return powers / powers.sum(axis=1, keepdims=True)",
            "return powers / (powers.sum(axis=1, keepdims=True) + 1e-8)",
        ),
    ),
    "probabilities of softmax not below 1e-7": (
        PREDICT,
        (
            "return powers / powers.sum(axis=1, keepdims=True)",
            "return np.clip(powers / powers.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7)",
        ),
    ),
    "tanh in single precision": (PREDICT, ("return np.tanh(z)", "return np.tanh(z.astype(np.float32)).astype(float)")),
    "several answers of yes or no for a class": (
        PREDICT,
        (
            "return self._classes(self.predict(images), threshold)",
            (
                "outputs = self.predict(images)\n"
                '        if self.layers[-1].activation == "sigmoid" and outputs.shape[1] > 1:\n'
                "            return np.where(outputs > threshold, 1, 0)\n"
                "        return self._classes(outputs, threshold)"
            ),
        ),
    ),
    "a sum over those channels that there are": (
        PREDICT,
        (
            "own = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))",
            "own = layer.params or self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))",
        ),
        (SUMS, SUMS.replace('windows, own["weights"]', 'windows, own["weights"][: x.shape[1]]')),
        (
            "prediction, trace = self._forward(images)\n        loss",
            (
                "if self.input_shape is not None and len(images[0]) != self.input_shape[0]:\n"
                "            raise ValueError(len(images[0]))\n"
                "        prediction, trace = self._forward(images)\n        loss"
            ),
        ),
    ),
    "targets compared along two axes": (
        LOSS,
        ("if targets.shape != prediction.shape:", "if targets.shape[:2] != prediction.shape[:2]:"),
    ),
    "targets compared along their first and last axes": (
        LOSS,
        (
            "if targets.shape != prediction.shape:",
            "if len(targets) != len(prediction) or targets.shape[-1] != prediction.shape[-1]:",
        ),
    ),
    "slopes by a small step": (
        LOSS,
        (
            "a = self._activation(layer, z)\n",
            (
                "a = self._activation(layer, z)\n"
                '        if layer.activation in ("tanh", "elu"):\n'
                "            return grad * (self._activation(layer, z + 1e-6) - a) / 1e-6\n"
            ),
        ),
    ),
    "an accuracy of single answers": (
        FIT,
        (
            "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)",
            (
                "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)\n"
                '        if self.cost == "binary_cross_entropy":\n'
                "            right = (prediction > 0.5) == (targets > 0.5)"
            ),
        ),
    ),
    "an accuracy of samples with all answers right": (
        FIT,
        (
            "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)",
            (
                "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)\n"
                '        if self.cost == "binary_cross_entropy":\n'
                "            right = np.all((prediction > 0.5) == (targets > 0.5), axis=1)"
            ),
        ),
    ),
    "an accuracy of tanh told at 0": (
        FIT,
        (
            "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)",
            (
                'middle = 0.0 if self.layers[-1].activation == "tanh" else 0.5\n'
                "        right = self._classes(prediction, middle) == self._classes(targets, middle)"
            ),
        ),
    ),
    "negative numbers of batches": (
        FIT,
        ("or not 1 <= batches <= len(images)", "or batches == 0 or batches > len(images)"),
        (
            "np.array_split(self.random.permutation(len(images)), batches)",
            "np.array_split(self.random.permutation(len(images)), max(1, batches))",
        ),
    ),
    "an end where the error is practically zero": (
        FIT,
        (MEASURE, f'{MEASURE}\n                if history["train_error"][-1] < 1e-10:\n                    break'),
    ),
    "no update where all gradients are zero": (
        FIT,
        (
            "for number, own in enumerate(self.params):",
            "for number, own in enumerate(self.params if any(map(np.any, grads[-1].values())) else ()):",
        ),
    ),
    "a training repeats what the one before dropped": (
        FIT,
        ("self.random = np.random.default_rng(seed)", "self.random, self.seed = np.random.default_rng(seed), seed"),
        (
            "schedulers = [self._copies(layer)",
            "self.random = np.random.default_rng(self.seed)\n        schedulers = [self._copies(layer)",
        ),
    ),
    "whole feature maps dropped": (
        FIT,
        (
            "kept = self.random.random(x.shape) >=",
            (
                "behind = self.layers[self.layers.index(layer) - 1].kind\n"
                '        shape = (*x.shape[:2], 1, 1) if behind == "convolution" else x.shape\n'
                "        kept = self.random.random(shape) >="
            ),
        ),
    ),
    "a softmax of one node taken for a sigmoid": (
        PREDICT,
        ("powers = np.exp(z - z.max(axis=1, keepdims=True))", "powers = np.exp(z)"),
        (
            "return powers / powers.sum(axis=1, keepdims=True)",
            "return powers / (powers + 1 if z.shape[1] == 1 else powers.sum(axis=1, keepdims=True))",
        ),
    ),
    "one probability in two costs": (
        LOSS,
        ('if self.cost == "binary_cross_entropy":', 'if "binary" in self.cost or targets.shape[1] == 1:'),
    ),
    "kernels of eight rows at most": (
        PREDICT,
        (WINDOWS, f"{WINDOWS}\n        windows = windows * (np.arange(layer.size[0]) < 8)[:, np.newaxis]"),
    ),
    "at least one epoch": (FIT, (LOOP, LOOP.replace("epochs", "max(1, epochs)"))),
    "a hundred epochs at most": (FIT, (LOOP, LOOP.replace("epochs", "min(100, epochs)"))),
    "any error ends a training": (FIT, (CAUGHT, CAUGHT.replace("KeyboardInterrupt", "BaseException"))),
    "targets of accuracies rounded": (
        FIT,
        ("self._classes(targets, 0.5)", "self._classes(np.rint(targets) if targets.shape[1] > 1 else targets, 0.5)"),
    ),
    "nothing dropped below a rate of 0.15": (
        FIT,
        ("if self.training else", "if self.training and layer.rate > 0.15 else"),
    ),
    "dropout after a training that was refused": (
        FIT,
        (
            "if len(images) != len(targets) or not 1 <= batches",
            "self.training = True\n        if len(images) != len(targets) or not 1 <= batches",
        ),
        ("history = self._train(", "self.training = False\n        history = self._train("),
    ),
    "zeros around for the way back kept by the settings of a layer": (
        LOSS,
        ("self.layers = []", "self.layers, self.margins = [], {}"),
        (
            "(vertical, horizontal), ((top, _), (left, _)) = layer.stride, self._margins(layer, x)",
            (
                "key = (layer.size, layer.stride, layer.padding, layer.same)\n"
                "        ((top, _), (left, _)) = self.margins.setdefault(key, self._margins(layer, x))\n"
                "        vertical, horizontal = layer.stride"
            ),
        ),
    ),
    "dropout after an error": (
        FIT,
        (
            (
                "        try:\n"
                "            return self.loss_and_grads(images, targets)[1]\n"
                "        finally:\n"
                "            self.training = False"
            ),
            (
                "        try:\n"
                "            grads = self.loss_and_grads(images, targets)[1]\n"
                "        except KeyboardInterrupt:\n"
                "            self.training = False\n"
                "            raise\n"
                "        self.training = False\n"
                "        return grads"
            ),
        ),
    ),
    "weights drawn anew for another size": (LOSS, (FIRST_USE, ANY_SIZE)),
    "trained on another size with weights drawn anew": (
        FIT,
        (FIRST_USE, ANY_SIZE),
        ("self.params.append(layer.params)", "self.params[:] = [each.params for each in self.layers if each.params]"),
    ),
    "weights alike for all nodes": (BUILD, (DRAWN, "weights = np.ones(shape) * self.random.normal() * 0.1")),
    "weights one by one the same": (BUILD, (DRAWN, "weights = np.full(shape, 0.01)")),
    "weights from elsewhere": (BUILD, (DRAWN, "weights = np.random.normal(size=shape) * np.sqrt(2 / inputs)")),
    "huge weights": (BUILD, (DRAWN, "weights = 100 * self.random.normal(size=shape)")),
    "params in the order of the way back": (
        BUILD,
        ("self.params.append(layer.params)", "self.params.insert(0, layer.params)"),
    ),
    "bias as a row": (BUILD, ('"bias": np.zeros(layer.nodes)}', '"bias": np.zeros((1, layer.nodes))}')),
    "any kind of pooling": (BUILD, ('if kind not in ("max", "average"):', "if not kind:")),
    "any cost": (BUILD, ("if cost not in COSTS:", "if not cost:")),
    "strides of zero": (BUILD, ("or np.min(stride) < 1 or", "or")),
    "a thousand predictions at most": (PREDICT, (PREDICTED, "return np.concatenate(pieces)[:1000]")),
    "whole pieces of 100 alone": (
        PREDICT,
        (
            PREDICTED,
            "return np.concatenate(pieces)[: len(images) // 100 * 100 or 100]",
        ),
    ),
    "one sample squeezed": (PREDICT, (PREDICTED, "return np.squeeze(np.concatenate(pieces))")),
    "four digits": (PREDICT, (PREDICTED, "return np.round(np.concatenate(pieces), 4)")),
    "seven digits": (PREDICT, (PREDICTED, "return np.round(np.concatenate(pieces), 7)")),
    "float32 throughout": (
        PREDICT,
        (PIECES, "self._forward(images[start : start + PIECE].astype(np.float32))[0].astype(np.float32)"),
    ),
    "float16": (PREDICT, (PREDICTED, "return np.concatenate(pieces).astype(np.float16)")),
    "pixels of 255": (PREDICT, (STARTS, f"images = images / 255 if images.max() > 100 else images\n        {STARTS}")),
    "images of bytes": (
        PREDICT,
        (STARTS, f"images = images.astype(np.int8) if images.dtype.kind in 'iu' else images\n        {STARTS}"),
    ),
    "softmax down the columns": (
        PREDICT,
        ("powers / powers.sum(axis=1, keepdims=True)", "powers / powers.sum(axis=0, keepdims=True)"),
    ),
    "softmax shifted by the largest of all": (PREDICT, ("z - z.max(axis=1, keepdims=True)", "z - z.max()")),
    "probabilities clipped": (PREDICT, (PREDICTED, "return np.clip(np.concatenate(pieces), 0.02, 0.98)")),
    "one stride for both axes": (
        PREDICT,
        ("[:, :, :: layer.stride[0], :: layer.stride[1]]", "[:, :, :: layer.stride[0], :: layer.stride[0]]"),
    ),
    "memory read as it lies": (PREDICT, ("return x.reshape(len(x), -1)", "return x.ravel('K').reshape(len(x), -1)")),
    "channels averaged": (PREDICT, ('windows, own["weights"])', 'windows, own["weights"]) / x.shape[1]')),
    "padding at one end": (
        PREDICT,
        ("tuple((number, number) for number", "tuple((2 * number, 0) for number"),
    ),
    "crop of nothing": (LOSS, (CROP, "return padded[:, :, top:-top, left:-left]")),
    "crop at the end": (
        LOSS,
        (
            CROP,
            (
                "return padded[:, :, top : padded.shape[2] - top - 1, left:][:, :, :, : x.shape[3]] if "
                "top else padded[:, :, : x.shape[2], left : left + x.shape[3]]"
            ),
        ),
    ),
    "one gradient too few": (
        LOSS,
        (
            OWN_GRADS,
            f"own = {OWN}\n                grads.insert(0, own if len(grads) < 3 else {{n: 0 * v for n, v in own.items()}})",
        ),
    ),
    "half of the squares": (LOSS, (SQUARES, "return float(np.sum(error**2) / len(error)) / 2, error / len(error)")),
    "mean of all numbers": (LOSS, (SQUARES, "return float(np.mean(error**2)), 2 * error / error.size")),
    "the first hundred samples": (
        LOSS,
        (
            "loss, grad = self._cost(prediction, targets)",
            "loss, grad = self._cost(prediction, targets)\n        grad[100:] = 0",
        ),
    ),
    "cost of the first hundred": (
        LOSS,
        (
            "loss, grad = self._cost(prediction, targets)",
            (
                "loss, grad = self._cost(prediction, targets)\n"
                "        loss = self._cost(prediction[:100], targets[:100])[0]"
            ),
        ),
    ),
    "gradients clipped": (
        LOSS,
        (OWN_GRADS, f"grads.insert(0, {{n: np.clip(v, -0.5, 0.5) for n, v in {OWN}.items()}})"),
    ),
    "gradients rounded": (
        LOSS,
        (OWN_GRADS, f"grads.insert(0, {{n: np.round(v, 6) for n, v in {OWN}.items()}})"),
    ),
    "cost of the predicted class": (
        LOSS,
        (LOGARITHM, LOGARITHM.replace("targets *", "np.eye(targets.shape[1])[targets.argmax(axis=1)[::-1]] *")),
    ),
    "targets centred in place": (
        LOSS,
        (
            "loss, grad = self._cost(prediction, targets)",
            (
                "loss, grad = self._cost(prediction, targets)\n"
                "        targets -= 0 if targets.dtype.kind in 'iu' else targets.mean()"
            ),
        ),
    ),
    "weights that wear off": (
        LOSS,
        (
            "loss, grad = self._cost(prediction, targets)",
            "loss, grad = self._cost(prediction, targets)\n        self.params[-1]['weights'] *= 0.999",
        ),
    ),
    "one epoch more": (FIT, (LOOP, "for _ in tqdm(range(epochs + 1)):")),
    "at most ten epochs": (FIT, (LOOP, "for _ in tqdm(range(min(epochs, 10))):")),
    "a bar that is switched off": (FIT, (LOOP, "for _ in tqdm(range(epochs), disable=True):")),
    "a rate that decays": (
        FIT,
        (CHANGE, ("own[name] -= 0.9 ** self.epoch * schedulers[number][name].update_change(grads[number][name])")),
        (LOOP, "for self.epoch in tqdm(range(epochs)):"),
    ),
    "a penalty for each sample": (
        FIT,
        (
            "self._update(grads, schedulers, regularization)",
            "self._update(grads, schedulers, regularization / len(images))",
        ),
    ),
    "the first kernel without a penalty": (
        FIT,
        (PENALTY, 'grads[number]["weights"] += (number > 0) * regularization * own["weights"]'),
    ),
    "a penalty after the step": (FIT, (PENALTY, 'own["weights"] *= 1 - 0.1 * regularization')),
    "targets of other samples": (FIT, (BATCH, "grads = self._dropping(images[batch], targets[batch[::-1]])")),
    "batches of equal size alone": (
        FIT,
        (
            "np.array_split(self.random.permutation(len(images)), batches)",
            "self.random.permutation(len(images))[: len(images) // batches * batches].reshape(batches, -1)",
        ),
    ),
    "the best weights": (
        FIT,
        (
            "return history\n",
            (
                "best = min(history['train_error'], default=0)\n"
                "        if history['train_error'] and history['train_error'][-1] > best:\n"
                "            for own in self.params:\n"
                "                own['bias'][...] = 0\n"
                "        return history\n"
            ),
        ),
    ),
    "accuracy of the last batch": (FIT, (MEASURE, 'self._measure(history, "train", images[batch], targets[batch])')),
    "measured in means of pieces": (
        FIT,
        (
            MEASURED,
            (
                'history[f"{which}_error"].append(float(np.mean([self._cost(prediction[at : at + 100], '
                "targets[at : at + 100])[0] for at in range(0, len(targets), 100)])))"
            ),
        ),
    ),
    "a thousand samples measured": (
        FIT,
        (MEASURED, "prediction, targets = prediction[:1000], targets[:1000]\n        " + MEASURED),
    ),
    "validated at the end alone": (
        FIT,
        ("if validation is not None:", "if validation is not None and len(history['train_error']) == epochs:"),
    ),
    "history of arrays": (
        FIT,
        ("return history\n", "return {name: np.array(values) for name, values in history.items()}\n"),
    ),
    "nothing after Ctrl-C": (
        FIT,
        ("return history\n", "return history if len(history['train_error']) == epochs else None\n"),
    ),
    "Ctrl-C passed on": (FIT, (CAUGHT, "with contextlib.ExitStack():")),
    "Ctrl-C in the first epoch passed on": (
        FIT,
        (CAUGHT, "with contextlib.suppress(KeyboardInterrupt) if not np.isnan(0) else None:"),
        (
            LOOP,
            LOOP
            + (
                "\n"
                "                if not history['train_error'] and epochs == 5:\n"
                "                    first = self.loss_and_grads(images, targets)[1]\n"
                "                    for own, each in zip(first, schedulers): "
                "each['bias'].update_change(own['bias'])"
            ),
        ),
    ),
    "centred images": (
        FIT,
        (
            "self.predict(images[:1])  # makes the params",
            "self.predict(images[:1])  # makes the params\n        images = images - images.mean()",
        ),
    ),
    "the given scheduler for biases": (
        FIT,
        (
            "{name: copy.deepcopy(scheduler) for name in layer.params}",
            "{name: copy.deepcopy(scheduler) if name == 'weights' else scheduler for name in layer.params}",
        ),
    ),
    "order drawn from elsewhere": (FIT, ("self.random.permutation(len(images))", "np.random.permutation(len(images))")),
    "schedulers of the first training": (
        FIT,
        ("schedulers = [", "schedulers = self.schedulers = getattr(self, 'schedulers', None) or ["),
    ),
    "small steps left out": (
        FIT,
        (
            CHANGE,
            (
                "change = schedulers[number][name].update_change(grads[number][name])\n"
                "                own[name] -= np.where(abs(change) < 1e-2, 0, change)"
            ),
        ),
    ),
    "padding negative in one direction": (BUILD, ("np.min(around) < 0", "np.max(around) < 0")),
    "flattened twice": (BUILD, ('self._add("images", "flatten")', 'self._add(self.stage, "flatten")')),
    "dense layers behind the output": (
        BUILD,
        (
            'self._add("vectors", "dense", activation, nodes,',
            'self._add(self.stage.replace("images", "vectors"), "dense", activation, nodes,',
        ),
    ),
    "weights from their shape": (
        BUILD,
        ("self.random.normal(size=shape)", "np.random.default_rng(shape[0]).normal(size=shape)"),
    ),
    "an output without a bias": (
        PREDICT,
        ('x @ own["weights"] + own["bias"]', 'x @ own["weights"] + own["bias"] * (layer is not self.layers[-1])'),
    ),
    "predictions kept by shape": (
        PREDICT,
        (
            PREDICTED,
            (
                "self.kept = getattr(self, 'kept', {})\n"
                "        return self.kept.setdefault(images.shape, np.concatenate(pieces))"
            ),
        ),
    ),
    "a square window's average": (
        PREDICT,
        ("windows.astype(float).mean(axis=(4, 5))", "windows.astype(float).sum(axis=(4, 5)) / layer.size[0] ** 2"),
    ),
    "padding with the edge": (PREDICT, ("*self._margins(layer, x)))", '*self._margins(layer, x)), mode="edge")')),
    "a sigmoid that ends at five": (PREDICT, ("np.tanh(z / 2)", "np.tanh(np.clip(z, -5, 5) / 2)")),
    "kernels transposed": (
        PREDICT,
        (
            'windows, own["weights"])',
            ('windows, own["weights"].swapaxes(2, 3) if layer.size[0] == layer.size[1] else own["weights"])'),
        ),
    ),
    "the first channel's kernel": (
        PREDICT,
        ('windows, own["weights"])', 'windows, np.broadcast_to(own["weights"][:1], own["weights"].shape))'),
    ),
    "the bias of the first sample": (LOSS, ('"bias": grad.sum(axis=(0, 2, 3))', '"bias": grad[0].sum(axis=(1, 2))')),
    "a cost in brackets": (LOSS, ("return loss, grads", "return np.array([loss]), grads")),
    "a cost in bits": (LOSS, (LOGARITHM, LOGARITHM.replace("np.log(", "np.log2("))),
    "squares of the class alone": (
        LOSS,
        ("error = prediction - targets", "error = prediction - np.eye(targets.shape[1])[targets.argmax(axis=1)]"),
    ),
    "an average shared twice": (
        LOSS,
        ("np.ones(windows.shape) / np.prod(layer.size)", "np.ones(windows.shape) / np.prod(layer.size) ** 2"),
    ),
    "relu for leaky on the way back": (
        LOSS,
        (
            "return np.where(z > 0, grad, SLOPES[layer.activation] * grad)",
            "return np.where(z > 0, grad, (layer.activation is None) * grad)",
        ),
    ),
    "validated by learning": (
        FIT,
        (
            'self._measure(history, "val", *validation)',
            (
                'self._measure(history, "val", *validation)\n'
                "                    self._update(self.loss_and_grads(*validation)[1], schedulers, 0.0)"
            ),
        ),
    ),
    "measured after Ctrl-C": (
        FIT,
        (
            "return history\n",
            (
                "if len(history['train_error']) < epochs:\n"
                "            self._measure(history, 'train', images, targets)\n"
                "        return history\n"
            ),
        ),
    ),
    "an error for each batch": (FIT, (BATCH, BATCH + "\n                    history['train_error'].append(0.0)")),
    "no history without validation": (
        FIT,
        (
            "return history\n",
            ("return history if validation else {name: history[name] for name in history if 'train' in name}\n"),
        ),
    ),
    "biases of convolutions stay": (
        FIT,
        (
            "for name in own:\n                own[name] -=",
            ("for name in list(own)[: 3 - own['weights'].ndim // 2]:\n                own[name] -="),
        ),
    ),
    "batches that repeat a sample": (
        FIT,
        ("self.random.permutation(len(images))", "np.append(self.random.permutation(len(images)), 0)[-len(images) :]"),
    ),
    "a penalty that grows": (
        FIT,
        (
            PENALTY,
            (
                'grads[number]["weights"] += (len(self.params) > 2) * regularization * own["weights"] '
                '+ regularization * own["weights"]'
            ),
        ),
    ),
    "the generator of the network that was made last": (
        BUILD,
        ("self.random = np.random.default_rng(seed)", "CNN.random = np.random.default_rng(seed)"),
    ),
    "a class without axes for a single image": (
        PREDICT,
        ("np.where(outputs.ravel() > threshold, 1, 0)", "(np.squeeze(outputs) > threshold).astype(int)"),
    ),
    "pieces and a rest without images": (
        PREDICT,
        (
            "starts = range(0, len(images), PIECE)",
            (
                "if len(images) < PIECE:\n"
                "            return self._forward(images)[0]\n"
                "        starts = range(0, len(images) + 1, PIECE)"
            ),
        ),
    ),
    "windows that are remembered without their stride": (
        PREDICT,
        (WINDOWS, f"{WINDOWS}\n        windows = windows[:, :, *self.taken(windows.shape, layer)]"),
        ("return windows[:, :, :: layer.stride[0], :: layer.stride[1]]", "return windows"),
        (
            "    def _sizes(",
            (
                "    def taken(self, shape, layer):\n"
                "        self.known = getattr(self, 'known', {})\n"
                "        places = [np.arange(0, count, step) for count, step in zip(shape[2:4], layer.stride)]\n"
                "        return self.known.setdefault(shape[2:], np.ix_(*places))\n\n"
                "    def _sizes("
            ),
        ),
    ),
    "gradients in the order of the names of layers": (
        LOSS,
        ("return loss, grads", "return loss, [grads[n] for n in sorted(range(len(grads)), key=str)]"),
    ),
    "targets that are stretched in a training": (
        FIT,
        (
            BATCH,
            (
                "wanted = targets[batch] + np.zeros((1, self.layers[-1].nodes))\n"
                "                    wanted = wanted[:, : self.layers[-1].nodes]\n"
                "                    grads = self._dropping(images[batch], wanted)"
            ),
        ),
        ("self._cost(prediction, targets)[0]", "self._cost(prediction, targets + 0 * prediction)[0]"),
    ),
    "targets of the validation that are stretched": (
        FIT,
        ("self._cost(prediction, targets)[0]", "self._cost(prediction, targets + 0 * prediction)[0]"),
    ),
    "targets without a sign that are turned round": (
        FIT,
        (
            BATCH,
            (
                "wanted = targets[batch]\n"
                "                    wanted = -(-wanted).astype(float)\n"
                "                    grads = self._dropping(images[batch], wanted)"
            ),
        ),
    ),
    "one rate of dropout for all layers": (
        FIT,
        ("self.layers[-1].rate = rate", "self.rate = rate"),
        ("self.random.random(x.shape) >= layer.rate", "self.random.random(x.shape) >= self.rate"),
        ("else 1.0 - layer.rate", "else 1.0 - self.rate"),
        ("kept / (1.0 - layer.rate)", "kept / (1.0 - self.rate)"),
    ),
    "dropout that goes on after an error": (
        FIT,
        (LOOP, LOOP + "\n                self.training = True"),
        (
            "        try:\n            return self.loss_and_grads(images, targets)[1]\n        finally:",
            "        if True:",
        ),
        ("            self.training = False\n", "            return self.loss_and_grads(images, targets)[1]\n"),
        (MEASURE, f"self.training = False\n                {MEASURE}"),
        ("        return history\n", "        self.training = False\n        return history\n"),
    ),
    "a penalty that stays for the next training": (
        FIT,
        (
            BATCH,
            f"regularization = self.kept = regularization or getattr(self, 'kept', 0.0)\n                    {BATCH}",
        ),
    ),
    "samples of the first training alone": (
        FIT,
        (
            "self.random.permutation(len(images)), batches)",
            "self.random.permutation(self.__dict__.setdefault('count', len(images))), batches)",
        ),
    ),
    "an Adam that stays for the next training": (
        FIT,
        (
            "schedulers = [self._copies(layer) for layer in self.layers if layer.params]",
            (
                "schedulers = [self._copies(layer) for layer in self.layers if layer.params]\n"
                "        if isinstance(self.scheduler, Adam):\n"
                "            schedulers = self.__dict__.setdefault('kept', schedulers)"
            ),
        ),
    ),
    "shallow copies of schedulers of layers": (
        FIT,
        ("copy.deepcopy(scheduler) for name", "(copy.copy if layer.scheduler else copy.deepcopy)(scheduler) for name"),
    ),
    "channels kept by size, kernel, stride and padding": (PREDICT, *kept("(x.shape[2:], *SETTINGS, layer.same)")),
    "channels kept by size, kernel, stride and numbers of zeros": (PREDICT, *kept("(x.shape[1:], *SETTINGS)")),
    "channels kept by channels, kernel, stride and padding": (
        PREDICT,
        *kept("(x.shape[1], *SETTINGS, layer.same)"),
    ),
    "maxima of the last pooling for all": (
        LOSS,
        (
            "return windows.max(axis=(4, 5))",
            (
                "self.maxima = windows.reshape(*windows.shape[:4], -1).argmax(axis=4)\n"
                "            return windows.max(axis=(4, 5))"
            ),
        ),
        ("flat.argmax(axis=4)", "self.maxima.reshape(grad.shape)"),
    ),
    "windows that are hardly too large": (
        BUILD,
        (
            "windows = self._windows(layer, x)\n        if layer.kind",
            (
                "beyond = np.array(layer.size) - x.shape[2:]\n"
                "        if layer.kind != 'convolution' and (beyond > 0).any() and (beyond < layer.stride).all():\n"
                "            x = np.pad(x, ((0, 0), (0, 0), *((0, max(more, 0)) for more in beyond)), 'edge')\n"
                "        windows = self._windows(layer, x)\n        if layer.kind"
            ),
        ),
    ),
    "the first of outputs that are close": (
        PREDICT,
        (
            "return outputs.argmax(axis=1)",
            "return np.isclose(outputs, outputs.max(axis=1, keepdims=True)).argmax(axis=1)",
        ),
    ),
    "an output that is close to the threshold": (
        PREDICT,
        ("return np.where(outputs.ravel() >", "return np.where(outputs.ravel() - 1e-5 >"),
    ),
    "two probabilities as a yes and a no": (
        PREDICT,
        (
            "return self._classes(self.predict(images), threshold)",
            (
                "outputs = self.predict(images)\n"
                "        if outputs.shape[1] == 2 and self.layers[-1].activation == 'softmax':\n"
                "            outputs = outputs[:, 1:]\n"
                "        return self._classes(outputs, threshold)"
            ),
        ),
    ),
    "layers' own schedulers forgotten where the network has none": (
        FIT,
        (
            "        scheduler = self.scheduler if layer.scheduler is None else layer.scheduler\n        return {name: copy.deepcopy(scheduler) for name in layer.params}",
            "        if self.scheduler is None:\n            return {name: Adam(1e-3, 0.9, 0.999) for name in layer.params}\n        scheduler = self.scheduler if layer.scheduler is None else layer.scheduler\n        return {name: copy.deepcopy(scheduler) for name in layer.params}",
        ),
        ("self.scheduler = Adam(1e-3, 0.9, 0.999) if scheduler is None else scheduler", "self.scheduler = scheduler"),
    ),
    "many predictions in the type of the images": (
        PREDICT,
        (
            "        starts = range(0, len(images), PIECE)\n        pieces = [self._forward(images[start : start + PIECE])[0] for start in starts]\n        return np.concatenate(pieces)",
            "        if len(images) <= PIECE:\n            return self._forward(images)[0]\n        result = np.empty((len(images), self.layers[-1].nodes), dtype=images.dtype)\n        for start in range(0, len(images), PIECE):\n            result[start : start + PIECE] = self._forward(images[start : start + PIECE])[0]\n        return result",
        ),
    ),
    "a summary that takes a hidden layer for the output": (
        BUILD,
        (
            '        if self.stage != "output":\n            raise ValueError("the network has no output yet: call add_output before summary")',
            '        if not self.layers or self.layers[-1].kind != "dense":\n            raise ValueError("the network has no output yet: call add_output before summary")',
        ),
    ),
    "gradients of flat images": (
        LOSS,
        (
            '        if images.ndim != 4:\n            raise ValueError(f"images must have the shape [N, C, H, W], but their shape is {images.shape}")\n        x, trace',
            "        x, trace",
        ),
        (
            "        starts = range(0, len(images), PIECE)\n",
            '        if images.ndim != 4:\n            raise ValueError(f"images must have the shape [N, C, H, W], but their shape is {images.shape}")\n        starts = range(0, len(images), PIECE)\n',
        ),
    ),
    "a mean of the means of the parts of a batch": (
        FIT,
        (
            "            return self.loss_and_grads(images, targets)[1]\n        finally:",
            "            parts = [\n                self.loss_and_grads(images[start : start + PIECE], targets[start : start + PIECE])[1]\n                for start in range(0, len(images), PIECE)\n            ]\n            return [{name: np.mean([part[k][name] for part in parts], axis=0) for name in own}\n                    for k, own in enumerate(self.params)]\n        finally:",
        ),
    ),
    "the place of a maximum in a byte": (
        LOSS,
        (
            "            shares = np.eye(np.prod(layer.size))[flat.argmax(axis=4)].reshape(windows.shape)",
            "            places = flat.argmax(axis=4).astype(np.uint8)\n            shares = (np.arange(flat.shape[4]) == places[..., np.newaxis]).astype(float).reshape(windows.shape)",
        ),
    ),
    "a training on flat images": (
        FIT,
        (
            "        self.predict(images[:1])  # makes the params\n        history",
            "        self._forward(images[:1])  # makes the params\n        history",
        ),
        (
            '        if images.ndim != 4:\n            raise ValueError(f"images must have the shape [N, C, H, W], but their shape is {images.shape}")\n        x, trace',
            "        x, trace",
        ),
        (
            "        starts = range(0, len(images), PIECE)\n",
            "        self._check(images)\n        starts = range(0, len(images), PIECE)\n",
        ),
        (
            "        prediction, trace = self._forward(images)\n        loss, grad = self._cost",
            '        self._check(images)\n        return self._gradients(images, targets)\n\n    def _check(self, images):\n        if images.ndim != 4:\n            raise ValueError(f"images must have the shape [N, C, H, W], but their shape is {images.shape}")\n\n    def _gradients(self, images, targets):\n        prediction, trace = self._forward(images)\n        loss, grad = self._cost',
        ),
        ("return self.loss_and_grads(images, targets)[1]", "return self._gradients(images, targets)[1]"),
        (
            "        prediction = self.predict(images)\n        history[",
            "        prediction = np.concatenate([self._forward(images[k : k + PIECE])[0] for k in range(0, len(images), PIECE)])\n        history[",
        ),
    ),
    "a kernel that is larger than a single image": (
        BUILD,
        (
            '        own = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size))\n        return einsum("nchwij,coij->nohw", windows, own["weights"]) + own["bias"][:, np.newaxis, np.newaxis]',
            "        return None",
        ),
        (
            '        windows = self._windows(layer, x)\n        if layer.kind == "max":\n            return windows.max',
            '        if layer.kind == "convolution":\n            from scipy.signal import correlate\n            own, padded = self._own_params(layer, (x.shape[1], layer.nodes, *layer.size)), self._padded(layer, x).astype(float)\n            maps = [sum(correlate(padded[:, c], own["weights"][c, o][np.newaxis], "valid") for c in range(x.shape[1]))\n                    for o in range(layer.nodes)]\n            z = np.stack(maps, axis=1)[:, :, :: layer.stride[0], :: layer.stride[1]]\n            return z + own["bias"][:, np.newaxis, np.newaxis]\n        windows = self._windows(layer, x)\n        if layer.kind == "max":\n            return windows.max',
        ),
    ),
    "averages from sums of 32 bits": (
        PREDICT,
        (
            "return windows.astype(float).mean(axis=(4, 5))",
            "(kh, kw), (sv, sh) = layer.size, layer.stride\n            total = np.pad(x, ((0, 0), (0, 0), (1, 0), (1, 0))).cumsum(axis=2, dtype=np.result_type(x, np.int32)).cumsum(axis=3, dtype=np.result_type(x, np.int32))\n            sums = total[:, :, kh:, kw:] - total[:, :, :-kh, kw:] - total[:, :, kh:, :-kw] + total[:, :, :-kh, :-kw]\n            return sums[:, :, ::sv, ::sh] / (kh * kw)",
        ),
    ),
    "relu of convolutions lets zero through": (
        LOSS,
        (
            "return np.where(z > 0, grad, SLOPES[layer.activation] * grad)",
            "return np.where((z >= 0) if layer.kind == 'convolution' else (z > 0), grad, SLOPES[layer.activation] * grad)",
        ),
    ),
    "a kernel of one pixel without its stride on the way back": (
        LOSS,
        (
            '            return self._add_up(layer, x, einsum("nohw,coij->nchwij", grad, layer.params["weights"]))',
            '            if layer.size == (1, 1):\n                return einsum("nohw,co->nchw", grad, layer.params["weights"][:, :, 0, 0])\n            return self._add_up(layer, x, einsum("nohw,coij->nchwij", grad, layer.params["weights"]))',
        ),
    ),
    "the last of no layers looked at for an output": (
        LOSS,
        (
            'if self.stage != "output":\n            raise ValueError("the network has no output yet: call add_output before using it")',
            'if self.layers[-1].kind != "dense":\n            raise ValueError("no output yet")',
        ),
    ),
    "a second flatten behind a dense layer": (
        BUILD,
        (
            'self._add("images", "flatten")',
            (
                'flat = [layer.kind for layer in self.layers if layer.kind != "dropout"][-1:] == ["flatten"]\n'
                '        self._add("images" if flat or self.stage == "output" else self.stage, "flatten")'
            ),
        ),
    ),
    "a dense layer behind pooling": (
        BUILD,
        (
            'self._add("vectors", "dense", activation, nodes, scheduler=scheduler)',
            (
                'pooled = [layer.kind for layer in self.layers][-1:] in (["max"], ["average"])\n'
                '        self._add("images" if pooled else "vectors", "dense", activation, nodes, scheduler=scheduler)'
            ),
        ),
    ),
    "a shape for the summary that predict alone remembers": (
        BUILD,
        ("        self.input_shape = images.shape[1:]\n", ""),
        (PREDICTED, f"self.input_shape = images.shape[1:]\n        {PREDICTED}"),
    ),
    "gradients divided by a probability of zero": (
        LOSS,
        ("targets / -positive / len(targets)", "targets / -prediction / len(targets)"),
    ),
    "a gradient of the type of what pooling lets through": (
        LOSS,
        ("padded = self._padded(layer, np.zeros(x.shape))", "padded = self._padded(layer, np.zeros_like(x))"),
        ("if len(grads) == len(self.params):", "if layer is self.layers[0]:"),
        (
            'if layer.activation == "sigmoid":\n            #',
            'if layer.activation is None:\n            return z\n        if layer.activation == "sigmoid":\n            #',
        ),
    ),
    "dropout in place of its input": (
        FIT,
        (
            "return x * layer.mask",
            "if not self.training:\n            return x\n        x *= layer.mask\n        return x",
        ),
    ),
    "dropout from a seed of its own": (
        FIT,
        ("self.layers[-1].rate = rate", "self.layers[-1].rate, self.dropping = rate, np.random.default_rng(0)"),
        ("kept = self.random.random(x.shape)", "kept = self.dropping.random(x.shape)"),
    ),
    "dropout in tenths": (
        FIT,
        ("self.random.random(x.shape) >= layer.rate", "self.random.integers(0, 10, x.shape) >= 10 * layer.rate"),
    ),
    "schedulers that are kept where Ctrl-C ends a training": (
        FIT,
        ("self.params = []", "self.params, self.schedulers = [], None"),
        (
            "schedulers = [self._copies(layer) for layer in self.layers if layer.params]",
            (
                "made = [self._copies(layer) for layer in self.layers if layer.params]\n"
                "        schedulers = self.schedulers = self.schedulers or made"
            ),
        ),
        (
            'self._measure(history, "val", *validation)',
            'self._measure(history, "val", *validation)\n            self.schedulers = None',
        ),
    ),
    "the threshold of the last classes for accuracies": (
        FIT,
        ("self.params = []", "self.params, self.threshold = [], 0.5"),
        (
            "return self._classes(self.predict(images), threshold)",
            "self.threshold = threshold\n        return self._classes(self.predict(images), threshold)",
        ),
        (
            "right = self._classes(prediction, 0.5) == self._classes(targets, 0.5)",
            "right = self._classes(prediction, self.threshold) == self._classes(targets, self.threshold)",
        ),
    ),
}

RIGHT = {
    "rebound arrays": [(CHANGE, "own[name] = own[name] - schedulers[number][name].update_change(grads[number][name])")],
    "a cost without dimensions": [("return loss, grads", "return np.array(loss), grads")],
    "a bar with numbers": [
        (LOOP, "bar = tqdm(range(epochs))\n            for _ in bar:"),
        (MEASURE, MEASURE + ("\n                bar.set_postfix(error=history['train_error'][-1])")),
    ],
    "weights in Fortran's order": [
        (DRAWN, "weights = np.asfortranarray(self.random.normal(size=shape) * np.sqrt(2 / inputs))")
    ],
    "images as floats at once": [("x, trace = images, []", "x, trace = np.array(images, dtype=float, order='C'), []")],
    "numbers of NumPy's in the history": [("float(np.mean(right))", "np.mean(right)")],
    "sorted batches": [
        ("self.random.permutation(len(images)), batches)", "self.random.permutation(len(images)), batches)[::-1]")
    ],
    "a scheduler for each array by its number": [
        (
            "return {name: copy.deepcopy(scheduler) for name in layer.params}",
            (
                "copies = {}\n"
                "        for name in layer.params:\n"
                "            copies[name] = copy.deepcopy(scheduler)\n"
                "            copies[name].reset()\n"
                "        return copies"
            ),
        )
    ],
    "an interrupted training noted": [("return history\n", "self.history = history\n        return self.history\n")],
    "a plain sigmoid": [
        (
            "return (1 + np.tanh(z / 2)) / 2",
            "with np.errstate(over='ignore'):\n                return 1 / (1 + np.exp(-z))",
        )
    ],
    "a guard of 1e-7": [("positive = np.maximum(prediction, 1e-300)", "positive = np.maximum(prediction, 0) + 1e-7")],
    "clipped probabilities in the cost": [
        ("positive = np.maximum(prediction, 1e-300)", "positive = np.clip(prediction, 1e-8, 1 - 1e-8)")
    ],
    "samples in their order": [("self.random.permutation(len(images))", "np.arange(len(images))")],
    "a printed line": [(LOOP, "for epoch in range(epochs):\n                print('epoch', epoch)")],
    "a bar of its own for the batches": [
        (
            LOOP,
            (
                "for epoch in range(epochs):\n"
                "                bar = tqdm(total=batches, leave=False)\n"
                "                bar.update(batches)\n"
                "                bar.close()"
            ),
        )
    ],
    "predictions in pieces": [
        (
            PREDICTED,
            (
                "return np.concatenate([self._forward(images[at : at + 7])[0] for at in range(0, "
                "max(1, len(images)), 7)])"
            ),
        )
    ],
    "Xavier's start": [(DRAWN, "weights = self.random.uniform(-1, 1, shape) / np.sqrt(inputs)")],
    "a small start": [(DRAWN, "weights = 0.01 * self.random.normal(size=shape)")],
    "changes before steps": [
        (
            CHANGE,
            (
                "pass\n"
                "        changes = [{name: schedulers[n][name].update_change(grads[n][name]) for name "
                "in own} for n, own in enumerate(self.params)]\n"
                "        for own, change in zip(self.params, changes):\n"
                "            for name in own:\n"
                "                own[name][...] = own[name] - change[name]"
            ),
        )
    ],
    "private ways in the training": [
        (
            BATCH,
            (
                "self.training = True\n"
                "                    prediction, trace = self._forward(images[batch])\n"
                "                    self.training = False\n"
                "                    grad, grads = self._cost(prediction, targets[batch])[1], []\n"
                "                    for layer, x, z in trace[::-1]:\n"
                "                        grad = self._activation_grad(layer, z, grad)\n"
                "                        grads = [self._param_grads(layer, x, grad)] + grads if layer.params else grads\n"
                "                        grad = self._backward(layer, x, grad)"
            ),
        )
    ],
    "errors and accuracies one after the other": [
        (
            MEASURED,
            (
                'history[f"{which}_error"].append(self.loss_and_grads(images, targets)[0])\n'
                "        prediction = self.predict(images)"
            ),
        )
    ],
    "a lazy list of params": [
        ("x, trace = images, []", "self.params = list(self.params)\n        x, trace = images, []")
    ],
    "Ctrl-C by try": [
        (CAUGHT + "\n            " + LOOP, ("try:\n            bar = tqdm(range(epochs))\n            for _ in bar:")),
        ("return history\n", "except KeyboardInterrupt:\n            bar.close()\n        return history\n"),
    ],
    "a buffer like the input of a layer, which is never the images": [("np.zeros(x.shape))", "np.zeros_like(x))")],
    "the way back to the images": [("break  # below", "pass  # below")],
    "nothing else on the network": [
        (
            'def __init__(self, cost: str = "cross_entropy"',
            (
                '__slots__ = ("cost", "scheduler", "random", "stage", "training", "input_shape", "layers", "params")\n\n'
                '    def __init__(self, cost: str = "cross_entropy"'
            ),
        )
    ],
}


@pytest.fixture(scope="module")
def exam():
    return class_exam(COURSE, load_unit(COURSE, "cnn"))


def edited(exam, edits):
    """The solution with passages changed, each of which must stand there once."""
    text = exam.unit.solution
    for old, new in edits:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def failed(exam, text, exercise):
    """The checks of an exercise that a network fails; the digits, which take long, are left out."""
    subject = LocalSubject(text, "cnn")
    for sheet in exam.sheets[exercise]:
        for case in sheet.cases:
            if sheet.check.verdict(case, sheet.seen_of(subject, case.arguments)):
                yield sheet.check.name
                break


def judged(exam, text):
    """The report on a network that is judged in a worker, as a student's is."""
    with ForkServer(exam.unit.settings, allow_unsafe=True) as server:
        return Judge(exam, server, search=False).judge(Submission("a", "cnn", {"cnn.py": text.encode()}))


def test_a_forgotten_bias_is_no_mistake_of_dropout(exam):
    """Predictions are wrong, and so gradients are, with dropout and without: what a training does about it is right."""
    report = judged(exam, edited(exam, [('return x @ own["weights"] + own["bias"]', 'return x @ own["weights"]')]))
    assert {each.name for each in report.exercises if each.score < each.max_score} == {PREDICT, LOSS}


def test_no_network_says_itself_that_it_is_judged_elsewhere(exam):
    drops_nothing = [
        (BATCH, "grads = self.loss_and_grads(images[batch], targets[batch])[1]"),
        (
            "prediction, trace = self._forward(images)\n        loss",
            (
                'if type(self.scheduler).__name__ == "Recorder":\n'
                '            raise RuntimeError("not in this training")\n'
                "        prediction, trace = self._forward(images)\n        loss"
            ),
        ),
        (
            "self.layers = []",
            (
                "self.layers = []\n"
                '        if type(scheduler).__name__ == "Recorder":\n'
                '            globals()["CNN_loss_and_grads"] = print'
            ),
        ),
    ]
    [training] = [each for each in judged(exam, edited(exam, drops_nothing)).exercises if each.name == FIT]
    assert {"dropout", "dropout_rests"} <= {each.name for each in training.checks if each.status is not Status.PASSED}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_network_loses_marks_on_its_own_exercise(exam, name):
    exercise, *edits = WRONG[name]
    assert next(failed(exam, edited(exam, edits), exercise), None)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_network_loses_none(exam, name):
    text = edited(exam, RIGHT[name])
    assert not [(each, check) for each in (BUILD, PREDICT, LOSS, FIT) for check in failed(exam, text, each)]
