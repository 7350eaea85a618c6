"""What every test stands on: no screen, a fresh data file, and waits that last."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

os.environ["QT_QPA_PLATFORM"] = "offscreen"
PCS = Path(tempfile.mkdtemp())
"""A folder for each test: what a PC remembers of its data files."""
os.environ["XDG_DATA_HOME"] = str(PCS)

collect_ignore = ["display"]
"""Tests on a real display are asked for by name, in a process of their own."""

_TESTS = itertools.count()
LONG = 120_000
"""Milliseconds that nothing takes, however busy the machine is."""


gc.set_threshold(20_000, 20, 20)  # a fifth of the time went into looking through what is kept
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """The screenless platform says what it can't do: size hints, raising a window."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


def pytest_unconfigure() -> None:
    """The folders of these PCs go with the run."""
    shutil.rmtree(PCS, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_pc(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done to one copy of a sample is not missed in the copy of the next test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(PCS / str(next(_TESTS))))


@pytest.fixture(autouse=True)
def _collected(request: pytest.FixtureRequest) -> None:
    """As in the window, nothing is collected inside Qt or on the thread of a job."""
    if "qtbot" not in request.fixturenames:
        gc.enable()
        return
    from ui.frame.collecting import collect

    gc.disable()
    collect()


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits as long as a busy machine needs; what never comes still fails."""
    for name in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=LONG))
    return qtbot


class Clock:
    """The clock of the program, standing still at the moment a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def set(self, day: date, at: time = time(10)) -> None:
        """From here on it is that day."""
        moment = datetime.combine(day, at)
        self._patch.setattr("models.values.clock.now", lambda: moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """``clock.set(day)``: for a test that lives on a day of its own."""
    return Clock(monkeypatch)


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file that has been through every migration, once for all tests."""
    from models.keeping.store import Store

    path = tmp_path_factory.mktemp("begun") / "village.lianxing"
    Store(path).close()
    return path


@pytest.fixture
def store(tmp_path: Path, _begun: Path) -> Iterator[object]:
    """An empty data file, open for writing."""
    from models.keeping.store import Store

    with Store(Path(shutil.copy(_begun, tmp_path))) as opened:
        yield opened
