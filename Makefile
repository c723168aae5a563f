# One command for each intent; `make` lists them. Each sets up what it needs, once, inside this folder.
# Written for GNU make 3.81 (macOS) and later: no .ONESHELL, no grouped targets.

VENV   := .venv
PYTHON := $(VENV)/bin/python
# The environment's own node and tools come first, never the system's.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
# What the book is made of. The folders too, so that a removed chapter counts as a change.
# The library too: its docstrings are the API page.
SOURCES := $(shell find book -mindepth 1 -not -path '*/.*') _config.yml _toc.yml \
  $(shell find mlelib -name '*.py') $(shell find products -type f -not -path '*/__pycache__/*')

.PHONY: help all book slides handouts students keys pdf test lab refresh audit bench large mutants lock clean setup
.DEFAULT_GOAL := help

help:
	@echo "Maximum Likelihood, Line by Line"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'

book: _build/html/.built ## build the book
	@echo "The book is at _build/html/index.html"

slides: _build/slides/.built ## build a deck of slides for each chapter
	@echo "The decks are in _build/slides, one for each chapter"

handouts: _build/handouts/.built ## print a handout for each chapter, with room to write (A4 and Letter)
	@echo "The handouts are in _build/handouts"

students: _build/students/.built ## make copies without solutions, which check the answers
	@echo "The students' notebooks are in _build/students"

keys: _build/keys/.built ## print the answers and solutions of each chapter
	@echo "The keys are in _build/keys"

pdf: _build/pdf/.built ## print the book, and each chapter, as PDF
	@echo "The book is _build/book.pdf; its chapters are in _build/pdf"

all: book slides handouts students keys pdf ## build everything, and offer it on the pages of the book
	@$(PYTHON) -m products.offer

test: setup _build/html/.built _build/slides/.built ## run every check: style, types, library, notebooks, pages, browser
	@echo "== Style"
	@$(VENV)/bin/ruff format --check --output-format concise . && $(VENV)/bin/ruff check --quiet --output-format concise .
	@echo "== Types"
	@$(VENV)/bin/mypy --no-error-summary
	@echo "== Library, notebooks, pages, browser, and the checks themselves"
	@OPENBLAS_NUM_THREADS=1 $(PYTHON) -m pytest -n 2 --dist loadfile --doctest-modules --nbval --nbval-current-env \
	  --nbval-cell-timeout 300 mlelib tests $$($(PYTHON) -m products.toc)

lab: setup $(VENV)/.lab ## open the notebooks in JupyterLab
	@# JupyterLab strips pictures from notebooks that it does not trust. These are our own.
	@$(VENV)/bin/jupyter trust $$($(PYTHON) -m products.toc) > /dev/null
	@$(VENV)/bin/jupyter lab --notebook-dir book

refresh: setup ## run the notebooks and store their outputs (NB=path for one)
	@$(PYTHON) -m products.refresh $(NB)

audit: setup _build/html/.built audit/node_modules/.installed ## measure the pages with Lighthouse (N=1 for one run each, instead of five)
	@$(PYTHON) -m audit $(N)

bench: setup ## time EM beside scikit-learn, and write the book's table of it
	@$(PYTHON) -m benchmarks

large: setup ## run EM on 100 million points on two small workers, and kill one of them
	@OPENBLAS_NUM_THREADS=1 $(PYTHON) -m benchmarks.large

mutants: setup $(VENV)/.mutants ## break the numeric core, line by line, and ask the tests (hours)
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 DASK_SCHEDULER=synchronous $(VENV)/bin/mutmut run --max-children 2 > _build/mutants.log 2>&1 || true
	@$(PYTHON) -m benchmarks.mutants

lock: $(VENV)/.python .cache/uv/bin/uv ## resolve the dependencies again (UPGRADE=1 for newer versions)
	@echo "Resolving Python packages"
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements-lab.in -o requirements-lab.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements-mutants.in -o requirements-mutants.txt
	@echo "Resolving front-end packages"
	@$(VENV)/bin/npm $(if $(UPGRADE),update,install) --package-lock-only --loglevel=error > /dev/null
	@$(VENV)/bin/npm --prefix audit $(if $(UPGRADE),update,install) --package-lock-only --loglevel=error > /dev/null

clean: ## remove what was built (the environment stays: rm -rf .venv node_modules .cache)
	@rm -rf _build .mypy_cache .ruff_cache .pytest_cache

# ---- the book

_build/html/.built: $(SOURCES) $(VENV)/.requirements $(VENV)/.mlelib node_modules/.installed
	@echo "Building the book"
	@$(PYTHON) -m products.build
	@touch $@

# ---- slides

_build/slides/.built: $(SOURCES) $(VENV)/.requirements $(VENV)/.mlelib node_modules/.installed
	@echo "Building the slides"
	@$(PYTHON) -m products.slides
	@touch $@

# ---- on paper, and for students

_build/handouts/.built _build/keys/.built _build/pdf/.built: $(SOURCES) $(VENV)/.requirements $(VENV)/.mlelib node_modules/.installed

_build/handouts/.built:
	@echo "Printing the handouts (two minutes)"
	@$(PYTHON) -m products.paper.handouts
	@touch $@

_build/keys/.built:
	@echo "Printing the keys (a minute)"
	@$(PYTHON) -m products.paper.keys
	@touch $@

_build/pdf/.built:
	@echo "Printing the book (three minutes)"
	@$(PYTHON) -m products.paper.book
	@touch $@

_build/students/.built: $(SOURCES) $(VENV)/.requirements $(VENV)/.mlelib $(VENV)/.caches
	@echo "Making the students' copies (a minute)"
	@$(PYTHON) -m products.students > /dev/null
	@touch $@

# ---- set-up: one stamp file for each step, made anew when what it depends on changed

setup: $(VENV)/.requirements $(VENV)/.mlelib $(VENV)/.caches node_modules/.installed

$(VENV)/.python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Please install Python 3.11 or later, with venv; none was found." >&2; exit 1; fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) && touch $@

$(VENV)/.requirements: requirements.txt | $(VENV)/.python
	@echo "Installing Python packages (a minute or two, once)"
	@$(PIP) install --require-hashes -r requirements.txt && touch $@

$(VENV)/.mlelib: pyproject.toml $(VENV)/.requirements
	@$(PIP) install --no-deps --no-build-isolation -e . && touch $@

$(VENV)/.caches: $(VENV)/.requirements
	@$(PYTHON) -m products.kernel && touch $@

$(VENV)/.lab: requirements-lab.txt $(VENV)/.mlelib
	@echo "Installing JupyterLab (once)"
	@$(PIP) install --require-hashes -r requirements-lab.txt && touch $@

$(VENV)/.mutants: requirements-mutants.txt $(VENV)/.mlelib
	@echo "Installing mutmut (once)"
	@$(PIP) install --require-hashes -r requirements-mutants.txt && touch $@

node_modules/.installed: package-lock.json $(VENV)/.requirements
	@echo "Installing front-end packages"
	@$(VENV)/bin/npm ci --loglevel=error > /dev/null && touch $@

audit/node_modules/.installed: audit/package-lock.json $(VENV)/.requirements
	@echo "Installing Lighthouse (once)"
	@$(VENV)/bin/npm --prefix audit ci --loglevel=error > /dev/null && touch $@

.cache/uv/bin/uv: | $(VENV)/.python
	@$(PYTHON) -m venv .cache/uv && .cache/uv/bin/pip --disable-pip-version-check --quiet install uv

# Universal: one lock for every system and every Python from 3.11 on. No addresses: it works with any registry.
LOCK = .cache/uv/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
  --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
