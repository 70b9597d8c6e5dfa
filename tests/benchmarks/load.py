"""Grades thousands of hand-ins of which one in ten is hostile, and says what became of the others.

    python -m tests.benchmarks.load 10000

Hand-ins hang, take memory, flood the wire, start processes, or are a thousand folders deep.  Every
honest one must have its marks; printed are the time, the grader's own memory as it grew,
and whatever was left behind.  Linux only.
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from tests.killing import adopting_orphans, orphans, wait_until

_CHECKS = """
from autograder.course import Exercise, Unit, agrees
from autograder.testing import arguments, vectors

def check(points):
    return agrees("all", points, "Any vector.", arguments(x=vectors(1, 3)), count=4, seconds=0.5)

UNIT = Unit("unit", "A unit", (Exercise("double", check(1.0)), Exercise("half", check(2.0))), in_all_forms=False)
"""
_HONEST = "def double(x):\n    return 2.0 * x\n\n\ndef half(x):\n    return x / 2.0\n"
_HOSTILE = {
    "hang": "def double(x):\n    while True:\n        pass\n\n\nhalf = double\n",
    "memory": "def double(x):\n    return [bytearray(1 << 28) for _ in range(64)]\n\n\nhalf = double\n",
    "flood": "def double(x):\n    return [0] * 50_000_000\n\n\nhalf = double\n",
    "fork": "import os\n\n\ndef double(x):\n    while True:\n        os.fork()\n\n\nhalf = double\n",
    "deep": _HONEST,
}
_DEPTH = 300


def main(number: int) -> None:
    """Makes the class, grades it, and prints the figures."""
    with tempfile.TemporaryDirectory() as folder, adopting_orphans():
        course = Path(folder)
        kinds = dict(_class(course, number))
        before = {path.name for path in Path(tempfile.gettempdir()).iterdir()}
        command = [sys.executable, "-m", "autograder", "grade", "submitted", "--json", "report.json"]
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=course, stdin=subprocess.DEVNULL)
        memory: list[float] = []
        watcher = threading.Thread(target=_watch, args=(psutil.Process(process.pid), memory))
        watcher.start()
        status = process.wait()
        seconds = time.monotonic() - start
        watcher.join()
        reports = json.loads((course / "report.json").read_text())["reports"]
        found = collections.Counter((kinds[report["student"]], report["score"]) for report in reports)
        left = {path.name for path in Path(tempfile.gettempdir()).iterdir()} - before
        wait_until(lambda: not orphans(set()))
        processes = [each.name() for each in orphans(set())]
    print(f"{number} hand-ins in {seconds:.0f} s, {seconds / number:.3f} s each, status {status}")
    for (kind, score), count in sorted(found.items(), key=str):
        print(f"  {kind:8} {score!s:>5} points: {count}")
    quarters = [max(memory[part * len(memory) // 4 : (part + 1) * len(memory) // 4 + 1]) for part in range(4)]
    print(
        "  memory of the command and its judges, most in each quarter:",
        ", ".join(f"{each:.0f} MB" for each in quarters),
    )
    print(f"  left behind: files {sorted(left) or 'none'}, processes {processes or 'none'}")


def _class(course: Path, number: int) -> list[tuple[str, str]]:
    """Writes the course and the hand-ins; returns each student with the kind of hand-in."""
    unit = course / "reference" / "unit"
    unit.mkdir(parents=True)
    (course / "assignments").mkdir()
    files = {"solution.py": _HONEST, "checks.py": _CHECKS, "alternatives.py": "", "misconceptions.py": ""}
    for name, text in files.items():
        (unit / name).write_text(text)
    (course / "course.toml").write_text("submission_seconds = 2\n")
    kinds = list(_HOSTILE)
    made = []
    for each in range(number):
        kind = kinds[each // 10 % len(kinds)] if each % 10 == 9 else "honest"
        folder = course / "submitted" / f"s{each:05d}" / "unit"
        folder.mkdir(parents=True)
        (folder / "unit.py").write_text(_HOSTILE.get(kind, _HONEST))
        if kind == "deep":
            (folder / "/".join("d" * _DEPTH)).mkdir(parents=True)
        made.append((f"s{each:05d}", kind))
    return made


def _watch(process: psutil.Process, memory: list[float]) -> None:
    """Notes the proportional memory of a command and of its judges, in MB, until it ends: workers
    have a limit of their own.
    """
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        total = 0
        for each in [process, *process.children(recursive=True)]:
            try:
                total += each.memory_full_info().pss if "grade" in each.cmdline() else 0
            except psutil.Error:
                continue
        memory.append(total / 1e6)
        time.sleep(0.5)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
