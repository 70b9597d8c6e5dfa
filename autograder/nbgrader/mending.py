"""Notebooks as students' programs write them: whatever has cells is read.

nbformat refuses what JupyterLab, VS Code, Colab and others write every day.  So nothing is taken of
a notebook but what its student means to say: the cells, each with its type, its text, its pictures,
and which cell it says it is.  Its other metadata and its outputs, which nbgrader clears, are not
even looked at.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nbformat import v4
from nbformat.notebooknode import NotebookNode

from autograder.files import open_plain
from autograder.languages import N_, _
from autograder.nbgrader.bounded_json import TooMuchError, parsed, sound
from autograder.nbgrader.internals import CELL

MAX_NOTEBOOK_BYTES = 20_000_000
"""A larger notebook is refused: one with many pictures has a tenth of that."""

MAX_CELLS = 2_000
"""A notebook of more cells is refused: each costs time whenever nbgrader touches it."""


MAX_PICTURES = 20
"""So many that are gone are looked for in a text."""


class UnreadableError(Exception):
    """A file holds no cells; the message goes on after the file's name.

    ``is_nothing`` says that a person would find nothing in it either.
    """

    def __init__(self, message: str, *, is_nothing: bool = False) -> None:
        super().__init__(message)
        self.is_nothing = is_nothing


def read_cells(path: Path) -> list[NotebookNode]:
    """The cells of the notebook in a file, in a form that nbformat accepts; of each one's metadata,
    only the name that nbgrader would know it by.

    Raises:
        FileNotFoundError: there is no such file.
        UnreadableError: there are no cells in it.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise UnreadableError(_("is a link, a folder or a pipe. Hand in the notebook itself."), is_nothing=True)
    with open_plain(path) as file:
        data = file.read(MAX_NOTEBOOK_BYTES + 1)
    if len(data) > MAX_NOTEBOOK_BYTES:
        said = _("has more than {number} bytes. Clear its outputs and save it again.")
        raise UnreadableError(said.format(number=f"{MAX_NOTEBOOK_BYTES:,}"))
    return cells_in(data)


def cells_in(data: bytes) -> list[NotebookNode]:
    """The cells of a notebook, as :func:`read_cells` gives them.

    Raises:
        UnreadableError: there are none.
    """
    text = data.decode(json.detect_encoding(data), "replace").strip(" \t\r\n\0\ufeff")
    cells = list(itertools.islice(_found_in(_parsed(text)), MAX_CELLS + 1))
    if not cells:
        raise UnreadableError(_("has no cells. Was it saved before it was handed in?"))
    if len(cells) > MAX_CELLS:
        said = _("has more than {number} cells. Delete those that are no part of your work.")
        raise UnreadableError(said.format(number=f"{MAX_CELLS:,}"))
    return [_cell(cell) for cell in cells]


# Values.


_NO_NOTEBOOKS = {
    r"\A\Z": N_("is empty. Was it saved before it was handed in?"),
    r"\Aversion https://git-lfs": N_("is a pointer of Git LFS, not the notebook itself. Run `git lfs pull`."),
    r"\A<(!doctype|html|head|\?xml)": N_("is a web page, not a notebook. Download the notebook itself."),
    r"^(<{7}|={7}|>{7})( |\r?$)": N_("holds an unfinished merge. Finish it, and see that the notebook opens."),
    r"\A[^{[]": N_("is a text, not a notebook. Save the notebook under this name."),
    r"": N_("is damaged or cut off. Open it in Jupyter, run your checks, save it and hand in that copy."),
}
"""What tells that a file is no notebook, and what to say then."""


def _parsed(text: str) -> Any:
    try:
        return parsed(text)
    except TooMuchError as error:
        said = _("cannot be read: {error}. Clear its outputs and save it again.")
        raise UnreadableError(said.format(error=error)) from None
    except ValueError:
        found = (pattern for pattern in _NO_NOTEBOOKS if re.search(pattern, text, re.IGNORECASE | re.MULTILINE))
        said = _NO_NOTEBOOKS[next(found)]
        raise UnreadableError(_(said), is_nothing=not text) from None


def _found_in(value: Any) -> Iterator[dict[str, Any]]:
    """All that is a cell: in a list of cells, in a notebook, or in what a program has put around
    either; the worksheets of old notebooks, the content of Jupyter's own messages.
    """
    if isinstance(value, list):
        for each in value:
            yield from _found_in(each)
    elif isinstance(value, dict):
        if value.keys() & {"cell_type", "source", "input"}:
            yield value
        else:
            for key in ("cells", "worksheets", "content", "notebook"):
                yield from _found_in(value.get(key))


# Cells.


_IDS = re.compile(r"[a-zA-Z0-9-_]{1,64}")


def _cell(found: dict[str, Any]) -> NotebookNode:
    kind, text = found.get("cell_type"), _text(found.get("source", found.get("input")))
    if kind == "code":
        cell = v4.new_code_cell(text)
    elif kind == "raw":
        cell = v4.new_raw_cell(text)
    else:
        cell = v4.new_markdown_cell(f"{'#' * _level(found)} {text}" if kind == "heading" else text)
        cell.attachments = _attachments(found.get("attachments"), text)
    name = _claimed(found.get("metadata"))
    cell.metadata = NotebookNode({CELL: NotebookNode(grade_id=name)} if name else {})
    cell.id = _text(found.get("id")) if _IDS.fullmatch(_text(found.get("id"))) else ""
    return cell


def _text(value: Any) -> str:
    """A text, which may be given line by line."""
    parts = value if isinstance(value, list) else [value]
    return sound("".join(part for part in parts if isinstance(part, str)))


def _level(found: dict[str, Any]) -> int:
    """The level of a heading, which was a type of cell once."""
    level = found.get("level")
    return level if isinstance(level, int) and 1 <= level <= 6 else 1


def _claimed(metadata: Any) -> str:
    """The name of the cell that a student's cell says it is; empty if it says nothing."""
    return _text(_mapping(_mapping(metadata).get(CELL)).get("grade_id"))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


_REFERENCES = re.compile(r"attachment:([^\s()<>\"'\]]+)")


def _attachments(found: Any, text: str) -> NotebookNode:
    """The pictures that came with a text; an empty one for each that it shows and that is gone, at
    which nbconvert gives up.
    """
    kept = {sound(name): _picture(kinds) for name, kinds in _mapping(found).items() if _picture(kinds)}
    shown = [found[1] for found in itertools.islice(_REFERENCES.finditer(text), MAX_PICTURES)]
    return NotebookNode(dict.fromkeys(shown, NotebookNode({"image/png": ""})) | kept)


def _picture(kinds: Any) -> NotebookNode:
    """A picture in each form that it was given in."""
    return NotebookNode({sound(kind): _text(data) for kind, data in _mapping(kinds).items() if _text(data)})


def with_ids(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The cells, each with an id of its own: the one it has, where that can be."""
    named: dict[str, NotebookNode] = {}
    for number, cell in enumerate(cells):
        new = (f"cell-{number}-{n}" for n in itertools.count())
        cell.id = next(name for name in itertools.chain([cell.get("id")], new) if name and name not in named)
        named[cell.id] = cell
    return list(named.values())
