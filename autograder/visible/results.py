"""TODO visible/results."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from autograder.report import Status
from autograder.visible.explain import Failure

if TYPE_CHECKING:
    pass


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleResult:
    """One check: ``text`` says what it asks, ``hint`` what to try if it fails, ``failure`` what
    went wrong.
    """

    name: str
    exercise: str
    text: str
    status: Status
    hint: str = ""
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return self.status is Status.PASSED


@dataclasses.dataclass(frozen=True)
class VisibleExercise:
    """The checks of one exercise."""

    name: str
    results: tuple[VisibleResult, ...]

    @property
    def status(self) -> Status:
        """Passed, not attempted or failed."""
        if all(result.passed for result in self.results):
            return Status.PASSED
        return (
            Status.NOT_ATTEMPTED
            if any(result.status is Status.NOT_ATTEMPTED for result in self.results)
            else Status.FAILED
        )

    @property
    def passed(self) -> int:
        """How many checks pass."""
        return sum(result.passed for result in self.results)

    @property
    def summary(self) -> str:
        """The exercise in a few words."""
        if self.status is Status.NOT_ATTEMPTED:
            return "not written yet"
        return _counted(self.passed, len(self.results))


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class VisibleRun:
    """All checks of a unit or of one of its exercises.

    ``problem`` is why none could run, ``saved`` the time at which the module was saved, ``lines``
    where it defines what.
    """

    unit: str
    results: tuple[VisibleResult, ...] = ()
    problem: Failure | None = None
    saved: str = ""
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether there are checks and all of them pass."""
        return self.problem is None and bool(self.results) and all(result.passed for result in self.results)

    @property
    def exercises(self) -> tuple[VisibleExercise, ...]:
        """The results by exercise, in the order of the test file."""
        names = dict.fromkeys(result.exercise for result in self.results)
        return tuple(
            VisibleExercise(name, tuple(result for result in self.results if result.exercise == name)) for name in names
        )

    @property
    def summary(self) -> str:
        """The run in a few words."""
        return (
            "the checks could not run"
            if self.problem
            else _counted(sum(result.passed for result in self.results), len(self.results))
        )

    def _repr_html_(self) -> str:
        """The panel that a notebook shows."""
        from autograder.visible.notebook import template

        return template().render(run=self, Status=Status)

    def __repr__(self) -> str:
        """The same as plain text, for a terminal."""
        from rich.console import Console

        from autograder.visible.terminal import render_terminal

        text = io.StringIO()
        render_terminal(self, Console(file=text, width=100, color_system=None))
        return text.getvalue().rstrip()


def _counted(passed: int, total: int) -> str:
    if total == 1:
        return "the check passes" if passed else "the check fails"
    return f"all {total} checks pass" if passed == total else f"{passed} of {total} checks pass"
