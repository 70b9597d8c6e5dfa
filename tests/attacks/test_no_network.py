"""What is no network earns nothing for its gradients, though they are right for its own predictions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.course import load_unit
from autograder.course.outcomes import Raised
from autograder.judging.cases import Exam
from autograder.judging.kept_cases import class_exam
from autograder.subjects.local import LocalSubject

COURSE = Path(__file__).resolve().parents[2]

NO_NETWORK = '''
"""Predictions are the last bias and nothing else, so that all other gradients are zero."""

import numpy as np


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


class CNN:
    def __init__(self, cost="cross_entropy", scheduler=None, seed=None):
        self.cost, self.layers, self.params = cost, [], []

    def add_convolution(self, feature_maps, kernel_size, stride=1, padding=0, activation="", scheduler=None):
        self.layers.append((feature_maps, pair(kernel_size), pair(stride), padding))

    def add_pooling(self, kind, size, stride=None):
        self.layers.append((None, pair(size), pair(stride or size), 0))

    def add_dropout(self, rate):
        pass

    def add_flatten(self):
        self.layers.append(())

    def add_dense(self, nodes, activation="", scheduler=None):
        self.layers.append((nodes,))

    add_output = add_dense

    def begin(self, size):
        for layer in self.layers if not self.params else ():
            if not layer:
                size = (int(np.prod(size)),)
                continue
            nodes, *window = layer
            if not window:
                shape, size = (size[0], nodes), (nodes,)
            else:
                kernel, stride, padding = window
                shape = (size[0], nodes, *kernel)
                sizes = zip(size[1:], kernel, stride, (0, 0) if padding == "same" else pair(padding))
                rest = [
                    -(-pixels // step) if padding == "same" else (pixels + 2 * more - length) // step + 1
                    for pixels, length, step, more in sizes
                ]
                size = (nodes or size[0], *rest)
            if nodes:
                self.params.append({"weights": np.ones(shape), "bias": np.zeros(nodes)})

    def predict(self, images):
        self.begin(images.shape[1:])
        return np.tile(0.5 + 0.01 * self.params[-1]["bias"], (len(images), 1))

    def loss_and_grads(self, images, targets):
        wanted, given = np.asarray(targets, float), self.predict(images)
        if self.cost == "mean_squared_error":
            costs, slopes = (given - wanted) ** 2, 2 * (given - wanted)
        elif self.cost == "cross_entropy":
            costs, slopes = -wanted * np.log(given), -wanted / given
        else:
            costs = -wanted * np.log(given) - (1 - wanted) * np.log(1 - given)
            slopes = (1 - wanted) / (1 - given) - wanted / given
        grads = [{name: np.zeros(value.shape) for name, value in own.items()} for own in self.params]
        grads[-1]["bias"] = 0.01 * slopes.sum(axis=0) / len(images)
        return float(costs.sum() / len(images)), grads
'''

CHECKS = (
    "gradients_dense",
    "soft_targets",
    "leaky_relu",
    "activations",
    "binary_cross_entropy",
    "same_padding",
    "gradients_convolutions",
    "gradients_pooling",
    "ties",
    "rare_layers",
    "any_network",
    "improbable_targets",
)


@pytest.fixture(scope="module")
def exam() -> Exam:
    return class_exam(COURSE, load_unit(COURSE, "cnn"))


@pytest.mark.parametrize("name", CHECKS)
def test_gradients_of_what_minds_no_weights_are_wrong(name: str, exam: Exam) -> None:
    sheet, subject = exam.sheet("CNN_loss_and_grads", name), LocalSubject(NO_NETWORK, "cnn")
    seen = [sheet.seen_of(subject, case.arguments) for case in sheet.cases]
    assert not any(isinstance(each, Raised) for each in seen), seen
    assert all(sheet.check.verdict(case, each) for case, each in zip(sheet.cases, seen, strict=True))


def test_they_are_right_for_its_own_predictions() -> None:
    made = LocalSubject(NO_NETWORK, "cnn").module.CNN()
    made.add_flatten()
    made.add_output(2)
    images, targets = np.ones((2, 1, 1, 2)), np.eye(2)
    cost, grads = made.loss_and_grads(images, targets)
    made.params[-1]["bias"][0] += 1e-6
    assert (made.loss_and_grads(images, targets)[0] - cost) / 1e-6 == pytest.approx(grads[-1]["bias"][0], rel=1e-4)
