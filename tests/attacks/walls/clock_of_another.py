"""Read how much processor time the fork server has used, which depends on what others have done."""

import os
import time

STOPPED_BY = ("seccomp",)


def attack(target):
    return time.clock_gettime(~os.getppid() << 3 | 2) > 0  # clock_getcpuclockid(3)
