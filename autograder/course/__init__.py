"""What authors of a unit declare: exercises, checks and named variants of the solution.

The modules ``families``, ``own_answers``, ``remarks`` and ``verdicts`` of this package are public as
well.
"""

from autograder.course.checks import (
    GOOD,
    REFUSALS,
    Accept,
    Case,
    Check,
    Example,
    Kind,
    Mismatch,
    agrees,
    rejects,
    same_as_reference,
    same_verdict,
)
from autograder.course.families import Family, any_of, counting, misfits, or_left_out, spoiled
from autograder.course.forms import Forms
from autograder.course.loading import UnitError, declared_names, find_course, load_unit, reference_module, unit_names
from autograder.course.manners import leaves_arguments_alone, polite, polite_by_verdict
from autograder.course.observations import (
    Observation,
    Subject,
    parts,
    program,
    the_manners,
    the_result,
    the_result_strictly,
)
from autograder.course.outcomes import Arguments, Outcome, Raised, Repeated, Returned
from autograder.course.settings import Settings, read_settings
from autograder.course.unit import Exercise, Unit
from autograder.course.variants import Alternative, Misconception, alternative, misconception
from autograder.values import compare
from autograder.values.readable import as_code, call_code

__all__ = [
    "GOOD",
    "REFUSALS",
    "Accept",
    "Alternative",
    "Arguments",
    "Case",
    "Check",
    "Example",
    "Exercise",
    "Family",
    "Forms",
    "Kind",
    "Misconception",
    "Mismatch",
    "Observation",
    "Outcome",
    "Raised",
    "Repeated",
    "Returned",
    "Settings",
    "Subject",
    "Unit",
    "UnitError",
    "agrees",
    "alternative",
    "any_of",
    "as_code",
    "call_code",
    "compare",
    "counting",
    "declared_names",
    "find_course",
    "leaves_arguments_alone",
    "load_unit",
    "misconception",
    "misfits",
    "or_left_out",
    "parts",
    "polite",
    "polite_by_verdict",
    "program",
    "read_settings",
    "reference_module",
    "rejects",
    "same_as_reference",
    "same_verdict",
    "spoiled",
    "the_manners",
    "the_result",
    "the_result_strictly",
    "unit_names",
]
