"""A class as its instructor looks at it: who has which marks over all units, who needs help, who did
not hand in, and what could not be judged.  Pure functions of a run and of what is known beside it.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping, Sequence

from autograder.report import GradingRun, Report, Status, rounded
from autograder.reporters import class_progress, class_statistics, words
from autograder.reporters.class_progress import Change, Progress, Stuck
from autograder.reporters.class_statistics import UnitStatistics


@dataclasses.dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a class beside its reports: who is in it, and an earlier run; None where nobody said."""

    students: tuple[str, ...] | None = None
    before: GradingRun | None = None


NOTHING_KNOWN = Known()


@dataclasses.dataclass(frozen=True, kw_only=True)
class NotJudged:
    """Why something could not be judged, and whose it is."""

    why: str
    reports: tuple[Report, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class UnitOverview:
    """One unit: what its marks say, and who deserves a look.

    ``won`` and ``lost`` count, for each exercise, those for whom it is right now and was not in the
    report before, and the other way round.
    """

    statistics: UnitStatistics
    stuck: tuple[Stuck, ...]
    not_judged: tuple[NotJudged, ...]
    not_handed_in: tuple[str, ...]
    won: Mapping[str, int]
    lost: Mapping[str, int]

    @property
    def unit(self) -> str:
        """The unit's name."""
        return self.statistics.unit


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One student over all units.

    ``reports`` and ``changes`` are by unit; ``share`` is that of the points of all units of the run, where a unit
    that was not handed in counts as nothing and one with an open mark is left out.
    """

    student: str
    reports: Mapping[str, Report]
    changes: Mapping[str, Change]
    stuck: tuple[str, ...]
    points: float
    share: float | None

    @property
    def gained(self) -> float | None:
        """The points won since the report before, over the units in both; None where there is none."""
        gains = [change.gained for change in self.changes.values() if change.gained is not None]
        return rounded(gains) if gains else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Overview:
    """All of a class.  ``listed`` says whether there is a list of its students; ``unlisted`` names
    who handed in and does not stand there.
    """

    units: tuple[UnitOverview, ...]
    rows: tuple[Row, ...]
    progress: Progress | None
    listed: bool
    unlisted: tuple[str, ...]


def overview(run: GradingRun, known: Known) -> Overview:
    """All that the page of a class shows."""
    progress = class_progress.progress(run, known.before) if known.before else None
    changes = progress.changes if progress else {}
    handed_in = list(dict.fromkeys(map(words.owner_of, run.reports)))
    students = handed_in if known.students is None else list(known.students)
    units = tuple(_unit(statistics, students, changes) for statistics in class_statistics.units(run))
    everybody = dict.fromkeys([*handed_in, *students])
    return Overview(
        units=units,
        rows=tuple(_rows(run, units, list(everybody), changes)),
        progress=progress,
        listed=known.students is not None,
        unlisted=tuple(name for name in handed_in if name not in frozenset(students)),
    )


def _unit(
    statistics: UnitStatistics, students: Sequence[str], changes: Mapping[tuple[str, str], Change]
) -> UnitOverview:
    owners = frozenset(map(words.owner_of, statistics.reports))
    own = [change for (_, unit), change in changes.items() if unit == statistics.unit]
    return UnitOverview(
        statistics=statistics,
        stuck=tuple(class_progress.stuck(statistics.reports, changes)),
        not_judged=tuple(not_judged(statistics.reports)),
        not_handed_in=tuple(student for student in students if student not in owners),
        won=collections.Counter(name for change in own for name in change.won),
        lost=collections.Counter(name for change in own for name in change.lost),
    )


def not_judged(reports: Sequence[Report]) -> list[NotJudged]:
    """What could not be judged, by what is said of it, the most frequent first."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        if report.status is not Status.GRADED or report.score is None:
            found.setdefault(words.kind_of(report.message), []).append(report)
    by_count = sorted(found.items(), key=lambda item: -len(item[1]))
    return [NotJudged(why=why, reports=tuple(whose)) for why, whose in by_count]


def _rows(
    run: GradingRun, units: Sequence[UnitOverview], students: Sequence[str], changes: Mapping[tuple[str, str], Change]
) -> list[Row]:
    reports: dict[str, dict[str, Report]] = {student: {} for student in students}
    for report in run.reports:
        reports[words.owner_of(report)][report.unit] = report
    stuck: dict[str, list[str]] = {}
    for unit in units:
        for each in unit.stuck:
            stuck.setdefault(words.owner_of(each.report), []).append(unit.unit)
    worth = {unit.unit: unit.statistics.reports[0].max_score for unit in units}
    return [
        Row(
            student=student,
            reports=own,
            changes={unit: changes[student, unit] for unit in own if (student, unit) in changes},
            stuck=tuple(stuck.get(student, ())),
            points=rounded(report.score or 0.0 for report in own.values()),
            share=_share(own, worth),
        )
        for student, own in reports.items()
    ]


def _share(reports: Mapping[str, Report], worth: Mapping[str, float]) -> float | None:
    """The share of the points that can be had in all units whose marks are not open."""
    closed = [unit for unit in worth if unit not in reports or reports[unit].score is not None]
    most = sum(worth[unit] for unit in closed)
    return rounded(reports[unit].score or 0.0 for unit in closed if unit in reports) / most if most else None
