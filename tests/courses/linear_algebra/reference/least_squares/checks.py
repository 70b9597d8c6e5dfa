"""The exercises of the unit least_squares and their hidden checks."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from autograder.course import Arguments, Exercise, Unit, agrees, polite, rejects
from autograder.testing import arrays, sizes


@st.composite
def points(draw: DrawFn, smallest: int = 2, largest: int = 6, dtype: type = float) -> Arguments:
    """Points at different places, in any order."""
    n = draw(sizes(smallest, largest))
    places = draw(st.lists(st.integers(-4, 4), min_size=n, max_size=n, unique=True))
    return {"x": np.array(places, dtype=dtype), "y": draw(arrays(n, dtype=dtype))}


@st.composite
def fits(draw: DrawFn) -> Arguments:
    """A degree, and so many points that they determine a polynomial of it, or more."""
    degree = draw(sizes(0, 3))
    return draw(points(degree + 1, degree + 4)) | {"degree": degree}


@st.composite
def with_coefficients(draw: DrawFn, largest: int = 4) -> Arguments:
    """Points and any polynomial."""
    return draw(points(1, 5)) | {"coefficients": draw(arrays(draw(sizes(1, largest))))}


LISTS = points(dtype=np.int64).map(lambda case: {name: values.tolist() for name, values in case.items()})

UNIT = Unit(
    in_all_forms=False,
    name="least_squares",
    title="Least squares",
    exercises=(
        Exercise(
            "fit_line",
            agrees("values", 3, "The line that fits best.", points()),
            polite(1, points(3, 3)),
            rejects(
                1,
                "Raises ValueError where all x are the same.",
                [{"x": np.full(n, 2.0), "y": np.arange(float(n))} for n in (1, 3)],
            ),
        ),
        Exercise(
            "exact_line",
            agrees("fractions", 3, "The line that fits best, as fractions.", LISTS),
            polite(1, LISTS),
        ),
        Exercise(
            "fit_polynomial",
            agrees("values", 6, "The polynomial that fits best: constants, lines and more.", fits()),
            polite(1, fits()),
            rejects(
                1,
                "Raises ValueError where there are fewer different x than coefficients.",
                [{"x": np.array([0.1, 0.1, last]), "y": np.arange(3.0), "degree": 2} for last in (0.3, 0.7, 1.1)],
            ),
        ),
        Exercise(
            "residuals",
            agrees("values", 2, "What was measured, less what the polynomial says.", with_coefficients()),
            polite(1, with_coefficients()),
        ),
    ),
)
