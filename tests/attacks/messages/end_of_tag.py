"""Close the tag in which the text stands, and open another."""

HARM = "html"


def double(x):
    raise ValueError("</pre></div></body>--> ]]> <svg onload=alert(1)>")


total = double
