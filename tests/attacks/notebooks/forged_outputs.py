"""Hand in a notebook whose grade cells have printed full marks."""

HARM = "full marks"


def build(folder, notebook, target):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": str(cell["metadata"]["nbgrader"]["points"])},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
