"""What the cases of the unit schedulers are drawn from: steps with one object, programs of steps and
resets with several, and settings and gradients in other forms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from autograder.course import Arguments
from autograder.course.forms import nearly_symmetric
from autograder.testing import arrays, sizes

SETTINGS = {
    "eta": (0.5, 0.25, 1.0, 0.125),
    "momentum": (0.5, 0.75, 0.25, 0.9),
    "rho": (0.5, 0.75, 0.9),
    "rho2": (0.75, 0.9, 0.5, 0.99),
}
"""What the constructors' arguments are drawn from."""

VECTORS = ((2,), (3,))
ODD_SHAPES = ((2, 1, 3), (1, 2, 1, 2, 1))
"""Shapes of three and of five axes, which the weights of no usual layer have."""
SHAPES = ((), (1,), (2, 3), (3, 2), (2, 1, 2, 2), *ODD_SHAPES)

MOST_OBJECTS = 3

Step = tuple[Any, ...]
"""A line of a program: ("make", object, settings), ("step", object, gradient), ("reset", object), or
("leave", object) for a reset of what is not used again.
"""


@st.composite
def chosen(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """The arguments of a constructor."""
    return {name: draw(st.sampled_from(SETTINGS[name])) for name in settings}


@st.composite
def walks(
    draw: DrawFn,
    settings: tuple[str, ...],
    *,
    steps: tuple[int, int] = (2, 2),
    shapes: Any = VECTORS,
    eta: float | None = None,
    **values: Any,
) -> Arguments:
    """Settings, of which eta may be given, and gradients of one shape, one for each step; ``values`` are the
    options of arrays.
    """
    shape = draw(st.sampled_from(shapes))
    gradients = [np.array(draw(arrays(shape, **values))) for _ in range(draw(sizes(*steps)))]
    return draw(chosen(settings)) | {"gradients": gradients} | ({} if eta is None else {"eta": eta})


def successions(settings: tuple[str, ...], *, long: bool = False) -> SearchStrategy[Arguments]:
    """Several steps; with ``long`` more than anybody counts on, the first and the third with a gradient of zeros."""

    def pausing(case: Arguments) -> Arguments:
        for place in (0, 2):
            case["gradients"][place] = np.zeros_like(case["gradients"][place])
        return case

    return walks(settings, steps=(12, 15)).map(pausing) if long else walks(settings, steps=(3, 5))


# Programs.


STEPS = (
    "A B a b a b",
    "A a a B a b a",
    "A B a b a ?b a a",
    "A a B b a a b",
    "A B C a b c c b a a b c",
    "A B b a a ?b a",
)
"""A capital makes an object, a small letter is a step of it, and ?b the reset of one that is not used
again.
"""

STEPS_AND_RESETS = (
    "A a a !a a a a",
    "A a a !a a a",
    "A !a a a",
    "A a !a !a a a",
    "A !a !a a a",
    "A a a !a !a a a",
    "A a !a a a !a a a",
)
"""Steps of one object and its resets, !a: before the first step, twice, several times."""


def each_of(scripts: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """The options with which every paper has a program of each script."""
    return tuple({"script": script, "alike": place % 2 == 0} for place, script in enumerate(scripts))


def programs(
    settings: tuple[str, ...], *, resets: bool = False, script: str = "", alike: bool | None = None
) -> SearchStrategy[Arguments]:
    """Programs of this script, or of any."""
    if script:
        return filled(script, settings, alike=alike)
    return scripts(resets).flatmap(lambda script: filled(script, settings))


@st.composite
def scripts(draw: DrawFn, resets: bool) -> str:
    """Scripts of any makings and steps, or of steps and resets of one object.

    They are what a RuleBasedStateMachine of Hypothesis would run, with its rules and preconditions
    (what is made can step and be reset, in any order).  But a machine runs while it draws, and a
    case is drawn once and tried on many modules, each in another process: so a program is data.
    """
    names, words = ["a"], ["A"]
    for _ in range(draw(st.integers(3, 9))):
        new = [chr(ord(names[-1]) + 1)] if len(names) < MOST_OBJECTS and not resets else []
        other = ["!a"] if resets else [name.upper() for name in new]
        words.append(draw(st.sampled_from([*names, *names, *other])))
        names += new if words[-1].isupper() else []
    return " ".join([*words, *names, "a"])


@st.composite
def filled(draw: DrawFn, script: str, settings: tuple[str, ...], *, alike: bool | None = None) -> Arguments:
    """A script with settings and gradients.  If it is ``alike``, all objects have the same settings and
    all gradients one shape; if not, each object its own, and there is another shape after each reset.
    """
    alike = draw(st.booleans()) if alike is None else alike
    common, shape = draw(chosen(settings)), draw(st.sampled_from(VECTORS))
    shapes: dict[str, tuple[int, ...]] = {}
    program: list[Step] = []
    for word in script.split():
        name = word[-1].lower()
        if word.isupper():
            program.append(("make", name, common if alike else draw(chosen(settings))))
            shapes[name] = shape if alike or len(shapes) % 2 else (5 - shape[0],)
        elif word.startswith("?"):
            program.append(("leave", name))
        elif word.startswith("!"):
            program.append(("reset", name))
            shapes[name] = shape if alike else (5 - shapes[name][0],)
        else:
            program.append(("step", name, np.array(draw(arrays(shapes[name])))))
    return {"program": program}


# Other forms.

WIDTHS = (np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64)
SCALARS = (np.float64, np.float32, np.int64)
NARROW = (np.int8, np.uint8, np.int16, np.int64)
GONE_WRONG = (1e200, np.inf, np.nan)
"""Numbers in gradients with which training has gone wrong: the square of the first is none any more."""


LARGE_SHAPES = ((3072,), (5003,), (3, 1031), (1031, 2))
"""So many numbers in a row leave nothing over in blocks of a power of two, and something in whatever blocks; and wide
and high ones, for which code may remember less.
"""


def formed(form: str, case: Arguments) -> Arguments:
    """A walk that is called in one of its forms."""
    return {"form": form} | case


@st.composite
def in_any_layout(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """Gradients that lie in memory in another way at each step."""
    return formed("memory_order", draw(walks(settings, steps=(5, 5), shapes=((2, 3),))))


@st.composite
def by_keyword(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """All arguments by their names, the last first."""
    return formed("keywords", draw(walks(settings)))


@st.composite
def whole(draw: DrawFn, settings: tuple[str, ...], width: Any) -> Arguments:
    """Whole numbers of one width, up to its edges, and then fractions.  None is so small that the 1e-8 would be
    seen, and eta is no sum of a few powers of two: so float32 is not enough.
    """
    limits = np.iinfo(width)
    edges = st.sampled_from([limits.max, limits.max - limits.max // 8, limits.min or limits.max // 10 * 9])
    case, size = draw(walks(settings, shapes=((3,),), scale=4)), draw(st.sampled_from([2, 3]))
    numbers = [np.array([limits.max, draw(edges), draw(edges)], dtype=width) for _ in range(size)]
    largest = {"eta": 1.1} | ({"momentum": 0.9} if "momentum" in settings else {})  # sums leave the type
    return formed("number_types", case | largest | {"gradients": [*numbers, *case["gradients"]]})


@st.composite
def with_whole_settings(draw: DrawFn, settings: tuple[str, ...], width: Any) -> Arguments:
    """Gradients of whole numbers of one width, and settings that are whole too, Python's or of this width.

    Averages are left as they are: with a rho of 0, what is large could cancel what is small.
    """
    case = draw(whole(settings, width))
    kind, gradients = draw(st.sampled_from([int, width])), [g for g in case["gradients"] if g.dtype == width]
    given = {"eta": kind(draw(st.sampled_from([2, 3])))}
    if "momentum" in settings:
        given["momentum"] = kind(draw(st.sampled_from([0, 1])))
    return case | given | {"gradients": gradients}


@st.composite
def with_scalars(draw: DrawFn, settings: tuple[str, ...], kind: Any) -> Arguments:
    """Settings that are NumPy's numbers; a whole one for eta alone."""
    case = draw(walks(settings))
    given = {name: kind(0.5) for name in settings} if kind is not np.int64 else {}
    return formed("number_types", case | given | ({"eta": kind(2)} if kind is np.int64 else {}))


@st.composite
def with_zero(draw: DrawFn, settings: tuple[str, ...], name: str) -> Arguments:
    """One setting that is zero, which is a number like others."""
    return formed("zero", draw(walks(settings, steps=(3, 3))) | {name: draw(st.sampled_from([0.0, 0]))})


SMALL = 1e-6
"""The size of gradients that somebody may take for none; beside the 1e-8 they are not."""


@st.composite
def sparse(draw: DrawFn, settings: tuple[str, ...], form: str = "sparse", scale: float = 1.0) -> Arguments:
    """Gradients of this scale in which a row is zero, or a column, or all numbers, or all but the last, and that come
    twice, after others.
    """
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    first, row, column, all_numbers, again, last = random.integers(1, 10, (6, 2, 3)) * random.choice(
        [0.5, -1.0], (6, 2, 3)
    )
    row[draw(st.integers(0, 1))] = column[:, draw(st.integers(0, 2))] = all_numbers[...] = 0
    single = np.zeros((2, 3))
    single[-1, -1] = 2
    gradients = [scale * each for each in (first, row, column, all_numbers, again, again, last, single)]
    return formed(form, draw(chosen(settings)) | {"gradients": gradients})


@st.composite
def to_all_digits(draw: DrawFn, settings: tuple[str, ...], scale: float, form: str = "all_digits") -> Arguments:
    """Gradients that need all 53 bits of a float, about ``scale`` in size.

    Where steps adapt to the gradients these must be so large that the 1e-8 is nothing beside them.
    """
    digits = st.builds(lambda size, sign: sign * size / 2**53, st.integers(2**50, 2**53 - 1), st.sampled_from([1, -1]))
    numbers = st.lists(digits, min_size=3, max_size=3).map(lambda drawn: scale * np.array(drawn))
    return formed(form, draw(chosen(settings)) | {"gradients": [draw(numbers) for _ in range(3)]})


@st.composite
def nearly_symmetric_ones(draw: DrawFn, settings: tuple[str, ...], scale: float) -> Arguments:
    """After others, gradients that are all but symmetric and no larger: of these the steps still depend on each."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    first, last = scale * random.uniform(0.75, 1.0, (2, 3)) * random.choice([1.0, -1.0], (2, 3))
    return formed("all_digits", draw(chosen(settings)) | {"gradients": [first, nearly_symmetric(last / 2)]})


def tiny(settings: tuple[str, ...], scale: float) -> SearchStrategy[Arguments]:
    """Gradients far below 1e-8: what is left of them is a small part of it, and all of it counts."""
    return to_all_digits(settings, scale, "tiny")


LARGEST = {
    "momentum": st.sampled_from([1.0, 0.99999]),
    "rho": st.just(0.9999),
    "rho2": st.sampled_from([0.999, 0.9999]),
}
"""The largest that anybody sets: a momentum of 1 forgets nothing, and of the others a power can still be told
from 1.
"""

NEAREST = LARGEST | {"rho2": st.just(0.999999)}
"""One of them nearer to 1."""

_DIGITS = st.integers(2**51, 2**53 * 15 // 16).map(lambda size: size / 2**53)
BETWEEN = dict.fromkeys(LARGEST, _DIGITS)
SMALLEST = dict.fromkeys(LARGEST, _DIGITS.map(lambda size: 1e-6 * size))
"""They keep hardly anything, but that is seen."""


@st.composite
def with_all_digits(
    draw: DrawFn,
    settings: tuple[str, ...],
    scale: float,
    eta: float = 1.0,
    others: Mapping[str, SearchStrategy[float]] = BETWEEN,
) -> Arguments:
    """Settings that need all their digits, eta about as large as given."""
    case = draw(to_all_digits(settings, scale))
    return case | {"eta": eta * draw(_DIGITS)} | {name: draw(others[name]) for name in settings if name != "eta"}


@st.composite
def fading(draw: DrawFn, settings: tuple[str, ...], scale: float) -> Arguments:
    """Steps after which what was forgotten can just be told from nothing."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    gradients = [scale * random.uniform(0.25, 1.0, 3) * random.choice([1.0, -1.0], 3) for _ in range(29)]
    settled = {name: 0.5 for name in settings if name != "eta"}
    return formed("all_digits", draw(chosen(settings)) | settled | {"gradients": gradients})


@st.composite
def many_steps(draw: DrawFn, settings: tuple[str, ...], rounds: int, **kept: float) -> Arguments:
    """Steps with a long memory, 100 in each round; other settings than those ``kept`` are 0.999."""
    case = draw(walks(settings, steps=(5, 5)))
    others = {name: kept.get(name, 0.999) for name in settings if name != "eta"}
    return formed("many_steps", case | others | {"times": 20, "rounds": rounds})


@st.composite
def after_a_disaster(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """Steps after a reset that comes after gradients with which training has gone wrong."""
    case = draw(walks(settings, steps=(3, 3)))
    before = [np.full_like(case["gradients"][0], number) for number in GONE_WRONG]
    return formed("reset", case | {"before": before})


RESHAPED = (((2, 3), (3,)), ((3,), (3, 1)), ((3, 2), (2, 3)))
"""Shapes before a reset and after it: NumPy fits the first to the second, to more, and they are of one size."""


@st.composite
def reshaped(draw: DrawFn, settings: tuple[str, ...], before: tuple[int, ...], after: tuple[int, ...]) -> Arguments:
    """Steps after a reset, with gradients of another shape than those before it."""
    case = draw(walks(settings, steps=(3, 3), shapes=(after,)))
    return formed("reshaped", case | {"before": draw(walks(settings, shapes=(before,)))["gradients"]})


@st.composite
def beside_another(draw: DrawFn, settings: tuple[str, ...]) -> Arguments:
    """Steps after a reset, beside an object that has been made since and has other settings."""
    case = draw(walks(settings, steps=(3, 3)))
    others = {name: 0.75 * value for name, value in case.items() if name in settings}
    return formed("beside_another", case | {"before": draw(walks(settings))["gradients"], "others": others})


@st.composite
def large(draw: DrawFn, settings: tuple[str, ...], shape: tuple[int, ...]) -> Arguments:
    """Gradients of this shape, of very different sizes, no two alike and none near zero."""
    start, sign = draw(st.integers(1, 9)), draw(st.sampled_from([1.0, -1.0]))
    gradients = [
        factor * np.geomspace(1000.0 * start, 1e10, math.prod(shape)).reshape(shape)
        for factor in (sign, -2.0 * sign, 0.5)
    ]
    return formed("large_size", draw(chosen(settings)) | {"gradients": gradients})


def forms(
    settings: tuple[str, ...], scales: tuple[float, ...], tiny_scales: tuple[float, ...]
) -> tuple[SearchStrategy[Arguments], ...]:
    """A strategy for each form, of which every paper has one case."""
    return (
        in_any_layout(settings),
        by_keyword(settings),
        *(whole(settings, width) for width in WIDTHS),
        *(with_whole_settings(settings, width) for width in NARROW),
        *(with_scalars(settings, kind) for kind in SCALARS),
        *(with_zero(settings, name) for name in settings),
        *(to_all_digits(settings, scale) for scale in scales),
        *(with_all_digits(settings, scales[0], eta) for eta in (1.0, 1e-4)),
        with_all_digits(settings, scales[0], 1e3, LARGEST),
        *((with_all_digits(settings, scales[0], 1e3, NEAREST),) if "rho2" in settings else ()),
        with_all_digits(settings, scales[0], 1e-9, SMALLEST),
        fading(settings, scales[0]),
        *(nearly_symmetric_ones(settings, scales[0]) for _ in range(2)),
        sparse(settings),
        sparse(settings, "sparse_and_small", SMALL),
        *(tiny(settings, scale) for scale in tiny_scales),
        *(large(settings, shape) for shape in LARGE_SHAPES),
        after_a_disaster(settings),
        beside_another(settings),
        *(reshaped(settings, *pair) for pair in RESHAPED),
        many_steps(settings, 11, rho2=0.9999),
        *((many_steps(settings, 4, rho2=0.99),) if "rho2" in settings else ()),  # a correction that is nearly over
    )
