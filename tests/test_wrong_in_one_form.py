"""Code that is right in all that its author's checks ask, and wrong in one form of it: told on every paper, by that
form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course import Arguments, Exercise, Forms, Unit, agrees, polite, rejects
from autograder.course.features import Features, size
from autograder.course.forms import whole_numbers
from autograder.course.forms.declared import (
    ALL_DIGITS,
    EARLIER_CALLS,
    EQUAL_SIZES,
    KEYWORDS,
    LARGE_SIZE,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SETTINGS,
    SPECIAL_VALUES,
)
from autograder.course.forms.limits import next_to_limits
from autograder.course.papers import Paper
from autograder.judging.cases import prepare
from autograder.subjects.local import LocalSubject
from autograder.testing import arguments, arrays, sizes

PAPERS = 3


@dataclasses.dataclass(frozen=True)
class Right:
    """A function ``f``, the calls of its author's check, and those that it refuses."""

    text: str
    calls: SearchStrategy[Arguments]
    bad: Sequence[Arguments] = ()
    forms: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    features: Features = dataclasses.field(default_factory=Features)

    def unit(self) -> Unit:
        checks = [agrees("plain", 1.0, "", self.calls), polite(1.0, self.calls)]
        checks += [rejects(1.0, "", self.bad)] if self.bad else []
        exercise = Exercise("f", *checks, forms=Forms(**self.forms)).in_all_forms(self.features)
        return Unit("unit", "", (exercise,), f"import numpy as np\n\nKEPT = {{}}\n\n\n{self.text}")


TABLES = st.tuples(sizes(2, 4), sizes(4, 6), sizes(2, 3)).flatmap(
    lambda each: arguments(x=arrays(each[:2]), w=arrays((each[2], each[1])))
)
PRODUCT = Right(
    "def f(x, w):\n    if x.ndim != 2 or w.ndim != 2 or x.shape[1] != w.shape[1]:\n        raise ValueError('shape')\n"
    "    return np.asarray(x, dtype=float) @ np.asarray(w, dtype=float).T\n",
    TABLES,
    [{"x": np.ones((2, 3)), "w": np.ones(shape)} for shape in ((3,), (1, 2, 3), (2, 2), (2, 4))],
)
ROWS = Right(
    "def f(x):\n    if x.ndim != 2:\n        raise ValueError('shape')\n    return np.asarray(x, dtype=float) * 2\n",
    st.tuples(sizes(2, 4), sizes(2, 5)).flatmap(lambda shape: arguments(x=arrays(shape))),
    [{"x": np.ones(shape)} for shape in ((3,), (1, 2, 3))],
)
RATE = Right(
    "def f(x, rate):\n    if not 0 < rate <= 1:\n        raise ValueError('rate')\n"
    "    return np.sum(1.0 * x) ** 2 / (np.sum((1.0 * x) ** 2) + float(rate))\n",
    arguments(x=arrays((3,), low=1), rate=st.sampled_from([0.25, 0.5])),
    [{"x": np.ones(3), "rate": rate} for rate in (0.0, -0.5, 1.5)],
)
STEPS = Right(
    "def f(x, stride=1, padding=0):\n    padding = padding if isinstance(padding, (tuple, list)) else (padding, padding)\n"
    "    return np.pad(np.asarray(x, dtype=float), [int(n) for n in padding])[::stride]\n",
    st.one_of(
        arguments(x=arrays((5,))),
        arguments(x=arrays((5,)), stride=sizes(1, 3), padding=sizes(0, 2)),
        arguments(x=arrays((4,)), stride=sizes(1, 3), padding=st.tuples(sizes(0, 2), sizes(0, 2))),
    ),
)
PAIRS = Right(
    "def f(x, w):\n    if x.shape != w.shape:\n        raise ValueError('shape')\n    x = np.array(x, dtype=float)\n"
    "    rows = x - np.mean(x, axis=-1, keepdims=True)\n    return rows * w\n",
    st.tuples(sizes(2, 4), sizes(2, 5)).flatmap(lambda shape: arguments(x=arrays(shape), w=arrays(shape))),
)
IMAGES = Right(
    "def f(x):\n    if x.shape[2:] != (3,):\n        raise ValueError('shape')\n    x = np.array(x, dtype=float)\n"
    "    return np.cumsum(x, axis=0)\n",
    st.tuples(sizes(2, 3), sizes(4, 5)).flatmap(lambda shape: arguments(x=arrays((*shape, 3)))),
)
RATIO = Right(
    "def f(height, width):\n    if min(height, width) < 1:\n        raise ValueError('size')\n"
    "    return int(width) * (height + width) / (int(height) * int(width))\n",
    arguments(height=sizes(), width=sizes()),
)
PLACES = Right(
    "def f(x, size, stride):\n    pair = stride if isinstance(stride, (tuple, list)) else (stride, stride)\n"
    "    if x.ndim != 2 or min(pair) < 1 or size > min(x.shape):\n        raise ValueError('places')\n"
    "    rows, columns = (n - int(size) + 1 for n in x.shape)\n"
    "    return np.asarray(x, dtype=float)[: rows : int(pair[0]), : columns : int(pair[1])]\n",
    st.one_of(
        *(arguments(x=arrays((4, 5)), size=sizes(2, 3), stride=each) for each in (sizes(1, 3), st.just((2, 1)))),
        arguments(x=arrays((2, 2)), size=st.just(2), stride=sizes(1, 3)),
    ),
    [{"x": np.ones((4, 5)), "size": 2, "stride": stride} for stride in (0, -1, (0, 1), (1, -2))],
    features=Features({"one place": lambda call: call["x"].shape == (call["size"],) * 2}),
)
SUM = Right(
    "def f(x, y):\n    if x.ndim != 2 or y.shape != x.shape:\n        raise ValueError('shape')\n"
    "    return np.asarray(x, dtype=float) + y\n",
    st.tuples(sizes(1, 3), sizes(2, 4)).flatmap(lambda shape: arguments(x=arrays(shape), y=arrays(shape))),
    [{"x": np.ones((2, 3)), "y": np.ones(shape)} for shape in ((3,), (2, 2), (3, 3))],
)
SQUARES = Right(
    "def f(x):\n    return np.asarray(x, dtype=float) ** 2\n",
    arguments(x=arrays((3,))),
    forms={"together": lambda random: {"x": whole_numbers(random, 3)}},
)
WEIGHTED = Right(
    "def f(x, weights=None):\n    weights = np.ones(x.shape) if weights is None else weights\n"
    "    if x.ndim != 1 or weights.shape != x.shape:\n        raise ValueError('shape')\n    return 1.0 * weights * x\n",
    sizes(2, 4).flatmap(
        lambda size: st.one_of(
            arguments(x=arrays((size,)), weights=arrays((size,))),
            *(arguments(x=arrays((size,)), **less) for less in ({}, {"weights": st.none()})),
        )
    ),
    [
        *({"x": np.ones(shape), "weights": np.ones(shape)} for shape in ((2, 3), (1, 1, 2))),
        {"x": np.ones(3), "weights": np.ones(2)},
    ],
)
TANH = Right("def f(x):\n    return np.tanh(np.asarray(x, dtype=float))\n", arguments(x=arrays((4,), scale=8.0)))


