"""The audit finds what is planted: in a small unit that is clean, each fault is planted once."""

import dataclasses
import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from rich.console import Console

from autograder.audit import audit as audit_module
from autograder.audit import pages as auditing
from autograder.audit import variants as variants_module
from autograder.audit.adversaries import BY_NAME
from autograder.audit.as_json import to_json
from autograder.audit.audit import Audit, Finding, audit
from autograder.audit.mutants import mutants
from autograder.audit.trials import try_all
from autograder.audit.variants import Kind, variants
from autograder.course import (
    Alternative,
    Check,
    Exercise,
    Forms,
    Misconception,
    Unit,
    UnitError,
    agrees,
    polite,
    rejects,
)
from autograder.judging.cases import prepare
from autograder.subjects.local import LocalSubject
from autograder.testing import arguments, arrays, assert_close, sizes, vectors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@pytest.fixture(autouse=True)
def few_adversaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests need none; what each of them does, others test."""
    monkeypatch.setattr(variants_module, "ADVERSARIES", ())


SOLUTION = '''
import numpy as np

def scale(x, factor):
    """factor times x, for a factor that is not negative."""
    ### BEGIN SOLUTION
    if factor < 0:
        raise ValueError("factor is negative")
    return factor * x
    ### END SOLUTION
'''
LINES = "    if factor < 0:\n        raise ValueError\n"
LOSES_FRACTIONS = Misconception(
    "loses_fractions", "scale", "Keep them.", f"def scale(x, factor):\n{LINES}    return np.trunc(factor * x)\n"
)
IGNORES_FACTOR = Misconception(
    "ignores_factor", "scale", "Multiply.", f"def scale(x, factor):\n{LINES}    return x * 1.0\n"
)

WHOLE = agrees("whole", 1.0, "Whole numbers.", arguments(x=vectors(1, 3), factor=sizes(0, 4)))
FRACTIONS = agrees("fractions", 0.5, "Fractions.", arguments(x=vectors(1, 3, scale=8), factor=sizes(1, 4)))
MANNERS = polite(0.25, arguments(x=vectors(2, 3), factor=sizes(1, 4)))
NEGATIVE = rejects(0.25, "Refuses a negative factor.", arguments(x=vectors(1, 3), factor=st.integers(-3, -1)), count=3)


def unit(
    *checks: Check,
    misconceptions: tuple[Misconception, ...] = (LOSES_FRACTIONS, IGNORES_FACTOR),
    right: str = "x * factor",
) -> Unit:
    alternative = Alternative(
        "other_order", {"scale": f"def scale(x, factor):\n    assert factor >= 0\n    return {right}\n"}
    )
    return Unit("unit", "A unit", (Exercise("scale", *checks),), SOLUTION, misconceptions, (alternative,))


def run(tested: Unit, course: Path) -> Audit:
    *_, result = audit(course, tested, jobs=1)
    assert isinstance(result, Audit)
    return result


def test_a_share_tries_some_of_what_is_many_and_all_else_and_says_nothing_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the unit is met by others."""
    monkeypatch.setattr("autograder.audit.audit.kit", lambda: "one version of the kit")

    def tried(tested: Unit, share: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]], Audit]:
        *_, result = audit(tmp_path, tested, jobs=1, share=share)
        assert isinstance(result, Audit)
        names = {(each.variant.kind, each.variant.name) for each in result.trials}
        few = {each for each in names if each[0] in (Kind.SOLUTION, Kind.STUB, Kind.ZEROS, Kind.IMPOLITE)}
        return names - few, few, result

    all_of_many, all_else, whole = tried(CLEAN, 1)
    many, other, result = tried(CLEAN, 2)
    assert not whole.findings
    assert not result.findings, "with a part of the mutants checks that are needed would be called redundant"
    assert other == all_else
    assert set() < many < all_of_many
    checks_file = tmp_path / "reference" / CLEAN.name / "checks.py"
    checks_file.parent.mkdir(parents=True)
    checks_file.write_text("# another version\n", encoding="utf-8")
    later, *_ = tried(CLEAN, 2)
    assert many != later <= all_of_many
    assert tried(unit(WHOLE, FRACTIONS, MANNERS), 2)[2].findings


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_variants_print_is_not_shown(jobs: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    noise = f"def scale(x, factor):\n{LINES}    import os; os.write(1, b'noise')\n    return x * 1.0\n"
    noisy = Misconception("noisy", "scale", "Be quiet.", noise)
    *_, result = audit(tmp_path, unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE, misconceptions=(noisy,)), jobs=jobs)
    assert isinstance(result, Audit)
    assert [trial.caught for trial in result.of(Kind.MISCONCEPTION)] == [True]
    assert capfd.readouterr().out == ""


