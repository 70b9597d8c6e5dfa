"""Which value meets which: formulas drawn on the arrays whose values they multiply."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.languages import N_, _
from autograder.report import Counterexample, ExerciseResult, XRay
from autograder.reporters.comparison import Line, figure
from autograder.reporters.grids import Grid, Letters, NotDrawnError, Value, at, grids, part_of
from autograder.reporters.letters import (
    IN_WORDS,
    MOST_TERMS,
    Mark,
    Pair,
    Product,
    Sum,
    Way,
    added,
    paired,
    term_in_python,
)

RIGHT, YOURS = N_("right"), N_("yours")
"""What the two sides are called."""


@dataclasses.dataclass(frozen=True)
class Link:
    """A line from a column of the first grid to one of the second, where both have a single row."""

    start: int
    end: int
    mark: Mark = Mark.SAME


@dataclasses.dataclass(frozen=True)
class Side:
    """One formula on its arrays: ``total`` adds the letters up to a number, and ``shift`` says by how many
    columns the second of two rows stands to the right, so that most lines are short.
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
    """Two formulas side by side; ``marks`` are those that are in it, and ``multiplies`` says whether any
    term is a product of several values: a legend explains both.
    """

    right: Side
    yours: Side
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    multiplies: bool


def picture(result: ExerciseResult) -> Picture | None:
    """What the X-ray of an exercise shows; None where there is nothing that could be drawn at a size that
    people read.
    """
    xray = result.xray
    example = next((check.counterexample for check in result.checks if xray and check.name == xray.check), None)
    if not (xray and example and 0 < len(xray.terms) <= MOST_TERMS):
        return None
    try:
        return _picture(xray, example)
    except NotDrawnError:
        return None


def _picture(xray: XRay, example: Counterexample) -> Picture:
    wanted = {term.numbers: term.right for term in xray.terms if term.right}
    found = {term.numbers: term.yours for term in xray.terms if term.yours}
    pairs = paired(wanted, found)
    in_right = [_Lettered(pair.letter, pair.right, Mark.SAME) for pair in pairs if pair.right is not None]
    in_yours = [_in_yours(pair) for pair in pairs]
    met = {way for each in (*in_right, *in_yours) for way in each.term}
    right = _side(RIGHT, f"{xray.place} = {xray.right}", example.arguments, wanted, in_right, met)
    yours = _side(YOURS, f"{xray.place} = {xray.yours}", example.arguments, found, in_yours, met)
    if not met:
        raise NotDrawnError
    shift = _shift(right.links or yours.links)
    return Picture(
        right=dataclasses.replace(right, shift=shift),
        yours=dataclasses.replace(yours, shift=shift),
        rows=tuple(_row(pair, wanted, found) for pair in pairs),
        marks=tuple(mark for mark in Mark if mark in {pair.mark for pair in pairs}),
        multiplies=any(len(term) > 1 for term in (*wanted, *found)),
    )


def label_of(side: Side) -> str:
    """What a picture says to who does not see it."""
    said = _("{side}: the values that meet carry the same letter. The table below has it in words.")
    return said.format(side=_(side.title))


def alone(arguments: Mapping[str, Any], place: str, formula: str, terms: Sum) -> Side | None:
    """The picture of one formula, with nothing to compare it with; None where it would be too large."""
    if len(terms) > MOST_TERMS:
        return None
    lettered = [_in_yours(pair) for pair in paired(terms, terms)]
    met = {way for term in terms for way in term}
    try:
        side = _side(place, f"{place} = {formula}", arguments, terms, lettered, met)
    except NotDrawnError:
        return None
    return dataclasses.replace(side, shift=_shift(side.links))


def steep(arguments: Mapping[str, Any], place: str, slopes: Mapping[Way, float]) -> Side | None:
    """The arrays with the slope of a number of the answer in the place of letters; None where that would be
    too large.
    """
    try:
        drawn = grids(arguments, slopes, {way: [(f"{slope:g}", Mark.SAME)] for way, slope in slopes.items()})
    except NotDrawnError:
        return None
    return Side(place, place, "", drawn)


@dataclasses.dataclass(frozen=True)
class _Lettered:
    """A term with its letter on one side, and those of its values that are marked."""

    letter: str
    term: Product
    mark: Mark
    marked: frozenset[Way] = frozenset()


def _in_yours(pair: Pair) -> _Lettered:
    """What is missing is there, with all of its values marked; of other terms, those values that are wrong."""
    term = pair.right if pair.yours is None else pair.yours
    assert term is not None
    unmarked = pair.right or () if pair.mark in (Mark.SAME, Mark.FACTOR, Mark.PARTNER) else ()
    return _Lettered(pair.letter, term, pair.mark, frozenset(term) - frozenset(unmarked))


def _side(
    title: str, formula: str, arguments: Mapping[str, Any], terms: Sum, lettered: Sequence[_Lettered], met: set[Way]
) -> Side:
    drawn = grids(arguments, met, _letters(lettered))
    factors = {each.letter: terms[each.term] for each in lettered if each.mark is not Mark.MISSING}
    number = _number(arguments, terms)
    total = f"{added(factors)} = {figure(number)}" if factors else "0"
    return Side(title, formula, total, drawn, _links(drawn, lettered))


def _letters(lettered: Iterable[_Lettered]) -> Letters:
    letters: dict[Way, list[tuple[str, Mark]]] = {}
    for each in lettered:
        for way in each.term:
            letters.setdefault(way, []).append((each.letter, each.mark if way in each.marked else Mark.SAME))
    return letters


def _number(arguments: Mapping[str, Any], terms: Sum) -> float:
    """What a formula comes to."""
    values = ([float(at(arguments, way)) for way in term] for term in terms)
    try:
        return math.fsum(factor * math.prod(each) for factor, each in zip(terms.values(), values, strict=True))
    except (OverflowError, ValueError):  # numbers that are too large, or that have become so
        raise NotDrawnError from None


def _links(drawn: Sequence[Grid], lettered: Iterable[_Lettered]) -> tuple[Link, ...]:
    """Lines between two arrays of a single row each; there are none where they would cross numbers."""
    if len(drawn) != 2 or any(len(grid.rows) > 1 for grid in drawn):
        return ()
    pairs = [each for each in lettered if [part_of(way) for way in each.term] == [grid.way for grid in drawn]]
    first, second = drawn
    return tuple(Link(_column(first, each.term[0]), _column(second, each.term[1]), each.mark) for each in pairs)


def _column(grid: Grid, way: Way) -> int:
    """In which of the columns that are drawn a number of this grid stands."""
    return int(way[-1]) - grid.left if len(way) > len(grid.way) else 0


def _shift(links: Sequence[Link]) -> int:
    steps = sorted(link.start - link.end for link in links)
    return steps[len(steps) // 2] if steps else 0


def _row(pair: Pair, right: Sum, yours: Sum) -> Row:
    wanted, found = (
        "" if term is None else term_in_python(term, terms[term])
        for term, terms in ((pair.right, right), (pair.yours, yours))
    )
    return Row(pair.letter, wanted, found, IN_WORDS[pair.mark])


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
    return "\n".join("".join(text for text, _mark in line).rstrip() for line in lines(side))


def _cell(value: Value, number: int, letters: int) -> str:
    return f"  {value.text:>{number}} {_letters_of(value):<{letters}}"


def _letters_of(value: Value) -> str:
    return ",".join(f"({letter})" if mark is Mark.MISSING else letter for letter, mark in value.letters)
