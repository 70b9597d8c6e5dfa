"""The walls go up where the system has them, fail closed where they cannot, and leave honest work
alone.

A small zygote stands in for the real one: it forks a child per request, which confines itself and
runs the code it is given. What the walls keep out is shown by ``tests/attacks``, with the real one.
"""

from __future__ import annotations

import ast
import json
import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder import worker
from autograder.worker import sandbox
from autograder.worker.sandbox import landlock, namespaces, seccomp

REPOSITORY = Path(__file__).resolve().parents[2]
WORKER = Path(worker.__file__).parent
READABLE = sandbox.readable_paths(["scipy"])

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls")

AS_PACKAGE = f"""
import types
package, worker = types.ModuleType("autograder"), types.ModuleType("autograder.worker")
package.__path__, worker.__path__ = [], [{str(WORKER)!r}]
sys.modules.update({{"autograder": package, "autograder.worker": worker}})
from autograder.worker import sandbox
sys.modules["sandbox"] = sandbox  # as the code of the tests calls it
"""

ZYGOTE = (
    f"""
import json, os, signal, sys
{AS_PACKAGE}
"""
    + """
readable, FROM_ROOT = json.loads(sys.argv[1])
from autograder.worker import modules
for name in [name for name in sys.modules if name.startswith("autograder")]:
    del sys.modules[name]  # a student's code could import what the test needed
os.environ.update(sandbox.ENVIRONMENT)
sys.path += sorted({os.path.dirname(folder) for folder in readable if os.path.isfile(folder + "/__init__.py")})
import numpy
modules.hold(readable)
sandbox.prepare(readable)

def child(request, report):
    walls = ()
    os.dup2(silence, 1)  # standard output is the test's own channel,
    os.dup2(silence, 2)  # and standard error may be a file, which the child cannot write
    try:
        if request["walls"]:
            walls = sandbox.confine(sandbox.Limits(**request["limits"]), readable, set(sandbox.WALLS) - set(request["walls"]), from_root=FROM_ROOT)
        exec(request["code"], {"__name__": "student"})
        outcome, text = "done", ""
    except BaseException as error:
        outcome, text = type(error).__name__, str(error)
    os.write(report, json.dumps([walls, outcome, text[:1000]]).encode())
    os._exit(99)

silence = os.open(os.devnull, os.O_WRONLY)
print("ready", flush=True)
for line in sys.stdin:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        child(json.loads(line), write)
    os.close(write)
    report = b"".join(iter(lambda: os.read(read, 65536), b""))
    os.close(read)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(json.dumps([status, report.decode()]), flush=True)
"""
)


@dataclass
class Result:
    """How a child ended: ``outcome`` is "done", the name of an exception, or the name of a signal."""

    outcome: str
    text: str = ""
    walls: list[str] = field(default_factory=list)


class Zygote:
    """Runs code in forked children, each behind the walls asked for."""

    def __init__(self, namespaces: bool) -> None:
        command = [sys.executable, "-I", "-c", ZYGOTE, json.dumps([READABLE, sandbox.is_root()])]
        if namespaces:
            wrapped = sandbox.namespaces_command(command, [*READABLE, str(WORKER)])
            if wrapped is None:
                pytest.skip("bubblewrap is missing or not allowed here")
            command = wrapped
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={})
        assert self._line() == "ready"

    def run(self, code: str, walls: tuple[str, ...] = sandbox.WALLS, **limits: int) -> Result:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"code": textwrap.dedent(code), "walls": walls, "limits": limits}) + "\n")
        self._process.stdin.flush()
        status, report = json.loads(self._line())
        if status < 0:
            return Result(signal.Signals(-status).name)
        if not report:  # another program took the child's place
            return Result("done" if status == 0 else f"exit {status}")
        in_force, outcome, text = json.loads(report)
        return Result(outcome, text, in_force)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        assert select.select([self._process.stdout], [], [], 60)[0], "the zygote hangs"
        return self._process.stdout.readline().strip()


@pytest.fixture(scope="module")
def bare() -> Iterator[Zygote]:
    zygote = Zygote(namespaces=False)
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def namespaced() -> Iterator[Zygote]:
    zygote = Zygote(namespaces=True)
    yield zygote
    zygote.close()


@pytest.fixture(params=["bare", "namespaced"])
def zygote(request: pytest.FixtureRequest) -> Zygote:
    result: Zygote = request.getfixturevalue(request.param)
    return result


