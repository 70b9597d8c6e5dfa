"""How a module is asked: requests, the subjects that answer them, and the observations made of them.

An observation is called with a subject, the exercise's name and a case's arguments, and returns what
it saw.  Most are one request: those are values (:class:`Asks`), so that all cases of a check can be
sent at once.  What takes several requests, each depending on the last, is a plain function.
"""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments, BadRefusal, Repeated
from autograder.worker import wire

Read = Callable[[Any], Any]
"""Makes of a reply what was asked for; raises WireError where it does not have the right form."""


def _as_it_is(reply: Any) -> Any:
    return reply


@dataclasses.dataclass(frozen=True)
class Request:
    """One operation of :mod:`autograder.worker.operations` with its operands, and how its reply is read."""

    operation: str
    operands: tuple[Any, ...]
    read: Read = _as_it_is


def call(name: str, arguments: Arguments, *, of: Any = None) -> Request:
    """Asks for the result of ``name(*arguments)``, a method if ``of`` is a handle."""
    return Request("call", (name, list(arguments.values()), {}, of))


def call_in_form(name: str, arguments: Arguments, layout: str, *, by_keyword: bool, positional: int = 0) -> Request:
    """Asks for the result of a call whose arrays lie in memory in one of :data:`autograder.worker.layouts.LAYOUTS`,
    or whose arguments are named, but for so many that come first; the last is named first.
    """
    first = positional if by_keyword else len(arguments)
    named = dict(list(arguments.items())[: first - len(arguments) - 1 : -1]) if first < len(arguments) else {}
    return Request("call_in_form", (name, list(arguments.values())[:first], named, layout))


def call_and_look(name: str, arguments: Arguments) -> Request:
    """Asks for the result, and the arguments as the call left them."""

    def read(reply: Any) -> tuple[Any, Arguments]:
        match reply:
            case (result, list() as after) if len(after) == len(arguments):
                return result, dict(zip(arguments, after, strict=True))
        raise wire.WireError("malformed message: no result with its arguments")

    return Request("call_and_look", (name, list(arguments.values())), read)


Call = tuple[str, Arguments]
"""A function's name, and what it is called with."""


def call_repeatedly(
    name: str,
    first: Arguments,
    between: Sequence[Arguments],
    helpers: Sequence[Call] = (),
    turns: Sequence[str] | None = None,
    last: Sequence[Arguments] = (),
) -> Request:
    """Asks for the same call twice, with others in between, of helpers too, which may raise what they like, those
    that come ``last`` after them, and then once more with other numbers in the arrays of the arguments that ``turns``
    names, or of all.
    """

    def read(reply: Any) -> Repeated:
        match reply:
            case (
                bytes(one),
                bytes(kept),
                again,
                list(after),
                str(refusal),
                bytes(same),
                bytes(other),
                str(changed),
            ) if len(after) == len(first) and changed in {"", *(other for other, _ in others)}:
                results = wire.decode(one), wire.decode(kept), again
                arguments = dict(zip(first, after, strict=True))
                in_place = (wire.decode(same), wire.decode(other)) if same else None
                return Repeated(*results, arguments, refusal, in_place, changed)
        raise wire.WireError("malformed message: no results of repeated calls")

    values, place = list(first.values()), {argument: place for place, argument in enumerate(first)}
    own, at_the_end = ([(name, each) for each in calls] for calls in (between, last))
    others = [(other, list(arguments.values())) for other, arguments in (*own, *helpers, *at_the_end)]
    with_the_same = [(other, [place[argument] for argument in arguments]) for other, arguments in helpers]
    places = [place[argument] for argument in (first if turns is None else turns)], with_the_same
    return Request("call_repeatedly", (name, values, others, values, places), read)


def call_in_vain(name: str, arguments: Arguments) -> Request:
    """Asks how a call is refused, which then raises; else for its result, or for :class:`BadRefusal`."""

    def read(reply: Any) -> Any:
        match reply:
            case ("answered", result):
                return result
            case ("changed", list() as after) if len(after) == len(arguments):
                return BadRefusal(dict(zip(arguments, after, strict=True)))
            case ("again", None):
                return BadRefusal()
        raise wire.WireError("malformed message: not how a call was refused")

    return Request("call_in_vain", (name, list(arguments.values())), read)


def call_strictly(name: str, arguments: Arguments) -> Request:
    """Asks for one call with every warning and every floating-point overflow as an exception."""
    return Request("call_strictly", (name, list(arguments.values())))


def count_lines(name: str, arguments: Arguments) -> Request:
    """Asks for the result, and how many lines of the module were executed for it."""

    def read(reply: Any) -> tuple[Any, int]:
        match reply:
            case (result, int() as lines):
                return result, lines
        raise wire.WireError("malformed message: no result with a number of lines")

    return Request("count_lines", (name, list(arguments.values())), read)


