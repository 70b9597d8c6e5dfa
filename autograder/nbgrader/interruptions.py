"""TODO nbgrader/interruptions."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.utils import rmtree

from autograder.nbgrader.metadata import WHAT_WENT_WRONG


def locked(converter: Any) -> _Lock | None:
    """Holds the unit as long as it is kept; None while another process grades it, so that what is
    not finished there may be under way.
    """
    import fcntl  # Windows, where nothing is graded, has none

    courses = converter.coursedir
    lock = _Lock(os.open(courses.format_path(courses.source_directory, ".", courses.assignment_id), os.O_RDONLY))
    try:
        fcntl.flock(lock.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        converter.log.warning("Another process grades %s: what it has begun is left to it", courses.assignment_id)
        return None
    return lock


class _Lock:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __del__(self) -> None:
        os.close(self.descriptor)


def remove_unfinished(converter: Any, is_finished: Callable[[Path, str], bool]) -> None:
    """Removes what a run that was interrupted has left: nbgrader passes over every folder that is
    there.
    """
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    for source in converter.assignments:
        names = re.match(pattern, source)
        assert names is not None, f"nbgrader found {source} by another pattern"
        folder = Path(converter._format_dest(names["assignment"], names["student"]))
        if folder.is_dir() and not is_finished(folder, names["assignment"]):
            converter.log.warning("%s was not finished: removing it and starting again", folder)
            rmtree(str(folder))


def is_graded(notebook: Path) -> bool:
    """Whether a notebook holds its verdicts: that is the last thing that nbgrader writes."""
    try:
        return WHAT_WENT_WRONG in json.loads(notebook.read_bytes())["metadata"]
    except (OSError, ValueError, LookupError, TypeError):  # it is missing, or only half of it was written
        return False


def is_whole_page(page: Path) -> bool:
    try:
        return page.read_bytes().rstrip().endswith(b"</html>")
    except OSError:
        return False
