"""Fill the disk (a bounded piece of it)."""

STOPPED_BY = ("landlock", "seccomp", "namespaces", "rlimits")


def attack(target):
    with open(target["folder"] + "/flood", "wb") as file:
        return file.write(bytes(1 << 20)) == 1 << 20
