"""Run a script on the page that shows an exception's class."""

HARM = "html"


def double(x):
    raise type("<script>alert(1)</script><img src=x onerror=alert(1)>", (Exception,), {})("x")


total = double
