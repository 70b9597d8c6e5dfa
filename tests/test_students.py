"""Whose a submission is, and that what one student hands in counts once and for nobody else."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.grading import grader
from autograder.submissions.downloads import by_student, read_file, read_folder
from autograder.submissions.folders import SubmissionError, Task, read_submission
from autograder.submissions.students import MAX_COPIES, Search, find_tasks, read_table
from tests.test_cli import SOLUTION, course
from tests.test_submission import UNITS, write

__all__ = ["course"]  # the fixture

HANGING = b"def double(x):\n    while True:\n        pass\n\n\nhalf = double\n"


def found(*paths: Path, **search: object) -> dict[str, list[str]]:
    """The names of what is graded, below the first path's folder, by student."""
    tasks = find_tasks(paths, Search(UNITS, **search))  # type: ignore[arg-type] # as each test names them
    students: dict[str, list[str]] = {}
    for task in tasks:
        students.setdefault(task.student, []).append(os.path.relpath(task.name, paths[0]))
    return students


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        write(folder / name)
    return folder


# The first folder below the path that was named.


@pytest.mark.parametrize(
    ("names", "students"),
    [
        (["hw1-jane/src/conv1d.py"], ["hw1-jane"]),
        (["ada/conv1d.py", "ben/conv1d/conv1d.py", "eve/my work/rnn/rnn.py"], ["ada", "ben", "eve"]),
        (["eve/conv1d/conv1d.py", "eve/conv1d/zoe/conv1d/conv1d.py"], ["eve"]),
        (["eve/x/zoe/conv1d/conv1d.py", "ada/conv1d.py"], ["ada", "eve"]),
        (["conv1d/ada/conv1d.py", "conv1d/eve/zoe/conv1d.py", "rnn/ada/rnn.py"], ["ada", "eve"]),
        (["rnn/conv1d/conv1d.py", "ada/conv1d.py", "rnn/zoe/rnn/rnn.py"], ["ada", "rnn"]),
        (["Doe, Jane [s123]/conv1d.py", "-x/conv1d.py", "=1/conv1d.py"], ["-x", "=1", "Doe, Jane [s123]"]),
    ],
    ids=lambda value: value[0],
)
def test_the_student_is_the_first_folder_below_the_path(tmp_path: Path, names: list[str], students: list[str]) -> None:
    assert sorted(found(tree(tmp_path / "class", *names))) == students


@pytest.mark.parametrize("named", ["ada", "ada/conv1d", "ada/conv1d/conv1d.py"])
def test_where_a_students_own_folder_is_named_it_is_the_student(tmp_path: Path, named: str) -> None:
    tree(tmp_path, "ada/conv1d/conv1d.py", "ada/conv1d/zoe/conv1d.py")
    assert list(found(tmp_path / named)) == ["ada"]


def test_below_the_courses_own_folder_the_student_is_right_there_whatever_is_named(tmp_path: Path) -> None:
    tree(tmp_path / "submitted", "eve/zoe/conv1d/conv1d.py", "ada/conv1d/conv1d.py", "rnn/zoe/rnn.py")
    for named in ("", "submitted"):
        assert sorted(found(tmp_path / named, course=tmp_path)) == ["ada", "eve", "rnn"]
    for named in ("submitted/eve", "submitted/eve/zoe", "submitted/eve/zoe/conv1d/conv1d.py"):
        assert list(found(tmp_path / named, course=tmp_path)) == ["eve"]


def test_files_of_any_name_are_of_whom_they_name(tmp_path: Path) -> None:
    tree(tmp_path / "hw", "anna.py", "ben.py", "conv1d (1).py")
    named = [tmp_path / "hw" / name for name in ("anna.py", "ben.py", "conv1d (1).py")]
    assert list(found(*named, only="conv1d")) == ["anna", "ben", "hw"]


def test_files_that_lie_side_by_side_see_nothing_of_each_other(tmp_path: Path) -> None:
    tree(tmp_path, "anna.py", "ben.py")
    tasks = find_tasks([tmp_path / "anna.py", tmp_path / "ben.py"], Search(UNITS, "conv1d"))
    assert [set(read(task).files) for task in tasks] == [{"conv1d.py"}] * 2
    (alone,) = find_tasks([tmp_path / "anna.py"], Search(UNITS, "conv1d"))
    assert set(read(alone).files) == {"conv1d.py", "ben.py"}


