"""Attacks that are built: a folder, or a notebook in it; and the traps that several of them set."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path

from tests.attacks.catalogue import FOLDER


def builder(group: str, name: str) -> types.ModuleType:
    """The attack's own module: it only builds, and nothing of it runs in a worker."""
    spec = importlib.util.spec_from_file_location(f"attack_{group}_{name}", FOLDER / group / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def waits_at_a_pipe(read: Callable[[], object], pipe: Path) -> bool:
    """Whether ``read`` waits until somebody writes to the pipe; lets it go then."""
    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    until = time.monotonic() + 10
    while time.monotonic() < until and reader.is_alive():
        with contextlib.suppress(OSError):
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))  # an error where nobody waits at the other end
            reader.join(10)
            return True
    return False
