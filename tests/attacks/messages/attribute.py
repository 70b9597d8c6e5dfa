"""Break out of the attribute in which the text stands."""

HARM = "html"


def double(x):
    raise ValueError("\" onmouseover=\"alert(1)\" '><a href='javascript:alert(1)'>")


total = double
