"""nbgrader on a small course: what may be handed out, what students do to their notebooks, and what
happens when the grader itself fails.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook

from autograder.errors import KitError
from autograder.handout import release
from autograder.handout.release import UnsafeReleaseError
from autograder.report import GradingRun, Report, Status
from tests import demo_course
from tests.demo_course import ROOT

SOLUTION = '''"""Sums and multiples."""

import numpy as np


def double(x):
    """Twice every value of x."""
    ### BEGIN SOLUTION
    values = np.array(x, dtype=float)
    values += np.array(x, dtype=float)
    assert values.shape == np.shape(x)
    return values
    ### END SOLUTION


def total(x):
    """The sum of all values of x."""
    ### BEGIN SOLUTION
    return float(np.sum(x))
    ### END SOLUTION
'''

CHECKS = """from autograder.testing import arguments, vectors
from autograder.course import Check, Exercise, Unit, agrees, polite, same_as_reference

CASES = arguments(x=vectors(1, 3))


def accept(case, value):
    return same_as_reference(case, value)


UNIT = Unit(
    name="toy",
    title="Sums and multiples",
    exercises=(
        Exercise(
            "double",
            Check(name="values", points=1.5, text="Twice every value.", cases=CASES, accept=accept),
            polite(0.5, CASES),
        ),
        Exercise("total", agrees("values", 1.0, "The sum.", CASES)),
    ),
    in_all_forms=False,
)
"""

MISCONCEPTIONS = """[double.three_times]
hint = "Twice every value, not three times."
edits = [["values += np.array(x, dtype=float)", "values += 2 * np.array(x, dtype=float)"]]
"""

RIGHT = """import numpy as np


def double(x):
    return 2.0 * x


def total(x):
    return sum(map(float, x))
"""

POINTS = {"double": 2.0, "total": 1.0}

RUBRIC = "A point for the distributive law, two for saying why it holds."
LECTURE = f"""\
# Sums and multiples

+++ {{"nbgrader": {{"grade_id": "words", "points": 3}}}}

*Your answer here.*

+++ {{"tags": ["instructor"]}}

{RUBRIC}

```{{code-cell}}
autograder.check("double")
```

```{{code-cell}}
autograder.check("total")
```
"""


def metadata(name: str, **other: Any) -> dict[str, Any]:
    """What nbgrader keeps with a cell."""
    return {
        "nbgrader": {
            "grade_id": name,
            "schema_version": 3,
            "grade": True,
            "locked": True,
            "solution": False,
            "task": False,
            "points": 3,
        }
        | other
    }


def build_toy_course(folder: Path) -> Path:
    """A course of one unit with two exercises, everything in it up to date."""
    reference, assignment = folder / "reference" / "toy", folder / "assignments" / "toy"
    for made in (reference, assignment):
        made.mkdir(parents=True)
    (reference / "misconceptions.toml").write_text(MISCONCEPTIONS)
    for name, text in {"solution": SOLUTION, "checks": CHECKS, "alternatives": ""}.items():
        (reference / f"{name}.py").write_text(text)
    (reference / "lecture.md").write_text(LECTURE)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    release.sync(folder, write=True)
    return folder


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Changes a file's text, and makes sure that it does change."""
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before


# Handing out.


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return build_toy_course(tmp_path / "course")


def with_cell(source: str) -> Callable[[str], str]:
    """Adds a code cell at the end of a notebook's text."""

    def change(text: str) -> str:
        notebook = nbformat.reads(text, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(source, id="added"))
        return f"{nbformat.writes(notebook)}\n"

    return change


PASTED = "\n".join(SOLUTION.splitlines()[8:12])
"""Four lines between the markers."""


