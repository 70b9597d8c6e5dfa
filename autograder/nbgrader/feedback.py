"""Feedback pages: what nbgrader makes of graded notebooks, with nothing of a student's active."""

from __future__ import annotations

from typing import Any

import bleach  # type: ignore[import-untyped] # ships without types
import jinja2
from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback

from autograder.nbgrader.interruptions import is_whole_page, remove_unfinished

_BLOCKS = ("p", "br", "hr", "div", "span", "pre", "img", "h1", "h2", "h3", "h4", "h5", "h6")
_TABLES = ("table", "thead", "tbody", "tr", "th", "td")
_PROTOCOLS = ("http", "https", "mailto", "data")


def _is_link(_tag: str, name: str, value: str) -> bool:
    """Whether an attribute of a link may stay: ``data:`` is for images, a pasted picture is one."""
    return name == "href" and not value.strip().lower().startswith("data:")


_ATTRIBUTES = {"*": ["class", "id", "title"], "a": _is_link, "img": ["src", "alt"]}

_CLEANER = bleach.Cleaner(
    tags={*bleach.ALLOWED_TAGS, *_BLOCKS, *_TABLES}, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True
)


class FeedbackExporter(HTMLExporter):
    """Writes feedback pages on which nothing of a student's is active.

    ``sanitize_html`` alone does that for the outputs of cells, but nbgrader's template passes text
    cells on as they are.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, GenerateFeedback):
            remove_unfinished(self.parent, lambda folder, unit: is_whole_page(folder / f"{unit}.html"))

    @jinja2.pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """A text cell as HTML, cleaned of all that a browser would run."""
        return str(_CLEANER.clean(super().markdown2html(context, source)))
