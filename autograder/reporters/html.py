"""Reports as HTML: a fragment for a notebook's grade cell, a page for a submission, a page for a
class.

Everything that came from a student is escaped by the template engine.  A page needs nothing beside
itself, and its Content-Security-Policy allows only its own style sheet and script, told by their
hashes.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.files import write_whole
from autograder.languages import ENGLISH, N_, _, joined, ngettext, speaking, spoken
from autograder.report import ExerciseResult, GradingRun, Report, Status
from autograder.reporters import class_overview, class_progress, comparison, meetings
from autograder.reporters.class_overview import NOTHING_KNOWN, Known
from autograder.reporters.drawing import svg, values_whole
from autograder.reporters.heatmaps import drawing
from autograder.reporters.words import (
    about_run,
    counted,
    in_checks,
    in_short,
    listed,
    messages,
    owner_of,
    printable,
    spaced,
)


class State(NamedTuple):
    """How a status is shown: a sign and a word, which do without colour, and the class that colours
    them.
    """

    sign: str
    word: str
    tone: str


STATES = {
    Status.PASSED: State("✔", N_("right"), "good"),
    Status.PARTIAL: State("◐", N_("partly right"), "part"),
    Status.FAILED: State("✘", N_("not right yet"), "bad"),
    Status.ERROR: State("✘", N_("raises an error"), "bad"),
    Status.TIMEOUT: State("✘", N_("does not finish"), "bad"),
    Status.FORBIDDEN: State("✘", N_("out of bounds"), "bad"),
    Status.MISSING: State("✘", N_("missing"), "bad"),
    Status.SKIPPED: State("-", N_("not counted"), "rest"),
    Status.NOT_ATTEMPTED: State("○", N_("not written yet"), "rest"),
    Status.GRADER_ERROR: State("?", N_("not graded yet"), "rest"),
}


def exercise(report: Report, result: ExerciseResult, *, footer: str = "") -> str:
    """One exercise as a fragment of HTML, without styles of its own."""
    module = _environment().get_template("exercise.html.j2").module
    macro = module.exercise  # type: ignore[attr-defined] # macros are attributes made at run time
    return str(macro(report, result, footer=footer))


def render(template: str, **context: Any) -> str:
    """A page made from one of the package's templates."""
    return _environment().get_template(template).render(**context)


@functools.cache
def source(*names: str) -> Markup:
    """Style sheets or scripts of our own, as they stand."""
    loader = PackageLoader("autograder")
    return Markup("".join(loader.get_source(_environment(), name)[0] for name in names))  # noqa: S704 - ours


def notice(title: str, message: str) -> str:
    """A short fragment for a grade cell that has no verdict."""
    return f'<div class="alert alert-danger"><strong>{escape(title)}</strong> {escape(message)}</div>'


def write_pages(
    run: GradingRun, folder: Path, known: Known = NOTHING_KNOWN, *, of_students: GradingRun | None = None
) -> Path:
    """Writes a page for each report and one for the class, with what is known of it beside the run;
    returns the path of the latter.

    ``of_students`` has the same reports as students may see them on their pages; without it they see all.
    """
    run, shown, known = printable(run), printable(of_students or run), printable(known)
    folder.mkdir(parents=True, exist_ok=True)
    # pages are told by what reports are, not by what they say: one that is there twice is two
    run = dataclasses.replace(run, reports=tuple(map(dataclasses.replace, run.reports)))
    pages = {id(report): f"{number:03d}-{_slug(report)}.html" for number, report in enumerate(run.reports, 1)}
    style = source("report.css", "pages.css")
    for report, seen in zip(run.reports, shown.reports, strict=True):
        write_whole(folder / pages[id(report)], render("report.html.j2", run=run, report=seen, style=style, script=""))
    index = folder / "index.html"
    write_whole(index, class_page(run, pages, known))
    return index


def class_page(run: GradingRun, pages: Mapping[int, str], known: Known = NOTHING_KNOWN) -> str:
    """The page for the instructor, in English; ``pages`` has the name of each report's own page by the report's
    ``id``, for two reports may be equal, and ``known`` is what is known of the class beside the run.

    Its bars are rectangles written by hand: a plotting library's megabytes in every page would draw
    nothing more.
    """
    style = source("report.css", "pages.css", "class.css")
    with speaking(ENGLISH):
        return render(
            "index.html.j2",
            run=run,
            overview=class_overview.overview(run, known),
            pages=pages,
            style=style,
            script=source("class.js"),
        )


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined] # by the extension
    environment.filters.update(
        in_code=_in_code, in_short=in_short, hashed=_hashed, identity=id, tenths=_tenths, whose=_whose, spaced=spaced
    )
    environment.filters.update(values_whole=values_whole)
    environment.globals.update(
        lines=comparison.lines,
        drawing=drawing,
        states=STATES,
        by_name=_by_name,
        owner_of=owner_of,
        key_of=class_progress.key_of,
        counted=counted,
        listed=listed,
        about_run=about_run,
        in_checks=in_checks,
        messages=messages,
        in_code=_in_code,
        joined=joined,
        language=spoken,
    )
    environment.globals.update(picture=meetings.picture, text_of=meetings.lines, svg=svg)
    environment.globals.update(RIGHT=meetings.RIGHT, YOURS=meetings.YOURS, label_of=meetings.label_of)
    return environment


def _in_code(text: str) -> Markup:
    """A sentence with what stands between backquotes as code."""
    parts = (escape(part) for part in text.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def _hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _tenths(result: ExerciseResult | Report) -> int:
    return min(10, int(10 * (result.score or 0.0) / result.max_score + 1e-9)) if result.max_score else 10


def _whose(report: Report) -> str:
    return f"{owner_of(report)} ({report.unit})"


def _by_name(report: Report) -> dict[str, ExerciseResult]:
    return {result.name: result for result in report.exercises}


def _slug(report: Report) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{owner_of(report)} {report.unit}").strip("-")[-60:].lstrip("-")
