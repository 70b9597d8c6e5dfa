"""Attacks on the machine: each works where the walls that stop it are left out, and fails in every
tier and behind each of them alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import platform
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.worker import sandbox
from autograder.worker.sandbox import landlock
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.conftest import Servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")

ATTACKS = attacks("walls")
OTHER_WALLS = {name: list(attack.settings["STOPPED_BY"]) for name, attack in ATTACKS.items()}
"""The walls each of which stops an attack alone."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A course that every user of the machine can read and write: nothing but the sandbox protects
    it.
    """
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def target(folder: Path, servers: Servers) -> Iterator[dict[str, Any]]:
    """What attacks aim at: a course, a process, services, a secret in the judge's memory."""
    secret = f"the answer to a hidden case: {secrets.token_hex(8)}"
    kept = secret.encode()
    for file in ("reference/unit/solution.py", "reference/unit/checks.py", "submitted/alice/unit.py", "victim.txt"):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("precious" if file == "victim.txt" else secret)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("create table grade (secret text)")
        gradebook.execute("insert into grade values (?)", (secret,))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    victim = subprocess.Popen([sys.executable, "-I", "-c", "import time; time.sleep(600)"], env={"TOKEN": secret})
    abstract = f"autograder-{secret[-16:]}"
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX) as service,
    ):
        datagrams.bind(("127.0.0.1", 0))
        local.bind("\0" + abstract)
        local.listen(100)
        service.bind(str(folder / "service"))
        service.listen(100)
        (folder / "service").chmod(0o777)
        yield {
            "folder": str(folder),
            "reference": str(folder / "reference" / "unit" / "solution.py"),
            "port": server.getsockname()[1],
            "udp": datagrams.getsockname()[1],
            "abstract": abstract,
            "victim": victim.pid,
            "judge": os.getpid(),
            "length": len(kept),
            "address": id(kept) + bytes.__basicsize__ - 1,  # where CPython keeps the characters
            "threads": running_threads() + sandbox.Limits().processes + 300,
            "secret": secret,
        }
    victim.kill()
    victim.wait()


def running_threads() -> int:
    """How many there are on the whole machine."""
    return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])


@dataclasses.dataclass(frozen=True)
class Outcome:
    """Whether the attack got what it wanted, and what it saw."""

    won: bool
    seen: str


def launched(attack: Attack, server: ForkServer, target: dict[str, Any]) -> Outcome:
    """Runs the attack in a worker, beside one that stands for the helper's; it is never told the
    secret that it shall find.
    """
    with Student(server, "helper", {"helper.py": b"import os\n\ndef number():\n    return os.getpid()\n"}) as helper:
        known = {name: value for name, value in target.items() if name != "secret"} | {
            "sibling": helper.within(10.0).call("number", {})
        }
        with Student(server, "unit", attack.files) as student:
            try:
                got = student.within(attack.setting("SECONDS", 2.0)).call("attack", {"target": known})
            except StudentRaisedError as error:
                return Outcome(False, f"{error.raised.kind}: {error.raised.message}")
            except WorkerLostError as lost:
                return Outcome(False, lost.reason)
    return Outcome(got is True or got == target["secret"], repr(got))


def impossible_here(attack: Attack, server: ForkServer) -> str:
    """Why the attack cannot work on this system, whatever is left out; empty if it can."""
    needs = attack.setting("NEEDS", "")
    setting = Path("/proc/sys/kernel/yama/ptrace_scope")
    restricted = setting.exists() and setting.read_text().strip() != "0"
    if os.geteuid() != 0 and (needs == "root" or (needs == "tracing" and restricted)):
        return "only root can do this here"
    if needs == "32-bit calls" and platform.machine() != "x86_64":
        return "this processor has no such door"
    if needs in ("io_uring", "32-bit calls", "user namespaces") and not launched(attack, server, {"secret": ""}).won:
        return f"this kernel offers no {needs}"
    return ""


def left_out(attack: Attack) -> set[str]:
    """The walls that stop the attack or stand in its way for another reason."""
    return {*attack.settings["STOPPED_BY"], *attack.setting("HINDERED_BY", ())}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_works_where_its_walls_are_left_out(
    name: str, servers: Servers, open_server: ForkServer, target: dict[str, Any]
) -> None:
    attack = ATTACKS[name]
    if why := impossible_here(attack, open_server):
        pytest.skip(why)
    assert launched(attack, servers(left_out(attack)), target).won, launched(attack, servers(left_out(attack)), target)
    put_back(target)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_fails_in_every_tier(name: str, tier_server: ForkServer, target: dict[str, Any]) -> None:
    outcome = launched(ATTACKS[name], tier_server, target)
    assert not outcome.won, outcome
    assert_untouched(target)


@pytest.mark.parametrize(("name", "wall"), [(name, wall) for name, walls in OTHER_WALLS.items() for wall in walls])
def test_attack_fails_behind_each_wall_alone(name: str, wall: str, servers: Servers, target: dict[str, Any]) -> None:
    attack = ATTACKS[name]
    server = servers(left_out(attack) - {wall})
    if wall not in server.walls:
        pytest.skip(f"there is no wall {wall} here")
    if wall == "landlock" and landlock.version() < attack.setting("LANDLOCK_ABI", 1):
        pytest.skip("an older Landlock does not stop this")
    outcome = launched(attack, server, target)
    assert not outcome.won, outcome
    put_back(target)  # limits alone let an empty file be made


def assert_untouched(target: dict[str, Any]) -> None:
    folder = Path(target["folder"])
    assert (folder / "victim.txt").read_text() == "precious"
    assert {path.name for path in folder.iterdir()} == {
        "reference",
        "submitted",
        "victim.txt",
        "gradebook.db",
        "service",
    }
    assert target["secret"].encode() in (folder / "gradebook.db").read_bytes()


def put_back(target: dict[str, Any]) -> None:
    """Undoes what an attack that worked has done."""
    folder = Path(target["folder"])
    for made in {path.name for path in folder.iterdir()} - {
        "reference",
        "submitted",
        "victim.txt",
        "gradebook.db",
        "service",
    }:
        path = folder / made
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / "victim.txt").write_text("precious")
    (folder / "victim.txt").chmod(0o666)
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("update grade set secret = ?", (target["secret"],))


def test_a_worker_may_ask_where_it_runs_itself_as_scipys_transforms_do(tier_server: ForkServer) -> None:
    code = (
        "import os\nimport numpy as np\nfrom scipy.signal import fftconvolve\n\n"
        "def transform():\n"
        "    assert os.sched_getaffinity(0) == os.sched_getaffinity(os.getpid())\n"
        "    return fftconvolve(np.ones(300), np.ones(30), 'valid')\n"
    )
    for number in range(2):  # two workers with numbers of their own from one filter
        with Student(tier_server, "unit", {"unit.py": code.encode()}) as student:
            assert abs(student.call("transform", {}) - 30.0).max() < 1e-9, number
