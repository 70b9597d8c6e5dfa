"""Changes of arrays that make other cases of them."""

from __future__ import annotations

import dataclasses

import numpy as np

from autograder.values import compare
from autograder.values.parts import Change


@dataclasses.dataclass
class Changes:
    """Those that leave something to chance."""

    random: np.random.Generator

    def filled(self, array: np.ndarray) -> np.ndarray:
        """The array with other numbers where most of its own are 0: there is little to see of those."""
        if 2 * np.count_nonzero(array) >= array.size:
            return array
        values = self.random.integers(1, 10, array.shape) * 1.0
        return values * self.random.choice((-1, 1), array.shape) if np.min(array) < 0 else values

    def with_digits(self, array: np.ndarray) -> np.ndarray:
        """The same values, a little nearer to 0, as floats that need all their digits."""
        moved: np.ndarray = self.filled(array) * (1 - self.random.uniform(0, 0.25, array.shape))
        return moved

    def as_type(self, dtype: str) -> Change:
        """Whole numbers, as large as they can be, one of them the largest or smallest of their type."""

        def convert(array: np.ndarray) -> np.ndarray:
            if dtype == "float32":
                return array.astype(np.float32)
            bounds, least = np.iinfo(dtype), np.min(array)
            values = 1.0 * (array - least + 1 if least < 0 == bounds.min else array)  # what differs goes on to differ
            values *= min(bounds.max, 2**53) / (compare.largest(values) or 1)  # sums are to leave the type, too
            near = np.clip(np.rint(values), max(bounds.min, -(2**53)), min(bounds.max, 2**53))
            whole: np.ndarray = near.astype(dtype)
            edge = bounds.min if least < 0 and bounds.min and self.random.integers(2) else bounds.max
            whole.flat[self.random.integers(whole.size)] = edge
            return whole

        return convert

    def of_all_sizes(self, array: np.ndarray) -> np.ndarray:
        """The array with some of its values thousands and millions of times smaller than others."""
        return array * 10.0 ** -self.random.choice((0, 0, 4, 8), array.shape)

    def nearly_constant(self, array: np.ndarray) -> np.ndarray:
        """Values that differ far behind the point: almost symmetric, almost of rank one."""
        return np.full_like(array, array.flat[0]) * (1 + self.random.uniform(-1e-7, 1e-7, array.shape))

    def nearly_equal(self, array: np.ndarray, bits: tuple[int, int] = (22, 30)) -> np.ndarray:
        """The array with a pair of neighbours that differ far behind the point, in one of these bits."""
        flat = array.copy().reshape(-1)
        some = np.flatnonzero(flat[:-1])
        if some.size:
            first = some[self.random.integers(some.size)]
            flat[first + 1] = flat[first] * (1 + 2.0 ** -self.random.integers(*bits))
        return flat.reshape(array.shape)

    def near(self, array: np.ndarray, most: float) -> np.ndarray:
        """Values that differ from these by less than this part of them."""
        return array * (1 + self.random.uniform(-most, most, array.shape))

    def nearly(self, special: Change, array: np.ndarray) -> np.ndarray:
        """What is special, but for the ninth digit of some of its largest values."""
        values = special(array)
        signs = self.random.choice((-1, 0, 1), values.shape)
        signs.flat[0], signs.flat[-1] = 1, -1  # else both ends of a short array may be moved alike
        moved = signs * self.random.uniform(3e-9, 4.9e-9, values.shape)
        return values + moved * compare.largest(values)

    def near_the_top(self, array: np.ndarray) -> np.ndarray:
        """Bytes whose products add up to more than single precision can count."""
        return self.random.integers(240, 256, array.shape).astype(np.uint8)


def as_small_numbers(dtype: str) -> Change:
    """Whole numbers near the values, where larger ones would tell nothing; an unsigned type has no signs."""

    def convert(array: np.ndarray) -> np.ndarray:
        values = np.abs(array) if dtype.startswith("u") else array
        near = np.rint(values).clip(-99, 99)
        whole: np.ndarray = (near if near.any() else np.sign(values)).astype(dtype)
        return whole

    return convert


def to_size(size: float) -> Change:
    """Scales an array so that its largest value has this size; up only if it is smaller."""

    def scaled(array: np.ndarray) -> np.ndarray:
        top = compare.largest(array)
        return array * (size / top) if top and (size < 1 or top < size) else array

    return scaled


def to_whole(size: float) -> Change:
    """Floats that are whole numbers, the largest of about this size."""
    return lambda array: np.rint(array * (size / (compare.largest(array) or 1)))


def as_large_numbers(array: np.ndarray) -> np.ndarray:
    """Whole numbers whose sums leave 32 bits, and none of which leaves 64."""
    whole: np.ndarray = to_whole(5e9)(array).astype(np.int64)
    return whole


def _symmetric(array: np.ndarray) -> np.ndarray:
    symmetric: np.ndarray = (array + np.flip(array)) / 2
    return symmetric


def nearly_symmetric(array: np.ndarray) -> np.ndarray:
    """Symmetric, but for the ninth digit at both ends, where it is no less than half of what is the largest."""
    values = _symmetric(array)
    top = compare.largest(values) or 1.0
    values.flat[[0, -1]] = 0.75 * top * (1 + np.array([4.7e-9, -4.7e-9]))
    return values


