"""The words in drawings, which are SVG: what stands in an element of text is one message."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_TEXT = re.compile(r"(?<=>)[^<>]*[A-Za-z]{2,}[^<>]*(?=</text>)")


def messages(drawing: str) -> list[str]:
    """The messages of a drawing, in their order."""
    return list(dict.fromkeys(html.unescape(found) for found in _TEXT.findall(drawing)))


def translated(drawing: str, texts: Mapping[str, str]) -> str:
    """The drawing with its words in another language, as far as ``texts`` goes."""

    def written(found: re.Match[str]) -> str:
        message = html.unescape(found[0])
        return html.escape(texts[message], quote=False) if message in texts else found[0]

    return _TEXT.sub(written, drawing)
