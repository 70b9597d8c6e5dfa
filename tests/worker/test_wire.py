"""The language between judge and worker: what goes in comes out, and nothing that a worker sends
can do harm.
"""

import enum
import importlib.util
import itertools
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.worker.channel import HEADER, MAGIC, MAX_FRAME, MAX_REPLY, Channel, ConnectionLostError, frame
from autograder.worker.wire import Opaque, WireError, carried, decode, encode

PRIME = sys.hash_info.modulus
"""Integers that differ by it have the same hash."""

DTYPES = [np.dtype(code) for code in "?bhilBHILefdFD"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 11_990).map(lambda bits: -(2**bits)),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(max_size=30),
    st.fractions(),
)
KEYS = st.one_of(
    st.text(), st.integers(), st.booleans(), st.none(), st.fractions(), st.tuples(st.integers(), st.text())
)
MEMBERS = st.one_of(KEYS, st.floats(), st.complex_numbers(), st.frozensets(KEYS, max_size=3))
VALUES = st.recursive(
    st.one_of(SCALARS, ARRAYS, ARRAYS.filter(lambda array: array.size).map(lambda array: array.ravel()[0])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(MEMBERS, max_size=4),
        st.frozensets(MEMBERS, max_size=4),
    ),
    max_leaves=15,
)


def encoded(value: Any) -> bytes:
    return b"".join(encode(value))


