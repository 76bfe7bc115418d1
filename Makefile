# Everything here works on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
WEB := src/modiste/serve/web/index.html
WEB_SOURCES := $(shell find frontend/src frontend/public -type f) frontend/index.html \
  frontend/package.json frontend/package-lock.json frontend/slim.ts frontend/tsconfig.json frontend/vite.config.ts
EXTRAS := boost design dev docs drape images oidc postgres recommend serve spark telemetry test text torch

.DEFAULT_GOAL := help
.PHONY: help demo test quick web webtest client lint types contracts reference docs lock benchmarks clean

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml requirements/dev.txt requirements/alone.txt
	@echo "Setting up $(VENV) (about a minute the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements/alone.txt
	@MODISTE_WEB=later $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(WEB): $(WEB_SOURCES) | $(READY)
	@echo "Building the web app …"
	@$(BIN)/python frontend/build.py

web: $(WEB)  ## Build the web app

webtest: $(READY)  ## Check the types of the web app and test its parts
	@$(BIN)/python frontend/build.py --test

client: $(READY)  ## Write the web app's typed client from the API
	@$(BIN)/python frontend/build.py --client

demo: $(READY) $(WEB)  ## Make a simulated brand and its weekly plan, and start the app
	$(BIN)/modiste demo --workspace demo

test: $(READY) $(WEB)  ## Run every test
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term:skip-covered
	@echo "Next: make demo, or read docs/quickstart.md"

quick: $(READY) $(WEB)  ## Run the tests that take no time
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow and not spark and not postgres"

lint: $(READY)  ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## Check types
	$(BIN)/mypy

contracts: $(READY)  ## Check that layers point down only
	$(BIN)/lint-imports

reference: $(READY)  ## Write the reference pages from the code
	$(BIN)/python -m modiste.serve.reference docs/reference

docs: $(READY)  ## Build the documentation with strict links
	$(BIN)/python -m modiste.serve.reference docs/reference --check
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

lock: $(READY)  ## Resolve the versions that CI installs
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --constraint requirements/pins.txt $(addprefix --extra ,$(EXTRAS)) --output-file requirements/dev.txt pyproject.toml
	sed -i.bak -e 's/+cpu//' -e 's/^#    pip-compile.*/#    make lock/' requirements/dev.txt && rm requirements/dev.txt.bak

benchmarks: $(READY)  ## Measure quality and speed (needs the data sets beside the project)
	$(BIN)/python -m benchmarks.foundations
	$(BIN)/python -m benchmarks.forecasts
	$(BIN)/python -m benchmarks.trends
	$(BIN)/python -m benchmarks.risers
	$(BIN)/python -m benchmarks.images
	$(BIN)/python -m benchmarks.demand
	$(BIN)/python -m benchmarks.policies
	$(BIN)/python -m benchmarks.inventory
	$(BIN)/python -m benchmarks.recommend_models quality rentals purchases simulated
	$(BIN)/python -m benchmarks.recommend_models build
	$(BIN)/python -m benchmarks.recommend rtr
	$(BIN)/python -m benchmarks.answers
	$(BIN)/python -m benchmarks.known_tastes
	$(BIN)/python -m benchmarks.size_fit
	$(BIN)/python -m benchmarks.outfits
	$(BIN)/python -m benchmarks.design
	$(BIN)/python -m benchmarks.app
	$(BIN)/python -m benchmarks.app_events
	$(BIN)/python -m benchmarks.app_page

clean:  ## Remove what was built
	rm -rf $(VENV) docs/_build frontend/node_modules src/modiste/serve/web .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
