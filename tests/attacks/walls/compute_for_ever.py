"""Have processor time without a limit."""

import resource

STOPPED_BY = ("rlimits",)


def attack(target):
    return resource.getrlimit(resource.RLIMIT_CPU)[1] == resource.RLIM_INFINITY
