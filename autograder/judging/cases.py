"""Drawing cases: the same for every student, answered by the reference once, shrunk only where
somebody fails.

Hypothesis generates them from a seed that depends on the paper and on the names of unit, exercise
and check alone.
Its database is off, and so is its habit of mixing in constants that it finds in whatever modules
happen to be imported: otherwise the cases would depend on what else the process had loaded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol
from unittest import mock

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.control import BuildContext, current_build_context
from hypothesis.errors import Flaky, StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture import engine
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import REFUSALS, Case, Check, Example, Kind
from autograder.course.loading import UnitError, own_mistakes
from autograder.course.observations import Asks
from autograder.course.outcomes import Arguments, Outcome, Raised
from autograder.course.papers import KNOWN, Paper
from autograder.course.unit import Exercise, Unit
from autograder.subjects.local import LocalSubject, observed
from autograder.subjects.requests import Batch
from autograder.values import compare
from autograder.values.parts import Path, arrays_in, changed

_LARGE, _ROUNDING = 1e6, 1e-14
"""From this size on products of several numbers may cancel; and by how much rounding may change each."""

_PRODUCTS, _CANCELLED = 100, 1e-3
"""From this size on so may products of two, where a part of the answer is smaller than its arguments by this factor."""

_OVERFLOWING = 1e100
"""Squares of answers as large as this leave the range of floats, and right code may square."""

SHRINK_CALLS = 60
"""How many observations the search for a smaller counterexample may make: a count, because a time
would differ between runs.
"""


@dataclasses.dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Sheet:
    """One check of one exercise with its cases: what every student of a class is asked."""

    exercise: Exercise
    check: Check
    reference: LocalSubject
    seed: int
    cases: tuple[Case, ...] = ()

    @classmethod
    def drawn(
        cls, exercise: Exercise, check: Check, reference: LocalSubject, seed: int, others: Mapping[str, Sheet]
    ) -> Sheet:
        """The sheet with its fixed cases and those that follow from the seed, and from the ``others`` of
        the exercise if the check's cases are made from theirs.
        """
        sheet = cls(exercise, check, reference, seed)
        made = (case for case in map(sheet.answered, sheet.made(others.values())) if sheet.suits(case))
        examples = (_example(each, seed + place) for place, each in enumerate(check.examples))
        drawn_ones = drawn(check.cases, check.count, seed) if check.count else []
        return dataclasses.replace(sheet, cases=(*made, *map(sheet.answered, (*examples, *drawn_ones))))

    def made(self, others: Iterable[Sheet]) -> Sequence[Arguments]:
        """The cases that the check makes of those of the exercise's ``others``, whether they can be asked or not."""
        drawn_ones = {other.check.name: other.own for other in others if other.check.name != self.check.name}
        return self.check.derive(drawn_ones, self.seed) if self.check.derive else ()

    def suits(self, case: Case) -> bool:
        """Whether a case that was made by rules can be asked: the solution must refuse it, or answer it, and
        answer all but the same where the arguments are rounded otherwise.
        """
        if self.check.kind is Kind.REFUSALS:
            return _is_refused_in_words(case)
        if isinstance(case.expected, Raised):
            return not case.expected.is_a(*REFUSALS)  # another exception is the author's to see
        if self.check.kind is not Kind.FORMS:
            return True
        answer = case.expected.value
        return not compare.has_nan(answer) and compare.largest(answer) < _OVERFLOWING and self._is_stable(case)

    def _is_stable(self, case: Case) -> bool:
        """Whether the solution's answer is right by its own standard once the last digit of large arguments is
        another: else every other order of summation would be wrong.
        """
        numbers = {name: value for name, value in case.arguments["call"].items() if not isinstance(value, int)}
        largest = compare.largest(numbers)  # whole numbers are sizes and seeds, of which nothing is summed up
        if largest < (_PRODUCTS if self._has_cancelled(case, _CANCELLED * largest) else _LARGE):
            return True
        return all(self.check.verdict(case, seen) is None for seen in self._rounded_otherwise(case))

    def _rounded_otherwise(self, case: Case) -> Iterator[Outcome]:
        """The answers to the call with the last digits of its numbers changed, in two ways; of small ones those that
        the largest number of the array has, for it may be right to compute with sums of them.  What is refused
        then, as labels are that are not quite 1, stays as it is.
        """
        paths = [path for path, array in arrays_in(case.arguments["call"]) if array.dtype.kind in "iuf"]
        for seed_value in (0, 1):
            seen = self._moved(case, paths, seed_value)
            if isinstance(seen, Raised):
                paths = [path for path in paths if not isinstance(self._moved(case, [path], seed_value), Raised)]
                seen = self._moved(case, paths, seed_value)
            yield seen

    def _moved(self, case: Case, paths: Sequence[Path], seed_value: int) -> Outcome:
        call = changed(case.arguments["call"], paths, functools.partial(_moved, np.random.default_rng(seed_value)))
        return self.seen_of(self.reference, case.arguments | {"call": call})

    def _has_cancelled(self, case: Case, limit: float) -> bool:
        """Whether all of an array of the answer is that small."""
        arrays = (array for _, array in arrays_in({"answer": case.right}))
        return any(compare.largest(array) < limit for array in arrays)

    @property
    def own(self) -> list[Arguments]:
        """The cases that are this paper's own, or all if none are."""
        cases = self.cases[len(self.check.examples) :] or self.cases
        return [case.arguments for case in cases]

    def answered(self, arguments: Arguments) -> Case:
        """The case with the reference's answer to it."""
        return Case(arguments, self.seen_of(self.reference, arguments), self.check.allows(arguments))

    def seen_of(self, subject: LocalSubject, arguments: Arguments) -> Outcome:
        """What the check observes of a module of the course's own."""
        return observed(subject, self.check.observe, self.exercise.of, arguments)

    @functools.cached_property
    def batch(self) -> Batch | None:
        """All cases as one message to a worker, encoded once for all students; None where they must be
        observed one by one.
        """
        return self.batch_of([case.arguments for case in self.cases])

    def batch_of(self, calls: Sequence[Arguments]) -> Batch | None:
        """The same of any cases."""
        observe = self.check.observe
        return (
            Batch.of([observe.request(self.exercise.of, call) for call in calls]) if isinstance(observe, Asks) else None
        )

    @property
    def draws(self) -> bool:
        """Whether there are other cases than those on the sheet."""
        return bool(self.check.count) and not self.check.derive

    def smallest(self, fails: Callable[[Arguments], bool]) -> Arguments | None:
        """The simplest arguments found for which ``fails`` holds; to be asked only of a check that draws."""
        count = self.check.count * (1 if self.check.simpler is None else 2)
        found = shrunk(self.check.searched, count, self.seed, fails)
        return found.arguments if found else None


