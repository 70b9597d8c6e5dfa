"""From the exception of a failing visible check to what a student needs: what happened, with which
input, on which line.

It is imported only once something has failed or been drawn, so that runs of pytest that have
nothing to do with a unit pay nothing.
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

from autograder.report import Status
from autograder.values import compare
from autograder.values.readable import as_code

LONGEST = 1200
"""More characters than this of one value, message or output are cut: nobody reads them."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a check did not pass.

    ``arguments`` holds the smallest input found, by name, as code to paste; ``place`` and ``code``
    are the line to look at; ``printed`` is what the student's code printed for this input.
    """

    status: Status
    message: str
    detail: str = ""
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)
    expected: str = ""
    returned: str = ""
    place: str = ""
    code: str = ""
    printed: str = ""


@dataclasses.dataclass(frozen=True)
class Frame:
    """One step of a traceback."""

    file: Path
    line: int
    function: str
    variables: Mapping[str, Any]
    module: str

    @property
    def place(self) -> str:
        """The file and line in words."""
        return f"{self.file.name}, line {self.line}"

    @property
    def code(self) -> str:
        """The line's text."""
        return linecache.getline(str(self.file), self.line).strip()


# Failing tests.


def failure(
    error: BaseException, *, exercise: str, test_file: Path, arguments: Mapping[str, Any], printed: str = ""
) -> Failure:
    """What became of a test of ``exercise`` in ``test_file`` that raised ``error`` for
    ``arguments``.
    """
    error = _innermost(error)
    frames = list(_frames(error))
    student = next((frame for frame in reversed(frames) if _is_students(frame.file, test_file)), None)
    if isinstance(error, NotImplementedError) and student is not None and student is frames[-1]:
        return _not_written(exercise, student)
    test = next((frame for frame in reversed(frames) if frame.file == test_file), None)
    if student is not None and not _is_verdict_of_test(error, frames, test_file):
        found = Failure(status=Status.ERROR, message=_raised(exercise, error), place=student.place, code=student.code)
    elif test is not None:
        found = dataclasses.replace(_wrong(exercise, error, frames, test), place=test.place, code=test.code)
    else:
        found = Failure(status=Status.ERROR, message=_raised(exercise, error))
    inputs = {name: pasteable(value, name) for name, value in arguments.items()} | _draws(error)
    return dataclasses.replace(found, arguments=inputs, printed=printed)


def as_text(what: Failure, text: str) -> str:
    """A failure as plain text for pytest's own report; ``text`` says what the check is about."""
    if what.status is Status.NOT_ATTEMPTED:
        return what.message
    indent = functools.partial(textwrap.indent, prefix="    ")
    parts = [text, "", what.message, what.detail]
    if what.arguments:
        parts += ["", "smallest input that shows it:", *(indent(line) for line in what.arguments.values())]
    if what.expected:
        parts += ["", "expected:", indent(what.expected), "returned:", indent(what.returned)]
    parts += ["", f"{what.place}:  {what.code}"] if what.place else []
    return "\n".join(part for part, before in zip(parts, ["", *parts], strict=False) if part or before)


def _not_written(exercise: str, student: Frame) -> Failure:
    name = student.function.split(".")[0]
    if name == exercise:
        return Failure(status=Status.NOT_ATTEMPTED, message=f"{exercise} is not written yet")
    message = f"{exercise} needs {name}, which is not written yet: write {name} first."
    return Failure(status=Status.FAILED, message=message, place=student.place, code=student.code)


def _is_verdict_of_test(error: BaseException, frames: list[Frame], test_file: Path) -> bool:
    """Whether the test itself judged: its own assertion, or one that NumPy or pytest made for it,
    and not the student's ``assert``.
    """
    last_own = next(
        frame for frame in reversed(frames) if frame.file == test_file or _is_students(frame.file, test_file)
    )
    return last_own.file == test_file and (isinstance(error, AssertionError) or type(error).__name__ == "Failed")


