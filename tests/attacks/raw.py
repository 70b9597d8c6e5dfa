"""The wire's bytes by hand: handed in beside every attack in ``replies``."""

import struct
import sys


def connection():
    """The worker's socket, found among the variables of whoever calls."""
    frame = sys._getframe()
    while not hasattr(frame.f_locals.get("self"), "channel"):
        frame = frame.f_back
    return frame.f_locals["self"].channel._connection


def framed(body):
    return b"CKW1" + struct.pack("<Q", len(body)) + body


def packed(tag, *parts):
    count = len(parts)
    return tag + struct.pack("<Q", count) + b"".join(parts)


def text(value):
    return b"s" + struct.pack("<Q", len(value)) + value.encode()


def array(code, shape, data=b""):
    return b"a" + bytes([len(code)]) + code + bytes([len(shape)]) + struct.pack(f"<{len(shape)}Q", *shape) + data


def returned(value):
    return packed(b"t", text("returned"), value)
