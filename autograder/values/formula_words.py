"""Two formulas of one number, laid side by side in words."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.languages import N_, _
from autograder.values.formulas import EXACT, Entry, Formula, Term
from autograder.values.parts import Path

MOST_TERMS = 10
"""So many terms of a formula are written."""


def written(formula: Formula) -> str:
    """A formula as people write it: ``input_[0] param[1] + 2 input_[1] param[2]``."""
    terms = sorted(formula.terms.items(), key=lambda pair: (-len(pair[0]), [entry[1] for entry in pair[0]]))
    text = ""
    for term, factor in terms[:MOST_TERMS]:
        sign = "- " if factor < 0 else "+ "
        text += f" {sign if text else sign.strip().replace('+', '')}{_product(abs(factor), term)}"
    more = len(terms) - MOST_TERMS
    return (text.strip() or "0") + (_(" + {more} more").format(more=more) if more > 0 else "")


def _product(factor: float, term: Term) -> str:
    entries = " ".join(map(name, term))
    if not entries:
        return f"{factor:.6g}"
    return entries if math.isclose(factor, 1, rel_tol=EXACT) else f"{factor:.6g} {entries}"


def name(entry: Entry) -> str:
    """An entry of an array as code."""
    path, place = entry
    keys = "".join(f"[{key!r}]" for key in path[1:])
    return f"{path[0]}{keys}" + (f"[{', '.join(map(str, place))}]" if place else "")


def difference(right: Formula, yours: Formula, shapes: Mapping[Path, Sequence[int]]) -> str:
    """What the second formula does otherwise than the first, in one sentence; empty where that is too much."""
    return next(filter(None, (say(right.terms, yours.terms, shapes) for say in _SENTENCES)), "")


Terms = Mapping[Term, float]
Shapes = Mapping[Path, Sequence[int]]


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-6)


def _nothing(right: Terms, yours: Terms, _shapes: Shapes) -> str:
    return (
        _("Yours is 0 there, whatever the numbers are: is this place left out, or multiplied with zeros alone?")
        if right and not yours
        else ""
    )


def _factor(right: Terms, yours: Terms, _shapes: Shapes) -> str:
    if not right or right.keys() != yours.keys():
        return ""
    ratios = [yours[term] / right[term] for term in right]
    if not all(_same(ratio, ratios[0]) for ratio in ratios) or _same(ratios[0], 1):
        return ""
    said = _("Every term {does}.") if len(right) > 1 else _("The term {does}.")
    return said.format(does=_counted(ratios[0]))


def _counted(ratio: float) -> str:
    """What a term does that has so many times its factor."""
    size = abs(ratio)
    whole = next((count for count in range(2, 100) if _same(size * count, 1)), 0)
    much = (
        _("counts 1/{count} of what it should").format(count=whole)
        if whole
        else _("counts {times} times as much as it should").format(times=f"{size:.3g}")
    )
    parts = [_("has the wrong sign")] * (ratio < 0) + [much] * (not _same(size, 1))
    return _(" and ").join(parts)


def _without_a_factor(right: Terms, yours: Terms, _shapes: Shapes) -> str:
    """An array that stands in every term of the right one, and in none of yours."""
    for path in dict.fromkeys(entry[0] for term in right for entry in term):
        if all(path in dict(term) for term in right) and yours and not any(path in dict(term) for term in yours):
            return _("Yours does not depend on `{name}`.").format(name=path[0])
    return ""


def _partners(right: Terms, yours: Terms, shapes: Shapes) -> str:
    """Where each value of one array meets other values of the other arrays than it should."""
    paths = _factors(right)
    if len(paths) < 2 or _factors(yours) != paths:
        return ""
    for fixed in paths:
        wanted, found = _by(right, fixed), _by(yours, fixed)
        both = [place for place in wanted if place in found]
        if not both or len(wanted) != len(right) or len(found) != len(yours):
            continue
        pairs = {path: [(wanted[place][path], found[place][path]) for place in both] for path in paths if path != fixed}
        moved = [path for path, places in pairs.items() if any(one != other for one, other in places)]
        words = [_moved(path[0], pairs[path], shapes[path]) for path in moved]
        differing = max((sum(one != other for one, other in pairs[path]) for path in moved), default=0)
        if words and all(words) and (differing > 1 or wanted.keys() == found.keys()):
            said = _("Each value of `{name}` meets {others}.")
            return said.format(name=fixed[0], others=_(" and ").join(words))
    return ""


def _factors(terms: Terms) -> list[Path]:
    """The arrays of which each term is a product; none where terms have different ones."""
    kinds = {tuple(path for path, _ in term) for term in terms}
    return list(kinds.pop()) if len(kinds) == 1 else []


def _by(terms: Terms, fixed: Path) -> dict[tuple[int, ...], dict[Path, tuple[int, ...]]]:
    """The places that meet in each term, by the one in an array."""
    return {dict(term)[fixed]: dict(term) for term in terms}


def _moved(title: str, pairs: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], shape: Sequence[int]) -> str:
    """What leads from the one place of each pair to the other, in words; empty where nothing known does."""
    return next((text for text, move in _moves(title, shape) if all(move(one) == other for one, other in pairs)), "")


def _steps(right: Terms, yours: Terms, shapes: Shapes) -> str:
    """Where one array moves on by another step than it should while the other moves on by one."""
    if not _pairs(right) or not _pairs(yours):
        return ""
    paths = [path for path, _ in next(iter(right))]
    for fixed, moved in ((paths[0], paths[1]), (paths[1], paths[0])):
        for axis, other in itertools.product(range(len(shapes[fixed])), range(len(shapes[moved]))):
            wanted, found = _step(right, fixed, axis, other), _step(yours, fixed, axis, other)
            if wanted and found and wanted != found:
                said = (
                    _("From one value of `{fixed}` to the next{along}, yours goes the wrong way in `{moved}`{there}.")
                    if found == -wanted
                    else _(
                        "From one value of `{fixed}` to the next{along}, yours moves on by {found} in "
                        "`{moved}`{there}. It "
                        "should be {wanted}."
                    )
                )
                return said.format(
                    fixed=fixed[0],
                    along=_along_axis(axis, shapes[fixed]),
                    moved=moved[0],
                    there=_along_axis(other, shapes[moved]),
                    found=found,
                    wanted=wanted,
                )
    return ""


def _step(terms: Terms, fixed: Path, axis: int, other: int) -> int:
    """By how much an index of one array grows with an index of the other one, in all terms alike; 0 where it
    does not, or where that is not known.
    """
    pairs = {(place[axis], partner[other]) for place, partner in _met(terms, fixed).items()}
    if len(_met(terms, fixed)) < len(terms) or len({index for index, _ in pairs}) < len(pairs) or len(pairs) < 2:
        return 0
    (first, start), (second, end), *_more = sorted(pairs)
    step, rest = divmod(end - start, second - first)
    return step if not rest and all(there == start + step * (index - first) for index, there in pairs) else 0


def _pairs(terms: Terms) -> bool:
    """Whether all terms are products of two entries, of the same two arrays."""
    return bool(terms) and all(len(term) == 2 for term in terms) and len({tuple(p for p, _ in t) for t in terms}) == 1


def _met(terms: Terms, fixed: Path) -> dict[tuple[int, ...], tuple[int, ...]]:
    return {dict(term)[fixed]: next(place for path, place in term if path != fixed) for term in terms}


Move = Callable[[tuple[int, ...]], tuple[int, ...]]


def _moves(title: str, shape: Sequence[int]) -> Iterator[tuple[str, Move]]:
    """Ways in which a place can be mixed up, in words, the simplest first."""
    for words, count, along, move in _known_moves(shape):
        yield _(words).format(name=title, count=count, along=along), move


def _known_moves(shape: Sequence[int]) -> Iterator[tuple[str, int, str, Move]]:
    axes = range(len(shape))
    for axis in axes:
        along = _along_axis(axis, shape)
        yield N_("the value of `{name}` from the other end{along}"), 0, along, _along(axis, shape, _from_the_end)
    if len(shape) >= 2:
        yield N_("the value of `{name}` turned by half a turn"), 0, "", lambda place: _turned(place, shape)
        exchanged = N_("the value of `{name}` with rows and columns exchanged")
        yield exchanged, 0, "", lambda place: (*place[:-2], place[-1], place[-2])
    if len(shape) > 2:
        exchanged = N_("the value of `{name}` with the first two axes exchanged")
        yield exchanged, 0, "", lambda place: (place[1], place[0], *place[2:])
    further, earlier = (
        N_("the value of `{name}` {count} further{along}"),
        N_("the value of `{name}` {count} earlier{along}"),
    )
    for axis, step in itertools.product(axes, (1, -1, 2, -2)):
        move = _along(axis, shape, functools.partial(_further, step))
        yield further if step > 0 else earlier, abs(step), _along_axis(axis, shape), move
    for step in (1, -1, 2, -2) if len(shape) >= 2 else ():
        move = functools.partial(_further_on_both, step)
        yield further if step > 0 else earlier, abs(step), _(" along the last two axes"), move


def _along_axis(axis: int, shape: Sequence[int]) -> str:
    return _(" along axis {axis}").format(axis=axis) if len(shape) > 1 else ""


def _from_the_end(place: int, size: int) -> int:
    return size - 1 - place


def _further(step: int, place: int, _size: int) -> int:
    return place + step


def _further_on_both(step: int, place: tuple[int, ...]) -> tuple[int, ...]:
    return (*place[:-2], place[-2] + step, place[-1] + step)


def _along(axis: int, shape: Sequence[int], move: Callable[[int, int], int]) -> Move:
    return lambda place: (*place[:axis], move(place[axis], shape[axis]), *place[axis + 1 :])


def _turned(place: tuple[int, ...], shape: Sequence[int]) -> tuple[int, ...]:
    return (*place[:-2], shape[-2] - 1 - place[-2], shape[-1] - 1 - place[-1])


def _terms(right: Terms, yours: Terms, _shapes: Shapes) -> str:
    missing = [term for term in right if term not in yours]
    spare = [term for term in yours if term not in right]
    other = [term for term in right if term in yours and not _same(right[term], yours[term])]
    factors = [term for term in other if term]
    parts = [
        *([_("lacks {terms}").format(terms=_listed(missing))] if missing else []),
        *([_has_spare(spare, instead=bool(missing))] if spare else []),
        *([_("has another factor for {terms}").format(terms=_listed(factors))] if factors else []),
        *([_("has another constant")] if len(factors) < len(other) else []),
    ]
    said = _("Yours {does}.").format(does=_(" and ").join(parts))
    return said if parts and len(missing) + len(spare) + len(other) <= MOST_TERMS else ""


def _has_spare(terms: Sequence[Term], *, instead: bool) -> str:
    said = _("has {terms} instead") if instead else _("has {terms} too many")
    return said.format(terms=_listed(terms))


def _listed(terms: Sequence[Term]) -> str:
    few = [" ".join(map(name, term)) or _("the constant") for term in terms[:3]]
    if len(terms) <= 3:
        return ", ".join(few)
    return _("{some} and {number} more").format(some=", ".join(few), number=len(terms) - 3)


_SENTENCES = (_nothing, _factor, _without_a_factor, _partners, _steps, _terms)
"""The most telling first."""
