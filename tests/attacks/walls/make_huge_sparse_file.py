"""Make a file of a terabyte."""

STOPPED_BY = ("landlock", "seccomp", "namespaces", "rlimits")


def attack(target):
    with open(target["folder"] + "/sparse", "wb") as file:
        file.truncate(1 << 40)
    return True
