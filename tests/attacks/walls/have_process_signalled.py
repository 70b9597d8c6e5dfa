"""Have the kernel signal another process when data comes."""

import fcntl

STOPPED_BY = ("seccomp", "namespaces")


def attack(target):
    fcntl.fcntl(0, fcntl.F_SETOWN, target["victim"])
    return True
