"""A course on something else, graded by the kit as it is installed: what the engine knows of a course,
the course has told it.

The wheel is installed into an environment of its own, and the course of ``tests/courses`` copied to
where nothing of the repository is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.papers import new_secret
from tests.demo_course import ROOT, made_once, nbgrader
from tests.test_pull_request import Students

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

COURSE = ROOT / "tests" / "courses" / "linear_algebra"
SOLUTION = (COURSE / "reference" / "elimination" / "solution.py").read_text()
NEVER_EXCHANGED = SOLUTION.replace("i + np.argmax(np.abs(a[i:, i]))", "i")
STUB = (COURSE / "assignments" / "elimination" / "elimination.py").read_text()
HANDED_IN = {"ada": (SOLUTION, 20.0), "ben": (NEVER_EXCHANGED, 17.0), "eve": (STUB, 0.0)}
HINT = "No rows seem to be exchanged. Bring the largest value of the column onto the diagonal first."


def install(folder: Path) -> None:
    """Makes an environment with the kit from its wheel; everything else is what is installed here."""
    wheels = folder.with_name(f"{folder.name}-wheels")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    venv.create(folder, symlinks=True)
    (inside,) = folder.glob("lib/python*/site-packages")
    # a plain line: the .pth files of that folder, such as the one of an editable kit, are not followed
    (inside / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    (folder / "share").symlink_to(Path(sys.prefix) / "share")  # where nbconvert's templates are
    (folder / "bin" / "alembic").symlink_to(Path(sys.executable).with_name("alembic"))  # nbgrader calls it by name
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    # without --force-reinstall pip would find the kit beside the dependencies, and leave it at that
    subprocess.run([*pip, "--force-reinstall", "--no-warn-script-location", str(wheel)], check=True, env=clean())


def clean() -> dict[str, str]:
    """The environment without what would lead to the repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "PIP"))}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an installed kit."""
    return made_once(tmp_path_factory.getbasetemp(), "any_course_kit", install) / "bin"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    copied = shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", ".auto*"))
    new_secret(copied)
    return copied


def run(kit: Path, folder: Path, *arguments: object, status: int = 0) -> str:
    """What an `autograder` command prints in a folder, errors included."""
    done = subprocess.run(
        [str(kit / "autograder"), *map(str, arguments)],
        cwd=folder,
        env=clean() | {"COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def test_the_kit_that_is_tried_is_the_installed_one(kit: Path, tmp_path: Path) -> None:
    code = "import autograder, click; print(autograder.__file__); print(click.__file__)"
    found = subprocess.run(
        [kit / "python", "-c", code], cwd=tmp_path, env=clean(), capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert Path(found[0]).is_relative_to(kit.parent)
    assert Path(found[1]).is_relative_to(sysconfig.get_path("purelib"))


def test_the_course_is_up_to_date_and_its_audit_is_clean(kit: Path, course: Path) -> None:
    assert "up to date" in run(kit, course, "sync", "--check")
    said = run(kit, course, "audit", "--json", "all.json")
    assert said.count("Clean: everything wrong is caught and named, everything right is accepted.") == 2
    run(kit, course, "audit", "elimination", "--json", "one.json")  # with the variants on all cores, not the units
    together, alone = (
        [audit | {"seconds": 0} for audit in json.loads((course / name).read_text())["audits"]]
        for name in ("all.json", "one.json")
    )
    assert together[:1] == alone


def test_a_mistake_in_a_unit_is_told_in_the_same_words_where_several_are_audited(kit: Path, course: Path) -> None:
    checks = course / "reference" / "elimination" / "checks.py"
    checks.write_text(checks.read_text() + "\n1 / 0\n")
    side_by_side, by_itself = (run(kit, course, "audit", *names, status=2) for names in ((), ("elimination",)))
    assert "division by zero" in by_itself
    assert side_by_side == by_itself


@pytest.mark.slow
def test_nbgrader_grades_it(kit: Path, course: Path) -> None:
    python = kit / "python"
    nbgrader(course, "generate_assignment", "elimination", python=python)
    for student, (text, _) in HANDED_IN.items():
        folder = shutil.copytree(course / "release" / "elimination", course / "submitted" / student / "elimination")
        (folder / "elimination.py").write_text(text)
    nbgrader(course, "autograde", "elimination", python=python)
    nbgrader(course, "generate_feedback", "elimination", python=python)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, (_, points) in HANDED_IN.items():
            submission = gradebook.find_submission("elimination", student)
            assert (submission.score, submission.max_score) == (points, 22.0)  # 2 for words, by a person
    pages = {name: (course / "feedback" / name / "elimination" / "elimination.html").read_text() for name in HANDED_IN}
    assert [name for name, page in pages.items() if HINT in page] == ["ben"]


def test_the_command_line_grades_it_and_names_the_mistake(kit: Path, course: Path) -> None:
    texts = {name: text for name, (text, _) in HANDED_IN.items()} | {"zoe": f"import scipy\n{SOLUTION}"}
    for student, text in texts.items():
        (course / "submitted" / student / "elimination").mkdir(parents=True)
        (course / "submitted" / student / "elimination" / "elimination.py").write_text(text)
    run(kit, course, "grade", "submitted", "--json", "run.json")
    reports = {
        Path(report["submission"]).parts[1]: report
        for report in json.loads((course / "run.json").read_text())["reports"]
    }
    assert {name: report["score"] for name, report in reports.items()} == {
        **{name: points for name, (_, points) in HANDED_IN.items()},
        "zoe": 0.0,
    }
    named = {exercise["name"]: exercise["diagnosis"] for exercise in reports["ben"]["exercises"]}
    assert named["solve"] == {"misconception": "rows_never_exchanged", "hint": HINT}
    assert "Only NumPy, the standard library and your own Python files" in reports["zoe"]["message"]


def test_a_pull_request_is_graded(kit: Path, course: Path, tmp_path: Path) -> None:
    students = Students(tmp_path / "students")
    released = course / "assignments" / "elimination"
    students.commit({f"elimination/{file.name}": file.read_bytes() for file in released.iterdir() if file.is_file()})
    students.branch("work")
    students.commit({"elimination/elimination.py": NEVER_EXCHANGED})
    said = run(kit, course, "pr", "--repository", students.folder, "--base", "main", "--head", "work")
    assert "17 / 20" in said
    assert "No rows seem to be exchanged." in said


def test_students_check_their_work_with_it(kit: Path, course: Path) -> None:
    folder = course / "assignments" / "least_squares"
    said = run(kit, folder, "check", status=1)
    assert "exact_line" in said
    solution = (course / "reference" / "least_squares" / "solution.py").read_text()
    (folder / "least_squares.py").write_text(solution)
    run(kit, folder, "check")


def test_a_mistake_in_what_the_course_says_of_itself_is_one_sentence(kit: Path, course: Path) -> None:
    (course / "course.toml").write_text('import = ["numpy"]\n')
    for command in (["sync", "--check"], ["grade", "assignments"]):
        said = run(kit, course, *command, status=2).strip()
        assert "course.toml has 'import', which means nothing. What it may have: title, imports," in said
        assert len(said.splitlines()) == 1


def test_skeletons_are_part_of_what_is_installed(kit: Path, tmp_path: Path) -> None:
    run(kit, tmp_path, "new", "course", "statistics")
    assert "means.ipynb" in run(kit, tmp_path / "statistics", "new", "unit", "means")
