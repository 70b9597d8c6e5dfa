"""The command line.

Exit status: 0 graded, 1 below what was required or found wanting, 2 wrong use or something that
whoever runs it can mend, 3 the grader itself failed.
"""

from __future__ import annotations

import click

import autograder
from autograder.cli.authoring import audit, gradescope, new, smallest, sync, translate
from autograder.cli.basics import EXIT_GRADER_FAULT, EXIT_WANTING, EXIT_WRONG_USE, Commands
from autograder.cli.grading import grade
from autograder.cli.pull_requests import pr, turns
from autograder.cli.reports import join, similar
from autograder.cli.working import check

__all__ = ["COMMANDS", "EXIT_GRADER_FAULT", "EXIT_WANTING", "EXIT_WRONG_USE", "main"]

COMMANDS = (check, grade, pr, turns, join, gradescope, sync, translate, smallest, audit, similar, new)


@click.group(
    cls=Commands,
    commands={str(command.name): command for command in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(autograder.__version__, prog_name="autograder")
def main() -> None:
    """Courses of programming exercises, judged by properties and explained by counterexamples."""
