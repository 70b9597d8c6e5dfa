"""Results that are kept until the reports are written, and files of which nobody ever finds half."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder import cli, files
from autograder.course.papers import new_secret
from autograder.files import write_whole
from autograder.grading.kept import KeptResults
from autograder.judging import origins
from autograder.judging.judge import Judge
from autograder.report import CheckResult, Counterexample, Diagnosis, ExerciseResult, Report, Status
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from tests.test_cli import CHECKS, SOLUTION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

WRONG = SOLUTION.replace("x / 2.0", "x / 4.0")
AGAIN = "Taking up where an earlier run ended before it was done: what has not changed since is not graded again."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course" / "reference" / "unit"
    folder.mkdir(parents=True)
    (tmp_path / "course" / "assignments").mkdir()
    new_secret(tmp_path / "course")
    for name, text in {"solution": SOLUTION, "checks": CHECKS, "misconceptions": "", "alternatives": ""}.items():
        (folder / f"{name}.py").write_text(text)
    for name, text in {"anna": SOLUTION, "bob": WRONG, "eve": "def (:"}.items():
        (tmp_path / "course" / "submitted" / name).mkdir(parents=True)
        (tmp_path / "course" / "submitted" / name / "unit.py").write_text(text)
    return tmp_path / "course"


@pytest.fixture
def graded(course: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who has been graded, in order."""
    names: list[str] = []

    def judge(
        self: Judge, submission: Submission, judge: Callable[[Judge, Submission], Report] = Judge.judge
    ) -> Report:
        names.append(Path(submission.name).parent.name)
        return judge(self, submission)

    monkeypatch.setattr(Judge, "judge", judge)
    monkeypatch.chdir(course)
    return names


def grade(*arguments: object) -> Result:
    return CliRunner().invoke(
        cli.main, ["grade", "submitted", "--jobs", "1", *map(str, arguments)], catch_exceptions=False
    )


def fail_to_write(*_anything: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# Kept results.


def test_what_could_not_be_written_is_not_graded_again(
    course: Path, graded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = json.loads(grade("--json", "-").stdout)
    assert not (course / ".autograder").exists()
    result = grade("--json", "nowhere/report.json")
    assert (result.exit_code, graded) == (2, ["anna", "bob", "eve"] * 2)
    assert "nowhere/report.json cannot be written: No such file or directory. Name another file." in result.stderr
    del graded[:]
    result = grade("--json", "-")
    assert (json.loads(result.stdout), graded) == (expected, [])
    assert result.stderr == f"{AGAIN}\n"
    assert not (course / ".autograder").exists()
    assert grade("--json", "-").stderr == ""


def test_two_runs_at_once_leave_each_others_results_alone(course: Path, graded: list[str]) -> None:
    other = KeptResults(course)
    assert grade("--json", "nowhere/report.json").stderr.count(AGAIN) == 0
    assert grade("--json", "-").stderr == f"{AGAIN}\n"  # what was left, not what is under way
    report = Report.from_plain(json.loads(grade("--json", "-").stdout)["reports"][0])
    other.keep("key", report)
    assert grade("--json", "-").stderr == ""
    assert [path.name for path in (course / ".autograder").glob("*/*")] == ["key"]
    other.close()
    later = KeptResults(course)
    assert (len(later), later.find("key", report.submission)) == (1, report)
    later.forget()
    later.close()
    assert not (course / ".autograder").exists()


def change_submission(course: Path) -> None:
    (course / "submitted" / "bob" / "unit.py").write_text(SOLUTION + "# changed\n")


def add_helper(course: Path) -> None:
    (course / "submitted" / "bob" / "tools.py").write_text("")


def change_reference(course: Path) -> None:
    (course / "reference" / "unit" / "misconceptions.py").write_text("# to do\n")


def change_what_units_share(course: Path) -> None:
    (course / "reference" / "shared.py").write_text("")


def change_settings(course: Path) -> None:
    (course / "course.toml").write_text("submission_seconds = 60\n")


def change_name(course: Path) -> None:
    (course / "submitted" / "bob").rename(course / "submitted" / "bert")


def cut_off(course: Path) -> None:
    for path in (course / ".autograder").glob("*/*"):
        path.write_bytes(path.read_bytes()[:50])


def forge(course: Path) -> None:
    for path in (course / ".autograder").glob("*/*"):
        path.write_text('{"score": 3.0}')


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (change_submission, ["bob"]),
        (add_helper, ["bob"]),
        (change_reference, ["anna", "bob", "eve"]),
        (change_what_units_share, ["anna", "bob", "eve"]),
        (change_settings, ["anna", "bob", "eve"]),
        (change_name, []),
        (cut_off, ["anna", "bob", "eve"]),
        (forge, ["anna", "bob", "eve"]),
    ],
)
def test_what_has_changed_since_is_graded_again(
    change: Callable[[Path], None], again: list[str], course: Path, graded: list[str]
) -> None:
    grade("--json", "nowhere/report.json")
    change(course)
    del graded[:]
    interrupted = grade("--json", "-").stdout
    assert graded == again
    assert interrupted == grade("--json", "-").stdout


def test_what_was_found_behind_other_walls_counts_for_nothing(course: Path) -> None:
    results, submission = KeptResults(course), Submission("anna", "unit", {"unit.py": b"x"})
    assert results.key(submission, ["seccomp"]) == results.key(submission, ["seccomp"])
    others = [
        results.key(submission, []),
        results.key(submission, ["landlock", "seccomp"]),
        results.key(dataclasses.replace(submission, unit="other"), ["seccomp"]),
        results.key(dataclasses.replace(submission, problem="gone"), ["seccomp"]),
        results.key(dataclasses.replace(submission, files={"unit.py": b"", "x": b""}), ["seccomp"]),
        results.key(dataclasses.replace(submission, files={"unit.py": b"", "more.py": b"x"}), ["seccomp"]),
    ]
    assert len({results.key(submission, ["seccomp"]), *others}) == 1 + len(others)


