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

This file runs on the untrusted side with ``python -sP`` and imports nothing but the standard
library.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import importlib.util
import os
import platform
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import resource
    import termios

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

_NOBODY = 65534
_USERS = range(61184, 65520)
"""One of these is the user of each worker: the kernel counts threads by user, so a worker that starts as many as
it may must not leave another without any.  They are kept free for services that need a user for a while.
"""

_SYSTEM_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")  # what the dynamic linker reads


@dataclass(frozen=True)
class Limits:
    """What one submission may use. File size and core dumps are always 0: the child writes to
    sockets and pipes alone, so its standard output and error must not be files either."""

    memory_bytes: int = 1 << 30
    """Address space (RLIMIT_AS) beyond what the child has at the start, thread stacks included: what
    the zygote has loaded for it takes nothing away.  Beyond it, MemoryError.
    """

    cpu_seconds: int = 120
    """Processor time of all threads (RLIMIT_CPU): SIGXCPU ends the child, a second later SIGKILL
    does. The judge's own deadlines are shorter; this one holds when the judge is gone."""

    open_files: int = 64
    """Descriptors open at once (RLIMIT_NOFILE). Importing needs a handful."""

    processes: int = 64
    """Threads, counted by the kernel as processes of the user (RLIMIT_NPROC). Where the user is not
    the child's own, so many beyond what the system runs now, because the count includes all that
    the user runs elsewhere. The kernel exempts root."""


# ---------------------------------------------------------------------------------------------------------------------
# What the child may read


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


# ---------------------------------------------------------------------------------------------------------------------
# Confinement


def prepare(readable: Sequence[str], without: Collection[str] = ()) -> None:
    """Make in the zygote what every child's :func:`confine` with the same arguments will use.

    Also hides the zygote's own memory from its children, who may run as the same user.
    """
    if sys.platform == "linux":
        _users_outside()
        if "privileges" not in without:
            _prctl(_PR_SET_DUMPABLE, 0)
        _ruleset(tuple(readable))
        _filter()
        _nobody_can_read(tuple(readable))


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
        _limit_resources(limits)
        return ("rlimits",)
    _refuse_threads()
    ruleset = _ruleset(tuple(readable)) if "landlock" not in without else None
    program = _filter_of(os.getpid()) if "seccomp" not in without else None
    walls = []
    if "rlimits" not in without:
        _limit_resources(limits)
        walls.append("rlimits")
    if "privileges" not in without:
        is_alone = _drop_privileges(tuple(readable))
        if is_alone and "rlimits" not in without:
            resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
        _prctl(_PR_SET_DUMPABLE, 0)
        walls[:0] = ["privileges"] * (not from_root or not is_root())
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if ruleset is not None:
        _system_call("landlock_restrict_self", _LANDLOCK_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)  # the zygote has it open too: rules added here would hold for later children
        _ruleset.cache_clear()
        walls.append("landlock")
    if program is not None:
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))
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


