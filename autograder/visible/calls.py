"""The call in a failing check, as code to paste into the notebook.

Theory of operation: the call is cut out of the test's own text, together with the statements that
make what it uses.  Names that stand for data (inputs that Hypothesis drew, constants, the variables of
loops) come as their values.  A property that takes functions, such as ``assert_linear``, is asked as it
asks itself.  Where nothing can be cut out, the call is that of the test itself.
"""

from __future__ import annotations

import ast
import builtins
import copy
import dataclasses
import functools
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeGuard

import numpy as np

from autograder.values.readable import MAX_NUMBERS, as_code

_LONGEST = 1200
"""More characters of code than this are not for pasting."""

_FUNCTIONS_OF = {
    "assert_linear": ((0, (1,)),),
    "assert_shift_equivariant": ((0, (1,)),),
    "assert_adjoint": ((1, (3,)), (0, (2,))),
    "assert_gradient": ((1, ()),),
}
"""Of a property with functions among its arguments: which of them to ask with which of the others, by
their places; what it asks with none is a value already.  Other properties take one function and all of
its arguments.
"""

_DATA = (bool, int, float, complex, str, Fraction, np.generic, type(None))


class _NoCallError(Exception):
    """Nothing can be cut out."""


@dataclasses.dataclass(frozen=True)
class Test:
    """A test that failed: its function, the line in it, the variables there and those of its module, the
    smallest input by name, and the student's module; ``drawn`` says whether Hypothesis runs it,
    ``entered`` which function of the student's it called when that raised something.
    """

    function: Callable[..., object]
    line: int
    variables: Mapping[str, Any]
    module: Mapping[str, Any]
    inputs: Mapping[str, Any]
    unit: str
    drawn: bool = False
    entered: str = ""

    @functools.cached_property
    def body(self) -> list[ast.stmt]:
        """The statements of the function, with the lines that they have in the file."""
        text, first = inspect.getsourcelines(self.function)
        tree = ast.parse(textwrap.dedent("".join(text)))
        ast.increment_lineno(tree, first - 1)
        definition = tree.body[0]
        assert isinstance(definition, ast.FunctionDef)
        return definition.body


def pasteable_call(test: Test) -> str:
    """The code that shows in a notebook what the test saw; empty where there is none."""
    for cut in (_cut_out, _whole_test):
        try:
            code = cut(test)
        except (_NoCallError, OSError, TypeError, SyntaxError, RecursionError):
            continue
        if len(code) <= _LONGEST:
            return code
    return ""


def code_of(name: str, value: Any) -> str:
    """``name = value`` as code, the rows of an array below each other."""
    start = f"{name} = " if name else ""
    code = as_code(value)
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return start + code
    first = len(start) + len("np.array(")
    return start + re.sub(
        r"(\]+), (?=\[)", lambda closing: f"{closing[1]},\n" + " " * (first + value.ndim - len(closing[1])), code
    )


# The call, cut out.


def _cut_out(test: Test) -> str:
    asked = _asked(_statement(test), test)
    slice_ = _Slice(test)
    slice_.add_names_of(asked)
    return "\n".join([*slice_.lines, ast.unparse(asked)])


def _statement(test: Test) -> ast.stmt:
    """The innermost statement at the line where the test failed."""
    spans = [
        node
        for statement in test.body
        for node in ast.walk(statement)
        if isinstance(node, ast.stmt) and node.lineno <= test.line <= (node.end_lineno or node.lineno)
    ]
    if not spans:
        raise _NoCallError
    inner = max(spans, key=lambda node: (node.lineno, -(node.end_lineno or 0)))
    if isinstance(inner, ast.With) and len(inner.body) == 1:  # `with pytest.raises(...)`, where nothing was raised
        return inner.body[0]
    if isinstance(inner, ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Assert):
        return inner
    raise _NoCallError


