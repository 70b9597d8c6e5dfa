"""The exercises of the unit rnn and their hidden checks."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import (
    Arguments,
    Exercise,
    Forms,
    Kind,
    Subject,
    Unit,
    agrees,
    parts,
    polite,
    polite_by_verdict,
    program,
    rejects,
)
from autograder.course.families import spoiled
from autograder.course.forms import HUGE
from autograder.course.own_answers import same_in_any_form
from autograder.course.verdicts import judged, looks, picked, seeds
from autograder.testing import vectors

from . import cases, features, trainings

# rnn_step and rnn_forward.

_MANY_UNITS = st.integers(129, 140)
"""More than any other case has, in a W of less than twenty thousand numbers."""


@st.composite
def _remembering(draw: DrawFn, steps: int, units: SearchStrategy[int]) -> Arguments:
    """Arguments of bptt: so many steps of which none is forgotten: W keeps lengths, and what comes in is small."""
    hidden, random = draw(units), np.random.default_rng(draw(st.integers(0, 10**6)))
    params = cases.zeros(1, hidden, 1, U=random.uniform(0.01, 0.02, (hidden, 1)))
    params |= {"W": np.linalg.qr(random.normal(size=(hidden, hidden)))[0], "V": random.normal(size=(1, hidden))}
    x, targets = random.uniform(-1, 1, (1, steps, 1)), random.uniform(-1, 1, (1, steps, 1))
    return {"x": x, "h0": random.uniform(-0.1, 0.1, (1, hidden)), "params": params, "targets": targets}


_STEP = {"x_t": np.array([[1.0]]), "h_prev": np.array([[0.5]])}
_STEP |= {"params": cases.scalars(U=1.0, W=-2.0, b=0.5, V=1.0, c=0.0)}


def _wide(seed: int) -> Arguments:
    """A step with so many small inputs that tanh bends, and does not saturate."""
    random = np.random.default_rng(seed)
    params = {"U": random.uniform(-0.1, 0.1, (2, 300)), "W": np.eye(2), "b": np.zeros(2)}
    params |= {"V": np.ones((1, 2)), "c": np.zeros(1)}
    return {"x_t": random.uniform(-1, 1, (2, 300)), "h_prev": np.zeros((2, 2)), "params": params}


def _first_step(case: Arguments) -> Arguments:
    """The first step of sequences."""
    return {"x_t": case["x"][:, 0], "h_prev": case["h0"], "params": case["params"]}


def _small_sums(seed: int) -> Arguments:
    """A step with sums below 1e-3 in size, from which tanh differs in the seventh digit."""
    random = np.random.default_rng(seed)
    params = cases.zeros(1, 2, 1, U=random.uniform(0.5, 1, (2, 1)), W=random.uniform(-1, 1, (2, 2)))
    return {"x_t": random.uniform(5e-4, 9e-4, (2, 1)), "h_prev": random.uniform(-1e-5, 1e-5, (2, 2)), "params": params}


_RNN_STEP = Exercise(
    "rnn_step",
    agrees(
        "one_sequence",
        0.75,
        "One sequence: the new state is tanh(U x + W h + b). U need not be square and W need not be symmetric, so it "
        "matters which side is transposed. Sizes of one are sizes too: no axis may be dropped.",
        cases.steps(batch=(1, 1), of=cases.ANY_SIZES),
        examples=[_STEP],
    ),
    agrees(
        "batches",
        0.5,
        "A batch: every row is a sequence of its own, and none may act on another.",
        cases.steps(),
        examples=[cases.steps(batch=(9, 12), of=cases.LARGE)],
    ),
    polite(0.25, cases.steps()),
    rejects(
        0.25,
        "x_t and h_prev must be two-dimensional, with equally many rows, and fit U and W; otherwise raise a "
        "ValueError that says which shape is wrong.",
        spoiled(
            {"x_t": np.ones((3, 3)), "h_prev": np.ones((3, 2)), "params": cases.zeros(3, 2, 1)},
            x_t=cases.ones((3, 2), 3, (1, 3), (3, 3, 3)),
            h_prev=cases.ones((4, 2), (3, 3), (1, 2), 2),
        ),
    ),
    needs=("rnn_forward",),
    forms=Forms(
        together=features.sequences("x_t", "h_prev", "params"),
        more={
            "large_size": (st.integers(0, 10**6).map(_wide), _remembering(1, _MANY_UNITS).map(_first_step)),
            "all_digits": (st.integers(0, 10**6).map(_small_sums),),
            "keywords": (cases.steps().map(cases.without_outputs),),
        },
    ),
)


_SMALL = cases.scalars(U=1.0, W=1.0, b=0.0, V=2.0, c=1.0)
_FORWARD = {"x": np.array([[[1.0], [0.0]]]), "h0": np.array([[0.0]]), "params": _SMALL}

_LONG = cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE)

_SENSIBLE = {"x": np.ones((2, 3, 3)), "h0": np.ones((2, 2)), "params": cases.zeros(3, 2, 1)}
_SMALL_BATCH = {"x": np.ones((3, 1, 1)), "h0": np.full((3, 1), 0.5), "params": _SMALL}
_TWO_OUTPUTS = {"x": np.ones((2, 3, 1)), "h0": np.ones((2, 2)), "params": cases.zeros(1, 2, 2, b=np.ones(2))}


def _without_targets(case: Arguments) -> Arguments:
    return {name: value for name, value in case.items() if name != "targets"}


_RNN_FORWARD = Exercise(
    "rnn_forward",
    agrees(
        "single_step",
        0.5,
        "Sequences of one step: h is [N, 1, H] and holds the new state only; y comes from the new state. Sizes of one "
        "are sizes too: no axis may be dropped.",
        cases.sequences(batch=(1, 3), steps=(1, 1), of=cases.ANY_SIZES),
    ),
    agrees(
        "sequences",
        1.25,
        "Batches of sequences: the first step starts from h0, each later one from the state that the step before it "
        "left.",
        st.one_of(cases.sequences(), cases.sequences().map(cases.without_input)),
        examples=[_FORWARD, _LONG],
    ),
    polite(0.25, cases.sequences()),
    rejects(
        0.25,
        "x must be [N, T, D] and h0 [N, H] with the same N, and both must fit the params; otherwise raise a "
        "ValueError that says which shape is wrong.",
        (
            *spoiled(
                _SENSIBLE,
                x=cases.ones((2, 3), (2, 3, 2), (2, 3, 1), (2, 3, 2, 3), (1, 2, 3, 3)),
                h0=cases.ones((3, 2), (1, 2), (2, 3), (2, 1), 2, (2, 1, 2)),
                params=[cases.zeros(3, 2, 1, V=np.ones((1, 3)))],
            ),
            *spoiled(_SMALL_BATCH, x=cases.ones((3, 1), (3, 1, 2), 3), h0=cases.ones((1, 1), 3, 1, (3, 2))),
            *spoiled(_TWO_OUTPUTS, x=cases.ones((2, 3), (2, 3, 3), (2, 3, 2, 1)), h0=cases.ones((1, 2), 2, (2, 1))),
        ),
    ),
    needs=("rnn_step",),
    forms=Forms(
        as_listed=("params",),
        together=features.sequences("x", "h0", "params"),
        longest=HUGE,  # a call of rnn_step each
        more={
            "special_values": (
                cases.silent_at_first(),
                cases.silent_at_first(moved=True),
                cases.waking_sequences(),
            ),
            "large_size": (_remembering(3, _MANY_UNITS).map(_without_targets),),
        },
    ),
)


# sequence_loss and bptt.


_SEQUENCE_LOSS = Exercise(
    "sequence_loss",
    agrees(
        "one_number",
        0.25,
        "One sequence, one step, one output: half the square of the error.",
        cases.outputs(low=1, high=1),
        examples=[{"y": np.array([[[3.0]]]), "targets": np.array([[[1.0]]])}],
    ),
    agrees(
        "batches",
        0.25,
        "Sum over steps and outputs, divide by the number of sequences N and by nothing else.",
        cases.outputs(),
        examples=[cases.outputs(low=9, high=12)],
    ),
    polite(0.25, cases.outputs()),
    rejects(
        0.25,
        "y and targets must have the same three-dimensional shape: NumPy would broadcast [N, T] to something else "
        "without a word. Raise a ValueError.",
        spoiled(
            {"y": np.ones((2, 3, 1)), "targets": np.zeros((2, 3, 1))},
            *({"y": np.ones(shape), "targets": np.zeros(shape)} for shape in ((2, 3), 3, (2, 3, 1, 1), ())),
            targets=map(np.zeros, ((2, 3), (2, 1, 1), (3, 2, 1))),
        ),
    ),
    forms=Forms(together=features.sequences("y", "targets")),
)


_LONG_BPTT = cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE, targets=True)


_BPTT_CASE = _FORWARD | {"h0": np.array([[0.5]]), "targets": np.array([[[0.0], [1.0]]])}

_BPTT = Exercise(
    "bptt",
    agrees(
        "output_layer",
        0.75,
        "The gradients of V and c need no backpropagation through time yet, but they are sums over all steps and "
        "sequences, divided by N.",
        cases.sequences(targets=True),
        observe=parts("V", "c"),
        examples=[_LONG_BPTT],
    ),
    agrees(
        "single_step",
        0.75,
        "Sequences of one step: an ordinary network with two inputs, x_1 and h0. All six gradients, each of the shape "
        "of what it belongs to, also where sizes are one.",
        cases.sequences(batch=(1, 3), steps=(1, 1), of=cases.ANY_SIZES, targets=True),
    ),
    agrees(
        "sequences",
        2.25,
        "Several steps: every state also acts on the steps after it, and the gradients of U, W and b collect what all "
        "steps contribute.",
        cases.sequences(targets=True),
        observe=parts("U", "W", "b"),
        examples=[_BPTT_CASE, _LONG_BPTT],
    ),
    agrees(
        "initial_state",
        0.5,
        "The gradient of h0 [N, H] is what is carried out of the first step; it has a row for every sequence.",
        cases.sequences(targets=True),
        observe=parts("h0"),
        examples=[_LONG_BPTT],
    ),
    polite(0.25, cases.sequences(targets=True)),
    rejects(
        0.25,
        "targets must have the shape of the outputs, [N, T, O], and x and h0 must fit the params; otherwise raise a "
        "ValueError.",
        (
            *spoiled(
                _SENSIBLE | {"targets": np.zeros((2, 3, 1))},
                targets=map(np.zeros, ((2, 3), (2, 1, 1), (3, 2, 1), (1, 3, 1), (2, 3, 2), 1)),
                x=cases.ones((2, 3, 2), (2, 3), (2, 3, 2, 3)),
                h0=cases.ones((3, 2), (1, 2), (2, 3), 2),
            ),
            *spoiled(
                _SMALL_BATCH | {"targets": np.ones((3, 1, 1))},
                targets=cases.ones((3, 1), (1, 1, 1), (3, 2, 1), (3, 1, 2)),
                x=cases.ones((3, 1, 2)),
                h0=cases.ones((1, 1), 1, (3, 2)),
            ),
            *spoiled(
                _TWO_OUTPUTS | {"targets": np.ones((2, 3, 2))},
                targets=cases.ones((2, 3, 1), (2, 3), (2, 1, 2), (1, 3, 2), (2, 3, 3)),
                h0=cases.ones((1, 2), 2),
            ),
        ),
    ),
    needs=("rnn_forward", "rnn_step", "sequence_loss"),
    forms=Forms(
        as_listed=("params",),
        together=features.sequences("x", "h0", "params", "targets"),
        longest=HUGE,  # a call of rnn_step each
        more={
            "special_values": (
                cases.right_at_first(),
                cases.right_at_last(),
                cases.silent_at_first(targets=True),
                cases.silent_at_first(targets=True, moved=True),
                cases.waking_sequences(targets=True),
            ),
            "large_size": (_remembering(420, st.just(3)), _remembering(3, _MANY_UNITS)),
        },
    ),
)

# clip_by_norm and state_jacobian_norms.


_IDENTITY = program(__file__, "identity.py")


def _handed_back(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the dict that comes back is the one that came in."""
    identity = subject.define(_IDENTITY)
    grads = subject.keep("same", {"value": case["grads"]}, of=identity)
    result = subject.keep(exercise, case | {"grads": grads})
    one = subject.call("are_one", {"one": result, "other": grads}, of=identity)
    return "the dict that comes back is the one that came in: return a new one" if one else ""


