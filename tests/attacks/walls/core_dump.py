"""Have the kernel write a core dump."""

import resource

STOPPED_BY = ("rlimits",)


def attack(target):
    return resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
