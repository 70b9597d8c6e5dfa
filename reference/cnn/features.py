"""What is special about a network and its samples: pairs of it must meet in some case of predict and in some of
loss_and_grads, and an exercise that is wrong exactly where something of it holds is told so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course import Arguments
from autograder.course.features import Feature, Features

from . import trainings
from .network import complete, rows, window_settings

Settings = tuple[Any, ...]


def _whole(case: Arguments) -> Arguments:
    """The network and the samples that a case stands for, which are those of one call.

    Raises:
        LookupError: it is about something else, as a training.
    """
    if {"epochs", "batches", "rate"} & {*case} or case.get("part") == "fit":
        raise LookupError("a training")
    if "part" in case:
        return trainings.of_many(case)
    if "params" not in case:
        raise LookupError("a network that is built")
    return case


def _layers(case: Arguments, method: str) -> list[Settings]:
    return [settings for name, *settings in map(complete, _whole(case)["layers"]) if name == method]


def _any(method: str, test: Callable[[Settings], bool] = lambda _: True) -> Feature:
    """Whether there is a layer like that."""
    return lambda case: any(map(test, _layers(case, method)))


def _windows(case: Arguments) -> list[Settings]:
    """The layers that move a window: its size stands in the second place, and its stride in the third."""
    return _layers(case, "add_convolution") + _layers(case, "add_pooling")


def _several(method: str) -> Feature:
    return lambda case: len(_layers(case, method)) > 1


def _cost(name: str) -> Feature:
    return lambda case: bool(_whole(case)["cost"] == name)


def _axis(axis: int) -> Feature:
    return lambda case: _whole(case)["images"].shape[axis] > 1


def _activations(case: Arguments) -> Iterator[str]:
    for method, *settings in map(complete, _whole(case)["layers"]):
        if method in ("add_convolution", "add_dense"):
            yield settings[-1]


def _hidden(name: str) -> Feature:
    return lambda case: name in _activations(case)


def _output(name: str) -> Feature:
    return lambda case: _layers(case, "add_output")[-1][1] == name


def _largest(value: Any) -> Any:
    return max(value) if isinstance(value, tuple) else value


def _differ(value: Any) -> bool:
    return isinstance(value, tuple) and len({*value}) > 1


def _overlap(settings: Settings) -> bool:
    _, size, stride = settings
    return bool(_largest(size) > min(stride if isinstance(stride, tuple) else (stride,)))


def _left_over(case: Arguments) -> bool:
    """Whether a layer's last windows leave rows or columns over."""
    layers, shape = _whole(case)["layers"], _whole(case)["images"].shape[1:]
    for (method, *settings), (_, after) in zip(map(complete, layers), rows(layers, shape), strict=True):
        if method in ("add_convolution", "add_pooling"):
            _, window, stride, margins = window_settings(method, settings, shape[1:])
            room = np.array(shape[1:]) + np.sum(margins, axis=1) - window
            if np.any(room % stride):
                return True
        shape = after
    return False


_OTHERS = ("elu", "tanh", "sigmoid", "relu")

FEATURES = Features(
    {
        "the cost mean_squared_error": _cost("mean_squared_error"),
        "the cost binary_cross_entropy": _cost("binary_cross_entropy"),
        "the output softmax": _output("softmax"),
        "the output sigmoid": _output("sigmoid"),
        "several nodes in the output": lambda case: _layers(case, "add_output")[-1][0] > 1,
        "several samples": _axis(0),
        "several channels in the images": _axis(1),
        "a convolution": _any("add_convolution"),
        "several convolutions": _several("add_convolution"),
        "a convolution with a stride above 1": _any("add_convolution", lambda own: _largest(own[2]) > 1),
        "two strides that differ": lambda case: any(_differ(own[2]) for own in _windows(case)),
        "a kernel that is not square": _any("add_convolution", lambda own: _differ(own[1])),
        "a convolution with zeros around": _any("add_convolution", lambda own: own[3] not in (0, (0, 0))),
        'the padding "same"': _any("add_convolution", lambda own: own[3] == "same"),
        "pooling": _any("add_pooling"),
        "pooling by the average": _any("add_pooling", lambda own: own[0] == "average"),
        "windows of pooling that overlap": _any("add_pooling", _overlap),
        "rows or columns left over": _left_over,
        "a hidden dense layer": _any("add_dense"),
        **{f"a hidden layer with {name}": _hidden(name) for name in _OTHERS},
    },
    apart={
        ("the cost mean_squared_error", "the cost binary_cross_entropy"): "a network has one cost",
        ("the output softmax", "the output sigmoid"): "an output has one activation",
    },
)
