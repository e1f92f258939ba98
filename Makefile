# Two commands: `make run` starts everything, `make test` checks everything. CONTRIBUTING.md lists the others.
# Options go through ARGS: make run ARGS="--port 8080", make test ARGS="tests/shop -k calendar".

PYTHON ?= python3

.PHONY: help run test lint train lock clean
help:
	@echo "make run    set up what is missing and start the demonstration on http://127.0.0.1:8000"
	@echo "make test   run the tests; BOT_TEST_POSTGRES=URL and BOT_TEST_BROWSER=1 add some"
	@echo "make lint   ruff, mypy, training data, import-linter, front-end types"
	@echo "make train  train the model if its sources changed"
	@echo "make lock   resolve requirements/*.in into the lock files"
	@echo "make clean  remove what was built; the shop's data under var/ stays"

run test lint train lock clean:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 (or 3.10)."; exit 1; }
	@$(PYTHON) scripts/make.py $@ $(ARGS)
