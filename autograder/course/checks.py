"""What a check is: one family of cases, what is observed with each, and what is accepted."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.observations import Asks, Observation, the_refusal, the_result
from autograder.course.outcomes import Arguments, BadRefusal, Outcome, Raised, Returned
from autograder.languages import _
from autograder.values import compare
from autograder.values.compare import Difference, Place
from autograder.values.readable import call_code
from autograder.worker import operations


class Kind(enum.Enum):
    """What a check is about."""

    ANSWERS = "answers"
    """What comes back."""

    WARNINGS = "warnings"
    """What comes back where every warning counts as an exception."""

    REFUSALS = "refusals"
    """Whether arguments that make no sense are refused: an exception is what is wanted."""

    MANNERS = "manners"
    """What a call does beside answering; the audit plants bad manners for these to catch."""

    EFFORT = "effort"
    """How much work an answer takes; it says something about right answers alone."""

    FORMS = "forms"
    """Whether the cases of other checks are right in other forms, and to all digits."""

    ARGUMENTS = "arguments"
    """Whether a call leaves its arguments alone, where the other manners cannot be asked for."""


@dataclasses.dataclass(frozen=True)
class Mismatch:
    """Why an observation is not accepted: ``what`` in words, ``where`` in the answer.

    ``wrong`` has the places of the answer that are wrong, for reporters to mark.  ``answers`` tells
    whether it helps to see the expected and the returned value, ``remark`` names a mistake that this
    proves, and ``exception`` says that there was no answer but an exception, which speaks for itself.
    ``form`` says in words what it is about the case, and not about the answer, that leads to it.
    """

    what: str
    where: str = ""
    answers: bool = True
    remark: str = ""
    wrong: tuple[Place, ...] = ()
    exception: bool = False
    form: str = ""

    @classmethod
    def of(cls, difference: Difference | None) -> Mismatch | None:
        """The mismatch that a difference is; None for none."""
        return cls(difference.what, difference.where, wrong=difference.wrong) if difference else None


@dataclasses.dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Case:
    """One drawn set of arguments, what the reference shows with it, and how far from that an answer
    may be, as :func:`autograder.values.compare.difference` has it.
    """

    arguments: Arguments
    expected: Outcome
    tolerance: float | compare.Allowed = compare.TOLERANCE

    @property
    def right(self) -> Any:
        """What the reference returned."""
        if isinstance(self.expected, Raised):
            raise TypeError(f"the reference raised {self.expected} for {self.arguments}")
        return self.expected.value


Accept = Callable[[Case, Any], Mismatch | None]
"""Whether a value that was observed is right; None if it is.  Exceptions never get here."""

Example = Arguments | SearchStrategy[Arguments]
Shown = Callable[[Arguments], Arguments]
Code = Callable[[str, Arguments], str]
Derive = Callable[[Mapping[str, Sequence[Arguments]], int], Sequence[Arguments]]
"""Makes cases from those of other checks, by the checks' names, and from a seed."""


def same_as_reference(case: Case, value: Any) -> Mismatch | None:
    """The default comparison: the same value as the reference, to within the case's tolerance."""
    return Mismatch.of(compare.difference(case.right, value, case.tolerance))


def all_of_them(arguments: Arguments) -> Arguments:
    """The arguments of a call that are a whole case."""
    return arguments


class Origin(NamedTuple):
    """The checks from whose cases another was made, in what form, and what is to be said in ``words``
    where it fails.
    """

    bases: tuple[str, ...]
    form: str
    words: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """One family of cases.

    Args:
        name: what the report calls it.
        points: what it is worth.
        text: what the student reads.
        cases: draws the arguments of a case.
        examples: cases that come before the ``count`` that are drawn: fixed ones, which are on every
            paper and can be learnt by heart, and strategies, of which each draws one case a paper.
        count: how many cases are drawn.
        kind: what it is about.
        observe: what is looked at with each case; by default the exercise's result.
        accept: whether what was observed is right; by default if it is what the reference shows.
        tolerance: finds from a case's arguments how far apart answers may be and still count as the
            same, also where a mistake is to be named; by default as far as float32 makes it, for all
            digits are asked for by a check of their own.
        seconds: the processor time that one request may take.
        shown: picks, from a case, the arguments of the call that a counterexample shows.
        code: writes that call, from the whole case.
        derive: makes further cases from those drawn for the exercise's other checks; only what the
            reference refuses is asked where refusals are wanted, and only the rest elsewhere.
        origin: where a case that was made from another check's comes from.
        called: what parts of a case are called where it is told what an answer depends on.
        simpler: draws simpler arguments than ``cases`` does, as of sizes of one in which mistakes may hide: a
            counterexample is looked for among these, too.
    """

    name: str
    points: float
    text: str
    cases: SearchStrategy[Arguments]
    examples: tuple[Example, ...] = ()
    count: int = 12
    kind: Kind = Kind.ANSWERS
    observe: Observation = the_result
    accept: Accept | None = None
    tolerance: Callable[[Arguments], float] | None = None
    seconds: float = 2.0
    shown: Shown = all_of_them
    code: Code | None = None
    derive: Derive | None = None
    origin: Callable[[Arguments], Origin] | None = None
    called: Mapping[str, str] = dataclasses.field(default_factory=dict)
    simpler: SearchStrategy[Arguments] | None = None

    @property
    def searched(self) -> SearchStrategy[Arguments]:
        """Draws the arguments among which the simplest are looked for that show a mistake."""
        return self.cases if self.simpler is None else self.simpler | self.cases

    @property
    def waits(self) -> bool:
        """Whether it counts only once a check of answers has passed."""
        return self.kind not in (Kind.ANSWERS, Kind.WARNINGS)

    def written(self, exercise: str, arguments: Arguments) -> str:
        """The call that a counterexample shows, as code."""
        return self.code(exercise, arguments) if self.code else call_code(exercise, self.shown(arguments))

    def counts(self, arguments: Arguments, passed: Collection[str]) -> bool:
        """Whether a case says anything about a module that passed these checks: what is made from the
        cases of a check that it did not pass does not.
        """
        return self.origin is None or set(self.origin(arguments).bases) <= {*passed}

    def allows(self, arguments: Arguments) -> float:
        """How far apart answers to a case may be."""
        return self.tolerance(arguments) if self.tolerance else compare.FLOAT32_TOLERANCE

    def verdict(self, case: Case, seen: Outcome) -> Mismatch | None:
        """What is wrong with what was seen of a case; None if nothing is.

        Raises:
            TypeError: the reference raised where it must answer: nobody can be measured by that.
        """
        found = self._verdict(case, seen)
        if found is None or self.origin is None:
            return found
        origin = self.origin(case.arguments)
        return dataclasses.replace(found, remark=origin.form, form=origin.words)

    def _verdict(self, case: Case, seen: Outcome) -> Mismatch | None:
        if self.kind is Kind.REFUSALS:
            return _refused(self.shown(case.arguments), seen, case.expected)
        if isinstance(case.expected, Raised):
            raise TypeError(f"the reference raised {case.expected.kind}: {case.expected.message}")
        if isinstance(seen, Raised):
            return _warned(seen) if self._is_warning(seen) else Mismatch(f"raised {seen.kind}", exception=True)
        found = (self.accept or same_as_reference)(case, seen.value)
        if found is None or self.accept or isinstance(self.observe, Asks):
            return found
        return dataclasses.replace(found, what=compare.of_a_part(found.what))  # a unit's own observation picks parts

    def _is_warning(self, seen: Raised) -> bool:
        return self.kind is Kind.WARNINGS and seen.kind in ("FloatingPointError", "RuntimeWarning")


