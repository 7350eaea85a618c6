"""A small village with a year of records, made once: the laws hold for whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.keeping.store import Store
from sample.village import fill


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nobody writes to it."""
    with Store(tmp_path_factory.mktemp("year") / "village.lianxing") as store:
        fill(store, households=40)
        yield store