def _asked(statement: ast.stmt, test: Test) -> ast.expr:
    """What the statement asks of the student's module, as an expression by itself."""
    value = statement.test if isinstance(statement, ast.Assert) else statement.value  # type: ignore[attr-defined]
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call) and _is_of_unit(node, test)]
    entered = [call for call in calls if test.entered and _name(call.func) == test.entered]
    if not isinstance(statement, ast.Expr | ast.Assert):
        return _closed_around(value, next(iter([*entered, *calls]), value))
    if _is_assertion(value) and _takes_function(value, test):
        return _of_property(value, test)
    compared = [value.left, *value.comparators] if isinstance(value, ast.Compare) else [value]
    compared = value.args if _is_assertion(value) else compared
    if entered:
        return _closed_around(value, entered[0])
    for part in compared:
        if _comes_from(part, test):
            return part
    raise _NoCallError


def _is_assertion(value: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(value, ast.Call) and _name(value.func).startswith("assert_")


def _comes_from(part: ast.expr, test: Test) -> bool:
    """Whether the student's module has a part in an expression."""
    called = any(_is_of_unit(node, test) for node in ast.walk(part))
    return called or any(_comes_from_unit(name, test) for name in _free(part))


def _comes_from_unit(name: str, test: Test, deep: int = 5) -> bool:
    statement = _assignment(name, test)
    if statement is None or deep == 0:
        return False
    used = any(_is_of_unit(node, test) for node in ast.walk(statement.value))
    return used or any(_comes_from_unit(other, test, deep - 1) for other in _free(statement.value) if other != name)


def _of_property(call: ast.Call, test: Test) -> ast.expr:
    """What a property asks of the functions that it takes."""
    alone = ((0, tuple(range(1, len(call.args)))),)
    for function, others in _FUNCTIONS_OF.get(_name(call.func), alone):
        if all(place < len(call.args) for place in (function, *others)):
            asked = _applied(call.args[function], [call.args[other] for other in others], test)
            if asked is not None and _comes_from(asked, test):
                return asked
    raise _NoCallError


def _takes_function(call: ast.Call, test: Test) -> bool:
    return any(isinstance(each, ast.Lambda) or _is_function_of_unit(each, test) for each in call.args)


def _applied(function: ast.expr, arguments: list[ast.expr], test: Test) -> ast.expr | None:
    """A function with its arguments put in: those of a lambda in its text."""
    if not arguments:
        return function
    if isinstance(function, ast.Lambda):
        names = [argument.arg for argument in function.args.args]
        if len(names) != len(arguments):
            return None
        return _Put(dict(zip(names, arguments, strict=True))).visit(copy.deepcopy(function.body))  # type: ignore[no-any-return]
    if _is_function_of_unit(function, test):
        return ast.Call(function, arguments, [])
    return None


class _Put(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, instead: Mapping[str, ast.expr]) -> None:
        self._instead = instead

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._instead.get(node.id, node)


def _closed_around(whole: ast.expr, inner: ast.AST) -> ast.expr:
    """The smallest part of ``whole`` around ``inner`` that uses no variable of a lambda or comprehension
    around it.
    """
    way = list(_way_to(whole, inner))
    for node in reversed(way):
        bound = {name for outer in way[: way.index(node)] for name in _bound_by(outer)}
        if isinstance(node, ast.Call | ast.Subscript | ast.ListComp) and not bound & _free(node).keys():
            if _is_assertion(node):
                break
            return node
    raise _NoCallError


def _way_to(whole: ast.AST, inner: ast.AST) -> Iterator[ast.AST]:
    if whole is inner:
        yield whole
        return
    for child in ast.iter_child_nodes(whole):
        below = list(_way_to(child, inner))
        if below:
            yield whole
            yield from below
            return


# The statements that make what it uses.


class _Slice:
    """The lines before a call: what its names stand for."""

    def __init__(self, test: Test) -> None:
        self._test, self._known = test, set(dir(builtins)) | {"np", test.unit}
        self._imported: list[str] = []
        self._lines: list[str] = []

    @property
    def lines(self) -> list[str]:
        """In the order in which they have to run."""
        names = ", ".join(self._imported)
        return [f"from test_{self._test.unit} import {names}", *self._lines] if names else self._lines

    def add_names_of(self, part: ast.AST) -> None:
        """Adds what the names in ``part`` need."""
        for name in _free(part):
            if name not in self._known:
                self._known.add(name)
                self._add(name)

    def _add(self, name: str) -> None:
        test = self._test
        assigned = _assignment(name, test)
        if name in test.inputs and not _is_changed(name, test):
            self._lines.append(_data_code(name, test.inputs[name]))
        elif assigned is not None and name not in test.inputs and not self._is_known_data(name):
            self.add_names_of(assigned.value)
            self._known |= {node.id for node in ast.walk(assigned) if isinstance(node, ast.Name)}
            self._lines.append(ast.unparse(assigned))
        elif name in test.variables:
            self._lines.append(_data_code(name, test.variables[name]))
        elif _is_data(test.module.get(name)) and name in test.module:
            self._lines.append(_data_code(name, test.module[name]))
        elif name in test.module:
            self._imported.append(name)
        else:
            raise _NoCallError

    def _is_known_data(self, name: str) -> bool:
        """Whether a variable holds data that the student's module has no part in."""
        return _is_data(self._test.variables.get(name)) and not _comes_from_unit(name, self._test)


def _assignment(name: str, test: Test) -> ast.Assign | None:
    """The one statement of the test itself that gives a name its value before the line that failed."""
    found = [
        statement
        for statement in test.body
        if isinstance(statement, ast.Assign)
        and statement.lineno < test.line
        and any(isinstance(node, ast.Name) and node.id == name for to in statement.targets for node in ast.walk(to))
    ]
    return found[0] if len(found) == 1 else None


def _is_changed(name: str, test: Test) -> bool:
    """Whether the test gives an input another value before the line that failed."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for statement in test.body
        if statement.lineno < test.line and not _unpacks(statement)
        for node in ast.walk(statement)
    )


def _unpacks(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name)


def _data_code(name: str, value: Any) -> str:
    if not _is_data(value):
        raise _NoCallError
    return code_of(name, value)


def _is_data(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_is_data, [*value, *value.values()]))
    if isinstance(value, list | tuple):
        return all(map(_is_data, value))
    if isinstance(value, np.ndarray):
        return value.size <= MAX_NUMBERS
    return isinstance(value, _DATA)


# Names.


def _is_of_unit(node: ast.AST, test: Test) -> bool:
    """Whether this is a call of something in the student's module."""
    return isinstance(node, ast.Call) and _is_function_of_unit(node.func, test)


def _is_function_of_unit(node: ast.AST, test: Test) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=module)):
            value = test.module.get(module)
            return isinstance(value, types.ModuleType) and value.__name__ == test.unit
        case ast.Name(id=name):
            return getattr(test.module.get(name), "__module__", None) == test.unit
    return False


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _free(part: ast.AST) -> dict[str, None]:
    """The names that a part of the test uses and does not bind itself, in their order."""
    bound = {name for node in ast.walk(part) for name in _bound_by(node)}
    used = (node.id for node in ast.walk(part) if isinstance(node, ast.Name))
    return {name: None for name in used if name not in bound}


def _bound_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Lambda):
        return {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    generators = getattr(node, "generators", [])
    return {name.id for each in generators for name in ast.walk(each.target) if isinstance(name, ast.Name)}


# The test itself.


def _whole_test(test: Test) -> str:
    """The call of the test, with its smallest input."""
    name = f"test_{test.unit}"
    called = f"{name}.{test.function.__name__}"
    parameters = list(inspect.signature(test.function).parameters)
    if not parameters:
        return f"import {name}\n{called}()"
    if not all(parameter in test.inputs and _is_data(test.inputs[parameter]) for parameter in parameters):
        raise _NoCallError
    lines = [code_of(parameter, test.inputs[parameter]) for parameter in parameters]
    passed = ", ".join(f"{parameter}={parameter}" for parameter in parameters)
    drawn = ".hypothesis.inner_test" if test.drawn else ""
    return "\n".join([f"import {name}", *lines, f"{called}{drawn}({passed})"])
