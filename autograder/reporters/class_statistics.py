"""What a class's marks say about its students, and about the exercises: pure functions of a run.

A report that was judged counts for the exercises; one that could not be read has its points, but
says nothing about them.
"""

from __future__ import annotations

import collections
import dataclasses
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from autograder.report import Counterexample, Diagnosis, ExerciseResult, GradingRun, Report, Status
from autograder.reporters import words

BINS = 10


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    """One exercise over a class: how many were judged, the mean share of points, and how it goes
    with the other exercises.
    """

    name: str
    max_score: float
    judged: int
    difficulty: float | None
    discrimination: float | None


class Seen(NamedTuple):
    """Where something was seen: in whose report, and the number of the exercise in it, from 1."""

    report: Report
    number: int

    @property
    def result(self) -> ExerciseResult:
        """The exercise."""
        return self.report.exercises[self.number - 1]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something that went wrong with an exercise, and who made it.

    ``named`` tells whether it is one of the unit's misconceptions, of which ``hint`` is what students read.
    ``example`` is one of those who made it, the one with the shortest call to show, and ``shown`` that call;
    None where nobody has one.
    """

    exercise: str
    what: str
    named: bool
    seen: tuple[Seen, ...]
    hint: str = ""
    example: Seen | None = None
    shown: Counterexample | None = None

    @property
    def count(self) -> int:
        """How many made it."""
        return len(self.seen)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scores:
    """The shares of points of all who have a mark: ``bins`` counts them by tenths, the last of
    which includes full marks.
    """

    count: int
    mean: float | None
    median: float | None
    bins: tuple[int, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitStatistics:
    """One unit's part of a run."""

    unit: str
    reports: tuple[Report, ...]
    scores: Scores
    items: tuple[Item, ...]
    mistakes: tuple[Mistake, ...]
    not_graded: tuple[Report, ...]


def units(run: GradingRun) -> list[UnitStatistics]:
    """The statistics of each unit, in the order in which the run has them."""
    by_unit: dict[str, list[Report]] = {}
    for report in run.reports:
        by_unit.setdefault(report.unit, []).append(report)
    return [
        UnitStatistics(
            unit=unit,
            reports=tuple(reports),
            scores=scores(reports),
            items=tuple(items(reports)),
            mistakes=tuple(mistakes(reports)),
            not_graded=tuple(
                report for report in reports if report.status is not Status.GRADED or report.score is None
            ),
        )
        for unit, reports in by_unit.items()
    ]


def scores(reports: Iterable[Report]) -> Scores:
    """How the marks are distributed; open ones are left out."""
    shares = [_share(report.score, report.max_score) for report in reports if report.score is not None]
    counted = collections.Counter(min(BINS - 1, int(BINS * share + 1e-9)) for share in shares)
    return Scores(
        count=len(shares),
        mean=statistics.fmean(shares) if shares else None,
        median=statistics.median(shares) if shares else None,
        bins=tuple(counted[place] for place in range(BINS)),
    )


def items(reports: Sequence[Report]) -> list[Item]:
    """Difficulty and discrimination of each exercise, over the students for whom it was judged."""
    judged = [report for report in reports if report.status is Status.GRADED and report.score is not None]
    return [_item(name, judged, max_score) for name, max_score in exercises(reports).items()]


def exercises(reports: Iterable[Report]) -> dict[str, float]:
    """The names of a unit's exercises and what they are worth."""
    return {result.name: result.max_score for report in reports for result in report.exercises}


def _item(name: str, judged: Sequence[Report], max_score: float) -> Item:
    shares, rests = [], []
    for report in judged:
        for result in report.exercises:
            if result.name == name and result.status is not Status.GRADER_ERROR:
                shares.append(_share(result.score, result.max_score))
                rests.append(sum(other.score for other in report.exercises if other is not result))
    return Item(
        name=name,
        max_score=max_score,
        judged=len(shares),
        difficulty=statistics.fmean(shares) if shares else None,
        discrimination=discrimination(shares, rests),
    )


def discrimination(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    """How well an exercise tells strong students from weak ones: the correlation of its points with
    those of the other exercises.

    With x_i a student's share of the exercise's points and y_i the sum of the other exercises'
    points, it is Pearson's r = sum (x_i - mean x)(y_i - mean y) / sqrt(sum (x_i - mean x)^2 * sum
    (y_i - mean y)^2), which for an exercise that is either right or wrong is the point-biserial
    correlation (F. M. Lord and M. R. Novick, Statistical Theories of Mental Test Scores, 1968,
    section 15.5).  The exercise itself is left out of y, or it would correlate with itself (S.
    Henrysson, Correction of item-total correlations in item analysis, Psychometrika 28, 1963,
    211-218).  None where all have the same points, or fewer than three students were judged.
    """
    if len(shares) < 3 or len(set(shares)) == 1 or len(set(rests)) == 1:
        return None
    return statistics.correlation(shares, rests)


def mistakes(reports: Sequence[Report]) -> list[Mistake]:
    """What went wrong, the most frequent first; exercises that are not written yet are left out."""
    found: dict[tuple[str, str, bool], list[Seen]] = {}
    hints: dict[str, str] = {}
    for seen in _fallen_short(reports):
        for diagnosis in _diagnoses(seen.result):
            what = words.spaced(diagnosis.misconception)
            found.setdefault((seen.result.name, what, True), []).append(seen)
            hints.setdefault(what, diagnosis.hint)
        if not _diagnoses(seen.result):
            found.setdefault((seen.result.name, words.reason(seen.result), False), []).append(seen)
    order = list(exercises(reports))
    return sorted(
        (_mistake(*key, seen, hints.get(key[1], "")) for key, seen in found.items()),
        key=lambda mistake: (-mistake.count, order.index(mistake.exercise), mistake.what),
    )


def _fallen_short(reports: Iterable[Report]) -> Iterator[Seen]:
    """All exercises that were judged, are written, and are not right."""
    for report in reports:
        for number, result in enumerate(report.exercises if report.status is Status.GRADED else (), 1):
            if result.status not in (Status.PASSED, Status.NOT_ATTEMPTED, Status.GRADER_ERROR):
                yield Seen(report, number)


def _diagnoses(result: ExerciseResult) -> list[Diagnosis]:
    """The mistake that explains the exercise, or those that explain one check each."""
    if result.diagnosis:
        return [result.diagnosis]
    named = {check.diagnosis.misconception: check.diagnosis for check in result.checks if check.diagnosis}
    return list(named.values())


def _mistake(exercise: str, what: str, named: bool, seen: Sequence[Seen], hint: str) -> Mistake:
    examples = [(shown, each) for each in seen if (shown := _shown(each.result, what if named else ""))]
    shown, example = min(examples, key=lambda pair: len(pair[0].call), default=(None, None))
    return Mistake(
        exercise=exercise,
        what=what,
        named=named,
        seen=tuple(seen),
        hint=hint if named else "",
        example=example,
        shown=shown,
    )


def _shown(result: ExerciseResult, mistake: str) -> Counterexample | None:
    """The shortest call that shows a mistake: one of the check that it is named for, if it is for one."""
    own = [
        check for check in result.checks if check.diagnosis and words.spaced(check.diagnosis.misconception) == mistake
    ]
    calls = [check.counterexample for check in own or result.checks if check.counterexample]
    return min(calls, key=lambda example: len(example.call), default=None)


def _share(score: float, max_score: float) -> float:
    return score / max_score if max_score else 1.0