def found(result: Audit, kind: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.kind == kind]


def printed(result: Audit) -> str:
    console = Console(file=io.StringIO(), width=200)
    auditing.show(result, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def list_as_equivalent(names: list[str], course: Path) -> None:
    folder = course / "reference" / "unit"
    folder.mkdir(parents=True)
    pairs = [name.split("  ->  ") for name in names]
    text = "".join(
        f"[[equivalent]]\nexercise = 'scale'\nbefore = '''{before}'''\nafter = '''{after}'''\nreason = 'so'\n"
        for before, after in pairs
    )
    (folder / "equivalent.toml").write_text(text)


CLEAN = unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE)


def test_a_good_unit_is_clean(tmp_path: Path) -> None:
    result = run(CLEAN, tmp_path)
    assert result.findings == ()
    assert [
        len(result.of(kind)) for kind in (Kind.SOLUTION, Kind.STUB, Kind.ZEROS, Kind.ALTERNATIVE, Kind.MISCONCEPTION)
    ] == [1, 1, 1, 1, 2]
    assert len(result.of(Kind.IMPOLITE)) == 3
    assert len(result.of(Kind.MUTANT)) > 5


def test_what_one_mistake_gets_right_excuses_no_other_module() -> None:
    """Misconceptions are judged in the process that reads the workers' replies, and are no worker's replies."""
    by_kind = {each.kind: each for each in variants(CLEAN) if each.name != IGNORES_FACTOR.name}
    zeros, mistake = by_kind[Kind.ZEROS], by_kind[Kind.MISCONCEPTION]
    alone = [trial.failed for trial in try_all(prepare(CLEAN), [mistake], 1)]
    assert alone == [{"scale": ("fractions",)}]
    before, _, after = (trial.failed for trial in try_all(prepare(CLEAN), [zeros, mistake, zeros], 1))
    assert before == after != {}


def test_without_a_check_for_bad_arguments_mutants_survive(tmp_path: Path) -> None:
    survived = found(run(unit(WHOLE, FRACTIONS, MANNERS), tmp_path), "survived")
    assert any("raise ValueError" in finding.what for finding in survived)


def test_without_manners_the_impolite_are_not_asked_and_with_useless_ones_they_slip_through(tmp_path: Path) -> None:
    without = unit(WHOLE, FRACTIONS, NEGATIVE)
    assert [variant for variant in variants(without) if variant.kind is Kind.IMPOLITE] == []
    assert [finding.where for finding in found(run(without, tmp_path), "manners")] == ["exercise scale"]
    assert found(run(unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE), tmp_path), "manners") == []
    lenient = dataclasses.replace(MANNERS, accept=lambda _case, _seen: None)
    accepted = found(run(unit(WHOLE, FRACTIONS, lenient, NEGATIVE), tmp_path), "accepted")
    assert len(accepted) == 3


def test_a_result_that_is_a_number_is_not_asked_to_be_reused(tmp_path: Path) -> None:
    tested = unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE, misconceptions=(), right="float(np.sum(factor * x))")
    result = run(
        dataclasses.replace(tested, solution=SOLUTION.replace("return factor * x", "return float(np.sum(factor * x))")),
        tmp_path,
    )
    assert {trial.variant.name: trial.caught for trial in result.of(Kind.IMPOLITE)} == {
        "changes an argument": True,
        "depends on the call before": True,
    }