@dataclasses.dataclass(frozen=True, eq=False)
class Exam:
    """A unit with the sheets of every exercise, in the order of its checks; made once, used for a whole
    class.
    """

    unit: Unit
    reference: LocalSubject
    sheets: Mapping[str, tuple[Sheet, ...]]

    def sheet(self, exercise: str, check: str) -> Sheet:
        """The sheet of one check; KeyError if there is none."""
        for sheet in self.sheets[exercise]:
            if sheet.check.name == check:
                return sheet
        raise KeyError(check)

    @functools.cached_property
    def helping(self) -> LocalSubject:
        """What answers for whatever is not under judgement where all of that can be trusted."""
        return LocalSubject(self.unit.helping, self.unit.name) if self.unit.parts else self.reference

    def in_order(self, exercise: str) -> list[Sheet]:
        """An exercise's sheets in the order in which they are asked: those that wait come last."""
        return sorted(self.sheets[exercise], key=lambda sheet: sheet.check.waits)


class Kept(Protocol):
    """Where the cases of checks are kept, by names, from one command to the next."""

    def find(self, name: str) -> tuple[Case, ...] | None:
        """The cases of a check; None where they are not kept."""

    def keep(self, name: str, cases: Sequence[Case]) -> None:
        """Keeps the cases of a check, where that can be done."""


def prepare(unit: Unit, paper: Paper = KNOWN, kept: Kept | None = None) -> Exam:
    """Draws and answers all cases of a unit, but for those that are ``kept``; another paper draws others.

    Raises:
        UnitError: a check's own code fails while its cases are drawn and answered, or the solution
            raises where it must answer; the message names the line, or at least the check.
    """
    reference = LocalSubject(unit.solution, unit.name)
    folder = f"reference/{unit.name}"

    def sheets(exercise: Exercise) -> tuple[Sheet, ...]:
        made: dict[str, Sheet] = {}
        for check in exercise.checks:
            with own_mistakes(f"{folder}/checks.py, the check {exercise.name}/{check.name}"):
                seed_value = paper.seed(unit.name, exercise.name, check.name)
                name = f"{exercise.name}/{check.name}"
                known = kept.find(name) if kept else None
                if known is None:
                    made[check.name] = Sheet.drawn(exercise, check, reference, seed_value, made)
                    _require_answers(made[check.name], f"{folder}/solution.py")
                    if kept:
                        kept.keep(name, made[check.name].cases)
                else:
                    made[check.name] = Sheet(exercise, check, reference, seed_value, known)
        return tuple(made.values())

    return Exam(unit, reference, {exercise.name: sheets(exercise) for exercise in unit.exercises})


def _moved(random: np.random.Generator, array: np.ndarray) -> np.ndarray:
    """The array with the last digit of its largest number added to all, or taken away."""
    moved: np.ndarray = array + _ROUNDING * compare.largest(array) * random.choice((-1, 1), array.shape)
    return moved


def _is_refused_in_words(case: Case) -> bool:
    """Whether the solution itself refuses a call, and not a library that it uses."""
    raised = case.expected
    return (
        isinstance(raised, Raised) and raised.is_a(*REFUSALS) and raised.code.lstrip().startswith(("raise ", "assert "))
    )


