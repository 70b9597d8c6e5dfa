"""What a course makes of a unit without touching its checks: the tables ``[units.NAME]`` of ``course.toml``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Choice:
    """Which exercises of a unit count, in which order and how much.

    Args:
        exercises: those that count, in the order of reports; all others are for practice, and come last. Empty
            where all count, in the unit's own order.
        points: what exercises are worth; 0 is for practice. The checks of an exercise share its points as before.
        bonus: the exercises that earn points beyond those that can be had.
    """

    exercises: tuple[str, ...] = ()
    points: Mapping[str, float] = dataclasses.field(default_factory=dict)
    bonus: tuple[str, ...] = ()


_KEYS = [field.name for field in dataclasses.fields(Choice)]


def read_choices(table: Any) -> dict[str, Choice]:
    """The tables by unit, as TOML has them.

    Raises:
        ValueError: there is something else; the message says what to write.
    """
    if not isinstance(table, dict) or not all(isinstance(part, dict) for part in table.values()):
        raise ValueError("[units] must hold a table for each unit, such as [units.conv1d].")
    return {unit: _choice(unit, part) for unit, part in table.items()}


def _choice(unit: str, part: Mapping[str, Any]) -> Choice:
    for name in part:
        if name not in _KEYS:
            raise ValueError(f"[units.{unit}] has {name!r}, which means nothing. It may have {', '.join(_KEYS)}.")
    points = part.get("points", {})
    if not isinstance(points, dict) or not all(map(_is_worth, points.values())):
        raise ValueError(f"points of [units.{unit}] must be numbers, such as {{ conv_1d = 6, pad_1d = 0 }}.")
    return Choice(exercises=_names(unit, "exercises", part), points={**points}, bonus=_names(unit, "bonus", part))


def _is_worth(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _names(unit: str, key: str, part: Mapping[str, Any]) -> tuple[str, ...]:
    names = part.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f'{key} of [units.{unit}] must be a list of names, such as ["conv_1d"].')
    return tuple(names)
