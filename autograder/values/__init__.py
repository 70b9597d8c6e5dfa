"""What values are, when two are the same, and how people read them."""
