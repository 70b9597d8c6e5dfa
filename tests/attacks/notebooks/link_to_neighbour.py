"""Hand in another student's notebook by a link."""

HARM = "copies a neighbour"


def build(folder, notebook, target):
    (folder / "toy.ipynb").unlink(missing_ok=True)
    (folder / "toy.ipynb").symlink_to(target["neighbour"])
    return "written"
