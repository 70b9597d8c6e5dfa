"""What the kit notes in the metadata of notebooks and cells while they are graded."""

from __future__ import annotations

from typing import Any

Resources = dict[str, Any]


WHAT_WENT_WRONG = "chainrule_kit_what_went_wrong"
"""Holds, in a graded notebook's metadata, what went wrong in a few words."""


OPEN = "chainrule_kit_open"
"""Marks, in a cell's metadata, a score that stays open because the grader failed."""


DELETED = "chainrule_kit_deleted"
"""Marks a grade cell that the student's notebook did not have."""


BROKEN = "chainrule_kit_broken"
"""Holds, in a notebook's metadata, why the submitted notebook could not be used: for want of
a notebook, or of one that can be read.
"""