@pytest.mark.parametrize(
    ("file", "change", "complaint"),
    [
        ("assignments/toy/notes.md", lambda _: "    ### BEGIN SOLUTION\n", "a solution would be handed out"),
        (
            "assignments/toy/solution.py",
            lambda _: "# to do: look at this again\n",
            "has the name of a file of the reference",
        ),
        ("assignments/toy/extra/checks.py", lambda _: "", "has the name of a file of the reference"),
        ("assignments/toy/misconceptions.toml", lambda _: "", "has the name of a file of the reference"),
        ("assignments/toy/mistakes.md", lambda _: MISCONCEPTIONS, "contains lines of the reference"),
        ("assignments/toy/toy.ipynb", with_cell("1 + 1"), "was changed by hand"),
        ("assignments/toy/lecture.md", lambda _: "to do", "has the name of a file of the reference"),
        ("assignments/toy/answers.txt", lambda _: f"Mine:\n  {RUBRIC}\n", "contains lines of the reference"),
        ("assignments/toy/hints.txt", lambda _: PASTED, "contains lines of the reference"),
        ("assignments/toy/toy.py", lambda text: text + "\n", "not what the reference says"),
        (
            "assignments/toy/toy.ipynb",
            lambda text: text.replace('"points": 2.0', '"points": 3.0'),
            "not what the reference says",
        ),
        (
            "reference/toy/solution.py",
            lambda text: text.replace("Twice every", "Two times every"),
            "not what the reference says",
        ),
    ],
)
def test_nothing_of_the_reference_can_be_handed_out(
    file: str, change: Callable[[str], str], complaint: str, toy: Path
) -> None:
    release.assert_safe(toy, "toy")
    path = toy / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(change(path.read_text() if path.exists() else ""))
    with pytest.raises(KitError, match=complaint) as raised:
        release.assert_safe(toy, "toy")
    assert Path(file).parts[0] == "reference" or file in str(raised.value)


def test_nor_can_what_the_lecture_says_of_it(toy: Path) -> None:
    edit(toy / "reference" / "toy" / "lecture.md", lambda text: f"{text}\n```{{code-cell}}\n{PASTED}\n```\n")
    release.sync(toy, write=True)
    with pytest.raises(UnsafeReleaseError, match=r"toy\.ipynb contains lines of the reference"):
        release.assert_safe(toy, "toy")


def test_nbgrader_hands_nothing_out_then(toy: Path) -> None:
    (toy / "assignments" / "toy" / "solution.py").write_text("# to do: look at this again\n")
    done = demo_course.nbgrader(toy, "generate_assignment", "toy", expect=None)
    assert done.returncode != 0
    assert "has the name of a file of the reference" in done.stdout
    assert not list(toy.glob("release/**/*.*"))


# What students do.


@dataclasses.dataclass(frozen=True)
class Grade:
    """One row of the gradebook."""

    auto_score: float | None
    score: float
    needs_manual_grade: bool


def mark(score: float) -> Grade:
    """A grade that nobody needs to look at."""
    return Grade(auto_score=score, score=score, needs_manual_grade=False)


OPEN = Grade(auto_score=None, score=0.0, needs_manual_grade=True)


def grades(course: Path, student: str) -> dict[str, Grade]:
    """A student's grades by the name of the cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        notebook = book.find_submission_notebook("toy", "toy", student)
        return {grade.name: Grade(grade.auto_score, grade.score, grade.needs_manual_grade) for grade in notebook.grades}


def hand_in(
    course: Path, student: str, module: str = RIGHT, change: Callable[[NotebookNode], None] = lambda _: None
) -> Path:
    """Hands in a module with the released notebook, changed as the student changed it; returns the
    folder.
    """
    folder = course / "submitted" / student / "toy"
    folder.mkdir(parents=True)
    (folder / "toy.py").write_text(module)
    notebook = nbformat.read(course / "release" / "toy" / "toy.ipynb", as_version=4)
    change(notebook)
    (folder / "toy.ipynb").write_text(json.dumps(notebook))
    return folder


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """The grade cell of an exercise."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def delete(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "double"))


def copy_and_paste(notebook: NotebookNode) -> None:
    notebook.cells += [nbformat.from_dict(cell(notebook, "total") | {"id": f"copy-{number}"}) for number in range(2)]


FORGED = GradingRun(
    grader="forged",
    sandbox="",
    reports=(Report(submission="", unit="toy", status=Status.GRADED, score=9.0, max_score=9.0, message="Forged."),),
)


def forge_our_own_marks(notebook: NotebookNode) -> None:
    notebook.metadata["chainrule_kit_broken"] = {"score": 3.0}
    notebook.metadata["chainrule_kit_report"] = FORGED.to_plain()
    cell(notebook, "double").metadata["chainrule_kit_open"] = True
    cell(notebook, "total").metadata["chainrule_kit_deleted"] = True


def answer(notebook: NotebookNode) -> None:
    cell(notebook, "words").source = "My answer."


