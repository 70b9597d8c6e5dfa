"""Do features meet?  A mistake that shows only where two of them come together is caught only if some
case of the exercise has both.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.checks import Kind
from autograder.course.outcomes import Arguments
from autograder.judging.cases import Exam

_ABOUT_ANSWERS = frozenset({Kind.ANSWERS, Kind.WARNINGS, Kind.FORMS})


def unmet(exam: Exam) -> Iterator[tuple[str, str]]:
    """For each exercise that has them, the pairs of the unit's features that no case has together, and
    the features that no case of any exercise has: the exercise, and what is missing in words.
    """
    features = exam.unit.features
    calls = {name: _calls(exam, name) for name in exam.sheets}
    for name, of_exercise in calls.items():
        for one, other in features.unmet(of_exercise):
            yield name, f"no case has {one} together with {other}"
    seen = frozenset().union(*(features.of(call) for each in calls.values() for call in each))
    for feature in features.declared:
        if feature not in seen:
            yield exam.unit.name, f"no case of any exercise has {feature}"


def _calls(exam: Exam, exercise: str) -> list[Arguments]:
    sheets = (sheet for sheet in exam.sheets[exercise] if sheet.check.kind in _ABOUT_ANSWERS)
    return [sheet.check.shown(case.arguments) for sheet in sheets for case in sheet.cases]
