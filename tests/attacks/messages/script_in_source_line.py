"""Run a script on the page that shows the line which raised."""

HARM = "html"


def double(x):
    raise ValueError(
        "line " + "<script>alert(1)</script><img src=x onerror=alert(1)>"
    )  # <script>alert(1)</script><img src=x onerror=alert(1)>


total = double
