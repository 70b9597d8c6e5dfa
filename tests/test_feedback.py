"""nbgrader's feedback page: our own page of each exercise first, what was answered in words with its
comment, and the lecture folded.
"""

import dataclasses
import re
from typing import Any

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from nbformat.notebooknode import NotebookNode
from playwright.sync_api import Browser
from traitlets.config import Config

from autograder.handout import notebooks
from autograder.nbgrader import rendering, verdicts
from autograder.nbgrader.feedback import POLICY, FeedbackExporter
from autograder.nbgrader.metadata import NOTE, OPEN, REPORT, UNREADABLE
from autograder.report import GradingRun, Report
from autograder.reporters import html
from tests.test_browser import CHROMIUM, browser
from tests.test_reporters import HOSTILE_RUNS, ORDINARY, Elements, run_of
from tests.test_reporters import OPEN as LEFT_OPEN
from tests.test_reporters import UNREADABLE as NOT_READ

__all__ = ["browser"]  # the fixture

LECTURE = "# Convolution\n\nA kernel $w$ slides."
ANSWER = "Because the kernel is *turned*. <script>alert(1)</script>"


def graded(report: Report | None, *, scores: dict[str, float] | None = None, comment: str = "") -> NotebookNode:
    """A graded notebook as nbgrader hands it to the exporter: with verdicts, and with what its gradebook has."""
    exercises = report.exercises if report else ORDINARY.exercises
    cells = [nbformat.v4.new_markdown_cell(LECTURE)]
    for result in exercises:
        source = f'autograder.check("{result.name}")'
        scored = notebooks.scored(result.name, result.max_score) | {"score": result.score}
        cells.append(nbformat.v4.new_code_cell(source, metadata={"nbgrader": scored}))
    answered = notebooks.answered("markdown", "words", 2.0) | {"score": 1.5, "comment": comment}
    cells.append(nbformat.v4.new_markdown_cell(ANSWER, metadata={"nbgrader": answered}))
    notebook = nbformat.v4.new_notebook(cells=cells)
    verdicts._write_verdicts(notebook, report or ORDINARY, "Graded by us.")
    if report:
        notebook.metadata[REPORT] = GradingRun(grader="1.2.3", sandbox="seccomp", reports=(report,)).to_plain()
    for cell in notebook.cells:
        kept = cell.metadata.get("nbgrader", {})
        if kept.get("grade_id") in (scores or {}):
            kept["score"] = (scores or {})[kept["grade_id"]]
    return notebook


def page_of(notebook: NotebookNode, **kept: Any) -> str:
    settings = {"filters": dict(rendering.FILTERS), "template_name": "classic", "sanitize_html": True}
    exporter = FeedbackExporter(config=Config(HTMLExporter=settings))
    in_gradebook = {"notebook": "conv1d", "student": "ada", "score": 3.5, "max_score": 6.0, "late_penalty": 0.0} | kept
    return str(exporter.from_notebook_node(notebook, {"nbgrader": in_gradebook})[0])


def text_of(page: str) -> str:
    return " ".join(Elements(page).text.split())


def test_exercises_come_first_by_their_names_then_the_answer_then_the_lecture_folded() -> None:
    page = page_of(graded(ORDINARY, comment="Why *so*?"))
    links = re.findall(r'<a href="#(exercise-\d)">([^<]+)</a>', page.split("<nav")[1].split("</nav>")[0])
    names = [result.name for result in ORDINARY.exercises]
    assert [name for _, name in links] == [*names, "In your own words"]
    assert [anchor for anchor, _ in links] == re.findall(r'<section [^>]*id="(exercise-\d)"', page)
    assert "Test cell" not in page
    verdict, answer, lecture = (page.index(words) for words in ("pad_1d: expected 2", "turned", "slides"))
    assert verdict < answer < lecture
    assert page.index('<details class="lecture">') < lecture
    assert "autograder.check" not in page
    assert "A comment on this:" in page
    assert "Why <em>so</em>?" in page


