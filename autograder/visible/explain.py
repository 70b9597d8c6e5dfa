"""From the exception of a failing visible check to what a student needs: what happened, with which
input, on which line.

It is imported only once something has failed or been drawn, so that runs of pytest that have
nothing to do with a unit pay nothing.  What a student's objects say of themselves is asked for
under a guard: their ``__str__`` and ``__repr__`` may raise what they like.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import linecache
import re
import textwrap
import traceback
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import source
from autograder.languages import _
from autograder.report import Status
from autograder.values import compare
from autograder.visible.calls import Test, code_of, pasteable_call
from autograder.visible.conditions import Answer, fitting
from autograder.visible.finding import definitions_in, exercises_in
from autograder.visible.limit import TimeUp
from autograder.visible.plain_words import mistaken_builtins, no_python, where_it_is_defined
from autograder.visible.results import Failure, in_line, not_written
from autograder.visible.standstill import endless, endless_import

LONGEST = 1200
"""More characters than this of one value, message or output are cut: nobody reads them."""


@dataclasses.dataclass(frozen=True)
class Frame:
    """One step of a traceback."""

    file: Path
    line: int
    function: str
    variables: Mapping[str, Any]
    globals: Mapping[str, Any]

    @property
    def module(self) -> str:
        """The name of the module in which the function stands."""
        return str(self.globals.get("__name__", ""))

    def has(self, *names: str) -> bool:
        """Whether it has variables of all these names."""
        return all(name in self.variables for name in names)

    @property
    def place(self) -> str:
        """The file and line in words."""
        return in_line(self.file.name, self.line)

    @property
    def code(self) -> str:
        """The line's text."""
        return linecache.getline(str(self.file), self.line).strip()


# Failing tests.


def failure(
    error: BaseException,
    *,
    exercise: str,
    test_file: Path,
    arguments: Mapping[str, Any],
    printed: str = "",
    of: str = "",
    hint: str = "",
    test: Callable[..., object] | None = None,
    drawn: bool = False,
) -> Failure:
    """What became of a test of ``exercise`` that raised ``error``.

    Args:
        error: what it raised.
        exercise: the exercise's name.
        test_file: where the test stands.
        arguments: the test's arguments by name, the smallest that were found.
        printed: what the student's code printed for them.
        of: the definition that the exercise is about, if that is not its name.
        hint: what the test says below its first paragraph; told so far as it fits.
        test: the test's function, and
        drawn: whether Hypothesis runs it.
    """
    error = _innermost(error)
    frames = list(_frames(error))
    student = _last_of_student(frames, test_file)
    if isinstance(error, NotImplementedError) and student is not None and student is frames[-1]:
        return _not_written(exercise, of or exercise, student, _module_of(test_file))
    named = unpacked(arguments, test) if test else dict(arguments)
    found = _what_happened(exercise, error, frames, test_file)
    if student is not None or found.returned:
        suspect = student.function.split(".")[0] if student is not None else of or exercise
        found = mistaken_builtins(found, definitions_in(_module_of(test_file)).get(suspect))
    return dataclasses.replace(
        found,
        arguments={name: pasteable(value, name) for name, value in named.items()} | _draws(error),
        call=guarded(lambda: _call(test, frames, test_file, {**arguments, **named}, drawn)) if test else "",
        printed=guarded(lambda: printed),
        hint=guarded(lambda: fitting(hint, _answer(found, frames, test_file, named))),
    )


def _call(
    test: Callable[..., object], frames: list[Frame], test_file: Path, inputs: Mapping[str, Any], drawn: bool
) -> str:
    """The code that shows the same in a notebook; empty where none can be made."""
    own = [frame for frame in frames if frame.file == test_file]
    at = next((frame for frame in own if frame.function == getattr(test, "__qualname__", "")), None)
    if at is None:
        return ""
    helper = own[-1].function != at.function and "<" not in own[-1].function.rpartition(".")[2]
    line = -1 if helper else at.line
    unit = test_file.stem.removeprefix("test_")
    student = next((frame for frame in frames if _is_students(frame.file, test_file)), None)
    entered = student.function.split(".")[0] if student is not None else ""
    return pasteable_call(Test(test, line, at.variables, at.globals, inputs, unit, drawn, entered))