def test_a_right_alternative_that_is_refused(tmp_path: Path) -> None:
    rejected = found(run(unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE, right="x * factor + 1e-3"), tmp_path), "rejected")
    assert [finding.where for finding in rejected] == ["alternative other_order"]


def test_a_misconception_that_loses_no_marks(tmp_path: Path) -> None:
    right = Misconception("is_right", "scale", "Nothing.", f"def scale(x, factor):\n{LINES}    return x * factor\n")
    accepted = found(
        run(unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE, misconceptions=(LOSES_FRACTIONS, right)), tmp_path), "accepted"
    )
    assert [finding.where for finding in accepted] == ["misconception is_right"]


def test_two_misconceptions_that_answer_alike(tmp_path: Path) -> None:
    twin = dataclasses.replace(IGNORES_FACTOR, name="twin")
    misnamed = found(
        run(
            unit(WHOLE, FRACTIONS, MANNERS, NEGATIVE, misconceptions=(LOSES_FRACTIONS, IGNORES_FACTOR, twin)), tmp_path
        ),
        "misnamed",
    )
    assert [(finding.where, finding.what) for finding in misnamed] == [
        ("misconception twin", "is diagnosed as ignores_factor")
    ]


def test_a_check_that_nothing_needs(tmp_path: Path) -> None:
    again = dataclasses.replace(WHOLE, name="again")
    redundant = found(run(unit(WHOLE, again, FRACTIONS, MANNERS, NEGATIVE), tmp_path), "redundant")
    assert [finding.where for finding in redundant] == ["check scale/again"]


def test_a_check_whose_answer_never_changes(tmp_path: Path) -> None:
    constant = agrees("constant", 0.5, "Nothing.", st.just({"x": np.ones(2), "factor": 2}), count=3)
    vacuous = found(run(unit(WHOLE, constant, FRACTIONS, MANNERS, NEGATIVE), tmp_path), "vacuous")
    assert [finding.where for finding in vacuous] == ["check scale/constant"]


def test_a_form_of_which_nothing_can_be_asked(tmp_path: Path) -> None:
    """Of large vectors and factors this solution knows nothing: its author says so, or the audit does."""
    short = SOLUTION.replace("if factor < 0:", "if not 0 <= factor < 9 or len(x) > 4:")

    def lost(solution: str, forms: Forms) -> list[str]:
        exercise = Exercise("scale", WHOLE, FRACTIONS, MANNERS, NEGATIVE, forms=forms).in_all_forms()
        return [each.where for each in found(run(Unit("unit", "A unit", (exercise,), solution), tmp_path), "lost")]

    assert lost(SOLUTION, Forms()) == []
    assert lost(short, Forms()) == ["form large_size of scale"]
    assert lost(short, Forms(without={"large_size": "Vectors are short, and factors small."})) == []


def test_equivalents_are_excused_and_stale_ones_are_found(tmp_path: Path) -> None:
    survivors = [
        finding.what.removeprefix("passes every check: ")
        for finding in found(run(unit(WHOLE, FRACTIONS, MANNERS), tmp_path), "survived")
    ]
    gone = ["return factor * x  ->  return factor / x", "no such line  ->  pass"]
    list_as_equivalent([*survivors, *gone], tmp_path)
    result = run(unit(WHOLE, FRACTIONS, MANNERS), tmp_path)
    assert found(result, "survived") == []
    assert [finding.what.split(":")[0] for finding in found(result, "stale")] == [
        "there is no such mutant any more",
        "is not equivalent, a check catches it",
    ]


