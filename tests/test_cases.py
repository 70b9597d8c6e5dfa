"""The cases of a check depend on names alone, and counterexamples are shrunk within a fixed number
of calls.
"""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine

from autograder.course import Arguments, Exercise, Raised, Returned, Unit, agrees, rejects
from autograder.course.papers import KNOWN, Paper
from autograder.judging.cases import Exam, complexity, drawn, prepare, replayed, shrunk
from autograder.testing import arguments, arrays, sizes, vectors
from autograder.values.readable import as_code

COURSE = Path(__file__).resolve().parents[1]
ROWS = arguments(x=vectors(1, 6))
WIDE = arguments(n=st.integers(-(10**6), 10**6), x=st.floats(), text=st.text())

SOLUTION = """
def double(n):
    if n > 900_000:
        raise ValueError("too large")
    return 2 * n

def half(n):
    return n / 2
"""
ANY = arguments(n=st.integers(-(10**6), 900_000))
CHECKS = agrees("all", 1.0, "", ANY, examples=({"n": 7}, {"n": 8})), agrees("small", 1.0, "", ANY, count=5)
TOO_LARGE = rejects(1.0, "", arguments(n=st.integers(900_001, 10**6)))
UNIT = Unit(
    "unit", "", (Exercise("double", *CHECKS, TOO_LARGE), Exercise("half", *CHECKS, needs=("double",))), SOLUTION
)


def codes(found: list[Arguments]) -> list[str]:
    return [as_code(case) for case in found]


# Drawing.


def test_drawing_gives_as_many_different_cases_as_were_asked_for() -> None:
    found = codes(drawn(ANY, 40, 1))
    assert len(found) == 40
    assert len(set(found)) > 35


def test_a_strategy_that_has_no_more_gives_fewer() -> None:
    assert sorted(case["n"] for case in drawn(arguments(n=st.integers(1, 3)), 40, 1)) == [1, 2, 3]


def test_the_same_seed_draws_the_same_cases_and_another_draws_others() -> None:
    assert codes(drawn(WIDE, 20, 5)) == codes(drawn(WIDE, 20, 5))
    assert codes(drawn(WIDE, 20, 5)) != codes(drawn(WIDE, 20, 6))


def test_the_argument_order_is_that_of_the_signature() -> None:
    strategy = arguments(z=sizes(), a=sizes(), m=arrays(2))
    assert {tuple(case) for case in drawn(strategy, 20, 3)} == {("z", "a", "m")}


def cases_of(exam: Exam) -> dict[tuple[str, str], list[str]]:
    """The cases of each check as code."""
    return {
        (sheet.exercise.name, sheet.check.name): codes([case.arguments for case in sheet.cases])
        for sheets in exam.sheets.values()
        for sheet in sheets
    }


def test_preparing_answers_the_examples_first_and_then_the_drawn_cases() -> None:
    exam = prepare(UNIT)
    answered = exam.sheet("double", "all").cases
    assert [case.arguments["n"] for case in answered[:2]] == [7, 8]
    assert [case.expected for case in answered[:2]] == [Returned(14), Returned(16)]
    assert len(answered) == 2 + 12
    assert len(exam.sheet("half", "small").cases) == 5


def test_a_refusal_of_the_reference_is_its_answer_to_what_must_be_refused() -> None:
    refused = prepare(UNIT).sheet("double", "bad_arguments").cases
    assert len(refused) == 12
    for case in refused:
        assert isinstance(case.expected, Raised)
        assert (case.expected.kind, case.expected.message, case.expected.line) == ("ValueError", "too large", 4)
        assert case.expected.is_a("Exception")
        with pytest.raises(TypeError, match="the reference raised"):
            _ = case.right


def test_sheets_are_found_by_name_and_asked_in_an_order_of_their_own() -> None:
    late, early = TOO_LARGE, CHECKS
    exam = prepare(Unit("unit", "", (Exercise("double", late, *early),), SOLUTION))
    assert [sheet.check.name for sheet in exam.sheets["double"]] == ["bad_arguments", "all", "small"]
    assert [sheet.check.name for sheet in exam.in_order("double")] == ["all", "small", "bad_arguments"]
    assert exam.sheet("double", "small") is exam.sheets["double"][2]
    for exercise, check in (("double", "other"), ("other", "small")):
        with pytest.raises(KeyError):
            exam.sheet(exercise, check)


def test_calls_in_a_list_are_each_tried_once_and_there_are_no_others() -> None:
    calls = [{"n": 990_000}, {"n": 950_000}, {"n": 1_000_000}, {"n": 900_001}]
    check = rejects(1.0, "", calls)
    sheet = prepare(Unit("unit", "", (Exercise("double", check, *CHECKS),), SOLUTION)).sheet("double", check.name)
    assert [case.arguments for case in sheet.cases] == calls
    assert not sheet.draws


def test_another_paper_draws_other_cases_for_every_check() -> None:
    one, same, other = (cases_of(prepare(UNIT, paper)) for paper in (KNOWN, KNOWN, Paper(hand_in="1")))
    assert one == same
    assert len(one) == 5
    for key, found in one.items():
        assert found[-3:] != other[key][-3:]


