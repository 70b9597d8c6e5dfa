"""Forms: how arguments may come, whatever an exercise does with them.

A contract such as "any memory order, whole numbers of every width, results to all digits, calls by
keyword, sizes of thousands" holds for every exercise, so nobody writes cases for it: an exercise
whose checks look at a plain call gets one more check, ``forms``, whose cases are those of its own
checks in other forms.  It is worth a tenth of the exercise.  A case counts only where the check that
it was made from has passed: what is wrong anyhow is not held against the form.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import Case, Check, Example, Kind, Mismatch, Origin, same_as_reference
from autograder.course.features import Features
from autograder.course.observations import Asks, Request, call_in_form
from autograder.course.outcomes import Arguments
from autograder.values import compare
from autograder.values.readable import as_code
from autograder.worker.layouts import AS_IT_IS, LAYOUTS

SHARE = 0.1
"""The part of an exercise's points that forms are worth."""

_POOL, _FEWEST, _MOST = 400, 10, 40
"""From so many calls those are chosen in which all pairs of features meet; and how many at least and at most."""

NAME = "forms"
_TEXT = (
    "The same calls in other forms: arrays that lie otherwise in memory, whole numbers of any width, values that need "
    "all their digits, tiny and huge ones, arguments by keyword, a large size."
)

TOGETHER, ALL_DIGITS, NUMBER_TYPES, MEMORY_ORDER, KEYWORDS, LARGE_SIZE = FORMS = (
    "together",
    "all_digits",
    "number_types",
    "memory_order",
    "keywords",
    "large_size",
)
"""In the order in which they are told: what is not exact is so for most types of numbers, too."""

_SAYS = {
    TOGETHER: "right in each of its cases by itself, but not where several of them meet",
    MEMORY_ORDER: "right, but not for arrays that lie otherwise in memory: only their values count",
    NUMBER_TYPES: "right, but not for these types of numbers: compute in float64, whatever comes in",
    ALL_DIGITS: "right, but not to all digits: compute in float64, round nothing, and drop nothing small",
    KEYWORDS: "right, but not when the arguments come in this way",
    LARGE_SIZE: "right for few values only: it must hold for any size",
}

WIDTHS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
"""The whole numbers of NumPy."""

LARGE = 70
"""More than any small number that code is likely to count to."""

HUGE = 1030
"""More than a byte counts to, and than Python calls a function within itself."""