def _raised(exercise: str, error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"{exercise} ended the program (sys.exit, exit or quit): take that out and return the result."
    if isinstance(error, RecursionError):
        return f"{exercise} calls itself without end (RecursionError)."
    if isinstance(error, EOFError):
        return f"{exercise} asks for input, and nobody answers here: take input() out."
    return cut(f"{exercise} raised {type(error).__name__}: {error}".rstrip(": "))


def _wrong(exercise: str, error: BaseException, frames: list[Frame], test: Frame) -> Failure:
    if isinstance(error, AttributeError) and isinstance(error.obj, types.ModuleType):
        return Failure(status=Status.ERROR, message=_undefined(error.obj.__name__, str(error.name)))
    if type(error).__name__ == "Failed":
        return Failure(status=Status.FAILED, message=_refusal(exercise, str(error)))
    pair = _compared(frames, test)
    found = compare.difference(_plain(pair[0]), pair[1]) if pair else None
    if not isinstance(error, AssertionError) and found is None:
        return Failure(status=Status.FAILED, message=_unusable(exercise, error))
    message, explanation = _parts(str(error)) if isinstance(error, AssertionError) else ("", "")
    told = re.fullmatch(
        r"(.*)\n( *expected: )(.*)\n *returned: (.*)", message, re.DOTALL
    )  # as autograder.testing.properties tells it
    if pair is None and told:
        expected, returned = (text.replace("\n" + " " * len(told[2]), "\n") for text in told.group(3, 4))
        return Failure(status=Status.FAILED, message=told[1], expected=expected, returned=returned)
    if pair is None:
        return Failure(status=Status.FAILED, message=message or "The assertion does not hold:", detail=cut(explanation))
    expected, returned, own_message = pair
    difference = "" if found is None else (f"At {found.where}: " if found.where else "") + found.what
    # NumPy's own long message says no more than the difference does.
    words = [sentence for sentence in (own_message or (message if explanation else ""), difference) if sentence] or [
        message.partition("\n")[0]
    ]
    return Failure(
        status=Status.FAILED,
        message=cut(words[0]),
        detail="\n".join(words[1:]),
        expected=shown(expected),
        returned=shown(returned),
    )


def _undefined(module: str, name: str) -> str:
    return f"{module}.py does not define {name}: was it renamed or deleted?"


def _refusal(exercise: str, message: str) -> str:
    if "DID NOT RAISE" not in message:
        return cut(message)
    kinds = " or ".join(re.findall(r"\b([A-Za-z]\w*)\b(?='>|,|\)|$)", message.partition("RAISE")[2])) or "an exception"
    return f"{exercise} accepted arguments that make no sense: expected it to raise {kinds}."


def _unusable(exercise: str, error: BaseException) -> str:
    words = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(error, TypeError) and re.search(r"argument", str(error)):
        return cut(f"{exercise} cannot be called as the check calls it ({words}): were its parameters changed?")
    if "NoneType" in words:
        return cut(f"{exercise} gave None (is a `return` missing?): {words}")
    return cut(f"The check could not use what {exercise} returned: {words}")


def _parts(message: str) -> tuple[str, str]:
    """An assertion's own message, and what pytest adds about the values in it."""
    lines = message.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("assert ")), len(lines))
    return cut("\n".join(lines[:start]).strip()), _readable("\n".join(lines[start:]))


def _readable(explanation: str) -> str:
    lines = [
        line
        for line in explanation.splitlines()
        if not re.match(r"\s*\+\s+(where|and)\s+<(function|module|class|built-in)[^=]*> = ", line)
    ]
    return re.sub(r"<(?:built-in )?function (?:\w+\.)*(\w+)(?: at 0x[0-9a-fA-F]+)?>", r"\1", "\n".join(lines))


def _compared(frames: list[Frame], test: Frame) -> tuple[Any, Any, str] | None:
    """The expected value, the returned one and the test's own words: from ``numpy.testing``, or
    from the test's own variables.
    """
    for frame in frames:
        if frame.module.startswith("numpy.testing") and {"actual", "desired"} <= frame.variables.keys():
            actual = np.asanyarray(frame.variables["actual"])
            # NumPy has made an array of whatever it got, of None too.
            returned = actual.item() if actual.dtype == object and actual.ndim == 0 else frame.variables["actual"]
            return frame.variables["desired"], returned, str(frame.variables.get("err_msg") or "")
    if {"expected", "returned"} <= test.variables.keys():
        return test.variables["expected"], test.variables["returned"], ""
    return None


