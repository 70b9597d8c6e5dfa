"""What a function of the student's own computes, as a notebook and a terminal show it."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any

import jinja2

from autograder.languages import N_, _, gettext, ngettext, speaking
from autograder.reporters.drawing import svg, values_whole
from autograder.reporters.meetings import Side, alone, as_text, steep
from autograder.values import readable
from autograder.values.formula_words import name, written
from autograder.values.formulas import Entry, Formula

NO_FORMULA = N_("has no formula: it is no sum of products of the values.")
NEAR = N_("When one value grows a little, it grows by this many times as much:")
FLAT = N_("A small change of one value does not change it.")


@dataclasses.dataclass(frozen=True)
class Shown:
    """A number of an answer: its formula or what can be said instead, and a picture if there can be one."""

    place: str
    formula: str
    words: str
    side: Side | None

    @property
    def label(self) -> str:
        """The picture in short, for who does not see it."""
        if self.formula:
            words = _(
                "{place}: the values that are multiplied carry the same letter. The formula above has it in words."
            )
        else:
            words = _("{place}: the slope stands below each value.")
        return words.format(place=self.place)


@dataclasses.dataclass(frozen=True, repr=False)
class SeenThrough:
    """The formulas of a function's answer, number by number, and slopes of what has none; a notebook shows
    them with pictures of which value meets which, first that of the ``chosen`` number, a terminal as text.
    """

    call: Mapping[str, Any]
    formulas: Mapping[str, Formula | None]
    slopes: Mapping[str, Mapping[Entry, float]] = dataclasses.field(default_factory=dict)
    more: int = 0
    chosen: str = ""
    language: str = ""

    def __repr__(self) -> str:
        with self._speaking():
            return "\n".join(self._lines())

    def _speaking(self) -> contextlib.AbstractContextManager[None]:
        return speaking(self.language) if self.language else contextlib.nullcontext()

    def _lines(self) -> Iterator[str]:
        for place, found in self.formulas.items():
            yield f"{place} = {written(found)}" if found else f"{place} {self._instead(place, with_slopes=True)}"
        if self.more:
            yield _("... and {number} more numbers").format(number=self.more)

    def _repr_html_(self) -> str:
        chosen = self.chosen if self.chosen in self.formulas else next(iter(self.formulas), "")
        with self._speaking():
            return _template().render(
                shown=list(self.shown()),
                chosen=chosen,
                more=self.more,
                svg=svg,
                as_text=as_text,
                values_whole=values_whole,
            )

    def shown(self) -> Iterator[Shown]:
        """What a notebook shows of each number."""
        plain = readable.plain(self.call)
        for place, found in self.formulas.items():
            if found:
                terms = {tuple(_way(plain, entry) for entry in term): factor for term, factor in found.terms.items()}
                formula = written(found)
                yield Shown(place, f"{place} = {formula}", "", alone(plain, place, formula, terms))
            else:
                known = {_way(plain, entry): slope for entry, slope in self.slopes.get(place, {}).items()}
                yield Shown(place, "", self._instead(place), steep(plain, place, known) if known else None)

    def _instead(self, place: str, *, with_slopes: bool = False) -> str:
        """What is said of a number that has no formula."""
        if place not in self.slopes:
            return _(NO_FORMULA)
        known = {name(entry): slope for entry, slope in self.slopes[place].items()}
        if not known:
            return f"{_(NO_FORMULA)} {_(FLAT)}"
        return f"{_(NO_FORMULA)} {_(NEAR)}" + (f" {_listed(known)}" if with_slopes else "")


def _listed(known: Mapping[str, float]) -> str:
    one = _("{slope} for {value}")
    return ", ".join(one.format(slope=f"{slope:g}", value=entry) for entry, slope in known.items())


def _way(plain: Any, entry: Entry) -> readable.Way:
    """The way to a number, in terms of the arguments as they are shown."""
    path, place = entry
    (way,) = readable.places(plain, [(*path, *place)])
    return way


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autograder"), autoescape=True, trim_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template("seen_through.html")
