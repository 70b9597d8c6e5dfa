"""What the checks of one unit have come to so far, and what follows for those that come after."""

from __future__ import annotations

from pathlib import Path

from autograder.report import Status
from autograder.visible.results import Failure, mend_first
from autograder.visible.uses import Uses


class Progress:
    """The checks in one test file, in the order in which they run."""

    def __init__(self, test_file: Path) -> None:
        self._uses = Uses.in_folder(test_file.parent, test_file.stem.removeprefix("test_"))
        self._wrong: set[str] = set()
        self._endless: dict[str, None] = {}
        self._told: dict[tuple[str, ...], str] = {}

    def helpers_of(self, exercise: str) -> tuple[str, ...]:
        """The exercises before one that it uses."""
        return self._uses.earlier(exercise)

    def is_wrong(self, exercise: str) -> bool:
        """Whether a check of an exercise, or of a part of that class, has failed, and none never ended."""
        parts = {name for name, of in self._uses.of.items() if exercise in (name, of)}
        return bool(parts & self._wrong) and not self._endless

    def not_run(self, exercise: str, check: str) -> Failure | None:
        """Why a check is not to run; None if it is."""
        return self._uses.left_out(exercise, check, self._endless)

    def note(self, exercise: str, failure: Failure) -> None:
        """Takes down that a check of an exercise has failed."""
        if failure.status not in (Status.NOT_ATTEMPTED, Status.SKIPPED):
            self._wrong.add(exercise)
        if failure.loop:
            self._endless[failure.loop] = None

    def mend_first(self, exercise: str, check: str) -> str:
        """What to mend before this check, in a sentence; empty if there is nothing."""
        return mend_first(self._uses.among(self._wrong, exercise, check))

    def told_in(self, exercise: str, check: str, failure: Failure) -> str:
        """The check of the exercise that failed in the same way before; empty if this is the first."""
        before = self._told.setdefault((exercise, *failure.kind), check)
        return before if before != check else ""
