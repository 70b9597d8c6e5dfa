"""Have nbgrader wait at a pipe in the place of the notebook."""

import os

HARM = "waits"


def build(folder, notebook, target):
    (folder / "toy.ipynb").unlink(missing_ok=True)
    os.mkfifo(folder / "toy.ipynb")
    return "written"
