"""What dropout does in a training, seen in the gradients that schedulers get: in a network that is made for it,
the gradient of a weight tells whether the value that it was multiplied by was dropped.

How many are dropped is judged by a bound that a right network misses less often than once in
10^10 papers: a share of n values is further than sqrt(log(2e10) / (2 n)) from its mean no more often than that
(Hoeffding's inequality).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, compare

from . import masks, network
from .cases import FLATTEN, SEEDS, dense, dropout
from .right import listed

_WIDTH, _NODES, _RELATIVE = 600, 3, 1e-6
_RATES = (0.25, 0.35, 0.65, 0.75)
_RARE = (0.05, 0.15)
"""Rates for the hidden layer, which is so wide that no two of its masks are the same by chance with these either, and
that a share is told from the next tenth.
"""


def seed_of(kind: str) -> SearchStrategy[Arguments]:
    """Stands for a network and its training: hidden values are dropped sample by sample, perhaps rarely, or pixels in
    batches, or values of two layers in company.
    """
    rates = _RARE if kind == "rarely" else _RATES
    seeds = st.fixed_dictionaries({"seed": SEEDS, "rate": st.sampled_from(rates), "kind": st.just(kind)})
    return seeds.filter(lambda case: masks.is_far_from_zero(whole(case))) if kind in masks.COMPANIES else seeds


def whole(case: Arguments) -> Arguments:
    """The network that a case stands for, its samples and its training, in the order in which driver.py takes them."""
    kind, seed, rate = case["kind"], case["seed"], case["rate"]
    if kind in masks.COMPANIES:
        return masks.company(kind, seed, rate)
    alone = (_pixels if kind == "pixels" else _hidden)(seed, rate)
    return {**alone, "regularization": 0.0, "validation": None, "own": [False] * len(alone["params"]), "ended": None}


def _hidden(seed: int, rate: float) -> Arguments:
    """One sample six times, in batches of one, and values of a hidden layer that are dropped; none of them is 0.  There
    are two trainings, of which the second one does not drop again what the first one has.
    """
    draw = np.random.default_rng(seed)
    first = {"weights": draw.uniform(0.5, 1.5, (2, _WIDTH)).round(2), "bias": np.full(_WIDTH, 0.25)}
    last = {"weights": draw.uniform(0.5, 1.5, (_WIDTH, 1)).round(2) / _WIDTH, "bias": np.zeros(1)}
    return {
        "cost": "mean_squared_error",
        "layers": [FLATTEN, dense(_WIDTH, "identity"), dropout(rate), ("add_output", 1, "identity")],
        "params": [first, last],
        "images": np.tile(draw.uniform(0.5, 1.5, (1, 1, 1, 2)).round(2), (6, 1, 1, 1)),
        "targets": np.full((6, 1), -5.0),
        "epochs": 1,
        "trainings": 2,
        "batches": 6,
    }


def _pixels(seed: int, rate: float) -> Arguments:
    """White images of bytes, each with a node of its own, in one batch: without weights, a gradient of a node is that
    of its own sample.
    """
    del seed
    inputs = 2 * 6 * 8
    return {
        "cost": "mean_squared_error",
        "layers": [dropout(rate), FLATTEN, ("add_output", _NODES, "identity")],
        "params": [{"weights": np.zeros((inputs, _NODES)), "bias": np.zeros(_NODES)}],
        "images": np.ones((_NODES, 2, 6, 8), dtype=np.uint8),
        "targets": np.eye(_NODES),
        "epochs": 2,
        "trainings": 2,
        "batches": 1,
    }


def fault(case: Arguments, own: Any, gradients: Any, owners: Any) -> str:
    """What is wrong with the gradients of a training, where ``own`` is what loss_and_grads says, and ``owners`` which
    layers have gradients by schedulers of their own; empty if nothing is.

    Where that is not right itself, which is judged elsewhere, it is only asked how many values were dropped.
    """
    shapes = network.shapes(case["layers"], case["images"].shape[1:])
    of_layers = [_of_owner(gradients, owners, number if own else None) for number, own in enumerate(case["own"])]
    pairs = zip(of_layers, shapes, strict=True)
    found = [{name: _of_shape(of_layer, shape) for name, shape in each.items()} for of_layer, each in pairs]
    batches = case["trainings"] * case["epochs"] * case["batches"]
    if {len(value) for each in found for value in each.values()} != {batches}:
        return "the schedulers did not get the gradients of all batches"
    elsewhere = compare.difference(list(network.loss_and_grads(case, case["params"])), listed(own), 1e-5)
    if case["validation"] is not None:
        return "" if elsewhere else masks.fault(case, _by_batch(found))
    last = np.array(found[-1]["weights"])
    hidden = len(found) > 1
    if not hidden and case["params"][0]["weights"].any():
        return ""  # weights that cannot be overwritten mix what the samples have lost
    if elsewhere:
        return _of_share(case, last != 0)
    multipliers = _of_hidden(case, last, found) if hidden else np.swapaxes(last, 1, 2) / (-2 / _NODES)
    kept = multipliers != 0
    wrong = _of_share(case, kept) or _of_scale(case, multipliers[kept]) or _of_masks(kept)
    if hidden or wrong:
        return wrong or _of_the_way_back(case, multipliers, found)
    return _of_neighbours(kept.reshape(-1, *case["images"].shape[1:]))


def _of_owner(gradients: Any, owners: Any, owner: int | None) -> list[Any]:
    """The gradients that a layer's own schedulers got, or those that the network's got."""
    if not isinstance(gradients, list) or not isinstance(owners, list) or len(gradients) != len(owners):
        return []
    return [one for one, its in zip(gradients, owners, strict=True) if its == owner]


def _of_shape(gradients: Any, shape: tuple[int, ...]) -> list[np.ndarray]:
    several = gradients if isinstance(gradients, list) else []
    return [one for one in several if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.shape == shape]


def _by_batch(found: Sequence[Mapping[str, Sequence[np.ndarray]]]) -> list[network.Params]:
    """The gradients of each array, as those of each batch."""
    number = len(found[0]["bias"])
    return [[{name: values[place] for name, values in each.items()} for each in found] for place in range(number)]


def _rate(case: Arguments) -> float:
    [rate] = [float(settings[0]) for method, *settings in case["layers"] if method == "add_dropout"]
    return rate


def _values(case: Arguments) -> np.ndarray:
    """The hidden values before any is dropped."""
    first = case["params"][0]
    return np.asarray(case["images"][0].ravel() @ first["weights"] + first["bias"])


def _of_hidden(case: Arguments, last: np.ndarray, found: Any) -> np.ndarray:
    """By what each hidden value was multiplied, in each update: nothing is, where the bias has no gradient."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(last[:, :, 0] / (_values(case) * np.array(found[-1]["bias"])))