def read(task: Task):  # type: ignore[no-untyped-def] # a submission
    return read_submission(task.place, task.unit, name=task.name, files=task.files)


# Once.


def test_of_two_modules_the_higher_counts_then_the_first_by_name_and_the_other_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "ada/b/conv1d.py", "ada/a/conv1d.py", "ada/a/x/rnn.py", "ada/c/d/conv1d.py", "ben/conv1d.py")
    tasks = {task.student: task for task in find_tasks([tmp_path], Search(UNITS)) if task.unit == "conv1d"}
    assert tasks["ada"].place == tmp_path / "ada" / "a"
    assert tasks["ada"].copies == (f"{tmp_path}/ada/b/conv1d.py", f"{tmp_path}/ada/c/d/conv1d.py")
    assert tasks["ben"].copies == ()


def test_of_two_paths_that_were_named_the_first_counts(tmp_path: Path) -> None:
    tree(tmp_path, "late/ada/conv1d.py", "early/ada/conv1d.py")
    (task,) = find_tasks([tmp_path / "late", tmp_path / "early"], Search(UNITS))
    assert (task.name, task.copies) == (f"{tmp_path}/late/ada/conv1d.py", (f"{tmp_path}/early/ada/conv1d.py",))


@pytest.mark.parametrize(
    ("planted", "own"),
    [
        ("eve/zoe/conv1d.py", "zoe/conv1d.py"),
        ("eve/zoe_2_assignsubmission_file_conv1d.py", "zoe_2/conv1d.py"),
        (
            "Eve_1_assignsubmission_file_/Zoe_2_assignsubmission_file_/conv1d.py",
            "Zoe_2_assignsubmission_file_/conv1d.py",
        ),
    ],
)
def test_what_lies_in_anothers_folder_takes_nobodys_place(tmp_path: Path, planted: str, own: str) -> None:
    tree(tmp_path, planted, own)
    paths = [path for path in sorted(tmp_path.iterdir()) if path.is_dir()]
    tasks = [task for task in find_tasks(paths, Search(UNITS)) if f"{tmp_path}/{planted}" in (task.name, *task.copies)]
    assert [(task.name, task.copies) for task in tasks] == [(f"{tmp_path}/{own}", (f"{tmp_path}/{planted}",))]


def test_a_thousand_copies_are_one_task_and_a_short_sentence(tmp_path: Path) -> None:
    tree(tmp_path, *(f"eve/{number:03}/conv1d.py" for number in range(1000)))
    (task,) = find_tasks([tmp_path], Search(UNITS))
    assert task.copies[MAX_COPIES:] == ("994 more",)


def test_of_one_student_the_highest_copy_of_each_unit_counts_and_what_is_missing_is_there_too(tmp_path: Path) -> None:
    tree(tmp_path / "submission", "copy1/conv1d.py", "copy2/conv1d.py", "deeper/copy0/conv1d.py")
    tasks = find_tasks([tmp_path / "submission"], Search(UNITS, one_student=True))
    assert [(task.student, task.unit, task.place.name) for task in tasks] == [
        ("submission", "conv1d", "copy1"),
        ("submission", "rnn", "submission"),
    ]
    with pytest.raises(SubmissionError, match="does not exist"):
        find_tasks([tmp_path / "nowhere"], Search(UNITS, one_student=True))


# What platforms call downloads.


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("doejane_123_456_conv1d.py", ("doejane_123", 456, "conv1d.py")),
        ("doejane_LATE_123_456_conv1d.py", ("doejane_123", 456, "conv1d.py")),
        ("doejane_123_456_conv1d-2.py", ("doejane_123", 456, "conv1d.py")),
        ("doejane_123_456_zoe_7_8_conv1d.py", ("doejane_123", 456, "zoe_7_8_conv1d.py")),
        ("Jane Doe_123_assignsubmission_file_conv1d.py", ("Jane Doe_123", 0, "conv1d.py")),
        ("Eve_9_assignsubmission_file_Zoe_8_assignsubmission_file_a", ("Eve_9", 0, "Zoe_8_assignsubmission_file_a")),
        ("conv1d.py", None),
        ("doejane_conv1d.py", None),
        ("_1_2_conv1d.py", None),
    ],
    ids=ascii,
)
def test_the_name_of_a_download_says_whose_it_is(name: str, said: tuple[str, int, str] | None) -> None:
    assert read_file(name) == said


