"""Formgrader in a real browser: a written answer that would give itself all points does nothing, and
the page is there to be graded from.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests import demo_course
from tests.test_browser import CHROMIUM, QUIET
from tests.test_nbgrader import WRONG, build_toy_course, cell, hand_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.skipif(sys.platform == "win32", reason="workers are forked"),
]

TOKEN = "only-for-this-test"
EXTENSION = "{'nbgrader.server_extensions.formgrader': True}"
MATHJAX = "window.MathJax = {Hub: {Config() {}, Queue() {}, Startup: {signal: {Interest() {}}}}};"
"""Stands in for what formgrader loads from another host."""

ALL_POINTS = """(async () => {
  const grades = await (await fetch(base_url + '/api/grades?submission_id=' + submission_id)).json();
  const headers = {'X-CSRFToken': document.cookie.match(/_xsrf=([^;]*)/)[1]};
  for (const grade of grades) {
    const body = JSON.stringify({manual_score: grade.max_score});
    await fetch(base_url + '/api/grade/' + grade.id, {method: 'PUT', headers, body});
  }
  document.title = 'done';
})()"""
HONEST = "My answer: $a<b$."
HOSTILE = f"""{HONEST} <img src=x onerror="{ALL_POINTS.replace(chr(10), " ")}">

# double

<script>document.body.innerHTML = "";</script>

<form id="double" class="score nbgrader_cell"><button class="full-credit">here</button></form>

![somewhere else](http://elsewhere.example/counts.png)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which eve has answered in that way, and is graded."""

    def answer(notebook: NotebookNode) -> None:
        cell(notebook, "words").source = HOSTILE

    course = build_toy_course(tmp_path_factory.mktemp("formgrader") / "course")
    demo_course.nbgrader(course, "generate_assignment", "toy")
    hand_in(course, "eve", WRONG, answer)
    demo_course.nbgrader(course, "autograde", "toy")
    return course


@contextlib.contextmanager
def formgrader(course: Path) -> Iterator[str]:
    """Runs Jupyter's server with formgrader, as an instructor does; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    options = {
        "jpserver_extensions": EXTENSION,
        "token": TOKEN,
        "port": address.rpartition(":")[2],
        "ip": "127.0.0.1",
        "open_browser": "False",
        "allow_root": "True",
    }
    nowhere = {name: str(course / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    with (course / "server.log").open("wb") as log:
        command = [
            sys.executable,
            "-m",
            "jupyter_server",
            *(f"--ServerApp.{name}={value}" for name, value in options.items()),
        ]
        server = subprocess.Popen(command, cwd=course, env=os.environ | nowhere, stdout=log, stderr=log)
    try:
        _wait_for(f"{address}/api/status?token={TOKEN}", server, course / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address):
            return
        time.sleep(0.1)
    pytest.fail(log.read_text(errors="replace")[-2000:])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(course: Path) -> Iterator[str]:
    """Formgrader started somewhere else than in the course: it shows text cells in nbconvert's way."""
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("\nc.HTMLExporter.filters = {}\n")
    with formgrader(course) as address:
        yield address


def manual_scores(course: Path) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {grade.name: grade.manual_score for grade in book.find_submission_notebook("toy", "toy", "eve").grades}


def submission(course: Path) -> str:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return str(book.find_submission_notebook("toy", "toy", "eve").id)


@contextlib.contextmanager
def opened(browser: Browser, address: str, course: Path) -> Iterator[tuple[Page, list[str]]]:
    """Eve's submission, as formgrader shows it, and which other hosts the page turned to."""
    elsewhere: list[str] = []

    def answer(route: Route) -> None:
        elsewhere.append(route.request.url)
        route.fulfill(body=MATHJAX if "mathjax" in route.request.url.lower() else "")

    with browser.new_context() as context:
        context.route(lambda url: not url.startswith(address), answer)
        page = context.new_page()
        page.goto(f"{address}/login?token={TOKEN}")
        page.goto(f"{address}/formgrader/submissions/{submission(course)}/", wait_until="networkidle")
        yield page, elsewhere


@contextlib.contextmanager
def uncleaned(course: Path) -> Iterator[None]:
    """The graded notebook with the answer as it was handed in."""
    path = course / "autograded" / "eve" / "toy" / "toy.ipynb"
    graded = path.read_text()
    notebook = nbformat.reads(graded, as_version=4)
    cell(notebook, "words").source = HOSTILE
    path.chmod(0o644)
    nbformat.write(notebook, path)
    yield
    path.write_text(graded)


def assert_nothing_happened(page: Page, elsewhere: list[str], course: Path) -> None:
    shown = page.locator("body").inner_text()
    assert "My answer" in shown
    assert "Full credit" in shown
    assert page.title() == "toy"
    assert not [url for url in elsewhere if "mathjax" not in url.lower()]
    assert set(manual_scores(course).values()) == {None}
    for name in ("double", "total", "words"):
        fields = page.locator(f"#{name}").evaluate_all("all => all.map(each => each.tagName + '.' + each.className)")
        assert [field.split()[:2] for field in fields] == [["INPUT.score", "tabbable"]]


def test_a_cleaned_answer_does_nothing_even_where_text_is_shown_as_it_is(
    browser: Browser, address: str, course: Path
) -> None:
    with opened(browser, address, course) as (page, elsewhere):
        assert_nothing_happened(page, elsewhere, course)


def test_without_either_the_answer_gives_itself_all_points(browser: Browser, address: str, course: Path) -> None:
    with uncleaned(course), opened(browser, address, course) as (page, elsewhere):
        page.wait_for_function("document.title === 'done'")
        assert "Full credit" not in page.locator("body").inner_text()
        assert any("elsewhere.example" in url for url in elsewhere)
    assert {name: manual_scores(course)[name] for name in ("double", "total")} == {"double": 2.0, "total": 1.0}


def test_an_address_that_somebody_made_up_runs_nothing(address: str) -> None:
    """A link to it may stand in an answer, for whoever grades to click."""
    page = f"{address}/formgrader/manage_students"
    with urllib.request.urlopen(f"{page}/eve?token={TOKEN}") as shown:
        assert b'var student_id = "eve";' in shown.read()
    for made_up in ("%22-alert(1)-%22", "%3Cscript%3E", "eve/%22-alert(1)-%22"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{page}/{made_up}?token={TOKEN}")
