"""All hand-ins of a unit side by side: which pairs are most alike, and how alike any two are."""

from __future__ import annotations

import dataclasses
import itertools
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course.unit import Unit
from autograder.report import GradingRun
from autograder.similar.answers import Answer, shared_answers
from autograder.similar.texts import MOST_CHARACTERS, Piece, Text, comparable, estimate, known, read, shared
from autograder.source import stub
from autograder.submissions.folders import Task, read_submission

LEAST = 0.3
"""Pairs that have less in common are not shown for their texts."""


@dataclasses.dataclass(frozen=True)
class Side:
    """One of a pair: whose it is, which share of it the other has too, and its text in pieces."""

    who: str
    share: float
    pieces: Sequence[Piece]


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two hand-ins, and the wrong answers that both give and few others."""

    sides: tuple[Side, Side]
    answers: Sequence[Answer]

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return max(side.share for side in self.sides)


@dataclasses.dataclass(frozen=True)
class Likeness:
    """What was found: the pairs to look at, most alike first; how many hand-ins and pairs there are; which share
    half of all pairs have in common at most; and whose texts were not compared.
    """

    unit: str
    pairs: Sequence[Pair]
    submissions: int
    compared: int
    median: float
    left_out: Sequence[str]


def alike(
    unit: Unit, tasks: Sequence[Task], run: GradingRun | None, *, most: int, others: Sequence[str] = ()
) -> Likeness:
    """The pairs of a unit's hand-ins that are most alike, apart from what was handed out, the solution, and other
    ways to write it.

    Args:
        unit: the unit.
        tasks: what was handed in, one for each student.
        run: an earlier report on the same hand-ins, for their answers; None where there is none.
        most: so many pairs are shown at most.
        others: further texts that everybody may have.

    Raises:
        NotInstalledError: the library that compares texts is not there.
    """
    ways = [unit.text_of(each) for each in unit.alternatives]
    everybodys = known([stub(unit.solution), unit.solution, *ways, *others])
    written = {_who(task): _written(task) for task in tasks}
    texts = {who: read(text, everybodys) for who, text in written.items() if 0 < len(text) <= MOST_CHARACTERS}
    own = {who: text.own for who, text in texts.items()}
    estimates = {pair: estimate(own[pair[0]], own[pair[1]]) for pair in itertools.combinations(sorted(texts), 2)}
    answers = shared_answers(run, unit.name) if run else {}
    chosen = _chosen(estimates, answers, most)
    pairs = (_pair(texts, pair, answers.get(frozenset(pair), ())) for pair in chosen)
    return Likeness(
        unit=unit.name,
        pairs=sorted(pairs, key=lambda pair: (-bool(pair.answers), -pair.share, pair.sides[0].who, pair.sides[1].who)),
        submissions=len(tasks),
        compared=len(estimates),
        median=statistics.median(estimates.values()) if estimates else 0.0,
        left_out=sorted(who for who in written if who not in texts),
    )


def _who(task: Task) -> str:
    return task.student or task.name


def _written(task: Task) -> str:
    submission = read_submission(task.place, task.unit, name=task.name, files=task.files)
    return "" if submission.problem else comparable(dict(submission.files), f"{task.unit}.py")


def _chosen(
    estimates: Mapping[tuple[str, str], float], answers: Mapping[frozenset[str], Sequence[Answer]], most: int
) -> list[tuple[str, str]]:
    told = [pair for pair, share in estimates.items() if share >= LEAST or frozenset(pair) in answers]
    return sorted(told, key=lambda pair: (frozenset(pair) not in answers, -estimates[pair], pair))[:most]


def _pair(texts: Mapping[str, Text], pair: tuple[str, str], answers: Sequence[Answer]) -> Pair:
    shares, pieces = shared(*(texts[who] for who in pair))
    left, right = (Side(*each) for each in zip(pair, shares, pieces, strict=True))
    return Pair((left, right), answers)


def other_texts(course: Path, unit: str) -> list[str]:
    """The Python files that students get beside the module."""
    files = sorted((course / "assignments" / unit).glob("*.py"))
    return [file.read_text(encoding="utf-8") for file in files if file.name != f"{unit}.py"]
