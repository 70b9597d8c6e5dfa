"""What is observed of a network, which is built and used in the worker by driver.py.

The params of a new network are overwritten in place with those of the case; where that has no
effect, the student's own params stay, and each observation brings them along.

An observation holds what its check judges and nothing else, and nothing that differs from one right
network to another: so a mistake costs the checks that are about it, and is recognised by its
answers.  Where gradients or a training are not right, the network is also asked what they should be
by its own predictions, or by its own gradients: one mistake is paid for once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments, Observation, Subject, compare, program
from autograder.course.verdicts import FAR, picked

from . import dropping, network, right, trained, trainings
from . import lives as lived

_DRIVER = program(__file__, "driver.py")

_SAMPLES = ("cost", "layers", "params", "images", "targets")
_TRAINING = picked(*_SAMPLES, "epochs", "batches", "regularization", "validation")
_LEARNING = picked("cost", "layers", "images", "targets", "epochs", "batches", "unseen")

STEP = 1e-6
"""So far are the two points apart, on both sides, between which a slope is measured."""


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
        return _only(judged, case, _done(subject, action, case))

    return observe


def _done(subject: Subject, action: str, case: Arguments, **more: Any) -> Any:
    driver, made, _ = _made(subject, case, *case.get("scheduler", ()))
    given = {"network": made} | {name: case[name] for name in (*_SAMPLES, "threshold") if name in case} | more
    return subject.call(action, given, of=driver)


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
    if "params" in value and compare.difference(case["params"], value["params"], 0.0):
        parts["params"] = value["params"]
    return parts


# Costs and gradients.


def derives(judge: right.Right, *judged: str, action: str = "loss_and_grads") -> Observation:
    """The answer of loss_and_grads.  Where it is not right, and predict is not right either, the
    prediction and the slopes of its cost come along: then the answer is to be right for those.
    """

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        done = _done(subject, action, case)
        seen = _only(judged, case, done)
        if not isinstance(seen, dict) or right.is_right(judge, case, seen):
            return seen
        other = _other_prediction(case, seen, done)
        slopes = _slopes(subject, case, seen.get("params", case["params"])) if other else {}
        return seen | slopes | (other if "loss" in judged else {})

    return observe


def derives_where_predicted(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """The answer of loss_and_grads, or that of the reference where predict is not right, which is judged elsewhere,
    and where a network's own params lead to predictions at which guards against log(0) show.
    """
    done = _done(subject, "loss_and_grads", case)
    seen = _only(("loss", "grads"), case, done)
    if not isinstance(seen, dict) or compare.difference(case["targets"], done.get("prediction"), np.inf):
        return seen
    mended_first = _other_prediction(case, seen, done) and _minds(subject, case, seen.get("params", case["params"]))
    if mended_first or right.is_guarded(case, seen):
        return dict(zip(("loss", "grads"), network.loss_and_grads(case, case["params"]), strict=True))
    return seen


def _other_prediction(case: Arguments, seen: dict[str, Any], done: dict[str, Any]) -> dict[str, Any]:
    """The prediction, where it is not right."""
    own = {"prediction": done.get("prediction")}
    kept = own | ({"params": seen["params"]} if "params" in seen else {})
    return {} if right.is_right(right.prediction, case, kept) else own


def _minds(subject: Subject, case: Arguments, params: Any) -> bool:
    """Whether predictions that are not right are those of a network at all: they change with the images and with most
    of the weights.  What does not can have gradients that nobody need work out.
    """
    asked = picked("cost", "layers", "images")(case)
    with contextlib.suppress(Exception):
        of_images, *of_weights = _done(subject, "minds", {**asked, "params": params})
        return of_images is True and 2 * of_weights.count(True) > len(of_weights)
    return False


def _slopes(subject: Subject, case: Arguments, params: Any) -> dict[str, Any]:
    """The slopes of the cost of the network's own predictions, like params; nothing where they cannot be
    measured, or where the predictions are not those of a network.
    """
    asked = picked("cost", "layers", "images")(case)
    if not _minds(subject, case, params):
        return {}
    with contextlib.suppress(Exception):
        sides = _done(subject, "slopes", {**asked, "params": params}, step=STEP)
        pairs = zip(params, sides, strict=True)
        found = [{name: _slope(case, moved[name], own[name].shape) for name in own} for own, moved in pairs]
        return {"slopes": found}
    return {}


def _slope(case: Arguments, pairs: Any, shape: tuple[int, ...]) -> np.ndarray:
    costs = [
        [network.cost_and_grad(case["cost"], one.astype(float), case["targets"])[0] for one in pair] for pair in pairs
    ]
    return np.array([(above - below) / (2 * STEP) for above, below in costs]).reshape(shape)


def loss_by_default(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """The cost; networks for the default cost are made without any arguments."""
    made = subject.keep("CNN", {} if case["cost"] == "cross_entropy" else {"cost": case["cost"]})
    given = {"network": made, **picked(*_SAMPLES)(case)}
    done = subject.call("loss_and_grads", given, of=subject.define(_DRIVER))
    seen = _only(("loss",), case, done)
    loss = seen.get("loss") if isinstance(seen, dict) else None
    large = compare.is_number(loss) and 1 < compare.as_float(loss) < np.inf
    if large and right.is_guarded(case, seen):
        return seen | {"loss": "large"}
    judged = isinstance(seen, dict) and right.is_right(right.loss, case, seen)
    return seen if judged or not isinstance(done, dict) else seen | _other_prediction(case, seen, done)


# Trainings.


_SETTINGS: dict[str, tuple[str, ...]] = {
    "": (),
    "Growing": ("eta", "growth"),
    "Drifting": ("eta", "growth", "drift"),
    "Interrupting": ("eta", "growth", "patience", "later", "rows"),
}
"""What the schedulers of driver.py are made with."""

_FOLLOWED = {"": ("Adaptive", 0.001)}
"""The schedulers with which a network's own gradients are followed, where it is given none."""


