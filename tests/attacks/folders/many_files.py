"""Have the grader take a thousand files along."""

HARM = "reads a thousand files"


def build(folder, target):
    (folder / "unit.py").write_text("x = 1\n")
    for number in range(1000):
        (folder / f"helper{number}.py").write_text("x = 1\n")
