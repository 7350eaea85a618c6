"""A village, a town and a stick between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.keeping.store import Store
from tests.models.town.desks import open_desk, open_village


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "village").mkdir()
    with open_village(tmp_path / "village") as store:
        yield store


@pytest.fixture
def town(tmp_path: Path, village: Store) -> Iterator[Store]:
    (tmp_path / "town").mkdir()
    with open_desk(tmp_path / "town", village) as store:
        yield store


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"
