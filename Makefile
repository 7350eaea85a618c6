.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak package clean

IN_VENV := .venv/bin/python
READY := .venv/setup.stamp

test check bench soak package: export LC_ALL := C.UTF-8

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## make this machine ready: system packages, .venv, pinned libraries
	@setup/setup.sh

$(READY): requirements.txt requirements-dev.txt
	@setup/setup.sh

run: $(READY) ## open the program, or make a sample in out/ where there is no screen
	@setup/run.sh

test: $(READY) ## style, types and every test but the long ones
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(IN_VENV) -m pytest -q -n auto --dist loadfile
	$(IN_VENV) -m pytest -q -n auto tests/display

check: $(READY) ## style, types and who may import whom
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(IN_VENV) -m pytest -q tests/test_architecture.py

bench: $(READY) ## measure speed against a bare reference in the same run
	$(IN_VENV) -m benchmarks

soak: $(READY) ## the long tests
	$(IN_VENV) -m pytest -m soak

package: $(READY) ## build dist/lianxing with PyInstaller and try it
	@setup/package.sh

clean: ## remove what was built; .venv stays
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
