"""Attacks on the time: each keeps a judge that waits for an answer waiting, and costs ours no more
than the time allowed.
"""

from __future__ import annotations

import select
import sys
import time

import pytest

from autograder.report import Status
from autograder.subjects import student as student_module
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student, WorkerLostError
from autograder.worker import wire
from tests.attacks.catalogue import attacks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

ATTACKS = attacks("hanging")
SECONDS = 0.1
PATIENCE = 40.0
"""How long losing a worker may take on a busy machine: far less than any of the attacks would go
on.
"""


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_keeps_a_patient_judge_waiting(name: str, open_server: ForkServer) -> None:
    worker = open_server.fork()
    until = time.monotonic() + 0.4

    def wait(_writing: bool) -> None:
        if time.monotonic() > until:
            raise TimeoutError
        select.select([worker.connection], [], [], 0.05)

    def ask(*request: object) -> None:
        worker.channel.send(request, wait)
        while worker.channel.receive(wait)[0] == "call_back":
            worker.channel.send(("returned", None), wait)
            wait(False)

    def ask_everything() -> None:
        ask("load", "unit", dict(ATTACKS[name].files))
        for _ in range(ATTACKS[name].setting("CALLS", 1)):
            ask("call", "attack", [], {}, None)

    with pytest.raises(TimeoutError):
        ask_everything()
    assert open_server.processor_seconds(worker.number) > 0, "it has ended"
    worker.channel.close()
    open_server.end(worker.number)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_costs_its_own_time_alone(name: str, tier_server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(student_module, "LOAD_SECONDS", SECONDS)
    start, workers = time.monotonic(), []
    fork = ForkServer.fork
    monkeypatch.setattr(ForkServer, "fork", lambda server: workers.append(fork(server)) or workers[-1])
    with Student(
        tier_server,
        "unit",
        ATTACKS[name].files,
        helpers=("helper",),
        answer=lambda _call_back: wire.encoded(("returned", None)),
    ) as student:
        hurried = student.within(SECONDS)
        with pytest.raises(WorkerLostError) as lost:
            [hurried.call("attack", {}) for _ in range(ATTACKS[name].setting("CALLS", 1))]
    assert lost.value.status is Status.TIMEOUT
    assert time.monotonic() - start < PATIENCE
    assert [tier_server.processor_seconds(worker.number) for worker in workers] == [0], "it goes on"
    with Student(tier_server, "unit", {"unit.py": b"def honest():\n    return 42\n"}) as student:
        assert student.call("honest", {}) == 42
