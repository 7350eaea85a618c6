"""What every test stands on: no screen, a fresh data file, and pictures of text kept as golden."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

collect_ignore = ["display"]
"""Tests on a real display are asked for by name, in a process of their own."""

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was made as golden")


def pytest_configure(config: pytest.Config) -> None:
    """The screenless platform says what it can't do: size hints, raising a window."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[object]:
    """An empty data file, open for writing."""
    from models.store import Store

    with Store(tmp_path / "village.lianxing") as opened:
        yield opened


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden(name, text)``: the text is as it was last agreed on in ``tests/golden``."""

    def same(name: str, text: str) -> None:
        kept = GOLDEN / name
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(text.encode())
        assert kept.exists(), f"{kept} is missing; look at it and run with --update-golden"
        assert text == kept.read_bytes().decode()

    return same
