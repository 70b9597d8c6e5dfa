"""Plain words for what students have in their files, and for what they ask to be checked."""

from __future__ import annotations

import ast
import types
from pathlib import Path

import pytest

import autograder
from autograder.report import Status
from autograder.visible.finding import Asked, VisibleError, find_asked
from autograder.visible.plain_words import mistaken_builtins, no_python, where_it_is_defined
from autograder.visible.results import Failure
from autograder.visible.running import run_visible
from autograder.visible.terminal import check_command
from tests.test_visible import CHECKS, RIGHT, failure, unit, with_double

FILES = {
    "toy.py holds an unfinished merge": (
        RIGHT.replace("def total", "<<<<<<< HEAD\n=======\n>>>>>>> main\ndef total"),
        9,
    ),
    "toy.py is a pointer of Git LFS, not your code. Run `git lfs pull`": (
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        1,
    ),
    "toy.py is a text document (RTF), not Python. Save it as plain text": (r"{\rtf1\ansi\deff0 def double(x):}", 1),
    "toy.py is a packed file or a text document": ("PK\x03\x04\x14", 1),
    "toy.py is a web page, not Python. Download the file itself.": ("\n<!DOCTYPE html>\n<html></html>", 1),
    "toy.py is a notebook, not Python.": ('{\n "cells": []}', 1),
}
"""What is no Python, by what is said of it, with the line that tells."""


@pytest.mark.parametrize("words", FILES)
def test_what_is_no_python_is_named(tmp_path: Path, words: str) -> None:
    text, line = FILES[words]
    (tmp_path / "toy.py").write_text(text)
    found = no_python(tmp_path / "toy.py")
    assert found is not None
    assert found[0].startswith(words)
    assert found[1] == line


@pytest.mark.parametrize(
    "text", ["def f(x)", "x = '''\n  <<<<<<< HEAD", "# <html>\nx = {", "text = '<<<<<<<'", 'x = """\n======= \n']
)
def test_a_mistake_in_the_code_is_no_other_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "toy.py").write_text(text)
    assert no_python(tmp_path / "toy.py") is None


def test_the_checks_say_so(tmp_path: Path) -> None:
    folder = unit(tmp_path, RIGHT.replace("def total", "<<<<<<< HEAD\n=======\n>>>>>>> main\ndef total"))
    problem = run_visible(folder, "toy").problem
    assert problem is not None
    assert problem.message == (
        "toy.py holds an unfinished merge. Keep one version of each part, and delete the lines that begin with "
        "<<<<<<<, ======= or >>>>>>>."
    )
    assert problem.place == "toy.py, line 9"


# Functions in the wrong place.


def test_a_function_within_a_class_or_a_function_is_found(tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    file.write_text(
        "class Toy:\n    def double(self, x):\n        return x\n\ndef total(x):\n    def treble(x): return x\n"
    )
    advice = "Move it out: its `def` belongs at the left margin."
    assert where_it_is_defined(file, "double") == f"toy.py defines double within the class Toy (line 2). {advice}"
    assert where_it_is_defined(file, "treble") == f"toy.py defines treble within the function total (line 6). {advice}"
    assert where_it_is_defined(file, "total") == ""
    assert where_it_is_defined(file, "half") == ""


def test_functions_within_a_class_are_told_so_once(tmp_path: Path) -> None:
    inside = RIGHT.replace("\n\ndef double(x):\n    return", "\n\nclass Toy:\n    def double(x):\n        return")
    run = run_visible(unit(tmp_path, inside), "toy", "double")
    assert failure(run, "test_double").message.startswith("toy.py defines double within the class Toy (line 6).")
    assert [story.same for story in run.exercises[0].stories] == [False, True]


# Python's own names.

MISTAKEN = {
    "np.pad(input, num)": "input",
    "len(input)": "input",
    "input[0]": "input",
    "input_ + sum": "sum",
    "input('?') + sum(input_)": "",
    "[input for input in input_]": "",
    "input_": "",
}
"""Values that a function may return, and which of Python's own names is taken for an argument."""


@pytest.mark.parametrize("value", MISTAKEN)
def test_a_name_of_pythons_own_in_place_of_an_argument(value: str) -> None:
    (definition,) = ast.parse(f"def f(input_, num, sum_=0):\n    return {value}").body
    raised = Failure(status=Status.ERROR, message="f raised TypeError: no len()", code="x")
    found = mistaken_builtins(raised, definition)
    name = MISTAKEN[value]
    if not name:
        assert found == raised
    else:
        assert found.message == (
            f"f uses `{name}`, which is a function of Python's own (line 2). The argument is called `{name}_`."
        )
        assert found.detail == raised.message


def test_the_checks_say_which_argument_was_meant(tmp_path: Path) -> None:
    module = with_double("return 2 * input").replace("def double(x)", "def double(input_)")
    found = failure(run_visible(unit(tmp_path, module), "toy", "double"), "test_double")
    assert found.message.endswith("The argument is called `input_`.")
    assert found.detail.startswith("double raised TypeError: unsupported operand")


# What is asked.


@pytest.mark.parametrize("name", ["total", "toy.total", "total()"])
def test_an_exercise_can_be_named_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unit(tmp_path / "toy")
    monkeypatch.chdir(tmp_path)
    assert find_asked(Path(name)) == [Asked(Path("toy"), "toy", "total")]
    monkeypatch.chdir(tmp_path / "toy")
    assert find_asked(Path(name)) == [Asked(Path(), "toy", "total")]
    assert find_asked(Path("toy")) == find_asked(Path("toy.py")) == [Asked(Path(), "toy")]


def test_the_command_takes_an_exercise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(unit(tmp_path, with_double("return x")))
    assert check_command(Path("total")) == 0
    assert "double" not in capsys.readouterr().out
    assert check_command(Path("duoble")) == 2
    assert "There is no duoble, and no exercise of that name here. Is double meant?" in capsys.readouterr().err


def test_nothing_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VisibleError, match=r"Give the folder of a unit, or the name of an exercise\."):
        find_asked(Path("conv_1d"))


class TestNotebooks:
    def test_a_function_or_a_module_names_itself(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(unit(tmp_path))
        toy = types.ModuleType("toy")
        exec(RIGHT, toy.__dict__)
        assert {each.exercise for each in autograder.check(toy.total).results} == {"total"}
        assert {each.exercise for each in autograder.check(toy).results} == {"double", "total"}

    def test_what_is_neither_is_told_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(unit(tmp_path))
        assert "check takes the name of an exercise or its function" in repr(autograder.check(7))
        assert "has no checks of 'sorted'" in repr(autograder.check(sorted))

    def test_a_kernel_in_the_folder_above_is_told_where_to_go(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unit(tmp_path / "toy")
        other = unit(tmp_path / "other")
        (other / "toy.py").rename(other / "other.py")
        (other / "test_toy.py").unlink()
        (other / "test_other.py").write_text(CHECKS.replace("toy", "other").replace('"total"', '"sum_up"'))
        monkeypatch.chdir(tmp_path)
        said = " ".join(repr(autograder.check("total")).split())
        assert "and its checks are in the folder toy. Restart the kernel, and run `%cd toy` before all" in said
        assert "There are no checks in" in " ".join(repr(autograder.check("double")).split()), "two folders have it"
