# Everything a newcomer needs: `make serve` shows the site, `make test` checks the whole.
# Written for GNU make 3.81 and later, and any POSIX shell.

VENV = .venv
RUN = $(VENV)/bin/python
UV = uv==0.13.9
COMPILE = $(RUN) -m uv pip compile pyproject.toml --extra all --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"
# A machine that forbids compiled files would have each of the many commands of the tests compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: audit sbom help serve test programs types style docs bench lock reference clean
.DEFAULT_GOAL = help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/.runtime ## the site on this machine, and its address
	$(RUN) cli.py serve

test: $(VENV)/.made ## lint, types, the rule of imports, and every test with its coverage
	@$(MAKE) --no-print-directory --jobs 2 $(VENV)/.test programs
	@$(MAKE) --no-print-directory --jobs 2 types style
	$(RUN) -m pytest -n 3 --dist loadfile --cov

# What tests need beside Python; it downloads while pip does.
programs:
	@sh tools/system-packages.sh chromium-headless-shell curl fonts-liberation nginx-light \
		r-base-core virtuoso-opensource-7-bin virtuoso-opensource-7-common

types:
	$(RUN) -m mypy

style:
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(VENV)/bin/lint-imports

docs: $(VENV)/.test ## the documentation as a site, in site/; a link within it that leads nowhere is an error
	$(RUN) -m sphinx --fail-on-warning --keep-going --quiet --conf-dir docs . site
	@echo "Open site/index.html"

bench: $(VENV)/.test ## the quick benchmarks and the machine they ran on; ALL=1 runs all, for half an hour and more
	$(RUN) -m benchmarks $(if $(ALL),--all)

lock: $(VENV)/.made ## work out the exact versions again, after a change of pyproject.toml; UPGRADE=1 takes newer ones
	$(RUN) -m pip install --quiet --disable-pip-version-check $(UV)
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group test --constraint requirements.lock \
		--output-file requirements-test.lock

audit: $(VENV)/.test ## known weaknesses of the locks: by our own list, then by pip-audit, which asks the network; once a week
	$(RUN) tools/supply_chain.py advisories
	$(RUN) -m pip install --quiet --disable-pip-version-check pip-audit
	$(RUN) -m pip_audit --require-hashes --disable-pip --requirement requirements.lock --requirement requirements-test.lock

sbom: $(VENV)/.test ## the bill of materials of an installation, in dist/sbom.cdx.json (CycloneDX)
	@mkdir -p dist
	$(RUN) tools/supply_chain.py sbom dist/sbom.cdx.json

reference: $(VENV)/.test ## docs/commands.md from the commands' own help, docs/vocabulary.md from the vocabulary
	$(RUN) tools/command_reference.py
	$(RUN) tools/vocabulary_page.py
	$(RUN) tools/supply_chain.py licences > docs/dependencies.md

clean: ## remove what make and the tools have made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov dist site

$(VENV)/.made: tools/make-venv.sh
	@sh tools/make-venv.sh $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock $(VENV)/.made
	$(INSTALL) --requirement requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.made
	$(INSTALL) --requirement requirements-test.lock
	@touch $@
