"""How much of a report students see, and when: the table ``[feedback]`` of ``course.toml``."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any


class Detail(enum.IntEnum):
    """How much of a report is shown; each holds what those before it hold."""

    SCORE = 1
    """The points of each exercise."""
    HINTS = 2
    """The checks with their points, the name of the mistake, its hint, and when it shows."""
    COUNTEREXAMPLES = 3
    """All of it: the smallest inputs, what was expected and what came back, and the formulas."""


class Surface(enum.StrEnum):
    """Where students see a report."""

    NBGRADER = "nbgrader"
    """The feedback pages of nbgrader."""
    PAGES = "pages"
    """The page of a submission that ``grade --html`` writes; the page of the class is the instructor's."""
    PR = "pr"
    """All that ``autograder pr`` prints and writes."""
    GRADESCOPE = "gradescope"
    """What Gradescope shows."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """What is shown in one place.

    Args:
        show: the most that is ever shown.
        before_due_date: the most until the unit is due for everybody; None if that makes no difference.
        first_attempts: the most at the first attempt, the second, and so on; where attempts cannot be
            counted these say nothing.
    """

    show: Detail = Detail.COUNTEREXAMPLES
    before_due_date: Detail | None = None
    first_attempts: tuple[Detail, ...] = ()

    @property
    def change(self) -> bool:
        """Whether what is shown depends on the time, or on the attempt."""
        return self.before_due_date is not None or bool(self.first_attempts)

    def detail(self, *, is_due: bool, attempt: int | None) -> Detail:
        """The least that any of the rules allows; ``attempt`` counts from 1."""
        at_attempt = self.first_attempts[attempt - 1 : attempt] if attempt else ()
        early = () if is_due or self.before_due_date is None else (self.before_due_date,)
        return min(self.show, *early, *at_attempt, Detail.COUNTEREXAMPLES)


@dataclasses.dataclass(frozen=True)
class Feedback:
    """The rules of each place."""

    rules: Mapping[Surface, Rules] = dataclasses.field(default_factory=dict)

    def of(self, surface: Surface) -> Rules:
        """The rules that hold there."""
        return self.rules.get(surface, Rules())


def read_feedback(table: Any) -> Feedback:
    """The table as TOML has it: rules for all places, and a table for each place that has others.

    Raises:
        ValueError: there is something else; the message says what to write.
    """
    if not isinstance(table, dict):
        raise ValueError('[feedback] must be a table with lines such as show = "hints".')
    places = {name: part for name, part in table.items() if isinstance(part, dict)}
    general = {name: part for name, part in table.items() if name not in places}
    for name in places:
        if name not in list(Surface):
            raise ValueError(f"[feedback.{name}] means nothing. The places are {', '.join(Surface)}.")
    return Feedback({surface: _rules({**general, **places.get(surface, {})}) for surface in Surface})


def _rules(lines: Mapping[str, Any]) -> Rules:
    known = [field.name for field in dataclasses.fields(Rules)]
    for name in lines:
        if name not in known:
            raise ValueError(f"[feedback] has {name!r}, which means nothing. What it may have: {', '.join(known)}.")
    first = _list("first_attempts", lines.get("first_attempts", []))
    early = lines.get("before_due_date")
    return Rules(
        show=_detail("show", lines.get("show", Detail.COUNTEREXAMPLES.name.lower())),
        before_due_date=None if early is None else _detail("before_due_date", early),
        first_attempts=tuple(_detail("first_attempts", each) for each in first),
    )


def _list(name: str, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise ValueError(f'{name} of [feedback] must be a list, one entry an attempt, such as ["score", "hints"].')


def _detail(name: str, value: Any) -> Detail:
    words = [detail.name.lower() for detail in Detail]
    if value in words:
        return Detail[value.upper()]
    raise ValueError(f"{name} of [feedback] must be one of {', '.join(words)}, not {value!r}.")
