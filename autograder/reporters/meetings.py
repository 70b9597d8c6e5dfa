"""Which value meets which: formulas drawn on the arrays whose values they multiply.

Each term has a letter, and all of its values carry it.  A term that has another value in it than it
should keeps the letter of the right one, so that the same letters stand elsewhere in the two pictures.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import itertools
import math
import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.report import ExerciseResult, XRay
from autograder.reporters.comparison import Line, figure
from autograder.reporters.heatmaps import colour, largest

Way = tuple[int | str, ...]
"""The way to a number among the arguments of a call: the argument's name, then keys and indices."""

Product = tuple[Way, ...]
Sum = Mapping[Product, float]
"""The terms of a formula with their factors."""

WHOLE = 8
"""An axis of so many values is drawn whole; of a longer one what is met, and one more on either side."""

MOST_ALONG_AN_AXIS = 14
MOST_GRIDS = 12
MOST_TERMS = len(string.ascii_letters)
"""What is larger than that is not drawn."""


class Mark(enum.StrEnum):
    """What is wrong with a term of the student's; the values are classes of the style sheet."""

    SAME = ""
    FACTOR = "factor"
    PARTNER = "partner"
    MISSING = "missing"
    SPARE = "spare"


IN_WORDS = {
    Mark.SAME: "the same",
    Mark.FACTOR: "another factor",
    Mark.PARTNER: "another value",
    Mark.MISSING: "missing in yours",
    Mark.SPARE: "too many in yours",
}


@dataclasses.dataclass(frozen=True)
class Pair:
    """A term of the right formula, and the one that stands in its place in the student's."""

    letter: str
    right: Product | None
    yours: Product | None
    mark: Mark


@dataclasses.dataclass(frozen=True)
class Value:
    """A number of an array, with the letters of the terms in which it stands."""

    text: str
    colour: str
    letters: tuple[tuple[str, Mark], ...] = ()

    @property
    def mark(self) -> Mark:
        """The mark of the whole cell: what should not be there before what is missing."""
        marks = [mark for _, mark in self.letters]
        return next((mark for mark in (Mark.SPARE, Mark.PARTNER, Mark.MISSING) if mark in marks), Mark.SAME)


@dataclasses.dataclass(frozen=True)
class Grid:
    """An array, or the part of one at the first indices of ``way``; ``top`` and ``left`` are the first row
    and column that are drawn.
    """

    way: Way
    rows: tuple[tuple[Value, ...], ...]
    top: int = 0
    left: int = 0

    @property
    def title(self) -> str:
        """As it is written in Python."""
        return written(self.way)


@dataclasses.dataclass(frozen=True)
class Link:
    """A line from a column of the first grid to one of the second, where both have a single row."""

    start: int
    end: int
    mark: Mark = Mark.SAME


@dataclasses.dataclass(frozen=True)
class Side:
    """One formula on its arrays: ``total`` adds the letters up to a number, and ``shift`` says by how many columns the
    second of two rows stands to the right, so that most lines are short.
    """

    title: str
    formula: str
    total: str
    grids: tuple[Grid, ...]
    links: tuple[Link, ...] = ()
    shift: int = 0


@dataclasses.dataclass(frozen=True)
class Row:
    """A letter in words: what it stands for in both formulas, and what differs."""

    letter: str
    right: str
    yours: str
    what: str


@dataclasses.dataclass(frozen=True)
class Picture:
    """Two formulas side by side."""

    sides: tuple[Side, Side]
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    """Those that are in it, which a legend explains."""

    multiplies: bool
    """Whether any term is a product of several values."""


# From a report, or from a formula alone.


