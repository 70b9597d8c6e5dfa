"""Have nbgrader stumble over a pipe beside the notebook."""

import os

HARM = "stumbles"


def build(folder, notebook, target):
    os.mkfifo(folder / "data.csv")
