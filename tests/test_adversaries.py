"""Every adversary spoils, is caught by a check that the contract asks for, and survives without it."""

from __future__ import annotations

import dataclasses
import functools
import signal
import time
from collections.abc import Sequence
from typing import Any, Never

import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.audit import spoiling
from autograder.audit.adversaries import ADVERSARIES, BY_NAME
from autograder.audit.quick import TimeIsUpError, at_most, catching_check, failed_checks, watch
from autograder.audit.spoiling import Workshop, shown
from autograder.course import Arguments, Case, Check, Exercise, Mismatch, Subject, Unit, agrees, polite, rejects
from autograder.course.observations import Asks, call_in_form
from autograder.judging.cases import Exam, prepare

TWICE = "def f(x, factor=2.0):\n    return np.asarray(x, dtype=float) * factor\n"
LINEAR = "def f(x, a, b):\n    return np.asarray(x, dtype=float) * a + b\n"
SUM = "def f(a, b, c, d):\n    return 1.0 * a + 2.0 * b + 3.0 * c + 4.0 * d\n"
PAIR = "def f(x, pair):\n    return x * pair[0] + pair[1]\n"
GRADIENT = "def f(x, grad=None):\n    return x * (1.0 if grad is None else grad)\n"
REFUSING = "def f(x):\n    if x < 0:\n        raise ValueError\n    return 2.0 * x\n"
FLAT = "def f(x):\n    if x.ndim != 1:\n        raise ValueError\n    return 2.0 * x\n"
SEEDED = "def f(count, seed):\n    return np.random.default_rng(seed).normal(size=count)\n"
COUNTER = """
class f:
    def __init__(self, start):
        self.start = start
        self.reset()

    def add(self, x):
        self.total = self.total + x
        self.largest = np.maximum(self.largest, x)
        self.count = self.count + 1
        return self.total + self.largest + self.count

    def reset(self):
        self.total, self.largest, self.count = self.start, 0.0, 0
"""


def near(case: Case, value: Any) -> Mismatch | None:
    """Accepts the right values, whatever holds them."""
    same = np.allclose(np.asarray(value, dtype=float).squeeze(), np.squeeze(case.right))
    return None if same else Mismatch("other values")


def array(*values: float, dtype: Any = float) -> np.ndarray:
    return np.array(values, dtype=dtype)


def exactly(name: str, calls: Sequence[Arguments], **more: Any) -> Check:
    return agrees(name, 1.0, "", st.nothing(), examples=calls, count=0, tolerance=lambda _: 1e-9, **more)


