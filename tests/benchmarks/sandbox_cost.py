"""What does the sandbox cost?  A worker with a small module, and a call of it, without walls and in
each tier that this machine offers.

    python tests/benchmarks/sandbox_cost.py [--workers 200] [--calls 5000]

The ways take turns, so that whatever else the machine does falls on all of them; the figures are
medians.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student
from autograder.subjects.tiers import described
from autograder.worker import sandbox

WAYS = {"none": frozenset(sandbox.WALLS), "container": frozenset({"namespaces"}), "full": frozenset()}
"""What is left out."""

MODULE = {"unit.py": b"import numpy as np\n\ndef double(x):\n    return np.add(x, x)\n"}
ALLOWED_MILLISECONDS, ALLOWED_MICROSECONDS = 5.0, 50.0
"""What a submission and a call may cost more than without walls."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=200)
    parser.add_argument("--calls", type=int, default=5000)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        servers = {
            name: stack.enter_context(ForkServer(without=without, allow_unsafe=True)) for name, without in WAYS.items()
        }
        starts, calls = measured(servers, options.workers, options.calls)
        Console().print(table(servers, starts, calls))


def measured(servers: dict[str, ForkServer], workers: int, calls: int) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds for a worker from its start to its end, and microseconds for a call and its
    answer.
    """
    starts: dict[str, list[float]] = {name: [] for name in servers}
    for number in range(workers + 5):
        for name, server in servers.items():
            seconds = timed_start(server)
            if number >= 5:  # the first ones also wait for the server
                starts[name].append(1e3 * seconds)
    turns: dict[str, list[float]] = {name: [] for name in servers}
    with contextlib.ExitStack() as stack:
        students = {name: stack.enter_context(Student(server, "unit", MODULE)) for name, server in servers.items()}
        for _ in range(calls // 100):
            for name, student in students.items():
                turns[name].append(1e6 * timed_calls(student, 100))
    return medians(starts), medians(turns)


def timed_start(server: ForkServer) -> float:
    start = time.perf_counter()
    with Student(server, "unit", MODULE) as student:
        student.start()
    return time.perf_counter() - start


def timed_calls(student: Student, count: int) -> float:
    x = np.ones((6, 6))
    start = time.perf_counter()
    for _ in range(count):
        student.call("double", {"x": x})
    return (time.perf_counter() - start) / count


def medians(figures: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in figures.items()}


def table(servers: dict[str, ForkServer], starts: dict[str, float], calls: dict[str, float]) -> Table:
    """The figures side by side, with what each way costs more than none."""
    shown = Table(
        caption=(
            f"Allowed: {ALLOWED_MILLISECONDS:g} ms a submission and {ALLOWED_MICROSECONDS:g} microseconds a "
            "call more than without walls."
        )
    )
    for title in ("walls", "in force", "a worker (ms)", "more", "a call (microseconds)", "more"):
        shown.add_column(title, justify="left" if title in ("walls", "in force") else "right")
    for name, server in servers.items():
        more_start, more_call = starts[name] - starts["none"], calls[name] - calls["none"]
        style = "red" if more_start > ALLOWED_MILLISECONDS or more_call > ALLOWED_MICROSECONDS else ""
        shown.add_row(
            name,
            described(server.walls),
            f"{starts[name]:.2f}",
            f"{more_start:+.2f}",
            f"{calls[name]:.1f}",
            f"{more_call:+.1f}",
            style=style,
        )
    return shown


if __name__ == "__main__":
    main()
