"""How variants are tried: most are judged as a submission is, in a worker; mutants, of which there
are hundreds, quickly and in the auditing process itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import multiprocessing
import resource
import signal
import time
from collections.abc import Iterable, Iterator, Mapping

from autograder.audit.variants import Kind, Variant
from autograder.course.checks import Case, in_order
from autograder.course.unit import Exercise
from autograder.judging.cases import Exam, Sheet
from autograder.judging.judge import Judge
from autograder.processes import end_with_parent
from autograder.report import Report, Status
from autograder.subjects.deadlines import LOAD_SECONDS
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission

ENOUGH = 2
"""How many failed checks of a mutant are looked for: one catches it, and with a second one neither
is indispensable.
"""

_QUICK = frozenset({Kind.MUTANT, Kind.IMPOLITE})
"""Hundreds of them: only what the change can touch is tried, without a worker, a diagnosis or
counterexamples.
"""

_MEMORY_BYTES = 4 * 2**30


@dataclasses.dataclass(frozen=True)
class Trial:
    """How a variant fared: the checks it failed, by exercise, the exercises that lost marks, and
    what was diagnosed there.
    """

    variant: Variant
    score: float | None
    failed: Mapping[str, tuple[str, ...]]
    diagnosed: Mapping[str, str]
    message: str = ""
    seconds: float = 0.0

    @property
    def caught(self) -> bool:
        """Whether the variant's own exercise lost marks."""
        return bool(self.failed.get(self.variant.exercise))

    @property
    def named(self) -> bool:
        """Whether a misconception was called by its own name."""
        return self.diagnosed.get(self.variant.exercise) == self.variant.name

    def tried(self, exercise: Exercise) -> list[str]:
        """The checks of an exercise that were made: those of a mutant only until enough of them had
        failed.
        """
        order = [check.name for check in in_order(exercise.checks)]
        failed = self.failed.get(exercise.name, ())
        stopped = self.variant.kind in _QUICK and len(failed) == ENOUGH
        return order[: max(map(order.index, failed)) + 1] if stopped else order


def try_all(exam: Exam, variants: Iterable[Variant], jobs: int) -> Iterator[Trial]:
    """Tries each variant, ``jobs`` at a time; the trials come in the order of the variants.  Further
    variants are made while the first ones are tried.
    """
    context = multiprocessing.get_context("fork")  # the children inherit the cases
    with context.Pool(jobs, _start_auditor, (exam,)) as pool:
        yield from pool.imap(_try, variants)


_auditor: _Auditor | None = None  # one for each process of the pool, which offers no other place to keep it


def _start_auditor(exam: Exam) -> None:
    global _auditor
    end_with_parent()
    signal.signal(signal.SIGVTALRM, _time_is_up)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    _auditor = _Auditor(exam)


def _try(variant: Variant) -> Trial:
    assert _auditor is not None
    start = time.monotonic()
    trial = _auditor.quick_trial(variant) if variant.kind in _QUICK else _auditor.whole_trial(variant)
    return dataclasses.replace(trial, seconds=time.monotonic() - start)


class _Auditor:
    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        server = ForkServer(exam.unit.settings, allow_unsafe=True)  # what it runs is the course's own
        self._judge = Judge(exam, server, search=False, trusted=True)

    def quick_trial(self, variant: Variant) -> Trial:
        failed = tuple(itertools.islice(_failed_checks(self._exam, variant), ENOUGH))
        return Trial(variant, None, {variant.exercise: failed}, {})

    def whole_trial(self, variant: Variant) -> Trial:
        unit = self._exam.unit.name
        report = self._judge.judge(Submission(variant.name, unit, {f"{unit}.py": variant.text.encode()}))
        return Trial(variant, report.score, _failed(report), _diagnosed(report), report.message)


def _failed(report: Report) -> dict[str, tuple[str, ...]]:
    return {
        exercise.name: tuple(
            check.name for check in exercise.checks if check.status not in (Status.PASSED, Status.SKIPPED)
        )
        for exercise in report.exercises
        if exercise.status is not Status.PASSED
    }


def _diagnosed(report: Report) -> dict[str, str]:
    return {exercise.name: exercise.diagnosis.misconception for exercise in report.exercises if exercise.diagnosis}


# Quick trials.


def _failed_checks(exam: Exam, variant: Variant) -> Iterator[str]:
    """The checks of the changed exercise that a variant does not pass, by the rules of the judge,
    but in this process: the text is the course's own.
    """
    sheets = exam.in_order(variant.exercise)
    try:
        with _at_most(LOAD_SECONDS):
            subject = LocalSubject(variant.text, exam.unit.name)
    except (Exception, _TimeUpError):  # noqa: BLE001 - a mutant may raise anything
        yield from (sheet.check.name for sheet in sheets)
        return
    passed = False
    for sheet in sheets:
        if sheet.check.waits and not passed:
            continue
        if all(_passes(subject, sheet, case) for case in sheet.cases):
            passed = True
        else:
            yield sheet.check.name


def _passes(subject: LocalSubject, sheet: Sheet, case: Case) -> bool:
    try:
        with _at_most(sheet.check.seconds):
            return sheet.check.verdict(case, sheet.seen_of(subject, case.arguments)) is None
    except _TimeUpError:
        return False


class _TimeUpError(BaseException):
    """A mutant did not come to an end: not an Exception, which it may catch."""


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stops what takes more processor time; only in a process's first thread."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _time_is_up(*_signal: object) -> None:
    raise _TimeUpError
