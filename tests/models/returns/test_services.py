"""The registers told as data: their lines, sums and shares, and how many of each kind."""

from datetime import date
from decimal import Decimal

import pytest

from models.economy.assets import Facility
from models.economy.register import SERVICES
from models.economy.services import Ceremony, Greening, Product, Service, Survey
from models.figures.measure import Days
from models.figures.reckon import reckon
from models.figures.services import BUILT, IMPROVED
from models.keeping.record import problems
from models.matters.matter import Matter, report
from models.registers.people import Household
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid

TODAY = date(2026, 11, 29)


def drawn(store, code, period="2026"):
    return return_called(code).draw(store, Asked.of(Period.parse(period), TODAY))


def kept(store, *records):
    with store.act("登记"):
        for each in records:
            store.save(each)


@pytest.fixture
def people(store):
    with store.act("立户"):
        store.save(Household(number="01-001"))
    return store


@pytest.fixture
def home(people):
    return 1


def test_what_was_done_is_as_it_stood_when_the_period_ended(people, home):
    kept(people, Service(on_day=date(2026, 6, 28), kind="care", what="津贴", household=home,
                         done_on=date(2026, 7, 2)))
    assert [row.values[-1] for row in drawn(people, "services", "2026-Q2").rows] == [None]
    assert [row.values[-1] for row in drawn(people, "services").rows] == [date(2026, 7, 2)]
    assert drawn(people, "services", "2026-Q3").rows == []
    assert SERVICES.lines(people)[1][3] == "01-001"


def test_what_a_wedding_saved_needs_both_sums(people, home):
    kept(people, *(Ceremony(on_day=date(2026, 5, day), kind="wedding", household=home,
                            usual=usual, spent=Decimal(800))
                   for day, usual in ((1, Decimal(2000)), (2, None))))
    sheet, asked = drawn(people, "ceremonies"), Asked.of(Period.parse("2026"), TODAY)
    assert [row.values[-1] for row in sheet.rows] == [Decimal(1200), Decimal(0)]
    opened = behind(people, sheet, asked, None, len(sheet.columns) - 1)
    assert [each.ref for each in opened.counted] == [("ceremony", 1)]
    assert [each.reason for each in opened.missed] == ["原来要花、实际花费没有填全"]


def test_shares_are_taken_of_what_was_answered_and_of_what_can_be_counted(people):
    kept(people, Survey(on_day=date(2026, 6, 1), subject="平安", method="home", returned=40,
                        satisfied=37),
         Facility(name="监控", kind="cameras", amount=32, working=31, unit="个"),
         Facility(name="中心", kind="centre", amount=1))
    assert drawn(people, "surveys").rows[0].values[-1] == "92.5%"
    assert drawn(people, "facilities").total[-1] == "96.9%"


def test_what_was_built_and_what_was_improved_in_a_year_are_told_apart(people):
    kept(people, Facility(name="新中心", kind="centre", built="2026-03"),
         Facility(name="老中心", kind="centre", built="2019", improved="2026-05-06"),
         Facility(name="旧中心", kind="centre", built="2019", improved="2025"))
    half, quarter = (Days(date(2026, month, 1), date(2026, 6, 30)) for month in (1, 4))
    found = reckon(people, [(each, days) for each in (BUILT, IMPROVED) for days in (half, quarter)])
    assert [[found.value(each, days) for days in (half, quarter)]
            for each in (BUILT, IMPROVED)] == [[1, 0], [1, 1]]
    with pytest.raises(Invalid, match="规范提升早于建成"):
        kept(people, Facility(name="坏", kind="centre", built="2020-05", improved="2019"))


def test_of_the_produce_the_year_then_stays(people):
    kept(people, Product(name="桃", area=Decimal(300), since=date(2024, 1, 1)))
    with people.dating(date(2026, 8, 1)):
        kept(people, people.find(Product)[0].but(area=Decimal(500)))
    assert [drawn(people, "products", each).rows[0].values[4] for each in ("2026-Q2", "2026")] == [
        Decimal(300), Decimal(500)]


def test_kinds_are_counted_and_open(people, home):
    kept(people, *(Service(on_day=date(2026, 8, 1), kind=kind, what="办事", household=home)
                   for kind in ("care", "care", "jobs")))
    report(people, Matter(kind="request", what="想学技术", topic="托幼", found=date(2026, 8, 2)),
           today=TODAY)
    sheet, asked = drawn(people, "kinds"), Asked.of(Period.parse("2026"), TODAY)
    told = [row.values[1:4] + row.values[5:] for row in sheet.rows]
    assert told[:2] == [("群众诉求和意见", each, 1, "100.0%") for each in ("合计", "托幼")]
    assert told[2:5] == [("便民服务", "合计", 3, "100.0%"), ("便民服务", "养老助残", 2, "66.7%"),
                         ("便民服务", "就业创业", 1, "33.3%")]
    assert [len(behind(people, sheet, asked, at, 3).counted) for at in (1, 2, 3)] == [
        1, 3, 2]


@pytest.mark.parametrize(("record", "field"), [
    (Greening(on_day=TODAY, place="河边"), "trees"),
    (Survey(on_day=TODAY, subject="平安", method="home", returned=3, satisfied=4), "satisfied"),
    (Survey(on_day=TODAY, subject="平安", method="home", sent=2, returned=3, satisfied=1),
     "returned"),
    (Service(on_day=TODAY, kind="care", what="津贴", done_on=date(2026, 1, 1)), "done_on"),
    (Ceremony(on_day=TODAY, kind="funeral", household=1, spent=Decimal(-1)), "spent"),
])
def test_what_cannot_be_is_said(record, field):
    assert list(problems(record)) == [field]