_EXACT = {"W": np.array([[3.0, 0.0], [0.0, 4.0]]), "b": np.array([0.0, -12.0])}  # its norm is 13
_NO_GRADIENT = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
_LIMITS = st.sampled_from([1.0, 0.5, 0.25, 2.0])

_CLIP_BY_NORM = Exercise(
    "clip_by_norm",
    agrees(
        "one_array",
        0.25,
        "One array whose norm exceeds the limit: it is scaled so that its norm is max_norm, and keeps its direction.",
        cases.gradients(_LIMITS, single=True),
        examples=[{"grads": {"b": np.array([3.0, -4.0])}, "max_norm": 1.0}],
    ),
    agrees(
        "several_arrays",
        0.5,
        "Several arrays: one norm of all numbers together, one factor for all arrays.",
        cases.gradients(_LIMITS),
        examples=[{"grads": _EXACT, "max_norm": 1.0}, cases.gradients(st.just(0.0))],
    ),
    agrees(
        "nothing_to_clip",
        0.2,
        "A norm that does not exceed max_norm, zero included, changes nothing: short gradients are not made longer. "
        "With max_norm = np.inf none is clipped.",
        cases.short_gradients(),
        examples=[
            {"grads": _EXACT, "max_norm": 13.0},
            {"grads": _EXACT, "max_norm": np.inf},
            {"grads": _NO_GRADIENT, "max_norm": 1.0},
            {"grads": _NO_GRADIENT, "max_norm": 0.0},
        ],
    ),
    judged(
        "new_dict",
        0.05,
        "A new dict comes back, also where nothing is to be clipped.",
        cases.short_gradients(),
        _handed_back,
        count=2,
        kind=Kind.FORMS,  # it says nothing of results that are wrong anyhow
    ),
    polite(0.25, cases.gradients(st.sampled_from([1.0, 100.0]))),
    rejects(
        0.25,
        "A negative max_norm makes no sense: raise a ValueError.",
        [{"grads": _EXACT, "max_norm": -1.0}, {"grads": _NO_GRADIENT, "max_norm": -13.0}],
    ),
    forms=Forms(
        together=features.gradients,
        more={
            "all_digits": (
                *(cases.tiny_gradients(size) for size in (1e-10, 1e-13, 1e-16)),
                *(cases.tiny_gradients(size, part=0.0) for size in (1e-8, 1e-14)),
                cases.hardly_too_long(),
            ),
        },
    ),
)


