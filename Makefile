# Everything runs in .venv, which each target makes from pinned versions when it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := $(VENV)/.peers
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test slow check lint types format docs findings catalogues web bench certify fuzz properties mutants mutation states validate faults docs-site clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Each file that pip fetches must have a hash that is pinned; requirements/lock.py pins them, and all
# that they need, so pip needn't look for more.
$(STAMP): pyproject.toml requirements/dev.txt
	@echo "Making .venv from pinned packages: about a minute, more with a slow line. 正在安装环境，约1分钟。"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "transnet needs Python 3.11 or later: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q transnet
	@touch $(STAMP)

demo: $(STAMP) ## Open the Xiong'an-Xinzhou line and judge the one-hour circles
	@echo "About 15 s; the first time 1 to 3 minutes more, for the kernels are compiled. 约15秒；第一次要编译内核，另需1至3分钟。"
	$(BIN)/transnet run scenarios/xiongxin-hsr.toml

test: $(STAMP) ## Run the tests but for the slow ones
	@echo "About 10 minutes on two quiet cores; each dot is a test that passed. 两核空闲时约10分钟，每点一项。"
	@$(BIN)/python -m compileall -q transnet # a hundred processes begin, some where no bytecode is written
	$(PYTEST) -m "not slow"

slow: $(STAMP) ## Run the slow tests: browsers, notebooks, LibreOffice, the docs' site, many processes
	$(PYTEST) -m slow

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

check: lint types test slow ## Lint, strict types and all tests, as CI does
	$(BIN)/transnet check networks/shanxi-central
	$(BIN)/transnet check networks/lisbon-porto

format: $(STAMP) ## Format the code and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP) ## Write the generated parts of the docs and the notebooks anew
	$(BIN)/python -m networks.build.docs
	$(BIN)/python -m docs.architecture
	$(BIN)/python docs/refresh.py
	$(BIN)/python docs/notebooks.py

docs-site: $(STAMP) ## Build the site of the docs in build/site; a warning is an error
	$(BIN)/python docs/site/build.py build/site
	@echo "build/site/index.html"

findings: $(STAMP) ## Write what decisions say in docs/findings.md anew: some ten minutes
	$(BIN)/python -m networks.build.findings

catalogues: $(STAMP) ## Gather what is said into the Chinese catalogues, and compile them
	$(BIN)/python -m docs.catalogues

web: $(STAMP) ## Put what the explorer's page takes from others beside it, by web/package-lock.json
	$(BIN)/python web/vendor.py

$(PEERS): $(STAMP) requirements/bench.txt
	$(PIP) install --no-deps --require-hashes -r requirements/bench.txt
	@touch $(PEERS)

fonts: $(STAMP) ## Cut the fonts of maps anew, from Noto Sans CJK of the system
	$(BIN)/python -m docs.map_font

bench: $(PEERS) ## Time the routing kernels beside their peers
	$(BIN)/python -m benchmarks

certify: $(STAMP) ## Certify the kernels on a million random graphs, and with bounds checked
	TRANSNET_HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -q -s tests/kernels -k "certified"

faults: $(STAMP) ## Kill, fill, break and interrupt every writer: old or new, never a mixture
	TRANSNET_FAULTS=all $(BIN)/python -m pytest -q tests/faults

fuzz: $(STAMP) ## Read 200,000 hostile files, and fail if anything but a typed error comes out
	$(BIN)/python -m tests.fuzz

states: $(STAMP) ## Hold 100,000 states of one long study against studies from nothing
	TRANSNET_STATES=100000 $(BIN)/python -m pytest -q tests/study/test_compiled.py -k "before or told"

properties: $(STAMP) ## Hold all properties on 50 times the examples
	TRANSNET_DRAWN=50 $(BIN)/python -m pytest -q -n auto -m hypothesis

mutants: $(STAMP) ## Fail if a hand-written mutant of the kernels lives
	$(BIN)/python -m tests.mutants

mutation: $(STAMP) ## Fail if a tenth of 300 drawn mutants outside the kernels lives
	$(BIN)/python -m tests.mutants.sample

validate: $(STAMP) ## Hold modelled against observed times
	$(BIN)/transnet validate networks/shanxi-central

clean: ## Remove the environment, caches and results
	rm -rf $(VENV) results dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
