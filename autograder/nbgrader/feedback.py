"""TODO nbgrader/feedback."""

from __future__ import annotations

from typing import Any

import bleach  # type: ignore[import-untyped] # ships without types
import jinja2
from nbconvert.exporters import HTMLExporter
from nbgrader import converters

from autograder.nbgrader.interruptions import is_whole_page, remove_unfinished

_TAGS = {
    *bleach.ALLOWED_TAGS,
    "p",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "span",
    "pre",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def _is_link(_tag: str, name: str, value: str) -> bool:
    return name == "href" and not value.strip().lower().startswith(
        "data:"
    )  # which is for images: a pasted picture is one


_ATTRIBUTES = {"*": ["class", "id", "title"], "a": _is_link, "img": ["src", "alt"]}


class FeedbackExporter(HTMLExporter):
    """Writes feedback pages on which nothing of a student's is active.

    ``sanitize_html`` alone does that for the outputs of cells, but nbgrader's template passes text
    cells on as they are.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, converters.GenerateFeedback):
            remove_unfinished(self.parent, lambda folder, unit: is_whole_page(folder / f"{unit}.html"))

    @jinja2.pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        rendered = super().markdown2html(context, source)
        return str(
            bleach.clean(
                rendered, tags=_TAGS, attributes=_ATTRIBUTES, protocols=["http", "https", "mailto", "data"], strip=True
            )
        )
