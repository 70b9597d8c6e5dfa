"""The exercises of the unit sequences and their hidden checks.

What is random is judged by what it is like; everything else is compared with the reference.
"""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, parts, polite, polite_by_verdict, rejects
from autograder.course.families import spoiled
from autograder.course.forms import HUGE
from autograder.course.own_answers import same_in_any_form
from autograder.course.verdicts import judged, looks, seeds
from autograder.testing import arguments, sizes

from . import batches, cases, features, reservoirs, solution
from .cases import SEEDS

# last_step_loss

_LAST_STEP_LOSS = Exercise(
    "last_step_loss",
    agrees(
        "last_outputs",
        0.5,
        "Half the squared error of the last output of each sequence, added up over outputs and divided by the number "
        "of sequences N and by nothing else.",
        cases.outputs(),
        examples=[cases.outputs(batch=(1, 1), steps=(1, 3), answers=(1, 1)), cases.outputs(batch=(9, 12))],
    ),
    polite(0.25, cases.outputs()),
    rejects(
        0.25,
        "y must be [N, T, O] and targets [N, O]: NumPy would broadcast other shapes to nonsense, so raise a "
        "ValueError.",
        spoiled(
            {"y": np.ones((3, 4, 2)), "targets": np.ones((3, 2))},
            targets=cases.ones((1, 2), (3, 1), 2, (3, 4), (3, 4, 2), (3, 1, 2), (2, 3)),
            y=cases.ones((3, 2), (1, 4, 2), (3, 4, 1), (3, 4, 2, 1), (4, 3, 2)),
        ),
    ),
    forms=Forms(together=features.sequences("y", "targets")),
)

# last_step_bptt

_SENSIBLE = {"x": np.ones((2, 3, 3)), "h0": np.ones((2, 2)), "params": cases.zeros(3, 2, 1)}
_SMALL_BATCH = {"x": np.ones((3, 1, 1)), "h0": np.full((3, 1), 0.5), "params": cases.zeros(1, 1, 1, V=np.ones((1, 1)))}
_TWO_OUTPUTS = {"x": np.ones((2, 3, 1)), "h0": np.ones((2, 2)), "params": cases.zeros(1, 2, 2, b=np.ones(2))}

_BPTT_IS_STEADY = cases.steady(solution.last_step_bptt)

_LAST_STEP_BPTT = Exercise(
    "last_step_bptt",
    agrees(
        "output_layer",
        0.75,
        "The gradients of V and c come from the last step: from its state and from the error of its output, divided "
        "by N.",
        cases.sequences(),
        observe=parts("V", "c"),
        examples=[cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE)],
    ),
    agrees(
        "single_step",
        0.75,
        "Sequences of one step: all six gradients, each of the shape of what it belongs to, also where sizes are one.",
        cases.sequences(batch=(1, 3), steps=(1, 1), of=cases.ANY_SIZES),
    ),
    agrees(
        "sequences",
        2.25,
        "Several steps: the gradient goes back from state to state, and those of U, W and b collect what all steps "
        "contribute. No step but the last has an error of its own.",
        cases.sequences(),
        observe=parts("U", "W", "b"),
        examples=[cases.sequences(batch=(9, 12), steps=(11, 14), of=cases.LARGE)],
    ),
    agrees(
        "initial_state",
        0.5,
        "The gradient of h0 [N, H] is what is carried out of the first step; it has a row for every sequence.",
        cases.sequences(),
        observe=parts("h0"),
    ),
    polite(0.25, cases.sequences()),
    rejects(
        0.5,
        "x must be [N, T, D], h0 [N, H] and targets [N, O], and they must fit the params; otherwise raise a "
        "ValueError.",
        (
            *spoiled(
                _SENSIBLE | {"targets": np.ones((2, 1))},
                targets=cases.ones(2, (1, 1), (3, 1), (2, 2), (2, 3, 1), 1),
                x=cases.ones((2, 3), (2, 3, 2), (2, 3, 1), (2, 3, 2, 3), (1, 2, 3, 3)),
                h0=cases.ones((3, 2), (1, 2), (2, 3), (2, 1), 2, (2, 1, 2)),
                params=[cases.zeros(3, 2, 1, V=np.ones((1, 3)))],
            ),
            *spoiled(
                _SMALL_BATCH | {"targets": np.ones((3, 1))},
                targets=cases.ones(3, (1, 1), (3, 2), (1, 3), 1),
                x=cases.ones((3, 1), (3, 1, 2), 3),
                h0=cases.ones((1, 1), 3, 1, (3, 2)),
            ),
            *spoiled(
                _TWO_OUTPUTS | {"targets": np.ones((2, 2))},
                targets=cases.ones((2, 1), (1, 2), 2, (2, 3), (2, 3, 2)),
                x=cases.ones((2, 3), (2, 3, 3), (2, 3, 2, 1)),
                h0=cases.ones((1, 2), 2, (2, 1)),
            ),
        ),
    ),
    forms=Forms(
        only=lambda call: cases.has_slopes(call) and _BPTT_IS_STEADY(call),
        as_listed=("params",),
        together=features.sequences("x", "h0", "params", "targets"),
        longest=HUGE,
        more={
            "large_size": (
                cases.remembered_sequences(1, HUGE, 1, 2, 1),
                cases.MANY_UNITS.flatmap(lambda units: cases.remembered_sequences(2, 3, 2, units, 1)),
            ),
            "all_digits": (cases.fading_sequences(40),),
            "special_values": (
                cases.silent_at_first(),
                cases.silent_at_first(moved=True),
                cases.WAKING_GRADIENT,
            ),
        },
    ),
)