def test_of_two_mutants_with_one_name_only_the_equivalent_one_is_taken_off_the_total(tmp_path: Path) -> None:
    line = "    return factor * x\n"
    twice = dataclasses.replace(
        CLEAN,
        solution=SOLUTION.replace(line, "    y = factor * x\n    y = factor * x\n    return y\n"),
        misconceptions=(),
    )
    survived = {finding.what.partition(": ")[2] for finding in found(run(twice, tmp_path), "survived")}
    both = "y = factor * x  ->  y = factor / x"
    assert both in survived
    list_as_equivalent(sorted(survived), tmp_path)
    result = run(twice, tmp_path)
    named = {trial.caught for trial in result.of(Kind.MUTANT) if trial.variant.name == both}
    assert named == {True, False}
    caught = sum(trial.caught for trial in result.of(Kind.MUTANT))
    assert f" {caught}/{caught} " in printed(result)
    auditing.write_page([result], tmp_path / "audit.html")
    page = (tmp_path / "audit.html").read_text()
    assert page.count('<tr class="text-muted">') == len(result.of(Kind.MUTANT)) - caught
    assert '<tr class="slipped">' not in page
    assert found(result, "survived") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[equivalent]]\n", r"equivalent\.toml, line 1: this entry has nothing\. Each .*before, after and reason"),
        ("# none\n\n[[equivalent]]\nexercise = 'scale'\nwhy = ''\n", r"line 3: this entry has exercise, why\."),
        ("[[equivalent]\n", r"equivalent\.toml: .*line 1"),
        ("[[equivalents]]\nexercise = 'scale'\n", r"equivalent\.toml has equivalents, and should have nothing but"),
        ("equivalent = 1\n", "should have nothing but"),
    ],
)
def test_an_unreadable_list_of_equivalents_is_an_error_that_names_the_place(
    text: str, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "reference" / "unit"
    folder.mkdir(parents=True)
    (folder / "equivalent.toml").write_text(text)
    with pytest.raises(UnitError, match=message):
        next(audit(tmp_path, CLEAN))


SHAPES = Unit(
    "shapes",
    "Shapes",
    (Exercise("pair", MANNERS), Exercise("Scaler", MANNERS), Exercise("plain", MANNERS), Exercise("double", MANNERS)),
    """
import numpy as np

def pair(x, factor):
    return {"scaled": (factor * x, 2.0)}

class Scaler:
    def scale(self, x):
        return 3 * x

def plain(x, factor):
    return [factor * value for value in x], {factor}, (factor, 2.0)

def double(x):
    return 2 * x
""",
)

CALL = {"x": np.array([1.0, 2.0]), "factor": 3.0}
RIGHT = {"scaled": (np.array([3.0, 6.0]), 2.0)}


def made(kind: Kind, name: str, exercise: str) -> LocalSubject:
    """The variant of SHAPES, loaded."""
    (text,) = (
        each.text for each in variants(SHAPES) if (each.kind, each.name, each.exercise) == (kind, name, exercise)
    )
    return LocalSubject(text, "shapes")


def test_zeros_have_the_form_of_the_answer_of_functions_and_methods() -> None:
    zeros = made(Kind.ZEROS, "zeros", "")
    assert_close(zeros.call("pair", CALL), {"scaled": (np.zeros(2), 0.0)})
    scaler = zeros.keep("Scaler", {})
    assert_close(zeros.call("scale", {"x": CALL["x"]}, of=scaler), np.zeros(2))


def test_what_acts_is_not_written_where_answers_are_zeros() -> None:
    """Zeros in the place of what it returns would change nothing of what it does."""
    exercises = (Exercise("pair", MANNERS), Exercise("Scaler", MANNERS, acts=True))
    scale = "        return 3 * x\n"
    marked = SHAPES.solution.replace(scale, f"        ### BEGIN SOLUTION\n{scale}        ### END SOLUTION\n")
    unit = dataclasses.replace(SHAPES, exercises=exercises, solution=marked)
    (text,) = (each.text for each in variants(unit) if each.kind is Kind.ZEROS)
    zeros = LocalSubject(text, "shapes")
    assert_close(zeros.call("pair", CALL), {"scaled": (np.zeros(2), 0.0)})
    with pytest.raises(NotImplementedError):
        zeros.call("scale", {"x": CALL["x"]}, of=zeros.keep("Scaler", {}))


def test_the_impolite_answer_rightly_and_have_the_manners_they_are_named_for() -> None:
    changing = made(Kind.IMPOLITE, "changes an argument", "pair")
    answer, after = changing.call_and_look("pair", CALL)
    assert_close(answer, RIGHT)
    assert_close(after, {"x": np.array([2.0, 3.0]), "factor": 3.0})

    other = CALL | {"factor": 4.0}
    reusing = made(Kind.IMPOLITE, "reuses its result", "pair").call_repeatedly("pair", CALL, [other])
    assert_close((reusing.fresh, reusing.again), (RIGHT, RIGHT))
    assert_close(reusing.kept["scaled"][0], np.array([2.0, 5.0]))

    remembering = made(Kind.IMPOLITE, "depends on the call before", "pair").call_repeatedly("pair", CALL, [other])
    assert_close((reusing.fresh, remembering.kept), (RIGHT, RIGHT))
    assert_close(remembering.again, {"scaled": (np.array([4.0, 7.0]), 3.0)})
    at_once = made(Kind.IMPOLITE, "depends on the call before", "pair").call_repeatedly("pair", CALL, [])
    assert_close(at_once.again, RIGHT)


def test_lists_and_sets_meet_bad_manners_too() -> None:
    call = {"x": [1, 2], "factor": 3}
    right = ([3, 6], {3}, (3, 2.0))
    answer, after = made(Kind.IMPOLITE, "changes an argument", "plain").call_and_look("plain", call)
    assert (answer, after) == (right, {"x": [1, 2, 0], "factor": 3})
    reusing = made(Kind.IMPOLITE, "reuses its result", "plain").call_repeatedly("plain", call, [call])
    assert (reusing.fresh, reusing.kept) == (right, ([], set(), (3, 2.0)))


@pytest.mark.parametrize(
    ("answer", "tried"),
    [
        ("1.0", False),
        ("(1.0, 2)", False),
        ("'word'", False),
        ("frozenset({1})", False),
        ("{1}", True),
        ("[1]", True),
        ("(1, [2])", True),
        ("{'a': 1}", True),
        ("x.copy()", True),
    ],
)
def test_who_returns_what_nobody_can_change_is_not_tried_for_reusing_it(answer: str, tried: bool) -> None:
    manners = polite(1.0, arguments(x=arrays(2)))
    exam = prepare(Unit("one", "One", (Exercise("f", manners),), f"def f(x):\n    return {answer}\n"))
    (variant,) = (each for each in variants(exam.unit) if each.name == "reuses its result")
    assert audit_module._is_harmless(exam, variant) is not tried


@pytest.mark.parametrize(("value", "tried"), [(st.just(2.0), False), (st.just("word"), False), (arrays(2), True)])
def test_who_gets_what_nobody_can_change_is_not_tried_for_changing_it(value: Any, tried: bool) -> None:
    manners = polite(1.0, arguments(x=value))
    exam = prepare(Unit("one", "One", (Exercise("f", manners),), "def f(x):\n    return [1]\n"))
    (variant,) = (each for each in variants(exam.unit) if each.name == "changes an argument")
    assert audit_module._is_harmless(exam, variant) is not tried


def test_reusing_an_array_takes_as_many_lines_in_the_first_call_as_in_the_next() -> None:
    """Otherwise a check that compares the lines of two calls would catch it for the wrong reason."""
    reusing = made(Kind.IMPOLITE, "reuses its result", "double")
    (_, first), (_, second) = (reusing.count_lines("double", {"x": CALL["x"]}) for _ in range(2))
    assert first == second


def test_methods_have_bad_manners_too() -> None:
    reusing = made(Kind.IMPOLITE, "reuses its result", "Scaler")
    scaler = reusing.keep("Scaler", {})
    first, second = (reusing.keep("scale", {"x": CALL["x"]}, of=scaler) for _ in range(2))
    assert_close(reusing.look(first), np.array([2.0, 5.0]))
    assert_close(reusing.look(second), np.array([3.0, 6.0]))


def test_mutants_change_the_body_and_nothing_that_is_read_by_people() -> None:
    made = list(mutants(SOLUTION))
    assert {(m.before, m.after) for m in made} >= {
        ("if factor < 0:", "if factor <= 0:"),
        ("if factor < 0:", "if factor < 1:"),
        ("if factor < 0:", "if factor < (-1):"),
        ("return factor * x", "return factor / x"),
        ("return factor * x", "pass"),
    }
    assert len({m.text for m in made}) == len(made)
    assert not any("negative" in m.before and m.after != "pass" for m in made)


def test_swapped_arguments_and_annotations() -> None:
    names = [m.name for m in mutants("def f(a: int | None) -> float:\n    return g(a, 2)\n")]
    assert "return g(a, 2)  ->  return g(2, a)" in names
    assert not any("&" in name or "def f" in name for name in names)


def test_the_outputs_name_what_slipped_through(tmp_path: Path) -> None:
    result = run(unit(WHOLE, FRACTIONS, MANNERS), tmp_path)
    auditing.write_page([result], tmp_path / "audit.html")
    page = (tmp_path / "audit.html").read_text()
    survived = found(result, "survived")[0]
    assert page.count('<tr class="slipped">') == len(found(result, "survived"))
    assert 'class="cell alone">✘<' in page
    assert json.loads(to_json([result]))["audits"][0]["findings"][0]["kind"] in {
        finding.kind for finding in result.findings
    }
    assert survived.where in page


def hunted(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Has these adversaries tried."""
    monkeypatch.setattr(variants_module, "ADVERSARIES", tuple(BY_NAME[name] for name in names))


def allow(course: Path, *pairs: tuple[str, str]) -> None:
    folder = course / "reference" / "unit"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(
        f"[[allowed]]\nexercise = '{exercise}'\nadversary = '{name}'\nreason = 'so'\n" for exercise, name in pairs
    )
    (folder / "allowed.toml").write_text(text)


CAUGHT, SURVIVOR, IDLE = "returns lists", "looks at the first 64 rows alone", "always uses the defaults"


def test_an_adversary_that_keeps_its_marks_is_found_with_a_call_that_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunted(monkeypatch, CAUGHT, SURVIVOR, IDLE)
    result = run(CLEAN, tmp_path)
    assert {trial.variant.name: trial.caught for trial in result.of(Kind.ADVERSARY)} == {CAUGHT: True, SURVIVOR: False}
    (finding,) = result.findings
    assert (finding.kind, finding.where) == ("adversary survived", f"scale that {SURVIVOR}")
    assert "size 65 in axis 0 of array 1, from a case of whole" in finding.what
    assert " 1/2 " in printed(result)
    auditing.write_page([result], tmp_path / "audit.html")
    page = (tmp_path / "audit.html").read_text()
    assert page.count('<tr class="slipped"><td>adversary</td>') == 1
    trials = json.loads(to_json([result]))["audits"][0]["trials"]
    assert [trial["shown"].split(",")[0] for trial in trials if trial["shown"]] == ["size 65 in axis 0 of array 1"]


def test_an_adversary_that_a_unit_allows_is_no_finding_and_a_list_that_is_not_needed_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunted(monkeypatch, CAUGHT, SURVIVOR, IDLE)
    allow(tmp_path, ("scale", CAUGHT), ("scale", SURVIVOR), ("scale", IDLE), ("other", SURVIVOR))
    result = run(CLEAN, tmp_path)
    assert [finding.where for finding in result.findings] == ["allowed.toml, other", *["allowed.toml, scale"] * 2]
    assert {finding.kind for finding in result.findings} == {"stale"}
    assert " 1/1 " in printed(result)
    assert json.loads(to_json([result]))["audits"][0]["allowed"][0] == {
        "exercise": "scale",
        "adversary": CAUGHT,
        "reason": "so",
    }


def test_a_list_of_allowed_ones_that_cannot_be_read_is_an_error_that_names_the_place(tmp_path: Path) -> None:
    allow(tmp_path, ("scale", CAUGHT))
    file = tmp_path / "reference" / "unit" / "allowed.toml"
    file.write_text(file.read_text().replace("reason", "why"))
    with pytest.raises(
        UnitError, match=r"allowed\.toml, line 1: .*Each \[\[allowed\]\] has exercise, adversary and reason"
    ):
        next(audit(tmp_path, CLEAN))


DOUBLE = agrees("double", 1.0, "Twice.", arguments(x=vectors(1, 3)))
FOURFOLD = agrees("fourfold", 1.0, "Four times.", arguments(x=vectors(70, 70)), count=2)
BUILT = """
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

def fourfold(x):
    return double(double(x))
"""


@pytest.mark.parametrize("needs", [(), ("double",)])
def test_a_mistake_that_costs_whoever_builds_on_it_is_found(
    needs: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So where it is caught and the other does not declare to need it."""
    hunted(monkeypatch, CAUGHT)
    exercises = (Exercise("double", DOUBLE), Exercise("fourfold", FOURFOLD, needs=needs))
    wrong = Misconception("thrice", "double", "Twice.", "def double(x):\n    return 3 * x\n")
    result = run(Unit("unit", "A unit", exercises, BUILT, (wrong,)), tmp_path)
    spread = [] if needs else [f"double that {CAUGHT}"]
    assert [finding.where for finding in found(result, "adversary spread")] == spread
    assert bool(found(result, "unfair")) is not bool(needs)
    assert [list(trial.failed) for trial in result.of(Kind.UNWRITTEN)] == ([["double"]] if needs else [])


def test_an_adversary_that_survives_and_costs_another_marks_is_found_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunted(monkeypatch, SURVIVOR)
    exercises = (Exercise("double", DOUBLE), Exercise("fourfold", FOURFOLD, needs=("double",)))
    result = run(Unit("unit", "A unit", exercises, BUILT), tmp_path)
    where = f"double that {SURVIVOR}"
    assert [(each.kind, each.where) for each in result.findings if "adversary" in each.kind] == [
        ("adversary survived", where),
        ("adversary spread", where),
    ]


def test_who_leans_on_a_helper_is_seen_to_be_judged_apart_from_it(tmp_path: Path) -> None:
    """Otherwise nothing would follow for misconceptions, which are tried on their own exercise alone."""
    spelt = BUILT.replace("double(double(x))", "globals()['double'](x) * 2")
    exercises = (Exercise("double", DOUBLE), Exercise("fourfold", FOURFOLD, needs=("double",)))
    result = run(Unit("unit", "A unit", exercises, spelt), tmp_path)
    assert [finding.kind for finding in result.findings if finding.kind == "unfair"] == []
    (trial,) = result.of(Kind.UNWRITTEN)
    assert trial.score == 1.0


def test_what_means_something_is_probed_with_no_other_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a mistake that shows only there is none."""
    hunted(monkeypatch, "refuses negative numbers", "refuses arrays of zeros", SURVIVOR)
    for fixed, survivors in (((), 3), (("x",), 1)):
        positive = agrees("double", 1.0, "Twice.", arguments(x=arrays(2, low=1) | arrays(3, low=1)))
        exercise = Exercise("double", positive, forms=Forms(fixed=fixed))
        result = run(Unit("unit", "A unit", (exercise,), BUILT), tmp_path)
        assert len(found(result, "adversary survived")) == survivors


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.ZEROS, "zeros"),
        *((Kind.IMPOLITE, name) for name in ("changes an argument", "reuses its result", "depends on the call before")),
    ],
)
def test_the_impolite_can_be_called_by_keyword(kind: Kind, name: str) -> None:
    """Otherwise a check of forms would catch them for that, and manners would be needed by nobody."""
    exercise = "" if kind is Kind.ZEROS else "pair"
    spoilt = vars(made(kind, name, exercise).module)["pair"]
    answer = spoilt(x=CALL["x"].copy(), factor=3.0)
    assert_close(answer["scaled"][0], RIGHT["scaled"][0] * (kind is not Kind.ZEROS))
