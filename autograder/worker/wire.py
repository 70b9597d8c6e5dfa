"""The language between judge and worker: plain values as bytes, never pickle.

Values are None, bool, int, float, complex, Fraction, str, bytes, list, tuple, dict, set, frozenset,
NumPy arrays and scalars, and handles to objects that the worker keeps; whatever else a student
returns travels as :class:`Opaque`, its type's name and nothing more.  Whoever decodes trusts
nothing: lengths are bounded before memory is taken, depth and dtypes are limited, and anything that
is not exactly a well-formed value raises :class:`WireError`.
"""

from __future__ import annotations

import collections
import dataclasses
import math
import struct
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

import numpy as np

_MAX_DEPTH = 16
_MAX_BUFFERS = 100_000  # of what is sent: at least as many as it has values
_MAX_VALUES = 2 * _MAX_BUFFERS  # in what is received; each takes time and many times its own length in memory
_MAX_KEYS = 1000  # of one dict or set
_MAX_SAME_HASH = 8  # of them: each is compared with the others of its hash; only powers of two have many, one in 61
_MAX_DIGITS = 3000  # hexadecimal ones of an int: as many as Python's own limit lets everybody print
_MAX_DIMENSIONS = 16
_MAX_EXTENT = 2**40  # the product of an array's sizes, but zeros: NumPy cannot convert an empty array beyond its bounds

_WORTH_A_BUFFER = 2**14  # bytes of an array that are sent from where they lie, and not copied first

_LENGTH = struct.Struct("<Q")
_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_DTYPES = {
    np.dtype(code).str.encode(): np.dtype(code)
    for code in ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
}
_CODES = {dtype: code for code, dtype in _DTYPES.items()}
_SHAPES = [struct.Struct(f"<{dimensions}Q") for dimensions in range(_MAX_DIMENSIONS + 1)]
_WIDEST = {"f": np.dtype(np.float64), "c": np.dtype(np.complex128)}


class WireError(Exception):
    """The bytes received are not a well-formed message."""


@dataclasses.dataclass(frozen=True, repr=False)
class Opaque:
    """Stands for an object that does not travel: all that is known of it is its type's name."""

    type_name: str

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


@dataclasses.dataclass(frozen=True)
class Handle:
    """Stands for an object that the worker keeps: the judge can name it, call its methods and pass
    it as an argument.
    """

    number: int


# Encoding.

Buffers = list[bytes | memoryview]


def encode(value: Any) -> Buffers:
    """The value as buffers to be sent one after the other.

    Raises:
        WireError: the value is nested too deeply or has too many parts.
    """
    buffers: Buffers = []
    _encode(value, buffers, 0)
    return buffers


def encoded(value: Any) -> bytes:
    """The same in one piece; raises as :func:`encode` does."""
    return b"".join(encode(value))


