"""What workers import from memory is found as Python finds it on disk."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from autograder.worker import modules


@pytest.mark.parametrize(
    "name", ["whole", "bare", "bare.inner", "bare.inner.leaf", "single", "empty", "none", "bare.none"]
)
def test_packages_and_modules_are_found_as_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for file in ("whole/__init__.py", "bare/inner/leaf.py", "single.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("x = 1\n")
    finder = modules._Finder(*modules._held([*modules._modules(str(tmp_path))]), [])
    path = [str(tmp_path.joinpath(*name.split(".")[:-1]))]
    found = finder.find_spec(name, path)
    monkeypatch.syspath_prepend(tmp_path)
    expected = importlib.util.find_spec(name)
    assert (found is None) == (expected is None)
    if found and expected:
        assert found.origin == expected.origin
        assert found.submodule_search_locations == (
            expected.submodule_search_locations and list(expected.submodule_search_locations)
        )
        importlib.util.module_from_spec(found)
