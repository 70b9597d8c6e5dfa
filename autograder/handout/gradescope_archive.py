"""The archive that Gradescope runs as an autograder: this package, the reference of some units, and
two scripts.

Gradescope unpacks it to ``/autograder/source`` in a container of its own, runs ``setup.sh`` once,
and ``run_autograder`` for each
submission: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course.loading import load_unit

_REQUIREMENTS = ("click", "hypothesis", "jinja2", "numpy", "pytest", "rich", "scikit-learn", "scipy", "tqdm")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the same course makes the same bytes."""

_SETUP = """#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the container.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv bubblewrap libseccomp2
python3 -c 'import sys; sys.exit("Python 3.11 or later is needed: choose a newer base image" if sys.version_info < (3, 11) else 0)'
python3 -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --requirement "$root/source/requirements.txt"
chmod -R go-rwx "$root/source/course"
"""

_RUN = """#!/usr/bin/env bash
# Runs for each submission. Without results.json Gradescope says that the autograder failed, and gives no points.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
cd "$root/source/course"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
exec "${AUTOGRADER_PYTHON:-$root/venv/bin/python}" -m autograder grade "$root/submission" --gradescope "$root/results/results.json"
"""


def archive(course: Path, units: Sequence[str]) -> bytes:
    """The archive for the units named.

    Raises:
        UnitError: there is no such unit, or it is not as it should be.
    """
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in sorted(_files(course, units)):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.external_attr = (0o755 if content.startswith(b"#!") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
    return data.getvalue()


def _files(course: Path, units: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", _SETUP.encode()
    yield "run_autograder", _RUN.encode()
    pins = [f"{name}=={importlib.metadata.version(name)}" for name in _REQUIREMENTS]
    yield "requirements.txt", ("\n".join(pins) + "\n").encode()
    yield from _tree(Path(__file__).parents[1], "autograder")
    yield "course/assignments/.keep", b""  # a course has this folder
    for shared in sorted((course / "reference").glob("*.py")):
        yield f"course/reference/{shared.name}", shared.read_bytes()
    for unit in units:
        load_unit(course, unit)
        yield from _tree(course / "reference" / unit, f"course/reference/{unit}")


def _tree(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
