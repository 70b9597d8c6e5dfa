"""The visible checks under pytest: short failures for students, and events for
``autograder check``.

A test marked ``@pytest.mark.exercise("conv_1d")`` is a visible check of that exercise; its
docstring says what it checks (the first paragraph) and what to try when it fails (the others).

Everything here leaves tests without the marker alone, and imports little beyond pytest until a
marked test has been collected, because pytest loads it wherever the kit is installed: NumPy and
what needs it, Hypothesis too, are imported within the functions that use them.

With ``--tb=long`` (or any other style than the default) and with ``--pdb`` pytest's own report is
shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Literal

import pytest

from autograder.report import Status
from autograder.visible.results import Failure

SHRINK_SECONDS = 3.0
"""How long Hypothesis may look for a smaller input that fails."""

STACK_SECONDS = 0.25
"""How often the place where Python stands is noted."""

_PRINTED_KEPT = _TROUBLE_KEPT = 2000  # characters, from the end


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that ``autograder check`` uses."""
    group = parser.getgroup("autograder", "visible checks of a course unit")
    group.addoption("--autograder-exercise", metavar="NAME", help="run the checks of this exercise alone")
    group.addoption(
        "--autograder-events",
        metavar="FILE",
        help="append what happens to FILE, a JSON object per line, and where a long check stands to FILE.stack",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line("markers", "exercise(name): a visible check of the exercise `name`")
    if config.getoption("--autograder-events"):
        config.pluginmanager.register(_Events(Path(config.getoption("--autograder-events"))))


# Watching the marked tests.


class _Enough(BaseException):
    """Ends the search at once; its cause is the failure.  Not an Exception, which Hypothesis would
    shrink.
    """


class _Tail(io.TextIOBase):
    """Keeps the end of what is printed."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = (self.text + text)[-_PRINTED_KEPT:]
        return len(text)

    def writable(self) -> bool:
        return True


class _Watch:
    """One marked test: its exercise, and the arguments and the printing of its latest run."""

    def __init__(self, item: pytest.Item, exercise: str) -> None:
        self.exercise = exercise
        self.text, _, self.hint = (part.strip() for part in _docstring(item).partition("\n\n"))
        self.arguments: dict[str, Any] = dict(getattr(getattr(item, "callspec", None), "params", {}))
        self.printed = _Tail()
        self.test: Callable[..., None] | None = None
        self._failure: BaseException | None = None
        self._since = 0.0

    def around(self, test: Callable[..., None]) -> Callable[..., None]:
        """The function that Hypothesis runs for each input, watched."""
        from autograder.values.copies import copied

        self.test = test

        @functools.wraps(test)
        def run(*args: Any, **kwargs: Any) -> None:
            if self._failure is not None and time.monotonic() - self._since > SHRINK_SECONDS:
                raise _Enough from self._failure
            drawn = {name: copied(value) for name, value in kwargs.items() if type(value).__name__ != "DataObject"}
            self.printed.text = ""
            try:
                test(*args, **kwargs)
            except NotImplementedError as error:
                raise _Enough from error
            except (Exception, SystemExit, pytest.fail.Exception) as error:
                if not str(type(error).__module__).startswith("hypothesis"):
                    self._note(error, drawn)
                raise

        return run

    def _note(self, error: BaseException, arguments: dict[str, Any]) -> None:
        """Keeps a failure: Hypothesis tries only smaller inputs than the last that failed, so the
        latest is the smallest.
        """
        self._since = time.monotonic() if self._failure is None else self._since
        self._failure, self.arguments = error, arguments

    def failure(self, error: BaseException, test_file: Path) -> Failure:
        """What became of the test, which has raised ``error``, in words for the student."""
        from autograder.visible import explain

        error = error.__cause__ if isinstance(error, _Enough) and error.__cause__ else error
        arguments = explain.unpacked(self.arguments, self.test) if self.test else self.arguments
        return explain.failure(
            error, exercise=self.exercise, test_file=test_file, arguments=arguments, printed=self.printed.text
        )


_WATCH = pytest.StashKey[_Watch]()


def _in_words(what: str, explained: Callable[[], Failure]) -> Failure:
    """The explanation of a failure; where a student's object raises something while it is looked
    at, ``what`` fails all the same.
    """
    try:
        return explained()
    except (Exception, SystemExit):  # noqa: BLE001 - it may raise anything
        message = f"{what} fails with an exception or a result that cannot be put into words."
        return Failure(status=Status.ERROR, message=message)


def _docstring(item: pytest.Item) -> str:
    text = getattr(getattr(item, "obj", None), "__doc__", None) or item.name.removeprefix("test_").replace("_", " ")
    first, *others = text.strip().splitlines()
    return "\n".join([first, *(line.strip() for line in others)])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Prepares the marked tests, and leaves out those of other exercises if one is asked for."""
    only = config.getoption("--autograder-exercise")
    marked = [
        (item, str(marker.args[0])) for item in items if (marker := item.get_closest_marker("exercise")) and marker.args
    ]
    for item, exercise in marked:
        _prepare(item, exercise)
    if only:
        keep = {item for item, exercise in marked if exercise == only}
        config.hook.pytest_deselected(items=[item for item in items if item not in keep])
        items[:] = [item for item in items if item in keep]


def _prepare(item: pytest.Item, exercise: str) -> None:
    # A warning from a student's arithmetic is no mistake; a check that minds says so itself.
    if item.get_closest_marker("filterwarnings") is None:
        item.add_marker(pytest.mark.filterwarnings("default"))
    if item.config.option.usepdb:
        return
    watch = item.stash[_WATCH] = _Watch(item, exercise)
    test = getattr(item, "obj", None)
    if getattr(test, "is_hypothesis_test", False):
        handle = test.hypothesis  # type: ignore[union-attr]
        handle.inner_test = watch.around(handle.inner_test)
        _settle(test)


def _settle(test: Any) -> None:
    """Sets Hypothesis to the same inputs every time, to one failure, and to no complaints about
    speed.
    """
    from hypothesis import HealthCheck, Phase, settings

    own: Any = getattr(test, "_hypothesis_internal_use_settings", settings.default)
    test._hypothesis_internal_use_settings = settings(  # as Hypothesis's own plugin does; its version is pinned
        own,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        phases=[phase for phase in own.phases if phase is not Phase.explain],
        suppress_health_check=list(HealthCheck),
    )


# Reporting.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Replaces the traceback of a failing check by a short text."""
    watch = item.stash.get(_WATCH, None)
    if watch is None or call.excinfo is None:
        return (yield)
    shown = True
    try:
        report = yield
    except (Exception, SystemExit):  # noqa: BLE001 - a student's object raises it when pytest asks for its text
        report, shown = _failed(item, call), False
    if not report.failed:
        return report
    from autograder.visible import explain

    error = call.excinfo.value
    what = _in_words(watch.exercise, lambda: watch.failure(error, item.path))
    vars(report)["autograder"] = dataclasses.asdict(what)
    if not shown or item.config.getoption("tbstyle", "auto") == "auto":
        report.longrepr = explain.as_text(what, watch.text)
    return report


def _failed(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """The report of a check that failed, without what pytest says of it."""
    assert call.when != "collect"
    keywords: dict[str, Literal[1]] = dict.fromkeys(item.keywords, 1)
    return pytest.TestReport(
        item.nodeid, item.location, keywords, "failed", "", call.when, (), call.duration, call.start, call.stop
    )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Has a student's module imported as it is now, and replaces the traceback by a short text
    where it cannot be.
    """
    if not _has_marker(collector):
        return (yield)
    _forget_bytecode(collector.path.parent)
    try:
        report = yield
    except SystemExit as stop:  # otherwise it ends pytest
        return _import_report(collector, stop)
    call = vars(report).get("call")
    if not report.failed or call is None or call.excinfo is None:
        return report
    error = call.excinfo.value
    return _import_report(collector, error.__cause__ or error)


def _has_marker(collector: pytest.Collector) -> bool:
    return isinstance(collector, pytest.Module) and "mark.exercise(" in collector.path.read_text(
        encoding="utf-8", errors="replace"
    )


def _forget_bytecode(folder: Path) -> None:
    """Takes away the bytecode of the modules in a folder: Python knows it by the second and the
    size of the text alone, and would run the text before an edit that changes neither.
    """
    for file in (folder / "__pycache__").glob("*.pyc"):
        with contextlib.suppress(OSError):  # where nothing can be written, nothing was
            file.unlink()


def _import_report(collector: pytest.Collector, error: BaseException) -> pytest.CollectReport:
    from autograder.visible import explain

    what = _in_words(f"Importing {collector.path.name}", lambda: explain.import_failure(error, collector.path))
    for events in collector.config.pluginmanager.get_plugins():
        if isinstance(events, _Events):
            events.write("broken", failure=dataclasses.asdict(what))
    text = what.message + (f"\n\n{what.place}:  {what.code}" if what.place else "")
    return pytest.CollectReport(collector.nodeid, "failed", text, [])


class _Events:
    """Writes what happens, line by line: ``ready``, ``collected``, ``broken``, ``start``, ``end``,
    and ``trouble`` where pytest itself fails.
    """

    def __init__(self, file: Path) -> None:
        import hypothesis.extra.numpy  # noqa: F401 - all checks need it, and its time is not the student's

        self._file = file
        self.write("ready")
        # A thread, as faulthandler's timer reads the stack while it changes, which can crash
        # Python.
        threading.Thread(target=self._note_stack, daemon=True).start()

    def write(self, event: str, **facts: Any) -> None:
        """Appends one event; opened each time, so that nothing is lost when the process is killed."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, **facts}) + "\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All checks that will run, in their order."""
        watches = [(item, item.stash[_WATCH]) for item in session.items if _WATCH in item.stash]
        checks = [
            {"id": item.nodeid, "name": item.name, "exercise": watch.exercise, "text": watch.text, "hint": watch.hint}
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
        printed = item.stash[_WATCH].printed if _WATCH in item.stash else _Tail()
        with redirect_stdout(printed), redirect_stderr(printed):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Says how a check ended."""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            what = vars(report).get("autograder")
            self.write("end", id=report.nodeid, status=what["status"] if what else report.outcome, failure=what)

    def _note_stack(self) -> None:
        """Again and again writes where the main thread stands: whoever stops this process finds it
        there.
        """
        main, part = threading.main_thread().ident, Path(f"{self._file}.part")
        while True:
            time.sleep(STACK_SECONDS)
            frame = sys._current_frames().get(main or 0)
            steps = traceback.walk_stack(frame) if frame else ()
            stack = [(step.f_code.co_filename, line, step.f_code.co_name) for step, line in steps]
            part.write_text(json.dumps(stack), encoding="utf-8")
            part.replace(f"{self._file}.stack")


__all__ = ["SHRINK_SECONDS", "STACK_SECONDS"]
