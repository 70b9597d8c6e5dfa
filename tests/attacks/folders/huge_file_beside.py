"""Have the grader read a huge file beside the module."""

HARM = "reads a terabyte"


def build(folder, target):
    (folder / "unit.py").write_text("import helper\n")
    with (folder / "helper.py").open("wb") as file:
        file.truncate(1 << 40)
