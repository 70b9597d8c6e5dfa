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


@pytest.fixture(scope="session")
def keras() -> types.ModuleType:
    """Keras on TensorFlow, as PyTorch above; it asks for its backend when it is imported, and on PyTorch
    it knows no double precision.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"
    for library in ("tensorflow", "keras"):
        importlib.import_module(library) if "TENSORFLOW" in os.environ else pytest.importorskip(library)
    return importlib.import_module("keras")
