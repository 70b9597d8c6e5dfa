"""Cases of the unit cnn as code to paste, on one line."""

from __future__ import annotations

from typing import Any

from autograder.course import Arguments, as_code, call_code

from . import dropping, lives, network, trainings


def whole(_exercise: str, case: Arguments) -> str:
    """A network with params, and what is done with it."""
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets") if name in case]
    lines += [*_building(case, _scheduler(case)), "network.predict(images)"]
    lines += [
        f"network.params[{number}][{name!r}][...] = {as_code(value)}"
        for number, own in enumerate(case["params"])
        for name, value in own.items()
    ]
    if "epochs" in case:
        lines += [f"network.fit({_settings(case)})"] * case.get("trainings", 1)
    else:
        lines += ["network.loss_and_grads(images, targets)" if "targets" in case else "network.predict(images)"]
    ctrl_c = f"  # and Ctrl-C after change {case['patience']} of the scheduler" if "patience" in case else ""
    return "; ".join(lines) + ctrl_c


def _settings(case: Arguments) -> str:
    given = {name: as_code(case[name]) for name in ("epochs", "batches", "regularization", "validation")}
    if not case.get("named"):
        return ", ".join(["images", "targets", *given.values()])
    given |= {name: f"np.int64({given[name]})" for name in ("epochs", "batches")}
    given |= {"images": "images", "targets": "targets", "validation": f"list({given['validation']})"}
    return ", ".join(f"{name}={value}" for name, value in given.items())


def _scheduler(case: Arguments) -> str:
    """A scheduler as an argument: a class on one line."""
    _, eta, growth = case.get("scheduler", ("", case.get("eta"), case.get("growth")))
    if eta is None:
        return ""
    grown = f" * (1 + {growth} * (self.count - 1))" if growth else ""
    change = f"lambda self, g: setattr(self, 'count', self.count + 1) or {eta}{grown} * g"
    change += f" + {eta * case['drift']}" if "drift" in case else ""
    methods = f"'update_change': {change}, 'reset': lambda self: setattr(self, 'count', 0)"
    return f", type('Scheduler', (), {{'count': 0, {methods}}})()"


def _building(case: Arguments, scheduler: str = "") -> list[str]:
    return [
        f"network = CNN({case['cost']!r}{scheduler})",
        *(f"network.{method}({', '.join(map(repr, given))})" for method, *given in case["layers"]),
    ]


def begun(_exercise: str, case: Arguments) -> str:
    """A new network that is used for the first time."""
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets")]
    lines += _building(case, f", None, {case['seed']}")
    uses = {"predict": "images", "loss_and_grads": "images, targets", "fit": "images, targets, 1, 1"}
    return "; ".join([*lines, f"network.{case['first']}({uses[case['first']]})", "network.params"])


def of_many(_exercise: str, case: Arguments) -> str:
    """A network and many samples, which the code draws."""
    whole = trainings.of_many(case)
    number, *image = whole["images"].shape
    lines = [
        f"draw = np.random.default_rng({case['seed']})",
        f"images = draw.normal(0, 1, {(number, *image)}).round(2)",
        f"targets = np.eye(2)[draw.integers(0, 2, {number})]",
        *_building(whole, ", None, 1"),
    ]
    uses = {"predict": "images", "loss_and_grads": "images, targets", "fit": "images, targets, 1, 1"}
    return "; ".join([*lines, f"network.{case['part']}({uses[case['part']]})"])


def of_pixels(_exercise: str, case: Arguments) -> str:
    """A training with images that all have a bright pixel of their own."""
    whole, number = trainings.of_pixels(case), case["number"]
    lines = [
        f"images = np.eye({number}).reshape({number}, 1, 1, {number})",
        f"targets = np.eye(2)[((np.arange({number}) + 1) // 2 + {case['seed']}) % 2]",
        *_building(whole, ", None, 1"),
    ]
    return "; ".join([*lines, f"network.fit(images, targets, {whole['epochs']}, {case['batches']})"])


_COUNTING = (
    "type('Scheduler', (), {'eta': 0.5, 'updates': 0, 'update_change': lambda self, g: setattr(self, 'updates', "
    "self.updates + 1) or self.eta * self.updates + 0 * g, 'reset': lambda self: setattr(self, 'updates', 0)%s})()"
)


def given_scheduler(_exercise: str, case: Arguments) -> str:
    """A training by a scheduler that is given another setting before it begins."""
    return "; ".join([*_with_scheduler(case, ""), "scheduler.eta = 0.25", "network.fit(images, targets, 1, 2)"])


def false_scheduler(_exercise: str, case: Arguments) -> str:
    """A training by a scheduler that counts as false."""
    return "; ".join([*_with_scheduler(case, ", '__len__': lambda self: 0"), "network.fit(images, targets, 1, 2)"])


def _with_scheduler(case: Arguments, more: str) -> list[str]:
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets")]
    return [*lines, f"scheduler = {_COUNTING % more}", *_building(case, ", scheduler")]


def trained_again(_exercise: str, case: Arguments) -> str:
    """A training that is ended, and another one."""
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets")]
    lines += [*_building(case), "first = network.fit(images, targets, 3, 1)", "network.fit(images, targets, 2, 1)"]
    return "; ".join(lines) + "  # and Ctrl-C in the second epoch of the first training"


