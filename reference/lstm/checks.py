"""The exercises of the unit lstm and their hidden checks."""

import numpy as np
from hypothesis import strategies as st

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, parts, polite, rejects
from autograder.course.families import spoiled
from autograder.course.forms import HUGE

from . import cases, features, solution
from .cases import GRU, LSTM

_MANY = {"inputs": HUGE, "hidden": 105, "number": HUGE}
_LONG_SEQUENCES = _MANY | {"length": HUGE, "outputs": HUGE}
"""Large sizes: with so many hidden units the weights have more than forty thousand numbers."""


# lstm_step.

_ONE_NUMBER = cases.zeros(LSTM, 1, 1, 1, W_x=np.array([[1.0], [-2.0], [0.5], [2.0]]), b=np.full(4, 0.5))
_STEP = {"x_t": np.array([[1.0]]), "h_prev": np.array([[0.5]]), "s_prev": np.array([[2.0]]), "params": _ONE_NUMBER}

_SMALL_STEPS = cases.steps(LSTM, batch=(1, 2), of=cases.SMALL)

_LSTM_STEP = Exercise(
    "lstm_step",
    agrees(
        "one_sequence",
        1.25,
        "One sequence: four blocks of W_x x + W_h h + b, in the order input, forget, output, candidate; then the cell "
        "and the state. Sizes of one are sizes too: no axis may be dropped.",
        cases.steps(LSTM, batch=(1, 1), of=cases.ANY_SIZES),
        examples=[_STEP],
        simpler=_SMALL_STEPS,
    ),
    agrees(
        "batches",
        1.5,
        "A batch: every row is a sequence of its own, and none may act on another.",
        cases.steps(LSTM),
        examples=[cases.steps(LSTM, batch=(9, 12), of=cases.LARGE)],
        simpler=_SMALL_STEPS,
    ),
    agrees(
        "saturated",
        0.5,
        "Sums so large that gates are open or closed: nothing overflows.",
        cases.saturated_steps(LSTM),
    ),
    polite(0.25, cases.steps(LSTM)),
    rejects(
        0.5,
        "x_t, h_prev and s_prev must be two-dimensional, with equally many rows, and fit W_x and W_h; otherwise raise "
        "a ValueError that says which shape is wrong.",
        spoiled(
            {
                "x_t": np.ones((3, 3)),
                "h_prev": np.ones((3, 2)),
                "s_prev": np.ones((3, 2)),
                "params": cases.zeros(LSTM, 3, 2, 1),
            },
            x_t=cases.ones((3, 2), 3, (1, 3), (3, 3, 3)),
            h_prev=cases.ones((4, 2), (3, 3), (1, 2), 2, (3, 1)),
            s_prev=cases.ones((4, 2), (3, 3), (1, 2), 2, (3, 1)),
        ),
    ),
    needs=("lstm_forward",),
    forms=Forms(
        only=cases.fits(LSTM),
        together=features.calls("x_t", "h_prev", "s_prev", "params"),
        more={
            "large_size": cases.large("x_t", "h_prev", "s_prev", "params", **_MANY),
            "all_digits": tuple(cases.nearly_shut(LSTM, gate) for gate in range(3)),
            "keywords": (cases.steps(LSTM).map(cases.without_outputs),),
        },
    ),
)

# lstm_forward.

_SMALL = _ONE_NUMBER | {"W_h": np.array([[1.0], [0.5], [-1.0], [2.0]]), "V": np.array([[2.0]]), "c": np.ones(1)}
_FORWARD = {
    "x": np.array([[[1.0], [0.0]]]),
    "h0": np.array([[0.5]]),
    "s0": np.array([[2.0]]),
    "params": _SMALL,
}
_LONG = cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE)

_SENSIBLE = {
    "x": np.ones((2, 3, 3)),
    "h0": np.ones((2, 2)),
    "s0": np.ones((2, 2)),
    "params": cases.zeros(LSTM, 3, 2, 1),
}
_SMALL_BATCH = {
    "x": np.ones((3, 1, 1)),
    "h0": np.full((3, 1), 0.5),
    "s0": np.full((3, 1), 0.5),
    "params": _SMALL,
}
_TWO_OUTPUTS = {
    "x": np.ones((2, 3, 1)),
    "h0": np.ones((2, 2)),
    "s0": np.ones((2, 2)),
    "params": cases.zeros(LSTM, 1, 2, 2, b=np.ones(8)),
}

