"""Whatever can meet in a call meets on every paper: no pair of features is left to chance."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from autograder.course.loading import load_unit, unit_names

COURSE = Path(__file__).resolve().parents[2]

DRAWN = 1_200
SELDOM = 80
"""A paper has the pairs of 400 such calls: one that is there in one of so many is missed by one paper in 150."""


@pytest.mark.parametrize("name", unit_names(COURSE))
def test_calls_in_which_all_can_meet_have_no_pair_of_features_only_seldom(name: str) -> None:
    unit = load_unit(COURSE, name)
    seldom = {}
    for exercise in unit.exercises:
        if exercise.forms.together is None:
            continue
        random, pairs = np.random.default_rng(2026), Counter[tuple[str, str]]()
        for _ in range(DRAWN):
            there = unit.features.of(exercise.forms.together(random))
            pairs.update(itertools.combinations(sorted(there), 2))
        seldom |= {(exercise.name, *pair): count for pair, count in pairs.items() if count < DRAWN / SELDOM}
    assert seldom == {}
