"""Takes away from Python what Windows lacks, and gives files and the console its code page 1252.

Modules of the standard library that are at work already keep what they need of it.
"""

import builtins
import io
import os
import pathlib  # noqa: F401
import shutil  # noqa: F401
import signal
import socket
import subprocess
import sys
import tempfile  # noqa: F401
from typing import Any

for _module in ("fcntl", "resource", "termios", "pwd", "grp", "tty", "pty", "readline"):
    sys.modules[_module] = None  # type: ignore[assignment]
for _owner, _names in (
    (os, "fork forkpty getuid geteuid getgid getegid getpgid setsid killpg getpgrp wait chown mkfifo statvfs"),
    (os, "sched_getaffinity getloadavg pread pwrite sendfile posix_spawn O_NOFOLLOW O_DIRECTORY O_CLOEXEC"),
    (signal, "SIGKILL SIGALRM SIGHUP SIGUSR1 SIGCHLD alarm setitimer pthread_sigmask"),
    (socket, "AF_UNIX socketpair"),
):
    for _name in _names.split():
        if hasattr(_owner, _name):
            delattr(_owner, _name)

_open, _start = io.open, subprocess.Popen.__init__


def _open_as_there(file: Any, mode: str = "r", *others: Any, **named: Any) -> Any:
    """Opens a file; text is in the code page and its lines end in two characters, unless another
    way is asked for.
    """
    if "b" not in mode and len(others) < 2 and named.get("encoding") in (None, "locale"):
        named["encoding"] = "cp1252"
    if "b" not in mode and len(others) < 4 and set(mode) & set("wax+") and named.get("newline") is None:
        named["newline"] = "\r\n"
    return _open(file, mode, *others, **named)


def _start_as_there(self: Any, *arguments: Any, creationflags: int = 0, **named: Any) -> None:
    assert "start_new_session" not in named
    _start(self, *arguments, **named)


def _kill_as_there(self: Any) -> None:
    self.send_signal(9)


subprocess.Popen.kill = subprocess.Popen.terminate = _kill_as_there  # type: ignore[assignment,method-assign]
builtins.open = io.open = _open_as_there  # type: ignore[assignment,misc]
subprocess.Popen.__init__ = _start_as_there  # type: ignore[assignment,method-assign]
subprocess.CREATE_NEW_PROCESS_GROUP = subprocess.CREATE_NO_WINDOW = 0  # type: ignore[attr-defined]
