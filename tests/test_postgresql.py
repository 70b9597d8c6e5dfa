"""A gradebook on a PostgreSQL server: what every command writes and reads is what it is in a file, two
may grade at once, and a connection that is lost leaves no half of anything.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import itertools
import json
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import AutogradeApp, ExportApp, GenerateAssignmentApp, GenerateFeedbackApp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Engine, event
from traitlets.config import Config

from autograder.nbgrader import verdicts
from autograder.submissions.class_list import read_class_list
from tests import demo_course, killing, postgresql
from tests.demo_course import ROOT
from tests.postgresql import Server
from tests.test_formgrader import TOKEN, formgrader
from tests.test_interruption import gradebook
from tests.test_nbgrader import RIGHT, WRONG, answer, build_toy_course, hand_in

pytestmark = pytest.mark.skipif(
    postgresql.PROGRAMS is None, reason="PostgreSQL is not installed: apt-get install postgresql"
)

SETTINGS = """late_penalty_a_day = 0.1

[due_dates]
toy = 2026-10-01T23:59:00+02:00
"""
EXTENSION = "student,unit,due\ndan,toy,2026-10-08T23:59+02:00\n"
LATE = "2026-10-03 12:00:00 UTC"
PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
NAME, ADDRESS = re.findall(r"^(c\.CourseDirectory\.\w+ = )", PAGE, flags=re.MULTILINE)
"""The two settings that the page has."""
(STEPS,) = re.findall(r"```sh\n(sudo apt-get install postgresql\n.*?)```", PAGE, flags=re.DOTALL)
"""How it makes a database."""


def at(address: str) -> str:
    """The lines of the configuration that put the gradebook at an address."""
    return f"{NAME}'toys'\n{ADDRESS}{address!r}\n"


def configure(course: Path, lines: str) -> Path:
    """Adds lines to the course's configuration."""
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(lines)
    return course


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgresql.server() as running:
        yield running


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which a class has handed in all sorts of things, of which nobody knows yet."""
    course = build_toy_course(tmp_path_factory.mktemp("postgresql") / "course")
    (course / "course.toml").write_text(SETTINGS)
    (course / "extensions.csv").write_text(EXTENSION)
    demo_course.nbgrader_here(course, GenerateAssignmentApp, "toy")
    hand_in(course, "ada", RIGHT, answer)
    for student, text in {"bob": RIGHT.replace("sum(map", "max(map"), "dan": RIGHT}.items():
        hand_in(course, student, text).joinpath("timestamp.txt").write_text(LATE)
    hand_in(course, "cyd").joinpath("toy.ipynb").unlink()
    hand_in(course, "eve", "import nothing")
    for made in (course / "release", course / "gradebook.db"):
        (shutil.rmtree if made.is_dir() else Path.unlink)(made)
    return course


@pytest.fixture(scope="module")
def address(server: Server) -> str:
    """That of a database of the page's own making."""
    server.run(STEPS, "secret\nsecret\n")
    return server.address("conv", "grader")


@pytest.fixture(scope="module")
def graded(handed_in: Path, address: str) -> dict[str, Path]:
    """The course, run through a term's commands with a gradebook of each kind, by the addresses: on
    several cores where it is on the server, on one where it is not.
    """
    courses = {}
    for place in ("", address):
        folder = handed_in.parent / ("there" if place else "here")
        courses[place] = configure(Path(shutil.copytree(handed_in, folder)), at(place) if place else "")
        with pytest.MonkeyPatch.context() as patch:
            if not place:
                patch.setattr(verdicts, "cores", lambda: 1)
            for command in (GenerateAssignmentApp, AutogradeApp, GenerateFeedbackApp):
                demo_course.nbgrader_here(folder, command, "toy")
        demo_course.nbgrader_here(folder, ExportApp)
    return courses


def test_marks_pages_and_tables_are_those_of_a_gradebook_in_a_file(graded: dict[str, Path], address: str) -> None:
    here, there = graded[""], graded[address]
    assert not (there / "gradebook.db").exists()
    expected = gradebook(here)
    assert len(expected) == 5
    assert gradebook(there, address) == expected
    for folder in ("release", "autograded", "feedback"):
        assert killing.contents(there / folder) == killing.contents(here / folder)
    rows = (there / "grades.csv").read_text().splitlines()
    assert rows == (here / "grades.csv").read_text().splitlines()
    penalties = {row.split(",")[3]: row.split(",")[8] for row in rows[1:]}
    assert penalties == {"ada": "0.0", "bob": "0.4", "cyd": "0.0", "dan": "0.0", "eve": "0.0"}
    assert sorted(read_class_list(there / "grades.csv")) == ["ada", "bob", "cyd", "dan", "eve"]


# Formgrader.


