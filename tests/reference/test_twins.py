"""The lectures' twins: the same network in PyTorch and in Keras has the same cost and the same gradients.

The code is that of the lectures, run as it stands there.
"""

from __future__ import annotations

import re
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import reference_module
from autograder.course.loading import LECTURE

COURSE = Path(__file__).resolve().parents[2]
TWINS = [("cnn", "torch", 9), ("cnn", "keras", 11), ("sequences", "torch", 6), ("sequences", "keras", 6)]
"""Each twin by its unit and library, with how many numbers and arrays are compared."""


def code(unit: str, library: str) -> str:
    """What the unit's lecture has to paste into a cell for this library."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (COURSE / "reference" / unit / LECTURE).read_text(), re.M | re.S)
    (found,) = (block for block in blocks if f"import {library}\n" in block)
    return str(found)


def given(unit: str) -> list[str]:
    """The code cell of the unit's lecture that the twins need, if they need any."""
    cells = re.findall(r"^```{code-cell}\n(.*?)^```$", (COURSE / "reference" / unit / LECTURE).read_text(), re.M | re.S)
    return [cell for cell in cells if "def last_outputs" in cell]


def digits(side: int) -> dict[str, np.ndarray]:
    """What the lecture on networks calls so, with images of another size."""
    generator = np.random.default_rng(side)
    images = generator.uniform(size=(30, 1, side, side)) * (generator.random((30, 1, side, side)) < 0.5)
    return {"train_images": images, "train_targets": np.eye(10)[generator.integers(0, 10, 30)]}


def differences(unit: str, library: str, solution: types.ModuleType, side: int = 8) -> list[float]:
    """By how much the twin differs: the cost first, then each array of gradients."""
    names: dict[str, Any] = {"np": np, unit: solution, **digits(side)}
    exec("\n".join([*given(unit), code(unit, library)]), names)
    return [float(difference) for difference in names["differences"]]


@pytest.fixture
def library(request: pytest.FixtureRequest) -> str:
    """The library of this name; what needs it is skipped where it is not installed."""
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.mark.parametrize(("unit", "library", "count"), TWINS, indirect=["library"])
def test_the_twins_agree(unit: str, library: str, count: int, capsys: pytest.CaptureFixture[str]) -> None:
    found = differences(unit, library, reference_module(COURSE, unit, "solution"))
    assert len(found) == count
    assert max(found) < 1e-9
    assert re.search(r"all gradients agree to \d\.\d+e-\d\d", capsys.readouterr().out)


@pytest.mark.parametrize("library", ["torch"], indirect=True)
def test_they_agree_on_images_of_the_size_of_mnist(library: str) -> None:
    assert max(differences("cnn", library, reference_module(COURSE, "cnn", "solution"), side=28)) < 1e-9


@pytest.mark.parametrize(("unit", "library", "count"), TWINS, indirect=["library"])
def test_a_gradient_that_is_a_little_wrong_is_seen(
    unit: str, library: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each array by itself, where nothing else differs."""
    solution = reference_module(COURSE, unit, "solution")
    for place in range(count - 1):
        with monkeypatch.context() as patch:
            spoil(solution, unit, place, patch)
            found = differences(unit, library, solution)
        assert [number for number, difference in enumerate(found) if difference > 1e-9] == [place + 1]


def spoil(solution: Any, unit: str, place: int, patch: pytest.MonkeyPatch) -> None:
    """Makes the largest number of one array of gradients wrong in its third digit."""
    owner, name = (solution.CNN, "loss_and_grads") if unit == "cnn" else (solution, "last_step_bptt")
    right = getattr(owner, name)

    def wrong(*arguments: Any) -> Any:
        answer = right(*arguments)
        grads = [array for own in answer[1] for array in own.values()] if unit == "cnn" else list(answer.values())
        grads[place].flat[np.abs(grads[place]).argmax()] *= 1.01
        return answer

    patch.setattr(owner, name, wrong)
