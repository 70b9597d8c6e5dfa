"""Attacks on the wire: each blocks, ends or deceives a judge that reads what it gets, and is an
answer like any other, or a lost worker, for ours.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.worker import wire
from tests.attacks.catalogue import FOLDER, Attack, attacks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

ATTACKS = attacks("replies")
RAW = {"raw.py": (FOLDER / "raw.py").read_bytes()}
HONEST = Attack("", "", {"unit.py": b"def attack():\n    return 42\n"}, {})


def naively_received(connection: socket.socket) -> Any:
    """One reply, for what it says of itself: no bounds, no deadline (but for the test's sake), no
    doubts.
    """
    _, length = struct.unpack("<4sQ", read(connection, 12))
    if length > 2**30:
        raise TimeoutError  # it would wait for all that
    reply = wire.decode(read(connection, length))
    return reply[1]


def read(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def harm(attack: Attack, server: ForkServer) -> str:
    """What becomes of a naive judge."""
    worker = server.fork()
    worker.connection.settimeout(1.0)
    try:
        worker.channel.send(("load", "unit", attack.files | RAW))
        names = naively_received(worker.connection)
        worker.channel.send(("call", "attack", [], {}, None))
        answer = naively_received(worker.connection)
    except TimeoutError:
        return "blocked"
    except Exception:  # noqa: BLE001 - nobody expects it there, whatever it is
        return "died"
    finally:
        worker.channel.close()
        server.end(worker.number)
    return "" if "attack" in str(names) and answer == 42 else "believed"


def test_an_honest_answer_does_a_naive_judge_no_harm(open_server: ForkServer) -> None:
    assert harm(HONEST, open_server) == ""


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_harms_a_naive_judge(name: str, open_server: ForkServer) -> None:
    assert harm(ATTACKS[name], open_server) == ATTACKS[name].settings["HARM"]


@contextlib.contextmanager
def bounded(seconds: float, megabytes: int) -> Iterator[None]:
    tracemalloc.start()
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds
    assert tracemalloc.get_traced_memory()[1] < megabytes * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_an_answer_or_a_lost_worker(name: str, tier_server: ForkServer) -> None:
    with (
        Student(
            tier_server,
            "unit",
            ATTACKS[name].files | RAW,
            helpers=("helper",),
            answer=lambda _call_back: wire.encoded(("returned", None)),
        ) as student,
        bounded(seconds=40, megabytes=60),
        contextlib.suppress(StudentRaisedError, WorkerLostError),
    ):
        student.within(0.2).call("attack", {})
    with Student(tier_server, "unit", HONEST.files) as student:
        assert student.call("attack", {}) == 42
