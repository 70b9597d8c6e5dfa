"""An attack that learns by heart: whoever may hand in again and again writes down what reports show,
and hands in the table.

A report shows at most one case of each check.  The attacker here is better off: after each grading
every case of every check, with its answer, is known.  So what is earned here is more than any real
table can earn, however the module that holds it is written.
"""

from collections.abc import Iterator

from autograder.course import Unit
from autograder.course.papers import Paper
from autograder.judging.cases import Sheet, prepare
from autograder.worker import wire

MOST_BY_HEART = 2.0
"""So many of a unit's 20 points a table may earn."""

Table = set[tuple[str, str, bytes]]
"""What is known by heart: exercise, check and arguments of a case."""


def keys(sheet: Sheet) -> Iterator[tuple[str, str, bytes]]:
    for case in sheet.cases:
        yield sheet.exercise.name, sheet.check.name, b"".join(wire.encode(case.arguments))


def points_by_heart(unit: Unit, papers: list[Paper]) -> float:
    """What a table of all cases of all papers but the last earns on the last."""
    *seen, last = papers
    known: Table = set()
    for paper in seen:
        known.update(key for sheets in prepare(unit, paper).sheets.values() for each in sheets for key in keys(each))
    return sum(earned(sheets, known) for sheets in prepare(unit, last).sheets.values())


def earned(sheets: tuple[Sheet, ...], known: Table) -> float:
    """The points for an exercise: a check counts if all of its cases are known, and one that waits
    only if another does.
    """
    passed = [sheet.check for sheet in sheets if known.issuperset(keys(sheet))]
    return sum(check.points for check in passed if not check.waits or any(not other.waits for other in passed))
