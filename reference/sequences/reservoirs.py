"""What a random reservoir is like: any generator and any order of its numbers is right.

The words of a verdict do not depend on the numbers drawn, so that a mistake can be named by them.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import linalg, special

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import once

from .batches import SURE, many_seeds

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


def again(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the spectral radius is right, and the weights are the same when they are asked for again."""
    one, other = (subject.call(exercise, case) for _ in range(2))
    if wrong := radius(one, case) or radius(other, case):
        return wrong
    if compare.difference(one, other, _NOISE):
        return "the same seed gave other weights the second time: what they are divided by must hang on the seed alone"
    return ""


_NOISE = 1e-11
"""So far apart, in parts of the largest, are at most weights of which the same was computed twice."""


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
    answers = [subject.call(exercise, case | {"seed": case["seed"] + more}) for more in range(CALLS)]
    if wrong := next(filter(None, (form(answer, case) for answer in answers)), ""):
        return wrong
    wanted, found = wanted_count(case), [int(np.count_nonzero(answer)) for answer in answers]
    places = int(case["units"]) ** 2
    if set(found) == {wanted}:
        return "" if wanted == places else _rows(np.array(answers) != 0)
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


def _rows(there: np.ndarray) -> str:
    """Whether the number of weights in a row, or a column, is left to chance: that of the twelve matrices all
    have equally many in each, or one more in some, has a probability below 1e-10 for all sizes that are asked.
    """
    for axis, words in ((2, "row"), (1, "column")):
        if all(np.ptp(counts) <= 1 for counts in there.sum(axis=axis)):
            return f"every {words} has its share of the weights, whatever the seed: all places must be equally likely"
    return ""


