"""The visible checks in a notebook: ``autograder.check("conv_1d")`` gives a run that shows itself."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import jinja2

from autograder.report import Status
from autograder.visible.finding import VisibleError, exercises_in, test_file_of, units_in
from autograder.visible.hints import unknown_exercise
from autograder.visible.results import Failure, VisibleRun
from autograder.visible.running import SECONDS, run_visible
from autograder.visible.terminal import as_text


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class ShownRun(VisibleRun):
    """A run that a notebook shows as a panel, and a terminal as text."""

    @classmethod
    def of(cls, run: VisibleRun) -> ShownRun:
        """The same run."""
        return cls(**{field.name: getattr(run, field.name) for field in dataclasses.fields(run)})

    def _repr_html_(self) -> str:
        return _template().render(run=self, Status=Status)

    def __repr__(self) -> str:
        return as_text(self)


def check(exercise: str | None = None, *, seconds: float = SECONDS) -> ShownRun:
    """Runs the checks of the unit in the current folder, or of one exercise; whatever is wrong is
    in the result.
    """
    folder = Path.cwd()
    unit = ""
    try:
        unit = _unit_here(folder, exercise)
        return ShownRun.of(run_visible(folder, unit, exercise, seconds))
    except VisibleError as error:
        return ShownRun(unit=unit or folder.name, problem=Failure(status=Status.ERROR, message=str(error)))


def _unit_here(folder: Path, exercise: str | None) -> str:
    units = units_in(folder)
    if not units:
        raise VisibleError(
            f"There are no checks in {folder}: open the notebook in the folder that holds it and its test_*.py."
        )
    if len(units) == 1:
        return units[0]
    known = {unit: exercises_in(test_file_of(folder, unit)) for unit in units}
    fitting = [unit for unit in units if exercise is None or exercise in {*known[unit], *known[unit].values()}]
    if len(fitting) == 1:
        return fitting[0]
    files = ", ".join(f"test_{unit}.py" for unit in fitting or units)
    if fitting:
        raise VisibleError(
            f"This folder has several files with such checks ({files}): keep each unit in a folder of its own."
        )
    raise VisibleError(unknown_exercise(str(exercise), files, [name for names in known.values() for name in names]))


@functools.cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("autograder")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("panel.html")
