"""What random weights and masks are like: any generator and any order of its numbers is right.

The words of a verdict do not depend on the numbers drawn, so that a mistake can be named by them.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import once

SURE = 25.0
"""What is asked of random numbers fails for right ones with a probability of 2 exp(-SURE), 3e-11, at most,
where nothing else is said.
"""

# glorot and he


def weights_form(answer: Any, case: Arguments) -> str:
    """What is wrong with the form of weights, or nothing."""
    shape = tuple(map(int, case["shape"]))
    if not isinstance(answer, np.ndarray) or answer.shape != shape or answer.dtype.kind != "f":
        return f"expected an array of floats of shape {shape}, not {compare.describe(answer)}"
    return "" if np.isfinite(answer).all() else "expected finite weights"


def variance_of_glorot(shape: Any) -> float:
    """2 / (fan_in + fan_out)."""
    window = math.prod(shape[2:])
    return 2 / (shape[0] * window + shape[1] * window)


def variance_of_he(shape: Any) -> float:
    """2 / fan_in."""
    return 2 / (shape[0] * math.prod(shape[2:]))


def variance(answers: Sequence[Any], case: Arguments) -> str:
    """Whether weights of several seeds have the variance that the case says, all of them together.

    The sum of n squares of normal numbers of variance 1 is above n + 2 sqrt(n x) + 2 x, or below
    n - 2 sqrt(n x), with a probability of exp(-x) at most (Laurent and Massart, 2000): 1.4e-11 for x = 25.
    """
    if fault := next(filter(None, (weights_form(answer, case) for answer in answers)), ""):
        return fault
    weights = np.array(answers, dtype=float)
    ratio = float(np.mean(weights**2)) / case["variance"]
    off = 2 * math.sqrt(SURE / weights.size)
    if 1 - off <= ratio <= 1 + off + 2 * SURE / weights.size:
        return ""
    return f"the variance of the weights is not {case['variance']:.3g}, but {_in_words(ratio, off, case)}"


def _in_words(ratio: float, off: float, case: Arguments) -> str:
    """What a variance is that is so many times the right one, but for this part of it."""
    others = {words: each / case["variance"] for words, each in _other_variances(case).items()}
    wrong = {words: factor for words, factor in (_FACTORS | others).items() if abs(factor - 1) > 2 * off}
    near = [words for words, factor in wrong.items() if abs(ratio / factor - 1) < off]
    if _UNSCALED in near[1:]:  # with two channels both are the same
        near[0] += f"; or about {_UNSCALED}"
    return f"about {near[0]}" if near else "another number"


_UNSCALED = "1: scale the weights"


_FACTORS = {
    "twice that": 2.0,
    "half of that": 0.5,
    "a third of that, as of uniform numbers": 1 / 3,
}
"""Factors that people have too many or too few."""


def _other_variances(case: Arguments) -> dict[str, float]:
    """Other variances that people give weights, with what to do about it."""
    shape, right = case["shape"], case["variance"]
    window = math.prod(shape[2:])
    fans = {"fan_in": shape[0] * window, "fan_out": shape[1] * window}
    known = {"its square: normal(scale=...) takes the deviation, which is the root of the variance": right**2}
    known |= {f"{number} / {name}": number / fan for name, fan in fans.items() for number in (2, 1)}
    if window > 1:
        counts = ": the window K_h K_w counts in the fans, too"
        known |= {"2 / (C_in + C_out)" + counts: 2 / (shape[0] + shape[1]), "2 / C_in" + counts: 2 / shape[0]}
        known["2 / (K_h + K_w): the channels are the FIRST two sizes"] = (
            2 * math.prod(shape[-2:]) / (math.prod(shape) * (shape[-2] + shape[-1]))
        )
    known["2 / (the number of all weights): fan_in is how many numbers ONE output is a sum of"] = 2 / math.prod(shape)
    return known | {_UNSCALED: 1.0, "0.0001: it depends on the layer's size": 0.0001}


@once(weights_form)
def normal(answer: Any, case: Arguments) -> str:
    """Whether the weights are normally distributed around 0, whatever their variance, each by itself."""
    weights = answer.astype(float).ravel()
    if len(np.unique(weights)) < 0.99 * weights.size:  # even of float32 a hundredth is never there twice
        return "the same number stands in many places: draw every weight by itself, and round none"
    if len(np.unique(np.abs(weights))) < 0.99 * weights.size:
        return "many numbers are there with both signs: draw every weight by itself"
    deviation = float(np.std(weights))
    if abs(float(np.mean(weights))) < BALANCED * deviation:
        return "the mean of the weights is exactly 0: leave it to chance, and shift no weights that are drawn"
    if abs(float(np.mean(weights))) > MEAN * deviation / math.sqrt(weights.size):
        return "the mean of the weights is not 0"
    if np.abs(weights).max() < FARTHEST * deviation:
        return "no weight is farther from 0 than three deviations: draw from the normal distribution"
    if np.sum(np.abs(weights) == np.abs(weights).max()) > 2:  # even of float32 with a probability of 1e-12
        return "the largest weights are all the same: cut none off"
    if _made_equal(answer.astype(float), case["variance"]):
        return "the deviation of rows, columns or all weights is exactly what it should be: leave it to chance"
    below = np.arange(weights.size) / weights.size
    expected = np.vectorize(math.erf)(np.sort(weights) / (deviation * math.sqrt(2))) / 2 + 0.5
    if np.abs(below - expected).max() > DISTRIBUTION / math.sqrt(weights.size):
        return "the weights are not normally distributed: draw with rng.normal"
    if not LEAST_FOURTH < np.mean((weights / deviation) ** 4) < MOST_FOURTH:
        return "the weights are not normally distributed: draw with rng.normal"
    return ""


def _made_equal(weights: np.ndarray, variance: float) -> bool:
    """Whether all weights have exactly the deviation that they should, or all rows or columns have one.

    Two deviations of n numbers are off by sqrt(1 / n) of themselves, so the two rows of 10200 numbers are equal to
    EQUAL with a probability of 1e-10 at most, and the deviation of 20000 is the right one with as little.
    """
    table, right = weights.reshape(len(weights), -1), math.sqrt(variance)
    found = [(np.std(table, axis), np.sqrt(np.mean(table**2, axis))) for axis in (0, 1, None)]
    sizes = [np.append(each, right) if np.ndim(each) == 0 else each for both in found for each in both]
    return any(len(each) > 1 and np.ptp(each) < EQUAL * np.max(each) for each in sizes)


FARTHEST = 3.2
"""How far the farthest weight must be from 0 at least, in deviations: of 20000 normal numbers all are nearer with a
probability of 0.99863^20000 = 1e-12.
"""

LEAST_FOURTH, MOST_FOURTH = 2.8, 3.27
"""Between which numbers the mean of the fourth powers of weights is, in their deviations.  It is 3 for the normal law,
and that of 20000 normal numbers is below 2.8 or above 3.27 with a probability below 1e-10, as the transformation of
Anscombe and Glynn (1983) has it.  Sums of a few uniform numbers have less, and laws with heavy tails have more.
"""

EQUAL = 1e-12
"""How near to each other deviations come, as parts of them, that have been made equal."""

BALANCED = 1e-14
"""How near to 0 the mean of weights comes, in their deviations, if they are shifted until it is 0.  That of the 20000
normal numbers drawn is so near with a probability of 1.2e-12, and what their sum is rounded by is far less.
"""

MEAN = 7.0
"""How far the mean may be from 0, in its own deviations, which are taken from the numbers: a normal number is
farther with a probability of 3e-12, and with 20000 numbers the deviation is off by 8 % at most.
"""

DISTRIBUTION = math.sqrt(SURE / 2) + 0.02
"""How far the share below a limit may be off anywhere, times the root of the number of weights (Dvoretzky,
Kiefer and Wolfowitz); taking the deviation from the numbers makes it smaller, a step of 1 / n a little larger.
Uniform numbers are off by 0.057, which is 8 times the root of 20000.
"""

# dropout


def dropout_form(answer: Any, case: Arguments) -> str:
    """What is wrong with the form of an output and its mask, or nothing."""
    shape = case["x"].shape
    if not isinstance(answer, tuple) or len(answer) != 2:
        return f"expected the tuple (output, mask), not {compare.describe(answer)}"
    for name, array in zip(("output", "mask"), answer, strict=True):
        if not isinstance(array, np.ndarray) or array.shape != shape or array.dtype.kind not in "iufb":
            return f"expected {name} to be an array of shape {shape}, not {compare.describe(array)}"
    if not np.isin(answer[1], (0, 1)).all():
        return "expected a mask of zeros and ones"
    return ""


@once(dropout_form)
def follows_from_mask(answer: Any, case: Arguments) -> str:
    """Whether the output is what the mask makes of x, to all digits."""
    x, rate = case["x"].astype(float), float(case["rate"])
    output, kept = answer[0].astype(float), answer[1] == 1
    if not kept.any() and rate**kept.size < 1e-9:
        return "no values are kept"
    allowed = compare.Allowed(compare.tolerance_for(case), least=0.0)
    if compare.difference(x * kept / (1 - rate), output, allowed) is None:
        return ""
    if compare.difference(x / (1 - rate), output, allowed) is None:
        return "all values are kept, whatever the mask says"
    if compare.difference(x * ~kept / (1 - rate), output, allowed) is None:
        return "the values that are kept are those where the mask is 0"
    for words, factor in (
        ("divided by nothing", 1.0),
        ("divided by rate", 1 / (rate or 1)),
        ("times 1 - rate", 1 - rate),
    ):
        if compare.difference(x * kept * factor, output, allowed) is None:
            return f"the values that are kept are {words}, and must be divided by 1 - rate"
    return "the output is not x * mask / (1 - rate)"


@once(dropout_form)
def by_itself(answer: Any, _case: Arguments) -> str:
    """Whether the mask differs from place to place along every axis.

    Two places of n values each have equal masks with a probability of (p^2 + (1 - p)^2)^n, that is
    0.68^70 = 2e-12 for the least n and the rates 0.2 to 0.8, and here all places would have to.
    """
    mask = answer[1] == 1
    for axis in range(mask.ndim):
        if mask.any() and not mask.all() and (mask == mask.take([0], axis)).all():
            return f"along axis {axis} all values are kept or all are dropped: draw a number for each value"
    return ""


@once(by_itself)
def share(answer: Any, case: Arguments) -> str:
    """Whether as many values are kept as must be, also among those that are 0.

    What is asked is Chernoff's bound; what a wrong share is called, only where it is near another one (Hoeffding).
    """
    kept, rate = answer[1] == 1, float(case["rate"])
    groups = {"": kept, " where x is 0": kept[case["x"] == 0]}
    if kept.all() and rate * kept.size > NONE:
        return "all values are kept: each value is kept with the probability 1 - rate"
    for where, some in ((where, some) for where, some in groups.items() if some.size):
        allowed = math.sqrt(SURE / 2 / some.size)
        if _unlikely(float(np.mean(some)), 1 - rate, some.size):
            if abs(np.mean(some) - rate) <= allowed:
                return f"the share of values that are kept{where} is rate, and must be 1 - rate"
            known = {"all values are": 1.0, "no values are": 0.0, "about a half is": 0.5}
            said = next((words for words, part in known.items() if abs(np.mean(some) - part) <= allowed), "")
            return f"{said or 'the wrong share is'} kept{where}: each value is kept with the probability 1 - rate"
    return _neighbours(kept, rate) or _again(kept.ravel(), rate)


def _unlikely(found: float, share: float, count: int) -> bool:
    """Whether so large or so small a part of so many numbers is kept with a probability of 2 exp(-SURE) at most, where
    each is kept with the probability share.
    """
    parts = [(part, right) for part, right in ((found, share), (1 - found, 1 - share)) if part > 0]
    if any(right <= 0 for _, right in parts):
        return True
    return count * sum(part * math.log(part / right) for part, right in parts) > SURE


NONE = 21.0
"""So many values are dropped on average where none is with a probability of 1e-9 at most."""


def _again(kept: np.ndarray, rate: float) -> str:
    """Whether values at any distance are alike as often as they are by chance, so that no stretch comes again.

    The pairs at one distance make two lots, each of pairs without a value in common, so that Hoeffding's bound holds
    for either.  Shared out between both, it says of m pairs that the share is off by more than t with a probability
    of 4 exp(-m t^2) at most; and there are n / 2 distances up to n / 2, with as many pairs or more.
    """
    size = kept.size // 2
    values = kept[: 2 * size].astype(float)
    spectrum = np.fft.rfft(values, 4 * size)
    both = np.fft.irfft(spectrum * spectrum.conj(), 4 * size)[1 : size + 1]  # both kept, at the distances 1, 2, ...
    sums = np.concatenate([[0.0], np.cumsum(values)])
    distances = np.arange(1, size + 1)
    pairs = 2 * size - distances
    alike = (pairs - sums[pairs] - (sums[-1] - sums[distances]) + 2 * both) / pairs
    allowed = math.sqrt((SURE + math.log(2 * size)) / size)
    if np.abs(alike - rate**2 - (1 - rate) ** 2).max() > allowed:
        return "the same stretch of kept and dropped values comes again and again: draw a number for each value"
    return ""


def _neighbours(kept: np.ndarray, rate: float) -> str:
    """Whether two neighbours are both kept, or both dropped, as often as they are by chance."""
    for axis in range(kept.ndim):
        size = kept.shape[axis] // 2 * 2
        alike = kept.take(range(0, size, 2), axis) == kept.take(range(1, size, 2), axis)
        if abs(np.mean(alike) - rate**2 - (1 - rate) ** 2) > math.sqrt(SURE / 2 / alike.size):
            return f"neighbours along axis {axis} are kept or dropped together: draw a number for each value"
    return ""


def not_counted_out(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the number of dropped values is left to chance, and follows the rate.

    Of n = 2000 values exactly so many are dropped with a probability of at most sqrt(1 / (2 pi n rate (1 -
    rate))), 0.018 for a rate of 0.5; six times in a row with 3e-11.
    """
    if case["x"].size == 1:
        return _one_alone(subject, exercise, case)
    found = set()
    for more in range(6):
        answer = subject.call(exercise, case | {"seed": case["seed"] + more})
        wrong = share(answer, case)
        if wrong:
            return wrong
        found.add(int(np.sum(answer[1])))
    if found == {round(case["x"].size * (1 - case["rate"]))}:
        return "exactly the same number of values is dropped each time: let chance decide on each value by itself"
    other = case | {"rate": 0.2}
    return share(subject.call(exercise, other), other)


def _one_alone(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether a single value is dropped as often as it must be, and not drawn again where nothing would be kept: with a
    rate of 0.4 or more it is dropped in 0.16 of all cases or in 0.36 then, which so many seeds tell.
    """
    kept = []
    for more in range(ALONE):
        answer = subject.call(exercise, case | {"seed": case["seed"] + more})
        if wrong := dropout_form(answer, case):
            return wrong
        kept.append(float(answer[1].item()))
    share_ = float(np.mean(kept))
    if share_ in (0, 1):
        return "a single value is dropped or kept whatever the seed: let chance decide on each value by itself"
    if _unlikely(share_, 1 - case["rate"], len(kept)):
        return "a single value is not kept with the probability 1 - rate: draw none again, even if all are dropped"
    return ""


ALONE = 400
"""So many seeds are tried with a single value."""


@once(dropout_form)
def nothing_dropped(answer: Any, case: Arguments) -> str:
    """Whether a rate of 0 leaves everything as it is."""
    if (answer[1] == 0).any():
        return "with a rate of 0 some values are dropped"
    return follows_from_mask(answer, case)