def test_every_check_has_cases_of_its_own_although_the_strategy_is_the_same() -> None:
    seen = [found[-3:] for found in cases_of(prepare(UNIT)).values()]
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])


def test_the_order_and_the_number_of_checks_change_no_case() -> None:
    double, _ = UNIT.exercises
    turned = dataclasses.replace(UNIT, exercises=(Exercise("half", *CHECKS[::-1]), double))
    alone = dataclasses.replace(UNIT, exercises=(Exercise("half", CHECKS[1]),))
    expected = cases_of(prepare(UNIT))
    for unit, checks in ((turned, 5), (alone, 1)):
        found = cases_of(prepare(unit))
        assert len(found) == checks
        assert found.items() <= expected.items()


# Nothing but the seed decides, whatever the process has loaded.

SCRIPT = """
import dataclasses, sys, zlib
sys.path.insert(0, "{course}")
{before}
from hypothesis import strategies as st
from autograder.judging.cases import prepare
from autograder.testing import arguments
from autograder.course import Exercise, Unit, agrees, load_unit
from autograder.values.readable import as_code
from pathlib import Path
wide = agrees("wide", 1, "", arguments(n=st.integers(0, 10**6), x=st.floats(), text=st.text(), items=st.lists(st.text(), unique=True)), count=60)
conv1d = load_unit(Path("{course}"), "conv1d")
units = [Unit("wide", "", (Exercise("f", wide),), "def f(n, x, text, items): return 0"), dataclasses.replace(conv1d, exercises=conv1d.exercises[:2])]
{after}
for unit in units:
    exam = prepare(unit)
    print(unit.name, zlib.crc32(repr([as_code(case.arguments) for sheets in exam.sheets.values() for sheet in sheets for case in sheet.cases]).encode()))
"""

CONSTANTS = "\n".join(
    f"A{number} = {number}\nB{number} = {number}.25\nC{number} = 'text {number}'" for number in range(100_000, 100_100)
)  # Hypothesis passes over files with many more


def in_a_fresh_process(
    folder: Path, *, before: str = "", after: str = "", hash_seed: str = "0", **variables: str
) -> str:
    (folder / "constants_of_mine.py").write_text(CONSTANTS)
    script = SCRIPT.format(course=COURSE, before=before, after=after)
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(folder), **variables}
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


WITHOUT_THE_PATCH = "import contextlib; from autograder.judging import cases; cases._only_the_seed_decides = contextlib.nullcontext; units.pop()"


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    return in_a_fresh_process(tmp_path_factory.mktemp("usual"))


def test_other_modules_another_hash_seed_and_another_profile_change_no_case(usual: str, tmp_path: Path) -> None:
    changed = in_a_fresh_process(
        tmp_path,
        before=(
            "import constants_of_mine, decimal, sqlite3, hypothesis; hypothesis.settings.register_profile('p', "
            "derandomize=True, max_examples=3)"
        ),
        after=(
            "hypothesis.settings.load_profile('p'); units.reverse(); import random; random.seed(7)\nimport "
            "numpy; numpy.random.seed(7)\n"
        ),
        hash_seed="123",
        CI="true",
    )
    assert sorted(changed.splitlines()) == sorted(usual.splitlines())
    assert len(usual.splitlines()) == 2


def test_without_the_patch_a_module_of_constants_would_change_cases(tmp_path: Path) -> None:
    alone = in_a_fresh_process(tmp_path, after=WITHOUT_THE_PATCH)
    beside_constants = in_a_fresh_process(tmp_path, before="import constants_of_mine", after=WITHOUT_THE_PATCH)
    assert alone != beside_constants


# Shrinking.


def counted(fails: Callable[[Arguments], bool]) -> tuple[Callable[[Arguments], bool], list[str]]:
    seen: list[str] = []

    def probe(case: Arguments) -> bool:
        seen.append(as_code(case))
        return fails(case)

    return probe, seen


def the_shrunk(*search: Any, **options: Any) -> Arguments:
    found = shrunk(*search, **options)
    assert found is not None
    return found.arguments


@pytest.mark.parametrize(
    ("fails", "smallest"),
    [
        (lambda case: True, "{'x': np.array([0.])}"),
        (lambda case: case["x"].sum() > 5, "{'x': np.array([6.])}"),
        (lambda case: len(case["x"]) >= 3, "{'x': np.array([0., 0., 0.])}"),
        (lambda case: bool((case["x"] < 0).any()), "{'x': np.array([-1.])}"),
        (lambda case: len(set(case["x"])) > 1, "{'x': np.array([0., 1.])}"),
    ],
)
def test_the_smallest_case_that_fails_is_found(fails: Callable[[Arguments], bool], smallest: str) -> None:
    assert as_code(the_shrunk(ROWS, 12, 1, fails)) == smallest
    assert fails(the_shrunk(ROWS, 12, 99, fails))


def test_nothing_is_found_where_nothing_fails() -> None:
    fails, seen = counted(lambda case: False)
    assert shrunk(ROWS, 12, 1, fails) is None
    assert len(seen) == 12


