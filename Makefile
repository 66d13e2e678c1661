# The two commands of the README, and the checks a contributor runs one by one.
# Needs: make, and Python >= 3.11 with its venv module (installed here when missing, if root on Debian or Ubuntu).

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m

.PHONY: demo test peers format lint types layers unit timed interop fuzzed fuzz man bench clean

demo: $(VENV)/installed
	$(BIN)/dhcptool perf -r 1000 -p 5

test: peers lint types layers unit timed interop fuzzed
	@echo "branch coverage without the interop tests: $$($(RUN) coverage report --format=total) %"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: no Python >= 3.11 found; install one or say PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); tests/peers.sh python3-venv && "$(PYTHON)" -m venv $(VENV); }

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@$(RUN) compileall -q dhcptools server  # as any other install does: short commands are mostly loading time
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

peers:
	tests/peers.sh

format: $(VENV)/tested
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/tested
	$(BIN)/mypy

layers: $(VENV)/tested
	$(BIN)/lint-imports

unit: $(VENV)/tested
	@rm -f .coverage .coverage.*
	$(RUN) pytest -q -n auto --cov --cov-report= --ignore=tests/interop --ignore=tests/perf --ignore=tests/cli tests

# What keeps time: one test at a time, so that none is late because of another.
timed: $(VENV)/tested
	$(RUN) pytest -q --cov --cov-append --cov-report= tests/perf tests/cli

interop: $(VENV)/tested
	$(RUN) pytest -q tests/interop

# Hostile octets at every decoder: ten seconds in every run, a minute and guided by coverage each night. Then values that
# nobody means at every option.
fuzzed: $(VENV)/tested
	$(BIN)/python tests/fuzz/dump.py --seconds 10

fuzz: $(VENV)/tested
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]' || echo "make: without atheris, by mutations" >&2
	$(BIN)/python tests/fuzz/dump.py --seconds 60
	unshare --net --map-root-user -- sh -c 'ip link set lo up && exec "$$0" "$$@"' $(BIN)/python tests/fuzz/cli.py --seconds 60 --seed $$RANDOM

man: $(VENV)/installed
	$(RUN) dhcptools.cli.man man

bench: $(VENV)/tested
	@for script in packet startup mmsg perf serve lint; do $(BIN)/python benchmarks/$$script.py || exit 1; done

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
