"""Variants on trial.  What is right, and what is worth nothing, is judged as a submission is, in a
worker; everything that is wrong in one exercise, of which there are hundreds, quickly and in the
auditing process itself.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import multiprocessing
import resource
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from autograder.audit.adversaries import BY_NAME
from autograder.audit.named import Namer
from autograder.audit.quick import catching_check, enough, failed_checks, hunting_order, loaded, tried_order, watch
from autograder.audit.spoiling import Shown, Workshop, shown
from autograder.audit.spreading import spread
from autograder.audit.variants import Kind, Variant
from autograder.course.unit import Exercise
from autograder.judging.cases import Exam
from autograder.judging.judge import Judge
from autograder.processes import end_with_parent, print_nothing
from autograder.report import ExerciseResult, Status
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission

QUICK = frozenset({Kind.MUTANT, Kind.IMPOLITE, Kind.ADVERSARY})
"""Hundreds of them: their own exercise is tried until enough checks have failed."""

_MEMORY_BYTES = 4 * 2**30


@dataclasses.dataclass(frozen=True)
class Trial:
    """How a variant fared: the checks it failed, by exercise, the exercises that lost marks, and
    what was diagnosed there; of an adversary that no check caught also where it shows that it is
    wrong, and the exercises that it spoils beside its own.

    ``provable`` says of a misconception that has no name whether any of its answers is a proof of it.
    """

    variant: Variant
    score: float | None
    failed: Mapping[str, tuple[str, ...]]
    diagnosed: Mapping[str, str]
    message: str = ""
    seconds: float = 0.0
    shown: Shown | None = None
    spread: tuple[str, ...] = ()
    provable: bool = True

    @property
    def caught(self) -> bool:
        """Whether the variant's own exercise lost marks."""
        return bool(self.failed.get(self.variant.exercise))

    @property
    def named(self) -> bool:
        """Whether a misconception was called by its own name."""
        return self.diagnosed.get(self.variant.exercise) == self.variant.name

    @property
    def applies(self) -> bool:
        """Whether the variant is wrong at all: an adversary may find nothing to spoil."""
        return self.variant.kind is not Kind.ADVERSARY or self.caught or self.shown is not None

    @property
    def is_compared(self) -> bool:
        """Whether it is known of several checks what they make of the variant."""
        return self.variant.kind is not Kind.ADVERSARY

    def tried(self, exercise: Exercise) -> list[str]:
        """The checks of an exercise that were made: those of a mutant only until enough of them had
        failed, and those of an adversary until one had.
        """
        is_hunted = self.variant.kind is Kind.ADVERSARY
        order = [check.name for check in (hunting_order if is_hunted else tried_order)(exercise.checks)]
        failed = self.failed.get(exercise.name, ())
        stopped = self.variant.kind in QUICK and len(failed) == (1 if is_hunted else enough(exercise))
        return order[: max(map(order.index, failed)) + 1] if stopped else order


def try_all(exam: Exam, variants: Iterable[Variant], jobs: int) -> Iterator[Trial]:
    """Tries the variants, ``jobs`` groups at a time, or in this process where that is 0; the trials come in the
    order of the variants.  Further variants are made while the first ones are tried.
    """
    if not jobs:
        with contextlib.closing(_begin(exam)):
            yield from itertools.chain.from_iterable(map(_try, _together(variants)))
        return
    context = multiprocessing.get_context("fork")  # the children inherit the cases
    with context.Pool(jobs, _start_auditor, (exam,)) as pool:
        for trials in pool.imap(_try, _together(variants)):
            yield from trials


def _together(variants: Iterable[Variant]) -> Iterator[list[Variant]]:
    """Variants that are tried by one process: the misconceptions of an exercise, of which each is suspected
    where another is tried.
    """
    numbers = itertools.count()
    for _, group in itertools.groupby(
        variants, lambda each: each.exercise if each.kind is Kind.MISCONCEPTION else next(numbers)
    ):
        yield list(group)


_auditor: _Auditor | None = None  # one for each process of the pool, which offers no other place to keep it


def _start_auditor(exam: Exam) -> None:
    end_with_parent()
    _begin(exam)


def _begin(exam: Exam) -> _Auditor:
    """Makes an auditor of this process."""
    global _auditor
    watch()
    print_nothing()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    _auditor = _Auditor(exam)
    return _auditor