def turn_into_text(notebook: NotebookNode) -> None:
    for name, kind in {"double": "markdown", "total": "raw"}.items():
        changed = cell(notebook, name)
        changed.cell_type = kind
        del changed["outputs"], changed["execution_count"]
        changed.attachments = {"picture.png": {"image/png": ""}}
    answer = cell(notebook, "words")
    answer.update(cell_type="code", source="print('my answer')", outputs=[], execution_count=None)


def save_with_an_old_program(notebook: NotebookNode) -> None:
    delete(notebook)
    notebook.nbformat_minor = 0
    for each in notebook.cells:
        each.pop("id", None)


def give_all_cells_one_id(notebook: NotebookNode) -> None:
    for each in notebook.cells:
        each["id"] = "same"


def print_the_points(notebook: NotebookNode) -> None:
    for name in POINTS:
        cell(notebook, name).outputs = [
            nbformat.v4.new_output("execute_result", {"text/plain": "2.0"}, execution_count=1)
        ]


WRONG = RIGHT.replace("2.0 * x", "3.0 * x").replace("sum(map", "max(map")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, with all that students do to their notebooks, graded once; its instructor
    added a grade cell that is no exercise's.
    """
    return demo_course.made_once(tmp_path_factory.getbasetemp(), "toy_course", grade_toy_course)


def grade_toy_course(folder: Path) -> None:
    build_toy_course(folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(
            "c.GenerateAssignment.preprocessors.pop()\n"
        )  # the guard: a grade cell of one's own is not what the reference says
    notebook = folder / "assignments" / "toy" / "toy.ipynb"
    nb = nbformat.read(notebook, as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell("assert True", id="own", metadata=metadata("own", cell_type="code")))
    nbformat.write(nb, notebook)
    demo_course.nbgrader(folder, "generate_assignment", "toy")
    hand_in(folder, "right")
    hand_in(folder, "wrong", WRONG, print_the_points)
    for change in (
        delete,
        copy_and_paste,
        forge_our_own_marks,
        turn_into_text,
        save_with_an_old_program,
        give_all_cells_one_id,
    ):
        hand_in(folder, change.__name__, change=change)
    hand_in(folder, "without").joinpath("toy.ipynb").unlink()
    answered = hand_in(folder, "renamed", change=answer) / "toy.ipynb"
    answered.rename(answered.with_name("toy (1).ipynb"))
    twice = hand_in(folder, "renamed_twice") / "toy.ipynb"
    shutil.copy(twice, twice.with_name("a copy.ipynb"))
    twice.rename(twice.with_name("toy (1).ipynb"))
    hand_in(folder, "unreadable_beside_a_wrong_module", WRONG).joinpath("toy.ipynb").write_text("<html>Log in</html>")
    for name, save in SAVED.items():
        path = hand_in(folder, name) / "toy.ipynb"
        path.write_bytes(save(path.read_bytes()))
    deeper = hand_in(folder, "deeper")
    (deeper / "src").mkdir()
    (deeper / "toy.py").rename(deeper / "src" / "toy.py")
    hand_in(folder, "wrong_case").joinpath("toy.py").rename(folder / "submitted" / "wrong_case" / "toy" / "Toy.py")
    (folder / "submitted" / "twin").symlink_to("right")
    (folder / "submitted" / "twin_of_work").mkdir()
    (folder / "submitted" / "twin_of_work" / "toy").symlink_to("../right/toy")
    link_to_the_solution(hand_in(folder, "linked") / "toy.py", folder)
    link_to_the_solution(hand_in(folder, "helped", "from helper import double, total\n") / "helper.py", folder)
    demo_course.nbgrader(folder, "autograde", "toy")
    demo_course.nbgrader(folder, "generate_feedback", "toy")


SAVED: dict[str, Callable[[bytes], bytes]] = {
    "cut_off": lambda data: data[:-100],
    "emptied": lambda _: b"",
    "in_utf_16": lambda data: data.decode().encode("utf-16"),
    "with_a_byte_order_mark": lambda data: b"\xef\xbb\xbf" + data,
    "with_windows_line_ends": lambda data: json.dumps(json.loads(data), indent=1).replace("\n", "\r\n").encode(),
    "with_a_merge_conflict": lambda data: b"<<<<<<< HEAD\n" + data,
    "of_another_program": lambda _: b'{"cells": "none"}',
}
"""What befalls a notebook's file."""


