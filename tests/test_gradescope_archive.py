"""The archive for Gradescope: unpacked and run as Gradescope does it, apart from the installation."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import cli
from autograder.handout.gradescope_archive import archive
from tests.test_cli import SOLUTION, course

__all__ = ["course"]  # the fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@pytest.fixture
def container(course: Path, tmp_path: Path) -> Callable[[dict[str, str]], subprocess.CompletedProcess[str]]:
    """Runs the autograder on a submission, in folders laid out as in Gradescope's container."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(archive(course, ["unit"]))) as file:
        file.extractall(root / "source")
        assert file.getinfo("run_autograder").external_attr >> 16 == 0o755
    environment = os.environ | {"AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}

    def run(files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            (root / "submission" / name).write_text(text)
        return subprocess.run(
            ["bash", root / "source" / "run_autograder"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def results(tmp_path: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads((tmp_path / "autograder" / "results" / "results.json").read_text())
    return document


@pytest.mark.parametrize(
    ("files", "score"),
    [
        ({"unit.py": SOLUTION.replace("x / 2.0", "x")}, 1.0),
        ({"units.ipynb": "{}", "Unit.py": SOLUTION}, 0.0),
    ],
)
def test_gradescope_gets_the_marks(
    container: Callable[[dict[str, str]], subprocess.CompletedProcess[str]],
    tmp_path: Path,
    files: dict[str, str],
    score: float,
) -> None:
    done = container(files)
    assert done.returncode == 0, done.stderr
    assert results(tmp_path)["score"] == score


def test_where_nothing_can_be_graded_there_are_no_results(
    container: Callable[[dict[str, str]], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert container({"poem.txt": "Roses are red."}).returncode == 2
    assert not (tmp_path / "autograder" / "results" / "results.json").exists()


def test_the_archive_holds_the_reference_and_nothing_of_other_people(course: Path) -> None:
    names = zipfile.ZipFile(io.BytesIO(archive(course, ["unit"]))).namelist()
    assert "course/reference/unit/solution.py" in names
    assert not [name for name in names if "submitted" in name or "__pycache__" in name]
    assert archive(course, ["unit"]) == archive(course, ["unit"])


def test_the_scripts_are_sound_shell(course: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(course, ["unit"]))) as file:
        for name in ("setup.sh", "run_autograder"):
            subprocess.run(["bash", "-n"], input=file.read(name), check=True)
        assert all("==" in line for line in file.read("requirements.txt").decode().splitlines())


def test_the_command_writes_the_archive(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course)
    result = CliRunner().invoke(
        cli.main, ["gradescope", "unit", "--output", str(tmp_path / "a.zip")], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert zipfile.is_zipfile(tmp_path / "a.zip")
    wrong = CliRunner().invoke(
        cli.main, ["gradescope", "units", "--output", str(tmp_path / "b.zip")], catch_exceptions=False
    )
    assert wrong.exit_code == 2
    assert "There is no unit 'units'" in wrong.stderr
    assert not (tmp_path / "b.zip").exists()
