"""Change the limits of another process."""

import resource

STOPPED_BY = ("seccomp", "namespaces")
HINDERED_BY = ("privileges",)


def attack(target):
    resource.prlimit(target["victim"], resource.RLIMIT_CORE, (0, 0))
    return True
