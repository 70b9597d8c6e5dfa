"""The student's side: visible checks, run in a plain subprocess."""
