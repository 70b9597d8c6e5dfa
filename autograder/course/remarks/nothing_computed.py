"""Answers in which nothing is computed, or which are of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.course.remarks.answers import (
    PROOF,
    Answers,
    Ask,
    by_part,
    flat,
    has_the_right_keys,
    is_wrong_in,
    names_of,
    parts_of,
    same_form,
)
from autograder.languages import N_, _, ngettext
from autograder.values import compare


def nothing_returned(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Nothing is ever returned."""
    if len(answers) >= PROOF and all(answer.returned is None for answer in answers):
        yield "nothing_returned", _("Nothing comes back: the function ends without `return`.")


_A = {
    "array": N_("an array"),
    "number": N_("one number"),
    "dict": N_("a dict"),
    "list": N_("a list"),
    "tuple": N_("a tuple"),
}


_MEANT: dict[tuple[str, str], str] = {
    ("list", "array"): N_("Make an array of it: np.asarray(result, dtype=float)."),
    ("tuple", "array"): N_("Is there a comma too many behind `return`, or more than is asked for?"),
    ("number", "array"): N_("A sum, or an index, takes more axes away than it should."),
    ("array", "number"): N_("Add up along all axes, np.sum(x) without an axis, or take the one number out."),
    ("tuple", "dict"): N_("Return a dict with the names {names}."),
    ("list", "dict"): N_("Return a dict with the names {names}."),
    ("array", "tuple"): N_("Return all that is asked for, with commas between."),
    ("array", "list"): N_("Collect the arrays in a list, and return that."),
}
"""What to do about a kind of thing that came back in the place of another."""


def another_kind(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """What comes back in the place of an answer is always of one other kind: a list for an array, say."""
    wrong = [answer for answer in answers if not answer.right and not answer.raised]
    kinds = {(_kind(answer.returned), _kind(answer.expected)) for answer in wrong}
    if len(wrong) < PROOF or len(kinds) > 1:
        return
    found, wanted = kinds.pop()
    if (found, wanted) in _MEANT:
        names = ", ".join(map(repr, names_of(wrong))) if wanted == "dict" else ""
        said = _("What comes back is {found}, where {wanted} is wanted.")
        said = said.format(found=_(_A[found]), wanted=_(_A[wanted]))
        yield "another_kind", f"{said} {_(_MEANT[found, wanted]).format(names=names)}"


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return "array" if value.ndim else "number"
    known = next((kind for kind in (dict, list, tuple) if isinstance(value, kind)), None)
    return known.__name__ if known else "number" if compare.is_number(value) else "other"


def always_zero(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or all of some part, are zero, whatever the arguments are."""
    if all(map(has_the_right_keys, answers)):
        names = [name for name in names_of(answers) if _stays_zero(parts_of(answers, name))]
        others = [name for name in names_of(answers) if name not in names]
        if names and not any(is_wrong_in(answer, name) for answer in answers for name in others):
            hint = ngettext(
                "{names} is always zero: what is computed seems not to get there. Is it added, and returned?",
                "{names} are always zero: what is computed seems not to get there. Is it added, and returned?",
                len(names),
            )
            yield "always_zero", hint.format(names=", ".join(names))
    elif _stays_zero(answers):
        yield "always_zero", _("Your answers are always zero: what is computed seems not to get there. Is it added?")


def parts_always_zero(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Some parts of the answers are always zero, whatever the arguments are; others may be wrong, too."""
    if all(map(has_the_right_keys, answers)):
        names = [name for name in names_of(answers) if _stays_zero(parts_of(answers, name))]
        if names:
            hint = ngettext(
                "{names} is always zero: begin with what is computed there. Other parts are wrong, too.",
                "{names} are always zero: begin with what is computed there. Other parts are wrong, too.",
                len(names),
            )
            yield "parts_always_zero", hint.format(names=", ".join(names))


def _stays_zero(answers: Answers) -> bool:
    wrong = [answer for answer in answers if not answer.right]
    return len(wrong) >= PROOF and all(same_form(answer) and not np.any(flat(answer.returned)) for answer in answers)


def always_the_same(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All values of all answers are one number, whatever the arguments are."""
    if all(map(same_form, answers)) and sum(not answer.right for answer in answers) >= PROOF:
        values = np.concatenate([flat(answer.returned) for answer in answers])
        if values.size and values[0] and np.all(values == values[0]):
            hint = _("Your answers are always {number}, whatever the arguments are.")
            yield "always_the_same", hint.format(number=f"{values[0]:.6g}")


def wrong_parts(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Only some parts of the answers, which are dicts or tuples, are ever wrong."""
    if all(has_the_right_keys(answer) for answer in answers):
        names = names_of(answers)
        wrong = [name for name in names if any(is_wrong_in(answer, name) for answer in answers)]
    else:
        split = [by_part(answer) for answer in answers]
        names = list(dict.fromkeys(f"`{label}`" for parts in split for label in parts if label))
        if not names or any("" in parts for parts in split):
            return
        wrong = [name for name in names if any(not parts[name.strip("`")].right for parts in split)]
    right = [name for name in names if name not in wrong]
    if wrong and right:
        hint = ngettext("Only {wrong} is wrong, not {right}.", "Only {wrong} are wrong, not {right}.", len(wrong))
        yield "wrong_parts", hint.format(wrong=", ".join(wrong), right=", ".join(right))
