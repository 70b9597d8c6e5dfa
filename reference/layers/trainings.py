"""How a trainer is judged: by what it asks of a network and an optimizer that write everything down, and by digits."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Subject, as_code, compare
from autograder.course.verdicts import DISTURBED, FAR, own_random_state

from .cases import SEEDS
from .observing import PARTS

# A training that is written down.


SHAPES = ((1, 2, 2), (1,))
"""The shapes of a sample and of its target."""


def samples(case: Arguments) -> tuple[np.ndarray, np.ndarray]:
    """Samples, and targets of which each says its place: all numbers of target k are k + 0.1."""
    number, (own, wanted) = case["number"], case.get("shapes", SHAPES)
    x = np.arange(float(number * math.prod(own))).reshape(number, *own) / 10
    targets = np.arange(float(number)).reshape(number, *(1 for _ in wanted)) + np.full(wanted, 0.1)
    return x, targets


def noted(subject: Subject, exercise: str, case: Arguments, *, named: bool = False) -> Any:
    """What a training writes down."""
    return _all_noted(subject, exercise, [case], named=named)[0]


def _all_noted(subject: Subject, exercise: str, each: list[Arguments], *, named: bool = False) -> Any:
    """What the trainings of one trainer write down, one after the other; see parts.py."""
    case = each[0]
    parts = subject.define(PARTS)
    diary = subject.keep("diary", {"scale": case.get("scale", 1.0)}, of=parts)
    made = {"network": diary, "optimizer": diary, "seed": case["seed"]}
    trainer = subject.keep(exercise, made)
    fits = []
    for own in each:
        x, targets = samples(own)
        fits.append({"x": x, "targets": targets, "epochs": own["epochs"], "batch_size": own["batch_size"]})
    return subject.call("noted", {"trainer": trainer, "diary": diary, "fits": fits, "named": named}, of=parts)


def _batches(seen: Any) -> list[np.ndarray]:
    """The places of the samples in each batch."""
    targets = (np.asarray(note[2], dtype=float) for note in seen["notes"] if note[0] == "batch")
    return [np.rint(each.reshape(len(each), -1)[:, 0] - 0.1).astype(int) for each in targets]


def _in_epochs(parts: list[Any], case: Arguments) -> list[list[Any]]:
    """What belongs to batches, epoch by epoch: as many as there should be, or each as long as it should be."""
    each = -(-case["number"] // case["batch_size"])
    if len(parts) % case["epochs"] == 0:  # other batches are judged elsewhere
        each = max(1, len(parts) // case["epochs"])
    return [parts[start : start + each] for start in range(0, len(parts), each)]


Judge = Callable[[Any, Arguments], str]


def judging(*faults: Judge) -> Callable[[Subject, str, Arguments], str]:
    """What is wrong with what a training writes down; empty if nothing is."""

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        each = [case, *(case | own for own in case.get("then", ()))]
        all_seen = _all_noted(subject, exercise, each)
        return next(
            filter(None, (fault(seen, own) for seen, own in zip(all_seen, each, strict=True) for fault in faults)), ""
        )

    return judge


def batches(seen: Any, case: Arguments) -> str:
    """Whether in each epoch all samples come once, in batches of the right sizes, x with their targets."""
    x, targets = samples(case)
    for batch, own in zip(_batches(seen), (note for note in seen["notes"] if note[0] == "batch"), strict=True):
        if np.shape(own[1]) != (len(batch), *x.shape[1:]):
            shape = ", ".join(["B", *map(str, x.shape[1:])])
            return f"a batch of x must keep the samples' shape, [{shape}] here, but it has {np.shape(own[1])}"
        if compare.difference(x[batch % len(x)], own[1]):
            return "x and targets are not put into the same order, or their numbers are not those that were given"
        if compare.difference(targets[batch % len(x)], own[2]):
            return "the targets in a batch are not those that were given"
    size, number = case["batch_size"], case["number"]
    each = -(-number // size)
    places = _batches(seen)
    found = [places[start : start + each] for start in range(0, len(places), each)]
    wanted = [size] * (number // size) + [number % size] * (number % size > 0)
    for epoch in found:
        if [len(batch) for batch in epoch] != wanted:
            return f"the batches of an epoch have {[len(batch) for batch in epoch]} samples, not {wanted}"
        if sorted(np.concatenate(epoch)) != list(range(number)):
            return "in an epoch each sample must come once"
    return "" if len(found) == case["epochs"] else f"there are {len(found)} epochs, not {case['epochs']}"


def steps(seen: Any, case: Arguments) -> str:
    """Whether each batch is followed by one step."""
    names = [note[0] for note in seen["notes"] if note[0] != "next_epoch"]
    right = names == ["batch", "step"] * (len(names) // 2) and names
    return "" if right else "each loss_and_backward must be followed by one step of the optimizer"


def next_epochs(seen: Any, case: Arguments) -> str:
    """Whether the optimizer is told of each new epoch."""
    told = [note[0] == "next_epoch" for note in seen["notes"] if note[0] != "step"]
    each = _in_epochs([note for note in seen["notes"] if note[0] == "batch"], case)
    wanted = [after for epoch in each for after in [False] * len(epoch) + [True]]
    return "" if told == wanted else "the optimizer must be told of the next_epoch once after each epoch"


def all_epochs(seen: Any, case: Arguments) -> str:
    """Whether there were as many epochs as there should be."""
    wanted = case["epochs"] * (case["number"] // case["batch_size"])
    found = sum(note[0] == "batch" for note in seen["notes"])
    return "" if found == wanted else f"there are {found} batches in all epochs, not {wanted}: stop no earlier"


def history(seen: Any, case: Arguments) -> str:
    """Whether the losses of the epochs are means over samples."""
    losses = [
        (len(note[1]), case.get("scale", 1.0) * (float(np.sum(note[1])) / 8 + place))  # as Diary of parts.py has it
        for place, note in enumerate(seen["notes"], 1)
        if note[0] == "batch"
    ]
    found, parts = seen["history"], _in_epochs(losses, case)
    if not isinstance(found, list) or len(found) != len(parts) or not all(map(compare.is_number, found)):
        return f"fit must return a list of {case['epochs']} floats, not {compare.describe(found)}"
    if not compare.difference([sum(count * loss for count, loss in part) / _samples(part) for part in parts], found):
        return ""
    if not compare.difference([sum(loss for _, loss in part) / len(part) for part in parts], found):
        return "the loss of an epoch is the mean over batches: count each batch as often as it has samples"
    return "the loss of an epoch must be the mean over its samples of what loss_and_backward returned"


def _samples(part: list[tuple[int, float]]) -> int:
    return sum(count for count, _ in part)


def by_names(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether a training is the same where its arguments come by their names."""
    plain = noted(subject, exercise, case | {name: int(case[name]) for name in ("epochs", "batch_size")})
    named = noted(subject, exercise, case, named=True)
    same = not compare.difference([plain["notes"], plain["history"]], [named["notes"], named["history"]])
    return "" if same else "arguments by their names, or of NumPy's types, make another training"


