"""Use the terminal library's own markup."""

HARM = "markup"


def double(x):
    raise ValueError("[bold red]full marks[/] [link=http://x]here[/link]")


total = double
