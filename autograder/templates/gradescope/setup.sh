#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the container.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv bubblewrap libseccomp2
python3 -c 'import sys; sys.exit("Python 3.11 or later is needed: choose a newer base image" if sys.version_info < (3, 11) else 0)'
python3 -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --requirement "$root/source/requirements.txt"
chmod -R go-rwx "$root/source/course"
