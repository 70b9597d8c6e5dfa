"""Names that would do something where a person reads them.

Whoever hands in may choose what a folder is called.  nbgrader writes such names into its log as
they are, and formgrader writes whatever its address holds into the scripts of its pages.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile('[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff<>"\\\\]')
"""What moves a cursor, breaks a line, turns the order of characters round, is half of one or no text
at all, or ends what a name stands in on a page.
"""


def is_inert(name: str) -> bool:
    """Whether a name is nothing but a name, in a terminal and on a page."""
    return not _ACTIVE.search(name)
