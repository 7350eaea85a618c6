"""Days written over columns: 月 and 日, with 年 or a year that stands over them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from importers.lists.kinds import (
    ACTIVITIES,
    ECONOMY,
    MATTERS,
    MEETINGS,
    PAIRINGS,
    POINTS,
    VISITS,
)
from importers.lists.listing import read_list
from importers.roster.roster import read_roster
from importers.sheets.day_columns import with_whole_days
from importers.sheets.grid import Grid


def days(kind, name, *rows, merges=(), file="清单.xlsx", **how):
    grid = Grid("表", [list(each) for each in rows], list(merges), **how)
    found = read_list(Path(file), kind, grids=[grid])
    assert not [each for each in found.left_out if each.code == "column-untaken"]
    return [each.values[name] for each in found]


@pytest.mark.parametrize(("kind", "name", "rest", "line"), [
    (VISITS, "day", ["走访人", "户号"], ["茹树林", "1"]),
    (POINTS, "on_day", ["户号", "积分项目"], ["1", "植树"]),
    (MEETINGS, "held", ["会议类型", "主题"], ["支委会", "备耕"]),
    (ACTIVITIES, "on_day", ["活动名称", "类型"], ["植树", "志愿服务"]),
    (ECONOMY, "on_day", ["摘要", "收入"], ["出租", "1200"]),
    (MATTERS, "found", ["问题内容", "类型"], ["路灯不亮", "其他"]),
    (PAIRINGS, "since", ["联户党员", "户号"], ["茹树林", "1"]),
])
def test_every_kind_with_a_day(kind, name, rest, line):
    assert days(kind, name, ["2025年台账"], ["月", "日", *rest], [3, 5.0, *line]) == ["2025-03-05"]
    assert days(kind, name, [*rest, "年", "月", "日"], [*line, 2024, "11", "9日"]) == [
        "2024年11月9日"]


@pytest.mark.parametrize(("rows", "merges", "read"), [
    ([["2025年", "", "摘要", "收入"], ["月", "日", "", ""], [1, 5, "甲", 1]],
     [(1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 2, 4)], ["2025年1月5日"]),
    ([["记账日期", "", "摘要", "收入"], ["月", "日", "", ""], ["一月", "5日", "甲", 1]], [],
     ["1月5日"]),
    ([["记账月", "记账日", "摘要", "收入"], ["01", "05", "甲", 1]], [], ["1月5日"]),
    ([["月份", "日期", "摘要", "收入"], ["2025-03", "5", "甲", 1]], [], ["2025年3月5日"]),
    ([["摘要", "收入", "月", "日"], ["甲", 1, 3, 5], ["乙", 1, "", 8], ["丙", 1, "〃", 9],
      ["丁", 1, "", 2]], [], ["3月5日", "3月8日", "3月9日", "2日"]),
    ([["月", "日", "摘要", "收入"], [3, 5, "甲", 1], ["", 6, "乙", 1], [4, 1, "丙", 1]],
     [(2, 1, 3, 1)], ["3月5日", "3月6日", "4月1日"]),
    ([["年", "月", "日", "摘要", "收入"], [2024, 12, 30, "甲", 1], ["", 12, 31, "乙", 1],
      [2025, 1, 1, "丙", 1]], [], ["2024年12月30日", "2024年12月31日", "2025年1月1日"]),
    ([["月", "日", "摘要", "收入"], [3, date(2025, 3, 8), "甲", 1]], [], ["2025-03-08"]),
    ([["月", "日", "摘要", "收入"], ["2024年", "", "", ""], [3, 5, "甲", 1],
      ["2025年度", "", "", ""], [1, 6, "乙", 1]], [], ["2024-03-05", "2025-01-06"]),
])
def test_layouts(rows, merges, read):
    assert days(ECONOMY, "on_day", *rows, merges=merges) == read


def test_a_day_beside_its_month_is_one_already():
    grid = Grid("表", [["月份", "日期", "摘要", "收入"], ["3", "2025-3-9", "甲", 1]])
    assert with_whole_days(grid) is grid


def test_a_year_in_words_in_the_title():
    assert days(VISITS, "day", ["二〇二五年走访"], ["月", "日", "走访人", "户号"],
                [3, 5, "茹树林", "1"]) == ["2025-03-05"]


def test_what_has_no_value_in_a_part_of_a_day_has_none():
    grid = Grid("表", [["月", "日", "摘要", "收入"], [3, "", "甲", 1]],
                lacking={(2, 2): "这一格是公式，还没有算出值"})
    (line,) = read_list(Path("清单.xlsx"), ECONOMY, grids=[grid])
    assert list(line.doubts) == ["on_day"]


def test_totals_and_bands_in_columns_of_days_stay_what_they_are():
    grid = Grid("表", [["月", "日", "走访人", "户号"], ["一组", "", "", ""],
                       [3, 5, "茹树林", "1"], ["3月", "", "", ""], ["合计", "", "", "1户"]])
    (line,) = read_list(Path("2025走访.xlsx"), VISITS, grids=[grid])
    assert (line.values["group"], line.values["day"]) == ("一组", "2025-03-05")


def test_births_and_years_in_the_party_of_a_roster():
    reading = read_roster(Path("党员.xlsx"), grids=[Grid("表", [
        ["姓名", "出生", "", "", "入党", "", "", "户号", "关系"],
        ["", "年", "月", "日", "年", "月", "日", "", ""],
        ["尚海", 1985, 3, 12, 2010, 7, 1, "1", "户主"],
        ["贺妮", 1987, 9, "", "", "", "", "1", "妻"],
    ], [(1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 1, 7), (1, 8, 2, 8), (1, 9, 2, 9)])], members=True)
    assert [each.values["born"] for each in reading.people] == ["1985-03-12", "1987-09"]
    assert reading.people[0].member["joined"] == "2010-07-01"
