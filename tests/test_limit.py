"""What takes too long is interrupted, and nothing else is."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.visible import limit
from autograder.visible.limit import TimeUp, limited

HERE = Path(__file__).parent

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="asks for signals that Windows lacks"),
    pytest.mark.timeout(60, method="thread"),  # the other method takes the signal that is tested here
]


def spin(seconds: float) -> None:
    """Uses processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_loop_is_interrupted_after_its_processor_time() -> None:
    start = time.process_time()
    with pytest.raises(TimeUp) as caught, limited(0.2, HERE):
        spin(30)
    assert caught.value.args == (0.2,)
    assert time.process_time() - start < 5


def test_waiting_is_interrupted_too_but_later() -> None:
    start = time.monotonic()
    with pytest.raises(TimeUp), limited(0.2, HERE):
        time.sleep(60)
    assert limit.WAITING * 0.2 <= time.monotonic() - start < 30


def test_what_is_in_time_is_left_alone_and_so_is_what_comes_after() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with limited(0.3, HERE) as can_be:
        spin(0.05)
    spin(0.5)
    assert can_be
    assert signal.getsignal(signal.SIGALRM) is before


def test_waiting_on_a_busy_machine_is_no_work() -> None:
    with limited(0.5, HERE):
        time.sleep(0.8)


def test_what_catches_the_exception_is_interrupted_again() -> None:
    caught = []

    def stubborn() -> None:
        while len(caught) < 2:
            try:
                spin(30)
            except BaseException as error:  # noqa: BLE001 - as students do
                caught.append(error)
        raise caught[-1]

    with pytest.raises(TimeUp), limited(0.1, HERE):
        stubborn()
    assert len(caught) == 2


def test_what_tidies_up_elsewhere_is_interrupted_once(tmp_path: Path) -> None:
    with limited(0.1, tmp_path):
        try:
            spin(30)
        except TimeUp:
            spin(1.0)  # pytest makes a report of it, say


def test_a_debugger_and_other_threads_are_left_alone() -> None:
    given: list[bool] = []

    def use() -> None:
        with limited(0.05, HERE) as can_be:
            given.append(can_be)
            spin(0.2)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        use()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert given == [False, False]
