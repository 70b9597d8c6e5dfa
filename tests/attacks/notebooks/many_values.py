"""Have the grader make gigabytes of a notebook of eight megabytes: a list of empty objects."""

import json

HARM = "becomes twenty times as much"


def build(folder, notebook, target):
    text = json.dumps(notebook | {"metadata": {"values": "VALUES"}})
    (folder / "toy.ipynb").write_text(text.replace('"VALUES"', f"[{'{},' * 2_700_000}{{}}]"))
    return "written"
