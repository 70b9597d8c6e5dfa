"""Have the grader read a device that never ends."""

HARM = "never ends"


def build(folder, target):
    (folder / "unit.py").symlink_to("/dev/zero")
