"""The tutorial makes the course that it says it makes: each step is done as it is written."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Settings, load_unit
from tests.demo_course import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

TEXT = (ROOT / "docs" / "tutorial.md").read_text()
BLOCK = re.compile(
    r"(?P<before>[^\n]*)\n\n(?P<fence>```+)(?P<language>\w+)\n(?P<content>.*?)^(?P=fence)$",
    flags=re.MULTILINE | re.DOTALL,
)


@dataclasses.dataclass(frozen=True)
class Step:
    """One fenced block: commands, a file to write, or what the commands before it must print."""

    language: str
    content: str
    before: str

    @property
    def file(self) -> str:
        """The file that the line above the block names; empty if it names none."""
        named = re.fullmatch(r"`([\w/.]+)`:", self.before)
        return named[1] if named else ""


def steps(text: str) -> Iterator[Step]:
    for found in BLOCK.finditer(text):
        yield Step(found["language"], found["content"], found["before"])


def run(step: Step, folder: Path) -> str:
    """What the commands print; they end with the status that the line above them names, or 0."""
    known = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}
    done = subprocess.run(
        ["bash", "-uc", f"set -e\n{step.content}"],
        cwd=folder,
        env=os.environ | known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    expected = 1 if "ends with status 1" in step.before else 0
    assert done.returncode == expected, f"{step.content}\n{done.stdout}"
    return done.stdout


@pytest.mark.slow
def test_every_step_does_what_the_tutorial_says(tmp_path: Path) -> None:
    making, _ = TEXT.split("## What a course says of itself")
    folder, printed, done = tmp_path, "", []
    for step in steps(making):
        done.append(step.language if not step.file else "file")
        if step.file:
            (folder / step.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.file).write_text(step.content)
        elif step.language == "sh":
            printed = run(step, folder)
            entered = re.search(r"^cd (\w+)$", step.content, flags=re.MULTILINE)
            folder = folder / entered[1] if entered else folder
        else:
            assert step.language == "text"
            for line in step.content.splitlines():
                assert line in printed, printed
    assert (done.count("sh"), done.count("file"), done.count("text")) == (7, 8, 3)
    assert "divided by the number of values" in (folder / "feedback" / "ada" / "means" / "means.html").read_text()
    handed_out = (folder / "release" / "means" / "means.ipynb").read_text()
    assert ("When is the weighted mean" in handed_out, "when all weights are equal" in handed_out) == (True, False)
    assert [each.name for each in load_unit(folder, "means").exercises] == ["weighted_mean"]


def test_what_it_shows_of_remarks_and_of_mistakes_alike_can_be_written(tmp_path: Path) -> None:
    _, saying = TEXT.split("## What a course says of itself")
    remarks, alike = (step.content for step in steps(saying))
    course = ROOT / "tests" / "courses" / "linear_algebra"
    copy = tmp_path / "course"
    subprocess.run(["cp", "-r", str(course), str(copy)], check=True)
    (copy / "reference" / "remarks.py").write_text(remarks)
    (copy / "reference" / "least_squares" / "misconceptions.toml").write_text(alike)
    unit = load_unit(copy, "least_squares")
    assert len(unit.remarks) == 2
    first, second = unit.misconceptions
    assert (first.hint, first.exercise, second.exercise) == (second.hint, "fit_polynomial", "residuals")


def test_the_table_of_settings_has_all_of_them() -> None:
    assert re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE) == [
        field.name for field in dataclasses.fields(Settings)
    ]
