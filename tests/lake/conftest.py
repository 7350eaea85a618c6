"""Two villages, their town's desk, and a stick with what they handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.keeping.store import Store
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from tests.models.town.desks import PERIOD, hand_in, open_desk, open_village

CODES = ("facts", "liaison-statistics", "visits-cover", "economy-year")


@pytest.fixture
def villages(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    with (
        open_village(tmp_path) as first,
        open_village(tmp_path, "钱家村", "410399000102") as second,
    ):
        yield first, second


@pytest.fixture
def desk(tmp_path: Path, villages: tuple[Store, Store]) -> Iterator[Store]:
    with open_desk(tmp_path, *villages) as store:
        yield store


@pytest.fixture
def packages(villages: tuple[Store, Store], desk: Store, tmp_path: Path) -> list[Path]:
    """The first package of each village."""
    return [reported(each, desk, tmp_path / "stick") for each in villages]


def reported(village: Store, desk: Store, stick: Path) -> Path:
    """The village's next package, with sheets whose figures are measured."""
    asked = Asked.of(PERIOD, date(2026, 10, 8))
    return hand_in(village, desk, stick, sheets=tuple(
        return_called(code).draw(village, asked) for code in CODES))
