"""The invented village of the town-form tests, settled in a fresh data file."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.keeping.store import Store
from tests.importers.openings import read_here
from tests.models.returns.town_form.village import settle


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory):
    """Read by many tests, changed by none."""
    path: Path = tmp_path_factory.mktemp("village") / "村.lianxing"
    with Store(path) as store:
        settle(store)
        yield store


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a form says and gets is asked here; that it is done apart, its own tests ask."""
    read_here(monkeypatch)
