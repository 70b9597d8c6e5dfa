"""Rendering with a deadline: what takes too long, or fails, is shown as plain text, and the class
goes on.
"""

from __future__ import annotations

import contextlib
import html
import multiprocessing
import resource
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import jinja2

from autograder import processes
from autograder.languages import N_, _

MAX_CHARACTERS = 100_000
"""What is longer is not even tried; of it the beginning is shown."""

SECONDS = 5.0
"""How long one cell or output may take: a thousand times what an honest one does."""

NOTEBOOK_SECONDS = 15.0
"""How long all of a notebook may take: what comes later is plain text."""

_START_SECONDS = 60.0
_MEMORY = 2 << 30
_SPENT = "chainrule_kit_seconds_spent"
_SORRY = N_("This could not be laid out in the time that there is for it, so it is shown as plain text.")


class _Worker:
    """The process that renders: started when it is needed, killed when it takes too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipe: Connection[Any, Any] | None = None

    def render(self, kind: str, arguments: tuple[Any, ...], seconds: float) -> tuple[str | None, float]:
        """What a renderer makes of its arguments, None if it does not in this time; and how long it
        took.
        """
        with self._lock:
            start = time.monotonic()
            with contextlib.suppress(OSError, EOFError):
                pipe = self._started()
                start = time.monotonic()
                pipe.send((kind, arguments))
                if pipe.poll(seconds):
                    return pipe.recv(), time.monotonic() - start
            self._stop()
            return None, time.monotonic() - start

    def _started(self) -> Connection[Any, Any]:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")  # a server of many threads must not be forked
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
            if not self._pipe.poll(_START_SECONDS):
                raise TimeoutError("the process that renders did not start")
            self._pipe.recv()
        return self._pipe

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
        self._pipe = None


def _serve(pipe: Connection[Any, Any]) -> None:
    """Renders whatever comes, in the process of its own."""
    from autograder.nbgrader.markup import RENDERERS  # here, where it is needed: it loads a lot

    processes.end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    pipe.send("ready")
    while True:
        kind, arguments = pipe.recv()
        _limit_processor_time()
        try:
            answer = RENDERERS[kind](*arguments)
        except Exception:  # noqa: BLE001 - whatever a library does with hostile text: RecursionError, MemoryError ...
            answer = None
        pipe.send(answer)


def _limit_processor_time() -> None:
    """Ends this process by itself if whoever waits for it is gone: a regular expression lets no
    other thread look after that.
    """
    most = int(time.process_time() + 2 * SECONDS) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


_WORKER = _Worker()


def _rendered(context: Any, kind: str, source: str, *more: Any) -> str | None:
    """What is to be shown; None where it must be plain text.  The time that a notebook takes is
    counted in what nbconvert hands on beside it.
    """
    resources = context.get("resources", {})
    left = NOTEBOOK_SECONDS - resources.get(_SPENT, 0.0)
    if len(source) > MAX_CHARACTERS or left <= 0:
        return None
    answer, seconds = _WORKER.render(kind, (source, *more), min(SECONDS, left))
    resources[_SPENT] = resources.get(_SPENT, 0.0) + seconds
    return answer


def _plain(source: str) -> str:
    cut = source[:MAX_CHARACTERS]
    if len(cut) == len(source):
        return html.escape(cut)
    more = _("(and {number} characters more)").format(number=len(source) - len(cut))
    return html.escape(f"{cut}\n{more}")


def _as_block(source: str) -> str:
    return f"<p><em>{_(_SORRY)}</em></p>\n<pre>{_plain(source)}</pre>"


# What nbconvert's templates call.


@jinja2.pass_context
def markdown2html(context: Any, source: str) -> str:
    """A text cell."""
    cell, place = context.get("cell", {}), context.get("resources", {}).get("metadata", {})
    shown = _rendered(context, "text", source, cell.get("attachments", {}), place.get("path", ""))
    return _as_block(source) if shown is None else shown


@jinja2.pass_context
def highlight_code(context: Any, source: str, **_metadata: Any) -> str:
    """The source of a code cell."""
    shown = _rendered(context, "code", source)
    return _as_block(source) if shown is None else shown


@jinja2.pass_context
def ansi2html(context: Any, source: str) -> str:
    """What was printed, with its colours; it stands within ``<pre>``."""
    shown = _rendered(context, "terminal", source)
    return f"{_SORRY}\n{_plain(source)}" if shown is None else shown


@jinja2.pass_context
def clean_html(context: Any, source: Any) -> str:
    """A fragment of HTML without what is active."""
    text = source.decode(errors="replace") if isinstance(source, bytes) else str(source)
    shown = _rendered(context, "fragment", text)
    return _as_block(text) if shown is None else shown


FILTERS: Mapping[str, Any] = {
    "markdown2html": markdown2html,
    "highlight_code": highlight_code,
    "ansi2html": ansi2html,
    "clean_html": clean_html,
}
"""Take the place of nbconvert's own, on feedback pages and in formgrader."""
