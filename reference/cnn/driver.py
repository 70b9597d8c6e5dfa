"""What is done with a network, in the worker: a text for it to execute, with the student's network
as an argument.  Nothing here is imported.
"""

import contextlib
import copy
import io
import sys
import tracemalloc

import numpy as np


class Growing:
    """A scheduler whose steps grow with each update; after a reset they begin anew.  It notes how much has been
    shown at the first of all updates.
    """

    screen, shown_at_first = None, None

    def __init__(self, eta, growth):
        self.eta, self.growth, self.updates = eta, growth, 0

    def update_change(self, gradient):
        if Growing.screen is not None and Growing.shown_at_first is None:
            Growing.shown_at_first = len(Growing.screen.getvalue())
        step = self.eta * (1 + self.growth * self.updates)
        self.updates += 1
        return step * gradient

    def reset(self):
        self.updates = 0


class Drifting(Growing):
    """One that moves an array also where its gradient is zero, as momentum does."""

    def __init__(self, eta, growth, drift):
        super().__init__(eta, growth)
        self.drift = drift

    def update_change(self, gradient):
        return super().update_change(gradient + self.drift)


class Interrupting(Growing):
    """Presses Ctrl-C when it has been asked so many times, all copies counted together: when it is
    asked once more, or ``later``, at the so many-th call of a function of the network's module.
    """

    asked, module = 0, ""

    def __init__(self, eta, growth, patience, later, rows=0):
        super().__init__(eta, growth)
        self.patience, self.later, self.rows = patience, later, rows

    def update_change(self, gradient):
        Interrupting.asked += 1
        if Interrupting.asked == self.patience + 1 and (not self.later or self.rows):
            sys.settrace(None)
            raise KeyboardInterrupt  # once: who goes on is not stopped again
        if Interrupting.asked == self.patience and self.later:
            sys.settrace(self.traced)
        return super().update_change(gradient)

    def traced(self, frame, event, _value):
        if event == "call" and frame.f_globals.get("__name__") == self.module and self.counts(frame):
            self.later -= 1
            if self.later == 0:
                sys.settrace(None)
                raise KeyboardInterrupt

    def counts(self, frame):
        """Whether a call is one of those that are counted: with so many images, if that is asked."""
        values = frame.f_locals.values() if self.rows else ()
        return not self.rows or any(np.ndim(each) == 4 and len(each) == self.rows for each in values if is_array(each))


def is_array(value):
    return isinstance(value, np.ndarray)


class Hollow(Growing):
    """One that counts as false."""

    def __len__(self):
        return 0


class Counting:
    """Moves all numbers alike, whatever the gradient: by eta, 2 eta, 3 eta ..."""

    def __init__(self, eta):
        self.eta, self.updates = eta, 0

    def update_change(self, gradient):
        self.updates += 1
        return self.eta * self.updates + 0.0 * gradient

    def reset(self):
        self.updates = 0


class Listing(Counting):
    """The same; what it counts with is an object that a shallow copy shares."""

    def __init__(self, eta):
        super().__init__(eta)
        self.seen = []

    def update_change(self, gradient):
        self.seen.append(gradient.shape)
        return self.eta * len(self.seen) + 0.0 * gradient


class Empty(Counting):
    """One that counts as false."""

    def __len__(self):
        return 0


class Living(Growing):
    """One that presses Ctrl-C where only so many updates of all copies are left."""

    left = None

    def update_change(self, gradient):
        if Living.left == 0:
            Living.left = None
            raise KeyboardInterrupt
        Living.left = Living.left and Living.left - 1
        return super().update_change(gradient)


class Failing(Growing):
    """One that raises an error of its own."""

    def update_change(self, gradient):
        if self.updates == 2:
            raise ArithmeticError
        return super().update_change(gradient)


class Adaptive:
    """Adam(eta, 0.9, 0.999)."""

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
    """Notes all gradients, of all copies, each with the number of its layer, if it is that layer's own, and changes
    nothing; it presses Ctrl-C where only so many are left, or raises another error.
    """

    seen, owners, left, error = [], [], None, KeyboardInterrupt

    def __init__(self, owner=None):
        self.owner = owner

    def update_change(self, gradient):
        if Recorder.left == 0:
            Recorder.left = None
            raise Recorder.error
        Recorder.left = Recorder.left and Recorder.left - 1
        self.seen.append(1.0 * gradient)
        self.owners.append(self.owner)
        return 0.0 * gradient

    def reset(self):
        pass


