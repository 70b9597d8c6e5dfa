"""Run a script on the page that shows an exception's text."""

HARM = "html"


def double(x):
    raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>")


total = double
