"""Are bad calls refused for what they are?  Code that looks around in its process knows by how it is asked which
calls are to be refused, and may refuse all of those.

So whoever has refused what makes no sense is asked once more, by a worker that has seen no call yet: for the same
calls and, among them and in the same way, for some that make sense and were answered rightly before.  In the end those
are asked for as usual: a refusal that leaves something behind, in whatever function, may show in any other.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.course.checks import REFUSALS, Case, Kind
from autograder.course.forms import looks_at_a_call
from autograder.course.outcomes import Outcome, Raised
from autograder.judging import marks
from autograder.judging.attempt import Attempt, Look, found_in
from autograder.judging.cases import Sheet, complexity
from autograder.languages import _
from autograder.report import Status
from autograder.subjects.deadlines import Budget
from autograder.subjects.fork_server import GraderFaultError
from autograder.subjects.student import Student, WorkerLostError

MOST_BAD, MOST_GOOD, CHOICE = 10, 3, 12
"""So many calls are asked for again, of the good ones the smallest among the first so many of each check: this must
take no time.
"""

SECONDS = 30.0
"""The processor time that this may take, beside that of the submission: who has used up the one is asked, too."""


def with_refusals_for_a_reason(attempts: Sequence[Attempt], student: Student) -> list[Attempt]:
    """The attempts without marks for refusals that hang on how calls are made, and not on their arguments."""
    good = [_good(attempt) for attempt in attempts]
    if not any(calls and _refusals(attempt) for attempt, calls in zip(attempts, good, strict=True)):
        return [*attempts]
    student.end()  # there is one worker at a time
    with student.anew(Budget(SECONDS)) as other:
        pairs = zip(attempts, good, strict=True)
        founded = [_without_unfounded(attempt, calls, other) if calls else attempt for attempt, calls in pairs]
        return [_without_memory(attempt, calls, other) for attempt, calls in zip(founded, good, strict=True)]


def _refusals(attempt: Attempt) -> list[Look]:
    """The checks of refusals that have passed."""
    looks = attempt.looks.values()
    return [look for look in looks if look.sheet.check.kind is Kind.REFUSALS and look.passed and look.sheet.batch]


def _good(attempt: Attempt) -> list[tuple[Sheet, Case]]:
    """Small calls that were answered rightly, of several checks."""
    found = [
        (look.sheet, min(cases, key=_size))
        for look in attempt.looks.values()
        if (cases := [*itertools.islice(_answered(look), CHOICE)])
    ]
    return sorted(found, key=lambda each: _size(each[1]))[:MOST_GOOD]


def _answered(look: Look) -> Iterator[Case]:
    if looks_at_a_call(look.sheet.check) and look.complete:
        wrong = {id(finding.case) for finding in look.findings}
        yield from (case for case in look.sheet.cases if id(case) not in wrong)


def _size(case: Case) -> tuple[float, float, float]:
    return complexity(case.arguments)


def _without_unfounded(attempt: Attempt, good: Sequence[tuple[Sheet, Case]], student: Student) -> Attempt:
    looks = {look.sheet.check.name: _asked_again(look, good, student) for look in _refusals(attempt)}
    return dataclasses.replace(attempt, looks=attempt.looks | looks)


def _without_memory(attempt: Attempt, good: Sequence[tuple[Sheet, Case]], student: Student) -> Attempt:
    """The attempt without the marks for its manners, or else for its refusals, where a call that was answered rightly
    before is not once many were refused.
    """
    looks = [look for look in attempt.looks.values() if look.sheet.check.kind is Kind.MANNERS and look.passed]
    blamed = next(iter([*looks, *_refusals(attempt)]), None)
    if blamed is None or all(_is_right(*each, student) for each in good):
        return attempt
    said = _("{exercise}: after calls that were refused, the same call gave another answer: keep nothing between calls")
    changed = _failed(blamed, Status.FAILED, said.format(exercise=attempt.exercise.name))
    name = blamed.sheet.check.name
    return dataclasses.replace(attempt, looks=attempt.looks | {name: changed}, blamed=name)


def _is_right(sheet: Sheet, case: Case, student: Student) -> bool:
    """Whether a call is answered rightly; who is lost or fails now says nothing of what was refused."""
    batch = sheet.batch_of([case.arguments])
    if batch is None:
        return True
    try:
        [seen] = student.each(batch, seconds=sheet.check.seconds)
        return found_in(sheet, case, seen) is None
    except (WorkerLostError, GraderFaultError):
        return True


def _asked_again(look: Look, good: Sequence[tuple[Sheet, Case]], student: Student) -> Look:
    sheet = look.sheet
    random = np.random.default_rng(sheet.seed)
    bad = [sheet.cases[place] for place in random.permutation(len(sheet.cases))[:MOST_BAD]]
    mixed = [*((case, False) for case in bad), *((case, True) for _own, case in good)]
    mixed = [mixed[place] for place in random.permutation(len(mixed))]
    batch = sheet.batch_of([case.arguments for case, _good in mixed])
    assert batch is not None
    try:
        answers = [*student.each(batch, seconds=sheet.check.seconds)]
        founded = all(_is_founded(sheet, *each, seen) for each, seen in zip(mixed, answers, strict=True))
    except WorkerLostError:
        founded = False  # it answered all of these before
    except GraderFaultError as fault:
        return _failed(look, Status.GRADER_ERROR, str(fault))
    said = _("{exercise}: whether a call is refused must depend on its arguments alone, and not on how it is made.")
    return look if founded else _failed(look, Status.FAILED, said.format(exercise=sheet.exercise.name))


def _is_founded(sheet: Sheet, case: Case, is_good: bool, seen: Outcome) -> bool:
    """Whether a bad call is refused once more, or a good one is not."""
    if is_good:
        return not (isinstance(seen, Raised) and seen.is_a(*REFUSALS))
    return found_in(sheet, case, seen) is None


def _failed(look: Look, status: Status, message: str) -> Look:
    return dataclasses.replace(look, settled=marks.failed(look.sheet.check, status, message))
