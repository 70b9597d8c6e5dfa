"""Feedback pages: the verdict on each exercise as our own page of a submission shows it, what was
answered in words with its comment, and the lecture folded.  Nothing of a student's is active there,
and nothing is loaded from elsewhere.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import secrets
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateFeedback
from traitlets.config import Config

import autograder
from autograder.course.feedback import Surface
from autograder.course.loading import find_course
from autograder.course.translations import speaking_in
from autograder.handout.notebooks import is_check_cell
from autograder.judging.feedback import Moment, shows_all, view
from autograder.languages import _
from autograder.nbgrader.gradebook import expect_server, last_due_date, unmarked
from autograder.nbgrader.internals import CELL, Resources
from autograder.nbgrader.interruptions import is_whole_page, remove_unfinished
from autograder.nbgrader.metadata import NOTE, OPEN, REPORT, STANDS_IN, UNREADABLE
from autograder.report import ExerciseResult, GradingRun, Report, Status
from autograder.reporters import html

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page may load, which its own browser holds it to; it also tells our pages from others."""

_TEMPLATES = Path(autograder.__file__).parent / "templates"
_CELLS = "notebook_cells"
"""The folder of the template by which nbconvert renders cells."""

_DUE = "chainrule_kit_due"
"""Where, beside a notebook, the time stands at which the unit is due for everybody."""

_UNMARKED = "chainrule_kit_unmarked"
"""Where, beside a notebook, the names of the cells stand that a person has still to mark."""

_MARK = "chainrule_kit_mark"
"""Where, beside a notebook, the mark is that the template writes before each cell."""


class FeedbackExporter(HTMLExporter):
    """Writes feedback pages that are whole by themselves.

    nbconvert renders the cells, by the filters that :func:`configure` sets; of them, and of the report
    that the graded notebook holds, our own template makes the page.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.register_filter("feedback_page", feedback_page)
        if isinstance(self.parent, GenerateFeedback):
            expect_server(self.parent)
            remove_unfinished(self.parent, lambda folder, unit: _is_ours(folder / f"{unit}.html"))

    @property
    def default_config(self) -> Config:
        """nbconvert's, and our template for cells; nbgrader configures its own for all of its exporters."""
        own = {"template_name": _CELLS, "extra_template_basedirs": [str(_TEMPLATES)]}
        config: Config = super().default_config.copy()
        config.merge(Config(FeedbackExporter=own))
        return config

    def from_notebook_node(self, nb: NotebookNode, resources: Resources | None = None, **options: Any) -> Any:
        """The page, and nbconvert's resources."""
        given = resources or {}
        ours: Resources = {_MARK: secrets.token_hex(16)}
        if isinstance(self.parent, GenerateFeedback):
            of_whom = (given[CELL]["student"], given[CELL]["notebook"])
            ours |= {_DUE: last_due_date(self.parent), _UNMARKED: unmarked(self.parent, *of_whom)}
        return super().from_notebook_node(nb, {**given, **ours}, **options)


def _is_ours(page: Path) -> bool:
    """Whether there is a whole page, and of our making: another may have been handed in."""
    return is_whole_page(page) and POLICY.encode() in page.read_bytes()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """One cell that marks are given for.

    ``score`` is None while the mark is open.  ``result`` is what the report has on the exercise, and ``shown`` the
    cell itself, for where that is none; it is empty where the module as a whole could not be read.  ``comment``
    is what a person wrote.
    """

    name: str
    is_check: bool
    score: float | None
    most: float
    result: ExerciseResult | None
    shown: Markup
    comment: Markup


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    """All that a feedback page shows; ``most`` is 0 where there is no gradebook."""

    title: str
    score: float
    most: float
    late_penalty: float
    notices: tuple[str, ...]
    entries: tuple[Entry, ...]
    lecture: Markup

    @property
    def results(self) -> list[ExerciseResult]:
        """What the report has on the exercises, in the order of the page."""
        return [entry.result for entry in self.entries if entry.result]


class _Shown(NamedTuple):
    """A cell, what it looks like, and what was said of it."""

    cell: NotebookNode
    looks: Markup
    comment: Markup


def feedback_page(cells: str, nb: NotebookNode, resources: Resources) -> str:
    """The page of a graded notebook; ``cells`` is each of its cells and the comment on it, rendered,
    each after the mark.
    """
    with speaking_in(find_course(Path.cwd())):
        return _feedback_page(cells, nb, resources)


