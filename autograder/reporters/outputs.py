"""Where the reports of a run go: to the terminal, to GitHub, and into the files that other tools
read.

Another format is one more line in ``FORMATS``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from rich.console import Console

from autograder.errors import KitError
from autograder.files import write_whole
from autograder.report import GradingRun
from autograder.reporters import github, gitlab, gradebooks, gradescope, junit

if TYPE_CHECKING:
    from autograder.reporters.class_overview import Known


class OutputError(KitError):
    """A report cannot be written, or not in that form."""


Command = TypeVar("Command", bound=Callable[..., Any])


class View(NamedTuple):
    """A run as somebody may see it: now, and when nobody may hand in any more."""

    now: GradingRun
    later: GradingRun


@dataclasses.dataclass(frozen=True, kw_only=True)
class Views:
    """A run as each of those may see it who read reports: the instructor, students on their pages, and students
    on Gradescope.
    """

    instructor: View
    pages: View
    gradescope: View

    @classmethod
    def same(cls, view: View) -> Views:
        """All see the same."""
        return cls(instructor=view, pages=view, gradescope=view)

    @classmethod
    def whole(cls, run: GradingRun) -> Views:
        """All see all of it."""
        return cls.same(View(run, run))


class Format(NamedTuple):
    """A kind of file: what it is for people, and what makes it of what may be seen."""

    what: str
    make: Callable[[Views], str | Iterator[str]]


def _of_the_instructor(make: Callable[[GradingRun], str | Iterator[str]]) -> Callable[[Views], str | Iterator[str]]:
    return lambda views: make(views.instructor.now)


def _by_exercise(make: Callable[[GradingRun], str]) -> Callable[[GradingRun], str]:
    return lambda run: make(gradebooks.by_exercise(run))


FORMATS: dict[str, Format] = {
    "json": Format("the report; `-` prints it and nothing else", _of_the_instructor(GradingRun.json_pieces)),
    "junit": Format("JUnit XML", _of_the_instructor(junit.document)),
    "gitlab": Format("a code quality report for GitLab", _of_the_instructor(gitlab.code_quality)),
    "gradescope": Format("results.json for Gradescope", lambda views: gradescope.results(*views.gradescope)),
    "canvas": Format("a CSV file that Canvas imports", _of_the_instructor(gradebooks.canvas)),
    "moodle": Format("a CSV file that Moodle imports", _of_the_instructor(gradebooks.moodle)),
    "canvas-exercises": Format(
        "the same with a column for each exercise", _of_the_instructor(_by_exercise(gradebooks.canvas))
    ),
    "moodle-exercises": Format(
        "the same with a column for each exercise", _of_the_instructor(_by_exercise(gradebooks.moodle))
    ),
}
"""Each format by the name of its option."""


SAID_OF: dict[str, Callable[[GradingRun], list[str]]] = {
    "canvas": gradebooks.left_out,
    "moodle": gradebooks.left_out,
    "canvas-exercises": gradebooks.left_out,
    "moodle-exercises": gradebooks.left_out,
}
"""What is said of a run beside some of the formats, in sentences."""


def _nothing(_run: GradingRun) -> list[str]:
    return []


@dataclasses.dataclass(frozen=True)
class Outputs:
    """What was asked for: files by format, a folder for pages, and whether GitHub reads along."""

    files: dict[str, Path]
    html: Path | None
    github: bool

    @classmethod
    def options(cls, command: Command) -> Command:
        """Gives a command the options that :meth:`taken` reads."""
        command = click.option("--github", is_flag=True, help="Print GitHub annotations and write the step summary.")(
            command
        )
        pages = "Write a page for each submission, and one for the class, here."
        command = click.option("--html", type=click.Path(path_type=Path, file_okay=False), help=pages)(command)
        for name, (what, _) in reversed(FORMATS.items()):
            place = click.Path(path_type=Path, allow_dash=name == "json")
            command = click.option(f"--{name}", type=place, metavar="FILE", help=f"Write {what}.")(command)
        return command

    @classmethod
    def taken(cls, given: dict[str, Any]) -> Outputs:
        """The options as the command was given them."""
        files = {name: given[name.replace("-", "_")] for name in FORMATS}
        return cls({name: file for name, file in files.items() if file}, given["html"], given["github"])

    @property
    def silent(self) -> bool:
        """Whether nothing but the report may be printed."""
        return self.files.get("json") == Path("-")

    def write(self, views: Views, console: Console, *, known: Known | None = None) -> None:
        """Writes all of them, of what may be seen there; ``known`` is what is known of a class beside its
        reports.

        Raises:
            OutputError: a file cannot be written, or its format cannot hold these reports.
        """
        run = views.instructor.now
        self._show(run, console, known)
        for name, path in self.files.items():
            if path != Path("-"):
                with writing(path):
                    write_whole(path, _text(name, views))
                for sentence in SAID_OF.get(name, _nothing)(run):
                    click.echo(f"--{name}: {sentence}", err=True)
        if self.html:
            from autograder.reporters import html  # only now: every command imports this module

            with writing(self.html):
                index = html.write_pages(run, self.html, *_given(known), of_students=views.pages.now)
            if not self.silent:
                console.print(f"Pages: {index}", soft_wrap=True)
        if self.github:
            github.write_summary(run)

    def _show(self, run: GradingRun, console: Console, known: Known | None) -> None:
        from autograder.reporters import terminal

        with writing("The standard output"):
            if self.silent:
                for piece in run.json_pieces():
                    click.echo(piece, nl=False)
            elif not self.github:
                with github.no_commands():
                    terminal.show(run, console, *_given(known))
            for line in github.workflow_commands(run) if self.github else ():
                click.echo(line, err=self.silent)  # GitHub reads both streams


def _given(known: Known | None) -> tuple[Known, ...]:
    return (known,) if known else ()


def read_run(file: Path) -> GradingRun:
    """A run that was written with `--json`.

    Raises:
        OutputError: the file holds none.
    """
    try:
        return GradingRun.from_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        advice = "Give the file that `autograder grade --json` wrote"
        raise OutputError(f"{file} cannot be read as an earlier report: {error}. {advice}.") from None


def _text(name: str, views: Views) -> str | Iterator[str]:
    try:
        return FORMATS[name].make(views)
    except KitError as error:
        raise OutputError(f"--{name}: {error}") from None


@contextlib.contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Says which file cannot be written, and what to do; results that are kept stay.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        advice = (
            "Make room and try again"
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            else "Name another file"
        )
        raise OutputError(f"{path} cannot be written: {error.strerror}. {advice}.") from None
