"""What was found, as a page and as lines; all names and texts are inert."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder import __version__
from autograder.files import write_whole
from autograder.report import GradingRun
from autograder.reporters import html
from autograder.reporters.words import counted, printable
from autograder.similar.pairs import Likeness

_NO_RUN = GradingRun(grader=__version__, sandbox="nothing was run for this page", reports=())


def write_page(found: Likeness, file: Path) -> None:
    """Writes a page that shows both sides of each pair."""
    style = html.source("report.css", "pages.css", "similar.css")
    page = html.render("similar.html.j2", found=found, run=_NO_RUN, style=style, script="", percent=percent)
    write_whole(file, page)


def lines(found: Likeness) -> Iterator[str]:
    """What was found in a few lines."""
    yield f"{found.unit}: {counted(found.submissions, 'hand-in')}, {counted(found.compared, 'pair')}."
    for pair in found.pairs:
        who = printable(" and ".join(side.who for side in pair.sides))
        same = f", and {counted(len(pair.answers), 'wrong answer')} that few give" if pair.answers else ""
        yield f"{percent(pair.share):>5}  {who}{same}"
    yield "This accuses nobody: look at both sides, and talk to people."


def percent(share: float) -> str:
    """A share for people: ``42 %``."""
    return f"{share:.0%}".replace("%", " %")
