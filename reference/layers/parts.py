"""Layers, a loss, a network and optimizers of the judge's own, where the student's module lives: a text for
the worker, and nothing here is imported.  What is judged with them shows no mistake of another exercise.
"""

import contextlib
import copy
import sys

import numpy as np


class Bend:
    """sin(x @ mix) + lift, for x of any shape whose last axis fits."""

    def __init__(self, mix, lift):
        self.params = {"mix": mix.copy(), "lift": lift.copy()}
        self.grads = {name: np.zeros(array.shape) for name, array in self.params.items()}

    def forward(self, x, training=False):
        self.x, self.z = x, x @ self.params["mix"]
        return np.sin(self.z) + self.params["lift"]

    def backward(self, output_grad):
        inner = output_grad * np.cos(self.z)
        axes = tuple(range(self.x.ndim - 1))
        self.grads = {"lift": output_grad.sum(axis=axes), "mix": np.tensordot(self.x, inner, (axes, axes))}
        return inner @ self.params["mix"].T


class Gain:
    """One number that is learned: x times gain; the gradients are written into the same array again, and the first
    forward makes params anew.
    """

    def __init__(self, gain):
        self.params, self.grads = {"gain": np.array([gain])}, {"gain": np.zeros(1)}
        self.began = False

    def forward(self, x, training=False):
        if not self.began:
            self.params, self.began = {"gain": self.params["gain"].copy()}, True
        self.x = x
        return x * self.params["gain"]

    def backward(self, output_grad):
        self.grads["gain"][...] = np.sum(output_grad * self.x)
        return output_grad * self.params["gain"]


class Double:
    """Twice as much, without params."""

    def __init__(self):
        self.params, self.grads = {}, {}

    def forward(self, x, training=False):
        return 2 * x

    def backward(self, output_grad):
        return 2 * output_grad


class Open(Double):
    """Numbers above 0 as they are, and 0 for the others."""

    def forward(self, x, training=False):
        self.above = x > 0
        return np.where(self.above, x, 0.0)

    def backward(self, output_grad):
        return output_grad * self.above


HEARD, WENT_BACK = [], []


class Ear(Double):
    """A layer that notes what it is told of training, and the gradients that come back."""

    def forward(self, x, training=False):
        HEARD.append(training)
        return super().forward(x, training)

    def backward(self, output_grad):
        WENT_BACK.append(np.array(output_grad))
        return super().backward(output_grad)


class Fold:
    """One row of each sample, of whatever shape."""

    def __init__(self):
        self.params, self.grads = {}, {}

    def forward(self, x, training=False):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, output_grad):
        return output_grad.reshape(self.shape)


class Squares:
    """The sum of squares, which remembers what its backward is about."""

    def forward(self, z, targets):
        self.error = z - targets
        return float(np.sum(self.error**2))

    def backward(self):
        return 2 * self.error


MADE = []
"""The layers that were made last."""

KINDS = {kind.__name__: kind for kind in (Bend, Gain, Double, Ear, Fold, Open)}


def layers(plan):
    MADE[:] = [KINDS[name](*settings) for name, *settings in plan]
    return [*MADE]


def loss():
    return Squares()


def chained(network, calls):
    """What each call of a network shows: what it returns, and then params and grads, and what the layers hold."""
    found = []
    for method, given in calls:
        if method == "change":  # as an optimizer does
            for own in network.params():
                for array in own.values():
                    array -= given["by"]
            continue
        HEARD.clear()
        WENT_BACK.clear()
        result = getattr(network, method)(*given.values())
        found.append({"result": copy.deepcopy(result), "heard": [*HEARD], "went_back": [*WENT_BACK]})
        if method == "loss_and_backward":
            found[-1] |= {"params": copy.deepcopy(network.params()), "grads": copy.deepcopy(network.grads())}
            found[-1] |= {"held": copy.deepcopy([layer.params for layer in MADE])}
            found[-1] |= {"names": [sorted(own) for own in network.grads()]}
    return found


def chained_by_keyword(network, plan, calls):
    other = type(network)(loss=loss(), layers=tuple(layers(plan)))
    return [copy.deepcopy(getattr(other, method)(**dict(reversed(given.items())))) for method, given in calls]


# Optimizers.


class Still:
    """A network for optimizers: it holds params and is told the gradients."""

    def __init__(self, params):
        self.layers = [{name: array.copy() for name, array in own.items()} for own in params]
        self.gradients = [{name: np.zeros(array.shape) for name, array in own.items()} for own in params]
        self.turned = False

    def params(self):
        return [*self.layers]

    def grads(self):
        return [*self.gradients]


