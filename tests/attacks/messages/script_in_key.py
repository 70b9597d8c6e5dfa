"""Run a script on the page that shows the keys of a dict."""

HARM = "html"


def double(x):
    return {"<script>alert(1)</script><img src=x onerror=alert(1)>": 1}


total = double