_OUT_OF_RANGE = "Norms over many steps leave the range of floats, unless W turns and h is small."


@st.composite
def _turning(draw: DrawFn, steps: int, units: SearchStrategy[int]) -> Arguments:
    """Many steps, or units, of a state that is small, with a W that keeps lengths."""
    count, random = draw(units), np.random.default_rng(draw(st.integers(0, 10**6)))
    turned = np.linalg.qr(random.normal(size=(count, count)))[0]
    return {"h": random.uniform(-0.1, 0.1, (steps, count)), "W": turned}


def _vanishing_and_growing(angle: float) -> Arguments:
    """States that are nearly flat at the end and not before: the norms fall to 1e-19, and grow again to 1e-3.

    That near 1 they are such that no digit of 1 - h^2 is lost.
    """
    turned = 8 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return {"h": np.repeat([0.125, 1 - 2**-13], [18, 7])[:, np.newaxis] * np.array([1.0, -1.0]), "W": turned}


_STATE_JACOBIAN_NORMS = Exercise(
    "state_jacobian_norms",
    agrees(
        "one_unit",
        0.25,
        "One hidden unit: the Jacobians are plain numbers (1 - h_t^2) W, and the norm is the absolute value of their "
        "product.",
        cases.states(steps=(2, 4), hidden=(1, 1)),
        examples=[{"h": np.array([[0.5], [0.0], [0.5]]), "W": np.array([[2.0]])}],
    ),
    agrees(
        "short",
        0.25,
        "One or two states: dh_T/dh_T is the identity, and one step back is diag(1 - h_T^2) W. A single state has the "
        "norm 1 and no other.",
        cases.states(steps=(1, 2)),
    ),
    agrees(
        "sequences",
        0.5,
        "Several steps: the spectral norm of the product, for k = T, ..., 1 in this order.",
        cases.states(),
        examples=[cases.states(steps=(11, 14), hidden=(6, 8))],
    ),
    polite(0.25, cases.states()),
    rejects(
        0.25,
        "h must be [T, H] and W [H, H]; otherwise raise a ValueError.",
        spoiled(
            {"h": np.full((3, 2), 0.5), "W": np.ones((2, 2))},
            W=cases.ones((3, 3), (2, 3), 2),
            h=[np.full(shape, 0.5) for shape in ((3, 3), (3, 1), 2, (1, 3, 2))],
        ),
    ),
    forms=Forms(
        without={"large_size": _OUT_OF_RANGE},
        together=features.states,
        more={
            "large_size": (_turning(71, st.just(2)), _turning(2, st.integers(101, 112))),  # whose cube is a million
            "all_digits": (st.integers(1, 9).map(_vanishing_and_growing),),
        },
    ),
)

