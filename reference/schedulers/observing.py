"""What is observed of a scheduler, how that is judged, and how a counterexample reads as code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.course import Arguments, Case, Mismatch, Subject, as_code, compare, program
from autograder.course.checks import Origin

from .cases import SETTINGS

TOLERANCE = 1e-5
"""Where the 1e-8 stands shows in the family of small gradients; elsewhere it must cost nothing."""

CALLERS = program(__file__, "callers.py")
CALLERS_OF_FORMS = {
    "beside_another": "reset_beside_another",
    "keywords": "by_keyword",
    "memory_order": "in_any_layout",
    "reset": "after_reset",
    "reshaped": "after_reset",
}


def settings_of(case: Arguments) -> Arguments:
    """The arguments of the constructor."""
    return {name: value for name, value in case.items() if name in SETTINGS}


def _made(subject: Subject, exercise: str, case: Arguments) -> Any:
    return subject.keep(exercise, settings_of(case))


def _step(subject: Subject, scheduler: Any, gradient: np.ndarray) -> Any:
    return subject.call("update_change", {"gradient": gradient}, of=scheduler)


# Observations.


def every_change(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step returns."""
    scheduler = _made(subject, exercise, case)
    return [_step(subject, scheduler, gradient) for gradient in case["gradients"]]


