"""Pairs of hand-ins of which one tries to tell the other something, in a worker that has ended when
the other's starts.

Each works where what closes the channel is left out: a wall, or that each hand-in has a worker of
its own.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student, StudentRaisedError
from autograder.worker.sandbox import WALLS
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.conftest import Servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")

ATTACKS = attacks("pairs")
BITS, UNDERSTOOD = 32, 29
"""How long a message is, and how much of it must arrive: by chance that much does once in 10^5 times."""

APART = 1 << 20


@pytest.fixture
def target(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What channels are made of: files that every user can read, and that nobody has read yet."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    files = [tmp_path / f"file{number}" for number in range(BITS)]
    for file in files:
        file.write_bytes(b"x")
        os.utime(file, (1e9, 1.1e9))  # an access that is older than the last change: the next one counts
    cold = tmp_path / "cold"
    with cold.open("wb") as file:
        for number in range(BITS):
            file.seek(number * APART)
            file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    yield {"token": secrets.token_hex(8), "files": [str(file) for file in files], "cold": str(cold)}
    cold.unlink()


def understood(attack: Attack, first: ForkServer, target: dict[str, Any], *, together: bool = False) -> int:
    """How many bits of a message arrive; half of them are set."""
    bits = [True, False] * (BITS // 2)
    random.shuffle(bits)
    with Student(first, "unit", attack.files) as sender:
        try:
            sender.call("send", {"bits": bits, "target": target})
        except StudentRaisedError:
            return 0
        if together:
            return received(attack, sender, bits, target)
    with Student(first, "unit", attack.files) as receiver:
        return received(attack, receiver, bits, target)


def received(attack: Attack, student: Student, bits: list[bool], target: dict[str, Any]) -> int:
    try:
        got = student.call("receive", {"count": BITS, "target": target})
    except StudentRaisedError:
        return 0
    return sum(mine == yours for mine, yours in zip(bits, got, strict=True))


@pytest.mark.parametrize("name", ATTACKS)
def test_channel_is_open_where_nothing_closes_it(name: str, servers: Servers, target: dict[str, Any]) -> None:
    attack = ATTACKS[name]
    closed_by = attack.settings["CLOSED_BY"]
    without = {closed_by, *attack.setting("HINDERED_BY", ())} & {*WALLS}
    counts = [understood(attack, servers(without), target, together=not without)]
    if counts[0] < UNDERSTOOD and without:  # a busy machine makes times uncertain
        counts.append(understood(attack, servers(without), target | {"token": secrets.token_hex(8)}))
    if name == "access_times" and max(counts) < UNDERSTOOD and not notes_access(target):
        pytest.skip("the times of access are not noted on this disk")
    assert max(counts) >= UNDERSTOOD


def notes_access(target: dict[str, Any]) -> bool:
    """Whether reading a file changes the time of its last access here."""
    file = Path(target["files"][0])
    os.utime(file, (1e9, 1.1e9))
    file.read_bytes()
    return file.stat().st_atime > 1.1e9


@pytest.mark.parametrize("name", ATTACKS)
def test_channel_is_closed_in_every_tier(name: str, tier_server: ForkServer, target: dict[str, Any]) -> None:
    assert understood(ATTACKS[name], tier_server, target) < UNDERSTOOD


OBSERVER = """
import builtins, os, random, resource, sys
import numpy as np

def open_descriptors():
    for descriptor in range(100):
        try:
            yield descriptor, os.fstat(descriptor).st_mode
        except OSError:
            continue

def observed():
    return {
        "modules": sorted(sys.modules),
        "memory": resource.getrlimit(resource.RLIMIT_AS),
        "environment": sorted(os.environ.items()),
        "descriptors": list(open_descriptors()),
        "path": list(sys.path),
        "random": (random.random(), float(np.random.rand())),
        "hash": hash("hash"),
        "addresses": [id(np), id(builtins), id(sys.path)],
        "names": sorted(vars(builtins)),
        "errors": sorted(np.geterr().items()),
        "folder": os.getcwd(),
    }
"""
BEFORE = {
    "packages": b"import scipy.signal, tqdm\ndef run(): pass\n",
    "memory": b"import numpy as np\nkept = [np.ones(1 << 20) for _ in range(20)]\ndef run(): pass\n",
    "end": b"import os\ndef run(): os._exit(77)\n",
    "crash": b"import ctypes\ndef run(): ctypes.string_at(0)\n",
    "threads": b"import threading\ndef run(): [threading.Thread(target=int).start() for _ in range(30)]\n",
}


def test_a_worker_starts_the_same_whatever_others_have_done(tier_server: ForkServer) -> None:
    first = observed(tier_server)
    for files in BEFORE.values():
        with Student(tier_server, "unit", {"unit.py": files}) as student:
            try:
                student.call("run", {})
            except BaseException as error:  # noqa: BLE001 - some end their worker, as they shall
                assert type(error).__name__ in ("WorkerLostError", "StudentRaisedError")  # noqa: PT017 - not what is tested
    assert observed(tier_server) == first


def observed(server: ForkServer) -> Any:
    with Student(server, "unit", {"unit.py": OBSERVER.encode()}) as student:
        return student.call("observed", {})
