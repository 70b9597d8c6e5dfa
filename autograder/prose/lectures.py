"""The sentences of a lecture, which is a notebook as text: its paragraphs, and those in its code.

A paragraph is one message, with its line breaks; one in which there are no words beside formulas and code is
none. What instructors alone see is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from autograder.prose import code

_NO_WORDS = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|<[^>]*>|\]\([^)]*\)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FENCE = re.compile(r" *(```+|~~~+)")
_INSTRUCTORS = re.compile(r"\+\+\+.*\binstructor\b")


def messages(lecture: str) -> list[str]:
    """The messages of a lecture, in their order."""
    found: dict[str, None] = {}
    for kind, text in _parts(lecture):
        if kind == "code":
            found |= dict.fromkeys(code.messages(text))
        elif kind == "prose" and _WORD.search(_NO_WORDS.sub("", text)):
            found[text] = None
    return list(found)


def translated(lecture: str, texts: Mapping[str, str]) -> str:
    """The lecture in another language, as far as ``texts`` goes.

    Raises:
        ValueError: a translation makes code that is no Python.
    """
    written = {"code": lambda text: code.translated(text, texts), "prose": lambda text: texts.get(text, text)}
    return "\n".join(written[kind](text) if kind in written else text for kind, text in _parts(lecture))


def _parts(lecture: str) -> Iterator[tuple[str, str]]:
    """The parts of a lecture, joined by line breaks: prose, code, and what is neither."""
    lines = lecture.split("\n")
    place = _after_front_matter(lines)
    if place:
        yield "other", "\n".join(lines[:place])
    for_students = True
    while place < len(lines):
        line = lines[place]
        fence = _FENCE.match(line)
        if line.startswith("+++"):
            for_students = not _INSTRUCTORS.match(line)
        if fence:
            end = next((at for at in range(place + 1, len(lines)) if lines[at].strip() == fence[1]), len(lines) - 1)
            yield "other", line
            if end > place + 1:
                yield "code" if "{code-cell}" in line else "other", "\n".join(lines[place + 1 : end])
            yield from [("other", lines[end])] if end > place else []
            place = end + 1
        elif not line.strip() or line.startswith("+++"):
            yield "other", line
            place += 1
        else:
            end = next((at for at in range(place, len(lines)) if _ends_paragraph(lines[at])), len(lines))
            yield "prose" if for_students else "other", "\n".join(lines[place:end])
            place = end


def _ends_paragraph(line: str) -> bool:
    return not line.strip() or line.startswith("+++") or bool(_FENCE.match(line))


def _after_front_matter(lines: list[str]) -> int:
    """The first line below what jupytext says of the file."""
    return lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
