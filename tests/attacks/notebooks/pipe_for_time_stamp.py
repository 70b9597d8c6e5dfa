"""Have nbgrader wait at a pipe in the place of the time stamp."""

import os

HARM = "waits"


def build(folder, notebook, target):
    os.mkfifo(folder / "timestamp.txt")
