"""What one process that ran visible checks has told, and what follows from it for each of them,
also for those that never ended.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.languages import _
from autograder.report import Status
from autograder.visible.results import Failure, VisibleResult, not_run
from autograder.visible.standstill import Step, endless, endless_import

ERRORS_KEPT = 2000
"""Characters of what the process wrote to stderr, from the end."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleCheck:
    """A check as pytest collected it: ``id`` is its name there, the others are as in its result."""

    id: str
    name: str
    exercise: str
    text: str

    def is_asked(self, exercise: str | None, of: Mapping[str, str]) -> bool:
        """Whether it is one of those that ``exercise`` names, and not there to explain them."""
        return exercise in (None, self.exercise, of.get(self.exercise))

    def failed(self, failure: Failure) -> VisibleResult:
        """Its result when ``failure`` is what became of it."""
        return self._result(failure.status, failure)

    def ended(self, event: Mapping[str, Any]) -> VisibleResult:
        """Its result as the event of its end tells it."""
        failure = _failure(event)
        return self.failed(failure) if failure else self._result(Status(event["status"]), None)

    def _result(self, status: Status, failure: Failure | None) -> VisibleResult:
        return VisibleResult(name=self.name, exercise=self.exercise, text=self.text, status=status, failure=failure)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Log:
    """What one process told before it ended or was stopped.

    ``events`` are those of :mod:`autograder.visible.pytest_plugin`; ``stack`` is where it stood
    when time was up (file, line, function, innermost first); ``errors`` is what it wrote to stderr;
    ``guarded`` says whether it could have been stopped.
    """

    folder: Path
    events: Sequence[Mapping[str, Any]]
    timed_out: bool = False
    exit_status: int = 0
    stack: Sequence[tuple[str, int, str]] = ()
    errors: str = ""
    guarded: bool = True

    @functools.cached_property
    def checks(self) -> tuple[VisibleCheck, ...]:
        """The checks that were to run, in their order."""
        return tuple(VisibleCheck(**facts) for event in self._events("collected") for facts in event["checks"])

    def problem(self, unit: str, seconds: float) -> Failure | None:
        """Why no check of ``unit`` could run, if so; importing it might take ``seconds``."""
        broken = self._events("broken")
        if broken:
            return _failure(broken[-1])
        return None if self.checks else self._no_start(unit, seconds)

    def results(self, seconds: float, of: Mapping[str, str]) -> dict[str, VisibleResult]:
        """The results by id of all checks that ended, or never will; each might take ``seconds``, and ``of``
        tells what definition each exercise is about.
        """
        ended = {event["id"]: event for event in self._events("end")}
        found = {check.id: check.ended(ended[check.id]) for check in self.checks if check.id in ended}
        last = self._events("start", "end")[-1:]
        stopped = next((check for check in self.checks if check.id not in ended and check.id in _ids(last)), None)
        if stopped is None:
            return found
        failure = self._stopped(stopped.exercise, seconds, of)
        ended_python = Failure(status=Status.SKIPPED, message=_("{name} ended Python.").format(name=stopped.exercise))
        skipped = not_run(failure.loop) if failure.loop else ended_python
        siblings = [check for check in self.checks if check.exercise == stopped.exercise and check.id not in ended]
        return {
            **found,
            **{check.id: check.failed(skipped) for check in siblings},
            stopped.id: stopped.failed(failure),
        }

    def _events(self, *kinds: str) -> list[Mapping[str, Any]]:
        return [event for event in self.events if event["event"] in kinds]

    def _no_start(self, unit: str, seconds: float) -> Failure:
        if self.timed_out:
            return endless_import(f"{unit}.py", self._steps(), seconds)
        trouble = self._trouble_of_pytest() or self.errors
        if trouble:
            message = _("pytest could not start in {folder}: run `python -m pytest` there to see why.")
            message = message.format(folder=self.folder)
            return Failure(status=Status.GRADER_ERROR, message=message, detail=trouble)
        end = _(
            "Importing {file} ended Python itself (exit status {status}): does it call os._exit outside the functions?"
        )
        return Failure(status=Status.ERROR, message=end.format(file=f"{unit}.py", status=self.exit_status))

    def _stopped(self, exercise: str, seconds: float, of: Mapping[str, str]) -> Failure:
        """Why a check of ``exercise`` began and never ended."""
        if self.timed_out:
            return endless(exercise, of, self._steps(), seconds)
        trouble = self._trouble_of_pytest()
        if trouble:
            message = _(
                "pytest itself failed here, which says nothing of {name}: run `python -m pytest` to see why."
            ).format(name=exercise)
            return Failure(status=Status.GRADER_ERROR, message=message, detail=trouble)
        end = _("{name} ended Python itself (exit status {status}): does it call os._exit, or fill the whole memory?")
        return Failure(status=Status.ERROR, message=end.format(name=exercise, status=self.exit_status))

    def _trouble_of_pytest(self) -> str:
        return "\n".join(event["text"] for event in self._events("trouble"))

    def _steps(self) -> list[Step]:
        """Where the student's code stood when time was up, innermost first."""
        steps = [(Path(file), line, function) for file, line, function in self.stack]
        return [step for step in steps if self._is_students(step[0])]

    def _is_students(self, file: Path) -> bool:
        return file.parent == self.folder and not file.name.startswith("test_")


def _failure(event: Mapping[str, Any]) -> Failure | None:
    facts = event["failure"]
    return Failure(**{**facts, "status": Status(facts["status"])}) if facts else None


def _ids(events: Sequence[Mapping[str, Any]]) -> set[str]:
    return {event["id"] for event in events}
