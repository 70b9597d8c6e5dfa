"""Have the grader read a file of a terabyte (a sparse one)."""

HARM = "reads a terabyte"


def build(folder, target):
    with (folder / "unit.py").open("wb") as file:
        file.truncate(1 << 40)
