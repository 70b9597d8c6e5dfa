"""Hand in a notebook of fifty megabytes."""

HARM = "flood"


def build(folder, notebook, target):
    with (folder / "toy.ipynb").open("wb") as file:
        file.truncate(50_000_000)
    return "written"
