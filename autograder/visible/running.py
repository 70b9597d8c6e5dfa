"""Runs the visible checks of a unit for the student, in a process of their own with a time limit.

This needs no sandbox and no reference, and runs wherever Python does: the code is the student's
own, on the student's own machine.

Theory of operation: pytest runs in a subprocess with :mod:`autograder.visible.pytest_plugin`, which
appends an event to a file whenever a check starts or ends.  This side reads the file as it grows.
So it knows which check hangs or has ended the process, and can start again with those that are
left.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from autograder.report import Status
from autograder.visible.finding import VisibleError, checks_of, definitions_in, exercises_in, module_of
from autograder.visible.hints import unknown_exercise, with_first_things_first
from autograder.visible.log import Log
from autograder.visible.results import Failure, VisibleResult, VisibleRun

SECONDS = 20.0
"""How long one check may take unless another limit is given."""

START_SECONDS = 60.0
"""How long Python and pytest may take to start: on a slow disk, the first time, that is long."""

_POLL_SECONDS = 0.01
_ERRORS_KEPT = 2000  # characters of what the process wrote to stderr, from the end


def run_visible(folder: Path, unit: str, exercise: str | None = None, seconds: float = SECONDS) -> VisibleRun:
    """Runs the visible checks of ``unit`` in ``folder``, or those of one exercise.

    Each check may take ``seconds``.  One that takes longer is stopped, with the others of its
    exercise; all that are left then share ``seconds`` once more.

    Raises:
        VisibleError: a file is missing, or the exercise has no checks.
    """
    test_file = checks_of(folder, unit)
    known = exercises_in(test_file)
    if exercise is not None and exercise not in known:
        raise VisibleError(unknown_exercise(exercise, test_file.name, known))
    module = module_of(folder, unit)
    saved = datetime.datetime.fromtimestamp(module.stat().st_mtime).strftime("%H:%M:%S")
    defined = definitions_in(module)
    lines = {name: definition.lineno for name, definition in defined.items()}
    logs = []
    for log in _rounds(folder.resolve(), test_file.name, exercise, seconds):
        problem = log.problem(unit, seconds)
        if problem is not None:
            return VisibleRun(unit=unit, saved=saved, lines=lines, problem=problem)
        logs.append(log)
    run = VisibleRun(unit=unit, saved=saved, lines=lines, results=_results(logs, seconds))
    return with_first_things_first(run, defined | definitions_in(test_file))


def _rounds(folder: Path, test_name: str, exercise: str | None, seconds: float) -> Iterator[Log]:
    """Runs the checks, and those that are left again and again, until none is or time is up."""
    what, together = [test_name], float("inf")
    while what:
        log = _run_once(folder, what, exercise, seconds, together)
        yield log
        done = log.results(seconds)
        left = [check.id for check in log.checks if check.id not in done]
        if left == what or (log.timed_out and together == seconds):
            return
        what, together = left, seconds if log.timed_out else together


def _results(logs: Sequence[Log], seconds: float) -> tuple[VisibleResult, ...]:
    """The results of all checks, from all rounds."""
    found = {name: result for log in logs for name, result in log.results(seconds).items()}
    last = logs[-1]
    why = "no time was left" if last.timed_out else f"Python ended before it began (exit status {last.exit_status})"
    skipped = Failure(status=Status.SKIPPED, message=f"Not run, because {why}.")
    return tuple(found.get(check.id) or check.failed(skipped) for check in logs[0].checks)


# One process.


def _run_once(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> Log:
    """Starts pytest for the tests ``what`` and follows it to its end, or stops it: see ``_follow``."""
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch_name:
        scratch = Path(scratch_name)
        (scratch / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        file, stack = scratch / "events.jsonl", scratch / "events.jsonl.stack"
        file.touch()
        command = [*_pytest(folder, scratch), f"--autograder-events={file}"]
        command += [f"--autograder-exercise={exercise}"] if exercise else []
        with file.open(encoding="utf-8") as lines, _process([*command, *what], folder, scratch) as process:
            events, timed_out = _follow(process, lines, seconds, together)
        return Log(
            folder=folder,
            events=events,
            timed_out=timed_out,
            exit_status=process.returncode,
            stack=json.loads(stack.read_text(encoding="utf-8")) if timed_out and stack.exists() else (),
            errors=_errors(scratch).read_text(encoding="utf-8", errors="replace")[-_ERRORS_KEPT:].strip(),
        )


@contextlib.contextmanager
def _process(command: Sequence[str], folder: Path, scratch: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs the command in ``folder``; it has ended when the context has."""
    with _errors(scratch).open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(scratch),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            **_own_group(),
        )
        try:
            yield process
        finally:  # an interrupt of the notebook's kernel comes through here too
            _kill(process)


def _errors(scratch: Path) -> Path:
    return scratch / "errors.txt"


def _pytest(folder: Path, scratch: Path) -> list[str]:
    """Pytest as it comes: untouched by the student's configuration and plugins, and leaving no
    files behind.
    """
    # -P: a student's file called random.py in the folder must not replace the one that pytest
    # needs.
    python = [sys.executable, "-P", "-B", "-m", "pytest", "-q", "--capture=no"]
    plugins = ["-p", "autograder.visible.pytest_plugin", "-p", "no:cacheprovider"]
    return [*python, *plugins, "-c", str(scratch / "pytest.ini"), f"--rootdir={folder}", f"--confcutdir={folder}"]


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


def _follow(
    process: subprocess.Popen[bytes], lines: TextIO, seconds: float, together: float
) -> tuple[list[dict[str, Any]], bool]:
    """The events until the process ends, and whether it has to be stopped because time is up.

    The import and each check may take ``seconds``, and all checks ``together``; what pytest itself
    needs to start is nobody's fault.
    """
    events: list[dict[str, Any]] = []
    partial = ""
    limit, deadline = time.monotonic() + max(seconds, START_SECONDS), float("inf")
    while True:
        ended = process.poll() is not None  # asked before reading, so that nothing written until then is missed
        *whole, partial = (partial + lines.read()).split("\n")
        events += map(json.loads, whole)
        if whole:
            limit = time.monotonic() + seconds
        if deadline == float("inf") and any(event["event"] == "collected" for event in events):
            deadline = time.monotonic() + together
        if ended or time.monotonic() > min(limit, deadline):
            return events, not ended
        time.sleep(_POLL_SECONDS)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and, where the system has groups of processes, whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, once it has ended
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
