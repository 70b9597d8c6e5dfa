"""A grader that is killed at any moment loses nothing and leaves nothing behind: the same command
again completes the work.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.course import load_unit
from autograder.subjects.fork_server import ForkServer
from tests import demo_course, generated_class, killing, test_nbgrader
from tests.demo_course import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")

UNIT = "conv1d"
JOBS = 2

GRADE = """
import os, sys
from autograder import cli
from autograder.judging.judge import Judge

def judge(self, submission, judge=Judge.judge):
    descriptor = os.open("log.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, submission.name.encode() + b"\\n")
    return judge(self, submission)

Judge.judge = judge
cli.main(sys.argv[1:])
"""
"""The command itself, and a list of what it grades."""


def build_class(folder: Path, size: int) -> list[str]:
    """A course in which a class has handed in; returns the command that grades it."""
    demo_course.build_course(ROOT, folder, [UNIT])
    generated_class.hand_in(
        folder / "submitted", load_unit(ROOT, UNIT), [f"student{number:03}" for number in range(size)]
    )
    (folder / "temporary").mkdir()
    arguments = [
        "grade",
        "submitted",
        "--json",
        "reports/report.json",
        "--html",
        "reports/pages",
        "--junit",
        "reports/junit.xml",
        "--jobs",
        str(JOBS),
    ]
    (folder / "reports").mkdir()
    return [sys.executable, "-c", GRADE, *arguments]


def completed(command: list[str], folder: Path, kills: int = 0, earliest: float = 0.0, latest: float = 0.0) -> int:
    """Runs a command until it ends by itself, which must be well, and kills it up to so many times
    before; returns how often it did.

    Each time it is killed at a random moment between ``earliest`` and ``latest`` seconds.
    """
    generator = random.Random(kills)
    killed = 0
    while True:
        end = time.monotonic() + (generator.uniform(earliest, latest) if killed < kills else float("inf"))
        status = killing.run_and_kill(
            command, folder, os.environ | {"TMPDIR": str(folder / "temporary")}, functools.partial(_is_past, end)
        )
        assert not list((folder / "temporary").iterdir())
        if status is not None:
            assert status == 0, (folder / "output.txt").read_text()
            return killed
        killed += 1


def _is_past(end: float) -> bool:
    return time.monotonic() > end


@pytest.mark.slow
@pytest.mark.parametrize(("size", "kills"), [(8, 3), pytest.param(100, 30, marks=pytest.mark.slow)])
def test_grading_that_is_killed_is_completed_by_the_same_command(size: int, kills: int, tmp_path: Path) -> None:
    command, log = build_class(tmp_path, size), tmp_path / "log.txt"
    distinct = len(set(killing.contents(tmp_path / "submitted").values()))
    with killing.adopting_orphans():
        start = time.monotonic()
        completed(command, tmp_path)
        duration = time.monotonic() - start
        expected = killing.contents(tmp_path / "reports")
        assert len(log.read_text().split()) == size
        while kills:
            log.unlink()
            killed = completed(command, tmp_path, kills, 0.0, duration)
            kills -= killed
            assert killing.contents(tmp_path / "reports") == expected
            graded = Counter(log.read_text().split())
            assert (
                len(graded) >= distinct
            )  # of two that handed in the same, one may wait until the other's result is kept
            assert graded.total() <= size + JOBS * killed  # only what was under way is graded again
    assert not (tmp_path / ".autograder").exists()


# nbgrader.


def build_nbgrader_class(folder: Path, size: int) -> Path:
    """A small course in which a class has handed in, ready for ``nbgrader autograde toy``."""
    test_nbgrader.build_toy_course(folder)
    demo_course.nbgrader(folder, "generate_assignment", "toy")
    for number in range(size):
        student = f"student{number:03}"
        if number % 4 < 3:
            test_nbgrader.hand_in(
                folder,
                student,
                (test_nbgrader.RIGHT, test_nbgrader.RIGHT.replace("2.0", "3.0"), "import nothing")[number % 4],
            )
        else:
            test_nbgrader.hand_in(folder, student).joinpath("toy.ipynb").unlink()
    (folder / "temporary").mkdir()
    return folder


def gradebook(course: Path, address: str = "") -> list[object]:
    """All that the gradebook, at its usual place or at an address, says of the class, apart from the
    numbers that it makes up.
    """
    with Gradebook(address or f"sqlite:///{course / 'gradebook.db'}") as book:
        return [
            (
                submission.student.id,
                submission.total_seconds_late,
                [
                    (grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                ],
                [
                    (comment.name, comment.auto_comment, comment.manual_comment)
                    for notebook in submission.notebooks
                    for comment in notebook.comments
                ],
            )
            for submission in sorted(book.assignment_submissions("toy"), key=lambda submission: submission.student.id)
        ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "kills", "earliest"), [(4, 1, 0.5), pytest.param(100, 30, 0.0, marks=pytest.mark.slow)]
)
def test_nbgrader_that_is_killed_is_completed_by_the_same_command(
    size: int, kills: int, earliest: float, tmp_path: Path
) -> None:
    handed_in = build_nbgrader_class(tmp_path / "class", size)
    undisturbed, course = Path(shutil.copytree(handed_in, tmp_path / "undisturbed")), tmp_path / "course"
    command = [sys.executable, "-m", "nbgrader", "autograde", "toy"]
    with killing.adopting_orphans():
        start = time.monotonic()
        completed(command, undisturbed)
        duration = time.monotonic() - start
        while kills:
            shutil.rmtree(course, ignore_errors=True)
            shutil.copytree(handed_in, course)
            killed = completed(command, course, kills, earliest * duration, duration)
            kills -= killed
            assert gradebook(course) == gradebook(undisturbed)
            assert killing.contents(course / "autograded") == killing.contents(undisturbed / "autograded")
            assert (course / "output.txt").read_text().count(
                "| INFO] Autograding "
            ) <= size + killed  # only what was under way is graded again


def test_a_fork_server_that_is_closed_while_it_starts_leaves_nothing_behind() -> None:
    with killing.adopting_orphans():
        before = set(psutil.Process().children(recursive=True))
        for number in range(16):
            server = ForkServer()
            time.sleep(number * 0.0004)  # bubblewrap starts within a few milliseconds
            server.close()
        assert killing.wait_until(lambda: not killing.orphans(before))
