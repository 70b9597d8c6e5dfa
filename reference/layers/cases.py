"""What the cases of layers and losses are drawn from: plans, and sessions of steps with one object."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
from autograder.course.forms import nearly_symmetric, silent_at_first
from autograder.testing import arrays

Shape = tuple[int, ...]
Change = Callable[[np.ndarray], np.ndarray]
Step = tuple[str, Arguments]

SEEDS = st.integers(0, 999_999)


class Plan(NamedTuple):
    """A layer, and what goes through it: the constructor's arguments, the shapes of params and of x, the shape of the
    output for one of x, and the axes along which x cannot be of another size.
    """

    made: Arguments
    params: dict[str, Shape]
    x: Shape
    becomes: Callable[[Shape], Shape]
    fixed: Shape = ()

    @property
    def output(self) -> Shape:
        """The shape of the output."""
        return self.becomes(self.x)

    @property
    def others(self) -> list[Plan]:
        """The same layer for batches that are larger, one of them in every way; of images first for higher ones, and at
        last for those that have as many pixels and are as high as its own are wide, if it takes them.
        """
        grows = [0 if axis in self.fixed else 1 + (axis == 2) for axis in range(len(self.x))]
        grown = tuple(size + more for size, more in zip(self.x, grows, strict=True))
        shapes = [grown] if len(self.x) < 4 else [(*grown[:3], self.x[3]), grown, (*self.x[:2], *self.x[:1:-1])]
        return [self._replace(x=shape) for shape in shapes if all(size > 0 for size in self.becomes(shape))]


def forward(x: np.ndarray, training: bool = False) -> Step:
    """A step forward."""
    return "forward", {"x": x, "training": training}


def backward(output_grad: np.ndarray) -> Step:
    """A step back."""
    return "backward", {"output_grad": output_grad}


# Plans.


def dense(samples: int, inputs: int, nodes: int) -> Plan:
    """Dense, for a batch of so many samples."""
    made = {"inputs": inputs, "nodes": nodes, "seed": 1}
    params = {"weights": (inputs, nodes), "bias": (nodes,)}
    return Plan(made, params, (samples, inputs), lambda x: (x[0], nodes), fixed=(1,))


def places(size: int, window: int, stride: int, padding: int = 0) -> int:
    """How many places a window has along an axis."""
    return (size + 2 * padding - window) // stride + 1


def convolution(images: Shape, maps: int, kernel: Any, stride: Any = 1, padding: Any = 0) -> Plan:
    """Convolution, for images of this shape."""
    kernels, strides, margins = (tuple(np.broadcast_to(each, 2).tolist()) for each in (kernel, stride, padding))
    made = {"channels_in": images[1], "channels_out": maps, "kernel_size": kernel}
    given = {"stride": stride, "padding": padding, "seed": 1}
    made |= {} if (stride, padding) == (1, 0) else given  # else by default
    params = {"weights": (images[1], maps, *kernels), "bias": (maps,)}

    def becomes(x: Shape) -> Shape:
        return (x[0], maps, *map(places, x[2:], kernels, strides, margins))

    return Plan(made, params, images, becomes, fixed=(1,))


def filters(channels_in: int, channels_out: int, kernel: tuple[int, int], stride: Any = 1, padding: Any = 0) -> Plan:
    """Convolution with all of its settings, for one image of the size of its kernels."""
    plan = convolution((1, channels_in, *kernel), channels_out, kernel)
    return plan._replace(made=plan.made | {"stride": stride, "padding": padding, "seed": 1})


def pooling(images: Shape, kind: str, size: Any, stride: Any) -> Plan:
    """Pooling, for images of this shape."""
    sizes, strides = (tuple(np.broadcast_to(each, 2).tolist()) for each in (size, stride))
    made = {"kind": kind, "size": size, "stride": stride}
    return Plan(made, {}, images, lambda x: (*x[:2], *map(places, x[2:], sizes, strides)))


def flatten(*images: int) -> Plan:
    """Flatten, for images of this shape."""
    return Plan({}, {}, images, lambda x: (x[0], int(np.prod(x[1:]))))


def activation(name: str, *shape: int) -> Plan:
    """Activation, for numbers of this shape."""
    return Plan({"name": name}, {}, shape, tuple)


NAMES = ("relu", "leaky_relu", "sigmoid", "tanh", "identity")

DENSE = (dense(1, 1, 1), dense(2, 3, 4), dense(3, 2, 1), dense(1, 4, 2), dense(4, 1, 3))

CONVOLUTIONS = (
    convolution((1, 1, 2, 3), 1, 2),
    convolution((2, 3, 3, 4), 2, (1, 3)),
    convolution((1, 2, 5, 4), 3, (3, 2), (2, 1), (1, 0)),
    convolution((2, 1, 4, 6), 2, (2, 1), (1, 3), (0, 2)),
    convolution((3, 2, 5, 5), 1, 3, 2, 1),
    convolution((2, 2, 4, 3), 4, 1, 3),
    convolution((1, 3, 3, 6), 2, (2, 4), 1, (2, 1)),
    convolution((2, 2, 6, 5), 3, (3, 2), (2, 3), (1, 2)),
    convolution((1, 1, 6, 6), 3, 1, (3, 2), 1),
    convolution((2, 1, 1, 1), 1, 1),
)

SEVERAL_IMAGES = convolution((2, 2, 5, 4), 3, (3, 2), (2, 1), (1, 0))

POOLINGS = {
    kind: (
        pooling((1, 1, 2, 2), kind, 2, 2),
        pooling((2, 1, 4, 6), kind, 2, 2),
        pooling((1, 2, 5, 3), kind, (2, 3), (1, 2)),
        pooling((2, 3, 4, 5), kind, (3, 2), 1),
        pooling((1, 2, 5, 7), kind, 2, 3),
        pooling((2, 1, 6, 4), kind, (1, 2), (2, 1)),
        pooling((1, 3, 3, 4), kind, 1, (1, 2)),
        pooling((2, 2, 7, 5), kind, (3, 2), (2, 1)),
        pooling((2, 1, 1, 1), kind, 1, 1),
    )
    for kind in ("max", "average")
}

FLATTENS = (flatten(1, 2, 1, 2), flatten(2, 1, 2, 3), flatten(2, 3, 2, 1), flatten(3, 2, 3, 4), flatten(3, 1, 1, 1))

# Plans that are drawn.

_SIDES: dict[str, Callable[[DrawFn], tuple[int, ...]]] = {}
"""How sizes along an axis are drawn: of the images, of the kernel, its stride and the padding."""


def _side(draw_side: Callable[[DrawFn], tuple[int, ...]]) -> Callable[[DrawFn], tuple[int, ...]]:
    _SIDES[draw_side.__name__.strip("_")] = draw_side
    return draw_side


@_side
def _room(draw: DrawFn) -> tuple[int, ...]:
    """A kernel that is larger than the image, for which the padding makes room."""
    size, more = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return size, size + more, draw(st.integers(1, 2)), draw(st.integers(-(-more // 2), more))


@_side
def _margin(draw: DrawFn) -> tuple[int, ...]:
    """A padding of the kernel's size, or above."""
    kernel = draw(st.integers(3, 4))
    return draw(st.integers(1, 4)), kernel, draw(st.integers(1, 3)), kernel + draw(st.integers(0, 2))