def test_another_version_of_the_kit_or_of_a_library_finds_nothing_of_its_own(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = Submission("anna", "unit", {"unit.py": b"x"})
    keys = {KeptResults(course).key(submission, [])}
    monkeypatch.setattr(origins.importlib.metadata, "version", lambda _name: "0.0")
    keys.add(KeptResults(course).key(submission, []))
    monkeypatch.setattr(origins, "PACKAGE", course / "reference")
    keys.add(KeptResults(course).key(submission, []))
    assert len(keys) == 3


def test_a_fault_of_the_grader_is_not_kept(graded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_anything: object) -> None:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.judging.judge.Judge._graded", fail)
        grade("--json", "nowhere/report.json")
    del graded[:]
    grade("--json", "-")
    assert graded == ["anna", "bob"]  # eve's module was refused before the bug could come into it


def test_where_no_worker_can_be_started_nothing_is_kept(
    course: Path, graded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ForkServer, "_fork", fail_to_write)
    result = grade("--json", "nowhere/report.json")
    assert result.exit_code == 2
    assert not (course / ".autograder").exists()


def test_a_course_that_cannot_be_written_is_graded_all_the_same(course: Path, graded: list[str]) -> None:
    (course / ".autograder").write_text("in the way")
    assert grade("--json", "-").exit_code == 0
    assert grade("--json", "-").stderr == ""
    assert graded == ["anna", "bob", "eve"] * 2


def test_a_report_that_was_kept_is_the_same_report() -> None:
    counterexample = Counterexample(
        arguments={"x": [1.0, "nan"]}, call="f(x)", expected=None, returned={"a": [0.1]}, where="[0]"
    )
    check = CheckResult(
        name="c", text="t", status=Status.FAILED, score=0.0, max_score=1.0, message="m", counterexample=counterexample
    )
    diagnosis = Diagnosis(misconception="m", hint="h")
    exercise = ExerciseResult(
        name="e",
        status=Status.PARTIAL,
        score=0.5,
        max_score=1.0,
        isolated=("a", "b"),
        diagnosis=diagnosis,
        checks=(check,),
    )
    plain = ExerciseResult(
        name="p",
        status=Status.MISSING,
        score=0.0,
        max_score=1.0,
        checks=(dataclasses.replace(check, counterexample=None),),
    )
    report = Report(
        submission="\udcff",
        unit="u",
        status=Status.GRADED,
        score=0.1 + 0.2,
        max_score=2.0,
        message="",
        exercises=(exercise, plain),
    )
    assert Report.from_plain(json.loads(json.dumps(dataclasses.asdict(report)))) == report


# Whole files.


def test_a_file_is_replaced_by_a_whole_one_or_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write_whole(path, "old")
    path.chmod(0o600)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", fail_to_write)
        with pytest.raises(OSError, match="No space left"):
            write_whole(path, "new")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"report.json": "old"}
    write_whole(path, "neu: ö")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"report.json": "neu: ö".encode()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/report.json")
    write_whole(tmp_path / "link", b"data")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "report.json").read_bytes() == b"data"
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=write_whole, args=(tmp_path / "pipe", b"flows"))
    writer.start()
    assert (tmp_path / "pipe").read_bytes() == b"flows"
    writer.join()
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("option", ["--json", "--html", "--junit"])
@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room and try again."),
        (errno.EROFS, "Name another file."),
        (errno.EACCES, "Name another file."),
    ],
)
def test_an_output_that_cannot_be_written_is_named_with_what_to_do(
    option: str, number: int, advice: str, tmp_path: Path, graded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: object, target: object) -> None:
        if str(target).startswith(str(tmp_path / "output")):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "replace", fail)
    result = grade(option, tmp_path / "output")
    assert result.exit_code == 2
    assert f"{tmp_path / 'output'} cannot be written: {os.strerror(number)}. {advice}" in " ".join(
        result.stderr.split()
    )
    assert not [path for path in (tmp_path / "output").rglob("*") if path.is_file()]


def run(
    course: Path, *arguments: str, limit: int = resource.RLIM_INFINITY, **options: object
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which can write no file larger than the limit."""
    command = [sys.executable, "-m", "autograder", "grade", "submitted", "--jobs", "2", *arguments]
    limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))}
    taken: dict[str, Any] = {"cwd": course, "text": True, "stderr": subprocess.PIPE, **limited, **options}
    return subprocess.run(command, check=False, **taken)


def test_a_disk_that_is_full_leaves_no_half_of_a_file(course: Path) -> None:
    (course / "report.json").write_text("old")
    done = run(course, "--json", "report.json", limit=1000, stdout=subprocess.DEVNULL)
    assert (done.returncode, (course / "report.json").read_text()) == (2, "old")
    assert "report.json cannot be written: File too large. Make room and try again." in done.stderr
    assert not list(course.glob(".*.part"))
    done = run(course, "--json", "report.json", stdout=subprocess.DEVNULL)
    assert done.returncode == 0
    assert [report["score"] for report in json.loads((course / "report.json").read_text())["reports"]] == [
        3.0,
        1.0,
        0.0,
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--json", "-"), ()])
def test_a_standard_output_that_is_full_is_no_fault_of_the_grader(arguments: tuple[str, ...], course: Path) -> None:
    with open("/dev/full", "w") as full:
        done = run(course, *arguments, stdout=full)
    assert "The standard output cannot be written: No space left on device. Make room and try again." in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
