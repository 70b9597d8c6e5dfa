"""What Gradescope knows of a submission: its ``submission_metadata.json``.

The format: https://gradescope-autograders.readthedocs.io/en/latest/submission_metadata/
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.submissions.folders import SubmissionError


@dataclasses.dataclass(frozen=True)
class Metadata:
    """Which attempt a submission is, from 1, and when it is due, late ones too; None where it never is."""

    attempt: int
    due: datetime.datetime | None


def read_metadata(file: Path) -> Metadata:
    """What the file says.  Attempts that our autograder failed on count for nothing.

    Raises:
        SubmissionError: it is no such file.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        earlier = [each for each in data["previous_submissions"] if not each.get("autograder_error")]
        due = max(_due(data), default=None)
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        advice = "Give the file that Gradescope lays beside each submission"
        raise SubmissionError(f"{file} is no submission_metadata.json: {error}. {advice}.") from None
    return Metadata(len(earlier) + 1, due)


def _due(data: dict[str, Any]) -> Iterator[datetime.datetime]:
    """The due dates of the assignment, and those of the students who have others."""
    own = [user.get("assignment") or {} for user in data.get("users", ())]
    for assignment in (data["assignment"], *own):
        for name in ("due_date", "late_due_date"):
            if assignment.get(name):
                yield datetime.datetime.fromisoformat(assignment[name])
