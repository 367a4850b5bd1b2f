# make roster   sets everything up and rosters the example clinic
# make test     sets everything up and runs the tests
# make serve    sets everything up and serves the example clinic's page and HTTP on this machine
# make soak     tries faults at length: races, kills and restarts of the desk and of many clinics; 10,000 broken inputs
# make bench    sets everything up and measures for a few minutes; make bench-full for hours (docs/benchmarks.md)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN = .venv/bin
SECONDS ?= 60
SEEDS ?= 3
FACTOR ?= 1

.PHONY: roster test serve soak check bench bench-full clean

roster: export PLANNER_NOW = 2026-12-01T08:00-07:00
roster: .venv/ready
	$(BIN)/planner roster examples/maple-street --month 2026-12 --seconds $(SECONDS) --out out/maple-street
	$(BIN)/planner check examples/maple-street out/maple-street

test: .venv/ready
	$(BIN)/pytest -n 3 --dist loadgroup

serve: .venv/ready
	mkdir -p out && $(BIN)/planner serve out/clinic.db --example

soak: .venv/ready
	SOAK=1 $(BIN)/pytest -n 0 tests/desk/test_faults.py tests/cluster/test_faults.py \
	  tests/faults/test_big_changes.py tests/faults/test_repairs_that_hold.py
	SOAK=1 $(BIN)/pytest -n 0 -s tests/http/test_faults.py tests/http/jobs/test_faults.py
	SOAK=1 $(BIN)/pytest -n 2 tests/http/test_model.py tests/http/test_schema.py tests/http/page tests/fuzz
	SOAK=1 $(BIN)/pytest -n 0 -s tests/fhir tests/http/routes/fhir/test_profile.py

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready
	-$(MAKE) .venv-peers/ready
	$(BIN)/python -m benchmarks.suite --out out/bench-short
	$(BIN)/python -m benchmarks.report --results out/bench-short/results.jsonl --out out/bench-short

bench-full: .venv/ready
	-$(MAKE) .venv-peers/ready
	$(BIN)/python -m benchmarks.suite --full --out out/bench $(if $(NCD),--ncd "$(NCD)") \
	  $(if $(CLINICS),--clinics "$(CLINICS)") --seeds $(SEEDS) --seconds-factor $(FACTOR) --only '$(ONLY)'
	$(BIN)/python -m benchmarks.report --results out/bench/results.jsonl --out docs

.venv-peers/ready: pyproject.toml benchmarks/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --editable . --requirement benchmarks/peers/requirements.txt
	touch $@

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("planner needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	$(BIN)/python -c 'from planner.engine.anneal.machine import Machine, installed; installed() and Machine.made()'
	touch $@

clean:
	rm -rf .venv .venv-peers out .mypy_cache .ruff_cache .pytest_cache .hypothesis
