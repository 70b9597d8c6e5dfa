"""What is observed of a network, which is built and used in the worker by driver.py.

The params of a new network are overwritten in place with those of the case; where that has no
effect, the student's own params stay, and each observation brings them along.

An observation holds what its check judges and nothing else, and nothing that differs from one right
network to another: so a mistake costs the checks that are about it, and is recognised by its
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments, Observation, Subject, compare, program
from autograder.course.verdicts import picked

from . import network, right, trainings

_DRIVER = program(__file__, "driver.py")

_SAMPLES = ("layers", "params", "images", "targets")
_TRAINING = picked(*_SAMPLES, "epochs", "batches", "regularization", "validation")
_LEARNING = picked("layers", "images", "targets", "epochs", "batches", "unseen")


def _made(subject: Subject, case: Arguments, *scheduler: Any, seed: int | None = 1) -> tuple[Any, Any, Any]:
    """The functions of driver.py, a new network without layers, and the scheduler that it was
    given; all in the worker.
    """
    driver, instance = subject.define(_DRIVER), None
    if scheduler:
        kind, *settings = scheduler
        instance = subject.keep(kind, {str(place): value for place, value in enumerate(settings)}, of=driver)
    return driver, subject.keep("CNN", {"cost": case["cost"], "scheduler": instance, "seed": seed}), instance


def does(action: str, *judged: str) -> Observation:
    """Builds a network, does something with it in the worker, and returns those parts of what that
    brings which are judged.
    """

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        driver, made, _ = _made(subject, case, *case.get("scheduler", ()))
        given = {"network": made} | {name: case[name] for name in _SAMPLES if name in case}
        return _only(judged, case, subject.call(action, given, of=driver))

    return observe


def _only(judged: Sequence[str], case: Arguments, value: Any) -> Any:
    """These parts of an observation, and the params that the network had, if they are not the
    case's.

    Answers of loss_and_grads are taken apart, because hardly any check is about both parts.
    """
    if not isinstance(value, dict):
        return value
    parts = {name: item for name, item in value.items() if name in judged}
    answer = value.get("answer")
    if isinstance(answer, tuple | list) and len(answer) == 2:
        parts |= {name: item for name, item in zip(("loss", "grads"), answer, strict=True) if name in judged}
    elif {"loss", "grads"} & set(judged):
        parts["answer"] = answer
    if isinstance(parts.get("costs"), list):
        parts["costs"] = [one[0] if isinstance(one, tuple | list) and one else one for one in parts["costs"]]
    if compare.difference(case["params"], value.get("params"), 0.0):
        parts["params"] = value.get("params")
    return parts


def loss_by_default(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """The cost; networks for the default cost are made without any arguments."""
    made = subject.keep("CNN", {} if case["cost"] == "cross_entropy" else {"cost": case["cost"]})
    given = {"network": made, **picked(*_SAMPLES)(case)}
    seen = _only(("loss",), case, subject.call("loss_and_grads", given, of=subject.define(_DRIVER)))
    loss = seen.get("loss") if isinstance(seen, dict) else None
    large = compare.is_number(loss) and 1 < compare.as_float(loss) < np.inf
    return seen | {"loss": "large"} if large and right.is_guarded(case, seen) else seen


def _fitted(driver: Any, made: Any, subject: Subject, case: Arguments) -> Any:
    """What the worker's function train returns."""
    given = {"network": made, "trainings": case.get("trainings", 1), **_TRAINING(case)}
    return subject.call("train", given, of=driver)


_SETTINGS = {"": (), "Growing": ("eta", "growth"), "Interrupting": ("eta", "growth", "patience")}
"""What the schedulers of driver.py are made with."""


def trains(*judged: str, scheduler: str = "Growing") -> Observation:
    """Trains a network, and returns those parts of what that brings which are judged."""

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        settings = [case[name] for name in _SETTINGS[scheduler]]
        driver, made, instance = _made(subject, case, *([scheduler] if scheduler else []), *settings)
        seen = _only(judged, case, _fitted(driver, made, subject, case))
        if "scheduler" in judged and isinstance(seen, dict):
            return seen | {"scheduler": subject.look(instance, "updates")}
        return seen

    return observe


