"""Have the grader's search for imports take hours: a file of empty lines."""

HARM = "searches for hours"


def build(folder, target):
    (folder / "unit.py").write_text("\n" * 900_000)
