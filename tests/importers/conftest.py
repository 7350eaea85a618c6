"""The small rosters every test of the importers reads, made once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from importers.roster.roster import read_roster
from models.intake.reading import RosterReading
from tests.data.rosters import made

Said = set[tuple[str, int | None, str | None, str]]


@pytest.fixture(scope="session")
def rosters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RosterReading]:
    """Every made roster, read."""
    folder = tmp_path_factory.mktemp("rosters")
    return {
        "small": read_roster(made.small(folder / "small.xlsx")),
        "grouped": read_roster(made.grouped(folder / "grouped.xlsx")),
        "members": read_roster(made.members(folder / "members.xlsx")),
        "equity": read_roster(made.equity(folder / "equity.xlsx")),
        "text": read_roster(made.plain_text(folder / "text.csv")),
        "legacy": read_roster(made.legacy(folder / "legacy.xls")),
    }


@pytest.fixture
def said() -> Callable[..., Said]:
    """Where a roster says what: sheet, row, column, code; of one level or of all.

    Of rows that are nobody it is said as well: that is another test's.
    """

    def places(reading: RosterReading, level: str = "") -> Said:
        found = (each for each in reading.findings
                 if level in ("", each.level) and each.code != "row-aside")
        return {(each.sheet, each.row, each.column, each.code) for each in found}

    return places
