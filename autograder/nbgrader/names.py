"""Names that would do something where a person reads them.

Whoever hands in may choose what a folder is called.  nbgrader writes such names into its log and
its tables as they are, and formgrader writes whatever its address holds into its pages' scripts.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff<>"\\\\]')
"""What moves a cursor, breaks a line, turns the order of characters round, is half of one or no text
at all, or ends what a name stands in on a page.
"""

_FORMULA = re.compile(r"(^|/)\s*[-=+@＝＋－＠]")  # noqa: RUF001 - some spreadsheets take these for the others
"""How what a spreadsheet computes begins."""


def is_inert(name: str) -> bool:
    """Whether a name, or each in a path, is nothing but a name in a terminal, page and spreadsheet."""
    return not (_ACTIVE.search(name) or _FORMULA.search(name))
