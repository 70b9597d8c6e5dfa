"""The command for students."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.basics import path_type


@click.command()
@click.argument("what", type=path_type(), default=Path())
@click.option("--seconds", default=5.0, show_default=True, help="How long one check may take.")
def check(what: Path, seconds: float) -> None:
    """Runs the visible checks: for students, while they work.

    WHAT is the folder of a unit, its module, a folder with many units, or the name of an exercise; the
    current folder if it is left out.
    """
    from autograder.visible.terminal import check_command

    sys.exit(check_command(what, seconds))
