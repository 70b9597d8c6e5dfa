"""Have the template engine compute something."""

HARM = "template"


def double(x):
    raise ValueError("{{ 7 * 191 }} {% raw %} ${7 * 191} #{7 * 191}")


total = double
