"""How the shapes of arrays are wrong in the calls that an author lists as bad."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.course.outcomes import Arguments
from autograder.values.parts import Path


class Fault(enum.Enum):
    """In which way a shape is wrong."""

    FEWER_AXES = enum.auto()
    MORE_AXES = enum.auto()
    SIZE = enum.auto()
    EMPTY = enum.auto()


def faults_of(listed: Sequence[Arguments], path: Path, axes: int) -> list[Fault]:
    """In which ways an array of so many axes is wrong in some call of the list."""
    there = [array for call in listed if (array := array_at(call, path)) is not None]
    faults = {_fault(array, axes) for array in there}
    if len({array.shape for array in there if _fault(array, axes) is Fault.SIZE}) == 1:
        faults -= {Fault.SIZE}  # it is what all calls have
    return sorted(faults, key=lambda fault: fault.value)


def array_at(value: Any, path: Path) -> np.ndarray | None:
    """The array at the end of a way, empty or not; None if there is none."""
    for key in path:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return None
    return value if isinstance(value, np.ndarray) else None


def _fault(array: np.ndarray, axes: int) -> Fault:
    if array.ndim != axes:
        return Fault.FEWER_AXES if array.ndim < axes else Fault.MORE_AXES
    return Fault.SIZE if array.size else Fault.EMPTY


def first_alone(axis: int, array: np.ndarray) -> np.ndarray:
    """What stands first along an axis, and nothing else."""
    return array.take([0], axis)


def with_more(axis: int, array: np.ndarray) -> np.ndarray:
    """What stands first along an axis a second time at its end."""
    return np.concatenate([array, array.take([0], axis)], axis)
