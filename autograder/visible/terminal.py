"""TODO visible/terminal."""

from __future__ import annotations

import io
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.report import Status
from autograder.visible.explain import Failure
from autograder.visible.finding import VisibleError, find_units
from autograder.visible.results import VisibleResult, VisibleRun
from autograder.visible.running import SECONDS, run_visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def check_command(path: Path, seconds: float = SECONDS) -> int:
    """``autograder check``: prints how the checks of a unit, or of all units in a tree of folders,
    went.

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


_SIGNS = {
    Status.PASSED: ("✓", "+", "green"),
    Status.NOT_ATTEMPTED: ("○", "o", "dim"),
    Status.SKIPPED: ("-", "-", "dim"),
}


def render_terminal(run: VisibleRun, console: Console) -> None:
    """Prints a run: a line for each exercise, and the whole story of the checks that fail."""
    from rich.text import Text

    width = max((len(exercise.name) for exercise in run.exercises), default=0)
    console.print(Text.assemble((run.unit, "bold"), "  ", (run.summary, "green" if run.passed else "yellow")))
    if run.problem:
        _print_failure(run.problem, "", console)
    for exercise in run.exercises:
        console.print(
            Text.assemble(
                " ",
                _sign(exercise.status, console),
                " ",
                (exercise.name.ljust(width), "bold"),
                "  ",
                (exercise.summary, "dim"),
            )
        )
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
    """The parts of a failure, each beside its label; lines of code are left whole, so that they can
    be copied.
    """
    from rich.padding import Padding
    from rich.text import Text

    style = "dim" if failure.status is Status.SKIPPED else "red"
    console.print(Padding(Text(failure.message, style=style), (0, 0, 0, 7), expand=False))
    line = f"{failure.place}: {failure.code}" if failure.place else ""
    inputs = "\n".join(failure.arguments.values())
    parts = {
        "": failure.detail,
        "input": inputs,
        "expected": failure.expected,
        "returned": failure.returned,
        "line": line,
        "printed": failure.printed,
    }
    parts["hint"] = textwrap.fill(hint, max(40, console.width - 17))
    for label, text in parts.items():
        if text.strip():
            start = " " * 7 + (label.ljust(10) if label else "")
            console.print(
                Text.assemble((start, "dim"), textwrap.indent(text.rstrip(), " " * len(start)).lstrip(" ")),
                soft_wrap=True,
            )
