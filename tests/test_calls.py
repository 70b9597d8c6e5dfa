"""What a failing check gives to paste shows in a notebook what the check saw."""

from __future__ import annotations

import ast
import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import load_unit, unit_names
from autograder.report import Status
from autograder.visible.results import VisibleResult
from autograder.visible.running import run_visible

COURSE = Path(__file__).resolve().parents[1]

SPOILED = """

def _spoiled(function):
    import functools

    def more(value):
        if isinstance(value, tuple | dict):
            return tuple(map(more, value)) if isinstance(value, tuple) else {key: more(value[key]) for key in value}
        known = isinstance(value, float | np.ndarray | np.generic)
        return value + 0.125 + 0.5 * np.arange(np.size(value)).reshape(np.shape(value)) if known else value

    @functools.wraps(function)
    def spoiled(*args, **kwargs):
        return more(function(*args, **kwargs))

    return spoiled


for _name, _it in list(globals().items()):
    if type(_it).__name__ == "function" and not _name.startswith("_"):
        globals()[_name] = _spoiled(_it)
"""
"""Makes every answer of a module wrong."""

RAISING = SPOILED.replace("return more(function(*args, **kwargs))", "raise RuntimeError('here')")


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], list[VisibleResult]]]:
    """Runs a unit's visible checks on its solution with an end; the results that fall short."""

    def run(unit: str, end: str) -> list[VisibleResult]:
        folder = tmp_path / unit
        shutil.copytree(COURSE / "assignments" / unit, folder)
        (folder / f"{unit}.py").write_text(load_unit(COURSE, unit).solution + end)
        monkeypatch.chdir(folder)
        monkeypatch.syspath_prepend(folder)
        return [each for each in run_visible(folder, unit, seconds=20).results if not each.passed]

    _forget_units()  # other tests may have left one
    yield run
    _forget_units()


def _forget_units() -> None:
    for name in set(sys.modules):
        if name.removeprefix("test_") in unit_names(COURSE):
            del sys.modules[name]


def pasted(code: str, unit: str) -> Any:
    """What a notebook's cell shows for this code."""
    namespace: dict[str, Any] = {"np": np, unit: importlib.import_module(unit)}
    *before, last = ast.parse(code).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), "cell", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), namespace)


def what_it_raises(code: str, unit: str) -> Exception | None:
    try:
        pasted(code, unit)
    except Exception as error:  # noqa: BLE001 - whatever the check saw
        return error
    return None


def numbers(shown: str) -> Any:
    """What NumPy has written, as numbers."""
    return eval(shown, {"array": np.array, "np": np, "nan": np.nan, "inf": np.inf})


UNITS = [
    unit if unit == "conv1d" else pytest.param(unit, marks=pytest.mark.slow)
    for unit in unit_names(COURSE)
    if unit not in ("cnn", "layers", "schedulers")  # classes: their tests are called themselves
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_pasted_call_returns_what_the_check_got(
    unit: str, ran: Callable[[str, str], list[VisibleResult]], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    for result in ran(unit, SPOILED):
        failure = result.failure
        assert failure is not None
        assert failure.call, f"{result.name} has no call"
        if failure.message.startswith("The check could not use"):
            continue  # it is the test's own arithmetic that fails
        if failure.status is not Status.FAILED or "import test_" in failure.call:
            assert isinstance(what_it_raises(failure.call, unit), Exception), result.name
        elif failure.returned[:1] in tuple("[-0123456789") and "..." not in failure.returned:
            np.testing.assert_allclose(
                np.asarray(pasted(failure.call, unit)), np.asarray(numbers(failure.returned)), rtol=1e-5, atol=1e-5
            )
            compared += 1
        else:
            pasted(failure.call, unit)
    assert compared > 0


def test_the_pasted_call_raises_what_the_check_saw(ran: Callable[[str, str], list[VisibleResult]]) -> None:
    results = ran("conv1d", RAISING)
    assert len(results) == 32
    for result in results:
        assert result.failure is not None
        assert f"conv1d.{result.exercise}(" in result.failure.call or result.first, result.name
        with pytest.raises(RuntimeError, match="here"):
            pasted(result.failure.call, "conv1d")


CALLS = {
    "test_pad_1d_example": "SIGNAL = np.array([1., 2., 3., 4., 5.])\nconv1d.pad_1d(SIGNAL, 1)",
    "test_conv_1d_is_linear_in_the_signal": "conv1d.conv_1d(x, param)",
    "test_conv_1d_refuses_what_makes_no_sense": "",
    "test_input_grad_1d_belongs_to_conv_1d": "conv1d.input_grad_1d(x, param, output_grad)",
    "test_input_grad_1d_is_the_effect_of_one_more": "conv1d.input_grad_1d(input_, param)",
    "test_conv_1d_batch_treats_each_signal_alone": "conv1d.conv_1d_batch(batch, param)[0]",
}
"""Checks of conv1d, and how the calls end that they show."""


def test_the_call_is_as_the_notebook_would_have_it(ran: Callable[[str, str], list[VisibleResult]]) -> None:
    results = {result.name: result for result in ran("conv1d", SPOILED)}
    for name, end in CALLS.items():
        if end:
            failure = results[name].failure
            assert failure is not None
            assert failure.call.endswith(end), failure.call
        else:
            assert name not in results
