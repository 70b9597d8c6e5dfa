"""Finding and reading what was handed in, without following it anywhere and without running it."""

import os
import sys
from pathlib import Path

import pytest

from autograder.submission import MAX_FILE_BYTES, MAX_FILES, SubmissionError, find_submissions, read_submission

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
def test_a_units_folder_without_the_module_is_found_because_it_is_a_zero_and_not_nothing(tmp_path: Path, file: str) -> None:
    write(tmp_path / "anna" / "conv1d" / file)
    write(tmp_path / "bob" / "conv1d" / "notes.txt")
    assert find_submissions(tmp_path, UNITS) == [(tmp_path / "anna" / "conv1d", "conv1d")]


def test_links_to_folders_are_not_entered(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "conv1d.py")
    write(tmp_path / "class" / "anna" / "conv1d.py")
    (tmp_path / "class" / "eve").symlink_to(tmp_path / "elsewhere")
    assert find_submissions(tmp_path / "class", UNITS) == [(tmp_path / "class" / "anna", "conv1d")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "does not exist. Give a module, a folder that holds one, or a tree of many."),
        ("empty", "No submission found in .*empty: looked for conv1d.py, rnn.py in it and in its folders."),
        ("other.py", "other.py is not the module of a unit: those are conv1d.py, rnn.py. Rename it."),
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
    files = {"conv1d.py": b"\xef\xbb\xbfx = '\xc3\xa9'\r\n", "tools.py": b"# -*- coding: latin-1 -*-\n'\xe9'", "empty.py": b""}
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


@pytest.mark.parametrize("name", ["conv1d.py", "tools.py"])
def test_only_files_of_a_reasonable_size_are_read(tmp_path: Path, name: str) -> None:
    write(tmp_path / "conv1d.py")
    write(tmp_path / name, b"#" * MAX_FILE_BYTES)
    assert read_submission(tmp_path, "conv1d").problem == ""
    write(tmp_path / name, b"#" * (MAX_FILE_BYTES + 1))
    submission = read_submission(tmp_path, "conv1d")
    assert (submission.files, submission.problem) == ({}, f"conv1d.py cannot be read: {name} has more than 1,000,000 bytes. Hand it in again.")


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
        (("conv_1d.py", "test_x.py"), "There is no conv1d.py in what was handed in. The folder holds conv_1d.py: was it renamed? Put your module back"),
        (("a\x1b[2Jb.py",), "There is no conv1d.py in what was handed in. The folder holds a�[2Jb.py: was it renamed?"),
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


def test_a_file_that_cannot_be_read_is_said_so_without_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "conv1d.py")

    def refuse(path: Path, *_mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    submission = read_submission(tmp_path, "conv1d")
    assert submission.problem == "conv1d.py cannot be read: Permission denied. Hand it in again."