def same(one: Any, other: Any) -> bool:
    """Equal in type and in every bit that counts."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes())
    if isinstance(one, np.generic):
        return same(np.asarray(one), np.asarray(other))
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return all(map(same, one, other)) and len(one) == len(other) and all(map(same, one.values(), other.values()))
    if isinstance(one, set | frozenset):  # those come in no order
        return len(one) == len(other) and all(any(same(member, each) for each in other) for member in one)
    return bool(one == other)


def with_utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


# What goes in comes out.


@given(VALUES)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(decode(encoded(value)), value)


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (np.arange(6.0).reshape(2, 3).T, np.array([[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]])),
        (np.arange(6.0)[::-2], np.array([5.0, 3.0, 1.0])),
        (np.broadcast_to(np.float64(1), (2, 2)), np.ones((2, 2))),
        (np.array([1.0, 2.0]).astype(">f8"), np.array([1.0, 2.0])),
        (np.array([258], ">u2"), np.array([258], "<u2")),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array(2.5), np.array(2.5)),
        (np.array([2.5], np.longdouble), np.array([2.5])),
        (np.array([2.5j], np.clongdouble), np.array([2.5j])),
        (np.ma.array([1.0, 2.0]), np.array([1.0, 2.0])),
        (enum.IntEnum("Number", ["ONE"]).ONE, 1),
        (namedtuple("Pair", ["a", "b"])(1, 2), (1, 2)),
        (type("Members", (set,), {})([1, 2]), {1, 2}),
        (type("Members", (frozenset,), {})([1, 2]), frozenset({1, 2})),
        (type("Ratio", (Fraction,), {})(2, 4), Fraction(1, 2)),
        (type("Number", (complex,), {})(1, 2), 1 + 2j),
        ({object(), object()}, {Opaque("object")}),
        ({object(): 1 for _ in range(30)}, {Opaque("object"): 1}),
        ("\ud800", "?"),
        (-(2**63), -(2**63)),
        (2**63, 2**63),
    ],
    ids=lambda value: re.sub(r" at 0x\w+", "", repr(value)),  # the same for each worker of the suite
)
def test_what_is_no_plain_value_arrives_as_the_plain_one_within(sent: Any, received: Any) -> None:
    assert same(decode(encoded(sent)), received)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        ({1: 2}.keys(), "dict_keys"),
        (lambda: 0, "function"),
        (iter([]), "list_iterator"),
        (np.array([None]), "array of object"),
        (np.array(["a"]), "array of <U1"),
        (type("N" * 500, (), {})(), "N" * 100),
        (2**12_000, "int of too many digits"),
        (Fraction(2**12_000, 3), "Fraction of too many digits"),
        (Fraction(3, 2**12_000), "Fraction of too many digits"),
        (Opaque("Tensor"), "Tensor"),
    ],
)
def test_of_other_objects_only_the_type_name_travels(value: Any, name: str) -> None:
    received = decode(encoded([value]))[0]
    assert isinstance(received, Opaque)
    assert received.type_name == name


def test_received_arrays_can_be_written_to_and_share_nothing() -> None:
    message = encoded([np.zeros(3), np.zeros(3)])
    first, second = decode(message)
    first += 1
    assert np.array_equal(second, np.zeros(3))
    assert np.array_equal(decode(message)[0], np.zeros(3))


# What cannot be sent is refused before it is.


def nest(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def endless() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (nest(17), "nested too deeply"),
        (endless(), "nested too deeply"),
        ([0] * 100_001, "too many items"),
        ([[0] * 1000] * 1000, "too many items"),
        (dict.fromkeys(range(1001), 0), "a dict of too many keys"),
        (set(range(1001)), "a set of too many keys"),
        (frozenset(range(1001)), "a set of too many keys"),
        ({key * PRIME for key in range(9)}, "a set of too many keys with the same hash"),
        ({(0, key * PRIME): 0 for key in range(9)}, "a dict of too many keys with the same hash"),
        (np.zeros((2**20, 0, 2**21), np.int8), "an array of too large a shape"),
        ({frozenset({frozenset({1})})}, "a set of sets nested too deeply"),
        ({(1, frozenset({(frozenset({1}), 2)})): 1}, "a dict of sets nested too deeply"),
        ({type("List", (list,), {"__hash__": lambda _: 1})()}, "a set of keys that cannot be hashed"),
    ],
    ids=lambda _: "",
)
def test_values_beyond_the_bounds_are_not_sent(value: Any, words: str) -> None:
    with pytest.raises(WireError, match=words):
        encode(value)


@pytest.mark.parametrize(
    "value",
    [
        nest(16),
        [0] * 99_999,
        [[0] * 99] * 999,
        dict.fromkeys(range(1000), 0),
        set(range(1000)),
        {2.0**power for power in range(-240, 240)},
        {key * PRIME for key in range(8)},
        {frozenset({1, 2}), frozenset({(3, 4)})},
        Fraction(2**11_990, 3**7_000),
        [np.zeros(1)] * 49_999,
        np.zeros((1,) * 16),
        np.zeros((2**20, 0, 2**20)),
    ],
    ids=lambda _: "",
)
def test_values_within_the_bounds_arrive(value: Any) -> None:
    assert same(decode(encoded(value)), value)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6.0).reshape(2, 3)[:, ::-1],
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.arange(3.0).astype(">f8"),
        np.arange(3, dtype=np.longdouble),
        np.zeros((0, 2)),
        np.ma.masked_array([1.0, 2.0], [True, False]),
        np.array(["a"]),
        np.array([None]),
        {"a": [np.arange(2.0), 1.5]},
    ],
    ids=repr,
)
def test_what_is_carried_is_what_comes_out_at_the_other_end(value: Any) -> None:
    by_wire, at_once = decode(encoded(value)), carried(value)
    assert encoded(at_once) == encoded(by_wire)
    assert type(at_once) is type(by_wire)
    if isinstance(at_once, np.ndarray):
        assert at_once.flags.c_contiguous
        assert at_once.flags.writeable
        assert not np.shares_memory(at_once, value)


def test_a_message_that_is_too_large_is_not_sent() -> None:
    with pytest.raises(WireError, match="more than the 67108864 allowed"):
        frame(np.zeros(MAX_FRAME // 8 + 1))


# Whoever decodes trusts nothing.

SAMPLE = {
    "numbers": [0, -1, 2**80, 1.5, 2j, True, None],
    "text": "é",
    "bytes": b"\x00\xff",
    "arrays": (np.arange(6.0).reshape(2, 3), np.zeros((0, 2), np.int8), np.float32(1)),
    "sets": [{1, "two", 0.5}, frozenset({(1, 2)}), {frozenset({1})}, set()],
    "fractions": {Fraction(1, 3), Fraction(-(10**40), 7)},
    7: Opaque("thing"),
}


@pytest.mark.parametrize("length", range(len(encoded(SAMPLE))))
def test_every_truncation_is_refused(length: int) -> None:
    with pytest.raises(WireError):
        decode(encoded(SAMPLE)[:length])


def test_bytes_left_over_are_refused() -> None:
    with pytest.raises(WireError, match="left over"):
        decode(encoded(SAMPLE) + b"N")


def decoded_or_refused(data: bytes) -> None:
    try:
        value = decode(data)
    except WireError:
        return
    encode_again(value)


def encode_again(value: Any) -> None:
    """Whatever was decoded can be handled like any value: handles and arguments of call backs
    travel twice.
    """
    try:
        again = encoded(value)
    except WireError:
        return
    decode(again)


@given(VALUES, st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), min_size=1, max_size=4))
@settings(max_examples=400)
def test_a_corrupted_message_is_decoded_or_refused_and_nothing_else(value: Any, changes: list[tuple[int, int]]) -> None:
    data = bytearray(encoded(value))
    for position, change in changes:
        data[position % len(data)] ^= change
    decoded_or_refused(bytes(data))


TAGS = b"NTFiIfcsboltdagSZqh"
FRAGMENTS = st.one_of(
    st.sampled_from([bytes([tag]) for tag in TAGS]),
    st.sampled_from(
        [struct.pack("<Q", number) for number in (0, 1, 2, 3, 2**16, 2**31, 2**32, 2**62, 2**63, 2**64 - 1)]
    ),
    st.sampled_from([b"\x03<f8", b"\x03|b1", b"\x03<c8", b"\x03|u1", b"\x01", b"\x02", b"\x10"]),
    st.binary(max_size=9),
)


@given(st.lists(FRAGMENTS, max_size=30).map(b"".join))
@settings(max_examples=600)
@example(b"a\x03<f8\x02" + struct.pack("<QQ", 0, 2**63))
@example(b"a\x03<f8\x02" + struct.pack("<QQ", 2**32, 2**32))
@example(b"a\x03<f8\x01" + struct.pack("<Q", 2**61))
def test_messages_made_up_from_the_pieces_of_the_language_are_decoded_or_refused(data: bytes) -> None:
    decoded_or_refused(data)


def text(tag: bytes, data: bytes) -> bytes:
    return tag + struct.pack("<Q", len(data)) + data


def items(tag: bytes, *parts: bytes) -> bytes:
    return tag + struct.pack("<Q", len(parts)) + b"".join(parts)


def ratio(numerator: bytes, denominator: bytes) -> bytes:
    return text(b"q", numerator) + text(b"", denominator)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends too early"),
        (b"?", "unknown tag"),
        (b"l" + struct.pack("<Q", 1) * 3, "unknown tag"),
        (b"l\x01\0\0\0\0\0\0\0" * 17 + b"N", "nested too deeply"),
        (items(b"d", b"N"), "a key without a value"),
        (items(b"d", items(b"l"), b"N"), "keys that cannot be hashed"),
        (items(b"d", items(b"d"), b"N"), "keys that cannot be hashed"),
        (items(b"d", items(b"S"), b"N"), "keys that cannot be hashed"),
        (items(b"d", encoded(np.zeros(1)), b"N"), "keys that cannot be hashed"),
        (items(b"S", items(b"l")), "keys that cannot be hashed"),
        (items(b"Z", items(b"S")), "keys that cannot be hashed"),
        (items(b"S", items(b"t", items(b"S"))), "unhashable"),
        (items(b"S", *map(encoded, range(1001))), "too many keys"),
        (items(b"Z", *[encoded(key * PRIME) for key in range(9)]), "too many keys with the same hash"),
        (items(b"d", *[part for key in range(9) for part in (encoded(key * PRIME), b"N")]), "with the same hash"),
        (items(b"S", items(b"Z", items(b"Z"))), "sets nested too deeply"),
        (items(b"Z", items(b"Z", items(b"t", items(b"Z")))), "sets nested too deeply"),
        (ratio(b"1", b"0"), "a fraction of nothing"),
        (ratio(b"1", b"-3"), "a fraction of nothing"),
        (ratio(b"f" * 3001, b"1"), "too many digits"),
        (ratio(b"1", b"f" * 3001), "too many digits"),
        (ratio(b"x", b"1"), "invalid literal"),
        (items(b"d", items(b"t", items(b"l")), b"N"), "unhashable"),
        (items(b"d", items(b"t", encoded(np.zeros(1))), b"N"), "unhashable"),
        (items(b"d", *[part for key in range(1001) for part in (encoded(key), b"N")]), "too many keys"),
        (items(b"l", *[items(b"l", *[b"N"] * 1000)] * 200), "too many values"),
        (text(b"I", b"f" * 3001), "too many digits"),
        (text(b"I", b"12x"), "invalid literal"),
        (text(b"s", b"\xff"), "utf-8"),
        (b"a\x03<f8\x11" + bytes(8 * 17), "too many dimensions"),
        (b"a\x03|i1\x02" + struct.pack("<QQ", 0, 2**40 + 1), "too large a shape"),
        (b"a\x02|O\x00", "unknown array type"),
        (b"a\x03|V8\x00" + bytes(8), "unknown array type"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_is_not_well_formed_is_refused_by_name(data: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        decode(data)


def test_the_longest_integer_that_is_let_in_can_still_be_printed() -> None:
    assert len(str(decode(text(b"I", b"-" + b"f" * 2999)))) < 4300


@contextmanager
def memory_at_most(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] <= limit
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b"a\x03<f8\x01" + struct.pack("<Q", 2**40) + bytes(100),
        b"a\x03<f8\x10" + struct.pack("<16Q", *[2**60] * 16),
        b"s" + struct.pack("<Q", 2**62),
        b"b" + struct.pack("<Q", 2**64 - 1),
        b"I" + struct.pack("<Q", 2**40),
        b"l" + struct.pack("<Q", 2**60) + b"N" * 50,
        b"t" + struct.pack("<Q", 2**40),
        b"d" + struct.pack("<Q", 2**40),
        b"S" + struct.pack("<Q", 2**40),
        b"Z" + struct.pack("<Q", 2**60),
        b"q" + struct.pack("<Q", 2**40),
        text(b"q", b"1") + struct.pack("<Q", 2**40),
    ],
)
def test_no_memory_is_taken_for_what_a_message_merely_claims_to_hold(data: bytes) -> None:
    with memory_at_most(20_000), pytest.raises(WireError):
        decode(data)


def colliding(tag: bytes, count: int, more: int = 0) -> bytes:
    """A set of fractions of the same hash, and another number with it."""
    return items(
        tag, *[encoded(Fraction(20 * key * PRIME, 20 * key + 1)) for key in range(1, count)], encoded(more * PRIME)
    )


COLLIDING = {
    "numbers": items(b"S", *[encoded(key * PRIME) for key in range(8)]),
    "too many numbers": items(b"d", *[part for key in range(1000) for part in (encoded(key * PRIME), b"N")]),
    "fractions": colliding(b"S", 8),
    "too many fractions": colliding(b"S", 1000),
    "sets": items(b"S", *[colliding(b"Z", 8, key) for key in range(8)]),
    "too many sets": items(b"S", *[colliding(b"Z", 200, key) for key in range(200)]),
    "equal": items(b"S", *[items(b"t", *[encoded(Fraction(key, 7)) for key in range(10)])] * 1000),
}


@pytest.mark.parametrize("pattern", COLLIDING.values(), ids=COLLIDING.keys())
def test_keys_that_collide_cost_little_time(pattern: bytes) -> None:
    """As many of them as one reply can hold."""
    message = items(b"l", *[pattern] * (MAX_REPLY // len(pattern)))
    start = time.process_time()
    with suppress(WireError):
        decode(message)
    assert time.process_time() - start < 5


FUZZER = Path(__file__).with_name("fuzz_wire.py")


def fuzzed(folder: Path, seconds: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs libFuzzer on the decoder, with a bound on the memory and the time of each message."""
    for number, value in enumerate(
        [
            ("returned", SAMPLE),
            ("raised", {"kind": "ValueError", "line": 3}),
            ("call_back", "f", (np.ones(2),), {"a": None}),
            {Fraction(1, 2), 2, frozenset({"a", (1, 2j)})},
            {(frozenset({1}), Fraction(-3, 2**70)): [1j, np.complex64(2), np.ones(2, complex)]},
        ]
    ):
        (folder / str(number)).write_bytes(encoded(value))
    words = [bytes([tag]) + struct.pack("<Q", length) for tag in b"IsboltdSZq" for length in (1, 2)]
    dictionary = folder.parent / f"{folder.name}.dict"
    dictionary.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words))
    bounds = [
        "-timeout=2",
        "-malloc_limit_mb=64",
        "-rss_limit_mb=1024",
        "-max_len=4096",
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/",
        f"-dict={dictionary}",
    ]
    command = [sys.executable, str(FUZZER), *bounds, str(folder)]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=seconds + 60, check=False
    )


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this system")
def test_a_fuzzer_finds_nothing_that_is_neither_decoded_nor_refused(tmp_path: Path) -> None:
    done = fuzzed(tmp_path, 60)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "DONE" in done.stderr or "Done" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this system")
