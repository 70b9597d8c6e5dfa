"""The archive for Gradescope: unpacked and run as Gradescope does it, apart from the installation."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hatchling.builders.wheel import WheelBuilder

from autograder import cli
from autograder.course.settings import SettingsError
from autograder.handout.gradescope_archive import REQUIREMENTS, archive
from tests.test_cli import SOLUTION, course

__all__ = ["course"]  # the fixture

ROOT = Path(__file__).resolve().parents[1]

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


def test_gradescope_says_which_attempt_it_is(
    container: Callable[[dict[str, str]], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    root = tmp_path / "autograder"
    (root / "source" / "course" / "course.toml").write_text('[feedback]\nfirst_attempts = ["score"]\n')
    metadata = {"previous_submissions": [], "assignment": {"due_date": None}, "users": []}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    done = container({"unit.py": SOLUTION.replace("x / 2.0", "x")})
    assert done.returncode == 0, done.stderr
    assert "There is more from attempt 2 on; this is attempt 1." in str(results(tmp_path)["output"])
    assert "expected" not in json.dumps(results(tmp_path))


@pytest.mark.parametrize("name", ["poem.txt", "unit (1).py", "unit.ipynb"])
def test_where_the_module_is_missing_the_results_say_what_is_wanted(
    name: str, container: Callable[[dict[str, str]], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = container({name: SOLUTION})
    assert done.returncode == 0, done.stderr
    assert results(tmp_path)["score"] == 0
    assert "There is no unit.py in what was handed in" in json.dumps(results(tmp_path))
    assert ("was it renamed?" in json.dumps(results(tmp_path))) == name.endswith(".py")


def test_copies_count_once(
    container: Callable[[dict[str, str]], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    for number in range(20):
        (tmp_path / "autograder" / "submission" / f"copy{number}").mkdir()
    done = container({f"copy{number}/unit.py": SOLUTION for number in range(20)})
    assert done.returncode == 0, done.stderr
    assert results(tmp_path)["score"] == 3.0


def test_the_archive_holds_the_reference_and_nothing_of_other_people(course: Path) -> None:
    names = list(contents(course))
    assert "course/reference/unit/solution.py" in names
    assert not [name for name in names if "submitted" in name or "__pycache__" in name]
    assert archive(course, ["unit"]) == archive(course, ["unit"])


@pytest.fixture
def settings(course: Path) -> Iterator[Callable[[str], Path]]:
    """Writes the course's settings, for as long as the test runs."""
    path = course / "course.toml"

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    yield write
    path.unlink()


def contents(course: Path) -> dict[str, bytes]:
    """The files of the archive of the one unit, by name."""
    with zipfile.ZipFile(io.BytesIO(archive(course, ["unit"]))) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_what_the_course_says_of_itself_comes_along_and_what_it_requires_is_installed(
    course: Path, settings: Callable[[str], Path]
) -> None:
    before = contents(course)
    text = 'requirements = ["scipy", "numpy"]\n'
    settings(text)
    after = contents(course)
    assert after["course/course.toml"].decode() == text
    names = [
        [line.partition("==")[0] for line in files["requirements.txt"].decode().splitlines()]
        for files in (before, after)
    ]
    assert names == [list(REQUIREMENTS), [*REQUIREMENTS, "scipy"]]
    assert before.keys() == after.keys() - {"course/course.toml"}


def test_translations_come_along_with_what_reads_them(course: Path, settings: Callable[[str], Path]) -> None:
    settings('language = "es"\n')
    folders = [course / "reference" / part / "translations" for part in ("", "unit")]
    for folder in folders:
        folder.mkdir()
        (folder / "es.po").write_text("")
    after = contents(course)
    assert "babel" in [line.partition("==")[0] for line in after["requirements.txt"].decode().splitlines()]
    assert {"course/reference/translations/es.po", "course/reference/unit/translations/es.po"} <= after.keys()
    for folder in folders:
        shutil.rmtree(folder)


def test_what_is_required_and_not_installed_is_named(course: Path, settings: Callable[[str], Path]) -> None:
    path = settings('requirements = ["no-such-thing"]\n')
    words = f"{path} requires no-such-thing, which is not installed here. Install it, then run the same command again."
    with pytest.raises(SettingsError, match=re.escape(words)):
        archive(course, ["unit"])


def test_the_packages_requirements_are_those_that_it_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {re.split("[>=]", requirement)[0] for requirement in declared} == set(REQUIREMENTS)


def test_whoever_installs_the_kit_can_make_the_same_archive(course: Path) -> None:
    wheel = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    package = {name for name in contents(course) if name.startswith("autograder/")}
    assert package <= wheel
    assert {"autograder/templates/gradescope/setup.sh", "autograder/templates/report.html.j2"} <= package


def test_the_scripts_are_sound_shell(course: Path, tmp_path: Path) -> None:
    files = contents(course)
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n"], input=files[name], check=True)
    assert all("==" in line for line in files["requirements.txt"].decode().splitlines())


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
