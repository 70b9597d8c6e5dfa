"""What of a pull request was handed in in time: for each unit, the last commit before it was due.

The times are those that commits carry, and who makes a commit can make it say an earlier time.  A commit is
never older than those that it builds on, so none is taken to be.  Where that is not enough, fetch when the
units are due: what has not been pushed then is not there.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

from autograder.languages import _, ngettext
from autograder.submissions.folders import Task
from autograder.submissions.git import Repository
from autograder.submissions.pull_request import PullRequest

_SHORT = 10
"""So many letters of a commit's name are shown."""


@dataclasses.dataclass(frozen=True)
class HandedIn:
    """What is to be graded, how many commits the pull request has, and what is said of those that came late."""

    tasks: tuple[Task, ...]
    commits: int
    late: tuple[str, ...]


def export_in_time(
    repository: Repository,
    base: str,
    head: str,
    due: Mapping[str, datetime.datetime | None],
    target: Path,
) -> HandedIn:
    """Copies what ``head`` changes since it branched off ``base`` below the folder ``target``.

    Args:
        repository: the students'.
        base: what the pull request is to be merged into: a branch, a tag or a commit.
        head: its last commit, in the same words.
        due: until when each unit counts; None where all counts.
        target: a folder that only the grader reads.

    Raises:
        RepositoryError: there is no such commit, or too much to read.
    """
    commits = repository.own_commits(base, head)
    units = collections.defaultdict(list)
    for unit, until in due.items():
        units[until].append(unit)
    tasks: list[Task] = []
    late: list[str] = []
    for number, (until, names) in enumerate(units.items()):
        counting = [commit for commit in commits if until is None or commit.time <= until]
        missed = len(commits) - len(counting)
        last = head if not missed else counting[0].name if counting else repository.branched_off(base, head)
        tasks += PullRequest.between(repository, base, last).export_all(names, target / str(number))
        if missed and until:
            changed = {place.unit for place in PullRequest.between(repository, base, head).places(names)}
            late += [_said(unit, until, counting[0].name if counting else "", missed) for unit in sorted(changed)]
    return HandedIn(tuple(sorted(tasks, key=lambda task: task.name)), len(commits), tuple(late))


def _said(unit: str, until: datetime.datetime, commit: str, missed: int) -> str:
    if commit:
        said = ngettext(
            "{unit}: commit {commit} counts. {number} later commit does not count, from after {until}, when {unit} was "
            "due.",
            "{unit}: commit {commit} counts. {number} later commits do not count, from after {until}, when {unit} was "
            "due.",
            missed,
        )
    else:
        said = _("{unit}: all commits are from after {until}, when {unit} was due, so none counts.")
    return said.format(unit=unit, commit=commit[:_SHORT], number=missed, until=f"{until:%Y-%m-%d %H:%M %Z}")
