"""Quick trials: by the rules of the judge, but in the auditing process itself, for the text is the
course's own; and no further than needed.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Sequence

from autograder.course.checks import Case, Check, Kind, in_order
from autograder.course.unit import Exercise
from autograder.judging.cases import Exam, Sheet
from autograder.subjects.deadlines import LOAD_SECONDS
from autograder.subjects.local import LocalSubject


def enough(exercise: Exercise) -> int:
    """How many failed checks are looked for: one catches a variant, and with a second one neither is
    indispensable; which of a class's part that is, nobody asks.
    """
    return 2 if exercise.of == exercise.name else 1


def tried_order(checks: Sequence[Check]) -> list[Check]:
    """The order of quick trials: as the judge has it, but what may take long comes last."""
    return sorted(in_order(checks), key=lambda check: (check.waits, check.seconds))


def failed_checks(exam: Exam, exercise: str, subject: LocalSubject) -> Iterator[str]:
    """The checks of an exercise that a module does not pass, one after the other."""
    sheets = {sheet.check.name: sheet for sheet in exam.sheets[exercise]}
    passed: list[str] = []
    for check in tried_order([sheet.check for sheet in sheets.values()]):
        counted = [case for case in sheets[check.name].cases if check.counts(case.arguments, passed)]
        if not counted or (check.waits and not passed):
            continue
        if all(_passes(subject, sheets[check.name], case) for case in counted):
            passed.append(check.name)
        else:
            yield check.name


def hunting_order(checks: Sequence[Check]) -> list[Check]:
    """The order in which adversaries are tried: forms first, which catch most of them."""
    return sorted(tried_order(checks), key=lambda check: check.kind is not Kind.FORMS)


def catching_check(exam: Exam, exercise: str, subject: LocalSubject) -> str:
    """The first check found that a module does not pass; empty if it passes all.

    One is enough, whatever it waits for: if that does not come, another check has failed.
    """
    sheets = {sheet.check.name: sheet for sheet in exam.sheets[exercise]}
    order = hunting_order([sheet.check for sheet in sheets.values()])
    failed = (
        check.name
        for check in order
        if not all(_passes(subject, sheets[check.name], case) for case in sheets[check.name].cases)
    )
    return next(failed, "")


def loaded(text: str, name: str) -> LocalSubject | None:
    """A module; None where it cannot be loaded: a mutant may raise anything."""
    try:
        with at_most(LOAD_SECONDS):
            return LocalSubject(text, name)
    except (Exception, TimeIsUpError):  # noqa: BLE001 - as the line above says
        return None


def _passes(subject: LocalSubject, sheet: Sheet, case: Case) -> bool:
    try:
        with at_most(sheet.check.seconds):
            return sheet.check.verdict(case, sheet.seen_of(subject, case.arguments)) is None
    except TimeIsUpError:
        return False


class TimeIsUpError(BaseException):
    """A variant did not come to an end: not an Exception, which it may catch."""


_AGAIN = 0.1


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stops what takes more processor time; only in a process's first thread, after :func:`watch`.

    Again and again: what is raised in a callback of the garbage collector is ignored.
    """
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def watch() -> None:
    """Has time that is up raise."""
    signal.signal(signal.SIGVTALRM, _time_is_up)


def _time_is_up(*_signal: object) -> None:
    raise TimeIsUpError
