"""The exercises of the unit schedulers and their hidden checks.

The exercises are classes: a check constructs objects where the module lives, makes steps with them,
and compares what each step returns.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Exercise,
    Kind,
    Mismatch,
    Observation,
    Subject,
    Unit,
    as_code,
    compare,
    program,
)
from autograder.course.families import Family
from autograder.testing import arrays, sizes

TOLERANCE = 1e-6
"""Where the 1e-8 stands shows in the family of small gradients; elsewhere it must cost nothing."""

SETTINGS = {
    "eta": (0.5, 0.25, 1.0, 0.125),
    "momentum": (0.5, 0.75, 0.25, 0.9),
    "rho": (0.5, 0.75, 0.9),
    "rho2": (0.75, 0.9, 0.5, 0.99),
}
"""What the constructors' arguments are drawn from."""

CALLERS = program(__file__, "callers.py")

VECTORS = ((2,), (3,))
SHAPES = ((), (1,), (2, 3), (3, 2), (2, 1, 2, 2))


# Cases: the constructor's arguments, and a gradient for each step.


@st.composite
def walks(
    draw: DrawFn,
    settings: tuple[str, ...],
    *,
    steps: tuple[int, int] = (2, 2),
    shapes: Any = VECTORS,
    parts: tuple[str, ...] = ("gradients",),
    **values: Any,
) -> Arguments:
    """Settings, and ``parts``: lists of gradients of one shape; ``values`` are the options of
    arrays.
    """
    case: Arguments = {name: draw(st.sampled_from(SETTINGS[name])) for name in settings}
    shape = draw(st.sampled_from(shapes))
    return case | {
        part: [np.array(draw(arrays(shape, **values))) for _ in range(draw(sizes(*steps)))] for part in parts
    }


def of_any_shape(settings: tuple[str, ...]) -> SearchStrategy[Arguments]:
    """Gradients of fractions, and of whole numbers in an integer type."""
    return walks(settings, shapes=SHAPES) | walks(settings, shapes=SHAPES, dtype=np.int64)


