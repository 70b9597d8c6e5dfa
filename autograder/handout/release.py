"""What students get is generated from the reference, and holds nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from autograder import source
from autograder.course.loading import LECTURE, UnitError, declared_names, load_unit, unit_names
from autograder.course.papers import FILE, read_paper
from autograder.course.unit import Unit
from autograder.errors import KitError
from autograder.files import write_whole
from autograder.handout import lectures
from autograder.handout.pictures import with_pictures
from autograder.handout.readme import readme
from autograder.languages import _, speaking
from autograder.prose import code
from autograder.prose import lectures as prose

_TELLING_LINES = 3
"""So many lines of the reference in a row are no coincidence."""

_TELLING_CHARACTERS = 30
"""Nor is a line of so many characters that is written for instructors."""

_TOLD_BY_ANYBODY = ("#", "import ", "from ", "def ", "@", '"""')
"""What lines begin with that tell nothing of where they come from."""

_NOT_HANDED_OUT = ("__pycache__", ".ipynb_checkpoints")


class UnsafeReleaseError(KitError):
    """Something that students must not see would reach them."""


def generated(course: Path, unit: Unit) -> dict[Path, str]:
    """The files under ``assignments/`` that follow from the reference, with the text they should
    have.

    Raises:
        UnitError: there is no lecture, it is not as it should be, or the solution's markers do not pair.
    """
    folder, lecture = course / "assignments" / unit.name, _lecture(course, unit.name)
    with speaking(unit.settings.language, unit.texts):
        start, task = readme(unit), _("your code here")
    try:
        stub = source.stub(unit.solution, name=f"reference/{unit.name}/solution.py", task=task)
    except ValueError as error:
        raise UnitError(str(error)) from error
    try:
        text = with_pictures(
            prose.translated(lecture.read_text(encoding="utf-8"), unit.texts), lecture.parent, unit.texts
        )
        notebook = lectures.notebook(text, unit)
    except ValueError as error:
        raise UnitError(f"{lecture} {error}") from error
    files = {
        folder / "README.md": start,
        folder / f"{unit.name}.py": stub,
        folder / f"{unit.name}.ipynb": notebook,
    }
    return files | _visible_checks(course, unit)


def _visible_checks(course: Path, unit: Unit) -> dict[Path, str]:
    """The visible checks in the language of the course, where they are kept with the reference."""
    written = checks_written(course, unit.name)
    if not written.is_file():
        return {}
    try:
        text = code.translated(written.read_text(encoding="utf-8"), unit.texts)
    except ValueError as error:
        raise UnitError(f"{written}: {error}") from error
    return {checks_given_out(course, unit.name): code.in_language(text, unit.settings.language)}


def checks_written(course: Path, name: str) -> Path:
    """Where the visible checks of a unit are kept in English, if there are translations of them."""
    return course / "reference" / name / f"test_{name}.py"


def checks_given_out(course: Path, name: str) -> Path:
    """The visible checks of a unit that students get."""
    return course / "assignments" / name / f"test_{name}.py"


def _lecture(course: Path, name: str) -> Path:
    """The text of the unit's lecture.

    Raises:
        UnitError: there is none.
    """
    lecture = course / "reference" / name / LECTURE
    if not lecture.is_file():
        made = f"jupytext --to md:myst --output reference/{name}/{LECTURE} assignments/{name}/{name}.ipynb"
        raise UnitError(f"{lecture} does not exist. Write it, or make it of the notebook that there is: {made}")
    return lecture


def stale(course: Path, unit: Unit) -> dict[Path, str]:
    """Those of the generated files that are not as they should be, and how they should be.

    Raises:
        UnitError: the unit is not as it should be, or what somebody wrote into the notebook would be lost.
    """
    outdated = {path: text for path, text in generated(course, unit).items() if _text(path) != text}
    for path, text in outdated.items():
        if path.suffix == ".ipynb" and (cells := lectures.written_by_hand(_text(path), wanted=text)):
            advice = f"Write the change into reference/{unit.name}/{LECTURE}, remove the notebook, then sync again."
            raise UnitError(f"{path} was changed by hand, first in the cell that begins with {cells[0]!r}. {advice}")
    return outdated


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def sync(course: Path, *, write: bool) -> list[Path]:
    """Brings all generated files of a course up to date, or only lists those that are not; returns
    their paths, sorted.

    Raises:
        UnitError: a unit is not as it should be.
    """
    units = (load_unit(course, name) for name in _units_with_a_text(course))
    outdated = {path: text for unit in units for path, text in stale(course, unit).items()}
    if write:
        for path, text in outdated.items():
            write_whole(path, text)
    return sorted(outdated)


