"""Hypothesis strategies for arrays: vectors, kernels, images, sequences.

Values are small whole numbers (divided by ``scale``), so that counterexamples can be read and
redone by hand.  Everything shrinks towards short arrays of zeros.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Shape = int | tuple[int, ...]


def arguments(**strategies: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Cases for a check: dicts of arguments by name, drawn independently of each other.

    Args:
        strategies: what each argument is drawn from, in the order of the signature.
    """
    drawn_ones = st.fixed_dictionaries(strategies)
    return drawn_ones.map(lambda drawn: {name: drawn[name] for name in strategies})  # Hypothesis shuffles the keys


def arrays(
    shape: Shape, *, low: int = -9, high: int = 9, scale: float = 1.0, dtype: Any = float
) -> SearchStrategy[np.ndarray]:
    """Arrays of one shape; the values are whole numbers from ``low`` to ``high``, divided by
    ``scale``.

    Args:
        shape: the shape, or the length of a vector.
        low: the smallest whole number.
        high: the largest one.
        scale: what they are divided by; ignored for integer dtypes.
        dtype: the arrays' type, of integers or of floats.

    Raises:
        hypothesis.errors.InvalidArgument: ``low`` is larger than ``high``; only when it draws.
    """
    return _arrays(shape, low, high, scale, np.dtype(dtype))


@functools.cache  # strategies are immutable, and making one takes longer than drawing from it
def _arrays(shape: Shape, low: int, high: int, scale: float, dtype: np.dtype[Any]) -> SearchStrategy[np.ndarray]:
    size = int(np.prod(shape))

    def build(values: list[int]) -> np.ndarray:
        array = np.array(values, dtype=float).reshape(shape)
        return array.astype(dtype) if dtype.kind in "iu" else (array / scale).astype(dtype)

    return st.lists(st.integers(low, high), min_size=size, max_size=size).map(build)


def sizes(low: int = 1, high: int = 6) -> SearchStrategy[int]:
    """Lengths, heights, widths and counts: whole numbers from ``low`` to ``high``, both included."""
    return st.integers(low, high)


def odd_sizes(low: int = 1, high: int = 5) -> SearchStrategy[int]:
    """Odd kernel sizes from ``low`` to ``high``, both odd and both included."""
    return st.integers((low - 1) // 2, (high - 1) // 2).map(lambda half: 2 * half + 1)


@st.composite
def vectors(draw: DrawFn, /, low: int = 1, high: int = 6, **values: Any) -> np.ndarray:
    """Vectors, of the shape (n,), of a drawn length n from ``low`` to ``high``; ``values`` as for
    :func:`arrays`.
    """
    return draw(arrays(draw(sizes(low, high)), **values))


@st.composite
def kernels(draw: DrawFn, /, low: int = 1, high: int = 5, **values: Any) -> np.ndarray:
    """1-D kernels, of the shape (k,), of an odd length k from ``low`` to ``high``, both odd;
    ``values`` as for :func:`arrays`.
    """
    return draw(arrays(draw(odd_sizes(low, high)), **values))
