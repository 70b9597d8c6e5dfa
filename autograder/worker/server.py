"""What runs inside a worker: loads the student's module from text that came over the wire, and
answers calls.

Nothing here decides about marks.  The student's code shares this process and can bend everything in
it, so the judge takes each reply for what it is: an answer that a student gave.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import random
import socket
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.worker import helpers, pictures
from autograder.worker.channel import MAX_REPLY, Channel, ConnectionLostError
from autograder.worker.operations import Module, watch_threads
from autograder.worker.shapes import shapes_of

_MESSAGE_LENGTH = 300


def serve(connection: socket.socket, walls: Sequence[str]) -> None:
    """Says which walls are up, then answers requests until the judge hangs up."""
    channel = Channel(connection, sends=MAX_REPLY)
    channel.send_returned(list(walls))
    worker = _Worker(channel)
    while True:
        try:
            operation, *operands = channel.receive()
        except ConnectionLostError:
            return
        if operation == "each":
            for each, *its_operands in operands[0]:
                worker.reply(each, its_operands)
        else:
            worker.reply(operation, operands)


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.module = Module(types.ModuleType("student"))
        self.files: set[str] = set()

    def reply(self, operation: str, operands: Sequence[Any]) -> None:
        """Sends what the operation comes to, an exception included."""
        try:
            self.channel.send_returned(self.perform(operation, operands))
        except ConnectionLostError:
            raise
        except BaseException as error:  # noqa: BLE001 - SystemExit of a student's code is an answer like any other
            self.channel.send(("raised", self.facts(error)))

    def perform(self, operation: str, operands: Sequence[Any]) -> Any:
        """Does what this process alone can do, and asks the module for all else."""
        if operation == "load":
            return self.load(*operands)
        if operation == "isolate":
            return helpers.answered(self.module.module, operands[0], self.ask_the_judge)
        return self.module.perform(operation, operands)

    def load(self, name: str, files: Mapping[str, bytes]) -> list[tuple[str, int]]:
        """Executes the student's module; returns what can be called in it, and the line that
        defines it, 0 where the module itself does not.
        """
        texts = {file.removesuffix(".py"): text for file, text in files.items()}
        self.files = set(files)
        sys.meta_path += [_StudentFiles(texts), pictures.Finder()]
        random.seed(0)
        np.random.seed(0)
        warnings.simplefilter("ignore")
        watch_threads()
        module = types.ModuleType(name)
        self.module = Module(module)
        sys.modules[name] = module
        lines = _execute(module, texts[name], f"{name}.py")
        return [(key, lines.get(key, 0)) for key, value in vars(module).items() if callable(value)]

    def ask_the_judge(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """The judge's answer in the place of a helper's."""
        self.channel.send(("call_back", name, tuple(arguments), dict(keywords)))
        kind, value = self.channel.receive()
        if kind == "returned":
            return value
        raise (ValueError if value["kind"] == "ValueError" else RuntimeError)(value["message"])

    def facts(self, error: BaseException) -> dict[str, Any]:
        """What the judge needs to know of an exception, with the last place in the student's own
        files; only files beside the module are named.
        """
        place, message = _last_place(error, self.files), _message(error)
        if isinstance(error, SyntaxError) and error.filename in self.files:
            place = {"line": error.lineno or 0, "function": "", "file": error.filename}
            message = error.msg or ""
        if place["file"] == f"{self.module.module.__name__}.py":
            place["file"] = ""
        return {
            "kind": type(error).__name__[:100],
            "bases": [base.__name__ for base in type(error).__mro__[1:-1]][:20],
            "message": message[:_MESSAGE_LENGTH],
            **place,
        }


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - a student's own exception class may fail to print
        return ""


def _last_place(error: BaseException, files: set[str]) -> dict[str, Any]:
    """The last line of the student's own files that an exception came through, and the shapes that met in
    it; what stands there the judge knows.
    """
    last, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in files:
            last = step
        step = step.tb_next
    if last is None:
        return {"line": 0, "function": "", "file": "", "shapes": []}
    code = last.tb_frame.f_code
    text = linecache.getline(code.co_filename, last.tb_lineno)
    met = [(name, shape) for name, shape in shapes_of(last.tb_frame.f_locals) if name in text]
    return {"line": last.tb_lineno, "function": code.co_qualname, "file": code.co_filename, "shapes": met}


def _decoded(text: bytes, file: str) -> str:
    try:
        return importlib.util.decode_source(text)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise SyntaxError(
            "a character is not saved as UTF-8",
            (file, line, None, text.splitlines()[line - 1].decode(errors="replace")),
        ) from None
    except SyntaxError as error:  # Python looks for a declared encoding in the first lines, and names no file then
        raise SyntaxError(error.msg, (file, None, None, None)) from None


def _execute(module: types.ModuleType, text: bytes, file: str) -> dict[str, int]:
    """Executes the text in the module; returns the line in which each of its functions and classes
    begins.
    """
    source = _decoded(text, file)
    module.__file__ = file
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    code = compile(source, file, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - this is what the process is for
    return {part.co_name: part.co_firstlineno for part in code.co_consts if isinstance(part, types.CodeType)}


class _StudentFiles(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the student's other modules, after everything installed: a shipped numpy.py replaces
    nothing.
    """

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self.texts = texts

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        del path, target
        return importlib.machinery.ModuleSpec(fullname, self) if fullname in self.texts else None

    def exec_module(self, module: types.ModuleType) -> None:
        _execute(module, self.texts[module.__name__], f"{module.__name__}.py")
