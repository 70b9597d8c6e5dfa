"""The judge is judged: does it catch every wrong answer, accept every right one, and name the
mistakes?

A unit's solution, stub and alternatives are graded as ordinary submissions, in workers, and so is the
solution without each exercise that others need.  Misconceptions, mutants of the solution and
adversaries are put to the same checks without a worker.  What falls short is a :class:`Finding`; a
clean audit has none.
"""

from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from autograder.audit.equivalents import Allowed, Equivalent, read_allowed, read_equivalents
from autograder.audit.pairs import unmet
from autograder.audit.trials import Trial, try_all
from autograder.audit.variants import Kind, Variant, variants
from autograder.course import checks
from autograder.course.forms import looks_at_a_call
from autograder.course.loading import load_unit
from autograder.course.outcomes import Repeated
from autograder.course.unit import Unit
from autograder.judging.cases import Exam, Sheet
from autograder.judging.kept_cases import class_exam
from autograder.judging.origins import digest, files_in, kit
from autograder.processes import end_with_parent
from autograder.values import compare


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
    allowed: tuple[Allowed, ...] = ()

    def of(self, kind: Kind, exercise: str = "") -> list[Trial]:
        """The trials of one kind, of all exercises or of one."""
        return [
            trial for trial in self.trials if trial.variant.kind is kind and exercise in ("", trial.variant.exercise)
        ]

    def wrong(self, exercise: str) -> list[Trial]:
        """The trials of everything that is wrong in one exercise alone."""
        return [trial for kind in _WRONG for trial in self.of(kind, exercise)]

    def is_excused(self, trial: Trial) -> bool:
        """Whether no check catches the trial's variant, and a list of the unit says why: a mutant is
        equivalent to the solution, or an adversary is allowed.  Of two mutants with one name a check
        may catch one.
        """
        return not trial.caught and self.is_listed(trial)

    def is_listed(self, trial: Trial) -> bool:
        """Whether a list of the unit has the trial's variant."""
        key = (trial.variant.exercise, trial.variant.name)
        listed = self.allowed if trial.variant.kind is Kind.ADVERSARY else self.equivalents
        return any(each.key == key for each in listed)


def audit(course: Path, unit: Unit, *, jobs: int = 1, share: int = 1) -> Iterator[Trial | Audit]:
    """Audits a unit: yields each trial as it is finished, and last the whole audit; with no ``jobs`` in this
    process, which it limits for that.  Of alternatives, misconceptions, mutants, adversaries and solutions
    without an exercise one in ``share`` is tried.

    Raises:
        UnitError: one of the unit's lists of what is excused is not what it should be.
        SecretError: the course's secret cannot be used.
    """
    start = time.monotonic()
    equivalents, allowed = tuple(read_equivalents(course, unit.name)), tuple(read_allowed(course, unit.name))
    exam = class_exam(course, unit)
    made = variants(unit, {each.key for each in equivalents})
    lot = _lot(course, unit) if share > 1 else ""
    tried = (each for each in made if _is_of_the_share(each, share, lot) and not _is_harmless(exam, each))
    trials: list[Trial] = []
    for trial in try_all(exam, tried, jobs):
        if trial.applies:
            trials.append(trial)
        yield trial
    result = Audit(unit, tuple(trials), equivalents, (), time.monotonic() - start, allowed)
    findings = (
        *_wrong_verdicts(result),
        *(_of_all_variants(result) if share == 1 else ()),
        *_vacuous_checks(exam),
        *_lost_forms(exam),
        *_without_manners(exam),
        *(Finding("pair", where, what) for where, what in unmet(exam)),
    )
    yield dataclasses.replace(result, findings=findings)


