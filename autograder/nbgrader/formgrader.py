"""Formgrader's own pages: they hold whatever their address holds, so a link could run a script where
marks are changed.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

from autograder.nbgrader.names import is_inert

_PAGES = "nbgrader.server_extensions.formgrader.base"


def refuse_active_addresses() -> None:
    """Has formgrader say that there is no page of a student, unit or notebook whose name would be
    active on it.  In any other program this does nothing.
    """
    if _PAGES in sys.modules:  # it is there before the settings are read
        handler: Any = sys.modules[_PAGES].BaseHandler
        handler.render = _refusing(handler.render)


def _refusing(render: Any) -> Any:
    if getattr(render, "is_refusing", False):
        return render

    @functools.wraps(render)
    def refusing(handler: Any, name: str, **values: Any) -> Any:
        from tornado.web import HTTPError  # here: only formgrader needs it

        if not all(is_inert(str(value)) for key, value in values.items() if key.endswith("_id")):
            raise HTTPError(404, "there is no such page")
        return render(handler, name, **values)

    refusing.is_refusing = True  # type: ignore[attr-defined] # settings are read several times
    return refusing
