"""Smaller calls than one that shows a mistake: a shorter axis, one image in the place of several.

A check draws what it is about, as several images of several rows, and the mistake may show without them.  A smaller
call is one that the reference answers; what is shown of it is what the student's own code answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.course.checks import Case, Check, Kind
from autograder.course.forms import looks_at_a_call
from autograder.course.outcomes import Arguments, Raised, Returned
from autograder.judging.attempt import Finding, Observer, found_in
from autograder.judging.cases import Sheet, complexity
from autograder.judging.xray.further import shorter

SIZES, ROUNDS, MOST_CALLS = (1, 2, 3), 4, 60
"""To these sizes axes are cut, so often, and so many smaller calls are asked each time, the smallest first."""

_SMALL = 8
"""Calls of so few numbers are not cut: they tell more than those of one."""

Shows = Callable[[Finding], bool]
"""Whether another call shows the mistake that is told, and no other one."""


def cut_down(sheet: Sheet, found: Finding, observer: Observer, shows: Shows) -> Finding:
    """The smallest call found that shows the same mistake; raises as :meth:`Observer.observed` does."""
    is_of_a_call = looks_at_a_call(sheet.check) or sheet.check.kind is Kind.FORMS
    if not is_of_a_call or sheet.check.seconds > Check.seconds:
        return found
    for _ in range(ROUNDS):
        smaller = next(_smaller(sheet, found, observer, shows), None)
        if smaller is None:
            break
        found = smaller
    return found


def _smaller(sheet: Sheet, found: Finding, observer: Observer, shows: Shows) -> Iterator[Finding]:
    """Smaller calls that show it, the smallest first."""
    cases = list(_cases(sheet, found.case.arguments))
    batch = sheet.batch_of([case.arguments for case in cases]) if cases else None
    if batch is None:
        return
    answers = [*observer.student.each(batch, seconds=sheet.check.seconds)]  # all: who stops in between ends the worker
    for case, seen in zip(cases, answers, strict=True):
        other = found_in(sheet, case, seen)
        other = other.without_form() if other and not found.mismatch.form else other
        if other and _way(other) == _way(found) and shows(other):
            yield other


def _cases(sheet: Sheet, arguments: Arguments) -> Iterator[Case]:
    """Calls of fewer numbers that the reference answers."""
    now = complexity(arguments)[0]
    if now <= _SMALL:
        return
    made = [other for last in (False, True) for other in _shorter(sheet, arguments, last=last)]
    for other in sorted(made, key=complexity)[:MOST_CALLS]:
        if complexity(other)[0] < now:
            case = sheet.answered(other)
            if isinstance(case.expected, Returned):
                yield case


def _shorter(sheet: Sheet, arguments: Arguments, *, last: bool) -> Iterator[Arguments]:
    """The same with a shorter call, which a case of a form has within it."""
    if sheet.check.kind is not Kind.FORMS:
        yield from shorter(arguments, SIZES, last=last)
    elif isinstance(arguments.get("call"), dict):
        yield from (arguments | {"call": call} for call in shorter(arguments["call"], SIZES, last=last))


def _way(found: Finding) -> tuple[str, str]:
    """How it is wrong: by which exception, or by its answer; and the form that is to blame."""
    return found.seen.kind if isinstance(found.seen, Raised) else "", found.mismatch.form