def _encode(value: Any, out: Buffers, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise WireError("the value is nested too deeply")
    if len(out) > _MAX_BUFFERS:
        raise WireError("the value has too many items")
    encoder = _ENCODERS.get(type(value))
    if encoder is not None:
        encoder(value, out, depth)
    else:
        _encode_other(value, out, depth)


def _encode_other(value: Any, out: Buffers, depth: int) -> None:
    if isinstance(value, np.generic):
        _encode_array(b"g", np.asarray(value), out)
        return
    for plain in _BASES:
        if isinstance(value, plain):
            _ENCODERS[plain](value, out, depth)
            return
    _encode_text(b"o", type(value).__name__[:100], out)


def _encode_int(value: int, out: Buffers, _depth: int) -> None:
    if -(2**63) <= value < 2**63:
        out.append(b"i" + _INT.pack(value))
    elif _is_short(value):
        _encode_text(b"I", f"{value:x}", out)
    else:
        _encode_text(b"o", "int of too many digits", out)


def _encode_fraction(value: Fraction, out: Buffers, _depth: int) -> None:
    if _is_short(value.numerator) and _is_short(value.denominator):
        _encode_text(b"q", f"{value.numerator:x}", out)
        _encode_text(b"", f"{value.denominator:x}", out)
    else:
        _encode_text(b"o", "Fraction of too many digits", out)


def _is_short(value: int) -> bool:
    return value.bit_length() < 4 * (_MAX_DIGITS - 1)  # the sign is a digit too


def _encode_text(tag: bytes, text: str, out: Buffers) -> None:
    data = text.encode("utf-8", "replace")
    out.append(tag + _LENGTH.pack(len(data)) + data)


def _encode_items(tag: bytes, items: Any, out: Buffers, depth: int) -> None:
    out.append(tag + _LENGTH.pack(len(items)))
    for item in items:
        _encode(item, out, depth + 1)


def _encode_dict(value: dict[Any, Any], out: Buffers, depth: int) -> None:
    _check_keys(value, "the value is a dict of")
    _encode_items(b"d", [part for pair in value.items() for part in pair], out, depth)


def _encode_set(tag: bytes, value: Collection[Any], out: Buffers, depth: int) -> None:
    _check_keys(value, "the value is a set of")
    _encode_items(tag, value, out, depth)


def _check_keys(keys: Collection[Any], start: str) -> None:
    """Raises WireError for keys, or members of a set, of which no table can be made in little time: they
    can be made to collide, and then the time grows with the square of their number, and in sets of
    sets with the square of that.
    """
    if len(keys) <= 2 * _MAX_SAME_HASH and all(type(key) is str for key in keys):
        return  # as those of most dicts are
    if len(keys) > _MAX_KEYS:
        raise WireError(f"{start} too many keys")
    if any(isinstance(key, list | dict | set | np.ndarray) for key in keys):
        raise WireError(f"{start} keys that cannot be hashed")
    if max(map(_levels, keys), default=0) > 1:
        raise WireError(f"{start} sets nested too deeply")
    by_hash = collections.defaultdict(list)
    for key in keys:
        by_hash[hash(key)].append(key)
    for group in by_hash.values():
        if len(group) > _MAX_SAME_HASH and any(key != group[0] for key in group):
            raise WireError(f"{start} too many keys with the same hash")


def _levels(key: Any) -> int:
    """How many sets are within one another in a key."""
    if isinstance(key, tuple | frozenset):
        return isinstance(key, frozenset) + max(map(_levels, key), default=0)
    return 0


def _encode_array(tag: bytes, array: np.ndarray, out: Buffers) -> None:
    widest = _WIDEST.get(array.dtype.kind)
    if widest is not None and array.dtype.itemsize > widest.itemsize:
        array = array.astype(widest)  # what is judged needs no more digits
    code = _CODES.get(array.dtype) or array.dtype.newbyteorder("<").str.encode()
    dtype, shape = _DTYPES.get(code), array.shape
    if dtype is None or len(shape) > _MAX_DIMENSIONS:
        _encode_text(b"o", f"array of {array.dtype}"[:100], out)
        return
    if _extent(shape) > _MAX_EXTENT:
        raise WireError("the value is an array of too large a shape")
    out.append(tag + bytes([len(code)]) + code + bytes([len(shape)]) + _SHAPES[len(shape)].pack(*shape))
    if array.nbytes > _WORTH_A_BUFFER:
        out.append(np.ascontiguousarray(array, dtype).data.cast("B"))
    elif array.size:
        out.append(array.astype(dtype, copy=False).tobytes())


def _extent(shape: tuple[int, ...]) -> int:
    return math.prod(shape) if all(shape) else math.prod(size or 1 for size in shape)


_ENCODERS: dict[type, Callable[[Any, Buffers, int], None]] = {
    type(None): lambda _value, out, _depth: out.append(b"N"),
    bool: lambda value, out, _depth: out.append(b"T" if value else b"F"),
    int: _encode_int,
    float: lambda value, out, _depth: out.append(b"f" + _FLOAT.pack(value)),
    complex: lambda value, out, _depth: out.append(b"c" + _COMPLEX.pack(value.real, value.imag)),
    str: lambda value, out, _depth: _encode_text(b"s", value, out),
    bytes: lambda value, out, _depth: out.append(b"b" + _LENGTH.pack(len(value)) + value),
    Opaque: lambda value, out, _depth: _encode_text(b"o", value.type_name, out),
    Handle: lambda value, out, _depth: out.append(b"h" + _INT.pack(value.number)),
    list: lambda value, out, depth: _encode_items(b"l", value, out, depth),
    tuple: lambda value, out, depth: _encode_items(b"t", value, out, depth),
    dict: _encode_dict,
    set: lambda value, out, depth: _encode_set(b"S", value, out, depth),
    frozenset: lambda value, out, depth: _encode_set(b"Z", value, out, depth),
    Fraction: _encode_fraction,
    np.ndarray: lambda value, out, _depth: _encode_array(b"a", value, out),
    np.float64: lambda value, out, _depth: _encode_array(b"g", np.asarray(value), out),
}
_BASES = (np.ndarray, bool, int, float, complex, Fraction, str, tuple, list, dict, set, frozenset)
"""A subclass of these travels as what it is based on: a namedtuple as a tuple, an IntEnum as an int."""


# Decoding.


def decode(data: bytes, start: int = 0) -> Any:
    """The value that the bytes hold, from ``start`` on.

    Raises:
        WireError: the bytes are not exactly one well-formed value.
    """
    reader = _Reader(data, start)
    try:
        value = reader.value(0)
    except (struct.error, ValueError, OverflowError, IndexError, TypeError) as error:
        raise WireError(f"malformed message: {error}") from error
    if reader.position != len(data):
        raise WireError("malformed message: it has bytes left over")
    return value


def text_at(data: bytes, position: int) -> str:
    """The text that begins at a position, whatever comes after it.

    Raises:
        WireError: no text begins there.
    """
    reader = _Reader(data, position + 1)
    if data[position : position + 1] != b"s":
        raise WireError("malformed message: no text where there should be one")
    try:
        return reader.text()
    except (struct.error, ValueError) as error:
        raise WireError(f"malformed message: {error}") from error


def carried(value: Any) -> Any:
    """What comes out at the other end, ``decode(encoded(value))``; arrays, which are most of what
    travels, take no way round.
    """
    if type(value) is np.ndarray and _DTYPES.get(value.dtype.str.encode()) == value.dtype and value.size:
        return value.copy(order="C")
    return decode(encoded(value))


class _Reader:
    """Reads values one after the other; most of a judge's time is spent here, so nothing is done twice."""

    __slots__ = ("data", "end", "position", "values")

    def __init__(self, data: bytes, start: int) -> None:
        self.data = data
        self.end = len(data)
        self.position = start
        self.values = 0

    def past(self, count: int) -> int:
        """Where so many bytes end that are read next."""
        self.position = end = self.position + count
        if end > self.end:
            raise WireError("malformed message: it ends too early")
        return end

    def take(self, count: int) -> bytes:
        start = self.position
        return self.data[start : self.past(count)]

    def unpacked(self, layout: struct.Struct) -> Any:
        """The one value of a layout."""
        start = self.position
        self.position = start + layout.size
        return layout.unpack_from(self.data, start)[0]

    def text(self, _depth: int = 0) -> str:
        return str(self.take(self.unpacked(_LENGTH)), "utf-8")

    def value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise WireError("malformed message: nested too deeply")
        self.values += 1
        if self.values > _MAX_VALUES:
            raise WireError("malformed message: too many values")
        if self.position >= self.end:
            raise WireError("malformed message: it ends too early")
        tag = self.data[self.position]
        decoder = _DECODERS[tag]
        if decoder is None:
            raise WireError(f"malformed message: unknown tag {bytes([tag])!r}")
        self.position += 1
        return decoder(self, depth)

    def items(self, depth: int) -> list[Any]:
        depth += 1
        return [self.value(depth) for _ in range(self.unpacked(_LENGTH))]

    def dict(self, depth: int) -> dict[Any, Any]:
        flat = self.items(depth)
        if len(flat) % 2:
            raise WireError("malformed message: a key without a value")
        return dict(zip(self.keys(flat[::2]), flat[1::2], strict=True))

    def keys(self, items: list[Any]) -> list[Any]:
        _check_keys(items, "malformed message:")
        return items

    def fraction(self) -> Fraction:
        numerator, denominator = self.integer(), self.integer()
        if denominator < 1:
            raise WireError("malformed message: a fraction of nothing")
        return Fraction(numerator, denominator)

    def array(self, _depth: int = 0) -> np.ndarray:
        data, start = self.data, self.position + 1
        end = start + data[start - 1]
        dtype = _DTYPES.get(data[start:end])
        if dtype is None:
            raise WireError(f"malformed message: unknown array type {data[start:end]!r}")
        dimensions = data[end]
        if dimensions > _MAX_DIMENSIONS:
            raise WireError("malformed message: too many dimensions")
        layout = _SHAPES[dimensions]
        shape = layout.unpack_from(data, end + 1)
        if _extent(shape) > _MAX_EXTENT:
            raise WireError("malformed message: an array of too large a shape")
        self.position = start = end + 1 + layout.size
        self.past(math.prod(shape) * dtype.itemsize)
        return np.ndarray(shape, dtype, data, start).copy()

    def integer(self) -> int:
        digits = self.text()
        if len(digits) > _MAX_DIGITS:
            raise WireError("malformed message: a number of too many digits")
        return int(digits, 16)


_BY_TAG: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda _reader, _depth: None,
    b"T": lambda _reader, _depth: True,
    b"F": lambda _reader, _depth: False,
    b"i": lambda reader, _depth: reader.unpacked(_INT),
    b"I": lambda reader, _depth: reader.integer(),
    b"f": lambda reader, _depth: reader.unpacked(_FLOAT),
    b"c": lambda reader, _depth: complex(*_COMPLEX.unpack(reader.take(_COMPLEX.size))),
    b"s": _Reader.text,
    b"b": lambda reader, _depth: reader.take(reader.unpacked(_LENGTH)),
    b"h": lambda reader, _depth: Handle(reader.unpacked(_INT)),
    b"o": lambda reader, _depth: Opaque(reader.text()[:100]),
    b"l": _Reader.items,
    b"t": lambda reader, depth: tuple(reader.items(depth)),
    b"d": _Reader.dict,
    b"S": lambda reader, depth: set(reader.keys(reader.items(depth))),
    b"Z": lambda reader, depth: frozenset(reader.keys(reader.items(depth))),
    b"q": lambda reader, _depth: reader.fraction(),
    b"a": _Reader.array,
    b"g": lambda reader, _depth: reader.array()[()],
}
_DECODERS = [_BY_TAG.get(bytes([tag])) for tag in range(256)]
