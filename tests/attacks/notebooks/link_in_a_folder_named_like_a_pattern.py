"""Have the solution copied into one's feedback by a link in a folder whose name is a pattern."""

HARM = "copies the solution"


def build(folder, notebook, target):
    (folder / "[a-z]*").mkdir()
    (folder / "[a-z]*" / "gift.txt").symlink_to(target["solution"])
