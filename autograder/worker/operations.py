"""The one code that asks a module: behind the wire for a student's, in the judge for the
reference's.

What was expected and what a student answers come about in the same way, so that no difference
between two copies of this can count as somebody's mistake.  Whoever asks hands over arguments that
the module may keep and change.
"""

from __future__ import annotations

import _thread
import contextlib
import functools
import itertools
import os
import sys
import threading
import types
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.worker import wire
from autograder.worker.layouts import (
    COLUMN_MAJOR,
    SHARED,
    can_be_written,
    copied,
    laid,
    looked_at,
    of_each,
    overwrite,
    protected,
    shared,
    turn,
)
from autograder.worker.shapes import shapes_of

REFUSALS = (ValueError, AssertionError)
"""With what arguments that make no sense may be refused."""

READ_ONLY = "read-only"
"""In the place of an argument whose arrays its owner cannot write into after a call."""


class Module:
    """A module under observation, and what it was told to keep.

    Args:
        module: the module, already executed, from files that are known by their names alone.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module
        self._kept: dict[int, Any] = {}
        self._numbers = itertools.count()

    def perform(self, operation: str, operands: Sequence[Any]) -> Any:
        """What one of the operations below comes to; raises whatever the module's code raises."""
        return _OPERATIONS[operation](self, *operands)

    def call(
        self,
        name: str,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any] = types.MappingProxyType({}),
        of: wire.Handle | None = None,
    ) -> Any:
        """The result of a function of the module, or of a method of what it keeps."""
        function: Callable[..., Any] = getattr(self.module if of is None else self._resolved(of), name)
        named = {key: self._resolved(value) for key, value in keywords.items()}
        return function(*map(self._resolved, arguments), **named)

    def call_back(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """The answer for a helper of another module: ``f`` is a function, ``C.__init__`` makes an object of a
        class and ``C.m`` is a method of it, with the object first among the arguments.
        """
        owner, _, method = name.partition(".")
        if not method:
            return self.call(name, arguments, keywords)
        if method == "__init__":
            return self.keep(owner, arguments, keywords=keywords)
        return self.call(method, arguments[1:], keywords, next(iter(arguments), None))

    def call_in_form(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any], layout: str) -> Any:
        """The result of a call whose arrays lie in memory as ``layout`` says, for each argument or for all; or
        in which positional ones with the same numbers are one array.
        """
        if layout == SHARED:
            return self.call(name, shared(arguments), keywords)
        layouts = iter(of_each(layout, len(arguments) + len(keywords)))
        arguments = [laid(value, next(layouts)) for value in arguments]
        return self.call(name, arguments, {key: laid(value, next(layouts)) for key, value in keywords.items()})

    def call_and_look(self, name: str, arguments: Sequence[Any]) -> tuple[Any, Sequence[Any]]:
        """The result, and the arguments as the call left them; one that cannot be written into any more is the text
        :data:`READ_ONLY`, for it is no longer what it was.
        """
        could_be = [*map(can_be_written, arguments)]
        result = self.call(name, arguments)
        left = zip(arguments, could_be, strict=True)
        return result, [READ_ONLY if could and not can_be_written(each) else each for each, could in left]

    def call_in_vain(self, name: str, arguments: Sequence[Any]) -> tuple[str, Any]:
        """What is wrong with how a call is refused, and what shows it: that it is ``answered``, with the result, that
        its arguments are ``changed``, with these, or that the same call is not refused when it is made ``again``; where
        nothing is wrong it raises what the call raises.
        """
        before = wire.encoded(arguments)
        try:
            return "answered", self.call(name, arguments)
        except REFUSALS:
            if wire.encoded(arguments) != before:
                return "changed", arguments
            if not self._refuses(name, arguments):
                return "again", None
            raise

    def _refuses(self, name: str, arguments: Sequence[Any]) -> bool:
        """Whether a call is refused."""
        try:
            self.call(name, arguments)
        except Exception as error:  # noqa: BLE001 - another exception is no refusal
            return isinstance(error, REFUSALS)
        return False

    def call_repeatedly(
        self,
        name: str,
        first: Sequence[Any],
        between: Sequence[tuple[str, Sequence[Any]]],
        again: Sequence[Any],
        places: tuple[Sequence[int], Sequence[tuple[str, Sequence[int]]]],
    ) -> tuple[bytes, bytes, Any, Sequence[Any], str, bytes, bytes, str]:
        """A call's result at once and after other calls, of this function or others, both encoded, the result
        and the arguments of the same call made ``again``, the class of what it raises where nothing can be written into
        them, what the call comes to with some numbers turned round, in the same arrays and in others, and whose result
        in between has changed since, empty if none has.

        ``places`` says which of the arguments are turned round, and which of them others get before that.
        """
        result = self.call(name, first)
        fresh = wire.encoded(result)
        in_columns = laid(list(again), COLUMN_MAJOR)
        # Not at the end: it could change the last result.
        refusal = self._refusal(name, protected(list(again))) or self._refusal(name, protected(in_columns))
        in_place = self._turned_in_place(name, copied(list(again)), *places) if between else (b"", b"")
        results = self._results(between)
        kept = wire.encoded(result)
        overwrite(result)  # whoever asked may: it must not show in the next answer
        answer, after = self.call_and_look(name, in_columns)
        changed = (other for other, one, before in results if wire.encoded(one) != before)
        return fresh, kept, answer, after, refusal, *in_place, next(changed, "")

    def _results(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[str, Any, bytes]]:
        """The results of those calls that return, with the functions' names, and as they are at once."""
        results = []
        for name, arguments in calls:
            with contextlib.suppress(Exception):
                result = self.call(name, arguments)
                results.append((name, result, wire.encoded(result)))
        return results

    def _turned_in_place(
        self, name: str, arguments: Sequence[Any], turns: Sequence[int], others: Sequence[tuple[str, Sequence[int]]]
    ) -> tuple[bytes, bytes]:
        """What a call comes to with arrays whose numbers were others in the calls before, also in those of others
        that got the same arrays, and with new arrays that have the same numbers.  What cannot be written into can be
        changed by its owner all the same.
        """
        seen = looked_at(arguments)
        self._encoded(name, seen)
        for other, places in others:
            self._encoded(other, [seen[place] for place in places])
        turn([arguments[place] for place in turns])
        new = copied(arguments)
        return self._encoded(name, seen), self._encoded(name, new)

    def _encoded(self, name: str, arguments: Sequence[Any]) -> bytes:
        """A call's result, or the class of what it raises, encoded."""
        try:
            return wire.encoded(self.call(name, arguments))
        except Exception as error:  # noqa: BLE001 - the numbers may make no sense in this order
            return wire.encoded(type(error).__name__[:100])

    def _refusal(self, name: str, arguments: Sequence[Any]) -> str:
        """The class of what a call raises; empty if nothing."""
        try:
            self.call(name, arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, the same call went well before
            return type(error).__name__[:100]
        return ""

    def place_of_result(self, name: str, arguments: Sequence[Any]) -> tuple[int, list[tuple[str, tuple[int, ...]]]]:
        """The line in which the result of a function came about, and the shapes of the arrays that the function
        knows by name at its end; 0 if it is no function of Python's.
        """
        code = getattr(getattr(self.module, name), "__code__", None)
        found: list[tuple[int, list[tuple[str, tuple[int, ...]]]]] = []

        def look(frame: types.FrameType, _event: str, _value: Any) -> Any:
            return _Bindings(found).trace if frame.f_code is code else None

        before = sys.gettrace()
        sys.settrace(look)
        try:
            self.call(name, arguments)
        finally:
            sys.settrace(before)
        return found[-1] if found else (0, [])

    def call_strictly(self, name: str, arguments: Sequence[Any]) -> Any:
        """The result, with every warning that the module lets through as an exception, those of NumPy's
        overflows included.
        """
        with warnings.catch_warnings(), np.errstate(over="warn", divide="warn", invalid="warn"):
            warnings.simplefilter("error")
            return self.call(name, arguments)

    def count_lines(self, name: str, arguments: Sequence[Any]) -> tuple[Any, int]:
        """The result, and how many lines that stand in no library were executed for it, in whatever
        thread.
        """
        before = sys.gettrace(), threading.gettrace()
        sys.settrace(_lines.trace)
        watch_threads()
        start, _lines.counting = _lines.number, True
        try:
            result = self.call(name, arguments)
        finally:
            _lines.counting = False
            sys.settrace(before[0])
            threading.settrace(before[1])
        return result, _lines.number - start

    def keep(
        self,
        name: str,
        arguments: Sequence[Any],
        of: wire.Handle | None = None,
        keywords: Mapping[str, Any] = types.MappingProxyType({}),
    ) -> wire.Handle:
        """A handle to the result, or to the object that a class makes."""
        return self._handle(self.call(name, arguments, keywords, of))

    def look(self, handle: wire.Handle, attribute: str = "") -> Any:
        """What a handle, or an attribute of the object behind it, holds by now."""
        kept = self._resolved(handle)
        return getattr(kept, attribute) if attribute else kept

    def define(self, text: str) -> wire.Handle:
        """A handle to a namespace in which a text of the judge's was executed: for classes that the
        module is to be called with.
        """
        namespace = types.SimpleNamespace(**{_JUDGE: _lines})
        exec(_compiled(text), vars(namespace))  # noqa: S102 - the judge's own text
        return self._handle(namespace)

    def let_go(self) -> None:
        """Forgets all that it was told to keep, so that memory is not filled by what nobody asks for any more."""
        self._kept.clear()

    def _handle(self, value: Any) -> wire.Handle:
        number = next(self._numbers)  # never the same again: an old handle must not lead to something new
        self._kept[number] = value
        return wire.Handle(number)

    def _resolved(self, value: Any) -> Any:
        return self._kept[value.number] if isinstance(value, wire.Handle) else value


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    operation.__name__: operation
    for operation in (
        Module.call,
        Module.call_back,
        Module.call_in_form,
        Module.call_and_look,
        Module.call_in_vain,
        Module.call_repeatedly,
        Module.call_strictly,
        Module.place_of_result,
        Module.count_lines,
        Module.keep,
        Module.look,
        Module.define,
        Module.let_go,
    )
}


