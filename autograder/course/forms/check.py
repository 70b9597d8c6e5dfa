"""The check of forms, and the further cases of refusals and manners."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import Case, Check, Example, Kind, Mismatch, Origin, all_of_them, same_as_reference
from autograder.course.features import Features
from autograder.course.forms.bad_calls import crossed
from autograder.course.forms.changes import of_other_shape
from autograder.course.forms.declared import (
    ALL_DIGITS,
    BUSY,
    EARLIER_CALLS,
    EQUAL_SIZES,
    KEYWORDS,
    LARGE_SIZE,
    MEMORY_ORDER,
    NUMBER_TYPES,
    SETTINGS,
    SHAPES_ALONE,
    SPECIAL_VALUES,
    TOGETHER,
    Forms,
)
from autograder.course.forms.limits import next_to_limits
from autograder.course.forms.making.earlier_calls import TINY
from autograder.course.forms.making.enlarging import Enlarging
from autograder.course.forms.making.every_form import every_form
from autograder.course.forms.making.material import Material, formed
from autograder.course.forms.making.other_types import calls_of_other_types
from autograder.course.observations import Asks, Request, backwards, call_in_form, the_manners, the_refusal
from autograder.course.outcomes import Arguments
from autograder.languages import N_, _
from autograder.values import compare
from autograder.values.parts import arrays_in, changed
from autograder.values.readable import as_code
from autograder.worker.layouts import AS_IT_IS, LAYOUTS, ONE_ROW, SHARED, of_each

_GOOD_CALLS, _OF_EACH = 300, 2
"""From so many calls those are chosen in which refusals and manners are asked; of each check that many are."""

SHARE = 0.1
"""The part of an exercise's points that forms are worth."""

NAME = "forms"
_TEXT = N_(
    "The same calls in other forms: arrays that lie otherwise in memory, whole numbers of any width, values that need "
    "all their digits, tiny and huge ones, arguments by keyword, a large size."
)
_SAYS = {
    TOGETHER: N_("right in each of its cases by itself, but not where several of them meet"),
    SPECIAL_VALUES: N_(
        "right, but not for arrays that are constant or symmetric, or have equal rows or a single number"
    ),
    SHAPES_ALONE: N_("right, but not where nan stands in an array of which only the shape matters"),
    MEMORY_ORDER: N_("right, but not for arrays that lie otherwise in memory: only their values count"),
    NUMBER_TYPES: N_("right, but not for these types of numbers: compute in float64, whatever comes in"),
    ALL_DIGITS: N_("right, but not to all digits: compute in float64, round nothing, and drop nothing small"),
    SETTINGS: N_("right, but not for every number that it may get, such as those in this call: they make sense, too"),
    KEYWORDS: N_(
        "right, but not for every way in which arguments may come: by keyword, left out, as a list for a tuple, or as "
        "numbers of NumPy's"
    ),
    BUSY: N_("right for each size, setting and type by itself, but not where several are large or unusual at once"),
    EQUAL_SIZES: N_("right, but not where two sizes are equal that need not be: which axis is which, no size tells"),
    LARGE_SIZE: N_("right for few values only: it must hold for any size"),
    EARLIER_CALLS: N_("right, but not after another call with some of the same values: keep nothing between calls"),
}


def _says(case: Arguments) -> str:
    """What is to be said of an exercise that is right but for such cases."""
    if case["layout"] == SHARED:
        return _("right, but not where one array comes in for several arguments: none of them may be written into")
    said = _SAYS[case["form"]]
    return _(said)


Helpers = Mapping[str, Sequence[str]]
"""What the functions call their arguments that an exercise needs."""


def with_forms(
    checks: Sequence[Check], declared: Forms, features: Features, helpers: Helpers = types.MappingProxyType({})
) -> tuple[Check, ...]:
    """The checks with the one of their forms, whose points are taken from theirs; without it where none of
    them looks at a plain call.
    """
    bases = {check.name: check for check in checks if looks_at_a_call(check)}
    if not bases:
        return tuple(map(_with_limits, checks))
    total = sum(check.points for check in checks)
    manners = tuple(check.name for check in checks if check.kind in (Kind.MANNERS, Kind.ARGUMENTS))
    refused = [call for check in checks if check.observe is the_refusal for call in _listed(check)]
    more = (_with_more_cases(check, tuple(bases), declared, features, helpers, refused) for check in checks)
    less = [dataclasses.replace(check, points=round((1 - SHARE) * check.points, 4)) for check in more]
    forms = Check(
        name=NAME,
        points=round(total - sum(check.points for check in less), 4),
        text=_TEXT,
        cases=st.nothing(),
        examples=tuple(_of_all(bases, form, each) for form, more in declared.more.items() for each in more),
        count=0,
        kind=Kind.FORMS,
        observe=Asks(_Request(bases)),
        accept=_Accept(bases, declared.factors),
        tolerance=lambda case: compare.tolerance_for(case["call"]),
        shown=lambda case: case["call"],
        code=_code,
        origin=lambda case: Origin(case["bases"], case["form"], _says(case)),
        derive=lambda drawn, seed: every_form(_material(drawn, bases, declared, features, seed, manners)),
    )
    return (*less, forms)


