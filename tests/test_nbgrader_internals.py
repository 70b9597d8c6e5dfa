"""The table of what the kit touches of nbgrader's own: it is all there in the version that is
installed, and it is all in the table.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import importlib.metadata
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Grade
from nbgrader.converters import BaseConverter
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from autograder.handout.notebooks import answered, scored
from autograder.nbgrader import internals
from autograder.nbgrader.internals import INTERNALS, As, Internal

ROOT = Path(__file__).resolve().parents[1]
ROOM = sorted((ROOT / "autograder" / "nbgrader").glob("*.py"))
TOUCHING = [path for path in ROOM if path.name != "internals.py"] + [ROOT / "autograder" / "handout" / "notebooks.py"]
"""Whoever knows anything of nbgrader."""


# What there is.


def owner_of(row: Internal) -> Any:
    module, _, name = row.owner.partition(":")
    return getattr(importlib.import_module(module), name) if name else importlib.import_module(module)


def classes_of(owner: type) -> list[type]:
    """The class and those of its bases that come from the same package."""
    package = owner.__module__.partition(".")[0]
    return [each for each in owner.__mro__ if each.__module__.partition(".")[0] == package]


def made_in(source: str) -> set[str]:
    """The attributes that a class's methods give to its objects."""
    return set(re.findall(r"\bself\.(\w+) = ", source))


def is_there(row: Internal, source: Callable[[Any], str] = inspect.getsource) -> bool:
    """Whether nbgrader still has what a row names, in the same form."""
    owner = owner_of(row)
    if row.is_a is As.TEXT:
        return row.name in source(owner)
    if row.is_a is As.MADE:
        return row.name in made_in(source(owner))
    places = [owner] if isinstance(owner, ModuleType) else classes_of(owner)
    found = [vars(place)[row.name] for place in places if row.name in vars(place)]
    if not found or not row.parameters:
        return bool(found)
    names = [name for name in inspect.signature(found[0]).parameters if name != "self"]
    return tuple(names[: len(row.parameters)]) == row.parameters


each_row = pytest.mark.parametrize("row", INTERNALS, ids=lambda row: f"{row.owner}.{row.name}")


@each_row
def test_it_is_there_in_the_version_that_is_pinned(row: Internal) -> None:
    assert is_there(row), (
        f"nbgrader {importlib.metadata.version('nbgrader')} has no {row.name} in {row.owner}: {row.why}"
    )


@each_row
def test_that_it_has_another_name_would_be_noticed(row: Internal) -> None:
    assert not is_there(dataclasses.replace(row, name=f"{row.name}_now"))


def test_that_nbgrader_renames_something_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseConverter, "_format_origin", BaseConverter._format_source, raising=False)
    monkeypatch.delattr(BaseConverter, "_format_source")
    assert [row.name for row in INTERNALS if not is_there(row)] == ["_format_source"]


def test_that_nbgrader_says_something_else_would_be_noticed() -> None:
    def source(owner: Any) -> str:
        return inspect.getsource(owner).replace("db upgrade", "db update").replace("self.gradebook", "self.book")

    assert [row.name for row in INTERNALS if not is_there(row, source)] == ["nbgrader db upgrade", "gradebook"]


@pytest.mark.parametrize("row", [row for row in INTERNALS if row.parameters], ids=lambda row: row.name)
def test_that_its_parameters_are_others_would_be_noticed(row: Internal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_of(row), row.name, lambda self, other, *parameters: None)
    assert not is_there(row)


def test_every_row_says_why_and_stands_there_once() -> None:
    assert all(row.why for row in INTERNALS)
    assert len({(row.owner, row.name) for row in INTERNALS}) == len(INTERNALS)


# What is touched.


@functools.cache
def own_names() -> set[str]:
    """What whoever reads the room may mean by a name: attributes of nbgrader's classes in the table,
    and the names that its modules there hand out.
    """
    names: set[str] = set(MetadataValidatorV3().schema["properties"])
    names |= set(re.findall(r"resources\['nbgrader'\]\['(\w+)'\]", inspect.getsource(BaseConverter)))
    for owner in {row.owner: owner_of(row) for row in INTERNALS if row.owner.startswith("nbgrader")}.values():
        if isinstance(owner, ModuleType):
            names |= set(getattr(owner, "__all__", ()))
        elif owner is not Grade:  # of whose columns every other name is one
            for each in classes_of(owner):
                names |= {name for name in vars(each) if not name.startswith("__")} | made_in(inspect.getsource(each))
    return names


