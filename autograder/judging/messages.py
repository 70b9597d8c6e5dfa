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
from autograder.languages import N_, _, joined
from autograder.report import Counterexample, Status
from autograder.reporters.comparison import RAISES
from autograder.reporters.words import AT_A_LINE, IN_A_FILE, RAISED
from autograder.values import readable

_ADVICE = {
    "AttributeError": N_("Look at the type of the object in front of the dot."),
    "BdbQuit": N_("Remove what calls the debugger."),
    "EOFError": N_("Nobody answers input() while grading: work with the arguments alone."),
    "IndexError": N_("Check the range of the loop and the array's shape on this line."),
    "KeyError": N_("Check the spelling of the key."),
    "MemoryError": N_("Look for an array or list that grows without need."),
    "NameError": N_("Check the spelling, and that the name is defined or imported before this line."),
    "RecursionError": N_("A function calls itself without end."),
    "SystemExit": N_("Remove what ends the program, such as exit()."),
    "TypeError": N_("Check the number and the types of the arguments."),
    "UnboundLocalError": N_("The name gets its value only in an `if` or a loop that has not run: give it one before."),
    "ZeroDivisionError": N_("Look for a size or a sum that can be zero."),
}
_PAIR = N_(
    "An argument may be a pair, a number for each axis: take it apart first, and make a pair of a single number."
)
_TWO_SHAPES = N_("Write the two shapes beside each other: where do they differ, and which of them is right?")
_EMPTY = N_(
    "The slice on the left holds nothing: `x[p:-p]` is empty where p is 0, for -0 is 0. Write `x[p : p + n]` with the "
    "n that is wanted."
)
_LARGER = N_("`+=` cannot make its left side larger: add up the right side along an axis.")
_AS_MANY_AXES = N_(
    "`+=` cannot make its left side larger. Write the shapes of both sides beside each other: a slice may end too "
    "early, axes may stand in another order, or the right side must be added up along one."
)
_FACTORS = N_("The factors of a matrix product do not fit: one of the two must be transposed, or the two exchanged.")
_WHOLE_INDEX = N_("An index must be a whole number: int(i), or `labels.astype(int)` for an array of them.")
_FEWER_AXES = N_("The array has fewer axes than the code takes for granted.")
_INTO_NOTHING = r"^could not broadcast input array .*into shape \((\d+,)*0[,)]"
_TOO_SMALL_A_TARGET = r"^non-broadcastable output operand .*?\((.*?)\) .*\((.*?)\)"
_OUT_OF_BOUNDS = r"^index (\d+) is out of bounds for axis (\d+) with size (\d+)"
"""What NumPy says, of whose values the advice speaks."""

_ADVICE_ON = {
    "and 'tuple'": _PAIR,
    "of type 'tuple'": _PAIR,
    "'tuple' and": _PAIR,
    "'tuple' object cannot be interpreted as an integer": _PAIR,
    "'float' object cannot be interpreted as an integer": N_(
        "`/` gives a float, even if nothing is left over: write //."
    ),
    "can be converted to Python scalars": N_("An array stands where one number is wanted: take one out, or add it up."),
    "inhomogeneous": N_(
        "An array has rows of one length. An argument may be a pair, a number for each axis: take it apart first, "
        "and make a pair of a single number."
    ),
    "remapped shapes": N_(
        "np.pad takes a pair of numbers for each axis of the array, such as ((0, 0), (p, p), (q, q))."
    ),
    "'NoneType'": N_(
        "None stands there: give an argument that may be None its meaning first, and see that what is called ends with "
        "`return`."
    ),
    "matmul: Input operand": _FACTORS,
    "not aligned": _FACTORS,
    "could not be broadcast together": _TWO_SHAPES,
    "could not broadcast input array": _TWO_SHAPES,
    "cannot reshape array": N_("The sizes must multiply to the number of values that there are: which one is off?"),
    "only integers, slices": _WHOLE_INDEX,
    "indices must be integers": _WHOLE_INDEX,
    "arrays used as indices must be": _WHOLE_INDEX,
    "zero-size array to reduction": N_("The array is empty there: which slice holds nothing, and why?"),
    "setting an array element with a sequence": _PAIR,
    "is out of bounds for array of dimension": N_(
        "The array has fewer axes than the code takes for granted. axis=-1 is the last one of every array."
    ),
    "too many indices for array": _FEWER_AXES,
    "not enough values to unpack": _FEWER_AXES,
    "Cannot cast ufunc": N_("An array of whole numbers takes no fractions: start from np.zeros(x.shape)."),
    "attempted relative import": N_("Leave out the dot: `from helpers import ...` finds helpers.py beside the module."),
    "name 'get_ipython' is not defined": N_("That is there in notebooks only: remove the line."),
}
"""Advice on a message that tells more than the exception's class does."""
_NOT_FOUND = "ModuleNotFoundError"
_IMPORTABLE = N_("Only {names} and your own Python files beside the module can be imported.")
_NO_FILES = "OSError"
_REFUSED = N_("Files, the network and other programs are out of reach while grading: work with the arguments alone.")


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
        rest = mismatch(exercise, seen, dataclasses.replace(found, form=""), settings)
        said = _("{exercise} is {form}.").format(exercise=exercise, form=found.form)
        return f"{said} {rest}"
    if isinstance(seen, Raised) and found.exception:
        text = _exception(_(RAISED).format(what=exercise, error=_error(seen)), seen, settings)
        return " ".join(filter(None, (text, _on_a_refusal(exercise, seen))))
    if found.where:
        what = _("{exercise}: {what} at position {where}.")
        return what.format(exercise=exercise, what=found.what, where=found.where)
    return f"{exercise}: {found.what}."


