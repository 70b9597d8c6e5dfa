"""What students read, in their language.

Messages stand in the code in English, whole sentences wherever possible, and gettext's catalogues beside this
module translate them. Whoever forms text for people does it ``with speaking("es"):``, and no other thing than such
text depends on the language: names, keys, statuses and what other programs read stay as they are.
"""

from __future__ import annotations

import contextlib
import functools
import gettext as catalogues
import re
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

ENGLISH = "en"
DOMAIN = "autograder"
FOLDER = Path(__file__).parent


def languages() -> list[str]:
    """The languages that the kit speaks."""
    return sorted([ENGLISH, *(file.parts[-3] for file in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))])


@functools.cache
def catalogue(language: str) -> catalogues.NullTranslations:
    """The kit's messages in a language; English where it has none."""
    return catalogues.translation(DOMAIN, FOLDER, [language], fallback=True)


class _Texts(catalogues.NullTranslations):
    """A course's own texts, before the kit's messages."""

    def __init__(self, texts: Mapping[str, str], kit: catalogues.NullTranslations) -> None:
        super().__init__()
        self._texts, self._info = texts, kit.info()
        self.add_fallback(kit)

    def gettext(self, message: str) -> str:
        return self._texts.get(message) or super().gettext(message)


_spoken: ContextVar[catalogues.NullTranslations] = ContextVar("spoken", default=catalogues.NullTranslations())  # noqa: B039 # English never changes


@contextlib.contextmanager
def speaking(language: str, texts: Mapping[str, str] | None = None) -> Iterator[None]:
    """Messages are in this language as long as it lasts, in this thread alone.

    Args:
        language: one of :func:`languages`.
        texts: what a course translates of its own, by the English text.
    """
    kit = catalogue(language)
    before = _spoken.set(_Texts(texts, kit) if texts else kit)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> str:
    """The language that is spoken, by its code."""
    return str(_spoken.get().info().get("language", ENGLISH))


def gettext(message: str) -> str:
    """A message in the language that is spoken; imported as ``_``.

    ``_("{name} is missing.").format(name=name)``: values are put in afterwards, as a message is looked up as it
    stands in the code.
    """
    return _spoken.get().gettext(message) if message else ""  # gettext keeps the catalogue's own header under ""


def ngettext(one: str, many: str, number: float) -> str:
    """One of two messages, whichever fits the number; languages have rules of their own for that."""
    return _spoken.get().ngettext(one, many, number)  # type: ignore[arg-type] # plural rules take any number


def N_(message: str) -> str:  # noqa: N802 # the name that every tool for catalogues knows
    """Marks a constant as a message: it is translated where it is used, by ``_(CONSTANT)``."""
    return message


_ = gettext


def as_pattern(message: str, values: Mapping[str, str], *, groups: bool = True) -> str:
    """A message as a regular expression with these ones in the place of its values, for what must be read again."""
    pieces = re.split(r"\{(\w+)\}", message)
    return "".join(
        re.escape(piece) if place % 2 == 0 else f"(?P<{piece}>{values[piece]})" if groups else values[piece]
        for place, piece in enumerate(pieces)
    )


def joined(parts: Sequence[str]) -> str:
    """Parts of a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *others, last = parts
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last
