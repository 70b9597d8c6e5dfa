"""Functions of the report, for people and for other tools."""