def trains_in_batches(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What the gradients say of the batches, whatever their order.

    Each image has one bright pixel of its own, so a gradient of the weights has a row for each
    sample of its batch, and zeros elsewhere.
    """
    driver, made, instance = _made(subject, case, "Recorder")
    seen = _only(("grads",), case, _fitted(driver, made, subject, case))
    gradients = subject.look(instance, "seen")
    if not isinstance(seen, dict) or not _are_floats(gradients):
        return {"updates": None}
    shape = network.shapes(case["layers"], case["images"].shape[1:])[0]["weights"]
    batches = [one for one in gradients if one.shape == shape]
    members = [np.flatnonzero(np.any(one != 0, axis=1)) for one in batches]
    epochs = [members[start : start + case["batches"]] for start in range(0, len(members), case["batches"])]
    return {
        "updates": len(gradients),
        "sizes": [sorted(map(len, epoch)) for epoch in epochs],
        "samples": [len(set(np.concatenate(epoch).tolist())) for epoch in epochs],
        "gradients": _of_batches(case, seen, batches, members),
    }


def _are_floats(gradients: Any) -> bool:
    return isinstance(gradients, list) and all(
        isinstance(one, np.ndarray) and one.dtype.kind == "f" for one in gradients
    )


def _of_batches(
    case: Arguments, seen: dict[str, Any], gradients: Sequence[np.ndarray], members: Sequence[np.ndarray]
) -> str:
    """Whether the batches' gradients are those of loss_and_grads, which should be means, but can be
    sums by a mistake that is judged elsewhere.
    """
    if right.form("grads", case, seen.get("grads")):
        return "unknown"
    number, params = len(case["images"]), right.floats(seen.get("params", case["params"]))
    whole = seen["grads"][0]["weights"].astype(float)
    means = network.loss_and_grads(case, params)[1]
    sums = right.compared(number * means[0]["weights"], whole) is None
    for gradient, samples in zip(gradients, members, strict=True):
        wanted = np.zeros(whole.shape)
        wanted[samples] = whole[samples] * (1 if sums else number / max(1, len(samples)))
        if right.compared(wanted, gradient):
            return "others"
    return "those of loss_and_grads"


def _learn(subject: Subject, case: Arguments, seed: int | None) -> Any:
    driver, made, _ = _made(subject, case, *case.get("scheduler", ()), seed=seed)
    return subject.call("learn", {"network": made, **_LEARNING(case)}, of=driver)


def learns_digits(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether enough digits are recognised: how many they are, each network's own random weights
    decide.
    """
    learning = trainings.digits(case["seed"])
    seen = _learn(subject, learning, case["seed"])
    prediction, targets = seen.get("prediction") if isinstance(seen, dict) else None, learning["unseen_targets"]
    if compare.difference(targets, prediction, np.inf):
        return {"recognised": False}
    return {"recognised": network.accuracy(prediction, targets) >= right.ACCURACY_LIMIT}


def learns_with_seeds(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Which predictions are the same: with the same seed a second time, untrained and trained, and
    with another seed.
    """
    pairs = {
        "start": [_learn(subject, case | {"epochs": 0}, case["seed"]) for _ in range(2)],
        "again": [_learn(subject, case, case["seed"]) for _ in range(2)],
        "other": [_learn(subject, case, case["seed"] + extra) for extra in (0, 1)],
    }
    return {name: _agree(*pair) for name, pair in pairs.items()}


def _agree(one: Any, other: Any) -> bool:
    dicts = isinstance(one, dict) and isinstance(other, dict)
    return dicts and compare.difference(one.get("prediction"), other.get("prediction"), 0.0) is None


def refuses(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether a network can be built and used."""
    driver, made, _ = _made(subject, case)
    return subject.call("refuse", {"network": made, **picked("layers", "use")(case), **case["arguments"]}, of=driver)