_LSTM_FORWARD = Exercise(
    "lstm_forward",
    agrees(
        "single_step",
        0.5,
        "Sequences of one step: h and s are [N, 1, H] and hold the new state and cell only; y comes from the new "
        "state. Sizes of one are sizes too: no axis may be dropped.",
        cases.sequences(batch=(1, 3), steps=(1, 1), of=cases.ANY_SIZES),
        simpler=cases.few_steps(length=1),
    ),
    agrees(
        "sequences",
        2.0,
        "Batches of sequences: the first step starts from h0 and s0, each later one from the state and the cell that "
        "the step before it left.",
        st.one_of(cases.sequences(), cases.sequences().map(cases.without_input)),
        examples=[_FORWARD, _LONG],
        simpler=cases.few_steps(length=3),
    ),
    polite(0.25, cases.sequences()),
    rejects(
        0.25,
        "x must be [N, T, D], h0 and s0 [N, H] with the same N, and all must fit the params; otherwise raise a "
        "ValueError that says which shape is wrong.",
        (
            *spoiled(
                _SENSIBLE,
                x=cases.ones((2, 3), (2, 3, 2), (2, 3, 1), (2, 3, 2, 3), (1, 2, 3, 3)),
                h0=cases.ones((3, 2), (1, 2), (2, 3), (2, 1), 2, (2, 1, 2)),
                s0=cases.ones((3, 2), (1, 2), (2, 3), (2, 1), 2, (2, 1, 2)),
                params=[cases.zeros(LSTM, 3, 2, 1, V=np.ones((1, 3)))],
            ),
            *spoiled(
                _SMALL_BATCH,
                x=cases.ones((3, 1), (3, 1, 2), 3),
                h0=cases.ones((1, 1), 3, 1, (3, 2)),
                s0=cases.ones((1, 1), 3, 1, (3, 2)),
            ),
            *spoiled(
                _TWO_OUTPUTS,
                x=cases.ones((2, 3), (2, 3, 3), (2, 3, 2, 1)),
                h0=cases.ones((1, 2), 2, (2, 1)),
                s0=cases.ones((1, 2), 2, (2, 1)),
            ),
        ),
    ),
    needs=("lstm_step",),
    forms=Forms(
        only=cases.fits(LSTM),
        as_listed=("params",),
        together=features.calls("x", "h0", "s0", "params"),
        longest=HUGE,  # a call of lstm_step each
        more={
            "large_size": cases.large("x", "h0", "s0", "params", **_LONG_SEQUENCES),
            "special_values": (cases.waking(),),
        },
    ),
)

# lstm_bptt.

_LONG_BPTT = cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE, targets=True)
_BPTT_CASE = _FORWARD | {"targets": np.array([[[0.0], [1.0]]])}
_TARGETS = ((2, 3, 1), (3, 1, 1), (2, 3, 2))
_WRONG_TARGETS = (
    ((2, 3), (2, 1, 1), (3, 2, 1), (1, 3, 1), (2, 3, 2), 1),
    ((3, 1), (1, 1, 1), (3, 2, 1), (3, 1, 2)),
    ((2, 3, 1), (2, 3), (2, 1, 2), (1, 3, 2), (2, 3, 3)),
)
_BEFORE = (((3, 2), (1, 2), (2, 3), 2), ((1, 1), 1, (3, 2)), ((1, 2), 2))

_LSTM_BPTT = Exercise(
    "lstm_bptt",
    agrees(
        "output_layer",
        0.75,
        "The gradients of V and c need no backpropagation through time yet, but they are sums over all steps and "
        "sequences, divided by N.",
        cases.sequences(targets=True),
        observe=parts("V", "c"),
        examples=[_LONG_BPTT],
        simpler=cases.few_steps(length=2, targets=True),
    ),
    agrees(
        "single_step",
        2.0,
        "Sequences of one step: the chain rule through the four blocks, the cell and the state. All seven gradients, "
        "each of the shape of what it belongs to, also where sizes are one.",
        cases.sequences(batch=(1, 3), steps=(1, 1), of=cases.ANY_SIZES, targets=True),
        simpler=cases.few_steps(length=1, targets=True),
    ),
    agrees(
        "sequences",
        3.5,
        "Several steps: every cell also acts on the next cell, every state on the next gates, and the gradients of "
        "W_x, W_h and b collect what all steps contribute.",
        cases.sequences(targets=True),
        observe=parts("W_x", "W_h", "b"),
        examples=[_BPTT_CASE, _LONG_BPTT],
        simpler=cases.few_steps(length=3, targets=True),
    ),
    agrees(
        "initial_state_and_cell",
        1.0,
        "The gradients of h0 and s0, [N, H], are what is carried out of the first step; they have a row for every "
        "sequence.",
        cases.sequences(targets=True),
        observe=parts("h0", "s0"),
        examples=[_LONG_BPTT],
        simpler=cases.few_steps(length=3, targets=True),
    ),
    polite(0.25, cases.sequences(targets=True)),
    rejects(
        0.5,
        "targets must have the shape of the outputs, [N, T, O], and x, h0 and s0 must fit the params; otherwise raise "
        "a ValueError.",
        [
            call
            for good, shape, targets, before in zip(
                (_SENSIBLE, _SMALL_BATCH, _TWO_OUTPUTS), _TARGETS, _WRONG_TARGETS, _BEFORE, strict=True
            )
            for call in spoiled(
                good | {"targets": np.ones(shape)},
                targets=cases.ones(*targets),
                x=cases.ones(good["x"].shape[:2], (*good["x"].shape[:2], 2)),
                h0=cases.ones(*before),
                s0=cases.ones(*before),
            )
        ],
    ),
    needs=("lstm_forward", "lstm_step"),
    forms=Forms(
        only=cases.fits(LSTM),
        as_listed=("params",),
        together=features.calls("x", "h0", "s0", "params", "targets"),
        longest=HUGE,  # a call of lstm_step each
        more={
            "large_size": cases.large("x", "h0", "s0", "params", "targets", **_LONG_SEQUENCES),
            "special_values": (
                cases.right_at(slice(0, 2)),
                cases.right_at(slice(3, 6)),
                cases.right_between(),
                cases.waking(targets=True),
            ),
            "all_digits": (cases.right_but_for_the_last(solution.lstm_forward, 40),),
        },
    ),
)

