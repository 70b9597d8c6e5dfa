"""Finding and reading what was handed in, without following it anywhere and without running it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.submissions import folders
from autograder.submissions.finding import MAX_DEPTH, find_submissions
from autograder.submissions.folders import (
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    MAX_FILES,
    SubmissionError,
    read_submission,
)

UNITS = ["conv1d", "rnn"]


def write(path: Path, data: bytes = b"x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# Finding.


def test_a_module_is_found_by_its_own_path(tmp_path: Path) -> None:
    module = write(tmp_path / "conv1d.py")
    write(tmp_path / "rnn.py")
    assert find_submissions(module, UNITS) == [(tmp_path, "conv1d")]


def test_a_folder_may_hold_several_modules(tmp_path: Path) -> None:
    write(tmp_path / "rnn.py")
    write(tmp_path / "conv1d.py")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path, "conv1d"), (tmp_path, "rnn")]
    assert find_submissions(tmp_path, ["rnn"]) == [(tmp_path, "rnn")]


def test_a_tree_is_searched_in_order_without_hidden_folders_and_caches(tmp_path: Path) -> None:
    for place in ("zoe/conv1d", "anna/conv1d", "anna/rnn", ".git/conv1d", "anna/__pycache__/rnn", "bob"):
        folder = tmp_path / place
        write(folder / f"{'conv1d' if place == 'bob' else folder.name}.py")
    found = find_submissions(tmp_path, UNITS)
    assert [(str(folder.relative_to(tmp_path)), unit) for folder, unit in found] == [
        ("anna/conv1d", "conv1d"),
        ("anna/rnn", "rnn"),
        ("bob", "conv1d"),
        ("zoe/conv1d", "conv1d"),
    ]


@pytest.mark.parametrize("file", ["conv_1d.py", "conv1d.ipynb"])
def test_a_units_folder_without_the_module_is_found_because_it_is_a_zero_and_not_nothing(
    tmp_path: Path, file: str
) -> None:
    write(tmp_path / "anna" / "conv1d" / file)
    write(tmp_path / "bob" / "conv1d" / "notes.txt")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path / "anna" / "conv1d", "conv1d")]


def test_links_to_folders_are_not_entered(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "conv1d.py")
    write(tmp_path / "class" / "anna" / "conv1d.py")
    (tmp_path / "class" / "eve").symlink_to(tmp_path / "elsewhere")
    assert find_submissions(tmp_path / "class", UNITS) == [(tmp_path / "class" / "anna", "conv1d")]


@pytest.mark.parametrize("target", ["class", "class/anna/conv1d.py"])
def test_a_link_is_not_followed_when_it_is_named_either(tmp_path: Path, target: str) -> None:
    write(tmp_path / "class" / "anna" / "conv1d.py")
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(
        SubmissionError,
        match=f"link is a link to {tmp_path / target}. Links are not followed: name what it leads to, if you trust it.",
    ):
        find_submissions(tmp_path / "link", UNITS)
    assert find_submissions(tmp_path / target, UNITS) == [(tmp_path / "class" / "anna", "conv1d")]


def test_a_file_with_any_name_is_the_module_of_the_unit_that_is_named(tmp_path: Path) -> None:
    for name in ("anna.py", "conv1d (1).py", "conv1d.py.txt"):
        module = write(tmp_path / name)
        assert find_submissions(module, UNITS, only="conv1d") == [(module, "conv1d")]


def test_in_the_courses_own_folder_only_what_was_handed_in_is_looked_at(tmp_path: Path) -> None:
    for place in (
        "reference",
        "assignments",
        "release",
        "submitted/anna",
        "autograded/anna",
        "feedback/anna",
        "elsewhere/reference",
    ):
        write(tmp_path / place / "conv1d" / "conv1d.py")
    write(tmp_path / "reference" / "rnn" / "checks.py")
    expected = [(tmp_path / place / "conv1d", "conv1d") for place in ("elsewhere/reference", "submitted/anna")]
    assert find_submissions(tmp_path, UNITS, course=tmp_path) == expected
    for name in ("release", "reference"):  # who names such a folder means it
        assert (tmp_path / name / "conv1d", "conv1d") in find_submissions(tmp_path / name, UNITS, course=tmp_path)


@pytest.mark.parametrize("name", ["Conv1D.py", "conv1d.py.txt"])
def test_a_module_with_nearly_the_right_name_is_a_zero_and_not_nothing(tmp_path: Path, name: str) -> None:
    write(tmp_path / "anna" / "conv1d.py")
    write(tmp_path / "bob" / name)
    write(tmp_path / "eve" / "notes.txt")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path / "anna", "conv1d"), (tmp_path / "bob", "conv1d")]


def test_what_macos_packs_beside_the_files_is_no_submission(tmp_path: Path) -> None:
    write(tmp_path / "conv1d.py")
    write(tmp_path / "._conv1d.py", b"\0\5\x16\7")
    write(tmp_path / "__MACOSX" / "conv1d.py", b"\0\5\x16\7")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path, "conv1d")]
    assert set(read_submission(tmp_path, "conv1d").files) == {"conv1d.py"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "does not exist. Give a module, a folder that holds one, or a tree of many."),
        ("empty", "No submission found in .*empty: looked for conv1d.py, rnn.py in it and in its folders."),
        (
            "other.py",
            "other.py is not the module of a unit: those are conv1d.py, rnn.py. Rename it, or name its unit with "
            "--unit.",
        ),
        ("conv1d.txt", "conv1d.txt is not the module of a unit"),
    ],
)
def test_where_there_is_nothing_the_message_says_what_was_looked_for(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "other.py")
    write(tmp_path / "conv1d.txt")
    with pytest.raises(SubmissionError, match=words):
        find_submissions(tmp_path / name, UNITS)


# Reading.


def test_the_module_and_the_python_files_beside_it_are_read_as_bytes(tmp_path: Path) -> None:
    files = {
        "conv1d.py": b"\xef\xbb\xbfx = '\xc3\xa9'\r\n",
        "tools.py": b"# -*- coding: latin-1 -*-\n'\xe9'",
        "empty.py": b"",
    }
    for name, data in files.items():
        write(tmp_path / name, data)
    for name in ("test_conv1d.py", "notes.txt", "conv1d.ipynb", "deeper/more.py"):
        write(tmp_path / name)
    (tmp_path / "folder.py").mkdir()
    submission = read_submission(tmp_path, "conv1d", name="anna")
    assert (submission.name, submission.unit, submission.problem) == ("anna", "conv1d", "")
    assert submission.files == files


def test_nothing_of_it_is_executed(tmp_path: Path) -> None:
    write(tmp_path / "conv1d.py", b"open('ran', 'w')\nraise SystemExit")
    assert read_submission(tmp_path, "conv1d").files
    assert not Path("ran").exists()
    assert not (tmp_path / "ran").exists()


def test_without_a_name_it_goes_by_its_path(tmp_path: Path) -> None:
    write(tmp_path / "conv1d.py")
    assert read_submission(tmp_path, "conv1d").name == str(tmp_path / "conv1d.py")


def test_only_modules_of_a_reasonable_size_are_read(tmp_path: Path) -> None:
    write(tmp_path / "conv1d.py", b"#" * MAX_FILE_BYTES)
    assert read_submission(tmp_path, "conv1d").problem == ""
    write(tmp_path / "conv1d.py", b"#" * (MAX_FILE_BYTES + 1))
    submission = read_submission(tmp_path, "conv1d")
    assert (submission.files, submission.problem) == (
        {},
        "conv1d.py has more than 1,000,000 bytes: keep data out of it.",
    )


def test_a_large_file_beside_the_module_harms_those_alone_who_import_it(tmp_path: Path) -> None:
    write(tmp_path / "conv1d.py")
    write(tmp_path / "data.py", b"#" * MAX_FILE_BYTES)
    assert len(read_submission(tmp_path, "conv1d").files["data.py"]) == MAX_FILE_BYTES
    write(tmp_path / "data.py", b"#" * (MAX_FILE_BYTES + 1))
    submission = read_submission(tmp_path, "conv1d")
    assert submission.problem == ""
    with pytest.raises(ImportError, match=r"^data.py has more than 1,000,000 bytes: keep data out of it$"):
        exec(submission.files["data.py"])


@pytest.mark.parametrize("name", ["anna.py", "conv1d.txt"])
def test_a_module_with_another_name_is_read_in_the_modules_stead(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, b"x = 2")
    write(tmp_path / "conv1d.py", b"x = 1")
    write(tmp_path / "tools.py", b"x = 3")
    submission = read_submission(tmp_path / name, "conv1d")
    assert (submission.name, submission.problem) == (str(tmp_path / name), "")
    assert submission.files == {"conv1d.py": b"x = 2", "tools.py": b"x = 3"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "conv1d.py is empty. Was it saved before it was handed in?"),
        (b" \n\t\r\n", "conv1d.py is empty."),
        (
            "x = 1\n".encode("utf-16"),
            "conv1d.py is saved in the encoding UTF-16, which Python cannot read. Save it as UTF-8.",
        ),
        (
            b'{\n "cells": [], "nbformat": 4\n}',
            "conv1d.py is a notebook, not a Python module. Put your functions into the module conv1d.py",
        ),
    ],
)
def test_what_is_no_module_is_called_what_it_is(tmp_path: Path, data: bytes, words: str) -> None:
    write(tmp_path / "conv1d.py", data)
    write(tmp_path / "tools.py", data)
    submission = read_submission(tmp_path, "conv1d")
    assert submission.problem.startswith(words)
    assert submission.files == {}
    write(tmp_path / "conv1d.py")
    assert read_submission(tmp_path, "conv1d").files == {
        "conv1d.py": b"x = 1\n",
        "tools.py": data,
    }  # another file may be anything


def test_only_so_many_files_are_read_and_the_module_is_always_one(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 5):
        write(tmp_path / f"a{number:03}.py")
    write(tmp_path / "conv1d.py")
    files = read_submission(tmp_path, "conv1d").files
    assert len(files) == MAX_FILES + 1
    assert {"conv1d.py", "a000.py", f"a{MAX_FILES - 1:03}.py"} <= set(files)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ((), "There is no conv1d.py in what was handed in. Put your module back under the name conv1d.py."),
        (
            ("conv_1d.py", "test_x.py"),
            "There is no conv1d.py in what was handed in. The folder holds conv_1d.py: was it renamed? Put your "
            "module back",
        ),
        (
            ("Conv1D.py", "conv1d.ipynb"),
            "There is no conv1d.py in what was handed in. The folder holds Conv1D.py: was it renamed? Put your "
            "module back",
        ),
        (
            ("conv1d.py.txt",),
            "There is no conv1d.py in what was handed in. The folder holds conv1d.py.txt: was it renamed? Put your "
            "module back",
        ),
        (
            ("src/conv1d.py", "conv1d.ipynb"),
            "There is no conv1d.py in what was handed in. There is one in its folder src: move it up, beside the "
            "notebook.",
        ),
        (
            (".src/conv1d.py",),
            "There is no conv1d.py in what was handed in. Put your module back under the name conv1d.py.",
        ),
        (
            ("a\x1b[2Jb.py",),
            "There is no conv1d.py in what was handed in. The folder holds a�[2Jb.py: was it renamed?",
        ),
    ],
)
def test_a_missing_module_is_named_with_what_is_there(tmp_path: Path, others: tuple[str, ...], words: str) -> None:
    for name in others:
        write(tmp_path / name)
    submission = read_submission(tmp_path, "conv1d")
    assert submission.problem.startswith(words)
    assert submission.files == {}


def test_a_folder_in_the_place_of_the_module_or_no_folder_at_all_is_a_missing_module(tmp_path: Path) -> None:
    (tmp_path / "conv1d.py").mkdir()
    assert read_submission(tmp_path, "conv1d").problem.startswith("There is no conv1d.py")
    assert read_submission(tmp_path / "nowhere", "conv1d").problem.startswith("There is no conv1d.py")


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "conv1d.py")
    assert read_submission(tmp_path, "conv1d").problem.startswith("There is no conv1d.py")
    (tmp_path / "conv1d.py").unlink()
    write(tmp_path / "conv1d.py")
    os.mkfifo(tmp_path / "tools.py")
    assert set(read_submission(tmp_path, "conv1d").files) == {"conv1d.py"}


@pytest.mark.parametrize("name", ["conv1d.py", "tools.py"])
@pytest.mark.parametrize("target", ["../reference/solution.py", "own.txt", "nowhere", "/etc/passwd"])
def test_links_are_refused_wherever_they_lead(tmp_path: Path, name: str, target: str) -> None:
    write(tmp_path / "reference" / "solution.py", b"SECRET = 1")
    write(tmp_path / "anna" / "own.txt")
    if name != "conv1d.py":
        write(tmp_path / "anna" / "conv1d.py")
    (tmp_path / "anna" / name).symlink_to(target)
    submission = read_submission(tmp_path / "anna", "conv1d")
    assert (submission.files, submission.problem) == ({}, f"{name} is a link to another file. Hand in the file itself.")


@pytest.mark.parametrize("target", ["anna", "anna/conv1d.py"])
def test_a_link_in_the_place_of_all_of_it_is_refused_too(tmp_path: Path, target: str) -> None:
    write(tmp_path / "anna" / "conv1d.py")
    (tmp_path / "eve").symlink_to(target)
    submission = read_submission(tmp_path / "eve", "conv1d")
    assert (submission.files, submission.problem) == ({}, "eve is a link to another file. Hand in the file itself.")


def test_a_file_that_cannot_be_read_is_said_so_without_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "conv1d.py")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(folders, "open_plain", refuse)
    submission = read_submission(tmp_path, "conv1d")
    assert submission.problem == "conv1d.py cannot be read: Permission denied. Hand it in again."


# One submission is one folder of one student.


@pytest.mark.parametrize("inner", ["zoe/conv1d", "old", "conv1d", "zoe/rnn", "[s123]"])
def test_below_a_submission_nothing_else_is_one(tmp_path: Path, inner: str) -> None:
    unit = inner.rpartition("/")[2] if inner.endswith("rnn") else "conv1d"
    write(tmp_path / "eve" / "conv1d" / "conv1d.py")
    write(tmp_path / "eve" / "conv1d" / inner / f"{unit}.py")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path / "eve" / "conv1d", "conv1d")]


def test_a_tree_deeper_than_python_can_call_itself_harms_nobody(tmp_path: Path) -> None:
    write(tmp_path / "ada" / "conv1d" / "conv1d.py")
    folder = tmp_path / "eve" / "deep"
    folder.mkdir(parents=True)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):  # longer than a path may be, so one step at a time
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    found = find_submissions(tmp_path, UNITS)
    subprocess.run(["rm", "-rf", tmp_path / "eve"], check=True)  # pytest's own way of removing it calls itself
    assert found == [(tmp_path / "ada" / "conv1d", "conv1d")]


def test_a_search_goes_as_deep_as_anybody_hands_in_and_no_deeper(tmp_path: Path) -> None:
    inside = tmp_path.joinpath(*["d"] * MAX_DEPTH)
    write(inside / "conv1d.py")
    assert find_submissions(tmp_path, UNITS) == [(inside, "conv1d")]
    (inside / "conv1d.py").unlink()
    write(inside / "d" / "conv1d.py")
    with pytest.raises(SubmissionError, match="No submission found"):
        find_submissions(tmp_path, UNITS)


def test_what_one_student_hands_in_is_searched_so_far_and_nobody_elses_is_searched_less(tmp_path: Path) -> None:
    for number in range(MAX_ENTRIES // 50):
        for inner in range(50):
            (tmp_path / "eve" / f"{number:03}" / f"{inner}").mkdir(parents=True)
    write(tmp_path / "eve" / "000" / "conv1d.py")
    write(tmp_path / "eve" / "zzz" / "conv1d.py")
    write(tmp_path / "zoe" / "conv1d.py")
    assert find_submissions(tmp_path, UNITS) == [
        (tmp_path / "eve" / "000", "conv1d"),
        (tmp_path / "zoe", "conv1d"),
    ]


def test_beside_thousands_of_files_a_module_is_read_in_no_time(tmp_path: Path) -> None:
    for number in range(MAX_ENTRIES + 10):
        (tmp_path / f"{number}.txt").touch()
    assert read_submission(tmp_path, "conv1d").problem.startswith("There is no conv1d.py")
    write(tmp_path / "conv1d.py")
    assert set(read_submission(tmp_path, "conv1d").files) == {"conv1d.py"}
