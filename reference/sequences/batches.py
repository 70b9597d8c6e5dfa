"""What mini-batches are like: any way to shuffle is right.

The words of a verdict do not depend on the numbers drawn, so that a mistake can be named by them.
"""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.course import Arguments, Subject, compare
from autograder.course.verdicts import once

SURE = 25.0
"""What is asked of random numbers fails for right ones with a probability of 2 exp(-SURE), 3e-11, at most,
where nothing else is said.
"""


_MANY = 100
"""From so many samples on one order tells enough; of fewer many seeds are asked."""


def many_seeds(case: Arguments, count: int) -> list[int]:
    """So many seeds, half of them one after the other, and half of them far apart."""
    far = np.random.default_rng(case["seed"]).choice(2**30, count // 2, replace=False)
    return [*range(case["seed"], case["seed"] + count - count // 2), *far.tolist()]


def in_any_order(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether every order of the samples is equally likely."""
    n = case["count"]
    seeds = many_seeds(case, _ORDERS if n >= _MANY else 30 * n)
    answers = [subject.call(exercise, case | {"seed": seed}) for seed in seeds]
    look, looks = (shuffled, _many_orders) if n >= _MANY else (pieces, _orders)
    return next(filter(None, (look(answer, case) for answer in answers)), "") or looks(
        np.array([np.concatenate(answer) for answer in answers])
    )


_ORDERS = 12
"""So many orders of many samples are looked at."""


def _many_orders(orders: np.ndarray) -> str:
    """What is wrong with twelve orders of some thousand samples.

    From each sixth of the samples about as many are in each sixth of all orders: Pearson's sum has 25 degrees of
    freedom, and exceeds 111 with a probability of 1e-12.  Of n samples in any order, a sample is followed by one that
    comes after it about (n - 1) / 2 times: as often as the whole part of a sum of n uniform numbers says, so that it
    is off by sqrt(SURE n / 6) with a probability of 2 exp(-SURE) (Hoeffding).
    """
    count, n = orders.shape
    sixths = np.arange(n) * 6 // n
    found = np.zeros((6, 6))
    np.add.at(found, (np.tile(sixths, count), sixths[orders.ravel()]), 1)
    wanted = np.outer(found.sum(axis=1), found.sum(axis=0)) / orders.size
    if np.sum((found - wanted) ** 2 / wanted) > 111:
        return "the order depends on the indices: every order must be equally likely"
    rising = int(np.sum(orders[:, 1:] > orders[:, :-1]))  # no differences: they may be numbers without a sign
    if abs(rising - count * (n - 1) / 2) > math.sqrt(SURE / 6 * orders.size) + count:
        return "neighbours stand in ascending order too often, or too seldom: every order must be equally likely"
    return ""


def _orders(orders: np.ndarray) -> str:
    """What is wrong with 30 n orders of n samples.  An index is at a place, and one index behind another, in one
    of n orders: that one of these n (2n - 1) things is in none has a probability of at most
    2 n^2 (1 - 1/n)^(30 n) < 2 n^2 e^-30, 2e-11 for n = 9.
    """
    n = orders.shape[1]
    if any(len(np.unique(place)) < n for place in orders.T):
        return "with few samples some are never at some places: every order must be equally likely"
    behind = {(int(one), int(other)) for order in orders for one, other in pairwise(order)}
    if len(behind) < n * (n - 1):
        return "with few samples some never follow some others: every order must be equally likely"
    # Of 270 orders out of 9! that 28 are there already has a probability of at most (270^2 / 2 / 9!)^28 < 1e-27.
    if n >= 9 and len(np.unique(orders, axis=0)) < 0.9 * len(orders):
        return "many seeds give the same order: all of a seed counts"
    return ""


def form(answer: Any, _case: Arguments) -> str:
    """What is wrong with the form of batches, or nothing."""
    if not isinstance(answer, list | tuple):
        return f"expected a list of index arrays, not {compare.describe(answer)}"
    for batch in answer:
        if not isinstance(batch, np.ndarray) or batch.ndim != 1:
            return f"expected each batch to be an array [size], not {compare.describe(batch)}"
        if batch.dtype.kind not in "iu":
            return "expected index arrays of whole numbers: others cannot pick rows"
    return ""


@once(form)
def pieces(answer: Any, case: Arguments) -> str:
    """Whether each index is in one batch, and all batches but the last have the right size."""
    count, size = int(case["count"]), int(case["size"])
    whole, rest = divmod(count, size)
    wanted, sizes = [size] * whole + [rest] * (rest > 0), [len(batch) for batch in answer]
    if sizes != wanted:
        return _wrong_sizes(sizes, count, size, rest)
    indices = np.sort(np.concatenate(answer))
    if np.array_equal(indices, np.arange(count)):
        return ""
    if np.array_equal(indices, np.arange(1, count + 1)):
        return "the indices run from 1 to count, and must run from 0 to count - 1"
    return "some indices are there twice, and others are missing: each belongs to one batch"


def _wrong_sizes(sizes: list[int], count: int, size: int, rest: int) -> str:
    """What is wrong with the sizes of batches."""
    if sizes == [size] * (count // size):
        return "the samples that are left over are in no batch: they make a last, smaller one"
    if sizes == [size] * (count // size + 1):
        return "the last batch is as large as the others, though fewer samples are left over"
    if len(sizes) == min(size, count):
        return "there are `size` batches, and each should have `size` indices"
    if len(sizes) == -(-count // size) and sum(sizes) == count:
        return "all batches but the last must have `size` indices, and here others have fewer"
    return "the batches have other sizes than `size`, and what is left over for the last"


@once(pieces)
def shuffled(answer: Any, case: Arguments) -> str:
    """Whether every index may be anywhere.

    It is asked of n = 2030 samples in batches of 60, the last of 50.
    """
    n = case["count"]
    order = np.concatenate(answer)
    if np.array_equal(order, np.arange(n)):
        return "the indices come in their order: shuffle them"
    if all(np.ptp(batch) < len(batch) for batch in answer):
        return _blocks(answer)
    if np.ptp(answer[-1]) < len(answer[-1]):
        return "the last batch holds neighbours: shuffle all indices before you cut"
    # All s indices of a batch lie within half of all with a probability of at most s / 2^(s - 1): for all
    # batches together 2e-12.
    if any(np.ptp(batch) < n // 2 for batch in answer):
        return "a batch holds indices from one part of the samples alone: shuffle all indices before you cut"
    # 0 and 1, 2 and 3 ... are in one batch with a probability of 59 / 2029; that 150 of the 1015 pairs are has
    # a probability of at most C(1015, 150) (59 / (2029 - 2 * 150))^150 < 1e-29, and that none is one of 1e-13.
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n) // int(case["size"])
    together = int(np.sum(place[0::2] == place[1::2]))
    if not 0 < together < 150:
        return "neighbours are in one batch too often, or never: shuffle all indices before you cut"
    # Of the first half of all indices so many are in the first half of the order (Hoeffding, without replacement).
    half = int(np.sum(order[: n // 2] < n // 2))
    if abs(half - n / 4) > math.sqrt(SURE / 2 * (n // 2)):
        return "the order depends on the indices: every order must be equally likely"
    return ""


def _blocks(answer: Any) -> str:
    """What is wrong with batches of which each holds neighbours alone."""
    starts = [int(batch.min()) for batch in answer]
    if all(one < other for one, other in pairwise(starts)):
        return "every batch holds neighbours, and the batches come in order: shuffle all indices before you cut"
    return "every batch holds neighbours: shuffle the indices, and not the batches"
