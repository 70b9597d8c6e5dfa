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
    count = case["count"]
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
    count, squares = case["count"], int(np.sum(answer[1] == 1))
    few = not count / 4 <= squares <= count * 3 / 4
    return f"{squares} of {count} labels are 1, expected about half of them" if few else ""


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


def code_for_seeds(exercise: str, case: Arguments) -> str:
    """The calls that few_images makes."""
    return f"[{exercise}({case['count']}, seed)[1] for seed in range({case['seed']}, {case['seed'] + SEEDS})]"


def blocks(images: np.ndarray) -> np.ndarray:
    """All blocks of 3 x 3 pixels, [N, 4, 4, 3, 3]."""
    found: np.ndarray = np.lib.stride_tricks.sliding_window_view(images.astype(float), (3, 3), axis=(1, 2))
    return found


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
    around = with_square[with_square != 5.0]
    right = ((around >= -1.0) & (around < 1.0)).all()
    return "" if right else "the pixels around the square are not from the range of the noise"


@_apart
def noise(noise: np.ndarray, _with_square: np.ndarray, _case: Arguments) -> str:
    """Whether the images of class 0 are uniform noise, each with its own."""
    if len(np.unique(noise)) < 0.95 * noise.size:
        return "the same random number stands in many places: draw every pixel of every image by itself"
    return _out_of_range(noise, -1.0, 1.0)


def _out_of_range(noise: np.ndarray, low: float, high: float) -> str:
    margin = 0.05 * (high - low)  # so wide an end of its range does uniform noise never leave empty
    least, most = noise.min(), noise.max()
    if least < low or most >= high or least > low + margin or most < high - margin:
        return f"the noise must reach from {low:g} to {high:g}, but it reaches from about {least:.1f} to {most:.1f}"
    below = [float(np.mean(noise < low + part * (high - low))) for part in (0.25, 0.5, 0.75)]
    # Five standard deviations and more for the 1800 pixels and more that are looked at.
    if np.abs(np.subtract(below, (0.25, 0.5, 0.75))).max() > 0.05:
        quarters = ", ".join(f"{part:.0%}" for part in np.diff([0.0, *below, 1.0]))
        return f"the noise is not uniform: the quarters of its range up to {high:g} hold {quarters}"
    return ""


@_apart
def places(_noise: np.ndarray, with_square: np.ndarray, _case: Arguments) -> str:
    """Whether squares stand at all 16 places.  The place is that of the brightest block, so that
    other mistakes do not count here.
    """
    brightest = blocks(with_square).sum(axis=(3, 4)).reshape(-1, 16).argmax(axis=1)
    found = {divmod(int(place), 4) for place in brightest}
    missing = sorted(set(itertools.product(range(4), repeat=2)) - found)
    if not missing:
        return ""
    row, column = missing[-1]
    return f"the square never starts at row {row}, column {column}; of 16 places it takes {len(found)}"


@_apart
def other_values(noise: np.ndarray, with_square: np.ndarray, case: Arguments) -> str:
    """Whether the noise and the middle of each square have the values asked for."""
    low, high, value = case["low"], case["high"], case["value"]
    candidates = blocks(with_square).reshape(len(with_square), 16, 9)
    strongest = np.abs(candidates - (low + high) / 2).sum(axis=2).argmax(axis=1)
    middles = candidates[np.arange(len(candidates)), strongest, 4]
    if (middles != value).any():
        differs = "but it differs from image to image: set it, whatever was there before"
        found = f"not {middles[0]:g}" if np.ptp(middles) == 0 else differs
        return f"expected {value:g} in the middle of the squares, {found}"
    return _out_of_range(noise, low, high)
