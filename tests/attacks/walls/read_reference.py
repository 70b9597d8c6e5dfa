"""Read the reference solution."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return open(target["reference"]).read()
