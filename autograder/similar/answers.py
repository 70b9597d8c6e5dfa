"""Wrong answers that have no name and that few give: two who give the same ones may have worked together."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import json
from collections.abc import Iterator, Mapping

from autograder.report import CheckResult, Counterexample, ExerciseResult, GradingRun, Report, Status
from autograder.reporters.words import owner_of

FEW = 4
"""What more students answer is a mistake that people make, and says nothing of any two of them."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """A wrong answer to a call, and how many in the class gave it."""

    exercise: str
    call: str
    returned: str
    students: int


def shared_answers(run: GradingRun, unit: str) -> dict[frozenset[str], list[Answer]]:
    """The wrong answers that exactly the same calls get from two students, by the two.

    What has a name is a mistake that is known; exceptions, and answers of one value again and again, are what many
    different mistakes lead to.  None of these count.
    """
    given: dict[tuple[str, str, str], list[str]] = collections.defaultdict(list)
    for report in run.reports:
        if report.unit == unit and report.status is Status.GRADED:
            for told in dict.fromkeys(_unnamed(report)):
                given[told].append(owner_of(report))
    pairs: dict[frozenset[str], list[Answer]] = collections.defaultdict(list)
    for (exercise, call, returned), students in given.items():
        if 2 <= len(students) <= FEW:
            answer = Answer(exercise, call, returned, len(students))
            for pair in itertools.combinations(students, 2):
                pairs[frozenset(pair)].append(answer)
    return dict(pairs)


def _unnamed(report: Report) -> Iterator[tuple[str, str, str]]:
    for exercise in report.exercises:
        for check in exercise.checks:
            example = check.counterexample
            if example and not _is_named(exercise, check) and _tells(example):
                yield exercise.name, example.call, json.dumps(example.returned)


def _is_named(exercise: ExerciseResult, check: CheckResult) -> bool:
    return exercise.diagnosis is not None or check.diagnosis is not None


def _tells(example: Counterexample) -> bool:
    """Whether an answer has several different values, so that few come to it by chance."""
    return "returned" not in example.raised and len(set(_values(example.returned))) > 1


def _values(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _values(item)
    elif value is not None:
        yield repr(value)
