"""A course in a folder of its own, with sample submissions handed in, and nbgrader run on it: for
the tests and for `make demo`.

Everything happens as an instructor would do it: nbgrader's own commands, each in a process of its
own, in the course's folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader

from tests import forked

ROOT = Path(__file__).resolve().parents[1]
"""The kit: what courses are built from."""

SUBMISSIONS = ROOT / "tests" / "submissions"
"""What the sample students handed in: ``<student>/<unit>/<unit>.py``, and the notebook only where
it is not as it was handed out.
"""

_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".*")


class NbgraderError(Exception):
    """An nbgrader command failed; the message has what it printed."""


def build_course(root: Path, folder: Path, units: Sequence[str] = ()) -> Path:
    """Makes the course ``folder`` from the kit in ``root``, with all of its units or only those
    named; returns the folder.
    """
    for part in ("reference", "assignments"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for source in sorted((root / part).iterdir()):
            if (
                source.is_dir()
                and not source.name.startswith((".", "_"))
                and (not units or source.name in (*units, "translations"))
            ):
                shutil.copytree(source, folder / part / source.name, ignore=_NOT_COPIED)
            elif source.suffix == ".py":  # what several units' references share
                shutil.copy(source, folder / part)
    for name in ("course.toml", "nbgrader_config.py"):
        shutil.copy(root / name, folder)
    return folder


def hand_in(course: Path, submissions: Path = SUBMISSIONS) -> list[tuple[str, str]]:
    """Puts submissions into ``submitted/``, each with the released notebook if it has none; returns
    all (student, unit).

    What belongs to a unit that the course has not released stays out.
    """
    handed_in = []
    for source in sorted(submissions.glob("[!.]*/*/")):
        student, unit = source.parts[-2:]
        notebook = course / "release" / unit / f"{unit}.ipynb"
        if not notebook.is_file():
            continue
        target = course / "submitted" / student / unit
        shutil.copytree(source, target, ignore=_NOT_COPIED)
        if not (target / notebook.name).exists():
            shutil.copy(notebook, target)
        handed_in.append((student, unit))
    return handed_in


def made_once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """What ``make`` leaves at the path it is given, a place in pytest's temporary ``folder``:
    processes that run tests side by side share it.
    """
    path = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / name
    done = path.with_suffix(".done")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(path)
            done.touch()
    return path


def nbgrader_here(course: Path, application: type[NbGrader], *arguments: str) -> None:
    """Runs what is behind one of nbgrader's commands in this process, which saves it the start of
    another.
    """
    before = Path.cwd()
    os.chdir(course)
    try:
        command = application()
        command.initialize(list(arguments))
        command.start()
    finally:
        application.clear_instance()
        os.chdir(before)


def nbgrader(
    course: Path,
    *arguments: str,
    expect: int | None = 0,
    timeout: float | None = None,
    python: str | Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs one nbgrader command in the course's folder; what it prints is in ``stdout``.

    Args:
        course: the folder.
        arguments: the command and what follows it.
        expect: the exit status that there must be; None allows any.
        timeout: how long it may take, in seconds.
        python: another interpreter that has nbgrader and the kit; started anew, as instructors do.

    Raises:
        NbgraderError: the exit status is another one.
    """
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST", "COV_"))}
    nowhere = {
        "JUPYTER_CONFIG_DIR": str(course / ".jupyter"),
        "JUPYTER_NO_CONFIG": "",
        "IPYTHONDIR": str(course / ".ipython"),
    }
    if python:
        done = _started(course, [str(python), "-m", "nbgrader", *arguments], alone | nowhere, timeout)
    else:
        done = forked.nbgrader(course, arguments, alone | nowhere, timeout)
    if expect is not None and done.returncode != expect:
        raise NbgraderError(
            f"nbgrader {' '.join(arguments)} ended with status {done.returncode}, not {expect}:\n{done.stdout}"
        )
    return done


def _started(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], timeout: float | None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=timeout,
    )