# windows, forecast and damped_oscillator.


_COUNTING = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

_WINDOWS = Exercise(
    "windows",
    agrees(
        "windows",
        0.5,
        "All windows of the series, in order, as [M, length, 1], each with the value that follows it.",
        cases.series(),
        examples=[
            {"series": _COUNTING, "length": 2},
            cases.series(low=25, high=30).map(lambda case: case | {"length": 3}),
        ],
    ),
    agrees(
        "extremes",
        0.25,
        "Windows of one value, and windows so long that there is only one.",
        cases.series(low=2, lengths="extremes"),
        examples=[{"series": _COUNTING, "length": 4}],
    ),
    polite(0.25, cases.series()),
    rejects(
        0.25,
        "A window as long as the series leaves no value to predict, and a window needs at least one value; the series "
        "is [T]. Raise a ValueError.",
        spoiled({"series": _COUNTING, "length": 2}, length=(5, 6, 0, -2), series=(np.ones((5, 1)), np.array(5.0))),
    ),
    forms=Forms(together=features.windows),
)


_HISTORIES = (
    {"params": cases.zeros(1, 2, 1), "history": _COUNTING / 5, "steps": 2},
    {"params": _SMALL, "history": np.array([0.5]), "steps": 1},
)
_BAD: dict[str, Any] = {
    "steps": (0, -1),
    "history": [*cases.ones((2, 1), (1, 2), (1, 1, 1), 0), np.array(1.0)],
    "params": (cases.zeros(2, 2, 1), cases.zeros(1, 2, 2), cases.zeros(2, 1, 1), cases.zeros(1, 1, 2)),
}


