"""Reports as HTML: a fragment for a notebook's grade cell, a page for a submission, an index for a class.

Everything that came from a student is escaped by the template engine.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from autograder.files import write_whole
from autograder.report import ExerciseResult, GradingRun, Report
from autograder.reporters import comparison
from autograder.reporters.words import in_short, printable


def exercise(report: Report, result: ExerciseResult, *, footer: str = "") -> str:
    """One exercise as a fragment of HTML, without styles of its own."""
    macro = _environment().get_template("exercise.html.j2").module.exercise  # type: ignore[attr-defined] # macros are attributes made at run time
    return str(macro(report, result, footer=footer))


def render(template: str, **context: Any) -> str:
    """A page made from one of the package's templates."""
    return _environment().get_template(template).render(**context)


def notice(title: str, message: str) -> str:
    """A short fragment for a grade cell that has no verdict."""
    return f'<div class="alert alert-danger"><strong>{escape(title)}</strong> {escape(message)}</div>'


def write_pages(run: GradingRun, folder: Path) -> Path:
    """Writes a page for each report and an index; returns the index's path."""
    run = printable(run)
    folder.mkdir(parents=True, exist_ok=True)
    pages = [(report, f"{number:03d}-{_slug(report)}.html") for number, report in enumerate(run.reports, 1)]
    for report, page in pages:
        write_whole(folder / page, render("report.html.j2", run=run, report=report))
    index = folder / "index.html"
    write_whole(index, render("index.html.j2", run=run, pages=pages))
    return index


@functools.cache
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("autograder"), autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    environment.filters.update(in_short=in_short)
    environment.globals.update(lines=comparison.lines)
    return environment


def _slug(report: Report) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{report.submission} {report.unit}").strip("-")[-60:].lstrip("-")
