"""Have the grader take the reference along as a helper module."""

HARM = "reads the reference"


def build(folder, target):
    (folder / "unit.py").write_text("from helper import double, total\n")
    (folder / "helper.py").symlink_to(target["reference"])