def shown(course: Path, address: str) -> list[Any]:
    """All that formgrader lists, apart from the numbers that the gradebook makes up."""
    config = Config()
    config.CourseDirectory.source_directory = "assignments"
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course), "toys" if address else ""
    if address:
        config.CourseDirectory.db_url = address
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    found: list[Any] = [api.get_assignments(), api.get_notebooks("toy"), api.get_submissions("toy")]
    found += [api.get_notebook_submissions("toy", "toy"), api.get_students(), api.get_student_submissions("bob")]
    return [sorted(json.dumps(row | {"id": 0, "index": 0}, sort_keys=True) for row in rows) for rows in found]


def test_formgrader_lists_the_same(graded: dict[str, Path], address: str) -> None:
    expected = shown(graded[""], "")
    assert all(expected)
    assert '"needs_manual_grade": true' in "".join(map(str, expected))
    assert shown(graded[address], address) == expected


def ask(address: str, path: str, **sent: object) -> Any:
    """What formgrader answers, to what is put there if something is sent."""
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    data = json.dumps(sent).encode() if sent else None
    request = urllib.request.Request(f"{address}/formgrader/{path}", data, headers, method="PUT" if sent else "GET")
    with urllib.request.urlopen(request) as answered:
        text = answered.read().decode()
    return json.loads(text) if path.startswith("api/") else text


@pytest.mark.slow
def test_what_a_person_marks_in_formgrader_is_kept_and_is_on_the_page(graded: dict[str, Path], address: str) -> None:
    course = graded[address]
    with formgrader(course) as place:
        (submission,) = (row["id"] for row in ask(place, "api/submitted_notebooks/toy/toy") if row["student"] == "ada")
        for page in ("manage_assignments", "gradebook/toy/toy", "manage_students", f"submissions/{submission}/"):
            assert "formgrader" in ask(place, page)
        (grade,) = (row for row in ask(place, f"api/grades?submission_id={submission}") if row["name"] == "words")
        (comment,) = (row for row in ask(place, f"api/comments?submission_id={submission}") if row["name"] == "words")
        assert (grade["manual_score"], grade["needs_manual_grade"]) == (None, True)
        assert ask(place, f"api/grade/{grade['id']}", manual_score=2.5)["manual_score"] == 2.5
        ask(place, f"api/comment/{comment['id']}", manual_comment="Say why it holds.")
    for command in (AutogradeApp, GenerateFeedbackApp):
        demo_course.nbgrader_here(course, command, "toy", "--student=ada", "--force")
    text = (course / "feedback" / "ada" / "toy" / "toy.html").read_text()
    assert "Say why it holds." in text
    assert "5.5 of 6" in re.sub("<[^>]*>", "", text)


# Two at once, and nobody there.

MEETING = """
import os, time
from pathlib import Path
from sqlalchemy import Engine, event

def meet(connection, cursor, statement, *others):
    if statement.startswith("UPDATE grade "):
        Path(f"met_{os.getpid()}").touch()
        until = time.monotonic() + 60
        while len(list(Path().glob("met_*"))) < 2:
            assert time.monotonic() < until, "the other one never came"
            time.sleep(0.01)

event.listen(Engine, "after_cursor_execute", meet)
"""
"""Whoever has written a mark, and has not committed it, waits until somebody else has done so, too."""


def test_two_grade_different_hand_ins_at_once(
    handed_in: Path, server: Server, graded: dict[str, Path], tmp_path: Path
) -> None:
    address = server.database("two")
    course = configure(Path(shutil.copytree(handed_in, tmp_path / "course")), at(address))
    demo_course.nbgrader_here(course, GenerateAssignmentApp, "toy")
    configure(course, MEETING)
    students = ("ada", "bob")
    with concurrent.futures.ThreadPoolExecutor(2) as both:
        done = list(
            both.map(lambda name: demo_course.nbgrader(course, "autograde", "toy", f"--student={name}"), students)
        )
    assert len(list(course.glob("met_*"))) == 2
    assert sum("Another process grades toy" in each.stdout for each in done) == 1
    assert gradebook(course, address) == gradebook(graded[""])[:2]


UNREACHABLE = "See that its server runs and that c.CourseDirectory.db_url is right, then run the same command again"