def _answer(found: Failure, frames: list[Frame], test_file: Path, arguments: Mapping[str, Any]) -> Answer:
    """What the conditions of hints are asked of."""
    wrong = found.status is Status.FAILED and found.returned != "None"
    test = next((frame for frame in reversed(frames) if frame.file == test_file), None)
    pair = _compared(frames, test) if test else None
    expected, returned = (_plain(pair.expected), pair.returned) if pair else (None, None)
    return Answer(wrong, expected, returned, arguments, found.message)


def _what_happened(exercise: str, error: BaseException, frames: list[Frame], test_file: Path) -> Failure:
    """Why a test failed, and on which line; without its input."""
    student = _last_of_student(frames, test_file)
    if isinstance(error, TimeUp):
        steps = [(each.file, each.line, each.function) for each in frames if _is_students(each.file, test_file)]
        return endless(exercise, exercises_in(test_file), steps[::-1], error.args[0])
    if student is not None and not _is_verdict_of_test(error, frames, test_file):
        return Failure(status=Status.ERROR, message=_raised(exercise, error), place=student.place, code=student.code)
    test = next((frame for frame in reversed(frames) if frame.file == test_file), None)
    if test is not None:
        return dataclasses.replace(_wrong(exercise, error, frames, test), place=test.place, code=test.code)
    return Failure(status=Status.ERROR, message=_raised(exercise, error))


def as_text(what: Failure, text: str, first: str = "") -> str:
    """A failure as plain text for pytest's own report; ``text`` says what the check is about, ``first``
    what to mend before.
    """
    indent = functools.partial(textwrap.indent, prefix="    ")
    parts = [first, "", text, "", what.message, what.detail]
    if what.call:
        parts += ["", _("paste this into the notebook:"), indent(what.call)]
    elif what.arguments:
        parts += ["", _("smallest input that shows it:"), indent(what.input)]
    if what.expected:
        parts += ["", _("expected:"), indent(what.expected), _("returned:"), indent(what.returned)]
    parts += ["", what.line] if what.place else []
    parts += ["", _("hint: {hint}").format(hint=what.hint)] if what.hint and not first else []
    return "\n".join(part for part, before in zip(parts, ["", *parts], strict=False) if part or before)


def _not_written(exercise: str, of: str, student: Frame, module: Path) -> Failure:
    name = student.function.split(".")[0]
    if name == of or source.is_unwritten(definitions_in(module).get(of)):
        missing = student.function if name == of != exercise else exercise
        return not_written(missing)
    message = _("{name} needs {other}, which is not written yet: write {other} first.")
    message = message.format(name=exercise, other=name)
    return Failure(status=Status.FAILED, message=message, place=student.place, code=student.code)


def _is_verdict_of_test(error: BaseException, frames: list[Frame], test_file: Path) -> bool:
    """Whether the test itself judged: its own assertion, or one that NumPy or pytest made for it,
    and not the student's ``assert``.
    """
    own = [frame for frame in frames if frame.file == test_file or _is_students(frame.file, test_file)]
    return own[-1].file == test_file and isinstance(error, AssertionError | pytest.fail.Exception)


def _raised(exercise: str, error: BaseException) -> str:
    if isinstance(error, SystemExit):
        words = _("{name} ended the program (sys.exit, exit or quit): take that out and return the result.")
    elif isinstance(error, RecursionError):
        words = _("{name} calls itself without end (RecursionError).")
    elif isinstance(error, EOFError):
        words = _("{name} asks for input, and nobody answers here: take input() out.")
    else:
        return cut(_("{name} raised {error}").format(name=exercise, error=_named(error)))
    return words.format(name=exercise)