# gru_step.

_GRU_NUMBER = cases.zeros(GRU, 1, 1, 1, W_x=np.array([[1.0], [-2.0], [2.0]]), W_h=np.array([[0.0], [0.0], [-1.0]]))
_GRU_STEP = {"x_t": np.array([[1.0]]), "h_prev": np.array([[0.5]]), "params": _GRU_NUMBER}

_SMALL_GRU_STEPS = cases.steps(GRU, batch=(1, 2), of=cases.SMALL)

_GRU_STEP_EXERCISE = Exercise(
    "gru_step",
    agrees(
        "one_sequence",
        1.0,
        "One sequence: three blocks in the order reset, update, candidate; the reset gate multiplies U_n h alone. "
        "Sizes of one are sizes too: no axis may be dropped.",
        cases.steps(GRU, batch=(1, 1), of=cases.ANY_SIZES),
        examples=[_GRU_STEP],
        simpler=_SMALL_GRU_STEPS,
    ),
    agrees(
        "batches",
        1.25,
        "A batch: every row is a sequence of its own, and none may act on another.",
        cases.steps(GRU),
        examples=[cases.steps(GRU, batch=(9, 12), of=cases.LARGE)],
        simpler=_SMALL_GRU_STEPS,
    ),
    agrees(
        "saturated",
        0.5,
        "Sums so large that gates are open or closed: nothing overflows.",
        cases.saturated_steps(GRU),
    ),
    polite(0.25, cases.steps(GRU)),
    rejects(
        0.5,
        "x_t and h_prev must be two-dimensional, with equally many rows, and fit W_x and W_h; otherwise raise a "
        "ValueError that says which shape is wrong.",
        spoiled(
            {"x_t": np.ones((3, 3)), "h_prev": np.ones((3, 2)), "params": cases.zeros(GRU, 3, 2, 1)},
            x_t=cases.ones((3, 2), 3, (1, 3), (3, 3, 3)),
            h_prev=cases.ones((4, 2), (3, 3), (1, 2), 2, (3, 1)),
        ),
    ),
    forms=Forms(
        only=cases.fits(GRU),
        together=features.calls("x_t", "h_prev", "params", blocks=GRU),
        more={
            "large_size": cases.large("x_t", "h_prev", "params", blocks=GRU, **_MANY),
            "all_digits": tuple(cases.nearly_shut(GRU, gate) for gate in range(2)),
        },
    ),
)

# cell_gradient.


def _are_gates(call: Arguments) -> bool:
    """Whether all are from 0 to 1."""
    return bool(np.all((call["f"] >= 0) & (call["f"] <= 1)))


_HALVES = np.array([[0.5, 1.0], [0.25, 0.5], [0.5, 0.75]])

_CELL_GRADIENT = Exercise(
    "cell_gradient",
    agrees(
        "gates",
        0.75,
        "Several steps: the products of the last gates, for k = T, ..., 1 in this order, for each cell by itself.",
        cases.gates(),
        examples=[{"f": _HALVES}, cases.gates(steps=(11, 14), hidden=(6, 8), low=6, high=8)],
    ),
    agrees(
        "open_and_closed",
        0.25,
        "Gates of 0 and 1, and a single step or cell: a closed gate lets nothing through, an open one everything.",
        cases.gates(steps=(1, 4), hidden=(1, 3), low=0, high=8),
        examples=[{"f": np.array([[1.0], [0.0], [1.0], [0.5]])}],
    ),
    polite(0.25, cases.gates()),
    rejects(
        0.25,
        "f must be [T, H]; otherwise raise a ValueError.",
        spoiled({"f": _HALVES}, f=[np.full(shape, 0.5) for shape in (3, (1, 3, 2), ())]),
    ),
    forms=Forms(
        only=_are_gates,
        together=features.gates,
        more={
            "large_size": (
                cases.lasting_gates(1031, 2),
                cases.lasting_gates(1993, 1),
                cases.lasting_gates(3, 1031),
                cases.lasting_gates(69, 41),
            ),
            "number_types": tuple(
                cases.open_or_closed(dtype) for dtype in ("int8", "uint8", "int64", "uint64", "float32")
            ),
        },
    ),
)

UNIT = Unit(
    name="lstm",
    title="The LSTM and the GRU: gates that keep a gradient alive",
    features=features.FEATURES,
    exercises=(_LSTM_STEP, _LSTM_FORWARD, _LSTM_BPTT, _GRU_STEP_EXERCISE, _CELL_GRADIENT),
)