def _limit_resources(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    wanted = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
    ]
    if sys.platform == "linux":
        memory = _address_space() + limits.memory_bytes
        wanted.append((resource.RLIMIT_AS, memory, memory))  # macOS does not enforce it
        if (running := _running_tasks()) is not None:
            wanted.append((resource.RLIMIT_NPROC, running + limits.processes, running + limits.processes))
    else:
        wanted.append((resource.RLIMIT_NPROC, 0, 0))  # threads are not counted here, so this is: no fork
    for kind, soft, hard in wanted:
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:  # never try to raise what somebody has set lower
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    """How much this process has (``proc(5)``, statm), and 0 without /proc."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _running_tasks() -> int | None:
    """How many threads the whole system has (``proc(5)``, loadavg: runnable/all), or None without
    /proc.
    """
    try:
        with open("/proc/loadavg", "rb", buffering=0) as file:
            return int(file.read().split()[3].partition(b"/")[2])
    except OSError:
        return None


def _drop_privileges(readable: tuple[str, ...]) -> bool:
    """Stop being root as far as that is possible, and give up all capabilities in any case; whether this
    process has a user of its own now.
    """
    own = -1
    if os.geteuid() == 0:
        own = _USERS[int.from_bytes(os.urandom(4), "big") % len(_USERS)]
        for user in (own, _NOBODY):  # the root of a container may lack the right, or the other user
            with _unless(errno.EPERM, errno.EINVAL):
                _become(user, readable)
                break
    header, none = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if _libc().capset(header, none) != 0:
        raise _last_error("capset")
    return os.getuid() == own


def _become(user: int, readable: tuple[str, ...]) -> None:
    """Changes the user, or where it could not read what is readable, the real user alone: the limit on
    processes is on those of the real user, and never on root's.
    """
    if not _nobody_can_read(readable):
        os.setresuid(user, 0, 0)
        return
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(user, user, user)


@contextlib.contextmanager
def _unless(*numbers: int) -> Iterator[None]:
    """Passes over the errors of the system with these numbers."""
    try:
        yield
    except OSError as error:
        if error.errno not in numbers:
            raise


def is_root() -> bool:
    """Whether this process is root for the system outside, whatever it is called in a user
    namespace.
    """
    user = os.geteuid()
    return any(
        first <= user < first + count and outside + user - first == 0 for first, outside, count in _users_outside()
    )


@functools.cache
def _users_outside() -> tuple[tuple[int, int, int], ...]:
    """Which users outside those of this user namespace are (``user_namespaces(7)``): first here,
    first outside, how many.
    """
    try:
        with open("/proc/self/uid_map", encoding="ascii") as file:
            return tuple((int(first), int(outside), int(count)) for first, outside, count in map(str.split, file))
    except OSError:  # no /proc here
        return ((0, 0, 1),)


@functools.cache
def _nobody_can_read(readable: tuple[str, ...]) -> bool:
    """Whether any user may read the directories, as their permission bits and their parents' say."""
    folders = [Path(path).resolve() for path in readable]
    parents = {parent for folder in folders for parent in folder.parents}
    return all(folder.stat().st_mode & stat.S_IROTH for folder in folders) and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in parents
    )


# ---------------------------------------------------------------------------------------------------------------------
# The C library

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 15, 22, 38
_SECCOMP_MODE_FILTER = 2
_LINUX_CAPABILITY_VERSION_3 = 0x20080522


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _last_error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"The sandbox could not be set up: {what}: {os.strerror(number)}")


def _prctl(option: int, value: int, pointer: int = 0) -> None:
    words = [ctypes.c_ulong(word) for word in (value, pointer, 0, 0)]
    if _libc().prctl(ctypes.c_int(option), *words) != 0:
        raise _last_error(f"prctl({option})")


def _system_call(name: str, number: int, *arguments: object) -> int:
    words = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    _libc().syscall.restype = ctypes.c_long
    result: int = _libc().syscall(ctypes.c_long(number), *words)
    if result < 0:
        raise _last_error(name)
    return result


# ---------------------------------------------------------------------------------------------------------------------
# Landlock (linux/landlock.h; the numbers of the calls are the same on all architectures but Alpha)

_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_CREATE_RULESET_VERSION = 1
_LANDLOCK_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_SYSTEM_RIGHTS_BY_ABI = {
    1: 13,
    2: 14,
    3: 15,
    5: 16,
    9: 17,
}  # how many rights, as bits from the lowest, since which version
_NETWORK_RIGHTS_BY_ABI = {4: 2}  # bind and connect TCP
_SCOPES_BY_ABI = {6: 2}  # abstract Unix sockets, signals


class _RulesetAttributes(ctypes.Structure):
    _fields_ = [
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what a packed structure has always had; Python 3.14 wants it said
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def _landlock_abi() -> int:
    """The version of Landlock that the kernel speaks, 0 for none: compiled out, switched off, or
    hidden by a container.
    """
    try:
        return _system_call(
            "landlock_create_ruleset", _LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION
        )
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
            return 0
        raise


def _all_bits(by_abi: Mapping[int, int], abi: int) -> int:
    """A mask of all the rights that a version knows."""
    count: int = max((count for since, count in by_abi.items() if since <= abi), default=0)
    return (1 << count) - 1


@functools.cache
def _ruleset(readable: tuple[str, ...]) -> int | None:
    """A descriptor of the rules: reading under ``readable`` and the system's libraries, nothing
    else; None without Landlock.
    """
    abi = _landlock_abi()
    if abi == 0:
        return None
    handled = [
        _all_bits(rights, abi) for rights in (_FILE_SYSTEM_RIGHTS_BY_ABI, _NETWORK_RIGHTS_BY_ABI, _SCOPES_BY_ABI)
    ]
    attributes = _RulesetAttributes(*handled)
    size = 8 * (3 if handled[2] else 2 if handled[1] else 1)  # an older kernel knows a shorter structure
    ruleset = _system_call("landlock_create_ruleset", _LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), size, 0)
    for path in (*readable, *filter(os.path.exists, _SYSTEM_LIBRARIES)):
        _allow_reading(ruleset, path)
    return ruleset


