"""The returns of 党员联户: counted as the town counts, and nothing private on what is posted."""

from datetime import date

import pytest

from models.matters.matter import Matter, close, report
from models.members.member import Member, Post
from models.moves.moving import change_head, move_away
from models.pairing.pairing import Pairing, pair
from models.registers.people import Person
from models.returns.catalogue import RETURNS, return_called
from models.returns.document import Cards
from models.returns.returning import Asked
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import masked
from models.values.traces import personal_data_in
from models.visits.paper import issue_sheet
from models.visits.visit import Visit, record_visit
from tests.models.liaison_village import in_category, settle_village

BEGUN, TODAY = date(2026, 1, 1), date(2026, 9, 30)
QUARTER = Period.parse("2026-Q3")
PHONE = "13812345678"


@pytest.fixture
def village(store):
    settle_village(store, 6, 2)
    person = store.get(Member, 1).person
    store.save(store.get(Person, person).but(phone=PHONE, born="1890-01"))
    store.save(Post(person=person, title="支部书记", since=BEGUN))
    for home in range(1, 6):
        pair(store, Pairing(member=1, household=home, since=BEGUN, basis="near"))
    pair(store, Pairing(member=2, household=1, role="standin", since=BEGUN))
    for home, category in ((1, "TP"), (1, "DB"), (2, "JC3"), (3, "TK"), (4, "DB"), (4, "LR1")):
        in_category(store, home, category)
    for home, day, words in ((1, 2, "屋顶漏雨"), (2, 9, ""), (2, 20, "缺药")):
        when = date(2026, 8, day)
        visit = Visit(member=1, household=home, day=when, said="一切都好", entered=TODAY)
        problem = Matter(kind="problem", what=words, found=when) if words else None
        record_visit(store, visit, problem)
    close(store, 1, date(2026, 8, 20), "修好了", today=TODAY)
    return store


def draw(store, code, period=QUARTER, **answers):
    wanted = return_called(code)
    period = period if wanted.fits(period) else period.months()[-1]
    return wanted.draw(store, Asked.of(period, TODAY, **answers))


def test_the_statistics_count_a_household_once(village):
    sheet = draw(village, "liaison-statistics")
    assert [row.values for row in sheet.rows] == [
        (1, "茹树林", "1", None, "支部书记", 5, 1, 1, 1, 1, 1, 3, date(2026, 8, 20), 2, 1, "50.0%"),
        (2, "晁树林", "1", None, None, 0, 0, 0, 0, 0, 0, 0, None, 0, 0, "—"),
    ]
    assert sheet.total[5:12] == (5, 1, 1, 1, 1, 1, 3) and sheet.total[-1] == "50.0%"
    assert "已结对 5 户／应结对 6 户，83.3%。" in sheet.notes


def test_the_ledger_as_of_june_is_what_was_true_then(village):
    june = Asked.of(Period.parse("2026-06"), TODAY)
    before = [row.values for row in return_called("liaison").draw(village, june).rows]
    assert len(before) == 6
    change_head(village, 3, 9, date(2026, 8, 1), "年老", today=TODAY)
    move_away(village, 2, date(2026, 9, 1), "购房", today=TODAY)
    pair(village, Pairing(member=2, household=4, since=date(2026, 9, 1)))
    assert [row.values for row in return_called("liaison").draw(village, june).rows] == before
    now = draw(village, "liaison")
    assert len(now.rows) == 5
    assert now.notes == ("已结对 4 户／应结对 5 户，80.0%（在册有人户）。",)


def test_the_board_shows_members_and_household_numbers_only(village):
    sheet = draw(village, "liaison-board")
    assert sheet.public and len(sheet.rows) == 1
    assert sheet.rows[0].values[1:] == (
        "茹树林",
        None,
        5,
        "第1组：0001、0002；第2组：0003、0004；第3组：0005",
    )


def test_the_cards_are_eight_to_a_page(village):
    cards = Cards(draw(village, "liaison-cards"))
    first = next(iter(cards))
    assert first.title == "0001 户 缑树林"
    assert first.lines[:2] == (("联户党员", "茹树林"), ("联系电话", PHONE))
    assert first.lines[2][0] == "备联党员"
    assert (len(cards), cards.pages) == (5, 1)


def test_the_pocket_list_is_for_one_member(village):
    sheet = draw(village, "liaison-pocket", member=1)
    assert sheet.title == "联户随身名单（茹树林）"
    assert [row.values[8] for row in sheet.rows][:2] == [date(2026, 8, 2), date(2026, 8, 20)]
    with pytest.raises(Problem, match="要先选一名党员"):
        draw(village, "liaison-pocket")


