"""No student's code runs behind too few walls unless somebody says so, and every report says behind
which it ran.
"""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import autograder
from autograder import cli
from autograder.grading import grader as grading
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student
from autograder.subjects.tiers import TIERS, UnsafeSandboxError, described, require_safe, tier
from autograder.worker import sandbox

needs_fork = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")


@pytest.mark.parametrize(
    ("walls", "name"),
    [
        (sandbox.WALLS, "full"),
        (("rlimits", "landlock", "seccomp"), "container"),
        (("privileges", "rlimits", "landlock", "seccomp"), "container"),
        (("namespaces", "rlimits", "landlock", "seccomp"), "container"),
        (("namespaces", "privileges", "rlimits", "seccomp"), "namespaces"),
        (("namespaces", "privileges"), "namespaces"),
        (("namespaces", "rlimits", "seccomp"), "basic"),
        (("privileges", "rlimits", "landlock"), "basic"),
        (("privileges", "rlimits", "seccomp"), "basic"),
        (("landlock", "seccomp"), "basic"),
        (("rlimits",), "basic"),
        ((), "basic"),
    ],
)
def test_the_tier_is_the_best_whose_walls_are_all_there(walls: tuple[str, ...], name: str) -> None:
    assert tier(walls) == name
    assert described(walls).startswith(f"{name} (")
    assert all(wall in described(walls) for wall in walls)


def test_every_tier_but_the_last_is_enough() -> None:
    for name, walls in TIERS.items():
        if name != "basic":
            require_safe(walls)


