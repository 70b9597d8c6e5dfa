"""Whether two objects are one, in the worker: a text for it to execute.  Nothing here is imported."""


def same(value):
    """The object itself, to be kept."""
    return value


def are_one(one, other):
    return one is other
