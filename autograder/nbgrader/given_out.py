"""A student's cells in their places among those that were handed out.

What nbgrader grades is the instructor's.  A student's notebook says where on the page it stands, and
what was answered in words; whatever it lacks is put back.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence

from nbformat.notebooknode import NotebookNode

from autograder.languages import N_, _
from autograder.nbgrader.internals import CELL

Cells = Sequence[NotebookNode]

_NOWHERE = N_("The place for this answer is missing from the notebook that was handed in.")
_OPEN = N_("A person will look for the answer there: this mark is open.")


def in_their_places(cells: Cells, given_out: Cells) -> list[NotebookNode]:
    """A student's cells, those that nbgrader knows with all but the answers as it was handed out, and
    of each of these cells one; what is to be graded and not there comes last.
    """
    originals = _recognised(cells, given_out)
    taken = [_taken(cell, originals[place]) if place in originals else _own(cell) for place, cell in enumerate(cells)]
    there = {id(original) for original in originals.values()}
    missing = [cell for cell in given_out if _is_graded(cell) and id(cell) not in there]
    return taken + [left_open(cell, _(_NOWHERE)) if is_answer(cell) else copy.deepcopy(cell) for cell in missing]


def is_answer(cell: NotebookNode) -> bool:
    """Whether this is where a student answers, for a person to read."""
    return bool(cell.metadata.get(CELL, {}).get("solution"))


def left_open(answer: NotebookNode, why: str) -> NotebookNode:
    """The place for an answer that could not be read: because something stands there, nbgrader leaves
    its mark to a person.
    """
    cell = copy.deepcopy(answer)
    cell.source = f"{why} {_(_OPEN)}"
    return cell


def _is_graded(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get(CELL, {}).get("grade"))


def _taken(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    """What was handed out, with the student's text if it is a place for an answer."""
    taken = copy.deepcopy(original)
    taken.id = cell.id
    if is_answer(original):
        taken.source = cell.source
        if "attachments" in cell and original.cell_type == cell.cell_type:
            taken.attachments = cell.attachments
    return taken


def _own(cell: NotebookNode) -> NotebookNode:
    cell.metadata.pop(CELL, None)
    return cell


# Which is which.


def _recognised(cells: Cells, given_out: Cells) -> dict[int, NotebookNode]:
    """The original of each cell that has one, by its place; no original has two cells."""
    found: dict[int, NotebookNode] = {}
    as_given = set(_texts(given_out))
    changed = [place for place, text in enumerate(_texts(cells)) if text not in as_given]
    changed_first = [*changed, *sorted(set(range(len(cells))) - set(changed))]
    for signs in (_names, _ids, _texts):  # the surest first; of two copies of an answer, the one that was written in
        _recognise(found, signs(cells), _distinct(signs(given_out), given_out), changed_first)
    answers = {sign: cell for sign, cell in _distinct(_questions(given_out), given_out).items() if is_answer(cell)}
    _recognise(found, _questions(cells), answers, changed)
    return found


def _recognise(
    found: dict[int, NotebookNode], signs: Sequence[str], originals: Mapping[str, NotebookNode], places: Sequence[int]
) -> None:
    taken = {id(original) for original in found.values()}
    wanted = {sign: original for sign, original in originals.items() if id(original) not in taken}
    for place in places:
        if place not in found and signs[place] in wanted:
            found[place] = wanted.pop(signs[place])


def _distinct(signs: Sequence[str], given_out: Cells) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, by signs that are no other cell's."""
    own = zip(signs, given_out, strict=True)
    return {sign: cell for sign, cell in own if sign and signs.count(sign) == 1 and CELL in cell.metadata}


def _names(cells: Cells) -> list[str]:
    return [cell.metadata.get(CELL, {}).get("grade_id", "") for cell in cells]


def _ids(cells: Cells) -> list[str]:
    return [cell.get("id", "") for cell in cells]


def _texts(cells: Cells) -> list[str]:
    """The texts as programs leave them that format them."""
    return [re.sub(r"\s+", "", cell.source).replace("'", '"') for cell in cells]


def _questions(cells: Cells) -> list[str]:
    """The text before each cell, which stays when an answer is written below it."""
    return ["", *_texts(cells)][: len(cells)]