# mini_batches


@st.composite
def _counts(draw: Any, count: tuple[int, int] = (1, 40), size: tuple[int, int] = (1, 12)) -> Arguments:
    return {"count": draw(sizes(*count)), "size": draw(sizes(*size)), "seed": draw(SEEDS)}


_MANY = arguments(count=st.just(2030), size=st.just(60), seed=SEEDS)
_ENOUGH = _counts((40, 60), (9, 12))

_MINI_BATCHES = Exercise(
    "mini_batches",
    looks(
        "pieces",
        0.75,
        "Each index is in one batch, all batches have `size` indices, and what is left over makes a last, smaller one.",
        _counts(),
        batches.pieces,
        examples=[
            *(_counts((size, size), (size, size)) for size in (1, 7)),
            _counts((3, 5), (6, 12)),
            _counts((7, 7), (3, 3)),
            _counts((12, 12), (4, 4)),
            _counts((4000, 5000), (3, 3)),
            _counts((33_000, 45_000), (4000, 5000)),
        ],
    ),
    judged(
        "shuffled",
        0.5,
        "All indices are shuffled together, so that each may be in any batch, and every order is equally likely, of "
        "few samples, too.",
        _MANY,
        batches.in_any_order,
        examples=[_counts((count, count), (1, (count + 1) // 2)) for count in (2, 3, 9)]  # several batches
        + [_counts((4, 4), (4, 6))],  # and a single one
        count=1,
    ),
    seeds(
        0.25,
        "The same seed gives the same batches, another seed others.",
        _ENOUGH,
        batches.form,
        {"batches": tuple(range(4))},
    ),
    same_in_any_form(0.1, _ENOUGH, "whole_numbers_of_numpy", "keywords"),
    polite_by_verdict(0.15, _ENOUGH),
    rejects(
        0.25,
        "There is at least one sample, and at least one in a batch; otherwise raise a ValueError.",
        spoiled({"count": 5, "size": 2, "seed": 1}, count=(0, -1, -5), size=(0, -1, -2)),
    ),
)

# sliding_forecast

_HISTORIES = (
    {"params": cases.zeros(1, 2, 1), "history": np.arange(1.0, 6.0) / 5, "length": 3, "steps": 2},
    {"params": cases.zeros(1, 1, 1, V=np.ones((1, 1))), "history": np.array([0.5]), "length": 1, "steps": 1},
)
_BAD_HISTORIES: dict[str, Any] = {
    "steps": (0, -1),
    "length": (0, -1, -2, 6, 7),
    "history": [*cases.ones((5, 1), (1, 5), (1, 5, 1)), np.zeros(0), np.array(1.0)],
    "params": (cases.zeros(2, 2, 1), cases.zeros(1, 2, 2), cases.zeros(2, 1, 1), cases.zeros(1, 1, 2)),
}

_SLIDING_FORECAST = Exercise(
    "sliding_forecast",
    agrees(
        "one_step",
        0.75,
        "One step ahead: the last output of the network, run over the last `length` values from h0 = 0.",
        cases.forecasts(steps=(1, 1)),
        examples=[cases.forecasts(known=(1, 3), length=(1, 1), hidden=(1, 1), steps=(1, 1))],
    ),
    agrees(
        "several_steps",
        1.25,
        "Several steps: each prediction is appended, the window moves on by one value, and starts from h0 = 0 again. "
        "With more steps than a window holds, windows are made of predictions alone.",
        st.one_of(cases.forecasts(), cases.forecasts(known=(3, 4), length=(1, 3), steps=(4, 6))),
        examples=[
            cases.forecasts(known=(12, 14), length=(9, 11), hidden=(6, 8), steps=(4, 6)),
            cases.forecasts(known=(3, 3), length=(3, 3), steps=(5, 5)),
        ],
    ),
    polite(0.25, cases.forecasts()),
    rejects(
        0.25,
        "history is [T], length is from 1 to T, steps is at least 1, and the network has one input and one output; "
        "otherwise raise a ValueError.",
        [call for good in _HISTORIES for call in spoiled(good, **_BAD_HISTORIES)],
    ),
    forms=Forms(
        only=cases.steady(solution.sliding_forecast),
        as_listed=("params",),
        together=features.forecasts,
        more={
            "large_size": (
                cases.remembered_history(3, 400, 300, 3),
                cases.MANY_UNITS.flatmap(lambda units: cases.remembered_history(units, 9, 5, 2)),
                cases.remembered_history(2, 1100, HUGE, 1),
            ),
            "special_values": (
                *(cases.late_forecasts(*each) for each in ((), (6,), (5, 1e-11))),
                cases.WAKING_HISTORY,
            ),
        },
    ),
)

# reservoir


@st.composite
def _reservoirs(
    draw: Any,
    units: tuple[int, int] = (12, 30),
    densities: tuple[float, ...] = (0.2, 0.3, 0.5),
    radii: tuple[float, ...] = (0.5, 0.9, 1.25, 2.0),
) -> Arguments:
    case = {"units": draw(sizes(*units)), "radius": draw(st.sampled_from(radii))}
    return case | {"density": draw(st.sampled_from(densities)), "seed": draw(SEEDS)}


_COUNTS = ((7, 0.55), (9, 0.4), (10, 0.57), (6, 0.77), (11, 0.3), (8, 0.45), (12, 0.3))
"""Units and densities whose product, density * units * units, is no whole number and not near a half."""

_SPARSE = _reservoirs((6, 9), (0.3, 0.5))
_RESERVOIR_CALL = {"units": 6, "radius": 0.9, "density": 0.5, "seed": 3}


def _counted(units: int, density: float) -> SearchStrategy[Arguments]:
    return _reservoirs((units, units), (density,))


_RESERVOIR = Exercise(
    "reservoir",
    looks(
        "spectral_radius",
        0.9,
        "The largest absolute value of the eigenvalues is `radius`, to 1e-9 of it.",
        _reservoirs(),
        reservoirs.radius,
        examples=[
            _reservoirs((1, 1), (1.0, 1)),
            _reservoirs((2, 3), (1.0, 1)),
            _reservoirs((12, 14), (0.5,), (1e-9, 1e9)),
            _reservoirs((12, 14), (0.5,), (3, 2)),
        ],
        count=6,
    ),
    judged(
        "many_units",
        0.1,
        "The same with more than a hundred units, whenever it is asked for.",
        _reservoirs((120, 151), (0.05, 0.2)),
        reservoirs.again,
        count=2,
    ),
    judged(
        "share",
        0.75,
        "Exactly round(density * units * units) weights are not 0.",
        _counted(*_COUNTS[0]),
        reservoirs.share,
        examples=[_counted(*each) for each in (*_COUNTS, (5, 1.0))],
        count=0,
    ),
    looks(
        "places_and_values",
        0.75,
        "All places are equally likely, and each weight is drawn by itself, normally or uniformly around 0.",
        _reservoirs((60, 60), (0.25, 0.5)),
        reservoirs.random,
        examples=[
            *(_reservoirs((60, 60), (density,)) for density in (0.25, 0.5)),
            _reservoirs((120, 120), (0.9,)),
        ],
        count=1,
    ),
    judged(
        "few_weights",
        0.25,
        "With few weights all eigenvalues can be 0: then weights are drawn again, until they are not. A single one has "
        "either sign.",
        _reservoirs((4, 4), (1 / 16,)),
        reservoirs.few,
        examples=[
            _reservoirs((3, 3), (0.24,)),
            _reservoirs((5, 5), (0.08,)),
            _reservoirs((60, 60), (1 / 3600,)),
            _reservoirs((1, 1), (1.0,)),
        ],
        count=1,
    ),
    seeds(
        0.25,
        "The same seed gives the same weights, another seed others.",
        _SPARSE,
        reservoirs.form,
        {"weights": tuple(range(6))},
    ),
    same_in_any_form(0.1, _SPARSE, "whole_numbers_of_numpy", "keywords"),
    polite_by_verdict(0.15, _SPARSE),
    rejects(
        0.25,
        "There is a unit, radius is above 0, density is above 0 and at most 1, and some weight is left; otherwise "
        "raise a ValueError.",
        spoiled(
            _RESERVOIR_CALL,
            {"units": 3, "density": 0.05},
            {"units": 1, "density": 0.25},
            units=(0, -1, -6),
            radius=(0.0, 0, -0.5),
            density=(0.0, 0, -0.25, 1.01, 1.25, 2, 0.01),
        ),
    ),
)

# reservoir_states

_DRIVEN = {"W": np.full((3, 3), 0.25), "w_in": np.ones(3), "series": np.arange(1.0, 6.0) / 4}
_WRONG_RESERVOIRS: dict[str, Any] = {
    "W": cases.ones((2, 2), (3, 2), (2, 3), 3, (1, 3, 3), (3, 1), (1, 3)),
    "w_in": cases.ones((3, 1), (1, 3), 2, 1, (3, 3)),
    "series": [*cases.ones((5, 1), (1, 5)), np.array(0.5)],
}

_RESERVOIR_STATES = Exercise(
    "reservoir_states",
    agrees(
        "first_state",
        0.25,
        "A series of one value: the state before it is 0, and what comes back is [1, units].",
        cases.driven(units=(1, 4), values=(1, 1)),
    ),
    agrees(
        "series",
        1.25,
        "Longer series: each state follows from the one before it and from the next value, and all of them come back.",
        cases.driven(),
        examples=[cases.driven(units=(1, 1)), cases.driven(units=(6, 8), values=(11, 14))],
    ),
    polite(0.25, cases.driven()),
    rejects(
        0.25,
        "W is [units, units], w_in [units] and series [T]; otherwise raise a ValueError.",
        spoiled(_DRIVEN, **_WRONG_RESERVOIRS),
    ),
    forms=Forms(
        only=cases.steady(solution.reservoir_states),
        together=features.driven,
        more={
            "large_size": (
                cases.remembered_series(3, HUGE),
                cases.MANY_UNITS.flatmap(lambda units: cases.remembered_series(units, 5)),
            ),
            "all_digits": (cases.large_weights(),),
            "special_values": (cases.WAKING_RESERVOIR,),
        },
    ),
)

# fit_readout

_FIT = {"states": np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0], [2.0, 0.5]]), "targets": np.arange(4.0), "ridge": 0.5}

