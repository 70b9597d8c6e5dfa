"""Have the grader wait at a pipe that nobody writes to."""

import os

HARM = "waits"


def build(folder, target):
    os.mkfifo(folder / "unit.py")
