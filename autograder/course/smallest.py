"""The file in which a course keeps what the smallest cases of its checks are drawn from:
``reference/<unit>/smallest.json``, written by ``autograder smallest``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograder.errors import KitError

FILE = "smallest.json"

Choice = bool | int | float | str
Choices = tuple[Choice, ...]
"""What Hypothesis chose in drawing one case, in order."""

Smallest = Mapping[tuple[str, str], tuple[Choices, ...]]
"""The choices of the cases that are kept, by the names of exercise and check."""


class SmallestError(KitError):
    """The file with the smallest cases cannot be read; the message names it and says what to do."""


def read_smallest(folder: Path) -> Smallest:
    """What is kept in the folder of a unit's reference; nothing where there is no file.

    Raises:
        SmallestError: the file is not what ``autograder smallest`` writes.
    """
    file = folder / FILE
    try:
        data = json.loads(file.read_bytes())
        return {
            (exercise, check): tuple(map(_choices, cases))
            for exercise, checks in data.items()
            for check, cases in checks.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise SmallestError(
            f"{file} cannot be read: {error}. Delete it, and run `autograder smallest` to write it anew."
        ) from None


def written(smallest: Smallest) -> str:
    """The text of the file, with a line for each case."""
    checks: dict[str, dict[str, str]] = {}
    for (exercise, check), cases in smallest.items():
        lines = ",\n".join(f"      {json.dumps(choices)}" for choices in cases)
        checks.setdefault(exercise, {})[check] = f"    {json.dumps(check)}: [\n{lines}\n    ]"
    exercises = (f"  {json.dumps(name)}: {{\n{_COMMA.join(parts.values())}\n  }}" for name, parts in checks.items())
    return f"{{\n{_COMMA.join(exercises)}\n}}\n"


_COMMA = ",\n"


def can_be_kept(choices: Iterable[object]) -> bool:
    """Whether the file can hold them: all but bytes."""
    return all(isinstance(choice, Choice) for choice in choices)


def _choices(case: object) -> Choices:
    if isinstance(case, list) and can_be_kept(case):
        return tuple(case)
    raise ValueError(f"{json.dumps(case)[:60]} is no list of choices")
