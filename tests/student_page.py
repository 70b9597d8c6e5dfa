"""The picture of a student's page in the README: ``python -m tests.student_page docs/student_page.png``,
or ``make picture``.

It shows a module that is right but for the kernel, which is turned round, from the top of the page to
the values of the first check that fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from autograder.course import load_unit
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.report import GradingRun, Report
from autograder.reporters import html
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[1]
WIDTH = 860
MARGIN = 16


def report() -> Report:
    """What a module with a kernel that is turned round is told."""
    unit = load_unit(COURSE, "conv1d")
    (wrong,) = (each for each in unit.misconceptions if (each.exercise, each.name) == ("conv_1d", "flipped_kernel"))
    files = {"conv1d.py": unit.text_of(wrong).encode()}
    with ForkServer() as server:
        return Judge(class_exam(COURSE, unit), server).judge(
            Submission("submitted/ada/conv1d/conv1d.py", "conv1d", files)
        )


def draw(browser: Browser, target: Path, shown: Report) -> None:
    """Takes a picture of the page of a report, and writes it as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        html.write_pages(GradingRun(grader="", sandbox="", reports=(shown,)), Path(folder))
        (path,) = Path(folder).glob("001-*.html")
        page = browser.new_page(viewport={"width": WIDTH, "height": 800}, color_scheme="light")
        page.goto(path.as_uri())
        box = page.locator(".maps").first.bounding_box()
        assert box
        page.screenshot(
            path=target,
            clip={"x": 0, "y": 0, "width": WIDTH, "height": box["y"] + box["height"] + MARGIN},
            full_page=True,
        )
        page.close()


def main(target: Path) -> None:
    """Judges the module and draws its page."""
    shown = report()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium) as browser:
        draw(browser, target, shown)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
