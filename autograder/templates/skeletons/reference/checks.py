"""The exercises of the unit __unit__ and their hidden checks."""

import numpy as np

from autograder.course import Exercise, Unit, agrees, misfits, polite, rejects
from autograder.testing import arguments, sizes, vectors

FACTORS = sizes(-3, 3).map(float)

UNIT = Unit(
    name="__unit__",
    title="A new unit",
    exercises=(
        Exercise(
            "rescale",
            agrees(
                "values",
                12,
                "Every value is multiplied by the factor.",
                arguments(x=vectors(1, 5), factor=FACTORS),
                examples=[{"x": np.array([1.0, 2.0]), "factor": 3.0}],
            ),
            agrees("factor_left_out", 4, "Without a factor the values are doubled.", arguments(x=vectors(1, 5))),
            polite(2, arguments(x=vectors(3, 3), factor=FACTORS)),
            rejects(2, "Raises ValueError where x does not have one dimension.", misfits(["x"], [(2, 3)], [()])),
        ),
    ),
)
