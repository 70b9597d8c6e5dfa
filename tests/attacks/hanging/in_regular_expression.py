"""Hang in a regular expression."""

import re


def attack():
    return re.match("(a+)+$", "a" * 60 + "b")
