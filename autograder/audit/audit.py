"""The judge is judged: does it catch every wrong answer, accept every right one, and name the
mistakes?

A unit's solution, stub, alternatives and misconceptions are graded as ordinary submissions, in
workers.  All mutants of the solution are put to the same checks without a worker.  What falls short
is a :class:`Finding`; a clean audit has none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import multiprocessing
import resource
import signal
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from autograder.audit.variants import REUSES, Kind, Variant, variants
from autograder.course import checks as course_checks
from autograder.course.checks import Case, in_order
from autograder.course.loading import UnitError
from autograder.course.outcomes import Repeated
from autograder.course.unit import Exercise, Unit
from autograder.judging.cases import Exam, Sheet, prepare
from autograder.judging.judge import Judge
from autograder.processes import end_with_parent
from autograder.report import Report, Status
from autograder.subjects.deadlines import LOAD_SECONDS
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.local import LocalSubject
from autograder.submissions.folders import Submission
from autograder.values import compare


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

    def tried(self, exercise: Exercise) -> list[str]:
        """The checks of an exercise that were made: those of a mutant only until enough of them had
        failed.
        """
        order = [check.name for check in in_order(exercise.checks)]
        failed = self.failed.get(exercise.name, ())
        return (
            order[: max(map(order.index, failed)) + 1]
            if self.variant.kind in _QUICK and len(failed) == ENOUGH
            else order
        )


@dataclasses.dataclass(frozen=True)
class Equivalent:
    """A mutant that answers as the solution does, with the reason why no check could tell."""

    exercise: str
    before: str
    after: str
    reason: str

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the mutant."""
        return self.exercise, f"{self.before}  ->  {self.after}"


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something to mend.  ``where`` is a variant or a check, ``what`` says what is wrong."""

    kind: str
    where: str
    what: str


@dataclasses.dataclass(frozen=True)
class Audit:
    """All trials of a unit and what they found."""

    unit: Unit
    trials: tuple[Trial, ...]
    equivalents: tuple[Equivalent, ...]
    findings: tuple[Finding, ...]
    seconds: float

    def of(self, kind: Kind, exercise: str = "") -> list[Trial]:
        """The trials of one kind, of all exercises or of one."""
        return [
            trial for trial in self.trials if trial.variant.kind is kind and exercise in ("", trial.variant.exercise)
        ]

    def is_equivalent(self, trial: Trial) -> bool:
        """Whether the trial's mutant is listed as equivalent to the solution."""
        return any(equivalent.key == (trial.variant.exercise, trial.variant.name) for equivalent in self.equivalents)


def audit(course: Path, unit: Unit, *, jobs: int = 1) -> Iterator[int | Trial | Audit]:
    """Audits a unit: yields how many trials there will be, then each trial as it is finished, and
    last the whole audit.
    """
    start = time.monotonic()
    exam = prepare(unit)
    trials: list[Trial] = []
    tried = [variant for variant in variants(unit) if not _is_harmless(exam, variant)]
    yield len(tried)
    for trial in _trials(exam, tried, jobs):
        trials.append(trial)
        yield trial
    equivalents = tuple(read_equivalents(course, unit.name))
    result = Audit(unit, tuple(trials), equivalents, (), time.monotonic() - start)
    findings = (*_wrong_verdicts(result), *_surviving_mutants(result), *_useless_checks(result), *_vacuous_checks(exam))
    yield dataclasses.replace(result, findings=findings)


def read_equivalents(course: Path, unit: str) -> list[Equivalent]:
    """The mutants listed in ``reference/<unit>/equivalent.toml``; none where there is no such file.

    Raises:
        UnitError: the file is not what it should be.
    """
    path = course / "reference" / unit / "equivalent.toml"
    if not path.is_file():
        return []
    try:
        return [Equivalent(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])]
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise UnitError(f"{path}: {error}. Each [[equivalent]] has exercise, before, after and reason.") from error


# Trials.


def _is_harmless(exam: Exam, variant: Variant) -> bool:
    """Whether the variant would reuse a result that is a number, which no one can see."""
    if variant.kind is not Kind.IMPOLITE or variant.name != REUSES:
        return False
    sheets = [each for each in exam.sheets[variant.exercise] if each.check.kind is course_checks.Kind.MANNERS]
    expected = [case.right for sheet in sheets for case in sheet.cases]
    return all(isinstance(answer, Repeated) and compare.is_number(answer.fresh) for answer in expected)


ENOUGH = 2
"""How many failed checks of a mutant are looked for: one catches it, and with a second one neither
is indispensable.
"""

_QUICK = (Kind.MUTANT, Kind.IMPOLITE)
"""Hundreds of them: only what the change can touch is tried, without a worker, a diagnosis or
counterexamples.
"""

_MEMORY_BYTES = 4 * 2**30


class _Auditor:
    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._judge = Judge(exam, ForkServer(allow_unsafe=True), search=False)  # what it runs is the course's own

    def __call__(self, variant: Variant) -> Trial:
        start = time.monotonic()
        if variant.kind in _QUICK:
            failed = {variant.exercise: tuple(itertools.islice(_failed_checks(self._exam, variant), ENOUGH))}
            return Trial(variant, None, failed, {}, seconds=time.monotonic() - start)
        unit = self._exam.unit.name
        report = self._judge.judge(Submission(variant.name, unit, {f"{unit}.py": variant.text.encode()}))
        return Trial(
            variant, report.score, _failed(report), _diagnosed(report), report.message, time.monotonic() - start
        )


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


