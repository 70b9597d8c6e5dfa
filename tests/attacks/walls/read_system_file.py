"""Read a file of the system."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return "root" in open("/etc/passwd").read()