def _single(array: np.ndarray) -> np.ndarray:
    single = np.zeros(array.shape)
    single.flat[array.size // 2] = 1
    return single


def single_at_the_end(array: np.ndarray) -> np.ndarray:
    """All numbers are 0 but the last, which is 1."""
    single = np.zeros(array.shape)
    single.flat[-1] = 1
    return single


def equal_rows(array: np.ndarray) -> np.ndarray:
    """All rows are the first one."""
    return np.broadcast_to(1.0 * array[:1], array.shape).copy() if array.ndim else array


def silent_at_first(axis: int, array: np.ndarray) -> np.ndarray:
    """The array with zeros in its first half along an axis."""
    late = np.moveaxis(1.0 * array, axis, 0)
    late[: (len(late) + 1) // 2] = 0
    return np.moveaxis(late, 0, axis)


def _antisymmetric(array: np.ndarray) -> np.ndarray:
    antisymmetric: np.ndarray = 1.0 * array - np.flip(array)
    return antisymmetric


def _as_matrix(change: Change) -> Change:
    """Changes the last two axes as matrices; what has one axis stays."""
    return lambda array: change(1.0 * array) if array.ndim > 1 else array


def _diagonal(array: np.ndarray) -> np.ndarray:
    return array * np.eye(*array.shape[-2:])


def _equal_to_transpose(array: np.ndarray) -> np.ndarray:
    square = array.shape[-1] == array.shape[-2]
    same: np.ndarray = array + np.swapaxes(array, -1, -2) if square else array
    return same


def _of_rank_one(array: np.ndarray) -> np.ndarray:
    """Products of a column and a row that begin with 0."""
    column, row = array[..., :, :1].copy(), array[..., -1:, :].copy()
    column[..., 0, :], row[..., :, 0] = 0, 0
    product: np.ndarray = column * row
    return product


SPECIAL: tuple[Change, ...] = (
    lambda array: np.full(array.shape, 1.0 * array.flat[0] or 1.0),
    lambda array: np.ones(array.shape),
    _symmetric,
    _antisymmetric,
    _single,
    single_at_the_end,
    equal_rows,
    _as_matrix(_diagonal),
    _as_matrix(_equal_to_transpose),
    _as_matrix(_of_rank_one),
)
"""All values equal, or 1; symmetric; turned into their opposite when they are turned round; all but one 0, in the
middle or at the end; all rows equal; diagonal, symmetric matrices, and of rank one.
"""


def hardly_changed(array: np.ndarray) -> np.ndarray:
    """All values larger by less than what is printed of them, or than single precision tells."""
    return array * (1 + 8e-9)


def first_kept(array: np.ndarray) -> np.ndarray:
    """The first value, and half of each of the others."""
    flat = array.copy().reshape(-1)
    flat[1:] = flat[1:] / 2
    return flat.reshape(array.shape)


def first_and_sum_kept(array: np.ndarray) -> np.ndarray:
    """The first value, and all others in reverse order."""
    flat = array.copy().reshape(-1)
    flat[1:] = flat[:0:-1].copy()
    return flat.reshape(array.shape)


def coarse(array: np.ndarray) -> np.ndarray:
    """Whole numbers rounded down so far that in their own type all products of two are 0."""
    step = 2 ** (4 * array.dtype.itemsize)
    rounded: np.ndarray = array // step * step
    return rounded


def of_one_hash(first: int, array: np.ndarray) -> np.ndarray:
    """-1 and -2 in turns, beginning with one of them."""
    return np.where((np.arange(array.size) + first) % 2, -2.0, -1.0).reshape(array.shape)


def as_bytes(array: np.ndarray) -> np.ndarray:
    """Whole numbers below 0, each in a byte."""
    whole: np.ndarray = (-np.abs(np.rint(array)).clip(1, 99)).astype(np.int8)
    return whole


def as_other_numbers(array: np.ndarray) -> np.ndarray:
    """Other whole numbers, above 0, in the same bytes."""
    return as_bytes(array).view(np.uint8)


def of_other_shape(array: np.ndarray) -> np.ndarray:
    """The same numbers in the shape turned round, or in fewer rows where that is the same shape."""
    other = array.shape[::-1]
    return array.reshape(other if other != array.shape else (*other[:-2], 1, -1)) if array.ndim > 1 else array


def other_shapes(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Shapes of as many numbers: turned round, with two neighbouring sizes exchanged, or in one row where there is no
    other.
    """
    if len(shape) < 2:
        return []
    exchanged = ((*shape[:axis], *shape[axis : axis + 2][::-1], *shape[axis + 2 :]) for axis in range(len(shape) - 1))
    others = [other for other in dict.fromkeys((shape[::-1], *exchanged)) if other != shape]
    return others or [(*shape[:-2], 1, shape[-2] * shape[-1])]


def not_finite(array: np.ndarray) -> np.ndarray:
    """No number anywhere, and what is beyond all numbers."""
    values = np.full(array.shape, np.nan)
    values.flat[::2] = np.inf
    return values


def two_neighbours(array: np.ndarray) -> np.ndarray:
    """The array without all numbers but two that are not 0, near its middle, if two of them are neighbours."""
    few, there = np.zeros(array.shape), array.reshape(-1) != 0
    far = np.abs(np.arange(array.size) - array.size // 2)
    first = int(np.argmax((there * 1 + np.append(there[1:], False)) * array.size - far))
    few.flat[first : first + 2] = array.flat[first : first + 2]
    return few


def other_middle(array: np.ndarray) -> np.ndarray:
    """The array with another value in its middle."""
    flat = array.copy().reshape(-1)
    flat[flat.size // 2] *= 0.5
    return flat.reshape(array.shape)
