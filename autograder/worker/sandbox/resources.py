"""The wall `rlimits`: what one submission may use up."""

from __future__ import annotations

import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource


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


def limit(limits: Limits) -> None:
    """Sets all limits; none that somebody has set lower is raised."""
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


def limit_processes(number: int) -> None:
    """Sets the limit on threads of a user of its own, who has no others."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_NPROC, (number, number))


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