def _require_answers(sheet: Sheet, solution: str) -> None:
    """Raises UnitError, or what the observation itself raised, where the reference must answer and did
    not.
    """
    case = next((case for case in sheet.cases if isinstance(case.expected, Raised)), None)
    if case is None or sheet.check.kind is Kind.REFUSALS:
        return
    raised, call = case.expected, sheet.check.written(sheet.exercise.of, case.arguments)
    assert isinstance(raised, Raised)
    if not raised.line:
        sheet.check.observe(sheet.reference, sheet.exercise.of, case.arguments)
    said = f": {raised.message.rstrip('.')}" if raised.message else ""
    raise UnitError(
        f"{solution}, line {raised.line}: {call} raised {raised.kind}{said}, but the check "
        f"{sheet.check.name} needs an answer. Let the solution answer it, or draw no such case."
    )


def _example(example: Example, seed_value: int) -> Arguments:
    """The example, or what is drawn of it: the last of two, for Hypothesis begins with the simplest."""
    return drawn(example, 2, seed_value)[-1] if isinstance(example, SearchStrategy) else example


def drawn(strategy: SearchStrategy[Arguments], count: int, seed_value: int) -> list[Arguments]:
    """Up to ``count`` cases; fewer only where the strategy has no more."""
    found: list[Arguments] = []
    _run(found.append, strategy, seed_value, count, (Phase.generate,))
    return found


@dataclasses.dataclass(frozen=True, eq=False)
class Drawn:
    """The arguments of a case, and what Hypothesis chose in drawing them."""

    arguments: Arguments
    choices: tuple[Any, ...]


def replayed(strategy: SearchStrategy[Arguments], choices: Sequence[Any]) -> Arguments | None:
    """The case that these choices make of a strategy; None if they make none of it."""
    data = ConjectureData.for_choices(choices)
    with contextlib.suppress(StopTest, UnsatisfiedAssumption), BuildContext(data, wrapped_test=replayed):
        return data.draw(strategy)
    return None


def shrunk(
    strategy: SearchStrategy[Arguments],
    count: int,
    seed_value: int,
    fails: Callable[[Arguments], bool],
    *,
    calls: int = SHRINK_CALLS,
) -> Drawn | None:
    """The simplest case found for which ``fails`` holds, or None if no drawn one does.

    Makes at most ``calls`` observations beyond those of the ``count`` cases, then settles for the
    best so far.
    """
    failing: list[Drawn] = []
    made = itertools.count(1)

    def probe(arguments: Arguments) -> None:
        if next(made) > calls + count:
            raise _EnoughError
        if fails(arguments):
            failing.append(Drawn(arguments, current_build_context().data.choices))
            raise _FoundError

    # Flaky: the same case fails one time and not the next
    with contextlib.suppress(_FoundError, _EnoughError, Flaky):
        _run(probe, strategy, seed_value, count, (Phase.generate, Phase.shrink))
    return min(failing, key=lambda each: complexity(each.arguments), default=None)


def complexity(value: Any) -> tuple[float, float, float]:
    """How hard a case is to read: how many numbers, how many of them are not whole, and how large
    they are.
    """
    numbers = np.array(list(_numbers(value)), dtype=float)
    with np.errstate(over="ignore"):  # the largest floats may come, and infinitely large is large, too
        total = np.abs(numbers).sum()
    return numbers.size, float(np.sum(numbers != np.round(numbers))), float(total + 0.01 * (numbers < 0).sum())


class _FoundError(Exception):
    """This case fails; Hypothesis goes on to shrink it."""


class _EnoughError(BaseException):
    """Stops Hypothesis in the middle of its search: not an Exception, which it would take for
    another failure.
    """


def _run(
    test: Callable[[Arguments], None],
    strategy: SearchStrategy[Arguments],
    seed_value: int,
    count: int,
    phases: tuple[Phase, ...],
) -> None:
    @seed(seed_value)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def hypothesis_test(arguments: Arguments) -> None:
        test(arguments)

    with _only_the_seed_decides():
        hypothesis_test()


@contextlib.contextmanager
def _only_the_seed_decides() -> Iterator[None]:
    # Hypothesis has no switch for this; its version is pinned, and tests show that neither other modules
    # nor the clock change a case.
    with (
        mock.patch.object(HypothesisProvider, "_maybe_draw_constant", new=_no_constant),
        mock.patch.object(engine, "MAX_SHRINKING_SECONDS", new=math.inf),
    ):
        yield


def _no_constant(*_arguments: Any, **_options: Any) -> None:
    """Takes the place of a method; a mock would count tens of thousands of calls."""


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, complex) or (isinstance(value, np.ndarray) and value.dtype.kind == "c"):
        value = (value.real, value.imag)
    if isinstance(value, np.ndarray):
        yield from value.astype(float).ravel().tolist()
    elif isinstance(value, dict | tuple | list | set | frozenset):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _numbers(item)
    elif isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, Fraction):
        yield from (float(value.numerator), float(value.denominator))
