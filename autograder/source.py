"""Source text in, source text out: from the solution to the stub, and to variants of the solution."""

from __future__ import annotations

import ast
import functools
import inspect
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
"""The lines between these markers are the student's task; the stub raises NotImplementedError in
their place.
"""


def stub(solution: str, *, name: str = "solution.py", task: str = "your code here") -> str:
    """The student's stub: the solution without what stands between the markers, but a comment that says where
    the ``task`` is.

    Raises:
        ValueError: a marker is missing its partner, or shares its line with something else.
    """
    lines: list[str] = []
    inside = False
    for number, line in enumerate(_lines(solution), 1):
        marker = line.strip()
        for known in (BEGIN, END):
            if known in line and known != marker:  # a misspelt marker would hand out the solution
                raise ValueError(f"{name}, line {number}: {marker!r} is not {known!r} alone.")
        if marker in (BEGIN, END):
            if inside == (marker == BEGIN):
                raise ValueError(f"{name}, line {number}: {marker!r} without its partner.")
            inside = marker == BEGIN
            if inside:
                lines.append(line.replace(BEGIN, f"raise NotImplementedError  # {task}"))
        elif not inside:
            lines.append(line)
    if inside:
        raise ValueError(f"{name}: the last {BEGIN!r} has no {END!r}.")
    return "\n".join(lines) + "\n"


def with_replaced(solution: str, replacements: Mapping[str, str]) -> str:
    """The solution's text with each named top-level function or class replaced by the given
    definition.

    A class may be derived from the one that it replaces (``class Adam(Adam)``, say): the solution's
    stays before it.

    Raises:
        KeyError: the solution has no definition of that name.
    """
    places = definitions(solution)
    lines = _lines(solution)
    for name in sorted(replacements, key=lambda name: places[name].lineno, reverse=True):
        node = places[name]
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        kept = [*lines[first - 1 : node.end_lineno], "", ""] if _derives_from(name, replacements[name]) else []
        lines[first - 1 : node.end_lineno] = [*kept, replacements[name].rstrip("\n")]
    return "\n".join(lines) + "\n"


def with_edits(solution: str, name: str, edits: Sequence[tuple[str, str]]) -> str:
    """The solution's definition of ``name``, with each old passage replaced by the new one that
    comes with it.

    Raises:
        KeyError: the solution has no definition of that name.
        ValueError: an old passage does not stand in it exactly once.
    """
    node = definitions(solution)[name]
    text = "\n".join(_lines(solution)[node.lineno - 1 : node.end_lineno])
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(
                f"{old!r} stands {text.count(old)} times in the solution's {name}, and must stand there once"
            )
        text = text.replace(old, new)
    return text


def function_text(definition: Any, *, rename: str) -> str:
    """The text of a function or class without its decorators, under another name."""
    text = textwrap.dedent(inspect.getsource(definition))
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    body = "\n".join(_lines(text)[node.lineno - 1 :]) + "\n"
    return re.sub(rf"^(def|class) {re.escape(node.name)}\b", rf"\1 {rename}", body)


@functools.lru_cache(maxsize=16)
def definitions(text: str | bytes) -> Mapping[str, ast.FunctionDef | ast.ClassDef]:
    """The functions and classes at the top level of a module, by name."""
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def is_unwritten(definition: ast.AST | None) -> bool:
    """Whether a function does nothing but say that it is not written; or each method of a class."""
    if isinstance(definition, ast.ClassDef):
        methods = [part for part in definition.body if isinstance(part, ast.FunctionDef)]
        return bool(methods) and all(map(is_unwritten, methods))
    if not isinstance(definition, ast.FunctionDef):
        return False
    body = definition.body[1:] if ast.get_docstring(definition, clean=False) is not None else definition.body
    return len(body) == 1 and "NotImplementedError" in ast.dump(body[0]) and isinstance(body[0], ast.Raise)


def is_class(text: str, name: str) -> bool:
    """Whether a module defines a class of that name."""
    return isinstance(definitions(text).get(name), ast.ClassDef)


def parameters(text: str, name: str) -> list[str]:
    """What a module's function calls its arguments; none where it defines no function of that name."""
    node = definitions(text).get(name)
    return [each.arg for each in node.args.args] if isinstance(node, ast.FunctionDef) else []


def methods(text: str, name: str) -> list[str]:
    """The methods of a module's class, its own and those of bases in the same module; none for a
    function.
    """
    known = definitions(text)
    node = known.get(name)
    if not isinstance(node, ast.ClassDef):
        return []
    inherited = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id != name]
    own = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
    return list(dict.fromkeys([*own, *(method for base in inherited for method in methods(text, base))]))


@functools.lru_cache(maxsize=256)
def _derives_from(name: str, definition: str) -> bool:
    node = ast.parse(definition).body[0]
    return isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == name for base in node.bases)


def _lines(text: str) -> list[str]:
    """The lines as Python counts them: str.splitlines also breaks at form feeds and other rare
    characters.
    """
    return text.removesuffix("\n").split("\n")
