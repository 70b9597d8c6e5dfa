"""Change one's limits."""

import resource

STOPPED_BY = ("seccomp",)


def attack(target):
    resource.setrlimit(resource.RLIMIT_NOFILE, (10, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return True
