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

from autograder.languages import N_, _
from autograder.visible.results import Failure

_NO_PYTHON = {
    rb"\A[\s\x00]*\Z": N_(
        "{file} is empty. Was it saved? Copy it again from the assignment, or save it in your editor."
    ),
    rb"\Aversion https://git-lfs": N_(
        "{file} is a pointer of Git LFS, not your code. Run `git lfs pull`, then check again."
    ),
    rb"\A\s*\{\\rtf": N_("{file} is a text document (RTF), not Python. Save it as plain text under the same name."),
    rb"\APK\x03\x04": N_("{file} is a packed file or a text document, not Python. Save your code as plain text."),
    rb"(?i)\A\s*<(!doctype|html)": N_("{file} is a web page, not Python. Download the file itself."),
    rb'\A\s*\{\s*"cells"': N_("{file} is a notebook, not Python. Copy your functions into a file of plain text."),
    rb"(?m)^(<{7}|>{7})( |\r?$)": N_(
        "{file} holds an unfinished merge. Keep one version of each part, and delete the lines that begin with "
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
            return _(words).format(file=file.name), data[: found.start()].count(b"\n") + 1
    return None


def where_it_is_defined(file: Path, name: str) -> str:
    """That a file defines a function within a class or another function, in words; empty if it does not."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for outer, inner in _nested(tree):
        if inner.name == name:
            if isinstance(outer, ast.ClassDef):
                words = _(
                    "{file} defines {name} within the class {outer} (line {line}). Move it out: its `def` belongs at "
                    "the left margin."
                )
            else:
                words = _(
                    "{file} defines {name} within the function {outer} (line {line}). Move it out: its `def` belongs "
                    "at the left margin."
                )
            return words.format(file=file.name, name=name, outer=outer.name, line=inner.lineno)
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
            message = _(
                "{function} uses `{name}`, which is a function of Python's own (line {line}). The argument is called "
                "`{name}_`."
            ).format(function=definition.name, name=node.id, line=node.lineno)
            return dataclasses.replace(found, message=message, detail=found.message)
    return found