def _wrong(exercise: str, error: BaseException, frames: list[Frame], test: Frame) -> Failure:
    """What the test, or what it called, has found wrong."""
    if isinstance(error, AttributeError) and isinstance(error.obj, types.ModuleType):
        module = Path(str(error.obj.__file__))
        return Failure(status=Status.ERROR, message=_undefined(module, str(error.name)))
    if isinstance(error, pytest.fail.Exception):
        return Failure(status=Status.FAILED, message=_refusal(exercise, _words(error)))
    pair = _compared(frames, test)
    pair = None if pair and pair.told else pair
    difference = _difference(pair) if pair else None
    if isinstance(error, AssertionError):
        message, explanation = _parts(_words(error))
        if pair:
            return _unequal(message, explanation, pair, difference)
        return _told(error) or _asserted(message, explanation)
    if pair and difference:
        return _unequal("", "", pair, difference)
    return Failure(status=Status.FAILED, message=_unusable(exercise, error))


def _told(error: AssertionError) -> Failure | None:
    """What an assertion tells itself of two values that differ, as those of
    :mod:`autograder.testing.properties` do; None if it does not.
    """
    match vars(error).get("told"):
        case {"message": str(message), "where": str(where), "expected": str(expected), "returned": str(returned)}:
            return Failure(
                status=Status.FAILED,
                message=cut(message),
                where=where,
                expected=cut(expected),
                returned=cut(returned),
            )
    return None


def _asserted(message: str, explanation: str) -> Failure:
    """An assertion that compares no two values that can be shown side by side."""
    message = message or _("The assertion does not hold:")
    return Failure(status=Status.FAILED, message=message, detail=cut(explanation))


def _unequal(message: str, explanation: str, pair: Compared, difference: compare.Difference | None) -> Failure:
    """Two values that should be equal: the test's own message first, then the first difference."""
    words = [pair.message or (message if explanation else ""), _at(difference) if difference else ""]
    # NumPy's own long message says no more than the difference does
    said = [sentence for sentence in words if sentence] or [message.partition("\n")[0]]
    return Failure(
        status=Status.FAILED,
        message=cut(said[0]),
        where=difference.where if difference and said[0] == words[1] else "",
        detail="\n".join(said[1:]),
        expected=shown(pair.expected),
        returned=shown(pair.returned),
    )


def _at(difference: compare.Difference) -> str:
    if not difference.where:
        return difference.what
    return _("At {place}: {what}").format(place=difference.where, what=difference.what)


def _undefined(module: Path, name: str) -> str:
    other = no_python(module)
    if other:
        return other[0]
    missing = _("{file} does not define {name}: was it renamed or deleted?").format(file=module.name, name=name)
    return where_it_is_defined(module, name) or missing


def _refusal(exercise: str, message: str) -> str:
    if "DID NOT RAISE" not in message:
        return cut(message)
    kinds = re.findall(r"\b([A-Za-z]\w*)\b(?='>|,|\)|$)", message.partition("RAISE")[2])
    wanted = _(" or ").join(kinds) or _("an exception")
    words = _("{name} accepted arguments that make no sense: expected it to raise {error}.")
    return words.format(name=exercise, error=wanted)


def _unusable(exercise: str, error: BaseException) -> str:
    named = _named(error)
    if isinstance(error, TypeError) and "argument" in named:
        words = _("{name} cannot be called as the check calls it ({error}): were its parameters changed?")
    elif "NoneType" in named:
        words = _("{name} gave None (is a `return` missing?): {error}")
    else:
        words = _("The check could not use what {name} returned: {error}")
    return cut(words.format(name=exercise, error=named))


def _parts(message: str) -> tuple[str, str]:
    """An assertion's own message, and what pytest adds about the values in it."""
    lines = message.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("assert ")), len(lines))
    return cut("\n".join(lines[:start]).strip()), _readable("\n".join(lines[start:]))


