"""Formulas of LaTeX as MathML, which browsers show without a script and without a network."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

MAX_CHARACTERS = 5_000
"""A longer formula stays as text."""

_TAG = re.compile(
    "math|merror|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow|ms|mspace|msqrt|mstyle"
    "|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none|menclose"
)
_ATTRIBUTE = re.compile(
    "accent|accentunder|columnalign|columnspacing|columnlines|rowlines|rowspacing|depth|display|displaystyle|fence"
    "|form|height|linebreak|linethickness|lspace|rspace|mathvariant|maxsize|minsize|notation|scriptlevel|separator"
    "|stretchy|symmetric|voffset|width"
)
_VALUE = re.compile(r"-?\d{0,2}(\.\d{1,6})?(em|ex|mu|pt|px|%)?|[a-z][a-z -]{0,40}", re.ASCII)
"""A short length, which moves nothing far, or words."""

_ALIGNED = re.compile(r"\\(begin|end)\{aligned\}")


def mathml(formula: str, *, display: bool = False) -> str:
    """A formula as MathML in which there is nothing but formulas.

    Raises:
        ValueError: it cannot be converted.
    """
    if len(formula) > MAX_CHARACTERS:
        raise ValueError("too long")
    try:
        known = _ALIGNED.sub(r"\\\1{align*}", formula)
        root = ElementTree.fromstring(convert(known, display="block" if display else "inline"))  # noqa: S314 - bounded
    except Exception as error:  # it has many kinds of its own, IndexError and RecursionError among them
        raise ValueError("no formula") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if not _TAG.fullmatch(element.tag):
            raise ValueError(f"{element.tag} is no part of a formula")
        kept = {name: value for name, value in element.attrib.items() if _is_harmless(name, value)}
        element.attrib.clear()
        element.attrib.update(kept)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _is_harmless(name: str, value: str) -> bool:
    return bool(_ATTRIBUTE.fullmatch(name) and _VALUE.fullmatch(value))
