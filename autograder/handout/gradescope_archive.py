"""The archive that Gradescope runs as an autograder: this package, the reference of some units, and
two scripts.

Gradescope unpacks it to ``/autograder/source`` in a container of its own, runs ``setup.sh`` once,
and ``run_autograder`` for each submission:
https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course import papers
from autograder.course.loading import LECTURE, load_unit
from autograder.course.settings import FILE, SettingsError, read_settings
from autograder.course.translations import TRANSLATIONS
from autograder.languages import ENGLISH

REQUIREMENTS = ("click", "hypothesis", "jinja2", "numpy", "pytest", "rich")
"""What this package requires; a course names the rest."""

_PACKAGE = Path(__file__).parents[1]
_SCRIPTS = _PACKAGE / "templates" / "gradescope"

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same course makes the same bytes."""


def archive(course: Path, units: Sequence[str]) -> bytes:
    """The archive for the units named.

    Raises:
        UnitError: there is no such unit, or it is not as it should be.
        SettingsError: the course requires what is not installed here.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted(_files(course, units)):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = (0o755 if content.startswith(b"#!") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return data.getvalue()


def _files(course: Path, units: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """All files of the archive, by their names in it."""
    for script in _SCRIPTS.iterdir():
        yield script.name, script.read_bytes()
    yield "requirements.txt", "".join(f"{pin}\n" for pin in _pins(course)).encode()
    yield from _tree(_PACKAGE, "autograder")
    yield "course/assignments/.keep", b""  # a course has this folder
    if (course / FILE).is_file():
        yield f"course/{FILE}", (course / FILE).read_bytes()
    for shared in sorted((course / "reference").glob("*.py")):
        yield f"course/reference/{shared.name}", shared.read_bytes()
    yield from _tree(course / "reference" / TRANSLATIONS, f"course/reference/{TRANSLATIONS}")
    secret = course / "reference" / papers.FILE
    if secret.is_file():
        yield f"course/reference/{papers.FILE}", secret.read_bytes()
    for unit in units:
        load_unit(course, unit)  # which says what is wrong with it, if anything is
        files = _tree(course / "reference" / unit, f"course/reference/{unit}")
        yield from (file for file in files if not file[0].endswith(f"/{LECTURE}"))  # which has the rubric


def _pins(course: Path) -> Iterator[str]:
    """What is to be installed in the container, as it is installed here."""
    settings = read_settings(course)
    catalogues = () if settings.language == ENGLISH else ("babel",)  # which reads those of the course
    for name in dict.fromkeys((*REQUIREMENTS, *catalogues, *settings.requirements)):
        try:
            yield f"{name}=={importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            said = f"{course / FILE} requires {name}, which is not installed here"
            raise SettingsError(f"{said}. Install it, then run the same command again.") from None


def _tree(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
