"""When is it wrong?  The simplest rule over what can be said of the arguments that separates all cases
that were answered wrongly from all that were answered rightly.

A rule is one fact or its opposite, or two of them with "and" or "or": two mistakes at once are an
"or".  Each part has to be needed for several cases, for a rule that fits by chance says nothing, and of
several right cases it must be known that it does not hold.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.course.features import OF_ONE, opposite
from autograder.judging.xray.facts import said_of
from autograder.languages import N_, _

ENOUGH = 3
"""So many wrong cases and right ones does a rule take; so many cases does each part of one decide."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A call that was asked: what holds of it, and whether the answer was wrong."""

    facts: Mapping[str, bool]
    wrong: bool


_WITH, _WITHOUT = N_("with {fact}"), N_("without {fact}")
_JOINED = {"and": N_(" and "), "or": N_(" or ")}


@dataclasses.dataclass(frozen=True)
class Literal:
    """A fact, or its opposite."""

    fact: str
    holds: bool = True

    @property
    def is_of_more(self) -> bool:
        """Whether it holds of all sizes but one."""
        return not self.holds and self.fact.startswith(tuple(OF_ONE))

    def said(self) -> str:
        """The same for people, in the language that is spoken."""
        text = str(self)
        if (whole := _(text)) != text:
            return whole
        frame, fact = (_WITH, text[5:]) if text.startswith("with ") else (_WITHOUT, text[8:])
        return _(frame).format(fact=said_of(fact))

    def __str__(self) -> str:
        other = "" if self.holds else opposite(self.fact)
        return f"with {other}" if other else f"with {self.fact}" if self.holds else f"without {self.fact}"


@dataclasses.dataclass(frozen=True)
class Rule:
    """Wrong exactly where all of the literals hold, or any of them."""

    literals: tuple[Literal, ...]
    joined_by: str = ""

    def __str__(self) -> str:
        return f" {self.joined_by} ".join(map(str, self.literals))

    def said(self) -> str:
        """The same for people, in the language that is spoken."""
        return _(_JOINED.get(self.joined_by, "")).join(literal.said() for literal in self.literals)


def rule(asked: Sequence[Asked], is_of_chance: Callable[[str], bool] = lambda _fact: False) -> Rule | None:
    """The simplest rule that holds on everything asked; None if there is none, or too little was asked.  Facts
    that are ``of_chance`` make no rule together with others.
    """
    wrong = _mask(call.wrong for call in asked)
    right = _mask(not call.wrong for call in asked)
    if min(wrong.bit_count(), right.bit_count()) < ENOUGH:
        return None
    masks = _masks(asked, right)
    alone = next((literal for literal, mask in masks.items() if mask == wrong), None)
    if alone:
        return Rule((alone,))
    steady = {literal: mask for literal, mask in masks.items() if not is_of_chance(literal.fact)}
    pairs = list(_pairs(steady, wrong, right))
    return next((pair for pair in pairs if _are_alike(*pair.literals)), pairs[0] if pairs else None)


def _are_alike(one: Literal, other: Literal) -> bool:
    """Whether two facts say the same of two arguments."""
    first, second = (re.sub("`[^`]*`", "", str(each)) for each in (one, other))
    return first == second


def _pairs(masks: Mapping[Literal, int], wrong: int, right: int) -> Iterator[Rule]:
    wide = {literal: mask for literal, mask in masks.items() if wrong & ~mask == 0 and right & ~mask}
    narrow = {literal: mask for literal, mask in masks.items() if mask & right == 0 and mask & wrong}
    for (one, first), (other, second) in itertools.combinations(wide.items(), 2):
        if first & second == wrong and _both_decide(first & right, second & right):
            yield Rule((one, other), "and")
    for (one, first), (other, second) in itertools.combinations(narrow.items(), 2):
        if first | second == wrong and _both_decide(first, second):
            yield Rule((one, other), "or")


def _both_decide(first: int, second: int) -> bool:
    """Whether each of two sets has several cases that the other has not."""
    return min((first & ~second).bit_count(), (second & ~first).bit_count()) >= ENOUGH


def _masks(asked: Sequence[Asked], right: int) -> dict[Literal, int]:
    """The cases in which each literal holds, the positive ones first."""
    facts = dict.fromkeys(fact for call in asked for fact in call.facts)
    known = [Literal(fact, holds) for holds in (True, False) for fact in facts]
    masks = {each: _mask(call.facts.get(each.fact) is each.holds for call in asked) for each in known}
    first: dict[int, Literal] = {}
    for each, mask in masks.items():
        is_known_not_to_hold = (masks[Literal(each.fact, not each.holds)] & right).bit_count() >= ENOUGH
        if mask and is_known_not_to_hold:
            first.setdefault(mask, each)  # of several with the same cases the first one
    return {literal: mask for mask, literal in first.items()}


def _mask(bits: Iterator[bool] | Sequence[bool]) -> int:
    return sum(1 << place for place, bit in enumerate(bits) if bit)
