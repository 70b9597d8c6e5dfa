"""The pages in a real browser: nothing keeps anyone from reading them, and sorting and filtering
work from the keyboard.
"""

import csv
import dataclasses
import io
import re
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

import autograder
from autograder.report import GradingRun, Status
from autograder.reporters import html
from autograder.reporters.class_overview import Known
from autograder.visible.notebook import ShownRun
from autograder.visible.results import Failure, VisibleResult
from tests import student_page
from tests.test_meetings import SEEN
from tests.test_pages import graded, large_class
from tests.test_reporters import EVERY_KIND, EXAMPLE, HOSTILE_REPORT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium")

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
SECOND_UNIT = (
    graded("ada", 1, 1, 0.25, unit="rnn"),
    graded("ben", 0, 0.5, 1, unit="rnn"),
    graded("cem", 1, 1, 1, unit="rnn"),
)
CLASS = GradingRun(
    grader="1.2.3", sandbox="seccomp, rlimits", reports=(*EVERY_KIND.reports, HOSTILE_REPORT, *SECOND_UNIT, SEEN)
)
KNOWN = Known(
    students=("ada", "ben", "zoe", "=1+1"),
    before=GradingRun(grader="1.2.3", sandbox="", reports=(graded("ada", 1, 0, 0, unit="rnn"), *SECOND_UNIT[1:2])),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    html.write_pages(CLASS, folder, KNOWN)
    return folder


@pytest.fixture
def page(browser: Browser, folder: Path) -> Iterator[Page]:
    """The class's page; whatever the browser complains of, such as what the page's policy forbids,
    fails the test.
    """
    with browser.new_context() as context:
        page = context.new_page()
        complaints, requests = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto((folder / "index.html").as_uri())
        yield page
        assert not complaints
        assert all(url.startswith("file:") for url in requests)


def students(page: Page, number: int = 2) -> list[str]:
    return page.locator(f"#table-{number} tbody tr:not([hidden]) th").all_text_contents()


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 375),
        pytest.param("dark", 1280, marks=pytest.mark.slow),
        pytest.param("light", 375, marks=pytest.mark.slow),
    ],
)
def test_nothing_keeps_anyone_from_reading_the_pages(browser: Browser, folder: Path, scheme: str, width: int) -> None:
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}) as context:  # type: ignore[arg-type] # one of the two
        page = context.new_page()
        for path in sorted(folder.iterdir()):
            page.goto(path.as_uri())
            for details in page.locator("details").all():
                details.evaluate("element => { element.open = true; }")
            for section in page.locator(
                ".unit"
            ).all():  # what is not in view is not drawn, so nothing could be found there
                section.evaluate("element => { element.style.contentVisibility = 'visible'; }")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
            found = Axe().run(page)
            assert not found.response["violations"], found.generate_report()


