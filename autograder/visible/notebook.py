"""TODO visible/notebook."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.report import Status
from autograder.visible.explain import Failure
from autograder.visible.finding import VisibleError, exercises_in, test_file_of, units_in
from autograder.visible.hints import unknown
from autograder.visible.results import VisibleRun
from autograder.visible.running import SECONDS, run_visible

if TYPE_CHECKING:
    from jinja2 import Template


def check(exercise: str | None = None, *, seconds: float = SECONDS) -> VisibleRun:
    """Runs the checks of the unit in the current folder, or of one exercise; whatever is wrong is
    in the result.
    """
    folder = Path.cwd()
    unit = ""
    try:
        unit = _unit_here(folder, exercise)
        return run_visible(folder, unit, exercise, seconds)
    except VisibleError as error:
        return VisibleRun(unit=unit or folder.name, problem=Failure(status=Status.ERROR, message=str(error)))


def _unit_here(folder: Path, exercise: str | None) -> str:
    units = units_in(folder)
    if not units:
        raise VisibleError(
            f"There are no checks in {folder}: open the notebook in the folder that holds it and its test_*.py."
        )
    fitting = [unit for unit in units if exercise is None or exercise in exercises_in(test_file_of(folder, unit))]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"test_{unit}.py" for unit in fitting or units)
    if fitting:
        raise VisibleError(
            f"This folder has several files with such checks ({names}): keep each unit in a folder of its own."
        )
    known = [name for unit in units for name in exercises_in(test_file_of(folder, unit))]
    raise VisibleError(unknown(str(exercise), names, known))


@functools.cache
def template() -> Template:
    from jinja2 import Environment, PackageLoader

    return Environment(
        loader=PackageLoader("autograder"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).get_template("panel.html")