def audit_all(course: Path, units: Sequence[str], *, jobs: int = 1, share: int = 1) -> Iterator[Audit]:
    """Audits several units as :func:`audit` does, ``jobs`` at a time, each in one process; yields the audits in the
    order of the units.

    Raises:
        UnitError, SecretError: as :func:`audit` does.
        BrokenProcessPool: one of the processes was killed.
    """
    longest_first = sorted(units, key=lambda name: -_length(course, name))  # so that none is waited for alone
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), end_with_parent) as pool:
        parts = {name: pool.submit(_audited_alone, course, name, share) for name in longest_first}
        for name in units:
            yield Audit(load_unit(course, name), **parts[name].result())


def _length(course: Path, name: str) -> int:
    """How long a unit's solution is, and so about how long its audit takes."""
    solution = course / "reference" / name / "solution.py"
    return solution.stat().st_size if solution.is_file() else 0


def _audited_alone(course: Path, name: str, share: int) -> dict[str, Any]:
    """All parts of a unit's audit but the unit, which no process can hand to another."""
    *_, result = audit(course, load_unit(course, name), jobs=0, share=share)
    assert isinstance(result, Audit)
    return {each.name: getattr(result, each.name) for each in dataclasses.fields(result) if each.name != "unit"}


_HUNDREDS = frozenset({Kind.ALTERNATIVE, Kind.MISCONCEPTION, Kind.MUTANT, Kind.ADVERSARY, Kind.UNWRITTEN})
"""The kinds of which one in a share may be tried."""


def _lot(course: Path, unit: Unit) -> str:
    """What draws the share: another version of the unit, or of this package, tries others."""
    return kit() + digest(dict(files_in(course / "reference" / unit.name)))


def _is_of_the_share(variant: Variant, share: int, lot: str) -> bool:
    """Whether a variant is tried."""
    name = f"{variant.exercise}/{variant.name}/{lot}"
    return variant.kind not in _HUNDREDS or zlib.crc32(name.encode()) % share == 0


def _is_harmless(exam: Exam, variant: Variant) -> bool:
    """Whether the variant's mistake is to change answers, or arguments, in place, and none can be changed."""
    if not variant.in_place:
        return False
    sheets = [each for each in exam.sheets[variant.exercise] if each.check.kind is checks.Kind.MANNERS]
    looked_at = (_looked_at(variant, sheet, case) for sheet in sheets for case in sheet.cases)
    return not any(map(_can_be_changed, looked_at))


def _looked_at(variant: Variant, sheet: Sheet, case: checks.Case) -> Any:
    """What the variant changes, if it can; of an answer that is seen as a verdict nothing else is known."""
    seen, is_answer = case.right, variant.in_place == "answer"
    if isinstance(seen, Repeated):
        return (seen.fresh,) if is_answer else tuple(seen.arguments.values())
    return [seen] if is_answer else tuple(sheet.check.shown(case.arguments).values())


def _can_be_changed(value: Any) -> bool:
    """Whether a value, or a part of it, can be changed in place: an array, list, dict or set."""
    if isinstance(value, tuple):
        return any(map(_can_be_changed, value))
    return isinstance(value, np.ndarray | list | dict | set) and not compare.is_number(value)


_WRONG = (Kind.MISCONCEPTION, Kind.IMPOLITE, Kind.MUTANT, Kind.ADVERSARY)
"""The kinds of variants that are wrong in one exercise alone, and are put to its checks for that."""


# Findings: what the judge should have made of each kind of variant.


def _wrong_verdicts(result: Audit) -> Iterator[Finding]:
    for trial in result.trials:
        yield from _WRONG_VERDICTS[trial.variant.kind](result, trial)


def _of_a_right_one(result: Audit, trial: Trial) -> Iterator[Finding]:
    full = result.unit.most
    if trial.score != full:
        why = trial.message or ", ".join(f"{exercise}/{check}" for exercise, check in _all_failed(trial))
        yield Finding("rejected", _where(trial), f"is right but gets {trial.score} of {full:g} points: {why}")


def _of_a_worthless_one(_result: Audit, trial: Trial) -> Iterator[Finding]:
    if trial.score != 0.0:
        yield Finding("accepted", _where(trial), f"is worth nothing but gets {trial.score} points")


