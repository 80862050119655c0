# The only task runner. Each target sets up what it needs inside the checkout (.venv, node_modules)
# and skips what is already there. `make` alone lists the targets.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

BIN := .venv/bin
RUN := .venv/.run-ready
DEV := .venv/.dev-ready
NODE := node_modules/.ready
PREFLIGHT := PATH="$(PATH)" scripts/preflight
# node and npm come from the virtual environment, so no system node is needed.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PYTEST := $(BIN)/pytest --numprocesses 2 --dist worksteal

##@ Use

.PHONY: demo
demo: $(RUN) ## Twelve months of a pool to 25 holders, ending in the tie-out (ARGS="--seed 7")
	@exec $(BIN)/rwa demo $(ARGS)

.PHONY: demo-network
demo-network: $(DEV) $(NODE) ## Months through a collector and four nodes, one of them killed
	@exec $(BIN)/python scripts/five_processes.py $(ARGS)

##@ Check

.PHONY: test
test: lint types test-contracts test-python ## Everything a change must pass (under ten minutes)

.PHONY: lint
lint: $(DEV) $(NODE) ## Style, import rules and formatting of Python and Solidity
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo
	scripts/forge fmt --check
	scripts/forge lint

.PHONY: types
types: $(DEV) ## mypy --strict
	$(BIN)/mypy

.PHONY: test-contracts
test-contracts: $(DEV) $(NODE) ## The fast forge tests
	scripts/forge test

.PHONY: test-python
test-python: $(DEV) $(NODE) ## pytest (ARGS="tests/unit -k factor")
	$(PYTEST) $(ARGS)

.PHONY: test-long
test-long: $(DEV) $(NODE) ## Long random histories, fuzzing and invariants (an hour)
	FOUNDRY_PROFILE=long scripts/forge test
	$(PYTEST) -m "" --hypothesis-profile=long --timeout=3600 $(ARGS)
	$(MAKE) simulate-faults SEEDS=long

SEEDS ?= 0..4
.PHONY: simulate-faults
simulate-faults: $(DEV) ## The fault table (SEEDS=0..99, SEEDS=long; ROWS=reply-lost,reorganised)
	@$(BIN)/python -m tests.faults.campaign --seeds $(SEEDS) --rows "$(ROWS)" $(ARGS)

.PHONY: bench-gas
bench-gas: $(DEV) $(NODE) ## Gas of every holder-facing action against its ceiling
	@$(BIN)/python scripts/bench_gas.py $(ARGS)

.PHONY: bench-cashflow
bench-cashflow: $(DEV) ## Speed of the cash-flow engine against NumPy and QuantLib
	@$(BIN)/python scripts/bench_cashflow.py $(ARGS)

.PHONY: bench-commitment
bench-commitment: $(DEV) ## Speed of the Merkle tree over a million loans
	@$(BIN)/python scripts/bench_commitment.py $(ARGS)

##@ Change

.PHONY: format
format: $(DEV) $(NODE) ## Format Python and Solidity, fix what lint can fix
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	scripts/forge fmt

.PHONY: contracts
contracts: $(DEV) $(NODE) ## Compile the contracts into rwa/chain: artifacts and Python classes
	$(BIN)/python scripts/build_contracts.py
	$(BIN)/python scripts/write_contract_classes.py

.PHONY: reference
reference: $(DEV) ## Write docs/reference/cli.md, errors.md and loan-files.md from the code
	$(BIN)/python scripts/write_reference.py

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

.PHONY: lock
lock: $(DEV) ## Renew the lock files after editing pyproject.toml or package.json (UPGRADE=1)
	$(COMPILE) --group build --output-file requirements/run.txt
	$(COMPILE) --group dev --output-file requirements/dev.txt
	$(BIN)/npm install --package-lock-only --ignore-scripts

.PHONY: clean
clean: ## Remove build outputs and caches; keep .venv and node_modules
	rm -rf out cache build dist reports htmlcov .coverage
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find rwa oracle tests scripts -name __pycache__ -type d -exec rm -rf {} +

.PHONY: clean-all
clean-all: clean ## Remove .venv and node_modules too
	rm -rf .venv node_modules

##@ Help

.PHONY: preflight
preflight: ## Say what this machine lacks, if anything
	@python=$$($(PREFLIGHT)) && echo "nothing is missing; .venv will be made with $$python"

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

# --- set-up, each done once ------------------------------------------------------------------

# $(call install,LOCK,WHAT): the virtual environment holds LOCK and this checkout, editable.
define install
	@python=$$($(PREFLIGHT)) && echo "setting up .venv with $$python: $(2), once" && \
		{ [ -x $(BIN)/python ] || "$$python" -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r $(1)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
endef

$(RUN): requirements/run.txt pyproject.toml
	$(call install,requirements/run.txt,what running needs)
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt,what developing needs)
	@touch $(RUN) $@

$(NODE): package.json package-lock.json .npmrc | $(DEV)
	@echo "setting up node_modules: Solidity compiler, libraries and test runner, once"
	@$(BIN)/npm ci --ignore-scripts --loglevel=error
	@touch $@
