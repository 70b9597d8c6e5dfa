"""A grader that has worked for days is no larger than after its first hundred submissions."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator

import psutil
import pytest

from autograder.judging.cases import prepare
from autograder.judging.judge import Judge
from autograder.subjects.fork_server import ForkServer
from tests.test_judge import FORGETS, TRIPLE, UNIT, module, submission

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shared memory is told apart on Linux only")

TEXTS = (
    module(),
    module(double=TRIPLE.text),
    module(total=FORGETS.text),
    module(apart="def apart(x):\n    return x + 2.0\n"),
    module(apart="import os\ndef apart(x):\n    os._exit(0)\n"),
    module(apart="def apart(x):\n    raise KeyError(str(x) * 1000)\n"),
    module(double="def double(x):\n    return np.zeros(10**5)\n"),
    "import numpy as np\n\nraise RuntimeError(np.ones(1000))\n",
    "def double(:\n",
)

GROWTH = 3 * 2**20
"""What allocators may keep: a hundred bytes that were lost with each of 5,000 submissions and 10
calls would be more.
"""


def used() -> Iterator[int]:
    """The memory, in bytes, of this process and of the fork server with what is around it; then the
    open files.
    """
    this = psutil.Process()
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what the allocator holds back after a large answer is up to it, and no leak
    yield this.memory_full_info().pss
    yield sum(child.memory_full_info().pss for child in this.children(recursive=True))
    yield this.num_fds()
    yield len(this.children(recursive=True))


@pytest.mark.slow
def test_memory_stays_flat_over_five_thousand_submissions() -> None:
    with ForkServer() as server:
        judge = Judge(prepare(UNIT), server)
        measured = []
        for number in range(5000):
            judge.judge(submission(f"# {number}\n{TEXTS[number % len(TEXTS)]}"))
            if number % 500 == 499:
                measured.append(tuple(used()))
                print(number + 1, *(f"{value / 2**20:.2f} MB" for value in measured[-1][:2]), *measured[-1][2:])
    first, last = measured[0], measured[-1]
    assert last[0] - first[0] < GROWTH
    assert last[1] - first[1] < GROWTH
    assert last[2:] == first[2:]