def test_the_cases_tried_first_are_the_cases_drawn() -> None:
    fails, seen = counted(lambda case: case["x"].sum() > 5)
    shrunk(ROWS, 12, 1, fails)
    first = next(place for place, case in enumerate(drawn(ROWS, 12, 1)) if case["x"].sum() > 5)
    assert seen[: first + 1] == codes(drawn(ROWS, 12, 1))[: first + 1]


@pytest.mark.parametrize("calls", [0, 1, 2, 7, 20])
def test_the_number_of_calls_is_kept_exactly_and_the_best_so_far_is_returned(calls: int) -> None:
    fails, seen = counted(lambda case: case["x"].sum() > 5)
    best = the_shrunk(ROWS, 12, 1, fails, calls=calls)
    assert len(seen) == 12 + calls
    failing = [case for case in seen if eval(case, {"np": np})["x"].sum() > 5]
    assert as_code(best) in failing
    assert complexity(best) == min(complexity(eval(case, {"np": np})) for case in failing)


def test_the_simplest_failing_case_is_returned_even_where_hypothesis_shrinks_to_another() -> None:
    growing = st.integers(0, 20).map(lambda k: {"x": np.zeros(20 - k)})  # what Hypothesis takes for simpler is longer
    fails, seen = counted(lambda case: len(case["x"]) <= 15)
    assert (
        complexity(the_shrunk(growing, 12, 1, fails))
        == min(complexity(eval(case, {"np": np})) for case in seen)
        < complexity(np.zeros(15))
    )


def test_a_slow_machine_searches_as_far_as_a_fast_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_SHRINKING_SECONDS", -1.0)  # Hypothesis' own limit, long past
    assert as_code(the_shrunk(ROWS, 12, 1, lambda case: case["x"].sum() > 5)) == "{'x': np.array([6.])}"


@pytest.mark.parametrize("strategy", [ROWS, WIDE, ANY])
def test_a_case_is_drawn_again_from_its_choices(strategy: st.SearchStrategy[Arguments]) -> None:
    seen: list[Arguments] = []
    found = shrunk(strategy, 12, 1, lambda case: seen.append(case) or True)
    assert found is not None
    again = replayed(strategy, json.loads(json.dumps(found.choices)))
    assert as_code(again) == as_code(found.arguments)


@pytest.mark.parametrize(
    ("choices", "case"),
    [
        ((), None),
        (("text", 1.5, True), "{'x': np.array([0.])}"),
        ((3, 0), None),
        ((0, 1, 7, 7), "{'x': np.array([1.])}"),
    ],
)
def test_choices_that_were_made_for_other_cases_make_a_case_of_these_or_none(
    choices: tuple[Any, ...], case: str | None
) -> None:
    again = replayed(ROWS, choices)
    assert (again and as_code(again)) == case


def test_shrinking_is_deterministic() -> None:
    runs = []
    for _ in range(2):
        fails, seen = counted(lambda case: case["n"] % 7 == 3)
        runs.append((as_code(the_shrunk(ANY, 12, 4, fails)), seen))
    assert runs[0] == runs[1]


@pytest.mark.parametrize("fails_at", [1, 2, 5, 12])
@pytest.mark.parametrize("once", [True, False])
def test_a_failure_that_comes_and_goes_is_still_a_failure(fails_at: int, once: bool) -> None:
    made = 0

    def fails(_case: Arguments) -> bool:
        nonlocal made
        made += 1
        return made == fails_at if once else made % (fails_at + 1) == fails_at

    assert shrunk(ROWS, 12, 1, fails) is not None


def test_what_ends_the_search_from_within_is_passed_on_at_once() -> None:
    class LostError(BaseException):
        pass

    made = 0

    def fails(_case: Arguments) -> bool:
        nonlocal made
        made += 1
        if made == 3:
            raise LostError
        return True

    with pytest.raises(LostError):
        shrunk(ROWS, 12, 1, fails)
    assert made == 3


@pytest.mark.parametrize(
    ("simpler", "harder"),
    [
        ({"x": np.zeros(2)}, {"x": np.zeros(3)}),
        ({"x": np.zeros(3)}, {"x": np.array([0.0, 0.0, 0.5])}),
        ({"x": np.array([9.0, 9.0])}, {"x": np.array([0.5, 0.0])}),
        ({"x": np.array([1.0])}, {"x": np.array([2.0])}),
        ({"x": np.array([1.0])}, {"x": np.array([-1.0])}),
        ({"x": np.array([-1.0])}, {"x": np.array([2.0])}),
        ({"p": {"W": np.zeros(2)}, "n": 1}, {"p": {"W": np.zeros(3)}, "n": 1}),
        ((1, [2]), (1, [2], 3)),
        ({1, 2}, {1, 2, 3}),
        (frozenset({1, 2}), frozenset({1, 3})),
        (1j, 0.5j),
        (np.array([1j]), np.array([1j, 1])),
        (Fraction(1, 2), Fraction(1, 3)),
        (2, Fraction(1, 2)),
    ],
)
def test_fewer_then_whole_then_smaller_numbers_are_simpler(simpler: Any, harder: Any) -> None:
    assert complexity(simpler) < complexity(harder)
