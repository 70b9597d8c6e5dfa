"""Close one direction and go on."""

import time

from raw import connection

HARM = "died"


def attack():
    connection().shutdown(1)
    time.sleep(60)
