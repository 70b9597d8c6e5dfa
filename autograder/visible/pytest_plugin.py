"""The visible checks under pytest: short failures for students, and events for
``autograder check``.

A test marked ``@pytest.mark.exercise("conv_1d")`` is a visible check of that exercise; its
docstring says what it checks (the first paragraph) and what to try when it fails (the others, so far
as they fit: :mod:`autograder.visible.conditions`).  One that does not end is stopped, and those that
would not end either do not run.  What is not written yet is skipped.

Everything here leaves tests without the marker alone, and imports little beyond pytest until a
marked test has been collected, because pytest loads it wherever the kit is installed: NumPy and
what needs it, Hypothesis too, are imported within the functions that use them.

With ``--tb=long`` (or any other style than the default) and with ``--pdb`` pytest's own report is
shown.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, Literal

import pytest

from autograder.languages import ENGLISH, _, speaking
from autograder.report import Status
from autograder.visible.events import Events, note_stack, to_file
from autograder.visible.finding import language_of
from autograder.visible.limit import SECONDS, START_SECONDS, TimeUp, limited
from autograder.visible.progress import Progress
from autograder.visible.results import Failure, not_run_because
from autograder.visible.watching import WATCH, Watch, in_words

_PROGRESS = pytest.StashKey[dict[Path, Progress]]()
_LANGUAGES = pytest.StashKey[dict[Path, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that ``autograder check`` uses."""
    group = parser.getgroup("autograder", "visible checks of a course unit")
    group.addoption("--autograder-exercise", metavar="NAME", help="run the checks of this exercise alone")
    help_text = "the processor time that one marked test may take"
    group.addoption("--autograder-seconds", metavar="NUMBER", type=float, default=SECONDS, help=help_text)
    group.addoption(
        "--autograder-events",
        metavar="FILE",
        help="append what happens to FILE, a JSON object per line, and where a long check stands to FILE.stack",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.stash[_PROGRESS], config.stash[_LANGUAGES] = {}, {}
    config.pluginmanager.register(_InTheirLanguage())
    config.addinivalue_line(
        "markers", "exercise(name, of=name): a visible check of the exercise `name`, a part of the class `of`"
    )
    if config.getoption("--autograder-events"):
        file = Path(config.getoption("--autograder-events"))
        config.pluginmanager.register(Events(to_file(file)))
        note_stack(Path(f"{file}.stack"))


class _InTheirLanguage:
    """Has all that is told of a test told in the language that its file is written in."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test runs, and its failure is put into words."""
        with speaking(_language(item)):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """A file is imported."""
        with speaking(_language(collector) if isinstance(collector, pytest.Module) else ENGLISH):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, config: pytest.Config) -> Generator[None, None, None]:
        """All is summed up, in the language of the first file."""
        with speaking(next(iter(config.stash[_LANGUAGES].values()), ENGLISH)):
            return (yield)


def _language(node: pytest.Item | pytest.Collector) -> str:
    known = node.config.stash[_LANGUAGES]
    if node.path not in known:
        known[node.path] = language_of(node.path)
    return known[node.path]


# Preparing the marked tests.


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Prepares the marked tests, and leaves out those of other exercises if one is asked for: but those of
    exercises that it uses come after it, to run if it fails.
    """
    only = config.getoption("--autograder-exercise")
    markers = ((item, item.get_closest_marker("exercise")) for item in items)
    marked = [
        (item, str(marker.args[0]), str(marker.kwargs.get("of", marker.args[0])))
        for item, marker in markers
        if marker and marker.args
    ]
    for item, exercise, of in marked:
        _prepare(item, exercise, of)
    if only:
        asked = [(item, exercise) for item, exercise, of in marked if only in (exercise, of)]
        helpers = {name for item, exercise in asked for name in _progress(item).helpers_of(exercise)}
        after = [item for item, exercise, of in marked if exercise in helpers and only not in (exercise, of)]
        for item in after:
            item.stash[WATCH].helps = only
        keep = [*(item for item, _exercise in asked), *after]
        config.hook.pytest_deselected(items=[item for item in items if item not in keep])
        items[:] = keep


def _progress(item: pytest.Item) -> Progress:
    known = item.config.stash[_PROGRESS]
    if item.path not in known:
        known[item.path] = Progress(item.path)
    return known[item.path]


def _prepare(item: pytest.Item, exercise: str, of: str) -> None:
    # A warning from a student's arithmetic is no mistake; a check that minds says so itself.
    if item.get_closest_marker("filterwarnings") is None:
        item.add_marker(pytest.mark.filterwarnings("default"))
    if item.config.option.usepdb:
        return
    watch = item.stash[WATCH] = Watch(item, exercise, of)
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


# Running.


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    """Leaves out a check that was only to tell why another fails, where that does not fail."""
    watch = item.stash.get(WATCH, None)
    return True if watch and watch.helps and not _progress(item).is_wrong(watch.helps) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Stops a check that takes too long, and leaves out those that would, too."""
    watch = item.stash.get(WATCH, None)
    if watch is None:
        return (yield)
    watch.not_run = _progress(item).not_run(watch.exercise, item.name)
    if watch.not_run:
        pytest.skip(watch.not_run.message)
    with limited(item.config.getoption("--autograder-seconds"), item.path.parent):
        return (yield)