class _Bindings:
    """Follows in one frame which line bound which of its names, up to the end of it.

    Args:
        found: gets the line in which what is returned first got a name, or else the one of the return, with
            the shapes of the arrays that have names then.
    """

    def __init__(self, found: list[tuple[int, list[tuple[str, tuple[int, ...]]]]]) -> None:
        self._found = found
        self._line = 0
        self._known: dict[str, tuple[Any, int]] = {}

    def trace(self, frame: types.FrameType, event: str, value: Any) -> Any:
        """What Python calls for each line of the frame, and at its end."""
        values = dict(frame.f_locals)
        for name, bound in values.items():
            if name not in self._known or self._known[name][0] is not bound:
                self._known[name] = bound, self._line
        if event == "return":
            lines = [line for bound, line in self._known.values() if bound is value and line]
            self._found.append((min(lines, default=frame.f_lineno), shapes_of(values)))
        self._line = frame.f_lineno
        return self.trace


class _Lines:
    """Counts, while it is told to, the lines executed that stand in no library."""

    def __init__(self) -> None:
        self.number = 0
        self.counting = False

    def trace(self, frame: types.FrameType, event: str, _value: Any) -> Any:
        """What Python calls for each line."""
        if _is_library(frame):
            return None
        self.number += self.counting and event == "line"
        return self.trace  # also while nothing counts: a thread may stay in this frame


