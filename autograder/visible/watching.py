"""One marked test while it runs: its latest input, what it prints, and its failure in words.

NumPy and what needs it are imported within the functions that use them: see
:mod:`autograder.visible.pytest_plugin`.
"""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.languages import _
from autograder.report import Status
from autograder.visible.limit import TimeUp
from autograder.visible.results import Failure

SHRINK_SECONDS = 3.0
"""How long Hypothesis may look for a smaller input that fails."""

_PRINTED_KEPT = 2000  # characters, from the end


class _Enough(BaseException):
    """Ends the search at once; its cause is the failure.  Not an Exception, which Hypothesis would
    shrink.
    """


class Tail(io.TextIOBase):
    """Keeps the end of what is printed."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = (self.text + text)[-_PRINTED_KEPT:]
        return len(text)

    def writable(self) -> bool:
        return True


class Watch:
    """One marked test: its exercise and what that is called, and the arguments and the printing of
    its latest run.

    ``not_run`` is why it did not run, ``helps`` the exercise that it is to explain, if it runs for that alone.
    """

    def __init__(self, item: pytest.Item, exercise: str, of: str) -> None:
        self.exercise, self.of = exercise, of
        self.text, self.hint = (part.strip() for part in _docstring(item).partition("\n\n")[::2])
        self.arguments: dict[str, Any] = dict(getattr(getattr(item, "callspec", None), "params", {}))
        self.printed = Tail()
        self.not_run: Failure | None = None
        self.helps = ""
        self.test: Callable[..., None] | None = getattr(item, "obj", None)
        self.drawn = False
        self._failure: BaseException | None = None
        self._since = 0.0

    def around(self, test: Callable[..., None]) -> Callable[..., None]:
        """The function that Hypothesis runs for each input, watched."""
        from autograder.values.copies import copied

        self.test, self.drawn = test, True

        @functools.wraps(test)
        def run(*args: Any, **kwargs: Any) -> None:
            if self._failure is not None and time.monotonic() - self._since > SHRINK_SECONDS:
                raise _Enough from self._failure
            drawn = {name: copied(value) for name, value in kwargs.items() if type(value).__name__ != "DataObject"}
            self.printed.text = ""
            try:
                test(*args, **kwargs)
            except NotImplementedError as error:
                raise _Enough from error
            except TimeUp as error:
                self._note(error, drawn)
                raise
            except (Exception, SystemExit, pytest.fail.Exception) as error:
                if not str(type(error).__module__).startswith("hypothesis"):
                    self._note(error, drawn)
                raise

        return run

    def _note(self, error: BaseException, arguments: dict[str, Any]) -> None:
        """Keeps a failure: Hypothesis tries only smaller inputs than the last that failed, so the
        latest is the smallest.
        """
        self._since = time.monotonic() if self._failure is None else self._since
        self._failure, self.arguments = error, arguments

    def failure(self, error: BaseException, test_file: Path) -> Failure:
        """What became of the test, which has raised ``error``, in words for the student."""
        from autograder.visible import explain

        error = error.__cause__ if isinstance(error, _Enough) and error.__cause__ else error
        return explain.failure(
            error,
            exercise=self.exercise,
            of=self.of,
            test_file=test_file,
            arguments=self.arguments,
            printed=self.printed.text,
            hint=self.hint,
            test=self.test,
            drawn=self.drawn,
        )


WATCH = pytest.StashKey[Watch]()


def in_words(what: str, explained: Callable[[], Failure]) -> Failure:
    """The explanation of a failure; where a student's object raises something while it is looked
    at, ``what`` fails all the same.
    """
    try:
        return explained()
    except (Exception, SystemExit):  # noqa: BLE001 - it may raise anything
        message = _("{what} fails with an exception or a result that cannot be put into words.")
        return Failure(status=Status.ERROR, message=message.format(what=what))


def _docstring(item: pytest.Item) -> str:
    text = getattr(getattr(item, "obj", None), "__doc__", None) or item.name.removeprefix("test_").replace("_", " ")
    first, *others = text.strip().splitlines()
    return "\n".join([first, *(line.strip() for line in others)])
