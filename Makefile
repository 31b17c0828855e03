# Concert: `make run` and `make test` do all their set-up themselves; they need Python 3.11 or later and nothing else.
#
#   make run      the whole of Concert on this machine: pages, API, streams, worker, beat (PORT chooses the port)
#   make test     lint, then the tests on every engine that is there (CONCERT_REQUIRE=postgres,redis,browser insists)
#   make lint     format, lint, types, import contracts, migrations
#   make messages put new strings into the catalogues of translations
#   make bench    the benchmarks, beside the packages they are measured against: figures, no verdict
#   make soak     the long run: a hundred kills while 35 delegations vote (CYCLES of each kind), more histories and requests
#   make lock     resolve pyproject.toml into the hashed lock files (UPGRADE=--upgrade takes the newest versions)
#   make clean    forget the environment and the caches; the data in var/ stays

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Modules stay compiled, whatever the machine says: a test run starts some hundred processes from them.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help run test lint messages bench soak lock clean translations static

VENV := .venv
PY := $(VENV)/bin/python
STATE := $(if $(CONCERT_HOME),$(CONCERT_HOME),var)

PO := $(wildcard frontend/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
STATIC := $(shell find frontend/static 2>/dev/null)
WORKERS ?= auto

help:
	@sed -n '3,11s/^# *//p' Makefile

run: $(VENV)/.run translations static
	@exec $(PY) manage.py serve --demo

# Set-up: each step leaves a stamp, so a warm start repeats nothing ------------------------------------------------------

$(VENV)/bin/python:
	@sh .ci/set-up/make-venv $(VENV)

$(VENV)/.run: requirements.lock requirements-uv.lock .ci/set-up/install | $(VENV)/bin/python
	@sh .ci/set-up/install $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-uv.lock .ci/set-up/install | $(VENV)/bin/python
	@sh .ci/set-up/install $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run

$(VENV)/.bench: requirements-bench.lock .ci/set-up/install | $(VENV)/.dev
	@sh .ci/set-up/install $(VENV) requirements-bench.lock
	@touch $@

translations: $(MO)

%.mo: %.po | $(VENV)/.run
	@$(VENV)/bin/pybabel --quiet compile --input-file=$< --output-file=$@

static: $(STATE)/static/.collected

$(STATE)/static/.collected: $(STATIC) requirements.lock | $(VENV)/.run
	@$(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

# Quality ----------------------------------------------------------------------------------------------------------------

test: lint translations
	$(PY) -m pytest --numprocesses=$(WORKERS) --dist=loadgroup $(ARGS)
	CONCERT_TEST_ENGINE=postgresql $(PY) -m pytest --numprocesses=$(WORKERS) --dist=loadgroup $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy --no-error-summary coalition proposals frontend
	$(VENV)/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run

messages: $(VENV)/.dev
	$(PY) manage.py messages

bench: $(VENV)/.dev $(VENV)/.bench translations
	$(PY) -m pytest tests/benchmarks -m benchmark -s $(ARGS)

CYCLES ?= 20

soak: $(VENV)/.dev translations
	CONCERT_CYCLES=$(CYCLES) CONCERT_SOAK=1 $(PY) -m pytest tests/faults/test_kills.py tests/faults/test_hidden_votes.py tests/invariants tests/proposals/api/test_fuzzing.py -s $(ARGS)
	CONCERT_SOAK=1 CONCERT_TEST_ENGINE=postgresql $(PY) -m pytest tests/invariants tests/proposals/api/test_fuzzing.py -s $(ARGS)

lock: $(VENV)/.dev
	@sh .ci/set-up/lock $(VENV)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results $(MO)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
