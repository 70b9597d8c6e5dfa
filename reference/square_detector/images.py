"""What random images and their labels are like: any generator and any order of its numbers is right."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import Fault, once

SEEDS = 20
"""Labels tossed one by one come from both classes for so many seeds in one of 10^6 cases with two
images, and in one of 300 with three.
"""


def form(answer: Any, case: Arguments) -> str:
    """What is wrong with the form of images and labels, or nothing; the rest is only looked at
    where the form is right.
    """
    count = int(case["count"])
    if not isinstance(answer, tuple) or len(answer) != 2:
        return f"expected the pair (images, labels), not {compare.describe(answer)}"
    for name, array, shape in (("images", answer[0], (count, 6, 6)), ("labels", answer[1], (count,))):
        if not isinstance(array, np.ndarray) or array.shape != shape or array.dtype.kind not in "iufb":
            return f"expected {name} to be an array of shape {shape}, not {compare.describe(array)}"
        if not np.isfinite(array).all():
            return f"{name} holds values that are not finite"
    return "" if np.isin(answer[1], (0, 1)).all() else "expected each label to be 0 or 1"


@once(form)
def classes(answer: Any, case: Arguments) -> str:
    """Whether there are about as many images of either class."""
    return _too_far_from_half(answer[1], int(case["count"]), 0.25)


@once(form)
def shares(answer: Any, case: Arguments) -> str:
    """The same, as near to a half as labels come that are tossed one by one."""
    count = int(case["count"])
    return _too_far_from_half(answer[1], count, min(0.25, HALF / np.sqrt(count)))


HALF = 3.6
"""How far the share of n tosses may be from a half, times the root of n: it is further with a probability
of 2 exp(-2 HALF^2) at most, as Hoeffding has it: 1e-11.
"""


def _too_far_from_half(labels: np.ndarray, count: int, allowed: float) -> str:
    squares = int(np.sum(labels == 1))
    off = abs(squares / count - 0.5) > allowed
    return f"{squares} of {count} labels are 1, expected about half of them" if off else ""


def few_images(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether both classes are there for each of several seeds."""
    for seed in range(case["seed"], case["seed"] + SEEDS):
        answer = subject.call(exercise, {"count": case["count"], "seed": seed})
        fault = form(answer, case)
        if fault:
            return fault
        if len(np.unique(answer[1])) == 1:
            return (
                f"for some seeds all {case['count']} images are of one class: see to it that there are images of both"
            )
    return ""


