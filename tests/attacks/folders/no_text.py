"""Hand in bytes that are no text in any encoding."""

HARM = "cannot be read"


def build(folder, target):
    (folder / "unit.py").write_bytes(b"# -*- coding: utf-7 -*-\n\xff\xfe\x00\x80" * 100)
