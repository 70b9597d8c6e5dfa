"""nbgrader's commands, each in a process of its own, which begins where nbgrader is loaded already:
that takes longer than most of what is done with it.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

_LOADED = ["nbgrader.apps", "autograder.grading.grader", "autograder.nbgrader.config"]


def nbgrader(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """What ``python -m nbgrader`` does with the arguments in a folder; all that it prints is in
    ``stdout``.
    """
    context = multiprocessing.get_context("forkserver")  # not fork: this process has threads, and has been at work
    context.set_forkserver_preload(_LOADED)
    with tempfile.NamedTemporaryFile() as output:
        process = context.Process(target=_run, args=(folder, list(arguments), dict(environment), output.name))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["nbgrader", *arguments], timeout or 0.0)
        printed = Path(output.name).read_text(encoding="utf-8")
    return subprocess.CompletedProcess(["nbgrader", *arguments], process.exitcode, printed)


def _run(folder: Path, arguments: list[str], environment: dict[str, str], output: str) -> None:
    from nbgrader.apps import NbGraderApp

    with Path(output).open("ab") as file, Path(os.devnull).open("rb") as nothing:
        _redirect(nothing, file)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        sys.argv = ["nbgrader", *arguments]
        NbGraderApp.launch_instance(arguments)


def _redirect(standard_input: BinaryIO, output: BinaryIO) -> None:
    os.dup2(standard_input.fileno(), 0)
    for descriptor in (1, 2):
        os.dup2(output.fileno(), descriptor)
