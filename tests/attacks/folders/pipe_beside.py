"""Have the grader wait at a pipe beside the module."""

import os

HARM = "waits"


def build(folder, target):
    (folder / "unit.py").write_text("import helper\n")
    os.mkfifo(folder / "helper.py")