def test_the_fuzzer_finds_a_planted_mistake(tmp_path: Path) -> None:
    done = fuzzed(tmp_path, 30, PLANTED="1")
    assert done.returncode != 0
    assert "the planted mistake" in done.stdout + done.stderr


# Frames over a socket.


@given(
    st.lists(VALUES, max_size=3),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=4),
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
@settings(max_examples=150)
def test_a_corrupted_stream_in_pieces_of_any_size_is_received_or_refused(
    values: list[Any], changes: list[tuple[int, int]], pieces: list[int]
) -> None:
    stream = bytearray(b"".join(map(frame, values)))
    for position, change in changes:
        if stream:
            stream[position % len(stream)] ^= change
    received, start = 0, time.process_time()
    with channels(receives=2**20) as (channel, theirs):

        def send() -> None:
            left = memoryview(bytes(stream))
            with suppress(BrokenPipeError, ConnectionResetError):  # nobody reads on after a refusal
                for size in itertools.cycle(pieces):
                    if not left:
                        break
                    theirs.sendall(left[:size])
                    left = left[size:]
                theirs.shutdown(socket.SHUT_WR)

        with beside(send):
            with suppress(WireError, ConnectionLostError):
                while True:
                    channel.receive()
                    received += 1
            channel.close()
    assert received <= len(values) + len(changes)
    assert received == len(values) or changes
    assert time.process_time() - start < 5


