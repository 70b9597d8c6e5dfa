"""What an interruption leaves: a unit is held while it is graded, and what was not finished is
begun again, by the same command.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from nbgrader.utils import rmtree

from autograder import processes
from autograder.nbgrader.internals import Converter
from autograder.nbgrader.metadata import WHAT_WENT_WRONG


class Lock:
    """Holds what was locked, by its descriptor, as long as this object is kept."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __del__(self) -> None:
        os.close(self._descriptor)


def locked(converter: Converter) -> Lock | None:
    """Holds the unit as long as what is returned is kept; None while another process grades it, so
    that what is not finished there may be under way.
    """
    courses = converter.coursedir
    unit = Path(courses.format_path(courses.source_directory, ".", courses.assignment_id))
    try:
        return Lock(processes.lock(unit))
    except BlockingIOError:
        converter.log.warning("Another process grades %s: what it has begun is left to it", courses.assignment_id)
        return None


def remove_unfinished(converter: Converter, is_finished: Callable[[Path, str], bool]) -> None:
    """Removes what a run that was interrupted has left: nbgrader passes over every folder that is
    there.

    Args:
        converter: nbgrader's, about to begin.
        is_finished: whether the folder that is written for a submission to a unit is whole.
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
    """Whether a page of HTML is there to its end."""
    try:
        return page.read_bytes().rstrip().endswith(b"</html>")
    except OSError:
        return False
