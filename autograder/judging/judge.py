"""From a submission to a report.

Each exercise's checks are made in the student's worker, case by case, and what comes back is
compared here.  An exercise that falls short while something that it builds on does too is judged once
more, with the reference answering for that: a mistake costs marks where it is, and only there.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

from autograder.course.unit import Exercise, Unit
from autograder.judging import marks, messages
from autograder.judging.attempt import Attempt, Observer, attempt
from autograder.judging.cases import Exam
from autograder.judging.diagnosis import Diagnostician
from autograder.judging.disclosure import bounded
from autograder.judging.explanation import Explainer
from autograder.judging.isolation import Isolation, called_by, ran_out_of_time
from autograder.judging.refusing import with_refusals_for_a_reason
from autograder.judging.remembered import Remembered
from autograder.languages import _, speaking
from autograder.report import ExerciseResult, Report, Status, rounded
from autograder.subjects.deadlines import MAX_REPLIES, Budget
from autograder.subjects.fork_server import ForkServer, GraderFaultError
from autograder.subjects.local import LocalSubject
from autograder.subjects.student import Student, StudentRaisedError, WorkerLostError
from autograder.subjects.tiers import UnsafeSandboxError
from autograder.submissions.folders import Submission

Reference = Student | LocalSubject


class Judge:
    """Judges submissions of one unit, one after the other.

    Args:
        exam: the unit with its cases.
        server: where workers come from.
        search: whether to look for smaller counterexamples than the cases drawn; without it the
            marks and names are the same.
        trusted: whether all that is judged is the course's own; then the reference's help costs no
            worker.
    """

    def __init__(self, exam: Exam, server: ForkServer, *, search: bool = True, trusted: bool = False) -> None:
        self._exam = exam
        self._trusted = trusted
        self._server = server
        self._explainer = Explainer(exam, Diagnostician(exam), search)
        self._remembered = Remembered()

    def judge(self, submission: Submission) -> Report:
        """The report on a submission; never raises for anything that a student hands in."""
        with speaking(self._exam.unit.settings.language, self._exam.unit.texts):
            return self._report(submission)

    def _report(self, submission: Submission) -> Report:
        if submission.problem:
            return self.refuse(submission, submission.problem)
        try:
            return self._judged(submission)
        except GraderFaultError as fault:
            return self.leave_open(submission, str(fault))
        except UnsafeSandboxError:
            raise  # then nobody is graded
        except Exception as error:  # noqa: BLE001 - an error of ours costs nobody a mark
            return self.leave_open(
                submission, _("The grader failed: {error}").format(error=f"{type(error).__name__}: {error}")
            )

    def refuse(self, submission: Submission, message: str) -> Report:
        """The report on a submission that cannot be graded, through no fault of the grader: zero,
        with the reason.
        """
        return _blank(self._exam.unit, submission, Status.UNREADABLE, Status.MISSING, message, 0.0)

    def leave_open(self, submission: Submission, message: str) -> Report:
        """The report on a submission that the grader failed on: no mark, with the reason."""
        return left_open(self._exam.unit, submission, message)

    def _judged(self, submission: Submission) -> Report:
        budget = Budget(self._exam.unit.settings.submission_seconds, MAX_REPLIES)
        with (
            Student(self._server, submission.unit, submission.files, budget=budget) as student,
            self._reference() as reference,  # starts when it is first asked
        ):
            try:
                student.start()
            except StudentRaisedError as error:
                return self.refuse(
                    submission, messages.not_loaded(submission.unit, error.raised, self._exam.unit.settings)
                )
            except WorkerLostError as loss:
                return self.refuse(submission, messages.lost_at_import(submission.unit, loss.reason))
            return self._graded(submission, student, reference)

    def _graded(self, submission: Submission, student: Student, reference: Reference) -> Report:
        lines = student.defined  # as they were found first: a new worker may claim others
        isolation = self._tried(student)
        for exercise in self._exam.unit.exercises:
            result = self._exercise(exercise, submission, student, reference, isolation)
            isolation.results[exercise.name] = dataclasses.replace(result, line=lines.get(exercise.of, 0))
        results = isolation.results.values()
        open_marks = any(result.status is Status.GRADER_ERROR for result in results)
        return Report(
            submission=submission.name,
            unit=submission.unit,
            status=Status.GRADER_ERROR if open_marks else Status.GRADED,
            score=None if open_marks else rounded(result.score for result in results),
            max_score=self._exam.unit.points,
            message=_("The grader failed on some exercises; their marks are open.") if open_marks else "",
            exercises=bounded(results),
        )

    def _tried(self, student: Student) -> Isolation:
        """All exercises tried with the module as it is."""
        isolation, observer = Isolation(self._exam.unit), Observer(student)
        for exercise in self._exam.unit.exercises:
            if exercise.of in student.defined:
                hangs = isolation.hangs(exercise.name)
                isolation.attempts[exercise.name] = None if hangs else self._looked_at(exercise, observer)
        tried = {name: each for name, each in isolation.attempts.items() if each}
        founded = with_refusals_for_a_reason([*tried.values()], student)
        isolation.attempts |= dict(zip(tried, founded, strict=True))
        return isolation

    def _exercise(
        self,
        exercise: Exercise,
        submission: Submission,
        student: Student,
        reference: Reference,
        isolation: Isolation,
    ) -> ExerciseResult:
        if exercise.name not in isolation.attempts:
            missing = _("{unit}.py has no {name}: was it renamed or deleted?")
            missing = missing.format(unit=submission.unit, name=exercise.of)
            return marks.without_marks(exercise, Status.MISSING, missing)
        own = isolation.attempts[exercise.name]
        in_vain: Attempt | None = None
        choices = [] if own and own.final else isolation.helpers(exercise.name)
        helping: frozenset[str] = frozenset()
        for helpers in choices:
            with self._helped(submission, student, reference, helpers) as helped:
                observer = Observer(helped)
                isolated = self._attempt(exercise, observer)
                again = ran_out_of_time(isolated) and helpers is not choices[-1]
                if isolated.score > own.score if own else not again:
                    result = self._explainer.result(isolated, observer)
                    isolation.leaning[exercise.name] = frozenset(helped.asked)
                    return dataclasses.replace(result, isolated=tuple(sorted(helped.asked)))
                in_vain, helping = isolated, frozenset(helped.asked)
            if not again:
                break
        observer = Observer(student)
        result = self._explainer.result(own or self._attempt(exercise, observer), observer)
        if in_vain is None:
            return result
        text = submission.files.get(f"{submission.unit}.py", b"").decode(errors="replace")
        wrong = called_by(text, exercise.of, isolation.wrong(helping))
        return self._explainer.helped_in_vain(result, in_vain, wrong)

    def _attempt(self, exercise: Exercise, observer: Observer) -> Attempt:
        [founded] = with_refusals_for_a_reason([self._looked_at(exercise, observer)], observer.student)
        return founded

    def _looked_at(self, exercise: Exercise, observer: Observer) -> Attempt:
        return attempt(exercise, self._exam.in_order(exercise.name), observer)

    def _helped(
        self, submission: Submission, student: Student, reference: Reference, helpers: Sequence[str]
    ) -> Student:
        """The student's module in another worker, with the reference's answers for some helpers."""
        names = [answer for name in helpers for answer in self._exam.unit.answers(name)]
        has_objects = any("." in name for name in names)
        return Student(
            self._server,
            submission.unit,
            submission.files,
            helpers=names,
            answer=reference.answer if has_objects else self._remembered.of(reference.answer),
            budget=student.budget,
        )

    def _reference(self) -> contextlib.AbstractContextManager[Reference]:
        """The reference, in a worker of its own unless all is trusted: a student can ask it for more
        than there is time and memory for.
        """
        if self._trusted:
            return contextlib.nullcontext(self._exam.helping)
        unit = self._exam.unit
        return Student(self._server, unit.name, {f"{unit.name}.py": unit.helping.encode()})


def left_open(unit: Unit, submission: Submission, message: str) -> Report:
    """The report on a submission that the grader failed on: no mark, with the reason."""
    return _blank(unit, submission, Status.GRADER_ERROR, Status.GRADER_ERROR, message, None)


def _blank(
    unit: Unit, submission: Submission, status: Status, exercises: Status, message: str, score: float | None
) -> Report:
    return Report(
        submission=submission.name,
        unit=submission.unit,
        status=status,
        score=score,
        max_score=unit.points,
        message=message,
        exercises=tuple(marks.without_marks(each, exercises, message) for each in unit.exercises),
    )
