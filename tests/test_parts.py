"""Several exercises of one class: judged apart, named apart, checked apart, each worth its own points."""

import dataclasses
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.audit.named import Namer
from autograder.audit.trials import try_all
from autograder.audit.variants import Kind, Variant, variants
from autograder.course import Exercise, UnitError, load_unit
from autograder.handout import release
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Report, Status
from autograder.source import stub
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission
from autograder.visible.annotations import visible_commands
from autograder.visible.finding import exercises_in
from autograder.visible.notebook import check
from autograder.visible.results import VisibleRun
from autograder.visible.running import run_visible

SOLUTION = '''
class Tally:
    """Numbers and their mean."""

    def __init__(self):
        """No numbers yet."""
        ### BEGIN SOLUTION
        self.numbers = []
        ### END SOLUTION

    def add(self, number):
        """How many they are now."""
        ### BEGIN SOLUTION
        self.numbers.append(number)
        return self._count()
        ### END SOLUTION

    def mean(self, numbers):
        """The mean of all numbers, these included."""
        ### BEGIN SOLUTION
        for number in numbers:
            self.add(number)
        return sum(self.numbers) / len(self.numbers)
        ### END SOLUTION

    def _count(self):
        ### BEGIN SOLUTION
        return len(self.numbers)
        ### END SOLUTION
'''
CHECKS = """
from hypothesis import strategies as st

from autograder.course import Exercise, Unit, agrees

DRIVER = '''
import sys

def prepared(tally):
    module = vars(sys.modules.get(type(tally).__module__, sys))
    if "Tally_add" in module:
        def add(number):
            tally.numbers = module["Tally_add"](tally.numbers, number)
            return len(tally.numbers)
        tally.add = add
    return tally

def add(tally, numbers):
    return [prepared(tally).add(number) for number in numbers]

def mean(tally, numbers):
    return prepared(tally).mean(numbers)
'''

def of(name):
    def observe(subject, exercise, case):
        return subject.call(name, {"tally": subject.keep(exercise, {}), **case}, of=subject.define(DRIVER))
    return observe

CASES = st.fixed_dictionaries({"numbers": st.lists(st.integers(1, 9), min_size=1, max_size=4)})
UNIT = Unit("tally", "A class in parts", (
    Exercise("Tally_add", agrees("some", 1, "Adds.", CASES, observe=of("add")), of="Tally", methods=("__init__", "add")),
    Exercise("Tally_mean", agrees("some", 2, "A mean.", CASES, observe=of("mean")), of="Tally", methods=("mean",),
             needs=("Tally_add",)),
))
"""
ANSWERS = "def Tally_add(numbers, number):\n    return [*numbers, number]\n"
MISTAKES = """
[Tally_mean.sums]
hint = "That is a sum."
edits = [[" / len(self.numbers)", ""]]
"""
TESTS = '''
import pytest
import tally


@pytest.mark.exercise("Tally_add", of="Tally")
def test_add():
    """Counts."""
    assert tally.Tally().add(3) == 1


@pytest.mark.exercise("Tally_mean", of="Tally")
def test_mean():
    """Divides."""
    assert tally.Tally().mean([2, 4]) == 3
'''
WRONG_MEAN = SOLUTION.replace("/ len(self.numbers)", "/ 2 / len(self.numbers)")
WRONG_ADD = SOLUTION.replace("append(number)", "append(number + 1)").replace("return self._count()", "return 7")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    reference, assignment = folder / "reference/tally", folder / "assignments/tally"
    for each in (reference, assignment):
        each.mkdir(parents=True)
    texts = {"solution": SOLUTION, "checks": CHECKS, "answers": ANSWERS, "alternatives": ""}
    for name, text in texts.items():
        (reference / f"{name}.py").write_text(text)
    (reference / "misconceptions.toml").write_text(MISTAKES)
    (assignment / "test_tally.py").write_text(TESTS)
    cells = (f'```{{code-cell}}\nautograder.check("{part}")\n```\n' for part in ("Tally_add", "Tally_mean"))
    (reference / "lecture.md").write_text("\n".join(cells))
    release.sync(folder, write=True)
    return folder


@pytest.fixture(scope="module")
def judged(course: Path) -> Iterator[Callable[[str], Report]]:
    with ForkServer() as server:
        judge = Judge(prepare(load_unit(course, "tally")), server)
        yield lambda text: judge.judge(Submission("somebody", "tally", {"tally.py": text.encode()}))


def scores(report: Report) -> dict[str, float]:
    return {result.name: result.score for result in report.exercises}


needs_forks = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@needs_forks
class TestJudging:
    def test_each_part_has_its_own_marks_and_the_line_of_the_class(self, judged: Callable[[str], Report]) -> None:
        report = judged(WRONG_MEAN)
        assert scores(report) == {"Tally_add": 1, "Tally_mean": 0}
        assert {result.line for result in report.exercises} == {2}

    def test_the_reference_answers_for_a_part_that_is_judged_elsewhere(self, judged: Callable[[str], Report]) -> None:
        report = judged(WRONG_ADD)
        assert report.exercises[0].score < 1
        assert (report.exercises[1].score, report.exercises[1].isolated) == (2, ("Tally_add",))

    def test_a_method_that_is_not_written_costs_its_own_part(self, judged: Callable[[str], Report]) -> None:
        lines = stub(SOLUTION).split("    def mean")
        without_add = lines[0].replace("raise NotImplementedError  # your code here", "self.numbers = []", 1)
        report = judged(without_add + "    def mean" + SOLUTION.split("    def mean")[1])
        assert [result.status for result in report.exercises] == [Status.NOT_ATTEMPTED, Status.PASSED]

    def test_a_stub_is_not_written(self, judged: Callable[[str], Report]) -> None:
        report = judged(stub(SOLUTION))
        assert {result.status for result in report.exercises} == {Status.NOT_ATTEMPTED}
        assert report.exercises[1].checks[0].message == "Tally.__init__ is not written yet."

    def test_without_the_class_all_parts_are_missing(self, judged: Callable[[str], Report]) -> None:
        report = judged(SOLUTION.replace("class Tally", "class Tallies"))
        assert {result.status for result in report.exercises} == {Status.MISSING}
        assert report.exercises[1].checks[0].message == "tally.py has no Tally: was it renamed or deleted?"

    def test_a_mistake_is_named_for_its_part(self, judged: Callable[[str], Report]) -> None:
        diagnosis = judged(SOLUTION.replace("/ len(self.numbers)", "")).exercises[1].diagnosis
        assert diagnosis is not None
        assert diagnosis.misconception == "sums"


