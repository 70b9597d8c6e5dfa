"""The untrusted side, which imports nothing else of the package."""
