"""Lines a clerk would ask about: they came to nothing, somebody is gone, a figure has two
meanings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.incoming import take_in
from importers.lists.kinds import ACTIVITIES, MEETINGS, PAIRINGS, POINTS, VISITS
from importers.lists.listing import read_list, vocabulary
from importers.roster.roster import read_roster
from importers.sheets.grid import Grid
from models.intake.looked_after import take_in_pairings
from models.pairing.pairing import Pairing
from models.points.book.slips import Slip
from models.values.problem import Problem
from tests.models.liaison_village import settle_village
from tests.models.points.points_village import with_accounts


def lines(kind, *rows):
    return read_list(Path("清单.xlsx"), kind, grids=[Grid("表", [list(each) for each in rows])])


def asked(found, code):
    return [(each.row, each.column) for each in found.left_out if each.code == code]


@pytest.mark.parametrize(("kind", "head", "line", "said"), [
    (VISITS, ["走访人", "户主", "日期", "状态"], ["茹树林", "尚海", "2026-9-1"], "作废"),
    (MEETINGS, ["会议类型", "日期", "应到", "备注"], ["支委会", "2026-9-1", "5"], "因雨取消。"),
    (MEETINGS, ["会议类型", "日期", "应到", "情况"], ["支委会", "2026-9-1", "5"], "改期到9月3日"),
    (ACTIVITIES, ["日期", "主题", "类别", "备注"], ["2026-9-1", "扫街", "清洁家园"], "没开成"),
    (POINTS, ["户主", "积分项目", "日期", "备注"], ["尚海", "植树", "2026-9-1"], "上月已记，误录"),
])
def test_a_line_that_came_to_nothing_is_asked_about(kind, head, line, said):
    found = lines(kind, head, [*line, said], [*line, "取消低保的事问过了"])
    assert asked(found, "note-void") == [(2, "D")]


@pytest.mark.parametrize(("said", "asks"), [
    ("谈了收成（作废）", True), ("【改期到5日】问收成", True), ("问收成(未入户)", True),
    ("问起作废的低保证", False), ("帮忙取消（已停的）电费户头", False),
])
def test_what_is_said_in_brackets_within_a_text_that_is_taken_is_asked_about(said, asks):
    found = lines(VISITS, ["走访人", "户主", "日期", "谈话内容"],
                  ["茹树林", "尚海", "2026-9-1", said])
    assert asked(found, "note-void") == [(2, "D")] * asks
    assert found[0].values["said"] == said


@pytest.mark.parametrize(("heading", "said", "rows"), [
    ("死亡日期", "2019-3-1", [2]), ("户口迁出时间", "2020年", [2]), ("迁出原因", "外地买房", [2]),
    ("死亡日期", "无", []), ("配偶去世时间", "2019-3-1", []), ("迁入时间", "2019-3-1", []),
])
def test_a_day_of_death_or_leaving_says_that_somebody_is_gone(heading, said, rows):
    grid = Grid("表", [["户号", "姓名", "关系", heading], ["1", "尚海", "户主", said]])
    reading = read_roster(Path("名册.xlsx"), grids=[grid])
    assert [each.row for each in reading.findings if each.code == "note-gone"] == rows
    found = lines(PAIRINGS, ["联户党员", "户主", heading], ["茹树林", "尚海", said])
    assert [row for row, _ in asked(found, "note-gone")] == rows


@pytest.mark.parametrize(("kind", "heading", "column"), [
    (PAIRINGS, "入党时间", None), (PAIRINGS, "出生日期", None), (PAIRINGS, "纳入监测时间", None),
    (VISITS, "户主出生日期", None), (ACTIVITIES, "照片上传时间", None), (PAIRINGS, "时间", "since"),
    (VISITS, "本次走访时间", "day"), (MEETINGS, "支部会议召开时间", "held"),
])
def test_of_many_days_only_the_one_that_is_meant_is_taken(kind, heading, column):
    assert vocabulary(kind).named(heading) == column


@pytest.mark.parametrize(("heading", "written", "read"), [
    ("扣分", "3", "-3"), ("减分", "3分", "-3分"), ("扣分", "-3", "-3"), ("加减分", "3", "3"),
    ("加分", "3", "3"), ("扣分", "", ""),
])
def test_what_stands_under_a_heading_of_deductions_is_taken_off(heading, written, read):
    found = lines(POINTS, ["户主", "积分项目", "日期", heading],
                  ["尚海", "植树", "2026-9-1", written])
    assert found[0].values["points"] == read


def test_a_number_of_the_line_is_no_household(tmp_path):
    head = ["编号", "户主", "走访人", "日期"]
    found = lines(VISITS, head, ["1", "尚海", "茹树林", "2026-9-1"])
    assert "number" not in found[0].values and asked(found, "column-untaken") == [(1, "A")]
    alone = lines(VISITS, ["编号", "走访人", "日期"], ["1", "茹树林", "2026-9-1"])
    assert alone[0].values["number"] == "1"


def test_a_name_alone_is_the_head_unless_a_household_is_named():
    found = lines(POINTS, ["日期", "姓名", "积分项目"], ["2026-9-1", "尚海", "植树"])
    assert found[0].values["head"] == "尚海" and "person" not in found[0].values
    found = lines(POINTS, ["日期", "户号", "姓名", "积分项目"], ["2026-9-1", "1", "尚海", "植树"])
    assert (found[0].values["number"], found[0].values["person"]) == ("1", "尚海")
    with pytest.raises(Problem, match="户号或户主"):
        lines(POINTS, ["日期", "积分项目"], ["2026-9-1", "植树"])


@pytest.mark.parametrize(("times", "points", "taken"), [(3, 30, 1), (3, 10, 1), (3, 20, 0)])
def test_points_that_are_what_so_many_times_come_to(store, tmp_path, times, points, taken):
    with_accounts(store)
    path = tmp_path / "积分.csv"
    path.write_text("日期,户号,积分项目,场次,次数,得分\n"
                    f"2026-03-01,001,参加植树造林,植树,{times},{points}\n", "utf-8")
    assert take_in(store, "points", path)["created"] == taken == store.count("slip")
    assert all(each.times == 3 for each in store.find(Slip))


@pytest.mark.parametrize("until", ["长期", "至今", ""])
def test_a_pairing_that_goes_on_has_no_end(store, until):
    settle_village(store, 6, 2)
    found = lines(PAIRINGS, ["党员", "户号", "开始", "结束"], ["茹树林", "1", "2026-1-1", until])
    assert take_in_pairings(store, found, today=date(2026, 9, 1)).counts == {"created": 1}
    assert [(each.since, each.until) for each in store.find(Pairing)] == [(date(2026, 1, 1), None)]


def test_a_household_of_another_group_is_asked_about(store):
    settle_village(store, 6, 2)
    found = lines(PAIRINGS, ["党员", "户号", "组别"], ["茹树林", "1", "第三组"],
                  ["茹树林", "1", "一组"])
    done = take_in_pairings(store, found, today=date(2026, 9, 1))
    assert [(each.row, each.column) for each in done.refused] == [(2, "C")]
    assert "1 组，表里写的是“第三组”" in done.refused[0].why and done.counts["created"] == 1
