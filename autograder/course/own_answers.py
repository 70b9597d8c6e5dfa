"""The forms of arguments, where an answer cannot be compared with the reference's: then it is compared
with the same module's answer to the plain call.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from autograder.course.checks import Check, Kind
from autograder.course.observations import Request, Subject, call, call_in_form
from autograder.course.outcomes import Arguments
from autograder.course.verdicts import judged
from autograder.languages import N_, _
from autograder.values import compare

_TEXT = N_(
    "The same arguments in other forms: arrays that lie otherwise in memory or hold whole numbers, NumPy's "
    "whole numbers, and arguments by their names. The answer depends on the values alone."
)


def same_in_any_form(points: float, cases: SearchStrategy[Arguments], *forms: str) -> Check:
    """A check that the answer is the same in whatever form the arguments come.

    ``cases`` draws the arguments of a call; ``forms`` names those of :data:`FORMS` to be tried, all
    unless it names some.  Each is tried once.
    """
    formed = tuple(cases.map(functools.partial(_formed, form)) for form in forms or FORMS)

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        form = FORMS[case["form"]]
        answer = subject.call(exercise, case["call"])
        other = subject.ask(form.request(exercise, case["call"]))
        return form.said() if compare.difference(answer, other) else ""

    check = judged("forms", points, _TEXT, st.one_of(*formed), judge, examples=formed, count=0, shown=_the_call)
    return dataclasses.replace(check, kind=Kind.FORMS)  # it says nothing of answers that are wrong anyhow


def _formed(form: str, call: Arguments) -> Arguments:
    return {"form": form, "call": FORMS[form].mild(call)}


def _the_call(case: Arguments) -> Arguments:
    call: Arguments = case["call"]
    return call


@dataclasses.dataclass(frozen=True)
class Form:
    """One form for the arguments of a call: how to ask in it, ``words`` for where the answer is another
    one, about arrays of this ``kind``, and which values of arguments have that form.
    """

    request: Callable[[str, Arguments], Request]
    words: str
    mild: Callable[[Arguments], Arguments] = dict
    kind: str = ""

    def said(self) -> str:
        """What is wrong where the answer is another one."""
        return _(self.words).format(kind=self.kind)


def _in_layout(layout: str) -> Form:
    words = N_("the answer is another one for arrays that lie otherwise in memory: only their values count")
    return Form(lambda name, call: call_in_form(name, call, layout, by_keyword=False), words)


def _of_type(kind: type[np.integer[Any]]) -> Form:
    def whole(array: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.clip(np.rint(40 * array), -100 if np.iinfo(kind).min else 0, 100)
        return found

    def typed(name: str, arguments: Arguments) -> Request:
        return call(name, _with_arrays(arguments, lambda array: array.astype(kind)))

    words = N_("the answer is another one for whole numbers of the type {kind}: compute in float64")
    return Form(typed, words, lambda arguments: _with_arrays(arguments, whole), kind.__name__)


def _with_arrays(value: Any, change: Callable[[np.ndarray], np.ndarray]) -> Any:
    """The value with each of its arrays changed, those in dicts too."""
    if isinstance(value, dict):
        return {key: _with_arrays(item, change) for key, item in value.items()}
    return change(value) if isinstance(value, np.ndarray) else value


def _with_numbers_of_numpy(name: str, arguments: Arguments) -> Request:
    return call(name, {key: _of_numpy(value) for key, value in arguments.items()})


def _of_numpy(value: Any) -> Any:
    """The value with NumPy's whole numbers, in pairs and shapes, too."""
    if isinstance(value, tuple | list):
        return type(value)(map(_of_numpy, value))
    return np.int64(value) if type(value) is int else value


FORMS: Mapping[str, Form] = {
    "column_major": _in_layout("column_major"),
    "reversed": _in_layout("reversed"),
    "spaced": _in_layout("spaced"),
    "int8": _of_type(np.int8),
    "uint8": _of_type(np.uint8),
    "int64": _of_type(np.int64),
    "whole_numbers_of_numpy": Form(
        _with_numbers_of_numpy, N_("the answer is another one for whole numbers of NumPy's, such as np.int64(3)")
    ),
    "keywords": Form(
        lambda name, call: call_in_form(name, call, "", by_keyword=True),
        N_("the answer is another one for arguments that come by their names"),
    ),
}
"""The forms in which the arguments of a call may come."""


__all__ = ["FORMS", "Form", "same_in_any_form"]
