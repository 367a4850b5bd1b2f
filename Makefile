# make roster   sets everything up and rosters the example clinic
# make test     sets everything up and runs the tests

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN = .venv/bin
SECONDS ?= 60

.PHONY: roster test check clean

roster: .venv/ready
	$(BIN)/planner roster examples/maple-street --month 2026-12 --seconds $(SECONDS) --out out/maple-street
	$(BIN)/planner check examples/maple-street out/maple-street

test: .venv/ready
	$(BIN)/pytest -n 2

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("planner needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

clean:
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache .hypothesis