@_side
def _leap(draw: DrawFn) -> tuple[int, ...]:
    """A stride far beyond the kernel."""
    kernel, leap = draw(st.integers(1, 3)), draw(st.integers(3, 5))
    return 2 * kernel + leap + draw(st.integers(0, 2)), kernel, kernel + leap, draw(st.integers(0, 1))


@st.composite
def convolutions(draw: DrawFn, vertical: str, horizontal: str) -> Plan:
    """A convolution whose sizes are of one kind from top to bottom, and of another from left to right."""
    (height, *rows), (width, *columns) = _SIDES[vertical](draw), _SIDES[horizontal](draw)
    images = (*draw(st.tuples(st.integers(1, 2), st.integers(1, 2))), height, width)
    kernel, stride, padding = zip(rows, columns, strict=True)
    return convolution(images, draw(st.integers(1, 2)), kernel, stride, padding)


DRAWN = tuple(convolutions(*kinds) for kinds in (("room", "margin"), ("margin", "leap"), ("leap", "room")))
"""Each kind of sizes along each axis."""

# Sessions.


def drawn_values(shape: Shape, **values: Any) -> SearchStrategy[np.ndarray]:
    """Small numbers with halves."""
    return arrays(shape, **{"low": -7, "high": 7, "scale": 2.0} | values)


