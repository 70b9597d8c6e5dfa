"""What the kit notes in the metadata of notebooks and cells while they are graded."""

from __future__ import annotations

from autograder.languages import N_

WHAT_WENT_WRONG = "chainrule_kit_what_went_wrong"
"""Holds, in a graded notebook's metadata, what went wrong in a few words."""

OPEN = "chainrule_kit_open"
"""Marks, in a cell's metadata, a score that stays open because the grader failed."""

BONUS = "chainrule_kit_bonus"
"""Holds, in a cell's metadata, points that come on top of what the cell is worth, which is nothing."""

UNREADABLE = "chainrule_kit_unreadable"
"""Holds, in the metadata of a notebook that stands in for the one handed in, why that could not be
read.
"""

REPORT = "chainrule_kit_report"
"""Holds, in a graded notebook's metadata, the report that its feedback page is made from."""

NOTE = "unreadable-notebook"
"""The id of the cell that says so, the first one."""

STANDS_IN = N_("Your functions are graded all the same; here is the notebook as it was handed out.")
"""Said of it."""
