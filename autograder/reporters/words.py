"""A report in a few words."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from autograder.languages import N_, _, as_pattern
from autograder.report import CheckResult, Counterexample, ExerciseResult, GradingRun, Ignored, Report, Status, XRay

T = TypeVar("T")

_SHORT = {
    Status.ERROR: N_("raises an error"),
    Status.TIMEOUT: N_("does not finish"),
    Status.FORBIDDEN: N_("touches files or the network"),
    Status.GRADER_ERROR: N_("not graded (grader fault)"),
}


MOST_IN_FULL = 3
"""So many messages of one kind are said one by one; of more there is one, with their number."""

NOTHING = N_("There was nothing to grade: no module of a unit was handed in or changed.")
"""Said of a run without reports."""


def in_short(report: Report) -> str:
    """What went wrong with a submission, on one line; empty when nothing did."""
    if report.status is not Status.GRADED:
        return report.message.split(". ")[0].rstrip(".")[:160]
    unwritten = [result.name for result in report.exercises if result.status is Status.NOT_ATTEMPTED]
    parts = [
        f"{result.name}: {reason(result)}"
        for result in report.exercises
        if result.status not in (Status.PASSED, Status.NOT_ATTEMPTED)
    ]
    if len(unwritten) == len(report.exercises):
        return _("nothing is written yet")
    if unwritten:
        parts.append(_("not written: {names}").format(names=", ".join(unwritten)))
    return "; ".join(parts)


def about_copies(report: Report) -> str:
    """That further copies count nothing, in a sentence; empty where there are none."""
    if not report.copies:
        return ""
    said = _("{submission} counts for {unit}; further copies count nothing: {copies}.")
    return said.format(submission=report.submission, unit=report.unit, copies=", ".join(report.copies))


def about_all_copies(reports: Sequence[Report]) -> list[str]:
    """What is to be said of further copies in a run: of a few in full, of more in one sentence."""
    told = [report for report in reports if report.copies]
    if len(told) <= MOST_IN_FULL:
        return list(map(about_copies, told))
    names = listed([f"{owner_of(report)} ({report.unit})" for report in told])
    return [f"{len(told):,} submissions have further copies, which count nothing: {names}. The JSON report names them."]


def about_run(run: GradingRun) -> list[str]:
    """What is to be said of a run as a whole, in sentences."""
    return [*run.remarks, *map(about_ignored, run.ignored)]


def about_ignored(ignored: Ignored) -> str:
    """What is to be said of a file that was changed in vain."""
    said = _("{path} is changed without effect on marks: {reason}.")
    return said.format(path=ignored.path, reason=ignored.reason)


def in_a_check(check: CheckResult) -> str:
    """The mistake that explains a check alone, with its hint; empty where there is none."""
    if not check.diagnosis:
        return ""
    said = _("One of the mistakes: {mistake}.").format(mistake=spaced(check.diagnosis.misconception))
    return f"{said} {check.diagnosis.hint}"


def in_checks(checks: Sequence[CheckResult]) -> dict[str, str]:
    """For checks that are shown one after the other, what :func:`in_a_check` says of each, and its hint once."""
    told: dict[str, str] = {}
    for check in checks:
        if check.diagnosis and any(check.diagnosis == other.diagnosis for other in checks if other.name in told):
            said = _("The same mistake: {mistake}.")
            told[check.name] = said.format(mistake=spaced(check.diagnosis.misconception))
        elif check.diagnosis:
            told[check.name] = in_a_check(check)
    return told


RAISED = N_("{what} raised {error}")
"""Of an exercise, or of whatever else raised an exception."""

AT_A_LINE = N_("{error} (line {line}: {code})")
IN_A_FILE = N_("{error} ({file}, line {line}: {code})")
"""The same, with what stands there."""


def messages(checks: Sequence[CheckResult]) -> dict[str, str]:
    """For checks that are shown one after the other, what each says: of an exception that a line raised
    before, where the numbers may have been others, no more than that.
    """
    told: dict[str, str] = {}
    lines, pattern = set(), _raised_at_a_line()
    for check in checks:
        told[check.name] = check.message
        if found := pattern.match(check.message):
            kind = re.sub(r"\d+", "", found["error"]), found["line"]
            if kind in lines:
                said = _("{error}, on line {line} as above.")
                told[check.name] = said.format(error=found["error"], line=found["line"])
            lines.add(kind)
    return told


def _raised_at_a_line() -> re.Pattern[str]:
    """What is said of an exception that a line raised, in the language that is spoken."""
    raised = as_pattern(_(RAISED), {"what": ".+?", "error": r"\w+: .*?"}, groups=False)
    return re.compile(as_pattern(_(AT_A_LINE), {"error": raised, "line": r"\d+", "code": ".*"}), re.DOTALL)


def of_an_xray(xray: XRay | None) -> list[str]:
    """What an X-ray shows, line by line; nothing where there is none."""
    if xray is None:
        return []
    sides = ((_("right"), xray.right), (_("yours"), xray.yours))
    formulas = [f"{side}: {xray.place} = {formula}" for side, formula in sides if xray.place]
    return [line for line in (xray.when, xray.why, *formulas, xray.words) if line]


def reason(result: ExerciseResult) -> str:
    """Why an exercise falls short, in a few words."""
    if result.status is Status.NOT_ATTEMPTED:
        return _("not written yet")
    if result.status is Status.MISSING:
        return _("missing")
    if result.diagnosis:
        return spaced(result.diagnosis.misconception)
    failed = [check for check in result.checks if check.status not in (Status.PASSED, Status.SKIPPED)]
    short = _(_SHORT.get(failed[0].status, ""))
    return short or _("fails {check}").format(check=spaced(failed[0].name))


_FOR_OTHERS = "right for other "
"""So begin the names of mistakes that end in the argument that they are about."""

NAMES = (
    N_("all digits"),
    N_("always the same"),
    N_("always zero"),
    N_("another kind"),
    N_("argument changed"),
    N_("array for a shape"),
    N_("bad arguments"),
    N_("builds on a mistake"),
    N_("busy"),
    N_("cannot cast"),
    N_("constant factor"),
    N_("depends on earlier calls"),
    N_("earlier calls"),
    N_("empty slice"),
    N_("equal sizes"),
    N_("float32"),
    N_("forms"),
    N_("gives nan"),
    N_("keywords"),
    N_("large size"),
    N_("manners"),
    N_("memory order"),
    N_("not finite"),
    N_("nothing returned"),
    N_("number types"),
    N_("one truth value"),
    N_("other checks"),
    N_("other signs"),
    N_("overflows"),
    N_("parts always zero"),
    N_("product does not fit"),
    N_("proportional"),
    N_("result reused"),
    N_("rounded"),
    N_("seeds"),
    N_("settings"),
    N_("shapes alone"),
    N_("some checks"),
    N_("special values"),
    N_("together"),
    N_("transposed"),
    N_("truncated"),
    N_("whole numbers"),
    N_("wrong parts"),
)
"""The names of mistakes and of checks that any unit may have."""


def spaced(name: str) -> str:
    """The name of a mistake or of a check, as people read it."""
    words = name.replace("_", " ")
    if words.startswith(_FOR_OTHERS):
        return _("right for other {name}").format(name=words.removeprefix(_FOR_OTHERS))
    return _(words)


def kind_of(message: str) -> str:
    """What a message says before it comes to the case at hand: what many share."""
    return re.split(r"[:.](?: |$)", message)[0]


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a sentence: the first of them, and how many more there are."""
    if len(names) <= most + 1:
        return ", ".join(names)
    said = _("{names} and {number} more")
    return said.format(names=", ".join(names[:most]), number=f"{len(names) - most:,}")