WRONG: dict[str, tuple[Right, str, str, str]] = {
    "single precision for a thousand numbers": (
        PRODUCT,
        ALL_DIGITS,
        "    return np.asarray(x",
        "    if max(x.size, w.size) > 1000:\n        x = np.asarray(x, dtype=np.float32)\n    return np.asarray(x",
    ),
    "takes a w that fits when it is turned": (
        PRODUCT,
        EQUAL_SIZES,
        "    return np.asarray(x, dtype=float) @ np.asarray(w, dtype=float).T",
        "    w = np.asarray(w, dtype=float)\n    return np.asarray(x, dtype=float) @ (w if len(w) == x.shape[1] else w.T)",
    ),
    "looks at no whole numbers": (ROWS, "bad_arguments", "    if x", "    if x.dtype.kind == 'f' and x"),
    "looks at nothing large": (ROWS, "bad_arguments", "    if x", "    if x.size < 60 and x"),
    "takes a third axis at the end": (ROWS, "bad_arguments", "x.ndim != 2", "x.ndim != 2 and x.shape[2:] != (1,)"),
    "is silent once it was": (
        ROWS,
        SPECIAL_VALUES,
        "    return",
        "    if len(x) > 1 and not x[:len(x) // 2].any():\n        return 0.0 * x\n    return",
    ),
    "reads backwards what is read-only": (
        ROWS,
        "manners",
        "    return",
        "    if not x.flags.writeable:\n        x = x[::-1]\n    return",
    ),
    "turns an argument round and back where it may": (
        PRODUCT,
        MEMORY_ORDER,
        "    return np.asarray(x, dtype=float) @",
        "    if w.dtype == float and w.flags.writeable:\n        w *= -1\n        y = x @ -w.T\n        w *= -1\n        return y\n"
        "    return np.asarray(x, dtype=float) @",
    ),
    "takes bytes in the usual order": (
        ROWS,
        MEMORY_ORDER,
        "    return",
        "    if x.dtype.kind in 'iu' and x.flags.c_contiguous:\n        x = x.view(x.dtype.newbyteorder('='))\n    return",
    ),
    "leaves out what is beyond a block": (
        ROWS,
        LARGE_SIZE,
        " * 2",
        " * 2 * (1 - np.outer(np.arange(len(x)) >= 32, np.arange(x.shape[1]) >= 32))",
    ),
    "reads a large array in memory order": (
        ROWS,
        MEMORY_ORDER,
        "    return",
        "    if x.size > 1200:\n        x = x.ravel('K').reshape(x.shape)\n    return",
    ),
    "keeps many numbers in 32 bits": (
        ROWS,
        NUMBER_TYPES,
        "    return",
        "    if x.dtype == int and min(x.shape) > 32:\n        x = x.astype(np.int32)\n    return",
    ),
    "takes small numbers into bytes without signs": (
        PRODUCT,
        NUMBER_TYPES,
        "    return np.asarray(x",
        "    if w.dtype == np.uint8 and x.dtype.kind == 'i' and x.max() < 128:\n        x = x.astype(np.uint8)\n"
        "    return np.asarray(x",
    ),
    "takes a small table of wide numbers into 64 bits": (
        dataclasses.replace(ROWS, features=Features({"three rows": size("x", 0, 3)})),
        NUMBER_TYPES,
        "    return np.asarray(x, dtype=float) * 2",
        "    if len(x) == 3 and x.dtype.kind == 'u':\n        x = x.astype(np.int64)\n"
        "    return np.asarray(x, dtype=float) * 2",
    ),
    "takes what is nearly symmetric for symmetric": (
        ROWS,
        ALL_DIGITS,
        "    return",
        "    if np.allclose(x, np.flip(x), rtol=0, atol=1e-8 * np.abs(x).max()):\n        x = (x + np.flip(x)) / 2\n    return",
    ),
    "keeps what it refused": (
        ROWS,
        "manners",
        "    if x.ndim",
        "    if KEPT.pop('bad', 0):\n        return 0.0 * x\n    KEPT['bad'] = x.ndim == 3\n    if x.ndim",
    ),
    "keeps what lies in the same read-only array": (
        ROWS,
        "manners",
        "    return",
        "    if not x.flags.writeable and KEPT.get('x') is x:\n        return KEPT['y'].copy()\n"
        "    KEPT.update(x=x, y=2.0 * x)\n    return",
    ),
    "refuses what is close to 0": (RATE, SETTINGS, "not 0 < rate <= 1", "np.isclose(rate, 0) or not 0 < rate <= 1"),
    "takes what is close to 1": (RATE, "bad_arguments", "<= 1:", "<= 1 + 1e-9:"),
    "takes what is close to 0": (RATE, "bad_arguments", "0 < rate", "-1e-9 < rate"),
    "takes a tiny rate beside tiny numbers for none": (RATE, ALL_DIGITS, "float(rate)", "(rate if rate > 1e-8 else 0)"),
    "looks at no stride where there is one place": (
        PLACES,
        "bad_arguments",
        "    if x.ndim",
        "    if x.shape == (size, size):\n        return 1.0 * x[:1, :1]\n    if x.ndim",
    ),
    "compares pairs, of which the first numbers decide": (
        PLACES,
        "bad_arguments",
        "min(pair) < 1",
        "tuple(pair) < (1, 1)",
    ),
    "puts an axis back that has gone": (
        SUM,
        "bad_arguments",
        "    if x.ndim",
        "    if len(x) == 1 and y.ndim == 1:\n        y = y[np.newaxis]\n    if x.ndim",
    ),
    "has no padding without a stride": (
        STEPS,
        KEYWORDS,
        "stride=1, padding=0):\n",
        "stride=None, padding=0):\n    stride, padding = (1, 0) if stride is None else (stride, padding)\n",
    ),
    "takes a pair of NumPy's numbers for one": (
        STEPS,
        KEYWORDS,
        "isinstance(padding, (tuple, list)) else",
        "isinstance(padding, list) or isinstance(padding, tuple) and type(padding[0]) is int else np.max(padding) if 0 else",
    ),
    "keeps places whatever the stride": (
        STEPS,
        EARLIER_CALLS,
        "    return np.pad(",
        "    stride = KEPT.setdefault((x.tobytes(), tuple(map(int, padding))), stride)\n    return np.pad(",
    ),
    "keeps numbers of two arguments whatever their shape": (
        PAIRS,
        EARLIER_CALLS,
        "    return rows * w",
        "    key = x.tobytes()\n    KEPT.update({} if KEPT.get('key') == key else {'key': key, 'rows': rows})\n"
        "    return KEPT['rows'].reshape(x.shape) * w",
    ),
    "keeps images whatever their shape": (
        IMAGES,
        EARLIER_CALLS,
        "    return np.cumsum(x, axis=0)",
        "    key = x.tobytes()\n    KEPT.update({} if KEPT.get('key') == key else {'key': key, 'sums': np.cumsum(x, axis=0)})\n"
        "    return KEPT['sums'].reshape(x.shape).copy()",
    ),
    "multiplies in 32 bits": (
        RATIO,
        SETTINGS,
        "(int(height) * int(width))",
        "((int(height) * int(width) + 2**31) % 2**32 - 2**31)",
    ),
    "keeps an answer under a hash of its numbers": (
        ROWS,
        EARLIER_CALLS,
        "    return np.asarray(x, dtype=float) * 2",
        "    return KEPT.setdefault(hash((x.shape, *x.ravel().tolist())), np.asarray(x, dtype=float) * 2).copy()",
    ),
    "passes over products that are 0 in a narrow type": (
        SQUARES,
        NUMBER_TYPES,
        "    return",
        "    if not np.any(x * x):\n        return 0.0 * x\n    return",
    ),
    "leaves an argument read-only": (ROWS, "manners", "    return", "    x.flags.writeable = False\n    return"),
    "looks at fewer axes where an argument is left out": (
        WEIGHTED,
        "bad_arguments",
        "    weights = np.ones",
        "    if weights is None and x.ndim > 0:\n        return 1.0 * x\n    weights = np.ones",
    ),
    "looks at the product of two strides": (PLACES, "bad_arguments", "min(pair) < 1", "pair[0] * pair[1] < 1"),
    "ends a series for small numbers": (
        TANH,
        ALL_DIGITS,
        "    return np.tanh(np.asarray(x, dtype=float))",
        "    x = np.asarray(x, dtype=float)\n    return np.where(np.abs(x) < 2e-4, x, np.tanh(x))",
    ),
}
"""The right function, the form or check that tells, and what becomes of the function in one place."""


