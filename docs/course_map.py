"""The course as a map: what its units build on, and how long they take.

What comes after what stands in the README's table, and how long a unit takes in its lecture; the
page on the course takes both from there.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course.loading import LECTURE, load_unit

_NUMBERS = {"half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}


@dataclasses.dataclass(frozen=True)
class Place:
    """A unit in the course: what it teaches, the units that it comes after, and its time in hours."""

    name: str
    teaches: str
    after: tuple[str, ...]
    hours: float
    points: float


def places(course: Path) -> dict[str, Place]:
    """All units of the course, in the README's order."""
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\|$", (course / "README.md").read_text("utf-8"), re.MULTILINE)
    return {
        name: Place(
            name, teaches, tuple(re.findall(r"`(\w+)`", after)), hours(course, name), load_unit(course, name).points
        )
        for name, teaches, after in rows
    }


def hours(course: Path, unit: str) -> float:
    """How long a unit takes, as its lecture says.

    Raises:
        ValueError: it says it in other words than all others do.
    """
    text = (course / "reference" / unit / LECTURE).read_text("utf-8")
    said = re.search(r"^\*\*Time\.\*\* About (half an|\w+)( and a half)? hours?\b", text, re.MULTILINE)
    if not said or said[1].split()[0] not in _NUMBERS:
        raise ValueError(f"The lecture of {unit} must say how long it takes: **Time.** About three hours.")
    return _NUMBERS[said[1].split()[0]] + (0.5 if said[2] else 0)


def as_hours(number: float) -> str:
    """A time in words, short: "2.5 hours"."""
    return f"{number:g} hour{'' if number <= 1 else 's'}"


def table(units: Mapping[str, Place]) -> str:
    """All units as a table in Markdown."""
    rows = [
        f"| `{unit.name}` | {unit.teaches} | {', '.join(f'`{name}`' for name in unit.after)} | {as_hours(unit.hours)} "
        f"| {unit.points:g} |"
        for unit in units.values()
    ]
    total = (
        f"| | | | {as_hours(sum(unit.hours for unit in units.values()))} | {sum(u.points for u in units.values()):g} |"
    )
    return "\n".join(
        ["| unit | what it teaches | comes after | time | points |", "|---|---|---|---|---|", *rows, total, ""]
    )


def layers(units: Mapping[str, Place]) -> list[list[str]]:
    """The units in layers, each below all that it comes after.

    Raises:
        ValueError: a unit stands in the README's table before one that it comes after, or that one is not there.
    """
    depths: dict[str, int] = {}
    for name, unit in units.items():
        if missing := [before for before in unit.after if before not in depths]:
            raise ValueError(f"README.md: {name} comes after {missing[0]}, so let it stand below that in the table.")
        depths[name] = max((depths[before] + 1 for before in unit.after), default=0)
    return [[name for name in units if depths[name] == depth] for depth in range(max(depths.values()) + 1)]


def steps(units: Mapping[str, Place]) -> list[tuple[str, str]]:
    """What comes directly after what: a step that longer ways make as well is left out."""
    before: dict[str, set[str]] = {}
    for name, unit in units.items():
        before[name] = set(unit.after).union(*(before[each] for each in unit.after))
    return [
        (first, name)
        for name, unit in units.items()
        for first in unit.after
        if not any(first in before[other] for other in unit.after)
    ]


# The picture: layers from top to bottom, and a way for each step.

WIDTH, BOX, HEIGHT, STEP = 880, 138, 50, 96
STYLE = """<style>
rect { fill: #eef3fb; stroke: #3b5b92; }
path { fill: none; stroke: #5a6478; stroke-width: 1.5; }
marker path { fill: #5a6478; stroke: none; }
text { fill: #1d2433; font: 15px sans-serif; text-anchor: middle; }
.time { font-size: 12px; }
@media (prefers-color-scheme: dark) {
rect { fill: #1d2940; stroke: #8fb0ea; }
path { stroke: #a9b4c8; }
marker path { fill: #a9b4c8; }
text { fill: #eef1f7; }
}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z"/></marker></defs>"""

Stop = tuple[str, str, int]
"""Where a way crosses a layer: the step's two units, and the layer.  A unit is the stop from itself to itself."""


def picture(units: Mapping[str, Place]) -> str:
    """The map as SVG, readable on light and on dark, with a description for those who do not see it."""
    level = {name: depth for depth, row in enumerate(layers(units)) for name in row}
    ways = [_way(first, name, level) for first, name in steps(units)]
    across = _across([(name, name, depth) for name, depth in level.items()], ways)
    boxes = [_box(units[name], across[name, name, depth], depth * STEP + 4) for name, depth in level.items()]
    said = "; ".join(f"{name} after {' and '.join(unit.after)}" for name, unit in units.items() if unit.after)
    size = f"0 0 {WIDTH} {max(level.values()) * STEP + HEIGHT + 8}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img"><title>What comes after what</title>'
        f"<desc>{said}.</desc>{STYLE}{''.join(_line(way, across) for way in ways)}{''.join(boxes)}</svg>\n"
    )


def _way(first: str, last: str, level: Mapping[str, int]) -> list[Stop]:
    between = [(first, last, depth) for depth in range(level[first] + 1, level[last])]
    return [(first, first, level[first]), *between, (last, last, level[last])]


def _across(boxes: Sequence[Stop], ways: Sequence[Sequence[Stop]]) -> dict[Stop, float]:
    """Where each stop is from left to right: in each layer in the order of what it comes from, and each as
    wide as it must be, so that no way goes through a box.
    """
    found: dict[Stop, float] = {}
    pairs = [pair for way in ways for pair in itertools.pairwise(way)]
    stops = dict.fromkeys([*boxes, *(stop for way in ways for stop in way)])
    for depth in sorted({stop[2] for stop in stops}):
        row = [stop for stop in stops if stop[2] == depth]
        origins = {stop: [found[before] for before, after in pairs if after == stop] or [0.0] for stop in row}
        row = sorted(row, key=lambda stop: statistics.mean(origins[stop]))
        widths = [BOX if stop[0] == stop[1] else BOX / 4 for stop in row]
        gap, left = (WIDTH - sum(widths)) / (len(row) + 1), 0.0
        for stop, width in zip(row, widths, strict=True):
            found[stop] = left + gap + width / 2
            left += gap + width
    return found


def _line(way: Sequence[Stop], across: Mapping[Stop, float]) -> str:
    """A way from the lower edge of its first box through each layer to the upper edge of its last one."""
    x, y = across[way[0]], way[0][2] * STEP + 4 + HEIGHT
    line = f"M{x:.0f} {y}"
    for stop in way[1:]:
        to_x, to_y = across[stop], stop[2] * STEP + 4
        line += f"C{x:.0f} {y + 23} {to_x:.0f} {to_y - 23} {to_x:.0f} {to_y}"
        x, y = to_x, to_y + HEIGHT
        line += f"L{x:.0f} {y}" if stop is not way[-1] else ""
    return f'<path marker-end="url(#arrow)" d="{line}"/>'


def _box(unit: Place, middle: float, top: float) -> str:
    return (
        f'<rect x="{middle - BOX / 2:.0f}" y="{top}" width="{BOX}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{middle:.0f}" y="{top + 21}">{unit.name}</text>'
        f'<text class="time" x="{middle:.0f}" y="{top + 39}">{as_hours(unit.hours)}, {unit.points:g} points</text>'
    )
