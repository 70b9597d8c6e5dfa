"""What a run of visible checks came to: plain frozen data, and the few words that sum it up.

How it looks in a notebook, a terminal or a pull request is made elsewhere, from this.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from autograder.languages import ENGLISH, _, ngettext
from autograder.report import Status


@dataclasses.dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a check did not pass, or why none could run.

    ``arguments`` holds the smallest input found, by name, as code; ``call`` is the code to paste into
    a notebook that shows the same; ``place`` and ``code`` are the line to look at; ``printed`` is what
    the student's code printed for this input; ``hint`` is what to try, where it is known to fit; ``loop``
    is the exercise that did not end, where one did not; ``unwritten`` what is not written; ``where`` the first
    place of the answer that is wrong, as code, ``[0, 2]``; ``picture`` is HTML of what the student's function
    computes in that call, number by number.
    """

    status: Status
    message: str
    detail: str = ""
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)
    call: str = ""
    expected: str = ""
    returned: str = ""
    place: str = ""
    code: str = ""
    printed: str = ""
    hint: str = ""
    loop: str = ""
    unwritten: str = ""
    where: str = ""
    picture: str = ""

    @property
    def kind(self) -> tuple[str, ...]:
        """What two failures have in common that are the same mistake: of an exception its line and its
        words, whatever numbers stand in them; of a wrong answer all that is known of it.
        """
        words = re.sub(r"\d+", "0", self.message)
        if self.returned == "None":
            return self.status, self.returned
        if self.status is Status.ERROR or self.code.startswith("raise NotImplementedError"):
            return self.status, words, "" if self.place.startswith("test_") else self.place
        return self.status, self.message, self.detail, self.expected, self.returned, self.place

    @property
    def line(self) -> str:
        """The line to look at; of a test the place alone, where the call is shown."""
        if not self.place:
            return ""
        is_told = not self.code or (self.call and self.place.startswith("test_"))
        return self.place if is_told else f"{self.place}: {self.code}"

    @property
    def input(self) -> str:
        """The smallest input as code, a name below the other."""
        return "\n".join(self.arguments.values())


def not_written(name: str) -> Failure:
    """What is said of a check of something that is not written."""
    message = _("{name} is not written yet").format(name=name)
    return Failure(status=Status.NOT_ATTEMPTED, message=message, unwritten=name)


def not_run(loop: str) -> Failure:
    """What is said of a check that would not end either, because ``loop`` does not."""
    return Failure(status=Status.SKIPPED, message=_("{name} does not finish.").format(name=loop), loop=loop)


def in_line(file: str, line: int | None) -> str:
    """A place in a file, in words."""
    return _("{file}, line {line}").format(file=file, line=line)


def not_run_because(number: int, why: str) -> str:
    """How many checks did not run, and why, in a sentence."""
    return ngettext("{number} check was not run: {why}", "{number} checks were not run: {why}", number).format(
        number=number, why=why
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleResult:
    """One check: ``text`` says what it asks, ``failure`` what went wrong, ``first`` which earlier
    exercises it uses that are wrong too.
    """

    name: str
    exercise: str
    text: str
    status: Status
    failure: Failure | None = None
    first: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all is well."""
        return self.status is Status.PASSED

    @property
    def mend_first(self) -> str:
        """The sentence that comes before all others; empty where nothing is to be mended before."""
        return mend_first(self.first)

    @property
    def hint(self) -> str:
        """What to try, where that is known: not while something else is to be mended first."""
        return self.failure.hint if self.failure and not self.first else ""


def mend_first(first: Sequence[str]) -> str:
    """What to mend before an exercise that uses these; empty if it uses none."""
    if not first:
        return ""
    if len(first) == 1:
        return _("This uses {name}, which is not right yet: mend that first.").format(name=first[0])
    several = _("This uses {names} and {last}, which are not right yet: mend those first.")
    return several.format(names=", ".join(first[:-1]), last=first[-1])


@dataclasses.dataclass(frozen=True)
class Story:
    """What is told of one check: ``first`` if it has not just been said of the check before, and of a failure
    that is the ``same`` as one before, nothing.
    """

    result: VisibleResult
    first: str
    same: bool


@dataclasses.dataclass(frozen=True)
class VisibleExercise:
    """The checks of one exercise."""

    name: str
    results: tuple[VisibleResult, ...]

    @property
    def status(self) -> Status:
        """Passed, not attempted, skipped if no check ran, or failed."""
        statuses = {result.status for result in self.results}
        if statuses <= {Status.PASSED}:
            return Status.PASSED
        if statuses == {Status.SKIPPED}:
            return Status.SKIPPED
        return Status.NOT_ATTEMPTED if Status.NOT_ATTEMPTED in statuses else Status.FAILED

    @property
    def passed(self) -> int:
        """How many checks pass."""
        return sum(result.passed for result in self.results)

    @property
    def stories(self) -> tuple[Story, ...]:
        """What is told of the checks that ran, in their order."""
        told, said, stories = set(), "", []
        for result in self.results:
            if result.status is Status.SKIPPED:
                continue
            kind = result.failure.kind if result.failure else ()
            same = kind in told
            stories.append(Story(result, "" if same or result.mend_first == said else result.mend_first, same))
            said = said if result.passed or same else result.mend_first
            told |= {kind} if kind else set()
        return tuple(stories)

    @property
    def not_run(self) -> str:
        """How many checks did not run, and why, in a sentence; empty if all ran."""
        skipped = [result for result in self.results if result.status is Status.SKIPPED]
        if not skipped or not skipped[0].failure:
            return ""
        return not_run_because(len(skipped), skipped[0].failure.message)

    @property
    def summary(self) -> str:
        """The exercise in a few words."""
        if self.status is Status.NOT_ATTEMPTED:
            return _("not written yet")
        if self.status is Status.SKIPPED:
            failure = self.results[0].failure
            return _("not run: {why}").format(why=failure.message) if failure else _("not run")
        return _counted(self.passed, len(self.results))


@dataclasses.dataclass(frozen=True, kw_only=True)
class VisibleRun:
    """All checks of a unit or of one of its exercises.

    ``problem`` is why none could run, ``saved`` the time at which the module was saved, ``lines``
    where it defines what, ``note`` what is to be known of the way in which they ran, ``language`` the one in
    which all of this is told.
    """

    unit: str
    results: tuple[VisibleResult, ...] = ()
    problem: Failure | None = None
    saved: str = ""
    lines: Mapping[str, int] = dataclasses.field(default_factory=dict)
    note: str = ""
    language: str = ENGLISH

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
            return _("the checks could not run")
        return _counted(sum(result.passed for result in self.results), len(self.results))


def _counted(passed: int, total: int) -> str:
    if total == 1:
        return _("the check passes") if passed else _("the check fails")
    if passed == total:
        return _("all {number} checks pass").format(number=total)
    return _("{passed} of {number} checks pass").format(passed=passed, number=total)
