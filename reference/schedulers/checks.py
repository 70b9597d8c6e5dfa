"""The exercises of the unit schedulers and their hidden checks.

The exercises are classes: a check constructs objects where the module lives, makes steps with them,
and compares what each step returns.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Check, Exercise, Kind, Observation, Unit, agrees
from autograder.course.families import Family

from . import cases, observing
from .cases import walks

Code = Callable[[str, Arguments], str]
Settings = tuple[str, ...]


def family(
    name: str,
    text: str,
    cases: Any,
    observe: Observation = observing.every_change,
    code: Code = observing.steps_code,
    *,
    each: Sequence[Arguments] = (),
    **more: Any,
) -> Family:
    """Steps that agree with the reference's; ``each`` as for a Family, ``more`` as for a Check."""
    settings = {"accept": observing.nearly, "observe": observe, "code": code, "count": 8} | more
    return Family(name, text, cases, settings, each=tuple(each))


first_step = family(
    "first_step", "The first step of a new object, which remembers nothing yet.", partial(walks, steps=(1, 1))
)
several_steps = family(
    "several_steps",
    "Several steps with one object, and many: each takes into account what all steps before it left.",
    cases.successions,
    each=({"long": True},),
    count=10,
)
shapes = family(
    "shapes",
    "Gradients of any shape, single numbers and four dimensions included: each number has a memory of its own.",
    partial(walks, shapes=cases.SHAPES),
    each=tuple({"shapes": (shape,)} for shape in cases.ODD_SHAPES),
    count=10,
)
small_gradients = family(
    "small_gradients",
    "Gradients of about 1e-8, and zeros: here it shows that the 1e-8 is added to the root, and that nothing is divided "
    "by 0.",
    partial(walks, scale=1e8),
)
two_objects = family(
    "two_objects",
    "Two objects or three that are made and step in any order, with the same settings or others: none may notice the "
    "others.",
    cases.programs,
    observing.every_change_of_all,
    observing.program_code,
    each=cases.each_of(cases.STEPS),
    count=4,
)
after_reset = family(
    "after_reset",
    "After a reset, an object steps like a new one, with gradients of the same shape or of another. It may be reset "
    "at any time, before the first step and twice as well.",
    partial(cases.programs, resets=True),
    observing.every_change_of_all,
    observing.program_code,
    each=cases.each_of(cases.STEPS_AND_RESETS),
    count=4,
)
manners = family(
    "manners",
    "A step leaves the gradient as it was and returns a new array; nobody who changes either of them later can change "
    "what the object remembers, or the other one.",
    partial(walks, steps=(3, 3)),
    observing.however_called,
    each=({"steps": (40, 40), "eta": 1.0},),  # a result is kept for longer than any buffer; 1 times x is x
    accept=observing.well_mannered,
    count=6,
    kind=Kind.MANNERS,
)


def forms(points: float, settings: Settings, scales: tuple[float, ...], tiny: tuple[float, ...]) -> Check:
    """A check of the forms in which settings and gradients may come."""
    drawn: tuple[SearchStrategy[Arguments], ...] = cases.forms(settings, scales, tiny)
    return agrees(
        "forms",
        points,
        "The same in other forms: gradients that lie otherwise in memory, whole numbers of any width, values that need "
        "all their digits or are tiny or huge, zeros, thousands of numbers; settings of 0 and others, tiny ones, whole "
        "ones and NumPy's among them, arguments by their names; many steps, a reset after training went wrong, and one "
        "before gradients of another shape.",
        st.one_of(*drawn),
        examples=drawn,
        count=0,
        kind=Kind.FORMS,
        origin=observing.origin,
        observe=observing.in_form,
        accept=observing.to_all_digits,
        code=observing.form_code,
    )


FAMILIES = (first_step, several_steps, shapes, small_gradients, two_objects, after_reset, manners)
ADAPTIVE = (0.5, 0.75, 0.25, 0.5, 0.5, 0.5, 0.25)
"""What each family is worth where steps adapt to the gradients."""

OF_ANY_SIZE, LARGE = (1.0, 1e-200, 1e300), (1e6, 1e152)
"""The sizes of gradients whose changes must be right to all digits.  Squares must not overflow, and the
1e-8 must be nothing beside them.
"""

TINY = (5e-10, 1e-13, 1e-170)
"""The same beside the 1e-8: parts of it, down to where a square is nothing."""


def scheduler(
    name: str,
    settings: Settings,
    worth: Sequence[float],
    several: str = "",
    *,
    scales: tuple[float, ...] = LARGE,
    in_forms: float = 0.25,
    needs: tuple[str, ...] = (),
) -> Exercise:
    """A scheduler, with what each family is worth (0: it is not asked) and its forms, and what students
    read of several steps if that is special.
    """
    texts = {several_steps.name: several and f"Several steps with one object, and many: {several}"}
    asked = [(each, points) for each, points in zip(FAMILIES, worth, strict=True) if points]
    tiny = TINY if scales == LARGE else ()
    checks = [each(points, texts.get(each.name, ""), settings=settings) for each, points in asked]
    return Exercise(name, *checks, forms(in_forms, settings, scales, tiny), needs=needs)


UNIT = Unit(
    name="schedulers",
    title="Update rules",
    exercises=(
        scheduler(
            "Constant",
            ("eta",),
            (0, 0.25, 0.25, 0, 0.25, 0.25, 0.25),
            "each is eta times its gradient, whatever came before.",
            scales=OF_ANY_SIZE,
            needs=("Momentum",),
        ),
        scheduler(
            "Momentum",
            ("eta", "momentum"),
            (0.5, 0.75, 0.25, 0, 0.5, 0.5, 0.25),
            scales=OF_ANY_SIZE,
            needs=("Constant",),
        ),
        scheduler("Adagrad", ("eta",), ADAPTIVE, needs=("Constant", "AdagradMomentum")),
        scheduler("AdagradMomentum", ("eta", "momentum"), ADAPTIVE, needs=("Constant", "Momentum", "Adagrad")),
        scheduler("RMSProp", ("eta", "rho"), ADAPTIVE, needs=("Constant", "Adagrad")),
        scheduler(
            "Adam",
            ("eta", "rho", "rho2"),
            (0.5, 1.25, 0.25, 0.75, 0.5, 0.75, 0.5),
            "t goes up by one at each of them, and both averages are corrected with it.",
            in_forms=0.5,
            needs=("Constant", "Momentum", "RMSProp"),
        ),
    ),
)