@st.composite
def _remembered(draw: DrawFn, units: SearchStrategy[int], known: int) -> Arguments:
    """A history of so many values, of which none is forgotten: W keeps lengths, and what comes in is small."""
    hidden, random = draw(units), np.random.default_rng(draw(st.integers(0, 10**6)))
    turned = np.linalg.qr(random.normal(size=(hidden, hidden)))[0]
    size = min(0.01, 3 / known)
    params = cases.zeros(1, hidden, 1, U=random.uniform(size, 2 * size, (hidden, 1)), W=turned)
    params |= {"V": random.normal(size=(1, hidden))}
    return {"params": params, "history": random.uniform(-1, 1, known), "steps": 3}


_FORECAST = Exercise(
    "forecast",
    agrees(
        "one_step",
        0.5,
        "One step ahead: the last output after the whole history, run from h0 = 0.",
        cases.histories(steps=(1, 1)),
        examples=[{"params": _SMALL, "history": np.array([1.0, 0.0]), "steps": 1}],
    ),
    agrees(
        "several_steps",
        0.75,
        "Several steps: each prediction becomes the next input, and the state carries on.",
        cases.histories(),
        examples=[cases.histories(history=(11, 14), hidden=(6, 8), steps=(11, 14))],
    ),
    agrees(
        "sizes_of_one",
        0.25,
        "A history of one value and a single hidden unit.",
        cases.histories(history=(1, 2), hidden=(1, 1), steps=(1, 3)),
    ),
    polite(0.25, cases.histories()),
    rejects(
        0.25,
        "The history is [T] with at least one value, steps is at least 1, and the network has one input and one "
        "output; otherwise raise a ValueError.",
        [call for good in _HISTORIES for call in spoiled(good, **_BAD)],
    ),
    needs=("rnn_forward", "rnn_step"),
    forms=Forms(
        as_listed=("params",),
        together=features.forecasts,
        more={
            "large_size": (_remembered(st.just(3), 2100), _remembered(_MANY_UNITS, 5)),
            "special_values": (
                *(cases.late_histories(*each) for each in ((), (6,), (5, 1e-11))),
                cases.waking_histories(),
            ),
        },
    ),
)


