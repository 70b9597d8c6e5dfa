"""Makes the remark on wrong answers that no named misconception explains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.course.checks import Case
from autograder.course.outcomes import Outcome, Raised, Returned
from autograder.course.remarks import PROOF, Answer, Ask, Remark
from autograder.report import Diagnosis


def remark(cases: Sequence[tuple[Case, Outcome]], remarks: Sequence[Remark], ask: Ask) -> Diagnosis | None:
    """The first of the remarks that holds for all of the cases, or None.

    Args:
        cases: each with what was seen of the student's module.
        remarks: the course's, the most telling first.
        ask: asks the reference.
    """
    answers = [
        Answer(case.arguments, case.expected.value, seen if isinstance(seen, Raised) else seen.value, case.tolerance)
        for case, seen in cases
        if isinstance(case.expected, Returned)
    ]
    if len(answers) < len(cases) or sum(not answer.right for answer in answers) < PROOF:
        return None
    with np.errstate(all="ignore"):  # wrong answers may be infinite, or nan
        said = (found for each in remarks for found in each(answers, ask))
        return next((Diagnosis(misconception=name, hint=hint) for name, hint in said), None)
