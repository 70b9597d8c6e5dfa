"""Change another student's submission."""

STOPPED_BY = ("landlock", "seccomp", "namespaces", "rlimits")


def attack(target):
    with open(target["folder"] + "/victim.txt", "r+") as file:
        file.write("x")
    return True