@st.composite
def pairs(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """Two objects of different settings, with as many steps for the one as for the other."""
    return {"first": draw(walks(settings)), "second": draw(walks(settings))}


# Observations, and counterexamples as code to paste.


def _made(subject: Subject, exercise: str, case: Arguments) -> Any:
    return subject.keep(exercise, {name: value for name, value in case.items() if name in SETTINGS})


def _step(subject: Subject, scheduler: Any, gradient: np.ndarray) -> Any:
    return subject.call("update_change", {"gradient": gradient}, of=scheduler)


def every_change(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step returns."""
    scheduler = _made(subject, exercise, case)
    return [_step(subject, scheduler, gradient) for gradient in case["gradients"]]


def changes_after_reset(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step after a reset returns."""
    scheduler = _made(subject, exercise, case)
    for gradient in case["before"]:
        _step(subject, scheduler, gradient)
    subject.call("reset", {}, of=scheduler)
    return [_step(subject, scheduler, gradient) for gradient in case["gradients"]]


def in_turns(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps of two objects return that take turns."""
    first, second = (_made(subject, exercise, case[name]) for name in ("first", "second"))
    gradients = zip(case["first"]["gradients"], case["second"]["gradients"], strict=True)
    return [[_step(subject, first, one), _step(subject, second, other)] for one, other in gradients]


def however_called(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps return, however they are called, each time with a new object."""
    callers = subject.define(CALLERS)

    def called(caller: str) -> Any:
        arguments = {"scheduler": _made(subject, exercise, case), "gradients": case["gradients"]}
        return subject.call(caller, arguments, of=callers)

    ways = ("plain", "keeping_results", "changing_results", "reusing_gradients", "keeping_gradients")
    return {caller: called(caller) for caller in ways} | {"again": called("plain")}


def _object_code(exercise: str, case: Arguments) -> str:
    return f"{exercise}({', '.join(as_code(value) for name, value in case.items() if name in SETTINGS)})"


def _steps_code(exercise: str, case: Arguments) -> str:
    return f"s = {_object_code(exercise, case)}; [s.update_change(g) for g in {as_code(case['gradients'])}]"


def _reset_code(exercise: str, case: Arguments) -> str:
    before, after = (f"[s.update_change(g) for g in {as_code(case[part])}]" for part in ("before", "gradients"))
    return f"s = {_object_code(exercise, case)}; {before}; s.reset(); {after}"


def _turns_code(exercise: str, case: Arguments) -> str:
    objects = ", ".join(_object_code(exercise, case[name]) for name in ("first", "second"))
    gradients = ", ".join(as_code(case[name]["gradients"]) for name in ("first", "second"))
    return f"a, b = {objects}; [[a.update_change(g), b.update_change(h)] for g, h in zip({gradients})]"


# Judgements.


def nearly(case: Case, seen: Any) -> Mismatch | None:
    """Whether what the steps returned is the reference's, but for where a small number stands."""
    return Mismatch.of(compare.difference(case.right, seen, TOLERANCE))


FAULTS = {
    "keeping_results": ("a later step changed an earlier result: return a new array each time", "result_reused"),
    "changing_results": (
        "changing what one step returned changed the next step: return a copy of what you remember",
        "result_reused",
    ),
    "reusing_gradients": (
        "changing the gradient after a step changed the next step: keep no gradient, only numbers computed from it",
        "gradient_kept",
    ),
    "again": ("a new object did not start afresh: keep everything in attributes of self", "depends_on_earlier_calls"),
}
"""What it means if a way of calling makes a difference, and the remark."""


def well_mannered(case: Case, seen: Any) -> Mismatch | None:
    """Whether all ways of calling come to the same, and leave the gradients alone."""
    if compare.difference(case.arguments["gradients"], seen["keeping_gradients"], 0.0):
        what = "a step changed the gradient that it was given: work on a copy of it"
        return Mismatch(what, answers=False, remark="argument_changed")
    for caller, (what, remark) in FAULTS.items():
        if compare.difference(seen["plain"], seen[caller]):
            return Mismatch(what, answers=False, remark=remark)
    return None


# Families.

Code = Callable[[str, Arguments], str]


def family(
    name: str, text: str, cases: Any, observe: Observation = every_change, code: Code = _steps_code, **more: Any
) -> Family:
    """Steps that agree with the reference's; ``more`` as for a Check."""
    return Family(name, text, cases, {"accept": nearly, "observe": observe, "code": code, "count": 8} | more)


first_step = family(
    "first_step", "The first step of a new object, which remembers nothing yet.", partial(walks, steps=(1, 1))
)
several_steps = family(
    "several_steps",
    "Several steps with one object: each takes into account what the steps before it left.",
    partial(walks, steps=(3, 5)),
    count=12,
)
shapes = family(
    "shapes",
    "Gradients of any shape, also of integers, single numbers and four dimensions included: each number has a memory "
    "of its own.",
    of_any_shape,
    count=12,
)
small_gradients = family(
    "small_gradients",
    "Gradients of about 1e-8, and zeros: here it shows that the 1e-8 is added to the root, and that nothing is divided "
    "by 0.",
    partial(walks, scale=1e8),
)
two_objects = family(
    "two_objects",
    "Two objects that take turns, with different settings: neither may notice the other.",
    pairs,
    in_turns,
    _turns_code,
)
after_reset = family(
    "after_reset",
    "After a reset, an object steps like a new one.",
    partial(walks, parts=("before", "gradients")),
    changes_after_reset,
    _reset_code,
)
manners = family(
    "manners",
    "A step leaves the gradient as it was and returns a new array; nobody who changes either of them later can change "
    "what the object remembers.",
    partial(walks, steps=(3, 3)),
    however_called,
    accept=well_mannered,
    count=6,
    kind=Kind.MANNERS,
)


FAMILIES = (first_step, several_steps, shapes, small_gradients, two_objects, after_reset, manners)
ADAPTIVE = (0.5, 0.75, 0.5, 0.5, 0.5, 0.5, 0.25)
"""What each family is worth where steps adapt to the gradients."""


def scheduler(name: str, settings: tuple[str, ...], worth: Sequence[float], several: str = "") -> Exercise:
    """A scheduler, with what each family is worth (0: it is not asked), and what students read of
    several steps if that is special.
    """
    texts = {several_steps.name: several and f"Several steps with one object: {several}"}
    asked = [(each, points) for each, points in zip(FAMILIES, worth, strict=True) if points]
    return Exercise(name, *(each(points, texts.get(each.name, ""), settings=settings) for each, points in asked))


UNIT = Unit(
    name="schedulers",
    title="Update rules",
    exercises=(
        scheduler(
            "Constant",
            ("eta",),
            (0, 0.5, 0.25, 0, 0.25, 0.25, 0.25),
            "each is eta times its gradient, whatever came before.",
        ),
        scheduler("Momentum", ("eta", "momentum"), (0.5, 1.0, 0.25, 0, 0.5, 0.5, 0.25)),
        scheduler("Adagrad", ("eta",), ADAPTIVE),
        scheduler("AdagradMomentum", ("eta", "momentum"), ADAPTIVE),
        scheduler("RMSProp", ("eta", "rho"), ADAPTIVE),
        scheduler(
            "Adam",
            ("eta", "rho", "rho2"),
            (0.5, 1.5, 0.5, 0.75, 0.5, 0.75, 0.5),
            "t goes up by one at each of them, and both averages are corrected with it.",
        ),
    ),
)