def counted(number: int, thing: str) -> str:
    """A number with what it counts: ``1 student``, ``2 students``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def owner_of(report: Report) -> str:
    """Whose a report is, or where it came from where nobody knows that."""
    return report.student or report.submission


def points(score: float | None, max_score: float) -> str:
    """A score for people: ``7.5 / 10``, or ``open / 10``."""
    earned = _("open") if score is None else f"{score:g}"
    return f"{earned} / {max_score:g}"


def printable(result: T) -> T:
    """The same run, report or text without characters that move a cursor, break a line or have no
    place in a file. The lines of a call stay.

    File names, and what students wrote, may hold any.
    """
    cleaned: Any = _printable(result, {})
    return cleaned  # type: ignore[no-any-return] # of the same type, part by part


def _printable(value: Any, known: dict[int, Any]) -> Any:
    """The same value; what has nothing to clean, and what was cleaned before, is not made again."""
    if isinstance(value, str) and not isinstance(value, Status):
        return value if value.isprintable() else "".join(c if c.isprintable() else "�" for c in value)
    if isinstance(value, Counterexample) and "\n" in value.call:
        lines = _printable(value.call.split("\n"), known)
        return dataclasses.replace(_printable(dataclasses.replace(value, call=""), {}), call="\n".join(lines))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if id(value) not in known:
            known[id(value)] = _printable_parts(value, known)
        return known[id(value)]
    if isinstance(value, dict):
        return {_printable(key, known): _printable(item, known) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_printable(item, known) for item in value)
    return value


def _printable_parts(value: Any, known: dict[int, Any]) -> Any:
    parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    cleaned = {name: _printable(part, known) for name, part in parts.items()}
    return value if cleaned == parts else dataclasses.replace(value, **cleaned)
