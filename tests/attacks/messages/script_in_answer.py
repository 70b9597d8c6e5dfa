"""Run a script on the page that shows a text which was returned."""

HARM = "html"


def double(x):
    return "<script>alert(1)</script><img src=x onerror=alert(1)>"


total = double
