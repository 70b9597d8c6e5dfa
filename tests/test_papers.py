"""Papers: who meets which cases, and that nothing learnt from one paper helps with the next."""

from __future__ import annotations

import json
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder import cli
from autograder.course import Unit, UnitError, load_unit, unit_names
from autograder.course.papers import ABSENT, KNOWN, Paper, SecretError, new_secret, read_paper
from autograder.handout import release
from autograder.judging.cases import Exam, Kept, prepare
from tests.table_attack import MOST_BY_HEART, points_by_heart
from tests.test_cli import CHECKS, SOLUTION

COURSE = Path(__file__).resolve().parents[1]
SECRET = "0123456789abcdef" * 4
WRONG = SOLUTION.replace("x / 2.0", "x / 4.0")

forked = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "course" / "reference" / "unit"
    folder.mkdir(parents=True)
    (tmp_path / "course" / "assignments").mkdir()
    for name, text in {"solution": SOLUTION, "checks": CHECKS, "misconceptions": "", "alternatives": ""}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.chdir(tmp_path / "course")
    return tmp_path / "course"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, list(arguments))


# Which paper.


def test_seeds_depend_on_all_three_names() -> None:
    for paper in (KNOWN, Paper(SECRET), Paper(SECRET).of({"a.py": b""})):
        seeds = {paper.seed(*names) for names in (("u", "e", "c"), ("v", "e", "c"), ("u", "f", "c"), ("u", "e", "d"))}
        assert len(seeds) == 4


def test_seeds_depend_on_the_secret_and_on_the_hand_in() -> None:
    papers = [KNOWN, Paper(SECRET), Paper(SECRET[::-1]), KNOWN.of({}), Paper(SECRET).of({}), Paper(SECRET[::-1]).of({})]
    assert len({paper.seed("u", "e", "c") for paper in papers}) == len(papers)


def test_a_hand_in_always_meets_the_same_paper_and_any_change_gives_another() -> None:
    paper = Paper(SECRET)
    files = {"unit.py": b"x = 1\n", "helper.py": b""}
    assert paper.of(files) == paper.of(dict(reversed(files.items())))
    others = [
        {"unit.py": b"x = 1\n"},
        {"unit.py": b"x = 1\n#", "helper.py": b""},
        {"unit.py": b"", "helper.py": b"x = 1\n"},
        {"unit.pyx": b" = 1\n", "helper.py": b""},
    ]
    assert len({paper.of(each).hand_in for each in (files, *others)}) == 5


def test_the_secret_is_in_no_text_of_a_paper() -> None:
    assert SECRET not in repr(Paper(SECRET))


# The secret.


def test_a_secret_is_made_once_and_for_its_owner_alone(course: Path) -> None:
    assert read_paper(course) == KNOWN
    file = new_secret(course)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_paper(course).secret == file.read_text().strip()
    with pytest.raises(SecretError, match=r"exists already. Delete it first"):
        new_secret(course)


def test_two_secrets_differ(course: Path) -> None:
    first = new_secret(course).read_text()
    (course / "reference" / "secret.txt").unlink()
    assert new_secret(course).read_text() != first


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 64, SECRET.upper().encode()])
def test_what_is_no_secret_is_none_in_silence_never(course: Path, content: bytes) -> None:
    (course / "reference" / "secret.txt").write_bytes(content)
    with pytest.raises(SecretError, match=r"secret\.txt .* Delete it and run `autograder new secret`"):
        read_paper(course)


def test_the_command_says_where_the_secret_is_and_its_absence_is_said_once(course: Path) -> None:
    (course / "anna.py").write_text(SOLUTION)
    without = run("grade", "anna.py", "--unit", "unit", "--json", "-")
    assert without.stderr.count(ABSENT) == 1
    made = run("new", "secret")
    assert (made.exit_code, "secret.txt" in made.stdout) == (0, True)
    assert run("new", "secret").exit_code == 2
    assert run("grade", "anna.py", "--unit", "unit", "--json", "-").stderr == ""


