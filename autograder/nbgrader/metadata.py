"""What the kit notes in the metadata of notebooks and cells while they are graded."""

from __future__ import annotations

from nbformat.notebooknode import NotebookNode

WHAT_WENT_WRONG = "chainrule_kit_what_went_wrong"
"""Holds, in a graded notebook's metadata, what went wrong in a few words."""

OPEN = "chainrule_kit_open"
"""Marks, in a cell's metadata, a score that stays open because the grader failed."""

DELETED = "chainrule_kit_deleted"
"""Marks a grade cell that the student's notebook did not have."""

BROKEN = "chainrule_kit_broken"
"""Holds, in the metadata of a notebook that stands in for the one handed in, why that could not be
used: a name from the table below.
"""

_WHY_BROKEN = {
    "missing": "There is no notebook of this name in what was handed in: was it renamed? "
    "Put it back under the name it was handed out with.",
    "invalid": "The notebook is not a valid notebook file. "
    "Download it again, run your checks, save it and hand in that copy.",
}


def why_broken(notebook: NotebookNode) -> str:
    """Why the submitted notebook could not be used, as its student reads it; empty if it could."""
    name = notebook.metadata.get(BROKEN)
    return _WHY_BROKEN.get(name, "") if isinstance(name, str) else ""