@pytest.mark.parametrize("command", ["generate_assignment", "autograde", "generate_feedback"])
@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (at("postgresql+psycopg://nobody:secret@/none?host=/nowhere"), f"{UNREACHABLE}: what is graded stays graded."),
        (at("no address"), f"Could not parse SQLAlchemy URL from given URL string. {UNREACHABLE}"),
        (at("postgresql+psycopg2://"), 'Run pip install "chainrule-kit[postgresql]", then the same command again.'),
        (f"{ADDRESS}{{address!r}}\n", f'Write {NAME}"..." into nbgrader_config.py'),
    ],
    ids=["no_server", "no_address", "no_driver", "no_name"],
)
def test_what_is_wrong_with_the_address_is_said_before_anything_is_done(
    command: str, lines: str, sentence: str, graded: dict[str, Path], address: str, tmp_path: Path
) -> None:
    course = configure(Path(shutil.copytree(graded[""], tmp_path / "course")), lines.format(address=address))
    made = killing.contents(course)
    done = demo_course.nbgrader(course, command, "toy", "--force", expect=1)
    assert sentence in done.stdout
    assert done.stdout.count("ERROR") == 1
    assert not any(word in done.stdout for word in ("Traceback", "db upgrade", "secret"))
    assert killing.contents(course) == made


# Connections that are lost.


@contextlib.contextmanager
def before_writing(number: int, happens: Callable[[], None]) -> Iterator[list[str]]:
    """What happens before something is written, or committed, for the so-manieth time; gives all that was."""
    written: list[str] = []

    def note(what: str) -> None:
        written.append(what)
        if len(written) == number:
            happens()

    def execute(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            note(" ".join(statement.split()[:3]))

    listeners = {"before_cursor_execute": execute, "commit": lambda _connection: note("COMMIT")}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield written
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


def marks(address: str, student: str) -> dict[str, tuple[float | None, bool]] | None:
    """A student's marks, each with whether it is open; None where nobody knows of a hand-in."""
    with Gradebook(address) as book:
        found = [each for each in book.assignment_submissions("toy") if each.student.id == student]
        grades = [grade for each in found for notebook in each.notebooks for grade in notebook.grades]
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades} if found else None


OPEN = {"double": (None, True), "total": (None, True), "words": (None, True)}
"""Of a hand-in that is known and not judged."""
ALL = {"double": (2.0, False), "total": (1.0, False), "words": (None, True)}
NONE = {"double": (0.0, False), "total": (0.0, False), "words": (None, True)}


def autograde(course: Path, student: str, *options: str) -> bool:
    """Grades one student in this process; whether that went well."""
    try:
        demo_course.nbgrader_here(course, AutogradeApp, "toy", f"--student={student}", *options)
    except SystemExit as end:
        return not end.code
    return True


@pytest.fixture(scope="module")
def course(handed_in: Path, address: str, graded: dict[str, Path]) -> Path:
    """A course whose class is graded, and in which others will hand in."""
    course = handed_in.parent / "lost"
    return Path(shutil.copytree(graded[address], course))


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_a_connection_that_is_lost_before_any_write_leaves_no_half_mark(
    step: int, course: Path, address: str, server: Server
) -> None:
    states = []
    for number in itertools.count(1, step):
        student = f"lost{step}_{number}"
        hand_in(course, student, RIGHT, answer)
        with before_writing(number, server.disconnect_all) as written:
            went_well = autograde(course, student)
        states.append(marks(address, student))
        assert states[-1] in (None, OPEN, ALL), (written, states)
        if len(written) < number:
            break
        assert not went_well or states[-1] == ALL
        assert autograde(course, student)
        assert marks(address, student) == ALL
    assert went_well
    assert states[-1] == ALL
    assert None in states  # it was lost early
    assert OPEN in states  # and late
    assert written[-1] == "COMMIT"


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_nor_does_one_that_is_lost_while_all_is_graded_again(
    step: int, course: Path, address: str, server: Server
) -> None:
    student = f"again{step}"
    folder = hand_in(course, student, WRONG, answer)
    assert autograde(course, student)
    (folder / "toy.py").write_text(RIGHT)
    states, number = [marks(address, student)], 1
    while states[-1] != ALL:
        with before_writing(number, server.disconnect_all):
            went_well = autograde(course, student, "--force")
        number += step
        states.append(marks(address, student))
        assert not went_well or states[-1] == ALL
    assert all(state in (NONE, ALL) for state in states)
    assert len(states) > 3


def test_the_same_command_completes_what_a_server_that_was_stopped_has_interrupted(
    course: Path, address: str, server: Server, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "cores", lambda: 1)
    students = [f"stop{number}" for number in range(4)]
    for student in students:
        hand_in(course, student, RIGHT, answer)
    with before_writing(1, lambda: None) as written:
        assert autograde(course, students[0])
    with before_writing(len(written) + len(written) // 2, server.stop):
        assert not autograde(course, "stop[1-3]")
    said = capfd.readouterr().err
    server.start()
    assert UNREACHABLE in said
    assert not any(word in said for word in ("db upgrade", "Traceback"))
    before = [marks(address, student) for student in students]
    assert before[:2] == [ALL] * 2
    assert before[2] in (None, OPEN)
    assert before[3] is None
    assert autograde(course, "stop*")
    assert [marks(address, student) for student in students] == [ALL] * 4
