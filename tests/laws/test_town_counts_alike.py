"""One figure on both sides of the stick: what the village counts and opens, the town does too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from exporters.leaving.package import sealed_for
from models.exchange.chain import make_packages
from models.exchange.keys import draft_key, own_card, own_key
from models.exchange.printed import Printed, line_names
from models.figures.measure import Ratio
from models.keeping.store import Store
from models.returns.catalogue import RETURNS, return_called
from models.returns.drilling import Behind, behind
from models.returns.returning import Asked
from models.town import summing
from models.town.comparing import ranking, turn_on
from models.town.received import ReceivedReturn
from models.town.units import TownUnit, keep_unit, open_town, register
from models.values.periods import Period
from models.values.sheet import Sheet
from tests.models.town.reading import taken

PERIOD = Period.parse("2026-09")
TODAY = date(2026, 11, 29)
OPENING = [each for each in RETURNS if each.figures and not each.asks]
LOOKED_AT = 3

Told = list[tuple[tuple[str, int], str]]


def town_of(village: Store, folder: Path, sheets: list[Sheet]) -> Store:
    """A town that has received one package of a village that keeps nothing of it."""
    town, key = Store(folder / "镇.lianxing"), draft_key(village)
    open_town(town, "示例镇")
    own_key(town)
    card = own_card(village, key)
    keep_unit(town, TownUnit(name=card.name, code=card.code, place=1))
    register(town, card)
    made = make_packages(village, PERIOD, [Printed(each) for each in sheets],
                         sealed_for(key.signing, own_card(town).receiving), folder, key)
    taken(town, folder / made[-1].name)
    return town


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked.of(PERIOD, TODAY)


@pytest.fixture(scope="module")
def town(
    year: Store, asked: Asked, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    sheets = [each.draw(year, asked) for each in OPENING]
    with town_of(year, tmp_path_factory.mktemp("town"), sheets) as store:
        yield store


def told(found: Behind) -> tuple[Told, Told]:
    counted, missed = ([(each.ref, each.reason) for each in some]
                       for some in (found.counted, found.missed))
    return sorted(counted), sorted(missed)


@pytest.mark.parametrize("code", [each.code for each in OPENING])
def test_a_figure_opens_at_the_town_into_what_it_opens_into_in_the_village(
    year: Store, town: Store, asked: Asked, code: str
) -> None:
    (received,) = town.find(ReceivedReturn, "code = ?", (code,))
    sheet = return_called(code).draw(year, asked)
    count = len(sheet.rows)
    lines = {*range(min(LOOKED_AT, count)), *range(max(count - LOOKED_AT, 0), count)}
    for line in sorted(lines):
        for place in range(len(sheet.columns)):
            here = behind(year, sheet, asked, line, place)
            there = summing.opened(town, received, line + 1, place + 1)
            assert told(there) == told(here), (code, line, sheet.columns[place].heading)


@pytest.mark.parametrize("code", ["liaison-statistics", "visits-month", "dues", "points-report"])
def test_a_total_opens_into_the_records_that_the_villages_total_opens_into(
    year: Store, town: Store, asked: Asked, code: str
) -> None:
    (received,) = town.find(ReceivedReturn, "code = ?", (code,))
    sheet = return_called(code).draw(year, asked)
    for place, column in enumerate(sheet.columns):
        if column.total:
            here = behind(year, sheet, asked, None, place)
            there = summing.opened(town, received, 0, place + 1)
            assert told(there)[0] == told(here)[0], column.heading


def test_the_clauses_done_are_those_of_the_villages_own_sheet(
    year: Store, town: Store, asked: Asked
) -> None:
    sheet = return_called("star-progress").draw(year, asked)
    states = [column.label for column in sheet.columns].index("状态")
    said = [row.values[states] for row in sheet.rows]
    turn_on(town, True)
    (ranked,) = ranking(town, str(PERIOD))
    assert (ranked.score.done, ranked.score.clauses) == (said.count("●完成"), len(said))
    assert len(ranked.score.counted) == ranked.score.done
    assert {each.reason for each in ranked.score.missed} <= {"推进", "未启动", "需协调", "超期"}


@pytest.mark.parametrize("code", ["visits-cover", "liaison-statistics"])
def test_a_share_comes_with_the_two_numbers_it_is_of(
    year: Store, town: Store, asked: Asked, code: str
) -> None:
    sheet, found = return_called(code).draw(year, asked), summing.summary(town, code, str(PERIOD))
    shares = {each.label: str(share) for each, share in zip(found.columns, found.total, strict=True)
              if isinstance(share, Ratio)}
    assert sheet.total and shares
    assert shares == {each.label: word for each, word in zip(sheet.columns, sheet.total,
                                                             strict=True)
                      if each.label in shares}


def test_lines_that_every_village_has_are_told_apart_by_name(year: Store, asked: Asked) -> None:
    sheets = {each.code: return_called(each.code).draw(year, asked) for each in OPENING}
    alike = {code: list(line_names(sheet)) for code, sheet in sheets.items() if sheet.alike}
    assert {"facts", "terms", "kinds"} <= alike.keys()
    assert not {"evaluation-quarter", "evaluation-half"} & alike.keys()
    assert {code for code, names in alike.items() if len(set(names)) < len(names)} == set()


def test_every_kind_is_added_up_at_the_town_by_itself(
    year: Store, town: Store, asked: Asked
) -> None:
    sheet = return_called("kinds").draw(year, asked)
    at = [column.label for column in sheet.columns].index("数量")
    assert list(summing.summary(town, "kinds", str(PERIOD)).total) == [
        row.values[at] for row in sheet.rows]


def test_the_law_catches_figures_that_travel_without_their_records(
    year: Store, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = return_called("dues").draw(year, asked)
    place = [column.label for column in sheet.columns].index("9月")
    monkeypatch.setattr("models.exchange.chain.behind_each", lambda *_: {})
    with town_of(year, tmp_path, [sheet]) as town:
        (received,) = town.find(ReceivedReturn)
        here = behind(year, sheet, asked, 0, place)
        assert told(summing.opened(town, received, 1, place + 1)) != told(here)
