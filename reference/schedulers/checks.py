"""The exercises of the unit schedulers and their hidden checks.

The exercises are classes: a check constructs objects where the module lives, makes steps with them,
and compares what each step returns.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Case,
    Check,
    Exercise,
    Kind,
    Mismatch,
    Observation,
    Subject,
    Unit,
)
from autograder.testing import arrays, sizes
from autograder.values import compare
from autograder.values.readable import as_code

TOLERANCE = 1e-6
"""Where the 1e-8 stands shows in the family of small gradients; elsewhere it must cost nothing."""

SETTINGS = {
    "eta": (0.5, 0.25, 1.0, 0.125),
    "momentum": (0.5, 0.75, 0.25, 0.9),
    "rho": (0.5, 0.75, 0.9),
    "rho2": (0.75, 0.9, 0.5, 0.99),
}
"""What the constructors' arguments are drawn from."""

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


@st.composite
def pairs(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """Two objects of different settings, with as many steps for the one as for the other."""
    first, second = draw(walks(settings)), draw(walks(settings))
    return {"first": first, "second": second}


def _settings(case: Arguments) -> Arguments:
    return {name: value for name, value in case.items() if name in SETTINGS}


# Observations.


def every_change(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step returns."""
    return _changes(subject, subject.keep(exercise, _settings(case)), case["gradients"])


def after_reset(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What each step after a reset returns."""
    scheduler = subject.keep(exercise, _settings(case))
    _changes(subject, scheduler, case["before"])
    subject.call("reset", {}, of=scheduler)
    return _changes(subject, scheduler, case["gradients"])


def in_turns(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps of two objects return that take turns."""
    first, second = (subject.keep(exercise, _settings(case[name])) for name in ("first", "second"))
    return [
        [
            subject.call("update_change", {"gradient": one}, of=first),
            subject.call("update_change", {"gradient": other}, of=second),
        ]
        for one, other in zip(case["first"]["gradients"], case["second"]["gradients"], strict=True)
    ]


def _changes(subject: Subject, scheduler: Any, gradients: list[np.ndarray]) -> list[Any]:
    return [subject.call("update_change", {"gradient": gradient}, of=scheduler) for gradient in gradients]


_CALLERS = """
import numpy as np

def plain(scheduler, gradients):
    return [np.array(scheduler.update_change(gradient.copy())) for gradient in gradients]

def keeping_results(scheduler, gradients):
    return [scheduler.update_change(gradient.copy()) for gradient in gradients]

def changing_results(scheduler, gradients):
    changes = []
    for gradient in gradients:
        change = scheduler.update_change(gradient.copy())
        changes.append(np.array(change))
        change += 1.0
    return changes

def reusing_gradients(scheduler, gradients):
    changes, buffer = [], gradients[0].copy()
    for gradient in gradients:
        buffer[...] = gradient
        changes.append(np.array(scheduler.update_change(buffer)))
    return changes

def keeping_gradients(scheduler, gradients):
    for gradient in gradients:
        scheduler.update_change(gradient)
    return gradients
"""
"""Ways to call a scheduler that must make no difference."""

_CALLER_FAULTS = {
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


def manners(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps return, however they are called, each time with a new object."""
    callers = subject.define(_CALLERS)

    def called(caller: str) -> Any:
        return subject.call(
            caller, {"scheduler": subject.keep(exercise, _settings(case)), "gradients": case["gradients"]}, of=callers
        )

    seen = {
        caller: called(caller)
        for caller in ("plain", "keeping_results", "changing_results", "reusing_gradients", "keeping_gradients")
    }
    return seen | {"again": called("plain")}


# Judgements.


def _nearly(case: Case, seen: Any) -> Mismatch | None:
    return Mismatch.of(compare.difference(case.right, seen, TOLERANCE))


def _well_mannered(case: Case, seen: Any) -> Mismatch | None:
    if compare.difference(case.arguments["gradients"], seen["keeping_gradients"], 0.0):
        return Mismatch(
            "a step changed the gradient that it was given: work on a copy of it",
            answers=False,
            remark="argument_changed",
        )
    for caller, (what, remark) in _CALLER_FAULTS.items():
        if compare.difference(seen["plain"], seen[caller]):
            return Mismatch(what, answers=False, remark=remark)
    return None


# Counterexamples as code to paste.


def _made(exercise: str, case: Arguments) -> str:
    return f"{exercise}({', '.join(map(as_code, _settings(case).values()))})"


def _steps_code(exercise: str, case: Arguments) -> str:
    return f"s = {_made(exercise, case)}; [s.update_change(g) for g in {as_code(case['gradients'])}]"


def _reset_code(exercise: str, case: Arguments) -> str:
    before, after = (f"[s.update_change(g) for g in {as_code(case[part])}]" for part in ("before", "gradients"))
    return f"s = {_made(exercise, case)}; {before}; s.reset(); {after}"


def _turns_code(exercise: str, case: Arguments) -> str:
    first, second = case["first"], case["second"]
    gradients = ", ".join(as_code(part["gradients"]) for part in (first, second))
    return f"a, b = {_made(exercise, first)}, {_made(exercise, second)}; [[a.update_change(g), b.update_change(h)] for g, h in zip({gradients})]"


# Families.


def _check(
    name: str,
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    observe: Observation = every_change,
    **options: Any,
) -> Check:
    codes = {every_change: _steps_code, manners: _steps_code, after_reset: _reset_code, in_turns: _turns_code}
    return Check(
        name=name,
        points=points,
        text=text,
        cases=cases,
        observe=observe,
        **({"accept": _nearly, "code": codes[observe], "count": 8} | options),
    )


def _families(settings: tuple[str, ...], points: dict[str, float], texts: dict[str, str]) -> Iterator[Check]:
    """The checks of a scheduler with these settings: those families to which ``points`` gives any."""
    families = {
        "first_step": lambda **common: _check(**common, cases=walks(settings, steps=(1, 1))),
        "several_steps": lambda **common: _check(**common, cases=walks(settings, steps=(3, 5)), count=12),
        "shapes": lambda **common: _check(
            **common,
            cases=st.one_of(walks(settings, shapes=SHAPES), walks(settings, shapes=SHAPES, dtype=np.int64)),
            count=12,
        ),
        "small_gradients": lambda **common: _check(**common, cases=walks(settings, scale=1e8)),
        "two_objects": lambda **common: _check(**common, cases=pairs(settings), observe=in_turns),
        "after_reset": lambda **common: _check(
            **common, cases=walks(settings, parts=("before", "gradients")), observe=after_reset
        ),
        "manners": lambda **common: _check(
            **common,
            cases=walks(settings, steps=(3, 3)),
            observe=manners,
            accept=_well_mannered,
            count=6,
            kind=Kind.MANNERS,
        ),
    }
    for name, worth in points.items():
        yield families[name](name=name, points=worth, text=texts.get(name, _TEXTS[name]))


_TEXTS = {
    "first_step": "The first step of a new object, which remembers nothing yet.",
    "several_steps": "Several steps with one object: each takes into account what the steps before it left.",
    "shapes": (
        "Gradients of any shape, also of integers, single numbers and four dimensions included: each number "
        "has a memory of its own."
    ),
    "small_gradients": (
        "Gradients of about 1e-8, and zeros: here it shows that the 1e-8 is added to the root, and "
        "that nothing is divided by 0."
    ),
    "two_objects": "Two objects that take turns, with different settings: neither may notice the other.",
    "after_reset": "After a reset, an object steps like a new one.",
    "manners": (
        "A step leaves the gradient as it was and returns a new array; nobody who changes either of them "
        "later can change what the object remembers."
    ),
}

_MOMENTUM = ("eta", "momentum")
_ADAPTIVE = {
    "first_step": 0.5,
    "several_steps": 0.75,
    "shapes": 0.5,
    "small_gradients": 0.5,
    "two_objects": 0.5,
    "after_reset": 0.5,
    "manners": 0.25,
}

UNIT = Unit(
    name="schedulers",
    title="Update rules",
    exercises=(
        Exercise(
            "Constant",
            *tuple(
                _families(
                    ("eta",),
                    {"several_steps": 0.5, "shapes": 0.25, "two_objects": 0.25, "after_reset": 0.25, "manners": 0.25},
                    {
                        "several_steps": (
                            "Several steps with one object: each is eta times its gradient, whatever came before."
                        )
                    },
                )
            ),
        ),
        Exercise(
            "Momentum",
            *tuple(
                _families(
                    _MOMENTUM,
                    {
                        "first_step": 0.5,
                        "several_steps": 1.0,
                        "shapes": 0.25,
                        "two_objects": 0.5,
                        "after_reset": 0.5,
                        "manners": 0.25,
                    },
                    {},
                )
            ),
        ),
        Exercise("Adagrad", *_families(("eta",), _ADAPTIVE, {})),
        Exercise("AdagradMomentum", *_families(_MOMENTUM, _ADAPTIVE, {})),
        Exercise("RMSProp", *_families(("eta", "rho"), _ADAPTIVE, {})),
        Exercise(
            "Adam",
            *tuple(
                _families(
                    ("eta", "rho", "rho2"),
                    {
                        "first_step": 0.5,
                        "several_steps": 1.5,
                        "shapes": 0.5,
                        "small_gradients": 0.75,
                        "two_objects": 0.5,
                        "after_reset": 0.75,
                        "manners": 0.5,
                    },
                    {
                        "several_steps": (
                            "Several steps with one object: t goes up by one at each of them, and "
                            "both averages are corrected with it."
                        )
                    },
                )
            ),
        ),
    ),
)
