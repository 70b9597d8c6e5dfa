"""Files of others are read as what they are when they are opened."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from autograder.files import open_plain
from autograder.submissions import folders
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
def test_a_link_that_appears_after_the_look_is_not_followed(
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
    assert (submission.files, submission.problem.startswith("toy.py cannot be read")) == ({}, True)
