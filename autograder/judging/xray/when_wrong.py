"""When is an exercise wrong?  Its rule in a sentence, or one for each way in which it is wrong, or one for the
places of its answers.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.course.checks import Case, Check, Kind
from autograder.course.features import Features
from autograder.course.forms import looks_at_a_call
from autograder.course.outcomes import Outcome, Raised, Returned
from autograder.course.unit import Unit
from autograder.judging.attempt import Attempt, Finding, Look, Observer, found_in
from autograder.judging.cases import Sheet, complexity
from autograder.judging.xray.facts import LEFT_OUT, facts, facts_of_objects, is_of_chance
from autograder.judging.xray.further import further
from autograder.judging.xray.places import where_wrong
from autograder.judging.xray.reasons import reason
from autograder.judging.xray.when import Asked, Literal, Rule, rule
from autograder.languages import N_, _
from autograder.values import compare
from autograder.values.compare import has_nan
from autograder.values.parts import arrays_in, is_zero


class Way(enum.Enum):
    """In which way an answer is wrong, the plainest first."""

    RAISED = N_("It raises")
    OTHER_SHAPE = N_("Its shape is wrong")
    NOT_FINITE = N_("It is nan or infinite")
    OTHER_NUMBERS = N_("It is wrong")


class Told(enum.Enum):
    """What the name of a mistake tells, so that it needs no usual reason: that of a misconception all of it, a remark
    why numbers are wrong.
    """

    NOTHING = enum.auto()
    NUMBERS = enum.auto()
    ALL = enum.auto()


_ELSEWHERE: Mapping[Way, str] = {
    Way.RAISED: N_("Where it answers, it is wrong"),
    Way.OTHER_SHAPE: N_("Where its shape is right, it is wrong"),
    Way.NOT_FINITE: N_("Where it is finite, it is wrong"),
}


@dataclasses.dataclass(frozen=True)
class _Call:
    """A call that was asked: what holds of it, and in which way the answer is wrong."""

    facts: Mapping[str, bool]
    way: Way | None

    def asked(self, *ways: Way) -> Asked:
        """The call as one that is wrong if it is so in one of these ways."""
        return Asked(self.facts, self.way in ways)


def when_wrong(
    attempt: Attempt, unit: Unit, sheet: Sheet, found: Finding, observer: Observer, *, told: Told = Told.NOTHING
) -> str:
    """The rule that holds on all calls that were asked, or at least on those of the plain checks, as a
    sentence, with what it usually means.  Where answers are wrong in several ways, each may have a rule.
    A rule is tried on further calls before it is told: cases are drawn family by family.

    Args:
        attempt: all that was asked.
        unit: the exercise's.
        sheet: the check whose counterexample is shown.
        found: the counterexample, which the rule must hold on, too.
        observer: asks for the further calls.
        told: what the name of the mistake tells, which is more than what a rule usually means.

    Raises:
        WorkerLostError: the worker was lost over further calls.
        GraderFaultError: a check itself failed on them.
    """
    looks = [look for look in attempt.looks.values() if look.complete]
    passed = [name for name, look in attempt.looks.items() if look.passed]
    plain, forms = (
        [each for look in looks if chosen(look) for each in _calls(look, unit.features, passed)]
        for chosen in (_best(looks), _is_of_forms)
    )
    if looks_at_a_call(sheet.check):
        plain.append(_Call(facts(found.case.arguments, unit.features), _way(found.case.expected, found.seen)))
    tell = _Teller(unit, attempt.exercise.name, told)
    if not _told(plain, forms, tell):
        every = (look for look in looks if _is_plain(look))
        return where_wrong([pair for look in every for pair in zip(look.sheet.cases, look.seen, strict=True)])
    more = [each for look in looks if _is_plain(look) for each in _further(look, unit.features, observer)]
    return _told([*plain, *more], forms, tell)


def _best(looks: Sequence[Look]) -> Callable[[Look], bool]:
    """Which checks a rule is made of: those that compare what calls return, for a sentence on an answer does not tell
    whether it comes to 0; else others of calls, or those of objects.
    """
    kind = _is_plain if any(map(_is_plain, looks)) else _is_of_objects
    compared = {look.sheet.check.name for look in looks if kind(look) and not look.is_a_verdict}
    return (lambda look: look.sheet.check.name in compared) if compared else kind


def _told(plain: Sequence[_Call], forms: Sequence[_Call], tell: _Teller) -> str:
    """The rule of all of these calls, or at least of the plain ones, or one for each way of being wrong."""
    plain, forms = _with_what_is_left_out(plain), _with_what_is_left_out(forms)
    for calls in ([*plain, *forms], plain):
        ways = {call.way for call in calls if call.way}
        how = Way.RAISED if ways == {Way.RAISED} else Way.OTHER_NUMBERS
        said = tell([call.asked(*Way) for call in calls], how.value)
        if said:
            return said
    return " ".join(filter(None, _of_each_way(plain, tell)))


def _of_each_way(calls: Sequence[_Call], tell: _Teller) -> Iterator[str]:
    """A rule for each way in which answers are wrong, among those that are not wrong in a plainer way."""
    how = Way.OTHER_NUMBERS.value
    for way in Way:
        if any(call.way is way for call in calls):
            how = how if way is Way.OTHER_NUMBERS else way.value
            yield tell([call.asked(way) for call in calls], how, certain=True)
            calls = [call for call in calls if call.way is not way]
            how = _ELSEWHERE.get(way, "")


MOST_FURTHER = 120
"""So many further calls of a check are asked."""

_FROM_EACH = 2
"""Further calls are like so many that are wrong, and like as many that are right."""


def _further(look: Look, features: Features, observer: Observer) -> Iterator[_Call]:
    """Further calls of a check that the reference answers; none of what takes long."""
    sheet = look.sheet
    if sheet.check.seconds > Check.seconds:
        return
    wrong = {id(finding.case) for finding in look.findings}
    every = sorted((case.arguments for case in sheet.cases if id(case) in wrong), key=complexity)[-_FROM_EACH:]
    every += sorted((case.arguments for case in sheet.cases if id(case) not in wrong), key=complexity)[-_FROM_EACH:]
    made = [other for call in every for other in further(call)]
    answered = map(sheet.answered, made[:MOST_FURTHER])
    cases = [case for case in answered if isinstance(case.expected, Returned) and _is_telling(case.expected.value)]
    batch = sheet.batch_of([case.arguments for case in cases]) if cases else None
    if batch is None:
        return
    for case, seen in zip(cases, observer.student.each(batch, seconds=sheet.check.seconds), strict=True):
        is_wrong = found_in(sheet, case, seen) is not None
        yield _Call(facts(case.arguments, features), _way(case.expected, seen) if is_wrong else None)


def _is_telling(value: Any) -> bool:
    return not is_zero(value) and not has_nan(value)


def _is_of_objects(look: Look) -> bool:
    """Whether a check of answers is a conversation with an object."""
    return look.sheet.check.kind is Kind.ANSWERS


def _is_plain(look: Look) -> bool:
    return looks_at_a_call(look.sheet.check)


def _is_of_forms(look: Look) -> bool:
    return look.sheet.check.kind is Kind.FORMS


@dataclasses.dataclass(frozen=True)
class _Teller:
    """Tells rules for an exercise of a unit."""

    unit: Unit
    exercise: str
    told: Told

    def __call__(self, asked: Sequence[Asked], how: str, *, certain: bool = False) -> str:
        """The rule for some calls in a sentence, with what it usually means; empty where there is none.  What is
        ``certain`` is one fact, or two features that the unit declares: of all other pairs some fit by chance.
        """
        if all(call.wrong for call in asked):
            return ""
        declared = self.unit.features.declared
        found = rule(asked, lambda fact: fact not in declared and (certain or is_of_chance(fact)))
        if found is None:
            return ""
        raises = how == Way.RAISED.value  # an exception tells more than a usual reason does
        of_numbers = how.lower().endswith(Way.OTHER_NUMBERS.value.lower())
        is_finite = how != Way.NOT_FINITE.value  # what makes an axis or a number too few makes no nan
        is_known = raises or not is_finite or self.told is Told.ALL or (self.told is Told.NUMBERS and of_numbers)
        usual = "" if is_known else reason(found, self.unit.settings.reasons, self.exercise)
        return " ".join(filter(None, (_sentence(found, how), usual)))


def _calls(look: Look, features: Features, passed: Sequence[str]) -> Iterator[_Call]:
    """The calls of a check of which the answers say something.  Where all is zero much that is wrong comes to
    the same.
    """
    wrong = _wrong(look)
    for case, seen in zip(look.sheet.cases, look.seen, strict=True):
        arguments = case.arguments
        is_telling = id(case) in wrong or (isinstance(case.expected, Returned) and not _comes_to_zero(case))
        if not is_telling or not look.sheet.check.counts(arguments, passed):
            continue
        if look.sheet.check.kind is Kind.FORMS:
            if not isinstance(arguments.get("call"), dict):
                return
            if compare.largest([array for _, array in arrays_in(arguments["call"])]) >= _BEYOND_WHOLE_NUMBERS:
                continue  # much goes wrong there that is right elsewhere
            how = {"layout": arguments["layout"], "by_keyword": arguments["by_keyword"]}
            known = facts(arguments["call"], features, **how)
        elif not _is_plain(look):
            known = facts_of_objects(arguments, features)
        else:
            known = facts(arguments, features)
        yield _Call(known, _way(case.expected, seen) if id(case) in wrong else None)


_BEYOND_WHOLE_NUMBERS = 2.0**62
"""From here on whole numbers of 64 bits end."""


def _wrong(look: Look) -> set[int]:
    """The cases of a check that were answered wrongly; of forms also those that are shown as plainer calls."""
    if look.sheet.check.kind is not Kind.FORMS or not look.findings:
        return {id(finding.case) for finding in look.findings}
    pairs = zip(look.sheet.cases, look.seen, strict=True)
    return {id(case) for case, seen in pairs if found_in(look.sheet, case, seen) is not None}


def _comes_to_zero(case: Case) -> bool:
    """Whether zeros are as good an answer as the right one."""
    return compare.is_near_zero(case.right, case.tolerance)


def _with_what_is_left_out(calls: Sequence[_Call]) -> list[_Call]:
    """The calls, each with the arguments that it leaves out and others have."""
    names = dict.fromkeys(fact for call in calls for fact in call.facts if fact.endswith(LEFT_OUT))
    return [dataclasses.replace(call, facts={**dict.fromkeys(names, True), **call.facts}) for call in calls]


def _way(expected: Outcome, seen: Outcome) -> Way:
    """In which way what was seen is wrong."""
    if isinstance(seen, Raised):
        return Way.RAISED
    if isinstance(expected, Returned):
        if _shapes(expected.value) != _shapes(seen.value):
            return Way.OTHER_SHAPE
        if _is_finite(expected.value) and not _is_finite(seen.value):
            return Way.NOT_FINITE
    return Way.OTHER_NUMBERS


def _shapes(value: Any) -> Any:
    """The shapes of all arrays in a value, where they stand."""
    if isinstance(value, dict):
        return {key: _shapes(part) for key, part in value.items()}
    return list(map(_shapes, value)) if isinstance(value, list | tuple) else np.shape(value)


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict | list | tuple):
        return all(map(_is_finite, value.values() if isinstance(value, dict) else value))
    return (
        not isinstance(value, np.ndarray | float)
        or np.asarray(value).dtype.kind not in "fc"
        or bool(np.isfinite(value).all())
    )


def _sentence(found: Rule, how: str) -> str:
    first, *others = found.literals
    if first.is_of_more and how == Way.OTHER_NUMBERS.value and not others:
        return _("It is right only in the calls {rule}.").format(rule=Literal(first.fact).said())
    if not others and not first.holds and not first.is_of_more and not first.fact.startswith("no "):
        return _("{how} in all calls but those {rule}.").format(how=_(how), rule=Literal(first.fact).said())
    return _("{how} exactly in the calls {rule}.").format(how=_(how), rule=found.said())
