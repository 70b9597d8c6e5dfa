"""TODO visible/hints."""

from __future__ import annotations

import ast
import dataclasses
import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from autograder.report import Status
from autograder.visible.results import VisibleResult, VisibleRun

if TYPE_CHECKING:
    pass


def unknown(exercise: str, test_name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(exercise, known, n=1)
    return f"{test_name} has no checks of {exercise!r}: " + (
        f"is {close[0]!r} meant?" if close else f"it has those of {', '.join(known)}."
    )


def with_first_things_first(run: VisibleRun, definitions: Mapping[str, ast.AST]) -> VisibleRun:
    """Where a check that fails uses an earlier exercise that is wrong too, in the test or in the
    student's own code, its hint says so.
    """
    used = {
        name: {getattr(node, "id", "") or getattr(node, "attr", "") for node in ast.walk(tree)}
        for name, tree in definitions.items()
    }
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