@st.composite
def sessions(draw: DrawFn, plans: Sequence[Plan], of: str = "there_and_back", **values: Any) -> Arguments:
    """One of the scripts below with numbers, for one of the plans."""
    plan = draw(st.sampled_from(plans))

    def number(shape: Shape) -> np.ndarray:
        return np.array(draw(drawn_values(shape, **values)))

    params = {name: number(shape) for name, shape in plan.params.items()}
    steps = SCRIPTS[of](plan, number)
    return {"made": plan.made, **({"params": params} if params else {}), "steps": steps}


def drawn_plans(
    plans: Sequence[SearchStrategy[Plan]], of: str = "there_and_back"
) -> tuple[SearchStrategy[Arguments], ...]:
    """A session for each of the plans that are drawn."""
    return tuple(each.flatmap(lambda plan: sessions((plan,), of)) for each in plans)


@st.composite
def siblings(draw: DrawFn, plans: Sequence[Plan]) -> Arguments:
    """There and back with layers of the same kind and of other settings, side by side, which all have the same x."""
    x = draw(drawn_values(plans[0].x))
    first, *others = (
        draw(sessions((plan,))) | {"steps": [forward(x), backward(draw(drawn_values(plan.output)))]}
        for plan in draw(st.permutations(plans))
    )
    return {"form": "beside_others"} | first | {"siblings": others}


def settings(of: Callable[..., Plan], x: Shape, *each: Sequence[Any]) -> tuple[Plan, ...]:
    """Layers of each of these settings, for the same x."""
    return tuple(of(x, *given) for given in each)


DENSE_SIBLINGS = (dense(3, 4, 2), dense(3, 4, 5), dense(3, 4, 1))

CONVOLUTION_SIBLINGS = settings(
    convolution,
    (2, 2, 5, 6),
    (2, 2, 2),
    (2, 2, (3, 2)),
    (2, 2, 2, 1),
    (2, (3, 2), 2),
    (2, 2, (3, 2), (1, 0)),
    (3, 2, 2),
)
"""Of another stride, kernel and padding, with outputs of the same shape, and of another one."""

POOLING_SIBLINGS = settings(
    pooling,
    (1, 2, 5, 6),
    ("max", 2, 2),
    ("max", 2, (3, 2)),
    ("max", 2, 1),
    ("max", (3, 2), 2),
    ("average", 2, 2),
    ("average", (2, 1), (3, 2)),
)


Number = Callable[[Shape], np.ndarray]


def _there(plan: Plan, number: Number) -> list[Step]:
    return [forward(number(plan.x))]


def _there_and_back(plan: Plan, number: Number) -> list[Step]:
    return [forward(number(plan.x)), backward(number(plan.output))]


def _several(plan: Plan, number: Number) -> list[Step]:
    """Batches of several sizes, two of them of as many pixels, more of them forward than back, and back twice in a row.
    The last two batches begin and end alike, and the first of them is for training.
    """
    steps = [("look", {}), forward(number(plan.x)), backward(number(plan.output))]
    for other in plan.others:
        steps += [forward(number(other.x), True), backward(number(other.output))]
    last, before = number(plan.x), number(plan.x)
    before.flat[[0, -1]] = last.flat[[0, -1]]
    steps += [forward(before, True), forward(last)]
    return [*steps, backward(number(plan.output)), backward(number(plan.output))]