def few_squares(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether exactly the images of class 1 have a square, whatever the seed, where there are hardly any images."""
    answers = (subject.call(exercise, case | {"seed": case["seed"] + more}) for more in range(SEEDS))
    return next(filter(None, (squares(answer, case) for answer in answers)), "")


def code_for_seeds(exercise: str, case: Arguments, part: str = "") -> str:
    """The calls that few_squares makes, or a part of their answers."""
    return f"[{exercise}({case['count']}, seed){part} for seed in range({case['seed']}, {case['seed'] + SEEDS})]"


def code_for_labels(exercise: str, case: Arguments) -> str:
    """What few_images looks at."""
    return code_for_seeds(exercise, case, "[1]")


def blocks(images: np.ndarray) -> np.ndarray:
    """All blocks of 3 x 3 pixels, [N, 4, 4, 3, 3]."""
    found: np.ndarray = np.lib.stride_tricks.sliding_window_view(images.astype(float), (3, 3), axis=(1, 2))
    return found


def _brightest(images: np.ndarray) -> np.ndarray:
    """The place of the brightest block in each image, 0 to 15."""
    found: np.ndarray = blocks(images).sum(axis=(3, 4)).reshape(-1, 16).argmax(axis=1)
    return found


def _squares_in(images: np.ndarray) -> np.ndarray:
    """The pixels of the brightest block in each image, so that other mistakes do not count."""
    marked = np.zeros(images.shape, dtype=bool)
    for image, place in zip(marked, _brightest(images), strict=True):
        row, column = divmod(int(place), 4)
        image[row : row + 3, column : column + 3] = True
    return marked


def _apart(fault: Callable[[np.ndarray, np.ndarray, Arguments], str]) -> Fault:
    """Hands on the images of class 0 and those of class 1, where there are enough of both."""

    @once(classes)
    def of_answer(answer: Any, case: Arguments) -> str:
        images, labels = answer
        return fault(images[labels == 0].astype(float), images[labels == 1].astype(float), case)

    return of_answer


@_apart
def squares(noise: np.ndarray, with_square: np.ndarray, _case: Arguments) -> str:
    """Whether exactly the images of class 1 have a square, and exactly nine pixels in it."""
    if (noise == 5.0).any():
        return "an image of class 0 has pixels of the square's value"
    counts = (with_square == 5.0).sum(axis=(1, 2))
    if (counts != 9).any():
        found = f"not {counts[0]}" if np.ptp(counts) == 0 else "in each of them"
        wanted = f"expected 9 pixels of the square's value in an image of class 1, {found}"
        return f"{wanted}: set them, whatever was there before"
    if not (blocks(with_square) == 5.0).all(axis=(3, 4)).any(axis=(1, 2)).all():
        return "expected the 9 pixels of the square's value to be a block of 3 x 3"
    return ""


@_apart
def noise(noise: np.ndarray, with_square: np.ndarray, case: Arguments) -> str:
    """Whether the images of both classes are uniform noise, each with its own, but for the squares."""
    around = with_square[~_squares_in(with_square)]
    everything = np.concatenate([noise.ravel(), around])
    if len(np.unique(everything)) < 0.95 * everything.size:
        return "the same random number stands in many places: draw every pixel of every image by itself"
    fault = _not_uniform(noise, -1.0, 1.0) or _not_uniform(around, -1.0, 1.0, " around the squares")
    if fault:
        return fault
    uneven = np.abs(noise.mean(axis=0)).max() > ALLOWED / np.sqrt(len(noise))
    return "the noise is not the same in all parts of an image: draw every pixel by itself" if uneven else ""


ALLOWED = 7.7
"""How far the mean of n numbers from -1 to 1 may be from zero, times the root of n: it is further with a
probability of 2 exp(-ALLOWED^2 / 2) at most, as Hoeffding has it: 3e-13, and 1e-11 for all 36 pixels.
"""


def _not_uniform(noise: np.ndarray, low: float, high: float, where: str = "") -> str:
    """What shows that numbers are not uniform from low to high, or nothing.

    The share of n uniform numbers below any limit is off by more than t somewhere with a probability
    of 2 exp(-2 n t^2) at most (Dvoretzky, Kiefer and Wolfowitz): 2e-11 for 25 = 2 n t^2.  An end of the
    range that is 0.05 wide is left empty with 0.95^n, which is less for the 1000 numbers and more here.
    """
    margin = 0.05 * (high - low)
    least, most = noise.min(), noise.max()
    if least < low or most >= high or least > low + margin or most < high - margin:
        reaches = f"it reaches from about {least:.2g} to {most:.2g}"
        return f"the noise{where} must reach from {low:g} to {high:g}, but {reaches}"
    shares = np.arange(noise.size) / noise.size
    off = np.abs((np.sort(noise, axis=None) - low) / (high - low) - shares).max()
    if off > np.sqrt(25 / 2 / noise.size) + 1 / noise.size:
        return f"the noise{where} is not uniform: draw it with rng.uniform(low, high)"
    return ""


@_apart
def places(_noise: np.ndarray, with_square: np.ndarray, _case: Arguments) -> str:
    """Whether squares stand at all 16 places, about equally often.  The place is that of the brightest
    block, so that other mistakes do not count here.
    """
    brightest = _brightest(with_square)
    found = {divmod(int(place), 4) for place in brightest}
    missing = sorted(set(itertools.product(range(4), repeat=2)) - found)
    if missing:
        row, column = missing[-1]
        return f"the square never starts at row {row}, column {column}; of 16 places it takes {len(found)}"
    for axis, starts in (("row", brightest // 4), ("column", brightest % 4)):
        off = np.bincount(starts, minlength=4) / len(starts) - 0.25
        if np.abs(off).max() > EVEN / np.sqrt(len(starts)):
            rare = int(off.argmin())
            return f"the square starts in {axis} {rare} less often than elsewhere: all places are equally likely"
    counts, mean = np.bincount(brightest, minlength=16), len(brightest) / 16
    if np.sum((counts - mean) ** 2) / mean > UNEVEN:
        row, column = divmod(int(np.abs(counts - mean).argmax()), 4)
        return f"row {row} and column {column} meet more or less often than others: all places are equally likely"
    return ""


def drawn_places(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the squares stand at other places with another seed."""
    found = []
    for seed in (case["seed"], case["seed"] + 1):
        answer = subject.call(exercise, case | {"seed": seed})
        fault = classes(answer, case)
        if fault:
            return fault
        found.append(_brightest(answer[0][answer[1] == 1]))
    same = np.array_equal(*found)
    return "squares stand at the same places with another seed: draw each place from the seed" if same else ""


def other_images(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether no image is one of other seeds' as well, with a square or without: then one would be
    tested on what one has learned.
    """
    found = []
    for more in APART:
        answer = subject.call(exercise, case | {"seed": case["seed"] + more})
        fault = form(answer, case)
        if fault:
            return fault
        found.append(answer[0].reshape(-1, 36).astype(float))
    same = [np.sum(one[:, np.newaxis] == other, axis=2).max() for one, other in itertools.combinations(found, 2)]
    if max(same) < 27:  # nine pixels are a square
        return ""
    return "some images are those of another seed again: draw all of them from one generator made from the seed"


APART = (0, 1, 2, 10, 100, 1000)
"""So far from one seed are others whose images are laid beside its own: where each image has a seed of its own, those
are as far apart.
"""


UNEVEN = 80.0
"""The largest chi-square of the numbers of squares at the 16 places: it is above with a probability of
1e-10.  Of 3200 squares, ends of all 16 that are drawn half as often, as by rounding, have about 110.
"""


EVEN = 3.08
"""How far a share may be from a quarter, times the root of the number of squares: of 3200 squares a row
has fewer than 626 or more than 974 with a probability of 5e-11 (Chernoff), 4e-10 for all rows and
columns.  Ends that are drawn half as often as the middle, as by rounding, have about 533.
"""


@_apart
def other_values(noise: np.ndarray, with_square: np.ndarray, case: Arguments) -> str:
    """Whether noise and squares have the values asked for."""
    low, high, value = float(case["low"]), float(case["high"]), float(case["value"])
    squares = (blocks(with_square) == value).all(axis=(3, 4)).any(axis=(1, 2))
    if not squares.all():
        return f"expected a square of the value {value:g} in every image of class 1, not in {np.sum(squares)} of them"
    around = with_square[with_square != value]
    return _not_uniform(noise, low, high) or _not_uniform(around, low, high, " around the squares")
