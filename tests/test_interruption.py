"""A grader that is killed at any moment loses nothing and leaves nothing behind: the same command again completes the work."""

from __future__ import annotations

import functools
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from autograder.unit import load_unit
from tests import demo_course, generated_class, killing
from tests.demo_course import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are found on Linux only")

UNIT = "conv1d"
JOBS = 2

GRADE = """
import os, sys
from autograder import cli
from autograder.judge import Judge

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
    generated_class.hand_in(folder / "submitted", load_unit(ROOT, UNIT), [f"student{number:03}" for number in range(size)])
    (folder / "temporary").mkdir()
    arguments = ["grade", "submitted", "--json", "reports/report.json", "--html", "reports/pages", "--junit", "reports/junit.xml", "--jobs", str(JOBS)]
    (folder / "reports").mkdir()
    return [sys.executable, "-c", GRADE, *arguments]


class Killer:
    """Runs one command again and again and kills it at random moments, so many times in all."""

    def __init__(self, command: list[str], folder: Path, kills: int) -> None:
        self.kills = kills
        self._command = command
        self._folder = folder
        self._environment = os.environ | {"TMPDIR": str(folder / "temporary")}
        self._generator = random.Random(kills)
        start = time.monotonic()
        self._run(kills=0)
        self._duration = time.monotonic() - start

    def complete(self) -> int:
        """Runs the command until it ends by itself, which must be well; returns how often it was killed before."""
        killed = self._run(self.kills)
        self.kills -= killed
        return killed

    def _run(self, kills: int) -> int:
        killed = 0
        while True:
            end = time.monotonic() + (self._generator.uniform(0.0, self._duration) if killed < kills else float("inf"))
            status = killing.run_and_kill(self._command, self._folder, self._environment, functools.partial(_is_past, end))
            if status is not None:
                assert status == 0, (self._folder / "output.txt").read_text()
                return killed
            killed += 1


def _is_past(end: float) -> bool:
    return time.monotonic() > end


@pytest.mark.parametrize(("size", "kills"), [(8, 3), pytest.param(100, 30, marks=pytest.mark.slow)])
def test_grading_that_is_killed_is_completed_by_the_same_command(size: int, kills: int, tmp_path: Path) -> None:
    command, log = build_class(tmp_path, size), tmp_path / "log.txt"
    distinct = len(set(killing.contents(tmp_path / "submitted").values()))
    with killing.adopting_orphans():
        killer = Killer(command, tmp_path, kills)
        expected = killing.contents(tmp_path / "reports")
        assert len(log.read_text().split()) == size
        while killer.kills:
            log.unlink()
            killed = killer.complete()
            assert killing.contents(tmp_path / "reports") == expected
            graded = Counter(log.read_text().split())
            assert len(graded) >= distinct  # of two that handed in the same, one may wait until the other's result is kept
            assert graded.total() <= size + JOBS * killed  # only what was under way is graded again
    assert not (tmp_path / ".autograder").exists()
    assert not list((tmp_path / "temporary").iterdir())
