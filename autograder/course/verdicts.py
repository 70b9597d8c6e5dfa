"""Checks of what has many right answers: random numbers, first params, trainings.

No such answer can be compared with the reference's.  What is observed is a verdict on it, in words
that are the same for all who make the same mistake, so that mistakes can be named by them::

    looks("params", 0.75, "Neither the kernel nor the weights are all zeros.", arguments(seed=SEEDS), start)

where ``start(answer, arguments)`` says what is wrong, and nothing ("") where nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import GOOD, Check, agrees, same_verdict
from autograder.course.observations import Subject, program
from autograder.course.outcomes import Arguments
from autograder.languages import N_, _
from autograder.values import compare

Fault = Callable[[Any, Arguments], str]
"""What is wrong with the answer to a case, in words; empty if nothing is."""

Judge = Callable[[Subject, str, Arguments], str]
"""The same for whatever a module does with the arguments of a case."""


def judged(name: str, points: float, text: str, cases: SearchStrategy[Arguments], judge: Judge, **more: Any) -> Check:
    """A check of which the judge's verdict is what is observed; ``more`` as for :class:`Check`."""

    def observe(subject: Subject, exercise: str, case: Arguments) -> str:
        return judge(subject, exercise, case) or GOOD

    return agrees(name, points, text, cases, observe=observe, accept=same_verdict, **more)


def looks(
    name: str,
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    fault: Fault,
    *,
    given: Callable[[Arguments], Arguments] = dict,
    **more: Any,
) -> Check:
    """A check of what one call returns; ``given`` picks the arguments of that call from a case that
    holds more, and ``more`` is as for :class:`Check`.
    """
    return judged(
        name,
        points,
        text,
        cases,
        lambda subject, exercise, case: fault(subject.call(exercise, given(case)), case),
        **more,
    )


def once(form: Fault) -> Callable[[Fault], Fault]:
    """Decorates what looks at answers closely: it sees those with whose form nothing is wrong."""

    def closely(fault: Fault) -> Fault:
        return lambda answer, case: form(answer, case) or fault(answer, case)

    return closely


def seeds(
    points: float,
    text: str,
    cases: SearchStrategy[Arguments],
    fault: Fault,
    drawn: Mapping[str, Sequence[Any]],
    *,
    count: int = 4,
) -> Check:
    """A check that the same seed gives the same answer and another seed another one, also one far away, that
    0 is a seed, and that NumPy's own random state stays as it is.

    Args:
        points: what it is worth.
        text: what the student reads.
        cases: draws the arguments, with a ``seed``.
        fault: looks at the form of each answer, a dict or a tuple.
        drawn: names what depends on the seed, and the parts of the answer of which at least one
            must then be another: ``{"images": (0,)}``.
        count: how many cases are drawn.
    """

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        before = own_random_state(subject)
        others = (0, 0, 1) if case["seed"] else (0, 0, 1, *FAR)
        answers = [subject.call(exercise, case | {"seed": case["seed"] + extra}) for extra in others]
        changed = compare.difference(before, own_random_state(subject), 0.0)
        faults = (fault(answer, case) for answer in answers)
        return _first(faults) or _seeded(answers, drawn) or (_(DISTURBED) if changed else "")

    zero = cases.map(lambda case: case | {"seed": 0})
    return judged("seeds", points, text, cases, judge, examples=(zero,), count=count - 1)


DISTURBED = N_("NumPy's own random state has changed: draw all random numbers from np.random.default_rng(seed)")
"""What is wrong where :func:`own_random_state` differs before and after."""


def own_random_state(subject: Subject) -> Any:
    """What the random numbers follow from that NumPy draws without a generator, where a module lives."""
    return subject.call("own_random_state", {}, of=subject.define(program(__file__, "own_random_state.py")))


FAR = (2**31, 3 * 10**9, 232_792_560)
"""Numbers that whoever keeps a part of a seed takes for 0: the last bits or digits of it, or what is left of it
after a division by any number up to 22.  The first two are beyond what 32 bits with a sign hold.
"""


def _seeded(answers: Sequence[Any], drawn: Mapping[str, Sequence[Any]]) -> str:
    first, again, other, *far = answers
    if not _same(first, again, list(first) if isinstance(first, dict) else range(len(first))):
        return _(
            "the same seed gave another result the second time: draw all random numbers from "
            "np.random.default_rng(seed)"
        )
    if same := [name for name, parts in drawn.items() if _same(first, other, parts)]:
        what = _("another seed gave the same {what}: draw all random numbers from np.random.default_rng(seed)")
        return what.format(what=_(same[0]))
    if same := [name for name, parts in drawn.items() if any(_same(first, each, parts) for each in far)]:
        what = _(
            "two seeds that are far apart gave the same {what}: draw all random numbers from "
            "np.random.default_rng(seed)"
        )
        return what.format(what=_(same[0]))
    return ""


def _same(one: Any, other: Any, parts: Iterable[Any]) -> bool:
    return all(np.array_equal(one[part], other[part]) for part in parts)


def misshapen(
    params: Any, shapes: Mapping[str, tuple[int, ...]], *, endless: str = N_("{name} holds values that are not finite")
) -> str:
    """What is wrong with the form of params, a dict of finite arrays of these shapes and, for the
    shape (), of numbers; ``endless`` words what is said of values that are not finite.
    """
    if not isinstance(params, dict) or set(params) != set(shapes):
        what = _("expected a dict with the keys {keys}, not {found}")
        return what.format(keys=sorted(shapes), found=compare.describe(params))
    return _first(_unlike(name, params[name], shape, endless) for name, shape in shapes.items())


def _unlike(name: str, value: Any, shape: tuple[int, ...], endless: str) -> str:
    if not shape and not compare.is_number(value):
        return _("expected {name} to be a number, not {found}").format(name=name, found=compare.describe(value))
    if shape and (not isinstance(value, np.ndarray) or value.shape != shape or value.dtype.kind not in "iuf"):
        what = _("expected {name} to be an array of shape {shape}, not {found}")
        return what.format(name=name, shape=shape, found=compare.describe(value))
    return "" if is_finite(value) else _(endless).format(name=name)


def is_finite(value: Any) -> bool:
    """Whether a number, or all numbers of an array, are finite.  An integer may exceed all floats, so
    it is never converted to one.
    """
    return bool(np.isfinite(value).all()) if isinstance(value, np.ndarray | np.generic) else abs(value) < 1e300


def picked(*names: str) -> Callable[[Arguments], Arguments]:
    """Picks these arguments from a case: the call's own, where a case holds more for the judge."""
    return lambda arguments: {name: arguments[name] for name in names}


def _first(complaints: Iterable[str]) -> str:
    return next(filter(None, complaints), "")


__all__ = [
    "DISTURBED",
    "FAR",
    "Fault",
    "Judge",
    "is_finite",
    "judged",
    "looks",
    "misshapen",
    "once",
    "own_random_state",
    "picked",
    "seeds",
]
