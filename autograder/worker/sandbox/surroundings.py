"""What is around a worker: the folders that it may read, and the environment."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping

ENVIRONMENT: Mapping[str, str] = {
    "OPENBLAS_NUM_THREADS": "1",  # arrays are small, and a library's threads would not survive the fork
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
    # the order of a student's sets, and so the mark, is the same every time; python -I would ignore
    # it
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONBREAKPOINT": "0",  # a forgotten breakpoint() stops nothing
}
"""The whole environment of the zygote: nothing of the judge's own, which may hold tokens."""

SYSTEM_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")  # what the dynamic linker reads


def readable_paths(packages: Iterable[str] = ()) -> list[str]:
    """The directories that the running interpreter needs for the standard library, NumPy and those of
    the ``packages`` that are installed, and no others.

    Not the directory of the virtual environment, whose parent is often the repository, nor the rest
    of its packages.
    """
    candidates = [
        sysconfig.get_path("stdlib"),
        *(os.path.join(sys.base_prefix, folder) for folder in ("lib", "lib64", "DLLs")),
    ]
    for name in ("numpy", *packages):  # which the worker itself computes with
        spec = importlib.util.find_spec(name)
        for folder in (spec and spec.submodule_search_locations) or ():
            candidates += [folder, folder + ".libs"]  # the second holds the shared libraries of a wheel
    return sorted({path for path in candidates if os.path.isdir(path)})