@linux_only
def test_all_walls_stand_where_the_system_has_them(zygote: Zygote) -> None:
    expected = [
        "rlimits",
        *["landlock"] * (landlock.version() > 0),
        *["seccomp"] * (seccomp.call_filter() is not None),
    ]
    walls = zygote.run("pass").walls
    assert walls in (["privileges", *expected], expected)  # the second where root is the only user that can read Python
    assert "privileges" in walls or os.geteuid() == 0


@linux_only
def test_limit_on_processor_time_cannot_be_ignored(bare: Zygote) -> None:
    code = "import signal, time\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile time.process_time() < 5: pass"
    assert bare.run(code, cpu_seconds=1).outcome == "SIGKILL"


@linux_only
@pytest.mark.parametrize("wall", sandbox.WALLS[1:])
def test_every_wall_can_be_left_out(wall: str, zygote: Zygote) -> None:
    walls = zygote.run("pass").walls
    assert zygote.run("pass", walls=tuple({*sandbox.WALLS} - {wall})).walls == [
        other for other in walls if other != wall
    ]


@linux_only
def test_rules_cannot_be_widened_for_later_children(bare: Zygote) -> None:
    """The ruleset is shared with the zygote: were it left open, a child could add a rule to it."""
    widen = textwrap.dedent("""
        import ctypes, os, sandbox
        libc = ctypes.CDLL(None)
        rule = sandbox.landlock._PathBeneath(4, os.open("/etc", os.O_PATH))
        added = [fd for fd in range(3, 200) if libc.syscall(445, fd, 1, ctypes.byref(rule), 0) == 0]
        assert added, "no descriptor takes a rule"
    """)
    if landlock.version() == 0:
        pytest.skip("needs Landlock")
    assert bare.run(widen, walls=("landlock",)).outcome == "AssertionError"
    assert bare.run("open('/etc/passwd').read()", walls=("landlock",)).outcome == "PermissionError"


@linux_only
@pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="only root can become another user")
def test_root_becomes_a_user_of_the_workers_own(bare: Zygote) -> None:
    code = """
        import os, resource, sandbox
        os.setgroups([0])
        sandbox.confine(sandbox.Limits(), ["/usr/lib"])
        assert len({*os.getresuid()}) == 1 and os.getuid() in sandbox.privileges.USERS, os.getresuid()
        assert resource.getrlimit(resource.RLIMIT_NPROC) == (64, 64)  # no number that tells what else runs
        assert os.getresgid() == (65534,) * 3, os.getresgid()
        assert os.getgroups() == []
    """
    assert bare.run(code, walls=()).outcome == "done"


@linux_only
@pytest.mark.skipif(sys.platform == "linux" and os.geteuid() != 0, reason="only root can become another user")
def test_root_becomes_nobody_where_there_are_few_users(bare: Zygote) -> None:
    code = """
        import errno, os, sandbox
        become = os.setresuid
        def few(*users):
            if users[0] in sandbox.privileges.USERS:
                raise OSError(errno.EINVAL, "no such user here")
            become(*users)
        os.setresuid = few
        sandbox.confine(sandbox.Limits(), ["/usr/lib"])
        assert os.getresuid() == os.getresgid() == (65534,) * 3, os.getresuid()
    """
    assert bare.run(code, walls=()).outcome == "done"


@linux_only
def test_process_is_hidden_bound_to_its_parent_and_without_privileges(bare: Zygote) -> None:
    code = """
        import ctypes, sandbox
        libc = ctypes.CDLL(None)
        sandbox.seccomp.call_filter = lambda: None  # it would forbid the questions
        sandbox.privileges.drop = lambda readable: None  # a change of user hides the process too
        libc.prctl(4, 1, 0, 0, 0)
        sandbox.confine(sandbox.Limits(), ["/usr/lib"])
        libc.prctl(2, ctypes.byref(signal := ctypes.c_int()), 0, 0, 0)
        assert (libc.prctl(3, 0, 0, 0, 0), signal.value, libc.prctl(39, 0, 0, 0, 0)) == (0, 9, 1)
    """
    result = bare.run(code, walls=())
    assert result.outcome == "done", result


@linux_only
def test_root_without_capabilities(bare: Zygote) -> None:
    code = "assert 'CapEff:\\t0000000000000000' in open('/proc/self/status').read()"
    assert bare.run(code, walls=("rlimits", "privileges")).outcome == "done"
    if os.geteuid() == 0:
        assert bare.run(code, walls=("rlimits",)).outcome == "AssertionError"


# ---------------------------------------------------------------------------------------------------------------------
# Honest work

