"""Messages over a connected socket, whole or not at all.

A message is a header (magic, length) and one value in the language of :mod:`autograder.worker.wire`.

Requests are tuples ``(operation, ...)``; replies are ``("returned", value)``, ``("raised", facts)``
or, in the middle of a call, ``("call_back", name, arguments, keywords)``, which the judge answers
with a reply: the reference's, for whose worker a call back is a request like any other.  One request,
``("each", list of requests)``, has a reply for each of those that it holds, in order.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Any

from autograder.worker.wire import Buffers, WireError, decode, encode, encoded

MAGIC = b"CKW1"
HEADER = struct.Struct("<4sQ")
MAX_FRAME = 64 * 2**20
"""The largest message in bytes: all cases of a check in one."""

MAX_REPLY = 2 * 2**20
"""The largest reply; far above any honest answer.  The judge keeps all replies to an exercise's
cases until it has judged them.
"""

RETURNED = encoded(("returned", None))[:-1]
"""How a reply begins that is no exception: the value follows."""

_JOIN_BELOW = 64 * 2**10  # copying a small message costs less than a gathered write
_MAX_GATHERED = 512  # buffers in one gathered write; Linux allows 1024


class ConnectionLostError(Exception):
    """The other side closed the connection."""


def frame(value: Any) -> bytes:
    """The value as one whole message, ready to be sent any number of times.

    Raises:
        WireError: the message is too large.
    """
    return b"".join(_framed(value))


def _framed(value: Any, limit: int = MAX_FRAME, start: bytes = b"") -> Buffers:
    buffers = encode(value)
    length = len(start) + sum(map(len, buffers))
    if length > limit:
        raise WireError(f"the message has {length} bytes, more than the {limit} allowed")
    header = HEADER.pack(MAGIC, length) + start
    return [header + b"".join(buffers)] if length < _JOIN_BELOW else [header, *buffers]


Wait = Callable[[bool], None]
"""Waits until a socket can be read (False) or written (True); may raise when the time is up."""


def _at_once(_writing: bool) -> None:
    """For sockets that block."""


class Channel:
    """Messages over a connected socket.

    Args:
        connection: the socket.
        sends: the largest message to be sent, in bytes.
        receives: the largest to be received.
    """

    def __init__(self, connection: socket.socket, *, sends: int = MAX_FRAME, receives: int = MAX_FRAME) -> None:
        self._sends = sends
        self._receives = receives
        self._connection = connection
        self._received = bytearray()

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()

    def send(self, value: Any, wait: Wait = _at_once) -> None:
        """Sends one message; where the socket does not block, ``wait`` is called until it is ready.

        Raises:
            WireError: the message is too large.
            ConnectionLostError: nobody reads at the other end any more.
        """
        self._send(_framed(value, self._sends), wait)

    def send_returned(self, value: Any) -> None:
        """Sends ``("returned", value)``; raises as :meth:`send` does."""
        self._send(_framed(value, self._sends, RETURNED), _at_once)

    def send_frame(self, message: bytes, wait: Wait = _at_once) -> None:
        """Sends what :func:`frame` made; waits and raises as :meth:`send` does."""
        self._send([message], wait)

    def send_bytes(self, message: bytes, wait: Wait = _at_once) -> None:
        """Sends the bytes of a message as :meth:`receive_bytes` has taken them from another channel, whatever
        they are; waits and raises as :meth:`send` does.
        """
        self._send([HEADER.pack(MAGIC, len(message)) + message], wait)

    def receive(self, wait: Wait = _at_once) -> Any:
        """Receives one message; where the socket does not block, ``wait`` is called until it is ready.

        Raises:
            WireError: what came is not a well-formed message.
            ConnectionLostError: the other side has gone.
        """
        return decode(self.receive_bytes(wait))

    def receive_bytes(self, wait: Wait = _at_once) -> bytes:
        """The bytes of one message, to be decoded; waits and raises as :meth:`receive` does."""
        self._gather(HEADER.size, wait)
        magic, length = HEADER.unpack_from(self._received)
        if magic != MAGIC:
            raise WireError("malformed message: wrong header")
        if length > self._receives:
            raise WireError(f"the message has {length} bytes, more than the {self._receives} allowed")
        end = HEADER.size + length
        self._gather(end, wait)
        with memoryview(self._received) as received:
            message = bytes(received[HEADER.size : end])
        del self._received[:end]
        return message

    def _send(self, buffers: Buffers, wait: Wait) -> None:
        pending = [memoryview(buffer) for buffer in buffers]
        while pending:
            try:
                sent = self._connection.sendmsg(pending[:_MAX_GATHERED])
            except BlockingIOError:
                wait(True)
                continue
            except (BrokenPipeError, ConnectionResetError) as error:
                raise ConnectionLostError from error
            while pending and sent >= len(pending[0]):
                sent -= len(pending.pop(0))
            if sent:
                pending[0] = pending[0][sent:]

    def _gather(self, count: int, wait: Wait) -> None:
        """Returns when so many bytes are there."""
        while (missing := count - len(self._received)) > 0:
            wait(False)  # what is awaited is seldom there at once
            try:
                data = self._connection.recv(max(_JOIN_BELOW, min(missing, 2**20)))
            except BlockingIOError:
                continue
            except ConnectionResetError as error:
                raise ConnectionLostError from error
            if not data:
                raise ConnectionLostError
            self._received += data
