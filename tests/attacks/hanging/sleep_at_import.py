"""Sleep while the module is imported."""

import time

time.sleep(1000)
