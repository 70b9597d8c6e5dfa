"""Whoever writes an exercise with an earlier one that is wrong loses the earlier one's marks, and
no others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import load_unit
from autograder.judging.judge import Judge
from autograder.judging.kept_cases import class_exam
from autograder.source import with_replaced
from autograder.subjects.fork_server import ForkServer
from autograder.submissions.folders import Submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

COURSE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


@pytest.mark.parametrize(
    ("unit_name", "mistake", "style"),
    [
        ("conv1d", "flipped_kernel", "through_conv_1d"),
        pytest.param("conv2d", "half_the_height_for_the_width", "through_conv_2d", marks=pytest.mark.slow),
        pytest.param("conv_channels", "rotated_kernels", "through_conv_channels", marks=pytest.mark.slow),
        pytest.param("fast_conv", "kernel_turned_round", "through_conv_im2col", marks=pytest.mark.slow),
    ],
)
def test_a_wrong_helper_costs_its_own_marks_alone(server: ForkServer, unit_name: str, mistake: str, style: str) -> None:
    unit = load_unit(COURSE, unit_name)
    wrong = next(variant for variant in unit.misconceptions if variant.name == mistake)
    right = next(variant for variant in unit.alternatives if variant.name == style)
    text = with_replaced(unit.solution, {**right.texts, wrong.exercise: wrong.text})
    report = Judge(class_exam(COURSE, unit), server, search=False).judge(
        Submission("somebody", unit_name, {f"{unit_name}.py": text.encode()})
    )
    short = [result.name for result in report.exercises if result.score < result.max_score]
    assert short == [wrong.exercise]
    assert all(
        wrong.exercise in result.isolated
        for result in report.exercises
        if result.name in right.texts and result.name != wrong.exercise
    )