_STILL = {"x0": 1.0, "v0": 0.0, "damping": 0.5, "force": np.zeros(2), "dt": 0.5}

_DAMPED_OSCILLATOR = Exercise(
    "damped_oscillator",
    agrees(
        "free",
        0.25,
        "No force: position and velocity, T + 1 values each, both updated from the old values.",
        cases.motions(st.integers(2, 5).map(np.zeros)),
        examples=[_STILL],
    ),
    agrees(
        "driven",
        0.25,
        "A force that changes with time: step i uses F_i. A force of one value makes one step.",
        cases.motions(vectors(1, 6)),
        examples=[cases.motions(vectors(20, 30))],
    ),
    polite(0.25, cases.motions(vectors(3, 5))),
    rejects(
        0.25,
        "force is [T] and dt is positive; otherwise raise a ValueError.",
        spoiled(_STILL, dt=(0.0, -0.5), force=(np.zeros((2, 1)), np.array(1.0))),
    ),
    forms=Forms(
        together=features.motions,
        more={
            "number_types": (cases.motions(st.integers(3, 5).map(np.zeros), whole=True),),
            "special_values": (cases.rests(0.0), cases.rests(0.5)),
        },
    ),
)

# train.

_TRAIN_CASE = {"series": _COUNTING / 5, "length": 2, "hidden": 2, "epochs": 1, "learning_rate": 0.05, "seed": 0}

_SCALES = ((-3e-13, 2e-15), (150.0, 40.0), (-3.0, 1e-9))
_ODD = (16, 32, 64)  # one window less than batches can be, so that much is left over
_ONE_OVER = (18, 34)  # one window more than batches can be
_WHOLE: dict[str, Any] = {"given": picked(*trainings.ARGUMENTS), "count": 2, "seconds": 10}
_WHOLE |= {"shown": trainings.shown, "code": trainings.code}

