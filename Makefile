# Everything here is also in the README. The tools live in .venv, which every target makes or mends first.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

bin := .venv/bin
# Tests and checks neither see the settings of this shell nor touch the data of "make run".
settings := SITE_NAME SITE_URL HOST PORT SECRET_KEY DEBUG DATABASE_URL CACHE_URL EMAIL_URL DEFAULT_FROM_EMAIL CONTACT_EMAIL \
	SIGNUP REQUIRE_STAFF_MFA OIDC_SERVER_URL OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME TIME_ZONE TRUSTED_PROXY_COUNT LOG_LEVEL
clean_env := env $(settings:%=-u %)
test_env := $(clean_env) DATA_DIR=var/test

.PHONY: help run dev demo admin upgrade test test-sqlite test-postgres test-browser chaos pictures lint lint-python lint-templates lint-types \
	lint-imports lint-django format pins bench clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set up what is missing, then serve the site at http://localhost:8000
	@deploy/setup
	@exec deploy/serve

dev: export DEBUG := 1
dev: export DATA_DIR := $(or $(DATA_DIR),var/dev)
dev: ## the same with autoreload and the debug toolbar, on data of its own in var/dev
	@deploy/setup dev
	@exec deploy/serve dev

# A demo never touches the database, the cache or the mail of a real site, whatever this shell has set.
demo: export DATA_DIR := $(or $(DATA_DIR),var/demo)
demo: ## the site with made-up people and six weeks of their work, on data of its own in var/demo
	@deploy/setup
	@exec env -u DATABASE_URL -u CACHE_URL -u EMAIL_URL deploy/serve demo

admin: ## ask for a name and a password and make an administrator (in the DATA_DIR of make run)
	@deploy/setup
	@$(bin)/python manage.py createsuperuser $$(test -t 0 || echo --noinput)

upgrade: ## after git pull: packages, a backup in DATA_DIR/backups, static files, tables, restart
	@deploy/upgrade

test: .venv-dev lint test-sqlite test-postgres test-browser ## all that CI runs: lint, then the tests on both databases and in a browser

test-sqlite: .venv-dev
	@echo "== tests on SQLite"
	@$(test_env) $(bin)/python -m pytest -n auto

test-postgres: .venv-dev
	@echo "== tests on PostgreSQL"
	@$(test_env) tests/with_postgres $(bin)/python -m pytest -n auto --database-only

test-browser: .venv-dev ## the tests in Chromium alone
	@echo "== tests in the browser"
	@chromium=$$(tests/browser/ensure_chromium); \
		CHROMIUM="$$chromium" $(test_env) $(bin)/python -m pytest -m browser -n 2

chaos: .venv-dev ## N seeds of the chaos test (200), the first one FIRST (1): counts them and what was lost
	@chromium=$$(tests/browser/ensure_chromium); \
		CHROMIUM="$$chromium" $(clean_env) $(bin)/python -m tests.browser.chaos $(or $(N),200) $(or $(FIRST),1)

pictures: .venv-dev ## take the pictures of docs/ anew
	@chromium=$$(tests/browser/ensure_chromium); \
		CHROMIUM="$$chromium" $(test_env) $(bin)/python -m pytest -m browser tests/browser/take_pictures.py

lint: lint-python lint-templates lint-types lint-imports lint-django ## every check that needs no database

lint-python: .venv-dev
	@$(bin)/ruff check
	@$(bin)/ruff format --check

lint-templates: .venv-dev
	@$(bin)/djlint --lint --quiet templates

lint-types: .venv-dev
	@$(test_env) $(bin)/mypy

lint-imports: .venv-dev
	@$(bin)/lint-imports --no-logo

lint-django: .venv-dev
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
		run() { $(clean_env) DATA_DIR="$$data" SITE_URL=https://example.org $(bin)/python manage.py "$$@"; }; \
		run makemigrations --check --dry-run; \
		run check --deploy --fail-level WARNING

format: .venv-dev ## put Python files into the one form that lint accepts
	@$(bin)/ruff check --fix
	@$(bin)/ruff format

pins: .venv-dev ## compile requirements*.txt again after a change of a requirements*.in
	@compile="$(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header"; \
		$$compile requirements.in -o requirements.txt; \
		$$compile requirements-dev.in -c requirements.txt -o requirements-dev.txt

bench: .venv-dev ## time grading and the save path, weigh and check pages (benchmarks/), on data of their own in var/bench
	@for script in benchmarks/*.py; do \
		echo "== $$script"; \
		$(clean_env) DATA_DIR=var/bench PYTHONPATH=. DJANGO_SETTINGS_MODULE=securityedu.settings $(bin)/python "$$script"; \
	done

clean: ## remove what can be made again; var/ with all data stays
	rm -rf .venv node_modules var/test var/bench .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: .venv-dev
.venv-dev:
	@deploy/setup dev