def _of_share(case: Arguments, kept: np.ndarray) -> str:
    """No rate is so near a half that its opposite could be taken for it."""
    if kept.all():
        return "no value is dropped"
    rate, bound = _rate(case), np.sqrt(np.log(2e10) / (2 * kept.size))
    share = 1 - float(np.mean(kept))
    if abs(share - rate) < bound:
        return ""
    swapped = abs(1 - share - rate) < bound
    return "rate is taken for the share that is kept" if swapped else "the share of values that are dropped is not rate"


def _of_scale(case: Arguments, kept: np.ndarray) -> str:
    if np.allclose(kept, 1 / (1 - _rate(case)), _RELATIVE, 0):
        return ""
    plain = np.allclose(kept, 1.0, _RELATIVE, 0)
    return "what is kept must be divided by 1 - rate" if plain else "each value must be 0, or be divided by 1 - rate"


def _of_masks(kept: np.ndarray) -> str:
    """Two of them are the same by chance, or all have as many values, less often than once in 10^12 papers."""
    batches = kept.reshape(len(kept), -1)
    if any(bool((one == other).all()) for one, other in itertools.combinations(batches, 2)):
        return "the same values are dropped in several batches: draw them anew each time"
    samples = kept.reshape(-1, kept.shape[-1])
    if any(bool((one == other).all()) for one, other in itertools.combinations(samples, 2)):
        return "the same values are dropped in several samples: draw them for each sample of a batch"
    always = len({*samples.sum(axis=1).tolist()}) == 1
    return "in every sample as many values are dropped: draw for each value whether it is kept" if always else ""


def _of_neighbours(kept: np.ndarray) -> str:
    """Whether channels, rows or columns share what is dropped in images [N, C, H, W]."""
    for axis, name in enumerate(("channels", "rows", "columns"), 1):
        if (kept == kept.take([0], axis)).all():
            return f"all {name} of an image lose the same values: draw for each value by itself"
    return ""


def _of_the_way_back(case: Arguments, masks: np.ndarray, found: Any) -> str:
    """Whether all gradients belong to what was left of the hidden values."""
    last = case["params"][1]
    outputs = (_values(case) * masks) @ last["weights"][:, 0] + last["bias"][0]
    slopes = 2 * (outputs - case["targets"][0, 0])
    hidden = masks * last["weights"][:, 0] * slopes[:, np.newaxis]
    if not np.allclose(np.array(found[-1]["bias"])[:, 0], slopes, _RELATIVE, 0):
        return "the gradients are not those of the output that comes of the values which are left"
    back = "on the way back, the gradient of a value is to be multiplied by what the value was multiplied by"
    inputs = case["images"][0].ravel()[np.newaxis, :, np.newaxis] * hidden[:, np.newaxis]
    pairs = ((hidden, found[0]["bias"]), (inputs, found[0]["weights"]))
    return "" if all(np.allclose(np.array(seen), right, _RELATIVE, 1e-12) for right, seen in pairs) else back


def rests(case: Arguments, seen: dict[str, Any], *, costs: bool) -> str:
    """What is wrong with a network with dropout beside its training; empty if nothing is.  Whether the history has
    the ``costs`` that loss_and_grads has is not asked where those are judged elsewhere.
    """
    before, after = seen.get("before"), seen.get("after")
    if compare.difference(before, after, 0.0):
        return "after a training in which the weights did not change, predict or loss_and_grads has another answer"
    predictions = before.get("prediction") if isinstance(before, dict) else None, seen.get("plain")
    if compare.difference(*predictions, 1e-9):
        return "predict is not what it is without the layers of dropout"
    if not costs:
        return ""
    histories, loss = seen.get("histories"), before.get("loss") if isinstance(before, dict) else None
    wanted = [[each] * case["epochs"] for each in (loss, *(before.get("unseen") if isinstance(before, dict) else ()))]
    names = ("train_error", "val_error")[: len(wanted)]
    several = histories if isinstance(histories, list) and len(histories) == case["trainings"] else [None]
    errors = [[each.get(name) if isinstance(each, dict) else None for name in names] for each in several]
    if any(compare.difference(wanted, each, 1e-9) for each in errors):
        return "the errors of the history are not the costs that loss_and_grads has, without dropout"
    return ""