def _with_limits(check: Check) -> Check:
    """The check, if it is one of refusals that lists plain calls, with numbers that are nearly good besides."""
    listed = _listed(check)

    def bad(_drawn: Mapping[str, Sequence[Arguments]], seed: int) -> list[Arguments]:
        return [*next_to_limits(listed, np.random.default_rng(seed))]

    return dataclasses.replace(check, derive=bad) if check.observe is the_refusal and not check.derive else check


def _listed(check: Check) -> list[Arguments]:
    """The calls that a check lists."""
    return [call for call in check.examples if isinstance(call, dict)]


def _material(
    drawn: Mapping[str, Sequence[Arguments]],
    bases: Iterable[str],
    declared: Forms,
    features: Features,
    seed: int,
    manners: tuple[str, ...] = (),
) -> Material:
    return Material({base: drawn[base] for base in bases}, declared, features, seed, manners)


def _with_more_cases(
    check: Check,
    bases: Sequence[str],
    declared: Forms,
    features: Features,
    helpers: Helpers,
    refused: Sequence[Arguments],
) -> Check:
    """The check, if it is one of refusals or manners, with cases made from those of the others."""

    def good(drawn: Mapping[str, Sequence[Arguments]], seed: int) -> list[Arguments]:
        random = np.random.default_rng(seed)
        pool = [declared.together(random) for _ in range(_GOOD_CALLS)] if declared.together else []
        return [*(call for base in bases for call in drawn[base]), *pool]

    def bad(drawn: Mapping[str, Sequence[Arguments]], seed: int) -> list[Arguments]:
        listed = _listed(check)
        if not listed:
            return []
        large = Enlarging(_material(drawn, bases, declared, features, seed)).large_calls_to_spoil()
        return crossed(listed, good(drawn, seed), features, seed, whole=declared.as_listed, large=large)

    def in_turn(drawn: Mapping[str, Sequence[Arguments]], seed: int) -> list[Arguments]:
        calls = features.each_alone(good(drawn, seed))
        calls += [call for base in bases for call in drawn[base][:_OF_EACH]]
        material = _material(drawn, bases, declared, features, seed)
        calls += [*Enlarging(material).large_calls(), *calls_of_other_types(material)]
        pairs = enumerate(zip(calls, calls[1:] + calls[:1], strict=True))
        return [
            {
                "first": one,
                "other": other,
                "helpers": _of(helpers, one, turn),
                "turns": _turns(one, turn),
                "refused": [refused[turn % len(refused)]] if refused else [],
            }
            for turn, (one, other) in pairs
        ]

    if check.kind is Kind.REFUSALS and check.shown is all_of_them:
        return dataclasses.replace(check, derive=bad)
    return dataclasses.replace(check, derive=in_turn) if check.observe is the_manners else check


def _of(helpers: Helpers, call: Arguments, turn: int) -> list[tuple[str, Arguments]]:
    """Calls of those helpers whose arguments are among these, in turns with other values and in other shapes: what
    they keep is not this call's.
    """
    known = [name for name, names in helpers.items() if names and {*names} <= {*call}]
    other = _of_other_shapes(call) if turn % 2 else backwards(call)
    return [(name, {each: other[each] for each in helpers[name]}) for name in known]


def _turns(call: Arguments, turn: int) -> list[str]:
    """The arguments in whose arrays other numbers are written: in turns all, and each by itself, for the answer may
    be the same once all are others.
    """
    names = list(dict.fromkeys(path[0] for path, _ in arrays_in(call)))
    choices = [names, *([name] for name in names if len(names) > 1)]
    return choices[turn % len(choices)]


def _of_other_shapes(call: Arguments) -> Arguments:
    other: Arguments = changed(call, [path for path, _ in arrays_in(call)], of_other_shape)
    return other


def looks_at_a_call(check: Check) -> bool:
    """Whether a check is about the result of one plain call, so that there can be forms of it."""
    return check.kind is Kind.ANSWERS and isinstance(check.observe, Asks) and check.observe.is_call


