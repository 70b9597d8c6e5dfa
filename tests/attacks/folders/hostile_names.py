"""Write to the instructor's terminal by the names of files."""

HARM = "prints names"


def build(folder, target):
    for name in ("\x1b[2J\x1b]0;owned\x07.py", "a\n::error::forged.py", "<script>alert(1)<.py"):
        (folder / name).write_text("x = 1\n")
