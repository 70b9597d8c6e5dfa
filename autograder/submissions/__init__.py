"""How work comes in: folders and pull requests."""
