"""The submissions that an audit makes of a unit: everything that the judge must judge rightly."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator

from autograder.audit.mutants import mutants
from autograder.course.checks import Kind as CheckKind
from autograder.course.unit import Unit
from autograder.source import stub


class Kind(enum.StrEnum):
    """What sort of submission a variant is, and so what the judge should make of it."""

    SOLUTION = "solution"
    STUB = "stub"
    ZEROS = "zeros"
    ALTERNATIVE = "alternative"
    MISCONCEPTION = "misconception"
    IMPOLITE = "impolite"
    MUTANT = "mutant"


@dataclasses.dataclass(frozen=True)
class Variant:
    """A submission made for an audit.  ``exercise`` is where it differs from the solution, if that
    is one place.
    """

    kind: Kind
    name: str
    text: str = dataclasses.field(repr=False)
    exercise: str = ""


def variants(unit: Unit) -> Iterator[Variant]:
    """All variants of a unit, the right ones first."""
    yield Variant(Kind.SOLUTION, "solution", unit.solution)
    yield Variant(Kind.STUB, "stub", stub(unit.solution))
    yield Variant(
        Kind.ZEROS,
        "zeros",
        unit.solution + (_EVERYWHERE + _ZEROS).format(names=[exercise.name for exercise in unit.exercises]),
    )
    for alternative in unit.alternatives:
        yield Variant(Kind.ALTERNATIVE, alternative.name, unit.text_of(alternative))
    for misconception in unit.misconceptions:
        yield Variant(Kind.MISCONCEPTION, misconception.name, unit.text_of(misconception), misconception.exercise)
    for exercise in unit.exercises:
        if any(check.kind is CheckKind.MANNERS for check in exercise.checks):
            for manner, text in _IMPOLITE.items():
                yield Variant(
                    Kind.IMPOLITE,
                    manner,
                    unit.solution + (_EVERYWHERE + text).format(name=exercise.name),
                    exercise.name,
                )
    names = {exercise.name for exercise in unit.exercises}
    for mutant in mutants(unit.solution):
        if mutant.exercise in names:
            yield Variant(Kind.MUTANT, mutant.name, mutant.text, mutant.exercise)


_EVERYWHERE = """

def _everywhere(wrap, exercise):
    if not isinstance(exercise, type):
        return wrap(exercise)
    methods = {{name: wrap(value) for name, value in vars(exercise).items() if callable(value) and not name.startswith("_")}}
    return type(exercise.__name__, (exercise,), methods)
"""

_ZEROS = """

def _zeros(value):
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    if isinstance(value, dict):
        return {{key: _zeros(item) for key, item in value.items()}}
    return type(value)(map(_zeros, value)) if isinstance(value, (tuple, list)) else type(value)()


def _answering_zeros(exercise):
    return lambda *arguments: _zeros(exercise(*arguments))


globals().update({{name: _everywhere(_answering_zeros, globals()[name]) for name in {names}}})
"""

# Right answers with bad manners, made from any solution: each is put behind the solution's text.

REUSES = "reuses its result"
"""What only an exercise that returns arrays can do: a number is never the same object changed."""

_IMPOLITE = {
    "changes an argument": """

def _changing(exercise):
    def changed(*arguments):
        result = _copied(exercise(*arguments))
        for array in _arrays(arguments):
            array += 1
        return result
    return changed


def _arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [array for item in value for array in _arrays(item)] if isinstance(value, (tuple, list)) else []


def _copied(value):
    if isinstance(value, dict):
        return {{key: _copied(item) for key, item in value.items()}}
    if isinstance(value, (tuple, list)):
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, np.ndarray) else value


{name} = _everywhere(_changing, {name})
""",
    REUSES: """

def _reusing(exercise):
    def reused(*arguments):
        result = exercise(*arguments)
        form = repr(_form(result))
        _forget(_last.get(form))
        _last[form] = result
        return result
    return reused


def _form(value):
    if isinstance(value, dict):
        return {{key: _form(item) for key, item in value.items()}}
    return list(map(_form, value)) if isinstance(value, (tuple, list)) else np.shape(value)


def _forget(value):
    if isinstance(value, np.ndarray):
        value -= 1
    elif isinstance(value, (dict, tuple, list)):
        for item in value.values() if isinstance(value, dict) else value:
            _forget(item)


_last = {{}}  # by the shapes of what was returned: buffers are made to measure
{name} = _everywhere(_reusing, {name})
""",
    "depends on the call before": """

def _remembering(exercise):
    def remembered(*arguments):
        global _before
        previous, _before = _before, repr([value for value in arguments if not hasattr(value, "__dict__")])  # self apart
        result = exercise(*arguments)
        # As if something kept between calls mattered: wrong for arguments that were seen two calls ago.
        again = _before in _seen and previous != _before
        _seen.append(_before)
        return _more(result) if again else result
    return remembered


def _more(value):
    if isinstance(value, dict):
        return {{key: _more(item) for key, item in value.items()}}
    return type(value)(map(_more, value)) if isinstance(value, (tuple, list)) else value + 1


_seen = []
_before = None
{name} = _everywhere(_remembering, {name})
""",
}
