"""What is a second worker worth?  One class, graded by a cluster of one worker and by one of two, on
the cores of this machine.

    python -m tests.benchmarks.cluster [--students 60] [--unit conv1d] [--times 3]

The clusters take turns, so that whatever else the machine does falls on both; the figures are
medians, and include what each worker does first: it gets the course and draws the cases.  Ends with
status 1 where two workers are less than 1.6 times as fast.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

from distributed import Client

from autograder.course import load_unit
from autograder.grading.cluster import Cluster
from autograder.submissions.folders import Task
from tests import demo_course, generated_class
from tests.loopback import Loopback, loopback

WANTED = 1.6
SIZES = (1, 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--unit", default="conv1d")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        course = Path(folder, "course")
        demo_course.build_course(demo_course.ROOT, course, [options.unit])
        students = [f"student{number:03}" for number in range(options.students)]
        generated_class.hand_in(course / "submitted", load_unit(demo_course.ROOT, options.unit), students)
        tasks = [Task(course / "submitted" / name / options.unit, options.unit, name, name) for name in students]
        clusters = {size: stack.enter_context(loopback(Path(folder, f"cluster{size}"))) for size in SIZES}
        for size, running in clusters.items():
            start(running, size)
        seconds: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(options.times):
            for size, running in clusters.items():
                seconds[size].append(timed(running, course, tasks))
    one, two = (statistics.median(seconds[size]) for size in SIZES)
    for size, taken in zip(SIZES, (one, two), strict=True):
        print(f"{size} at work: {taken:.1f} s for {len(tasks)} hand-ins, {len(tasks) / taken:.1f} a second")
    print(f"A second worker makes it {one / two:.2f} times as fast.")
    return 0 if one / two >= WANTED else 1


def start(running: Loopback, workers: int) -> None:
    running.start_workers(workers)
    with Client(running.address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=120)


def timed(running: Loopback, course: Path, tasks: list[Task]) -> float:
    """How long it takes to grade all of them, in seconds."""
    begun = time.perf_counter()
    for _ in Cluster(running.address).grade(course, tasks):
        pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
