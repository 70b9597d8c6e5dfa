"""The notebooks run from top to bottom: with the solution as the student's module, and with the
stub, which is met kindly.
"""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from autograder.course import load_unit, unit_names
from autograder.handout.notebooks import is_check_cell
from autograder.report import Status
from autograder.visible.running import run_visible

COURSE = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # of the kernel's client, not ours

FAST = ("conv1d", "rnn")
"""Units whose notebooks meet the stub in every run of the suite: the code that is kind to it is the
same for all.
"""


def executed(unit: str, module: str, folder: Path, *, checks: int | None = None, course: Path = COURSE) -> NotebookNode:
    """The notebook after a run beside a module with the given text, with all check cells or only
    the first ones.
    """
    shutil.copytree(course / "assignments" / unit, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    (folder / f"{unit}.py").write_text(module)
    nb = nbformat.read(folder / f"{unit}.ipynb", as_version=4)
    left_out = [cell for cell in nb.cells if is_check_cell(cell)][checks:] if checks is not None else []
    nb.cells = [cell for cell in nb.cells if cell not in left_out]
    NotebookClient(nb, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return nb


def outputs(cell: NotebookNode) -> str:
    return "".join(str(output.get("data", output.get("text", ""))) for output in cell.outputs)


@pytest.mark.parametrize(
    "unit", [unit if unit in FAST else pytest.param(unit, marks=pytest.mark.slow) for unit in unit_names(COURSE)]
)
def test_with_the_solution_every_check_passes(unit: str, tmp_path: Path) -> None:
    """The cells differ in the exercise that they name alone, so one is run in the notebook; the checks
    of all exercises start Python once.
    """
    nb = executed(unit, load_unit(COURSE, unit).solution, tmp_path / unit, checks=1)
    for cell in filter(is_check_cell, nb.cells):
        assert len(cell.outputs) == 1, "a notebook shows the panel, and not the text beside it"
        assert re.search(r"all \d+ checks pass", outputs(cell)), cell.source
    run = run_visible(tmp_path / unit, unit)
    assert [(exercise.name, exercise.status) for exercise in run.exercises] == [
        (exercise.name, Status.PASSED) for exercise in load_unit(COURSE, unit).exercises
    ]


@pytest.mark.parametrize(
    "unit", [unit if unit in FAST else pytest.param(unit, marks=pytest.mark.slow) for unit in unit_names(COURSE)]
)
def test_with_the_stub_nothing_fails_and_the_check_says_not_written(unit: str, tmp_path: Path) -> None:
    nb = executed(unit, (COURSE / "assignments" / unit / f"{unit}.py").read_text(), tmp_path / unit, checks=1)
    first = next(filter(is_check_cell, nb.cells))
    assert "not written yet" in outputs(first)
