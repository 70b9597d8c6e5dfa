# Needs Python 3.11 or later and make; everything else is installed into .venv from the lock.
PYTHON ?= python3
BIN := .venv/bin
# Where there is uv, it installs the same in half of the time.
UV := $(shell command -v uv)
INSTALL := $(if $(UV),$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python,$(BIN)/python -m pip install --quiet)

# These share the cores out among processes: threads within each would only be in each other's way.
test slow audit: export OPENBLAS_NUM_THREADS = 1

.PHONY: setup demo test slow audit lint translations wheel docs picture lock clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	$(BIN)/python -m tests.demo build/demo

# Whole files go to a process: what one makes for all of its tests is made once. tests/conftest.py says which go first.
# Tests wait for other processes a third of their time, so there are three for each two cores.
WORKERS = $(shell $(BIN)/python -c 'import os; print(max(1, os.cpu_count() * 3 // 2))')
test: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

slow: setup
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow --timeout 0

audit: setup
	$(BIN)/autograder audit --html build/audit.html

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/autograder sync --check
	cd tests/courses/linear_algebra && ../../../$(BIN)/autograder sync --check

# What stands in the code for students goes into the catalogues, where translators write, and into what is read of them.
CATALOGUES := autograder/languages
translations: setup
	mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --no-location --sort-output --width 120 --project chainrule-kit --output build/autograder.pot autograder
	$(BIN)/pybabel --quiet update --domain autograder --input-file build/autograder.pot --output-dir $(CATALOGUES) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120
	$(BIN)/pybabel --quiet compile --domain autograder --directory $(CATALOGUES)
	$(BIN)/python -m pytest --quiet tests/test_languages.py

wheel: setup
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

docs: setup
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs

# The README's picture, to be drawn again when pages look otherwise; needs Chromium.
picture: setup
	$(BIN)/python -m tests.student_page docs/student_page.png

# uv resolves for all systems and Python versions at once; it is needed here alone.
lock:
	uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras --group dev --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv build dist
