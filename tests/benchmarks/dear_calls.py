"""What does judging a right hand-in cost, and which calls are the dearest?  Every way of being right that a unit has.

    python -m tests.benchmarks.dear_calls [UNIT ...] [--most 3]

Processor time of all of a unit's questions for the solution and for each alternative, in this process, and the calls
that take the most of it.  A call may take two seconds before it is ended: what takes a good part of that in right code
should be asked of something smaller.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from autograder.course import load_unit
from autograder.course.loading import unit_names
from autograder.judging.cases import Exam
from autograder.judging.kept_cases import class_exam
from autograder.subjects.local import LocalSubject

COURSE = Path(__file__).resolve().parents[2]

DEAR = 0.2
"""Seconds of a call from which on it is shown."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*")
    parser.add_argument("--most", type=int, default=3)
    options = parser.parse_args()
    console = Console(soft_wrap=True, highlight=False)
    for name in options.units or unit_names(COURSE):
        unit = load_unit(COURSE, name)
        exam = class_exam(COURSE, unit)
        for style, text in {"solution": unit.solution, **{a.name: unit.text_of(a) for a in unit.alternatives}}.items():
            costs = sorted(costs_of(exam, LocalSubject(text, name)), key=lambda cost: cost[0], reverse=True)
            console.print(f"{name}, {style}: {sum(seconds for seconds, _ in costs):.2f} s")
            for seconds, call in costs[: options.most]:
                if seconds > DEAR:
                    console.print(f"    {seconds:.2f} s: {call}")


def costs_of(exam: Exam, subject: LocalSubject) -> Iterator[tuple[float, str]]:
    """The seconds that each question takes, and what is asked."""
    for exercise, sheets in exam.sheets.items():
        for sheet in sheets:
            for case in sheet.cases:
                start = time.process_time()
                with contextlib.suppress(Exception):
                    sheet.seen_of(subject, case.arguments)
                seconds = time.process_time() - start
                yield seconds, f"{exercise}, {sheet.check.name}: {shown(case.arguments)}" if seconds > DEAR else ""


def shown(value: Any) -> str:
    """The types and shapes of its arrays, and what else can be said in a few letters."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    return str(value)[:20]


if __name__ == "__main__":
    main()
