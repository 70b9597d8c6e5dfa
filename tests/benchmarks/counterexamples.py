"""How small are the counterexamples that students read, and what does it cost to find them?

    python -m tests.benchmarks.counterexamples [UNIT ...] [--every 1]

Each misconception of the units is judged with the smallest cases that are kept with the course, and
without them.  The two ways take turns, so that whatever else the machine does falls on both, and what
is said of the cost are ratios of the judge's processor time: of the search for smaller cases alone, and
of the whole judgement.  Of a misconception the smallest counterexample counts that an exercise's checks
show: its numbers, and those of them that are not zero.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from rich.console import Console
from rich.table import Table

from autograder.course.loading import load_unit, unit_names
from autograder.course.unit import Unit
from autograder.judging.cases import prepare
from autograder.judging.explanation import Explainer
from autograder.judging.judge import Judge
from autograder.report import Report
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
SHAPED = re.compile(r"(?:np\.zeros\(|<array of shape )(\(.*?\))(?:, dtype=[^()]*)?[)>]")
"""An array of which only the shape is written, because it is empty or large."""


class Seconds(NamedTuple):
    """Processor time of the judge."""

    searching: float
    judging: float


@dataclasses.dataclass(frozen=True)
class Judged:
    """One misconception: the numbers of its smallest counterexample, those that are not zero, and what
    it took to search and to judge, with the cases that are kept and without.
    """

    numbers: int
    others: int
    seconds: tuple[Seconds, Seconds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*")
    parser.add_argument("--every", type=int, default=1, help="judge one misconception of so many")
    options = parser.parse_args()
    table = Table("unit", "mistakes", "numbers", "not zero", "search", "judgement")
    everything: list[Judged] = []
    for name in options.units or unit_names(COURSE):
        rows = list(judged(load_unit(COURSE, name), options.every))
        everything += rows
        table.add_row(name, *summary(rows))
    if len(table.rows) > 1:
        table.add_row("all", *summary(everything))
    Console().print(table)
    Console().print(
        "Numbers: the median, what nine of ten stay below, and the most. Times: of those without kept cases."
    )


def judged(unit: Unit, every: int) -> Iterator[Judged]:
    """Each misconception of a unit, or one of so many."""
    exam, bare = prepare(unit), prepare(dataclasses.replace(unit, smallest={}))
    with ForkServer(unit.settings, allow_unsafe=True) as server:
        judges = {"with": Judge(exam, server, trusted=True), "without": Judge(bare, server, trusted=True)}
        for number, misconception in enumerate(unit.misconceptions[::every]):
            text = {f"{unit.name}.py": unit.text_of(misconception).encode()}
            submission = Submission("somebody", unit.name, text)
            turns = sorted(judges, reverse=bool(number % 2))
            found = {way: timed(judges[way], submission) for way in turns}
            calls = list(shown(found["with"][0], misconception.exercise))
            if calls:
                yield Judged(*min(map(size, calls)), (found["with"][1], found["without"][1]))


def timed(judge: Judge, submission: Submission) -> tuple[Report, Seconds]:
    """The report, and what it took."""
    searching = 0.0

    def smaller(*arguments: Any, **options: Any) -> Any:
        nonlocal searching
        start = time.process_time()
        try:
            return search(*arguments, **options)
        finally:
            searching += time.process_time() - start

    search = Explainer._smaller
    with mock.patch.object(Explainer, "_smaller", smaller):
        start = time.process_time()
        report = judge.judge(submission)
        return report, Seconds(searching, time.process_time() - start)


def shown(report: Report, exercise: str) -> Iterator[str]:
    """The calls that show what is wrong with an exercise."""
    yield from (
        check.counterexample.call
        for check in report.exercise(exercise).checks
        if check.counterexample and check.status != "passed"
    )


def size(call: str) -> tuple[int, int]:
    """How many numbers a call holds, and how many of them are not zero."""
    shapes = [re.findall(r"\d+", match[1]) for match in SHAPED.finditer(call)]
    unwritten = sum(math.prod(map(int, shape)) for shape in shapes)
    written = [float(number) for number in NUMBER.findall(SHAPED.sub("", call))]
    return unwritten + len(written), unwritten + sum(map(bool, written))


def summary(rows: Sequence[Judged]) -> list[str]:
    """The cells of a row of the table."""
    kept, bare = (
        Seconds(*(sum(part) for part in zip(*(row.seconds[way] for row in rows), strict=True))) for way in range(2)
    )
    counts = [spread([row.numbers for row in rows]), spread([row.others for row in rows])]
    shares = [f"{100 * one / other:.0f} %" for one, other in zip(kept, bare, strict=True)]
    return [str(len(rows)), *counts, *shares]


def spread(numbers: Sequence[int]) -> str:
    """The median, what nine of ten stay below, and the most."""
    return f"{statistics.median(numbers):g}, {sorted(numbers)[int(0.9 * len(numbers))]}, {max(numbers)}"


if __name__ == "__main__":
    main()
