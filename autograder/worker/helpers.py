"""The judge's answers in the place of a module's own helpers, functions and classes."""

from __future__ import annotations

import contextlib
import copy
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Ask = Callable[[str, Sequence[Any], Mapping[str, Any]], Any]
"""Asks the judge what ``name(*arguments, **keywords)`` comes to."""

AskForOne = Callable[[Sequence[Any], Mapping[str, Any]], Any]
"""The same for one name."""

Originals = Mapping[str, Callable[..., Any] | None]
"""The methods of a class as they were."""


def answered(module: types.ModuleType, names: Sequence[str], ask: Ask) -> None:
    """Puts the judge's answers in the place of functions and of methods, ``Class.method``, under
    whatever names the module and its classes know them.
    """
    classes = dict.fromkeys(name.partition(".")[0] for name in names if "." in name)
    for owner in classes:
        _answer_for_a_class(module, owner, [name for name in names if name.startswith(f"{owner}.")], ask)
    _answer_for_functions(module, [name for name in names if "." not in name], ask)


def _answer_for_functions(module: types.ModuleType, names: Sequence[str], ask: Ask) -> None:
    known = vars(module)
    own = {id(known[name]): _asking(name, ask) for name in names if name in known}
    classes = [value for value in known.values() if isinstance(value, type) and value.__module__ == module.__name__]
    for holder in (module, *classes):
        for key, value in list(vars(holder).items()):
            static = isinstance(value, staticmethod)
            helper = own.get(id(value.__func__ if static else value))
            if helper is not None:
                setattr(holder, key, staticmethod(helper) if static else helper)
    for name in names:
        setattr(module, name, _asking(name, ask))


def _asking(name: str, ask: Ask) -> Callable[..., Any]:
    def helper(*arguments: Any, **keywords: Any) -> Any:
        return ask(name, arguments, keywords)

    helper.__name__ = name
    return helper


def _answer_for_a_class(module: types.ModuleType, name: str, answers: Sequence[str], ask: Ask) -> None:
    """Changes the class in place, so that classes derived from it see the change too.

    What its own methods make of an object's attributes is done as before, for a derived class may use
    them; what they return or raise counts no more.
    """
    own = getattr(module, name, None)
    if not isinstance(own, type):
        own = type(name, (), {})
        setattr(module, name, own)
    methods = [answer.partition(".")[2] for answer in answers]
    originals = {method: getattr(own, method, None) for method in methods}
    for method, answer in zip(methods, answers, strict=True):
        make = _construction if method == "__init__" else _method
        setattr(own, method, make(originals, method, f"_answered_as_{name}", lambda *call, a=answer: ask(a, *call)))


def _construction(originals: Originals, name: str, mark: str, ask: AskForOne) -> Callable[..., None]:
    def construct(self: Any, *arguments: Any, **keywords: Any) -> None:
        _done_as_before(originals[name], self, arguments, keywords)
        for method in originals:
            vars(self).pop(method, None)  # a function of its own would be called in place of the answer
        setattr(self, mark, ask(arguments, keywords))

    return construct


def _method(originals: Originals, name: str, mark: str, ask: AskForOne) -> Callable[..., Any]:
    def answer(self: Any, *arguments: Any, **keywords: Any) -> Any:
        _done_as_before(originals[name], self, arguments, keywords)
        kept = vars(self).get(mark)  # none while the object is being made
        return None if kept is None else ask((kept, *arguments), keywords)

    return answer


def _done_as_before(
    original: Callable[..., Any] | None, self: Any, arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> None:
    with contextlib.suppress(Exception):
        if original is not None:
            original(self, *copy.deepcopy(arguments), **copy.deepcopy(keywords))
