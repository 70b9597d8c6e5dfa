"""What a random reservoir is like: any generator and any order of its numbers is right.

The words of a verdict do not depend on the numbers drawn, so that a mistake can be named by them.
"""

import math
from typing import Any

import numpy as np
from scipy import linalg

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import once

from .batches import SURE

CALLS = 12
"""So many seeds one after the other are asked where one call can be right by chance."""


def wanted_count(case: Arguments) -> int:
    """How many weights are not 0."""
    return round(float(case["density"]) * int(case["units"]) ** 2)


def form(answer: Any, case: Arguments) -> str:
    """What is wrong with the form of weights, or nothing."""
    shape = (int(case["units"]),) * 2
    if not isinstance(answer, np.ndarray) or answer.shape != shape or answer.dtype.kind != "f":
        return f"expected an array of floats of shape [units, units], not {compare.describe(answer)}"
    if not np.isfinite(answer).all():
        return "the weights are not finite: was something divided by a spectral radius of 0?"
    return ""


@once(form)
def radius(answer: Any, case: Arguments) -> str:
    """Whether the spectral radius is the one that is asked for."""
    W, wanted = answer.astype(float), float(case["radius"])
    found, uncertain = _spectral_radius(W)
    if abs(found - wanted) <= 1e-9 * wanted + uncertain:
        return ""
    known = {
        "the largest singular value is `radius`, and the spectral radius is less": np.linalg.norm(W, 2),
        "the root of the sum of all squares is `radius`, and the spectral radius is less": np.linalg.norm(W),
        "the largest weight is `radius`, and the spectral radius is another number": np.abs(W).max(),
        "the largest real part of the eigenvalues is `radius`, and not the largest absolute value": np.max(
            np.linalg.eigvals(W).real
        ),
        "`radius` is what eigvalsh finds, which looks at one half of the weights": np.max(
            np.abs(np.linalg.eigvalsh(W))
        ),
    }
    near = [words for words, value in known.items() if abs(value - wanted) < 1e-6 * wanted]
    if near:
        return near[0]
    if abs(found - 1) < 1e-6:
        return "the spectral radius is 1, whatever `radius` says"
    return f"the spectral radius is not `radius`{_cause(W, wanted)}"


def _spectral_radius(W: np.ndarray) -> tuple[float, float]:
    """The spectral radius, and how far rounding may move it: the change of an eigenvalue is at most that of the
    matrix over the cosine between its left and its right eigenvector (Golub and Van Loan, Matrix Computations,
    4th ed. 2013, section 7.2.2).
    """
    values, left, right = linalg.eig(W, left=True, right=True)
    first = int(np.argmax(np.abs(values)))
    cosine = abs(np.vdot(left[:, first], right[:, first]))
    moved = 1000 * np.finfo(float).eps * np.linalg.norm(W) / max(cosine, 1e-8)
    return float(np.abs(values[first])), float(moved)


def _cause(W: np.ndarray, wanted: float) -> str:
    """What a wrong radius may come from, by the size of the weights; nothing if that is not clear."""
    weights = W[W != 0] / wanted
    if weights.size < 2:
        return ""
    deviation, units = float(np.std(weights)), len(W)
    if abs(deviation * math.sqrt(units) - 1) < 0.25 and weights.size < 0.5 * units**2:
        return ": was it right before most weights became 0?"
    if abs(deviation - 1) < 0.25:
        return ": divide by the spectral radius that the weights have"
    return ""


