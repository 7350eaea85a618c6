"""片区 and 网格: their households and people of a day, who is responsible, how fast it acts."""

from datetime import date
from decimal import Decimal

import pytest

from models.matters.matter import Matter, close, report
from models.members.charges import Charge, in_charge
from models.office.village import Group, Unit
from models.registers.people import Household, Person, move_to_group
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.returning import Asked
from models.values.periods import Period

TODAY, MOVED = date(2026, 11, 29), date(2026, 8, 1)


def asked(period="2026-Q4"):
    return Asked.of(Period.parse(period), TODAY)


@pytest.fixture
def areas(store):
    """Two 片区 and a 网格; three households of one person each, two of them in the first."""
    with store.act("片区"):
        store.save(Unit(name="柳河沿村", district="二管区", community="河沿社区党委"))
        for name, kind in (("东片", "area"), ("西片", "area"), ("一网格", "grid")):
            store.save(Group(name=name, kind=kind))
        for number in ("01-001", "01-002", "01-003"):
            home = store.save(Household(number=number)).rowid
            store.save(Person(name="槐甲", household=home, relation="02"))
    move_to_group(store, [1, 2], 1, date(2026, 1, 1), "area")
    return store


def lines(store, period="2026-Q4"):
    sheet = return_called("areas").draw(store, asked(period))
    return sheet, {row.values[2]: row.values for row in sheet.rows}


def test_households_are_in_the_area_of_the_day(areas):
    move_to_group(areas, [2], 2, MOVED, "area")
    assert [lines(areas, period)[1]["东片"][3:5] for period in ("2026-Q2", "2026-Q4")] == [
        (2, 2), (1, 1)]
    sheet, _ = lines(areas)
    assert sheet.total[3] == 2
    assert [each.ref for each in behind(areas, sheet, asked(), 1, 3).counted] == [("household", 2)]


def test_who_is_responsible_holds_from_a_day_until_a_day(areas):
    for group, role, until in ((1, "grid", MOVED), (1, "chief", None), (None, "leader", None)):
        areas.save(Charge(group=group, role=role, person=1, since=date(2026, 1, 1), until=until))
    assert in_charge(areas, date(2026, 7, 31))[1, "grid"] == ["槐甲"]
    assert (1, "grid") not in in_charge(areas, MOVED)
    sheet, told = lines(areas)
    heads = [each.label for each in sheet.columns]
    assert (told["东片"][heads.index("片长")], told["东片"][heads.index("网格员")]) == ("槐甲", "")
    assert sheet.notes[0] == "全村：管区 二管区；所属社区党委 河沿社区党委；管区领导 槐甲。"
    held = return_called("charges").draw(areas, asked())
    assert [row.values[1:4] for row in held.rows] == [
        ("东片", "chief", "槐甲"), (None, "leader", "槐甲")]


def test_events_are_solved_in_so_many_days_at_the_mean_and_in_the_middle(areas):
    found = date(2026, 10, 1)
    for days in (1, 2, 9, None):
        event = report(areas, Matter(kind="event", what="井盖", found=found, household=1),
                       today=TODAY)
        if days:
            close(areas, event.rowid, found.replace(day=1 + days), "换了", today=TODAY)
    sheet, told = lines(areas)
    assert told["东片"][-5:] == (4, 3, "75.0%", Decimal("4.0"), Decimal("2.0"))
    assert told["西片"][-2:] == (None, None)
    opened = behind(areas, sheet, asked(), 0, len(sheet.columns) - 1)
    assert [each.amount for each in opened.counted] == [1, 2, 9]
    assert [each.reason[:6] for each in opened.missed] == ["还没有办结，"]