def _feedback_page(cells: str, nb: NotebookNode, resources: Resources) -> str:
    kept = resources.get(CELL, {})
    run, closed = _seen_by_students(_run_in(nb), str(kept.get("notebook", "")), resources.get(_DUE))
    _before, *parts = [Markup(part) for part in cells.split(resources[_MARK])]  # noqa: S704 - cleaned by our filters
    shown = [_Shown(*each) for each in zip(nb.cells, parts[::2], parts[1::2], strict=True)]
    page = _page(nb, shown, run.reports[0] if run.reports else None, kept, resources.get(_UNMARKED, frozenset()))
    if closed:  # then no cell may say what its verdict does not
        page = dataclasses.replace(page, entries=tuple(map(_without_verdict, page.entries)))
    style = html.source("report.css", "pages.css", "feedback.css")
    policy = Markup(POLICY)  # noqa: S704 - ours
    return html.render("feedback.html.j2", page=page, run=run, style=style, script="", policy=policy)


def _run_in(nb: NotebookNode) -> GradingRun:
    """The run that a graded notebook holds; an empty one where an earlier version graded it."""
    with contextlib.suppress(ValueError):
        return GradingRun.from_plain(nb.metadata.get(REPORT))
    return GradingRun(grader=_("of an earlier version"), sandbox=_("see the verdicts"), reports=())


def _seen_by_students(run: GradingRun, unit: str, due: datetime.datetime | None) -> tuple[GradingRun, bool]:
    """The run without what students may not see yet, and whether there is any such thing; attempts are not
    counted here.
    """
    moment, course = Moment(now=datetime.datetime.now(datetime.UTC), due=due), find_course(Path.cwd())
    closed = not shows_all(course, unit, Surface.NBGRADER, moment)
    return view(run, course, Surface.NBGRADER, moment).now, closed


def _without_verdict(entry: Entry) -> Entry:
    """A check cell without what the grader once wrote into it."""
    return dataclasses.replace(entry, shown=Markup()) if entry.is_check else entry


def _page(
    nb: NotebookNode, shown: Sequence[_Shown], report: Report | None, kept: dict[str, Any], unmarked: Collection[str]
) -> Page:
    unreadable = nb.metadata.get(UNREADABLE, "")
    others = [each for each in shown if not _is_graded(each.cell) and not (unreadable and each.cell.get("id") == NOTE)]
    entries = [_entry(each, report, unmarked) for each in shown if _is_graded(each.cell)]
    return Page(
        title=str(kept.get("notebook", _("Your work"))),
        score=float(kept.get("score", 0.0)),
        most=float(kept.get("max_score", 0.0)),
        late_penalty=float(kept.get("late_penalty", 0.0)),
        notices=(
            *([f"{unreadable} {_(STANDS_IN)}"] if unreadable else []),
            *([report.message] if report and report.message else []),
        ),
        entries=tuple(sorted(entries, key=lambda entry: entry.result is None)),
        lecture=Markup().join(each.looks + each.comment for each in others),
    )


def _is_graded(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get(CELL, {}).get("grade"))


def _entry(shown: _Shown, report: Report | None, unmarked: Collection[str]) -> Entry:
    cell, is_check = shown.cell, is_check_cell(shown.cell)
    kept = cell.metadata[CELL]
    score = float(kept.get("score") or 0.0)
    result = _result(cell, report) if is_check else None
    unreadable = report is not None and report.status is Status.UNREADABLE
    is_open = cell.metadata.get(OPEN) or kept["grade_id"] in unmarked
    return Entry(
        name=kept["grade_id"] if is_check else _("In your own words"),
        is_check=is_check,
        score=None if is_open and not score else score,
        most=float(kept["points"]),
        result=dataclasses.replace(result, score=score) if result else None,  # a person may have set another
        shown=Markup() if is_check and unreadable else shown.looks,
        comment=shown.comment,
    )


def _result(cell: NotebookNode, report: Report | None) -> ExerciseResult | None:
    """What the report has on the exercise of a check cell, if that is what its mark comes from."""
    if not report or report.status is Status.UNREADABLE or cell.metadata.get(OPEN):
        return None
    return next((result for result in report.exercises if result.name == cell.metadata[CELL]["grade_id"]), None)