def picture(result: ExerciseResult) -> Picture | None:
    """What the X-ray of an exercise shows, right and the student's; None where there is nothing that could
    be drawn at a size that people read.
    """
    xray = result.xray
    example = next((check.counterexample for check in result.checks if xray and check.name == xray.check), None)
    if not (xray and xray.terms and example):
        return None
    right = {term.numbers: term.right for term in xray.terms if term.right}
    yours = {term.numbers: term.yours for term in xray.terms if term.yours}
    pairs = paired(right, yours)
    if len(pairs) > MOST_TERMS:
        return None
    try:
        sides = _sides(example.arguments, pairs, right, yours, xray)
    except (
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ):  # an argument that the report does not show number by number
        return None
    if sides is None:
        return None
    rows = tuple(
        Row(pair.letter, _term(right, pair.right), _term(yours, pair.yours), IN_WORDS[pair.mark]) for pair in pairs
    )
    found = {pair.mark for pair in pairs}
    multiplies = any(len(term) > 1 for term in (*right, *yours))
    return Picture(sides, rows, tuple(mark for mark in Mark if mark in found), multiplies)


def _sides(
    arguments: Mapping[str, Any], pairs: Sequence[Pair], right: Sum, yours: Sum, xray: XRay
) -> tuple[Side, Side] | None:
    letters_of_right = _letters((pair.letter, pair.right, ()) for pair in pairs if pair.right)
    letters_of_yours = _letters(map(_in_yours, pairs))
    met = {*letters_of_right, *letters_of_yours}
    wanted, found = (_grids(arguments, met, letters) for letters in (letters_of_right, letters_of_yours))
    if not 0 < len(wanted) <= MOST_GRIDS:
        return None
    lines = _links(wanted, [(pair.right, Mark.SAME) for pair in pairs if pair.right])
    own = _links(found, [(pair.yours or pair.right or (), pair.mark) for pair in pairs])
    shift = _shift(lines or own)
    return (
        Side("right", f"{xray.place} = {xray.right}", _total(right, pairs, arguments), wanted, lines, shift),
        Side("yours", f"{xray.place} = {xray.yours}", _total(yours, pairs, arguments, own=True), found, own, shift),
    )


def _in_yours(pair: Pair) -> tuple[str, Product, tuple[tuple[Way, Mark], ...]]:
    """A letter of the student's formula, its values, and those of them that are marked."""
    if pair.yours is None:
        assert pair.right is not None
        return pair.letter, pair.right, tuple((way, Mark.MISSING) for way in pair.right)
    unmarked = set(pair.right or ()) if pair.mark in (Mark.PARTNER, Mark.FACTOR) else set()
    marked = pair.yours if pair.mark is not Mark.SAME else ()
    return pair.letter, pair.yours, tuple((way, pair.mark) for way in marked if way not in unmarked)


def alone(arguments: Mapping[str, Any], place: str, formula: str, terms: Sum) -> Side | None:
    """The picture of one formula, with nothing to compare it with; None where it would be too large."""
    if len(terms) > MOST_TERMS:
        return None
    pairs = paired(terms, terms)
    letters = _letters((pair.letter, pair.right, ()) for pair in pairs if pair.right)
    try:
        grids, total = _grids(arguments, set(letters), letters), _total(terms, pairs, arguments)
    except (ArithmeticError, ValueError):
        return None
    if len(grids) > MOST_GRIDS:
        return None
    lines = _links(grids, [(pair.right, Mark.SAME) for pair in pairs if pair.right])
    return Side(place, f"{place} = {formula}", total, grids, lines, _shift(lines))


# Letters.


def paired(right: Sum, yours: Sum) -> list[Pair]:
    """All terms with their letters, in the order of the right formula; what is too many comes last."""
    missing = [term for term in right if term not in yours]
    spare = [term for term in yours if term not in right]
    partners = max((_partners(array, missing, spare) for array in _arrays([*missing, *spare])), key=len, default={})
    pairs = [(term, *_counterpart(term, right, yours, partners)) for term in sorted(right, key=_in_order)]
    rest = [term for term in sorted(spare, key=_in_order) if term not in partners.values()]
    wholes = [*pairs, *((None, term, Mark.SPARE) for term in rest)]
    return [Pair(letter, *whole) for letter, whole in zip(string.ascii_letters, wholes, strict=False)]


