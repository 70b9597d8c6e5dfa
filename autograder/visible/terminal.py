"""The visible checks in a terminal: the command ``autograder check``, and a run as text."""

from __future__ import annotations

import io
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.languages import _, speaking
from autograder.report import Status
from autograder.visible.finding import VisibleError, find_asked, language_in
from autograder.visible.limit import SECONDS
from autograder.visible.results import Failure, Story, VisibleExercise, VisibleRun
from autograder.visible.running import run_visible

_SIGNS = {
    Status.PASSED: ("✓", "+", "green"),
    Status.NOT_ATTEMPTED: ("○", "o", "dim"),
    Status.SKIPPED: ("-", "-", "dim"),
}
"""By status: in colour and Unicode, in ASCII, and the style.  All others failed."""

_MARGIN = 7  # columns before what is said of one check
_LABEL = 10  # columns of "expected" and its like


def check_command(what: Path, seconds: float = SECONDS) -> int:
    """``autograder check``: prints how the checks of an exercise, of a unit, or of all units in a tree of
    folders, went.

    Returns:
        0 if all pass, 1 if one does not, 2 if there is nothing to check.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows a question mark
    console, passed = Console(highlight=False), []
    try:
        with speaking(language_in(what if what.is_dir() else Path())):
            found = find_asked(what)
        for asked in found:
            run = run_visible(asked.folder, asked.unit, asked.exercise, seconds)
            render_terminal(run, console)
            passed.append(run.passed)
    except VisibleError as error:
        Console(stderr=True, highlight=False).print(str(error), style="red", markup=False, soft_wrap=True)
        return 2
    return 0 if all(passed) else 1


def as_text(run: VisibleRun) -> str:
    """A run as plain text of 100 columns, without colours."""
    text = io.StringIO()
    # in a notebook rich would show the text by itself, beside the panel
    render_terminal(run, Console(file=text, width=100, color_system=None, force_jupyter=False))
    return text.getvalue().rstrip()


def render_terminal(run: VisibleRun, console: Console) -> None:
    """Prints a run: a line for each exercise, and the whole story of the checks that fail."""
    with speaking(run.language):
        _render(run, console)


def _render(run: VisibleRun, console: Console) -> None:
    width = max((len(exercise.name) for exercise in run.exercises), default=0)
    console.print(Text.assemble((run.unit, "bold"), "  ", (run.summary, "green" if run.passed else "yellow")))
    if run.note:
        console.print(Text(run.note, style="dim"))
    if run.problem:
        _print_failure(run.problem, "", console)
    for exercise in run.exercises:
        _print_exercise(exercise, width, console)
    console.print()


def _print_exercise(exercise: VisibleExercise, width: int, console: Console) -> None:
    sign, name = _sign(exercise.status, console), exercise.name.ljust(width)
    console.print(Text.assemble(" ", sign, " ", (name, "bold"), "  ", (exercise.summary, "dim")))
    if exercise.status in (Status.NOT_ATTEMPTED, Status.SKIPPED):
        return
    for story in exercise.stories:
        if not story.result.passed:
            _print_story(story, console)
    if exercise.not_run:
        console.print(Text(_indented(exercise.not_run, _MARGIN - 2, console), style="dim"))


def _sign(status: Status, console: Console) -> Text:
    sign, plain, style = _SIGNS.get(status, ("✗", "x", "red"))
    return Text(sign if console.encoding.lower().startswith("utf") else plain, style=style)


def _print_story(story: Story, console: Console) -> None:
    result = story.result
    if story.first:
        console.print(Text(_indented(story.first, _MARGIN - 2, console), style="bold yellow"))
    text = _indented(result.text, _MARGIN, console).lstrip()
    console.print(Text.assemble(" " * (_MARGIN - 2), _sign(result.status, console), " ", text))
    if story.same:
        console.print(Text(" " * _MARGIN + _("The same error as above."), style="red"))
    elif result.failure:
        _print_failure(result.failure, result.hint, console)


def _indented(text: str, columns: int, console: Console) -> str:
    """Prose in lines that begin after so many columns."""
    return textwrap.indent(textwrap.fill(" ".join(text.split()), max(40, console.width - columns - 1)), " " * columns)


def _print_failure(failure: Failure, hint: str, console: Console) -> None:
    """The parts of a failure, each beside its label; lines of code are left whole, so that they can
    be copied.
    """
    for line in failure.message.splitlines():
        console.print(Text(_indented(line, _MARGIN, console), style="red"))
    wrapped = textwrap.fill(hint, max(40, console.width - _MARGIN - _LABEL))
    for label, text in _parts(failure, wrapped).items():
        if text.strip():
            start = " " * _MARGIN + (label.ljust(_LABEL) if label else "")
            indented = textwrap.indent(text.rstrip(), " " * len(start)).lstrip(" ")
            console.print(Text.assemble((start, "dim"), indented), soft_wrap=True)


def _parts(failure: Failure, hint: str) -> Mapping[str, str]:
    return {
        "": failure.detail,
        _("paste") if failure.call else _("input"): failure.call or failure.input,
        _("expected"): failure.expected,
        _("returned"): failure.returned,
        _("line"): failure.line,
        _("printed"): failure.printed,
        _("hint"): hint,
    }
