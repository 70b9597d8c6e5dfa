"""Hand in a notebook of lists within lists a hundred thousand deep."""

HARM = "cannot be read"


def build(folder, notebook, target):
    (folder / "toy.ipynb").write_text("[" * 100_000 + "]" * 100_000)
    return "written"