def _counterpart(
    term: Product, right: Sum, yours: Sum, partners: Mapping[Product, Product]
) -> tuple[Product | None, Mark]:
    if term in yours:
        return term, Mark.SAME if math.isclose(right[term], yours[term], rel_tol=1e-5) else Mark.FACTOR
    return (partners[term], Mark.PARTNER) if term in partners else (None, Mark.MISSING)


def _partners(array: Way, missing: Sequence[Product], spare: Sequence[Product]) -> dict[Product, Product]:
    """For each missing term the one that is too many and has the same value of this array, if each such
    value has one of both.
    """
    wanted, found = (_by_value(array, terms) for terms in (missing, spare))
    return {wanted[way]: found[way] for way in wanted if way in found and len(wanted[way]) == len(found[way]) > 1}


def _by_value(array: Way, terms: Sequence[Product]) -> dict[Way, Product]:
    """The terms by the value of this array in them, where a single one has it."""
    having = [(way, term) for term in terms for way in term if _array(way) == array]
    count = collections.Counter(way for way, _ in having)
    return {way: term for way, term in having if count[way] == 1}


def _arrays(terms: Iterable[Product]) -> list[Way]:
    return list(dict.fromkeys(_array(way) for term in terms for way in term))


def _array(way: Way) -> Way:
    """The array in which a number stands: the way without the indices at its end."""
    return way[: 1 + max(step for step, key in enumerate(way) if isinstance(key, str))]


def _indices(way: Way) -> tuple[int, ...]:
    return tuple(int(key) for key in way[len(_array(way)) :])


def _in_order(term: Product) -> tuple[int, list[tuple[int, ...]]]:
    return -len(term), list(map(_indices, term))


Letters = Mapping[Way, tuple[tuple[str, Mark], ...]]


def _letters(terms: Iterable[tuple[str, Product, Sequence[tuple[Way, Mark]]]]) -> Letters:
    """The letters on each value, with their marks."""
    found: dict[Way, tuple[tuple[str, Mark], ...]] = {}
    for letter, term, marked in terms:
        for way in term:
            found[way] = (*found.get(way, ()), (letter, dict(marked).get(way, Mark.SAME)))
    return found


# Grids.


def _grids(arguments: Mapping[str, Any], met: set[Way], letters: Letters) -> tuple[Grid, ...]:
    """All parts of arrays in which a value is met on either side; ValueError if one is too large."""
    order = {name: number for number, name in enumerate(arguments)}
    parts = sorted({_part(way) for way in met}, key=lambda part: (order[str(part[0])], list(map(str, part))))
    return tuple(_grid(arguments, part, {way for way in met if _part(way) == part}, letters) for part in parts)


def _part(way: Way) -> Way:
    """The way to the matrix, row or number in which a number is drawn."""
    array, indices = _array(way), _indices(way)
    return (*array, *indices[:-2])


def _grid(arguments: Mapping[str, Any], part: Way, met: set[Way], letters: Letters) -> Grid:
    rows, places = _rows(_at(arguments, part)), [way[len(part) :] for way in met]
    down = _shown(len(rows), [int(place[0]) for place in places if len(place) == 2] or [0])
    across = _shown(len(rows[0]), [int(place[-1]) for place in places if place] or [0])
    if not all(_is_number(rows[row][column]) for row in down for column in across):
        raise ValueError("there are others than numbers in it")
    most = largest([[value for value in row if _is_number(value)] for row in rows])
    depth = len(places[0])

    def value(row: int, column: int) -> Value:
        way = (*part, *(row, column)[2 - depth :])
        number = rows[row][column]
        return Value(figure(number), colour(number, most), letters.get(way, ()))

    drawn = tuple(tuple(value(row, column) for column in across) for row in down)
    return Grid(part, drawn, down.start, across.start)


def _rows(values: Any) -> list[list[Any]]:
    """A matrix, a vector or a single number as rows."""
    if not isinstance(values, list):
        return [[values]]
    return values if isinstance(values[0], list) else [values]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(size: int, met: Sequence[int]) -> range:
    """The indices of an axis that are drawn."""
    if max(met) >= size:
        raise ValueError("a place beyond the end")
    shown = range(size) if size <= WHOLE else range(max(0, min(met) - 1), min(size, max(met) + 2))
    if len(shown) > MOST_ALONG_AN_AXIS:
        raise ValueError("too large to be drawn")
    return shown


