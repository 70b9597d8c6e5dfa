"""Read the judge's command line through /proc."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")


def attack(target):
    return bool(open(f"/proc/{target['judge']}/cmdline", "rb").read())
