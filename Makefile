# The commands of the house. `make run` needs Python 3.11 to 3.13 and nothing else.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
INPUT ?= examples/articles
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url \
	--no-header --python-version 3.11 --quiet
export PYTHON VENV

.PHONY: run test lint generated lock clean help

help:
	@echo "make run     install, then read $(INPUT) into polemos-data/"
	@echo "make test    install, then lint, types, import direction and all tests"
	@echo "make lint    ruff, mypy, import-linter, and that generated files are current"
	@echo "make lock    resolve requirements/*.in anew into hashed requirements/*.txt"
	@echo "make clean   remove caches and build results (.venv and polemos-data stay)"

run: $(VENV)/run.stamp
	$(BIN)/polemos run "$(INPUT)"

test: lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.codebook --check
	$(BIN)/python -m schemas.crosswalk_page --check

lock: $(VENV)/dev.stamp
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) -c requirements/dev.txt requirements/build.in -o requirements/build.txt

clean:
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path "./$(VENV)/*" -prune -exec rm -rf {} +

# A development environment can run the main job too, so its stamp counts for both.
$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml
	requirements/install.sh run
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt requirements/build.txt pyproject.toml
	requirements/install.sh dev
	@touch $@ $(VENV)/run.stamp
