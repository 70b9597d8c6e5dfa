"""Not NumPy."""


class Array(list):
    size = 3

    def __mul__(self, other):
        return self

    __add__ = __rmul__ = __radd__ = __mul__


def arange(*_arguments):
    return Array([1.0, 2.0])


def zeros(*_arguments):
    return Array([0.0])


def allclose(*_arguments):
    return True