_FIT_READOUT = Exercise(  # the first check, and the larger cases, have a penalty: other calls are made of them
    "fit_readout",
    agrees(
        "penalty",
        1.0,
        "With a ridge: the sum of the squares of the weights counts, times the ridge, and the bias does not.",
        cases.fits(rows=(7, 9), units=(3, 4)),
        examples=[cases.fits(rows=(1, 3), units=(3, 5)), cases.fits(rows=(20, 25), units=(6, 8))],
    ),
    agrees(
        "no_penalty",
        0.75,
        "With a ridge of 0: plain least squares, with a bias.",
        cases.fits(rows=(4, 6), units=(1, 2), ridges=(0.0,)).filter(cases.is_well_posed),
    ),
    polite(0.25, cases.fits()),
    rejects(
        0.25,
        "states is [T, units], targets [T], and ridge is not negative; otherwise raise a ValueError.",
        spoiled(
            _FIT,
            states=cases.ones(4, (3, 2), (1, 2), (4, 2, 1), (2, 4)),
            targets=cases.ones((4, 1), (1, 4), 3, 1, (4, 2)),
            ridge=(-0.5, -1, -1e-9),
        ),
    ),
    forms=Forms(
        only=cases.is_well_posed,
        together=features.fits,
        more={
            "special_values": (cases.fits().map(lambda case: case | {"states": np.zeros_like(case["states"])}),),
            "all_digits": (*map(cases.large_results, (1.0, -1.0)), cases.large_states(), cases.small_states()),
            "large_size": (
                cases.large_fit(HUGE, 2),
                cases.MANY_UNITS.flatmap(lambda units: cases.large_fit(3, units)),
                cases.large_fit(300, 71),
            ),
            "number_types": tuple(
                cases.even_fit(dtype) for dtype in ("int8", "uint8", "int16", "uint16", "int64", "uint64", "float32")
            ),
        },
    ),
)