HONEST = {
    "matrix product": "import numpy as np; a = np.ones((300, 300)); assert (a @ a)[0, 0] == 300",
    "matrix product in threads": """
        import threading, numpy as np
        a, results = np.ones((300, 300)), []
        threads = [threading.Thread(target=lambda: results.append((a @ a).sum())) for _ in range(8)]
        [t.start() for t in threads]; [t.join() for t in threads]
        assert results == [300.0 ** 3] * 8
    """,
    "decompositions": (
        "import numpy as np; a = np.diag([3.0, 1.0]); assert np.linalg.svd(a)[1][0] == 3; "
        "np.linalg.inv(a); np.linalg.eigh(a)"
    ),
    "Fourier transform": "import numpy as np; assert abs(np.fft.ifft(np.fft.fft(np.arange(8.0)))[3] - 3) < 1e-12",
    "random numbers": (
        "import random, numpy as np; random.seed(); random.random(); "
        "np.random.default_rng().normal(size=3); np.random.seed(0); np.random.rand()"
    ),
    "scipy": (
        "import scipy.signal, numpy as np; assert scipy.signal.convolve2d(np.ones((3, 3)), np.ones((2, 2)), "
        "'valid')[0, 0] == 4"
    ),
    "more scipy": (
        "import scipy.special, scipy.optimize, scipy.ndimage, scipy.sparse.linalg; assert scipy.special.expit(0) == 0.5"
    ),
    "standard library": """
        import fractions, decimal, statistics, dataclasses, typing, itertools, heapq, csv, json, copy, datetime, inspect, textwrap, unittest.mock
        assert fractions.Fraction(1, 3) * 3 == 1 and decimal.Decimal("0.1") * 10 == 1
        datetime.datetime.now(); inspect.signature(fractions.Fraction)
    """,
    "extension modules": (
        "import sqlite3, zlib, hashlib, bz2, lzma, _ctypes, array, unicodedata; hashlib.sha256(b'x').hexdigest()"
    ),
    "time": "import time; time.time(); time.perf_counter(); time.process_time(); time.sleep(0.001); time.localtime()",
    "printing": (
        "import sys; print('hello', file=sys.stderr, end=''); sys.stderr.flush(); sys.stderr.isatty(); "
        "sys.stdout.flush()"
    ),
    "the system's properties": (
        "import os, platform; os.cpu_count(); os.getpid(); os.getcwd(); platform.machine(); os.path.expanduser('~')"
    ),
    "thread pool": (
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as pool: assert "
        "sum(pool.map(abs, range(100))) == 4950"
    ),
    "exception with traceback": (
        "import traceback\ntry: 1 / 0\nexcept ZeroDivisionError: assert 'ZeroDivisionError' in traceback.format_exc()"
    ),
    "numpy.testing": "import numpy as np; np.testing.assert_allclose([1.0], [1.0])",
    "a good deal of memory": "import numpy as np; np.ones(1 << 25).sum()",
    "waiting on a socket": (
        "import select, os; select.select([], [0], [], 0); p = select.poll(); p.register(0); p.poll(0)"
    ),
    "own limits": "import resource; assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)",
}


@linux_only
@pytest.mark.parametrize("name", HONEST)
def test_honest_work_goes_on(name: str, zygote: Zygote) -> None:
    if "scipy" in name:
        pytest.importorskip("scipy")
    result = zygote.run(HONEST[name])
    assert result.outcome == "done", result


