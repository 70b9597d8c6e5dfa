"""Run a script on the page that shows an answer's type."""

HARM = "html"


def double(x):
    return type(
        "<script>alert(1)</script><img src=x onerror=alert(1)>", (), {"__repr__": lambda self: type(self).__name__}
    )()


total = double