def test_the_folders_of_a_class_go_by_all_of_their_names_unless_moodle_made_them() -> None:
    assert read_folder("Jane Doe_123_assignsubmission_file_") == "Jane Doe_123"
    for name in ("hw_2024_11_jane", "submission_111", "Eve_9_assignsubmission_file_x"):
        assert read_folder(name) == name


def test_a_canvas_download_is_a_submission_for_each_student_with_their_own_files_alone(tmp_path: Path) -> None:
    names = {
        "doejane_1_10_conv1d.py": b"x = 'early'",
        "doejane_1_30_conv1d-1.py": b"x = 'late'",
        "doejane_1_31_tools.py": b"x = 'hers'",
        "doejane_2_20_conv1d.py": b"x = 'of the other Jane'",
        "eve_LATE_3_40_conv1d.py": b"import ada",
        "eve_LATE_3_41_doejane_1_99_conv1d.py": b"x = 'forged'",
        "bob_4_50_conv1d.ipynb": b"{}",
        "zoe_5_60_notes.txt": b"",
    }
    for name, data in names.items():
        write(tmp_path / name, data)
    tasks = {task.student: task for task in find_tasks([tmp_path], Search(UNITS))}
    assert sorted(tasks) == ["bob_4", "doejane_1", "doejane_2", "eve_3"]
    assert tasks["doejane_1"].name.endswith("doejane_1_30_conv1d-1.py")
    assert read(tasks["doejane_1"]).files == {"conv1d.py": b"x = 'late'", "tools.py": b"x = 'hers'"}
    assert set(read(tasks["eve_3"]).files) == {"conv1d.py", "doejane_1_99_conv1d.py"}
    assert read(tasks["bob_4"]).problem == (
        "There is no conv1d.py in what was handed in. Put your module back under the name conv1d.py."
    )


def test_links_in_a_download_are_not_followed_and_nothing_of_others_is_told(tmp_path: Path) -> None:
    write(tmp_path / "reference.py")
    (tmp_path / "eve_1_2_conv1d.py").symlink_to("reference.py")
    (task,) = find_tasks([tmp_path], Search(UNITS))
    assert read(task).problem == "eve_1_2_conv1d.py is a link to another file. Hand in the file itself."


def test_a_moodle_download_goes_by_the_names_of_people(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "Jane Doe_123_assignsubmission_file_/conv1d.py",
        "Ada Lovelace_124_assignsubmission_file_/conv1d/conv1d.py",
        "Ada Lovelace_124_assignsubmission_onlinetext_/onlinetext.html",
    )
    assert sorted(found(tmp_path)) == ["Ada Lovelace_124", "Jane Doe_123"]


def test_the_names_in_a_download_are_read_right_at_its_top_only(tmp_path: Path) -> None:
    tree(tmp_path, "eve/zoe_1_2_conv1d.py", "ada/conv1d.py")
    assert sorted(found(tmp_path)) == ["ada"]


def test_by_student_the_later_upload_counts() -> None:
    names = ["a_1_9_x.py", "a_1_10_x.py"]
    assert (
        by_student(Path("d"), names) == by_student(Path("d"), names[::-1]) == {"a_1": {"x.py": Path("d/a_1_10_x.py")}}
    )


# A table of whose they are.