def build(network, cost, layers):
    for method, *arguments in layers:
        getattr(network, method)(*arguments)
    help_out(network, cost, layers)


def answers_of_the_reference(network):
    """The functions that the judge answers, by name, where others are judged elsewhere and are wrong."""
    module = vars(sys.modules.get(type(network).__module__, sys))
    return {name: module[name] for name in ("CNN_build", "CNN_predict", "CNN_loss_and_grads") if name in module}


def help_out(network, cost, layers):
    """Has the reference answer in the place of a network's own methods."""
    ask = answers_of_the_reference(network)
    own = getattr(network, "predict", None)

    def make_params(images):
        with contextlib.suppress(Exception):  # bad images are refused by the reference
            own(images[:1])

    def predict(images):
        make_params(images)
        return ask["CNN_predict"](layers, network.params, images)

    def loss_and_grads(images, targets):
        make_params(images)
        return ask["CNN_loss_and_grads"](cost, layers, network.params, images, targets)

    if "CNN_predict" in ask:
        network.predict = predict
    if "CNN_loss_and_grads" in ask:
        network.loss_and_grads = loss_and_grads


def classes(network, cost, layers, params, images, threshold):
    """The classes that are predicted, without and with a threshold."""
    before = prepare(network, cost, layers, params, images)
    found = [network.predict_classes(images), network.predict_classes(images, threshold)]
    found += [network.predict_classes(images=images, threshold=threshold)]
    return {"params": before, "prediction": network.predict(images), "classes": copy.deepcopy(found)}


def summary(network, cost, layers, images):
    """The summary of a network that has not been used yet, of the same one when it has been, and of one that was
    used by loss_and_grads; and whether it has other first weights than one of which no summary was made, where two of
    those have the same.
    """
    others = [type(network)(cost, None, 1) for _ in range(2)]
    for made in (network, *others):
        build(made, cost, layers)
    for made in others:
        made.predict(images)
    try:
        network.summary()
        refused = False
    except (ValueError, AssertionError):
        refused = True
    texts = [network.summary(input_shape=images.shape[1:])]
    network.predict(images)
    texts.append(network.summary())
    learning = type(network)(cost, None, 1)
    build(learning, cost, layers)
    if not is_refused(learning, "loss_and_grads", images, network.predict(images)):
        texts += [learning.summary()] if learning.params else []
    one, other = (repr(made.params) for made in others)
    drawn = one == other and repr(network.params) != one
    return {"refused": refused, "texts": texts, "drawn": drawn}


