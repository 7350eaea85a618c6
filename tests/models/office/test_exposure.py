"""One scan for whatever is put up: numbers however written, names, words."""

from __future__ import annotations

from datetime import date

import pytest

from models.office.exposure import Scan
from models.office.village import Unit, change_policy
from models.points.engine.scheme import AccountKind
from models.registers.people import Household, HouseholdCategory, Person
from models.returns.catalogue import return_called
from models.returns.leaving import public_version
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.privacy import mask_household
from models.values.sheet import under
from sample.village import fill

DAY = date(2026, 11, 15)
ID, OLD = "41990018900101123X", "419900900101123"
CARD, SLIPPED, AMEX = "5555444433332226", "6222021000011112223", "378282246310005"


def full_width(text):
    return text.translate({ord(each): ord(each) + 0xFEE0 for each in "0123456789Xx"})


def parted(text, mark):
    return mark.join(text[at:at + 4] for at in range(0, len(text), 4))


WRITTEN = [
    (what, written)
    for what, number in (("身份证号", ID), ("身份证号", OLD), ("电话号码", "13900001234"),
                         ("银行卡号", CARD), ("银行卡号", SLIPPED), ("银行卡号", AMEX))
    for written in (number, number.lower(), full_width(number), full_width(number.lower()),
                    parted(number, " "), parted(number, "-"), f"核对{number}，已办")
]


@pytest.fixture
def scan(store):
    home = store.save(Household(number="08-009", since=date(2020, 1, 1)))
    plain = store.save(Household(number="08-010", since=date(2020, 1, 1)))
    store.save(HouseholdCategory(household=home.rowid, category="DB", since=date(2025, 1, 1)))
    store.save(Person(name="卫小拴", household=home.rowid, relation="02", born="1960-01-01"))
    store.save(Person(name="柳圆满", household=plain.rowid, relation="20", born="2015-03-01"))
    return Scan(store, DAY)


@pytest.mark.parametrize(("what", "written"), WRITTEN)
def test_a_number_is_found_however_it_is_written(scan, what, written):
    assert what in [each.what for each in scan.traps(f"会上登记了{written}。")]


@pytest.mark.parametrize("written", [
    "5555444433332225", "订单9000000000000002", "2026年11月15日至12月31日", "合计123456789元",
    "91410300MA00000000", "第 12 户", "08-010 户", "08-009 卫*拴", "08-009", "12户已走访"])
def test_a_number_that_is_nobody_s_is_left(scan, written):
    assert scan.traps(written) == []


@pytest.mark.parametrize(("what", "said"), [
    ("有敏感类别的户", "给08-009户送了米面"), ("有敏感类别的户", "08-009 号户已走访"),
    ("户籍人员姓名", "卫小拴家的院子"), ("未成年人姓名", "接柳圆满放学"),
    ("救助和低收入身份", "低 保户"), ("矫正、服刑或涉案情况", "社区矫正对象")])
def test_whoever_is_on_a_list_nobody_may_see_is_not_told(scan, what, said):
    assert what in [each.what for each in scan.traps(said)]


def test_the_village_looks_for_words_of_its_own_and_allows_others(store):
    assert not Scan(store, DAY).traps("土地流转款") and Scan(store, DAY).traps("信访件")
    change_policy(store, "privacy", own=["流转 款"], allowed=["信访"])
    scan = Scan(store, DAY)
    assert [each.what for each in scan.traps("土地流转款")] == ["村里定的不公示字句"]
    assert not scan.traps("信访件") and scan.traps("上访")


def test_the_office_may_be_called_and_written_to(store):
    store.save(Unit(name="柳河沿村", phone="0390-6000001 cun@example.com"))
    scan = Scan(store, DAY)
    assert scan.traps("请打０３９０-6000001，或写信到CUN@example.com") == []
    assert len(scan.traps("0390-6000002 lisi@example.com")) == 2


def test_a_household_s_number_beside_points_hides_as_its_name_does(store):
    fill(store, households=12)
    asked = Asked.of(Period.parse("2026"), date(2026, 12, 31))
    seen = {}
    for code in ("points", "points-report", "people"):
        sheet = return_called(code).draw(store, asked)
        shown = public_version(store, sheet, omit=True)
        seen[code] = set(under(shown.columns, shown.rows, "户号"))
        assert len(sheet.rows) == len(shown.rows) or code == "people"  # children are left out
    numbers = {each.number for each in store.find(Household)}
    assert not numbers & (seen["points"] | seen["points-report"])
    assert seen["points"] == {mask_household(each) for each in numbers if each} & seen["points"]
    assert seen["people"] <= numbers, "where nothing is taken away, the number tells nothing"


def test_on_a_notice_no_number_stands_where_no_name_may(store):
    from models.points.notice.lines import NoticePage, behind_period
    from models.points.notice.notices import roles
    from tests.models.points.points_village import ITEMS, award, with_accounts
    from tests.models.points.small_village import scheme

    with_accounts(store, scheme([*ITEMS, {"code": "heap", "title": "乱堆", "points": "-5"}]))
    for each in store.find(Household):
        store.save(each.but(group=None))
    award(store, 1, date(2026, 3, 10), "heap")
    page = NoticePage(store, AccountKind.HOUSEHOLD, DAY, roles(store, DAY))
    line, = (page.line(each) for each in behind_period(
        store, AccountKind.HOUSEHOLD, Period.parse("2026-03"), DAY))
    number = store.query("SELECT h.number FROM account a JOIN household h ON h.id = a.household")
    assert line.name is None and line.group and (line.group,) not in number
