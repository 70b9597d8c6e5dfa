"""What is observed of layers, networks and optimizers, how that is judged, and how a counterexample reads as
code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.course import Arguments, Case, Mismatch, Observation, Subject, as_code, compare, program
from autograder.course.checks import Origin

CALLERS, PARTS = program(__file__, "callers.py"), program(__file__, "parts.py")

# Layers: sessions, see callers.py.


def _layer(subject: Subject, exercise: str, case: Arguments) -> Any:
    return subject.keep(exercise, case["made"])


def _session(subject: Subject, exercise: str, case: Arguments, caller: str = "session", **more: Any) -> Any:
    """What a caller sees of a new object and the steps of a case."""
    given = {"layer": _layer(subject, exercise, case), "params": case.get("params", {}), "steps": case["steps"]}
    return subject.call(caller, given | more, of=subject.define(CALLERS))


def _side_by_side(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What new objects show, which differ in their settings and take turns."""
    first = {name: value for name, value in case.items() if name not in ("siblings", "form")}
    given = {"layer": _layer(subject, exercise, case), "sessions": [first, *case["siblings"]]}
    return subject.call("side_by_side", given, of=subject.define(CALLERS))


def shows(*parts: str) -> Observation:
    """What the steps show: of each backward only these parts, "x" or "grads"; all, where none is named."""

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        seen = _side_by_side(subject, exercise, case) if "siblings" in case else _session(subject, exercise, case)
        return [_only(parts, each) for each in seen] if isinstance(seen, list) and parts else seen

    return observe


def _only(parts: Sequence[str], step: Any) -> Any:
    """These parts of what a backward shows; a forward is judged elsewhere."""
    if not isinstance(step, dict) or "params" in step:  # of a look all counts
        return step if isinstance(step, dict) else None
    return {name: step[name] for name in parts if name in step}


