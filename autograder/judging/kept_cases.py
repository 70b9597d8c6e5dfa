"""Cases that are kept beside the reference, so that the next command need not draw and answer them again.

They lie where Python keeps what it has compiled of the reference, in ``reference/<unit>/__pycache__``,
and are as good as that: the file's name is a digest of all that cases depend on, and who can write there can
change the reference as well.  A file that cannot be read, or written, costs nothing but the drawing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import pickle
import platform
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.checks import Case
from autograder.course.papers import add_part, read_paper
from autograder.course.unit import Unit
from autograder.judging import origins
from autograder.judging.cases import Exam, prepare


def class_exam(course: Path, unit: Unit) -> Exam:
    """The exam that a class meets: with the cases that are kept, and the others drawn and kept.

    Raises:
        UnitError: as :func:`autograder.judging.cases.prepare` does.
        SecretError: the course's secret cannot be used.
    """
    kept = KeptCases(course / "reference" / unit.name, _key(course))
    exam = prepare(unit, read_paper(course), kept)
    kept.write()
    return exam


class KeptCases:
    """The cases of a unit by their check's name, as far as they are kept; ``key`` tells what they depend on."""

    def __init__(self, folder: Path, key: str) -> None:
        self._file = folder / "__pycache__" / f"cases-{key}.pickle"
        self._found: dict[str, bytes] = {}
        self._new: dict[str, bytes] = {}
        with contextlib.suppress(Exception):  # whatever is wrong with the file, cases can be drawn
            self._found = dict(pickle.loads(self._file.read_bytes()))  # noqa: S301 - see this module's first lines

    def find(self, name: str) -> tuple[Case, ...] | None:
        """The cases of a check; None where they are not kept."""
        with contextlib.suppress(Exception):  # it may name what is gone from the reference's folder
            return tuple(pickle.loads(self._found[name]))  # noqa: S301
        return None

    def keep(self, name: str, cases: Sequence[Case]) -> None:
        """Keeps the cases of a check, where they can be kept just as they are."""
        with contextlib.suppress(Exception):  # an author's values may be of any class
            data = pickle.dumps(tuple(cases), protocol=pickle.HIGHEST_PROTOCOL)
            if is_the_same(tuple(cases), pickle.loads(data)):  # noqa: S301
                self._new[name] = data

    def write(self) -> None:
        """Writes what is new, and takes away what depends on what was there before; for nobody else to read."""
        if not self._new:
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._file.parent, prefix=".cases-", delete=False) as beside:
                beside.write(pickle.dumps(self._found | self._new))
            os.replace(beside.name, self._file)
            for old in set(self._file.parent.glob("cases-*.pickle")) - {self._file}:
                old.unlink(missing_ok=True)


def is_the_same(one: Any, other: Any) -> bool:
    """Whether a value is another one in all that reaches a student's code: types, shapes and every bit of the
    numbers.  Memory order does not.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        kinds = (one.dtype, one.shape) == (other.dtype, other.shape) and not one.dtype.hasobject
        return kinds and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return is_the_same(list(one.items()), list(other.items()))
    if isinstance(one, set | frozenset):
        return is_the_same(sorted(one, key=repr), sorted(other, key=repr))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_the_same, one, other))
    if dataclasses.is_dataclass(one):
        return all(is_the_same(getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one))
    return one is other or (isinstance(one, _PLAIN) and repr(one) == repr(other))


_PLAIN = (bool, int, float, complex, str, bytes, np.generic, Fraction)
"""What its text tells from all others of its type."""


def _key(course: Path) -> str:
    """The digest of all that cases and answers depend on: what judges, and the machine."""
    found = hashlib.sha256()
    for part in (platform.machine().encode(), *origins.what_judges(course)):
        add_part(found, part)
    return found.hexdigest()
