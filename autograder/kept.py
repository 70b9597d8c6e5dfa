"""Results that are kept while a class is graded: a run that is interrupted, or cannot write its reports, has lost nothing.

Each result is a file in the folder ``.autograder`` of the course.  Its name is a digest of all that the result depends on: the
submitted files, the reference, this package, the libraries that compute, and the walls around the worker.  So the same
command takes up where the last one ended, whatever was changed in between.  A run that ends well removes the folder.  Who can
write there can change the reference as well, so nothing is lost by trusting it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib.metadata
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.files import write_whole
from autograder.report import Report, Status
from autograder.submission import Submission

_FOLDER = ".autograder"
_LIBRARIES = ("hypothesis", "numpy", "scipy")


class KeptResults:
    """The results that are kept for a course."""

    def __init__(self, course: Path) -> None:
        self._folder = course / _FOLDER
        self._found = frozenset(path.name for path in self._folder.glob("*"))  # what this run keeps itself is of no use to it
        self._common = hashlib.sha256()
        for part in _what_judges(course):
            _add(self._common, part)

    def __len__(self) -> int:
        """How many an earlier run has left, for whatever submissions."""
        return len(self._found)

    def key(self, submission: Submission, walls: Sequence[str]) -> str:
        """What tells whether a result is still the right one."""
        digest = self._common.copy()
        for part in (submission.unit, submission.problem, *walls, "", *sorted(submission.files)):
            _add(digest, part.encode(errors="surrogatepass"))
        for _, data in sorted(submission.files.items()):
            _add(digest, data)
        return digest.hexdigest()

    def find(self, key: str, name: str) -> Report | None:
        """The result that an earlier run has kept, as the report on the submission ``name``."""
        if key not in self._found:
            return None
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):  # whatever is wrong with the file, the submission can be graded again
            data = json.loads((self._folder / key).read_bytes())
            return Report.from_plain(data | {"submission": name})
        return None

    def keep(self, key: str, report: Report) -> None:
        """Keeps a result, unless the grader failed, or the folder cannot be written: then it is graded again."""
        if report.status is not Status.GRADER_ERROR:
            with contextlib.suppress(OSError):
                self._folder.mkdir(exist_ok=True)
                write_whole(self._folder / key, json.dumps(dataclasses.asdict(report)))

    def forget(self) -> None:
        """Removes all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _what_judges(course: Path) -> Iterator[bytes]:
    """The interpreter, the libraries, and each file of this package and of the reference."""
    yield sys.version.encode()
    for library in _LIBRARIES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield f"{library} {importlib.metadata.version(library)}".encode()
    for folder in (Path(__file__).parent, course / "reference"):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            yield str(path.relative_to(folder)).encode(errors="surrogateescape")
            yield path.read_bytes()


def _add(digest: hashlib._Hash, part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big") + part)  # with its length, so that no two sequences of parts look the same
