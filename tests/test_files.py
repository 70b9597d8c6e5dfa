"""Files of others are read as what they are when they are opened."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.files import open_plain
from autograder.submissions import finding, folders
from autograder.submissions.folders import read_submission

KINDS = ["link", "folder", "pipe", "socket", "device"]


def put(kind: str, path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text("secret")
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_a_file_is_opened_and_nothing_waited_for(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    place = Path("/dev/zero" if kind == "device" else "place")
    put(kind, place if kind != "device" else tmp_path / "unused")
    with pytest.raises(OSError, match=r"."):
        open_plain(place)


def test_a_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\r\n")
    with open_plain(tmp_path / "file") as file:
        assert file.read() == b"a\r\n"


@pytest.mark.parametrize("name", ["toy.py", "helper.py"])
def test_a_link_that_appears_after_the_look_is_not_followed_and_costs_what_needs_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "solution.py"
    secret.write_text("SECRET = 1")
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "toy.py").write_text("x = 1")
    usual = folders._problem_of

    def then_swapped(*arguments: object) -> str:
        found = usual(*arguments)  # type: ignore[arg-type]
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(secret)
        return found

    (folder / "helper.py").write_text("x = 1")
    monkeypatch.setattr(folders, "_problem_of", then_swapped)
    submission = read_submission(folder, "toy")
    assert not any(b"SECRET" in text for text in submission.files.values())
    if name == "toy.py":
        assert (submission.files, submission.problem.startswith("toy.py cannot be read")) == ({}, True)
    else:
        assert submission.files["toy.py"] == b"x = 1"
        assert submission.files["helper.py"].startswith(b"raise ImportError('helper.py cannot be read: ")


def test_what_is_called_as_the_module_and_is_no_file_was_not_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put("socket", Path("toy.py"))
    assert "renamed" not in read_submission(Path(), "toy").problem


@pytest.mark.skipif(sys.platform == "win32", reason="there anybody may look into a folder")
def test_a_hand_in_that_nobody_may_look_into_is_a_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "eve" / "toy"
    for folder in (closed, tmp_path / "ada" / "toy"):
        folder.mkdir(parents=True)
        (folder / "toy.py").write_text("x = 1")
    scandir = os.scandir

    def refusing(path: Path) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != closed)  # root may look everywhere
    assert finding.find_submissions(tmp_path, ["toy"]) == [(tmp_path / "ada" / "toy", "toy"), (closed, "toy")]
    assert read_submission(closed, "toy").problem == "toy.py cannot be read: Permission denied. Hand it in again."
