"""Kill the process by a signal."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(7)