@linux_only
def test_openblas_may_start_threads() -> None:
    """With the library's own threads switched on, a product that is large enough for them neither
    fails nor hangs.
    """
    script = f"""
import os, sys
os.environ["OPENBLAS_NUM_THREADS"] = "2"
{AS_PACKAGE}
import numpy as np
a = np.ones((500, 500)); a @ a  # the library's threads exist when the fork comes
if os.fork() == 0:
    sandbox.confine(sandbox.Limits(), {READABLE!r})
    print((a @ a)[0, 0], flush=True)
    os._exit(0)
os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""
    result = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=30)
    assert (result.returncode, result.stdout) == (0, "500.0\n"), result.stderr


# ---------------------------------------------------------------------------------------------------------------------
# Failing closed, lacking walls, other systems


@linux_only
@pytest.mark.parametrize(
    ("sabotage", "error"),
    [
        ("sandbox.landlock.rules = lambda readable: 9999", "OSError"),
        ("program = sandbox.seccomp._program(b''); sandbox.seccomp.call_filter = lambda: program", "OSError"),
        ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", "RuntimeError"),
        ("sandbox.landlock.rules.cache_clear(); readable = ['/nowhere']", "FileNotFoundError"),
    ],
)
def test_wall_that_does_not_go_up_is_an_error(sabotage: str, error: str, bare: Zygote) -> None:
    result = bare.run(
        f"import sandbox\nreadable = ['/usr/lib']\n{sabotage}\nsandbox.confine(sandbox.Limits(), readable)", walls=()
    )
    assert result.outcome == error, result


@linux_only
def test_lacking_walls_are_left_out(bare: Zygote) -> None:
    code = """
        import ctypes, sandbox
        library = ctypes.CDLL
        def missing(name, *arguments, **keywords):
            if name is not None: raise OSError(name)
            return library(name, *arguments, **keywords)
        ctypes.CDLL = missing
        sandbox.seccomp.call_filter.cache_clear(); sandbox.landlock.rules.cache_clear()
        sandbox.landlock._LANDLOCK_CREATE_RULESET = 100000  # no kernel has it
        assert sandbox.confine(sandbox.Limits(), ["/usr/lib"]) == ("privileges", "rlimits")
    """
    result = bare.run(code, walls=())
    assert result.outcome == "done", result


@linux_only
def test_children_use_what_the_zygote_prepared(bare: Zygote) -> None:
    result = bare.run(
        "import sandbox; info = sandbox.seccomp.call_filter.cache_info(); assert (info.hits, info.misses) == (1, 1), info"
    )
    assert result.outcome == "done", result


@pytest.mark.parametrize(("system", "walls"), [("win32", ()), ("darwin", ("rlimits",))])
def test_other_systems_offer_less(system: str, walls: tuple[str, ...]) -> None:
    modules = "errno functools importlib.util pathlib platform shutil signal stat subprocess sysconfig threading"
    absent = "fcntl resource termios" if system == "win32" else ""
    script = f"""
