"""List all processes of the machine."""

import os

STOPPED_BY = ("landlock", "namespaces")


def attack(target):
    return str(target["judge"]) in os.listdir("/proc")