def _allow_reading(ruleset: int, path: str) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
        rule = _PathBeneath(rights, descriptor)
        _system_call(
            "landlock_add_rule", _LANDLOCK_ADD_RULE, ruleset, _LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0
        )
    finally:
        os.close(descriptor)


# ---------------------------------------------------------------------------------------------------------------------
# seccomp (seccomp.h of libseccomp 2.5, which knows the numbers of the calls on every architecture)

_ALLOWED_CALLS = """
    read readv pread64 preadv write writev lseek close close_range dup dup2 dup3 fstat getcwd
    sendto sendmsg recvfrom recvmsg shutdown getsockname getpeername poll ppoll select pselect6
    mmap munmap mprotect mremap brk
    set_robust_list rseq membarrier sched_yield getcpu
    exit exit_group restart_syscall
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    getrandom nanosleep gettimeofday time times
    getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getgroups uname getrusage getrlimit
"""
"""For files and sockets that are open (and connected: sendto cannot go elsewhere), memory, threads,
signal handlers, time, self.  Not sysinfo: how busy the machine was tells what others did.
"""

_CALLS_WITH_NAMES = """
    open openat openat2 stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents64
"""
"""Calls that look names of files up: there is nothing by any name.  Whether a name was looked up before can be
timed, whether or not there is a file, so each look-up could leave a bit for the next submission.
"""

_OWN_MEMORY = (4, 8, 14, 15, 16, 17)
"""Advice on memory that concerns the process alone: DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, DONTDUMP and
DODUMP.  Other advice, like posix_fadvise, moves files out of the page cache that all share: whether a
file is there can be timed, so bits could be left for the next submission.
"""

_MISSING_CALLS = ("clone3",)  # the C library falls back to the older call, whose arguments can be checked

_PRIVATE = 128
"""The bit of a futex's operation that keeps it within the process.  Others meet at a page of a file that several
processes have mapped, such as a library's: workers could wait for each other there.  The C library uses them when
it waits for a thread's end, where it asks again (EAGAIN).
"""

_KINDS_OF_SOCKET = (3, 4, 38, 39)
"""What may be asked of a socket: SO_TYPE, SO_ERROR, SO_PROTOCOL and SO_DOMAIN.  Others are numbers that the kernel
counts for all (SO_COOKIE), or lead to the process at the other end (SO_PEERPIDFD).
"""

_CLONE_THREAD = 0x00010000 | 0x00000100 | 0x00000800  # with CLONE_VM and CLONE_SIGHAND, as every thread
_CLONE_NAMESPACES = (
    0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x00020000 | 0x00000080
)

_EQUAL, _MASKED_EQUAL = 4, 7
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000  # the second with an errno in its low half
_OPTIMIZE, _BINARY_TREE = 8, 2


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


_OWN_PROCESS = 0x7E57AB1E
"""Stands in the filter for the process that it confines, which is not known when it is compiled; no
process has so high a number.
"""