_auditor: _Auditor | None = None  # one for each process of the pool, which offers no other place to keep it


def _start_auditor(exam: Exam) -> None:
    global _auditor
    end_with_parent()
    signal.signal(signal.SIGVTALRM, _time_is_up)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    _auditor = _Auditor(exam)


def _try(variant: Variant) -> Trial:
    assert _auditor is not None
    return _auditor(variant)


def _trials(exam: Exam, tried: Sequence[Variant], jobs: int) -> Iterator[Trial]:
    context = multiprocessing.get_context("fork")  # the children inherit the cases
    with context.Pool(jobs, _start_auditor, (exam,)) as pool:
        yield from pool.imap(_try, tried)


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


# Findings.


def _wrong_verdicts(result: Audit) -> Iterator[Finding]:
    for trial in result.trials:
        variant, full = trial.variant, result.unit.points
        where = f"{variant.kind} {variant.name}"
        if variant.kind in (Kind.SOLUTION, Kind.ALTERNATIVE) and trial.score != full:
            yield Finding(
                "rejected",
                where,
                f"is right but gets {trial.score} of {full:g} points: {trial.message or _listed(trial.failed)}",
            )
        if variant.kind in (Kind.STUB, Kind.ZEROS) and trial.score != 0.0:
            yield Finding("accepted", where, f"is worth nothing but gets {trial.score} points")
        if variant.kind is Kind.IMPOLITE and not trial.caught:
            yield Finding("accepted", f"{where}, {variant.exercise}", "has bad manners but loses no marks")
        if variant.kind is Kind.MISCONCEPTION:
            yield from _wrong_about_misconception(trial, where)


def _wrong_about_misconception(trial: Trial, where: str) -> Iterator[Finding]:
    own = trial.variant.exercise
    if not trial.caught:
        yield Finding("accepted", where, f"loses no marks on {own}")
        return
    others = sorted(set(trial.failed) - {own})
    if others:
        yield Finding("unfair", where, f"is a mistake in {own} but loses marks on {', '.join(others)} too")
    named = trial.diagnosed.get(own)
    if named != trial.variant.name:
        yield Finding(
            "misnamed" if named else "unnamed", where, f"is diagnosed as {named}" if named else "is not diagnosed"
        )


def _surviving_mutants(result: Audit) -> Iterator[Finding]:
    for trial in result.of(Kind.MUTANT):
        if not trial.caught and not result.is_equivalent(trial):
            yield Finding(
                "survived", f"mutant of {trial.variant.exercise}", f"passes every check: {trial.variant.name}"
            )
    for exercise, name in sorted({equivalent.key for equivalent in result.equivalents}):
        known = [
            trial for trial in result.of(Kind.MUTANT, exercise) if trial.variant.name == name
        ]  # more than one where a line stands twice
        if not known:
            yield Finding("stale", f"equivalent.toml, {exercise}", f"there is no such mutant any more: {name}")
        elif all(trial.caught for trial in known):
            yield Finding("stale", f"equivalent.toml, {exercise}", f"is not equivalent, a check catches it: {name}")


def _useless_checks(result: Audit) -> Iterator[Finding]:
    """Checks without which everything would still be caught.  An exercise's first check is the
    easiest, for partial credit: it may be.
    """
    for exercise in result.unit.exercises:
        wrong = [
            trial
            for kind in (Kind.MISCONCEPTION, Kind.IMPOLITE, Kind.MUTANT)
            for trial in result.of(kind, exercise.name)
        ]
        alone = {failed[0] for trial in wrong if len(failed := trial.failed.get(exercise.name, ())) == 1}
        for check in exercise.checks[1:]:
            if check.name not in alone:
                yield Finding(
                    "redundant",
                    f"check {exercise.name}/{check.name}",
                    "no misconception and no mutant fails it and passes all others",
                )


def _vacuous_checks(exam: Exam) -> Iterator[Finding]:
    for sheet in itertools.chain.from_iterable(exam.sheets.values()):
        # A check with its own idea of what is right may observe a verdict, which is good in all
        # cases; the variant zeros tries that one.
        if not sheet.check.waits and sheet.check.accept is None and _is_constant(sheet):
            where = f"check {sheet.exercise.name}/{sheet.check.name}"
            yield Finding("vacuous", where, "the right answer is the same in all of its cases")


def _is_constant(sheet: Sheet) -> bool:
    first, *others = [case.right for case in sheet.cases]
    return all(compare.difference(first, other) is None for other in others)


def _listed(failed: Mapping[str, Iterable[str]]) -> str:
    return ", ".join(f"{exercise}/{check}" for exercise, checks in failed.items() for check in checks)


# Output.


def to_json(audits: Sequence[Audit]) -> str:
    """All audits as JSON: findings, and how each variant fared."""
    return json.dumps({"schema": 1, "audits": [_plain(result) for result in audits]}, indent=1) + "\n"


def _plain(result: Audit) -> dict[str, object]:
    return {
        "unit": result.unit.name,
        "seconds": round(result.seconds, 1),
        "findings": [dataclasses.asdict(finding) for finding in result.findings],
        "equivalents": [dataclasses.asdict(equivalent) for equivalent in result.equivalents],
        "trials": [
            {
                "kind": trial.variant.kind,
                "name": trial.variant.name,
                "exercise": trial.variant.exercise,
                "score": trial.score,
                "failed": {exercise: list(checks) for exercise, checks in trial.failed.items()},
                "diagnosed": dict(trial.diagnosed),
            }
            for trial in result.trials
        ],
    }
