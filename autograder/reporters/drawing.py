"""Pictures of which value meets which, as SVG: without styles of their own, so that a strict page allows
them, and readable on light and on dark.

Colours are those of the page's text; a style sheet may say others by the classes.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from autograder.reporters.grids import Grid, Value
from autograder.reporters.letters import Mark
from autograder.reporters.meetings import Link, Side

EM = 14.0
"""So many units are one em: the picture grows with the text around it."""

WIDTH = 340
"""Grids stand beside each other up to this width, which a phone has."""

_ROW = 36
_LEAST_COLUMN = 38
_INDEX = 15
_TITLE = 18
_LINES = 34
_GAP = 14
_EDGE = 2
_CHARACTER = 7.3
_LETTER = 8.2
_FILLS = {
    f"{sign}{level}": Markup('fill="{}" fill-opacity="{}"').format(colour, opacity)
    for sign, colour in (("p", "#2563eb"), ("n", "#d96b00"))
    for level, opacity in enumerate((".09", ".16", ".24", ".32", ".4", ".5"), 1)
}
_BAD = "#e0483e"
_FRAMES = {
    Mark.PARTNER: Markup('stroke="{}" stroke-width="3"').format(_BAD),
    Mark.SPARE: Markup('stroke="{}" stroke-width="3"').format(_BAD),
    Mark.MISSING: Markup('stroke="{}" stroke-width="2" stroke-dasharray="4 3"').format(_BAD),
}
_THIN = Markup('stroke="currentColor" stroke-opacity=".35"')
_FONT = Markup('font-family="ui-monospace, Menlo, Consolas, monospace" text-anchor="middle" fill="currentColor"')


@dataclasses.dataclass(frozen=True)
class _Placed:
    """A grid with the place of its first cell; ``index_below`` says on which side its columns are numbered."""

    grid: Grid
    column: float
    """How wide each of its columns is."""

    x: float
    y: float
    index_below: bool = False

    @property
    def indent(self) -> float:
        """What the numbers of rows take."""
        return _INDEX if len(self.grid.rows) > 1 or self.grid.top else 0

    @property
    def width(self) -> float:
        cells = self.indent + self.column * len(self.grid.rows[0])
        return max(cells, _CHARACTER * len(self.grid.title))

    @property
    def bottom(self) -> float:
        return self.y + _ROW * len(self.grid.rows)


def svg(side: Side, label: str) -> Markup:
    """A side as a picture that has this label for who does not see it."""
    column = _width_of_columns(side.grids)
    placed = _in_two_rows(side, column) if side.links else list(_beside_each_other(side.grids, column))
    width = max(each.x - each.indent + each.width for each in placed) + _EDGE
    height = max(each.bottom + (_INDEX + _TITLE if each.index_below else 0) for each in placed) + _EDGE
    body = Markup().join([*map(_grid, placed), *_lines(side.links, placed)])
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {:g} {:g}" '
        'width="{:.4g}em" height="{:.4g}em">{}</svg>'
    ).format(label, width, height, width / EM, height / EM, body)


def _width_of_columns(grids: Sequence[Grid]) -> float:
    cells = [cell for grid in grids for row in grid.rows for cell in row]
    numbers = max(_CHARACTER * len(cell.text) for cell in cells)
    letters = max(_LETTER * len(",".join(letter for letter, _ in cell.letters)) for cell in cells)
    return max(_LEAST_COLUMN, 10 + max(numbers, letters))


def _in_two_rows(side: Side, column: float) -> list[_Placed]:
    """Two arrays of a row each, with room for lines between them."""
    first, second = side.grids
    y = _TITLE + _INDEX
    return [
        _Placed(first, column, _EDGE + max(0, -side.shift) * column, y),
        _Placed(second, column, _EDGE + max(0, side.shift) * column, y + _ROW + _LINES, index_below=True),
    ]


def _beside_each_other(grids: Sequence[Grid], column: float) -> Iterator[_Placed]:
    """Each array on a line of its own, its parts beside each other as far as there is room."""
    x, y, lowest, before = 0.0, 0.0, 0.0, ""
    for grid in grids:
        placed = _Placed(grid, column, x, y)
        if before and (grid.way[0] != before or x + placed.width > WIDTH):
            x, y = 0.0, lowest + _GAP
        placed = _Placed(grid, column, _EDGE + x + placed.indent, y + _TITLE + _INDEX)
        yield placed
        x, lowest, before = x + placed.width + _GAP, max(lowest, placed.bottom), str(grid.way[0])


def _grid(placed: _Placed) -> Markup:
    grid, column = placed.grid, placed.column
    title_y = placed.bottom + _INDEX + 12 if placed.index_below else placed.y - _INDEX - 5
    index_y = placed.bottom + 11 if placed.index_below else placed.y - 4
    title = Markup('<text x="{:g}" y="{:g}" font-size="12" text-anchor="start">{}</text>').format(
        placed.x - placed.indent, title_y, grid.title
    )
    across = (
        _text(placed.x + column * (place + 0.5), index_y, grid.left + place, "index")
        for place in range(len(grid.rows[0]))
    )
    down = (
        _text(placed.x - _INDEX / 2, placed.y + _ROW * (place + 0.5) + 4, grid.top + place, "index")
        for place in range(len(grid.rows) if placed.indent else 0)
    )
    plain: list[Markup] = []
    marked: list[Markup] = []
    for row, values in enumerate(grid.rows):
        for place, value in enumerate(values):
            cell = _cell(value, placed.x + column * place, placed.y + _ROW * row, column)
            (marked if value.mark else plain).append(cell)  # frames lie above the neighbours' edges
    return Markup("<g {}>{}</g>").format(_FONT, Markup().join([title, *across, *down, *plain, *marked]))


def _cell(value: Value, x: float, y: float, width: float) -> Markup:
    """A number on its colour, and its letters below."""
    box = Markup('<rect x="{:g}" y="{:g}" width="{:g}" height="{}" class="{}" {} {}/>').format(
        x,
        y,
        width,
        _ROW,
        value.mark or "cell",
        _FILLS.get(value.colour, Markup('fill="none"')),
        _FRAMES.get(value.mark, _THIN),
    )
    middle = x + width / 2
    number = _text(middle, y + (15 if value.letters else 22), value.text, "number")
    letters = Markup('<text x="{:g}" y="{:g}" font-size="13" font-weight="700">{}</text>').format(
        middle, y + 30, Markup(",").join(_letter(*each) for each in value.letters)
    )
    return box + number + (letters if value.letters else "")


def _letter(letter: str, mark: Mark) -> Markup:
    if mark is Mark.MISSING:
        return Markup('<tspan text-decoration="line-through">{}</tspan>').format(letter)
    if mark in (Mark.PARTNER, Mark.SPARE):
        return Markup('<tspan text-decoration="underline">{}</tspan>').format(letter)
    return Markup("{}").format(letter)


def _text(x: float, y: float, text: object, kind: str) -> Markup:
    size, faint = (12, "") if kind == "number" else (10, Markup(' fill-opacity=".75"'))
    return Markup('<text x="{:g}" y="{:g}" font-size="{}"{}>{}</text>').format(x, y, size, faint, text)


def _lines(links: Sequence[Link], placed: Sequence[_Placed]) -> Iterator[Markup]:
    for link in sorted(links, key=lambda link: bool(link.mark)):
        first, second = placed
        yield Markup('<line x1="{:g}" y1="{:g}" x2="{:g}" y2="{:g}" class="{}" {}/>').format(
            first.x + first.column * (link.start + 0.5),
            first.bottom + 2,
            second.x + second.column * (link.end + 0.5),
            second.y - 2,
            link.mark or "link",
            _FRAMES.get(link.mark, Markup('stroke="currentColor" stroke-opacity=".7"')),
        )


def values_whole(formula: str) -> Markup:
    """A formula that a style sheet can keep from being broken within ``images[0, 1]``."""
    parts = re.split(r"([^\s\[\]]+(?:\[[^\[\]]*\])+)", formula)
    whole = Markup('<span class="whole">{}</span>')
    return Markup("").join(whole.format(part) if place % 2 else part for place, part in enumerate(parts))
