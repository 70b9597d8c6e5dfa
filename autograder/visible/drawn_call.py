"""What the student's function computes in the call that shows a failing check, for the panel in a notebook."""

from __future__ import annotations

import ast
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np

from autograder.visible.limit import TimeUp, limited
from autograder.visible.xray import seen_through

_SECONDS = 1.0
"""How long the function may take for it: it has just answered the same call."""


def drawn(code: str, unit: str, folder: Path, where: str) -> str:
    """HTML of the formulas and pictures of the call at the end of ``code``, as
    :func:`autograder.visible.xray.xray` has them, first that of the number at ``where`` in the answer; empty
    where it is no plain call of a function of ``unit``, or nothing can be said of it.
    """
    try:
        with limited(_SECONDS, folder):
            return _drawn(ast.parse(code), sys.modules.get(unit), f"output{where}")
    except (Exception, SystemExit, TimeUp):  # noqa: BLE001 - the student's code may raise anything
        return ""


def _drawn(code: ast.Module, module: types.ModuleType | None, chosen: str) -> str:
    *before, last = code.body
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call) or module is None:
        return ""
    names: dict[str, Any] = {"np": np, module.__name__: module}
    exec(compile(ast.Module(before, []), "<call>", "exec"), names)  # noqa: S102 - the line that is to be pasted
    called = _value(last.value.func, names)
    if not isinstance(called, types.FunctionType) or called.__module__ != module.__name__:
        return ""
    arguments = [_value(each, names) for each in last.value.args]
    keywords = {str(each.arg): _value(each.value, names) for each in last.value.keywords}
    return seen_through(called, arguments, keywords, chosen)._repr_html_()


def _value(expression: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "<call>", "eval"), names)  # noqa: S307 - as above
