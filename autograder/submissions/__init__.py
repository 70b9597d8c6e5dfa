"""How work comes in: folders and pull requests, as bytes of which nothing is run."""
