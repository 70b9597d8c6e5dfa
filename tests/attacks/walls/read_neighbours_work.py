"""Read another student's submission."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return open(target["folder"] + "/submitted/alice/unit.py").read()
