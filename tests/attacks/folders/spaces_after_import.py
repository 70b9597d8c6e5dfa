"""Have the grader's search for imports take hours: an import with a great many spaces."""

HARM = "searches for hours"


def build(folder, target):
    (folder / "unit.py").write_text("from scipy import" + " " * 900_000 + "x\n")
