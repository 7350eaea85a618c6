"""A year of meetings written down once gives the returns of a hand count, and says what changed."""

from __future__ import annotations

from datetime import date

import pytest

from models.activities.activity import Activity, log
from models.meetings.attendance import attendance_of
from models.meetings.meeting import Meeting, hold, meetings_between
from models.returns.catalogue import return_called
from models.returns.frozen import differences, frozen
from models.returns.minutes import entry_times, minutes_page, procedure_form, year_book
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.meetings.a_village_year import a_year, held, settle_branch
from tests.models.meetings.test_procedure import a_land_matter

absent_list = return_called("absences").draw
attendance_list = return_called("attendance").draw
meetings_held = return_called("meetings").draw
quarter_return = return_called("meetings-quarter").draw

QUARTER = Period.parse("2026-Q3")
ASKED = Asked.of(QUARTER, date(2026, 10, 8))


def line(sheet, title: str) -> tuple:
    return next(row.values[2:] for row in sheet.rows if row.values[1] == title)


def test_the_quarter_equals_the_hand_count(store):
    a_year(store, settle_branch(store))
    sheet = quarter_return(store, ASKED)
    assert line(sheet, "支部委员会会议") == (
        1,
        "5日",
        1,
        "5日",
        1,
        "5日",
        3,
        15,
        14,
        "93.3%",
        "7月议题；8月议题；9月议题",
    )
    assert line(sheet, "支部党员大会") == (0, "", 0, "", 1, "20日", 1, 18, 16, "88.9%", "9月议题")
    assert line(sheet, "主题党日") == (
        1,
        "15日",
        1,
        "15日",
        1,
        "15日",
        3,
        54,
        53,
        "98.1%",
        "7月议题；8月议题；9月议题",
    )
    assert line(sheet, "党课")[6:9] == (0, 0, 0)
    assert sheet.total[2:] == (2, None, 2, None, 3, None, 7, 87, 83, "95.4%", None)
    assert "党课 2026年三季度：逾期" in sheet.notes[1]


def test_the_year_with_its_land_matter_counts_every_meeting(store):
    branch = settle_branch(store)
    a_year(store, branch)
    a_land_matter(store, branch)
    sheet = meetings_held(store, Asked.of(Period.parse("2026"), date(2026, 12, 31)))
    kinds = [row.values[1] for row in sheet.rows]
    assert (kinds.count("支部委员会会议"), kinds.count("支部党员大会")) == (13, 5)
    first = quarter_return(store, Asked.of(Period.parse("2026-Q1"), date(2026, 4, 1)))
    assert line(first, "支部委员会会议")[:6] == (1, "5日", 1, "5日", 2, "2日、5日")
    assert line(first, "村“两委”联席会议")[6:9] == (1, 6, 6)


def test_each_member_follows_without_another_entry(store):
    a_year(store, settle_branch(store))
    sheet = attendance_list(store, ASKED)
    by_name = {row.values[1]: row.values[3:] for row in sheet.rows}
    assert by_name["槐甲"] == (7, 7, 0, 0, 0, "100.0%", "")
    assert by_name["槐丁"][:5] == (7, 5, 0, 2, 0)
    assert by_name["槐丁"][6] == "9月15日主题党日（缺）、9月20日支部党员大会（缺）"
    assert by_name["槐戊"][6] == "8月5日支部委员会会议（假）"
    assert (sheet.total[3], sheet.total[4]) == (87, 83)


def test_meetings_of_the_village_are_no_attendance_of_members(store):
    branch = settle_branch(store)
    a_year(store, branch)
    a_land_matter(store, branch)
    before = attendance_list(store, ASKED)
    joint, assembly = (next(each for each in store.find(Meeting) if each.kind == kind)
                       for kind in ("joint-meeting", "representatives"))
    for each in (joint, assembly):
        store.save(each.but(held=date(2026, 9, 2), entered=date(2026, 9, 2)))
    after = attendance_list(store, ASKED)
    assert (after.total[3:5], store.count("meeting", "held = '2026-09-02'")) == (
        before.total[3:5], 2)