_TRAIN = Exercise(
    "train",
    looks(
        "learns",
        0.5,
        "Trained on an oscillation seen about twice in each period, the network predicts each of the values that come "
        "after it. The last value before tells most of it.",
        trainings.whole(2, 6, (3.0, 0.0, 0.7), (2.95, 2.0, 1.0)),
        trainings.predicts,
        **_WHOLE,
    ),
    looks(
        "remembers",
        0.5,
        "The same with an oscillation seen about four times in each period: the last value alone tells nothing about "
        "the next one, so the network must remember the value before.",
        trainings.whole(3, 8, (1.4, 0.0, 0.7), (1.7, 1.0, 0.9)),
        trainings.predicts,
        **_WHOLE,
    ),
    looks(
        "any_scale",
        0.25,
        "The same with a series far from zero and a tiny or a large one, or one that hardly moves: the params that "
        "come back meet its values as they are. Where many of the values are equal they are finite all the same.",
        trainings.whole(2, 6, (2.95, 0.0, 0.7), (3.0, 2.0, 1.0), (2.95, 0.0, 0.7), scales=_SCALES),
        trainings.measures_all,
        **_WHOLE | {"count": 3, "examples": trainings.mostly_equal()},
    ),
    judged(
        "settings",
        0.25,
        "Twice the epochs and twice the learning rate lead further from where the training starts, with whatever "
        "optimiser, and another length of the windows leads elsewhere.",
        trainings.few_values(11),
        trainings.settings_tell,
        examples=(trainings.few_values(5, length=3),),  # with windows longer by one there is one of them
        count=3,
        shown=picked(*trainings.ARGUMENTS),
    ),
    judged(
        "all_windows",
        0.25,
        "Every window of the series is learned from, in each epoch, the first one and the last one too, in a short "
        "series and in a long one, and of a long window every value.",
        trainings.few_values(11),
        trainings.all_values_tell,
        examples=(
            trainings.long_windows(),
            trainings.few_values(300),
            trainings.few_values(4000, length=1, hidden=1, epochs=2),
            *(trainings.few_values(known, length=1, hidden=3, epochs=1) for known in _ODD),
        ),
        count=3,
        shown=picked(*trainings.ARGUMENTS),
    ),
    judged(
        "each_window",
        0.25,
        "Of hundreds of windows each one is learned from, whatever the seed, and as often as it is there: none is kept "
        "for a test, none is left over or out, and there are no others.",
        trainings.alike(256, epochs=1, far=True),
        trainings.each_window_tells,
        examples=(
            trainings.alike(24, epochs=2),
            trainings.repeated(),
            *(trainings.alternating(known) for known in _ONE_OVER),
        ),
        count=1,
        kind=Kind.FORMS,  # it says nothing of trainings that are wrong anyhow
        shown=picked(*trainings.ARGUMENTS),
    ),
    same_in_any_form(0.25, trainings.short()),
    seeds(
        0.25,
        "The params have the right shapes; the same seed gives the same params, another seed gives others.",
        trainings.short(),
        trainings.form,
        {"params": tuple(cases.shapes(1, 1, 1))},
        count=6,
    ),
    polite_by_verdict(0.25, trainings.short()),
    rejects(
        0.25,
        "A series too short for the windows, or no hidden unit, makes no sense: raise a ValueError.",
        spoiled(_TRAIN_CASE, length=(5, 6, 0), hidden=[0], series=cases.ones((5, 2))),
    ),
    needs=("windows", "bptt", "clip_by_norm", "rnn_forward", "rnn_step", "sequence_loss"),
)

UNIT = Unit(
    name="rnn",
    title="The vanilla recurrent network and backpropagation through time",
    features=features.FEATURES,
    exercises=(
        _RNN_STEP,
        _RNN_FORWARD,
        _SEQUENCE_LOSS,
        _BPTT,
        _CLIP_BY_NORM,
        _STATE_JACOBIAN_NORMS,
        _WINDOWS,
        _FORECAST,
        _DAMPED_OSCILLATOR,
        _TRAIN,
    ),
)
