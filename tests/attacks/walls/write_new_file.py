"""Leave a file behind."""

STOPPED_BY = ("landlock", "seccomp", "namespaces", "rlimits")


def attack(target):
    with open(target["folder"] + "/new.txt", "w") as file:
        file.write("x")
    return True
