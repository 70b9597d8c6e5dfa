"""What a run of visible checks came to: plain frozen data, and the few words that sum it up.

How it looks in a notebook, a terminal or a pull request is made elsewhere, from this.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from autograder.report import Status


@dataclasses.dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a check did not pass, or why none could run.

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
        statuses = {result.status for result in self.results}
        if statuses <= {Status.PASSED}:
            return Status.PASSED
        return Status.NOT_ATTEMPTED if Status.NOT_ATTEMPTED in statuses else Status.FAILED

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


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleRun:
    """All checks of a unit or of one of its exercises.

    ``problem`` is why none could run, ``saved`` the time at which the module was saved, ``lines``
    where it defines what, ``note`` what is to be known of the way in which they ran.
    """

    unit: str
    results: tuple[VisibleResult, ...] = ()
    problem: Failure | None = None
    saved: str = ""
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)
    note: str = ""

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
        if self.problem:
            return "the checks could not run"
        return _counted(sum(result.passed for result in self.results), len(self.results))


def _counted(passed: int, total: int) -> str:
    if total == 1:
        return "the check passes" if passed else "the check fails"
    return f"all {total} checks pass" if passed == total else f"{passed} of {total} checks pass"