def _restricted_calls() -> Iterator[tuple[str, list[_Comparison]]]:
    """Calls that are allowed when all comparisons of one of their entries hold."""
    flags = 1 if platform.machine().startswith("s390") else 0  # the one architecture that takes the stack first
    yield "clone", [_Comparison(flags, _MASKED_EQUAL, _CLONE_THREAD | _CLONE_NAMESPACES, _CLONE_THREAD)]
    yield "prctl", [_Comparison(0, _EQUAL, _PR_SET_NAME)]
    yield "futex", [_Comparison(1, _MASKED_EQUAL, _PRIVATE, _PRIVATE)]
    for kind in _KINDS_OF_SOCKET:
        yield "getsockopt", [_Comparison(1, _EQUAL, socket.SOL_SOCKET), _Comparison(2, _EQUAL, kind)]
    for advice in _OWN_MEMORY:
        yield "madvise", [_Comparison(2, _EQUAL, advice)]
    for call in ("clock_gettime", "clock_getres", "clock_nanosleep"):  # the others are of other processes
        yield call, [_Comparison(0, _MASKED_EQUAL, 0xFFFFFFF0, 0)]
    for own in (0, _OWN_PROCESS):  # by its number: so SciPy's transforms ask, through pthread_getaffinity_np
        yield "sched_getaffinity", [_Comparison(0, _EQUAL, own)]
    yield "prlimit64", [_Comparison(0, _EQUAL, 0), _Comparison(2, _EQUAL, 0)]  # of oneself, and nothing to set
    for command in (fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC):
        yield (
            "fcntl",
            [_Comparison(1, _EQUAL, command)],
        )  # not F_SETOWN, which signals others; F_SETFL could turn that on
    for request in (
        termios.FIOCLEX,
        termios.FIONCLEX,
        termios.FIONBIO,
        termios.FIONREAD,
        termios.TCGETS,
        termios.TIOCGWINSZ,
    ):
        yield "ioctl", [_Comparison(1, _EQUAL, request)]


@functools.cache
def _filter() -> _Program | None:
    """The compiled filter, ready for the kernel; None without seccomp or libseccomp."""
    if not _has_seccomp():
        return None
    try:
        library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    except OSError:
        return None
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_FAIL | errno.EPERM)))
    if not context:
        raise OSError(errno.EINVAL, "The sandbox could not be set up: libseccomp refuses to make a filter.")
    try:
        library.seccomp_attr_set(
            context, _OPTIMIZE, ctypes.c_uint32(_BINARY_TREE)
        )  # only for speed; before 2.5 there is none
        _add_rules(library, context)
        return _compiled(library, context)
    finally:
        library.seccomp_release(context)


def _filter_of(process: int) -> _Program | None:
    """The filter for one process."""
    program = _filter()
    if program is None:
        return None
    known, own = (struct.pack("=I", number) for number in (_OWN_PROCESS, process))
    return _program(program.buffer.raw[: 8 * program.length].replace(known, own))


def _has_seccomp() -> bool:
    """Whether the kernel filters calls: with no filter given it complains of the address, not of
    the request.
    """
    words = [ctypes.c_ulong(word) for word in (_SECCOMP_MODE_FILTER, 0, 0, 0)]
    return _libc().prctl(_PR_SET_SECCOMP, *words) != 0 and ctypes.get_errno() == errno.EFAULT


def _add_rules(library: ctypes.CDLL, context: ctypes.c_void_p) -> None:
    rules: list[tuple[int, str, list[_Comparison]]] = [(_ALLOW, name, []) for name in _ALLOWED_CALLS.split()]
    rules += [(_ALLOW, name, comparisons) for name, comparisons in _restricted_calls()]
    rules.append((_FAIL | errno.EAGAIN, "futex", [_Comparison(1, _MASKED_EQUAL, _PRIVATE, 0)]))
    rules += [(_FAIL | errno.ENOSYS, name, []) for name in _MISSING_CALLS]
    rules += [(_FAIL | errno.ENOENT, name, []) for name in _CALLS_WITH_NAMES.split()]
    for action, name, comparisons in rules:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # a call that this architecture, or this version of the library, does not know
            continue
        array = (_Comparison * len(comparisons))(*comparisons)
        result = library.seccomp_rule_add_array(
            context, ctypes.c_uint32(action), number, ctypes.c_uint(len(comparisons)), array
        )
        if result != 0:
            raise OSError(-result, f"The sandbox could not be set up: seccomp rule for {name}: {os.strerror(-result)}")


