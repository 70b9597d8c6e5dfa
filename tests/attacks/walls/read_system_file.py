"""Read a file of the system."""

STOPPED_BY = ("landlock", "namespaces")


def attack(target):
    return "root" in open("/etc/passwd").read()