def share(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether exactly the right number of weights is not 0, for every seed.

    Where each weight is kept by chance, the number is right with a probability of at most 0.3 in each of twelve
    calls, for all sizes that are asked: 5e-7 in one case, and there are several.
    """
    wanted, found = wanted_count(case), []
    for more in range(CALLS):
        answer = subject.call(exercise, case | {"seed": case["seed"] + more})
        if wrong := form(answer, case):
            return wrong
        found.append(int(np.count_nonzero(answer)))
    places = int(case["units"]) ** 2
    if set(found) == {wanted}:
        return ""
    if len({*found}) > 1 and min(found) < wanted < max(found):
        return "the number of weights that are not 0 differs from seed to seed: exactly so many are asked for"
    if max(found) == places:
        return "no weights are 0"
    if len({*found}) > 1:
        return "there are too few weights that are not 0: some places are drawn twice"
    if found[0] == places - wanted:
        return "so many weights are 0 as should not be 0"
    if found[0] == wanted - 1:
        return "there is one weight too few that is not 0: round the number, and do not cut it off"
    return "the number of weights that are not 0 is not round(density * units * units)"


def few(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the spectral radius is right with few weights as well, for every seed.

    A single weight of four units is on the diagonal in one of four draws: who does not draw again is right
    in twelve calls with a probability of 6e-8.
    """
    for more in range(CALLS):
        answer = subject.call(exercise, case | {"seed": case["seed"] + more})
        if wrong := radius(answer, case):
            return wrong
    return ""


@once(form)
def random(answer: Any, case: Arguments) -> str:
    """Whether places and values are left to chance.

    It is asked of 60 units, and of 900 or 1800 weights.
    """
    W = answer.astype(float)
    return _places(W != 0) or _values(W[W != 0]) or _signs(W)


def _parts(units: int) -> dict[str, np.ndarray]:
    """Parts of the matrix in which nothing may be different."""
    rows, columns = np.indices((units, units))
    return {
        "in the first rows": rows < units // 2,
        "in the first columns": columns < units // 2,
        "in the rows in the middle": abs(2 * rows - units) < units // 2,
        "in the columns in the middle": abs(2 * columns - units) < units // 2,
        "above the diagonal": rows < columns,
        "in every second row": rows % 2 == 0,
        "in every second column": columns % 2 == 0,
        "in every second place": (rows + columns) % 2 == 0,
    }


def _places(there: np.ndarray) -> str:
    """Of k places that are drawn, a part of the matrix has its share, to within sqrt(SURE k / 2) (Hoeffding,
    without replacement).  With 60 places, half of them taken, the diagonal is empty with a probability of 1e-18.
    """
    units, count = len(there), int(np.sum(there))
    for words, part in _parts(units).items():
        if abs(int(np.sum(there & part)) - count * float(np.mean(part))) > math.sqrt(SURE / 2 * count):
            return f"too many or too few weights are {words}: all places must be equally likely"
    if 2 * count >= units**2 and not there.diagonal().any():
        return "the diagonal is empty: all places must be equally likely"
    if (there == there[:1]).all() or (there == there[:, :1]).all():
        return "all rows, or all columns, have their weights in the same places: draw each place by itself"
    return ""


def _values(weights: np.ndarray) -> str:
    """Whether weights are drawn one by one around 0: of n signs a share of 1/2 is positive (Hoeffding), and the
    mean is not farther from 0 than seven of its own deviations, which happens to 900 uniform or normal numbers
    with a probability of 8e-10 at most (Bernstein).
    """
    if len(np.unique(weights)) < 0.99 * weights.size:
        return "the same numbers stand in many places: draw every weight by itself, and round none"
    if np.all(weights > 0) or np.all(weights < 0):
        return "all weights have one sign: draw them around 0"
    off = math.sqrt(SURE / 2 / weights.size)
    if abs(float(np.mean(weights > 0)) - 0.5) > off:
        return "one sign is more likely than the other: draw the weights around 0"
    if abs(float(np.mean(weights))) > 7 * float(np.std(weights)) / math.sqrt(weights.size):
        return "the mean of the weights is not 0"
    return ""


def _signs(W: np.ndarray) -> str:
    """Whether about a half of the weights is positive in each part (Hoeffding)."""
    for words, part in _parts(len(W)).items():
        weights = W[part & (W != 0)]
        if abs(float(np.mean(weights > 0)) - 0.5) > math.sqrt(SURE / 2 / weights.size):
            return f"one sign is more likely than the other {words}: draw each weight by itself, around 0"
    return ""
