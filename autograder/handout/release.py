"""What students get is generated from the reference, and holds nothing else of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from autograder import __version__, source
from autograder.course.loading import UnitError, load_unit, unit_names
from autograder.course.unit import Unit
from autograder.files import write_whole
from autograder.handout import notebooks

_START = """\
Install the kit once, from the file that your instructor gave you: `python -m pip install "chainrule_kit-{version}-py3-none-any.whl[notebook]"`
Open `{unit}.ipynb` with `jupyter lab`, write `{unit}.py`, and check it with the notebook's check cells, with `autograder check` or with `pytest`.
The module may import NumPy, SciPy, tqdm, the standard library, and Python files that you hand in beside it. Plots draw nothing while it is graded.
"""

_TELLING_LINES = 3
"""So many lines of the reference in a row are no coincidence."""


class UnsafeReleaseError(Exception):
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
        raise UnitError(
            f"{notebook} does not exist. Write the unit's notebook first; its check cells are then kept up to date."
        )
    try:
        stub = source.stub(unit.solution, name=f"reference/{unit.name}/solution.py")
    except ValueError as error:
        raise UnitError(str(error)) from error
    return {
        folder / "README.md": _START.format(unit=unit.name, version=__version__),
        folder / f"{unit.name}.py": stub,
        notebook: notebooks.synced(notebook.read_text(encoding="utf-8"), unit),
    }


def stale(course: Path, unit: Unit) -> dict[Path, str]:
    """Those of the generated files that are not as they should be."""
    return {
        path: text
        for path, text in generated(course, unit).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


def sync(course: Path, *, write: bool) -> list[Path]:
    """Brings all generated files of a course up to date, or only lists those that are not."""
    outdated = {
        path: text for name in unit_names(course) for path, text in stale(course, load_unit(course, name)).items()
    }
    if write:
        for path, text in outdated.items():
            write_whole(path, text)
    return sorted(outdated)


def assert_safe(course: Path, name: str) -> None:
    """Makes sure that an assignment's folder can be handed out.

    Raises:
        UnsafeReleaseError: a generated file is out of date, or something of the solution would be
            handed out.
    """
    unit = load_unit(course, name)
    outdated = stale(course, unit)
    if outdated:
        files = ", ".join(str(path.relative_to(course)) for path in outdated)
        raise UnsafeReleaseError(
            f"{files}: not what the reference says. Run `autograder sync`, look at the change, then generate the "
            "assignment again."
        )
    reference = course / "reference" / name
    secrets = set(_runs(path.read_text(encoding="utf-8") for path in sorted(reference.glob("*.py")))) - set(
        _runs([source.stub(unit.solution)])
    )
    for path in sorted((course / "assignments" / name).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts:
            _assert_file_safe(path, course, {file.name for file in reference.glob("*.py")}, secrets)


def _assert_file_safe(path: Path, course: Path, forbidden: set[str], secrets: set[tuple[str, ...]]) -> None:
    shown = path.relative_to(course)
    if path.name in forbidden:
        raise UnsafeReleaseError(
            f"{shown} has the name of a file of the reference. Move it out of assignments/: all that is there is "
            "handed out."
        )
    data = path.read_bytes()
    if source.BEGIN.encode() in data:
        raise UnsafeReleaseError(f"{shown} contains {source.BEGIN!r}: a solution would be handed out. Remove it.")
    found = secrets.intersection(_runs(_texts(path, data)))
    if found:
        raise UnsafeReleaseError(
            f"{shown} contains lines of the reference, starting with {min(found)[0]!r}. Remove them: all that is "
            "there is handed out."
        )


def _texts(path: Path, data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    if path.suffix != ".ipynb":
        return [text]
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def _runs(texts: Iterator[str] | list[str]) -> Iterator[tuple[str, ...]]:
    """All runs of consecutive code lines that are long enough to tell where they come from."""
    for text in texts:
        lines = [line.strip() for line in text.splitlines()]
        code = [
            line
            for line in lines
            if len(line) > 8 and not line.startswith(("#", "import ", "from ", "def ", "@", '"""'))
        ]
        yield from zip(*(code[start:] for start in range(_TELLING_LINES)), strict=False)