import ctypes, sys
for name in {modules.split()!r}: __import__(name)
sys.modules.update(dict.fromkeys({absent.split()!r}))
sys.platform = {system!r}
{AS_PACKAGE}
sandbox.prepare([])
assert sandbox.namespaces_command([sys.executable], []) is None
assert sandbox.confine(sandbox.Limits(), []) == {walls!r}
"""
    subprocess.run([sys.executable, "-I", "-c", script], check=True, timeout=30)


def test_only_the_standard_library_is_imported() -> None:
    files = sorted(Path(sandbox.__file__).parent.glob("*.py"))
    trees = [ast.walk(ast.parse(file.read_text())) for file in files]
    nodes = [node for tree in trees for node in tree]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    others = {name for name in names if not name.startswith(sandbox.__name__)}
    assert len(files) > 5
    assert {name.partition(".")[0] for name in others} <= sys.stdlib_module_names


# ---------------------------------------------------------------------------------------------------------------------
# Readable paths and imports


def test_readable_paths_leave_out_the_repository_and_other_packages() -> None:
    packages = {Path(path) for path in READABLE if Path(path).name.partition(".")[0] in ("numpy", "scipy")}
    assert {path.name for path in packages} >= {"numpy"}
    if sys.prefix != sys.base_prefix:
        site = next(iter(packages)).parent
        for path in (REPOSITORY, Path(sys.prefix), site, site / "hypothesis"):
            assert not any(path.is_relative_to(readable) for readable in READABLE), path


@linux_only
@pytest.mark.parametrize("module", ["autograder", "hypothesis", "pytest", "reference", "wire"])
def test_other_packages_are_not_found(module: str, zygote: Zygote) -> None:
    assert zygote.run(f"import {module}").outcome == "ModuleNotFoundError"


@linux_only
def test_other_packages_are_not_read_even_by_path(zygote: Zygote) -> None:
    hypothesis = Path(pytest.importorskip("hypothesis").__file__)
    if any(hypothesis.is_relative_to(path) for path in READABLE):
        pytest.skip("this interpreter keeps its packages within its library")
    outcome = zygote.run(f"import sys; sys.path.append({str(hypothesis.parents[1])!r}); import hypothesis").outcome
    assert outcome in ("PermissionError", "ModuleNotFoundError")


# ---------------------------------------------------------------------------------------------------------------------
# Namespaces


@pytest.fixture
def fresh_probe() -> Iterator[None]:
    namespaces._namespaces_prefix.cache_clear()
    yield
    namespaces._namespaces_prefix.cache_clear()


def test_no_command_without_bubblewrap(monkeypatch: pytest.MonkeyPatch, fresh_probe: None) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert sandbox.namespaces_command([sys.executable], READABLE, ()) is None


@linux_only
def test_no_command_where_bubblewrap_is_not_allowed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_probe: None
) -> None:
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sandbox.namespaces_command([sys.executable], READABLE, ()) is None


def in_namespaces(code: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[str]:
    command = sandbox.namespaces_command([sys.executable, "-I", "-c", textwrap.dedent(code)], READABLE, pass_fds)
    if command is None:
        pytest.skip("bubblewrap is missing or not allowed here")
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=pass_fds)


@linux_only
def test_a_socket_passes_into_the_namespaces_and_closes_with_the_zygote() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            code = (
                f"import socket; s = socket.socket(fileno={theirs.fileno()}); s.sendall(s.recv(100).upper()); s.recv(1)"
            )
            process = in_namespaces(code, (theirs.fileno(),))
        ours.settimeout(20)
        ours.sendall(b"hello")
        assert ours.recv(100) == b"HELLO"
        process.kill()  # and with bubblewrap all that runs inside
        assert ours.recv(100) == b""
        process.communicate()


@linux_only
def test_a_directory_does_not_pass_into_the_namespaces(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(ValueError, match="neither a socket nor a pipe"):
        sandbox.namespaces_command([sys.executable], READABLE, [descriptor])
    os.close(descriptor)


@linux_only
def test_namespaces_hold_nothing_writable_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    code = f"""
        import json, os
        written, repository = [], {str(REPOSITORY)!r}
        for folder, folders, _ in os.walk("/"):
            if folder.startswith("/proc"):
                folders.clear()
                continue
            if folder in {READABLE!r} or folder.startswith("/usr/lib"):
                folders.clear()  # mounted as a whole
            try:
                os.close(os.open(folder + "/new", os.O_CREAT | os.O_WRONLY))
                written.append(folder)
            except OSError:
                pass
        seen = os.path.exists(repository) and os.listdir(repository)
        print(json.dumps([written, sorted(os.environ), seen, os.getuid(), os.getgid(), os.getpid() < 10, os.listdir("/")]))
    """
    output, errors = in_namespaces(code).communicate(timeout=60)
    written, environment, repository, user, group, few_processes, root = json.loads(output)
    assert written == [], errors
    assert set(environment) - {"PWD"} == {*sandbox.ENVIRONMENT}  # bubblewrap adds where it is
    assert repository in (False, [], [".venv"])
    assert (user, group, few_processes) == (
        *([0, 0] if os.geteuid() == 0 else [65534, 65534]),
        True,
    )  # root's zygote makes its children nobody
    assert not {"etc", "home", "tmp", "run", "var"} & set(root) - {"etc", *(Path(path).parts[1] for path in READABLE)}


def test_an_interpreter_that_was_copied_is_told_of_its_virtual_environment_too(tmp_path: Path) -> None:
    for python in (tmp_path / "linked" / "bin" / "python", tmp_path / "copied" / "bin" / "python"):
        python.parent.mkdir(parents=True)
        if python.parts[-3] == "linked":
            python.symlink_to(sys.executable)
        else:
            python.touch()
        assert str(python.parents[1] / "pyvenv.cfg") in namespaces._interpreter(str(python))


@linux_only
def test_every_namespace_is_the_zygotes_own() -> None:
    kinds = ["pid", "net", "ipc", "uts", "mnt", *["user"] * (os.geteuid() != 0)]  # root needs none to make the others
    output, errors = in_namespaces(
        f"import os; print(*[os.readlink('/proc/self/ns/' + kind) for kind in {kinds!r}])"
    ).communicate(timeout=20)
    outside = [os.readlink(f"/proc/self/ns/{kind}") for kind in kinds]
    assert len(output.split()) == len(kinds), errors
    assert not set(output.split()) & set(outside)


@linux_only
def test_zygote_dies_with_the_judge() -> None:
    """The judge is killed: bubblewrap and all inside it go too."""
    ours, theirs = socket.socketpair()
    command = sandbox.namespaces_command(
        [sys.executable, "-I", "-c", "import time; print('up', flush=True); time.sleep(100)"], READABLE
    )
    if command is None:
        pytest.skip("bubblewrap is missing or not allowed here")
    judge = f"import subprocess; subprocess.run({command!r}, pass_fds=[{theirs.fileno()}])"
    with ours, theirs:
        process = subprocess.Popen([sys.executable, "-c", judge], stdout=subprocess.PIPE, pass_fds=[theirs.fileno()])
        theirs.close()
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.kill()
        process.communicate()
        ours.settimeout(10)
        assert ours.recv(1) == b""
