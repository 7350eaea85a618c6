"""Points as a matrix: households or members down, items or days across, in each cell how much."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from importers.lists.across import when_over
from importers.lists.kinds import POINTS
from importers.lists.listing import read_list
from importers.sheets.grid import Grid
from models.intake.points_listed import take_in_points
from models.points.book.slips import Slip
from models.values.problem import Problem
from tests.models.points.points_village import with_accounts

DAY = date(2026, 5, 1)
TREE, TASK, RUBBISH = "参加植树造林", "临时任务", "乱堆垃圾不整治"


def read(*rows, merges=(), name="表", own=None, **how):
    return read_list(Path("积分.xlsx"), POINTS, own=own, grids=[
        Grid(name, [list(each) for each in rows], list(merges), **how)])


def cells(*rows, **how):
    return [(each.values.get("head"), each.values["title"], each.values["amount"],
             each.values["unit"], each.values["on_day"]) for each in read(*rows, **how)]


@pytest.fixture
def village(store):
    with_accounts(store)
    return store


def taken(store, *rows, **how):
    """What was kept, as (head of the account, item, times, points, day), and what was said."""
    intake = take_in_points(store, read(*rows, **how), today=DAY)
    names = dict(store.query("""SELECT a.id, p.name FROM account a JOIN person p
                                ON p.household = a.household AND p.relation = '02'"""))
    return ([(names[each.account], each.title, each.times, each.points, each.on_day.isoformat())
             for each in store.find(Slip, order="id")], intake)


TITLE = ["2026年3月积分登记表"]


@pytest.mark.parametrize(("rows", "how", "read"), [
    ([TITLE, ["序号", "户主", "植树", "扫雪"], [1, "尚海", 5, 0], [2, "贺柱", "", "√"]], {},
     [("尚海", "植树", "5", "", "2026-03-31"), ("贺柱", "扫雪", "√", "", "2026-03-31")]),
    ([["户主", "1月", "二月份"], ["尚海", "5分", "无"], ["贺柱", "/", "2次"]], {"name": "2025年"},
     [("尚海", "", "5分", "", "2025-01-31"), ("贺柱", "", "2次", "", "2025-02-28")]),
    ([["2026年加分"], ["户主", "植树", "", "扫雪"], ["", "3月5日", "3月6日", "3月7日"],
      ["尚海", 1, "", 2]], {"merges": [(2, 1, 3, 1), (2, 2, 2, 3)]},
     [("尚海", "植树", "1", "", "2026-03-05"), ("尚海", "扫雪", "2", "", "2026-03-07")]),
    ([["二〇二六年一季度"], ["户主", "植树（次）", "扫雪(分)"], ["尚海", "２", "-3"]], {},
     [("尚海", "植树(次)", "2", "times", "2026-03-31"),
      ("尚海", "扫雪(分)", "-3", "points", "2026-03-31")]),
    ([["户主", "植树"], ["2026年3月", ""], ["尚海", 1], ["四月", ""], ["尚海", 2]],
     {"name": "2026"},
     [("尚海", "植树", "1", "", "2026-03-31"), ("尚海", "植树", "2", "", "2026-04-30")]),
    ([["日期", "户主", "植树"], ["2026-3-5", "尚海", 1]], {},
     [("尚海", "植树", "1", "", "2026-3-5")]),
    ([["2026.3.5植树", "单位：次"], ["户主", "植树", "户主", "植树"], ["尚海", 1, "贺柱", 2]], {},
     [("尚海", "植树", "1", "times", "2026-03-05"), ("贺柱", "植树", "2", "times", "2026-03-05")]),
    ([["户主", "环境"], ["", "植树", "扫雪"], ["尚海", "迟到", 1]], {"name": "2026年4月"},
     [("尚海", "扫雪", "1", "", "2026-04-30")]),
])
def test_layouts(rows, how, read):
    assert cells(*rows, **how) == read


def test_what_is_no_item_is_not_one_and_is_said():
    found = read(TITLE, ["户主", "家庭人口", "植树", "备注", "合计"], ["尚海", 4, 5, "好", 5],
                 ["合计", 4, 5, "", 5], ["填表人：孔平"])
    assert [(each.row, each.values["title"]) for each in found] == [(3, "植树")]
    assert [(each.code, each.column) for each in found.left_out] == [
        ("row-aside", "A"), ("row-aside", "A"), ("day-taken", None), ("column-untaken", "B")]


def test_a_total_that_is_another_is_asked_about():
    found = read(TITLE, ["户主", "植树", "扫雪", "合计"], ["尚海", 5, 2, 7], ["贺柱", 5, 2, 9])
    assert [(each.row, each.value) for each in found.left_out
            if each.code == "total-mismatch"] == [(4, "9")]


def test_a_list_with_an_item_in_each_line_is_no_matrix():
    found = read(["户主", "积分项目", "日期", "分值", "期末"], ["尚海", "植树", "2026-3-5", 5, 9])
    assert found[0].values["points"] == "5" and found[0].head == 0


def test_neither_is_a_table_of_other_things():
    with pytest.raises(Problem):
        read(["户主", "住址", "类型"], ["尚海", "东岗", "脱贫户"])


def test_cells_are_entries_of_the_item_in_their_head(village):
    kept, intake = taken(
        village, ["2026年3月5日积分"], ["户主", f"{TREE}(次)", RUBBISH, "临时\n任务"],
        ["柳树甲", 2, "", 7.5], ["耿树乙", "", 10, ""], ["彭树丙", "√", "√", "√"])
    assert kept == [("柳树甲", TREE, 2, None, "2026-03-05"), ("柳树甲", TASK, 1, 7.5, "2026-03-05"),
                    ("耿树乙", RUBBISH, 1, None, "2026-03-05"),
                    ("彭树丙", TREE, 1, None, "2026-03-05"),
                    ("彭树丙", RUBBISH, 1, None, "2026-03-05")]
    assert [(each.row, each.column) for each in intake.refused] == [(5, "D")]
    assert dict(intake.counts) == {"created": 5, "refused": 1}


def test_the_same_matrix_again_changes_nothing(village):
    rows = [["2026年3月5日"], ["户主", TREE], ["柳树甲", 10]]
    assert len(taken(village, *rows)[0]) == 1
    kept, intake = taken(village, *rows)
    assert len(kept) == 1 and intake.counts["unchanged"] == 1


@pytest.mark.parametrize(("head", "cell", "said"), [
    (TREE, 2, "次数、处数还是分数"), (f"{TREE}(分)", 15, "不是它的几倍"), (TREE, -10, "是加分项"),
    (TREE, "迟到", "请改成数或打勾"), (TASK, "2次", "次数、处数还是分数"),
])
def test_what_a_cell_means_is_not_guessed(village, head, cell, said):
    kept, intake = taken(village, ["2026年3月5日"], ["户主", head, RUBBISH],
                         ["柳树甲", cell, ""], ["耿树乙", 10, 10], ["彭树丙", 10, ""])
    assert [each.why for each in intake.refused if each.row == 3 and said in each.why]
    assert "柳树甲" not in [each[0] for each in kept]


def test_times_and_points_under_one_item_are_one_entry(village):
    rows = [["2026年3月5日", "", ""], ["户主", TREE, ""], ["", "次数", "得分"],
            ["柳树甲", 2, 20], ["耿树乙", 1, 20]]
    kept, intake = taken(village, *rows, merges=[(2, 2, 2, 3), (2, 1, 3, 1)])
    assert kept == [("柳树甲", TREE, 2, None, "2026-03-05")]
    assert [each.row for each in intake.refused] == [5]


def test_the_title_may_name_the_item(village):
    kept, _ = taken(village, [f"2026年{TREE}积分表"], ["户主", "2月", "3月"], ["柳树甲", 10, 10])
    assert [each[1:] for each in kept] == [
        (TREE, 1, None, "2026-02-28"), (TREE, 1, None, "2026-03-31")]
    kept, intake = taken(village, ["2026年积分表"], ["户主", "2月", "3月"], ["柳树甲", 10, 10])
    assert len(kept) == 2 and "没有写是哪一项" in intake.refused[0].why


def test_a_head_that_no_scheme_knows_is_asked_about_once(village):
    rows = [["2026年3月5日"], ["户主", "种树", RUBBISH], ["柳树甲", 10, 10], ["耿树乙", 10, ""]]
    kept, intake = taken(village, *rows)
    assert [(each.row, each.column, each.value) for each in intake.refused] == [(2, "B", "种树")]
    assert (len(kept), intake.counts["refused"]) == (1, 2)
    kept, _ = taken(village, *rows, own={"种树": TREE})
    assert [each[:2] for each in kept[1:]] == [("柳树甲", TREE), ("耿树乙", TREE)]


def test_a_matrix_without_a_day_is_not_taken(village):
    kept, intake = taken(village, ["户主", TREE], ["柳树甲", 10])
    assert not kept and "没有写是哪一天" in intake.refused[0].why
    kept, intake = taken(village, ["2026年2月和3月"], ["户主", TREE], ["柳树甲", 10])
    assert not kept and "没有写是哪一天" in intake.refused[0].why


@pytest.mark.parametrize(("said", "day"), [
    ("2026年3月", "2026-03-31"), ("2026年1-3月", ""), ("2026年1月至3月", ""), ("3.5元一次", ""),
    ("2026.3.5", "2026-03-05"), ("2026年3月1日—3月31日", ""), ("十一月份", "2026-11-30"),
    ("2026年上半年", "2026-06-30"), ("每月一评", ""), ("2026年度", ""),
])
def test_the_day_that_a_title_names(said, day):
    assert when_over([said], "2026")[0] == day