def every_change_of_all(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step of a program returns."""
    objects, changes = {}, []
    for action, name, *given in case["program"]:
        if action == "make":
            objects[name] = _made(subject, exercise, given[0])
        elif action == "reset":
            subject.call("reset", {}, of=objects[name])
        elif action == "leave":
            subject.call("resetting_if_it_can", {"scheduler": objects[name]}, of=subject.define(CALLERS))
        else:
            changes.append(_step(subject, objects[name], given[0]))
    return changes


def however_called(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps return, however they are called, each time with a new object."""
    callers = subject.define(CALLERS)

    def called(caller: str) -> Any:
        arguments = {"scheduler": _made(subject, exercise, case), "gradients": case["gradients"]}
        return subject.call(caller, arguments, of=callers)

    ways = ("plain", "keeping_gradients", *(caller for caller in FAULTS if caller != "again"))
    return {caller: called(caller) for caller in ways} | {"again": called("plain")}


def in_form(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps return in one of the forms."""
    arguments = {"scheduler": _made(subject, exercise, case), "gradients": case["gradients"]}
    callers = subject.define(CALLERS)
    if case["form"] == "many_steps":  # in several calls: whoever goes through all gradients so far takes a while
        arguments |= {"times": case["times"]}
        return [subject.call("again_and_again", arguments, of=callers) for _ in range(case["rounds"])]
    if case["form"] == "keywords":
        arguments |= {"settings": settings_of(case)}
    if "before" in case:
        arguments |= {"before": case["before"]}
    if "others" in case:
        arguments |= {"others": case["others"]}
    return subject.call(CALLERS_OF_FORMS.get(case["form"], "plain"), arguments, of=callers)


# Judgements.


def nearly(case: Case, seen: Any) -> Mismatch | None:
    """Whether what the steps returned is the reference's, but for where a small number stands."""
    return Mismatch.of(compare.difference(case.right, seen, TOLERANCE))


FAULTS = {
    "keeping_results": (
        "a later step, or a reset, changed an earlier result: return a new array each time",
        "result_reused",
    ),
    "changing_results": (
        "changing what one step returned changed the next step, or the gradient: return a new array, a copy of what "
        "you remember",
        "result_reused",
    ),
    "reusing_gradients": (
        "changing the gradient after a step changed the next step: keep no gradient, only numbers computed from it",
        "gradient_kept",
    ),
    "freezing_gradients": (
        "a gradient that cannot be written into makes a difference: do not change it, not even for a moment",
        "argument_changed",
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


ORIGINS = {
    "memory_order": Origin(("shapes",), "memory_order", "right, but not for gradients that lie otherwise in memory"),
    "keywords": Origin(("several_steps",), "keywords", "right, but not for arguments that come by their names"),
    "number_types": Origin(
        ("several_steps",), "number_types", "right, but not for these types of numbers: compute in float64"
    ),
    "zero": Origin(
        ("several_steps",), "zero_taken_for_none", "right, but not for a setting of 0, which is a number like others"
    ),
    "all_digits": Origin(("several_steps",), "all_digits", "right, but not for numbers that need all their digits"),
    "tiny": Origin(
        ("small_gradients",), "all_digits", "right, but not for gradients far below 1e-8, all digits of which count"
    ),
    "sparse": Origin(
        ("shapes",), "special_values", "right, but not for gradients in which rows, columns or all numbers are 0"
    ),
    "sparse_and_small": Origin(
        ("shapes", "small_gradients"),
        "special_values",
        "right, but not for small gradients in which rows, columns or all numbers are 0",
    ),
    "large_size": Origin(("several_steps",), "large_size", "right, but not for a gradient of thousands of numbers"),
    "many_steps": Origin(
        ("several_steps",), "large_size", "right, but not after many steps: count all, and forget none"
    ),
    "reshaped": Origin(
        ("after_reset", "shapes"),
        "depends_on_earlier_calls",
        "right, but not for gradients of another shape after a reset, to which NumPy fits what is left of those before",
    ),
    "beside_another": Origin(
        ("two_objects", "after_reset"),
        "depends_on_earlier_calls",
        "right, but not after a reset where another object has other settings: keep everything in attributes of self",
    ),
    "reset": Origin(
        ("after_reset",),
        "depends_on_earlier_calls",
        "right, but not after a reset that follows a gradient of inf, nan or too large to square: 0 times inf is nan",
    ),
}


def origin(case: Arguments) -> Origin:
    """The check without which a form says nothing, and what is said of the form."""
    return ORIGINS[case["form"]]


def to_all_digits(case: Case, seen: Any) -> Mismatch | None:
    """Whether each step is right beside its own largest value, however small that is; where the 1e-8
    stands costs nothing here either.  Whole numbers are so large that it does not show.
    """
    digits_count = case.arguments["form"] in ("all_digits", "tiny", "large_size")
    whole = case.arguments["gradients"][0].dtype.kind in "iu"
    relative = compare.TOLERANCE if digits_count or whole else TOLERANCE
    return Mismatch.of(compare.difference(case.right, seen, compare.Allowed(relative, least=0.0)))


# Counterexamples as code to paste.


def _object_code(exercise: str, settings: Arguments, *, named: bool = False) -> str:
    given = ((f"{name}=" if named else "") + as_code(value) for name, value in settings.items())
    return f"{exercise}({', '.join(given)})"


def steps_code(exercise: str, case: Arguments) -> str:
    """An object and its steps."""
    made = _object_code(exercise, settings_of(case))
    return f"s = {made}; [s.update_change(g) for g in {as_code(case['gradients'])}]"


def program_code(exercise: str, case: Arguments) -> str:
    """A program, line by line."""
    write: Mapping[str, Any] = {
        "make": lambda name, settings: f"{name} = {_object_code(exercise, settings)}",
        "reset": lambda name: f"{name}.reset()",
        "leave": lambda name: f"{name}.reset()",
        "step": lambda name, gradient: f"{name}.update_change({as_code(gradient)})",
    }
    return "; ".join(write[action](*given) for action, *given in case["program"])


def form_code(exercise: str, case: Arguments) -> str:
    """An object and its steps in one of the forms."""
    named = case["form"] == "keywords"
    made = _object_code(exercise, settings_of(case), named=named)
    gradient = {"keywords": "gradient=g", "memory_order": "np.asfortranarray(g)"}.get(case["form"], "g")
    steps, before = as_code(case["gradients"]), ""
    if case["form"] == "many_steps":
        steps += f" * {case['times'] * case['rounds']}"
    if "before" in case:
        before = f"[s.update_change(g) for g in {as_code(case['before'])}]; s.reset(); "
    if "others" in case:
        before = f"other = {_object_code(exercise, case['others'])}; {before}"
    return f"s = {made}; {before}[s.update_change({gradient}) for g in {steps}]"
