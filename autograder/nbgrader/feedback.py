"""Feedback pages: what nbgrader makes of graded notebooks, with nothing of a student's active, and
nothing loaded from elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateFeedback

from autograder.nbgrader.internals import Resources
from autograder.nbgrader.interruptions import is_whole_page, remove_unfinished

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page may load, which its own browser holds it to; it also tells our pages from others."""

_TABLES = "<style>.rendered_html td, .rendered_html th { padding: 0.2em 0.6em; }</style>"
_CLOSED = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n{_TABLES}'
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
"""Only nbgrader's template has any: in what came from cells, no ``<`` is left that begins one."""

_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
"""Bootstrap's icons, which a page without files beside it does not have."""


class FeedbackExporter(HTMLExporter):
    """Writes feedback pages that are whole by themselves.

    Cells are rendered by the filters that :func:`configure` sets; nbgrader's template adds scripts
    from other hosts, which show formulas: ours are shown already.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, GenerateFeedback):
            remove_unfinished(self.parent, lambda folder, unit: _is_ours(folder / f"{unit}.html"))

    def from_notebook_node(self, nb: NotebookNode, resources: Resources | None = None, **options: Any) -> Any:
        """The page, and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **options)
        return _closed(page), resources


def _is_ours(page: Path) -> bool:
    """Whether there is a whole page, and of our making: another may have been handed in."""
    return is_whole_page(page) and POLICY.encode() in page.read_bytes()


def _closed(page: str) -> str:
    """The page without scripts and fonts, told to load nothing."""
    return _FONT.sub("", _SCRIPT.sub("", page)).replace("<head>", _CLOSED, 1)
