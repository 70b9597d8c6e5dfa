"""Runs visible checks in this process, where no other can be started: in a browser's Python, say.

Modules are read anew each time, and what pytest and the student's code change of Python's state is
put back.  A loop that never ends cannot be stopped; whatever would end Python raises instead.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import linecache
import os
import random
import sys
import tempfile
import types
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn
from unittest import mock

import numpy as np
import pytest
from hypothesis import configuration

from autograder.visible.apart import environment, options
from autograder.visible.events import Events
from autograder.visible.log import ERRORS_KEPT, Log


def run_here(folder: Path, what: Sequence[str], exercise: str | None, seconds: float) -> Log:
    """Runs pytest for the tests ``what``, or for those of them that check ``exercise``.

    Raises:
        KeyboardInterrupt: the checks were interrupted.
    """
    events: list[dict[str, object]] = []
    errors = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch:
        # pytest's faulthandler would turn off that of a notebook
        arguments = [*options(folder, Path(scratch), exercise, seconds), "-p", "no:faulthandler", *what]
        with _restored(folder, Path(scratch)), contextlib.redirect_stderr(errors):
            status = _ran(arguments, Events(events.append))
    if any(event["event"] == "interrupted" for event in events):
        raise KeyboardInterrupt
    return Log(
        folder=folder, events=events, exit_status=status, errors=errors.getvalue()[-ERRORS_KEPT:].strip(), guarded=False
    )


def _ran(arguments: list[str], events: Events) -> int:
    try:
        return int(pytest.main(arguments, plugins=[events]))
    except SystemExit:  # of a conftest.py
        return 1


# What is put back.


@contextlib.contextmanager
def _restored(folder: Path, scratch: Path) -> Iterator[None]:
    """Puts back what is changed within: output, paths, variables, random numbers, modules."""
    with contextlib.ExitStack() as stack:
        for part in (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.chdir(folder),
            warnings.catch_warnings(),
            np.errstate(),
            np.printoptions(),
            mock.patch.dict(os.environ, environment(scratch), clear=True),
            mock.patch.multiple(sys, stdin=io.StringIO(), path=sys.path[:], dont_write_bytecode=True),
            mock.patch.object(builtins, "input", _no_input),
            mock.patch.object(os, "_exit", _no_end),
            _hypothesis_home(scratch),
            _random_numbers(),
            _modules_of(folder),
        ):
            stack.enter_context(part)
        yield


def _no_input(*_: object) -> NoReturn:
    raise EOFError


def _no_end(status: int) -> NoReturn:
    raise SystemExit(status)


@contextlib.contextmanager
def _hypothesis_home(scratch: Path) -> Iterator[None]:
    configuration.set_hypothesis_home_dir(scratch / "hypothesis")
    try:
        yield
    finally:
        configuration.set_hypothesis_home_dir(None)


@contextlib.contextmanager
def _random_numbers() -> Iterator[None]:
    drawn, also_drawn = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(drawn)
        np.random.set_state(also_drawn)


@contextlib.contextmanager
def _modules_of(folder: Path) -> Iterator[None]:
    """Has the folder's modules imported from their files as these are now, and then puts back those
    that were there.
    """
    before = _taken_out(folder)
    for file in [name for name in linecache.cache if Path(name).is_relative_to(folder)]:
        del linecache.cache[file]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        _taken_out(folder)
        sys.modules.update(before)


def _taken_out(folder: Path) -> dict[str, types.ModuleType]:
    inside = {name: module for name, module in list(sys.modules.items()) if _lies_in(module, folder)}
    for name in inside:
        del sys.modules[name]
    return inside


def _lies_in(module: object, folder: Path) -> bool:
    file = Path(str(getattr(module, "__file__", None) or os.devnull))
    return file.is_relative_to(folder) and "site-packages" not in file.relative_to(folder).parts