def strictly(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps show where every warning is an exception."""
    return _session(subject, exercise, case, "strictly")


def in_form(subject: Subject, exercise: str, case: Arguments) -> Any:
    """The same in the form of a case."""
    if case["form"] == "keywords":
        given = {"layer": _layer(subject, exercise, case), "made": case["made"], "params": case.get("params", {})}
        return subject.call("by_keyword", given | {"steps": case["steps"]}, of=subject.define(CALLERS))
    how = case["form"] if case["form"] == "memory_order" else ""
    return _session(subject, exercise, case, how=how)


def however_used(subject: Subject, exercise: str, case: Arguments) -> Any:
    """What the steps return, used in several ways, each time with new objects."""
    fresh = _session(subject, exercise, case)
    return {
        "fresh": fresh,
        "returned": [_returned(step) for step in fresh],
        "kept": _session(subject, exercise, case, "keeping_results"),
        "refilled": _session(subject, exercise, case, "refilling"),
        "arguments": _session(subject, exercise, case, "keeping_arguments"),
        "read_only": _refusal(subject, exercise, case),
        "with_another": _with_another(subject, exercise, case),
        "again": _session(subject, exercise, case),
    }


def _returned(step: Any) -> Any:
    """What a step returned: of a backward it is shown with what is left in grads."""
    return step["x"] if isinstance(step, dict) and "x" in step else step


def _refusal(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is raised where arguments cannot be written into; empty if nothing is."""
    try:
        _session(subject, exercise, case, how="read_only")
    except Exception as error:  # noqa: BLE001 - whatever it is, the same steps went well before
        return type(error).__name__
    return ""


def _with_another(subject: Subject, exercise: str, case: Arguments) -> Any:
    pair = {"layer": _layer(subject, exercise, case), "other": _layer(subject, exercise, case)}
    given = pair | {"params": case.get("params", {}), "steps": case["steps"]}
    return subject.call("with_another", given, of=subject.define(CALLERS))


MANNERS = (
    (
        "refilled",
        "returned",
        "once other numbers were written into the same array, the answer was still the old one: go by the numbers",
        "depends_on_earlier_calls",
    ),
    ("kept", "returned", "a later step changed an earlier result: return a new array each time", "result_reused"),
    (
        "again",
        "fresh",
        "a new object did not start afresh: keep everything in attributes of self",
        "depends_on_earlier_calls",
    ),
    (
        "with_another",
        "fresh",
        "two objects share what they keep between forward and backward: use attributes of self",
        "depends_on_earlier_calls",
    ),
)


def well_mannered(case: Case, seen: Any) -> Mismatch | None:
    """Whether all ways of use come to the same, and leave the arguments alone."""
    if compare.difference([list(step) for step in case.arguments["steps"]], _lists(seen["arguments"]), 0.0):
        what = "a step changed an array that it was given: work on a copy of it"
        return Mismatch(what, answers=False, remark="argument_changed")
    if seen["read_only"]:
        what = "arrays that cannot be written into make a difference: do not change them, not even for a moment"
        return Mismatch(what, answers=False, remark="argument_changed")
    for way, like, what, remark in MANNERS:
        if compare.difference(seen[like], seen[way]):
            return Mismatch(what, answers=False, remark=remark)
    return None


def _lists(steps: Any) -> Any:
    return [list(step) for step in steps] if isinstance(steps, list) else steps


# Forms.

_SAYS = {
    "memory_order": "right, but not for arrays that lie otherwise in memory: only their values count",
    "number_types": "right, but not for these types of numbers: compute in float64, whatever comes in",
    "all_digits": "right, but not to all digits: compute in float64, round nothing, and drop nothing small",
    "special_values": "right, but not for arrays in which all numbers, or all but one, are zero",
    "keywords": "right, but not when the arguments come by their names",
    "large_size": "right for few values only: it must hold for any size",
    "settings": "right, but not for settings that are NumPy's numbers, or lists in the place of pairs",
    "depends_on_earlier_calls": (
        "right for one batch, but not after others: backward is about the last forward, and nothing adds up"
    ),
    "beside_others": (
        "right alone, but not beside others that have other settings and the same x: keep everything in attributes of "
        "self, and nothing in the class or the module"
    ),
    "params_in_use": "right for its own params, but not for those that others put there: read params each time",
    "ties": "right, but not where a window has several maxima",
    "nearly_tied": "right, but not where the largest numbers of a window hardly differ: only equal ones are a tie",
    "far_from_zero": "right, but not for numbers far from 0",
}
"""What is to be said of a case that is right but for what its name says."""


def origin_of(*bases: str) -> Callable[[Arguments], Origin]:
    """The checks without which a case says nothing, and what is said of it."""
    return lambda case: Origin(bases, case["form"], _SAYS[case["form"]])


def to_all_digits(case: Case, seen: Any, least: float = 0.0) -> Mismatch | None:
    """Whether each result is right beside its own largest value, however small that is."""
    allowed = compare.Allowed(compare.tolerance_for(case.arguments), least)
    return Mismatch.of(compare.difference(case.right, seen, allowed))


SMALL_SLOPE = 1e-4
"""Where all numbers are far from 0, slopes are differences of numbers near 1, and may lose their digits."""


def to_most_digits(case: Case, seen: Any) -> Mismatch | None:
    """The same for activations."""
    return to_all_digits(case, seen, SMALL_SLOPE)


# Networks.


def _network(subject: Subject, exercise: str, case: Arguments) -> tuple[Any, Any]:
    parts = subject.define(PARTS)
    layers = subject.keep("layers", {"plan": case["layers"]}, of=parts)
    made = {"layers": layers, "loss": subject.keep("loss", {}, of=parts)}
    return parts, subject.keep(exercise, made)


def chains(*names: str) -> Observation:
    """What the calls of a network of the judge's layers show: these parts of it."""

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        parts, network = _network(subject, exercise, case)
        seen = subject.call("chained", {"network": network, "calls": case["calls"]}, of=parts)
        return [{name: each.get(name) for name in names} for each in seen]

    return observe


def by_names(subject: Subject, exercise: str, case: Arguments) -> str:
    """What is wrong where the arguments of a network come by their names."""
    parts, network = _network(subject, exercise, case)
    plain = subject.call("chained", {"network": network, "calls": case["calls"]}, of=parts)
    given = {"network": network, "plan": case["layers"], "calls": case["calls"]}
    named = subject.call("chained_by_keyword", given, of=parts)
    same = not compare.difference([each["result"] for each in plain], named)
    return "" if same else "arguments by their names, and layers as a tuple, give another result"


# Optimizers.


def _optimizer(subject: Subject, exercise: str, case: Arguments) -> tuple[Any, Any, Any]:
    parts = subject.define(PARTS)
    network = subject.keep("still", {"params": case["params"]}, of=parts)
    return parts, network, subject.keep(exercise, {"network": network, **case["settings"]})


def moves(*names: str) -> Observation:
    """Where an optimizer moves the params of a network of the judge's."""

    def observe(subject: Subject, exercise: str, case: Arguments) -> Any:
        parts, network, optimizer = _optimizer(subject, exercise, case)
        given = {"optimizer": optimizer, "network": network, "program": case["program"]}
        seen = subject.call("moved", given, of=parts)
        return {name: seen[name] for name in names} if isinstance(seen, dict) else seen

    return observe


def _of_python(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _apart(caller: str, fault: str) -> Callable[[Subject, str, Arguments], str]:
    """What is wrong where another caller moves the params to another place than settings of Python's numbers do."""

    def judge(subject: Subject, exercise: str, case: Arguments) -> str:
        plain = {name: _of_python(value) for name, value in case["settings"].items()}
        parts, network, optimizer = _optimizer(subject, exercise, case | {"settings": plain})
        given = {"optimizer": optimizer, "network": network, "program": case["program"]}
        alone = subject.call("moved", given, of=parts)
        given = {"optimizer": optimizer, **{name: case[name] for name in ("params", "settings", "program")}}
        other = subject.call(caller, given, of=parts)
        return fault if compare.difference(alone["params"], other["params"]) else ""

    return judge


moves_by_keyword = _apart("moved_by_keyword", "arguments by their names, or of NumPy's types, lead elsewhere")
moves_beside_another = _apart(
    "moved_with_another", "another optimizer at work leads elsewhere: keep everything in attributes of self"
)


def _ways(subject: Subject, exercise: str, case: Arguments, settings: Arguments) -> np.ndarray:
    """How far each step of other settings moves the first number of all params."""
    parts, network, optimizer = _optimizer(subject, exercise, case | {"settings": settings})
    given = {"optimizer": optimizer, "network": network, "program": case["program"]}
    seen = subject.call("moved", given, of=parts)["params"]
    return np.diff([np.ravel(params[0]["weights"])[0] for params in [case["params"], *seen]])


def rates_stay(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether the rate stays once the epochs of a decay have passed, of which the program has three more."""
    last = case["settings"]["epochs"] - 1
    ways = _ways(subject, exercise, case, case["settings"])
    ways = ways - case["settings"]["momentum"] * np.array([0.0, *ways[:-1]])  # what the rate alone does
    if compare.difference(np.full(4, ways[last]), ways[last:]):
        return "after the last of the epochs the learning rate changes: it stays where it is"
    return "" if ways[last] else "after the last of the epochs nothing moves"


def defaults(subject: Subject, exercise: str, case: Arguments) -> str:
    """Whether settings that are left out are those that they should be."""
    short, long = case["short"], case["settings"]
    ways = [_ways(subject, exercise, case, settings) for settings in (short, long)]
    left_out = ", ".join(name for name in long if name not in short)
    return f"{left_out} left out gives other steps than the default" if compare.difference(*ways) else ""


# Counterexamples as code to paste.


def _call(name: str, given: Arguments) -> str:
    return f"{name}({', '.join(f'{key}={as_code(value)}' for key, value in given.items())})"


def session_code(exercise: str, case: Arguments) -> str:
    """A layer, or several that take turns, and what is done with them."""
    each = [case, *case.get("siblings", ())]
    names = ["layer", *(f"layer_{number}" for number in range(2, len(each) + 1))]
    lines = [line for name, own in zip(names, each, strict=True) for line in _begun(exercise, name, own)]
    turns = zip(*(own["steps"] for own in each), strict=True)
    lines += [line for turn in turns for name, step in zip(names, turn, strict=True) for line in _done(name, *step)]
    return "; ".join(lines)


def _begun(exercise: str, name: str, case: Arguments) -> list[str]:
    given = case.get("params", {}).items()
    return [
        f"{name} = {_call(exercise, case['made'])}",
        *(f"{name}.params[{key!r}][...] = {as_code(array)}" for key, array in given),
    ]


def _done(name: str, method: str, given: Arguments) -> list[str]:
    if method in ("add", "put"):
        sign = "+=" if method == "add" else "="
        return [f"{name}.params[{key!r}] {sign} {as_code(array)}" for key, array in given.items()]
    return [f"{name}.params, {name}.grads" if method == "look" else _call(f"{name}.{method}", given)]


def network_code(exercise: str, case: Arguments) -> str:
    """A network of the judge's layers, which have short names here, and its calls."""
    layers = ", ".join(f"{name}({', '.join(map(as_code, settings))})" for name, *settings in case["layers"])
    lines = [f"network = {exercise}([{layers}], Squares())"]
    for method, given in case["calls"]:
        lines.append(
            "every array -= " + as_code(given["by"]) if method == "change" else _call(f"network.{method}", given)
        )
    return "; ".join(lines)


_LINES = {
    "next_epoch": "sgd.next_epoch()",
    "other_arrays": "each array in params is replaced by array + 1",
    "other_order": "from here on the last name comes first in each dict of grads",
    "other_dicts": "each dict of params is replaced by one of array + 1",
}


def optimizer_code(exercise: str, case: Arguments) -> str:
    """An optimizer of a network with these params, and the gradients of its steps."""
    settings = "".join(f", {name}={as_code(value)}" for name, value in case["settings"].items())
    lines = [f"network.params() is {as_code(case['params'])}", f"sgd = {exercise}(network{settings})"]
    lines += [
        _LINES.get(line) if isinstance(line, str) else f"with grads {as_code(line)}: sgd.step()"
        for line in case["program"]
    ]
    return "; ".join(lines)
