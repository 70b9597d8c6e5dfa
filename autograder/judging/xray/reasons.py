"""What a rule usually means: data, for facts that hold of any arguments.

A course says more of the features that its units declare: ``[reasons]`` in ``course.toml``.  What begins with
the pattern of a name and a colon, such as ``"*_grad: with windows that overlap"``, is for such exercises alone.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping

from autograder.judging.xray.when import Rule
from autograder.languages import N_, _

ANY = "`_`"
"""Stands for an argument in a part of a rule."""

_AXIS_OF_ONE = N_("`squeeze`, or an index in the place of a slice, takes an axis of size one away.")
_MIXED_UP = N_("the two axes are mixed up, or the size of one is used for both.")

REASONS: Mapping[str, str] = {
    f"with whole numbers in {ANY}": N_(
        "`np.zeros_like` of whole numbers holds whole numbers only. Start from `np.zeros(x.shape)`."
    ),
    f"without fractions in {ANY}": N_(
        "`np.zeros_like` of whole numbers holds whole numbers only. Start from `np.zeros(x.shape)`."
    ),
    f"with fractions in {ANY}": N_(
        "something is made a whole number there: look for `int(...)`, `astype(int)`, `//` and arrays of whole numbers."
    ),
    f"with unsigned whole numbers in {ANY}": N_("below 0 such numbers start again at the top. Make them floats first."),
    f"with one number in {ANY}": _AXIS_OF_ONE,
    f"with one in {ANY}": _AXIS_OF_ONE,
    f"with size 1 along axis 0 of {ANY}": _AXIS_OF_ONE,
    f"with size 1 along axis 1 of {ANY}": _AXIS_OF_ONE,
    f"with axes 0 and 1 of {ANY} of unequal size": _MIXED_UP,
    f"with axes 1 and 2 of {ANY} of unequal size": _MIXED_UP,
    f"with axes 2 and 3 of {ANY} of unequal size": _MIXED_UP,
    f"with two different numbers for {ANY}": N_("one of the two is used for both axes, or they are exchanged."),
    f"with a pair for {ANY}": N_(
        "a pair has a number for each axis. Take it apart, and make a pair of a single number."
    ),
    f"with equal numbers in {ANY}": N_("a comparison with the largest number holds at all places where it stands."),
    f"with {ANY} left out": N_("look at what your code takes for it then: a default, or None."),
    f"with NumPy's own number for {ANY}": N_("`isinstance(x, int)` does not hold for NumPy's numbers."),
    f"with {ANY} = 0": N_("`if not x` and `x or ...` take 0 for nothing. Compare with None."),
    f"with more than 10 in {ANY}": N_("a number in your code is meant for small sizes, or counts in a narrow type."),
    "with arguments by keyword": N_("the arguments must have the names that the stub gives them."),
    "with arrays that lie otherwise in memory": N_(
        "`strides`, `order='K'` and `order='A'` tell how an array lies in memory. Values alone should count."
    ),
}
"""What parts of rules usually mean."""


def reason(found: Rule, of_the_course: Mapping[str, str], exercise: str = "") -> str:
    """What is known of a rule, or of its parts, as sentences; empty where nothing is.  What must come together
    has one reason or none, for neither part is the reason by itself.
    """
    known = {**REASONS, **of_the_course}
    whole = _known(str(found), known, exercise)
    apart = [] if found.joined_by == "and" else [_known(str(each), known, exercise) for each in found.literals]
    texts = [*dict.fromkeys(filter(None, [whole] if whole else apart))]
    return " ".join(_(start).format(reason=_(text)) for start, text in zip((_USUAL, _ANOTHER), texts, strict=False))


_USUAL, _ANOTHER = N_("A usual reason: {reason}"), N_("Another: {reason}")


def without_reasons(told: str, of_the_course: Mapping[str, str]) -> str:
    """Rules as they were told, without what they usually mean."""
    for text in (*REASONS.values(), *of_the_course.values()):
        for start in (_USUAL, _ANOTHER):
            told = told.replace(f" {_(start).format(reason=_(text))}", "")
    return told


def _known(part: str, known: Mapping[str, str], exercise: str) -> str:
    """What is known of a part of a rule: of exercises of such a name first."""
    for key, text in known.items():
        pattern, colon, about = key.partition(": ")
        if colon and about == part and fnmatch.fnmatchcase(exercise, pattern):
            return text
    return known.get(part) or known.get(re.sub("`[^`]*`", ANY, part), "")
