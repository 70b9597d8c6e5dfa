"""The numbers of a conversation with an object, each array with a title as people would call it.

A case of such a check may hold lists of steps and dicts within them; ``steps[0][1]['x']`` says nothing to who
reads ``layer.forward(x=...)``.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.course.outcomes import Arguments
from autograder.languages import _
from autograder.values.formula_words import name
from autograder.values.parts import Path, arrays_in, changed, numbers_in


@dataclasses.dataclass(frozen=True)
class Titled:
    """A case, and the titles of its arrays and numbers."""

    case: Arguments
    titles: Mapping[Path, str]

    @classmethod
    def of(cls, case: Arguments, called: Mapping[str, str]) -> Titled:
        """The case, with what some of its parts are ``called``."""
        paths = [*(path for path, _ in arrays_in(case)), *numbers_in(case)]
        return cls(case, dict(zip(paths, _titles(paths, called), strict=True)))

    @property
    def call(self) -> Arguments:
        """All arrays and numbers by their titles, as if they were arguments."""
        return {title: _at(self.case, path) for path, title in self.titles.items()}

    def explained(self, told: str) -> str:
        """What the numbers of calls mean in the titles that a text has."""
        numbered = (title for path, title in self.titles.items() if title == f"{_last_key(path)}_{_step(path)}")
        first = next((title for title in numbered if re.search(rf"\b{re.escape(title)}\b", told)), "")
        key, _line, step = first.rpartition("_")
        return _("`{title}` is the `{key}` of call {step}.").format(title=first, key=key, step=step) if first else ""

    def case_of(self, call: Arguments) -> Arguments:
        """The case with other arrays and numbers."""
        case = self.case
        for path, title in self.titles.items():
            case = _with(case, path, call[title])
        return case


def _with(case: Arguments, path: Path, value: Any) -> Arguments:
    other: Arguments = changed(case, [path], lambda _part: value)
    return other


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _titles(paths: Sequence[Path], called: Mapping[str, str]) -> list[str]:
    """The last key where it is the only one of that name, or with the number of the step; else the whole way."""
    short = [_last_key(path) for path in paths]
    numbered = [f"{key}_{_step(path)}" for key, path in zip(short, paths, strict=True)]
    whole = [name(((called.get(path[0], path[0]), *path[1:]), ())) for path in paths]
    counts, counts_of_numbered = Counter(short), Counter(numbered)
    return [
        way
        if len({*filter(_is_key, path)}) < 2
        else key
        if counts[key] == 1
        else more
        if counts_of_numbered[more] == 1
        else way
        for path, key, more, way in zip(paths, short, numbered, whole, strict=True)
    ]


def _is_key(part: Any) -> bool:
    return isinstance(part, str)


def _last_key(path: Path) -> str:
    return str([part for part in path if _is_key(part)][-1])


def _step(path: Path) -> int:
    """The number of the step that a way leads through, from 1 on; 0 where there is none."""
    return next((part + 1 for part in path if isinstance(part, int)), 0)
