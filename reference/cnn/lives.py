"""Lives of networks: whatever can be done with two of them, in any order, compared use by use with what is right.

A mistake may show only where one use follows another: gradients before the first prediction, whole numbers before
fractions, a training behind a refusal, one network beside another.  So nobody lists those: they are drawn, from a
number.  What is right of a use follows from the params that a network has before it, whoever has drawn them.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, compare

from . import cases, network, varied
from .cases import FLATTEN, OUTPUT, SEEDS, convolution, dense, dropout, pooling
from .network import Params
from .right import floats, form, listed

ETA, GROWTH = 0.01, 0.5
"""How networks learn: the k-th step is ETA * (1 + GROWTH * (k - 1)) times the gradient."""

USES: Mapping[str, Sequence[str]] = {
    "predict": ("predict", "predict", "predict_classes", "params", "refused"),
    "loss_and_grads": (*3 * ["loss_and_grads"], "predict", "predict_classes", "params", "refused", "refused"),
    "fit": (*3 * ["fit"], "loss_and_grads", "predict", "predict_classes", "params", "refused", "refused"),
}
"""What is done in a life that is about one of the methods, each as often as it stands here."""

NUMBER, _LENGTH, _MOST_SAMPLES = 6, 6, 5
_FORMS = ("plain", "plain", "in Fortran's order", "a view", "read-only")
"""What driver.py makes of images; plain ones of the same shape come in the same array."""

_NEAR = 1e-9
"""Where a kink, a tie or a threshold is so near, rounding decides."""

_POOL = 8
"""So many samples of each network there are, of which each use takes some."""


@dataclasses.dataclass(frozen=True)
class Step:
    """The number of a network, what is done with it, with what, and that as code."""

    which: int
    kind: str
    given: tuple[Any, ...] = ()
    code: str = ""


@dataclasses.dataclass(frozen=True)
class Life:
    """Two networks without a use, and what is done with them."""

    networks: tuple[Arguments, Arguments]
    steps: tuple[Step, ...]


def seed_of(about: str) -> SearchStrategy[Arguments]:
    """Stands for a life that is about one of the methods."""
    return st.fixed_dictionaries({"seed": SEEDS, "about": st.just(about)})


@functools.lru_cache(maxsize=64)
def _life(seed: int, about: str) -> Life:
    draw = np.random.default_rng(seed)
    first, second = (_network(draw) for _ in range(2))
    own = [[Step(which, "build"), *_uses(draw, which, each, about)] for which, each in enumerate((first, second))]
    in_turn = draw.permutation([step.which for steps in own for step in steps])  # each network's own in their order
    return Life((first, second), tuple(own[which].pop(0) for which in in_turn))


def of(case: Arguments) -> Life:
    """The life that a case stands for."""
    return _life(case["seed"], case["about"])


def _network(draw: np.random.Generator) -> Arguments:
    """A network with nothing that is far from the usual, perhaps with dropout that drops something, and samples for it.
    Costs of probabilities are those of probabilities: elsewhere a training leads to numbers that are not finite.
    """
    while True:
        number = 2 * int(draw.integers(0, 499_999))  # odd ones have something that is far
        cost, image, layers = varied.stack(number)
        if cost == "mean_squared_error" or layers[-1][2] in ("sigmoid", "softmax"):
            break
    made, seed = varied.values(number, int(draw.integers(0, 999_999))), int(draw.integers(0, 99))
    stack = list(layers)
    if draw.random() < 0.5:
        stack.insert(int(draw.integers(0, len(stack))), dropout(0.5))
    images = np.random.default_rng(seed).normal(0, 1, (_POOL, *image)).round(2)
    targets = np.array(made["targets"][draw.integers(0, len(made["targets"]), _POOL)])
    return made | {"layers": stack, "seed": seed, "images": images, "targets": targets}


def _uses(draw: np.random.Generator, which: int, of: Arguments, about: str) -> Iterator[Step]:
    """The last use is what the life is about; what leaves something behind is followed by a prediction."""
    kinds = [*(str(kind) for kind in draw.choice(USES[about], _LENGTH)), about]
    told = (each for kind in kinds for each in ((kind, "predict") if kind in ("fit", "refused") else (kind,)))
    for kind in told:
        if kind == "refused":
            yield Step(which, kind, _refused(draw, of, about))
        elif kind == "params":
            factor = round(float(draw.uniform(0.7, 1.3)), 2)
            changed = f"np.multiply(value, {factor}, out=value)"
            code = f"[{changed} for own in network{which + 1}.params for value in own.values()]"
            yield Step(which, kind, (factor,), code)
        else:
            given, code = (_training if kind == "fit" else _asking)(draw, of, which, kind)
            yield Step(which, kind, given, f"network{which + 1}.{kind}({code})")


# What is done.

_Drawn = tuple[tuple[Any, ...], str]
"""Arguments, and how they are written."""


def _samples(draw: np.random.Generator, of: Arguments, which: int, *, same: bool = False) -> _Drawn:
    """Some of the images and their targets; now and then images are whole numbers, or all samples are the same."""
    number = int(draw.integers(1, _MOST_SAMPLES + 1))
    start = int(draw.integers(0, _POOL - number + 1))
    some, more = slice(start, start + (1 if same else number)), number if same else 1
    images, targets = (of[name][some].repeat(more, axis=0) for name in ("images", "targets"))
    names = [f"{name}{which + 1}[{some.start}:{some.stop}]" for name in ("images", "targets")]
    names = [f"{name}.repeat({more}, axis=0)" if same else name for name in names]
    if draw.random() < 0.2:
        images, names[0] = np.rint(2 * images).astype(np.int8), f"np.rint(2 * {names[0]}).astype(np.int8)"
    return (images, targets), ", ".join(names)


def _asking(draw: np.random.Generator, of: Arguments, which: int, kind: str) -> _Drawn:
    """Images and their form, and where gradients are asked for, targets."""
    (images, *targets), code = _samples(draw, of, which)
    asked = (images, str(draw.choice(_FORMS)))
    return ((*asked, *targets), code) if kind == "loss_and_grads" else (asked, code.split(", targets")[0])


def _training(draw: np.random.Generator, of: Arguments, which: int, _kind: str) -> _Drawn:
    """Images and their form, targets, epochs, batches, regularization, validation, and the number of updates before
    Ctrl-C, if it is pressed.  Where there are several batches, samples are all the same.
    """
    same = draw.random() < 0.5
    (images, targets), code = _samples(draw, of, which, same=same)
    batches = int(draw.integers(1, len(images) + 1)) if same else 1
    epochs, penalty = int(draw.integers(1, 4)), float(draw.choice([0.0, 0.0, 0.1]))
    validation, code_of_validation = _samples(draw, of, which) if draw.random() < 0.4 else (None, "")
    stop = int(draw.integers(0, epochs * batches)) if draw.random() < 0.3 else None
    settings = f"{epochs}, {batches}, {penalty}, {f'({code_of_validation})' if validation else None}"
    given = (images, str(draw.choice(_FORMS)), targets, epochs, batches, penalty, validation, stop)
    return given, f"{code}, {settings}"


def _refused(draw: np.random.Generator, of: Arguments, about: str) -> tuple[Any, ...]:
    """A method, and arguments that it must refuse whatever came before: none of a method that the life is not about."""
    images, targets = of["images"][:2], of["targets"][:2]
    wide, long = targets.repeat(2, axis=1), targets[:1].repeat(3, axis=0)
    kinds: dict[str, list[tuple[Any, ...]]] = {
        "predict": [("predict", images[:, 0]), ("predict", images[..., np.newaxis]), ("predict_classes", images[0])],
        "loss_and_grads": [("loss_and_grads", images, other) for other in (wide, long)],
        "fit": [("fit", images, *more) for more in ((wide, 1, 1), (long, 1, 1), (targets, 1, 3), (targets, 2, 0))],
    }
    methods = [*kinds][: [*kinds].index(about) + 1]
    calls = [*(kinds[method] for method in methods), _LATE][draw.integers(len(methods) + 1)]
    return calls[draw.integers(len(calls))]


_LATE = [FLATTEN, convolution(2, 2), pooling("max", 2, 2), dense(3), OUTPUT, dropout(0.5)]
"""Layers behind the output."""


# What is right.


@dataclasses.dataclass(frozen=True)
class _Use:
    """A use of a network, what it was given, what it answered, and the params before and behind it; those before the
    first use are those behind it, unless it is a training, which then has no known beginning.
    """

    case: Arguments
    given: Sequence[Any]
    answer: Any
    before: Params | None
    after: Params

    @property
    def params(self) -> Params:
        return self.after if self.before is None else self.before


def fault(case: Arguments, seen: Any) -> str:
    """What is wrong with the first answer that is; empty if nothing is."""
    life, told = of(case), seen if isinstance(seen, dict) else {}
    steps, new = (told.get(name) for name in ("steps", "new"))
    if told.get("elsewhere") is True:
        return ""
    if not isinstance(steps, list) or len(steps) != len(life.steps) or not isinstance(new, list) or len(new) != 2:
        return "the network was lost"
    if any(_is_judged_elsewhere(case["about"], *pair) for pair in zip(life.networks, new, strict=True)):
        return ""
    before: list[Any] = [[], []]
    for number, (step, each) in enumerate(zip(life.steps, steps, strict=True)):
        with np.errstate(all="ignore"):
            wrong = _fault_of_step(life, step, each, before)
        if wrong:
            return f"step {number + 1}, {step.kind} of network {step.which + 1}: {wrong}"
        before = each["params"]
    return ""


def _is_judged_elsewhere(about: str, case: Arguments, seen: Any) -> bool:
    """Whether a new network already says something wrong that is not what the life is about."""
    if about == "predict":
        return False
    if not isinstance(seen, dict) or form("params", case, seen.get("params")):
        return True
    params = floats(seen["params"])
    with np.errstate(all="ignore"):
        if _unlike(network.predict(case["layers"], params, case["images"]), seen.get("prediction")):
            return True
        guarded = about != "fit" or not is_plain(case, params)
        return not guarded and bool(_unlike(list(network.loss_and_grads(case, params)), listed(seen.get("answer"))))


def _fault_of_step(life: Life, step: Step, seen: Any, before: list[Any]) -> str:
    which, kind = step.which, step.kind
    params = seen.get("params") if isinstance(seen, dict) else None
    if not isinstance(params, list) or len(params) != 2:
        return "the network was lost"
    if compare.difference(before[1 - which], params[1 - which], 0.0):
        return "the params of the other network have changed"
    if seen.get("changed") is True:
        return "its answer was changed by a later use"
    case, own, start = life.networks[which], params[which], before[which]
    if kind == "build" or (not start and kind == "params"):
        return "there are params before the first use" if own else ""
    if kind == "refused" and not start:
        return ""  # they may have been drawn, or not
    complaint = form("params", case, own)
    if complaint:
        return complaint
    if kind not in ("fit", "params") and start and compare.difference(start, own, 0.0):
        return "params were changed"
    if kind in ("params", "refused"):
        return ""
    return METHODS[kind](_Use(case, step.given, seen.get("answer"), floats(start) if start else None, floats(own)))


def _fault_of_prediction(use: _Use) -> str:
    return _unlike(network.predict(use.case["layers"], use.params, use.given[0]), use.answer)


def _fault_of_classes(use: _Use) -> str:
    outputs = network.predict(use.case["layers"], use.params, use.given[0])
    ordered = np.sort(outputs, axis=1)
    lead = ordered[:, -1] - ordered[:, -2] if outputs.shape[1] > 1 else abs(outputs[:, 0] - 0.5)
    return _unlike(network.classes(outputs), use.answer) if lead.min() > _NEAR else ""


def _fault_of_costs(use: _Use) -> str:
    samples = use.case | {"images": use.given[0], "targets": use.given[2]}
    if not is_plain(samples, use.params):
        return ""
    return _unlike(list(network.loss_and_grads(samples, use.params)), listed(use.answer))


def _fault_of_training(use: _Use) -> str:
    """Where values are dropped, or the beginning is not known, only what is measured at the end tells; and nothing
    where a point is so near to a kink that rounding decides.
    """
    images, _, targets, epochs, batches, penalty, validation, stop = use.given
    if stop is not None and use.before is None:
        return ""  # nobody knows how many arrays there are before the first use
    updates = epochs * batches if stop is None else stop
    complete = updates // batches
    complaint = _form_of_history(use.answer, complete, validation is not None)
    if complaint:
        return complaint
    if use.before is None or any(layer[0] == "add_dropout" and layer[1] for layer in use.case["layers"]):
        points = {complete: use.after} if stop is None else {}
    else:
        settings = {"eta": ETA, "growth": GROWTH, "regularization": penalty}
        samples = use.case | {"images": images, "targets": targets}
        path = [use.before, *itertools.islice(network.updates(samples | settings, use.before), updates)]
        if not all(is_plain(samples, each) for each in path[:-1]):
            return ""
        wrong = _unlike(path[-1], use.after)
        if wrong:
            return f"params{wrong}"
        points = {epoch: path[epoch * batches] for epoch in range(1, complete + 1)}
    pairs = {"train": (images, targets), **({"val": validation} if validation else {})}
    return _fault_of_history(use.case, use.answer, points, pairs)


def _cost(case: Arguments, params: Params, images: np.ndarray, targets: np.ndarray) -> float:
    return network.cost_and_grad(case["cost"], network.predict(case["layers"], params, images), targets)[0]


_MEASURES = ("train_error", "train_accuracy", "val_error", "val_accuracy")


def _form_of_history(history: Any, epochs: int, validated: bool) -> str:
    lengths = {name: epochs if validated or name.startswith("train") else 0 for name in _MEASURES}
    if not isinstance(history, dict) or {name: np.shape(of) for name, of in history.items()} != {
        name: (length,) for name, length in lengths.items()
    }:
        return f"the history must have lists of these lengths: {lengths}"
    return ""


def _fault_of_history(
    case: Arguments, history: Any, points: Mapping[int, Params], pairs: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> str:
    """Whether the errors are those of the params at the end of these epochs."""
    for (epoch, params), (name, (images, targets)) in itertools.product(points.items(), pairs.items()):
        guarded = _is_guarded(case, network.predict(case["layers"], params, images), targets)
        if epoch and not guarded:
            wrong = _unlike(_cost(case, params, images, targets), history[f"{name}_error"][epoch - 1])
            if wrong:
                return f"history['{name}_error'][{epoch - 1}]{wrong}"
    return ""


def _unlike(expected: Any, returned: Any) -> str:
    with np.errstate(all="ignore"):
        found = compare.difference(expected, returned, 1e-6)
    return f"{found.where}: {found.what}" if found else ""


def is_plain(case: Arguments, params: Params) -> bool:
    """Whether neither rounding nor a guard against log(0) decides what the gradients are."""
    prediction, trace = network.forward(case["layers"], params, case["images"])
    if _is_guarded(case, prediction, case["targets"]) or not np.isfinite(prediction).all():
        return False
    learned = [*itertools.dropwhile(lambda step: step[0] != "add_convolution", trace)]
    return all(
        network.lead(settings, x) > _NEAR for _, settings, _, x, _ in learned if settings[:1] == ["max"]
    ) and all(abs(z).min() > _NEAR for method, *_, z in trace if method not in network.WITHOUT_PARAMS)


def _is_guarded(case: Arguments, prediction: np.ndarray, targets: np.ndarray) -> bool:
    if case["cost"] == "mean_squared_error":
        return False
    return bool(cases.nearest(case["cost"], prediction, targets) < 1e-2 or prediction.max() > 1)


METHODS: Mapping[str, Callable[[_Use], str]] = {
    "predict": _fault_of_prediction,
    "predict_classes": _fault_of_classes,
    "loss_and_grads": _fault_of_costs,
    "fit": _fault_of_training,
}
"""The uses that are answered, and what is wrong with their answers."""