def loss(exercise: str, lost: Status, reason: str) -> str:
    """How an exercise lost its worker."""
    hint = _("Is there a loop that never ends?") if lost is Status.TIMEOUT else ""
    return " ".join(filter(None, (f"{exercise} {reason}.", hint)))


def not_loaded(unit: str, raised: Raised, settings: Settings) -> str:
    """Why a module cannot be imported."""
    if raised.is_a("SyntaxError"):
        return _not_python(raised.file or f"{unit}.py", raised)
    return _exception(_("Importing {unit}.py raised {error}").format(unit=unit, error=_error(raised)), raised, settings)


def lost_at_import(unit: str, reason: str) -> str:
    """What to do about a module whose import ends or hangs the worker."""
    said = _(
        "{unit}.py {reason} while it was imported. Code outside of functions runs at import: "
        'remove what is slow or ends the program, or put it under `if __name__ == "__main__":`.'
    )
    return said.format(unit=unit, reason=reason)


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


def _not_python(file: str, raised: Raised) -> str:
    if not raised.line:
        said = _("Python cannot read {file}: {why}. Save it as a text file in the encoding UTF-8.")
        return said.format(file=file, why=raised.message)
    said = _("Python cannot read {file}: {why} in line {line} ({code}).")
    for_notebooks = raised.code.startswith(("%", "!"))
    advice = (
        _("Lines that start with % or ! work in notebooks only: remove it.")
        if for_notebooks
        else _("Mend that line first: nothing can be graded before.")
    )
    return f"{said.format(file=file, why=raised.message, line=raised.line, code=raised.code)} {advice}"


def _answer(outcome: Outcome) -> object:
    if isinstance(outcome, Returned):
        return readable.plain(outcome.value)
    return _(RAISES).format(kind=outcome.kind)


def _error(raised: Raised) -> str:
    """The exception with what it says itself."""
    says = raised.message and raised.kind != "SystemExit"
    return f"{raised.kind}: {raised.message.rstrip('. ')}" if says else raised.kind


def _exception(what: str, raised: Raised, settings: Settings) -> str:
    if raised.line:
        place = _(IN_A_FILE) if raised.file else _(AT_A_LINE)
        what = place.format(error=what, file=raised.file, line=raised.line, code=raised.code)
    met = _("There {shapes}.").format(shapes=in_words(raised.shapes)) if raised.shapes else ""
    return " ".join(filter(None, (f"{what}.", met, _advice(raised, settings))))


def _on_a_refusal(exercise: str, raised: Raised) -> str:
    """What to try where the module itself refuses what must be answered; empty where it does not."""
    if not raised.is_a(*REFUSALS) or not OWN_REFUSAL.search(raised.code):
        return ""
    elsewhere = raised.function and "." not in raised.function and raised.function != exercise
    if not elsewhere:
        return _("This line of yours refuses arguments that make sense: look at its condition.")
    said = _("This line of yours refuses arguments that make sense: look at what {exercise} gives to {function}.")
    return said.format(exercise=exercise, function=raised.function)


def in_words(shapes: Shapes) -> str:
    """The shapes of some arrays in words: ``x has the shape (2, 3) and w has the shape (4,)``."""
    return joined([_("{name} has the shape {sizes}").format(name=name, sizes=sizes) for name, sizes in shapes])


def _advice(raised: Raised, settings: Settings) -> str:
    """What to try after an exception; empty where there is nothing to say beyond its message."""
    if raised.is_a(_NO_FILES):
        return _(_REFUSED)
    if re.search(_INTO_NOTHING, raised.message):
        return _(_EMPTY)
    if shapes := re.search(_TOO_SMALL_A_TARGET, raised.message):
        one, other = (len(re.findall(r"\d+", shape)) for shape in shapes.groups())
        return _(_AS_MANY_AXES) if one == other else _(_LARGER)
    if places := re.search(_OUT_OF_BOUNDS, raised.message):
        return _out_of_bounds(raised, *map(int, places.groups()))
    for part, text in _ADVICE_ON.items():
        if part in raised.message:
            return _(text)
    if raised.kind == _NOT_FOUND:
        return _(_IMPORTABLE).format(names=settings.importable)
    return _(_ADVICE.get(raised.kind, ""))


def _out_of_bounds(raised: Raised, index: int, axis: int, size: int) -> str:
    """What to try where an index is beyond the end of an axis."""
    for name, shape in raised.shapes if axis == 0 else ():
        if len(shape) > 1 and shape[0] == size and re.search(rf"\b{re.escape(name)}\[{index}\]", raised.code):
            said = _("`{name}[{index}]` looks along the first axis. Along the last one it is `{name}[..., {index}]`.")
            return said.format(name=name, index=index)
    advice = _(_ADVICE[raised.kind])
    if not 0 < index == size:
        return advice
    one_too_far = _("The last index there is {last}: {index} is one too far.")
    return f"{one_too_far.format(last=size - 1, index=index)} {advice}"
