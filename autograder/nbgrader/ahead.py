"""Verdicts that are under way on other cores, or on other machines, while nbgrader converts one
hand-in after the other.

nbgrader knows all hand-ins before it begins with the first.  So they are judged in the order in which
it will come to them, a bounded number ahead.  A verdict counts only for what it was made of: where
nbgrader asks for the verdict on other files, it gets none from here.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from traitlets.log import get_logger

from autograder.grading.cluster import Cluster
from autograder.grading.grader import Graded, loaded, read_task
from autograder.grading.judging_process import EndedError, JudgingProcess
from autograder.judging.judge import left_open
from autograder.languages import _, speaking
from autograder.nbgrader.internals import Converter
from autograder.submissions.folders import Submission, Task

MOST_AHEAD = 200
"""So many verdicts are made before they are asked for."""

_TRIES = 2
"""So often a hand-in is judged that ends the process that judges it."""

_END_SECONDS = 10.0
"""How long a cluster has to be told that it is over."""


class Ahead:
    """The verdicts on hand-ins, in the order in which they will be asked for.

    Args:
        course: the course's folder.
        tasks: the hand-ins, whose names are their students'.
        allow_unsafe: whether to grade behind too few walls.
        dask: the address of the cluster that judges them; without one it is this machine.
    """

    def __init__(self, course: Path, tasks: Sequence[Task], *, allow_unsafe: bool, dask: str) -> None:
        self._course, self._tasks, self._allow_unsafe = course, tasks, allow_unsafe
        self._places = {(task.name, task.unit): place for place, task in enumerate(tasks)}
        self._untaken = itertools.count()
        self._asked = 0
        self._read: dict[int, Submission] = {}
        self._made: dict[int, Graded | Exception] = {}
        self._failed: Exception | None = None
        self._changed = threading.Condition()
        self._over = threading.Event()
        work = [lambda: self._on_cluster(dask)] if dask else [self._beside] * min(cores(), len(tasks))
        self._threads = [threading.Thread(target=each, daemon=True) for each in work]
        for thread in self._threads:
            thread.start()
        atexit.register(self.end)

    def find(self, submission: Submission) -> Graded | None:
        """The report on a submission and the walls around it, when it is there; None where nobody
        makes one of these files.

        Raises:
            Exception: whatever judging it has raised.
        """
        place = self._places.get((submission.name, submission.unit))
        if place is None:
            return None
        with self._changed:
            self._asked = max(self._asked, place)
            for made in [made for made in self._made if made < self._asked]:
                del self._made[made], self._read[made]
            self._changed.notify_all()
            while place not in self._made and place >= self._asked and not self._failed:
                self._changed.wait()
            if place not in self._made and self._failed:
                raise self._failed
            found = self._made.get(place)
            if self._read.get(place) != submission:
                return None
        if isinstance(found, Exception):
            raise found
        return found

    def end(self) -> None:
        """Ends all that is under way."""
        atexit.unregister(self.end)
        with self._changed:
            self._over.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(_END_SECONDS)

    def _put(self, place: int, made: Graded | Exception) -> None:
        with self._changed:
            if place >= self._asked:  # nobody comes back for the others
                self._made[place] = made
            self._changed.notify_all()

    def _wait_for_turn(self, place: int) -> bool:
        """Waits until a place is not too far ahead; False where all is over."""
        with self._changed:
            while place >= self._asked + MOST_AHEAD and not self._over.is_set():
                self._changed.wait()
        return not self._over.is_set()

    def _noted(self, task: Task) -> Submission:
        """What was handed in, which is noted down."""
        submission = read_task(task)
        with self._changed:
            self._read[self._places[task.name, task.unit]] = submission
        return submission

    # In threads.

    def _beside(self) -> None:
        """Judges one hand-in after the other in a process of its own."""
        with _Judging(self._course, self._allow_unsafe, self._over) as judging:
            for place in self._untaken:
                if place >= len(self._tasks) or not self._wait_for_turn(place):
                    return
                submission = self._noted(self._tasks[place])
                try:
                    self._put(place, judging.graded(submission))
                except Exception as error:  # noqa: BLE001 - it is raised where the verdict is asked for
                    self._put(place, error)

    def _on_cluster(self, address: str) -> None:
        """Takes what a cluster has judged."""
        cluster = Cluster(address, say=get_logger().warning, over=self._over)
        try:
            graded = cluster.grade(self._course, self._tasks, allow_unsafe=self._allow_unsafe, read=self._noted)
            with contextlib.closing(graded):
                for place, each in enumerate(graded):
                    self._put(place, each)
                    if not self._wait_for_turn(place + 1):
                        return
        except Exception as error:  # noqa: BLE001 - it is raised where verdicts are asked for
            with self._changed:
                self._failed = error
                self._changed.notify_all()


class _Judging:
    """A judging process that is started again where a hand-in ends it."""

    def __init__(self, course: Path, allow_unsafe: bool, over: threading.Event) -> None:
        self._course, self._allow_unsafe, self._over = course, allow_unsafe, over
        self._process: JudgingProcess | None = None

    def __enter__(self) -> _Judging:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._process is not None:
            self._process.end()

    def graded(self, submission: Submission) -> Graded:
        """The report on a submission, left open where it has ended processes."""
        for _try in range(_TRIES):
            if self._process is None:
                self._process = JudgingProcess(self._course, own_papers=False, allow_unsafe=self._allow_unsafe)
            try:
                return self._process.graded(submission)
            except EndedError:
                self._process = None
        unit = loaded(self._course, submission.unit)
        with speaking(unit.settings.language):
            message = _("The grader failed: {number} of its processes ended while they judged this.")
        return left_open(unit, submission, message.format(number=_TRIES)), ()


def cores() -> int:
    """How many processes can work at a time here."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def hand_ins(converter: Converter) -> list[Task]:
    """What nbgrader is about to grade, in its order: not what it has graded before, unless all is
    graded again, and no link.
    """
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    excluded, found = converter.coursedir.student_id_exclude.split(","), []
    for source in sorted(converter.assignments):
        names = re.match(pattern, source)
        assert names is not None, f"nbgrader found {source} by another pattern"
        folder, student, unit = Path(source), names["student"], names["assignment"]
        is_graded = Path(converter._format_dest(unit, student)).is_dir() and not converter.force
        if not is_graded and student not in excluded and not folder.parent.is_symlink():
            found.append(Task(folder, unit, student))
    return found