def test_a_change_of_a_method_belongs_to_the_part_that_names_it(course: Path) -> None:
    mutants = [each for each in variants(load_unit(course, "tally")) if each.kind is Kind.MUTANT]
    owners = {each.exercise for each in mutants if "/ len(self.numbers)" in each.name}
    assert owners == {"Tally_mean"}
    assert {each.exercise for each in mutants if each.name.startswith("return len(self.numbers)")} == {"Tally_add"}


def test_a_mutant_is_caught_by_whatever_part_loses_marks(course: Path) -> None:
    unit = load_unit(course, "tally")
    moved = dataclasses.replace(unit, exercises=tuple(_without_methods(each) for each in unit.exercises))
    mutants = [each for each in variants(moved) if each.kind is Kind.MUTANT and "/ len(self.numbers)" in each.name]
    assert {each.exercise for each in mutants} == {"Tally_add"}
    assert {trial.variant.exercise for trial in try_all(prepare(moved), mutants, 1) if trial.caught} == {"Tally_mean"}


def _without_methods(exercise: Exercise) -> Exercise:
    return Exercise(exercise.name, *exercise.checks, of=exercise.of, needs=exercise.needs)


def test_a_mistake_in_a_method_that_no_other_part_reaches_is_judged_there_alone(course: Path) -> None:
    unit = load_unit(course, "tally")
    namer = Namer(prepare(unit))
    of = {text: Variant(Kind.MISCONCEPTION, "it", text, "Tally_mean") for text in (WRONG_MEAN, WRONG_ADD)}
    assert namer.is_enough(of[WRONG_MEAN])
    assert not namer.is_enough(of[WRONG_ADD])


def test_no_zeros_take_the_place_of_a_class_that_several_exercises_are_about(course: Path) -> None:
    kinds = {each.kind for each in variants(load_unit(course, "tally"))}
    assert Kind.STUB in kinds
    assert Kind.ZEROS not in kinds


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('of="Tally"', 'of="Tallies"', "the exercise Tallies is not defined in solution.py"),
        ('needs=("Tally_add",)', 'shares=("Tally",)', "Tally_mean shares code with Tally, which is no exercise"),
    ],
)
def test_what_does_not_fit_is_said(course: Path, tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "reference").mkdir()
    folder = tmp_path / "reference/tally"
    folder.mkdir()
    for file in (course / "reference/tally").iterdir():
        if file.is_file():
            (folder / file.name).write_text(file.read_text().replace(old, new))
    with pytest.raises(UnitError, match=words):
        load_unit(tmp_path, "tally")


class TestNotebooks:
    def test_each_part_has_a_check_cell_with_its_points(self, course: Path) -> None:
        notebook = nbformat.read(course / "assignments/tally/tally.ipynb", as_version=4)
        cells = {cell.source: cell.metadata.nbgrader.points for cell in notebook.cells}
        assert cells == {'autograder.check("Tally_add")': 1.0, 'autograder.check("Tally_mean")': 2.0}


@pytest.fixture
def folder(course: Path, tmp_path: Path) -> Path:
    (tmp_path / "test_tally.py").write_text(TESTS)
    (tmp_path / "tally.py").write_text(WRONG_MEAN)
    return tmp_path


def names(run: VisibleRun) -> list[str]:
    return [result.exercise for result in run.results]


class TestVisibleChecks:
    def test_a_file_tells_what_its_exercises_are_about(self, folder: Path) -> None:
        assert exercises_in(folder / "test_tally.py") == {"Tally_add": "Tally", "Tally_mean": "Tally"}

    def test_one_part_or_the_whole_class_can_be_checked(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        assert names(check("Tally_mean")) == ["Tally_mean"]
        assert names(check("Tally")) == ["Tally_add", "Tally_mean"]
        assert check("Tally_sum").problem is not None

    def test_what_falls_short_is_annotated_where_the_class_begins(self, folder: Path) -> None:
        commands = visible_commands({"tally.py": run_visible(folder, "tally")})
        assert [command for command in commands if "line=2" in command and "Tally_mean" in command]

    def test_a_stub_names_the_method_that_is_not_written(self, folder: Path) -> None:
        (folder / "tally.py").write_text(stub(SOLUTION))
        run = run_visible(folder, "tally", "Tally_mean")
        assert run.exercises[0].status is Status.NOT_ATTEMPTED
        failure = run.results[0].failure
        assert failure is not None
        assert failure.message == "Tally.__init__ is not written yet"

    def test_what_comes_earlier_in_the_class_is_to_be_mended_first(self, folder: Path) -> None:
        (folder / "tally.py").write_text(WRONG_ADD)
        first = run_visible(folder, "tally").results[1].mend_first
        assert first == "This uses Tally_add, which is not right yet: mend that first."
