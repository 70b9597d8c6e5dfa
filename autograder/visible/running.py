"""Runs the visible checks of a unit for the student, in a process of their own with a time limit.

This needs no sandbox and no reference, and runs wherever Python does: the code is the student's
own, on the student's own machine.

Where no process can be started, as in a browser, they run in this one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.languages import N_, _, speaking
from autograder.report import Status
from autograder.visible.apart import NoProcessError, run_apart
from autograder.visible.finding import (
    VisibleError,
    checks_of,
    definitions_in,
    exercises_in,
    language_of,
    module_of,
    unknown_exercise,
)
from autograder.visible.limit import SECONDS
from autograder.visible.log import Log
from autograder.visible.results import Failure, VisibleResult, VisibleRun
from autograder.visible.uses import Uses

_UNGUARDED = N_(
    "No other process can be started here, so nothing stops a loop that never ends: restart Python where that happens."
)
_unguarded = iter((_UNGUARDED,))
"""What is said once, with the first checks that run in this process."""


def run_visible(folder: Path, unit: str, exercise: str | None = None, seconds: float = SECONDS) -> VisibleRun:
    """Runs the visible checks of ``unit`` in ``folder``, or those of one exercise, or of all exercises
    that are about the class ``exercise``.

    Each check may take ``seconds``.  One that takes longer is stopped, and those that use the same
    function do not run; where the whole process has to be stopped, all that are left share four times as
    many once more.

    Raises:
        VisibleError: a file is missing, or the exercise has no checks.
    """
    with speaking(language_of(checks_of(folder, unit))):
        return _run(folder, unit, exercise, seconds)


def _run(folder: Path, unit: str, exercise: str | None, seconds: float) -> VisibleRun:
    test_file = checks_of(folder, unit)
    known, language = exercises_in(test_file), language_of(test_file)
    if exercise is not None and exercise not in {*known, *known.values()}:
        raise VisibleError(unknown_exercise(exercise, test_file.name, list(known)))
    module = module_of(folder, unit)
    saved = datetime.datetime.fromtimestamp(module.stat().st_mtime).strftime("%H:%M:%S")
    defined = definitions_in(module)
    lines = {name: defined[of].lineno for name, of in known.items() if of in defined}
    uses, logs, note = Uses.in_folder(folder, unit), [], ""
    for log in _rounds(folder.resolve(), test_file.name, exercise, seconds, uses):
        unguarded = "" if log.guarded else next(_unguarded, "")
        note = note or _(unguarded)
        problem = log.problem(unit, seconds)
        if problem is not None:
            return VisibleRun(unit=unit, saved=saved, lines=lines, problem=problem, note=note, language=language)
        logs.append(log)
    results = _with_first_things_first(_results(logs, seconds, uses), uses)
    asked = tuple(each for each in results if exercise in (None, each.exercise, known[each.exercise]))
    return VisibleRun(unit=unit, saved=saved, lines=lines, results=asked, note=note, language=language)


def _rounds(folder: Path, test_name: str, exercise: str | None, seconds: float, uses: Uses) -> Iterator[Log]:
    """Runs the checks, and those that are left again and again, until none is or time is up."""
    what, together, loops = [test_name], math.inf, set[str]()
    while what:
        log = _run_once(folder, what, exercise, seconds, together)
        yield log
        done = log.results(seconds, uses.of)
        loops |= {result.failure.loop for result in done.values() if result.failure and result.failure.loop}
        left = [
            check.id
            for check in log.checks
            if check.id not in done
            and uses.left_out(check.exercise, check.name, loops) is None
            and check.is_asked(exercise, uses.of)
        ]
        if left == what or (log.timed_out and together < math.inf):
            return
        what, together = left, 4 * seconds if log.timed_out else together


def _results(logs: Sequence[Log], seconds: float, uses: Uses) -> tuple[VisibleResult, ...]:
    """The results of all checks that were to run, from all rounds."""
    found = {name: result for log in logs for name, result in log.results(seconds, uses.of).items()}
    loops = {result.failure.loop for result in found.values() if result.failure and result.failure.loop}
    last = logs[-1]
    if last.timed_out:
        why = _("no time was left.")
    else:
        why = _("Python ended before (exit status {status}).").format(status=last.exit_status)
    skipped = Failure(status=Status.SKIPPED, message=why)
    return tuple(
        found.get(check.id) or check.failed(uses.left_out(check.exercise, check.name, loops) or skipped)
        for check in logs[0].checks
    )


def _with_first_things_first(results: Sequence[VisibleResult], uses: Uses) -> tuple[VisibleResult, ...]:
    """The results, each that fails with the earlier exercises that it uses and that are wrong too."""
    run = VisibleRun(unit="", results=tuple(results))
    wrong = [exercise.name for exercise in run.exercises if exercise.status is Status.FAILED]
    return tuple(
        result
        if result.status in (Status.PASSED, Status.SKIPPED) or result.exercise not in wrong
        else dataclasses.replace(result, first=uses.among(wrong, result.exercise, result.name))
        for result in results
    )


def _run_once(folder: Path, what: Sequence[str], exercise: str | None, seconds: float, together: float) -> Log:
    with contextlib.suppress(NoProcessError):
        return run_apart(folder, what, exercise, seconds, together)
    from autograder.visible.here import run_here  # only now: it imports pytest and NumPy

    return run_here(folder, what, exercise, seconds)
