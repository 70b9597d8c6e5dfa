"""Have the grader unpack an archive that is a thousand times its size."""

import zipfile

HARM = "unpacks a flood"


def build(folder, target):
    with zipfile.ZipFile(folder / "unit.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("unit.py", bytes(50_000_000))
