"""What can be said of wrong answers that no named misconception explains.

A remark is a relation between the right answers and the student's, such as "twice the right one".
It is made only if the relation holds on every case that was asked, and says something on at least
:data:`PROOF` of those that are wrong.  A course lists its remarks, the most telling first, as
``REMARKS`` in ``reference/remarks.py``; one without that file has those of :data:`GENERAL`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.course.other_arguments import Change, changes
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.languages import N_, _, ngettext
from autograder.values import compare

PROOF = 3
"""How many wrong answers a remark must explain: fewer could be chance."""

_LARGE = 100.0
"""From this size on an argument counts as large."""


@dataclasses.dataclass(frozen=True, eq=False)  # arrays have no one answer to ==
class Answer:
    """A case that was answered: its arguments, the right answer and what came of the student's, which
    may be an exception, :class:`Raised`.
    """

    arguments: Arguments
    expected: Any
    returned: Any
    tolerance: float | compare.Allowed

    @property
    def right(self) -> bool:
        """Whether the two answers agree."""
        return not self.raised and compare.difference(self.expected, self.returned, self.tolerance) is None

    @property
    def raised(self) -> Raised | None:
        """The exception that came in place of an answer."""
        return self.returned if isinstance(self.returned, Raised) else None


Answers = Sequence[Answer]

Ask = Callable[[Answer, Arguments], Outcome]
"""Asks the reference: for what the check of an answer would show of it if the arguments were others."""

Remark = Callable[[Answers, Ask], Iterator[tuple[str, str]]]
"""The name of a mistake and the hint that goes with it, where the relation holds for all answers."""


# A factor.


def constant_factor(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are the right ones times one factor, which may be the number of rows."""
    for words in _factors(answers):
        yield "constant_factor", words


def _factors(answers: Answers) -> Iterator[str]:
    factors = [_factor(answer) for answer in answers]
    pairs = list(zip(factors, answers, strict=True))
    known = [(factor, len(_first_array(answer.arguments))) for factor, answer in pairs if factor is not None]
    if len(known) < PROOF or any(factor is None and not _is_zero(answer) for factor, answer in pairs):
        return
    first = known[0][0]
    if all(np.isclose(factor, first, rtol=1e-9) for factor, _ in known):
        if not np.isclose(first, 1, rtol=1e-5):  # beyond rounding
            said = _("Your answers are the right ones times {factor}. Look for a factor too many or too few.")
            yield said.format(factor=f"{first:.6g}")
    elif all(np.isclose(factor * count, 1, rtol=1e-9) for factor, count in known):
        yield _(
            "Your answers are the right ones times 1/N, one over the number of rows. Look for a factor too many or too "
            "few: a sum is wanted, not a mean."
        )
    elif all(np.isclose(factor, count, rtol=1e-9) for factor, count in known):
        yield _(
            "Your answers are the right ones times N, the number of rows. Look for a factor too many or too few: a "
            "mean "
            "is wanted, not a sum."
        )


def _factor(answer: Answer) -> float | None:
    if not _same_form(answer):
        return None
    expected, returned = _flat(answer.expected), _flat(answer.returned)
    square = float(expected @ expected)
    if square == 0.0:
        return None
    factor = float(expected @ returned) / square
    return factor if factor and compare.difference(expected * factor, returned) is None else None


