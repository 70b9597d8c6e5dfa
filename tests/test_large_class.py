"""A class of any size: what its reports have in common is in memory once, and files are written a
report at a time.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.files import write_whole
from autograder.grading.grader import Graded, grading_run
from autograder.report import GradingRun, Report, XRay
from autograder.reporters import gitlab, junit
from autograder.reporters.words import printable
from tests.test_class import named, unreadable
from tests.test_pages import graded
from tests.test_reporters import EXAMPLE, ORDINARY, run_of

HOSTILE = dataclasses.replace(ORDINARY, submission="\x1b[31m\n")

RUNS = {
    "none": run_of(),
    "one": run_of(ORDINARY),
    "many": run_of(
        ORDINARY, HOSTILE, graded("ada", 1, 0.5), unreadable("ben", "No.\nAt all."), named("cem", "way", "f()")
    ),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_pieces_make_the_same_json_as_the_whole(run: GradingRun) -> None:
    pieces = list(run.json_pieces())
    assert "".join(pieces) == json.dumps(run.to_plain(), indent=1, allow_nan=False) + "\n"
    assert len(pieces) == len(run.reports) + 2


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_pieces_make_the_same_code_quality_report(run: GradingRun) -> None:
    text = "".join(gitlab.code_quality(run))
    assert text == json.dumps(json.loads(text), indent=1) + "\n"


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_pieces_make_the_same_junit_document(run: GradingRun) -> None:
    root = ElementTree.Element("testsuites")
    root.extend([junit._suite(report) for report in printable(run).reports])
    ElementTree.indent(root)
    whole = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True).decode() + "\n"
    assert "".join(junit.document(run)) == whole


def test_pieces_are_written_as_one_file_or_not_at_all(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "ö"
        raise OSError("full")

    write_whole(tmp_path / "report.json", iter(["a", "ö\n"]))
    with pytest.raises(OSError, match="full"):
        write_whole(tmp_path / "report.json", pieces())
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"report.json": "aö\n"}


def class_of(size: int) -> Iterator[Graded]:
    """The results of a class in which all have made the same mistake; each has reports of its own."""
    example = dataclasses.replace(EXAMPLE, arguments={"x": [float(number) for number in range(2_000)]})
    for number in range(size):
        report = copy.deepcopy(named(f"s{number:05}", "wrong_way", "f()"))
        first, wrong = report.exercises
        checks = (dataclasses.replace(wrong.checks[0], counterexample=copy.deepcopy(example)),)
        exercises = (first, dataclasses.replace(wrong, checks=checks, line=number, xray=XRay(when="Always.")))
        yield dataclasses.replace(report, exercises=exercises), ("rlimits",)


def test_what_reports_have_in_common_is_there_once_and_they_are_the_same_reports() -> None:
    run = grading_run(class_of(5))
    assert run.reports == tuple(report for report, _ in class_of(5))
    assert len({id(report) for report in run.reports}) == 5
    assert len({id(report.exercises[0]) for report in run.reports}) == 1
    assert len({id(report.exercises[1]) for report in run.reports}) == 5  # in other lines
    assert len({id(report.exercises[1].checks[0]) for report in run.reports}) == 1
    assert len({id(report.exercises[1].xray) for report in run.reports}) == 1


def test_what_differs_is_not_taken_for_the_same() -> None:
    reports = [named("ada", "wrong_way", "f()"), named("ben", "wrong_way", "f(1)"), named("cem", "other_way", "f()")]
    assert grading_run((report, ()) for report in reports).reports == tuple(reports)


def growth(work: Callable[[int], object]) -> float:
    """How many bytes more a class needs at most for each further hand-in."""
    work(2)  # what is made once
    peaks = []
    for size in (10, 60):
        tracemalloc.start()
        kept = work(size)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        del kept
    return (peaks[1] - peaks[0]) / 50


def alone(size: int) -> list[Report]:
    """The same reports with nothing in common."""
    return [report for report, _ in class_of(size)]


def test_a_further_hand_in_needs_little_memory_from_its_report_to_the_files(tmp_path: Path) -> None:
    def written(size: int) -> GradingRun:
        run = grading_run(class_of(size))
        write_whole(tmp_path / "report.json", run.json_pieces())
        write_whole(tmp_path / "junit.xml", junit.document(run))
        write_whole(tmp_path / "gitlab.json", gitlab.code_quality(run))
        return printable(run)

    assert growth(written) < 6_000 < 3 * 6_000 < growth(alone)


def test_what_can_be_printed_is_not_made_again() -> None:
    run = run_of(ORDINARY, HOSTILE)
    cleaned = printable(run)
    assert cleaned.reports[0] is run.reports[0]
    assert cleaned.reports[1] != run.reports[1]
    assert printable(cleaned) is cleaned
