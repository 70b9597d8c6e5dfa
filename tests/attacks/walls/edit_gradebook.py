"""Give oneself marks in the gradebook."""

import sqlite3

STOPPED_BY = ("landlock", "seccomp", "namespaces", "rlimits")


def attack(target):
    with sqlite3.connect(target["folder"] + "/gradebook.db") as gradebook:
        gradebook.execute("update grade set secret = 'full marks'")
    return True
