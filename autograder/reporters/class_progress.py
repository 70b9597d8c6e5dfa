"""How a class has come along since an earlier report of it, and who is stuck: pure functions of two
runs.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from autograder.report import GradingRun, Report, Status, rounded
from autograder.reporters.words import owner_of, points

HALF = 0.5
"""Who has less than this share of the points in an exercise has not got it going."""

Key = tuple[str, str]
"""Whose a report is, and its unit: what two reports of one class have in common."""


def key_of(report: Report) -> Key:
    """Where a report is looked for in another run."""
    return owner_of(report), report.unit


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one student's unit since the report before.

    ``before`` is the score then, and ``gained`` how many points were won since, negative where
    some were lost; both are None where one of the two marks is open, or the unit is worth something else now.
    ``won`` and ``lost`` name the exercises that are right now and were not, and the other way round.
    """

    before: float | None
    gained: float | None
    won: tuple[str, ...]
    lost: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Progress:
    """What became of a class: the changes of those who are in both reports, and who is in one alone."""

    changes: Mapping[Key, Change]
    new: tuple[Report, ...]
    gone: tuple[Report, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many have more points than before, fewer, or the same, and of how many nobody can say."""
        kinds = collections.Counter(_kind(change.gained) for change in self.changes.values())
        return {kind: kinds[kind] for kind in ("more", "fewer", "the same", "open")}


def progress(run: GradingRun, before: GradingRun) -> Progress:
    """What became of a class between two reports of it."""
    earlier = {key_of(report): report for report in before.reports}
    now = {key_of(report): report for report in run.reports}
    return Progress(
        changes={key: _change(report, earlier[key]) for key, report in now.items() if key in earlier},
        new=tuple(report for key, report in now.items() if key not in earlier),
        gone=tuple(report for key, report in earlier.items() if key not in now),
    )


def _change(report: Report, before: Report) -> Change:
    comparable = report.max_score == before.max_score
    known = comparable and report.score is not None and before.score is not None
    right, was_right = _right(report), _right(before)
    return Change(
        before=before.score if known else None,
        gained=rounded([report.score or 0.0, -(before.score or 0.0)]) if known else None,
        won=tuple(name for name in right if name not in was_right),
        lost=tuple(name for name in was_right if name not in right),
    )


def _right(report: Report) -> list[str]:
    return [result.name for result in report.exercises if result.status is Status.PASSED]


def _kind(gained: float | None) -> str:
    if gained is None:
        return "open"
    return "more" if gained > 0 else "fewer" if gained < 0 else "the same"


# Who is stuck.


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stuck:
    """Somebody who does not get on with a unit, and how that shows."""

    report: Report
    why: str


STANDS_STILL = "no more points than in the report before"
BARELY_BEGUN = "less than half of the points in every exercise after the first"
NOT_BEGUN = "less than half of the points in every exercise"


def stuck(reports: Sequence[Report], changes: Mapping[Key, Change]) -> list[Stuck]:
    """Who is stuck: has not got beyond the first exercise, or has no more points than in the report
    before.  Who has all points, an open mark, or nothing that could be judged is not.
    """
    return [Stuck(report=report, why=why) for report in reports if (why := _why_stuck(report, changes))]


def _why_stuck(report: Report, changes: Mapping[Key, Change]) -> str:
    if report.status is not Status.GRADED or report.score is None or report.score >= report.max_score:
        return ""
    return "; ".join(_signs(report, changes.get(key_of(report))))


def _signs(report: Report, change: Change | None) -> Iterator[str]:
    going = [result.score >= HALF * result.max_score for result in report.exercises]
    if not any(going):
        yield NOT_BEGUN
    elif len(going) > 1 and not any(going[1:]):
        yield BARELY_BEGUN
    if change and change.gained is not None and change.gained <= 0:
        yield f"{STANDS_STILL} ({points(change.before, report.max_score)})"
