"""Answers that are right for other arguments, or for some alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.other_arguments import Change, changes
from autograder.course.outcomes import Arguments, Returned
from autograder.course.remarks.answers import (
    PROOF,
    Answer,
    Answers,
    Ask,
    Remark,
    flat,
    has_the_right_keys,
    is_wrong_in,
    names_of,
    same_form,
)
from autograder.languages import _, ngettext
from autograder.values import compare


def right_for_other_arguments(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or all of the parts of them that are ever wrong, are what the reference gives for other
    arguments, changed in one simple way.
    """
    given = [answer for answer in answers if not answer.raised]
    alike = [answer for answer in given if same_form(answer)]
    for some in (given, alike) if len(alike) < len(given) else (given,):
        for names in _wrong_names(some):
            change = _explaining(some, names, ask)
            if change:
                yield f"right_for_other_{_as_a_name(change.title)}", _about(change, names, partly=some != answers)
                return


def _about(change: Change, names: Sequence[Any], *, partly: bool) -> str:
    said = (
        ngettext(
            "Your {names} is what is right for {words}{where}. Look at where your code uses {title}.",
            "Your {names} are what is right for {words}{where}. Look at where your code uses {title}.",
            len(names),
        )
        if names
        else _("Your answers are what is right for {words}{where}. Look at where your code uses {title}.")
    )
    where = _(", wherever an answer of the right shape comes back") if partly else ""
    what = _(" and ").join(f"`{name}`" for name in names)
    return said.format(names=what, words=change.words, where=where, title=change.title)


def _as_a_name(title: str) -> str:
    return "_".join(re.findall(r"\w+", title))


def _wrong_names(answers: Answers) -> Iterator[Sequence[Any]]:
    """The parts of answers that may be explained: all that are ever wrong together, then each by itself."""
    if not all(map(has_the_right_keys, answers)):
        yield ()
        return
    wrong = [name for name in names_of(answers) if any(is_wrong_in(answer, name) for answer in answers)]
    yield wrong
    if len(wrong) > 1:
        yield from ([name] for name in wrong)


def _explaining(answers: Answers, names: Sequence[Any], ask: Ask) -> Change | None:
    """The simplest change of arguments that explains all of the answers."""
    wrong = [answer for answer in answers if not _agrees(answer.expected, answer, names)]
    if sum(_has_numbers(answer, names) for answer in wrong) < PROOF:  # much that is done wrong ends in zeros
        return None
    first = min(wrong, key=lambda answer: flat(list(answer.arguments.values())).size)
    rest = [
        *(answer for answer in wrong if answer is not first),
        *(answer for answer in answers if answer not in wrong),
    ]
    return next(
        (
            change
            for change in changes(first.arguments)
            if all(_is_right_for(answer, change, names, ask) for answer in (first, *rest))
        ),
        None,
    )


def _has_numbers(answer: Answer, names: Sequence[Any]) -> bool:
    """Whether these parts of an answer, or all of it, are anything but zeros."""
    parts = [answer.returned[name] for name in names if name in answer.returned] if names else answer.returned
    return bool(np.any(flat(parts)))


def _is_right_for(answer: Answer, change: Change, names: Sequence[Any], ask: Ask) -> bool:
    try:
        other = change.make(answer.arguments)
    except (LookupError, TypeError, ValueError, ArithmeticError):  # these arguments cannot be changed so
        return False
    outcome = ask(answer, other)
    return isinstance(outcome, Returned) and _agrees(outcome.value, answer, names)


def _agrees(value: Any, answer: Answer, names: Sequence[Any]) -> bool:
    """Whether these parts of an answer, or all of it, agree with a value."""
    if not names:
        return compare.difference(value, answer.returned, answer.tolerance) is None
    return isinstance(value, dict) and all(
        compare.difference(value[name], answer.returned[name], answer.tolerance) is None
        for name in names
        if name in answer.returned and name in value
    )


def right_only_where(name: str, hint: str, condition: Callable[[Arguments], bool]) -> Remark:
    """The remark that answers are right exactly where the arguments meet a condition."""

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        if any(answer.raised for answer in answers):
            return
        met = [condition(answer.arguments) for answer in answers]
        if sum(met) >= PROOF and met == [answer.right for answer in answers]:
            yield name, hint

    return remark


def ignores(name: str, argument: str, hint: str) -> Remark:
    """The remark that answers are what the reference gives with an array of ones in an argument's place."""

    def remark(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
        given = [answer for answer in answers if isinstance(answer.arguments.get(argument), np.ndarray)]
        others = [answer for answer in answers if answer not in given]
        enough = sum(not answer.right for answer in given) >= PROOF and all(answer.right for answer in others)
        if enough and all(_answers_as_with_ones(answer, argument, ask) for answer in given):
            yield name, hint

    return remark


def _answers_as_with_ones(answer: Answer, argument: str, ask: Ask) -> bool:
    outcome = ask(answer, answer.arguments | {argument: np.ones_like(answer.arguments[argument])})
    return isinstance(outcome, Returned) and compare.difference(outcome.value, answer.returned) is None