# A case is asked for in its layout, by keyword or not, and judged as its base would.


def _of_all(bases: Iterable[str], form: str, calls: Example) -> Any:
    """Cases that count only where all of the checks have passed."""
    names = tuple(bases)
    if isinstance(calls, SearchStrategy):
        return calls.map(lambda call: formed(form, names, call))
    return formed(form, names, calls)


@dataclasses.dataclass(frozen=True)
class _Request:
    """Asks for the call of a case; of what comes back for that which the one check looks at that the case was
    made from.
    """

    bases: Mapping[str, Check]

    def __call__(self, exercise: str, case: Arguments) -> Request:
        request = call_in_form(
            exercise, case["call"], case["layout"], by_keyword=case["by_keyword"], positional=case["positional"]
        )
        observe = self.bases[case["bases"][0]].observe
        if len(case["bases"]) > 1 or not isinstance(observe, Asks):
            return request
        return dataclasses.replace(request, read=observe.request(exercise, case["call"]).read)


def _code(exercise: str, case: Arguments) -> str:
    call = case["call"]
    if case["layout"] == SHARED:
        return _code_of_shared(exercise, call)
    layouts = of_each(case["layout"], len(call))
    written = {name: _value_code(call[name], layout) for name, layout in zip(call, layouts, strict=True)}
    first = case["positional"] if case["by_keyword"] else len(call)
    named = [f"{name}={code}" for name, code in list(written.items())[first:]]
    return f"{exercise}({', '.join([*list(written.values())[:first], *named[::-1]])})"


def _code_of_shared(exercise: str, call: Arguments) -> str:
    """The call with a name for the array of which others are a part, or that stands there more than once."""
    arrays = {name: value for name, value in call.items() if isinstance(value, np.ndarray)}
    whole = max(arrays.values(), key=np.size, default=np.zeros(0))
    parts = [name for name, array in arrays.items() if array.tobytes() == whole.reshape(-1)[: array.size].tobytes()]
    name = "same" if len(parts) > 1 else as_code(whole)
    written = {each: as_code(value) for each, value in call.items()}
    written |= {each: _code_of_part(name, whole, arrays[each]) for each in parts}
    if len(parts) > 1:
        part, first = written[parts[0]], f"same := {as_code(whole)}"
        written[parts[0]] = first if part == name else part.replace(name, f"({first})", 1)
    return f"{exercise}({', '.join(written.values())})"


def _code_of_part(name: str, whole: np.ndarray, array: np.ndarray) -> str:
    """How the beginning of an array is written that has a name."""
    return name if array.shape == whole.shape else f"{name}.reshape(-1)[:{array.size}].reshape{array.shape}"


def _value_code(value: Any, layout: str) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_value_code(item, layout)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray) and layout == ONE_ROW:
        return f"np.broadcast_to({as_code(value[:1])}, {value.shape})"
    if isinstance(value, np.ndarray) and value.ndim and layout != AS_IT_IS:
        return LAYOUTS[layout].code.format(as_code(LAYOUTS[layout].start(value)))
    return as_code(value)


_OF_THIS_CALL = 0.05
"""How far from the right answer to a call with tiny numbers an answer may be: 1 - 2 / (1 + exp(2 z)) has few digits
of such a tanh left, and the answer to the other call differs by more than half.
"""


@dataclasses.dataclass(frozen=True)
class _Accept:
    """Accepts what the check accepts that a case was made from, but to all digits."""

    bases: Mapping[str, Check]
    factors: Sequence[str] = ()

    def __call__(self, case: Case, value: Any) -> Mismatch | None:
        base, call = self.bases[case.arguments["bases"][0]], case.arguments["call"]
        relative = compare.tolerance_for(call)
        if base.tolerance:
            relative = max(relative, base.tolerance(call))
        allowed = compare.Allowed.to_all_digits(call, relative, factors=self._factors(call))
        if case.arguments["form"] == EARLIER_CALLS and 0 < (size := _largest_in_arrays(call)) <= TINY:
            allowed = compare.Allowed(_OF_THIS_CALL, TINY * size)
        return (base.accept or same_as_reference)(dataclasses.replace(case, arguments=call, tolerance=allowed), value)

    def _factors(self, call: Arguments) -> list[np.ndarray]:
        """What is multiplied; in place of what is left out as many ones as the first array has numbers."""
        given = [call.get(name) for name in self.factors]
        return [np.ones_like(next(arrays_in(call))[1]) if each is None else each for each in given]


def _largest_in_arrays(call: Arguments) -> float:
    return max((compare.largest(array) for _, array in arrays_in(call)), default=0.0)
