"""Put a folder in the place of the module."""

HARM = "cannot be read"


def build(folder, target):
    (folder / "unit.py").mkdir()