def trains(judge: right.Right, *judged: str, scheduler: str = "Growing") -> Observation:
    """Trains a network, and returns those parts of what that brings which are judged.  Where they are
    not right, it also returns where the network's own gradients lead.
    """

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        settings = [case[name] for name in _SETTINGS[scheduler]]
        driver, made, instance = _made(subject, case, *([scheduler] if scheduler else []), *settings)
        seen = _only(judged, case, subject.call("train", _training(made, case), of=driver))
        if not isinstance(seen, dict):
            return seen
        if "scheduler" in judged:
            seen |= {"scheduler": subject.look(instance, "updates")}
        if right.is_right(judge, case, seen):
            return seen
        like = scheduler if scheduler == "Drifting" else "Growing"  # without interruptions
        followed = _FOLLOWED.get(scheduler) or (like, *(case[name] for name in _SETTINGS[like]))
        with contextlib.suppress(Exception):
            driver, made, instance = _made(subject, case, *followed)
            given = {"network": made, "scheduler": instance} | _training(made, case)
            return seen | {"own": subject.call("follow", given, of=driver)}
        return seen

    return observe


def trains_in_company(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What is wrong with trainings in which many settings come together."""
    driver, made, _ = _made(subject, case, "Growing", case["eta"], case["growth"])
    given = {"network": made, **picked("kind", "etas", "growth")(case), **_TRAINING(case)}
    return {"fault": trained.in_company(case, subject.call("train_in_company", given, of=driver))}


def _training(made: Any, case: Arguments) -> Arguments:
    return {
        "network": made,
        "trainings": case.get("trainings", 1),
        **_TRAINING(case),
        "named": case.get("named", False),
    }


def trains_in_batches(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What the gradients say of the batches, whatever their order.

    Each image has one bright pixel of its own, so a gradient of the weights has a row for each
    sample of its batch, and zeros elsewhere.
    """
    driver, made, instance = _made(subject, case, "Recorder")
    subject.call("train", _training(made, case), of=driver)
    gradients = subject.look(instance, "seen")
    if not _are_floats(gradients):
        return {"updates": None}
    shape = network.shapes(case["layers"], case["images"].shape[1:])[0]["weights"]
    batches = [one for one in gradients if one.shape == shape]
    members = [np.flatnonzero(np.any(one != 0, axis=1)) for one in batches]
    epochs = [members[start : start + case["batches"]] for start in range(0, len(members), case["batches"])]
    return {
        "updates": len(gradients),
        "sizes": [sorted(map(len, epoch)) for epoch in epochs],
        "samples": [len(set(np.concatenate(epoch).tolist())) for epoch in epochs],
        "gradients": _of_batches(subject, case, batches, members),
    }


def trains_in_large_batches(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The same of samples that follow from a seed."""
    return trains_in_batches(subject, exercise, trainings.of_pixels(case))


def _are_floats(gradients: Any) -> bool:
    return isinstance(gradients, list) and all(
        isinstance(one, np.ndarray) and one.dtype.kind == "f" for one in gradients
    )


def _of_batches(subject: Subject, case: Arguments, gradients: Sequence[Any], members: Sequence[Any]) -> str:
    """Whether the batches' gradients are those that loss_and_grads gives for their samples."""
    if not all(map(len, members)):
        return "unknown"
    own = _done(subject, "of_batches", case, batches=list(members))
    same = (right.compared(one[0]["weights"], gradient) is None for one, gradient in zip(own, gradients, strict=True))
    return "those of loss_and_grads" if all(same) else "others"


# What depends on seeds, and the digits.


def _learn(subject: Subject, case: Arguments, seed: int | None) -> Any:
    driver, made, _ = _made(subject, case, *case.get("scheduler", ()), seed=seed)
    return subject.call("learn", {"network": made, **_LEARNING(case), "start": case["start"]}, of=driver)


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
    """Which predictions are the same: with the same seed a second time, with another seed, and with one that is far
    away, which is asked where nothing was learned.
    """
    driver, made, instance = _made(subject, case, *case["scheduler"])
    far = [] if case["epochs"] else list(FAR)
    given = {"network": made, "scheduler": instance, "seed": case["seed"], "far": far, **_LEARNING(case)}
    return subject.call("learn_with_seeds", given, of=driver)


def builds_in_forms(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What is wrong with a network of arguments by keyword, NumPy's numbers and lists."""
    driver, made, _ = _made(subject, case, seed=case["seed"])
    named = [list(network.named(layer)) for layer in case["layers"]]
    given = {"network": made, **picked("cost", "layers")(case), "named": named, **picked("images", "seed")(case)}
    return {"fault": right.built_in_forms(subject.call("build_in_forms", given, of=driver))}


def stands_refusals(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What is wrong with a network of which calls were refused, and not with one of which none was."""
    driver, made, _ = _made(subject, case)
    given = {"network": made, **picked("cost", "layers", "images", "refused", "uses")(case)}
    return {"fault": right.after_refusals(case, subject.call("stand_refusals", given, of=driver))}


def starts(fault: Callable[[Arguments, Any], str]) -> Observation:
    """What is wrong with the params before and after the first use."""

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        driver, made, _ = _made(subject, case, seed=case["seed"])
        given = {"network": made, **picked("cost", "layers", "images", "targets", "first")(case)}
        return {"fault": fault(case, subject.call("start", given, of=driver))}

    return observe


def drops(rests: bool) -> Observation:
    """What is wrong with dropout, in a training or beside it."""

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        whole = dropping.whole(case)
        elsewhere = "CNN_loss_and_grads" in subject.helpers  # who answers in its place knows nothing of dropout
        driver, made, instance = _made(subject, whole, "Recorder")
        given = {
            "network": made,
            **_TRAINING(whole),
            **picked("trainings", "own", "ended")(whole),
            "helped": not elsewhere,
        }
        seen = subject.call("drop", given, of=driver)
        if not isinstance(seen, dict):
            return {"fault": "" if elsewhere and seen is None else "the network was lost"}
        if rests:
            return {"fault": dropping.rests(whole, seen, costs=not elsewhere)}
        complaint = right.form("params", whole, seen.get("params"))
        if complaint:
            return {"fault": complaint}
        whole |= {"params": right.floats(seen["params"])}  # which may be the network's own
        before = seen.get("before")
        own = [before.get("loss"), before.get("grads")] if isinstance(before, dict) else None
        seen, owners = (subject.look(instance, name) for name in ("seen", "owners"))
        return {"fault": dropping.fault(whole, own, seen, owners)}

    return observe


def goes_in_pieces(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether the memory that predictions need is bounded."""
    driver, made, _ = _made(subject, case)
    return subject.call("pieces", {"network": made, **case}, of=driver)


def lives(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What is wrong with the life of two networks."""
    life, driver = lived.of(case), subject.define(_DRIVER)
    scheduler = subject.keep("Living", {"0": lived.ETA, "1": lived.GROWTH}, of=driver)
    one, other = (
        subject.keep("CNN", {"cost": each["cost"], "scheduler": scheduler, "seed": each["seed"]})
        for each in life.networks
    )
    samples = [*map(picked(*_SAMPLES), life.networks)]
    given = {
        "network": one,
        "other": other,
        "cases": samples,
        "steps": [(each.which, each.kind, *each.given) for each in life.steps],
    }
    return {"fault": lived.fault(case, subject.call("live", given, of=driver))}


def has_a_summary(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """What is wrong with the summary of a network."""
    return {"fault": right.summary(case, _done(subject, "summary", case))}


def says_of_many(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether all samples count alike, where they are many."""
    whole = trainings.of_many(case)
    driver, made, _ = _made(subject, whole, *(["Recorder"] if case["part"] == "fit" else []))
    given = {"network": made, **picked(*_SAMPLES)(whole)}
    return {
        "fault": trained.of_many(case["part"], whole, subject.call("many", given | {"part": case["part"]}, of=driver))
    }


def in_forms(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """In which forms arguments get other answers than the same numbers as plain floats."""
    seen = _done(subject, "in_forms", case, targets=case.get("targets"))
    return {"fault": right.in_forms(case, seen)}


def targets_in_forms(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Of which types targets get other answers than the same numbers as plain floats."""
    return {"fault": right.targets_in_forms(_done(subject, "targets_in_forms", case))}


def behaves(method: str) -> Observation:
    """What a method does beside answering."""

    def observe(subject: Subject, _exercise: str, case: Arguments) -> Any:
        return _only(
            ("arguments", "again", "results", "overwritten"), case, _done(subject, "behave", case, method=method)
        )

    return observe


def refuses(subject: Subject, _exercise: str, case: Arguments) -> Any:
    """Whether a network can be built and used."""
    driver, made, _ = _made(subject, case)
    given = {"network": made, **picked("cost", "layers", "first", "use")(case), **case["arguments"]}
    return subject.call("refuse", given, of=driver)
