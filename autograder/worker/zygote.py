"""The fork server: one process that has NumPy loaded and forks a confined worker for each
submission.

It reads commands of a fixed size from a control socket and never looks at anything a student wrote:

====  =========================================  ==========================
``F`` fork a worker on the socket that is sent   its process number
``E`` end worker ``n`` and say how it ended      its wait status
``C`` processor time that worker ``n`` has used  in nanoseconds
====  =========================================  ==========================
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib
import locale
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence

import numpy as np

from autograder.worker import modules, sandbox, server

COMMAND = struct.Struct("<cq")
ANSWER = struct.Struct("<q")


@dataclasses.dataclass(frozen=True)
class Orders:
    """What the fork server is told when it starts.

    Args:
        readable: the folders that workers may read: of what they may import, and of nothing else.
        preloaded: modules that take so long to load that one process should do it for all.
        cpu_seconds: the processor time after which the system ends a worker.
        without: the walls that are left out.
        from_root: whether the judge is run by root.
    """

    readable: Sequence[str]
    preloaded: Sequence[str] = ()
    cpu_seconds: int = sandbox.Limits.cpu_seconds
    without: Sequence[str] = ()
    from_root: bool = True


def main(control_descriptor: int, orders: Orders) -> None:
    """Serves until the judge closes the control socket."""
    control = socket.socket(fileno=control_descriptor)
    _warm_up()
    modules.hold(orders.readable)
    for module in orders.preloaded:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    sandbox.prepare(orders.readable, orders.without)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
        if not message:
            return
        command, number = COMMAND.unpack(message)
        if command == b"F":
            control.sendall(ANSWER.pack(_fork(control, descriptors[0], orders)))
        elif command == b"E":
            control.sendall(ANSWER.pack(_end(number)))
        elif command == b"C":
            control.sendall(ANSWER.pack(_processor_time(number)))


def _fork(control: socket.socket, descriptor: int, orders: Orders) -> int:
    gc.freeze()  # what a child's collector does not touch stays shared
    process = os.fork()
    if process:
        os.close(descriptor)
        return process
    status = 1
    try:
        control.close()
        _silence()
        connection = socket.socket(fileno=descriptor)
        limits = sandbox.Limits(cpu_seconds=orders.cpu_seconds)
        walls = sandbox.confine(limits, orders.readable, orders.without, from_root=orders.from_root)
        server.serve(connection, walls)
        status = 0
    finally:
        os._exit(status)


def _silence() -> None:
    """Students may print as much as they like: nobody reads it, because it could hold the inputs of
    hidden cases.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


def _end(process: int) -> int:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(process, 0)[1]
    return 0


def _processor_time(process: int) -> int:
    # The clock of another process: see clock_getcpuclockid(3) for how its number is made.
    with contextlib.suppress(OSError):
        return int(time.clock_gettime(((~process) << 3) | 2) * 1e9)
    return 0


def _warm_up() -> None:
    """Loads what nearly every module uses, so that no worker pays for it."""
    np.linalg.svd(np.eye(2))
    np.fft.fft(np.ones(2))
    np.einsum("ij,jk", np.eye(2), np.eye(2), optimize=True)
    np.random.default_rng(0).normal()
    np.random.seed(0)
    np.lib.stride_tricks.sliding_window_view(np.ones(3), 2)
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")  # as many a script begins: its files are read now
    sys.stdout.flush()
