"""Plain words for what goes wrong before any answer is wrong: files that hold no Python, functions that
stand in the wrong place, and names of Python's own taken for arguments.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.visible.results import Failure

_NO_PYTHON = {
    rb"\A[\s\x00]*\Z": "is empty. Was it saved? Copy it again from the assignment, or save it in your editor.",
    rb"\Aversion https://git-lfs": "is a pointer of Git LFS, not your code. Run `git lfs pull`, then check again.",
    rb"\A\s*\{\\rtf": "is a text document (RTF), not Python. Save it as plain text under the same name.",
    rb"\APK\x03\x04": "is a packed file or a text document, not Python. Save your code as plain text.",
    rb"(?i)\A\s*<(!doctype|html)": "is a web page, not Python. Download the file itself.",
    rb'\A\s*\{\s*"cells"': "is a notebook, not Python. Copy your functions into a file of plain text.",
    rb"(?m)^(<{7}|>{7})( |\r?$)": (
        "holds an unfinished merge. Keep one version of each part, and delete the lines that begin with "
        "<<<<<<<, ======= or >>>>>>>."
    ),
}
"""What tells that a file is no Python, and what is said then."""


def no_python(file: Path) -> tuple[str, int] | None:
    """What a file is that Python cannot read, in words, and the line that tells; None if that is a mistake
    in the code.
    """
    try:
        data = file.read_bytes()
    except OSError:
        return None
    for pattern, words in _NO_PYTHON.items():
        found = re.search(pattern, data)
        if found:
            return f"{file.name} {words}", data[: found.start()].count(b"\n") + 1
    return None


def where_it_is_defined(file: Path, name: str) -> str:
    """That a file defines a function within a class or another function, in words; empty if it does not."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for outer, inner in _nested(tree):
        if inner.name == name:
            kind = "class" if isinstance(outer, ast.ClassDef) else "function"
            return (
                f"{file.name} defines {name} within the {kind} {outer.name} (line {inner.lineno}). "
                f"Move it out: its `def` belongs at the left margin."
            )
    return ""


_Definition = ast.FunctionDef | ast.ClassDef


def _nested(tree: ast.AST) -> Iterator[tuple[_Definition, _Definition]]:
    """Each definition within another, with that one."""
    for outer in ast.walk(tree):
        if isinstance(outer, _Definition):
            yield from ((outer, node) for node in outer.body if isinstance(node, _Definition))


def mistaken_builtins(found: Failure, definition: ast.AST | None) -> Failure:
    """The failure of a function that uses one of Python's own names where its argument is meant, such as
    ``input`` for ``input_``: that comes first then.
    """
    if not isinstance(definition, ast.FunctionDef):
        return found
    arguments = {node.arg for node in ast.walk(definition.args) if isinstance(node, ast.arg)}
    called = {id(node.func) for node in ast.walk(definition) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(definition) if isinstance(node, ast.Name)]
    own = arguments | {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in names:
        is_value = id(node) not in called and node.id not in own
        if is_value and f"{node.id}_" in arguments and hasattr(builtins, node.id):
            message = (
                f"{definition.name} uses `{node.id}`, which is a function of Python's own (line {node.lineno}). "
                f"The argument is called `{node.id}_`."
            )
            return dataclasses.replace(found, message=message, detail=found.message)
    return found
