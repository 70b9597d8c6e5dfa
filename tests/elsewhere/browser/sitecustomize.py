"""Makes this Python one as in a browser: no process and no thread can be started."""

import os
import subprocess
import threading


def _no_process(*args: object, **kwargs: object) -> None:
    raise OSError(138, "emscripten does not support processes.")


def _no_thread(*args: object, **kwargs: object) -> None:
    raise RuntimeError("can't start new thread")


subprocess.Popen.__init__ = _no_process  # type: ignore[assignment,method-assign]
threading.Thread.start = _no_thread  # type: ignore[method-assign]
os.fork = os.posix_spawn = os.system = _no_process  # type: ignore[assignment]
