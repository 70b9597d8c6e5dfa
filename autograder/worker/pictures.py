"""Stand-ins for what students import to look at their results.  Nobody looks while grading:
whatever is asked of them does nothing.

A module that imports matplotlib for plots of its own is no worse for that, and the real one would
take long to load and want to write files.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import types
from collections.abc import Iterator
from typing import Any

PACKAGES = frozenset({"IPython", "matplotlib", "mpl_toolkits", "seaborn"})
"""What can be imported and does nothing."""


class Plot:
    """Takes any call, attribute, index or assignment, and every one comes to the same nothing
    again.
    """

    def __init__(self, *_arguments: Any, **_keywords: Any) -> None: ...

    def __call__(self, *_arguments: Any, **_keywords: Any) -> Plot:
        return self

    def __getattr__(self, name: str) -> Plot:
        if name.startswith("__"):  # Python and NumPy look these up to learn what kind of object it is
            raise AttributeError(name)
        return self

    def __setattr__(self, _name: str, _value: Any) -> None: ...

    def __getitem__(self, _key: Any) -> Plot:
        return self

    def __setitem__(self, _key: Any, _value: Any) -> None: ...

    def __iter__(self) -> Iterator[Plot]:
        return iter((self, self))  # figure, axes = plt.subplots()

    def __enter__(self) -> Plot:
        return self

    def __exit__(self, *_exception: object) -> None: ...


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Plot:
        if name.startswith("__"):
            raise AttributeError(name)
        return Plot()


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the packages and all that could be in them."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        del path, target
        return (
            importlib.machinery.ModuleSpec(fullname, self, is_package=True)
            if fullname.partition(".")[0] in PACKAGES
            else None
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None: ...