def _readable(explanation: str) -> str:
    about_functions = re.compile(r"\s*\+\s+(where|and)\s+<(function|module|class|built-in)[^=]*> = ")
    lines = [line for line in explanation.splitlines() if not about_functions.match(line)]
    return re.sub(r"<(?:built-in )?function (?:\w+\.)*(\w+)(?: at 0x[0-9a-fA-F]+)?>", r"\1", "\n".join(lines))


# What a test compared.


@dataclasses.dataclass(frozen=True)
class Compared:
    """Two values that a test compared, and what it says itself when they differ; ``told`` says that this
    is all in the words of the exception.
    """

    expected: Any
    returned: Any
    message: str = ""
    told: bool = False


def _compared(frames: list[Frame], test: Frame) -> Compared | None:
    """What ``numpy.testing`` compared, or else the test itself, to judge by its variables' names."""
    for frame in frames:
        if frame.module.startswith("numpy.testing") and frame.has("actual", "desired"):
            returned = _as_given(frame.variables["actual"])
            message = frame.variables["err_msg"] if frame.has("err_msg") else ""
            return Compared(frame.variables["desired"], returned, str(message or ""))
        if frame.module == "autograder.testing.properties" and frame.has("actual", "expected"):
            return Compared(frame.variables["expected"], frame.variables["actual"], told=True)
    if test.has("expected", "returned"):
        return Compared(test.variables["expected"], test.variables["returned"])
    return None


def _as_given(value: Any) -> Any:
    """What a test gave to NumPy, which has made an array of whatever it got, of None too."""
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim == 0:
        return value.item()
    return value


def _difference(pair: Compared) -> compare.Difference | None:
    try:
        return compare.difference(_plain(pair.expected), pair.returned)
    except (Exception, SystemExit):  # noqa: BLE001 - a student's object may raise anything when it is compared
        return None


def _plain(expected: Any) -> Any:
    """Lists that a test compares with arrays, as arrays: ``assert_allclose`` takes both."""
    return np.array(expected) if isinstance(expected, list) else expected


def _draws(error: BaseException) -> dict[str, str]:
    """What a test drew with ``data.draw``: Hypothesis tells it in the exception's notes."""
    notes = (note for note in getattr(error, "__notes__", ()) if isinstance(note, str))
    found = (re.match(r"Draw (\d+)(?: \((.*?)\))?: (.*)", note, re.DOTALL) for note in notes)
    draws = [match.groups() for match in found if match]
    return {
        label or f"draw {number}": cut(f"{label} = {value}" if label else f"# {_drawn(number)}: {value}")
        for number, label, value in draws
    }


def _drawn(number: str) -> str:
    return _("draw {number}").format(number=number)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _frames(error: BaseException) -> Iterator[Frame]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        yield Frame(Path(code.co_filename), line, code.co_qualname, frame.f_locals, frame.f_globals)


def _last_of_student(frames: list[Frame], test_file: Path) -> Frame | None:
    return next((frame for frame in reversed(frames) if _is_students(frame.file, test_file)), None)


def _module_of(test_file: Path) -> Path:
    return test_file.with_name(test_file.name.removeprefix("test_"))


def _is_students(file: Path, test_file: Path) -> bool:
    inside = file != test_file and file.is_relative_to(test_file.parent)
    return inside and "site-packages" not in file.parts and file.suffix == ".py"


# Modules that cannot be imported.


def import_failure(error: BaseException, test_file: Path) -> Failure:
    """Why importing ``test_file``, and with it the student's module, failed."""
    if isinstance(error, TimeUp):
        steps = [(each.file, each.line, each.function) for each in _frames(error)]
        own = [step for step in steps if _is_students(step[0], test_file)]
        return endless_import(_module_of(test_file).name, own[::-1], error.args[0])
    file = Path(str(error.filename)) if isinstance(error, SyntaxError) and error.filename else _module_of(test_file)
    other = no_python(file)
    if other:
        return Failure(status=Status.ERROR, message=other[0], place=in_line(file.name, other[1]))
    if isinstance(error, SyntaxError) and error.filename:
        message = _("Python cannot read {file}: {error} in line {line}.")
        message = message.format(file=file.name, error=error.msg, line=error.lineno)
        place, code = in_line(file.name, error.lineno), (error.text or "").strip()
        return Failure(status=Status.ERROR, message=message, place=place, code=code)
    student = _last_of_student(list(_frames(error)), test_file)
    if student is None:
        return Failure(status=Status.ERROR, message=_test_import_message(error, test_file))
    message = _import_message(error, student.file.name)
    return Failure(status=Status.ERROR, message=message, place=student.place, code=student.code)


