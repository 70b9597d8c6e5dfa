"""Compute without end while the module is imported."""

while True:
    pass