def _pairs(plan: Plan, number: Number) -> list[Step]:
    """Batches of one size and of another, for training and at rest: each of them after each, and back after the second.
    Nobody counts on so many; the numbers come again and again.
    """
    x, output_grad = ([number((plan.x[0] + more, *shape[1:])) for more in (0, 1)] for shape in (plan.x, plan.output))
    kinds = [*itertools.product((0, 1), (False, True))]
    return [
        step
        for (one, aloud), (other, loud) in itertools.product(kinds, kinds)
        for step in (forward(x[one], aloud), forward(-x[other], loud), backward(output_grad[other]))
    ]


def _changing(plan: Plan, number: Number) -> list[Step]:
    """Params that others change, in place and by putting new arrays there, also between a forward and its backward.
    What is in grads stays there meanwhile, and once more goes forward.
    """
    there = [("forward", {"x": number(plan.x)}), backward(number(plan.output))]
    again = [(name, dict(given)) for name, given in there]
    early, added, new = ({name: number(shape) for name, shape in plan.params.items()} for _ in range(3))
    between = [again[0], ("add", added), again[1], again[0], ("put", new), again[1]]
    new_layer: list[Step] = [("look", {}), ("add", early), ("look", {})]
    return [*new_layer, *there, ("add", added), *again, ("put", new), *again, *between, again[0], ("look", {})]


SCRIPTS: dict[str, Callable[[Plan, Number], list[Step]]] = {
    "there": _there,
    "there_and_back": _there_and_back,
    "several": _several,
    "pairs": _pairs,
    "changing": _changing,
}


