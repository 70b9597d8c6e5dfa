"""The rooms: CONTRIBUTING's table says who may import whom, and the code keeps to it."""

from __future__ import annotations

import ast
import graphlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Room(NamedTuple):
    """A row of the table; ``uses`` is None for all floors below."""

    floor: int
    uses: frozenset[str] | None


def rooms(contributing: str) -> dict[str, Room]:
    """The table of rooms, by name."""
    rows = re.findall(r"^\| (\d) \| `(\w+)` \| .* \| (.*)\|$", contributing, flags=re.MULTILINE)
    return {
        name: Room(int(floor), None if uses.strip() == "all below" else frozenset(re.findall(r"`(\w+)`", uses)))
        for floor, name, uses in rows
    }


ROOMS = rooms((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def modules(package: Path) -> dict[str, Path]:
    """All modules of the package by name, below the package's own."""
    files = sorted(path for path in package.rglob("*.py") if not {"programs", "templates"} & set(path.parts))
    return {".".join(path.relative_to(package).with_suffix("").parts): path for path in files}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The package's own modules that a file imports anywhere in it, late and for types too."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            source = node.module or ""
            inner = [f"{source}.{alias.name}" for alias in node.names]
            yield from (name if module_of(name, known) else source for name in inner)


def module_of(name: str, known: dict[str, Path]) -> str:
    """What a name of the package means below it; empty if it is none of its modules."""
    below = name.removeprefix("autograder").lstrip(".") if name.split(".")[0] == "autograder" else "?"
    found = [candidate for candidate in (below, f"{below}.__init__".lstrip(".")) if candidate in known]
    return found[0] if found else ""


def graph(package: Path) -> dict[str, set[str]]:
    """Who imports whom."""
    known = modules(package)
    return {
        name: {module for each in imported(path, known) if (module := module_of(each, known)) and module != name}
        for name, path in known.items()
    }


def violations(package: Path) -> list[str]:
    """What the code does that the table does not allow."""
    found = []
    for module, uses in graph(package).items():
        room = module.split(".")[0]
        for other in sorted(use.split(".")[0] for use in uses):
            own, theirs = ROOMS[room], ROOMS[other]
            allowed = other == room or (theirs.floor < own.floor and (own.uses is None or other in own.uses))
            if not allowed:
                found.append(f"{module} imports from {other}")
    return found


def cycle(package: Path) -> list[str]:
    """Modules that import each other in a ring; none if there is no such ring."""
    try:
        graphlib.TopologicalSorter(graph(package)).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def test_every_room_stands_in_the_table_and_no_other() -> None:
    assert set(ROOMS) == {name.split(".")[0] for name in modules(ROOT / "autograder")}
    assert len(ROOMS) <= 24
    assert max(room.floor for room in ROOMS.values()) <= 7


def test_imports_go_down_and_nowhere_else() -> None:
    assert violations(ROOT / "autograder") == []


def test_no_module_imports_itself_round_corners() -> None:
    assert cycle(ROOT / "autograder") == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "autograder", tmp_path / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "autograder"


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("values/compare.py", "from autograder import report", "values.compare imports from report"),
        ("worker/server.py", "from autograder.languages import _", "worker.server imports from languages"),
        ("reporters/html.py", "from autograder.course.checks import Check", "reporters.html imports from course"),
        ("worker/server.py", "import autograder.values.compare", "worker.server imports from values"),
        ("visible/running.py", "from autograder.course import load_unit", "visible.running imports from course"),
        ("course/unit.py", "def late():\n    from autograder.judging import judge", "course.unit imports from judging"),
        ("grading/grader.py", "if False:\n    from autograder.audit import pages", "grading.grader imports from audit"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_found(file: str, line: str, said: str, copied: Path) -> None:
    path = copied / file
    path.write_text(f"{path.read_text()}\n\n{line}\n")
    assert said in violations(copied)


def test_a_late_cycle_within_a_room_is_found(copied: Path) -> None:
    path = copied / "course" / "outcomes.py"
    path.write_text(f"{path.read_text()}\n\ndef late():\n    from autograder.course.checks import Check\n")
    assert {"course.outcomes", "course.checks"} <= set(cycle(copied))


def test_every_module_says_what_it_is_for() -> None:
    for name, path in modules(ROOT / "autograder").items():
        text = ast.get_docstring(ast.parse(path.read_bytes())) or ""
        assert text, name
        assert "TODO" not in text, name
