"""The sentences in code, lectures and drawings: found, and put into another language."""