def each_plan(
    plans: Sequence[Plan], of: str = "there_and_back", **values: Any
) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each plan, so that every paper has a case of all of them."""
    return tuple(sessions((plan,), of, **values) for plan in plans)


def asked_as(form: str, drawn: Iterable[SearchStrategy[Arguments]]) -> tuple[SearchStrategy[Arguments], ...]:
    """The same cases under a name that says what is special about them."""
    return tuple(each.map(lambda case: {"form": form} | case) for each in drawn)


# Forms.

Round = tuple[Change | None, Change | None]
"""What is made of x and of output_grad on one way there and back."""

AS_IT_IS: Round = (None, None)


def random_session(plan: Plan, rounds: Sequence[Round], seed: int) -> Arguments:
    """There and back, once for each of the rounds, with numbers that need all their digits."""
    draw = np.random.default_rng(seed)

    def number(shape: Shape, change: Change | None = None) -> np.ndarray:
        drawn = draw.normal(0, 1, shape)
        return change(drawn) if change else drawn

    params = {name: number(shape) for name, shape in plan.params.items()}
    steps: list[Step] = []
    for x, output_grad in rounds:
        steps += [forward(number(plan.x, x), bool(seed % 2)), backward(number(plan.output, output_grad))]
    return {"made": plan.made, **({"params": params} if params else {}), "steps": steps}


def changed(case: Arguments, x: Change | None = None, output_grad: Change | None = None) -> Arguments:
    """The case with other numbers for x, or for output_grad."""
    changes = {"x": x, "output_grad": output_grad}

    def new(name: str, value: Any) -> Any:
        change = changes.get(name)
        return change(value) if change else value

    def step(method: str, given: Arguments) -> Step:
        return method, {name: new(name, value) for name, value in given.items()}

    return case | {"steps": [step(*each) for each in case["steps"]]}


def _times(factor: float) -> Change:
    return lambda array: factor * array


_FAR = 10**6


def _filling(dtype: Any) -> Change:
    """Whole numbers up to the edges of a type, or up to a million."""
    low, high = max(np.iinfo(dtype).min, -_FAR), min(np.iinfo(dtype).max, _FAR)

    def filled(array: np.ndarray) -> np.ndarray:
        shares = np.modf(np.abs(array) * 1000)[0]
        whole = np.rint(low + shares * (high - low))
        whole.flat[0] = high
        whole.flat[-1] = low if array.size > 1 else high
        return whole.astype(dtype)

    return filled


def _short(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32)


def _about(middle: float) -> Change:
    """Numbers that all are near one that is not 0."""
    return lambda array: middle + array / 8


def _last_alone(array: np.ndarray) -> np.ndarray:
    made = np.zeros(array.shape)
    made.flat[-1] = 1.5
    return made


rows_silent_at_first: Change = partial(silent_at_first, 0)
"""Zeros in the first half of the rows."""

WIDTHS = (np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64)

_SILENT: Change = np.zeros_like

TABLE: tuple[tuple[str, tuple[Round, ...]], ...] = (
    *(
        ("number_types", ((_filling(width), _filling(width)), (_filling(width), None), (None, _filling(width))))
        for width in WIDTHS
    ),
    ("number_types", ((_short, None), (None, _short))),
    ("all_digits", (AS_IT_IS, (_times(1e-14), None), (None, _times(1e-14)), (_times(1e-5), _times(1e-5)))),
    ("all_digits", ((_times(3e7), None), (None, _times(-3e7)), (_times(-3e7), _times(3e7)))),
    ("all_digits", ((nearly_symmetric, None), (None, nearly_symmetric))),
    ("special_values", ((_SILENT, None), (_last_alone, None), (np.ones_like, None))),
    ("special_values", ((rows_silent_at_first, None), (None, rows_silent_at_first))),
    ("special_values", ((None, _SILENT), (None, _last_alone), (_SILENT, _SILENT))),
    ("memory_order", (AS_IT_IS,) * 4),
    ("keywords", (AS_IT_IS,)),
)
"""Forms by their names, each with what it makes of x and of output_grad."""

NEARLY_FLAT = ("all_digits", tuple((_about(middle), None) for middle in (9.5, 15.5, 20.5, -9.5, -15.5, -20.5)))
"""Numbers for which a sigmoid and tanh are not yet what they come to, far less than a millionth away."""


def formed(form: str, plan: Plan, rounds: Sequence[Round] = (AS_IT_IS,)) -> SearchStrategy[Arguments]:
    """A session in one of its forms."""
    return st.builds(lambda seed: {"form": form} | random_session(plan, rounds, seed), SEEDS)


def forms(
    plans: Sequence[Plan],
    large: Sequence[Plan],
    settings: Sequence[Plan] = (),
    table: Sequence[tuple[str, Sequence[Round]]] = TABLE,
) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each form, of which every paper has one case.  Where there are several plans, each has all
    forms, but they share the wider types of numbers.
    """
    alone = [
        formed(form, plan, rounds)
        for place, plan in enumerate(plans)
        for number, (form, rounds) in enumerate(table)
        if number < 2 or number >= len(WIDTHS) or number % len(plans) == place
    ]
    return (
        *alone,
        *(formed("large_size", plan) for plan in large),
        *(formed("settings", plan) for plan in settings),
    )


# Special cases.


def ramp(shape: Shape) -> np.ndarray:
    """Numbers that count."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def without_ties(drawn: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The same order of numbers, but no two alike."""

    def apart(x: np.ndarray) -> np.ndarray:
        return x + np.arange(x.size).reshape(x.shape)[..., ::-1] / 1024

    return drawn.map(lambda case: changed(case, apart))


def nearly_tied(drawn: SearchStrategy[Arguments], apart: float) -> SearchStrategy[Arguments]:
    """Numbers that are alike but for so little: which is the largest can be told, though hardly."""

    def near(x: np.ndarray) -> np.ndarray:
        places = np.random.default_rng(x.size).permutation(x.size).reshape(x.shape)
        return np.asarray(np.clip(x, -1, 1) + places * apart)

    return drawn.map(lambda case: changed(case, near))