def steps(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps of an object return; None stands for a reset."""
    made = subject.keep(exercise, {"start": case["start"]})
    does = lambda x: subject.call(*(("reset", {}) if x is None else ("add", {"x": x})), of=made)  # noqa: E731
    return [does(x) for x in case["steps"]]


def in_layout(layout: str) -> Asks:
    return Asks(lambda exercise, case: call_in_form(exercise, case, layout, by_keyword=False))


by_keyword = Asks(lambda exercise, case: call_in_form(exercise, case, "", by_keyword=True))


@dataclasses.dataclass(frozen=True)
class Toy:
    """An exercise with a check that adversaries pass, and a further check that catches them.

    Args:
        solution: the exercise.
        plain: the calls of the check that they pass.
        telling: the calls, or the whole check, that catches them.
        observe: what is looked at, if it is not the result.
        accept: what the plain check accepts.
        seen: whether a call is found on which they are wrong, with the plain check alone.
    """

    solution: str
    plain: tuple[Arguments, ...]
    telling: tuple[Arguments, ...] | Check
    observe: Any = None
    accept: Any = None
    seen: bool = True

    def exam(self, *, complete: bool) -> Exam:
        more = {"observe": self.observe} if self.observe else {}
        telling = self.telling if isinstance(self.telling, Check) else exactly("telling", self.telling, **more)
        checks = (exactly("plain", self.plain, accept=self.accept, **more), *([telling] if complete else ()))
        return prepare(Unit("toy", "", (Exercise("f", *checks),), f"import numpy as np\n\n{self.solution}"))


X, Y = array(1, 2, 3), array(5, 4)
PLAIN = ({"x": X, "factor": 2.0}, {"x": Y, "factor": 2.0})


def twice(*values: float, dtype: Any = float, **more: Any) -> Toy:
    """Twice an array."""
    return Toy(TWICE, PLAIN, ({"x": np.array(values, dtype=dtype), "factor": 2.0},), **more)


def filled(*shape: int) -> Arguments:
    return {"x": np.arange(1.0, np.prod(shape) + 1).reshape(shape) % 7 + 1}


def sized(*shape: int) -> Toy:
    """Twice an array of some size, where smaller ones are right."""
    axes = range(len(shape))
    plain = tuple(filled(*(3 if axis == long else 2 for axis in axes)) for long in (*axes, None))
    return Toy(TWICE, PLAIN if len(shape) == 1 else plain, (filled(*shape),))


def linear(*telling: Arguments, plain: float = 2.0, **more: Any) -> Toy:
    return Toy(LINEAR, ({"x": X, "a": plain, "b": plain},), telling, **more)


def four(place: int) -> Toy:
    """Four arrays, one of them whole numbers."""
    plain = {name: X * place for place, name in enumerate("abcd", 1)}
    name = "abcd"[place - 1]
    others = {other: value / 11 for other, value in plain.items() if other != name}
    return Toy(SUM, (plain,), (plain | others | {name: np.array([1, 2, 3])},))


def four_shapes(place: int) -> Toy:
    """Four arrays, of one of which nothing but the shape matters."""
    plain = {name: X * place for place, name in enumerate("abcd", 1)}
    name = "abcd"[place - 1]
    solution = SUM.replace(f".0 * {name}", f".0 * np.zeros({name}.shape)")
    return Toy(solution, (plain,), (plain | {name: np.array([1.0, np.nan, np.inf])},))


def counter(*inputs: float | None, again: float = 5.0) -> Toy:
    plain = {"start": again, "steps": [2.0, 1.0]}
    return Toy(COUNTER, (plain,), ({"start": 5.0, "steps": list(inputs)},), observe=steps)


def another_of_the_first_shape(**values: np.ndarray) -> Toy:
    """Sums of four; values differ in the second call of the same shapes."""
    plain = {name: X * place for place, name in enumerate("abcd", 1)}
    return Toy(SUM, (plain,), (plain, plain | values))


KINDS = Toy(REFUSING, ({"x": 3.0}, {"x": 1.0}), ({"x": 2.0},), accept=near, seen=False)
ARRAYS = Toy(TWICE, PLAIN, PLAIN, accept=near, seen=False)
REFUSED = Toy(REFUSING, ({"x": 3.0},), rejects(1.0, "", [{"x": -1.0}]), seen=False)
SQUARE = np.array([[1.0, 2.0], [3.0, 4.0]])
LAYOUT = Toy(TWICE, ({"x": SQUARE, "factor": 2.0},), ())
KEYWORDS = Toy(
    LINEAR, ({"x": X, "a": 2.0, "b": 3.0},), exactly("k", ({"x": X, "a": 2.0, "b": 3.0},), observe=by_keyword)
)
MANNERS = polite(1.0, st.fixed_dictionaries({"x": st.sampled_from([X, X + 1]), "factor": st.just(2.0)}))


def reseeding(subject: Subject, exercise: str, case: Arguments) -> Any:
    """Whether the global generator goes on as if nothing had been called."""
    there = subject.define(
        "import numpy as np\n\ndef seed():\n    np.random.seed(1)\n\ndef draw():\n    return np.random.rand()\n"
    )
    subject.call("seed", {}, of=there)
    subject.call(exercise, case)
    return subject.call("draw", {}, of=there)


def manners_after(refused: Arguments) -> Check:
    """Manners of a call, with one in between that is refused."""
    cases = st.fixed_dictionaries({"x": st.sampled_from([X, X + 1])})
    check = polite(1.0, cases)
    return dataclasses.replace(check, cases=check.cases.map(lambda case: case | {"refused": [refused]}))


AFTER_A_REFUSAL = manners_after({"x": SQUARE})

DRAW = ({"count": 4, "seed": 0},)

TOYS: dict[str, Toy] = {
    **{f"rounds what it returns to {n} digits": twice(1 / 3) for n in (3, 4, 6)},
    "returns six significant digits": twice(1e5 / 3),
    **{f"rounds its arguments to {n} digits": twice(1 / 3) for n in (3, 6)},
    "takes near ties for ties in array 1": twice(1 + 1e-8),
    "takes near ties for ties in array 2": Toy(
        SUM, ({"a": X, "b": X, "c": X, "d": X},), ({"a": X, "b": X + 1e-7, "c": X, "d": X},)
    ),
    **{f"{does} {name}": twice(1 / 3) for does in ("returns", "computes in") for name in ("float16", "float32")},
    **{f"returns the type of array {place}": four(place) for place in range(1, 5)},
    **{f"sums in {name}": twice(np.iinfo(name).max, dtype=name) for name in ("int8", "uint8", "int16")},
    **{f"keeps whole numbers in {name}": twice(300, dtype=int) for name in ("int8", "uint8")},
    "negates unsigned numbers": twice(200, dtype="uint8"),
    "cuts fractions off its arguments": twice(0.5),
    **{f"drops {what} below {x:g}": twice(x / 5) for what in ("results", "arguments") for x in (1e-3, 1e-6)},
    "drops arguments below 1e-8": twice(2e-9),
    **{f"clips results at {x:g}": twice(x) for x in (10.0, 1e3, 1e6)},
    **{f"clips arguments at {x:g}": twice(x + 1) for x in (10.0, 1e3)},
    **{f"starts a maximum at {x:g}": twice(x) for x in (-1e3, -1e6)},
    **{f"overflows beyond {x}": twice(x + 1) for x in (88, 700)},
    "divides by zero where all is zero": twice(0, 0),
    "divides by zero where all is equal": twice(3, 3),
    "returns lists": ARRAYS,
    "returns complex numbers": dataclasses.replace(ARRAYS, accept=lambda case, value: near(case, np.real(value))),
    "returns single numbers in arrays": KINDS,
    "returns truth values": dataclasses.replace(ARRAYS, accept=lambda _case, _value: None),
    "reads arrays in memory order": dataclasses.replace(
        LAYOUT, telling=exactly("t", LAYOUT.plain, observe=in_layout("column_major"))
    ),
    "assumes the strides of a C array": dataclasses.replace(
        LAYOUT, telling=exactly("t", LAYOUT.plain, observe=in_layout("spaced"))
    ),
    "turns its arguments round in place and back": Toy(TWICE, PLAIN, MANNERS),
    "remembers answers by shape": Toy(TWICE, PLAIN, ({"x": X + 1, "factor": 2.0},)),
    "remembers answers by first values": Toy(TWICE, PLAIN, ({"x": array(1, 5, 6), "factor": 2.0},)),
    "remembers answers by sums": Toy(TWICE, PLAIN, ({"x": X[::-1], "factor": 2.0},)),
    **{
        f"keeps array {place} of the first call": another_of_the_first_shape(**{"abcd"[place - 1]: X + 7})
        for place in range(1, 5)
    },
    "remembers answers by bytes": Toy(
        TWICE,
        (filled(1, 3) | {"factor": 2.0}, {"x": SQUARE, "factor": 2.0}),
        ({"x": SQUARE.reshape(1, 4), "factor": 2.0},),
    ),
    "remembers answers by objects": Toy(TWICE, PLAIN, MANNERS),
    "hands out the arrays that it keeps": Toy(TWICE, PLAIN, MANNERS),
    "takes a single number for one in the middle": twice(0, 0, 2),
    "answers zeros where all arrays but one are zeros": Toy(
        SUM, (dict.fromkeys("abcd", X),), (dict.fromkeys("abc", 0 * X) | {"d": X},)
    ),
    "answers zeros where an array begins with zeros": twice(0, 0, 2, 3),
    "takes nearly symmetric arrays for symmetric": twice(1 + 8e-9, 2, 1),
    **{
        f"exchanges the axes of array {place} if it is square": Toy(
            SUM,
            tuple({name: filled(*shape)["x"] for name in "abcd"} for shape in ((2, 3), (3, 4))),
            ({name: SQUARE if name == "abcd"[place - 1] else 0 * SQUARE for name in "abcd"},),
        )
        for place in range(1, 5)
    },
    "computes in float32 beyond 1000 numbers": Toy(
        TWICE, (filled(2), filled(3)), ({"x": np.arange(1001) / 3, "factor": 2.0},), seen=False
    ),
    **{f"takes in the numbers of array {place}": four_shapes(place) for place in range(1, 5)},
    "squares numbers in their own type": Toy(
        TWICE.replace("factor=2.0", "factor: float = 2.0"), PLAIN, ({"x": X, "factor": np.uint8(20)},)
    ),
    "adds to what it answered before": Toy(TWICE, PLAIN, ({"x": X, "factor": 2.0},)),
    "resets nothing": counter(1.0, None, 1.0),
    "resets but once": counter(1.0, None, 1.0, None, 1.0),
    **{f"resets all but attribute {n}": counter(1.0, 2.0, None, 1.0) for n in (1, 2, 3)},
    "shares what objects made alike remember": counter(1.0, 2.0),
    **{f"remembers nothing after {n} calls": counter(*range(1, n + 3)) for n in (3, 5, 10)},
    **{f"looks at the first {n} rows alone": sized(n + 1) for n in (8, 64, 1000)},
    **{f"looks at the first {n} entries of axis 1 alone": sized(1, n + 1) for n in (4, 10, 64)},
    "looks at the first 10 entries of axis 2 alone": sized(1, 2, 11),
    **{f"looks at the first {n} columns alone": sized(2, n + 1) for n in (64, 255, 1000)},
    **{f"returns the first {n} rows alone": sized(n + 1) for n in (16, 1000)},
    **{f"drops what is left over by batches of {n}": sized(n + 1) for n in (8, 32)},
    "keeps places in a byte": sized(257),
    **{f"counts to {n} at most": linear({"x": X, "a": n + 1, "b": 1}, plain=1) for n in (4, 10, 50)},
    **{f"refuses sizes beyond {n}": sized(n + 1) for n in (16, 64, 1000)},
    "recurses for each entry": sized(1030),
    "refuses sizes of one": sized(1),
    "refuses what is not square": Toy(TWICE, (filled(2, 2), filled(3, 3)), (filled(2, 3),), seen=False),
    "squeezes what it returns": sized(1, 3),
    "takes zero for the default": Toy(TWICE, PLAIN, ({"x": X, "factor": 0},)),
    "takes zero for one": linear({"x": X, "a": 0, "b": 1.0}),
    "takes a pair of zeros for one of ones": Toy(PAIR, ({"x": X, "pair": (1, 2)},), ({"x": X, "pair": (0, 0)},)),
    "takes zeros for nothing": Toy(GRADIENT, ({"x": X, "grad": X},), ({"x": X, "grad": 0 * X},)),
    "always uses the defaults": Toy(TWICE, PLAIN, ({"x": X, "factor": 3.0},)),
    "knows no names of arguments": KEYWORDS,
    "has another name for its first argument": KEYWORDS,
    "exchanges the last two arguments": linear({"x": X, "a": 2.0, "b": 3.0}),
    "exchanges the names of the last two arguments": KEYWORDS,
    "exchanges the places of the last two arguments": linear({"x": X, "a": 2.0, "b": 3.0}),
    "refuses NumPy's whole numbers": linear({"x": X, "a": np.int64(2), "b": 1}, plain=1),
    "takes no pairs of NumPy's numbers": Toy(
        PAIR, ({"x": X, "pair": (1, 2)},), ({"x": X, "pair": (np.int64(1), np.int64(2))},)
    ),
    "takes tuples for pairs, and no lists": Toy(PAIR, ({"x": X, "pair": (1, 2)},), ({"x": X, "pair": [1, 2]},)),
    "refuses whole numbers": twice(3, dtype=int),
    "refuses negative numbers": twice(-3),
    "refuses arrays of zeros": twice(0, 0),
    "refuses numbers that are zero": linear({"x": X, "a": 0, "b": 1}),
    **{
        f"{does} for what makes no sense": REFUSED
        for does in ("raises TypeError", "raises IndexError", "returns None", "returns nan")
    },
    "refuses numbers that are nearly zero": linear({"x": X, "a": 1e-9, "b": 1.0}),
    "refuses but once what makes no sense": REFUSED,
    "is wrong after what makes no sense": Toy(FLAT, ({"x": X},), AFTER_A_REFUSAL, seen=False),
    "returns nan for whole numbers that make no sense": Toy(
        FLAT, ({"x": X},), rejects(1.0, "", [{"x": SQUARE.astype(int)}]), seen=False
    ),
    "changes what makes no sense": Toy(FLAT, ({"x": X},), rejects(1.0, "", [{"x": SQUARE}]), seen=False),
    "seeds the global generator": Toy(SEEDED, DRAW, exactly("chance", DRAW, observe=reseeding)),
    "draws from the global generator": Toy(SEEDED, DRAW, DRAW, accept=lambda _case, _value: None),
    "keeps 31 bits of a seed": Toy(SEEDED, DRAW, ({"count": 4, "seed": 2**31},)),
    "has one seed for all": Toy(SEEDED, DRAW, ({"count": 4, "seed": 1},)),
}
"""For each adversary an exercise, with calls on which it answers rightly and others on which it does not."""


def failed(exam: Exam, name: str) -> list[str]:
    make = Workshop(exam).spoilt(BY_NAME[name], "f")
    assert make is not None, "it finds nothing to spoil"
    return list(failed_checks(exam, "f", make()))


@pytest.mark.parametrize("name", [each.name for each in ADVERSARIES])
def test_an_adversary_is_caught_by_what_the_contract_asks_for_and_survives_without_it(name: str) -> None:
    toy = TOYS[name]
    complete = toy.exam(complete=True)
    assert failed(complete, name) == [complete.sheets["f"][1].check.name]
    assert Workshop(complete).can_show(BY_NAME[name], "f")
    exam = toy.exam(complete=False)
    assert failed(exam, name) == []
    assert bool(shown(exam, Workshop(exam), BY_NAME[name], "f")) is toy.seen


def test_what_takes_the_solution_or_the_adversary_too_long_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(name for name, toy in TOYS.items() if toy.seen)
    exam = TOYS[name].exam(complete=False)
    workshop = Workshop(exam)
    assert shown(exam, workshop, BY_NAME[name], "f")

    def too_long(_seconds: float) -> Never:
        raise TimeIsUpError

    monkeypatch.setattr(spoiling, "at_most", too_long)
    assert shown(exam, workshop, BY_NAME[name], "f") is None, "of the solution all is known"
    assert shown(exam, Workshop(exam), BY_NAME[name], "f") is None


class _Deaf:
    """Takes longer than it may where Python ignores what is raised."""

    def __del__(self) -> None:
        while True:
            pass


def _wait_deafly() -> None:
    _Deaf()
    end = time.process_time() + 2
    while time.process_time() < end:
        pass


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_time_that_was_up_where_nothing_can_be_raised_is_up_again() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    watch()
    try:
        with pytest.raises(TimeIsUpError), at_most(0.05):
            _wait_deafly()
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_one_check_that_catches_an_adversary_is_enough_and_forms_are_asked_first() -> None:
    calls = st.fixed_dictionaries({"x": st.sampled_from([X / 4, Y / 8])})
    exercise = Exercise("f", agrees("plain", 1.0, "", calls)).in_all_forms()
    exam = prepare(Unit("toy", "", (exercise,), f"import numpy as np\n\n{TWICE}"))
    workshop = Workshop(exam)

    def catching(name: str) -> str:
        make = workshop.spoilt(BY_NAME[name], "f")
        assert make
        return catching_check(exam, "f", make())

    assert (catching("returns lists"), catching("clips results at 10")) == ("forms", "forms")
    assert catching("takes zeros for nothing") == ""


@pytest.mark.parametrize(
    ("name", "shows", "does_not"),
    [
        ("keeps array 4 of the first call", "keeps array 4 of the first call", "returns lists"),
        (
            "looks at the first 10 entries of axis 2 alone",
            "looks at the first 10 entries of axis 2 alone",
            "returns lists",
        ),
        ("counts to 4 at most", "counts to 4 at most", "returns lists"),
        ("takes zero for one", "takes zero for one", "keeps array 4 of the first call"),
        ("takes tuples for pairs, and no lists", "takes tuples for pairs, and no lists", "returns lists"),
        ("returns single numbers in arrays", "returns single numbers in arrays", "returns lists"),
        ("counts to 4 at most", "resets nothing", "returns lists"),
    ],
)
def test_an_adversary_is_tried_only_where_values_come_of_the_kind_that_it_spoils(
    name: str, shows: str, does_not: str
) -> None:
    def can_show(toy: str) -> bool:
        return Workshop(TOYS[toy].exam(complete=True)).can_show(BY_NAME[name], "f")

    assert can_show(shows)
    assert not can_show(does_not)
    make = Workshop(exam := TOYS[does_not].exam(complete=True)).spoilt(BY_NAME[name], "f")
    assert not make or not list(failed_checks(exam, "f", make()))


def test_there_are_toys_for_all_and_no_two_have_one_name() -> None:
    assert set(TOYS) == set(BY_NAME)
    assert len(BY_NAME) == len(ADVERSARIES) >= 40


def test_no_two_probes_of_an_adversary_have_one_name() -> None:
    for adversary in ADVERSARIES:
        names = [probe.name for probe in adversary.probes]
        assert len(set(names)) == len(names)


def test_the_right_answer_is_computed_once_for_all_adversaries() -> None:
    exam = prepare(
        Unit("toy", "", (Exercise("f", exactly("plain", PLAIN)),), f"import numpy as np\ncalls = []\n\n{TWICE}")
    )
    counted: list[Any] = []
    right = vars(exam.reference.module)["f"]
    exam.reference.module.f = functools.wraps(right)(lambda *args: counted.append(args) or right(*args))
    workshop = Workshop(exam)
    for name in ("returns float32", "returns lists"):
        make = workshop.spoilt(BY_NAME[name], "f")
        assert make
        list(failed_checks(exam, "f", make()))
    assert len(counted) == len(PLAIN)


def test_the_second_array_is_the_one_of_the_second_parameter_however_it_is_named() -> None:
    adversary = next(each for each in ADVERSARIES if each.name == "takes near ties for ties in array 2")
    spoilt = adversary.spoilt(lambda one, other: (one, other), lambda _: True)
    near = np.array([0.1234567])
    assert spoilt(other=near, one=near) == (near, np.array([0.123457]))
