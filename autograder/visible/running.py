"""Runs the visible checks of a unit for the student, in a process of their own with a time limit.

This needs no sandbox and no reference, and runs wherever Python does: the code is the student's
own, on the student's own machine.

Where no process can be started, as in a browser, they run in this one.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.report import Status
from autograder.visible.apart import NoProcessError, run_apart
from autograder.visible.finding import VisibleError, checks_of, definitions_in, exercises_in, module_of
from autograder.visible.hints import unknown_exercise, with_first_things_first
from autograder.visible.log import Log
from autograder.visible.results import Failure, VisibleResult, VisibleRun

SECONDS = 20.0
"""How long one check may take unless another limit is given."""

_unguarded = iter((
    "No other process can be started here, so nothing stops a loop that never ends: restart Python where that happens.",
))  # fmt: skip
"""What is said once, with the first checks that run in this process."""


def run_visible(folder: Path, unit: str, exercise: str | None = None, seconds: float = SECONDS) -> VisibleRun:
    """Runs the visible checks of ``unit`` in ``folder``, or those of one exercise, or of all exercises
    that are about the class ``exercise``.

    Each check may take ``seconds``.  One that takes longer is stopped, with the others of its
    exercise; all that are left then share ``seconds`` once more.

    Raises:
        VisibleError: a file is missing, or the exercise has no checks.
    """
    test_file = checks_of(folder, unit)
    known = exercises_in(test_file)
    if exercise is not None and exercise not in {*known, *known.values()}:
        raise VisibleError(unknown_exercise(exercise, test_file.name, list(known)))
    module = module_of(folder, unit)
    saved = datetime.datetime.fromtimestamp(module.stat().st_mtime).strftime("%H:%M:%S")
    defined = definitions_in(module)
    lines = {name: defined[of].lineno for name, of in known.items() if of in defined}
    logs, note = [], ""
    for log in _rounds(folder.resolve(), test_file.name, exercise, seconds):
        note = note or ("" if log.guarded else next(_unguarded, ""))
        problem = log.problem(unit, seconds)
        if problem is not None:
            return VisibleRun(unit=unit, saved=saved, lines=lines, problem=problem, note=note)
        logs.append(log)
    run = VisibleRun(unit=unit, saved=saved, lines=lines, results=_results(logs, seconds), note=note)
    return with_first_things_first(run, {**defined, **definitions_in(test_file)}, known)


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


def _run_once(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> Log:
    with contextlib.suppress(NoProcessError):
        return run_apart(folder, what, exercise, seconds, together)
    from autograder.visible.here import run_here  # only now: it imports pytest and NumPy

    return run_here(folder, what, exercise)
