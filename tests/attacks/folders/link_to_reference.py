"""Have the grader read the reference in the place of the module."""

HARM = "reads the reference"


def build(folder, target):
    (folder / "unit.py").symlink_to(target["reference"])
