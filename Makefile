# Everything one does with Bansou. `make` alone lists it.
PYTHON ?= python3
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run reset shell test fast lint types format messages lock bench soak python dev

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

python:
	@command -v $(PYTHON) >/dev/null || { echo "Bansou needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or say which one: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }

run: python ## Set up whatever is missing and run the site (PORT=8000); Ctrl-C stops it
	@exec $(PYTHON) -m tools.run

reset: python ## Forget all data (var/), after asking
	@$(PYTHON) -m tools.reset

shell: dev ## A Python prompt that knows the site
	@$(VENV)/python manage.py shell

dev: python
	@$(PYTHON) -m tools.environment dev

test: dev ## Everything: style, types, imports, migrations, translations, all tests
	@$(VENV)/python -m tools.check all

fast: dev ## The inner loop: ruff and the tests of what you changed; T="tests/x.py -k y" runs others
	@$(VENV)/python -m tools.check fast $(T)

lint: dev ## Style, types, imports, migrations
	@$(VENV)/python -m tools.check lint

types: dev ## mypy only
	@$(VENV)/python -m tools.check types

format: dev ## Let ruff rewrite the style
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format .

messages: dev ## Compile the translations and say which texts lack one
	@$(VENV)/python -m tools.messages check

lock: dev ## Resolve pyproject.toml again into requirements/*.txt (UPGRADE=1: newest)
	@$(VENV)/python -m tools.lock

bench: dev ## Measure pages on a generated corpus (CASES=100000)
	@$(VENV)/python -m tools.bench

soak: dev ## Long tests: fifty kills of web, worker and Elasticsearch under writes (KILLS=50)
	@BANSOU_KILLS=$(or $(KILLS),50) $(VENV)/python -m pytest tests/test_kill.py tests/test_kill_search.py -q -s -m slow