def few(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the spectral radius is right with few weights as well, for every seed, and what is drawn left to
    chance.

    A single weight of four units is on the diagonal in one of four draws: who does not draw again is right
    in twelve calls with a probability of 6e-8.
    """
    calls = _LAWS.get((int(case["units"]), wanted_count(case)), 0)
    seeds = many_seeds(case, calls) if calls else range(case["seed"], case["seed"] + CALLS)
    answers = [subject.call(exercise, case | {"seed": seed}) for seed in seeds]
    looks = (look(answer, case) for look, some in ((radius, answers[:CALLS]), (form, answers)) for answer in some)
    if wrong := next(filter(None, looks), ""):
        return wrong
    if not calls:
        return ""
    again = [subject.call(exercise, case | {"seed": seed}) for seed in seeds[: calls // 4]]
    if any(not np.array_equal(one, other) for one, other in zip(answers, again, strict=False)):
        return "the same seed gave other weights the second time: draw again from the same generator"
    return _law(np.array(answers))


_LAWS = {(4, 1): 200, (3, 2): 200, (1, 1): 40}
"""The units and weights of which the law is known, and how many seeds are asked then, a fourth of them twice: a place
that can be taken is, in one of six matrices at least.
"""


def _law(W: np.ndarray) -> str:
    """What is wrong with 200 matrices of one weight, or two, or with 40 of a single unit.

    Permuted units are equally likely, so that all places on the diagonal have the same share, and all others:
    two of them differ by sqrt(8 SURE 200) / 2 with a probability of 3e-11 (Hoeffding).  A place is empty in all
    with one of at most (5/6)^200 < 2e-16, and all signs, or none, are positive in none with one of (3/4)^200.  Of 40
    signs all are alike with one of 2e-12.  Of
    the 24 pairs of places of three units that can be taken, 3 are cycles of two: in none with one of (7/8)^200 < 3e-12.
    """
    there, (count, units, _) = W != 0, W.shape
    weights = int(there[0].sum())
    taken, diagonal = there.sum(axis=0), np.eye(units, dtype=bool)
    for places in (diagonal, ~diagonal) if weights > 1 else (diagonal,):
        shares = taken[places]
        if not shares.all() or np.ptp(shares) > math.sqrt(2 * SURE * count):
            return "with few weights some places are taken more often than others: all must be equally likely"
    if len({*(W > 0).sum(axis=(1, 2)).tolist()}) <= weights:
        return "the number of positive weights is not left to chance: draw each weight by itself, around 0"
    if weights > 1 and there[:, diagonal].any(axis=1).all():
        return "there is always a weight on the diagonal: units in a cycle have eigenvalues, too"
    if weights > 1 and len(np.unique(W, axis=0)) < count:
        return "two seeds give the same weights: draw again from the same generator, and not from another seed"
    return ""


@once(form)
def random(answer: Any, case: Arguments) -> str:
    """Whether places and values are left to chance.

    It is asked of 60 units, and of 900 or 1800 weights, and of 120 units and 12960 weights.
    """
    W = answer.astype(float)
    return _places(W != 0) or _values(W[W != 0]) or _signs(W) or _lengths(W) or _distribution(W[W != 0])


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
    if np.unique(weights, return_counts=True)[1].max() > _ALIKE:
        return "the same numbers stand in many places: draw every weight by itself, and round none"
    if np.all(weights > 0) or np.all(weights < 0):
        return "all weights have one sign: draw them around 0"
    off = math.sqrt(SURE / 2 / weights.size)
    if abs(float(np.mean(weights > 0)) - 0.5) > off:
        return "one sign is more likely than the other: draw the weights around 0"
    if abs(float(np.mean(weights))) > 7 * float(np.std(weights)) / math.sqrt(weights.size):
        return "the mean of the weights is not 0"
    return ""


_ALIKE = 3
"""So many weights may be the same by chance: with single precision, four of 12960 are with a probability of 2e-7, and
with float64 never.
"""


def _lengths(W: np.ndarray) -> str:
    """Whether all rows, or columns, have been given the same size, where one factor is for all weights."""
    sizes: tuple[Callable[..., np.ndarray], ...] = (np.linalg.norm, lambda W, axis: np.abs(W).sum(axis), _largest)
    for axis, words in ((1, "rows"), (0, "columns")):
        for size in sizes:
            found = size(W, axis=axis)
            if np.ptp(found) < 1e-6 * np.max(found):
                return f"all {words} have the same size: multiply all weights by one factor"
    return ""


def _largest(W: np.ndarray, axis: int) -> np.ndarray:
    largest: np.ndarray = np.abs(W).max(axis)
    return largest


def _distribution(weights: np.ndarray) -> str:
    """Whether some normal or some uniform distribution around 0 fits n weights: the share of sizes below any bound is
    off by sqrt(SURE / 2 / n) with a probability of 3e-11 (Dvoretzky, Kiefer and Wolfowitz, with Massart's constant),
    so the right one always fits.
    """
    sizes = np.sort(np.abs(weights))
    uniform, normal = _fits(sizes, _uniform), _fits(sizes, _normal)
    if not uniform and not normal:
        return "the weights are distributed neither normally nor uniformly around 0"
    if weights.size < _MANY_WEIGHTS or (uniform and _reaches_both_ends(weights)) or (normal and _has_tails(weights)):
        return ""
    return "the largest weights are too small, or too large, for a normal or a uniform distribution around 0"


_MANY_WEIGHTS = 12_500


def _reaches_both_ends(weights: np.ndarray) -> bool:
    """Whether weights of both signs come within a hundredth of the largest: of 12500 uniform ones each half does but
    with a probability of 2 (1 - 0.01 / 2)^12500 < 2e-27.
    """
    return bool(min(weights.max(), -weights.min()) > 0.99 * np.abs(weights).max())


def _has_tails(weights: np.ndarray) -> bool:
    """Whether the largest of 12500 weights is as large as that of normal ones: beyond 3.05 deviations, but with a
    probability of (1 - 0.0022)^12500 < 2e-12, and not beyond 8, but with one of 2e-11.
    """
    return bool(3.05 < np.abs(weights).max() / np.std(weights) < 8)


Quantile = Callable[[np.ndarray], np.ndarray]


def _normal(share: np.ndarray) -> np.ndarray:
    """Below what size this share of all numbers is, where they are normally distributed."""
    below: np.ndarray = special.ndtri((1 + share) / 2)
    return below


def _uniform(share: np.ndarray) -> np.ndarray:
    """The same where they are uniformly distributed."""
    return share


def _fits(sizes: np.ndarray, quantile: Quantile) -> bool:
    """Whether there is a factor with which sizes in their order follow a law: each is between two of its
    quantiles, which bounds the factor from below and from above.
    """
    off, places = math.sqrt(SURE / 2 / sizes.size), np.arange(sizes.size) / sizes.size
    low, high = places + 1 / sizes.size - off, places + off
    least = np.max(sizes[high < 1] / quantile(high[high < 1]))
    most = np.min(sizes[low > 1e-9] / quantile(low[low > 1e-9]))
    return bool(least <= most)


def _signs(W: np.ndarray) -> str:
    """Whether about a half of the weights is positive in each part (Hoeffding)."""
    for words, part in _parts(len(W)).items():
        weights = W[part & (W != 0)]
        if abs(float(np.mean(weights > 0)) - 0.5) > math.sqrt(SURE / 2 / weights.size):
            return f"one sign is more likely than the other {words}: draw each weight by itself, around 0"
    return ""
