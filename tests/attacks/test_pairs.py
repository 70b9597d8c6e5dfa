"""Pairs of hand-ins of which one tries to tell the other something, in a worker that has ended when
the other's starts.

Each works where what closes the channel is left out: a wall, or that each hand-in has a worker of
its own.
"""

from __future__ import annotations

import os
import platform
import random
import secrets
import sys
import threading
import time
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
    yield {
        "token": "",
        "files": [str(tmp_path / f"file{number}") for number in range(BITS)],
        "cold": str(tmp_path / "c"),
    }
    (tmp_path / "c").unlink(missing_ok=True)


def as_new(target: dict[str, Any]) -> dict[str, Any]:
    """The target, untouched."""
    for file in map(Path, target["files"]):
        file.write_bytes(b"x")
        os.utime(file, (1e9, 1.1e9))  # an access that is older than the last change: the next one counts
    with open(target["cold"], "w+b") as file:
        for number in range(BITS):
            file.seek(number * APART)
            file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())
        for _ in range(3):  # pages that another processor has just handled stay for a moment
            time.sleep(0.01)
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return target | {"token": secrets.token_hex(8)}


def in_memory(descriptor: int, offset: int) -> bool:
    try:
        return os.preadv(descriptor, [bytearray(1)], offset, os.RWF_NOWAIT) == 1
    except BlockingIOError:
        return False


def understood(attack: Attack, first: ForkServer, target: dict[str, Any], *, together: bool = False) -> int:
    """How many bits of a message arrive; half of them are set."""
    target = as_new(target)
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
    tries = (understood(attack, servers(without), target, together=not without) for _ in range(4))
    if any(count >= UNDERSTOOD for count in tries):  # the machine may be busy, which makes times uncertain
        return
    if name == "access_times" and not notes_access(target):
        pytest.skip("the times of access are not noted on this disk")
    if name == "pages_read" and not forgets(target):
        pytest.skip("this disk keeps all of its files in memory")
    pytest.fail("the message does not arrive")


def forgets(target: dict[str, Any]) -> bool:
    """Whether the kernel can forget what it has read."""
    with open(as_new(target)["cold"], "rb") as file:
        return not in_memory(file.fileno(), 0)


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
            yield descriptor, os.get_inheritable(descriptor), os.isatty(descriptor)  # no fstat, which names files
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
    assert [number for number, *_ in first["descriptors"]][:3] == [0, 1, 2]
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


MEETING = """
import ctypes, threading, time
LIBC = ctypes.CDLL(None, use_errno=True)
PAGE = ctypes.cast(LIBC.strlen, ctypes.c_void_p).value & ~4095

def futex(operation, value, seconds):
    time = (ctypes.c_long * 2)(seconds, 0)
    return LIBC.syscall(ctypes.c_long(NUMBER), ctypes.c_void_p(PAGE), operation, ctypes.c_uint32(value), time, None, 0)

def wait():
    return futex(0, ctypes.c_uint32.from_address(PAGE).value, 5) == 0

def wake():
    for _ in range(100):
        if futex(1, 1, 0) > 0:
            return True
        time.sleep(0.02)
    return False
"""


def test_two_workers_at_once_cannot_wake_each_other(servers: Servers) -> None:
    assert met(servers({"seccomp"}))
    assert not met(servers(()))


def met(server: ForkServer) -> bool:
    """Whether one worker, which waits at a page that both have mapped, is woken by the other."""
    text = MEETING.replace("NUMBER", "98" if platform.machine() == "aarch64" else "202").encode()
    woken: list[bool] = []
    with Student(server, "unit", {"unit.py": text}) as one, Student(server, "unit", {"unit.py": text}) as other:
        one.start()
        other.start()
        waiting = threading.Thread(target=lambda: woken.append(one.within(10.0).call("wait", {})))
        waiting.start()
        other.within(10.0).call("wake", {})
        waiting.join()
    return woken == [True]


THREADS = b"""
import _thread, threading, time
threading.stack_size(1 << 17)

def take_all():
    for number in range(10_000):
        try:
            _thread.start_new_thread(time.sleep, (60,))
        except RuntimeError:
            return number

def take_few():
    few = [threading.Thread(target=int) for _ in range(8)]
    for each in few:
        each.start()
    return len(few)
"""


@pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="only root can make each worker another user")
def test_who_starts_all_the_threads_there_may_be_leaves_another_its_own(tier_server: ForkServer) -> None:
    with Student(tier_server, "unit", {"unit.py": THREADS}) as honest:
        honest.start()
        with Student(tier_server, "unit", {"unit.py": THREADS}) as greedy:
            assert 0 < greedy.call("take_all", {}) < 10_000
            assert honest.call("take_few", {}) == 8
