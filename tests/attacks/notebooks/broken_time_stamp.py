"""Have no mark, and nbgrader fail, by a time stamp that is none."""

HARM = "fails"


def build(folder, notebook, target):
    (folder / "timestamp.txt").write_text("yesterday\n")
