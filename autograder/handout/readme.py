"""What students read first: the README of an assignment."""

from __future__ import annotations

from autograder import __version__
from autograder.course.unit import Unit
from autograder.languages import _


def readme(unit: Unit) -> str:
    """The README in the language that is spoken."""
    install = f'python -m pip install "chainrule_kit-{__version__}-py3-none-any.whl[notebook]"'
    begin = (
        _("Install the kit once, from the file that your instructor gave you: `{command}`").format(command=install),
        _(
            "Open `{unit}.ipynb` with `jupyter lab`, write `{unit}.py`, and check it with the notebook's check cells, "
            "with `autograder check` or with `pytest`."
        ).format(unit=unit.name),
        _(
            "The module may import {importable}, and Python files that you hand in beside it. Plots draw nothing "
            "while it is graded."
        ).format(importable=unit.settings.importable),
    )
    checks = _("The checks here give no marks: hidden ones of the same kind do, with other numbers.")
    end = (
        _(
            "What to hand in: `{unit}.py`, `{unit}.ipynb` with your answers, and the Python files of your own that "
            "`{unit}.py` imports. Save all of them first, and keep their names."
        ).format(unit=unit.name),
        f"{_(unit.settings.hand_in).strip()} {checks}",
    )
    return "\n".join([*begin, "", *end, ""])