def _try(variants: Sequence[Variant]) -> list[Trial]:
    return [_timed(variant) for variant in variants]


def _timed(variant: Variant) -> Trial:
    assert _auditor is not None
    start = time.monotonic()
    trial = _auditor.trial(variant)
    return dataclasses.replace(trial, seconds=time.monotonic() - start)


class _Auditor:
    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._server = ForkServer(exam.unit.settings, allow_unsafe=True)  # what it runs is the course's own
        self._judge = Judge(exam, self._server, search=False, trusted=True)
        self._workshop = Workshop(exam)
        self._namer = Namer(exam)

    def close(self) -> None:
        """Ends what it has started."""
        self._server.close()

    def trial(self, variant: Variant) -> Trial:
        if variant.kind is Kind.ADVERSARY:
            return self._adversary(variant)
        if variant.kind in QUICK:
            return self._wrong(variant)
        if variant.kind is not Kind.MISCONCEPTION:
            return self._whole(variant)
        trial = self._misconception(variant) if self._namer.is_enough(variant) else self._whole(variant)
        return trial if trial.named else dataclasses.replace(trial, provable=self._namer.can_be_proven(variant))

    def _whole(self, variant: Variant) -> Trial:
        unit = self._exam.unit.name
        report = self._judge.judge(Submission(variant.name, unit, {f"{unit}.py": variant.text.encode()}))
        return Trial(variant, report.score, _failed(report.exercises), _diagnosed(report.exercises), report.message)

    def _misconception(self, variant: Variant) -> Trial:
        """Its own exercise alone: all others pass, as they do where that one is not written."""
        result = self._namer.result(variant)
        unit = self._exam.unit
        score = round(unit.most - result.max_score + result.score, 6)
        return Trial(variant, score, _failed([result]), _diagnosed([result]))

    def _wrong(self, variant: Variant) -> Trial:
        """The trial on the variant's own exercise.  A mutant of a class that costs marks on another part of
        it belongs there: what its methods share is anybody's.  That nobody catches one that is excused is
        known; its own exercise is asked whether that is still so.
        """
        subject = loaded(variant.text, self._exam.unit.name)
        is_anybodys = variant.kind is Kind.MUTANT and not variant.is_excused
        beside = self._exam.unit.beside(variant.exercise) if is_anybodys else [variant.exercise]
        trials = (self._quick(dataclasses.replace(variant, exercise=each), subject) for each in beside)
        own = next(trials)
        return own if own.caught else next((trial for trial in trials if trial.caught), own)

    def _quick(self, variant: Variant, subject: LocalSubject | None) -> Trial:
        exercise = self._exam.unit.exercise(variant.exercise)
        failing = (
            failed_checks(self._exam, exercise.name, subject)
            if subject
            else (check.name for check in tried_order(exercise.checks))
        )
        failed = tuple(itertools.islice(failing, enough(exercise)))
        return Trial(variant, None, {variant.exercise: failed}, {})

    def _adversary(self, variant: Variant) -> Trial:
        adversary, exercise = BY_NAME[variant.name], variant.exercise
        make = self._workshop.spoilt(adversary, exercise) if self._workshop.can_show(adversary, exercise) else None
        if make is None:
            return Trial(variant, None, {}, {})
        caught_by = catching_check(self._exam, exercise, make())
        failed = (caught_by,) if caught_by else ()
        where = None if failed else shown(self._exam, self._workshop, adversary, exercise)
        trial = Trial(variant, None, {exercise: failed}, {}, shown=where)
        return (
            dataclasses.replace(trial, spread=spread(self._exam, exercise, make, trial.caught))
            if trial.applies
            else trial
        )


def _failed(results: Iterable[ExerciseResult]) -> dict[str, tuple[str, ...]]:
    return {
        exercise.name: tuple(
            check.name for check in exercise.checks if check.status not in (Status.PASSED, Status.SKIPPED)
        )
        for exercise in results
        if exercise.status is not Status.PASSED
    }


def _diagnosed(results: Iterable[ExerciseResult]) -> dict[str, str]:
    return {exercise.name: exercise.diagnosis.misconception for exercise in results if exercise.diagnosis}
