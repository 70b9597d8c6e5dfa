"""The student's side where the system is another: a browser's Python, which starts no process, and
Windows.  ``tests/elsewhere`` holds what takes away from Python what these lack.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.test_visible import OBSTINATE, RIGHT, unit, with_double

ELSEWHERE = Path(__file__).parent / "elsewhere"
ROOT = Path(__file__).parents[1]

STUB = with_double("raise NotImplementedError")
WRONG = with_double("print('double of', x)", "return x + x[0]")


def python(where: str, folder: Path, *arguments: str, status: int = 0, **environment: str) -> str:
    """What this Python says in ``folder``, where it lacks what is lacking ``where``."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    path = os.pathsep.join([str(ELSEWHERE / where), str(ROOT)])
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=known | {"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def cells(*lines: str) -> tuple[str, str]:
    """What runs these lines as a notebook would, one after the other in one process."""
    return "-c", "\n".join(["import autograder", *map(textwrap.dedent, lines)])


# A browser.


def test_in_a_browser_no_process_starts(tmp_path: Path) -> None:
    said = python("browser", tmp_path, "-c", "import subprocess; subprocess.run(['true'])", status=1)
    assert "does not support processes" in said


def test_in_a_browser_the_checks_run_in_the_notebooks_own_process(tmp_path: Path) -> None:
    """One process, for the time that it takes to start: cells that follow each other."""
    unit(tmp_path, WRONG)
    edits = {"right": RIGHT, "stub": STUB, "broken": "def double(x)", "input": with_double("return input()")}
    edits |= {"exit": with_double("import os", "os._exit(3)"), "top": "import os; os._exit(3)"}
    for name, text in edits.items():
        (tmp_path / f"{name}.txt").write_text(text)
    said = python(
        "browser",
        tmp_path,
        *cells(
            """
            import builtins, os, pathlib, random, sys, warnings
            import numpy as np
            import rich.console  # which draws random numbers when it is imported
            import toy  # the student's module, as the notebook has it
            np.random.seed(7)
            random.seed(7)
            drawn = np.random.get_state()[1].tolist(), random.getstate()
            def state():
                return (list(sys.path), dict(os.environ), os.getcwd(), sys.modules["toy"], sorted(os.listdir()),
                        sys.stdin, sys.stdout, sys.stderr, sys.dont_write_bytecode, builtins.input, os._exit,
                        len(sys.meta_path), list(warnings.filters), sys.modules.get("test_toy"),
                        np.random.get_state()[1].tolist(), random.getstate())
            before = state()
            print(autograder.check("double"))
            assert state() == before, [pair for pair in zip(state(), before) if pair[0] != pair[1]]
            for edit in ("right", "stub", "broken", "input", "exit", "top"):
                print("CELL", edit)
                pathlib.Path("toy.py").write_text(pathlib.Path(f"{edit}.txt").read_text())
                print(autograder.check())
                assert state() == before, edit
            """
        ),
    )
    wrong, right, stub, broken, asks, ends, top = said.split("CELL ")
    assert "double of [" in wrong
    assert "x = np.array([" in wrong
    assert "\n                 toy.double(x)\n" in wrong
    assert "all 4 checks pass" in right
    assert "not written yet" in stub
    assert "Python cannot read toy.py: expected ':' in line 1." in broken
    assert "double asks for input, and nobody answers here" in asks
    assert "double ended the program" in ends
    assert "toy.py ends the program while it is imported" in top
    sentence = "No other process can be started here, so nothing stops a loop that never ends"
    assert sentence in " ".join(wrong.split())
    assert " ".join(said.split()).count(sentence) == 1


@pytest.mark.parametrize("body", ["return Thing()", "raise Odd"])
def test_in_a_browser_objects_that_raise_wherever_they_are_looked_at_end_nothing(tmp_path: Path, body: str) -> None:
    unit(tmp_path, with_double(body) + OBSTINATE)
    said = python("browser", tmp_path, *cells("print(autograder.check())"))
    assert "total   all 2 checks pass" in said


def test_in_a_browser_an_interrupt_ends_the_cell(tmp_path: Path) -> None:
    unit(tmp_path, with_double("raise KeyboardInterrupt"))
    said = python("browser", tmp_path, *cells("try: autograder.check()", "except KeyboardInterrupt: print('ended')"))
    assert said == "ended\n"


def test_in_a_browser_the_command_and_pytest_itself_work(tmp_path: Path) -> None:
    unit(tmp_path, WRONG)
    said = python("browser", tmp_path, "-m", "autograder", "check", status=1)
    assert "total   all 2 checks pass" in said
    twice = """
        import pathlib, pytest
        pytest.main(["-q", "-p", "no:cacheprovider"])
        pathlib.Path("toy.py").write_text(pathlib.Path("right.txt").read_text())
        pytest.main(["-q", "-p", "no:cacheprovider"])
        """
    (tmp_path / "right.txt").write_text(RIGHT)
    said = python("browser", tmp_path, *cells(twice))
    assert "paste this into the notebook:" in said
    assert "1 failed, 3 passed" in said
    assert "\n4 passed" in said


# Windows.

AS_WINDOWS = """
import click, jinja2, rich.console, sys  # which have ways of their own there
sys.platform = "win32"
"""
MODULES = {
    "right": RIGHT,
    "wrong": WRONG,
    "stub": STUB,
    "broken": "def double(x)",
    "loop": with_double("while True: pass"),
    "print": with_double("print('\\u2265 \\N{SNOWMAN}')", "return x"),
}


@pytest.fixture(scope="module")
def windows_units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, as an editor on Windows saves them: lines end in two characters."""
    folder = tmp_path_factory.mktemp("It's 100% mine, \u00fc\u0142\u2265")
    for name, module in MODULES.items():
        unit(folder / name, module)
        for file in (folder / name).glob("*.py"):
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    return folder


def test_windows_lacks_what_it_lacks(tmp_path: Path) -> None:
    for line, words in (
        ("import fcntl", "ModuleNotFoundError"),
        ("import os; os.fork()", "AttributeError"),
        ("import os; os.getuid()", "AttributeError"),
        ("open('x', 'w').write('\\u2265')", "UnicodeEncodeError"),
    ):
        assert words in python("windows", tmp_path, "-c", line, status=1)


def test_the_students_side_works_on_windows(windows_units: Path) -> None:
    command = AS_WINDOWS + "from autograder.cli import main\nmain(['check', '--seconds', '4'])"
    said = python("windows", windows_units, "-c", command, status=1, PYTHONIOENCODING="cp1252")
    broken, loop, printed, right, stub, wrong = said.split("\ntoy  ")
    assert "Python cannot read toy.py: expected ':' in line 1." in broken
    assert "double did not finish within 4 seconds" in loop
    assert "total   all 2 checks pass" in loop
    assert "printed   ? ?" in printed
    assert "all 4 checks pass" in right
    assert "double  not written yet" in stub
    assert "printed   double of [" in wrong
    assert "hint      Add x to itself." in wrong


def test_pytest_and_cells_work_on_windows(windows_units: Path) -> None:
    wrong = windows_units / "wrong"
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # those of other packages look at the system as well
    options = ("-q", "-p", "no:cacheprovider", "-p", "autograder.visible.pytest_plugin")
    said = python("windows", wrong, "-m", "pytest", *options, status=1, **alone)
    assert "paste this into the notebook:" in said
    assert "1 failed, 3 passed" in said
    said = python("windows", wrong, "-c", AS_WINDOWS + "import autograder\nprint(autograder.check('double'))")
    assert "printed   double of [" in said