def _import_message(error: BaseException, name: str) -> str:
    if isinstance(error, SystemExit):
        words = _("{file} ends the program while it is imported (sys.exit, exit or quit): take that out.")
        return words.format(file=name)
    if isinstance(error, ModuleNotFoundError):
        words = _(
            "{file} imports {name}, which is not installed here: take the import out, or install it if the course "
            "allows it."
        )
        return words.format(file=name, name=error.name)
    if isinstance(error, EOFError):
        words = _("{file} asks for input while it is imported, and nobody answers here: take input() out.")
        return words.format(file=name)
    return cut(_("{file} cannot be imported, because it raises {error}").format(file=name, error=_named(error)))


def _test_import_message(error: BaseException, test_file: Path) -> str:
    module = test_file.stem.removeprefix("test_")
    missing = re.match(r"cannot import name '(\w+)' from '(\w+)'", _words(error))
    if missing:
        return _undefined(test_file.with_name(f"{missing[2]}.py"), missing[1])
    if isinstance(error, ModuleNotFoundError) and error.name == module:
        words = _("There is no {module} beside {file}: put your module there.")
        return words.format(module=f"{module}.py", file=test_file.name)
    words = _("{file} cannot be imported, because of {error}")
    return cut(words.format(file=test_file.name, error=_named(error)))


# Values.


def unpacked(arguments: Mapping[str, Any], test: Callable[..., object]) -> dict[str, Any]:
    """The arguments of a test under the names that it gives them: ``x, kernel = case`` names the
    two parts of ``case``.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(test)))
    except (OSError, TypeError, SyntaxError):
        return dict(arguments)
    named = dict(arguments)
    for whole, parts in _unpackings(tree):
        value = arguments.get(whole)
        if isinstance(value, tuple) and len(value) == len(parts):
            named.pop(whole, None)
            named |= zip(parts, value, strict=True)
    return named


def _unpackings(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """The names in each ``x, kernel = case``: the whole, and its parts."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=parts), *_], value=ast.Name(id=whole)):
                names = [part.id for part in parts if isinstance(part, ast.Name)]
                if len(names) == len(parts):
                    yield whole, names


def pasteable(value: Any, name: str) -> str:
    """``name = value`` as code to paste, or why the value cannot be shown."""
    return guarded(lambda: code_of(name, value), start=f"{name} = ")


def shown(value: Any) -> str:
    """A value to look at, in six digits."""
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=6, suppress=True, threshold=200):
            return cut(guarded(lambda: np.array2string(value, separator=", ", max_line_width=100)))
    return cut(guarded(lambda: f"{value:.6g}" if isinstance(value, float | np.floating) else repr(value)))


def cut(text: str) -> str:
    """The text, or its beginning if it is too long to read."""
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " ..."


def guarded(text: Callable[[], str], start: str = "") -> str:
    """The text that a student's object has of itself, fit for a file, or why there is none, after ``start``."""
    try:
        return str.encode(text(), "utf-8", "backslashreplace").decode()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - it may raise anything, or give what is no text
        words = _("(this cannot be shown, because its own text raises {error})")
        return start + words.format(error=type(error).__name__)


def _words(error: BaseException) -> str:
    return guarded(lambda: str(error))


def _named(error: BaseException) -> str:
    """The exception as Python shows it."""
    return f"{type(error).__name__}: {_words(error)}".rstrip(": ")