# Lines and sums.


def _links(grids: Sequence[Grid], terms: Sequence[tuple[Product, Mark]]) -> tuple[Link, ...]:
    """Lines between two arrays of a single row each; there are none where they would cross numbers."""
    if len(grids) != 2 or any(len(grid.rows) > 1 for grid in grids):
        return ()
    first, second = grids
    columns = {
        way: way[-1] - grid.left
        for term, _ in terms
        for way in term
        for grid in grids
        if _part(way) == grid.way and isinstance(way[-1], int)
    }
    return tuple(
        Link(columns[term[0]], columns[term[1]], mark)
        for term, mark in terms
        if [_part(way) for way in term] == [first.way, second.way] and set(term) <= columns.keys()
    )


def _shift(links: Sequence[Link]) -> int:
    steps = sorted(link.start - link.end for link in links)
    return steps[len(steps) // 2] if steps else 0


def _total(terms: Sum, pairs: Sequence[Pair], arguments: Mapping[str, Any], *, own: bool = False) -> str:
    """The letters added up, and what that comes to: ``0.25 (a + b) = 3``."""
    known = [(pair.letter, pair.yours if own else pair.right) for pair in pairs]
    factors = {letter: terms[term] for letter, term in known if term is not None}
    if not factors:
        return "0"
    common = next(iter(factors.values()))
    if len(factors) > 1 and common != 1 and all(math.isclose(each, common) for each in factors.values()):
        added = f"{common:.6g} ({_added(dict.fromkeys(factors, 1.0))})"
    else:
        added = _added(factors)
    number = math.fsum(factor * math.prod(float(_at(arguments, way)) for way in term) for term, factor in terms.items())
    return f"{added} = {figure(number)}"


def _at(arguments: Mapping[str, Any], way: Way) -> Any:
    """What stands at a place of the arguments."""
    value: Any = arguments
    for key in way:
        value = value[key]
    return value


def _added(factors: Mapping[str, float]) -> str:
    text = ""
    for letter, factor in factors.items():
        sign = (" - " if factor < 0 else " + ") if text else "-" if factor < 0 else ""
        text += f"{sign}{'' if abs(factor) == 1 else f'{abs(factor):.6g} '}{letter}"
    return text


def _term(terms: Sum, term: Product | None) -> str:
    if term is None:
        return ""
    factor = terms[term]
    times = "" if abs(factor) == 1 and term else f"{abs(factor):.6g} "
    return f"{'-' if factor < 0 else ''}{times}{' '.join(map(written, term))}".strip()


def written(way: Way) -> str:
    """A value, or a part of an array, as it is written in Python: ``params['W'][0, 1]``."""
    array, indices = _array(way), _indices(way)
    keys = "".join(f"[{key!r}]" for key in array[1:])
    return f"{array[0]}{keys}" + (f"[{', '.join(map(str, indices))}]" if indices else "")


# As text.


def lines(side: Side) -> list[Line]:
    """A side as text: the letters behind the values, what is missing between brackets."""
    values = [value for grid in side.grids for row in grid.rows for value in row]
    widths = max(len(value.text) for value in values), max(len(_letters_of(value)) for value in values)
    name = max(len(grid.title) for grid in side.grids)
    found: list[Line] = []
    for grid in side.grids:
        titles = itertools.chain([grid.title], itertools.repeat(""))
        found += [
            [(f"{title:<{name}}", ""), *((_cell(value, *widths), str(value.mark)) for value in row)]
            for title, row in zip(titles, grid.rows, strict=False)
        ]
    return found


def as_text(side: Side) -> str:
    """The same without the marks."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines(side))


def _cell(value: Value, number: int, letters: int) -> str:
    return f"  {value.text:>{number}} {_letters_of(value):<{letters}}"


def _letters_of(value: Value) -> str:
    return ",".join(f"({letter})" if mark is Mark.MISSING else letter for letter, mark in value.letters)
