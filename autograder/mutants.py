"""Every small change that a mutation tool makes to a solution: what a check that is worth its points must notice.

The operators are mutmut's (comparisons, arithmetic, constants, assignments, keywords, dropped arguments), and three of ours that it lacks:
numbers one lower, deleted statements and swapped arguments.  Docstrings, annotations and the messages of exceptions are left alone: nobody's
mark depends on them.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Iterator

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from autograder.source import with_replaced

Operator = Callable[[cst.CSTNode], Iterable[cst.CSTNode]]


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A solution with one change in the definition of ``exercise``: the lines ``before`` became ``after``."""

    exercise: str
    before: str
    after: str
    text: str = dataclasses.field(repr=False)

    @property
    def name(self) -> str:
        """The change on one line."""
        return f"{self.before}  ->  {self.after}"


def mutants(solution: str) -> Iterator[Mutant]:
    """All mutants of a solution's top-level definitions, in the order of the text; none twice."""
    for statement in cst.parse_module(solution).body:
        if isinstance(statement, cst.FunctionDef | cst.ClassDef):
            seen = {_code(statement)}
            for changed in _changes(statement):
                code = _code(changed)
                if code not in seen and _compiles(code):
                    seen.add(code)
                    yield _mutant(solution, statement.name.value, _code(statement), code)


def _mutant(solution: str, exercise: str, original: str, changed: str) -> Mutant:
    lines = [line for line in difflib.ndiff(original.splitlines(), changed.splitlines()) if line[:1] in "+-"]
    before, after = (" / ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return Mutant(exercise, before, after, with_replaced(solution, {exercise: changed}))


def _changes(definition: cst.FunctionDef | cst.ClassDef) -> Iterator[cst.CSTNode]:
    for node in _nodes(definition):
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                for changed in operator(node):
                    replaced = definition.deep_replace(node, changed)
                    if isinstance(replaced, cst.FunctionDef | cst.ClassDef):
                        yield replaced


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The node and all below it that may be changed."""
    yield node
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Raise):
        return
    for child in node.children:
        if not _is_docstring(child):
            yield from _nodes(child)


def _is_docstring(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.SimpleStatementLine)
        and len(node.body) == 1
        and isinstance(node.body[0], cst.Expr)
        and isinstance(node.body[0].value, cst.BaseString)
    )


def _one_lower(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Integer):
        lower = node.evaluated_value - 1
        yield node.with_changes(value=str(lower)) if lower >= 0 else cst.UnaryOperation(cst.Minus(), cst.Integer(str(-lower)), lpar=_PAREN[0], rpar=_PAREN[1])


def _deleted(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    assert isinstance(node, cst.SimpleStatementLine)
    yield node.with_changes(body=[cst.Pass()])


def _swapped_arguments(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    assert isinstance(node, cst.Call)
    positional = [argument for argument in node.args if argument.keyword is None and not argument.star]
    if len(positional) >= 2:
        first, second, *rest = node.args
        yield node.with_changes(args=[first.with_changes(value=second.value), second.with_changes(value=first.value), *rest])


_PAREN = ([cst.LeftParen()], [cst.RightParen()])
_OPERATORS: list[tuple[type[cst.CSTNode], Operator]] = [
    *mutation_operators,
    (cst.Integer, _one_lower),
    (cst.SimpleStatementLine, _deleted),
    (cst.Call, _swapped_arguments),
]


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node).strip("\n") + "\n"


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