def touched(text: str) -> Iterator[str]:
    """All names in a module's text that may be nbgrader's: imported, looked up, overridden, or keys."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


OURS = {
    "close": "what graders and files are, and gradebooks are not",
    "notebooks": "those of the handout",
    "start": "of processes, and of what a pattern has found",
}
"""Names that only look like nbgrader's, and what they are."""


def certain(text: str) -> Iterator[str]:
    """The names in a module's text that can be nobody else's."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "nbgrader":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "grade":
            yield node.attr


def unlisted(text: str, rows: Iterable[Internal] = INTERNALS) -> list[str]:
    """What a module touches of nbgrader's own that no row names."""
    listed = {row.name for row in rows if row.is_a is not As.TEXT}
    keys = {
        key for row in rows if row.is_a is As.TEXT for key in re.findall(r"(?:^|['\"])(\w+)(?=['\"]| = )", row.name)
    }
    theirs = (set(touched(text)) & own_names() - OURS.keys()) | set(certain(text))
    return sorted(theirs - listed - keys)


@pytest.mark.parametrize("path", TOUCHING, ids=lambda path: path.stem)
def test_the_table_names_all_that_is_touched(path: Path) -> None:
    assert unlisted(path.read_text()) == []


def test_nobody_else_knows_nbgrader() -> None:
    others = set((ROOT / "autograder").rglob("*.py")) - set(ROOM)
    pattern = re.compile(r"^\s*(from|import) nbgrader\b", re.MULTILINE)
    assert [path for path in others if pattern.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from nbgrader.preprocessors import Execute", "Execute"),
        ("from nbgrader.utils import get_username", "get_username"),
        ("def f(converter): converter.init_destination('a', 'b')", "init_destination"),
        ("def f(courses): courses.groupshared = True", "groupshared"),
        ("class Ours:\n    def _add_comment(self, cell, resources): pass", "_add_comment"),
        ("def f(grade): grade.manual_score = 1.0", "manual_score"),
        ("def f(gradebook): gradebook.remove_student('anna')", "remove_student"),
        ("def f(converter): converter.permissions = 0", "permissions"),
    ],
)
def test_what_is_touched_and_not_named_is_found(line: str, name: str) -> None:
    assert unlisted(line) == [name]


@each_row
def test_the_table_names_nothing_that_is_not_touched(row: Internal) -> None:
    if row.is_a is As.TEXT:
        return  # what nbgrader does, not what it is asked
    assert row.name in {name for path in TOUCHING for name in touched(path.read_text())} | MEANT_BY_A_WARNING


MEANT_BY_A_WARNING = {"SubmittedAssignment", "SubmittedNotebook"}


def test_a_row_that_is_left_out_is_missed() -> None:
    texts, names = [path.read_text() for path in TOUCHING], Counter(row.name for row in INTERNALS)
    alone = [
        row
        for row in INTERNALS
        if row.owner.startswith("nbgrader") and row.is_a is not As.TEXT and names[row.name] == 1
    ]
    assert len(alone) > 30
    for row in alone:
        rest = [each for each in INTERNALS if each is not row]
        assert row.name in MEANT_BY_A_WARNING or any(row.name in unlisted(text, rest) for text in texts), row


# What is written in nbgrader's own form.


@pytest.mark.parametrize("metadata", [scored("double", 2.5), answered("markdown", "words", 2)])
def test_grade_cells_have_metadata_that_nbgrader_accepts(metadata: dict[str, Any]) -> None:
    new = new_code_cell if metadata["cell_type"] == "code" else new_markdown_cell
    MetadataValidatorV3().validate_nb(new_notebook(cells=[new(metadata={internals.CELL: metadata})]))
    assert f"schema_version = {metadata['schema_version']}" in {row.name for row in INTERNALS}
