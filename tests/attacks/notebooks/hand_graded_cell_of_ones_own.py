"""Add a cell that claims to be graded, with points of one's own."""

HARM = "full marks"


def build(folder, notebook, target):
    settings = {
        "grade": True,
        "grade_id": "bonus",
        "locked": True,
        "points": 50,
        "schema_version": 3,
        "solution": False,
        "task": False,
        "cell_type": "code",
    }
    output = {"output_type": "execute_result", "data": {"text/plain": "50"}, "metadata": {}, "execution_count": 1}
    cell = {
        "cell_type": "code",
        "source": "",
        "metadata": {"nbgrader": settings},
        "outputs": [output],
        "execution_count": 1,
        "id": "bonus",
    }
    notebook["cells"].append(cell)