def _of_a_misconception(result: Audit, trial: Trial) -> Iterator[Finding]:
    own, where = trial.variant.exercise, _where(trial)
    if not trial.caught:
        yield Finding("accepted", where, f"loses no marks on {own}")
        return
    others = sorted(set(trial.failed) - {own})
    if others:
        yield Finding("unfair", where, f"is a mistake in {own} but loses marks on {', '.join(others)} too")
    named = trial.diagnosed.get(own)
    known = {misconception.name for misconception in result.unit.misconceptions}
    if not named and trial.provable:
        yield Finding("unnamed", where, "is not diagnosed")
    elif named and not trial.named and (trial.provable or named in known):
        yield Finding("misnamed", where, f"is diagnosed as {named}")


def _of_an_impolite_one(_result: Audit, trial: Trial) -> Iterator[Finding]:
    if not trial.caught:
        where = f"{_where(trial)}, {trial.variant.exercise}"
        yield Finding("accepted", where, "has bad manners but loses no marks")


def _of_a_mutant(result: Audit, trial: Trial) -> Iterator[Finding]:
    if not trial.caught and not result.is_excused(trial):
        where = f"mutant of {trial.variant.exercise}"
        yield Finding("survived", where, f"passes every check: {trial.variant.name}")


def _of_an_unwritten_one(_result: Audit, trial: Trial) -> Iterator[Finding]:
    own = trial.variant.exercise
    others = sorted(set(trial.failed) - {own})
    if others:
        yield Finding("unfair", f"{own} alone is not written", f"and marks are lost on {', '.join(others)} too")


def _of_an_adversary(result: Audit, trial: Trial) -> Iterator[Finding]:
    if result.is_listed(trial):
        return
    where = f"{trial.variant.exercise} that {trial.variant.name}"
    if trial.shown:
        yield Finding("adversary survived", where, f"passes every check: {trial.shown}")
    if trial.spread and not result.is_listed(trial):
        yield Finding("adversary spread", where, f"loses marks on {', '.join(trial.spread)} too")


_WRONG_VERDICTS: Mapping[Kind, Callable[[Audit, Trial], Iterator[Finding]]] = {
    Kind.SOLUTION: _of_a_right_one,
    Kind.STUB: _of_a_worthless_one,
    Kind.ZEROS: _of_a_worthless_one,
    Kind.ALTERNATIVE: _of_a_right_one,
    Kind.MISCONCEPTION: _of_a_misconception,
    Kind.IMPOLITE: _of_an_impolite_one,
    Kind.MUTANT: _of_a_mutant,
    Kind.ADVERSARY: _of_an_adversary,
    Kind.UNWRITTEN: _of_an_unwritten_one,
}


def _where(trial: Trial) -> str:
    return f"{trial.variant.kind} {trial.variant.name}"


def _all_failed(trial: Trial) -> Iterator[tuple[str, str]]:
    for exercise, names in trial.failed.items():
        for name in names:
            yield exercise, name


# Findings about the list of equivalent mutants, and about checks.


def _of_all_variants(result: Audit) -> Iterator[Finding]:
    """What can be said only where all variants were tried."""
    yield from _stale(result)
    yield from _stale_allowed(result)
    yield from _useless_checks(result)


def _stale(result: Audit) -> Iterator[Finding]:
    for exercise, name in sorted({equivalent.key for equivalent in result.equivalents}):
        # more than one where a line stands twice
        known = [trial for trial in result.of(Kind.MUTANT, exercise) if trial.variant.name == name]
        where = f"equivalent.toml, {exercise}"
        if not known:
            yield Finding("stale", where, f"there is no such mutant any more: {name}")
        elif all(trial.caught for trial in known):
            yield Finding("stale", where, f"is not equivalent, a check catches it: {name}")