_lines = _Lines()
_start_new_thread = _thread.start_new_thread
_JUDGE = "<judge>"


def _is_library(frame: types.FrameType) -> bool:
    """Whether a frame is of a library, or of a text of the judge's; what its file is called does not tell,
    for any text can be compiled under any name.
    """
    file, names = frame.f_code.co_filename, frame.f_globals
    if file == _JUDGE:
        return names.get(_JUDGE) is _lines
    name = names.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    if module is None or vars(module) is not names:
        return False
    if file.startswith("<frozen "):
        return getattr(names.get("__spec__"), "origin", "") == "frozen"
    return os.path.isabs(file) and file == names.get("__file__")


def watch_threads() -> None:
    """Has the lines counted of all threads that are started from here on; to be called before the
    module can start one.
    """
    threading.settrace(_lines.trace)
    _thread.start_new_thread = _start_watched  # threading has its own


def _start_watched(function: Callable[..., Any], *arguments: Any) -> int:
    def watched(*values: Any, **keywords: Any) -> None:
        sys.settrace(_lines.trace)
        function(*values, **keywords)

    return _start_new_thread(watched, *arguments)


@functools.cache  # a check defines the same text for each of its cases
def _compiled(text: str) -> types.CodeType:
    return compile(text, _JUDGE, "exec", dont_inherit=True)
