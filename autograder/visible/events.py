"""What happens while pytest runs visible checks, told step by step: an event is a dictionary that a
file of JSON can hold.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from autograder.visible.watching import WATCH, Tail

STACK_SECONDS = 0.25
"""How often the place where Python stands is noted."""

_TROUBLE_KEPT = 2000  # characters, from the end


class Events:
    """Tells what happens: ``ready``, ``collected``, ``broken``, ``start``, ``end``, ``trouble``
    where pytest itself fails, and ``interrupted``.
    """

    def __init__(self, tell: Callable[[dict[str, Any]], object]) -> None:
        import hypothesis.extra.numpy  # noqa: F401 - all checks need it, and its time is not the student's

        self._tell = tell
        self.write("ready")

    def write(self, event: str, **facts: Any) -> None:
        """Tells one event."""
        self._tell({"event": event, **facts})

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All checks that will run, in their order."""
        watches = [(item, item.stash[WATCH]) for item in session.items if WATCH in item.stash]
        checks = [
            {"id": item.nodeid, "name": item.name, "exercise": watch.exercise, "text": watch.text}
            for item, watch in watches
        ]
        self.write("collected", checks=checks)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Says so, lest the student's code be blamed for the end."""
        self.write("trouble", text=str(excrepr)[-_TROUBLE_KEPT:])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Says which check runs, before it does."""
        self.write("start", id=item.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Keeps what the check prints."""
        printed = item.stash[WATCH].printed if WATCH in item.stash else Tail()
        with redirect_stdout(printed), redirect_stderr(printed):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Says how a check ended."""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            what = vars(report).get("autograder")
            self.write("end", id=report.nodeid, status=what["status"] if what else report.outcome, failure=what)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Says that whoever watches wants an end."""
        if excinfo.type is KeyboardInterrupt:  # pytest's own ways to stop are kinds of it
            self.write("interrupted")


def to_file(file: Path) -> Callable[[dict[str, Any]], None]:
    """Appends each event to a file, which is opened each time, so that nothing is lost when the
    process is killed.
    """

    def tell(event: dict[str, Any]) -> None:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(event) + "\n")

    return tell


def note_stack(file: Path) -> None:
    """Again and again writes where the main thread stands into ``file``: whoever stops this process
    finds it there.
    """
    # A thread, as faulthandler's timer reads the stack while it changes, which can crash Python.
    threading.Thread(target=_note_for_ever, args=(file,), daemon=True).start()


def _note_for_ever(file: Path) -> None:
    main, part = threading.main_thread().ident, file.with_suffix(".part")
    while True:
        time.sleep(STACK_SECONDS)
        frame = sys._current_frames().get(main or 0)
        steps = traceback.walk_stack(frame) if frame else ()
        stack = [(step.f_code.co_filename, line, step.f_code.co_name) for step, line in steps]
        part.write_text(json.dumps(stack), encoding="utf-8")
        part.replace(file)
