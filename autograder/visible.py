"""Runs the visible checks of a unit for the student, in a process of their own with a time limit, and shows how they went.

This needs no sandbox and no reference, and runs wherever Python does: the code is the student's own, on the student's own machine.
Theory of operation: pytest runs in a subprocess with :mod:`autograder.pytest_plugin`, which appends an event to a file whenever a
check starts or ends.  This side reads the file as it grows.  So it knows which check hangs or has ended the process, and can
start again with those that are left.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import datetime
import difflib
import functools
import io
import json
import linecache
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from autograder.explain import Failure
from autograder.report import Status
from autograder.source import definitions

if TYPE_CHECKING:
    from jinja2 import Template
    from rich.console import Console
    from rich.text import Text

SECONDS = 20.0
"""How long one check may take unless another limit is given."""

START_SECONDS = 60.0
"""How long Python and pytest may take to start: on a slow disk, the first time, that is long."""


class VisibleError(Exception):
    """The checks cannot start; the message says what is missing and what to do."""


# What a run came to.


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleResult:
    """One check: ``text`` says what it asks, ``hint`` what to try if it fails, ``failure`` what went wrong."""

    name: str
    exercise: str
    text: str
    status: Status
    hint: str = ""
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return self.status is Status.PASSED


@dataclasses.dataclass(frozen=True)
class VisibleExercise:
    """The checks of one exercise."""

    name: str
    results: tuple[VisibleResult, ...]

    @property
    def status(self) -> Status:
        """Passed, not attempted or failed."""
        if all(result.passed for result in self.results):
            return Status.PASSED
        return Status.NOT_ATTEMPTED if any(result.status is Status.NOT_ATTEMPTED for result in self.results) else Status.FAILED

    @property
    def passed(self) -> int:
        """How many checks pass."""
        return sum(result.passed for result in self.results)

    @property
    def summary(self) -> str:
        """The exercise in a few words."""
        if self.status is Status.NOT_ATTEMPTED:
            return "not written yet"
        return _counted(self.passed, len(self.results))


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class VisibleRun:
    """All checks of a unit or of one of its exercises.

    ``problem`` is why none could run, ``saved`` the time at which the module was saved, ``lines`` where it defines what.
    """

    unit: str
    results: tuple[VisibleResult, ...] = ()
    problem: Failure | None = None
    saved: str = ""
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether there are checks and all of them pass."""
        return self.problem is None and bool(self.results) and all(result.passed for result in self.results)

    @property
    def exercises(self) -> tuple[VisibleExercise, ...]:
        """The results by exercise, in the order of the test file."""
        names = dict.fromkeys(result.exercise for result in self.results)
        return tuple(VisibleExercise(name, tuple(result for result in self.results if result.exercise == name)) for name in names)

    @property
    def summary(self) -> str:
        """The run in a few words."""
        return "the checks could not run" if self.problem else _counted(sum(result.passed for result in self.results), len(self.results))

    def _repr_html_(self) -> str:
        """The panel that a notebook shows."""
        return _template().render(run=self, Status=Status)

    def __repr__(self) -> str:
        """The same as plain text, for a terminal."""
        from rich.console import Console

        text = io.StringIO()
        render_terminal(self, Console(file=text, width=100, color_system=None))
        return text.getvalue().rstrip()


def _counted(passed: int, total: int) -> str:
    if total == 1:
        return "the check passes" if passed else "the check fails"
    return f"all {total} checks pass" if passed == total else f"{passed} of {total} checks pass"


# Finding the checks.


def test_file_of(folder: Path, unit: str) -> Path:
    """The file with the visible checks of a unit."""
    return folder / f"test_{unit}.py"


