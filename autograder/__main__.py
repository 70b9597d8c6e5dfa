"""``python -m autograder``: the command line, also where scripts are not on the path."""

from autograder.cli import main

main()
