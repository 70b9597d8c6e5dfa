"""Reports as JUnit XML: a suite for each submission, a test case for each check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from autograder.languages import _
from autograder.report import CheckResult, ExerciseResult, GradingRun, Report, Status
from autograder.reporters.comparison import answers
from autograder.reporters.words import about_run, printable

_COUNTS = ("tests", "failures", "errors", "skipped")
_BROKEN = {Status.ERROR, Status.TIMEOUT, Status.FORBIDDEN, Status.GRADER_ERROR}


def document(run: GradingRun) -> Iterator[str]:
    """The reports as one XML document, piece by piece."""
    run = printable(run)
    said = about_run(run)
    yield "<?xml version='1.0' encoding='utf-8'?>\n<testsuites" + (">" if run.reports or said else " />")
    for suite in itertools.chain(map(_suite, run.reports), [_without_cases(said)] if said else []):
        ElementTree.indent(suite, level=1)
        yield f"\n  {ElementTree.tostring(suite, encoding='unicode')}"
    yield "\n</testsuites>\n" if run.reports or said else "\n"


def _without_cases(sentences: Sequence[str]) -> ElementTree.Element:
    """A suite that says something of the whole run."""
    suite = ElementTree.Element("testsuite", {"name": _("This run"), **dict.fromkeys(_COUNTS, "0"), "time": "0"})
    ElementTree.SubElement(suite, "system-out").text = "\n".join(sentences)
    return suite


def _suite(report: Report) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=f"{report.unit} ({report.submission})")
    counts = dict.fromkeys(_COUNTS, 0)
    for exercise in report.exercises:
        for check in exercise.checks:
            case = _case(report, exercise, check)
            suite.append(case)
            counts["tests"] += 1
            if check.status is not Status.PASSED:
                tag, count = _kind(exercise, check)
                counts[count] += 1
                case.append(_detail(tag, check))
    for name, number in counts.items():
        suite.set(name, str(number))
    suite.set("time", "0")
    return suite


def _case(report: Report, exercise: ExerciseResult, check: CheckResult) -> ElementTree.Element:
    attributes = {
        "classname": f"{report.unit}.{exercise.name}",
        "name": check.name,
        "file": report.submission,
        "line": str(exercise.line),
        "time": "0",
    }
    return ElementTree.Element("testcase", attributes)


def _detail(tag: str, check: CheckResult) -> ElementTree.Element:
    detail = ElementTree.Element(tag, message=check.message)
    if check.counterexample:
        shown = [f"{title} {text}" for title, text in answers(check.counterexample)]
        detail.text = "\n".join([check.counterexample.call, *shown])
    return detail


def _kind(exercise: ExerciseResult, check: CheckResult) -> tuple[str, str]:
    """The element for a check that was not passed, and the attribute that counts it."""
    if check.status in _BROKEN or exercise.status is Status.MISSING:  # also where the whole module could not be read
        return "error", "errors"
    return ("skipped", "skipped") if check.status is Status.SKIPPED else ("failure", "failures")