def _stale_allowed(result: Audit) -> Iterator[Finding]:
    for exercise, name in sorted({allowed.key for allowed in result.allowed}):
        known = [trial for trial in result.of(Kind.ADVERSARY, exercise) if trial.variant.name == name]
        where = f"allowed.toml, {exercise}"
        if not known:
            yield Finding("stale", where, f"there is no such adversary, or nothing for it to spoil: {name}")
        elif all(trial.caught and not trial.spread for trial in known):
            yield Finding("stale", where, f"need not be allowed, a check catches it: {name}")


def _useless_checks(result: Audit) -> Iterator[Finding]:
    """Checks without which everything would still be caught.  An exercise's first check is the
    easiest, for partial credit: it may be.  Forms are the engine's own and ask for everything once
    more, and so do refusals and manners, whose cases it makes of those of the checks of answers; and of
    an adversary one check is known that catches it, and not whether others do.  Of a part of a class
    nothing is known: what is wrong in the others' methods is not tried on it.
    """
    for exercise in (each for each in result.unit.exercises if each.of == each.name):
        compared = [trial for trial in result.wrong(exercise.name) if trial.is_compared]
        answers = {check.name for check in exercise.checks if not check.waits}
        for check in exercise.checks[1:]:
            others = answers - {check.name}
            fitting = [trial for trial in compared if check.waits or trial.variant.kind is not Kind.IMPOLITE]
            failed = [set(trial.failed.get(exercise.name, ())) for trial in fitting]
            alone = any(check.name in names and not names & others for names in failed)
            if not alone and check.kind is not checks.Kind.FORMS:
                where = f"check {exercise.name}/{check.name}"
                yield Finding("redundant", where, "no misconception and no mutant fails it and passes all others")


_GUESSES = 3
"""Fewer calls of a form than that may be guesses, none of which can be asked."""


def _lost_forms(exam: Exam) -> Iterator[Finding]:
    """Forms of which calls were made, and none can be asked: only an author knows whether that must be."""
    for sheet in itertools.chain.from_iterable(exam.sheets.values()):
        if sheet.check.kind is checks.Kind.FORMS and sheet.check.derive:
            asked = {case.arguments["form"] for case in sheet.cases}
            for form, count in Counter(call["form"] for call in sheet.made(exam.sheets[sheet.exercise.name])).items():
                if form not in asked and count >= _GUESSES:
                    what = (
                        f"{count} calls were made, but the solution refuses them or is not steady there: see `without`"
                    )
                    yield Finding("lost", f"form {form} of {sheet.exercise.name}", what)


def _vacuous_checks(exam: Exam) -> Iterator[Finding]:
    for sheet in itertools.chain.from_iterable(exam.sheets.values()):
        # A check with its own idea of what is right may observe a verdict, which is good in all
        # cases; the variant zeros tries that one.
        if not sheet.check.waits and sheet.check.accept is None and _is_constant(sheet):
            where = f"check {sheet.exercise.name}/{sheet.check.name}"
            yield Finding("vacuous", where, "the right answer is the same in all of its cases")


def _without_manners(exam: Exam) -> Iterator[Finding]:
    """Exercises whose arguments or answers can be changed in place, of which nobody asks whether they are."""
    for exercise in exam.unit.exercises:
        asked = any(check.kind in (checks.Kind.MANNERS, checks.Kind.ARGUMENTS) for check in exercise.checks)
        sheets = [sheet for sheet in exam.sheets[exercise.name] if looks_at_a_call(sheet.check)]
        seen = (value for sheet in sheets for case in sheet.cases for value in (*case.arguments.values(), case.right))
        if not asked and any(map(_can_be_changed, seen)):
            yield Finding("manners", f"exercise {exercise.name}", "has arrays, lists or dicts, and no check of manners")


def _is_constant(sheet: Sheet) -> bool:
    first, *others = [case.right for case in sheet.cases]
    return all(compare.difference(first, other) is None for other in others)