def pieces(network, cost, layers, shape):
    """Whether many images need no more memory than fewer do, but for what comes out of them."""
    build(network, cost, layers)
    images = np.zeros(shape)
    network.predict(images[:1])
    peaks = []
    for number in (len(images) // 8, len(images)):
        tracemalloc.start()
        network.predict(images[:number])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return {"bounded": peaks[1] < 4 * peaks[0]}


def overwrite(network, params):
    with contextlib.suppress(Exception):  # where that is not possible, the network's own params stay
        for own, new in zip(network.params, params, strict=False):
            for name in new:
                if own[name].shape == new[name].shape:
                    own[name][...] = new[name]


def prepare(network, cost, layers, params, images):
    build(network, cost, layers)
    network.predict(images)
    overwrite(network, params)
    return copy.deepcopy(network.params)


def fit(network, *arguments, **named):
    """What fit returns, or "interrupted" where it lets a KeyboardInterrupt pass, and whether it shows
    anything.
    """
    Interrupting.module = type(network).__module__
    bar = Growing.screen = io.StringIO()
    Growing.shown_at_first = None
    with contextlib.redirect_stderr(bar), contextlib.redirect_stdout(bar):
        try:
            return network.fit(*arguments, **named), has_moved(bar.getvalue(), *arguments[2:3])
        except KeyboardInterrupt:
            return "interrupted", True
        finally:
            sys.settrace(None)


def has_moved(shown, epochs=1):
    """Whether something was shown, and of several epochs not all of it before the first update."""
    return bool(shown.strip()) and (epochs == 1 or len(shown) > (Growing.shown_at_first or 0))


def start(network, cost, layers, images, targets, first):
    """The params before and after the first use, and after others."""
    build(network, cost, layers)
    before = copy.deepcopy(network.params)
    use(network, first, images, targets)
    params = copy.deepcopy(network.params)
    predicted = network.predict(images)
    return {"before": before, "params": params, "after": copy.deepcopy(network.params), "prediction": predicted}


def build_in_forms(network, cost, layers, named, images, seed):
    """A network, and the same one of arguments that are handed over in other ways."""
    build(network, cost, layers)
    network.predict(images)
    other = type(network)(cost=cost, scheduler=None, seed=np.int64(seed))
    for method, arguments in named:
        getattr(other, method)(**{name: of_numpy(value) for name, value in arguments.items()})
    help_out(other, cost, layers)
    other.predict(images)
    overwrite(other, network.params)
    pair = network, other
    return {
        "params": [copy.deepcopy(each.params) for each in pair],
        "predictions": [one.predict(images) for one in pair],
    }


def stand_refusals(network, cost, layers, images, refused, uses):
    """What two networks say of which the second was asked, before each layer and before and after its first use, for
    what is to be refused; where that is not refused, it is judged elsewhere.
    """
    plain = type(network)(cost, None, 1)
    build(plain, cost, layers)
    for place, bad in enumerate(refused):
        if not all(is_refused(network, *each) for each in bad):
            return {"elsewhere": True}
        for method, *arguments in layers[place : place + 1]:
            getattr(network, method)(*arguments)
    help_out(network, cost, layers)
    if not all(is_refused(network, *each) for each in uses):
        return {"elsewhere": True}
    network.predict(images)
    if not all(is_refused(network, *each) for each in uses):
        return {"elsewhere": True}
    return [{"prediction": each.predict(images), "params": copy.deepcopy(each.params)} for each in (plain, network)]


def live(network, other, cases, steps):
    """What two networks answer, step by step, whether that was changed later, and the params of both behind each; and
    what new ones like them say.  Where something is not refused that must be, it is judged elsewhere.
    """
    networks, kept, pictures = (network, other), [], {}
    for which, method, *given in steps:
        network, answer = networks[which], None
        if method == "build":
            build(network, cases[which]["cost"], cases[which]["layers"])
        elif method == "params":
            for value in (value for own in network.params for value in own.values()):
                value *= given[0]
        elif method == "refused":
            if not is_refused(network, *given):
                return {"elsewhere": True}
        else:
            images = in_form(given[1], given[0], pictures)
            answer = live_on(network, method, images, *given[2:])
        kept.append((answer, copy.deepcopy(answer), copy.deepcopy([each.params for each in networks])))
    told = [
        {"answer": copied, "params": params, "changed": not is_the_same(answer, copied)}
        for answer, copied, params in kept
    ]
    return {"steps": told, "new": [of_new(type(network), **case) for case in cases]}


def of_new(of, cost, layers, params, images, targets):
    """What a new network says; nothing where it raises an error."""
    with contextlib.suppress(Exception):
        return loss_and_grads(of(cost, None, 1), cost, layers, params, images, targets)


def live_on(network, method, images, *given):
    """What a network answers to one use."""
    if method != "fit":
        return getattr(network, method)(images, *given)
    *settings, stop = given
    Living.left = None if stop is None else stop * sum(map(len, network.params))
    try:
        return fit(network, images, *settings)[0]
    finally:
        Living.left = None


def is_the_same(one, other):
    """Whether an answer is what its copy is, to the last bit."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_the_same(one[name], other[name]) for name in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(is_the_same, one, other))
    return one.tobytes() == other.tobytes() if is_array(one) else repr(one) == repr(other)


def in_form(form, images, pictures):
    """The images in one of the forms of a life; plain ones of the same shape and type come in the same array."""
    if form == "in Fortran's order":
        return np.asfortranarray(images)
    if form == "a view":
        return images[::-1, :, ::-1].copy()[::-1, :, ::-1]
    if form == "read-only":
        images = images.copy()
        images.flags.writeable = False
        return images
    array = pictures.setdefault((images.shape, images.dtype.str), np.empty_like(images))
    array[...] = images
    return array


def is_refused(network, method, *arguments):
    with contextlib.suppress(Exception):
        fit(network, *arguments) if method == "fit" else getattr(network, method)(*arguments)
        return False
    return True


def of_numpy(value):
    """Whole numbers of NumPy's, and lists for pairs."""
    if isinstance(value, tuple | list):
        return [np.int64(each) for each in value]
    return np.int64(value) if isinstance(value, int) else value


def use(network, method, images, targets):
    arguments = {"predict": (images,), "loss_and_grads": (images, targets), "fit": (images, targets, 1, 1)}
    fit(network, *arguments["fit"]) if method == "fit" else getattr(network, method)(*arguments[method])


def predict(network, cost, layers, params, images):
    return {"params": prepare(network, cost, layers, params, images), "prediction": network.predict(images)}


def is_finite(network, cost, layers, params, images, targets):
    """Whether the cost is a number, and where predictions are probabilities, the gradients are numbers."""
    seen = loss_and_grads(network, cost, layers, params, images, targets)
    (loss, grads), predicted = seen["answer"], seen["prediction"]
    probable = np.min(predicted) >= 0 and np.max(predicted) <= 1
    endless = probable and any(not np.isfinite(value).all() for own in grads for value in own.values())
    return {"finite": bool(np.isfinite(loss)), "endless": bool(endless)}


def loss_and_grads(network, cost, layers, params, images, targets):
    before = prepare(network, cost, layers, params, images)
    answer = copy.deepcopy(network.loss_and_grads(images, targets))
    return {"params": before, "answer": answer, "prediction": network.predict(images)}


def slopes(network, cost, layers, params, images, step):
    """The predictions with each number of the params a step larger, and a step smaller."""
    prepare(network, cost, layers, params, images)
    return [
        {
            name: [moved(network, value, place, step, images) for place in np.ndindex(value.shape)]
            for name, value in own.items()
        }
        for own in network.params
    ]


def minds(network, cost, layers, params, images):
    """Whether predictions change with the images, and with each array of weights, once it has other numbers: with the
    network's params, or with positive ones, for a whole layer may be 0 of relu.
    """
    own = prepare(network, cost, layers, params, images)
    alive = [{name: abs(value) + 0.1 for name, value in each.items()} for each in own]
    found = []
    for start in (own, alive):
        overwrite(network, start)
        found.append(minded(network, [images, -images, abs(images) + 0.5]))
    return list(map(any, zip(*found, strict=True)))


def minded(network, points):
    """The same with the params as they are, for images at several points."""
    here = [copy.deepcopy(network.predict(images)) for images in points]
    found = [not all(are_alike(here[0], each) for each in here)]
    for own in network.params:
        kept = own["weights"].copy()
        found.append(any(changes(network, own["weights"], other, points, here) for other in (-kept, 0.5 * kept)))
        own["weights"][...] = kept
    return found


def changes(network, weights, other, points, here):
    """Whether predictions are others with other weights."""
    weights[...] = other
    return not all(are_alike(before, network.predict(images)) for images, before in zip(points, here, strict=True))


def moved(network, value, place, step, images):
    here, found = value[place], []
    for point in (here + step, here - step):
        value[place] = point
        found.append(copy.deepcopy(network.predict(images)))
    value[place] = here
    return found


def at_and_below_zero(network, cost, layers, params, images, targets):
    """The gradients where sums are exactly 0, and where they are hardly below and above."""
    seen, found = loss_and_grads(network, cost, layers, params, images, targets), {}
    for name, bias in {"below": -1e-9, "above": 1e-12, "far above": 1e-6}.items():
        network.params[0]["bias"][...] = bias
        found[name] = copy.deepcopy(network.loss_and_grads(images, targets)[1])
    return {**seen, **found}


def forms(images):
    """The same images in other forms."""
    whole = np.rint(20 * images)
    read_only = images.copy()
    read_only.flags.writeable = False
    backwards = images[::-1, :, ::-1, ::-1].copy()[::-1, :, ::-1, ::-1]
    several = {"float32": np.float32, "int8": np.int8, "int64": np.int64}
    found = {name: (whole, whole.astype(kind)) for name, kind in several.items()}
    for name, kind in {"int16": np.int16, "int32": np.int32}.items():  # two of which leave their type
        top = np.iinfo(kind).max
        large = np.rint(images * (top / max(abs(images).max(), 1e-9))).clip(-top, top)
        found[name] = large, large.astype(kind)
    positive = abs(whole) + 100
    return found | {
        "uint8": (positive, positive.astype(np.uint8)),
        "in Fortran's order": (images, np.asfortranarray(images)),
        "a view": (images, backwards),
        "read-only": (images, read_only),
    }


def in_forms(network, cost, layers, params, images, targets):
    """What comes of images, and of targets, in several forms, beside the same numbers as plain floats."""
    prepare(network, cost, layers, params, images)
    found = {"prediction": [copy.deepcopy(network.predict(images))] * 2}
    found["given by keyword"] = [found["prediction"][0], copy.deepcopy(network.predict(images=images))]
    for name, (plain, other) in forms(images).items():
        found[name] = [copy.deepcopy(network.predict(each)) for each in (plain, other)]
        if targets is not None:
            found[name] = [copy.deepcopy(network.loss_and_grads(each, targets)) for each in (plain, other)] + found[
                name
            ]
    if targets is not None:
        by_keyword = network.loss_and_grads(images=images, targets=targets)
        found["given by keyword"] = [
            copy.deepcopy(each) for each in (network.loss_and_grads(images, targets), by_keyword)
        ]
        both = [np.rint(targets), np.rint(targets).astype(np.int8)]
        found["targets of int8"] = [copy.deepcopy(network.loss_and_grads(images, each)) for each in both]
    return found


def targets_in_forms(network, cost, layers, params, images, targets):
    """What comes of targets of several types, beside the same numbers as plain floats."""
    prepare(network, cost, layers, params, images)
    plain, found = abs(np.rint(targets)), {}
    for kind in (np.uint8, np.int8, np.uint16, np.int64, np.uint64):
        both = [copy.deepcopy(network.loss_and_grads(images, each)) for each in (plain, plain.astype(kind))]
        found[kind.__name__] = both
    return found


def given_schedulers(network, cost, layers, params, images, targets):
    """Whether all arrays move as schedulers have it that do not look at gradients."""

    def moves(scheduler, wanted, **changes):
        made = begin(type(network)(cost, scheduler, 1), cost, layers, images, params)
        vars(scheduler).update(changes)
        before = copy.deepcopy(made.params)
        fit(made, images, targets, 1, 2)
        pairs = zip(before, made.params, strict=True)
        return all(np.allclose(own[name] - new[name], wanted, 0, 1e-9) for own, new in pairs for name in own)

    return {
        "own": moves(Counting(0.5), 1.5),
        "whole": moves(Listing(0.5), 1.5),
        "as_it_is": moves(Counting(0.5), 0.75, eta=0.25),
        "empty": moves(Empty(0.5), 1.5),
    }


def has_moved_by(eta, change):
    """Whether two steps of Counting have made this change, or two of Adam, which are short."""
    return np.allclose(change, 3 * eta, 0, 1e-9) if eta else np.abs(change).max() < 0.01


def own_schedulers(network, cost, layers, params, images, targets):
    """Whether layers are moved by their own schedulers, and those that have none by the network's, or by Adam."""

    def moves(given, otherwise=0.5):
        """How far all arrays of each layer move where some layers are given a scheduler, by their place."""
        made, place = type(network)(cost, Counting(otherwise) if otherwise else None, 1), 0
        for method, *arguments in layers:
            if method in ("add_convolution", "add_dense", "add_output"):
                scheduler = Listing(given[place]) if given[place] else None
                getattr(made, method)(*arguments, scheduler=scheduler)
                place += 1
            else:
                getattr(made, method)(*arguments)
        help_out(made, cost, layers)
        made.predict(images[:1])
        overwrite(made, params)
        before = copy.deepcopy(made.params)
        fit(made, images, targets, 1, 2)
        pairs = zip(before, made.params, given, strict=True)
        right = [all(has_moved_by(eta or otherwise, own[name] - new[name]) for name in own) for own, new, eta in pairs]
        own = [one for one, eta in zip(right, given, strict=True) if eta]
        return all(own), all(one for one, eta in zip(right, given, strict=True) if not eta)

    found = [moves((1.0, 0.25, None)), moves((None, 2.0, 4.0)), moves((0.25, None, 1.0), None)]
    return {name: all(each) for name, each in zip(("own", "others"), zip(*found, strict=True), strict=True)}


def train_again(network, cost, layers, params, images, targets):
    """Whether a training that was ended leaves the next one alone, and that one its history; whether one of no epochs
    does nothing, or is refused, and an error of a scheduler is raised.
    """
    prepare(network, cost, layers, params, images)
    first = fit(network, images, targets, 3, 1)[0]
    kept = copy.deepcopy(first)
    left = copy.deepcopy(network.params)
    second = fit(network, images, targets, 2, 1)[0]
    again = isinstance(second, dict) and len(second.get("train_error", ())) == 2
    alone = begin(type(network)(cost, Growing(0.25, 0.5), 1), cost, layers, images)
    overwrite(alone, left)
    begun = copy.deepcopy(alone.params)
    fit(alone, images, targets, 2, 1)
    afresh = are_alike(network.params, alone.params) or not are_alike(begun, left)
    before, nothing = repr(network.params), {}
    with contextlib.suppress(ValueError):
        nothing = fit(network, images, targets, 0, 1)[0]
    failing = begin(type(network)(cost, Failing(0.1, 0.0), 1), cost, layers, images, params)
    raised = True
    with contextlib.suppress(Exception):
        fit(failing, images, targets, 3, 1)
        raised = False
    return {
        "again": again,
        "kept": repr(kept) == repr(first),
        "nothing": not any(map(len, nothing.values())) and before == repr(network.params),
        "raised": raised,
        "apart": train_apart(network, cost, layers, params, images, targets) and afresh,
    }


def train_apart(network, cost, layers, params, images, targets):
    """Whether a training that comes after one with a penalty, validation and fewer samples leads where it leads alone,
    each from the params of the case, with a scheduler and without; params that cannot be overwritten say nothing.
    """

    def led(made, *earlier):
        prepare(made, cost, layers, params, images)
        if earlier:
            fit(made, *earlier)
            overwrite(made, params)
        starts.append(copy.deepcopy(made.params))
        history = fit(made, images, targets, 3, 1)[0]
        return history, copy.deepcopy(made.params)

    starts, earlier = [], (images[:1], targets[:1], 2, 1, 0.5, (images, targets))
    same = [
        are_alike(*(led(type(network)(cost, copy.deepcopy(scheduler), 1), *before) for before in (earlier, ())))
        for scheduler in (None, Growing(0.25, 0.5))
    ]
    return all(same) or not all(are_alike(each, params) for each in starts)


def train(network, trainings, cost, layers, params, images, targets, *settings):
    before = prepare(network, cost, layers, params, images)
    own = copy.deepcopy(network.loss_and_grads(images, targets))
    with contextlib.suppress(Exception):  # which is judged elsewhere
        network.predict_classes(images, 0.9)
    for _ in range(trainings):
        history, shown = ask_for_training(network, *copy.deepcopy([images, targets, *settings]))
    after = {"after": copy.deepcopy(network.params), "prediction": network.predict(images)}
    cost_now = network.loss_and_grads(images, targets)[0]
    return {"params": before, "answer": own, "history": history, "shown": shown, "cost": cost_now, **after}


def add_all(network, layers, schedulers):
    """Builds a network; those layers that learn get these schedulers, behind all of their other arguments."""
    left = iter(schedulers)
    for method, *arguments in layers:
        learns = method in ("add_convolution", "add_dense", "add_output")
        getattr(network, method)(*arguments, *([next(left)] if learns else []))


def train_in_company(network, kind, etas, growth, cost, layers, params, images, targets, *settings):
    """Trainings one behind the other; before each of them, the layers' own schedulers are given another eta."""
    made = {"Growing": Growing, "Hollow": Hollow}[kind]
    own = [made(9.0, growth) if eta else None for eta in etas[0]]
    add_all(network, layers, own)
    help_out(network, cost, layers)
    network.predict(images)
    overwrite(network, params)
    seen = {"params": copy.deepcopy(network.params), "prediction": network.predict(images), "trainings": []}
    seen["answer"] = copy.deepcopy(network.loss_and_grads(images, targets))
    for of_training in etas:
        for scheduler, eta in zip(own, of_training, strict=True):
            if scheduler is not None:
                scheduler.eta = eta
        history = fit(network, *copy.deepcopy([images, targets, *settings]))[0]
        after = {"after": copy.deepcopy(network.params), "prediction": network.predict(images)}
        seen["trainings"].append({"history": history, **after})
    return seen


def ask_for_training(network, images, targets, epochs, batches, regularization, validation, named=False):
    if not named:
        others = (regularization, validation) if regularization or validation else ()
        return fit(network, images, targets, epochs, batches, *others)
    numbers = {"epochs": np.int64(epochs), "batches": np.int64(batches), "regularization": regularization}
    return fit(network, images=images, targets=targets, validation=list(validation), **numbers)


def follow(network, scheduler, trainings, cost, layers, params, images, targets, *settings):
    """Where the network's own gradients lead, update by update, and what its own methods say there."""
    epochs, batches, regularization, validation = settings[:4]
    prepare(network, cost, layers, params, images)
    samples = [(images, targets), *([validation] if validation else [])]
    points, size = [], len(images) // batches  # where there are several, all samples are the same
    for _ in range(trainings):
        schedulers = [{name: copy.deepcopy(scheduler) for name in own} for own in network.params]
        for _ in range(epochs * batches):
            grads = copy.deepcopy(network.loss_and_grads(images[:size], targets[:size])[1])
            for own, grad, changing in zip(network.params, grads, schedulers, strict=True):
                grad["weights"] = grad["weights"] + regularization * own["weights"]
                for name in own:
                    own[name][...] = own[name] - changing[name].update_change(grad[name])
            measures = [[network.loss_and_grads(*pair)[0], copy.deepcopy(network.predict(pair[0]))] for pair in samples]
            points.append({"params": copy.deepcopy(network.params), "measures": measures})
    return points


def drop(
    network,
    cost,
    layers,
    params,
    images,
    targets,
    epochs,
    batches,
    regularization,
    validation,
    trainings,
    own,
    ended,
    helped,
):
    """Trainings with dropout by the network's own gradients, and what the network says before and after them, those
    that Ctrl-C and an error may have ended and one that was refused; and the prediction of the same network without
    dropout.  Nothing where the network is not helped and cannot say it.
    """
    plain = type(network)(cost, None, 1)
    without = [layer for layer in layers if layer[0] != "add_dropout"]
    if helped:
        help_out(network, cost, layers)
        help_out(plain, cost, without)
    add_all(network, layers, [Recorder(number) if each else None for number, each in enumerate(own)])
    add_all(plain, without, len(params) * [None])
    for made in (network, plain):
        made.predict(images[:1])
        overwrite(made, params)

    def says():
        loss, grads = network.loss_and_grads(images, targets)
        said = {"prediction": network.predict(images), "loss": loss, "grads": grads}
        return copy.deepcopy(
            said | {"unseen": [network.loss_and_grads(*pair)[0] for pair in [validation] if validation]}
        )

    try:
        before = says()
    except Exception:
        if helped:
            raise
        return None
    own = copy.deepcopy(network.params)
    settings = epochs, batches, regularization, validation
    histories = [fit(network, images, targets, *settings)[0] for _ in range(trainings)]
    noted = len(Recorder.seen)
    for Recorder.error in (KeyboardInterrupt, ArithmeticError) if ended is not None else ():
        Recorder.left = ended
        with contextlib.suppress(ArithmeticError):
            fit(network, images, targets, *settings)
        Recorder.left = None
    with contextlib.suppress(Exception):  # where it is not refused is judged elsewhere
        fit(network, images, targets.repeat(2, axis=1), *settings)
    del Recorder.seen[noted:], Recorder.owners[noted:]
    return {"params": own, "before": before, "histories": histories, "after": says(), "plain": plain.predict(images)}


def of_batches(network, cost, layers, params, images, targets, batches):
    """The network's own gradients for some batches."""
    prepare(network, cost, layers, params, images)
    return [copy.deepcopy(network.loss_and_grads(images[each], targets[each])[1]) for each in batches]


def many(network, cost, layers, params, images, targets, part):
    """What is said of many samples."""
    own = prepare(network, cost, layers, params, images[:2])
    backwards = images[::-1], targets[::-1]
    history = fit(network, images, targets, 1, 1, 0.0, backwards)[0] if part == "fit" else None
    found = {"params": own, "history": history, "prediction": network.predict(images), "batch": list(Recorder.seen)}
    return found if part == "predict" else {**found, "answer": network.loss_and_grads(images, targets)}


def begin(network, cost, layers, images, start=()):
    """A network with params; the ones to start with take the place of those that are judged elsewhere."""
    build(network, cost, layers)
    network.predict(images[:1])
    if "CNN_build" in answers_of_the_reference(network):
        overwrite(network, start)
    return network


def learn(network, cost, layers, images, targets, epochs, batches, unseen, start):
    begin(network, cost, layers, images, start)
    if epochs:
        fit(network, images, targets, epochs, batches)
    return {"prediction": network.predict(unseen)}


def chance():
    kind, numbers, *place = np.random.get_state()
    return kind, numbers.tolist(), place


def learn_with_seeds(network, scheduler, seed, far, cost, layers, images, targets, epochs, batches, unseen):
    """Whether the same seed gives the same network, another one another, also one that is so far away, whatever
    NumPy's own generator has drawn, and whether that is left alone, also where there is no seed; and whether a network
    minds another one that is made, or trained, before it is used, or trained, itself.
    """
    kept, untouched = np.random.get_state(), []

    def learned(seed, state, epochs, beside=False):
        np.random.seed(state)
        before = chance()
        made = type(network)(cost, copy.deepcopy(scheduler), seed)
        build(made, cost, layers)
        if beside and not epochs:
            learned(seed + 1, state, 0)
        made.predict(images[:1])
        if epochs:
            if beside:
                learned(seed + 1, state, epochs)
            before = chance()
            fit(made, images, targets, epochs, batches)
        untouched.append(chance() == before)
        params = [{name: array.tolist() for name, array in own.items()} for own in made.params]
        return params, made.predict(unseen).tolist()  # a wrong prediction may be one for all networks

    try:
        starts = [learned(seed, state, 0) for state in (1, 2)]
        beside = learned(seed, 1, 0, beside=True) == starts[0]
        if epochs:
            untouched.clear()  # that is judged elsewhere
        first, again, other = learned(seed, 1, epochs), learned(seed, 2, epochs), learned(seed + 1, 1, epochs)
        distant = [learned(seed + more, 1, epochs) for more in far]
        if epochs:  # other first weights are judged elsewhere
            beside = not beside or learned(seed, 1, epochs, beside=True) == first
        alike = drops_alike(network, scheduler, seed, cost, layers, images, targets) if epochs else False
        learned(None, 1, 0)
        if epochs and untouched.pop():  # else that is judged elsewhere
            learned(None, 1, epochs)
    finally:
        np.random.set_state(kept)
    same = first == again or (epochs > 0 and starts[0] != starts[1])  # other first weights are judged elsewhere
    return {
        "same": same,
        "beside": beside,
        "other": first == other,
        "far": first in distant,
        "alike": alike,
        "untouched": all(untouched),
    }


def drops_alike(network, scheduler, seed, cost, layers, images, targets):
    """Whether with other seeds the same values are dropped: then a network learns the same from copies of a sample, all
    at once, with the same first weights.  That nothing is dropped is judged elsewhere.
    """
    images, targets = (each[:1].repeat(len(each), axis=0) for each in (images, targets))
    without = [layer for layer in layers if layer[0] != "add_dropout"]
    if without == layers or "CNN_loss_and_grads" in answers_of_the_reference(network):
        return False
    starts, ends = [], []
    for more, stack in ((0, layers), (1, layers), (0, without)):
        made = begin(type(network)(cost, copy.deepcopy(scheduler), seed + more), cost, stack, images)
        overwrite(made, starts[0] if starts else made.params)
        starts.append(copy.deepcopy(made.params))
        fit(made, images, targets, 1, 1)
        ends.append(made.params)
    one, other, plain = ends
    return are_alike(*starts[:2]) and are_alike(one, other) and not are_alike(one, plain)


def behave(network, cost, layers, params, images, targets, method):
    given = [images.copy(), targets.copy()]
    before = copy.deepcopy(given)
    prepare(network, cost, layers, params, given[0])
    count = 1 if method == "predict" else 2
    ask, own = getattr(network, method), copy.deepcopy(network.params)
    result = ask(*given[:count])
    kept = copy.deepcopy(result)
    again = repr(kept) == repr(ask(*given[:count])) and repr(own) == repr(network.params)
    of_others = copy.deepcopy(ask(*[-images, targets][:count]))
    unchanged = all((one == other).all() for one, other in zip(before, given, strict=True))
    facts = {"arguments": unchanged, "again": again, "results": repr(kept) == repr(result)}
    ask(*given[:count])
    given[0][...] = -images  # right after they were asked for
    return {**facts, "overwritten": are_alike(of_others, ask(*given[:count]))}


def are_alike(one, other):
    """Whether two answers are the same but for rounding."""
    if isinstance(one, dict):
        return isinstance(other, dict) and all(name in other and are_alike(one[name], other[name]) for name in one)
    if isinstance(one, tuple | list):
        return isinstance(other, tuple | list) and len(one) == len(other) and all(map(are_alike, one, other))
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, 1e-9, 1e-12))


def train_politely(network, cost, layers, params, images, targets):
    given = [images, targets, images + 1.0, 1.0 * targets]
    before = copy.deepcopy(given)
    prepare(network, cost, layers, params, images)
    fit(network, images, targets, 2, 2, 0.5, (given[2], given[3]))
    return {"arguments": all((one == other).all() for one, other in zip(before, given, strict=True))}


def refuse(network, cost, layers, first, use, *arguments):
    build(network, cost, layers)
    if first is not None:
        network.predict(first)
    if use:
        fit(network, *arguments) if use == "fit" else getattr(network, use)(*arguments)
