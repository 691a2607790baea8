# Two commands do everything: `make run` and `make test`. Both set up what they need.
PYTHON ?= python3
PORT ?= 8000
SHARED ?= ../shared
MINUTES ?= 10
TEST_PROCESSES ?= 3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
QUICK := -m "not slow" -n $(TEST_PROCESSES) --dist worksteal
# Some machines forbid Python to keep what it has compiled; pytest would then rewrite every test in every process.
test test-all: export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run start test test-all check screenshots score bench-mail bench-loop bench-fuzz clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: $(VENV)/ready ## the demo: a whole course in a few minutes, all on this machine
	@exec $(BIN)/python -m course run --demo --port $(PORT)

start: $(VENV)/ready ## the real thing, by the settings in .env
	@exec $(BIN)/python -m course run --port $(PORT)

test: $(VENV)/ready-to-test ## the tests (under 3 minutes)
	@$(BIN)/python -m pytest $(QUICK)

test-all: $(VENV)/ready-to-test ## the long tests, those of the database on PostgreSQL, and the branch coverage of the others
	@$(BIN)/python -m pytest -m slow
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest $(QUICK) --cov --cov-report=term:skip-covered

check: $(VENV)/ready-to-test ## linters and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m course check

screenshots: $(VENV)/ready-to-test ## every mail and page as a picture, in screenshots/; those of the README, in docs/pictures/
	@$(BIN)/python -m tests.screenshots && $(BIN)/python -m tests.screenshots --readme

bench-mail: $(VENV)/ready-to-test ## what mail programs and a spam filter make of our mails (docs/mail.md)
	@$(BIN)/python -m bench.mail

score: $(VENV)/ready-to-test ## inbound mail against a collection of real mails in SHARED, if there is one
	@$(BIN)/python -m bench.score $(SHARED)

bench-loop: $(VENV)/ready-to-test ## two copies of the system that write to each other, for MINUTES
	@$(BIN)/python -m bench.loop $(MINUTES)

bench-fuzz: $(VENV)/ready-to-test ## inbound mail under a coverage-guided fuzzer, for MINUTES
	@$(BIN)/python -m pip install -q --disable-pip-version-check atheris
	@$(BIN)/python -m bench.fuzz_receive $(MINUTES)

clean: ## remove what was installed and made, but no data
	@rm -rf $(VENV) *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed: install it (Debian: apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (Debian: apt install python3-venv)."; exit 1; }
	@echo "Setting up (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-to-test: $(VENV)/ready requirements-dev.lock
	@echo "Setting up for tests (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	@touch $@
