# Two commands set everything up: `make demo` and `make test`. Needs Python 3.11 and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
DEMO := settlements/eurasian-grand-bargain

.PHONY: demo test check docs bench reproduce clean browser

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing detente (a few minutes the first time) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what tests and checks need …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/detente assess $(DEMO) --out detente-report

browser:
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing a headless browser for the page tests …"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
	      >/dev/null 2>&1 || echo "no browser could be installed: tests of pages will be skipped"; \
	  else echo "no chromium found: tests of pages will be skipped"; fi; }

test: $(VENV)/.installed-dev browser
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

docs: $(VENV)/.installed-dev
	@$(BIN)/python tools/docs.py

# The programs that benchmarks measure beside this one live in an environment of their own; nothing else needs them.
$(PEERS)/.installed: Makefile
	@test -d $(PEERS) || $(PYTHON) -m venv $(PEERS)
	@echo "Installing the programs to compare with …"
	@$(PEERS)/bin/python -m pip install -q --disable-pip-version-check negmas==0.16.0
	@touch $@

bench: $(VENV)/.installed-dev $(PEERS)/.installed
	@DETENTE_NEGMAS=$(CURDIR)/$(PEERS)/bin/python $(BIN)/python -m benchmarks

reproduce: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -q -m reproduce

clean:
	rm -rf $(VENV) $(PEERS) detente-report build dist
