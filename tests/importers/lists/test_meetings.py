"""A list of meetings from a workbook: tried first, then taken as one act."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from importers.lists.kinds import MEETINGS
from importers.lists.listing import read_list
from models.intake.kept_elsewhere import take_in_meetings
from models.meetings.meeting import Meeting
from models.values.problem import Problem
from tests.models.meetings.a_village_year import held, settle_branch

TODAY = date(2026, 10, 8)
HEAD = ["序号", "会议类型", "日期", "主题", "应到", "实到", "主持人"]


@pytest.fixture
def listed(tmp_path):
    def write(*rows, head=HEAD):
        book = Workbook()
        book.active.append(["三会一课登记"])
        book.active.append(head)
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "会议.xlsx")
        return read_list(tmp_path / "会议.xlsx", MEETINGS)

    return write


def test_rows_are_read_and_taken(store, listed):
    branch = settle_branch(store)
    lines = listed(
        [1, "支部党员大会", date(2026, 3, 20), "审议年度创建计划", 18, 16, "槐甲"],
        [2, "支部委员会", "2026.3.6", "研究积分公示", 5, 5, "外来人"],
        [3, None, "2026-03-19", "党员大会议题", 5, 4, None],
        ["合计", None, None, None, 28, 25, None],
    )
    tried = take_in_meetings(store, lines, today=TODAY, dry_run=True)
    assert (tried.rows, tried.counts["created"], store.count("meeting")) == (3, 3, 0)
    done = take_in_meetings(store, lines, today=TODAY)
    aside, unknown = done.json()["problems"]
    assert (aside["code"], aside["row"]) == ("row-aside", 6)
    assert [unknown] == [
        {
            "level": "warning",
            "code": "chair-unknown",
            "sheet": "Sheet",
            "row": 4,
            "column": "G",
            "value": "外来人",
            "why": "主持人“外来人”册上没有这个人，没有填上，请到会议里选。",
        }
    ]
    kept = store.find(Meeting, order="held")
    assert [(each.kind, each.due_count, each.present_count) for each in kept] == [
        ("committee", 5, 5),
        ("committee", 5, 4),
        ("party-meeting", 18, 16),
    ]
    assert kept[2].chair == branch.people[0]
    assert take_in_meetings(store, lines, today=TODAY).counts["unchanged"] == 3
    store.undo()
    assert store.count("meeting") == 0


def test_bad_rows_are_refused_with_the_place(store, listed):
    settle_branch(store)
    lines = listed(
        [1, "茶话会", "2026-03-06", "闲谈", 5, 5, None],
        [2, "支委会", "三月六日", "研究", 5, 5, None],
        [3, "支委会", "2026-03-06", "研究", 5, 6, None],
        [4, "支委会", "2026-03-07", "研究", None, None, None],
        [5, "支委会", "2026-03-08", "研究", 5, 5, None],
        [6, "支委会", "2026-03-08", "研究", 5, 5, None],
    )
    done = take_in_meetings(store, lines, today=TODAY)
    counts = done.json()
    assert (counts["created"], counts["refused"], counts["skipped"]) == (1, 5, 0)
    told = {each.row: each.why for each in done.findings}
    assert told[3].startswith("没有“茶话会”这种会议")
    assert "认不出是哪一天" in told[4]
    assert told[5].startswith("实到6人，多于应到5人，请核对签到表。依据《")
    assert told[6].startswith("没有写应到、实到多少人")
    assert told[8].startswith("和第 7 行是同一类、同一天的会议")


def test_two_lines_of_one_meeting_that_differ_are_asked_about(store, listed):
    settle_branch(store)
    lines = listed([1, "支委会", "2026-03-06", "研究", 5, 5, None],
                   [2, "支委会", "2026-03-06", "研究", 5, 4, None],
                   [3, "支委会", "2026-03-06", None, 5, 3, None],
                   [4, "支委会", "2026-03-06", "选举", 5, 5, None])
    for counted in ({"created": 2, "refused": 2}, {"unchanged": 2, "refused": 2}):
        done = take_in_meetings(store, lines, today=TODAY)
        assert +done.counts == counted
        assert [(each.row, each.column) for each in done.refused] == [(4, "D"), (5, "D")]
    assert {each.present_count for each in store.find(Meeting)} == {5}


def test_meetings_of_several_groups_come_back_line_for_line(store, listed):
    branch = settle_branch(store)
    for _ in range(2):
        held(store, branch, "committee", date(2026, 3, 6), title="研究")
    line = [1, "支委会", "2026-03-06", "研究", 5, 5, None]
    done = take_in_meetings(store, listed(line, line, line), today=TODAY)
    assert +done.counts == {"unchanged": 2, "refused": 1}


def test_an_attendance_by_name_keeps_its_own_counts(store, listed):
    branch = settle_branch(store)
    kept = held(store, branch, "committee", date(2026, 3, 6), title="研究")
    lines = listed([1, "支委会", "2026-03-06", "研究", 9, 9, None])
    assert take_in_meetings(store, lines, today=TODAY).counts["unchanged"] == 1
    assert store.count("attendance", "meeting = ?", (kept.id,)) == 5


def test_a_workbook_without_the_columns(listed):
    with pytest.raises(Problem, match="表头里要有这些列：会议类型、召开日期"):
        listed([1, "甲"], head=["序号", "姓名"])