@contextmanager
def channels(**options: Any) -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        theirs.settimeout(10)
        yield Channel(ours, **options), theirs


@contextmanager
def beside(action: Callable[[], object]) -> Iterator[None]:
    thread = threading.Thread(target=action)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize(
    "value",
    [
        SAMPLE["numbers"],
        np.arange(8192.0),  # about as long as what is still copied into one buffer
        np.arange(8191.0),
        np.arange(100_000.0).reshape(100, 1000),
        [np.full(5, number) for number in range(3000)],  # more buffers than one gathered write takes
        [np.arange(20_000.0), "between", np.arange(30_000)],
    ],
    ids=lambda _: "",
)
def test_messages_of_any_size_arrive_whole_and_in_order(value: Any) -> None:
    with (
        channels() as (channel, theirs),
        beside(lambda: [Channel(theirs).send(message) for message in (value, "next", value)]),
    ):
        assert same(channel.receive(), value)
        assert channel.receive() == "next"
        assert same(channel.receive(), value)


def test_a_frame_made_once_can_be_sent_many_times() -> None:
    with channels() as (channel, theirs):
        message = frame(("call", [1, 2]))
        for _ in range(3):
            channel.send_frame(message)
        other = Channel(theirs)
        assert [other.receive() for _ in range(3)] == [("call", [1, 2])] * 3


