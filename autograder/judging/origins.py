"""What marks depend on beside the hand-in: the interpreter, the libraries that compute, this package,
and the course.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course import settings
from autograder.course.papers import add_part

_LIBRARIES = ("hypothesis", "numpy")
"""What cases and answers depend on in any course; one names the rest as its requirements."""

PACKAGE = Path(__file__).parents[1]
"""The folder of this package."""


def versions(requirements: Sequence[str]) -> dict[str, str]:
    """The versions of Python, of the libraries that compute, and of a course's requirements, by
    name; what is not installed is left out.
    """
    found = {"python": platform.python_version()}
    for library in (*_LIBRARIES, *requirements):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[library] = importlib.metadata.version(library)
    return found


def files_of(course: Path) -> Iterator[tuple[str, bytes]]:
    """What judges in a course, by its path there, in order: the settings and the reference with its
    secret.
    """
    file = course / settings.FILE
    if file.is_file():
        yield settings.FILE, file.read_bytes()
    for name, data in files_in(course / "reference"):
        yield f"reference/{name}", data


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files below a folder by their paths there, in order; without what Python has compiled."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def what_judges(course: Path) -> Iterator[bytes]:
    """The interpreter, the libraries, and each file of this package, of the reference and of the
    course's settings.

    Raises:
        SettingsError: the course's settings cannot be read.
    """
    yield sys.version.encode()
    for name, version in versions(settings.read_settings(course).requirements).items():
        yield f"{name} {version}".encode()
    for name, data in (*files_in(PACKAGE), *files_of(course)):
        yield name.encode(errors="surrogateescape")
        yield data


def digest(files: Mapping[str, bytes]) -> str:
    """What tells two sets of files apart: 64 hexadecimal digits."""
    found = hashlib.sha256()
    for name, data in files.items():
        add_part(found, name.encode(errors="surrogateescape"))
        add_part(found, data)
    return found.hexdigest()


def kit() -> str:
    """The digest of this package."""
    return digest(dict(files_in(PACKAGE)))
