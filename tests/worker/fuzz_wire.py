"""Fuzzes the decoder of messages with libFuzzer, guided by the branches that it takes, and all that
handles what was decoded: ``python tests/worker/fuzz_wire.py [libFuzzer's options] [corpus]``.
"""

import os
import sys

import atheris

with atheris.instrument_imports(include=["autograder.worker.wire", "autograder.values"]):
    from autograder.values import compare, copies, readable
    from autograder.worker import wire


def decode(data: bytes) -> None:
    """Fails for whatever is neither decoded nor refused, for what is decoded and cannot be handled,
    and for a planted mistake, which shows that the fuzzer finds any.
    """
    try:
        value = wire.decode(data)
    except wire.WireError:
        return
    if os.environ.get("PLANTED") and isinstance(value, tuple) and len(value) == 2:
        raise RuntimeError("the planted mistake")
    handle(value)
    try:
        wire.decode(b"".join(wire.encode(value)))
    except wire.WireError as error:
        if "too" not in str(error):  # what was decoded can be beyond the bounds of what is sent
            raise


def handle(value: object) -> None:
    """What becomes of an answer: it is compared, in both directions, described and shown."""
    for expected in (value, 0.5, 1j, {1, 2}, [value], {"a": value}):
        compare.difference(expected, value)
        compare.difference(value, expected)
    found = compare.difference([value, 1.0], [copies.copied(value), 2.0])
    assert found
    assert readable.places(readable.plain([value, 2.0]), found.wrong)
    compare.describe(value)
    assert readable.as_code(value).isprintable()


atheris.Setup(sys.argv, decode)
atheris.Fuzz()
