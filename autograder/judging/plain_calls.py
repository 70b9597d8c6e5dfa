"""Is the form of a call to blame for a wrong answer?  The same call is asked without the form: who is wrong
there, too, is told of the plain call, and nothing of forms.

No mark depends on it: what failed has failed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.course.checks import Kind
from autograder.course.forms.declared import (
    ALL_DIGITS,
    EARLIER_CALLS,
    KEYWORDS,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SPECIAL_VALUES,
    TOGETHER,
)
from autograder.course.outcomes import Arguments, Raised, Returned
from autograder.judging.attempt import Attempt, Finding, Look, Observer, found_in
from autograder.judging.cases import Sheet
from autograder.values import compare
from autograder.values.parts import arrays_in, changed
from autograder.worker.layouts import AS_IT_IS

Plain = Callable[[Arguments], Arguments]
"""Makes of the arguments of a case those of the same call without a form."""


def with_forms_to_blame(attempt: Attempt, observer: Observer) -> Attempt:
    """The attempt with plain calls in the place of those whose form is not to blame.

    Raises:
        WorkerLostError: the worker is gone.
        GraderFaultError: a check itself failed.
    """
    looks = {name: _excused(_without_its_claim(look, attempt), observer) for name, look in attempt.looks.items()}
    return dataclasses.replace(attempt, looks=looks)


def is_right_without(finding: Finding, sheet: Sheet, observer: Observer) -> bool:
    """Whether the same call is answered rightly without the form that is said to be to blame; not known of all forms.

    Raises:
        WorkerLostError: the worker is gone.
    """
    form = finding.mismatch.remark
    if form not in _PLAIN or form == EARLIER_CALLS:
        return False
    case = sheet.answered(_PLAIN[form](finding.case.arguments))
    is_answered = isinstance(case.expected, Returned)
    return is_answered and found_in(sheet, case, observer.observed(sheet, case.arguments)) is None


def _without_its_claim(look: Look, attempt: Attempt) -> Look:
    """A check of what is right but for something, or where several cases meet, without that where other answers are
    wrong.
    """
    others = (other for other in attempt.looks.values() if other is not look and other.findings)
    if not any(other.sheet.check.kind is Kind.ANSWERS for other in others):
        return look
    is_of_answers = look.sheet.check.kind is Kind.ANSWERS
    claims = (
        bool(each.mismatch.form) and (is_of_answers or each.mismatch.remark == TOGETHER) for each in look.findings
    )
    plain = (each.without_form() if claim else each for each, claim in zip(look.findings, claims, strict=True))
    return dataclasses.replace(look, findings=tuple(plain))


def _excused(look: Look, observer: Observer) -> Look:
    if look.sheet.check.kind is not Kind.FORMS or not look.findings:
        return look
    not_to_blame = dict(_not_to_blame(look, observer))
    plain = tuple(filter(None, not_to_blame.values()))
    rest = tuple(each for each in look.findings if each.mismatch.remark not in not_to_blame)
    return dataclasses.replace(look, findings=plain or rest or look.findings)


def _not_to_blame(look: Look, observer: Observer) -> Iterator[tuple[str, Finding | None]]:
    """The forms without which a call is answered wrongly, too, each with that call if it is a plain one."""
    first = {each.mismatch.remark: each for each in reversed(look.findings) if each.mismatch.form}
    for form, finding in first.items():
        if form not in _PLAIN or isinstance(finding.seen, Raised) or (form == ALL_DIGITS and _is_close(finding)):
            continue
        if _is_large(finding.case.arguments):
            continue
        if form == EARLIER_CALLS:
            observer.student.end()
        case = look.sheet.answered(_PLAIN[form](finding.case.arguments))
        if isinstance(case.expected, Raised):
            continue
        found = found_in(look.sheet, case, observer.observed(look.sheet, case.arguments))
        if found and form == EARLIER_CALLS:
            yield form, None
        elif found and not _is_close(found):
            yield form, found.without_form()


_LARGE = 32
"""A size beyond this is a form by itself."""


def _is_large(arguments: Arguments) -> bool:
    return any(size > _LARGE for _, array in arrays_in(arguments) for size in array.shape)


_FIRST_DIGITS = 0.01
"""What differs by more than this is wrong in its first digits."""


def _is_close(finding: Finding) -> bool:
    """Whether an answer is right in its first digits."""
    return (
        isinstance(finding.seen, Returned)
        and compare.difference(finding.case.right, finding.seen.value, _FIRST_DIGITS) is None
    )


def _lying_as_usual(arguments: Arguments) -> Arguments:
    usual = {"layout": AS_IT_IS, "by_keyword": False}
    return arguments | {name: value for name, value in usual.items() if name in arguments}


def _of_floats(arguments: Arguments) -> Arguments:
    paths = [path for path, array in arrays_in(arguments) if array.dtype.kind in "iuf"]
    floats: Arguments = _of_python(changed(_lying_as_usual(arguments), paths, _as_floats))
    return floats


def _as_floats(array: np.ndarray) -> np.ndarray:
    return array.astype(float)


def _of_python(value: Any) -> Any:
    """The value with numbers of Python in the place of NumPy's own."""
    if isinstance(value, dict):
        return {key: _of_python(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_of_python, value))
    return value.item() if isinstance(value, np.generic) else value


def _of_two_digits(arguments: Arguments) -> Arguments:
    """With numbers of a usual size, of which everybody computes all digits."""
    paths = [path for path, array in arrays_in(arguments) if array.dtype.kind == "f"]
    short: Arguments = changed(arguments, paths, _short)
    return short


def _short(array: np.ndarray) -> np.ndarray:
    size = compare.largest(array) or 1.0
    usual = array if _USUAL[0] < size < _USUAL[1] else array / size
    short: np.ndarray = np.vectorize(lambda number: float(f"{number:.1e}"), otypes=[float])(usual)
    return short


_USUAL = 0.05, 50.0
"""The largest numbers of the arrays of most cases lie between these."""


def _as_it_is(arguments: Arguments) -> Arguments:
    return arguments


def _of_any_values(arguments: Arguments) -> Arguments:
    paths = [path for path, array in arrays_in(arguments) if array.dtype.kind in "iuf"]
    random = np.random.default_rng(0)

    def others(array: np.ndarray) -> np.ndarray:
        values: np.ndarray = array.astype(float) + random.uniform(0.25, 0.75, array.shape)
        return values

    any_values: Arguments = _lying_as_usual(changed(arguments, paths, others))
    return any_values


_PLAIN: dict[str, Plain] = {
    ALL_DIGITS: _of_two_digits,
    EARLIER_CALLS: _as_it_is,
    NUMBER_TYPES: _of_floats,
    MEMORY_ORDER: _of_floats,
    KEYWORDS: _of_floats,
    SPECIAL_VALUES: _of_any_values,
}
"""How a call reads without a form: after earlier calls, as a new worker is asked; of other forms nobody knows."""
