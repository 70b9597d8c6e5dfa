"""What is done with a network, in the worker: a text for it to execute, with the student's network
as an argument.  Nothing here is imported.
"""

import contextlib
import copy
import io


class Growing:
    """A scheduler whose steps grow with each update; after a reset they begin anew."""

    def __init__(self, eta, growth):
        self.eta, self.growth, self.updates = eta, growth, 0

    def update_change(self, gradient):
        step = self.eta * (1 + self.growth * self.updates)
        self.updates += 1
        return step * gradient

    def reset(self):
        self.updates = 0


class Interrupting(Growing):
    """Presses Ctrl-C when it has been asked so many times, all copies counted together."""

    asked = 0

    def __init__(self, eta, growth, patience):
        super().__init__(eta, growth)
        self.patience = patience

    def update_change(self, gradient):
        Interrupting.asked += 1
        if Interrupting.asked == self.patience + 1:  # once: whoever catches it and goes on is not stopped again
            raise KeyboardInterrupt
        return super().update_change(gradient)


class Adaptive:
    """Adam with a rate at which a few epochs are enough."""

    def __init__(self, eta):
        self.eta = eta
        self.reset()

    def update_change(self, gradient):
        self.updates += 1
        self.mean = 0.9 * self.mean + 0.1 * gradient
        self.square = 0.999 * self.square + 0.001 * gradient**2
        length = (self.square / (1 - 0.999**self.updates)) ** 0.5
        return self.eta * self.mean / (1 - 0.9**self.updates) / (length + 1e-8)

    def reset(self):
        self.updates, self.mean, self.square = 0, 0.0, 0.0


class Recorder:
    """Notes all gradients, of all copies, and changes nothing."""

    seen = []

    def update_change(self, gradient):
        self.seen.append(1.0 * gradient)
        return 0.0 * gradient

    def reset(self):
        pass


def build(network, layers):
    for method, *arguments in layers:
        getattr(network, method)(*arguments)


def prepare(network, layers, params, images):
    build(network, layers)
    network.predict(images)
    with contextlib.suppress(Exception):  # where that is not possible, the network's own params stay
        for own, new in zip(network.params, params, strict=False):
            for name in new:
                if own[name].shape == new[name].shape:
                    own[name][...] = new[name]
    return copy.deepcopy(network.params)


def fit(network, *arguments):
    """What fit returns, or "interrupted" where it lets a KeyboardInterrupt pass."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            return network.fit(*arguments)
        except KeyboardInterrupt:
            return "interrupted"


def predict(network, layers, params, images):
    return {"params": prepare(network, layers, params, images), "prediction": network.predict(images)}


def loss_and_grads(network, layers, params, images, targets):
    return {"params": prepare(network, layers, params, images), "answer": network.loss_and_grads(images, targets)}


def as_floats_too(network, layers, params, images, targets):
    seen = loss_and_grads(network, layers, params, images, targets)
    return {**seen, "floats": network.loss_and_grads(1.0 * images, 1.0 * targets)}


def train(network, trainings, layers, params, images, targets, *settings):
    before = prepare(network, layers, params, images)
    own = copy.deepcopy(network.loss_and_grads(images, targets))
    for _ in range(trainings):
        history = fit(network, *copy.deepcopy([images, targets, *settings]))
    after = {"after": copy.deepcopy(network.params), "prediction": network.predict(images)}
    samples = [(images, targets), settings[-1]] if settings[-1] else [(images, targets)]
    costs = [network.loss_and_grads(*pair) for pair in samples]
    return {"params": before, "answer": own, "history": history, **after, "costs": costs}


def learn(network, layers, images, targets, epochs, batches, unseen):
    build(network, layers)
    if epochs:
        fit(network, images, targets, epochs, batches)
    return {"prediction": network.predict(unseen)}


def behave(network, layers, params, images, targets):
    given = [images, targets, images + 1.0, 1.0 * targets]
    before = copy.deepcopy(given)
    prepare(network, layers, params, images)
    results = [network.predict(images), network.loss_and_grads(images, targets)]
    kept = copy.deepcopy(results)
    again = [network.predict(images), network.loss_and_grads(images, targets)]
    same = repr(kept) == repr(again)
    network.predict(-images)
    network.loss_and_grads(-images, targets)
    fit(network, images, targets, 1, 2, 0.5, (given[2], given[3]))
    unchanged = all((one == other).all() for one, other in zip(before, given, strict=True))
    return {"arguments": unchanged, "again": same, "results": repr(kept) == repr(results)}


def refuse(network, layers, use, *arguments):
    build(network, layers)
    if use:
        fit(network, *arguments) if use == "fit" else getattr(network, use)(*arguments)
