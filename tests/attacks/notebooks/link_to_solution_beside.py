"""Have the solution copied into one's feedback by a link beside the notebook."""

HARM = "copies the solution"


def build(folder, notebook, target):
    (folder / "gift.txt").symlink_to(target["solution"])
    (folder / "deeper").mkdir()
    (folder / "deeper" / "gift.txt").symlink_to(target["solution"])