def _compiled(library: ctypes.CDLL, context: ctypes.c_void_p) -> _Program:
    descriptor = os.memfd_create("filter")
    with open(descriptor, "rb") as file:
        result = library.seccomp_export_bpf(context, descriptor)
        if result != 0:
            raise OSError(-result, f"The sandbox could not be set up: seccomp_export_bpf: {os.strerror(-result)}")
        file.seek(0)
        code = file.read()
    return _program(code)


def _program(code: bytes) -> _Program:
    program = _Program(len(code) // 8, None)
    program.buffer = ctypes.create_string_buffer(code, len(code))  # lives as long as the program
    program.instructions = ctypes.addressof(program.buffer)
    return program


# ---------------------------------------------------------------------------------------------------------------------
# Namespaces


def namespaces_command(
    python_command: Sequence[str], readable: Sequence[str], pass_fds: Sequence[int] = ()
) -> list[str] | None:
    """The command that runs ``python_command`` in namespaces of its own, or None where bubblewrap
    is missing or not allowed.

    ``readable`` has whatever the command reads: :func:`readable_paths` and the folder of the
    zygote's own files. Start it with ``pass_fds`` (bubblewrap hands on what it inherits), from a
    thread that lives as long as the zygote
    shall: the kernel takes the end of that thread for the death of the parent.

    :raises ValueError: one of ``pass_fds`` is a file or directory, through which the outside could
    be reached.
    """
    for descriptor in pass_fds:
        mode = os.fstat(descriptor).st_mode
        if not (stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode)):
            raise ValueError(f"Descriptor {descriptor} is neither a socket nor a pipe. Pass the zygote nothing else.")
    prefix = _namespaces_prefix(python_command[0], tuple(readable))
    return None if prefix is None else [*prefix, *python_command]


@functools.cache
def _namespaces_prefix(python: str, readable: tuple[str, ...]) -> tuple[str, ...] | None:
    program = shutil.which("bwrap") if sys.platform == "linux" else None
    if program is None:
        return None
    for users in _users(python, readable):
        prefix = (program, *users, *_walls_of_bubblewrap(python, readable))
        trial = [*prefix, python, "-I", "-S", "-c", ""]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(trial, check=True, capture_output=True, timeout=10, stdin=subprocess.DEVNULL)
            return prefix
    return None


def _users(python: str, readable: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """bubblewrap's arguments for who runs in the namespaces, the best first."""
    if os.geteuid() == 0:
        # Where root makes the namespaces, the zygote keeps what it takes to start its children as
        # another user, and to end them; the folders are made so that not root alone can pass.
        kept = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")
        folders = [*_SYSTEM_LIBRARIES, *readable, *map(os.path.realpath, readable), python, os.path.realpath(python)]
        parents = sorted({str(parent) for folder in folders for parent in Path(folder).parents} - {"/"})
        yield (
            *("--cap-drop", "ALL"),
            *(word for name in kept for word in ("--cap-add", name)),
            *(word for path in parents if not os.path.islink(path) for word in ("--perms", "0755", "--dir", path)),
        )
    yield ("--unshare-user", "--uid", str(_NOBODY), "--gid", str(_NOBODY), "--cap-drop", "ALL")


def _walls_of_bubblewrap(python: str, readable: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *(
            "--unshare-pid",
            "--unshare-net",
            "--unshare-ipc",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--new-session",
            "--die-with-parent",
        ),
        *("--clearenv", *(word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value))),
        *(word for path in _SYSTEM_LIBRARIES for word in ("--ro-bind-try", path, path)),
        *(
            word
            for path in readable
            for real in dict.fromkeys((path, os.path.realpath(path)))
            for word in ("--ro-bind", real, real)
        ),
        *_interpreter(python),
        # What bubblewrap makes itself is in memory and writable until it is mounted again.
        *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"),
    )


def _interpreter(python: str) -> list[str]:
    """bubblewrap's arguments for the interpreter: its file, the link to it, and what tells it of
    its virtual environment.
    """
    real = os.path.realpath(python)
    settings = os.path.join(os.path.dirname(os.path.dirname(python)), "pyvenv.cfg")
    arguments = ["--ro-bind-try", real, real]
    if real != python:
        arguments += ["--symlink", real, python]
    arguments += ["--ro-bind-try", settings, settings]
    return arguments