@dataclasses.dataclass(frozen=True)
class Forms:
    """What an exercise's author knows of its forms.

    Args:
        fixed: the arguments whose values mean something (probabilities, targets): they are neither
            rounded nor scaled.
        without: the forms that cannot be asked for, each with the reason.
        together: makes calls in which whatever the checks look at one by one can meet: as many are
            asked as it takes for all pairs of the unit's features.
        more: further cases of a form: calls, and strategies of which each draws one a paper.
    """

    fixed: tuple[str, ...] = ()
    without: Mapping[str, str] = dataclasses.field(default_factory=dict)
    together: Callable[[np.random.Generator], Arguments] | None = None
    more: Mapping[str, Sequence[Example]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted({*self.without, *self.more} - {*FORMS})
        if unknown:
            raise ValueError(f"there is no form {unknown[0]}: there are {', '.join(FORMS)}")


_Choice = TypeVar("_Choice")

ANY_FORM = Forms()
"""Nothing is known, and all can be asked for."""


def with_forms(checks: Sequence[Check], declared: Forms, features: Features) -> tuple[Check, ...]:
    """The checks with the one of their forms, whose points are taken from theirs; the same ones where
    none of them looks at a plain call.
    """
    bases = {check.name: check for check in checks if _looks_at_a_call(check)}
    if not bases:
        return tuple(checks)
    total = sum(check.points for check in checks)
    less = [dataclasses.replace(check, points=round((1 - SHARE) * check.points, 4)) for check in checks]
    forms = Check(
        name=NAME,
        points=round(total - sum(check.points for check in less), 4),
        text=_TEXT,
        cases=st.nothing(),
        examples=tuple(_of_all(bases, form, each) for form, more in declared.more.items() for each in more),
        count=0,
        kind=Kind.FORMS,
        observe=Asks(_request),
        accept=_Accept(bases),
        tolerance=lambda case: compare.tolerance_for(case["call"]),
        shown=lambda case: case["call"],
        code=_code,
        origin=lambda case: Origin(case["bases"], case["form"], _SAYS[case["form"]]),
        derive=lambda drawn, seed: _Maker({name: drawn[name] for name in bases}, declared, features, seed).cases(),
    )
    return (*less, forms)


def _looks_at_a_call(check: Check) -> bool:
    return check.kind is Kind.ANSWERS and isinstance(check.observe, Asks) and check.observe.is_call


# A case is asked for in its layout, by keyword or not, and judged as its base would.


def formed(
    form: str, bases: str | Iterable[str], call: Arguments, *, layout: str = AS_IT_IS, by_keyword: bool = False
) -> Arguments:
    """A case of the check, made from what one check or several look at."""
    names = (bases,) if isinstance(bases, str) else tuple(bases)
    return {"form": form, "bases": names, "layout": layout, "by_keyword": by_keyword, "call": call}


def _of_all(bases: Iterable[str], form: str, calls: Example) -> Any:
    """Cases that count only where all of the checks have passed."""
    names = tuple(bases)
    if isinstance(calls, SearchStrategy):
        return calls.map(lambda call: formed(form, names, call))
    return formed(form, names, calls)


def _request(exercise: str, case: Arguments) -> Request:
    return call_in_form(exercise, case["call"], case["layout"], by_keyword=case["by_keyword"])


def _code(exercise: str, case: Arguments) -> str:
    written = {name: _value_code(value, case["layout"]) for name, value in case["call"].items()}
    named = (f"{name}={code}" if case["by_keyword"] else code for name, code in written.items())
    return f"{exercise}({', '.join(named)})"


def _value_code(value: Any, layout: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_value_code(item, layout)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray) and value.ndim and layout:
        return LAYOUTS[layout].code.format(as_code(LAYOUTS[layout].start(value)))
    return as_code(value)


@dataclasses.dataclass(frozen=True)
class _Accept:
    """Accepts what the check accepts that a case was made from, but to all digits."""

    bases: Mapping[str, Check]

    def __call__(self, case: Case, value: Any) -> Mismatch | None:
        base, call = self.bases[case.arguments["bases"][0]], case.arguments["call"]
        relative = compare.tolerance_for(call)
        if base.tolerance:
            relative = max(relative, base.tolerance(call))
        allowed = compare.Allowed.to_all_digits(call, relative)
        return (base.accept or same_as_reference)(dataclasses.replace(case, arguments=call, tolerance=allowed), value)


# What the makers of calls need.


def pick(random: np.random.Generator, choices: Sequence[_Choice]) -> _Choice:
    """One of the choices."""
    return choices[int(random.integers(len(choices)))]


def whole_numbers(random: np.random.Generator, *shape: int) -> np.ndarray:
    """An array of floats that are whole numbers from -9 to 9."""
    return random.integers(-9, 10, shape).astype(float)


# Making cases.

_Path = tuple[Any, ...]
"""The way to an array among the arguments: a name, then keys or indices."""

_Change = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass
class _Maker:
    """Makes the cases of one exercise on one paper.

    Args:
        drawn: the cases of each base.
        declared: what the author says.
        features: those of the unit.
        seed: decides all that is left to chance.
    """

    drawn: Mapping[str, Sequence[Arguments]]
    declared: Forms
    features: Features
    seed: int

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.seed)
        self._bases = itertools.cycle(self.drawn)

    def cases(self) -> list[Arguments]:
        """All cases, form by form."""
        made = {
            TOGETHER: self._together,
            ALL_DIGITS: self._all_digits,
            NUMBER_TYPES: self._number_types,
            MEMORY_ORDER: self._memory_order,
            KEYWORDS: self._keywords,
            LARGE_SIZE: self._large_size,
        }
        return [case for form, make in made.items() if form not in self.declared.without for case in make()]

    def _pick(self) -> tuple[str, Arguments]:
        """A case of the next base."""
        base = next(self._bases)
        return base, self._of(base)

    def _of(self, base: str) -> Arguments:
        """A case of a base with as many numbers that are not 0 as half of its cases have: there is
        little to see of 0 in any form.
        """
        calls = sorted(self.drawn[base], key=_count_of_numbers, reverse=True)
        return calls[int(self._random.integers((len(calls) + 1) // 2))]

    def _changeable(self, call: Arguments) -> list[_Path]:
        """The arrays of numbers whose values may be changed."""
        return [
            path for path, array in _arrays(call) if path[0] not in self.declared.fixed and array.dtype.kind in "iuf"
        ]

    def _together(self) -> Iterator[Arguments]:
        if self.declared.together:
            pool = [self.declared.together(self._random) for _ in range(_POOL)]
            chosen = self.features.all_pairs(pool)[:_MOST]
            for call in chosen + pool[: max(_FEWEST - len(chosen), 0)]:
                yield formed(TOGETHER, self.drawn, call)

    def _memory_order(self) -> Iterator[Arguments]:
        for layout in LAYOUTS:
            base, call = self._pick()
            if any(True for _ in _arrays(call)):
                yield formed(MEMORY_ORDER, base, call, layout=layout)

    def _number_types(self) -> Iterator[Arguments]:
        """All arrays of each type, and each array by itself beside floats with fractions."""
        for dtype in (*WIDTHS, "float32"):
            base, call = self._pick()
            if paths := self._changeable(call):
                yield formed(NUMBER_TYPES, base, _changed(call, paths, self._as_type(dtype)))
        for number in range(self._most_arrays()):
            base, call = self._pick()
            paths = self._changeable(call)
            if len(paths) > 1:
                alone = paths[number % len(paths)]
                others = _changed(call, [path for path in paths if path != alone], self._with_digits)
                dtype = WIDTHS[self._random.integers(4)]
                yield formed(NUMBER_TYPES, base, _changed(others, [alone], self._as_type(dtype)))

    def _most_arrays(self) -> int:
        return max(len(self._changeable(call)) for calls in self.drawn.values() for call in calls)

    def _all_digits(self) -> Iterator[Arguments]:
        for base in self.drawn:
            yield from self._digits(base, self._of(base))
        for size in (self._random.uniform(-9, -4), self._random.uniform(3, 6)):
            yield from self._digits(*self._pick(), scaled=_to_size(10.0**size))
        yield from self._digits(*self._pick(), scaled=self._nearly_equal)

    def _digits(self, base: str, call: Arguments, scaled: _Change = np.array) -> Iterator[Arguments]:
        if paths := self._changeable(call):
            yield formed(ALL_DIGITS, base, _changed(call, paths, lambda array: scaled(self._with_digits(array))))

    def _keywords(self) -> Iterator[Arguments]:
        yield formed(KEYWORDS, *self._pick(), by_keyword=True)
        for base in self.drawn:
            other = _with_other_numbers(self._of(base))
            if other:
                yield formed(KEYWORDS, base, other)

    def _large_size(self) -> Iterator[Arguments]:
        """Every size of an axis that can be large by itself, and one of them as large as a loop allows."""
        base = next(iter(self.drawn))
        calls = self.drawn[base]
        small = min(calls, key=lambda call: sum(array.size for _, array in _arrays(call)))
        groups = [group for group in _axes_together(calls) if not self._is_fixed(group)]
        sizes = [(group, LARGE) for group in groups]
        if groups:
            sizes.append((groups[self._random.integers(len(groups))], HUGE))
        for group, size in sizes:
            large = _enlarged(small, group, size)
            if sum(array.size for _, array in _arrays(large)) <= _MOST_NUMBERS:
                yield formed(LARGE_SIZE, base, _changed(large, self._changeable(large), self._with_digits))

    def _is_fixed(self, group: _Group) -> bool:
        """Whether more along these axes could give values that mean something another meaning."""
        return any(path[0] in self.declared.fixed and axis for path, axis in group)

    def _with_digits(self, array: np.ndarray) -> np.ndarray:
        """The same values, a little nearer to 0, as floats that need all their digits."""
        moved: np.ndarray = array * (1 - self._random.uniform(0, 0.25, array.shape))
        return moved

    def _as_type(self, dtype: str) -> _Change:
        """Whole numbers: the nearest that the type has, some of them its largest or smallest."""

        def convert(array: np.ndarray) -> np.ndarray:
            if dtype == "float32":
                return array.astype(np.float32)
            bounds = np.iinfo(dtype)
            values = np.rint(np.abs(array) if bounds.min == 0 else array)
            whole: np.ndarray = np.clip(values, max(bounds.min, -(2**53)), min(bounds.max, 2**53)).astype(dtype)
            whole.flat[self._random.integers(whole.size)] = (bounds.min, bounds.max)[self._random.integers(2)]
            return whole

        return convert

    def _nearly_equal(self, array: np.ndarray) -> np.ndarray:
        """The array with a pair of neighbours that differ far behind the point."""
        flat = array.copy().reshape(-1)
        some = np.flatnonzero(flat[:-1])
        if some.size:
            first = some[self._random.integers(some.size)]
            flat[first + 1] = flat[first] * (1 + 2.0 ** -self._random.integers(22, 30))
        return flat.reshape(array.shape)


def _to_size(size: float) -> _Change:
    """Scales an array so that its largest value has this size; up only if it is smaller."""

    def scaled(array: np.ndarray) -> np.ndarray:
        top = compare.largest(array)
        return array * (size / top) if top and (size < 1 or top < size) else array

    return scaled


_MOST_NUMBERS = 20_000

_Group = frozenset[tuple[_Path, int]]
"""Axes of arrays that have the same size."""


def _axes_together(calls: Sequence[Arguments]) -> list[_Group]:
    """The axes that have the same size in all of the calls, for those must be of one size."""
    arrays = [dict(_arrays(call)) for call in calls]
    shapes = [{path: array.shape for path, array in each.items()} for each in arrays]
    alike = [
        each for each in shapes if {p: len(s) for p, s in each.items()} == {p: len(s) for p, s in shapes[0].items()}
    ]
    groups: dict[tuple[int, ...], set[tuple[_Path, int]]] = {}
    for path, shape in shapes[0].items():
        for axis in range(len(shape)):
            groups.setdefault(tuple(each[path][axis] for each in alike), set()).add((path, axis))
    return [frozenset(group) for group in groups.values()]


def _dimensions(arrays: Mapping[_Path, np.ndarray]) -> dict[_Path, int]:
    return {path: array.ndim for path, array in arrays.items()}


def _enlarged(call: Arguments, group: _Group, size: int) -> Arguments:
    for path, axis in group:
        call = _changed(call, [path], functools.partial(_repeated, axis=axis, size=size))
    return call


def _repeated(array: np.ndarray, *, axis: int, size: int) -> np.ndarray:
    taken: np.ndarray = np.take(array, np.arange(size) % array.shape[axis], axis)
    return taken


def _arrays(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, np.ndarray]]:
    if isinstance(value, np.ndarray) and value.size:
        yield path, value
    elif isinstance(value, dict | list | tuple):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _arrays(item, (*path, key))


def _count_of_numbers(call: Arguments) -> int:
    return sum(int(np.count_nonzero(array)) for _, array in _arrays(call))


def _changed(value: Any, paths: Sequence[_Path], change: _Change) -> Any:
    """The value with the arrays at these paths changed."""
    if () in paths:
        return change(value)
    below = {path[0] for path in paths}

    def part(key: Any, item: Any) -> Any:
        return _changed(item, [path[1:] for path in paths if path[0] == key], change) if key in below else item

    if isinstance(value, dict):
        return {key: part(key, item) for key, item in value.items()}
    return type(value)(part(key, item) for key, item in enumerate(value)) if below else value


def _with_other_numbers(call: Arguments) -> Arguments | None:
    """The call with NumPy's whole numbers and with lists for tuples; None where it has neither."""
    other = {name: _other_number(value) for name, value in call.items()}
    return other if any(type(other[name]) is not type(call[name]) for name in call) else None


def _other_number(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return np.int64(value)
    return list(map(_other_number, value)) if isinstance(value, tuple) else value
