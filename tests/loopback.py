"""A cluster of Dask on this machine: a scheduler and workers, as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.killing import wait_until

PLANTED = """
import os

planted = os.environ.get("PLANTED", "").split()
if "numpy" in planted:
    import importlib.metadata
    version = importlib.metadata.version
    importlib.metadata.version = lambda name: "1.26.4" if name == "numpy" else version(name)
if "kit" in planted:
    from autograder.judging import origins
    origins.kit = lambda: "another"
if "walls" in planted:
    import autograder.grading.grader
    from autograder.subjects import fork_server
    class Weak(fork_server.ForkServer):
        def __init__(self, settings, *, allow_unsafe):
            super().__init__(settings, allow_unsafe=allow_unsafe, without={"landlock", "namespaces"})
    autograder.grading.grader.ForkServer = Weak
if "deaths" in planted:
    from autograder.grading.grader import Grader
    def graded(self, submission, graded=Grader.graded):
        for text in submission.files.values():
            if b"# ends the judge" in text:
                os.kill(os.getpid(), 9)
            if b"# ends the worker" in text:
                os.kill(os.getppid(), 9)
        return graded(self, submission)
    Grader.graded = graded
if "late" in planted:
    import distributed.worker
    class Late(distributed.worker.BatchedSend):
        def __init__(self, interval, loop=None, serializers=None):
            super().__init__("300ms", loop, serializers)
    distributed.worker.BatchedSend = Late
"""
"""What makes a worker another one than it should be, by the words in its environment."""


class Loopback:
    """A scheduler, and the workers that are started for it.

    Args:
        folder: where they write.
        settings: environment variables for all of them.
    """

    def __init__(self, folder: Path, processes: contextlib.ExitStack, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._processes = processes
        self._settings = settings
        (folder / "planted").mkdir(parents=True)
        (folder / "planted" / "sitecustomize.py").write_text(PLANTED)
        self._file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(self._file))
        assert wait_until(lambda: self._file.is_file() and self._file.stat().st_size > 0), (
            folder / "scheduler.log"
        ).read_text()

    @property
    def address(self) -> str:
        """The scheduler's address."""
        found: str = json.loads(self._file.read_text())["address"]
        return found

    def start_workers(self, number: int, *arguments: str, planted: str = "") -> None:
        """Starts workers of one thread, other ones than they should be if something is planted."""
        places = ("--scheduler-file", str(self._file), "--local-directory", str(self._folder / "workers"))
        counts = ("--nworkers", str(number), "--nthreads", "1")
        self._start("worker", *places, *counts, *arguments, environment={"PLANTED": planted})

    def _start(self, what: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        own = {"PYTHONPATH": str(self._folder / "planted"), **self._settings}
        with (self._folder / f"{what}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(Path(sys.executable).parent / "dask"), what, "--no-dashboard", *arguments],
                env=os.environ | own | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._processes.callback(process.wait)
        self._processes.callback(process.terminate)


@contextlib.contextmanager
def loopback(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Loopback]:
    """A scheduler without workers; all of its processes end with the block."""
    with contextlib.ExitStack() as processes:
        yield Loopback(folder, processes, settings or {})