def still(params):
    return Still(params)


def other_arrays(network):
    """Other arrays with other numbers in the dicts that are there, column by column in memory."""
    for own in network.layers:
        own |= {name: np.asfortranarray(array + 1) for name, array in own.items()}


def other_dicts(network):
    """Other dicts of other arrays."""
    network.layers = [{name: array + 1 for name, array in own.items()} for own in network.layers]


def other_order(network):
    """From now on the last name comes first in grads: gradients belong to params by their names."""
    network.turned = True


OTHERS = {"other_arrays": other_arrays, "other_dicts": other_dicts, "other_order": other_order}


def told(network, gradients):
    """A network whose layers have these gradients now."""
    order = reversed if network.turned else iter
    network.gradients = [{name: own[name].copy() for name in order(own)} for own in gradients]


def moved(optimizer, network, program):
    """The params after each step of a program of gradients, of "next_epoch", and of what others do with params; and the
    gradients at the end."""
    seen = []
    for line in program:
        if line == "next_epoch":
            optimizer.next_epoch()
            continue
        if isinstance(line, str):
            OTHERS[line](network)
            continue
        told(network, line)
        optimizer.step()
        seen.append(copy.deepcopy(network.layers))
    return {"params": seen, "grads": network.gradients}


def moved_by_keyword(optimizer, params, settings, program):
    network = Still(params)
    return moved(type(optimizer)(**dict(reversed((settings | {"network": network}).items()))), network, program)


def moved_with_another(optimizer, params, settings, program):
    """The params after each step while another optimizer of the same class moves another network."""
    kind, mine, theirs, seen = type(optimizer), Still(params), Still(params), []
    first, second = kind(mine, *settings.values()), kind(theirs, *settings.values())
    for line in program:
        if line == "next_epoch":
            first.next_epoch()
            continue
        told(mine, line)
        theirs.gradients = [{name: 1.0 - array for name, array in own.items()} for own in line]
        first.step()
        second.step()
        seen.append(copy.deepcopy(mine.layers))
    return {"params": seen}


# Trainings.


class Diary:
    """A network and an optimizer in one that note what they are asked, in order."""

    def __init__(self, scale):
        self.notes, self.scale = [], scale

    def loss_and_backward(self, x, targets):
        self.notes.append(("batch", x.copy(), targets.copy()))
        return self.scale * (float(np.sum(x)) / 8 + len(self.notes))

    def step(self):
        self.notes.append(("step",))

    def next_epoch(self):
        self.notes.append(("next_epoch",))


def diary(scale=1.0):
    return Diary(scale)


def noted(trainer, diary, fits, named=False):
    """What each of several trainings asks for, what it returned, and the samples as all of them left them."""
    seen = []
    for given in fits:
        diary.notes = []
        history = trainer.fit(**dict(reversed(given.items()))) if named else trainer.fit(*given.values())
        seen.append({"notes": diary.notes, "history": history, "x": given["x"], "targets": given["targets"]})
    return seen


class Line:
    """A network of one matrix with softmax and cross-entropy, which also steps by itself."""

    def __init__(self, inputs, classes, rate):
        self.weights, self.rate = np.zeros((inputs + 1, classes)), rate

    def forward(self, x, training=False):
        rows = x.reshape(len(x), -1)
        return np.column_stack([rows, np.ones(len(rows))]) @ self.weights

    def loss_and_backward(self, x, targets):
        z = self.forward(x)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        rows = np.column_stack([x.reshape(len(x), -1), np.ones(len(x))])
        self.grad = rows.T @ (p - targets) / len(x)
        return float(-np.sum(targets * np.log(p + 1e-12)) / len(x))

    def step(self):
        self.weights -= self.rate * self.grad

    def next_epoch(self):
        pass


def learned(trainer, x, targets, unseen, seed):
    """What a network says of unseen images once it is trained: one of the module's own classes, and one of the
    judge's; nothing of the former where they do not work.
    """
    module, kind, own = vars(sys.modules.get(type(trainer).__module__, sys)), type(trainer), None
    with contextlib.suppress(Exception):
        stack = [module["Flatten"](), module["Dense"](64, 24, seed), module["Activation"]("tanh")]
        network = module["Network"]([*stack, module["Dense"](24, 10, seed + 1)], module["SoftmaxCrossEntropy"]())
        optimizer = module["SGD"](network, 0.3, 0.5)
        kind(network, optimizer, seed).fit(x, targets, 4, 25)
        own = network.forward(unseen)
    line = Line(64, 10, 0.3)
    kind(line, line, seed).fit(x, targets, 4, 25)
    return {"own": own, "line": line.forward(unseen)}
