"""The visible checks in a notebook: ``autograder.check("conv_1d")`` gives a run that shows itself."""

from __future__ import annotations

import dataclasses
import functools
import types
from pathlib import Path

import jinja2

from autograder.languages import _, gettext, ngettext, speaking
from autograder.report import Status
from autograder.visible.finding import (
    VisibleError,
    exercises_in,
    known_as,
    language_in,
    test_file_of,
    units_in,
    unknown_exercise,
)
from autograder.visible.limit import SECONDS
from autograder.visible.results import Failure, VisibleRun
from autograder.visible.running import run_visible
from autograder.visible.terminal import as_text


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class ShownRun(VisibleRun):
    """A run that a notebook shows as a panel, and a terminal as text."""

    @classmethod
    def of(cls, run: VisibleRun) -> ShownRun:
        """The same run."""
        return cls(**{field.name: getattr(run, field.name) for field in dataclasses.fields(run)})

    def _repr_html_(self) -> str:
        with speaking(self.language):
            return _template().render(run=self, Status=Status)

    def __repr__(self) -> str:
        return as_text(self)


def check(what: object = None, *, seconds: float = SECONDS) -> ShownRun:
    """Runs the checks of the unit in the current folder, or of one exercise; whatever is wrong is
    in the result.
    """
    with speaking(language_in(Path.cwd())):
        return _checked(what, seconds)


def _checked(what: object, seconds: float) -> ShownRun:
    folder = Path.cwd()
    unit = ""
    try:
        name = _name_of(what)
        unit = _unit_here(folder, name)
        exercise = None if name is None or isinstance(what, types.ModuleType) else _exercise(name, folder, unit)
        return ShownRun.of(run_visible(folder, unit, exercise, seconds))
    except VisibleError as error:
        problem = Failure(status=Status.ERROR, message=str(error))
        return ShownRun(unit=unit or folder.name, problem=problem, language=language_in(folder))


def _name_of(what: object) -> str | None:
    """The name of an exercise that is given as such, or as the function or class itself; or of a module."""
    if what is None or isinstance(what, str):
        return what
    name = getattr(what, "__qualname__", None) or getattr(what, "__name__", None)
    if isinstance(name, str) and (callable(what) or isinstance(what, types.ModuleType)):
        return name
    words = _(
        "check takes the name of an exercise or its function, and not an object of type {kind}. "
        'Try autograder.check("conv_1d") with the name of yours.'
    )
    raise VisibleError(words.format(kind=type(what).__name__))


def _exercise(name: str, folder: Path, unit: str) -> str | None:
    """The exercise that a name means, also one that is called as its unit; None if it means the unit alone."""
    return known_as(name, folder, unit) or (None if name == unit else name)


def _unit_here(folder: Path, name: str | None) -> str:
    units = units_in(folder)
    if not units:
        raise VisibleError(_nothing_here(folder, name))
    if len(units) == 1:
        return units[0]
    fitting = [unit for unit in units if name in (None, unit) or known_as(str(name), folder, unit)]
    if len(fitting) == 1:
        return fitting[0]
    files = ", ".join(f"test_{unit}.py" for unit in fitting or units)
    if fitting:
        words = _("This folder has several files with such checks ({files}): keep each unit in a folder of its own.")
        raise VisibleError(words.format(files=files))
    known = [name for unit in units for name in exercises_in(test_file_of(folder, unit))]
    raise VisibleError(unknown_exercise(str(name), files, known))


def _nothing_here(folder: Path, name: str | None) -> str:
    """What to do where the notebook's kernel runs in a folder without checks: most often it is the one
    above.
    """
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith((".", "_"))]
    units = [(path, unit) for path in inner for unit in units_in(path)]
    fitting = [path for path, unit in units if name in (None, unit) or known_as(str(name), path, unit)]
    if len(fitting) == 1:
        words = _(
            "This notebook runs in {folder}, and its checks are in the folder {inner}. Restart the kernel, and run "
            "`%cd {inner}` before all other cells."
        )
        return words.format(folder=folder, inner=fitting[0].name)
    words = _("There are no checks in {folder}: open the notebook in the folder that holds it and its test_*.py.")
    return words.format(folder=folder)


@functools.cache
def _template() -> jinja2.Template:
    loader = jinja2.PackageLoader("autograder")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template("panel.html")
