"""Where a student's code stood when its time was up, and which exercise the loop is in."""

from __future__ import annotations

import dataclasses
import linecache
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.languages import _, ngettext
from autograder.report import Status
from autograder.visible.results import Failure, in_line

_CALLS_SHOWN = 5
"""Of functions that called each other when time was up: the loop is in one of the inner ones."""

Step = tuple[Path, int, str]
"""A step of the stack: its file, line and function."""


def endless(exercise: str, of: Mapping[str, str], steps: Sequence[Step], seconds: float) -> Failure:
    """What became of a check of ``exercise`` that was stopped after ``seconds``.

    ``steps`` are those in the student's own files, innermost first; ``of`` tells what definition each
    exercise is about.
    """
    loop = _exercise_at(steps, of, exercise)
    if loop == exercise:
        message = _("{name} did not finish within {time}: is there a loop that never ends?")
    else:
        message = _(
            "{name} did not finish within {time}, because {other} did not: is there a loop in {other} that never ends?"
        )
    message = message.format(name=exercise, time=duration(seconds), other=loop)
    return dataclasses.replace(standstill(steps), message=message, loop=loop)


def endless_import(file: str, steps: Sequence[Step], seconds: float) -> Failure:
    """What became of an import that was stopped after ``seconds``."""
    message = _("Importing {file} did not finish within {time}: is there a loop outside the functions that never ends?")
    return dataclasses.replace(standstill(steps), message=message.format(file=file, time=duration(seconds)))


def standstill(steps: Sequence[Step]) -> Failure:
    """Where the student's code stood; the message is still to be written."""
    linecache.checkcache()  # the file may have changed since an earlier look
    named = [step for step in steps if step[2] == "<module>" or not step[2].rpartition(".")[2].startswith("<")]
    lines = [(in_line(file.name, line), name, _code(file, line)) for file, line, name in named]
    stop = Failure(status=Status.TIMEOUT, message="")
    if len(lines) == 1:
        return dataclasses.replace(stop, place=lines[0][0], code=lines[0][2])
    # The loop may be in any of these functions: show them as they called each other.
    calls = [
        _("{place}, in {name}: {code}").format(place=place, name=name, code=code)
        for place, name, code in reversed(lines[:_CALLS_SHOWN])
    ]
    return dataclasses.replace(stop, detail="\n".join([_("It stood at"), *calls]) if calls else "")


def duration(seconds: float) -> str:
    """A number of seconds in words."""
    return ngettext("{number} second", "{number} seconds", seconds).format(number=f"{seconds:g}")


def _exercise_at(steps: Sequence[Step], of: Mapping[str, str], exercise: str) -> str:
    """The exercise whose function the innermost step is in; ``exercise`` if that is in none."""
    for *_where, function in steps:
        about = [name for name, definition in of.items() if definition == function.split(".")[0]]
        if about:
            return exercise if exercise in about else about[0]
    return exercise


def _code(file: Path, line: int) -> str:
    return linecache.getline(str(file), line).strip()
