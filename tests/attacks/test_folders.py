"""Attacks by what is handed in: each traps a reader of folders, and ours reads nothing but plain
files of a reasonable size.
"""

from __future__ import annotations

import os
import re
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Status
from autograder.submissions.folders import read_submission
from tests.attacks.building import builder, waits_at_a_pipe
from tests.attacks.catalogue import attacks
from tests.attacks.conftest import Servers
from tests.attacks.toy import NAIVE, UNIT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked, and links need privileges")

ATTACKS = attacks("folders")
SECRET = (NAIVE / "reference.py").read_text()


@pytest.fixture
def submission(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder that the attack builds."""
    (tmp_path / "reference.py").write_text(SECRET)
    folder = tmp_path / "eve"
    folder.mkdir()
    builder("folders", request.param).build(folder, {"reference": tmp_path / "reference.py"})
    return folder


each = pytest.mark.parametrize(("name", "submission"), [(name, name) for name in ATTACKS], indirect=["submission"])


def naively_read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*.py")}


def naive_reading_waits(folder: Path) -> bool:
    return waits_at_a_pipe(lambda: naively_read(folder), next(path for path in folder.iterdir() if path.is_fifo()))


def old_search_takes(text: str) -> float:
    """How long the usual pattern for imports takes with the first few thousand characters."""
    start = time.perf_counter()
    re.search(r"(?m)^\s*(from|import)\s+scipy(\.|\s+import\s+.*)fft\b", text[:4000])
    return time.perf_counter() - start


def unpacked(folder: Path) -> int:
    with zipfile.ZipFile(folder / "unit.zip") as archive:
        return sum(info.file_size for info in archive.infolist()) // (folder / "unit.zip").stat().st_size


def cannot_be_read(folder: Path) -> bool:
    try:
        return not compile((folder / "unit.py").read_text(encoding="utf-8"), "unit.py", "exec")
    except (OSError, ValueError, SyntaxError, LookupError):
        return True


NAIVELY: dict[str, Callable[[Path], bool]] = {
    "reads the reference": lambda folder: SECRET in naively_read(folder).values(),
    "waits": naive_reading_waits,
    "never ends": lambda folder: os.path.realpath(folder / "unit.py") == "/dev/zero",
    "reads a terabyte": lambda folder: sum(path.stat().st_size for path in folder.glob("*.py")) >= 1 << 40,
    "reads a thousand files": lambda folder: len(naively_read(folder)) > 1000,
    "searches for hours": lambda folder: (
        old_search_takes((folder / "unit.py").read_text()) > 50 * old_search_takes("import numpy\n" * 300)
    ),
    "unpacks a flood": lambda folder: unpacked(folder) > 500,
    "prints names": lambda folder: any(not path.name.isprintable() for path in folder.iterdir()),
    "cannot be read": cannot_be_read,
}


@each
def test_attack_traps_a_naive_reader(name: str, submission: Path) -> None:
    assert NAIVELY[ATTACKS[name].settings["HARM"]](submission)


@pytest.fixture(scope="module")
def judge(servers: Servers) -> Judge:
    """With one tier only: it does not matter to what is read."""
    return Judge(prepare(UNIT), servers(()))


@each
def test_attack_is_read_in_no_time_and_earns_nothing(name: str, submission: Path, judge: Judge) -> None:
    start = time.monotonic()
    read = read_submission(submission, "unit", name="eve")
    assert SECRET.encode() not in read.files.values()
    assert sum(map(len, read.files.values())) <= 2_000_000
    assert len(read.files) <= 51
    assert read.problem.isprintable()
    report = judge.judge(read)
    assert (report.status, report.score) in ((Status.GRADED, 0.0), (Status.UNREADABLE, 0.0)), report
    assert report.message.isprintable()
    assert time.monotonic() - start < 8
