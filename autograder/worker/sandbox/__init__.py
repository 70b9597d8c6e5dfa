"""The confinement of the process that runs a student's code.

Theory of operation
===================

The judge starts one *zygote*, in namespaces of its own where bubblewrap works. The zygote imports
NumPy and forks one *child* per submission. The child receives the student's text over a socket, so
it needs no file but Python's own, no network, no further process and nothing to signal.
:func:`confine` takes away all the rest, for good, before the first line of the student's code runs.
Each wall is enough for most attacks; where one is missing, the others still stand.

Namespaces (:func:`namespaces_command`, around the zygote and so around every child)
    bubblewrap gives the zygote a file system of the readable paths alone, mounted read only, and
    process, network, IPC, host-name and control-group namespaces of its own. The reference is not
    there to be read, the judge and its memory are not there to be signalled or inspected, and the
    only network is an empty one. All of it dies with the judge. An ordinary user gets them by a
    user namespace; for root bubblewrap makes them as root, and the child can become another user in
    them. What they do not do: keep the child from computing without end, from starting processes
    within them, or from asking the kernel for whatever else it offers.

Landlock (needs Linux 5.13 and no privilege)
    The kernel refuses to open anything outside the readable paths, to write, create or remove
    anything anywhere, to execute any program, and to trace or inspect any process outside. Later
    kernels also refuse TCP (6.7), abstract Unix sockets and signals to processes outside (6.12). It
    does not hide names: where nothing else does, whether a file exists and how large it is can
    still be asked. Called through ctypes, because it is three system calls, and no package on
    PyPI that wraps them for use within a process is maintained.

seccomp (needs libseccomp, the library of the kernel feature's own authors)
    A list of the system calls that Python, NumPy and SciPy need for computing and for talking over
    a socket that is already open. All others fail with EPERM: there is no way to start a process,
    run a program, send a signal, make a socket, change a file, trace a process or raise a limit.
    Some calls are allowed with certain arguments only: ``clone`` makes threads, ``clock_gettime``
    tells no other process's time, ``futex`` meets no other process at a page that both map. Calls
    that take names of files fail as if there were none, so that workers leave nothing in the
    kernel's caches of names and files that a later one could time: what they import is in memory
    already (:mod:`autograder.worker.modules`).

Resource limits (POSIX)
    What a runaway loop can use up; see :class:`Limits`.

Privileges
    The child is not root and has no capabilities. A grader that is run by root gives them up here,
    and becomes a user of its own (``nobody`` where there is none to be had) if that user can read
    what is readable; if it cannot (Python in root's own folder, and no namespaces), only the real
    user changes, for the sake of the limit on processes, and the wall does not count as raised.
    NO_NEW_PRIVS keeps set-user-id programs from giving anything back. PDEATHSIG ends the child when
    the zygote dies. With DUMPABLE off, other processes of the same user cannot read or change its
    memory through /proc or ptrace.
    A grader that is run by an ordinary user has nothing to give up: its files are then the
    student's to read, but for the other walls.

The order matters: limits and the change of user while they are still allowed, PDEATHSIG and
DUMPABLE after the change of user (which resets them), NO_NEW_PRIVS before Landlock and seccomp
(which demand it), seccomp last (it forbids the rest). Landlock and seccomp bind the calling thread
and those it starts later, so a process with several threads is refused. What can be made once is
made once, in the zygote, by :func:`prepare`: a call of :func:`confine` is then about ten system
calls.

What is left open: without seccomp and without namespaces, names and sizes of files. Without
Landlock, seccomp and namespaces, all that the user may read is readable: do not keep a reference on
such a machine. Without libseccomp, the child can fork within the limit on processes. On macOS there are
resource limits alone, on Windows nothing. :func:`confine` closes no descriptor but its own: what
else the zygote holds open, the caller closes in the child, one by one. And the judge must not
accept descriptors that come with a message.

Nothing here depends on the processor: Landlock's calls have the same numbers on x86-64 and arm64,
and libseccomp knows those of all others by name. arm64 has only the younger form of many calls
(``ppoll``, ``dup3``); names that an architecture lacks are passed over,
and both forms are listed. A program for another architecture's calls (32-bit ones on x86-64) is
ended by libseccomp's own check.

For the tests of the sandbox, walls can be left out by name (``without``): an attack proves
something about a wall only if it works where that wall is missing.

Each wall is a module of this package, which runs on the untrusted side with ``python -sP`` and
imports nothing but the standard library.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Collection, Sequence

from autograder.worker.sandbox import landlock, privileges, resources, seccomp
from autograder.worker.sandbox.kernel import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl
from autograder.worker.sandbox.namespaces import namespaces_command
from autograder.worker.sandbox.privileges import is_root
from autograder.worker.sandbox.resources import Limits
from autograder.worker.sandbox.surroundings import ENVIRONMENT, readable_paths

__all__ = [
    "ENVIRONMENT",
    "WALLS",
    "Limits",
    "confine",
    "is_root",
    "namespaces_command",
    "prepare",
    "readable_paths",
]

WALLS = ("namespaces", "privileges", "rlimits", "landlock", "seccomp")
"""The names of all walls, in the order in which they are explained above and listed in reports."""


def prepare(readable: Sequence[str], without: Collection[str] = ()) -> None:
    """Make in the zygote what every child's :func:`confine` with the same arguments will use.

    Also hides the zygote's own memory from its children, who may run as the same user.
    """
    if sys.platform == "linux":
        privileges.users_outside()
        if "privileges" not in without:
            prctl(PR_SET_DUMPABLE, 0)
        landlock.rules(tuple(readable))
        seccomp.call_filter()
        privileges.nobody_can_read(tuple(readable))


def confine(
    limits: Limits, readable: Sequence[str], without: Collection[str] = (), *, from_root: bool = True
) -> tuple[str, ...]:
    """Raise every wall this system has around the calling process, for good, and name those in
    force.

    The names are those of :data:`WALLS`. A wall that the system lacks is left out, and so are those
    in ``without``. ``from_root`` says whether root runs the judge (:func:`is_root`, there): within
    namespaces one cannot tell, because an ordinary user is called root in the outer of the two user
    namespaces that bubblewrap makes.

    :raises OSError: a wall that the system has did not go up; nothing of the student's may run
    then. :raises RuntimeError: the process has other threads, which would stay outside.
    """
    if sys.platform == "win32":
        return ()
    if sys.platform != "linux":
        resources.limit(limits)
        return ("rlimits",)
    _refuse_threads()
    rules = landlock.rules(tuple(readable)) if "landlock" not in without else None
    program = seccomp.filter_of(os.getpid()) if "seccomp" not in without else None
    walls = []
    if "rlimits" not in without:
        resources.limit(limits)
        walls.append("rlimits")
    if "privileges" not in without:
        is_alone = privileges.drop(tuple(readable))
        if is_alone and "rlimits" not in without:
            resources.limit_processes(limits.processes)
        prctl(PR_SET_DUMPABLE, 0)
        walls[:0] = ["privileges"] * (not from_root or not is_root())
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if rules is not None:
        landlock.restrict(rules)
        walls.append("landlock")
    if program is not None:
        seccomp.restrict(program)
        walls.append("seccomp")
    return tuple(walls)


def _refuse_threads() -> None:
    try:
        count = len(os.listdir("/proc/self/task"))
    except OSError:  # no /proc here
        count = threading.active_count()
    if count > 1:
        raise RuntimeError(
            f"Only a process with a single thread can be confined, and this one has {count}. Fork before starting "
            "threads."
        )
