"""TODO visible/log."""

from __future__ import annotations

import dataclasses
import json
import linecache
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.report import Status
from autograder.visible.explain import Failure
from autograder.visible.results import VisibleResult

if TYPE_CHECKING:
    pass


@dataclasses.dataclass
class Log:
    """What one process told before it ended or was stopped."""

    folder: Path
    tests: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    ended: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    running: str | None = None
    problem: Failure | None = None
    timed_out: bool = False
    exit_status: int = 0
    stack: Sequence[tuple[str, int, str]] = ()
    errors: str = ""

    def read(self, line: str) -> None:
        """Takes in one event."""
        event = json.loads(line)
        match event["event"]:
            case "collected":
                self.tests = event["tests"]
            case "broken":
                self.problem = _failure(event["failure"])
            case "start":
                self.running = event["id"]
            case "end":
                self.ended[event["id"]] = event
                self.running = None

    def results(self, seconds: float) -> dict[str, VisibleResult]:
        """The results of all checks that ended, or never will."""
        stopped = next((test for test in self.tests if test["id"] == self.running), None)
        found = {}
        for test in self.tests:
            if test["id"] in self.ended:
                event = self.ended[test["id"]]
                found[test["id"]] = result(test, _failure(event["failure"]), event["status"])
            elif test is stopped:
                found[test["id"]] = result(test, self._stopped(test["exercise"], seconds))
            elif stopped and test["exercise"] == stopped["exercise"]:
                found[test["id"]] = result(
                    test, Failure(status=Status.SKIPPED, message="Not run, because of the check that was stopped.")
                )
        return found

    def _stopped(self, exercise: str, seconds: float) -> Failure:
        if not self.timed_out:
            message = f"{exercise} ended Python itself (exit status {self.exit_status}): does it call os._exit, or fill the whole memory?"
            return Failure(status=Status.ERROR, message=message)
        message = f"{exercise} did not finish within {_duration(seconds)}: is there a loop that never ends?"
        return Failure(status=Status.TIMEOUT, message=message, **self.standstill())

    def standstill(self) -> dict[str, Any]:
        """Where the student's code stood when time was up, innermost function last: fields of a
        failure.
        """
        linecache.checkcache()  # the file may have changed since an earlier look
        frames = [(Path(name), line, function) for name, line, function in self.stack]
        own = [
            frame
            for frame in frames
            if frame[0].parent == self.folder and not frame[0].name.startswith("test_") and not _is_anonymous(frame[2])
        ]
        lines = [
            (f"{file.name}, line {line}", function, linecache.getline(str(file), line).strip())
            for file, line, function in own
        ]
        if not lines:
            return {}
        if len(lines) == 1:
            return {"place": lines[0][0], "code": lines[0][2]}
        # The loop may be in any of these functions: show them as they called each other.
        return {
            "detail": "It stood at\n"
            + "\n".join(f"{place}, in {function}: {code}" for place, function, code in reversed(lines[:5]))
        }


def _is_anonymous(function: str) -> bool:
    return function.startswith("<") and function != "<module>"


def _failure(facts: dict[str, Any] | None) -> Failure | None:
    return Failure(**{**facts, "status": Status(facts["status"])}) if facts else None


def result(test: dict[str, Any], failure: Failure | None, status: str = "") -> VisibleResult:
    verdict = failure.status if failure else Status(status)
    return VisibleResult(
        name=test["name"],
        exercise=test["exercise"],
        text=test["text"],
        hint=test["hint"],
        status=verdict,
        failure=failure,
    )


def _duration(seconds: float) -> str:
    return f"{seconds:g} second{'s' if seconds != 1 else ''}"


def no_start(log: Log, unit: str, seconds: float) -> Failure:
    if log.timed_out:
        message = f"Importing {unit}.py did not finish within {_duration(seconds)}: is there a loop outside the functions that never ends?"
        return Failure(status=Status.TIMEOUT, message=message, **log.standstill())
    if log.errors:
        message = f"pytest could not start in {log.folder}: run `python -m pytest` there to see why."
        return Failure(status=Status.GRADER_ERROR, message=message, detail=log.errors)
    message = f"Importing {unit}.py ended Python itself (exit status {log.exit_status}): does it call os._exit outside the functions?"
    return Failure(status=Status.ERROR, message=message)