def test_the_secret_is_never_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "course", str(tmp_path / "made"))
    monkeypatch.chdir(tmp_path / "made")
    run("new", "unit", "toy")
    here = Path.cwd()
    release.assert_safe(here, "toy")
    secret = new_secret(here).read_text().strip()
    release.assert_safe(here, "toy")
    for name, text in {"secret.txt": "mine", "notes.md": f"see {secret}"}.items():
        file = here / "assignments" / "toy" / name
        file.write_text(text)
        with pytest.raises(release.UnsafeReleaseError, match=name):
            release.assert_safe(here, "toy")
        file.unlink()
    assert "/reference/secret.txt" in (here / ".gitignore").read_text()
    run("gradescope", "toy", "--output", str(tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("course/reference/secret.txt").decode().strip() == secret


# Who meets which cases.


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """The papers that were drawn, in order."""
    drawn: list[Paper] = []

    def prepared(unit: Unit, paper: Paper = KNOWN, kept: Kept | None = None) -> Exam:
        drawn.append(paper)
        return prepare(unit, paper, kept)

    monkeypatch.setattr("autograder.grading.grader.prepare", prepared)
    monkeypatch.setattr("autograder.judging.kept_cases.prepare", prepared)
    return drawn


@forked
def test_a_class_meets_one_paper_and_with_own_papers_each_hand_in_meets_another(course: Path, met: list[Paper]) -> None:
    new_secret(course)
    for name, text in {"anna": SOLUTION, "bob": WRONG, "cleo": SOLUTION}.items():
        (course / "in" / name).mkdir(parents=True)
        (course / "in" / name / "unit.py").write_text(text)
    run("grade", "in", "--jobs", "1", "--json", "-")
    assert met == [read_paper(course)]
    met.clear()
    reports = json.loads(run("grade", "in", "--own-papers", "--jobs", "1", "--json", "-").stdout)["reports"]
    anna, bob, cleo = met
    assert anna == cleo != bob
    assert {paper.secret for paper in met} == {read_paper(course).secret}
    assert [report["score"] for report in reports] == [3.0, 1.0, 3.0]
    assert reports[0] | {"submission": "", "student": ""} == reports[2] | {"submission": "", "student": ""}


@forked
def test_a_paper_that_cannot_be_drawn_leaves_one_mark_open_and_the_others_are_graded(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    annas = KNOWN.of({"unit.py": SOLUTION.encode()})

    def prepared(unit: Unit, paper: Paper = KNOWN) -> Exam:
        if paper == annas:
            raise UnitError("checks.py: no such case.")
        return prepare(unit, paper)

    monkeypatch.setattr("autograder.grading.grader.prepare", prepared)
    for name, text in {"anna": SOLUTION, "bob": WRONG}.items():
        (course / "in" / name).mkdir(parents=True)
        (course / "in" / name / "unit.py").write_text(text)
    result = run("grade", "in", "--own-papers", "--jobs", "1", "--json", "-")
    reports = json.loads(result.stdout)["reports"]
    assert ([report["score"] for report in reports], result.exit_code) == ([None, 1.0], 3)
    assert reports[0]["message"] == "checks.py: no such case."


# Tables.


def test_a_table_earns_all_where_the_paper_stays_and_next_to_nothing_where_it_changes() -> None:
    unit = load_unit(COURSE, "flatten")
    own = [Paper(SECRET, str(number)) for number in range(12)]
    assert points_by_heart(unit, [own[0], own[0]]) == unit.points
    assert points_by_heart(unit, own) <= MOST_BY_HEART


@pytest.mark.slow
@pytest.mark.parametrize("name", unit_names(COURSE))
def test_thirty_gradings_teach_no_table_that_is_worth_handing_in(name: str) -> None:
    own = [Paper(SECRET, str(number)) for number in range(31)]
    assert points_by_heart(load_unit(COURSE, name), own) <= MOST_BY_HEART
