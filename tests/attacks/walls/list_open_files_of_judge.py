"""Reach the judge's open files through /proc."""

import os

STOPPED_BY = ("landlock", "seccomp", "namespaces")
HINDERED_BY = ("privileges",)
NEEDS = "tracing"


def attack(target):
    return bool(os.listdir(f"/proc/{target['judge']}/fd"))
