"""From the reference to what students get, and to what Gradescope runs."""