class Subject(abc.ABC):
    """A module under observation: the reference, a variant of it or a student's.

    Arguments are copied before each call.  What a module keeps is known by handles, which can be
    arguments of other calls.
    """

    @property
    def helpers(self) -> Sequence[str]:
        """What the judge answers in the module's place, because it is wrong and judged elsewhere.  What a module
        says of this itself is no evidence.
        """
        return ()

    @abc.abstractmethod
    def ask(self, request: Request) -> Any:
        """What the request comes to, as its ``read`` has it; an exception of the module is raised."""

    def call(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """The result of ``name(*arguments)``, a method if ``of`` is a handle."""
        return self.ask(call(name, arguments, of=of))

    def call_and_look(self, name: str, arguments: Arguments) -> tuple[Any, Arguments]:
        """The same, with the arguments as the call left them."""
        answer: tuple[Any, Arguments] = self.ask(call_and_look(name, arguments))
        return answer

    def call_repeatedly(self, name: str, first: Arguments, between: Sequence[Arguments]) -> Repeated:
        """The same call made twice, with others in between, which may raise what they like."""
        answer: Repeated = self.ask(call_repeatedly(name, first, between))
        return answer

    def call_strictly(self, name: str, arguments: Arguments) -> Any:
        """One call, with every warning and every floating-point overflow as an exception."""
        return self.ask(call_strictly(name, arguments))

    def count_lines(self, name: str, arguments: Arguments) -> tuple[Any, int]:
        """The result, and how many lines of the module were executed for it."""
        answer: tuple[Any, int] = self.ask(count_lines(name, arguments))
        return answer

    def keep(self, name: str, arguments: Arguments, *, of: Any = None) -> Any:
        """A handle to the result, or to the object that a class makes."""
        return self.ask(Request("keep", (name, list(arguments.values()), of)))

    def look(self, handle: Any, attribute: str = "") -> Any:
        """What a handle, or an attribute of the object behind it, holds by now."""
        return self.ask(Request("look", (handle, attribute)))

    def define(self, text: str) -> Any:
        """A handle to a namespace in which ``text`` was executed: for classes that the module is to
        be called with.
        """
        return self.ask(Request("define", (text,)))


def program(beside: str, name: str) -> str:
    """The text for :meth:`Subject.define` that stands in the file ``name`` in the same folder as the
    file ``beside``: ``program(__file__, "callers.py")``.
    """
    return Path(beside).with_name(name).read_text(encoding="utf-8")


Observation = Callable[[Subject, str, Arguments], Any]
"""What is observed of an exercise with the arguments of one case."""


@dataclasses.dataclass(frozen=True)
class Asks:
    """An observation that is one request, made by ``request(exercise, arguments)``."""

    request: Callable[[str, Arguments], Request]
    is_call: bool = False
    """Whether it is the result of the exercise itself, or parts of it, and nothing else of the call."""

    def __call__(self, subject: Subject, exercise: str, arguments: Arguments) -> Any:
        return subject.ask(self.request(exercise, arguments))


the_result = Asks(call, is_call=True)
"""The exercise's result: what a check observes unless it says otherwise."""

the_result_strictly = Asks(call_strictly)
"""The result of a call in which every warning is an exception."""

the_refusal = Asks(call_in_vain)
"""How the exercise refuses a call: that is an exception."""


def _manners(exercise: str, arguments: Arguments) -> Request:
    """Between two equal calls: another one, one of the same sizes, because a result may lie in a buffer
    of its size, those of helpers, which may keep something for this one, and one that is refused.
    """
    first, between = arguments["first"], [arguments["other"], backwards(arguments["first"])]
    helpers, turns, refused = arguments.get("helpers", ()), arguments.get("turns"), arguments.get("refused", ())
    return call_repeatedly(exercise, first, between, helpers, turns, refused)


the_manners = Asks(_manners)
"""How a call of ``first`` behaves that is made twice, with a call of ``other`` in between, and of ``helpers``,
if there are any, and of what is ``refused``, and once more with other numbers in the same arrays: of the arguments
in ``turns``, or of all.
"""


def parts(*keys: str | int) -> Asks:
    """Observes some parts of a result, so that one wrong part does not cost the marks of the others: of a
    dict by their names, of a tuple by their places.
    """

    def pick(reply: Any) -> Any:
        if isinstance(reply, tuple | list) and all(isinstance(key, int) for key in keys):
            return tuple(part for place, part in enumerate(reply) if place in keys)
        return {key: reply[key] for key in keys if key in reply} if isinstance(reply, dict) else reply

    return Asks(lambda exercise, arguments: dataclasses.replace(call(exercise, arguments), read=pick), is_call=True)


def backwards(value: Any) -> Any:
    """Arguments of the same shapes with the values of each array in reverse order."""
    if isinstance(value, np.ndarray):
        return np.flip(value).copy()
    if isinstance(value, dict):
        return {key: backwards(item) for key, item in value.items()}
    return type(value)(map(backwards, value)) if isinstance(value, tuple | list) else value