def untouched(seen: Any, case: Arguments) -> str:
    """Whether x and targets are as they were."""
    before = samples(case)
    changed = compare.difference(list(before), [seen["x"], seen["targets"]], 0.0)
    return "fit has changed x or targets: shuffle an array of places, not the samples" if changed else ""


MANY = 40
"""So many samples have 8e47 orders: two that are drawn are never the same, nor is one the order of before."""


def orders(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the order of the samples is random, another in each epoch, and follows from the seed."""
    before = own_random_state(subject)

    def order(more: int) -> list[list[int]]:
        seen = noted(subject, exercise, case | {"seed": case["seed"] + more})
        return [np.concatenate(epoch).tolist() for epoch in _in_epochs(_batches(seen), case)]

    first, again, other, *far = (order(more) for more in (0, 0, 1, *FAR))
    if any(epoch == sorted(epoch) for epoch in first):
        return "the samples come as they were given: put them into a random order in each epoch"
    if len({tuple(epoch) for epoch in first}) < len(first):
        return "the order is the same in several epochs: draw a new one in each"
    if first != again:
        return "the same seed gave another order the second time: draw it from np.random.default_rng(seed)"
    if first == other:
        return "another seed gave the same order: draw it from np.random.default_rng(seed)"
    if first in far:
        return "two seeds that are far apart give the same order: all of a seed counts"
    if fault := _not_by_chance([first, other, *far], case["batch_size"]):
        return fault
    return DISTURBED if compare.difference(before, own_random_state(subject), 0.0) else ""


def _not_by_chance(trainings: list[list[list[int]]], size: int) -> str:
    """What is not left to chance in the orders of several trainings, of which each has several epochs."""
    every = [np.array(epoch) for training in trainings for epoch in training]
    if any(sorted(order) != list(range(MANY)) for order in every):
        return ""  # batches are judged elsewhere
    pairs = [pair for training in trainings for pair in itertools.pairwise([np.arange(MANY), *map(np.array, training)])]
    if any(_neighbours(np.argsort(before)[order]) > NEIGHBOURS for before, order in pairs):
        return "samples that were neighbours stay neighbours: draw an order of the samples, not of the batches"
    if any(map(_go_on_alike, trainings)):
        return "each order follows from the one before in the same way: make the generator once, in the constructor"
    if sum(int(np.sum(order == np.arange(MANY))) for order in every) > IN_PLACE * len(every):
        return "many samples stay in their places: put all of them into a random order"
    if not any(np.any(order[:QUARTER] >= MANY - QUARTER) for order in every):
        return "the last samples never come among the first: draw an order of all samples"
    if _always_together(every, size):
        return "some samples are in one batch in every epoch: draw an order of all samples"
    return ""


NEIGHBOURS = 20
"""So many of 39 pairs of neighbours are neighbours still.  In a random order of 40 their number is nearly Poisson
with the mean 39 * 2 / 40 < 2: more than 20 have a probability below 1e-14.
"""

QUARTER = 10
"""So many places at the beginning have none of as many samples at the end with a probability of 0.036, and in 10 orders
or more with 4e-15.
"""

IN_PLACE = 4
"""So many samples of an order are in their own places, on average.  In random orders that is 1, and of 10 orders or
more 4 with a probability of (e^3 / 4^4)^10 = 9e-12 at most, by Chernoff's bound.
"""


def _neighbours(order: np.ndarray) -> int:
    return int(np.sum(np.abs(np.diff(order)) == 1))


def _go_on_alike(training: list[list[int]]) -> bool:
    """Whether two epochs in a row come of those before them by the same exchange, of places or of samples; what comes
    before the first is the order in which the samples were given.  By chance one in 40! does.
    """
    pairs = [*itertools.pairwise([np.arange(MANY), *map(np.array, training)])]
    of_places = [np.argsort(before)[order] for before, order in pairs]
    of_samples = [order[np.argsort(before)] for before, order in pairs]
    return any(np.array_equal(*two) for ways in (of_places, of_samples) for two in itertools.pairwise(ways))


def _always_together(orders: list[np.ndarray], size: int) -> bool:
    """Whether two samples are in one batch in all of the orders, if that is as good as impossible by chance."""
    sizes = [len(range(MANY)[start : start + size]) for start in range(0, MANY, size)]
    chance = sum(each * (each - 1) for each in sizes) / MANY / (MANY - 1)
    if MANY * (MANY - 1) / 2 * chance ** len(orders) > IMPOSSIBLE:
        return False
    batches = np.array([np.argsort(order) // size for order in orders])
    together = np.all(batches[:, :, np.newaxis] == batches[:, np.newaxis], axis=0)
    return bool(together.sum() > MANY)  # each is with itself


IMPOSSIBLE = 1e-9


def trainings(number: int, batch_size: Any, epochs: Any, **more: Any) -> SearchStrategy[Arguments]:
    """A training on so many samples; the judge's own may be their "shapes", and the "scale" of all losses."""
    fixed = {"number": number, "batch_size": batch_size, "epochs": epochs} | more
    return st.fixed_dictionaries({"seed": SEEDS} | {name: st.just(value) for name, value in fixed.items()})


_THEN = ({"number": 8, "epochs": 3}, {"number": 3, "batch_size": 2, "epochs": 1})
"""What the same trainer does afterwards, of more samples and of fewer."""

TRAININGS = (
    trainings(4, 2, 1),
    trainings(5, 2, 2),
    trainings(7, 3, 3),
    trainings(3, 1, 2),
    trainings(4, 9, 2),
    trainings(300, 130, 1),
    trainings(1, 2, 2),
    trainings(6, 4, 2, then=_THEN),
)

SHAPED = tuple(trainings(5, 2, 2, shapes=shapes) for shapes in (((3,), ()), ((2, 2), (3,)), ((), (1, 2))))

LONG = (trainings(4, 2, 25, scale=1e-9), trainings(2, 1, 70, scale=1e9))

NARROW = trainings(300, np.int8(100), np.int64(2))
"""Settings that are NumPy's numbers."""


def code(exercise: str, case: Arguments) -> str:
    """The call of a training."""
    data = f"{', '.join(map(as_code, samples(case)))}" if case["number"] < MANY else _data(case)
    call = f"{exercise}(network, optimizer, {case['seed']}).fit({data}, {case['epochs']}, {case['batch_size']})"
    return call + "".join(_afterwards(case | own) for own in case.get("then", ()))


def _afterwards(case: Arguments) -> str:
    data = ", ".join(map(as_code, samples(case)))
    return f", and then the same trainer's fit({data}, {case['epochs']}, {case['batch_size']})"


def _data(case: Arguments) -> str:
    """Many samples as calls that make them."""
    return f"np.arange({4 * case['number']}.0).reshape(-1, 1, 2, 2) / 10, np.arange({case['number']}.0)[:, None] + 0.1"


# The digits.

LIMIT = 0.85
"""The share of unseen digits that must be recognised.  With 60 seeds the judge's network reached 0.906 to 0.94, with a
mean of 0.925 and a deviation of 0.007, so that it misses the limit by chance with a probability below 1e-20; one of
the module's own classes reached 0.913 at least.  Without steps, or with targets of other samples, a network stays
near 0.1.
"""


def learns_digits(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether a network learns to read digits: one of the module's own classes, or, where they are not right,
    which is judged elsewhere, one of the judge's.
    """
    from sklearn.datasets import load_digits  # takes a second, and nothing else needs it

    data = load_digits()
    images, targets = data.images[:, np.newaxis] / 16, np.eye(10)[data.target]
    order = np.random.default_rng(case["seed"]).permutation(len(images))
    seen, unseen = order[:1000], order[1000:]
    parts = subject.define(PARTS)
    diary = subject.keep("diary", {}, of=parts)
    trainer = subject.keep(exercise, {"network": diary, "optimizer": diary, "seed": case["seed"]})
    given = {"trainer": trainer, "x": images[seen], "targets": targets[seen], "unseen": images[unseen]}
    found = subject.call("learned", given | {"seed": case["seed"]}, of=parts)
    reached = any(_accuracy(prediction, data.target[unseen]) >= LIMIT for prediction in found.values())
    return "" if reached else f"fewer than {LIMIT:.0%} of the digits that were not shown are recognised"


def _accuracy(prediction: Any, labels: np.ndarray) -> float:
    if not isinstance(prediction, np.ndarray) or prediction.shape != (len(labels), 10):
        return 0.0
    return float(np.mean(prediction.argmax(axis=1) == labels))


def digits_code(exercise: str, case: Arguments) -> str:
    """The call of the training on digits."""
    return f"{exercise}(network, optimizer, {case['seed']}).fit(images, targets, 4, 25)"


def returns(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What fit returns, for a number of targets that may not fit."""
    parts = subject.define(PARTS)
    diary = subject.keep("diary", {}, of=parts)
    trainer = subject.keep(exercise, {"network": diary, "optimizer": diary, "seed": case["seed"]})
    x, targets = samples(case)[0], samples(case | {"number": case["targets"]})[1]
    given = {"x": x, "targets": targets, "epochs": case["epochs"], "batch_size": case["batch_size"]}
    return subject.call("fit", given, of=trainer)
