"""Does it stay as fast, and does memory stay as it is, however many hand in?

    python -m tests.benchmarks.many_hand_ins 1000 [--unit conv1d] [--jobs 2] [--pages]

Grades so many generated hand-ins, no two of them the same, with every report that is a file, and
prints the rate of the last tenth beside that of the first, and the memory of each kind of process
in each.  Time is that of the clock, which other work on the machine shifts: what counts is that the two do not differ.
Linux only.
"""

from __future__ import annotations

import argparse
import bisect
import contextlib
import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from autograder.course import load_unit
from tests import demo_course, generated_class


@dataclasses.dataclass(frozen=True)
class Look:
    """How far the work was at some time, in seconds, and the memory of each kind of process, in MB."""

    seconds: float
    graded: int
    memory: Mapping[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=1000)
    parser.add_argument("--unit", default="conv1d")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--pages", action="store_true", help="write the pages too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        build(course, options.unit, options.number)
        command = [sys.executable, "-m", "autograder", "grade", "submitted", "--jobs", str(options.jobs)]
        files = ["--json", "report.json", "--junit", "junit.xml", "--gitlab", "gitlab.json", "--moodle", "marks.csv"]
        pages = ["--html", "pages"] if options.pages else []
        looks, seconds = watched([*command, *files, *pages], course)
        size = (course / "report.json").stat().st_size
    tell(looks, seconds, options.number, size)


def build(course: Path, unit: str, number: int) -> None:
    """A course in which so many have handed in modules that differ at least in their last line."""
    demo_course.build_course(demo_course.ROOT, course, [unit])
    students = [f"student{place:05}" for place in range(number)]
    generated_class.hand_in(course / "submitted", load_unit(demo_course.ROOT, unit), students)
    for student in students:
        with (course / "submitted" / student / unit / f"{unit}.py").open("a") as module:
            module.write(f"\n# {student}\n")


def watched(command: list[str], course: Path) -> tuple[list[Look], float]:
    """Runs the command, and looks at it twice a second; how long it took in all."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=course, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    looks = []
    while process.poll() is None:
        looks.append(Look(time.monotonic() - start, kept_in(course), memory_of(psutil.Process(process.pid))))
        time.sleep(1.0)
    if process.returncode:
        raise SystemExit(f"{command} failed with status {process.returncode}")
    return looks, time.monotonic() - start


def kept_in(course: Path) -> int:
    """How many results are kept; names alone are read, for to look at thousands of files would slow down the work."""
    return sum(len(os.listdir(folder)) for folder in (course / ".autograder").glob("*") if folder.is_dir())


def memory_of(command: psutil.Process) -> dict[str, float]:
    """The resident memory of the command, and the most that one of each kind of its processes has."""
    found: dict[str, float] = {}
    for each in [command, *children(command)]:
        with contextlib.suppress(psutil.Error):  # it has ended meanwhile
            inner = "judge" if each.ppid() == command.pid else "fork server and workers"
            kind = "command" if each == command else inner
            found[kind] = max(found.get(kind, 0.0), each.memory_info().rss / 1e6)
    return found


def children(process: psutil.Process) -> list[psutil.Process]:
    """All that a process has started; nothing if it has just ended."""
    with contextlib.suppress(psutil.Error):
        return process.children(recursive=True)
    return []


def tell(looks: list[Look], seconds: float, number: int, size: int) -> None:
    first, last = tenth(looks, 0.0, number), tenth(looks, 0.9, number)
    print(
        f"{number} hand-ins in {seconds:.0f} s; report.json has {size / 1e6:.0f} MB, {size / number / 1e3:.0f} kB each"
    )
    for name, (rate, _) in (("first", first), ("last", last)):
        print(f"  the {name} tenth: {rate:.2f} a second")
    for kind in sorted(last[1]):
        print(
            f"  {kind}: {first[1].get(kind, 0.0):.0f} MB at most in the first tenth, {last[1][kind]:.0f} MB in the last"
        )
    most = max(look.memory.get("command", 0.0) for look in looks)
    print(f"  command, while it writes the reports: {most:.0f} MB at most")


def tenth(looks: list[Look], start: float, number: int) -> tuple[float, Mapping[str, float]]:
    """The rate of a tenth of the work that starts at this share of it, and the most memory in it."""
    graded = [look for look in looks if look.graded]
    counts = [look.graded for look in graded]
    begin, end = (min(bisect.bisect_left(counts, share * number), len(graded) - 1) for share in (start, start + 0.1))
    part = graded[begin : end + 1]
    rate = (part[-1].graded - part[0].graded) / max(part[-1].seconds - part[0].seconds, 1e-9)
    kinds = sorted({kind for look in part for kind in look.memory})
    return rate, {kind: max(look.memory.get(kind, 0.0) for look in part) for kind in kinds}


if __name__ == "__main__":
    main()
