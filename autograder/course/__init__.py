"""What authors of a unit declare: exercises, checks and named variants of the solution."""

from autograder.course.checks import (
    GOOD,
    REFUSALS,
    Accept,
    Case,
    Check,
    Mismatch,
    Observe,
    agrees,
    call_exercise,
    in_order,
    rejects,
    same_as_reference,
    same_verdict,
)
from autograder.course.loading import UnitError, declared_names, find_course, load_unit, reference_module, unit_names
from autograder.course.manners import between, call_repeatedly, polite, polite_by_verdict
from autograder.course.outcomes import Arguments, Outcome, Raised, Repeated, Returned, Subject
from autograder.course.unit import Exercise, Unit
from autograder.course.variants import Alternative, Misconception, alternative, edited, misconception

__all__ = [
    "GOOD",
    "REFUSALS",
    "Accept",
    "Alternative",
    "Arguments",
    "Case",
    "Check",
    "Exercise",
    "Misconception",
    "Mismatch",
    "Observe",
    "Outcome",
    "Raised",
    "Repeated",
    "Returned",
    "Subject",
    "Unit",
    "UnitError",
    "agrees",
    "alternative",
    "between",
    "call_exercise",
    "call_repeatedly",
    "declared_names",
    "edited",
    "find_course",
    "in_order",
    "load_unit",
    "misconception",
    "polite",
    "polite_by_verdict",
    "reference_module",
    "rejects",
    "same_as_reference",
    "same_verdict",
    "unit_names",
]
