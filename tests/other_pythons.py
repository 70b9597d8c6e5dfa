"""Tries the student's side under every CPython that the machine has: ``python -m tests.other_pythons``.

Each gets an environment of its own with the wheel and what it depends on, as students install it,
and checks modules that are right, wrong, broken and not written.  It says which versions there
were; a version that is not there is no failure, one whose checks say something else is.
"""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.test_visible import RIGHT, unit, with_double

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
ROOT = Path(__file__).resolve().parents[1]

_WHICH = "import platform, sys; print(platform.python_implementation(), '%d.%d' % sys.version_info[:2])"
_LIMIT = 300
_PYTHON = Path("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

MODULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "right": (RIGHT, ("all 4 checks pass",)),
    "wrong": (
        with_double("print('double of', x)", "return x + x[0]"),
        ("1 of 2 checks pass", "At [1]: expected", "x = np.array([", "printed   double of [", "hint      Add x to itself."),
    ),
    "raising": (with_double("return x[len(x)]"), ("double raised IndexError", "toy.py, line 6: return x[len(x)]")),
    "untold": (
        with_double("raise Odd") + "\n\nclass Odd(Exception):\n    def __str__(self):\n        raise ValueError\n",
        ("double raised Odd: (this cannot be shown,",),
    ),
    "unwritten": (with_double("raise NotImplementedError"), ("not written yet", "all 2 checks pass")),
    "broken": ("def double(x)", ("Python cannot read toy.py: expected ':' in line 1.",)),
    "ending": (with_double("import os", "os._exit(7)"), ("double ended Python itself (exit status 7)", "all 2 checks")),
    "looping": (with_double("while True: pass"), ("double did not finish within", "while True: pass", "all 2 checks")),
}  # fmt: skip
"""Modules of the unit of ``tests/test_visible.py``, and what the checks must say of each."""


# What there is.


def pythons() -> dict[str, Path]:
    """The program of each version that this machine has."""
    found: dict[str, Path] = {}
    for program in _candidates():
        version = _version(program)
        if version in VERSIONS:
            found.setdefault(version, program)
    return dict(sorted(found.items()))


def _candidates() -> Iterator[Path]:
    yield Path(sys.executable)
    for version in VERSIONS:
        on_path = shutil.which(f"python{version}")
        if on_path:
            yield Path(on_path)
        for manager in ("pyenv", "uv"):
            yield from _managed(manager, version)


def _managed(manager: str, version: str) -> Iterator[Path]:
    """What managers of interpreters hold without putting it on the path."""
    root = (
        os.environ.get("PYENV_ROOT") or _said("pyenv", "root") if manager == "pyenv" else _said("uv", "python", "dir")
    )
    if root:
        yield from sorted(
            Path(root).glob(f"{'versions/' if manager == 'pyenv' else '*'}{version}*/bin/python{version}")
        )


def _said(*command: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        return ""
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _version(program: Path) -> str:
    """Its version, if it is a CPython that starts: a shim on the path may have nothing behind it."""
    try:
        done = subprocess.run([program, "-c", _WHICH], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return ""
    name, _, version = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and name == "CPython" else ""


# What it says.


def tried(program: Path, wheel: Path, folder: Path) -> list[str]:
    """What is wrong with the student's side under one Python: nothing, if all is well."""
    python, units = folder / "venv" / _PYTHON, folder / "units"
    installing = [python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", wheel]
    for command in ([program, "-m", "venv", folder / "venv"], installing):
        done = _run(command, folder)
        if done.returncode:
            return [f"{' '.join(map(str, command[1:4]))} fails: {_end(done)}"]
    units.mkdir()
    for name, (module, _) in MODULES.items():
        unit(units / name, module)
    return [*_by_command(python, units), *_by_cells(python, units), *_by_pytest(python, units)]


def _by_command(python: Path, units: Path) -> Iterator[str]:
    done = _run([python, "-m", "autograder", "check", "--seconds", "5"], units)
    texts = done.stdout.split("\ntoy  ")
    if done.returncode != 1 or len(texts) != len(MODULES) or done.stderr:
        yield f"`autograder check` of all units: status {done.returncode}, {len(texts)} results\n{_end(done)}"
    for name, text in zip(sorted(MODULES), texts, strict=False):
        yield from _unsaid(f"`autograder check` of a module that is {name}", MODULES[name][1], text)


def _by_cells(python: Path, units: Path) -> Iterator[str]:
    chosen = [name for name in MODULES if name in ("wrong", "broken", "unwritten")]
    lines = [f"os.chdir({str(units / name)!r}); print(autograder.check(), end='CELL')" for name in chosen]
    done = _run([python, "-c", "\n".join(["import os, autograder", *lines])], units)
    if done.returncode or done.stderr:
        yield f"a notebook's cells: status {done.returncode}\n{_end(done)}"
    for name, text in zip(chosen, done.stdout.split("CELL"), strict=False):
        yield from _unsaid(f"a cell for a module that is {name}", MODULES[name][1], text)


def _by_pytest(python: Path, units: Path) -> Iterator[str]:
    for name, status in (("right", 0), ("wrong", 1), ("broken", 2)):
        done = _run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], units / name)
        if done.returncode != status or "INTERNALERROR" in done.stdout or "Traceback" in done.stdout:
            yield f"pytest of a module that is {name}: status {done.returncode}\n{_end(done)}"


def _unsaid(what: str, expected: Sequence[str], text: str) -> Iterator[str]:
    missing = [words for words in expected if words not in text]
    if missing:
        yield f"{what} does not say {missing}:\n{text}"


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV"))
    }
    variables = kept | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", timeout=_LIMIT, check=False
    )


def _end(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stdout + done.stderr).strip()[-2000:]


def main() -> int:
    """Tries all of them, two at a time."""
    found = pythons()
    with tempfile.TemporaryDirectory() as scratch_name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        scratch = Path(scratch_name)
        building = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", scratch, ROOT]
        subprocess.run(building, check=True, capture_output=True)
        (wheel,) = scratch.glob("*.whl")
        trials = {}
        for version, program in found.items():
            (scratch / version).mkdir()
            trials[version] = pool.submit(tried, program, wheel, scratch / version)
        faults = {version: trial.result() for version, trial in trials.items()}
    for version, wrong in faults.items():
        for fault in wrong:
            print(f"CPython {version}: {fault}")
    had, failed = ", ".join(found), [version for version in faults if faults[version]]
    lacking = ", ".join(version for version in VERSIONS if version not in found)
    print(
        f"The student's side on CPython {had}: {'wrong on ' + ', '.join(failed) if failed else 'all well'}."
        + (f" Not on this machine: {lacking}." if lacking else "")
    )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
