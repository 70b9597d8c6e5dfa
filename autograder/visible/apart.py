"""Runs visible checks in a process of their own, which is stopped when its time is up.

Theory of operation: pytest runs in a subprocess with :mod:`autograder.visible.pytest_plugin`, which
appends an event to a file whenever a check starts or ends.  This side reads the file as it grows.
So it knows which check hangs or has ended the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from autograder.visible.limit import START_SECONDS, WAITING
from autograder.visible.log import ERRORS_KEPT, Log

_POLL_SECONDS = 0.01
_GRACE = 3.0


class NoProcessError(Exception):
    """The system does not let this process start another."""


def run_apart(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> Log:
    """Starts pytest for the tests ``what``, or for those of them that check ``exercise``, and
    follows it to its end, or stops it: see ``_follow``.

    Raises:
        NoProcessError: no process can be started.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch_name:
        scratch = Path(scratch_name)
        file, stack = scratch / "events.jsonl", scratch / "events.jsonl.stack"
        file.touch()
        # -P: a student's file called random.py in the folder must not replace the one that pytest needs.
        python = [sys.executable, "-P", "-B", "-m", "pytest", f"--autograder-events={file}"]
        command = [*python, *options(folder, scratch, exercise, seconds), *what]
        with file.open(encoding="utf-8") as lines, _process(command, folder, scratch) as process:
            events, timed_out = _follow(process, lines, seconds, together)
        return Log(
            folder=folder,
            events=events,
            timed_out=timed_out,
            exit_status=process.returncode,
            stack=json.loads(stack.read_text(encoding="utf-8")) if timed_out and stack.exists() else (),
            errors=_errors(scratch).read_text(encoding="utf-8", errors="replace")[-ERRORS_KEPT:].strip(),
        )


@contextlib.contextmanager
def _process(command: Sequence[str], folder: Path, scratch: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Runs the command in ``folder``; it has ended when the context has."""
    with _errors(scratch).open("wb") as errors:
        process = _started(command, folder, environment(scratch), errors)
        try:
            yield process
        finally:  # an interrupt of the notebook's kernel comes through here too
            _kill(process)


def _started(
    command: Sequence[str], folder: Path, variables: dict[str, str], errors: BinaryIO
) -> subprocess.Popen[bytes]:
    null = subprocess.DEVNULL
    try:
        return subprocess.Popen(
            command, cwd=folder, env=variables, stdin=null, stdout=null, stderr=errors, **_own_group()
        )
    except (OSError, NotImplementedError, AttributeError, TypeError) as error:
        # a browser's Python raises OSError; where Python is part of a program, there may be no command to start it
        raise NoProcessError(str(error)) from error


def _errors(scratch: Path) -> Path:
    return scratch / "errors.txt"


def options(folder: Path, scratch: Path, exercise: str | None, seconds: float) -> list[str]:
    """What pytest is told, so that it is as it comes: untouched by the student's configuration and
    plugins, and leaving no files behind.
    """
    settings = scratch / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")
    # What is left for the garbage collector is nobody's concern here, and to look for it takes a while. So does it
    # to write tracebacks, which nobody sees.
    left_out = ["-p", "no:cacheprovider", "-p", "no:unraisableexception", "--tb=no"]
    plugins = ["-p", "autograder.visible.pytest_plugin", *left_out]
    chosen = [f"--autograder-exercise={exercise}"] if exercise else []
    return [
        "-q",
        "--capture=no",
        *plugins,
        "-c",
        str(settings),
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        f"--autograder-seconds={seconds:g}",
        *chosen,
    ]


def environment(scratch: Path) -> dict[str, str]:
    """The variables that pytest is to find."""
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

    The import and each check may take ``seconds``, after which they are interrupted from within, and are
    stopped here where that does not help; all checks may take ``together``.  What pytest itself needs to
    start is nobody's fault.
    """
    events: list[dict[str, Any]] = []
    partial = ""
    limit, deadline = time.monotonic() + max(seconds, START_SECONDS), float("inf")
    while True:
        ended = process.poll() is not None  # asked before reading, so that nothing written until then is missed
        *whole, partial = (partial + lines.read()).split("\n")
        events += map(json.loads, whole)
        collected = any(event["event"] == "collected" for event in events)
        if whole:
            limit = time.monotonic() + _GRACE + (WAITING * seconds if collected else START_SECONDS)
        if deadline == float("inf") and collected:
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