def test_who_keeps_away_is_listed_with_months(store):
    branch = settle_branch(store)
    for month in (3, 6, 9):
        held(store, branch, "party-day", date(2026, month, 15), "qr")
    rows = absent_list(store, ASKED).rows
    assert [row.values[1:6] for row in rows] == [
        ("槐乙", 3, date(2026, 3, 15), date(2026, 9, 15), 6)]


def test_a_correction_after_sending_is_a_difference(store):
    branch = settle_branch(store)
    a_year(store, branch)
    sent = frozen(quarter_return(store, ASKED))
    assert differences(sent, quarter_return(store, ASKED)) == []
    august = next(
        each
        for each in meetings_between(store, date(2026, 8, 1), date(2026, 8, 31))
        if each.kind == "committee"
    )
    rows = attendance_of(store, august.id)
    hold(store, august, [*rows[:4], rows[4].but(status="present", reason=None)])
    told = [each.sentence for each in differences(sent, quarter_return(store, ASKED))]
    assert told == [
        "支部委员会会议 实到人次：报出时 14，现在 15。",
        "支部委员会会议 出勤率：报出时 93.3%，现在 100.0%。",
        "合计 实到人次：报出时 83，现在 84。",
        "合计 出勤率：报出时 95.4%，现在 96.6%。",
    ]
    listed = frozen(meetings_held(store, ASKED))
    held(store, branch, "committee", date(2026, 9, 28), title="补开")
    told = differences(listed, meetings_held(store, ASKED))
    assert told[0].sentence == "支部委员会会议：报出时没有，现在有。"


def test_the_entry_times_stand_on_the_internal_page_only(store):
    branch = settle_branch(store)
    late = held(store, branch, "committee", date(2026, 9, 5), entered=date(2026, 9, 11))
    sheet = entry_times(store, ASKED)
    assert [row.values[1:5] for row in sheet.rows] == [
        ("支部委员会会议", date(2026, 9, 5), date(2026, 9, 11), 6)
    ]
    assert "2026-09-11" not in repr(minutes_page(store, late).blocks)
    assert "9月11日" not in repr(minutes_page(store, late).blocks)


def test_the_year_book_binds_every_page(store):
    a_year(store, settle_branch(store))
    book = year_book(store, Asked.of(Period.parse("2026"), date(2026, 12, 31)))
    assert len(book.parts) == 28
    assert book.parts[0].entry == "2026年1月5日　支部委员会会议　1月议题"
    with pytest.raises(Problem, match="2025年没有登记会议"):
        year_book(store, Asked.of(Period.parse("2025"), date(2025, 12, 31)))


def test_the_six_sheets_tick_the_same_reason(store):
    branch = settle_branch(store)
    form = procedure_form(store, a_land_matter(store, branch))
    assert len(form.parts) == 6
    assert {each.blocks[0].words for each in form.parts} == {
        "■ 党员群众建议　□ 村干部提议　□ 上级党委政府安排"
    }
    rows = dict(form.parts[2].blocks[1].rows[2])
    assert rows == {"应到": "18人", "实到": "18人", "比例": "100.0%"}
    assert (("比例口径", "到会比例按全体党员（含预备党员）计"),) in form.parts[2].blocks[1].rows


def test_the_star_of_an_activity_is_printed_by_its_name(store):
    day = date(2026, 8, 7)
    for star in ("industry", "生态宜居星", "集体议事"):
        log(store, Activity(kind="training", theme=star, on_day=day, entered=day, star=star))
    sheet = return_called("activities").draw(store, ASKED)
    at = [each.field.label for each in sheet.columns].index("对应星")
    assert [sheet.columns[at].show(row.values[at]) for row in sheet.rows][:3] == [
        "产业兴旺星", "生态宜居星", "集体议事"]