# Reporting.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Replaces the traceback of a failing check by a short text."""
    watch = item.stash.get(WATCH, None)
    if watch is None or call.excinfo is None:
        return (yield)
    vars(item).pop("_hypothesis_failing_examples", None)  # Hypothesis offers a patch of the tests for them
    shown = True
    try:
        report = yield
    except (Exception, SystemExit):  # noqa: BLE001 - a student's object raises it when pytest asks for its text
        report, shown = _failed(item, call), False
    if watch.not_run:
        vars(report)["autograder"] = dataclasses.asdict(watch.not_run)
    if not report.failed:
        return report
    error = call.excinfo.value
    what = _with_picture(in_words(watch.exercise, lambda: watch.failure(error, item.path)), item, watch)
    vars(report)["autograder"] = dataclasses.asdict(what)
    if what.status is Status.NOT_ATTEMPTED:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"Skipped: {what.message}")
    elif not shown or item.config.getoption("tbstyle", "auto") == "auto":
        report.longrepr = _told(item, watch, what)
    _progress(item).note(watch.exercise, what)
    return report


def _with_picture(what: Failure, item: pytest.Item, watch: Watch) -> Failure:
    """The first wrong answer of an exercise with a picture of its call, where somebody shows it."""
    has_picture = what.status is Status.FAILED and what.call and not _progress(item).is_wrong(watch.exercise)
    if not has_picture or not _events(item.config):
        return what
    from autograder.visible.drawn_call import drawn

    unit = item.path.stem.removeprefix("test_")
    return dataclasses.replace(what, picture=drawn(what.call, unit, item.path.parent, what.where))


def _events(config: pytest.Config) -> list[Events]:
    return [plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Events)]


def _told(item: pytest.Item, watch: Watch, what: Failure) -> str:
    from autograder.visible import explain

    progress = _progress(item)
    before = progress.told_in(watch.exercise, item.name, what)
    if before:
        same = _("The same error as in {check}.").format(check=before)
        return f"{same}\n\n{watch.text}"
    return explain.as_text(what, watch.text, progress.mend_first(watch.exercise, item.name))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Names what is not written yet, and what did not run."""
    unwritten: dict[str, None] = {}
    stopped: dict[str, dict[str, None]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        what = vars(report).get("autograder") or {}
        if what.get("status") == Status.NOT_ATTEMPTED:
            unwritten[what["unwritten"]] = None
        elif what.get("loop"):
            stopped.setdefault(what["message"], {})[report.nodeid.rpartition("::")[2]] = None
    if unwritten:
        terminalreporter.write_line(_("Not written yet: {names}.").format(names=", ".join(unwritten)))
    for why, names in stopped.items():
        terminalreporter.write_line(not_run_because(len(names), why))


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
    _forget_modules(collector.path)
    import hypothesis.extra.numpy  # noqa: F401 - all checks need it, and its time is not the student's

    try:
        with limited(collector.config.getoption("--autograder-seconds"), collector.path.parent, START_SECONDS):
            report = yield
    except (SystemExit, TimeUp) as stop:  # otherwise it ends pytest
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


def _forget_modules(test_file: Path) -> None:
    """Takes a test file and the module that it is about out of Python's memory, where an earlier
    ``pytest.main()`` of the same process has left them.
    """
    for name in (test_file.stem, test_file.stem.removeprefix("test_")):
        if Path(getattr(sys.modules.get(name), "__file__", None) or "").parent == test_file.parent:
            del sys.modules[name]


def _import_report(collector: pytest.Collector, error: BaseException) -> pytest.CollectReport:
    from autograder.visible import explain

    what = in_words(
        _("Importing {file}").format(file=collector.path.name), lambda: explain.import_failure(error, collector.path)
    )
    for events in _events(collector.config):
        events.write("broken", failure=dataclasses.asdict(what))
    text = "\n\n".join(part for part in (what.message, what.detail, what.line) if part)
    return pytest.CollectReport(collector.nodeid, "failed", text, [])
