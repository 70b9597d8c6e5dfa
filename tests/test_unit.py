"""What an author of a unit is told when its files are wrong, and what a unit knows of itself."""

import re
from pathlib import Path
from typing import Any

import pytest

from autograder.course import UnitError, declared_names, find_course, load_unit, unit_names

SOLUTION = "def one(x):\n    return x\n\ndef two(x):\n    return one(x)\n\nCONSTANT = 3\n"
CHECKS = """
from hypothesis import strategies as st
from autograder.testing import arguments
from autograder.course import Exercise, Unit, agrees
CASES = arguments(x=st.integers(0, 3))
def check(name="some", points=1.0):
    return agrees(name, points, "Text.", CASES)
UNIT = Unit("unit", "A unit", (Exercise("one", check()), Exercise("two", check(), check("more", 0.5), needs=("one",))))
"""
MISCONCEPTIONS = """
from autograder.course import misconception
from .solution import one

@misconception("two", "A hint.")
def wrong(x):
    return one(x) + 1
"""
EDITS = """# What people get wrong.

[two.negative]
hint = "Another hint,\\n  on two lines."
edits = [["one(x)", "-one(x)"], ["return", "return 2 *"]]

[one.opposite]
hint = "A third hint."
edits = [["return x", "return -x"]]
"""
ALTERNATIVES = """
from autograder.course import alternative

@alternative("one", style="terse")
def other_one(x): return +x

@alternative("two", style="terse")
def other_two(x): return x

@alternative("two", style="verbose")
def long_two(x):
    y = x
    return y
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    folder = tmp_path / "reference" / "unit"
    folder.mkdir(parents=True)
    for name, text in {
        "solution.py": SOLUTION,
        "checks.py": CHECKS,
        "misconceptions.py": MISCONCEPTIONS,
        "misconceptions.toml": EDITS,
        "alternatives.py": ALTERNATIVES,
    }.items():
        (folder / name).write_text(text)
    return tmp_path


def change(course: Path, name: str, old: str, new: str) -> None:
    path = course / "reference" / "unit" / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_unit_is_loaded_with_its_solution_and_variants(course: Path) -> None:
    unit = load_unit(course, "unit")
    assert (unit.name, unit.points, unit.solution) == ("unit", 2.5, SOLUTION)
    assert [(m.name, m.exercise, m.hint) for m in unit.misconceptions] == [
        ("wrong", "two", "A hint."),
        ("negative", "two", "Another hint, on two lines."),
        ("opposite", "one", "A third hint."),
    ]
    assert {a.name: list(a.texts) for a in unit.alternatives} == {"terse": ["one", "two"], "verbose": ["two"]}
    for misconception, answers in zip(unit.misconceptions, [(3, 4), (3, -6), (-3, -3)], strict=True):
        namespace: dict[str, Any] = {}
        exec(unit.text_of(misconception), namespace)
        assert (namespace["one"](3), namespace["two"](3)) == answers


def test_prerequisites_are_found_through_others_and_never_hold_the_exercise_itself(course: Path) -> None:
    change(course, "checks.py", 'needs=("one",))', 'needs=("one",)), Exercise("CONSTANT", check(), needs=("two",))')
    change(course, "solution.py", "CONSTANT = 3", "def CONSTANT(x): return x")
    unit = load_unit(course, "unit")
    assert unit.prerequisites("CONSTANT") == {"one", "two"}
    assert unit.prerequisites("two") == {"one"}
    assert unit.prerequisites("one") == frozenset()
    with pytest.raises(KeyError):
        unit.exercise("three")


def test_exercises_may_need_each_other(course: Path) -> None:
    change(course, "checks.py", 'Exercise("one", check())', 'Exercise("one", check(), needs=("two",))')
    unit = load_unit(course, "unit")
    assert (unit.prerequisites("one"), unit.prerequisites("two")) == ({"two"}, {"one"})


def test_two_courses_with_the_same_unit_names_do_not_meet(
    course: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    load_unit(course, "unit")
    other = tmp_path_factory.mktemp("other")
    folder = other / "reference" / "unit"
    folder.mkdir(parents=True)
    for path in (course / "reference" / "unit").glob("*.*"):
        (folder / path.name).write_text(path.read_text().replace("1.0", "4.0"))
    assert load_unit(other, "unit").points == 8.5


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("solution.py", "def two", "def too", "the exercise two is not defined in solution.py"),
        ("checks.py", 'Exercise("two"', 'Exercise("CONSTANT"', "the exercise CONSTANT is not defined in solution.py"),
        ("checks.py", 'needs=("one",)', 'needs=("three",)', "two needs three, which is no other exercise"),
        ("checks.py", 'needs=("one",)', 'needs=("two",)', "two needs two, which is no other exercise"),
        (
            "misconceptions.py",
            '@misconception("two"',
            '@misconception("three"',
            "the misconception wrong is of three, which is no exercise",
        ),
        (
            "alternatives.py",
            '@alternative("one"',
            '@alternative("three"',
            "the alternative terse has three, which is no exercise",
        ),
        ("checks.py", 'check("more", 0.5)', "check()", "the check two/some is declared twice"),
        (
            "checks.py",
            'Exercise("two", check(), check("more", 0.5)',
            'Exercise("two", check()), Exercise("two", check()',
            "the exercise two is declared twice",
        ),
        (
            "checks.py",
            'Exercise("one", check())',
            'Exercise("one")',
            "the exercise one has no check that counts for itself",
        ),
        ("checks.py", 'Unit("unit"', 'Unit("other"', "checks.py declares the unit other"),
        ("checks.py", 'Text.", CASES)', 'Text.", CASES, count=0)', "the check one/some has no cases"),
        ("misconceptions.toml", "[one.opposite]", "[one.negative]", "there are two misconceptions negative"),
        ("misconceptions.toml", "[one.opposite]", "[one.wrong]", "there are two misconceptions wrong"),
    ],
)
def test_files_that_contradict_each_other_are_named(course: Path, file: str, old: str, new: str, words: str) -> None:
    change(course, file, old, new)
    with pytest.raises(UnitError, match=f"unit: .*{re.escape(words)}"):
        load_unit(course, "unit")


def test_all_contradictions_are_told_at_once(course: Path) -> None:
    change(course, "checks.py", 'needs=("one",)', 'needs=("three",)')
    change(course, "misconceptions.py", '@misconception("two"', '@misconception("three"')
    with pytest.raises(UnitError, match=r"two needs three.*; the misconception wrong is of three"):
        load_unit(course, "unit")


@pytest.mark.parametrize("name", ["solution", "alternatives"])
def test_a_missing_file_is_named(course: Path, name: str) -> None:
    (course / "reference" / "unit" / f"{name}.py").unlink()
    with pytest.raises(UnitError, match=rf"There is no {name}\.py in .*unit: a unit has"):
        load_unit(course, "unit")


def test_checks_without_a_unit_are_named(course: Path) -> None:
    change(course, "checks.py", "UNIT =", "UNITS =")
    with pytest.raises(UnitError, match=r"checks\.py .*has no UNIT"):
        load_unit(course, "unit")


def test_a_unit_that_does_not_exist_is_told_which_do(course: Path) -> None:
    with pytest.raises(UnitError, match=r"There is no unit 'units' in .*reference: it has unit\."):
        load_unit(course, "units")


def test_a_unit_belongs_to_the_course_once_it_has_a_notebook(course: Path) -> None:
    notebook = course / "assignments" / "unit" / "unit.ipynb"
    notebook.unlink(missing_ok=True)
    assert (declared_names(course), unit_names(course)) == (["unit"], [])
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.touch()
    assert (declared_names(course), unit_names(course)) == (["unit"], ["unit"])


def test_the_course_is_found_from_anywhere_within(course: Path) -> None:
    assert find_course(course) == course.resolve()
    assert find_course(course / "reference" / "unit") == course.resolve()


def test_without_a_course_the_message_says_what_a_course_is(tmp_path: Path) -> None:
    (tmp_path / "reference").mkdir()
    with pytest.raises(UnitError, match=r"No course found in .* a course has the folders reference/ and assignments/"):
        find_course(tmp_path)
