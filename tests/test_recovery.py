"""nbgrader after an interruption, and with a gradebook or a folder that cannot be written: what is
graded stays, the rest is graded by the same command.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode

from autograder.nbgrader import feedback, handed_in, interruptions
from autograder.nbgrader.metadata import WHAT_WENT_WRONG
from tests import demo_course
from tests.test_nbgrader import POINTS, RIGHT, build_toy_course, edit, grades, hand_in, mark


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course in which some have been graded; each process that runs tests has its own, for
    they stand in each other's way.
    """
    folder = build_toy_course(tmp_path_factory.mktemp("recovery") / "course")
    demo_course.nbgrader(folder, "generate_assignment", "toy")
    for student in ("right", "other"):
        hand_in(folder, student)
    for student in ("absent", "vanished"):
        hand_in(folder, student).joinpath("toy.py").unlink()
    demo_course.nbgrader(folder, "autograde", "toy")
    return folder


def graded(course: Path, student: str) -> bool:
    """Whether a student who handed in what is right has all marks."""
    found = grades(course, student)
    return {name: found[name] for name in POINTS} == {name: mark(score) for name, score in POINTS.items()}


# Interruptions.


def stop_after_copying(submitted: Path, autograded: Path) -> None:
    shutil.copytree(submitted, autograded, ignore=shutil.ignore_patterns("*.ipynb"))


def stop_before_grading(submitted: Path, autograded: Path) -> None:
    shutil.copytree(submitted, autograded)


def stop_while_writing(submitted: Path, autograded: Path) -> None:
    stop_before_grading(submitted, autograded)
    edit(autograded / "toy.ipynb", lambda text: text[: len(text) // 2])


STOPS: dict[str, Callable[[Path, Path], None]] = {
    each.__name__: each for each in (stop_after_copying, stop_before_grading, stop_while_writing)
}


def look_graded(notebook: NotebookNode) -> None:
    notebook.metadata[WHAT_WENT_WRONG] = ""


def test_what_was_interrupted_is_graded_by_the_same_command_and_nothing_else_is(course: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in course.glob("autograded/*/toy/toy.ipynb")}
    assert len(before) >= 2
    for name, stop in STOPS.items():
        stop(hand_in(course, name), course / "autograded" / name / "toy")
    done = demo_course.nbgrader(course, "autograde", "toy")
    assert done.stdout.count("was not finished: removing it and starting again") == len(STOPS)
    assert all(graded(course, name) for name in STOPS)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_what_another_process_has_under_way_is_left_to_it(course: Path) -> None:
    stop_after_copying(hand_in(course, "under_way"), course / "autograded" / "under_way" / "toy")
    other = os.open(course / "assignments" / "toy", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    done = demo_course.nbgrader(course, "autograde", "toy", "--student=under_way")
    os.close(other)
    assert "Another process grades toy: what it has begun is left to it" in done.stdout
    assert [path.name for path in (course / "autograded" / "under_way" / "toy").iterdir()] == ["toy.py"]
    shutil.rmtree(course / "autograded" / "under_way")
    shutil.rmtree(course / "submitted" / "under_way")


def test_what_is_said_of_the_walls_does_not_depend_on_who_was_graded_before(course: Path) -> None:
    first, last = (
        (course / "autograded" / student / "toy" / "toy.ipynb").read_text() for student in ("absent", "vanished")
    )
    assert "Student code ran behind: nothing: no code was run." in first
    assert first == last.replace("vanished", "absent")


def test_a_notebook_that_says_it_is_graded_is_not_passed_over_for_that(course: Path) -> None:
    given_out = nbformat.read(course / "release" / "toy" / "toy.ipynb", as_version=4)
    path = hand_in(course, "forger", change=look_graded) / "toy.ipynb"
    assert interruptions.is_graded(path)
    path.write_text(json.dumps(handed_in.read_notebook(path, given_out)))  # as nbgrader copies it before it is graded
    assert not interruptions.is_graded(path)
    shutil.rmtree(path.parents[1])


def test_a_feedback_page_that_was_cut_off_or_handed_in_is_written_again_and_no_other_is(course: Path) -> None:
    ours = f"<html>{feedback.POLICY}</html>\n"
    left = {"right": "<html>cut o", "absent": "<html>All points, says the student.</html>\n", "other": ours}
    pages = {student: course / "feedback" / student / "toy" / "toy.html" for student in left}
    for student, page in pages.items():
        page.parent.mkdir(parents=True)
        page.write_text(left[student])
    demo_course.nbgrader(course, "generate_feedback", "toy")
    assert "2 of 2 points" in pages["right"].read_text()
    assert "says the student" not in pages["absent"].read_text()
    assert pages["other"].read_text() == ours


# What cannot be written.


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "",
            "gradebook.db cannot be written: database is locked. Close what else uses it, or make room, then run "
            "the same command again",
        ),
        (
            "h.expect_gradebook = lambda converter: converter.log.addFilter(g.PlainWords())",
            "The gradebook cannot be written: database is locked. Close",
        ),
    ],
    ids=["at_once", "later"],
)
def test_a_gradebook_that_somebody_else_holds_is_said_so(line: str, sentence: str, course: Path) -> None:
    module = course / "submitted" / "right" / "toy" / "toy.py"
    module.write_text("")  # regraded to no points: nbgrader writes nothing where nothing changes
    config = course / "nbgrader_config.py"
    text = config.read_text()
    config.write_text(
        f"from autograder.nbgrader import gradebook as g, handed_in as h\ng.GRADEBOOK_SECONDS = 0.1\n{line}\n{text}"
    )
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        done = demo_course.nbgrader(course, "autograde", "toy", "--student=right", "--force", expect=1)
    assert sentence in done.stdout
    assert "nbgrader db upgrade" not in done.stdout
    assert graded(course, "right")
    config.write_text(text)
    module.write_text(RIGHT)


def test_a_folder_that_cannot_be_written_is_named_and_the_class_goes_on(course: Path) -> None:
    hand_in(course, "barred")
    hand_in(course, "next")
    barrier = course / "autograded" / "barred"
    barrier.write_text("no folder")
    done = demo_course.nbgrader(course, "autograde", "toy", expect=1)
    assert f"Not a directory: '{barrier / 'toy'}'" in done.stdout
    assert graded(course, "next")
    barrier.unlink()
