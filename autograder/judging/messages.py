"""What students read when something is wrong: one or two plain sentences, what happened and then
what to try.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from autograder.course.checks import OWN_REFUSAL, REFUSALS, Case, Mismatch
from autograder.course.outcomes import Outcome, Raised, Returned, Shapes
from autograder.course.settings import Settings
from autograder.course.unit import Exercise
from autograder.judging.cases import Sheet
from autograder.report import Counterexample, Status
from autograder.values import readable

_ADVICE = {
    "AttributeError": "Look at the type of the object in front of the dot.",
    "BdbQuit": "Remove what calls the debugger.",
    "EOFError": "Nobody answers input() while grading: work with the arguments alone.",
    "IndexError": "Check the range of the loop and the array's shape on this line.",
    "KeyError": "Check the spelling of the key.",
    "MemoryError": "Look for an array or list that grows without need.",
    "NameError": "Check the spelling, and that the name is defined or imported before this line.",
    "RecursionError": "A function calls itself without end.",
    "SystemExit": "Remove what ends the program, such as exit().",
    "TypeError": "Check the number and the types of the arguments.",
    "ZeroDivisionError": "Look for a size or a sum that can be zero.",
}
_PAIR = "An argument may be a pair, a number for each axis: take it apart first, and make a pair of a single number."
_TWO_SHAPES = "Write the two shapes beside each other: where do they differ, and which of them is right?"
_EMPTY = (
    "The slice on the left holds nothing: `x[p:-p]` is empty where p is 0, for -0 is 0. Write `x[p : p + n]` with the "
    "n that is wanted."
)
_FACTORS = "The factors of a matrix product do not fit: one of the two must be transposed, or the two exchanged."
_WHOLE_INDEX = "An index must be a whole number: int(i), or `labels.astype(int)` for an array of them."
_FEWER_AXES = "The array has fewer axes than the code takes for granted."
_ADVICE_ON = {
    "and 'tuple'": _PAIR,
    "'tuple' and": _PAIR,
    "'tuple' object cannot be interpreted as an integer": _PAIR,
    "'float' object cannot be interpreted as an integer": "`/` gives a float, even if nothing is left over: write //.",
    "can be converted to Python scalars": "An array stands where one number is wanted: take one out, or add it up.",
    "inhomogeneous": f"An array has rows of one length. {_PAIR}",
    "remapped shapes": "np.pad takes a pair of numbers for each axis of the array, such as ((0, 0), (p, p), (q, q)).",
    "'NoneType'": (
        "None stands there: give an argument that may be None its meaning first, and see that what is called ends with "
        "`return`."
    ),
    "matmul: Input operand": _FACTORS,
    "not aligned": _FACTORS,
    "could not be broadcast together": _TWO_SHAPES,
    "could not broadcast input array": _TWO_SHAPES,
    "non-broadcastable output operand": "`+=` cannot make its left side larger: add up the right side along an axis.",
    "only integers, slices": _WHOLE_INDEX,
    "arrays used as indices must be": _WHOLE_INDEX,
    "zero-size array to reduction": "The array is empty there: which slice holds nothing, and why?",
    "setting an array element with a sequence": _PAIR,
    "is out of bounds for array of dimension": f"{_FEWER_AXES} axis=-1 is the last one of every array.",
    "too many indices for array": _FEWER_AXES,
    "not enough values to unpack": _FEWER_AXES,
    "Cannot cast ufunc": "An array of whole numbers takes no fractions: start from np.zeros(x.shape).",
    "attempted relative import": "Leave out the dot: `from helpers import ...` finds helpers.py beside the module.",
    "name 'get_ipython' is not defined": "That is there in notebooks only: remove the line.",
}
"""Advice on a message that tells more than the exception's class does."""
_NOT_FOUND = "ModuleNotFoundError"
_IMPORTABLE = "Only {} and your own Python files beside the module can be imported."
_NO_FILES = "OSError"
_REFUSED = "Files, the network and other programs are out of reach while grading: work with the arguments alone."


def is_stub(exercise: Exercise, seen: Outcome) -> bool:
    """Whether the exercise still is what the stub left: it raises NotImplementedError itself, or a
    method of the class does.
    """
    return isinstance(seen, Raised) and seen.kind == "NotImplementedError" and _owner(seen) == exercise.of


def unwritten(exercise: Exercise, seen: Sequence[Outcome]) -> str:
    """What is not written yet, where all is as the stub left it: the exercise, or a method that others
    are about.
    """
    names = [raised.function for raised in seen if isinstance(raised, Raised)]
    others = [name for name in names if exercise.methods and name.partition(".")[2] not in exercise.methods]
    return others[0] if len(others) == len(names) else exercise.name


def _owner(raised: Raised) -> str:
    return raised.function.split(".")[0]


def status(seen: Outcome) -> Status:
    """The status of a check that failed because of ``seen``."""
    if isinstance(seen, Returned):
        return Status.FAILED
    return Status.FORBIDDEN if seen.is_a(_NO_FILES) else Status.ERROR


