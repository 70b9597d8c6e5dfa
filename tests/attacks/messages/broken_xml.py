"""Break the XML that CI reads."""

HARM = "xml"


def double(x):
    raise ValueError("\x00\x01\ufffe]]></failure></testcase>")


total = double
