"""The documents: their pages build without a warning, and their commands run as they are written."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import load_unit
from tests.test_pull_request import Students, git

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
"""Its blocks are steps that follow each other; they are done in a test of their own."""

EVERYDAY = ROOT / "docs" / "everyday.md"
"""So are its blocks."""

LANGUAGES = ROOT / "docs" / "languages.md"
"""And those of this page."""

_OTHERS = sorted({*(ROOT / "docs").glob("*.md")} - {TUTORIAL, EVERYDAY, LANGUAGES})
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *_OTHERS]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


def blocks() -> Iterator[str]:
    """All blocks of shell commands in all documents, in order."""
    for document in DOCUMENTS:
        yield from re.findall(r"^ *```sh\n(.*?)^ *```$", document.read_text(), flags=re.MULTILINE | re.DOTALL)


def block(start: str) -> str:
    """The one block that starts with these words."""
    (found,) = (text for text in blocks() if text.startswith(start))
    return found


QUICK = [
    "autograder check",
    "make setup",
    "nbgrader autograde",
    "autograder grade",
    "autograder new secret",
    "autograder pr",
    "dask scheduler",
    "sudo apt-get install postgresql",
    "nbgrader generate_assignment",
    "rm -rf .github/workflows",
    "docker build",
    "cd /course",
]
SLOW = [
    "autograder sync",
    ".venv/bin/python tests/benchmarks",
    ".venv/bin/python -m tests.benchmarks.many_hand_ins",
]
BY_MAKE = ["make demo"]


def test_every_block_of_commands_is_run_by_a_test() -> None:
    known = tuple(QUICK + SLOW + BY_MAKE)
    assert [text for text in blocks() if not text.startswith(known)] == []
    assert len(list(blocks())) == len(known)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as it is cloned, after ``make setup``."""
    folder = tmp_path_factory.mktemp("clone") / "kit"
    for name in subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0"):
        if name and not name.startswith(("tests/submissions", "tests/attacks")) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    python = folder / ".venv" / "bin" / "python"  # a link would not know the packages of the environment it leads to
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return folder


def run(commands: str, folder: Path) -> str:
    """What the commands print; ``make`` only says what it would do, because it would install
    everything first.
    """
    known = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    script = f'make() {{ command make --dry-run "$@"; }}\n{commands}'
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | known,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_commands_of_student_instructor_and_ci_run_as_written(clone: Path, tmp_path: Path) -> None:
    solution = load_unit(ROOT, "conv1d").solution
    run(block("make setup"), clone)
    released = clone / "release" / "conv1d"
    (released / "conv1d.py").write_text(solution)
    assert "all" in run(block("autograder check"), released)
    shutil.copytree(released, clone / "submitted" / "ada" / "conv1d")
    run(block("nbgrader autograde"), clone)
    assert (clone / "feedback" / "ada" / "conv1d" / "conv1d.html").is_file()
    assert "20.0" in (clone / "grades.csv").read_text()
    assert "20 / 20" in run(block("autograder grade"), clone)
    assert (clone / "build" / "pages" / "index.html").is_file()
    students = Students(clone.parent / "students")
    students.commit({"conv1d/conv1d.py": "# not begun\n"})
    git(students.folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    students.commit({"conv1d/conv1d.py": solution})
    git(students.folder, "update-ref", "refs/remotes/pull/7", "HEAD")
    run(block("autograder new secret"), clone)
    assert "20 / 20" in run(block("autograder pr"), clone)
    (clone / "reference" / "secret.txt").unlink()  # the README shows what everybody gets


GITHUB = """
export GIT_{AUTHOR,COMMITTER}_NAME=teacher GIT_{AUTHOR,COMMITTER}_EMAIL=teacher@example.org
gh() {
  case "$1 $2" in
    "repo create") git init -q --bare "$HUB/$3" && git push -q "$HUB/$3" HEAD:main ;;
    "variable set") echo "$3 $7" >> "$HUB/variables" ;;
    "secret set") cat > "$HUB/$3" ;;
  esac
}
"""
"""What stands in for GitHub: repositories in a folder, with files for what it is told."""


def test_an_organisation_is_set_up_as_written(clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course, hub = tmp_path / "course", tmp_path / "hub"
    shutil.copytree(clone, course, symlinks=True)
    hub.mkdir()
    monkeypatch.setenv("HUB", str(hub))
    (course / "dist").mkdir()
    (course / "dist" / "chainrule_kit-1-py3-none-any.whl").touch()  # make only says what it would do
    git(course, "init", "-q")
    run(GITHUB + block("nbgrader generate_assignment"), course)
    run(GITHUB + block("rm -rf .github/workflows"), course)
    students, grading = (
        set(git(hub / "ORGANISATION" / name, "ls-tree", "-r", "--name-only", "main").split("\n"))
        for name in ("students", "grading")
    )
    unit = {f"conv1d/{path.name}" for path in (course / "release" / "conv1d").iterdir()}
    assert "conv1d/test_conv1d.py" in unit
    assert students == unit | {".github/workflows/feedback.yml", "chainrule_kit-1-py3-none-any.whl"}
    assert {name for name in grading if name.startswith(".github/workflows")} == {".github/workflows/marks.yml"}
    assert {"Makefile", "requirements.lock", "reference/conv1d/solution.py"} <= grading
    assert "reference/secret.txt" not in grading
    assert (hub / "COURSE_SECRET").read_text() == (course / "reference" / "secret.txt").read_text()
    assert (hub / "variables").read_text() == "STUDENTS_REPOSITORY https://github.com/ORGANISATION/students\n"


@pytest.mark.slow  # tests/test_cluster.py starts one in every run
def test_a_cluster_is_started_by_hand_as_written(clone: Path) -> None:
    submitted = clone / "submitted" / "eve" / "conv1d"
    submitted.mkdir(parents=True)
    (submitted / "conv1d.py").write_text(load_unit(ROOT, "conv1d").solution)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    commands = block("dask scheduler").replace("8786", str(port)).replace("8787", "0")
    said = run(f"trap 'kill $(jobs -p); wait' EXIT\n{commands}", clone)
    assert "eve" in said
    assert "20.0" in (clone / "report.json").read_text()


def test_the_readme_shows_what_the_kit_says(clone: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    code, said = (re.search(rf"```{language}\n(.*?)```", readme, flags=re.DOTALL) for language in ("python", "text"))
    assert code
    assert said
    (tmp_path / "conv1d.py").write_text(code[1])
    printed = run(f"COLUMNS=80 autograder grade {tmp_path}/conv1d.py", clone)
    lines = [line.rstrip() for line in printed.splitlines()]
    shown = said[1].rstrip().splitlines()
    place = lines.index(shown[0])
    assert lines[place : place + len(shown)] == shown


@pytest.mark.parametrize("start", [*BY_MAKE, *(pytest.param(start, marks=pytest.mark.slow) for start in SLOW)])
def test_the_other_commands_run_as_written(start: str, clone: Path) -> None:
    run(block(start), clone)


def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--quiet",
        "--fail-on-warning",
        "--keep-going",
        "-d",
        str(tmp_path / "trees"),
        "docs",
        str(tmp_path / "docs"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "docs" / "command_line.html").read_text()
    for words in ("--gradescope", "--visible", "--allow-unsafe", "autograder-audit"):
        assert words in page
    assert "isolated" in (tmp_path / "docs" / "report.html").read_text()
