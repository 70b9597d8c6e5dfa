"""What it costs to hand in late, as the course says it."""

from __future__ import annotations

import math
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin

from autograder.course.loading import find_course
from autograder.course.settings import read_settings

_DAY = 24 * 60 * 60.0


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc] # nbgrader ships without types
    """Takes the course's ``late_penalty_a_day``; where it has none, nbgrader's own setting holds."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that are lost: a share of what was earned for each day that has begun, and no more than all."""
        share = read_settings(find_course(Path.cwd())).late_penalty_a_day
        if not share:
            penalty: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return penalty
        return min(score, round(score * share * math.ceil(total_seconds_late / _DAY), 2))
