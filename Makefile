# Everything is set up in .venv; nothing outside this folder is touched.
# On a computer where Python is called otherwise: make test PYTHON=python3.13

PYTHON = python3
BIN = .venv/bin
READY = .venv/ready
FIGURES = src/practicecli/figures
COMPILED = $(FIGURES)/_compiled.py
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
# A file of tests stays with one worker; there are as many as cores.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile

CONTRACT = .venv-contract

.PHONY: setup demo test check lint types docs contract proof bench soak clean

setup: $(READY) $(COMPILED)
	@echo "Ready: try $(BIN)/practice --help, or make demo"

# Done again only when what is installed would change.
$(READY): requirements.lock pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "practice needs Python 3.11 or newer; name one, as in: make setup PYTHON=python3.13" >&2; \
	  exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $(PYTHON) -m venv --clear .venv || { \
	  echo "Python could not make its folder .venv; on Debian and Ubuntu, install python3-venv" >&2; \
	  exit 1; }
	@echo "Setting up in .venv, once"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The figures that decide are written as TOML and read as Python.
$(COMPILED): $(READY) $(FIGURES)/*.toml $(FIGURES)/*/*.toml $(FIGURES)/build.py $(FIGURES)/icd10cm.tsv.xz
	@$(BIN)/python -m practicecli.figures.build
	@touch $@

demo: $(READY) $(COMPILED)
	@$(BIN)/practice demo --tour

test: $(READY) $(COMPILED)
	$(PYTEST) -m "not proof"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) $(COMPILED)
	$(BIN)/mypy

# What is made from the program: the reference, the picture, the completion scripts.
docs: $(READY) $(COMPILED)
	$(BIN)/practice completion bash > completions/practice.bash
	$(BIN)/practice completion zsh > completions/_practice
	$(BIN)/practice completion fish > completions/practice.fish
	$(BIN)/python docs/reference.py
	$(BIN)/python docs/picture.py

# What every change must pass; that the docs are current is one of the tests.
check: lint types
	$(PYTEST) -m "not proof" --cov --cov-branch --cov-report=
	$(BIN)/coverage report --include="*/practicecli/domain/*,*/practicecli/actions/*,*/practicecli/sync/*" --skip-covered --show-missing

# The program that tries docs/openapi.yaml on the served sandbox, apart from ours: its pins are its own.
contract: $(CONTRACT)/ready

$(CONTRACT)/ready: requirements-contract.lock
	@$(PYTHON) -m venv --clear $(CONTRACT)
	@$(CONTRACT)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
	  --requirement requirements-contract.lock
	@touch $@

# The long ones, and ten times as many invented examples.
proof: $(READY) $(COMPILED)
	$(PYTEST) -m "proof or hypothesis" --longer 10

bench: $(READY) $(COMPILED)
	$(BIN)/python -m bench

# For a night.
soak: $(READY) $(COMPILED)
	$(PYTEST) -m "proof or hypothesis" --longer 300

clean:
	rm -rf .venv $(CONTRACT) .hypothesis .coverage .mypy_cache .ruff_cache
