"""Claim a later schema, at which nbgrader stops grading the whole class."""

HARM = "ends the run"


def build(folder, notebook, target):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1000
