"""A small unit that attacks try to get marks for, and a grader of the usual kind that they fool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.course import Exercise, Unit, agrees, polite
from autograder.testing import arguments, arrays, sizes
from tests.attacks.catalogue import FOLDER, Attack

NAIVE = FOLDER / "naive"

CASES = arguments(x=sizes(2, 5).flatmap(lambda length: arrays(length, low=1)))
UNIT = Unit(
    "unit",
    "What attacks try to get marks for",
    (
        Exercise(
            "double",
            agrees("values", 1.0, "Twice x.", CASES, count=5),
            polite(0.5, CASES, count=3),
        ),
        Exercise(
            "total",
            agrees("values", 1.0, "The sum of twice x.", CASES, count=5),
            needs=("double",),
        ),
    ),
    (NAIVE / "reference.py").read_text(),
    in_all_forms=False,
)
HIDDEN_TEST = "import numpy as np\nimport unit\n\ndef test_double():\n    np.testing.assert_allclose(unit.double(np.ones(3)), np.full(3, 2.0))\n"


def fooled(attack: Attack, folder: Path) -> bool:
    """Whether the naive grader gives full marks."""
    done = graded_naively(attack, attack.settings["FOOLS"], folder)
    if attack.settings["FOOLS"] in ("pytest", "exit status"):
        return done.returncode == 0
    return done.stdout.rstrip().endswith("points: 1.0")


def graded_naively(attack: Attack, way: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the naive grader says of the attack, handed in to the folder."""
    for name, content in attack.files.items():
        (folder / name).write_bytes(content)
    if way == "pytest":
        (folder / "test_hidden.py").write_text(HIDDEN_TEST)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(folder),
            "test_hidden.py",
        ]
    else:
        shutil.copy(NAIVE / "grader.py", folder.parent / "grader.py")
        for name in ("reference.py", "autograder.py"):
            shutil.copy(NAIVE / name, folder.parent / name)
        command = [sys.executable, str(folder.parent / "grader.py"), way]
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )
