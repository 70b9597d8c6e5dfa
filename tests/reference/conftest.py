"""What the tests of the reference share."""

from __future__ import annotations

import importlib
import os
import types

import pytest


@pytest.fixture(scope="session")
def torch() -> types.ModuleType:
    """PyTorch, where it is installed; with PYTORCH in the environment, its absence is a failure."""
    return importlib.import_module("torch") if "PYTORCH" in os.environ else pytest.importorskip("torch")
