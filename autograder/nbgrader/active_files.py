"""Files that do something when a browser opens them: formgrader serves what lies beside a notebook
from where marks are changed, and a page that was handed in could stand for the feedback.
"""

from __future__ import annotations

import mimetypes
import re

_ENDING = re.compile(r".*\.(s?html?|xht(ml)?|mht(ml)?|svgz?|xml|xslt?|m?js|swf|pdf)", re.DOTALL)
_KINDS = ("html", "+xml", "/xml", "javascript", "pdf")


def is_active(name: str) -> bool:
    """Whether a browser would run, or obey, what is in a file of this name."""
    kind = mimetypes.guess_type(name.lower())[0] or ""
    return bool(_ENDING.fullmatch(name.lower())) or any(part in kind for part in _KINDS)
