"""Makes the remark on wrong answers that no named misconception explains."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.course.checks import Case
from autograder.course.outcomes import Arguments, Outcome, Raised, Returned
from autograder.course.remarks import BY_NO_CHANCE, PROOF, Answer, Remark
from autograder.languages import _
from autograder.report import Diagnosis

AskFor = Callable[[Case, Arguments], Outcome]
"""Asks the reference for what the check of a case would show of it if the arguments were others."""


def remark(cases: Sequence[tuple[Case, Outcome]], remarks: Sequence[Remark], ask_for: AskFor) -> Diagnosis | None:
    """The first of the remarks that holds for all of the cases, or None.

    Args:
        cases: each with what was seen of the student's module.
        remarks: the course's, the most telling first.
        ask_for: asks the reference.
    """
    origins = {
        Answer(
            case.arguments, case.expected.value, seen if isinstance(seen, Raised) else seen.value, case.tolerance
        ): case
        for case, seen in cases
        if isinstance(case.expected, Returned)
    }
    answers = list(origins)

    def ask(answer: Answer, arguments: Arguments) -> Outcome:
        return ask_for(origins[answer], arguments)

    wrong = sum(not answer.right for answer in answers)
    if len(answers) < len(cases) or not wrong:
        return None
    if wrong < PROOF:
        remarks = [each for each in remarks if each in BY_NO_CHANCE]
    with np.errstate(all="ignore"):  # wrong answers may be infinite, or nan
        said = (found for each in remarks for found in each(answers, ask))
        return next((Diagnosis(misconception=name, hint=_(hint)) for name, hint in said), None)
