"""Every small change that a mutation tool makes to a solution: what a check that is worth its
points must notice.

The operators are mutmut's (comparisons, arithmetic, constants, assignments, keywords, dropped
arguments), and three of ours that it lacks: numbers one lower, deleted statements and swapped
arguments.  Docstrings, annotations and the messages of exceptions are left alone: nobody's mark
depends on them.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Iterator

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

Operator = Callable[[cst.CSTNode], Iterable[cst.CSTNode]]


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A solution with one change in a definition, or in a method of it: the lines ``before`` became
    ``after``.
    """

    definition: str
    method: str
    before: str
    after: str
    text: str = dataclasses.field(repr=False)

    @property
    def name(self) -> str:
        """The change on one line."""
        return f"{self.before}  ->  {self.after}"


def mutants(solution: str) -> Iterator[Mutant]:
    """All mutants of a solution's top-level definitions, in the order of the text; none twice."""
    for part in _parts(solution):
        original = part.code(part.node)
        seen = {original}
        for changed in _changes(part.node):
            code = part.code(changed)
            if code not in seen and _compiles(part.before + code):
                seen.add(code)
                yield _mutant(solution, part, original, code)


@dataclasses.dataclass(frozen=True)
class _Part:
    """What is changed as a whole: a function, or a member of a class, since handling all of a large
    class for each small change would take long.

    ``first`` and ``last`` are its lines, ``before`` is what must stand before its code so that it
    compiles.
    """

    definition: str
    method: str
    node: _Statement
    first: int
    last: int
    before: str = ""

    def code(self, node: _Statement) -> str:
        """The code of the part, or of what it was changed to, indented as it is in the solution."""
        node = node.with_changes(leading_lines=[])
        if not self.before:
            return cst.Module([node]).code.rstrip("\n")
        indented = cst.ClassDef(cst.Name("_"), cst.IndentedBlock([node]))
        return cst.Module([indented]).code.removeprefix(self.before).rstrip("\n")


_Statement = cst.FunctionDef | cst.ClassDef | cst.SimpleStatementLine


def _parts(solution: str) -> Iterator[_Part]:
    wrapper = MetadataWrapper(cst.parse_module(solution))
    positions = wrapper.resolve(PositionProvider)

    def part(definition: cst.FunctionDef | cst.ClassDef, node: _Statement, before: str = "") -> _Part:
        place = positions[node]
        method = node.name.value if isinstance(node, cst.FunctionDef) and node is not definition else ""
        return _Part(definition.name.value, method, node, place.start.line, place.end.line, before)

    for definition in wrapper.module.body:
        if isinstance(definition, cst.FunctionDef):
            yield part(definition, definition)
        elif isinstance(definition, cst.ClassDef):
            for member in definition.body.body:
                if isinstance(member, _Statement) and not _is_docstring(member):
                    yield part(definition, member, "class _:\n")


def _mutant(solution: str, part: _Part, original: str, changed: str) -> Mutant:
    lines = [line for line in difflib.ndiff(original.split("\n"), changed.split("\n")) if line[:1] in "+-"]
    before, after = (" / ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    whole = solution.split("\n")
    text = "\n".join([*whole[: part.first - 1], changed, *whole[part.last :]])
    return Mutant(part.definition, part.method, before, after, text)


def _changes(part: _Statement) -> Iterator[_Statement]:
    for node in _nodes(part):
        for kind, operator in _OPERATORS:
            if isinstance(node, kind):
                for changed in operator(node):
                    replaced = part.deep_replace(node, changed)
                    if isinstance(replaced, _Statement):
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
        yield (
            node.with_changes(value=str(lower))
            if lower >= 0
            else cst.UnaryOperation(cst.Minus(), cst.Integer(str(-lower)), lpar=_PAREN[0], rpar=_PAREN[1])
        )


def _deleted(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    assert isinstance(node, cst.SimpleStatementLine)
    yield node.with_changes(body=[cst.Pass()])


def _swapped_arguments(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    assert isinstance(node, cst.Call)
    positional = [argument for argument in node.args if argument.keyword is None and not argument.star]
    if len(positional) >= 2:
        first, second, *rest = node.args
        yield node.with_changes(
            args=[first.with_changes(value=second.value), second.with_changes(value=first.value), *rest]
        )


_PAREN = ([cst.LeftParen()], [cst.RightParen()])
_OPERATORS: list[tuple[type[cst.CSTNode], Operator]] = [
    *mutation_operators,
    (cst.Integer, _one_lower),
    (cst.SimpleStatementLine, _deleted),
    (cst.Call, _swapped_arguments),
]


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
