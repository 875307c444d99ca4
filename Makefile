# Prohori: `make up` starts everything on this machine, `make test` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help up test soak check lint format messages train gate bench lock wheel clean
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
ENVIRONMENT := sh deploy/environment.sh $(VENV)

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile
	@echo "  Variables: PYTHON=python3.12 (which Python to use), ARGS='-k thread' (for test, train, gate, bench),"
	@echo "             PROHORI_PORT=9000 and every other PROHORI_* setting of docs/operating.md"

up: $(VENV)/run.stamp ## Start API, worker, beat and Valkey; Ctrl-C ends them all
	@exec $(BIN)/prohori up

test: $(VENV)/dev.stamp ## Run the whole suite on real Valkey, PostgreSQL, SQLite and Celery
	@exec $(BIN)/python -m pytest -n 2 --dist loadscope $(ARGS)

soak: $(VENV)/dev.stamp ## Let every part fail five times, and 200 made-up orders (ARGS="--soak 50" for a night)
	@exec $(BIN)/python -m pytest -q --soak 5 --reliability faults.jsonl tests/faults tests/integration/moderation/test_state_machine.py $(ARGS)

check: lint ## The fast loop, about a minute: style, types, and the tests that need no server
	@exec $(BIN)/python -m pytest -q -m "not slow" tests/unit tests/house tests/functional $(ARGS)

lint: $(VENV)/dev.stamp ## Check style (ruff), formatting and types (mypy)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/dev.stamp ## Repair style and formatting where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

train: $(VENV)/dev.stamp ## Train the classifier again (ARGS are options of prohori train)
	@exec $(BIN)/prohori train $(ARGS)

gate: $(VENV)/dev.stamp ## Fail when a figure of the classifier drops or a bias appears (DATA=labelled measures anew)
	@exec $(BIN)/python -m models.training.gate $(if $(DATA),--data $(DATA)) $(ARGS)

bench: $(VENV)/dev.stamp ## Measure; figures and how to read them are in bench/README.md
	@exec $(BIN)/python -m bench $(ARGS)

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --extra build
lock: ## Choose the versions anew and write both lock files (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH (pipx install uv)."; exit 1; }
	@$(LOCK) -o requirements.lock
	@$(LOCK) --extra train --extra dev -o requirements-dev.lock

wheel: $(VENV)/run.stamp ## Build the wheels of Prohori and of its Python client into dist/
	@$(BIN)/python -m hatchling build --target wheel --directory dist
	@cd clients/python && ../../$(BIN)/python -m hatchling build --target wheel --directory ../../dist

clean: ## Remove the environment and all caches; the data under var/ stays
	@rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is younger than what it was made from, or the environment is brought up to date.
$(VENV)/run.stamp: requirements.lock pyproject.toml
	@$(ENVIRONMENT) requirements.lock run.stamp

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml
	@$(ENVIRONMENT) requirements-dev.lock dev.stamp

messages: $(VENV)/dev.stamp ## Collect the desk's words anew, and compile what is translated
	@$(BIN)/pybabel -q extract -F service/console/locale/babel.cfg -k lazy_gettext --no-location --no-wrap --project=Prohori -o service/console/locale/messages.pot .
	@$(BIN)/pybabel -q update -i service/console/locale/messages.pot -d service/console/locale --no-wrap --no-fuzzy-matching --ignore-obsolete
	@$(BIN)/pybabel -q compile -d service/console/locale
	@rm service/console/locale/messages.pot