@pytest.mark.parametrize(
    ("walls", "missing", "advice"),
    [
        (
            ("rlimits",),
            "landlock and seccomp and namespaces are missing",
            "run Linux 5.13 or later with Landlock switched on and install libseccomp 2",
        ),
        (
            ("rlimits", "landlock"),
            "seccomp and namespaces are missing",
            "Either install libseccomp 2, or install bubblewrap",
        ),
        (("rlimits", "seccomp"), "landlock and namespaces are missing", "Either run Linux 5.13 or later"),
        (("landlock", "seccomp", "namespaces"), "rlimits is missing", "Switch the resource limits on"),
        (("namespaces", "rlimits", "seccomp"), "landlock is missing", "Run Linux 5.13 or later"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do_in_two_sentences(
    walls: tuple[str, ...], missing: str, advice: str
) -> None:
    with pytest.raises(UnsafeSandboxError) as error:
        require_safe(walls)
    message = str(error.value)
    assert missing in message
    assert advice in message
    assert "--allow-unsafe" in message
    assert "c.Verdicts.allow_unsafe = True" in message
    assert message.replace("c.Verdicts.", "").replace("5.13", "").count(".") == 2


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with resource limits alone."""
    start = ForkServer.__init__
    monkeypatch.setattr(
        ForkServer,
        "__init__",
        lambda server, *given, **more: start(server, *given, **more, without=("namespaces", "landlock", "seccomp")),
    )


@needs_fork
def test_a_worker_behind_too_few_walls_is_ended_before_it_has_seen_any_code(weak: None) -> None:
    with ForkServer() as server, pytest.raises(UnsafeSandboxError):
        server.fork()
    with ForkServer(allow_unsafe=True) as server, Student(server, "unit", {"unit.py": b""}) as student:
        student.start()
        assert tier(server.walls) == "basic"


RIGHT = "def double(x):\n    return 2 * x\n"
SOLUTION = 'def double(x):\n    """Twice x."""\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION\n'
CHECKS = """from autograder.testing.strategies import arguments, vectors
from autograder.course import Exercise, Unit, agrees

UNIT = Unit(in_all_forms=False, name="unit", title="A unit", exercises=(Exercise("double", agrees("values", 2.0, "Twice.", arguments(x=vectors(1, 3)))),))
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, in a course with two submissions."""
    (tmp_path / "assignments" / "unit").mkdir(parents=True)
    (tmp_path / "assignments" / "unit" / "unit.ipynb").touch()
    (tmp_path / "reference" / "unit").mkdir(parents=True)
    for name, text in {"solution": SOLUTION, "checks": CHECKS, "misconceptions": "", "alternatives": ""}.items():
        (tmp_path / "reference" / "unit" / f"{name}.py").write_text(text)
    for student in ("anna", "bob"):
        (tmp_path / "submitted" / student).mkdir(parents=True)
        (tmp_path / "submitted" / student / "unit.py").write_text(RIGHT)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli.main, list(arguments), catch_exceptions=False)


@needs_fork
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_nothing_is_graded_behind_too_few_walls(jobs: str, run: Callable[..., Result], weak: None) -> None:
    result = run("grade", "submitted", "--json", "-", "--jobs", jobs)
    assert (result.exit_code, result.stdout) == (cli.EXIT_GRADER_FAULT, "")
    assert "The sandbox is too weak to run students' code" in result.stderr
    assert "Traceback" not in result.stderr


@needs_fork
def test_who_accepts_it_gets_marks_and_reports_that_say_so(run: Callable[..., Result], weak: None) -> None:
    result = run("grade", "submitted", "--json", "-", "--jobs", "1", "--allow-unsafe")
    assert result.exit_code == 0
    assert '"sandbox": "basic (' in result.stdout
    assert '"score": 2.0' in result.stdout


def test_a_system_that_cannot_fork_is_told_from_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(UnsafeSandboxError, match="Windows cannot fork"):
        grading.Grader(Path())


# Who runs the grader.

ORDINARY = """
import os
from autograder.subjects.fork_server import ForkServer
from autograder.subjects.student import Student
from autograder.subjects.tiers import tier

os.setgroups([])
os.setresgid(1234, 1234, 1234)
os.setresuid(1234, 1234, 1234)
for without in ((), ("namespaces",)):
    with ForkServer(without=without, allow_unsafe=True) as server:
        with Student(server, "unit", {"unit.py": b"import os\\ndef user(): return os.getresuid()"}) as student:
            print(tier(server.find_walls()), "privileges" in server.walls, *student.call("user", {}))
"""


def readable_by_all(*paths: Path) -> list[str]:
    """bubblewrap's arguments for a system in which every user can reach the paths, wherever they are."""
    closed = {parent for path in paths for parent in path.parents if not parent.stat().st_mode & stat.S_IXOTH}
    tops = {folder for folder in closed if not closed.intersection(folder.parents)}
    covered = [path for path in paths if tops.intersection(path.parents)]
    between = {parent for path in covered for parent in path.parents if tops.intersection(parent.parents)}
    return [
        *("--bind", "/", "/", "--dev-bind", "/dev", "/dev"),
        *(word for top in sorted(tops) for word in ("--tmpfs", str(top))),
        *(word for folder in sorted(between) for word in ("--perms", "0755", "--dir", str(folder))),
        *(word for path in covered for word in ("--ro-bind", str(path), str(path))),
    ]


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become an ordinary user")
def test_an_ordinary_user_has_every_wall() -> None:
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        pytest.skip("bubblewrap is not installed")
    paths = [Path(sys.base_prefix), Path(sys.prefix), Path(autograder.__file__).parent]
    paths = [path for path in paths if not {*paths}.intersection(path.parents)]
    python = [sys.executable, "-c", ORDINARY]
    done = subprocess.run(
        [
            bubblewrap,
            *readable_by_all(*paths),
            "--setenv",
            "PYTHONPATH",
            str(Path(autograder.__file__).parents[1]),
            "--chdir",
            "/",
            *python,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.stderr.startswith("bwrap:") or done.stdout == "container True 1234 1234 1234\n" * 2:
        pytest.skip("bubblewrap is not allowed here, or not to ordinary users")
    assert done.stdout.splitlines() == ["full True 65534 65534 65534", "container True 1234 1234 1234"], done.stderr