def _units_with_a_text(course: Path) -> list[str]:
    """The units whose lecture is written, and those that have a notebook and must be told."""
    lecture = (name for name in declared_names(course) if (course / "reference" / name / LECTURE).is_file())
    return sorted({*lecture, *unit_names(course)})


def assert_safe(course: Path, name: str) -> None:
    """Makes sure that an assignment's folder can be handed out.

    Raises:
        UnsafeReleaseError: a generated file is out of date, or something of the solution would be
            handed out.
        UnitError: the unit is not as it should be.
        SecretError: the course's secret cannot be used.
    """
    unit, secret = load_unit(course, name), read_paper(course).secret
    outdated = stale(course, unit)
    if outdated:
        files = ", ".join(str(path.relative_to(course)) for path in outdated)
        advice = "Run `autograder sync`, look at the change, then generate the assignment again."
        raise UnsafeReleaseError(f"{files}: not what the reference says. {advice}")
    parts = (path for path in (course / "reference" / name).iterdir() if path.suffix in (".py", ".toml"))
    reference = sorted(path for path in parts if path != checks_written(course, name))
    lecture = _lecture(course, name)
    secrets = set(_runs(path.read_text(encoding="utf-8") for path in reference))
    secrets -= set(_runs([source.stub(unit.solution)]))
    secrets |= set(_sentences(lectures.for_instructors(lecture.read_text(encoding="utf-8"))))
    for path in sorted((course / "assignments" / name).rglob("*")):
        if path.is_file() and not any(part in path.parts for part in _NOT_HANDED_OUT):
            if secret and secret.encode() in path.read_bytes():
                raise UnsafeReleaseError(f"{path.relative_to(course)} contains the course's secret. Remove it there.")
            _assert_file_safe(path, course, {FILE, lecture.name, *(file.name for file in reference)}, secrets)


def _assert_file_safe(path: Path, course: Path, forbidden: Collection[str], secrets: set[tuple[str, ...]]) -> None:
    shown, advice = path.relative_to(course), "all that is there is handed out"
    if path.name in forbidden:
        raise UnsafeReleaseError(
            f"{shown} has the name of a file of the reference. Move it out of assignments/: {advice}."
        )
    data = path.read_bytes()
    if source.BEGIN.encode() in data:
        raise UnsafeReleaseError(f"{shown} contains {source.BEGIN!r}: a solution would be handed out. Remove it.")
    texts = _texts(path, data)
    found = secrets.intersection({*_runs(texts), *_sentences(texts)})
    if found:
        first = f"{shown} contains lines of the reference, starting with {min(found)[0]!r}"
        raise UnsafeReleaseError(f"{first}. Remove them: {advice}.")


def _texts(path: Path, data: bytes) -> list[str]:
    """A file's text; of a notebook, that of each cell."""
    text = data.decode("utf-8", "replace")
    if path.suffix != ".ipynb":
        return [text]
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def _runs(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """All runs of consecutive code lines that are long enough to tell where they come from."""
    for text in texts:
        lines = [line.strip() for line in text.splitlines()]
        code = [line for line in lines if len(line) > 8 and not line.startswith(_TOLD_BY_ANYBODY)]
        yield from zip(*(code[start:] for start in range(_TELLING_LINES)), strict=False)


def _sentences(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """All lines of prose that are long enough to tell where they come from."""
    for text in texts:
        yield from ((line.strip(),) for line in text.splitlines() if len(line.strip()) >= _TELLING_CHARACTERS)
