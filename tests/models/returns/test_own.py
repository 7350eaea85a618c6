"""A return of one's own is chosen without code and behaves like those that are shipped."""

from __future__ import annotations

import json
from datetime import date

import pytest

from models.figures.catalogue import MEASURES
from models.figures.reckon import parts
from models.keeping.store import Store
from models.returns.calendar import report_since, return_calendar
from models.returns.catalogue import every_return, return_called
from models.returns.drilling import behind
from models.returns.own import LISTED, MOST_COLUMNS, OwnReturn, keep, measures_of
from models.returns.returning import Asked
from models.values.problem import Invalid
from tests.conftest import Clock
from tests.models.returns.sample_return import QUARTER, settle

ASKED = Asked.of(QUARTER, date(2026, 3, 31))


def made(store: Store, subject: str, *columns: str, cadence: str = "quarter") -> str:
    own = OwnReturn(title="联户走访情况", subject=subject, cadence=cadence,
                    columns=json.dumps(columns))
    return keep(store, own).code


@pytest.fixture
def village(store: Store) -> Store:
    settle(store)
    return store


def test_fields_and_figures_stand_in_the_order_chosen(village: Store) -> None:
    code = made(village, "member", "name", "links", "visits", "visits+year",
                "problems.rate")
    sheet = return_called(code, village).draw(village, ASKED)
    assert [each.label for each in sheet.columns] == [
        "序号", "姓名", "联系户数", "走访次数", "走访次数（累计）", "解决率"]
    assert [row.values for row in sheet.rows] == [(1, "石开山", 1, 1, 1, "0.0%")]
    assert sheet.total == ("合计", None, 1, 1, 1, "0.0%")


def test_every_cell_and_the_total_open(village: Store) -> None:
    code = made(village, "household", "number", "visits")
    sheet = return_called(code, village).draw(village, ASKED)
    for row in (0, None):
        found = behind(village, sheet, ASKED, row, 2)
        assert found.refs == (("visit", 1),)
        assert [each.reason for each in found.missed] == ["2026-04-02 在本期之后"]


@pytest.mark.parametrize("subject", [code for code, _ in LISTED.pairs()])
def test_every_measure_of_a_subject_can_be_chosen(village: Store, subject: str) -> None:
    every = [each.code for each in measures_of(subject)]
    for at in range(0, len(every), MOST_COLUMNS):
        some = every[at:at + MOST_COLUMNS]
        sheet = return_called(made(village, subject, *some), village).draw(village, ASKED)
        assert len(sheet.columns) == len(some) + 1
    other = next((each.code for each in MEASURES
                  if each not in measures_of(subject)), None)
    if other:
        with pytest.raises(Invalid, match="不是"):
            made(village, subject, other)


@pytest.mark.parametrize(("begun", "states"), [
    (date(2026, 2, 1), ["waiting", "ahead"]), (date(2026, 4, 1), ["ahead"])])
def test_it_is_due_like_the_others_from_the_day_it_was_made(
    village: Store, clock: Clock, begun: date, states: list[str]
) -> None:
    clock.set(begun)
    code = made(village, "group", "name", "visits")
    report_since(village, date(2026, 1, 1))
    lines = [each for each in return_calendar(village, date(2026, 4, 2)) if each.ret.code == code]
    assert [each.state for each in lines] == states
    assert every_return(village)[-1].code == code


def test_a_measure_is_counted_for_the_village_whatever_it_concerns() -> None:
    assert set(measures_of("village")) == set(MEASURES)
    assert all(parts(each) for each in MEASURES)


def test_more_than_fits_a_paper_is_refused(village: Store) -> None:
    with pytest.raises(Invalid, match="最多 40 栏"):
        made(village, "village", *["visits"] * 41)
    long = OwnReturn(title="表" * 41, subject="village", cadence="asked", columns='["visits"]')
    with pytest.raises(Invalid, match="表名 41 个字"):
        keep(village, long)


def test_without_columns_it_is_refused(village: Store) -> None:
    with pytest.raises(Invalid, match="还没有选栏目"):
        made(village, "member")
    assert village.count("own_return") == 0
