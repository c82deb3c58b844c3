# Everything one does in this tree. Needs Python 3.11 or newer and make; everything else is installed into .venv from
# the locks in requirements/, with whatever package index pip is configured for.

PORT ?= 8000
SCHEDULES ?= 20
SEED ?= 1
WORKERS ?= auto
TESTS ?= tests

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check
DEMO_FOLDER := $(or $(SYNCADMIN_DATA_FOLDER),.demo)
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3 python
TEMPLATES := templates syncadmin mappings couplings jobs
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 --quiet

.DEFAULT_GOAL := help
.PHONY: help demo clean-demo test check simulate every-call mutants bench screenshots lock format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/installed-base ## Start the whole product against made-up systems (PORT=8000)
	@exec $(PYTHON) manage.py demo --port $(PORT)

clean-demo: ## Remove the demo's data
	@rm -rf "$(DEMO_FOLDER)" && echo "Removed $(DEMO_FOLDER)."

test: $(VENV)/installed-dev ## Run the tests (TESTS=tests/engine for some of them)
	@$(PYTHON) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_FLAGS) $(TESTS)

check: $(VENV)/installed-dev ## Everything that is checked without running the tests
	@.ci/check $(PYTHON)

simulate: $(VENV)/installed-dev ## Random runs with faults; the last line is JSON (SCHEDULES=20 SEED=1, or ONLY=17)
	@$(PYTHON) -m tests.simulate --schedules $(SCHEDULES) --seed $(SEED) $(if $(FIRST),--first $(FIRST)) $(if $(ONLY),--only $(ONLY))

every-call: $(VENV)/installed-dev ## Let every single request and statement of some runs go wrong in every way
	@EVERY_CALL=1 $(PYTHON) -m pytest -q -n $(WORKERS) tests/runs/test_nth_call.py

mutants: $(VENV)/installed-dev ## Put faults into planner or writer and see which no test finds (PART=writer SAMPLE=150)
	@nice -n 19 $(PYTHON) -m tests.mutants $(or $(PART),planner) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(ONLY),--only $(ONLY))

bench: $(VENV)/installed-dev ## Measure against yardsticks, one line of JSON each (FULL=1 ONLY=create)
	@$(PYTHON) -m benchmarks $(if $(FULL),--full) $(if $(ONLY),--only $(ONLY))

screenshots: $(VENV)/installed-dev ## A picture of every page, wide and narrow, light and dark (URL=, ONLY=mappings)
	@$(PYTHON) -m tests.screenshots $(if $(URL),--url $(URL)) $(if $(ONLY),--only "$(ONLY)")

lock: $(VENV)/installed-dev ## Renew requirements/ from pyproject.toml (add UPGRADE=--upgrade for newer versions)
	@command -v $(VENV)/bin/uv >/dev/null || $(PIP) install --quiet uv
	@$(VENV)/bin/$(LOCK) $(UPGRADE) --output-file requirements/base.txt
	@$(VENV)/bin/$(LOCK) $(UPGRADE) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt
	@$(PYTHON) .ci/lock.py

format: $(VENV)/installed-dev ## Put code and templates into the common form
	@$(VENV)/bin/ruff format --quiet . && $(VENV)/bin/ruff check --quiet --fix . && echo "Python is formatted."
	@for pass in 1 2; do $(VENV)/bin/djlint --quiet --reformat $(TEMPLATES) >/dev/null 2>&1; done; echo "Templates are formatted."

clean: ## Remove everything that was made here, except the demo's data
	@rm -rf $(VENV) .test .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles .venv-*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed the virtual environment, caches and leftovers of tests."

# A lock is installed when it is newer than its stamp. The development lock holds everything of the base lock too.
$(VENV)/installed-base: requirements/base.txt | $(VENV)/bin/python
	@if [ -f $(VENV)/installed-dev ] && [ ! requirements/dev.txt -nt $(VENV)/installed-dev ] \
	    && [ ! requirements/base.txt -nt $(VENV)/installed-dev ]; then touch $@; exit 0; fi; \
	echo "Installing what syncadmin needs (once; about a minute) ..." && \
	$(PIP) install --quiet --quiet --require-hashes --requirement requirements/base.txt && touch $@

$(VENV)/installed-dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests and checks need (once; about a minute) ..."
	@$(PIP) install --quiet --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

$(VENV)/bin/python:
	@for candidate in $(CANDIDATES); do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making a virtual environment in $(VENV) with $$($$candidate --version) ..."; \
	    $$candidate -m venv $(VENV) >/dev/null 2>&1 && exit 0; rm -rf $(VENV); found=$$candidate; \
	  fi; \
	done; \
	if [ -n "$$found" ]; then echo "$$found cannot make a virtual environment; install its venv module (on Debian: python3-venv)." >&2; \
	else echo "No Python 3.11 or newer was found; install one and try again." >&2; fi; exit 1
