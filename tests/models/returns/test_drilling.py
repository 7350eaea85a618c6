"""A figure opens into the records it counts, and the near misses with the reason."""

from datetime import date

import pytest

from models.figures.history import hand_in
from models.matters.matter import Matter, close, reopen
from models.members.member import Member
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.returning import Asked
from models.values.periods import Period
from models.visits.visit import Visit, record_visit
from tests.models.returns.sample_return import ENDED, drawn, settle


@pytest.fixture
def village(store):
    settle(store)
    return store


def opened(store, code, row, label, parent=""):
    sheet, asked = drawn(store, code)
    at = next(n for n, each in enumerate(sheet.columns)
              if each.label == label and each.parent.startswith(parent))
    return behind(store, sheet, asked, row, at)


def told(found):
    return [(each.label, each.reason) for each in found]


def test_households_of_a_kind(village):
    found = opened(village, "liaison-statistics", 0, "脱贫户")
    assert found.refs == (("household", 1),)
    assert not found.missed
    every = opened(village, "liaison-statistics", 0, "合计")
    assert told(every.missed) == [("002 秦有才", "2026-02-01 已终止")]
    again = opened(village, "liaison-statistics", 0, "低保户")
    assert not again.counted
    assert told(again.missed)[0] == ("001 沈大福", "已按次序计在前面的类别")


def test_visits_and_problems(village):
    found = opened(village, "liaison-statistics", 0, "走访次数")
    assert told(found.counted) == [("2026-03-03 石开山 001 沈大福", "")]
    assert told(found.missed) == [("2026-04-02 石开山 001 沈大福", "2026-04-02 在本期之后")]
    assert found.earlier == "上期 0，上年同期 0"
    solved = opened(village, "liaison-statistics", 0, "已解决")
    assert not solved.counted
    assert told(solved.missed)[0][1] == "问题还没有办结，或在期后才办结"


def test_meetings_of_a_month(village):
    sheet, _ = drawn(village, "meetings-quarter")
    row = next(n for n, each in enumerate(sheet.rows) if each.values[1] == "支部委员会会议")
    found = opened(village, "meetings-quarter", row, "次数", "第二个月")
    assert told(found.counted) == [("2026-02-05 支部委员会会议 议事", "")]
    late = opened(village, "meetings-quarter", row, "次数", "第三个月")
    assert not late.counted
    assert told(late.missed)[-1] == ("2026-04-03 支部委员会会议 议事", "2026-04-03 在本期之后")


def test_the_records_of_a_line_where_columns_are_not_told_apart(village):
    found = opened(village, "visits", 0, "走访日期")
    assert found.refs == (("visit", 1), ("household", 1))


def test_a_sum_opens_into_all_of_its_lines(village):
    assert opened(village, "liaison-statistics", None, "合计").refs == (("household", 1),)


@pytest.fixture
def walked(village):
    visit = Visit(member=1, household=2, day=date(2026, 2, 10), way="phone", entered=ENDED)
    asked_for = Matter(kind="request", what="修路", found=visit.day)
    _, found = record_visit(village, visit, asked_for)
    close(village, found, date(2026, 3, 20), "修好了", today=ENDED)
    reopen(village, found, date(2026, 3, 25), "又坏了", today=ENDED)
    return village


def test_a_month_of_visits_drawn_for_a_quarter_says_so(walked):
    sheet, asked = drawn(walked, "visits-month")
    assert [each.label for each in sheet.columns][1:5] == ["本季", "累计", "本季", "累计"]
    for period, said in (("2026-03", "当月"), ("2026", "本年"), ("2026-H1", "本半年"),
                         ("2026-W10", "本周")):
        asked = Asked.of(Period.parse(period), ENDED)
        again = return_called("visits-month").draw(walked, asked)
        assert {each.label for each in again.columns[1:]} == {said, "累计"}


def test_every_cell_of_the_month_of_visits_opens(walked):
    found = opened(walked, "visits-month", 0, "本季", "走访户数")
    assert told(found.counted) == [("002 秦有才", ""), ("001 沈大福", "")]
    by_phone = opened(walked, "visits-month", None, "本季", "电话")
    assert told(by_phone.counted) == [("2026-02-10 石开山 002 秦有才", "")]
    assert ("2026-03-03 石开山 001 沈大福", "是入户走访") in told(by_phone.missed)
    twice = opened(walked, "visits-month", None, "累计", "收集诉求")
    assert told(twice.counted) == [("2026-02-10 发现 2026-001 修路", ""),
                                   ("2026-03-25 重新办理 2026-001 修路", "")]


def test_what_stood_on_paper_is_counted_once(walked):
    hand_in(walked, Period.parse("2026-02"), start={"homes": 40})
    sheet, _ = drawn(walked, "visits-month")
    assert [row.values[:3] for row in sheet.rows] == [("未分组", 2, 1), ("起用前（纸质）", 0, 40)]
    assert sheet.total[:3] == ("合计", 2, 41)
    found = opened(walked, "visits-month", 0, "累计", "电话")
    assert told(found.missed)[0] == (
        "2026-02-10 石开山 002 秦有才", "已计入 2026-02 以前的纸质月报")
    assert told(opened(walked, "visits-month", 1, "累计", "走访户数").counted) == [
        ("2026-02 纸质月报", "")]
    assert [(each.label, each.amount) for each in opened(
        walked, "visits-month", None, "累计", "走访户数").counted] == [
            ("001 沈大福", None), ("2026-02 纸质月报", 40)]


def test_who_was_not_walked_to_is_told(walked):
    found = opened(walked, "visits-cover", 0, "已入户户数")
    assert told(found.counted) == [("001 沈大福", "")]
    assert told(found.missed) == [("002 秦有才", "本期没有入户走访")]
    assert opened(walked, "visits-cover", None, "覆盖率").refs == (("household", 1),)


def test_a_line_of_the_facts_opens(village):
    village.save(village.get(Person, 2).but(born="2010-01-01", left=date(2026, 3, 1)))
    village.save(village.get(Person, 1).but(born="1950-04"))
    sheet, _ = drawn(village, "facts")
    lines = {row.values[1]: at for at, row in enumerate(sheet.rows)}
    people = opened(village, "facts", lines["人口"], "数量")
    assert told(people.missed) == [("秦有才", "2026-03-01 已离册")]
    old = opened(village, "facts", lines["其中：18 周岁以上"], "占比")
    assert told(old.counted) == [("沈大福", "")]
    assert told(old.missed) == [("石开山", "没有填出生日期")]
    assert opened(village, "facts", lines["其中：脱贫户"], "数量").refs == (("household", 1),)


def test_a_quarter_keeps_the_kind_a_member_was_of(village):
    assert drawn(village, "members")[0].notes[0].startswith("共 1 名，其中正式党员 1 名")
    village.save(village.get(Member, 1).but(joined="2025-04-05", confirmed="2026-04-05"))
    rows = {row.values[1]: row.values[2] for row in drawn(village, "facts")[0].rows}
    assert (rows["其中：正式党员"], rows["其中：预备党员"]) == (0, 1)
    sheet = drawn(village, "members")[0]
    assert sheet.notes == ("共 1 名，其中正式党员 0 名、预备党员 1 名。",)
