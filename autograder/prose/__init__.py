"""The sentences in code and in lectures: found, and put into another language."""