def proportional(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or each part of all, are the right ones times a factor, which is another one from call to
    call.
    """
    split = [_by_part(answer) for answer in answers]
    labels = list(dict.fromkeys(label for parts in split for label in parts))
    told = []
    for label in labels:
        parts = [parts[label] for parts in split if label in parts]
        factors = [_factor(part) for part in parts]
        pairs = list(zip(factors, parts, strict=True))
        if any(not (_is_zero(part) if factor is None else np.isfinite(factor)) for factor, part in pairs):
            return
        telling = [factor for factor, part in pairs if factor and _size(part.expected) > 1]
        wrong = [factor for factor in telling if not np.isclose(factor, 1, rtol=1e-5)]
        if len(wrong) >= PROOF:
            told.append(
                (label, _("from {least} to {most}").format(least=f"{min(telling):.3g}", most=f"{max(telling):.3g}"))
            )
        elif not all(part.right for part in parts):
            return
    if told:
        where = [
            _("{factors} in `{part}`").format(factors=factors, part=label) if label else factors
            for label, factors in told
        ]
        hint = _(
            "Your answers are the right ones times a factor that changes from call to call, {what}. Look at "
            "what is divided by, or multiplied with, at the end."
        )
        yield "proportional", hint.format(what=_(" and ").join(where))


def other_signs(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are right but for the signs of some numbers."""
    wrong = [answer for answer in answers if not answer.right]
    if (
        len(wrong) >= PROOF
        and all(
            _same_form(answer)
            and compare.difference(np.abs(_flat(answer.expected)), np.abs(_flat(answer.returned)), answer.tolerance)
            is None
            for answer in answers
        )
        and all(
            compare.difference(_flat(answer.expected), _flat(answer.returned), answer.tolerance) for answer in wrong
        )
    ):
        yield "other_signs", _("Your answers are right but for the signs of some of their numbers.")


def _by_part(answer: Answer) -> dict[str, Answer]:
    """The parts of an answer by what they are called; an answer that is no tuple or dict is one part itself."""
    expected, returned = answer.expected, answer.returned
    if isinstance(expected, tuple) and isinstance(returned, tuple | list) and len(expected) == len(returned):
        keys: list[Any] = list(range(len(expected)))
    elif _has_the_right_keys(answer):
        keys = list(expected)
    else:
        return {"": answer}
    return {
        f"output[{key!r}]": dataclasses.replace(answer, expected=expected[key], returned=returned[key]) for key in keys
    }


def _size(value: Any) -> int:
    return len(_flat(value))


# The same values in other places.

Transform = Callable[[np.ndarray], np.ndarray]


def rearranged(name: str, transform: Transform, hint: str) -> Remark:
    """The remark that all answers are the right ones, changed by ``transform``; nan marks what it cannot
    know.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        predictions = [_predicted(answer, transform) for answer in answers]
        telling = [known for known, answer in zip(predictions, answers, strict=True) if not answer.right]
        if None not in predictions and sum(map(bool, telling)) >= PROOF:
            yield name, hint

    return remark


def _predicted(answer: Answer, transform: Transform) -> int | None:
    """How many values of an answer the transform predicts; None where it predicts one wrongly."""
    expected, returned = answer.expected, answer.returned
    if not (isinstance(expected, np.ndarray) and isinstance(returned, np.ndarray) and returned.dtype.kind in "iufc"):
        return None
    if (expected.dtype.kind == "c") != (returned.dtype.kind == "c"):
        return None  # another kind of number is what is wrong
    predicted = transform(expected.real.astype(float))
    if expected.dtype.kind == "c":
        predicted = predicted + 1j * transform(expected.imag.astype(float))
    if predicted.shape != returned.shape:
        return None
    known = ~np.isnan(predicted)
    scale = max(1.0, float(np.abs(expected).max(initial=0.0)))
    right = np.abs(predicted - returned)[known] <= compare.TOLERANCE * scale
    return int(known.sum()) if np.all(right) else None


def turned_over(array: np.ndarray) -> np.ndarray:
    """The array with its last two axes exchanged."""
    turned: np.ndarray = np.swapaxes(array, -1, -2) if array.ndim >= 2 else array
    return turned


transposed = rearranged(
    "transposed",
    turned_over,
    N_(
        "Your answers are the right ones transposed. Check the order of the axes, and of the factors of a matrix "
        "product."
    ),
)

_cut = rearranged(
    "truncated",
    np.trunc,
    N_(
        "Your answers lose their fractions. Fill an array of type float: np.zeros_like of whole numbers holds whole "
        "numbers."
    ),
)


def truncated(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers have lost their fractions, and more is left of some than zero."""
    left = [answer for answer in answers if not answer.right and np.any(_flat(answer.returned))]
    if len(left) >= PROOF:
        yield from _cut(answers, ask)


_rounded = rearranged(
    "rounded",
    np.round,
    N_("Your answers are the right ones rounded to whole numbers. Leave out round: all digits are wanted."),
)


def rounded(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers are rounded to whole numbers, and more is left of some than zero."""
    if any(np.any(_flat(answer.returned)) for answer in answers if not answer.right):
        yield from _rounded(answers, ask)


# Answers in which nothing is computed, or in other numbers.


def always_zero(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or all of some part, are zero, whatever the arguments are."""
    if all(map(_has_the_right_keys, answers)):
        names = [name for name in _names(answers) if _stays_zero(_parts(answers, name))]
        others = [name for name in _names(answers) if name not in names]
        if names and not any(_is_wrong_in(answer, name) for answer in answers for name in others):
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
    if all(map(_has_the_right_keys, answers)):
        names = [name for name in _names(answers) if _stays_zero(_parts(answers, name))]
        if names:
            hint = ngettext(
                "{names} is always zero: begin with what is computed there. Other parts are wrong, too.",
                "{names} are always zero: begin with what is computed there. Other parts are wrong, too.",
                len(names),
            )
            yield "parts_always_zero", hint.format(names=", ".join(names))


def _names(answers: Answers) -> list[Any]:
    return list(dict.fromkeys(name for answer in answers for name in answer.expected))


def _parts(answers: Answers, name: Any) -> list[Answer]:
    return [
        dataclasses.replace(answer, expected=answer.expected[name], returned=answer.returned[name])
        for answer in answers
        if name in answer.expected
    ]


def _stays_zero(answers: Answers) -> bool:
    wrong = [answer for answer in answers if not answer.right]
    return len(wrong) >= PROOF and all(_same_form(answer) and not np.any(_flat(answer.returned)) for answer in answers)


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
        names = ", ".join(map(repr, _names(wrong))) if wanted == "dict" else ""
        said = _("What comes back is {found}, where {wanted} is wanted.")
        said = said.format(found=_(_A[found]), wanted=_(_A[wanted]))
        yield "another_kind", f"{said} {_(_MEANT[found, wanted]).format(names=names)}"


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return "array" if value.ndim else "number"
    known = next((kind for kind in (dict, list, tuple) if isinstance(value, kind)), None)
    return known.__name__ if known else "number" if compare.is_number(value) else "other"


def always_the_same(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """All values of all answers are one number, whatever the arguments are."""
    if all(map(_same_form, answers)) and sum(not answer.right for answer in answers) >= PROOF:
        values = np.concatenate([_flat(answer.returned) for answer in answers])
        if values.size and values[0] and np.all(values == values[0]):
            hint = _("Your answers are always {number}, whatever the arguments are.")
            yield "always_the_same", hint.format(number=f"{values[0]:.6g}")


def whole_numbers(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are arrays of whole numbers where fractions were wanted, or numbers too large for such."""
    wrong = [answer for answer in answers if not answer.right and not _is_too_large(answer)]
    if len(wrong) >= PROOF and all(_same_form(answer) and _cannot_hold_it(answer) for answer in wrong):
        yield (
            "whole_numbers",
            _(
                "Your answers are arrays of whole numbers, which cut every fraction that is put into them. Start from "
                "np.zeros(shape): np.zeros_like of whole numbers holds whole numbers."
            ),
        )


def _is_too_large(answer: Answer) -> bool:
    """Whether a number did not fit into an array of whole numbers."""
    return answer.raised is not None and answer.raised.kind == "OverflowError"


def _cannot_hold_it(answer: Answer) -> bool:
    returned, expected = answer.returned, _flat(answer.expected)
    has_other_numbers = np.any(expected % 1) or np.any(np.abs(expected) >= _BEYOND)
    return isinstance(returned, np.ndarray) and returned.dtype.kind in "iu" and bool(has_other_numbers)


_BEYOND = 2.0**63
"""No array of whole numbers holds such a number."""


def float32(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are right to seven digits, and are numbers of float32."""
    wrong = [answer for answer in answers if not answer.right]
    if len(wrong) >= PROOF and all(map(_is_short, wrong)):
        yield (
            "float32",
            _(
                "Your answers are right to seven digits only, as float32 is. Leave out astype and dtype=np.float32: "
                "what "
                "NumPy computes with unasked has sixteen."
            ),
        )


_SEVEN_DIGITS = 1e-5
"""So well single precision computes what takes a few steps."""


def _is_short(answer: Answer) -> bool:
    if not _same_form(answer) or compare.difference(answer.expected, answer.returned, _SEVEN_DIGITS):
        return False
    expected, returned = _flat(answer.expected), _flat(answer.returned)
    return np.array_equal(returned, returned.astype(np.float32)) and not np.array_equal(
        expected, expected.astype(np.float32)
    )


# Right for other arguments.


def right_for_other_arguments(answers: Answers, ask: Ask) -> Iterator[tuple[str, str]]:
    """All answers, or all of the parts of them that are ever wrong, are what the reference gives for other
    arguments, changed in one simple way.
    """
    given = [answer for answer in answers if not answer.raised]
    alike = [answer for answer in given if _same_form(answer)]
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
    if not all(map(_has_the_right_keys, answers)):
        yield ()
        return
    wrong = [name for name in _names(answers) if any(_is_wrong_in(answer, name) for answer in answers)]
    yield wrong
    if len(wrong) > 1:
        yield from ([name] for name in wrong)


def _explaining(answers: Answers, names: Sequence[Any], ask: Ask) -> Change | None:
    """The simplest change of arguments that explains all of the answers."""
    wrong = [answer for answer in answers if not _agrees(answer.expected, answer, names)]
    if sum(_has_numbers(answer, names) for answer in wrong) < PROOF:  # much that is done wrong ends in zeros
        return None
    first = min(wrong, key=lambda answer: _flat(list(answer.arguments.values())).size)
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
    return bool(np.any(_flat(parts)))


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


# Exceptions and emptiness.


def raises(name: str, message: str, hint: str, *, line: str = "") -> Remark:
    """The remark that all that is wrong is one exception: its message, and the student's line, match
    these patterns.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        wrong = [answer.raised for answer in answers if not answer.right]
        if wrong and all(each and re.search(message, each.message) and re.search(line, each.code) for each in wrong):
            yield name, hint

    return remark


cannot_cast = raises(
    "cannot_cast",
    r"^Cannot cast ufunc .* output from dtype",
    N_(
        "An array of whole numbers takes no fractions: `dx = np.zeros_like(x); dx += ...` fails where x holds whole "
        "numbers. Start from np.zeros(x.shape)."
    ),
)
overflows = raises(
    "overflows",
    r"^overflow encountered in exp",
    N_(
        "exp overflows: it is beyond all floats from about 709 on. Rewrite the formula so that exp only ever gets "
        "numbers "
        "that are not above 0."
    ),
)
product_does_not_fit = raises(
    "product_does_not_fit",
    r"^matmul: Input operand|^shapes .* not aligned",
    N_(
        "The factors of a matrix product do not fit. Write the shapes beside them: one of the two must be "
        "transposed, or "
        "the two must be exchanged."
    ),
)
one_truth_value = raises(
    "one_truth_value",
    r"^The truth value of an array with more than one element is ambiguous",
    N_(
        "`max(0, z)`, `if z > 0`, `not z` and `and` ask for one yes or no, and an array has many. Use np.maximum(0, "
        "z) or "
        "np.where(z > 0, ..., ...), and `is None` to see whether something is there."
    ),
)
array_for_a_shape = raises(
    "array_for_a_shape",
    r"only integer scalar arrays|cannot be interpreted as an integer|maximum supported dimension|negative dimensions",
    N_("np.zeros(x) takes x for a shape. Write np.zeros(x.shape), or np.zeros_like(x, dtype=float)."),
    line=r"\b(zeros|empty|ones|full)\((?!.*shape)",
)


def nothing_returned(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Nothing is ever returned."""
    if len(answers) >= PROOF and all(answer.returned is None for answer in answers):
        yield "nothing_returned", _("Nothing comes back: the function ends without `return`.")


def empty(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers hold no values, or an exception tells of an array that holds none."""
    wrong = [answer for answer in answers if not answer.right]
    if wrong and all(map(_is_empty, wrong)):
        yield (
            "empty_slice",
            _(
                "An array is empty there: x[p:-p] holds nothing where p is 0, for -0 is 0. Write x[p : len(x) - p], or "
                "x[p : p + n] with the n that is wanted."
            ),
        )


def _is_empty(answer: Answer) -> bool:
    if answer.raised:
        return bool(re.search(r"\((\d+,\s*)*0(,\s*\d+)*,?\)", answer.raised.message))
    returned = answer.returned
    return isinstance(returned, np.ndarray) and returned.size == 0 and np.size(answer.expected) > 0


# Right under a condition.


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


def right_inside(name: str, hint: str) -> Remark:
    """The remark that wrong answers are right but for the outermost values of each signal ``[L]`` or
    ``[N, L]``, or image ``[N, H, W]`` or ``[N, C, H, W]``.
    """

    def remark(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
        inside = [_agreeing_inside(answer) for answer in answers if not answer.right]
        if None not in inside and sum(map(bool, inside)) >= PROOF:
            yield name, hint

    return remark


def _agreeing_inside(answer: Answer) -> int | None:
    """How many values inside the border agree; None if one does not."""
    expected, returned = answer.expected, answer.returned
    if not (isinstance(expected, np.ndarray) and isinstance(returned, np.ndarray)):
        return None
    if expected.shape != returned.shape or expected.ndim == 0:
        return None
    inner: Any = (..., *[slice(1, -1)] * (1 if expected.ndim <= 2 else 2))
    return expected[inner].size if compare.difference(expected[inner], returned[inner]) is None else None


def not_finite(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers are nan or infinite, and their arguments are large."""
    broken = [answer for answer in answers if not answer.right]
    if not all(_same_form(answer) and not np.isfinite(_flat(answer.returned)).all() for answer in broken):
        return
    if min(float(np.abs(_flat(list(answer.arguments.values()))).max(initial=0.0)) for answer in broken) >= _LARGE:
        hint = _(
            "Your answers become nan or infinite where the input is large. Rewrite the formula so that no "
            "intermediate value overflows."
        )
        yield "not_finite", hint


def gives_nan(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Wrong answers, or some of them, hold nan, where the right ones do not."""
    wrong = [answer for answer in answers if not answer.right]
    broken = [answer for answer in wrong if _same_form(answer) and np.isnan(_flat(answer.returned)).any()]
    if len(broken) >= PROOF and not any(np.isnan(_flat(answer.expected)).any() for answer in broken):
        which = _("your answers") if len(broken) == len(wrong) else _("some of your answers")
        hint = _(
            "There is nan in {which}: it comes from 0 / 0, from the root or logarithm of a negative number, or "
            "from infinity less infinity. Look for what can be 0, or negative, there."
        )
        yield "gives_nan", hint.format(which=which)


# Answers of several parts.


def wrong_parts(answers: Answers, _ask: Ask) -> Iterator[tuple[str, str]]:
    """Only some parts of the answers, which are dicts, are ever wrong."""
    if not all(_has_the_right_keys(answer) for answer in answers):
        return
    names = _names(answers)
    wrong = [name for name in names if any(_is_wrong_in(answer, name) for answer in answers)]
    right = [name for name in names if name not in wrong]
    if wrong and right:
        hint = ngettext(
            "Only {wrong} is wrong; {right} are right.", "Only {wrong} are wrong; {right} are right.", len(wrong)
        )
        yield "wrong_parts", hint.format(wrong=", ".join(wrong), right=", ".join(right))


def _has_the_right_keys(answer: Answer) -> bool:
    expected, returned = answer.expected, answer.returned
    return isinstance(expected, dict) and isinstance(returned, dict) and set(expected) == set(returned)


def _is_wrong_in(answer: Answer, name: Any) -> bool:
    return name in answer.expected and bool(compare.difference(answer.expected[name], answer.returned[name]))


NOTHING_COMPUTED: tuple[Remark, ...] = (nothing_returned, another_kind, always_zero, always_the_same)
"""Remarks on answers in which nothing is computed, or of another kind: they come first, for zeros are much else,
too.
"""

OTHER_NUMBERS: tuple[Remark, ...] = (truncated, rounded, whole_numbers, float32)
"""Remarks on answers in numbers that cannot hold the right ones."""

EXCEPTIONS: tuple[Remark, ...] = (
    cannot_cast,
    one_truth_value,
    array_for_a_shape,
    product_does_not_fit,
    overflows,
    empty,
)
"""Remarks on exceptions, and on what often ends in one."""

OF_PARTS: tuple[Remark, ...] = (parts_always_zero, wrong_parts)
"""Remarks on parts of answers: only of those that a call returns, for what else is seen has other parts."""

GENERAL: tuple[Remark, ...] = (
    *NOTHING_COMPUTED,
    constant_factor,
    transposed,
    *OTHER_NUMBERS,
    *EXCEPTIONS,
    right_for_other_arguments,
    other_signs,
    proportional,
    parts_always_zero,
    not_finite,
    gives_nan,
    wrong_parts,
)
"""Remarks that may hold in any course."""


# Forms of answers.


def _same_form(answer: Answer) -> bool:
    return _shape(answer.expected) == _shape(answer.returned) != "other"


def _shape(value: Any) -> object:
    if _is_complex(value):
        return (*np.shape(value), "complex")
    if isinstance(value, np.ndarray):
        return value.shape if value.dtype.kind in "iuf" else "other"
    if isinstance(value, dict):
        return sorted((str(key), str(_shape(item))) for key, item in value.items())
    if isinstance(value, tuple | list):
        return [_shape(item) for item in value]
    return () if compare.is_number(value) else "other"


def _is_complex(value: Any) -> bool:
    return compare.is_complex(value) or (isinstance(value, np.ndarray) and value.dtype.kind == "c")


def _flat(value: Any) -> np.ndarray:
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    if isinstance(value, tuple | list):
        return np.concatenate([_flat(item) for item in value]) if value else np.zeros(0)
    if compare.is_number(value):
        return np.array([compare.as_float(value)])
    if _is_complex(value):
        return np.concatenate([_flat(np.real(value)), _flat(np.imag(value))])
    return np.ravel(np.asarray(value, dtype=float)) if isinstance(value, np.ndarray) else np.zeros(0)


def _is_zero(answer: Answer) -> bool:
    """Whether zeros were wanted, and returned: they fit every factor."""
    return answer.right and _same_form(answer) and not np.any(_flat(answer.expected))


def _first_array(arguments: Arguments) -> np.ndarray:
    return next((value for value in arguments.values() if isinstance(value, np.ndarray) and value.ndim), np.zeros(1))


__all__ = [
    "EXCEPTIONS",
    "GENERAL",
    "NOTHING_COMPUTED",
    "OF_PARTS",
    "OTHER_NUMBERS",
    "PROOF",
    "Answer",
    "Answers",
    "Ask",
    "Remark",
    "Transform",
    "always_the_same",
    "always_zero",
    "another_kind",
    "array_for_a_shape",
    "cannot_cast",
    "constant_factor",
    "empty",
    "float32",
    "gives_nan",
    "ignores",
    "not_finite",
    "nothing_returned",
    "one_truth_value",
    "other_signs",
    "overflows",
    "parts_always_zero",
    "product_does_not_fit",
    "proportional",
    "raises",
    "rearranged",
    "right_for_other_arguments",
    "right_inside",
    "right_only_where",
    "rounded",
    "transposed",
    "truncated",
    "turned_over",
    "whole_numbers",
    "wrong_parts",
]
