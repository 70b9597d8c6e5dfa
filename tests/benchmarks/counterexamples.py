"""How small are the counterexamples that students read, and what does it cost to find them?

    python -m tests.benchmarks.counterexamples [UNIT ...] [--every 1]

Each misconception of the units is judged three times: with the smallest cases that are kept with the
course, without them, and without any search.  The ways take turns, so that whatever else the machine
does falls on all of them, and what is said of the cost is a ratio of the judge's processor time.  Of a
misconception the smallest counterexample counts: its numbers, and those of them that are not zero.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.course.loading import load_unit, unit_names
from autograder.course.unit import Unit
from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.report import Report
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

COURSE = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?")
SHAPED = re.compile(r"np\.(zeros|ones|full)\((\(.*?\)|\d+)(?:, [^()]*)?\)")
"""An array of equal numbers, which is written with its shape."""


@dataclasses.dataclass(frozen=True)
class Judged:
    """One misconception: the numbers of its smallest counterexample, those that are not zero, and the
    seconds that it took the judge with the cases that are kept, without them and without a search.
    """

    numbers: int
    others: int
    seconds: tuple[float, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*")
    parser.add_argument("--every", type=int, default=1, help="judge one misconception of so many")
    options = parser.parse_args()
    table = Table("unit", "mistakes", "numbers (median, 90 %, most)", "not zero", "search, of the search without")
    everything: list[Judged] = []
    for name in options.units or unit_names(COURSE):
        rows = list(judged(load_unit(COURSE, name), options.every))
        everything += rows
        table.add_row(name, *summary(rows))
    if len(table.rows) > 1:
        table.add_row("all", *summary(everything))
    Console().print(table)


def judged(unit: Unit, every: int) -> Iterator[Judged]:
    """Each misconception of a unit, or one of so many."""
    exam, bare = prepare(unit), prepare(dataclasses.replace(unit, smallest={}))
    with ForkServer(unit.settings, allow_unsafe=True) as server:
        ways = [
            Judge(exam, server, trusted=True),
            Judge(bare, server, trusted=True),
            Judge(exam, server, trusted=True, search=False),
        ]
        for misconception in unit.misconceptions[::every]:
            text = {f"{unit.name}.py": unit.text_of(misconception).encode()}
            submission = Submission("somebody", unit.name, text)
            reports, seconds = zip(*(timed(judge, submission) for judge in ways), strict=True)
            calls = list(shown(reports[0], misconception.exercise))
            if calls:
                yield Judged(*min(map(size, calls)), seconds)


def timed(judge: Judge, submission: Submission) -> tuple[Report, float]:
    """The report, and the processor time that it took the judge."""
    start = time.process_time()
    return judge.judge(submission), time.process_time() - start


def shown(report: Report, exercise: str) -> Iterator[str]:
    """The calls that show what is wrong with an exercise."""
    yield from (
        check.counterexample.call
        for check in report.exercise(exercise).checks
        if check.counterexample and check.status != "passed"
    )


def size(call: str) -> tuple[int, int]:
    """How many numbers a call holds, and how many of them are not zero."""
    equal = list(SHAPED.finditer(call))
    in_all = [int(np.prod([int(each) for each in re.findall(r"\d+", match[2])], dtype=int)) for match in equal]
    zeros = sum(count for count, match in zip(in_all, equal, strict=True) if match[1] == "zeros")
    written = [float(number) for number in NUMBER.findall(SHAPED.sub("", call))]
    return len(written) + sum(in_all), sum(map(bool, written)) + sum(in_all) - zeros


def summary(rows: Sequence[Judged]) -> list[str]:
    """The cells of a row of the table."""
    kept, bare, none = (sum(row.seconds[way] for row in rows) for way in range(3))
    share = (kept - none) / (bare - none) if bare > none else 1.0
    counts = [spread([row.numbers for row in rows]), spread([row.others for row in rows])]
    return [str(len(rows)), *counts, f"{100 * share:.0f} % ({kept / none:.2f} and {bare / none:.2f} of no search)"]


def spread(numbers: Sequence[int]) -> str:
    """The median, what nine of ten stay below, and the most."""
    return f"{statistics.median(numbers):g}, {sorted(numbers)[int(0.9 * len(numbers))]}, {max(numbers)}"


if __name__ == "__main__":
    main()