def test_the_register_of_visits_and_the_coverage(village):
    rows = [row.values for row in draw(village, "visits").rows]
    assert [(row[1], row[4], row[11], row[12]) for row in rows] == [
        (date(2026, 8, 2), "0001", "屋顶漏雨", True),
        (date(2026, 8, 9), "0002", None, None),
        (date(2026, 8, 20), "0002", "缺药", False),
    ]
    cover = draw(village, "visits-cover")
    assert cover.rows[0].values[1:] == (2, 2, "100.0%", 0, "")
    assert cover.total[1:5] == (6, 2, "33.3%", 4)


def test_the_visits_to_watched_households(village):
    rows = [row.values for row in draw(village, "visits-key").rows]
    assert [(row[1], row[3], row[4], row[7], row[10], row[11]) for row in rows] == [
        ("缑树林", "脱贫户", 3, None, "支部书记", "屋顶漏雨"),
        ("鲁树林", "突发严重困难户", 3, False, "支部书记", None),
        ("鲁树林", "突发严重困难户", 3, False, "支部书记", "缺药"),
    ]


def test_the_blank_sheet_follows_its_number(village):
    issue_sheet(village, 1, [3, 1], date(2026, 9, 1))
    sheet = draw(village, "visit-sheet", number=1)
    assert sheet.title == "走访单　1 号"
    assert [row.values[:4] for row in sheet.rows] == [
        (1, "第2组", "0003", "茹树林"),
        (2, "第1组", "0001", "缑树林"),
    ]


def test_the_ledgers_carry_their_balance(village):
    august = Period.parse("2026-08")
    sheet = draw(village, "matters", august)
    assert [(row.values[0], row.values[4], row.values[11]) for row in sheet.rows] == [
        ("2026-001", "0001 缑树林", "修好了"),
        ("2026-002", "0002 鲁树林", None),
    ]
    assert sheet.notes == (
        "期初未解决 0 件＋本期发现 2 件－本期解决 1 件＝期末未解决 1 件（重新办理的按新发现计）。",
    )
    assert draw(village, "disputes").notes[0] == "本期排查，没有发现矛盾纠纷。"
    report(
        village,
        Matter(
            kind="dispute", what="地界之争", found=TODAY, risk="中", member=1, parties="缑某、鲁某"
        ),
        today=TODAY,
    )
    assert draw(village, "disputes").rows[0].values[3:8] == (
        "茹树林",
        "缑某、鲁某",
        None,
        "地界之争",
        "中",
    )
    report(village, Matter(kind="dispute", what="宅基之争", claim="各退半尺", found=TODAY),
           today=TODAY)
    assert draw(village, "disputes").rows[1].values[6] == "宅基之争；各退半尺"
    report(
        village, Matter(kind="inspection", what="台账不全", found=TODAY, source="督导"), today=TODAY
    )
    assert draw(village, "rectification").rows[0].values[-1] is False


def test_nothing_sensitive_stands_on_what_is_posted(village):
    private = {each.label for each in HOUSEHOLD_CATEGORY if each.sensitive} | {
        "一切都好",
        "屋顶漏雨",
        "缺药",
    }
    codes = (
        "liaison",
        "liaison-statistics",
        "liaison-board",
        "visits",
        "visits-month",
        "visits-cover",
        "matters",
        "disputes",
        "rectification",
        "overhaul",
    )
    assert set(codes) <= {each.code for each in RETURNS}
    sheets = [draw(village, "liaison-board")] + [masked(draw(village, code)) for code in codes]
    for sheet in sheets:
        cells = [column.label for column in sheet.columns]
        cells += [
            column.show(value)
            for row in sheet.rows
            for column, value in zip(sheet.columns, row.values, strict=True)
        ]
        found = [each for each in cells if any(word in each for word in private)]
        assert not found + [each for each in cells if personal_data_in(each)], sheet.code


def test_the_cards_and_the_blank_sheet_mask_when_posted(village):
    posted = masked(draw(village, "liaison-cards"))
    assert posted.rows[0].values[:4] == ("0001 户", "缑*林", "茹树林", "138****5678")
    person = next(each for each in village.find(Person) if each.household == 3)
    village.save(person.but(phone="15400000003"))
    issue_sheet(village, 1, [3], date(2026, 9, 1))
    assert draw(village, "visit-sheet", number=1).rows[0].values[4] == "15400000003"
