"""The exercises of the unit elimination and their hidden checks."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments, Exercise, Unit, agrees, polite, rejects
from autograder.testing import arguments, arrays, sizes


@st.composite
def systems(draw: DrawFn, matrix: str, smallest: int = 1, largest: int = 4, dtype: type = float) -> Arguments:
    """Systems with a large diagonal: they have a solution, and rounding does it no harm.

    ``matrix`` is what the exercise calls the first argument.
    """
    n = draw(sizes(smallest, largest))
    diagonal = 10 * np.diag(draw(arrays(n, low=1, high=3)))
    values = draw(arrays((n, n), low=-3, high=3)) + diagonal
    return {matrix: values.astype(dtype), "right": draw(arrays(n, dtype=dtype))}


def turned_over(systems: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The same equations in reverse order: small values stand on the diagonal, or zeros."""
    return systems.map(lambda system: {name: values[::-1].copy() for name, values in system.items()})


def without_solution(matrix: str, *matrices: list) -> list[Arguments]:
    """Calls that must be refused, one for each matrix of two rows."""
    return [{matrix: np.array(values, dtype=float), "right": np.ones(2)} for values in matrices]


MATRICES = st.tuples(sizes(1, 4), sizes(1, 2)).flatmap(lambda shape: arrays(shape, low=-1, high=1))

UNIT = Unit(
    in_all_forms=False,
    name="elimination",
    title="Elimination",
    exercises=(
        Exercise(
            "back_substitution",
            agrees("values", 4, "Unknowns follow from the last to the first.", systems("upper")),
            agrees(
                "whole_numbers", 2, "Whole numbers have solutions with fractions.", systems("upper", dtype=np.int64)
            ),
            polite(1, systems("upper", 2, 2)),
            rejects(
                1,
                "Raises ValueError where a value on the diagonal is 0.",
                without_solution("upper", [[1, 2], [0, 0]], [[0, 2], [3, 4]]),
            ),
        ),
        Exercise(
            "solve",
            agrees(
                "in_order",
                3,
                "The largest values stand on the diagonal.",
                systems("matrix", 2),
                examples=[{"matrix": sign * np.eye(2), "right": np.array([2.0, 3.0])} for sign in (1, -1)],
            ),
            agrees("in_reverse", 3, "Rows must be exchanged.", turned_over(systems("matrix", 2))),
            agrees("whole_numbers", 1, "Whole numbers on both sides.", systems("matrix", 2, dtype=np.int64)),
            polite(1, systems("matrix", 2, 2)),
            rejects(
                1,
                "Raises ValueError where the matrix is singular.",
                without_solution("matrix", [[1, 2], [2, 4]], [[0, 2], [0, 1]]),
            ),
            needs=("back_substitution",),
        ),
        Exercise(
            "zero_rows",
            agrees(
                "rows",
                2,
                "The numbers of the rows that hold zeros only, as a set.",
                arguments(matrix=MATRICES),
                examples=[{"matrix": np.array([[1.0, -1.0], [0.0, 0.0], [0.0, 1.0]])}],
            ),
            polite(1, arguments(matrix=MATRICES)),
        ),
    ),
)