def _plain(expected: Any) -> Any:
    """Lists that a test compares with arrays, as arrays: ``assert_allclose`` takes both."""
    return np.array(expected) if isinstance(expected, list) else expected


def _draws(error: BaseException) -> dict[str, str]:
    """What a test drew with ``data.draw``: Hypothesis tells it in the exception's notes."""
    found = (re.match(r"Draw (\d+)(?: \((.*?)\))?: (.*)", note, re.DOTALL) for note in getattr(error, "__notes__", ()))
    draws = [match.groups() for match in found if match]
    return {
        label or f"draw {number}": cut(f"{label} = {value}" if label else f"# draw {number}: {value}")
        for number, label, value in draws
    }


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _frames(error: BaseException) -> Iterator[Frame]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        yield Frame(
            Path(code.co_filename), line, code.co_qualname, frame.f_locals, str(frame.f_globals.get("__name__", ""))
        )


def _is_students(file: Path, test_file: Path) -> bool:
    inside = file != test_file and file.is_relative_to(test_file.parent)
    return inside and "site-packages" not in file.parts and file.suffix == ".py"


# Modules that cannot be imported.


def import_failure(error: BaseException, test_file: Path) -> Failure:
    """Why importing ``test_file``, and with it the student's module, failed."""
    module = test_file.stem.removeprefix("test_") + ".py"
    if isinstance(error, SyntaxError) and error.filename:
        file = Path(error.filename)
        message = f"Python cannot read {file.name}: {error.msg} in line {error.lineno}."
        return Failure(
            status=Status.ERROR,
            message=message,
            place=f"{file.name}, line {error.lineno}",
            code=(error.text or "").strip(),
        )
    student = next((frame for frame in reversed(list(_frames(error))) if _is_students(frame.file, test_file)), None)
    if student is None:
        return Failure(status=Status.ERROR, message=_test_import_message(error, module, test_file))
    return Failure(
        status=Status.ERROR, message=_import_message(error, student.file.name), place=student.place, code=student.code
    )


def _import_message(error: BaseException, name: str) -> str:
    if isinstance(error, SystemExit):
        return f"{name} ends the program while it is imported (sys.exit, exit or quit): take that out."
    if isinstance(error, ModuleNotFoundError):
        return f"{name} imports {error.name}, which is not installed here: take the import out, or install it if the course allows it."
    if isinstance(error, EOFError):
        return f"{name} asks for input while it is imported, and nobody answers here: take input() out."
    return cut(f"{name} cannot be imported, because it raises {type(error).__name__}: {error}".rstrip(": "))


def _test_import_message(error: BaseException, module: str, test_file: Path) -> str:
    missing = re.match(r"cannot import name '(\w+)' from '(\w+)'", str(error))
    if missing:
        return _undefined(missing[2], missing[1])
    if isinstance(error, ModuleNotFoundError) and f"{error.name}.py" == module:
        return f"There is no {module} beside {test_file.name}: put your module there."
    return cut(f"{test_file.name} cannot be imported, because of {type(error).__name__}: {error}")


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
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Name):
            names = [target.id for target in node.targets[0].elts if isinstance(target, ast.Name)]
            whole = arguments.get(node.value.id)
            if isinstance(whole, tuple) and len(whole) == len(names) == len(node.targets[0].elts):
                named = {key: value for key, value in named.items() if key != node.value.id} | dict(
                    zip(names, whole, strict=True)
                )
    return named


def pasteable(value: Any, name: str = "") -> str:
    """The value as code to paste, ``name = value`` if it has a name; the rows of an array stand
    below each other.
    """
    start = f"{name} = " if name else ""
    code = as_code(value)
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return start + code
    first = len(start) + len("np.array(")
    return start + re.sub(
        r"(\]+), (?=\[)", lambda closing: f"{closing[1]},\n" + " " * (first + value.ndim - len(closing[1])), code
    )


def shown(value: Any) -> str:
    """A value to look at, in six digits."""
    if isinstance(value, np.ndarray):
        with np.printoptions(precision=6, suppress=True, threshold=200):
            return cut(np.array2string(value, separator=", ", max_line_width=100))
    return cut(f"{value:.6g}" if isinstance(value, float | np.floating) else repr(value))


def cut(text: str) -> str:
    """The text, or its beginning if it is too long to read."""
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " ..."
