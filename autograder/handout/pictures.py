"""Pictures that lie beside a lecture travel within its notebook: nobody has to copy them, and no file
lies beside the notebook that a browser would open.
"""

from __future__ import annotations

import base64
import html
import re
import types
from collections.abc import Mapping
from pathlib import Path

from autograder.prose import drawings

_SHOWN = re.compile(r"!\[([^\]]*)\]\(([\w./-]+\.(\w+))\)")
"""A picture in Markdown, by the path of a file; what has a colon is loaded from elsewhere, and stays."""

_KINDS = {"svg": "svg+xml", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "webp": "webp"}
_ENGLISH: Mapping[str, str] = types.MappingProxyType({})

_MOST = 100_000
"""Bytes that a picture may have: it is a part of the notebook of every student, and of every hand-in."""


def with_pictures(text: str, folder: Path, texts: Mapping[str, str] = _ENGLISH) -> str:
    """A lecture's text with the pictures that it shows of ``folder`` in it, their words in another language as far
    as ``texts`` goes.

    They become elements of HTML, because Markdown's own pictures are cleaned away by nbconvert where they
    are SVG.

    Raises:
        ValueError: a picture is not there, is none, is too large, or has no words for those who do not see
            it; the message goes on from the lecture's name.
    """
    return _SHOWN.sub(lambda found: _element(found[1], found[2], found[3], folder, texts), text)


def _element(words: str, name: str, ending: str, folder: Path, texts: Mapping[str, str]) -> str:
    path = folder / name
    if ending.lower() not in _KINDS:
        raise ValueError(f"shows {name}, which is no picture that a notebook can hold. Make it one of {_list()}.")
    if not path.is_file():
        raise ValueError(f"shows {name}, which does not exist. Lay it beside the lecture.")
    if not words.strip():
        raise ValueError(f"shows {name} without words. Say between the brackets what is to be seen: ![...]({name})")
    content = path.read_bytes()
    if texts and ending.lower() == "svg":
        content = drawings.translated(content.decode("utf-8"), texts).encode()
    if len(content) > _MOST:
        raise ValueError(f"shows {name}, which has {len(content)} bytes. Make it smaller than {_MOST}.")
    data = base64.b64encode(content).decode()
    return f'<img alt="{html.escape(words)}" src="data:image/{_KINDS[ending.lower()]};base64,{data}">'


def _list() -> str:
    return ", ".join(sorted(_KINDS))