def link_to_the_solution(path: Path, course: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(course / "reference" / "toy" / "solution.py")


def test_the_rubric_is_in_nothing_that_is_made_for_students(course: Path) -> None:
    files = [path for path in course.rglob("*") if path.is_file()]
    assert [path for path in files if RUBRIC.encode() in path.read_bytes()] == [
        course / "reference" / "toy" / "lecture.md"
    ]
    made = {path.relative_to(course).parts[0] for path in files}
    assert {"assignments", "release", "autograded", "feedback", "gradebook.db"} <= made


@pytest.mark.parametrize(
    ("student", "marks", "reason"),
    [
        ("right", POINTS, ""),
        ("wrong", {"double": 0.0, "total": 0.0}, "double: expected"),
        ("delete", POINTS, ""),
        ("copy_and_paste", POINTS, ""),
        ("forge_our_own_marks", POINTS, ""),
        ("turn_into_text", POINTS, ""),
        ("save_with_an_old_program", POINTS, ""),
        ("give_all_cells_one_id", POINTS, ""),
        ("without", POINTS, "toy.ipynb is not in what was handed in: was it renamed?"),
        ("renamed", POINTS, ""),
        ("renamed_twice", POINTS, "toy.ipynb is not in what was handed in: was it renamed?"),
        ("cut_off", POINTS, "toy.ipynb is damaged or cut off."),
        ("emptied", POINTS, "toy.ipynb is empty."),
        ("in_utf_16", POINTS, ""),
        ("with_a_merge_conflict", POINTS, "toy.ipynb holds an unfinished merge."),
        ("of_another_program", POINTS, "toy.ipynb has no cells."),
        ("unreadable_beside_a_wrong_module", {"double": 0.0, "total": 0.0}, "toy.ipynb is a web page"),
        ("with_a_byte_order_mark", POINTS, ""),
        ("with_windows_line_ends", POINTS, ""),
        ("deeper", {"double": 0.0, "total": 0.0}, "There is one in its folder src: move it up, beside the notebook."),
        (
            "wrong_case",
            {"double": 0.0, "total": 0.0},
            "The folder holds Toy.py: was it renamed? Put your module back under the name toy.py.",
        ),
        ("twin", {"double": 0.0, "total": 0.0}, "twin is a link to another folder. Hand in the folder itself."),
        ("twin_of_work", {"double": 0.0, "total": 0.0}, "toy is a link to another file. Hand in the file itself."),
        ("linked", {"double": 0.0, "total": 0.0}, "toy.py is a link to another file."),
        ("helped", {"double": 0.0, "total": 0.0}, "helper.py is a link to another file."),
    ],
)
def test_everybody_gets_a_mark_and_a_reason(
    student: str, marks: Mapping[str, float], reason: str, course: Path
) -> None:
    found = grades(course, student)
    assert {name: found[name] for name in POINTS} == {name: mark(score) for name, score in marks.items()}
    assert reason in (course / "feedback" / student / "toy" / "toy.html").read_text()


def test_an_answer_in_words_is_open_until_somebody_has_marked_it(course: Path) -> None:
    pages = {name: (course / "feedback" / name / "toy" / "toy.html").read_text() for name in ("renamed", "right")}
    for words in ('<span class="points">open / 3</span>', '<span class="points">open of 3 points</span>'):
        found = {name: page.count(words) for name, page in pages.items()}
        assert found["renamed"] == found["right"] + 1  # who answered nothing has 0; one more cell is open for all


def test_a_page_is_made_from_the_judges_own_report(course: Path) -> None:
    page = (course / "feedback" / "forge_our_own_marks" / "toy" / "toy.html").read_text()
    assert "orged" not in page.replace("forge_our_own_marks", "")
    assert "All of it is right." in page


def test_copies_of_a_grade_cell_count_once(course: Path) -> None:
    assert set(grades(course, "copy_and_paste")) == {"double", "total", "words", "own"}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert book.find_submission("toy", "copy_and_paste").score == sum(POINTS.values())
    notebook = nbformat.read(course / "autograded" / "copy_and_paste" / "toy" / "toy.ipynb", as_version=4)
    assert [each.source for each in notebook.cells].count('autograder.check("total")') == 3
    assert sum(each.metadata.get("nbgrader", {}).get("grade_id") == "total" for each in notebook.cells) == 1


def test_a_grade_cell_of_the_instructors_own_stays_open(course: Path) -> None:
    assert {grades(course, student)["own"] for student in ("right", "wrong", "delete")} == {OPEN}
    assert (
        "own is worth 3 points here, which is not what the unit says"
        in (course / "feedback" / "right" / "toy" / "toy.html").read_text()
    )


def test_an_answer_in_words_waits_for_a_person_also_in_a_cell_of_another_type(course: Path) -> None:
    untouched = ("right", "without", "emptied")
    assert [grades(course, student)["words"] for student in untouched] == [mark(0.0)] * len(untouched)
    assert grades(course, "turn_into_text")["words"] == OPEN
    notebook = nbformat.read(course / "autograded" / "turn_into_text" / "toy" / "toy.ipynb", as_version=4)
    assert cell(notebook, "words").source == "print('my answer')"
    assert [cell(notebook, name).cell_type for name in ("double", "total", "words")] == ["code", "code", "markdown"]


@pytest.mark.parametrize("student", ["cut_off", "renamed_twice", "with_a_merge_conflict", "of_another_program"])
def test_an_answer_in_words_that_only_a_person_may_find_is_left_to_one(student: str, course: Path) -> None:
    assert grades(course, student)["words"] == OPEN
    notebook = nbformat.read(course / "autograded" / student / "toy" / "toy.ipynb", as_version=4)
    assert cell(notebook, "words").source.endswith("A person will look for the answer there: this mark is open.")


def test_the_one_notebook_that_is_there_under_another_name_is_read(course: Path) -> None:
    assert grades(course, "renamed")["words"] == OPEN
    notebook = nbformat.read(course / "autograded" / "renamed" / "toy" / "toy.ipynb", as_version=4)
    assert cell(notebook, "words").source == "My answer."


# When the grader is at fault.


def test_a_module_that_nbgrader_overwrote_is_not_graded(course: Path) -> None:
    hand_in(course, "overwritten")
    done = demo_course.nbgrader(
        course, "autograde", "toy", "--student=overwritten", "--Autograde.exclude_overwriting={}", expect=None
    )
    assert done.returncode != 0
    assert "toy.py is not what overwritten handed in: nbgrader has overwritten it." in done.stdout
    assert not (course / "autograded" / "overwritten" / "toy" / "toy.ipynb").exists()
    assert all(grade.auto_score is None and grade.score == 0.0 for grade in grades(course, "overwritten").values())


def test_a_fault_of_the_grader_leaves_the_mark_open_until_it_is_mended(course: Path) -> None:
    hand_in(course, "unlucky")
    checks = course / "reference" / "toy" / "checks.py"
    edit(
        checks,
        lambda text: text.replace(
            "    return same_as_reference", "    raise ZeroDivisionError\n    return same_as_reference"
        ),
    )
    demo_course.nbgrader(course, "autograde", "toy", "--student=unlucky")
    found = grades(course, "unlucky")
    assert (found["double"], found["total"]) == (OPEN, mark(1.0))

    checks.write_text(CHECKS)
    demo_course.nbgrader(course, "autograde", "toy", "--student=unlucky", "--force")
    found = grades(course, "unlucky")
    assert (found["double"], found["total"]) == (mark(2.0), mark(1.0))


WEAK = """
from autograder.subjects.fork_server import ForkServer
start = ForkServer.__init__
WITHOUT = {"without": ("namespaces", "landlock", "seccomp")}
ForkServer.__init__ = lambda server, *settings, **options: start(server, *settings, **{**options, **WITHOUT})
"""


def test_nothing_is_graded_behind_too_few_walls_unless_the_instructor_says_so(course: Path) -> None:
    hand_in(course, "patient")
    config = course / "nbgrader_config.py"
    strong = config.read_text()
    config.write_text(strong + WEAK)
    done = demo_course.nbgrader(course, "autograde", "toy", "--student=patient", expect=None)
    assert done.returncode != 0
    assert (
        "The sandbox is too weak to run students' code: landlock and seccomp and namespaces are missing here."
        in done.stdout
    )
    assert not (course / "autograded" / "patient" / "toy" / "toy.ipynb").exists()
    assert all(grade.auto_score is None and grade.score == 0.0 for grade in grades(course, "patient").values())

    config.write_text(strong + WEAK + "c.Verdicts.allow_unsafe = True\n")
    demo_course.nbgrader(course, "autograde", "toy", "--student=patient")
    config.write_text(strong)
    assert grades(course, "patient")["double"] == mark(2.0)
    assert "Student code ran behind: basic (" in (course / "autograded" / "patient" / "toy" / "toy.ipynb").read_text()
