"""Which parts of two programs are the same but for names, layout and comments.

copydetect finds them by fingerprints (S. Schleimer, D. Wilkerson, A. Aiken, Winnowing: Local Algorithms for
Document Fingerprinting, SIGMOD 2003, sections 3 and 5).  All fingerprints are compared, none is chosen: which ones
are chosen depends on Python's hashes of texts, which are others in each process.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from autograder.errors import KitError

LENGTH = 25
"""So many signs in a row must be the same, where a name is one sign."""

MOST_CHARACTERS = 200_000
"""A longer text is not compared."""


class NotInstalledError(KitError):
    """The library that compares texts is not there."""


@dataclasses.dataclass(frozen=True, eq=False)
class Text:
    """A program, and its fingerprints apart from those that everybody may have."""

    written: str
    prints: Any

    @property
    def own(self) -> frozenset[int]:
        """The fingerprints."""
        return frozenset(self.prints.hashes)


@dataclasses.dataclass(frozen=True)
class Piece:
    """A part of a text; ``shared`` tells whether it is in the other one too."""

    text: str
    shared: bool


def known(texts: Iterable[str]) -> frozenset[int]:
    """The fingerprints of what everybody may have, such as the text that was handed out.

    Raises:
        NotInstalledError: copydetect is not installed.
    """
    return frozenset(each for text in texts for each in _prints(text).hashes)


def read(written: str, everybodys: frozenset[int]) -> Text:
    """A program, without what everybody may have."""
    from copydetect.utils import get_token_coverage

    prints = _prints(written)
    prints.hashes = prints.hashes - everybodys
    prints.hash_idx = {each: places for each, places in prints.hash_idx.items() if each not in everybodys}
    prints.token_coverage = get_token_coverage(prints.hash_idx, LENGTH, len(prints.filtered_code))
    return Text(written, prints)


def estimate(one: frozenset[int], other: frozenset[int]) -> float:
    """Which share of the fingerprints of the shorter text the other has too; 0 where one has none."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def shared(one: Text, other: Text) -> tuple[tuple[float, float], tuple[list[Piece], list[Piece]]]:
    """Which share of each of two texts the other has too, and both texts in pieces."""
    from copydetect import compare_files

    _, shares, slices = compare_files(one.prints, other.prints)
    pieces = (_pieces(text.written, places) for text, places in zip((one, other), slices, strict=True))
    first, second = (min(1.0, float(share)) for share in shares)
    left, right = pieces
    return (first, second), (left, right)


def _prints(text: str) -> Any:
    try:
        from copydetect import CodeFingerprint
    except ImportError:
        advice = "Install it: python -m pip install copydetect"
        raise NotInstalledError(f"Texts are compared by copydetect, which is not installed. {advice}") from None
    return CodeFingerprint("text.py", LENGTH, 1, language="python", fp=io.StringIO(text))


def _pieces(text: str, slices: Any) -> list[Piece]:
    """The text, taken apart where what is shared begins and ends."""
    starts, ends = ([int(each) for each in row] for row in slices) if len(slices) else ([], [])
    pieces, place = [], 0
    for start, end in zip(starts, ends, strict=True):
        start, end = max(start, place), min(end, len(text))
        pieces += [Piece(text[place:start], shared=False), Piece(text[start:end], shared=True)]
        place = max(place, end)
    return [piece for piece in (*pieces, Piece(text[place:], shared=False)) if piece.text]


LONGEST_LINE = 1_000
"""So many characters of a line are read as one: what takes a text apart can need a time that grows with the square of a
line's length.
"""

_LONG = re.compile(rf"[^\n]{{{LONGEST_LINE}}}(?=[^\n])")


def comparable(files: dict[str, bytes], module: str) -> str:
    """What somebody handed in as one text, the module first, its longest lines in pieces."""
    names: Sequence[str] = sorted(files, key=lambda name: (name != module, name))
    return _LONG.sub("\\g<0>\n", "\n".join(files[name].decode("utf-8", errors="replace") for name in names))