def without_zeros(drawn: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """A quarter in the place of each 0."""
    return drawn.map(lambda case: changed(case, lambda x: np.where(x == 0, 0.25, x)))


def around_zero(drawn: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """0, and numbers that are hardly above and below it; gradients that are not 0."""

    def near(x: np.ndarray) -> np.ndarray:
        return np.resize([0.0, 1e-12, -1e-12, 0.0, -0.0, 1e-300], x.shape)

    return drawn.map(lambda case: changed(case, near, lambda grad: np.where(grad == 0, 1.5, grad)))


def far_away(drawn: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """Numbers of which exp is no number any more, and their negatives."""

    def far(x: np.ndarray) -> np.ndarray:
        return np.resize([750.0, -750.0, 1.7e308, -1.7e308, -40.0, 1e4], x.shape) + x

    return drawn.map(lambda case: changed(case, far))


def at_rest(drawn: SearchStrategy[Arguments]) -> SearchStrategy[Arguments]:
    """The steps of a case before and after one for training, which need not be asked for."""

    def resting(case: Arguments) -> Arguments:
        (_, given), back = case["steps"]
        by_default, loud = ("forward", {"x": given["x"]}), forward(given["x"] + 1, training=True)
        return case | {"steps": [("look", {}), by_default, back, loud, *case["steps"]]}

    return drawn.map(resting)


def dropout(rate: float, *shape: int) -> Plan:
    """Dropout, for numbers of this shape."""
    return Plan({"rate": rate, "seed": 1}, {}, shape, tuple)


DROPOUTS = (dropout(0.5, 2, 3), dropout(0.75, 4), dropout(0.2, 2, 1, 3, 2), dropout(0.5))

# Settings and sizes for forms.

DENSE_SETTINGS = (
    dense(2, 3, 2)._replace(made={"inputs": np.int64(3), "nodes": np.int8(2), "seed": np.int64(1)}),
    dense(1, 100, 120)._replace(made={"inputs": np.int8(100), "nodes": np.int8(120), "seed": 0}),
)

CONVOLUTION_SETTINGS = (
    convolution((1, 2, 5, 6), 3, [2, 3], [2, 1], [1, 2]),
    convolution((2, 2, 4, 5), 2, np.int64(2), np.int64(2), np.int64(1)),
    convolution((1, 2, 5, 4), 2, (2, 1), (1, 2), (0, 0)),
    convolution((1, 8, 16, 16), 16, np.int8(15), 1, np.int8(1)),
)

POOLING_SETTINGS = tuple(
    pooling((1, 2, 6, 7), kind, size, stride)
    for kind in ("max", "average")
    for size, stride in (([2, 3], [1, 2]), (np.int64(3), np.int8(2)))
)

LARGE_CONVOLUTIONS = (
    convolution((1031, 1, 2, 3), 2, 2),
    convolution((1, 1031, 2, 2), 1, 2, 1, 0),
    convolution((1, 1, 2, 3), 1031, 2),
    convolution((1, 1, 1031, 2), 1, 2, (20, 1)),
    convolution((1, 1, 2, 1031), 1, 2, (1, 20), (0, 1)),
    convolution((1, 1, 70, 2), 1, (67, 2), 1, 1),
    convolution((1, 1, 2, 70), 1, (2, 67), 1, 0),
    convolution((1, 1, 40, 4), 1, 2, (11, 1)),
    convolution((1, 1, 4, 260), 1, 2, (1, 151)),
    convolution((1, 1, 2, 3), 1, 2, (9, 5), (51, 11)),
)

LARGE_POOLINGS = tuple(
    pooling(images, ("max", "average")[place % 2], size, stride)
    for place, (images, size, stride) in enumerate(
        (
            ((1031, 1, 2, 2), 2, 1),
            ((1, 1031, 2, 2), 2, 1),
            ((1, 1, 1031, 2), 2, (20, 2)),
            ((1, 1, 2, 1031), (1, 2), (2, 20)),
            ((1, 1, 70, 70), (67, 66), (1, 2)),
            ((1, 1, 40, 260), 2, (11, 151)),
        )
    )
)

LARGE_FLATTENS = (flatten(1031, 2, 1, 2), flatten(2, 1031, 1, 2), flatten(1, 2, 1031, 2), flatten(2, 1, 2, 1031))

LARGE_ACTIVATIONS = tuple(
    activation(name, *shape)
    for name, shape in zip(NAMES, ((1031, 2), (2, 1031), (2, 1, 1031, 1), (1, 2, 1, 1031), (5003, 1)), strict=True)
)