def test_the_verdicts_look_as_on_our_own_page() -> None:
    page = page_of(graded(ORDINARY))
    own = str(
        BeautifulSoup(
            html.render("report.html.j2", run=run_of(ORDINARY), report=ORDINARY, style="", script=""), "html.parser"
        )
    )  # nbconvert puts pages through it
    sections = [re.findall(r"<section .*?</section>", each, re.DOTALL) for each in (page, own)]
    assert sections[0][:-1] == sections[1]
    assert text_of(page).endswith("Graded by chainrule-kit 1.2.3. Student code ran behind: seccomp.")
    assert "Go on with" in page


def test_the_marks_are_those_of_the_gradebook() -> None:
    page = text_of(page_of(graded(ORDINARY, scores={"pad_1d": 1.25}), score=2.5, max_score=6.0, late_penalty=1.0))
    assert "conv1d 2.5 of 6 points" in page
    assert "pad_1d partly right, 1.25 / 2" in page
    assert "pad_1d partly right 1.25 of 2 points" in page
    assert "In your own words, 1.5 / 2" in page
    assert "handed in late-1" in page


def test_an_open_mark_says_why_and_one_that_a_person_has_set_is_shown() -> None:
    notebook = graded(LEFT_OPEN)
    assert notebook.cells[1].metadata[OPEN]
    assert "open of 1 points" in text_of(page_of(notebook))
    assert "This mark is open: it will be set by a person." in page_of(notebook)
    assert "0.5 of 1 points" in text_of(page_of(graded(LEFT_OPEN, scores={"conv_1d": 0.5})))


def test_what_could_not_be_read_is_said_once() -> None:
    page = page_of(graded(NOT_READ))
    assert page.count(NOT_READ.message) == 1
    assert "conv_1d, 0 / 1" in text_of(page)
    assert re.findall(r'href="#([^"]+)"', page) == re.findall(r'<section [^>]*id="(exercise-\d)"', page)


def test_a_notebook_that_another_stands_in_for_says_so_first_and_once() -> None:
    notebook = graded(ORDINARY)
    notebook.cells.insert(0, verdicts._note("conv1d.ipynb is empty."))
    assert notebook.cells[0].id == NOTE
    notebook.metadata[UNREADABLE] = "conv1d.ipynb is empty."
    page = text_of(page_of(notebook))
    assert page.count("conv1d.ipynb is empty. Your functions are graded all the same") == 1
    assert page.index("conv1d.ipynb is empty.") < page.index("Go on with")


def test_a_notebook_that_an_earlier_version_graded_shows_its_verdicts() -> None:
    page = text_of(page_of(graded(None)))
    assert "pad_1d: 1 of 2 points" in page
    assert "pad_1d: expected 2, not 2.5 at position [1]." in page


@pytest.mark.parametrize("run", HOSTILE_RUNS)
def test_nothing_of_a_student_is_active(run: GradingRun) -> None:
    usual = Elements(page_of(graded(ORDINARY)))
    for report in run.reports:
        found = Elements(page_of(graded(report, comment="<img src=x onerror=alert(1)> <script>alert(1)</script>")))
        assert "script" not in found.tags
        assert not {name for name in found.attributes if name.startswith("on")}
        assert found.attributes <= usual.attributes | {"aria-label", "role", "tabindex"}


def test_a_cell_cannot_pretend_to_be_another() -> None:
    notebook = graded(ORDINARY)
    notebook.cells[0].source = "{{ resources.chainrule_kit_mark }} chainrule_kit_mark </details></main>"
    page = page_of(notebook)
    assert page.count("</main>") == 1
    assert "resources.chainrule_kit_mark" in page


def test_the_page_loads_nothing_and_is_small() -> None:
    page = page_of(graded(ORDINARY))
    assert f'content="{POLICY}"' in page
    assert len(page) < 40_000
    assert page.rstrip().endswith("</html>")


def test_without_a_gradebook_there_is_no_total() -> None:
    assert "of 0 points" not in page_of(graded(dataclasses.replace(ORDINARY)), max_score=0.0)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_nothing_keeps_anyone_from_reading_it(browser: Browser, scheme: str, width: int) -> None:
    shown = page_of(graded(ORDINARY, comment="Why?"))
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}) as context:  # type: ignore[arg-type] # one of the two
        page = context.new_page()
        page.set_content(shown)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
