"""The command line: exit statuses, what goes to which stream and file, and what is said of wrong
use.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import autograder
from autograder import cli
from autograder.course import find_course
from autograder.course.papers import new_secret
from autograder.grading import grader as grading

COURSE = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SOLUTION = """
def double(x):
    ### BEGIN SOLUTION
    return 2.0 * x
    ### END SOLUTION

def half(x):
    ### BEGIN SOLUTION
    return x / 2.0
    ### END SOLUTION
"""
CHECKS = """
from autograder.testing import arguments, vectors
from autograder.course import Exercise, Unit, agrees

def check(points):
    return agrees("all", points, "Any vector.", arguments(x=vectors(1, 3)), count=4)

UNIT = Unit("unit", "A unit", (Exercise("double", check(1.0)), Exercise("half", check(2.0))), in_all_forms=False)
"""
CLASS = {
    "anna": SOLUTION,
    "bob": SOLUTION.replace("x / 2.0", "x / 4.0"),
    "[bold]eve[/]": "raise SystemExit",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("course")
    folder = course / "reference" / "unit"
    folder.mkdir(parents=True)
    (course / "assignments").mkdir()
    new_secret(course)
    (folder / "solution.py").write_text(SOLUTION)
    (folder / "checks.py").write_text(CHECKS)
    (folder / "misconceptions.py").write_text("")
    (folder / "alternatives.py").write_text("")
    for name, text in CLASS.items():
        (course / "submitted" / name).mkdir(parents=True)
        (course / "submitted" / name / "unit.py").write_text(text)
    return course


@pytest.fixture
def run(course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(course)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    shutil.rmtree(course / ".autograder", ignore_errors=True)  # what a test has left that could not write its report
    return lambda *arguments: CliRunner().invoke(cli.main, list(map(str, arguments)), catch_exceptions=False)


ANNA, BOB, EVE = (f"submitted/{name}" for name in CLASS)


# Exit statuses.


def test_graded_is_status_0_whatever_the_marks(run: Callable[..., Result]) -> None:
    for path, points in ((ANNA, "3 / 3"), (BOB, "1 / 3"), (EVE, "0 / 3")):
        result = run("grade", path)
        assert result.exit_code == 0
        assert points in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("required", "paths", "status"),
    [(3, [ANNA], 0), (3.1, [ANNA], 1), (1, [ANNA, BOB], 0), (1.5, [ANNA, BOB], 1), (0, [EVE], 0), ("nan", [ANNA], 1)],
)
def test_below_what_is_required_is_status_1(
    run: Callable[..., Result], required: object, paths: list[str], status: int
) -> None:
    assert run("grade", *paths, "--require", required).exit_code == status


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grade",), "Missing argument 'PATHS...'"),
        (("grade", "nowhere"), "nowhere does not exist. Give a module, a folder that holds one, or a tree of many."),
        (
            ("grade", "reference/unit/checks.py"),
            "reference/unit/checks.py is not the module of a unit: those are unit.py. Rename it, or name its unit",
        ),
        (("grade", "assignments"), "No submission found in assignments: looked for unit.py in it and in its folders."),
        (("grade", ANNA, "--unit", "units"), "There is no unit 'units': there are unit."),
        (
            ("grade", ANNA, "--json", "nowhere/report.json"),
            "nowhere/report.json cannot be written: No such file or directory. Name another file.",
        ),
        (("grade", ANNA, "--json", "submitted"), "submitted cannot be written: Is a directory."),
        (
            ("grade", ANNA, "--junit", "nowhere/junit.xml"),
            "nowhere/junit.xml cannot be written: No such file or directory.",
        ),
        (("grade", ANNA, "--html", "reference/unit/checks.py"), "Directory 'reference/unit/checks.py' is a file"),
        (
            ("grade", ANNA, "--html", "reference/unit/checks.py/pages"),
            "reference/unit/checks.py/pages cannot be written: Not a directory.",
        ),
        (("grade", ANNA, "--jobs", "0"), "0 is not in the range x>=1"),
        (("grade", ANNA, "--require", "much"), "'much' is not a valid float"),
        (("grade", ANNA, "--wrong"), "No such option"),
        (("wrong",), "No such command 'wrong'"),
    ],
)
def test_wrong_use_is_status_2_and_says_what_to_do(
    run: Callable[..., Result], arguments: tuple[str, ...], words: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_outside_of_a_course_the_message_says_what_a_course_is(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (("grade", str(tmp_path)), ("sync",)):
        result = run(*command)
        assert result.exit_code == 2
        assert "a course has the folders reference/ and assignments/" in " ".join(
            result.stderr.replace("│", " ").split()
        )


def test_an_open_mark_is_status_3_and_wins_over_what_is_required(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_anything: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("autograder.judging.judge.Judge._graded", fail)
    result = run("grade", ANNA, "--require", 3, "--json", "-")
    assert result.exit_code == 3
    (report,) = json.loads(result.stdout)["reports"]
    assert (report["status"], report["score"], report["message"]) == (
        "grader_error",
        None,
        "The grader failed: ZeroDivisionError: a bug",
    )


def test_a_fault_outside_of_any_submission_is_status_3_with_a_traceback(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_anything: object, **_more: object) -> None:
        raise OSError("no processes left")

    monkeypatch.setattr(grading.ForkServer, "__init__", fail)
    result = run("grade", ANNA, "--json", "-")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "OSError: no processes left" in result.stderr
    assert "The grader itself failed. No submission is to blame" in result.stderr


def test_a_grading_process_that_is_killed_ends_the_run_instead_of_hanging_it(course: Path) -> None:
    script = (
        "import os, sys\nfrom autograder import cli; from autograder.grading import grader as grading\n"
        "grading.Grader.__call__ = lambda self, task: os.kill(os.getpid(), 9)\n"
        "cli.main(['grade', 'submitted', '--jobs', '2'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=course, capture_output=True, text=True, timeout=30, check=False
    )
    assert result.returncode == 3
    assert "BrokenProcessPool" in result.stderr


# What goes where.


def test_a_class_list_and_an_earlier_report_say_more(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("grade", ANNA, BOB, "--json", tmp_path / "before.json").exit_code == 0
    (tmp_path / "class.csv").write_text("student\nanna\nzoe\n")
    known = ("--class-list", tmp_path / "class.csv", "--before", tmp_path / "before.json")
    result = run("grade", "submitted", "--html", tmp_path / "pages", *known)
    said = " ".join(result.stdout.split())
    assert (
        "unit: 3 submissions; mean 44%, median 33%; 1 not judged ([bold]eve[); 1 stuck (bob); 1 did not hand in (zoe)."
        in said
    )
    assert "Since the report before: 0 have more points, 0 fewer. Not on the class list: [bold]eve[, bob." in said
    assert "no more points than in the report before (1 / 3)" in (tmp_path / "pages" / "index.html").read_text()


@pytest.mark.parametrize(
    ("option", "words"),
    [("--class-list", "names no students"), ("--before", "cannot be read as an earlier report: it is no report")],
)
def test_what_is_no_class_list_or_report_is_said_before_anything_is_graded(
    run: Callable[..., Result], option: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x\n")
    result = run("grade", "submitted", option, tmp_path / "file")
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert not result.stdout


def test_one_submission_is_shown_in_full_and_several_as_a_table(run: Callable[..., Result]) -> None:
    one, several = run("grade", BOB).stdout, run("grade", "submitted").stdout
    assert "half" in one
    assert "Any vector." in one
    assert "┃" in several
    assert "│[bold]eve[ " in several  # the first folder of that path, and no markup
    assert "Student code ran behind: " in one


def test_a_dash_prints_the_report_and_nothing_else(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run(
        "grade",
        "submitted",
        "--json",
        "-",
        "--html",
        tmp_path / "pages",
        "--junit",
        tmp_path / "junit.xml",
        "--github",
        "--jobs",
        2,
    )
    assert result.exit_code == 0
    published = json.loads(result.stdout)
    assert published["schema"] == 1
    assert published["grader"] == autograder.__version__
    assert [(report["submission"], report["score"]) for report in published["reports"]] == [
        (f"{EVE}/unit.py", 0.0),
        (f"{ANNA}/unit.py", 3.0),
        (f"{BOB}/unit.py", 1.0),
    ]
    assert result.stdout == json.dumps(published, indent=1) + "\n"
    assert (tmp_path / "pages" / "index.html").is_file()
    assert "::error file=submitted/bob/unit.py,line=7,title=half::" in result.stderr


def test_the_report_goes_to_a_file_and_the_summary_to_the_terminal(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("grade", ANNA, "--json", tmp_path / "report.json")
    assert "3 / 3" in result.stdout
    assert json.loads((tmp_path / "report.json").read_text())["reports"][0]["score"] == 3.0
    assert json.loads((tmp_path / "report.json").read_text()) == json.loads(run("grade", ANNA, "--json", "-").stdout)


def test_pages_and_junit_are_written_where_asked(run: Callable[..., Result], tmp_path: Path) -> None:
    folder = tmp_path / "pages [bold] of [/] :smile:"
    result = run("grade", "submitted", "--html", folder, "--junit", tmp_path / "junit.xml")
    assert result.exit_code == 0
    assert f"Pages: {folder / 'index.html'}\n" in result.stdout
    assert len(list(folder.glob("*.html"))) == 4
    assert [suite.get("name") for suite in ElementTree.parse(tmp_path / "junit.xml").getroot()] == [
        f"unit ({Path('submitted') / name / 'unit.py'})" for name in sorted(CLASS)
    ]


def test_github_gets_commands_and_a_summary_alone(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    result = run("grade", "submitted", "--github")
    lines = result.stdout.splitlines()
    assert lines
    assert all(line.startswith("::error file=submitted/") for line in lines)
    assert "| submitted/bob/unit.py | unit | 1 / 3 |" in (tmp_path / "summary.md").read_text()


def test_the_number_of_jobs_changes_nothing(run: Callable[..., Result]) -> None:
    assert (
        run("grade", "submitted", "--json", "-", "--jobs", 1).stdout
        == run("grade", "submitted", "--json", "-", "--jobs", 3).stdout
    )


def test_a_module_and_a_unit_can_be_named(run: Callable[..., Result]) -> None:
    for arguments in ((f"{ANNA}/unit.py",), (ANNA, "--unit", "unit"), (Path.cwd() / ANNA,)):
        assert "3 / 3" in " ".join(run("grade", *arguments).stdout.split())


def test_a_module_with_another_name_is_graded_as_the_unit_that_is_named(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "bobs work.py").write_text(CLASS["bob"])
    result = run("grade", tmp_path / "bobs work.py", "--unit", "unit", "--json", "-")
    assert result.exit_code == 0
    assert [(report["submission"], report["score"]) for report in json.loads(result.stdout)["reports"]] == [
        (str(tmp_path / "bobs work.py"), 1.0)
    ]


def test_the_whole_course_holds_what_was_handed_in_and_nothing_else(run: Callable[..., Result]) -> None:
    whole, submitted = (json.loads(run("grade", path, "--json", "-").stdout)["reports"] for path in (".", "submitted"))
    assert whole == submitted


def test_a_name_that_is_no_text_is_graded_like_any_other(
    run: Callable[..., Result], course: Path, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"a\xffb\x1b[2J")
    folder.mkdir()
    (folder / "unit.py").write_text(SOLUTION)
    result = run("grade", tmp_path, "--html", tmp_path / "pages", "--junit", tmp_path / "junit.xml")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    ElementTree.parse(tmp_path / "junit.xml")


def test_the_version_and_help_are_there(run: Callable[..., Result]) -> None:
    assert run("--version").stdout == f"autograder, version {autograder.__version__}\n"
    for command in ((), ("grade",), ("sync",), ("check",), ("audit",)):
        result = run(*command, "-h")
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


def test_the_module_runs_as_the_command(course: Path, run: object) -> None:
    for arguments, status in (((BOB, "--json", "-", "--require", "2"), 1), (("nowhere",), 2)):
        result = subprocess.run(
            [sys.executable, "-m", "autograder", "grade", *arguments],
            cwd=course,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == status
        if status == 1:
            assert json.loads(result.stdout)["reports"][0]["score"] == 1.0
            assert result.stderr == ""


# Keeping generated files up to date.


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for part in ("reference", "assignments"):
        shutil.copytree(
            COURSE / part / "conv1d", tmp_path / part / "conv1d", ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(COURSE / "course.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "assignments" / "conv1d"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_nothing_is_out_of_date(run: Callable[..., Result], copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copied)
    for arguments in (("sync", "--check"), ("sync",)):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (0, "Everything is up to date.\n")


def test_stale_files_are_found_and_mended(
    run: Callable[..., Result], copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied)
    right = contents(copied)
    stub, notebook = copied / "conv1d.py", copied / "conv1d.ipynb"
    stub.write_text(stub.read_text() + "# changed\n")
    notebook.write_text(notebook.read_text().replace('autograder.check(\\"pad_1d\\")', "pass"))
    changed = contents(copied)

    result = run("sync", "--check")
    assert result.exit_code == 1
    assert [Path(line.removeprefix("out of date: ")).name for line in result.stdout.splitlines()] == [
        "conv1d.ipynb",
        "conv1d.py",
    ]
    assert "Run `autograder sync` and look at the change." in result.stderr
    assert contents(copied) == changed  # nothing was written

    result = run("sync")
    assert result.exit_code == 0
    assert result.stdout.count("written: ") == 2
    assert contents(copied) == right


def test_missing_files_are_written_and_a_missing_lecture_is_asked_for(
    run: Callable[..., Result], copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copied)
    right = contents(copied)
    for name in ("conv1d.py", "conv1d.ipynb"):
        (copied / name).unlink()
        assert run("sync", "--check").exit_code == 1
        assert run("sync").exit_code == 0
        assert contents(copied) == right
    (copied.parents[1] / "reference/conv1d/lecture.md").unlink()
    result = run("sync")
    assert (result.exit_code, "conv1d/lecture.md does not exist. Write it" in result.stderr) == (2, True)
    (copied / "conv1d.ipynb").unlink()
    assert "conv1d is left out: it has no lecture yet." in run("sync", "--check").stderr


# A hand-in is never a course, and nothing of it is imported.


def test_what_was_handed_in_is_no_course(tmp_path: Path) -> None:
    inside = tmp_path / "submitted" / "eve" / "unit"
    for folder in (tmp_path, inside):
        for part in ("reference", "assignments"):
            (folder / part).mkdir(parents=True)
    assert find_course(inside) == tmp_path.resolve()
    (tmp_path / "assignments").rmdir()
    assert find_course(inside) == inside.resolve()  # without a course around it, it may be one that was copied


def test_the_module_imports_nothing_from_where_it_is_started(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit('run in the judge')\n")
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "version" in done.stdout) == (0, True), done.stderr
