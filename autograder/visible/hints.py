"""Hints beyond the checks' own: which exercise was meant, and which one to mend first."""

from __future__ import annotations

import ast
import dataclasses
import difflib
from collections.abc import Mapping, Sequence

from autograder.report import Status
from autograder.visible.results import VisibleResult, VisibleRun


def unknown_exercise(exercise: str, test_name: str, known: Sequence[str]) -> str:
    """What to say of an exercise that the checks in ``test_name`` do not know."""
    close = difflib.get_close_matches(exercise, known, n=1)
    advice = f"is {close[0]!r} meant?" if close else f"it has those of {', '.join(known)}."
    return f"{test_name} has no checks of {exercise!r}: {advice}"


def with_first_things_first(
    run: VisibleRun, definitions: Mapping[str, ast.AST], of: Mapping[str, str] | None = None
) -> VisibleRun:
    """Where a check that fails uses an earlier exercise that is wrong too, in the test or in the
    student's own code, its hint says so.

    ``definitions`` are the functions and classes of the student's module and of the tests; ``of``
    tells which of them an exercise is about, where that is not its name.
    """
    wrong = [exercise.name for exercise in run.exercises if exercise.status is Status.FAILED]
    used = {name: _names_in(definition) for name, definition in definitions.items()}
    beside = {name: {other for other in wrong if of[other] == of[name]} for name in wrong} if of else {}
    used = {name: used.get(name, set()) | beside.get(name, set()) for name in {*used, *beside}}
    return dataclasses.replace(run, results=tuple(_hinted(result, wrong, used) for result in run.results))


def _hinted(result: VisibleResult, wrong: Sequence[str], used: Mapping[str, set[str]]) -> VisibleResult:
    if result.passed or result.exercise not in wrong:
        return result
    reached = _reached([result.exercise, result.name.partition("[")[0]], used)
    first = [name for name in wrong[: wrong.index(result.exercise)] if name in reached]
    return dataclasses.replace(result, hint=f"{_mend(first)} {result.hint}".strip()) if first else result


def _mend(first: Sequence[str]) -> str:
    if len(first) == 1:
        return f"This uses {first[0]}, which is not right yet: mend that first."
    return f"This uses {', '.join(first)}, which are not right yet: mend those first."


def _names_in(definition: ast.AST) -> set[str]:
    return {getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(definition)}


def _reached(names: Sequence[str], used: Mapping[str, set[str]]) -> set[str]:
    """All names that these definitions use, directly or through others."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        more = used.get(waiting.pop(), set()) - reached
        reached |= more
        waiting += more
    return reached
