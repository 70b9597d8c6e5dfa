"""Kill everything that may be killed."""

import os
import signal


def double(x):
    os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(7)
