"""What an adversary is: a way in which real code is wrong, whatever it computes.

An adversary knows no unit.  It stands between an exercise of a solution and whoever calls it, and
spoils what goes in or what comes out.  Where the exercise is a class, it stands before its methods.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.audit.adversaries.asked import Asked
from autograder.audit.adversaries.leaves import Change, mapped
from autograder.audit.adversaries.probes import AS_IT_IS, Probe

Answer = Callable[..., Any]
"""A function of an exercise, right or spoilt."""

Spoil = Callable[[Answer], Answer]


@dataclasses.dataclass(frozen=True)
class Adversary:
    """One way to be wrong.

    Args:
        name: what it does, as a reader would say it of code.
        spoil: makes the spoilt function of the right one.
        probes: calls on which it shows, made of a call that a unit's cases make; what the reference
            refuses is no probe.
        constructors: whether constructors are spoilt too.
        of_class: spoils a class as a whole, and nothing but classes.
        applies: whether there can be such a mistake in a function of this signature.
        can_show: whether it can show in an exercise that is asked with values of these kinds.
    """

    name: str
    spoil: Spoil | None
    probes: Sequence[Probe] = (AS_IT_IS,)
    constructors: bool = False
    of_class: Callable[[type], type | None] | None = None
    applies: Callable[[inspect.Signature], bool] = lambda _signature: True
    can_show: Callable[[Asked], bool] = lambda _asked: True

    def spoilt(self, right: Any, is_own: Callable[[str], bool] = lambda _method: True) -> Any:
        """A function or class with the mistake in it; None where it cannot have it.  Of a class those
        methods are spoilt that ``is_own`` says belong to the exercise.
        """
        if isinstance(right, type):
            return self._of_class(right, is_own)
        if self.spoil is None or not self.applies(inspect.signature(right)):
            return None
        return functools.wraps(right)(self.spoil(right))

    def _of_class(self, right: type, is_own: Callable[[str], bool]) -> type | None:
        if self.of_class:
            return self.of_class(right) if is_own("__init__") else None
        assert self.spoil is not None
        own = {
            name: function
            for name, function in vars(right).items()
            if inspect.isfunction(function) and self._is_spoilt(name) and is_own(name)
        }
        spoilt = {
            name: functools.wraps(function)(self.spoil(function))
            for name, function in own.items()
            if self.applies(inspect.signature(function))
        }
        return type(right.__name__, (right,), {"__doc__": right.__doc__, **spoilt}) if spoilt else None

    def _is_spoilt(self, method: str) -> bool:
        """Whether a method is: constructors return nothing that could be."""
        return not method.startswith("_") or (method == "__init__" and self.constructors)


# Where a mistake can show.


def with_arrays(place: int) -> Callable[[Asked], bool]:
    """Only where calls have an array at this place among all arrays."""
    return lambda asked: asked.arrays > place


def with_axes(axis: int) -> Callable[[Asked], bool]:
    """Only where an array has this axis."""
    return lambda asked: asked.axes > axis


def with_numbers(asked: Asked) -> bool:
    """Only where an argument is a number."""
    return asked.numbers


def with_whole_numbers(asked: Asked) -> bool:
    """Only where an argument is a whole number."""
    return asked.whole_numbers


# Ways to make a Spoil.

Given = tuple[tuple[Any, ...], Mapping[str, Any]]
"""The arguments of a call: those by place, and those by name."""


def of_result(change: Change) -> Spoil:
    """Spoils every leaf of what is returned."""
    return lambda right: lambda *args, **named: mapped(change, right(*args, **named))


def of_arguments(make: Callable[[], Change]) -> Spoil:
    """Spoils every leaf of the arguments; a change is made for each call, since some of them count."""

    def spoil(right: Answer) -> Answer:
        names = _parameters(right)

        def spoilt(*args: Any, **named: Any) -> Any:
            in_order = {name: named[name] for name in names if name in named}
            given, more = mapped(make(), (args, in_order | named))
            return right(*given, **more)

        return spoilt

    return spoil


def _parameters(right: Answer) -> list[str]:
    """The names of a function's parameters in their order: in which order a call names them says nothing."""
    with contextlib.suppress(TypeError, ValueError):  # of what is not written in Python nobody may know
        return [*inspect.signature(right).parameters]
    return []


def of_both(change: Callable[[Given, Any], Any]) -> Spoil:
    """Spoils what is returned, as the arguments are."""
    return lambda right: lambda *args, **named: change((args, named), right(*args, **named))


def before(look: Callable[[Given], None]) -> Spoil:
    """Does something with the arguments before the right answer is found: it may raise."""

    def spoil(right: Answer) -> Answer:
        def spoilt(*args: Any, **named: Any) -> Any:
            look((args, named))
            return right(*args, **named)

        return spoilt

    return spoil