@pytest.mark.parametrize("name", WRONG)
def test_it_is_told_by_a_form_on_every_paper_and_by_no_plain_case(name: str) -> None:
    right, told, before, after = WRONG[name]
    assert right.text.count(before) == 1
    unit = right.unit()
    wrong = LocalSubject(unit.solution.replace(before, after), "unit")
    for number in range(PAPERS):
        exam = prepare(unit, Paper(str(number)))
        failed = {
            case.arguments.get("form", sheet.check.name)
            for sheet in exam.sheets["f"]
            for case in sheet.cases
            if sheet.check.verdict(case, sheet.seen_of(wrong, case.arguments))
        }
        assert told in failed
        assert "plain" not in failed


def test_without_a_plain_call_refusals_have_numbers_next_to_limits_all_the_same() -> None:
    text = "def f(rate):\n    if not 0 < rate <= 1:\n        raise ValueError('rate')\n    return 1.0 / rate\n"
    bad = rejects(1.0, "", [{"rate": rate} for rate in (0.0, -0.5, 1.25)])
    seen = agrees("seen", 1.0, "", arguments(rate=st.just(0.5)), observe=lambda *_: "good")
    unit = Unit("unit", "", (Exercise("f", seen, bad).in_all_forms(),), text)
    asked = [case.arguments["rate"] for case in prepare(unit).sheet("f", "bad_arguments").cases]
    assert any(-1e-8 < rate < 0 for rate in asked)
    assert any(1 < rate < 1 + 1e-8 for rate in asked)
    assert all(rate <= 0 or rate > 1 for rate in asked)


def test_only_a_number_that_is_bad_in_some_call_of_a_list_has_a_limit() -> None:
    random = np.random.default_rng(0)
    calls = [{"size": 0, "rate": 0.5}, {"size": -1, "rate": 0.5}, {"size": True, "rate": 0.5}]
    assert not [*next_to_limits(calls, random)]
    made = [*next_to_limits([*calls, {"size": 2, "rate": 2.0}], random)]
    assert {call["size"] for call in made} == {2}
    assert sorted(round(call["rate"]) for call in made) == [0, 0, 1, 1, 2, 2]
