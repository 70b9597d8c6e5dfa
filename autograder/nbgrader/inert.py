"""What a student wrote, made inert: cleaned when it is read, so that it does nothing wherever a
person opens it.

Formgrader shows text cells as they are, in the session of whoever may change marks.  So text is
changed such that no program that knows Markdown makes anything active of it, while formulas, code,
tables, lists and pasted pictures stay readable: a space keeps ``<`` from opening a tag, and ``]``
from leading anywhere but to the web.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
from collections.abc import Container, Mapping
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.languages import _

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def cleaned(notebook: NotebookNode, given_out: NotebookNode) -> NotebookNode:
    """The notebook with every text made inert that a student may have changed; what still is as it
    was handed out is the instructor's, and stays.

    Of outputs and metadata nothing is left when a notebook has been read; and code stays, for it is
    shown as text everywhere.
    """
    originals = {(cell.cell_type, cell.source): cell for cell in given_out.cells}
    for cell in notebook.cells:
        original = originals.get((cell.cell_type, cell.source), NotebookNode())
        attachments = cell.pop("attachments", None)
        if original:
            kept = copy.deepcopy(original.get("attachments"))
        else:
            kept = _attachments(attachments)
            cell.source = cell.source if cell.cell_type == "code" else text(cell.source, kept)
        if kept and cell.cell_type != "code":
            cell.attachments = kept
    return notebook


def _attachments(attachments: Any) -> NotebookNode:
    """Those that are pictures made of points: another may be a page."""
    found = attachments.items() if isinstance(attachments, Mapping) else ()
    pictures = {name: _pictures(data) for name, data in found if isinstance(data, Mapping)}
    return NotebookNode({name: data for name, data in pictures.items() if data})


def _pictures(data: Mapping[str, Any]) -> NotebookNode:
    return NotebookNode({kind: data[kind] for kind in _PICTURES if _is_base64(data.get(kind))})


def _is_base64(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(base64.b64decode("".join(value.split()), validate=True))
    except (binascii.Error, ValueError):
        return False


# Markdown.

_PLAIN_TAGS = r"<br ?/?>|<(?P<tag>b|i|u|s|em|strong|sub|sup|kbd)>[\w .,;:+=/-]{0,200}</(?P=tag)>"
_TAG = re.compile(rf"(?P<harmless>{_PLAIN_TAGS})|<(?=[A-Za-z/!?])")
"""A tag, but not those that hold a few words and have no attributes."""

_COMMANDS = re.compile(
    r"(?<!\\)\\++(?=(?:href|url|class|cssId|style|html\w*|data|require|includegraphics|bbox|mmlToken|unicode"
    r"|tooltip|texttip|toggle|action\w*|enclose|def|gdef|edef|let|newcommand|renewcommand|newenvironment|csname)"
    r"(?![A-Za-z]))"
)
"""The commands by which MathJax makes links, names and styles, loads more, or defines others."""

_IMAGE = re.compile(
    r"!\[(?P<words>[^\[\]\\`\n]{0,300})\]\("
    r"(?:attachment:(?P<name>[^\s()<>\"'\\]{1,200})|[\w-]{1,100}(?:[/.][\w-]{1,100}){0,9}\.(?:png|jpe?g|gif|webp))\)"
)
"""A picture that is attached, or lies beside the notebook."""

_IMAGE_ELSEWHERE = re.compile(r"(?<!!)!++(?=\[)")
_ELSEWHERE = re.compile(r"\](?=\((?!https?://|mailto:|#))", re.IGNORECASE)
"""Where a link begins to lead to anything but a page of the web, a mailbox, or the page itself."""

_DEFINITION = re.compile(
    r"^([ \t>*+\-.):\d]*+\[(?:[^\\\[\]]|\\.)*+\])(?=:(?![ \t]*(?:https?://|mailto:|#)))",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
"""A line that says where links of a name lead, if that is somewhere else."""

_HEADING = re.compile(r"^([ \t>]{0,20}(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,8}){0,5}#{1,6}(?!#)[ \t]*)(?=\S)", re.MULTILINE)
_UNDERLINE = re.compile(r"^([ \t>]{0,20})(=+|-+)[ \t]*$", re.MULTILINE)
_NO_NAME = "\N{WORD JOINER}"
"""Begins a heading, and is not seen: nbconvert names its element by its words, and formgrader finds by name the
fields for marks.
"""

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, and those that change the direction in which others are read."""


def text(source: str, attachments: Container[str] = ()) -> str:
    """Markdown of which nothing becomes active.

    Args:
        source: what the student wrote.
        attachments: the names of the pictures that came with it.
    """
    source = _INVISIBLE.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
    source = _COMMANDS.sub("", source)  # first, for it could leave a tag
    source = _TAG.sub(lambda found: found["harmless"] or "< ", source)
    source = _UNDERLINE.sub(r"\1\n\1\2", _HEADING.sub(rf"\1{_NO_NAME}", source))
    pieces, end = [], 0
    for image in _IMAGE.finditer(source):
        pieces += [_without_ways_out(source[end : image.start()]), _image(image, attachments)]
        end = image.end()
    return "".join([*pieces, _without_ways_out(source[end:])])


def _image(found: re.Match[str], attachments: Container[str]) -> str:
    if found["name"] and found["name"] not in attachments:  # nbconvert would make no page at all
        return _("(The picture {name} is missing.)").format(name=found["name"])
    return found[0]


def _without_ways_out(source: str) -> str:
    return _ELSEWHERE.sub("] ", _DEFINITION.sub(r"\1 ", _IMAGE_ELSEWHERE.sub("", source)))