def test_the_marks_are_sorted_from_the_keyboard(page: Page) -> None:
    assert students(page) == ["ada", "ben", "cem"]
    points = page.locator("#table-2 thead button").nth(1)
    page.locator("#table-2 thead button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert students(page) == ["ben", "ada", "cem"]
    assert points.locator("..").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert students(page) == ["cem", "ada", "ben"]
    assert points.locator("..").get_attribute("aria-sort") == "descending"
    assert page.locator("#table-2 [aria-sort]").count() == 1
    page.locator("#table-2 thead button").first.press("Enter")
    assert students(page) == ["ada", "ben", "cem"]


def test_that_tables_can_be_sorted_is_seen_and_their_order_is_said(page: Page) -> None:
    assert page.get_by_text("A click on a column's heading sorts by it.").is_visible()
    sign = "heading => getComputedStyle(heading.querySelector('button'), '::after').content.trim()"
    headings = page.locator("table.sortable thead th")
    assert headings.count() > 20
    assert {heading.evaluate(sign)[:3] for heading in headings.all()} == {'" ↕'}
    page.locator("#students thead button", has_text="share").click()
    assert page.locator("#students th[aria-sort]").evaluate(sign).startswith('" ▲')
    said = page.locator('form[data-for="students"] output')
    assert said.inner_text() == "8 of 8 shown, by share, ascending"


def saved(page: Page, table: str) -> list[list[str]]:
    """The rows of the file that the button of a table saves."""
    with page.expect_download() as download:
        page.locator(f'form[data-for="{table}"] button').click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_what_is_shown_is_saved_as_csv_without_a_network(page: Page) -> None:
    page.locator("#table-2 thead button").nth(1).click()
    page.locator('form[data-for="table-2"] input').fill("fails")
    assert saved(page, "table-2") == [
        ["student", "points of 6", "a", "b", "c", "since before", "what went wrong"],
        ["ben", "3", "0", "1", "2", "0", "a: fails cases; b: fails cases"],
        ["ada", "4.5", "2", "2", "0.5", "2.5", "c: fails cases"],
    ]
    rows = saved(page, "students")
    assert rows[0] == ["student", "conv1d 4", "rnn 6", "u 1", "points", "share", "since before", "stuck in"]
    assert ["ada", "", "4.5", "", "4.5", "0.4091", "2.5", ""] in rows
    assert rows[-1][0] == "'=1+1"  # no formula


def test_a_mistake_leads_to_those_who_made_it_and_to_an_example(page: Page) -> None:
    row = page.locator("#mistakes-of-2 tbody tr").first
    assert (row.locator("td").first.text_content() or "").strip() == "1"
    row.locator("summary").press("Enter")
    assert EXAMPLE.call in row.locator("pre").inner_text()
    who = row.locator(".people a")
    assert who.all_text_contents() == ["ben"]
    assert saved(page, "mistakes-of-2")[:2] == [
        ["students", "exercise", "what went wrong", "who"],
        ["1", "a", "fails cases", "ben"],
    ]
    who.click()
    assert page.url.endswith("-ben-rnn.html#exercise-1")


def test_the_marks_are_filtered_from_the_keyboard(page: Page) -> None:
    words, column, shown = (page.locator(f'form[data-for="table-2"] {kind}') for kind in ("input", "select", "output"))
    words.press_sequentially("EN")
    assert students(page) == ["ben"]
    assert shown.inner_text() == "1 of 3 shown"
    words.press("Enter")  # sends no form
    assert students(page) == ["ben"]
    words.clear()
    column.focus()
    page.keyboard.press("ArrowDown")
    assert students(page) == ["ben"]  # who is stuck
    page.keyboard.press("ArrowDown")
    assert students(page) == ["ben"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert students(page) == ["ada"]
    assert len(students(page, 1)) == 4  # the other unit's table is as it was


def test_a_students_page_is_a_click_away_and_nothing_on_it_acts(page: Page) -> None:
    page.locator("#table-1 a").last.click()
    assert "alert(1)" in page.locator("main").inner_text()
    assert page.locator("script, img").count() == 0


def test_without_scripts_the_marks_are_complete(browser: Browser, folder: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((folder / "index.html").as_uri())
        assert students(page) == ["ada", "ben", "cem"]
        assert page.locator(".tools").first.is_hidden()


def test_the_picture_of_a_students_page_can_be_drawn_again(browser: Browser, tmp_path: Path) -> None:
    student_page.draw(browser, tmp_path / "page.png", SEEN)
    head = (tmp_path / "page.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:])
    assert width == student_page.WIDTH
    assert height > 800  # more than the window


def test_a_notebook_steps_through_the_numbers_by_keyboard(browser: Browser) -> None:
    outputs = [autograder.xray(lambda x, w: np.convolve(x, w, "valid"), [1, 2, 3, n], [1, 0, 2]) for n in (4, 5)]
    body = "".join(seen._repr_html_() for seen in outputs)
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.set_content(
            f"<!DOCTYPE html><html lang=en><title>Notebook</title><main><h1>Cells</h1>{body}</main></html>"
        )
        shown = page.locator("figure:visible figcaption")
        assert [text.split(" =")[0] for text in shown.all_inner_texts()] == ["output[0]", "output[0]"]
        page.locator("input").first.focus()
        page.keyboard.press("ArrowRight")
        assert [text.split(" =")[0] for text in shown.all_inner_texts()] == [
            "output[1]",
            "output[0]",
        ]  # not the other's
        page.keyboard.press("Enter")
        assert page.locator("svg:visible").count() == 2  # no form was sent
        assert page.locator("pre:visible").count() == 0
        without_style = re.sub("<style>.*?</style>", "", body, flags=re.DOTALL)
        page.set_content(f"<main>{without_style}</main>")
        assert (page.locator("figure:visible").count(), page.locator("pre:visible").count()) == (4, 4)
        assert page.locator("svg:visible").count() == 0


@pytest.mark.parametrize("width", [230, 820])
def test_a_panel_fits_into_a_narrow_notebook(browser: Browser, width: int) -> None:
    """On a phone a cell of JupyterLab has some 270 pixels: then what belongs to a label stands below it."""
    call = Failure(status=Status.FAILED, message="Wrong.", call=f"images = np.array({[*range(60)]})", expected="[1.]")
    one = VisibleResult(name="a", exercise="param_grad_1d_batch", text="Sums.", status=Status.FAILED, failure=call)
    panel = ShownRun(unit="conv1d", results=(one,), saved="12:30:00")._repr_html_()
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(f"<!DOCTYPE html><body style='margin:0'>{panel}</body>")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    label, code = (page.locator(f"{what} >> nth=0").bounding_box() for what in ("text=paste", "pre"))
    assert label
    assert code
    assert (code["y"] > label["y"] + label["height"] / 2) == (width < 300)
    assert code["width"] > width / 2
    page.close()


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_points_stay_in_their_column(browser: Browser, tmp_path: Path, width: int) -> None:
    one = graded("ada", 1.75, 1.75, 1.75)
    names = ("Flatten", "SoftmaxCrossEntropy", "a_name_that_is_longer_than_any_column_is")
    results = (dataclasses.replace(each, name=name) for each, name in zip(one.exercises, names, strict=True))
    html.write_pages(
        GradingRun(grader="", sandbox="", reports=(dataclasses.replace(one, exercises=tuple(results)),)), tmp_path
    )
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(next(tmp_path.glob("001-*.html")).as_uri())
    over = """() => [...document.querySelectorAll(".overview li")].map(
        item => item.querySelector(".points").getBoundingClientRect().right - item.getBoundingClientRect().right)"""
    assert max(page.evaluate(over)) < 1
    page.close()


def test_a_large_class_stays_smooth(browser: Browser, tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    run = large_class()
    index.write_text(html.class_page(run, {id(report): "page.html" for report in run.reports}), encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(index.as_uri())
        took = """() => {
            const start = performance.now();
            document.querySelectorAll("#table-1 thead button")[1].click();
            document.querySelector("select").value = "2";
            document.querySelector("select").dispatchEvent(new Event("input"));
            document.body.getBoundingClientRect();
            return performance.now() - start;
        }"""
        assert page.evaluate(took) < 1000  # on a busy machine; otherwise a twentieth of it
        assert 0 < len(students(page, 1)) < 500
