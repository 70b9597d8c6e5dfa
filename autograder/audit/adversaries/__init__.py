"""Adversaries: ways in which real code is wrong, whatever it computes; tried on every exercise.

To add one is to add a line to one of the tables: what it is called, how it spoils, and the calls on
which it shows.
"""

from autograder.audit.adversaries import calls, extents, memory, values
from autograder.audit.adversaries.adversary import Adversary

ADVERSARIES: tuple[Adversary, ...] = (
    *values.ROUNDING,
    *values.TYPES,
    *values.RANGES,
    *values.SHORT_CUTS,
    *values.KINDS,
    *memory.LAYOUTS,
    *memory.STATE,
    *memory.RESETS,
    *extents.FIRST,
    *extents.REFUSED,
    *calls.ZEROS,
    *calls.WIDTHS,
    *calls.NAMES,
    *calls.REFUSALS,
    *calls.CHANCE,
)
"""All adversaries; no two have one name."""

BY_NAME = {adversary.name: adversary for adversary in ADVERSARIES}

__all__ = ["ADVERSARIES", "BY_NAME", "Adversary"]