def built_in_forms(_exercise: str, case: Arguments) -> str:
    """A network of arguments by keyword, NumPy's numbers and lists."""
    lines = [f"images = {as_code(case['images'])}", f"network = CNN({case['cost']!r}, seed=np.int64({case['seed']}))"]
    for layer in case["layers"]:
        method, given = network.named(layer)
        named = ", ".join(f"{name}={_of_numpy(value)}" for name, value in given.items())
        lines += [f"network.{method}({named})"]
    return "; ".join([*lines, "network.predict(images)"])


def _of_numpy(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_of_numpy, value))}]"
    return f"np.int64({value})" if isinstance(value, int) else repr(value)


def with_refusals(_exercise: str, case: Arguments) -> str:
    """A network that is built and used, and is asked for what is to be refused in between."""
    lines = [f"images = {as_code(case['images'])}", *_building(case, ", None, 1"), "network.predict(images)"]
    return "; ".join(lines) + "  # and in between calls that are refused: layers that make no sense, images too small"


def lived(_exercise: str, case: Arguments) -> str:
    """What is done with two networks, but for what is refused."""
    life, lines = lives.of(case), []
    scheduler = _scheduler({"eta": lives.ETA, "growth": lives.GROWTH})
    for step in life.steps:
        own, number = life.networks[step.which], step.which + 1
        if step.kind == "build":
            drawn = f"np.random.default_rng({own['seed']}).normal(0, 1, {own['images'].shape}).round(2)"
            lines += [f"images{number} = {drawn}", f"targets{number} = {as_code(own['targets'])}"]
            built = _building(own, f"{scheduler}, {own['seed']}")
            lines += [line.replace("network", f"network{number}", 1) for line in built]
        elif step.code:
            lines += [step.code]
    return "; ".join(lines) + "  # and in between calls that are refused, and Ctrl-C in some trainings"


def refused(_exercise: str, case: Arguments) -> str:
    """A network that cannot be built or used."""
    first = [] if case["first"] is None else [call_code("network.predict", {"images": case["first"]})]
    use = [call_code(f"network.{case['use']}", case["arguments"])] if case["use"] else []
    return "; ".join([*_building(case), *first, *use])


def seeded(_exercise: str, case: Arguments) -> str:
    """A network that is the same each time."""
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets", "unseen")]
    lines += _building(case, f"{_scheduler(case)}, {case['seed']}")
    lines += [f"network.fit(images, targets, {case['epochs']}, {case['batches']})", "network.predict(unseen)"]
    return "; ".join(lines) + "  # each time the same"


def dropping_values(_exercise: str, case: Arguments) -> str:
    """A training with dropout, whose images all are the same."""
    whole = dropping.whole(case)
    lines = [
        f"images = np.ones({whole['images'].shape}, np.{whole['images'].dtype})",
        f"targets = np.ones({whole['targets'].shape})",
    ]
    lines += _building(whole, ", None, 1")
    more = f", {whole['regularization']}, (images, targets)" if whole["validation"] else ""
    fit = f"network.fit(images, targets, {whole['epochs']}, {whole['batches']}{more})"
    return "; ".join([*lines, *[fit] * whole["trainings"]])


def in_company(_exercise: str, case: Arguments) -> str:
    """Trainings in which layers have schedulers of their own."""
    first, second = case["etas"]
    own = f"layers that have schedulers of their own have the eta {first}, and in a second training {second}"
    false = "; these count as false" if case["kind"] == "Hollow" else ""
    return f"{whole(_exercise, case)}  # {own}, but for None{false}"


def crowd(_exercise: str, case: Arguments) -> str:
    """A network that predicts very many images."""
    lines = [f"images = np.zeros({case['shape']})", *_building(case)]
    return "; ".join([*lines, "network.predict(images[:len(images) // 8])", "network.predict(images)"])


def classes(_exercise: str, case: Arguments) -> str:
    """A network that predicts classes, with a threshold."""
    *lines, _ = whole(_exercise, case).split("; ")
    return "; ".join([*lines, f"network.predict_classes(images, {case['threshold']})"])


def own_schedulers(_exercise: str, case: Arguments) -> str:
    """A training in which the first layer has a scheduler of its own."""
    lines = [f"{name} = {as_code(case[name])}" for name in ("images", "targets")]
    lines += [f"counting = lambda eta: {_COUNTING % ''}".replace("'eta': 0.5", "'eta': eta")]
    own = iter((", scheduler=counting(1.0)", ", scheduler=counting(0.25)", ""))
    lines += [f"network = CNN({case['cost']!r}, counting(0.5))"]
    for method, *given in case["layers"]:
        more = next(own) if method not in network.WITHOUT_PARAMS else ""
        lines += [f"network.{method}({', '.join(map(repr, given))}{more})"]
    return "; ".join([*lines, "network.fit(images, targets, 1, 2)"])


def summarized(_exercise: str, case: Arguments) -> str:
    """The summary of a network that has not been used yet."""
    return "; ".join([*_building(case), f"print(network.summary({case['images'].shape[1:]}))"])


def digits(_exercise: str, case: Arguments) -> str:
    """The training with digits."""
    learning = trainings.digits(case["seed"])
    lines = [
        "from sklearn.datasets import load_digits",
        "digits = load_digits()",
        "images, targets = digits.images[:, np.newaxis] / 16, np.eye(10)[digits.target]",
        f"order = np.random.default_rng({case['seed']}).permutation(len(images))",
        *_building(learning, f", Adam({learning['scheduler'][1]}, 0.9, 0.999), {case['seed']}"),
        f"network.fit(images[order[:1000]], targets[order[:1000]], {learning['epochs']}, {learning['batches']})",
        "np.mean(network.predict(images[order[1000:]]).argmax(axis=1) == digits.target[order[1000:]])",
    ]
    return "; ".join(lines)