# echo_forecast

_ECHO = _DRIVEN | {"readout": np.full(4, 0.5), "steps": 3}

_ECHO_FORECAST = Exercise(
    "echo_forecast",
    agrees(
        "one_step",
        0.5,
        "One step ahead: the readout of the state after the whole series, with the bias as its last number.",
        cases.echoes(steps=(1, 1)),
        examples=[cases.echoes(units=(1, 1), values=(1, 1), steps=(1, 1))],
    ),
    agrees(
        "several_steps",
        0.75,
        "Several steps: each prediction drives the reservoir as the next value, and the state carries on.",
        cases.echoes(),
        examples=[cases.echoes(units=(6, 8), values=(11, 14), steps=(8, 10))],
    ),
    polite(0.25, cases.echoes()),
    rejects(
        0.25,
        "W, w_in and series fit each other, the series has a value, readout is [units + 1] and steps at least 1; "
        "otherwise raise a ValueError.",
        spoiled(
            {name: _ECHO[name] for name in ("W", "w_in", "readout", "series", "steps")},
            readout=cases.ones(3, 5, 1, (4, 1), (1, 4)),
            steps=(0, -1),
            **_WRONG_RESERVOIRS | {"series": [*_WRONG_RESERVOIRS["series"], np.zeros(0)]},
        ),
    ),
    needs=("reservoir_states",),
    forms=Forms(
        only=cases.steady(solution.echo_forecast),
        together=features.echoes,
        more={
            "large_size": (
                cases.remembered_series(3, HUGE, 3),
                cases.MANY_UNITS.flatmap(lambda units: cases.remembered_series(units, 5, 3)),
            ),
            "special_values": (
                *(cases.late_echoes(*each) for each in ((), (6,), (5, 1e-11))),
                cases.WAKING_ECHO,
            ),
        },
    ),
)

UNIT = Unit(
    name="sequences",
    title="Sequences: more that a recurrent network can be asked",
    features=features.FEATURES,
    exercises=(
        _LAST_STEP_LOSS,
        _LAST_STEP_BPTT,
        _MINI_BATCHES,
        _SLIDING_FORECAST,
        _RESERVOIR,
        _RESERVOIR_STATES,
        _FIT_READOUT,
        _ECHO_FORECAST,
    ),
)
