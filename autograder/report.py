"""The report: what judging a submission came to.

Everything here is frozen and plain, and is the one thing that reporters read.  ``to_json`` gives
the published form (``schema: 1``, see ``report.schema.json``); a later incompatible form gets
another number.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SCHEMA = 1


class Status(enum.StrEnum):
    """What became of a check, an exercise or a submission."""

    # a check
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    FORBIDDEN = "forbidden"
    SKIPPED = "skipped"
    # an exercise, beyond passed and failed
    PARTIAL = "partial"
    NOT_ATTEMPTED = "not_attempted"
    MISSING = "missing"
    # a submission
    GRADED = "graded"
    UNREADABLE = "unreadable"
    # any of them: the grader's own fault, so the mark stays open
    GRADER_ERROR = "grader_error"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Counterexample:
    """The smallest input found that shows the mistake.

    ``arguments``, ``expected`` and ``returned`` hold numbers, strings, lists and dicts only.
    ``call`` is the same input as code to paste; ``where`` names the first place at which the two
    answers differ, for example ``[0, 2]`` or ``["W"][1, 0]``.

    ``wrong`` holds the ways to all places of ``returned`` that the judge found wrong, for example
    ``("W", 1, 0)``, the empty way for all of it; there is none where no place alone is to blame.
    ``raised`` says which of ``"expected"`` and ``"returned"`` name an exception instead of a value.
    """

    arguments: dict[str, Any]
    call: str
    expected: Any
    returned: Any
    where: str = ""
    wrong: tuple[tuple[int | str, ...], ...] = ()
    raised: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The named mistake that explains every wrong answer of an exercise, and the hint that goes
    with it.
    """

    misconception: str
    hint: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Term:
    """A product of numbers of a counterexample's arguments, as it stands in two formulas.

    ``numbers`` are the ways to them, for example ``("params", "W", 1, 0)``; there is none in what
    depends on no argument.  ``right`` and ``yours`` are its factors in the right formula and in the
    student's, in six digits: 0 where it does not stand.
    """

    numbers: tuple[tuple[int | str, ...], ...]
    right: float
    yours: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class XRay:
    """What an exercise does in the place of what it should, as its own answers prove it.

    ``when`` is a sentence on the calls in which it is wrong, ``why`` one on where an answer of another shape
    comes from.  ``right`` and ``yours`` are the formulas of
    one number of the counterexample's answer, the one at ``place``, and ``words`` says what differs.  What
    is not known is empty.

    ``check`` names the check whose counterexample it is, and ``terms`` holds both formulas as data;
    there is none where the formulas are too long to be drawn.
    """

    when: str = ""
    why: str = ""
    place: str = ""
    right: str = ""
    yours: str = ""
    words: str = ""
    check: str = ""
    terms: tuple[Term, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One family of cases: what it asks (``text``), how it went, and what shows it.

    ``diagnosis`` names one of several mistakes: the one that explains all of this check, where none
    explains the whole exercise.
    """

    name: str
    text: str
    status: Status
    score: float
    max_score: float
    message: str = ""
    counterexample: Counterexample | None = None
    diagnosis: Diagnosis | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExerciseResult:
    """One function or class.

    ``line`` is where the student's file defines it, 0 if it does not; ``isolated`` names the
    student's own helpers that were set aside to judge it fairly.  The points of a ``bonus`` come on
    top of those that can be had.
    """

    name: str
    status: Status
    score: float
    max_score: float
    line: int = 0
    isolated: tuple[str, ...] = ()
    diagnosis: Diagnosis | None = None
    checks: tuple[CheckResult, ...] = ()
    xray: XRay | None = None
    bonus: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Report:
    """One submission of one unit.  ``score`` is None while the mark is open because of a fault of
    the grader; ``max_score`` counts no bonus.

    ``student`` is whose it is, empty where nobody knows; ``copies`` says where else the same
    student handed in the same unit, which counts nothing.
    """

    submission: str
    unit: str
    status: Status
    score: float | None
    max_score: float
    message: str = ""
    exercises: tuple[ExerciseResult, ...] = ()
    student: str = ""
    copies: tuple[str, ...] = ()

    def exercise(self, name: str) -> ExerciseResult:
        """The result of the exercise ``name``; KeyError if the report has none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Report:
        """The report that ``dataclasses.asdict`` took apart; raises KeyError, TypeError or
        ValueError if it is none.
        """
        changed = {
            "status": Status(data["status"]),
            "exercises": tuple(map(_exercise, data["exercises"])),
            "copies": tuple(data["copies"]),
        }
        return cls(**{**data, **changed})


def _exercise(data: Mapping[str, Any]) -> ExerciseResult:
    changed = {
        "status": Status(data["status"]),
        "isolated": tuple(data["isolated"]),
        "diagnosis": _diagnosis(data["diagnosis"]),
        "checks": tuple(map(_check, data["checks"])),
        "xray": _xray(data["xray"]) if data.get("xray") else None,
    }
    return ExerciseResult(**{**data, **changed})


def _xray(data: Mapping[str, Any]) -> XRay:
    return XRay(**{**data, "terms": tuple(map(_term, data.get("terms", ())))})


def _term(data: Mapping[str, Any]) -> Term:
    return Term(**{**data, "numbers": tuple(map(tuple, data["numbers"]))})


def _diagnosis(data: Mapping[str, Any] | None) -> Diagnosis | None:
    return Diagnosis(**data) if data else None


def _counterexample(data: Mapping[str, Any]) -> Counterexample:
    return Counterexample(**{**data, "wrong": tuple(map(tuple, data["wrong"])), "raised": tuple(data["raised"])})


def _check(data: Mapping[str, Any]) -> CheckResult:
    counterexample = _counterexample(data["counterexample"]) if data["counterexample"] else None
    diagnosis = _diagnosis(data["diagnosis"])
    changed = {"status": Status(data["status"]), "counterexample": counterexample, "diagnosis": diagnosis}
    return CheckResult(**{**data, **changed})


@dataclasses.dataclass(frozen=True)
class Ignored:
    """A file that was changed, in vain, and what it is."""

    path: str
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class GradingRun:
    """All reports of one run, with what graded them and behind which walls.

    ``remarks`` are sentences on the run as a whole, such as which commit counts, and ``ignored`` what was changed
    without effect on marks.
    """

    grader: str
    sandbox: str
    remarks: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    reports: tuple[Report, ...]

    def to_json(self) -> str:
        """The published JSON form, keys in declaration order."""
        return "".join(self.json_pieces())

    def json_pieces(self) -> Iterator[str]:
        """The same, a report at a time: the whole of a large class would fill the memory."""
        head = _json(dataclasses.replace(self, reports=()).to_plain() | {"reports": None})
        yield head.removesuffix("null\n}") + "["
        for number, report in enumerate(self.reports):
            # no text holds a line break: JSON writes them as \n
            yield f"{',' if number else ''}\n{textwrap.indent(_json(dataclasses.asdict(report)), '  ')}"
        yield "\n ]\n}\n" if self.reports else "]\n}\n"

    def to_plain(self) -> dict[str, Any]:
        """The same before it becomes text."""
        return {"schema": SCHEMA} | dataclasses.asdict(self)

    @classmethod
    def from_json(cls, text: str) -> GradingRun:
        """The run that :meth:`to_json` wrote.

        Raises:
            ValueError: it is no such report, or one of another form.
        """
        try:
            data = json.loads(text)
        except (RecursionError, ValueError):
            data = None
        return cls.from_plain(data)

    @classmethod
    def from_plain(cls, data: Any) -> GradingRun:
        """The run that :meth:`to_plain` took apart; raises ValueError as :meth:`from_json` does."""
        try:
            schema, reports = data["schema"], tuple(map(Report.from_plain, data["reports"]))
            ignored = tuple(Ignored(each["path"], each["reason"]) for each in data.get("ignored", ()))
            said = {"remarks": tuple(data.get("remarks", ())), "ignored": ignored}
            run = cls(grader=data["grader"], sandbox=data["sandbox"], reports=reports, **said)
        except (LookupError, TypeError, ValueError):
            raise ValueError("it is no report that `--json` wrote") from None
        if schema != SCHEMA:
            raise ValueError(f"its form has the number {schema!r}, and this version reads {SCHEMA}")
        return run


def joined(runs: Iterable[tuple[str, GradingRun]]) -> GradingRun:
    """Several runs, each with a name, as one: of several reports on a unit of one student the last one counts.

    A submission is called by the name of its run and its own.
    """
    found: dict[tuple[str, str, str], Report] = {}
    graders: dict[str, None] = {}
    walls: dict[str, None] = {}
    for name, run in runs:
        for report in run.reports:
            graders[run.grader] = walls[run.sandbox] = None
            submission = f"{name}: {report.submission}"
            key = (report.student or submission, report.student, report.unit)
            earlier = found.pop(key, None)
            copies = (earlier.submission, *earlier.copies) if earlier else ()
            found[key] = dataclasses.replace(report, submission=submission, copies=(*report.copies, *copies))
    reports = tuple(found[key] for key in sorted(found))
    return GradingRun(grader=", ".join(graders), sandbox="; ".join(walls), reports=reports)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=1, allow_nan=False)


class Sharing:
    """What many reports have in common, once in memory: in a class, most have made one of a few
    mistakes, or none.
    """

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def shared(self, report: Report) -> Report:
        """The same report with the parts of those that came before it, where these are the same."""
        return dataclasses.replace(report, exercises=tuple(map(self._exercise, report.exercises)))

    def _exercise(self, result: ExerciseResult) -> ExerciseResult:
        checks = tuple(self._known.setdefault(_key(check), check) for check in result.checks)
        xray = result.xray and self._known.setdefault(_key(result.xray), result.xray)
        same = dataclasses.replace(result, checks=checks, xray=xray)
        known: ExerciseResult = self._known.setdefault(_key(result), same)
        return known


def _key(part: CheckResult | XRay | ExerciseResult) -> str:
    """What tells two parts of reports apart."""
    text = json.dumps(dataclasses.asdict(part))
    return f"{type(part).__name__} {hashlib.sha256(text.encode()).hexdigest()}"


def rounded(points: Iterable[float]) -> float:
    """The sum of ``points``, free of binary dust: 0.1 + 0.2 is 0.3."""
    return round(float(sum(points)), 6)
