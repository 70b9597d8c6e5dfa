"""What values are: when two are the same, how people read them, how they are copied."""
