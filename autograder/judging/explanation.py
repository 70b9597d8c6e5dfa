"""What a wrong answer is told: the name of the mistake, a remark, and the smallest counterexample that
can be had at a fair price.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence

from autograder.course.checks import Case, Kind
from autograder.course.forms import EARLIER_CALLS, looks_at_a_call
from autograder.course.remarks import BY_NO_CHANCE, OF_PARTS, Remark
from autograder.course.variants import Misconception
from autograder.judging import marks, messages
from autograder.judging.attempt import Attempt, Finding, Look, Observer, found_in
from autograder.judging.cases import Exam, Sheet, complexity
from autograder.judging.cutting import cut_down
from autograder.judging.diagnosis import Diagnostician
from autograder.judging.plain_calls import is_right_without, with_forms_to_blame
from autograder.judging.proof import same_outcome
from autograder.judging.remarks import remark
from autograder.judging.smallest import SmallCases
from autograder.judging.xray import seen_through
from autograder.judging.xray.reasons import without_reasons
from autograder.judging.xray.when_wrong import Told
from autograder.languages import _, ngettext
from autograder.report import CheckResult, Diagnosis, ExerciseResult, Status, XRay
from autograder.subjects.fork_server import GraderFaultError
from autograder.subjects.student import WorkerLostError


@dataclasses.dataclass(frozen=True)
class Explainer:
    """Explains attempts at the exercises of one unit; ``search`` says whether to look for smaller
    counterexamples than the cases drawn.
    """

    exam: Exam
    diagnostician: Diagnostician
    search: bool = True

    @functools.cached_property
    def _small_cases(self) -> SmallCases:
        return SmallCases(self.exam)

    def result(self, attempt: Attempt, observer: Observer) -> ExerciseResult:
        """The exercise's result: what passed, and for what failed a counterexample and the name of the
        mistake.
        """
        exercise = attempt.exercise
        if attempt.not_attempted:
            return marks.without_marks(
                exercise, Status.NOT_ATTEMPTED, _("{name} is not written yet.").format(name=attempt.unwritten)
            )
        mistake = self._mistake(attempt)
        attempt = self._with_forms_to_blame(attempt, observer)
        looks = [attempt.looks[check.name] for check in exercise.checks]
        first = next((look for look in looks if not look.settled), None)
        partly = {
            look.sheet.check.name: None if mistake else self._one_of_the_mistakes(look, attempt) for look in looks
        }
        found = {
            look.sheet.check.name: self._found(
                look, mistake or partly[look.sheet.check.name], observer, search=look is first
            )
            for look in looks
            if not look.settled
        }
        checks = tuple(
            look.settled or self._shown(look, found[look.sheet.check.name], partly[look.sheet.check.name], attempt)
            for look in looks
        )
        diagnosis = _named(mistake) or self._remark(attempt, observer)
        return ExerciseResult(
            name=exercise.name,
            status=marks.status_of(checks),
            score=attempt.score,
            max_score=exercise.points,
            bonus=exercise.bonus,
            diagnosis=diagnosis,
            checks=checks,
            xray=self._xray(attempt, first, found, observer, told=_told(mistake, diagnosis)),
        )

    def helped_in_vain(self, result: ExerciseResult, helped: Attempt, helpers: Sequence[str]) -> ExerciseResult:
        """The result of an exercise that earned no more with right ``helpers`` in place of its wrong ones: where
        its mistake has no name as it is, it may have one with them.
        """
        if result.diagnosis or not helpers or result.status not in (Status.FAILED, Status.PARTIAL, Status.ERROR):
            return result
        mistake = self._mistake(helped)
        hint = (f"{_(mistake.hint)} {_shows_with(helpers)}") if mistake else _uses(helpers)
        name = mistake.name if mistake else "builds_on_a_mistake"
        xray = result.xray and dataclasses.replace(
            result.xray, when=without_reasons(result.xray.when, self.exam.unit.settings.reasons)
        )
        return dataclasses.replace(result, diagnosis=Diagnosis(misconception=name, hint=hint), xray=xray)

    def _with_forms_to_blame(self, attempt: Attempt, observer: Observer) -> Attempt:
        """The attempt without the forms that are not to blame; as it is where that cannot be found out."""
        with contextlib.suppress(WorkerLostError, GraderFaultError):
            return with_forms_to_blame(attempt, observer)
        return attempt

    def _xray(
        self, attempt: Attempt, first: Look | None, found: Mapping[str, Finding], observer: Observer, *, told: Told
    ) -> XRay | None:
        if not self.search or first is None:
            return None
        with contextlib.suppress(Exception):  # no mark depends on it, so a fault in it must open none
            return seen_through(self.exam, attempt, first.sheet, found[first.sheet.check.name], observer, told=told)
        return None

    def _mistake(self, attempt: Attempt) -> Misconception | None:
        if not any(look.findings for look in attempt.looks.values()):
            return None
        return self.diagnostician.diagnose(attempt.exercise.name, attempt.looks)

    def _one_of_the_mistakes(self, look: Look, attempt: Attempt) -> Misconception | None:
        if not look.findings:
            return None
        return self.diagnostician.diagnose_one(attempt.exercise.name, look, attempt.looks)

    def _found(self, look: Look, mistake: Misconception | None, observer: Observer, *, search: bool) -> Finding:
        """The smallest case that fails: searched for in the first check that fails; for the others the
        smallest of those drawn and those kept will do, and the worker must not have been lost over it.
        """
        wanted = self.search and look.sheet.draws and (search or observer.student.is_running)
        smaller = self._smaller(look, mistake, observer, search=search) if wanted else []
        findings = [*look.findings, *smaller]
        alike = [finding for finding in findings if finding.mismatch.remark == findings[0].mismatch.remark]
        found = min(alike, key=lambda finding: _readable_first(look.sheet, finding))
        return self._cut_down(look.sheet, found, mistake, observer) if self.search and search else found

    def _cut_down(self, sheet: Sheet, found: Finding, mistake: Misconception | None, observer: Observer) -> Finding:
        """The same mistake in a smaller call, if there is one."""
        subject = self.diagnostician.subject(mistake) if mistake else None

        def shows(other: Finding) -> bool:
            if subject:
                return same_outcome(sheet.seen_of(subject, other.case.arguments), other.seen)
            return not other.mismatch.form or is_right_without(other, sheet, observer)

        with contextlib.suppress(WorkerLostError, Exception):  # no mark depends on it, so a fault in it must open none
            return cut_down(sheet, found, observer, shows)
        return found

    def _shown(self, look: Look, found: Finding, partly: Misconception | None, attempt: Attempt) -> CheckResult:
        """The result of a check that failed, with the case that shows it."""
        message = messages.mismatch(look.sheet.exercise.name, found.seen, found.mismatch, self.exam.unit.settings)
        if found.mismatch.form:
            message = _where_it_is_right(look.sheet, found, attempt, message)
        shown = messages.counterexample(look.sheet, found.case, found.seen, found.mismatch)
        failed = marks.failed(look.sheet.check, messages.status(found.seen), message, shown)
        return dataclasses.replace(failed, diagnosis=_named(partly))

    def _smaller(self, look: Look, mistake: Misconception | None, observer: Observer, *, search: bool) -> list[Finding]:
        """Smaller cases that fail: the simplest of those that are kept with the course; where it fails on none
        of them the smallest for a mistake that was named, or ever smaller ones, found with the student's
        code itself.
        """
        sheet, findings = look.sheet, list[Finding]()

        def fails(case: Case) -> bool:
            found = found_in(sheet, case, observer.observed(sheet, case.arguments))
            findings.extend([found] if found else [])
            return found is not None

        smallest_yet = min(complexity(finding.case.arguments) for finding in look.findings)
        kept = self._small_cases.of(sheet)
        smaller = [case for case in kept if complexity(case.arguments) < smallest_yet]
        with contextlib.suppress(WorkerLostError):  # what was found before that will do
            if any(map(fails, smaller)) or (kept and not smaller) or not search:
                return findings
            known = self.diagnostician.simplest(mistake, sheet) if mistake else None
            if known is None or not fails(sheet.answered(known)):
                sheet.smallest(lambda arguments: fails(sheet.answered(arguments)))
        return findings

    def _remark(self, attempt: Attempt, observer: Observer) -> Diagnosis | None:
        """What can be said of a mistake that has no name."""
        kinds = (Kind.ANSWERS, Kind.WARNINGS, Kind.FORMS)
        plain = [look for look in attempt.looks.values() if look.sheet.check.kind in kinds and look.seen]
        plain = [look for look in plain if not look.is_a_verdict] or plain
        wrong = [look for look in plain if look.findings]
        forms_alone = all(look.sheet.check.kind is Kind.FORMS for look in wrong)
        if not wrong or (forms_alone and _has_bad_manners(attempt)):
            is_spoilt = bool(wrong) and _is_right_anew(wrong[-1], observer)
            return _another_answer() if is_spoilt else _proven(attempt)
        if any(look.sheet.check.kind is not Kind.FORMS for look in wrong):
            plain = [look for look in plain if look.sheet.check.kind is not Kind.FORMS]
            wrong = [look for look in plain if look.findings]
        if _depends_on_earlier_calls(wrong[-1], observer, forms_alone=forms_alone):
            return _another_answer()
        if not all(look.complete for look in plain):
            return None
        asked = [pair for look in plain for pair in zip(look.sheet.cases, look.seen, strict=True)]
        sheets = {case: look.sheet for look in plain for case in look.sheet.cases}
        with contextlib.suppress(Exception):  # no mark depends on a remark, so a fault in one must open none
            said = remark(
                asked,
                _fitting(self.exam.unit.remarks, plain, attempt),
                lambda case, arguments: sheets[case].seen_of(self.exam.reference, arguments),
            )
            return said or (_proven(attempt) if forms_alone else None)
        return None


def _fitting(remarks: Iterable[Remark], plain: Sequence[Look], attempt: Attempt) -> list[Remark]:
    """Those of the remarks that speak of what was looked at: of parts where answers have some, and of digits where
    no verdict on answers says that more is wrong.
    """
    judged = (look for look in attempt.looks.values() if look.sheet.check.kind is Kind.ANSWERS and look not in plain)
    verdict = any(look.is_a_verdict and look.findings for look in judged)
    without = ({*OF_PARTS} if not _are_answers(plain) else set()) | ({*BY_NO_CHANCE} if verdict else set())
    return [each for each in remarks if each not in without]


def _where_it_is_right(sheet: Sheet, found: Finding, attempt: Attempt, message: str) -> str:
    """The message, with the calls in which an exercise is right but for a form, where it is not so in those of all
    checks.
    """
    wrong = [look for look in attempt.looks.values() if looks_at_a_call(look.sheet.check) and not look.passed]
    origin = sheet.check.origin
    if not wrong or not origin:
        return message
    bases = [f"`{name}`" for name in origin(found.case.arguments).bases]
    return _("In the calls of {checks}, {message}").format(checks=_(" and ").join(bases), message=message)


def _readable_first(sheet: Sheet, finding: Finding) -> tuple[float, ...]:
    """A key for the case that is read most easily: of two forms that are as short, the one that comes first
    is told, and not the one of tiny numbers.
    """
    numbers = complexity(finding.case.arguments)
    return numbers[:1] if sheet.check.kind is Kind.FORMS else numbers


def _shows_with(helpers: Sequence[str]) -> str:
    said = ngettext(
        "That shows with a right {names} in place of yours, which is wrong, too.",
        "That shows with a right {names} in place of yours, which are wrong, too.",
        len(helpers),
    )
    return said.format(names=_(" and ").join(helpers))


def _uses(helpers: Sequence[str]) -> str:
    said = ngettext(
        "It uses {names}, which is wrong, too. With a right one in its place it is still wrong: look here as well.",
        "It uses {names}, which are wrong, too. With right ones in their place it is still wrong: look here as well.",
        len(helpers),
    )
    return said.format(names=_(" and ").join(helpers))


def _told(mistake: Misconception | None, diagnosis: Diagnosis | None) -> Told:
    """What a report says of a mistake by its name."""
    if mistake:
        return Told.ALL
    return Told.NUMBERS if diagnosis else Told.NOTHING


def _named(mistake: Misconception | None) -> Diagnosis | None:
    return Diagnosis(misconception=mistake.name, hint=_(mistake.hint)) if mistake else None


def _are_answers(looks: Sequence[Look]) -> bool:
    """Whether what is seen is what calls return, and has no parts that a student does not know of."""
    return all(look.sheet.check.kind is not Kind.ANSWERS or looks_at_a_call(look.sheet.check) for look in looks)


def _has_bad_manners(attempt: Attempt) -> bool:
    looks = attempt.looks.values()
    return any(look.findings for look in looks if look.sheet.check.kind in (Kind.MANNERS, Kind.ARGUMENTS))


def _proven(attempt: Attempt) -> Diagnosis | None:
    """What a check of manners has proved; that answers depend on earlier calls only where it is not known why."""
    looks = sorted(attempt.looks.values(), key=lambda look: look.sheet.check.kind is Kind.FORMS)
    found = [finding.mismatch for look in looks for finding in look.findings if finding.mismatch.remark]
    proven = min(found, key=lambda mismatch: mismatch.remark == "depends_on_earlier_calls", default=None)
    if proven is None:
        return None
    hint = (
        _("It is {form}.").format(form=proven.form) if proven.form else f"{proven.what[:1].upper()}{proven.what[1:]}."
    )
    return Diagnosis(misconception=proven.remark, hint=hint)


def _another_answer() -> Diagnosis:
    hint = _(
        "The same arguments got another answer after a fresh start. Keep nothing between calls: no global "
        "variables, no default argument that is changed, no random numbers but those that come from a given seed, and "
        "nothing of what np.empty finds in memory."
    )
    return Diagnosis(misconception="depends_on_earlier_calls", hint=hint)


def _depends_on_earlier_calls(look: Look, observer: Observer, *, forms_alone: bool) -> bool:
    """Whether a new worker gives another answer to a case than this one did after all it was asked
    before.  Where only forms fail it must be one of that form: what reads beyond an array's memory
    finds something else there every time, too.
    """
    fitting = [each for each in look.findings if not forms_alone or each.mismatch.remark == EARLIER_CALLS]
    observer.student.end()
    if not fitting:
        return False
    finding = fitting[-1]  # after most other calls
    with contextlib.suppress(WorkerLostError):
        again = observer.observed(look.sheet, finding.case.arguments)
        return not same_outcome(again, finding.seen)
    return False


def _is_right_anew(look: Look, observer: Observer) -> bool:
    """Whether a new worker answers rightly what this one did not after all it was asked before."""
    case = look.findings[-1].case
    observer.student.end()
    with contextlib.suppress(WorkerLostError):
        return found_in(look.sheet, case, observer.observed(look.sheet, case.arguments)) is None
    return False
