"""Raise SystemExit, which is no Exception."""

import sys

FOOLS = "exit status"


def double(x):
    sys.exit(0)


def total(x):
    sys.exit(0)
