"""What a course says of itself, in ``course.toml`` at its root; every line of it may be left out."""

from __future__ import annotations

import dataclasses
import datetime
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.course.choices import Choice, read_choices
from autograder.course.due_dates import read_units
from autograder.course.feedback import Feedback, read_feedback
from autograder.errors import KitError
from autograder.languages import ENGLISH, N_, _, languages

FILE = "course.toml"

_WRITTEN = {"numpy": "NumPy", "scipy": "SciPy", "sklearn": "scikit-learn"}
"""How packages are written that people do not write as they import them."""


class SettingsError(KitError):
    """``course.toml`` is not what it should be; the message names the line and what to do."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the kit must know of a course.

    Args:
        title: the course's name.
        imports: the packages that students' modules may import beside the standard library.
        preloaded: the modules among those that take long to load, so that one process does it for
            all who import them.
        requirements: the distributions that the reference and students' modules need beside the kit.
        submission_seconds: the processor time that one submission may take in all.
        hand_in: how students hand in, in a sentence or two for the README of each assignment.
        reasons: what it usually means that a module is wrong exactly in calls with, or without, a feature of
            the arguments: ``"without a padding" = "the crop [p:-p] is empty where p is 0."`` What begins with a
            pattern of names, ``"*_grad: with a padding"``, is for these exercises alone.
        feedback: how much of a report students see, and when.
        due_dates: when each unit is due.
        units: which exercises of a unit count, in which order and how much.
        late_penalty_a_day: which share of the points that were earned nbgrader takes for each day that has begun
            since a unit was due.
        language: the language in which students read everything, by its code: ``es``.
    """

    title: str = ""
    imports: tuple[str, ...] = ("numpy",)
    preloaded: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    submission_seconds: float = 120.0
    hand_in: str = N_("Hand them in as your instructor told you.")
    reasons: Mapping[str, str] = dataclasses.field(default_factory=dict)
    feedback: Feedback = dataclasses.field(default_factory=Feedback)
    due_dates: Mapping[str, datetime.datetime] = dataclasses.field(default_factory=dict)
    units: Mapping[str, Choice] = dataclasses.field(default_factory=dict)
    late_penalty_a_day: float = 0.0
    language: str = ENGLISH

    @property
    def importable(self) -> str:
        """What students' modules may import, in words: ``NumPy, SciPy, tqdm, the standard library``."""
        return ", ".join([*(_WRITTEN.get(name, name) for name in self.imports), _("the standard library")])


def read_settings(course: Path) -> Settings:
    """The settings of the course in a folder; the defaults where it has no ``course.toml``.

    Raises:
        SettingsError: the file is not TOML, or has a line that means nothing.
    """
    file = course / FILE
    if not file.is_file():
        return Settings()
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Mend that line.") from None
    return Settings(**{name: _value(file, name, value) for name, value in data.items()})


_DEFAULTS: Mapping[str, Any] = vars(Settings())

_TABLES: Mapping[str, Callable[[Any], Any]] = {
    "feedback": read_feedback,
    "due_dates": read_units,
    "units": read_choices,
}
"""What reads the tables that have a form of their own."""


def _value(file: Path, name: str, value: Any) -> Any:
    if name not in _DEFAULTS:
        raise SettingsError(f"{file} has {name!r}, which means nothing. What it may have: {', '.join(_DEFAULTS)}.")
    if name in _TABLES:
        try:
            return _TABLES[name](value)
        except ValueError as error:
            raise SettingsError(f"{file}: {error} Mend that line.") from None
    wanted = _DEFAULTS[name]
    if isinstance(wanted, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingsError(
            f'{file}: {name} must be a list of names, such as ["numpy"], not {value!r}. Mend that line.'
        )
    if isinstance(wanted, dict):
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return value
        raise SettingsError(
            f"{file}: [{name}] must hold texts in quotation marks alone, not {value!r}. Mend that line."
        )
    if isinstance(wanted, float):
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
        raise SettingsError(f"{file}: {name} must be a number above 0, not {value!r}. Mend that line.")
    if name == "language" and value not in languages():
        raise SettingsError(
            f"{file}: there is no translation into {value!r}. Languages there are: {', '.join(languages())}."
        )
    if isinstance(value, str):
        return value
    raise SettingsError(f"{file}: {name} must be a text, not {value!r}. Put it in quotation marks.")
