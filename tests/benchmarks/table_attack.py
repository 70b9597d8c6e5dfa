"""How many points a table earns that was learnt from thirty gradings, in every unit.

The attacker writes down all cases with their answers after each grading, which is more than reports
show, and hands in the table.  On one paper for all, one grading is enough; on papers of their own
nearly nothing is left.  Run it from the root: ``python -m tests.benchmarks.table_attack``.
"""

from pathlib import Path

from autograder.course import load_unit, unit_names
from autograder.course.papers import Paper
from tests.table_attack import MOST_BY_HEART, points_by_heart

COURSE = Path(__file__).resolve().parents[2]
GRADINGS = 30


def main() -> None:
    """Prints the points for both kinds of paper."""
    one = Paper("0" * 64)
    print(f"{'unit':16} {'one paper, 1 grading':>20} {f'own papers, {GRADINGS}':>16}  at most {MOST_BY_HEART:g}")
    for name in unit_names(COURSE):
        unit = load_unit(COURSE, name)
        own = [Paper(one.secret, str(number)) for number in range(GRADINGS + 1)]
        print(f"{name:16} {points_by_heart(unit, [one, one]):20g} {points_by_heart(unit, own):16g}", flush=True)


if __name__ == "__main__":
    main()
