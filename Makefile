.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak package deb clean

IN_VENV := .venv/bin/python
READY := .venv/setup.stamp
DAYS := 2027-01-01 2027-03-01 2028-02-29
# Time that runs on is left alone whole: mended by libfaketime, short waits fail and threads spin.
AT = FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0 faketime -f
OF_THE_DAY := tests/models/checks tests/models/returns/test_calendar.py tests/models/stars/test_weekly.py \
	tests/models/town/test_reported.py tests/scenarios/test_village_and_town.py tests/ui/places/members

test check bench soak package deb: export LC_ALL := C.UTF-8
# Thousands of data files are begun, and each write waits for the disk: in memory it need not.
test soak: export TMPDIR := $(shell test -w /dev/shm \
	&& test "$$(df --output=avail -k /dev/shm | tail -1)" -gt 4000000 && echo /dev/shm || echo /tmp)

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## make this machine ready: system packages, .venv, pinned libraries
	@setup/setup.sh

$(READY): requirements.txt requirements-dev.txt requirements-pictures.txt requirements-lake.txt setup/readings.py
	@setup/setup.sh

run: $(READY) ## open the program, or make a sample in out/ where there is no screen
	@setup/run.sh

test: $(READY) ## style, types and every test but the long ones
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(IN_VENV) -m pytest -q -n auto --dist loadfile
	$(IN_VENV) -m pytest -q -n auto tests/display
	$(AT) '@2027-03-01 10:00:00' $(IN_VENV) -m pytest -q -n auto --dist loadfile $(OF_THE_DAY)

check: $(READY) ## style, types here and on Windows, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/mypy --platform win32 --cache-dir .mypy_cache/win32
	$(IN_VENV) -m pytest -q tests/test_architecture.py tests/test_circles.py tests/test_loading.py \
		tests/test_house_names.py

bench: $(READY) ## measure speed against a bare reference in the same run
	$(IN_VENV) -m benchmarks

soak: $(READY) ## the long tests, and every test on days to come
	$(IN_VENV) -m pytest -m soak -rP
	for day in $(DAYS) $$(date +%F); do \
		$(AT) "@$$day 10:00:00" $(IN_VENV) -m pytest -q -n auto --dist loadfile || exit 1; \
	done

package: $(READY) ## build dist/lianxing with PyInstaller and try it
	@setup/package.sh

deb: package ## make Debian packages of it: the program, and 读图
	@setup/deb.sh

clean: ## remove what was built; .venv stays
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
