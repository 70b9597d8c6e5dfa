"""What becomes of results once they are in other hands."""

from __future__ import annotations

from autograder.course import Arguments, Subject, compare, program
from autograder.course.verdicts import Fault, Judge

_OVERWRITING = program(__file__, "overwriting.py")


def are_new(fault: Fault) -> Judge:
    """Judges whether the same call gives the same again where its first result has been overwritten: a
    result with which nothing else is wrong.
    """

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        first = subject.call(exercise, case)
        wrong = fault(first, case)
        if wrong:
            return wrong
        subject.call("overwrite", {"result": subject.keep(exercise, case)}, of=subject.define(_OVERWRITING))
        if compare.difference(first, subject.call(exercise, case)) is None:
            return ""
        return "who writes into a result finds that again in the next one: return new arrays each time"

    return judge
