"""Declare an encoding that is a decompressor, or none at all."""

HARM = "cannot be read"


def build(folder, target):
    (folder / "unit.py").write_bytes(b"# -*- coding: zlib_codec -*-\nx = '\xff'\n")
