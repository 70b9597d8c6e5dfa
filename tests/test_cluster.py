"""Several machines, by Dask: real workers on the loopback, which die while a class is graded."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import psutil
import pytest
from distributed import Client

from autograder.course.loading import UnitError
from autograder.course.papers import new_secret
from autograder.grading import cluster, on_worker
from autograder.grading.cluster import Cluster, ClusterError
from autograder.grading.grader import grade, grading_run
from autograder.grading.kept import KeptResults
from autograder.report import Status
from autograder.subjects.tiers import UnsafeSandboxError
from autograder.submissions.folders import Task
from tests.killing import wait_until
from tests.loopback import Loopback, loopback
from tests.test_cli import CHECKS, SOLUTION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

WRONG = SOLUTION.replace("x / 2.0", "x / 4.0")
HANGING = SOLUTION.replace("return x / 2.0", "while True: pass")


def build_course(folder: Path) -> Path:
    unit = folder / "reference" / "unit"
    unit.mkdir(parents=True)
    (folder / "assignments").mkdir()
    new_secret(folder)
    for name, text in {"solution": SOLUTION, "checks": CHECKS, "alternatives": ""}.items():
        (unit / f"{name}.py").write_text(text)
    return folder


def hand_in(course: Path, *texts: str) -> list[Task]:
    """A submission of each text, by students with numbers."""
    tasks = []
    for number, text in enumerate(texts):
        folder = course / "submitted" / f"s{number:03}"
        folder.mkdir(parents=True)
        (folder / "unit.py").write_text(text)
        tasks.append(Task(folder, "unit", f"s{number:03}/unit.py", f"s{number:03}"))
    return tasks


def report_of(results: Any) -> str:
    return grading_run(list(results)).to_json()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return build_course(tmp_path / "course")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    """A cluster of two workers, which a nanny starts again when they die."""
    with loopback(tmp_path_factory.mktemp("cluster")) as found:
        found.start_workers(2, planted="deaths")
        with Client(found.address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What workers are asked to do, and how much is on its way to that worker then."""
    found = []

    def ask(self: Any, worker: Any, function: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        usual(self, worker, function, *arguments, **options)
        found.append((function.__name__, len(worker.sent)))

    usual = cluster._Dispatcher._ask
    monkeypatch.setattr(cluster._Dispatcher, "_ask", ask)
    return found


def kill_one(address: str, generator: random.Random) -> None:
    with Client(address, set_as_default=False) as client:
        processes = sorted(client.run(os.getpid, on_error="ignore").values())
    if processes:
        os.kill(generator.choice(processes), signal.SIGKILL)


def killed_meanwhile(running: Loopback, course: Path, tasks: list[Task], kills: int) -> str:
    """The report of a cluster of which workers are killed, one every few seconds."""
    done, generator = threading.Event(), random.Random(kills)
    left = [kills]

    def kill() -> None:
        while left[0] and not done.wait(1.0):
            kill_one(running.address, generator)
            left[0] -= 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return report_of(Cluster(running.address).grade(course, tasks))
    finally:
        done.set()
        killer.join()
        assert left[0] < kills, "the class was graded before anything was killed"


@pytest.mark.parametrize(("size", "kills"), [(24, 2), pytest.param(200, 12, marks=pytest.mark.slow)])
def test_workers_that_are_killed_change_no_byte_of_the_report(
    size: int, kills: int, running: Loopback, course: Path
) -> None:
    slow = SOLUTION.replace("return 2.0 * x", "return sum([2.0 * x for _ in range(40_000)]) / 40_000")
    texts = [f"{text}# {number}\n" for number in range(size // 4) for text in (SOLUTION, WRONG, slow, "def (:")]
    tasks = hand_in(course, *texts)
    assert killed_meanwhile(running, course, tasks, kills) == report_of(grade(course, tasks))


def test_what_ends_judges_and_workers_is_left_open_and_costs_nobody_else(
    running: Loopback, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_FETCH_SECONDS", 1.0)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.3)
    tasks = hand_in(course, SOLUTION, f"{SOLUTION}# ends the judge", WRONG, f"{SOLUTION}# ends the worker", SOLUTION)
    reports = [report for report, _ in Cluster(running.address).grade(course, tasks)]
    assert [report.score for report in reports] == [3.0, None, 1.0, None, 3.0]
    assert [report.student for report in reports] == [f"s{number:03}" for number in range(5)]
    for report in (reports[1], reports[3]):
        assert report.status is Status.GRADER_ERROR
        assert report.message.startswith("The grader failed: 3 workers of the cluster ended while they judged this.")


def test_what_was_done_before_another_ended_the_worker_is_not_blamed_where_nobody_heard_of_it(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_FETCH_SECONDS", 1.0)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.3)
    tasks = hand_in(course, WRONG, f"{SOLUTION}# ends the worker", SOLUTION)
    with loopback(tmp_path / "cluster") as found:
        found.start_workers(1, planted="deaths late")  # what is done is told later, when the worker has ended
        reports = [report for report, _ in Cluster(found.address).grade(course, tasks)]
    assert [report.score for report in reports] == [1.0, None, 3.0]


def test_the_course_travels_once_and_a_few_submissions_at_a_time(
    running: Loopback, course: Path, asked: list[tuple[str, int]]
) -> None:
    tasks = hand_in(course, *[SOLUTION] * 20)
    expected = report_of(grade(course, tasks))
    assert report_of(Cluster(running.address).grade(course, tasks)) == expected
    names = [name for name, _ in asked]
    assert (names.count("receive"), names.count("judge")) == (2, 20)
    assert max(under_way for _, under_way in asked) == cluster.AHEAD
    del asked[:]
    assert report_of(Cluster(running.address).grade(course, tasks)) == expected
    assert [name for name, _ in asked].count("receive") == 0
    (course / "course.toml").write_text('title = "Another"\n')
    assert report_of(Cluster(running.address).grade(course, tasks)) == expected
    assert [name for name, _ in asked].count("receive") == 2


def test_what_is_kept_is_not_sent_and_what_comes_back_is_kept(
    running: Loopback, course: Path, asked: list[tuple[str, int]]
) -> None:
    tasks = hand_in(course, SOLUTION, WRONG)
    kept = KeptResults(course)
    expected = report_of(Cluster(running.address).grade(course, tasks, kept=kept))
    kept.close()
    del asked[:]
    again = KeptResults(course)
    assert report_of(Cluster(running.address).grade(course, tasks, kept=again)) == expected
    assert [name for name, _ in asked].count("judge") == 0
    again.forget()
    again.close()


def test_each_hand_in_can_meet_cases_of_its_own_there_too(running: Loopback, course: Path) -> None:
    tasks = hand_in(course, WRONG, f"{WRONG}#")
    there = report_of(Cluster(running.address).grade(course, tasks, own_papers=True))
    assert there == report_of(grade(course, tasks, own_papers=True))


def test_a_course_that_is_wrong_is_said_as_on_one_machine(running: Loopback, course: Path) -> None:
    tasks = hand_in(course, SOLUTION)
    (course / "reference" / "unit" / "checks.py").write_text("UNIT = None\n")
    with pytest.raises(UnitError, match=r"unit/checks\.py has no UNIT"):
        list(Cluster(running.address).grade(course, tasks))


def judging(running: Loopback) -> list[psutil.Process]:
    """All processes that judge on the cluster."""
    with Client(running.address, set_as_default=False) as client:
        workers = client.run(os.getpid).values()
    return [
        child
        for worker in workers
        for child in psutil.Process(worker).children()
        if any("judging_process" in word for word in child.cmdline())
    ]


def test_an_interruption_stops_the_work_of_the_cluster(running: Loopback, course: Path) -> None:
    hand_in(course, *[f"{HANGING}# {number}\n" for number in range(40)])
    command = [sys.executable, "-m", "autograder", "grade", "submitted", "--dask", running.address]
    process = subprocess.Popen(command, cwd=course, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert wait_until(lambda: bool(judging(running)))
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Aborted!" in said
    assert f"Grading by {running.address}. Watch it at http://" in said
    assert wait_until(lambda: not judging(running))


def test_only_who_has_a_certificate_can_use_a_cluster_with_tls(tmp_path: Path, course: Path) -> None:
    tasks, key, certificate = hand_in(course, WRONG), tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=grading")
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    settings = {"ca-file": str(certificate)}
    for who in ("client", "scheduler", "worker"):
        settings |= {f"{who}.cert": str(certificate), f"{who}.key": str(key)}
    tls = {f"distributed.comm.tls.{name}": value for name, value in settings.items()}
    names = {name: f"DASK_{name.replace('.', '__').replace('-', '_').upper()}" for name in tls}
    environment = {names[name]: value for name, value in tls.items()} | {
        "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "1"
    }
    with loopback(tmp_path / "cluster", environment | {"DASK_DISTRIBUTED__COMM__DEFAULT_SCHEME": "tls"}) as found:
        assert found.address.startswith("tls://")
        found.start_workers(1)
        with dask.config.set(tls):
            assert report_of(Cluster(found.address).grade(course, tasks)) == report_of(grade(course, tasks))
        with pytest.raises(ClusterError, match="No scheduler of Dask answers at tls://"):
            list(Cluster(found.address).grade(course, tasks))


# Who is left out.


def test_workers_that_might_give_other_marks_are_left_out(
    tmp_path: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, said = hand_in(course, SOLUTION), list[str]()
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 0.0)
    with loopback(tmp_path / "cluster") as found:
        for planted in ("numpy", "kit", "walls"):
            found.start_workers(1, "--no-nanny", planted=planted)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Dask's own about the versions, while the third has yet to come
            with Client(found.address, set_as_default=False) as client:
                client.wait_for_workers(3, timeout=120)
        with pytest.raises((ClusterError, UnsafeSandboxError)):
            list(Cluster(found.address, said.append).grade(course, tasks))
    reasons = " ".join(said)
    assert "has NumPy 1.26.4 in place of " in reasons
    assert "has another version of the kit: its marks might differ. Install there what is installed here" in reasons
    assert "The sandbox is too weak to run students' code: landlock and namespaces are missing here." in reasons


def test_what_differs_is_named() -> None:
    here = on_worker.Host({"python": "3.11.4", "numpy": "2.4.0", "scipy": "1.15"}, "a", has_course=True)
    there = on_worker.Host({"python": "3.12.1", "numpy": "2.4.0"}, "a", has_course=False)
    cluster._expect_same("tcp://a", here, here)
    with pytest.raises(
        ClusterError, match=r"has Python 3\.12\.1 in place of 3\.11\.4, scipy \(none\) in place of 1\.1"
    ):
        cluster._expect_same("tcp://a", there, here)


def test_a_cluster_that_is_not_there_is_said(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.5)
    tasks = hand_in(course, SOLUTION)
    for address in ("tcp://127.0.0.1:1", "nowhere://x"):
        with pytest.raises(ClusterError, match=rf"No scheduler of Dask answers at {address}: .* `dask scheduler`"):
            list(Cluster(address).grade(course, tasks))


def all_clients() -> list[Client]:
    return [thing for thing in gc.get_objects() if isinstance(thing, Client)]


def loops() -> int:
    return sum(thread.name == "IO loop" for thread in threading.enumerate())


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere://x", "tls://127.0.0.1:1"])
def test_a_cluster_that_is_not_there_leaves_nothing_that_could_hold_up_the_next(
    address: str, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.5)
    tasks, before, clients = hand_in(course, SOLUTION), loops(), set(map(id, all_clients()))
    with pytest.raises(ClusterError):
        list(Cluster(address).grade(course, tasks))
    assert loops() == before
    assert not [client.status for client in all_clients() if id(client) not in clients]


def test_without_dask_it_is_said_what_to_install(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'chainrule-kit\[cluster\]'"):
        list(Cluster("tcp://127.0.0.1:1").grade(course, hand_in(course, SOLUTION)))