def agrees(
    name: str,
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    *,
    examples: Sequence[Example] = (),
    count: int = 12,
    **more: Any,
) -> Check:
    """A check that the exercise returns what the reference returns; ``more`` as for :class:`Check`."""
    return Check(name=name, points=points, text=text, cases=cases, examples=tuple(examples), count=count, **more)


def rejects(
    points: float,
    text: str,
    calls: SearchStrategy[Arguments] | Sequence[Arguments],
    *,
    name: str = "bad_arguments",
    count: int = 12,
    **more: Any,
) -> Check:
    """A check that arguments which make no sense raise ValueError (AssertionError counts too), whenever they
    come, and are left as they were.

    ``calls`` draws them, or lists them: then each is tried once.  ``more`` as for :class:`Check`.
    """
    if not isinstance(calls, SearchStrategy):
        more |= {"examples": tuple(calls)}
        calls, count = st.sampled_from(more["examples"]), 0
    more = {"observe": the_refusal, **more}
    return Check(name=name, points=points, text=text, cases=calls, count=count, kind=Kind.REFUSALS, **more)


GOOD = "as it should be"
"""The verdict on an answer with which nothing is wrong."""


def same_verdict(case: Case, value: Any) -> Mismatch | None:
    """For what has many right answers: whether the verdict that a check's observation comes to is the
    one on the reference.
    """
    return None if value == case.right else Mismatch(value, answers=False)


REFUSALS = frozenset(each.__name__ for each in operations.REFUSALS)
"""The exceptions with which arguments that make no sense may be refused."""


OWN_REFUSAL = re.compile(r"^(if .*: *)?(raise|assert)\b")
"""A line of code that raises by itself."""

_LONGEST_REASON = 200


def _refused(call: Arguments, seen: Outcome, right: Outcome) -> Mismatch | None:
    if isinstance(seen, Returned) and isinstance(seen.value, BadRefusal):
        what = _("the same call was refused the first time, but not the second: keep nothing between calls")
        forgotten = Mismatch(what, answers=False, remark="depends_on_earlier_calls")
        return forgotten if seen.value.arguments is None else left_alone(call, seen.value.arguments)
    if isinstance(seen, Returned):
        what = _("expected a ValueError because these arguments do not make sense")
        return Mismatch(f"{what}{_reason(right)}")
    if not seen.is_a(*REFUSALS):
        what = _("expected a ValueError that says which argument is wrong, not {kind}").format(kind=seen.kind)
        return Mismatch(f"{what}{_reason(right)}")
    return None


def _reason(right: Outcome) -> str:
    """What the reference says when it refuses, if it says it in one sentence."""
    said = right.message.rstrip(".") if isinstance(right, Raised) and right.is_a(*REFUSALS) else ""
    return f": {said}" if said and len(said) <= _LONGEST_REASON and "\n" not in said else ""


def left_alone(before: Arguments, after: Arguments) -> Mismatch | None:
    """Which argument a call has changed; None if it is none."""
    for name, value in before.items():
        if compare.difference(value, after[name], 0.0):
            what = _("the call changed its argument `{name}`: work on a copy of it").format(name=name)
            return Mismatch(what, answers=False, remark="argument_changed")
    return None


def _warned(seen: Raised) -> Mismatch:
    if seen.line and not seen.file:
        what = _("NumPy warned: {message} (line {line}: {code})")
    else:
        what = _("NumPy warned: {message}")
    said = what.format(message=seen.message, line=seen.line, code=seen.code)
    return Mismatch(said, answers=False)  # the answer may be right


def in_order(checks: Sequence[Check]) -> list[Check]:
    """The order in which checks are made: those that wait come last."""
    return sorted(checks, key=lambda check: check.waits)
