"""The wall `seccomp` (seccomp.h of libseccomp 2.5, which knows the numbers of the calls on every architecture)."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import socket
import struct
import sys
from collections.abc import Iterator

from autograder.worker.sandbox.kernel import PR_SET_NAME, PR_SET_SECCOMP, libc, prctl

if sys.platform != "win32":
    import fcntl
    import termios

_SECCOMP_MODE_FILTER = 2

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


def filter_of(process: int) -> _Program | None:
    """The filter for one process."""
    program = call_filter()
    if program is None:
        return None
    known, own = (struct.pack("=I", number) for number in (_OWN_PROCESS, process))
    return _program(program.buffer.raw[: 8 * program.length].replace(known, own))


def restrict(program: _Program) -> None:
    """Has the kernel look at every system call from here on."""
    prctl(PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


@functools.cache
def call_filter() -> _Program | None:
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


def _has_seccomp() -> bool:
    """Whether the kernel filters calls: with no filter given it complains of the address, not of
    the request.
    """
    words = [ctypes.c_ulong(word) for word in (_SECCOMP_MODE_FILTER, 0, 0, 0)]
    return libc().prctl(PR_SET_SECCOMP, *words) != 0 and ctypes.get_errno() == errno.EFAULT


def _restricted_calls() -> Iterator[tuple[str, list[_Comparison]]]:
    """Calls that are allowed when all comparisons of one of their entries hold."""
    flags = 1 if platform.machine().startswith("s390") else 0  # the one architecture that takes the stack first
    yield "clone", [_Comparison(flags, _MASKED_EQUAL, _CLONE_THREAD | _CLONE_NAMESPACES, _CLONE_THREAD)]
    yield "prctl", [_Comparison(0, _EQUAL, PR_SET_NAME)]
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
