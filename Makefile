# Bindery's tasks. `make help` lists them.

# The lock that .venv is made from: cpu or gpu. A .venv made with GPU=1 keeps gpu until GPU=0.
GPU ?=
ifeq ($(GPU),)
FLAVOUR := $(if $(wildcard .venv/.packages-gpu),gpu,cpu)
else
FLAVOUR := $(if $(filter-out 0 no false,$(GPU)),gpu,cpu)
endif
READY := .venv/.ready-$(FLAVOUR)

CORES ?= all
TEST_JOBS ?= 2
PYTEST_OPTIONS ?=
# With --printshellcmds, Snakemake's own output replaces the lines for jobs.
SNAKEMAKE_OPTIONS ?=
UPGRADE ?=
NAME ?=

# Only the recipes put .venv first on PATH: the set-up must find the system's Python and programs.
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
PYTEST := $(IN_VENV) .venv/bin/python -m pytest -n $(TEST_JOBS) --dist loadfile

# Run a command with `make lint` in the background. Output of lint is printed only if it fails,
# usually before the command ends. The target fails if either fails.
define beside_lint
lint=$$($(MAKE) --no-print-directory lint 2>&1) || { printf '\n%s\n' "$$lint" >&2; exit 1; } & \
$(1); tested=$$?; \
wait $$! || { echo 'make lint found something, see above' >&2; exit 1; }; \
exit $$tested
endef

DEMO := results/demo
DEMO_ARCHIVE := $(DEMO)/snakemake-report.zip

.PHONY: help setup demo test test-all lint lock manifest tables bench clean
.DEFAULT_GOAL := help

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv and find or install bedtools and Graphviz (GPU=1: with CUDA)

$(READY): envs/requirements-$(FLAVOUR).txt envs/setup.sh envs/link_package.py
	@sh envs/setup.sh $(FLAVOUR)

demo: $(READY) ## run the demo (CORES=2: on two cores)
	$(IN_VENV) .venv/bin/snakemake --cores $(CORES) $(SNAKEMAKE_OPTIONS)
	@# Made elsewhere and then moved, because a half-written archive would look up to date.
	@if [ ! -f $(DEMO_ARCHIVE) ] || [ -n "$$(find Snakefile config workflow $(DEMO) \
			-type f ! -path '*/__pycache__/*' -newer $(DEMO_ARCHIVE) | head -n 1)" ]; then \
		folder=$$(mktemp -d $(DEMO)/.archive.XXXXXX) && \
		{ $(IN_VENV) .venv/bin/snakemake --report "$$folder/snakemake-report.zip" \
			> "$$folder/log" 2>&1 || { cat "$$folder/log"; exit 1; }; } && \
		mv "$$folder/snakemake-report.zip" $(DEMO_ARCHIVE) && rm -r "$$folder"; \
	fi
	@echo "Snakemake's own report: $(DEMO_ARCHIVE)"

test: $(READY) ## run the quick tests, and check style and types
	@$(call beside_lint,$(PYTEST) $(PYTEST_OPTIONS))

test-all: MARKED := -m "$(if $(filter gpu,$(FLAVOUR)),,not gpu)"
test-all: $(READY) ## run the slow tests too, and if .venv has CUDA those for GPUs
	@$(call beside_lint,$(PYTEST) $(MARKED) $(PYTEST_OPTIONS))

lint: $(READY) ## check style and types
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(IN_VENV) .venv/bin/snakefmt --check Snakefile workflow
	.venv/bin/mypy
	$(IN_VENV) .venv/bin/snakemake --lint
	$(IN_VENV) .venv/bin/snakemake --lint --configfile config/yeast.yaml
	$(IN_VENV) .venv/bin/snakemake --lint --configfile config/deepbind_encode.yaml

lock: $(READY) ## regenerate the locks and conda environments (UPGRADE=1: newest versions)
	.venv/bin/python envs/lock.py $(if $(UPGRADE),--upgrade)

manifest: ## list the package's files for those who use this workflow from a URL
	@cd workflow/scripts/bindery && files=$$(find . -type f ! -path '*/__pycache__/*' \
		! -name manifest.txt | sed 's|^\./||' | LC_ALL=C sort) && printf '%s\n' "$$files" > manifest.txt

tables: $(READY) ## write tests/inputs.md and tests/reliability.md
	$(IN_VENV) PYTHONPATH=workflow/scripts:tests .venv/bin/python tests/tables.py

bench: $(READY) ## list the benchmarks, or run one (NAME=...)
ifeq ($(NAME),)
	@for file in tests/benchmarks/[a-z]*.py; do \
		[ ! -f "$$file" ] || awk -F '"""' -v name="$$(basename "$$file" .py)" \
			'NF > 1 { printf "  make bench NAME=%-24s %s\n", name, $$2; exit }' "$$file"; \
	done
else
	$(IN_VENV) PYTHONPATH=workflow/scripts .venv/bin/python tests/benchmarks/$(NAME).py
endif

clean: ## remove the demo's results and all caches; other studies stay
	rm -rf results/demo resources/simulated resources/genomes/simulated .mypy_cache .pytest_cache .ruff_cache build *.egg-info
	find Snakefile config workflow tests envs -name __pycache__ -prune -exec rm -rf {} +
