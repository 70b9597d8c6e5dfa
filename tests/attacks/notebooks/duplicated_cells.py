"""Copy a grade cell, so that its points count twice."""

import copy

HARM = "counts twice"


def build(folder, notebook, target):
    grade = next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
    )
    notebook["cells"] += [copy.deepcopy(grade) | {"id": f"copy{number}"} for number in range(3)]