def test_a_message_that_comes_byte_by_byte_arrives() -> None:
    with channels() as (channel, theirs):
        message = frame("slow")

        def drip() -> None:
            for byte in message:
                theirs.send(bytes([byte]))

        with beside(drip):
            assert channel.receive() == "slow"


def test_where_the_socket_does_not_block_the_channel_waits_as_it_is_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        waited: list[bool] = []

        def wait(writing: bool) -> None:
            waited.append(writing)
            if len(waited) > 3:
                raise TimeoutError
            theirs.sendall(frame("late")[:5] if len(waited) == 1 else frame("late")[5:])

        channel = Channel(ours)
        assert channel.receive(wait) == "late"
        assert waited == [False, False]

        waited += [False] * 2
        with pytest.raises(TimeoutError):
            channel.send(np.zeros(10**6), wait)  # nobody reads
        assert waited[-1] is True


@pytest.mark.parametrize("header", [b"XKW1" + bytes(8), b"GET / HTTP/1.1\r\n", bytes(12)])
def test_a_wrong_header_is_refused(header: bytes) -> None:
    with channels() as (channel, theirs):
        theirs.sendall(header)
        with pytest.raises(WireError, match="wrong header"):
            channel.receive()


@pytest.mark.parametrize("length", [MAX_FRAME + 1, 2**40, 2**64 - 1])
def test_a_frame_that_is_too_long_is_refused_before_any_of_it_is_read(length: int) -> None:
    with channels() as (channel, theirs):
        theirs.sendall(HEADER.pack(MAGIC, length))
        with memory_at_most(200_000), pytest.raises(WireError, match="more than the"):
            channel.receive()


def test_a_frame_takes_memory_only_as_it_comes() -> None:
    with channels() as (channel, theirs):
        theirs.sendall(HEADER.pack(MAGIC, MAX_FRAME) + bytes(1000))
        theirs.shutdown(socket.SHUT_WR)
        with memory_at_most(2 * 2**20), pytest.raises(ConnectionLostError):
            channel.receive()


@pytest.mark.parametrize("sent", [b"", MAGIC, frame("message")[:-1]])
def test_hanging_up_in_the_middle_is_told_from_a_wrong_message(sent: bytes) -> None:
    with channels() as (channel, theirs):
        theirs.sendall(sent)
        theirs.close()
        with pytest.raises(ConnectionLostError):
            channel.receive()


def test_writing_to_nobody_is_told_from_a_wrong_message() -> None:
    with channels() as (channel, theirs):
        theirs.close()
        with pytest.raises(ConnectionLostError):
            channel.send(np.zeros(10**6))
