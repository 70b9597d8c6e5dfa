"""``python -m autograder``: the command line, also where scripts are not on the path."""

import os
import sys

# Python looks for modules where it is started, first of all: that may be a student's folder.
sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != os.path.realpath(os.curdir)]

from autograder.cli import main  # noqa: E402 - only now can nothing of the folder's be imported

main()