def exercises_in(test_file: Path) -> list[str]:
    """The exercises that a test file has checks of, without running it; none if it cannot be read."""
    try:
        tree = ast.parse(test_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_marker(node.func)]
    ordered = sorted(calls, key=lambda call: call.lineno)
    names = [arg.value for call in ordered for arg in call.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return list(dict.fromkeys(names))


def _definitions(file: Path) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that a file defines; none if it cannot be read."""
    try:
        return definitions(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _is_marker(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "exercise" and isinstance(function.value, ast.Attribute) and function.value.attr == "mark"


def units_in(folder: Path) -> list[str]:
    """The names of the units whose checks lie in the folder itself."""
    return [path.stem.removeprefix("test_") for path in sorted(folder.glob("test_*.py")) if exercises_in(path)]


def find_units(path: Path) -> list[tuple[Path, str]]:
    """The folders and names of all units that ``path`` means: a module, its folder or a tree of such folders.

    Raises:
        VisibleError: there is nothing of the kind.
    """
    if not path.exists():
        raise VisibleError(f"There is no {path}: give the folder of a unit, or leave the path out and run this in that folder.")
    if path.is_file():
        unit = path.stem.removeprefix("test_")
        _require_checks(path.parent, unit)
        return [(path.parent, unit)]
    found = [(folder, unit) for folder in _folders(path) for unit in units_in(folder)]
    if not found:
        raise VisibleError(f"There are no checks in {path.resolve()}: a unit's folder holds a module and its checks, such as conv1d.py and test_conv1d.py.")
    return found


def _folders(top: Path) -> Iterator[Path]:
    for folder, inner, _ in os.walk(top):
        inner[:] = sorted(name for name in inner if not name.startswith((".", "_")) and name not in ("node_modules", "site-packages"))
        yield Path(folder)


def _require_checks(folder: Path, unit: str) -> Path:
    test_file = test_file_of(folder, unit)
    if not folder.is_dir():
        raise VisibleError(f"There is no folder {folder}: give the folder of a unit.")
    if not test_file.is_file():
        raise VisibleError(f"There is no {test_file.name} in {folder.resolve()}: copy it there from the assignment, it holds the checks of {unit}.py.")
    return test_file


def _require_module(folder: Path, unit: str) -> None:
    name = f"{unit}.py"
    if (folder / name).is_file():
        return
    others = [path.name for path in folder.iterdir() if not path.name.startswith(("test_", "."))]
    close = difflib.get_close_matches(name, others, n=1, cutoff=0.7)
    advice = f"rename {close[0]} to {name}" if close else "copy it there from the assignment"
    raise VisibleError(f"There is no {name} in {folder.resolve()}: {advice}, the checks read your code from it.")


# Running them.


def run_visible(folder: Path, unit: str, exercise: str | None = None, seconds: float = SECONDS) -> VisibleRun:
    """Runs the visible checks of ``unit`` in ``folder``, or those of one exercise.

    Each check may take ``seconds``.  One that takes longer is stopped, with the others of its exercise; all that
    are left then share ``seconds`` once more.

    Raises:
        VisibleError: a file is missing, or the exercise has no checks.
    """
    test_file = _require_checks(folder, unit)
    known = exercises_in(test_file)
    if exercise is not None and exercise not in known:
        raise VisibleError(_unknown(exercise, test_file.name, known))
    _require_module(folder, unit)
    module = folder / f"{unit}.py"
    saved = datetime.datetime.fromtimestamp(module.stat().st_mtime).strftime("%H:%M:%S")
    defined = _definitions(module)
    run = VisibleRun(unit=unit, saved=saved, lines={name: node.lineno for name, node in defined.items()})

    results: dict[str, VisibleResult] = {}
    waiting: list[str] = []
    tests: list[dict[str, Any]] = []
    together = float("inf")
    while not tests or waiting:
        log = _run_once(folder, waiting or [test_file.name], exercise, seconds, together)
        if log.problem is not None or not log.tests:
            return dataclasses.replace(run, problem=log.problem or _no_start(log, unit, seconds))
        tests = tests or log.tests
        results |= log.results(seconds)
        waiting = [test["id"] for test in log.tests if test["id"] not in results]
        if log.timed_out and together == seconds:
            break
        together = seconds if log.timed_out else together
    skipped = Failure(status=Status.SKIPPED, message="Not run, because no time was left.")
    complete = dataclasses.replace(run, results=tuple(results.get(test["id"]) or _result(test, skipped) for test in tests))
    return _with_first_things_first(complete, defined | _definitions(test_file))


def _unknown(exercise: str, test_name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(exercise, known, n=1)
    return f"{test_name} has no checks of {exercise!r}: " + (f"is {close[0]!r} meant?" if close else f"it has those of {', '.join(known)}.")


def _with_first_things_first(run: VisibleRun, definitions: Mapping[str, ast.AST]) -> VisibleRun:
    """Where a check that fails uses an earlier exercise that is wrong too, in the test or in the student's own code, its hint says so."""
    used = {name: {getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(tree)} for name, tree in definitions.items()}
    wrong = [exercise.name for exercise in run.exercises if exercise.status is Status.FAILED]

    def hinted(result: VisibleResult) -> VisibleResult:
        if result.passed or result.exercise not in wrong:
            return result
        reached = _reached([result.exercise, result.name.partition("[")[0]], used)
        first = [name for name in wrong[: wrong.index(result.exercise)] if name in reached]
        if not first:
            return result
        which = f"{', '.join(first)}, which {'is' if len(first) == 1 else 'are'} not right yet: mend {'that' if len(first) == 1 else 'those'} first."
        return dataclasses.replace(result, hint=f"This uses {which} {result.hint}".strip())

    return dataclasses.replace(run, results=tuple(map(hinted, run.results)))


def _reached(names: Sequence[str], used: Mapping[str, set[str]]) -> set[str]:
    """All names that these definitions use, directly or through others."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        more = used.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return reached


@dataclasses.dataclass
class _Log:
    """What one process told before it ended or was stopped."""

    folder: Path
    tests: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    ended: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    running: str | None = None
    problem: Failure | None = None
    timed_out: bool = False
    exit_status: int = 0
    stack: Sequence[tuple[str, int, str]] = ()
    errors: str = ""

    def read(self, line: str) -> None:
        """Takes in one event."""
        event = json.loads(line)
        match event["event"]:
            case "collected":
                self.tests = event["tests"]
            case "broken":
                self.problem = _failure(event["failure"])
            case "start":
                self.running = event["id"]
            case "end":
                self.ended[event["id"]] = event
                self.running = None

    def results(self, seconds: float) -> dict[str, VisibleResult]:
        """The results of all checks that ended, or never will."""
        stopped = next((test for test in self.tests if test["id"] == self.running), None)
        found = {}
        for test in self.tests:
            if test["id"] in self.ended:
                event = self.ended[test["id"]]
                found[test["id"]] = _result(test, _failure(event["failure"]), event["status"])
            elif test is stopped:
                found[test["id"]] = _result(test, self._stopped(test["exercise"], seconds))
            elif stopped and test["exercise"] == stopped["exercise"]:
                found[test["id"]] = _result(test, Failure(status=Status.SKIPPED, message="Not run, because of the check that was stopped."))
        return found

    def _stopped(self, exercise: str, seconds: float) -> Failure:
        if not self.timed_out:
            message = f"{exercise} ended Python itself (exit status {self.exit_status}): does it call os._exit, or fill the whole memory?"
            return Failure(status=Status.ERROR, message=message)
        message = f"{exercise} did not finish within {_duration(seconds)}: is there a loop that never ends?"
        return Failure(status=Status.TIMEOUT, message=message, **self.standstill())

    def standstill(self) -> dict[str, Any]:
        """Where the student's code stood when time was up, innermost function last: fields of a failure."""
        linecache.checkcache()  # the file may have changed since an earlier look
        frames = [(Path(name), line, function) for name, line, function in self.stack]
        own = [frame for frame in frames if frame[0].parent == self.folder and not frame[0].name.startswith("test_") and not _is_anonymous(frame[2])]
        lines = [(f"{file.name}, line {line}", function, linecache.getline(str(file), line).strip()) for file, line, function in own]
        if not lines:
            return {}
        if len(lines) == 1:
            return {"place": lines[0][0], "code": lines[0][2]}
        # The loop may be in any of these functions: show them as they called each other.
        return {"detail": "It stood at\n" + "\n".join(f"{place}, in {function}: {code}" for place, function, code in reversed(lines[:5]))}


def _is_anonymous(function: str) -> bool:
    return function.startswith("<") and function != "<module>"


def _failure(facts: dict[str, Any] | None) -> Failure | None:
    return Failure(**{**facts, "status": Status(facts["status"])}) if facts else None


def _result(test: dict[str, Any], failure: Failure | None, status: str = "") -> VisibleResult:
    verdict = failure.status if failure else Status(status)
    return VisibleResult(name=test["name"], exercise=test["exercise"], text=test["text"], hint=test["hint"], status=verdict, failure=failure)


def _duration(seconds: float) -> str:
    return f"{seconds:g} second{'s' if seconds != 1 else ''}"


def _no_start(log: _Log, unit: str, seconds: float) -> Failure:
    if log.timed_out:
        message = f"Importing {unit}.py did not finish within {_duration(seconds)}: is there a loop outside the functions that never ends?"
        return Failure(status=Status.TIMEOUT, message=message, **log.standstill())
    if log.errors:
        message = f"pytest could not start in {log.folder}: run `python -m pytest` there to see why."
        return Failure(status=Status.GRADER_ERROR, message=message, detail=log.errors)
    message = f"Importing {unit}.py ended Python itself (exit status {log.exit_status}): does it call os._exit outside the functions?"
    return Failure(status=Status.ERROR, message=message)


def _run_once(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> _Log:
    """Starts pytest for the tests ``what`` and follows it to its end, or stops it: see ``_follow``."""
    folder = folder.resolve()
    log = _Log(folder)
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch_name:
        scratch = Path(scratch_name)
        (scratch / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        events, errors = scratch / "events.jsonl", scratch / "errors.txt"
        events.touch()
        command = [*_command(folder, scratch), f"--autograder-events={events}"]
        command += [f"--autograder-exercise={exercise}"] if exercise else []
        with events.open(encoding="utf-8") as lines, errors.open("wb") as error_file:
            process = subprocess.Popen(
                [*command, *what], cwd=folder, env=_environment(scratch), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=error_file, **_own_group()
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
    """Pytest as it comes: untouched by the student's configuration and plugins, and leaving no files behind."""
    # -P: a student's file called random.py in the folder must not replace the one that pytest needs.
    python = [sys.executable, "-P", "-B", "-m", "pytest", "-p", "autograder.pytest_plugin", "-p", "no:cacheprovider", "-q"]
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


def _follow(process: subprocess.Popen[bytes], lines: TextIO, log: _Log, seconds: float, together: float) -> bool:
    """Reads events until the process ends; False if it has to be stopped.

    The import and each check may take ``seconds``, and all checks ``together``; what pytest itself needs to start is nobody's fault.
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


def check(exercise: str | None = None, *, seconds: float = SECONDS) -> VisibleRun:
    """Runs the checks of the unit in the current folder, or of one exercise; whatever is wrong is in the result."""
    folder = Path.cwd()
    unit = ""
    try:
        unit = _unit_here(folder, exercise)
        return run_visible(folder, unit, exercise, seconds)
    except VisibleError as error:
        return VisibleRun(unit=unit or folder.name, problem=Failure(status=Status.ERROR, message=str(error)))


def _unit_here(folder: Path, exercise: str | None) -> str:
    units = units_in(folder)
    if not units:
        raise VisibleError(f"There are no checks in {folder}: open the notebook in the folder that holds it and its test_*.py.")
    fitting = [unit for unit in units if exercise is None or exercise in exercises_in(test_file_of(folder, unit))]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"test_{unit}.py" for unit in fitting or units)
    if fitting:
        raise VisibleError(f"This folder has several files with such checks ({names}): keep each unit in a folder of its own.")
    known = [name for unit in units for name in exercises_in(test_file_of(folder, unit))]
    raise VisibleError(_unknown(str(exercise), names, known))


@functools.cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("autograder"), autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("panel.html")


# In a terminal.


def check_command(path: Path, seconds: float = SECONDS) -> int:
    """``autograder check``: prints how the checks of a unit, or of all units in a tree of folders, went.

    Returns:
        0 if all pass, 1 if one does not, 2 if there is nothing to check.
    """
    from rich.console import Console

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows a question mark
    console, passed = Console(highlight=False), []
    try:
        for folder, unit in find_units(path):
            run = run_visible(folder, unit, None, seconds)
            render_terminal(run, console)
            passed.append(run.passed)
    except VisibleError as error:
        Console(stderr=True, highlight=False).print(str(error), style="red", markup=False, soft_wrap=True)
        return 2
    return 0 if all(passed) else 1


_SIGNS = {Status.PASSED: ("✓", "+", "green"), Status.NOT_ATTEMPTED: ("○", "o", "dim"), Status.SKIPPED: ("-", "-", "dim")}


def render_terminal(run: VisibleRun, console: Console) -> None:
    """Prints a run: a line for each exercise, and the whole story of the checks that fail."""
    from rich.text import Text

    width = max((len(exercise.name) for exercise in run.exercises), default=0)
    console.print(Text.assemble((run.unit, "bold"), "  ", (run.summary, "green" if run.passed else "yellow")))
    if run.problem:
        _print_failure(run.problem, "", console)
    for exercise in run.exercises:
        console.print(Text.assemble(" ", _sign(exercise.status, console), " ", (exercise.name.ljust(width), "bold"), "  ", (exercise.summary, "dim")))
        if exercise.status is not Status.NOT_ATTEMPTED:
            for result in exercise.results:
                if not result.passed:
                    _print_result(result, console)
    console.print()


def _sign(status: Status, console: Console) -> Text:
    from rich.text import Text

    sign, plain, style = _SIGNS.get(status, ("✗", "x", "red"))
    return Text(sign if console.encoding.lower().startswith("utf") else plain, style=style)


def _print_result(result: VisibleResult, console: Console) -> None:
    from rich.text import Text

    text = textwrap.indent(textwrap.fill(" ".join(result.text.split()), max(40, console.width - 8)), " " * 7)
    console.print(Text.assemble("     ", _sign(result.status, console), text[6:]))
    if result.failure:
        _print_failure(result.failure, result.hint if result.status is not Status.SKIPPED else "", console)


def _print_failure(failure: Failure, hint: str, console: Console) -> None:
    """The parts of a failure, each beside its label; lines of code are left whole, so that they can be copied."""
    from rich.padding import Padding
    from rich.text import Text

    style = "dim" if failure.status is Status.SKIPPED else "red"
    console.print(Padding(Text(failure.message, style=style), (0, 0, 0, 7), expand=False))
    line = f"{failure.place}: {failure.code}" if failure.place else ""
    inputs = "\n".join(failure.arguments.values())
    parts = {"": failure.detail, "input": inputs, "expected": failure.expected, "returned": failure.returned, "line": line, "printed": failure.printed}
    parts["hint"] = textwrap.fill(hint, max(40, console.width - 17))
    for label, text in parts.items():
        if text.strip():
            start = " " * 7 + (label.ljust(10) if label else "")
            console.print(Text.assemble((start, "dim"), textwrap.indent(text.rstrip(), " " * len(start)).lstrip(" ")), soft_wrap=True)


__all__ = [
    "SECONDS",
    "VisibleError",
    "VisibleExercise",
    "VisibleResult",
    "VisibleRun",
    "check",
    "check_command",
    "exercises_in",
    "find_units",
    "render_terminal",
    "run_visible",
    "units_in",
]
