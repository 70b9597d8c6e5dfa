"""What students get is generated from the reference, and holds nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from autograder import __version__, source
from autograder.course.loading import UnitError, load_unit, unit_names
from autograder.course.papers import FILE, read_paper
from autograder.course.unit import Unit
from autograder.errors import KitError
from autograder.files import write_whole
from autograder.handout import notebooks

_README = Path(__file__).parents[1] / "templates" / "handout" / "README.md"

_TELLING_LINES = 3
"""So many lines of the reference in a row are no coincidence."""

_TOLD_BY_ANYBODY = ("#", "import ", "from ", "def ", "@", '"""')
"""What lines begin with that tell nothing of where they come from."""

_NOT_HANDED_OUT = ("__pycache__", ".ipynb_checkpoints")


class UnsafeReleaseError(KitError):
    """Something that students must not see would reach them."""


def generated(course: Path, unit: Unit) -> dict[Path, str]:
    """The files under ``assignments/`` that follow from the reference, with the text they should
    have.

    Raises:
        UnitError: the notebook does not exist, or the solution's markers do not pair.
    """
    folder = course / "assignments" / unit.name
    notebook = folder / f"{unit.name}.ipynb"
    if not notebook.is_file():
        advice = "Write the unit's notebook first; its check cells are then kept up to date."
        raise UnitError(f"{notebook} does not exist. {advice}")
    try:
        stub = source.stub(unit.solution, name=f"reference/{unit.name}/solution.py")
    except ValueError as error:
        raise UnitError(str(error)) from error
    start = _README.read_text(encoding="utf-8")
    return {
        folder / "README.md": start.format(unit=unit.name, version=__version__, importable=unit.settings.importable),
        folder / f"{unit.name}.py": stub,
        notebook: notebooks.synced(notebook.read_text(encoding="utf-8"), unit),
    }


def stale(course: Path, unit: Unit) -> dict[Path, str]:
    """Those of the generated files that are not as they should be, and how they should be."""
    return {
        path: text
        for path, text in generated(course, unit).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def sync(course: Path, *, write: bool) -> list[Path]:
    """Brings all generated files of a course up to date, or only lists those that are not; returns
    their paths, sorted.

    Raises:
        UnitError: a unit is not as it should be.
    """
    units = (load_unit(course, name) for name in unit_names(course))
    outdated = {path: text for unit in units for path, text in stale(course, unit).items()}
    if write:
        for path, text in outdated.items():
            write_whole(path, text)
    return sorted(outdated)


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
    reference = sorted(path for path in (course / "reference" / name).iterdir() if path.suffix in (".py", ".toml"))
    secrets = set(_runs(path.read_text(encoding="utf-8") for path in reference))
    secrets -= set(_runs([source.stub(unit.solution)]))
    for path in sorted((course / "assignments" / name).rglob("*")):
        if path.is_file() and not any(part in path.parts for part in _NOT_HANDED_OUT):
            if secret and secret.encode() in path.read_bytes():
                raise UnsafeReleaseError(f"{path.relative_to(course)} contains the course's secret. Remove it there.")
            _assert_file_safe(path, course, {FILE, *(file.name for file in reference)}, secrets)


def _assert_file_safe(path: Path, course: Path, forbidden: Collection[str], secrets: set[tuple[str, ...]]) -> None:
    shown, advice = path.relative_to(course), "all that is there is handed out"
    if path.name in forbidden:
        raise UnsafeReleaseError(
            f"{shown} has the name of a file of the reference. Move it out of assignments/: {advice}."
        )
    data = path.read_bytes()
    if source.BEGIN.encode() in data:
        raise UnsafeReleaseError(f"{shown} contains {source.BEGIN!r}: a solution would be handed out. Remove it.")
    found = secrets.intersection(_runs(_texts(path, data)))
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