def test_a_table_says_whose_each_is_and_whom_it_does_not_know_is_nobody(tmp_path: Path) -> None:
    table = tmp_path / "students.csv"
    table.write_text(
        "\ufeffsubmission,student,more\nsubmission_111,jdoe,\nAda L_1_assignsubmission_file_,ada,x\nsubmission_3,jdoe,\n",
        encoding="utf-8",
    )
    tree(tmp_path / "class", *(f"submission_{number}/conv1d.py" for number in (111, 222, 3)))
    write(tmp_path / "class" / "Ada L_1_assignsubmission_file_" / "conv1d.py")
    known = found(tmp_path / "class", table=read_table(table))
    assert known == {
        "ada": ["Ada L_1_assignsubmission_file_/conv1d.py"],
        "jdoe": ["submission_111/conv1d.py"],
        "": ["submission_222/conv1d.py"],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "must have the columns submission and student"),
        ("submission,student\n", "must have the columns"),
        ("submission,student\nx,\n", "both filled in"),
        ("submission,student\nx,ada\nx,eve\n", r"says that 'x' is of 'ada', and of 'eve'\. Keep one row"),
        ("submission,student\n\xff", "cannot be read"),
    ],
)
def test_a_table_that_is_none_says_what_to_mend(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "students.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(SubmissionError, match=words):
        read_table(tmp_path / "students.csv")


# The command.


@pytest.fixture
def grade(course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Grades a class that was handed in outside of the course."""
    monkeypatch.chdir(course)
    start = ["grade", str(tmp_path / "class"), "--jobs", "1"]
    return lambda *more: CliRunner().invoke(cli.main, [*start, *map(str, more)], catch_exceptions=False)


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_nobody_gets_marks_for_the_name_of_another_or_twice_and_no_table_fails(
    grade: Callable[..., Result], tmp_path: Path
) -> None:
    for name in (
        "hw1-jane/src/unit.py",
        "eve/unit/unit.py",
        "eve/unit/zoe/unit/unit.py",
        "eve/unit/ada/unit/unit.py",
        "ada/a/unit.py",
        "ada/b/unit.py",
        "    Points Possible/unit.py",
    ):
        write(tmp_path / "class" / name, SOLUTION.encode())
    files = [tmp_path / name for name in ("canvas.csv", "moodle.csv", "report.json")]
    result = grade("--canvas", files[0], "--moodle", files[1], "--json", files[2])
    assert result.exit_code == 0, result.output
    assert files[1].read_text().splitlines() == ["username,unit", "ada,3", "eve,3", "hw1-jane,3"]
    assert len(files[0].read_text().splitlines()) == 5
    reports = json.loads(files[2].read_text())["reports"]
    assert [report["student"] for report in reports] == ["    Points Possible", "ada", "eve", "hw1-jane"]
    assert f"{tmp_path}/class/ada/a/unit.py counts for unit; further copies count nothing: " in result.stderr
    assert "Points Possible: this name means something else" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_a_table_of_students_is_read_and_whom_it_leaves_out_is_said(
    grade: Callable[..., Result], tmp_path: Path
) -> None:
    for number in (1, 2):
        write(tmp_path / "class" / f"submission_{number}" / "unit.py", SOLUTION.encode())
    (tmp_path / "students.csv").write_text("submission,student\nsubmission_1,ada\n")
    result = grade("--students", tmp_path / "students.csv", "--moodle", tmp_path / "moodle.csv")
    assert (tmp_path / "moodle.csv").read_text().splitlines() == ["username,unit", "ada,3"]
    said = " ".join(result.stderr.split())
    assert f"submission_2/unit.py is not in {tmp_path}/students.csv: its marks are nobody's." in said


def forget_the_course() -> None:
    """Has units loaded again, which are kept while a process lives."""
    grader.prepared.cache_clear()
    grader.loaded.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")
def test_one_students_share_of_a_run_is_one_submissions_time_for_each_unit(
    grade: Callable[..., Result], course: Path, tmp_path: Path
) -> None:
    settings = course / "course.toml"
    settings.write_text("submission_seconds = 2.0\n")
    forget_the_course()
    try:
        for number in range(200):
            write(tmp_path / "class" / "eve" / str(number) / ("x/unit.py" if number % 2 else "unit.py"), HANGING)
        write(tmp_path / "class" / "zoe" / "unit.py", SOLUTION.encode())
        result = grade("--json", "-")
    finally:
        settings.unlink()
        forget_the_course()
    reports = {report["student"]: report for report in json.loads(result.stdout)["reports"]}
    assert {student: report["score"] for student, report in reports.items()} == {"eve": 0.0, "zoe": 3.0}
    assert "time for the whole submission was up" in json.dumps(reports["eve"])
    assert len(json.loads(result.stdout)["reports"]) == 2
