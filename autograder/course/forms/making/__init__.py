"""The cases of forms, a form to a file: all are made from what an exercise's checks have drawn, in one order, by one
generator with a seed of its own.
"""
