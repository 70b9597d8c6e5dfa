"""Layers of networks, drawn so that they fit, and what is special about them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
from autograder.course.features import Feature
from autograder.course.forms import pick

from .solution import output_shapes, pair

Layer = tuple[Any, ...]
Choose = Callable[[Sequence[Any]], Any]
"""Takes one of several."""

NUMBERS: Sequence[Any] = (1, 2, 3)
PAIRS: Sequence[Any] = (1, 2, 3, (1, 3), (3, 1), (2, 4), (3, 2))
STRIDES: Sequence[Any] = (1, 2, 3, (1, 2), (3, 1), (2, 3), 9, (1, 7))
PADDINGS: Sequence[Any] = (0, 0, 1, 2, (0, 1), (2, 1))


def convolution(choose: Choose, *, plain: bool) -> Layer:
    """A convolution; a ``plain`` one has stride 1 and no padding."""
    maps, kernel = choose((1, 2, 4, 5, 7)), choose(NUMBERS if plain else PAIRS)
    return ("convolution", maps, kernel, *((1, 0) if plain else (choose(STRIDES), choose(PADDINGS))))


def pooling(choose: Choose, *, plain: bool) -> Layer:
    """A pooling layer; the windows of a ``plain`` one lie side by side."""
    size = choose(NUMBERS if plain else PAIRS)
    return ("pooling", size, size if plain else choose(STRIDES))


def network(
    choose: Choose,
    *,
    kinds: Sequence[Callable[..., Layer]] = (convolution, pooling),
    most: int = 3,
    plain: bool = False,
    ends: Sequence[str] = ("images",),
) -> Arguments:
    """An image of one to three channels and layers that fit: windows, and what comes after them, one of
    "images" (nothing), "flat" and "dense"; or nothing but dense layers, "rows".
    """
    end = choose(ends)
    if end == "rows":
        return {"input_shape": (choose((1, 2, 5)),), "layers": _dense(choose, 1)}
    input_shape = choose((1, 2, 3)), choose((6, 7, 8, 9)), choose((5, 10, 11))
    layers: list[Layer] = []
    for _ in range(choose(range(1, most + 1))):
        layer = choose(kinds)(choose, plain=plain)
        if _fits(input_shape, [*layers, layer]):
            layers.append(layer)
    if end != "images":
        layers += [("flatten",), *(_dense(choose, 1) if end == "dense" else [])]
    return {"input_shape": input_shape, "layers": layers}


def _dense(choose: Choose, least: int) -> list[Layer]:
    return [("dense", choose((1, 2, 3, 10))) for _ in range(choose((least, least + 1)))]


def _fits(input_shape: tuple[int, ...], layers: list[Layer]) -> bool:
    try:
        return bool(output_shapes(input_shape, layers))
    except ValueError:
        return False


@st.composite
def networks(draw: DrawFn, **options: Any) -> Arguments:
    """Cases for what takes an input's shape and layers; options as for :func:`network`."""
    return network(lambda choices: draw(st.sampled_from(choices)), **options)


def any_network(random: np.random.Generator) -> Arguments:
    """A network of any kind."""
    return network(lambda choices: pick(random, choices), ends=("images", "flat", "dense", "dense", "rows"))


def layers_alone(cases: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The same layers, without the input."""
    return cases.map(_without_input)


def _without_input(case: Arguments) -> Arguments:
    return {"layers": case["layers"]}


def any_layers(random: np.random.Generator) -> Arguments:
    """Layers of any kind."""
    return _without_input(any_network(random))


def of_numpy(case: Arguments) -> Arguments:
    """The same with NumPy's whole numbers, and with lists for tuples."""
    return {name: _of_numpy(value) for name, value in case.items()}


def _of_numpy(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_of_numpy(each) for each in value]
    return np.int64(value) if isinstance(value, int) else value


# Features.


def has(name: str) -> Feature:
    """One of the layers is of this name."""
    return lambda call: any(layer[0] == name for layer in call["layers"])


def has_windows(found: Callable[[Any, Any, Any], bool]) -> Feature:
    """One of the layers has windows, strides and padding of which this holds."""
    return lambda call: any(found(*_settings(layer)) for layer in call["layers"] if layer[0] in _FIRST)


def strides_are_far_beyond(window: Any, stride: Any, _padding: Any) -> bool:
    """Whether a window steps over more than twice what it covers."""
    return any(step > 3 * size for size, step in zip(window, stride, strict=True))


def several_windows(call: Arguments) -> bool:
    """Windows move over what windows have made."""
    return sum(layer[0] in _FIRST for layer in call["layers"]) > 1


_FIRST = {"convolution": 2, "pooling": 1}


def _settings(layer: Layer) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    window, stride, *padding = layer[_FIRST[layer[0]] :]
    return pair(window), pair(stride), pair(padding[0] if padding else 0)


def leaves_something_over(call: Arguments) -> bool:
    """Somewhere the last step of a window does not end at the border."""
    shapes = [call["input_shape"], *output_shapes(call["input_shape"], call["layers"])]
    return any(
        (size - window + 2 * padding) % stride
        for shape, layer in zip(shapes, call["layers"], strict=False)
        if layer[0] in _FIRST
        for size, window, stride, padding in zip(shape[1:], *_settings(layer), strict=True)
    )
