# Needs Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test wheel lint lock clean

setup: .venv/ready ## creates .venv and installs the locked dependencies and the kit itself

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
