"""Read the reference solution."""

STOPPED_BY = ("landlock", "namespaces")


def attack(target):
    return open(target["reference"]).read()
