"""End the process with status 0 while the module is imported."""

import os

FOOLS = "exit status"

os._exit(0)
