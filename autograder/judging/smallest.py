"""The smallest cases that show known mistakes: found once, and kept with the course.

To shrink a case takes most of the time that a wrong answer costs, and the same few mistakes come back
every year.  So the smallest cases on which the known mistakes of a unit fail are looked for once
(``autograder smallest``), and a hand-in that fails a check is asked these first, the simplest before
the others.  What is shown is always what the student's own code answered.

Kept is not the case itself, but what Hypothesis chose in drawing it.  Whatever a check's strategy makes
of that is one of its cases, however the checks were changed since: a case that has become another one
shows less, or nothing, but never what nobody may be asked.  No mark depends on any of this.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence

from autograder.course.checks import Case, Kind
from autograder.course.outcomes import Arguments, Raised
from autograder.course.smallest import Choices, Smallest, can_be_kept
from autograder.judging.attempt import found_in
from autograder.judging.cases import Drawn, Exam, Sheet, complexity, replayed, shrunk
from autograder.judging.diagnosis import Diagnostician
from autograder.subjects.local import LocalSubject

CALLS, COUNT = 400, 60
"""How many observations the search for one mistake's smallest case may make beyond those of the cases that it
draws first, and how many these are: more than there is time for while a class waits.
"""

_SMALL = 3
"""Where a case of so few numbers is known already, no smaller one is looked for."""


class SmallCases:
    """The cases that are kept for the checks of a unit; each is drawn and answered when it is first
    wanted.
    """

    def __init__(self, exam: Exam) -> None:
        self._kept = exam.unit.smallest
        self._known: dict[tuple[str, str], tuple[Case, ...]] = {}

    def of(self, sheet: Sheet) -> tuple[Case, ...]:
        """Those of one check, the simplest first."""
        key = sheet.exercise.name, sheet.check.name
        if key not in self._known:
            cases = filter(None, (_case(sheet, choices) for choices in self._kept.get(key, ())))
            self._known[key] = tuple(sorted(cases, key=lambda case: complexity(case.arguments)))
        return self._known[key]


def _case(sheet: Sheet, choices: Choices) -> Case | None:
    """The case that these choices make, unless it is none that the check may ask by now."""
    with contextlib.suppress(Exception):  # a mark must never be open for what was kept
        arguments = replayed(sheet.check.searched, choices)
        case = sheet.answered(arguments) if arguments is not None else None
        if case and isinstance(case.expected, Raised) == (sheet.check.kind is Kind.REFUSALS):
            return case
    return None


def smallest_of(exam: Exam) -> Smallest:
    """What is to be kept for a unit: for each check so many cases that each misconception which it catches fails on
    one of them.
    """
    diagnostician = Diagnostician(exam)
    caught: dict[Sheet, list[LocalSubject]] = {}
    for misconception in exam.unit.misconceptions:
        suspect = diagnostician.suspect(misconception)
        for sheet in exam.sheets[misconception.exercise]:
            if sheet.draws and suspect.look(sheet).findings:
                caught.setdefault(sheet, []).append(diagnostician.subject(misconception))
    kept = {(sheet.exercise.name, sheet.check.name): _kept(sheet, subjects) for sheet, subjects in caught.items()}
    return {key: choices for key, choices in sorted(kept.items()) if choices}


def _kept(sheet: Sheet, subjects: Sequence[LocalSubject]) -> tuple[Choices, ...]:
    """What was chosen for the smallest cases of one check on which each of these fails."""
    fails = [functools.partial(_fails, sheet, subject) for subject in subjects]
    found: list[Drawn] = []
    for each in fails:
        known = _simplest(found, each)
        if known is None or complexity(known.arguments)[0] > _SMALL:
            smallest = shrunk(sheet.check.searched, COUNT, sheet.seed, each, calls=CALLS)
            found += [smallest] if smallest else []
    needed = (_simplest(found, each) for each in fails)
    return tuple(dict.fromkeys(each.choices for each in needed if each and can_be_kept(each.choices)))


def _simplest(found: Sequence[Drawn], fails: Callable[[Arguments], bool]) -> Drawn | None:
    ordered = sorted(found, key=lambda each: complexity(each.arguments))
    return next((each for each in ordered if fails(each.arguments)), None)


def _fails(sheet: Sheet, subject: LocalSubject, arguments: Arguments) -> bool:
    return found_in(sheet, sheet.answered(arguments), sheet.seen_of(subject, arguments)) is not None
