"""Fuzzes the decoder of messages with libFuzzer, guided by the branches that it takes:
``python tests/worker/fuzz_wire.py [libFuzzer's options] [corpus]``.
"""

import os
import sys

import atheris

with atheris.instrument_imports(include=["autograder.worker.wire"]):
    from autograder.worker import wire


def decode(data: bytes) -> None:
    """Fails for whatever is neither decoded nor refused, and for a planted mistake, which shows
    that the fuzzer finds any.
    """
    try:
        value = wire.decode(data)
    except wire.WireError:
        return
    if os.environ.get("PLANTED") and isinstance(value, tuple) and len(value) == 2:
        raise RuntimeError("the planted mistake")
    try:
        wire.decode(b"".join(wire.encode(value)))
    except wire.WireError as error:
        if "too" not in str(error):  # what was decoded can be beyond the bounds of what is sent
            raise


atheris.Setup(sys.argv, decode)
atheris.Fuzz()
