"""What is keyed arrives in every grid, cell for cell, at any pace and in a window kept waiting."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.display.grids import (
    GRIDS,
    MANY,
    NO_SHEETS,
    contest,
    entry,
    fees,
    keys,
    settle,
    start,
    visit_round,
)

ROOT = Path(__file__).resolve().parents[2]
BUSY = "import os\nos.nice(10)\nwhile os.getppid() != 1: sum(range(10000))"


@pytest.fixture
def village(store, tmp_path):
    settle(store, tmp_path)
    return store


@pytest.fixture
def busy():
    """Two other programs that want the processor."""
    with ExitStack() as started:
        for _ in range(2):
            started.enter_context(_killed(subprocess.Popen([sys.executable, "-c", BUSY])))
        yield


@contextmanager
def _killed(program):
    try:
        yield
    finally:
        program.kill()
        program.wait()


def test_every_grid_is_tried_here():
    typed_in = {
        str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*.py")
        if "editable=True" in path.read_text(encoding="utf-8")
        or '"editable": True' in path.read_text(encoding="utf-8")
    }
    assert typed_in - NO_SHEETS <= set(GRIDS)


@pytest.mark.parametrize("opened", [each for every in GRIDS.values() for each in every])
def test_what_is_keyed_while_the_window_is_busy_arrives_cell_for_cell(
    opened, window, person, until
):
    typed = opened(window)
    start(typed, person, until)
    person.press(*keys(typed.texts), every=1, in_one_go=True)
    typed.save()
    assert typed.kept() == typed.wanted


@pytest.mark.parametrize("opened", [entry, visit_round, fees, contest])
def test_a_hundred_values_at_the_pace_of_a_hand_beside_busy_programs(
    opened, window, person, until, busy
):
    typed = opened(window)
    start(typed, person, until)
    for at, every in enumerate((40, 60, 150)):
        person.press(*keys(typed.texts[at * MANY // 3:(at + 1) * MANY // 3]), every=every)
    typed.save()
    assert typed.kept() == typed.wanted and len(typed.wanted) == MANY


def test_what_stands_in_the_open_cell_is_kept_by_the_key_that_saves(window, person, until):
    typed = entry(window)
    start(typed, person, until)
    person.press("4", "Return", "7", "ctrl+s")
    assert typed.kept() == ["4", "7"]

