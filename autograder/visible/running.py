"""Runs the visible checks of a unit for the student, in a process of their own with a time limit,
and shows how they went.

This needs no sandbox and no reference, and runs wherever Python does: the code is the student's
own, on the student's own machine. Theory of operation: pytest runs in a subprocess with
:mod:`autograder.visible.pytest_plugin`, which appends an event to a file whenever a check starts or
ends.  This side reads the file as it grows.  So it knows which check hangs or has ended the
process, and can start again with those that are left.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from autograder.report import Status
from autograder.visible.explain import Failure
from autograder.visible.finding import VisibleError, definitions_in, exercises_in, require_checks, require_module
from autograder.visible.hints import unknown, with_first_things_first
from autograder.visible.log import Log, no_start, result
from autograder.visible.results import VisibleResult, VisibleRun

SECONDS = 20.0
"""How long one check may take unless another limit is given."""

START_SECONDS = 60.0
"""How long Python and pytest may take to start: on a slow disk, the first time, that is long."""


# What a run came to.


# Finding the checks.


# Running them.


def run_visible(folder: Path, unit: str, exercise: str | None = None, seconds: float = SECONDS) -> VisibleRun:
    """Runs the visible checks of ``unit`` in ``folder``, or those of one exercise.

    Each check may take ``seconds``.  One that takes longer is stopped, with the others of its
    exercise; all that are left then share ``seconds`` once more.

    Raises:
        VisibleError: a file is missing, or the exercise has no checks.
    """
    test_file = require_checks(folder, unit)
    known = exercises_in(test_file)
    if exercise is not None and exercise not in known:
        raise VisibleError(unknown(exercise, test_file.name, known))
    require_module(folder, unit)
    module = folder / f"{unit}.py"
    saved = datetime.datetime.fromtimestamp(module.stat().st_mtime).strftime("%H:%M:%S")
    defined = definitions_in(module)
    run = VisibleRun(unit=unit, saved=saved, lines={name: node.lineno for name, node in defined.items()})

    results: dict[str, VisibleResult] = {}
    waiting: list[str] = []
    tests: list[dict[str, Any]] = []
    together = float("inf")
    while not tests or waiting:
        log = _run_once(folder, waiting or [test_file.name], exercise, seconds, together)
        if log.problem is not None or not log.tests:
            return dataclasses.replace(run, problem=log.problem or no_start(log, unit, seconds))
        tests = tests or log.tests
        results |= log.results(seconds)
        waiting = [test["id"] for test in log.tests if test["id"] not in results]
        if log.timed_out and together == seconds:
            break
        together = seconds if log.timed_out else together
    skipped = Failure(status=Status.SKIPPED, message="Not run, because no time was left.")
    complete = dataclasses.replace(
        run, results=tuple(results.get(test["id"]) or result(test, skipped) for test in tests)
    )
    return with_first_things_first(complete, defined | definitions_in(test_file))


def _run_once(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> Log:
    """Starts pytest for the tests ``what`` and follows it to its end, or stops it: see ``_follow``."""
    folder = folder.resolve()
    log = Log(folder)
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch_name:
        scratch = Path(scratch_name)
        (scratch / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        events, errors = scratch / "events.jsonl", scratch / "errors.txt"
        events.touch()
        command = [*_command(folder, scratch), f"--autograder-events={events}"]
        command += [f"--autograder-exercise={exercise}"] if exercise else []
        with events.open(encoding="utf-8") as lines, errors.open("wb") as error_file:
            process = subprocess.Popen(
                [*command, *what],
                cwd=folder,
                env=_environment(scratch),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=error_file,
                **_own_group(),
            )
            try:
                log.timed_out = not _follow(process, lines, log, seconds, together)
            finally:  # an interrupt of the notebook's kernel comes through here too
                _kill(process)
        log.exit_status = process.returncode
        stack = Path(f"{events}.stack")
        log.stack = json.loads(stack.read_text(encoding="utf-8")) if log.timed_out and stack.exists() else ()
        log.errors = errors.read_text(encoding="utf-8", errors="replace")[-2000:].strip()
    return log


def _command(folder: Path, scratch: Path) -> list[str]:
    """Pytest as it comes: untouched by the student's configuration and plugins, and leaving no
    files behind.
    """
    # -P: a student's file called random.py in the folder must not replace the one that pytest
    # needs.
    python = [
        sys.executable,
        "-P",
        "-B",
        "-m",
        "pytest",
        "-p",
        "autograder.visible.pytest_plugin",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    return [*python, "--capture=no", "-c", str(scratch / "pytest.ini"), f"--rootdir={folder}", f"--confcutdir={folder}"]


def _environment(scratch: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    return kept | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(scratch / "hypothesis"),
        "MPLBACKEND": "Agg",  # no windows, and not the notebook's own backend, which works only there
        "OPENBLAS_NUM_THREADS": "1",  # halves the time that NumPy takes to start
        "PYTHONIOENCODING": "utf-8:replace",
    }


def _own_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _follow(process: subprocess.Popen[bytes], lines: TextIO, log: Log, seconds: float, together: float) -> bool:
    """Reads events until the process ends; False if it has to be stopped.

    The import and each check may take ``seconds``, and all checks ``together``; what pytest itself
    needs to start is nobody's fault.
    """
    partial = ""
    limit = time.monotonic() + max(seconds, START_SECONDS)
    deadline = float("inf")
    while True:
        ended = process.poll() is not None  # asked before reading, so that nothing written until then is missed
        for line in lines:
            partial += line
            if partial.endswith("\n"):
                log.read(partial)
                partial = ""
                limit = time.monotonic() + seconds
                deadline = time.monotonic() + together if log.tests and deadline == float("inf") else deadline
        if ended:
            return True
        if time.monotonic() > min(limit, deadline):
            return False
        time.sleep(0.01)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and, where the system has groups of processes, whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, once it has ended
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# In a notebook.


# In a terminal.