def mismatch(exercise: str, seen: Outcome, found: Mismatch, settings: Settings) -> str:
    """Why an answer is not accepted."""
    if found.form:
        return f"{exercise} is {found.form}. {mismatch(exercise, seen, dataclasses.replace(found, form=''), settings)}"
    if isinstance(seen, Raised) and found.exception:
        text = _exception(f"{exercise} raised", seen, settings)
        return " ".join(filter(None, (text, _on_a_refusal(exercise, seen))))
    place = f" at position {found.where}" if found.where else ""
    return f"{exercise}: {found.what}{place}."


def loss(exercise: str, lost: Status, reason: str) -> str:
    """How an exercise lost its worker."""
    return f"{exercise} {reason}." + (" Is there a loop that never ends?" if lost is Status.TIMEOUT else "")


def not_loaded(unit: str, raised: Raised, settings: Settings) -> str:
    """Why a module cannot be imported."""
    if raised.is_a("SyntaxError"):
        return f"Python cannot read {raised.file or f'{unit}.py'}: {raised.message}{_place_of_syntax(raised)}"
    return _exception(f"Importing {unit}.py raised", raised, settings)


def lost_at_import(unit: str, reason: str) -> str:
    """What to do about a module whose import ends or hangs the worker."""
    return (
        f"{unit}.py {reason} while it was imported. Code outside of functions runs at import: "
        'remove what is slow or ends the program, or put it under `if __name__ == "__main__":`.'
    )


def counterexample(
    sheet: Sheet, case: Case, seen: Outcome | None = None, found: Mismatch | None = None
) -> Counterexample:
    """A failing case for the report; without ``seen`` there was no answer at all."""
    shown = sheet.check.shown(case.arguments)
    helps = found is None or found.answers
    outcomes = {"expected": case.expected, "returned": seen} if helps else {}
    answers = {name: _answer(outcome) for name, outcome in outcomes.items() if outcome is not None}
    return Counterexample(
        arguments=readable.plain(shown),
        call=readable.in_lines(sheet.check.written(sheet.exercise.of, case.arguments)),
        expected=answers.get("expected"),
        returned=answers.get("returned"),
        where=found.where if found else "",
        wrong=readable.places(answers.get("returned"), found.wrong) if found and helps else (),
        raised=tuple(name for name, outcome in outcomes.items() if isinstance(outcome, Raised)),
    )


def _place_of_syntax(raised: Raised) -> str:
    if not raised.line:
        return ". Save it as a text file in the encoding UTF-8."
    for_notebooks = raised.code.startswith(("%", "!"))
    advice = (
        "Lines that start with % or ! work in notebooks only: remove it."
        if for_notebooks
        else "Mend that line first: nothing can be graded before."
    )
    return f" in line {raised.line} ({raised.code}). {advice}"


def _answer(outcome: Outcome) -> object:
    if isinstance(outcome, Returned):
        return readable.plain(outcome.value)
    return f"raises {outcome.kind}"


def _exception(start: str, raised: Raised, settings: Settings) -> str:
    file = f"{raised.file}, " if raised.file else ""
    advice = _advice(raised, settings)
    place = f" ({file}line {raised.line}: {raised.code})" if raised.line else ""
    met = f" There {in_words(raised.shapes)}." if raised.shapes else ""
    message = f": {raised.message.rstrip('. ')}" if raised.message and raised.kind != "SystemExit" else ""
    return f"{start} {raised.kind}{message}{place}.{met}" + (f" {advice}" if advice else "")


def _on_a_refusal(exercise: str, raised: Raised) -> str:
    """What to try where the module itself refuses what must be answered; empty where it does not."""
    if not raised.is_a(*REFUSALS) or not OWN_REFUSAL.search(raised.code):
        return ""
    elsewhere = raised.function and "." not in raised.function and raised.function != exercise
    where = f"look at what {exercise} gives to {raised.function}" if elsewhere else "look at its condition"
    return f"This line of yours refuses arguments that make sense: {where}."


def in_words(shapes: Shapes) -> str:
    """The shapes of some arrays in words: ``x has the shape (2, 3) and w has the shape (4,)``."""
    *others, last = (f"{name} has the shape {sizes}" for name, sizes in shapes)
    return f"{', '.join(others)} and {last}" if others else last


def _advice(raised: Raised, settings: Settings) -> str:
    """What to try after an exception; empty where there is nothing to say beyond its message."""
    if raised.is_a(_NO_FILES):
        return _REFUSED
    if re.search(r"into shape \((\d+,)*0[,)]", raised.message):
        return _EMPTY
    if places := re.search(r"^index (\d+) is out of bounds for axis \d+ with size (\d+)", raised.message):
        index, size = map(int, places.groups())
        one_too_far = f"The last index there is {size - 1}: {index} is one too far. " if 0 < index == size else ""
        return one_too_far + _ADVICE[raised.kind]
    for part, text in _ADVICE_ON.items():
        if part in raised.message:
            return text
    if raised.kind == _NOT_FOUND:
        return _IMPORTABLE.format(settings.importable)
    return _ADVICE.get(raised.kind, "")
