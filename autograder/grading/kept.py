"""Results that are kept while a class is graded: a run that is interrupted, or cannot write its
reports, has lost nothing.

Each run has a folder in ``.autograder`` of the course, which it locks as long as it lives, and each
result is a file there.  Its name is a digest of all that the result depends on: the submitted
files, the reference and the course's settings, this package, the libraries that compute, and the
walls around the worker.  So
the same command takes up what runs that have ended left behind, whatever was changed in between; a
run that ends well removes it.  Who can write there can change the reference as well, so nothing is
lost by trusting it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from autograder.course.papers import add_part
from autograder.files import write_whole
from autograder.judging import origins
from autograder.processes import lock
from autograder.report import Report, Status
from autograder.submissions.folders import Submission

_FOLDER = ".autograder"

LASTING_SECONDS = 60 * 24 * 60 * 60.0
"""So long a result lasts that nobody asks for: 60 days."""


class KeptResults:
    """The results that are kept for a course, from here on by this run.

    Args:
        course: the course's folder.
        lasting: a folder in which they stay when the run has ended well, for those that come after it.

    Raises:
        SettingsError: the course's settings cannot be read.
    """

    def __init__(self, course: Path, lasting: Path | None = None) -> None:
        root = course / _FOLDER
        self._lasting = lasting is not None
        self._left = [lasting] if lasting else [each for each in sorted(root.glob("*/")) if not _is_locked(each)]
        self._found = {path.name: path for folder in self._left if folder.is_dir() for path in folder.iterdir()}
        self._folder: Path | None = None
        self._lock: int | None = None
        with contextlib.suppress(OSError):  # where nothing can be written, nothing is kept
            if lasting:
                lasting.mkdir(parents=True, exist_ok=True)
                self._folder = lasting
                self._remove_old()
            else:
                root.mkdir(exist_ok=True)
                self._folder = Path(tempfile.mkdtemp(dir=root))
                self._lock = lock(self._folder)
        self._common = hashlib.sha256()
        for part in origins.what_judges(course):
            add_part(self._common, part)

    def __len__(self) -> int:
        """How many earlier runs have left, for whatever submissions."""
        return len(self._found)

    def key(self, submission: Submission, walls: Sequence[str], *, own_paper: bool = False) -> str:
        """What tells whether a result is still the right one: 64 hexadecimal digits."""
        digest = self._common.copy()
        paper = "its own" if own_paper else "the class's"
        for part in (submission.unit, submission.problem, paper, *walls, "", *sorted(submission.files)):
            add_part(digest, part.encode(errors="surrogatepass"))
        for _, data in sorted(submission.files.items()):
            add_part(digest, data)
        return digest.hexdigest()

    def find(self, key: str, name: str) -> Report | None:
        """The result that an earlier run has kept, as the report on the submission ``name``."""
        if key not in self._found:
            return None
        # whatever is wrong with the file, the submission can be graded again
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            data = json.loads(self._found[key].read_bytes())
            if self._lasting:
                os.utime(self._found[key])
            return Report.from_plain(data | {"submission": name})
        return None

    def keep(self, key: str, report: Report) -> None:
        """Keeps a result, unless the grader failed, or the folder cannot be written: then it is
        graded again.
        """
        if self._folder and report.status is not Status.GRADER_ERROR:
            with contextlib.suppress(OSError):
                write_whole(self._folder / key, json.dumps(dataclasses.asdict(report)))

    def forget(self) -> None:
        """Removes what this run and those before it have kept, unless it is to last."""
        for folder in (*self._left, self._folder):
            if folder and not self._lasting:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Ends the run: what it has kept and not forgotten is left to the next one."""
        if self._lock is not None:
            os.close(self._lock)
        for folder in (self._folder, self._folder and self._folder.parent):
            if folder and not self._lasting:
                with contextlib.suppress(OSError):  # it is not empty
                    folder.rmdir()

    def _remove_old(self) -> None:
        """Removes what no run has asked for in a long time."""
        for key, path in list(self._found.items()):
            if time.time() - path.stat().st_mtime > LASTING_SECONDS:
                path.unlink()
                del self._found[key]


def _is_locked(folder: Path) -> bool:
    try:
        os.close(lock(folder))
    except OSError:
        return True
    return False
