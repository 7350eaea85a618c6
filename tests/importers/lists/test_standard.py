from pathlib import Path

import pytest
from openpyxl import Workbook

from importers.lists.rules import read_standard
from importers.sheets.grid import Grid
from models.stars.drafting import HEADINGS, keep, rows_of
from models.stars.standard import Standard, items
from models.values.problem import Problem
from tests.models.stars.creating import CLAUSES, ITEMS, write_town_workbook


def test_the_towns_workbook_with_merged_cells_and_two_rows_of_headings(tmp_path, store):
    drafted = read_standard(
        write_town_workbook(tmp_path / "标准.xlsx"), year=2026, star_set="rural"
    )
    assert drafted.faults == ()
    assert (len(drafted.items), drafted.clauses) == (52, CLAUSES)
    assert drafted.standard.title == "柳河镇2026年农村“五星”支部创建标准表"
    counts = {star: sum(each.task.star == star for each in drafted.items) for star in ITEMS}
    assert counts == ITEMS
    first = drafted.items[0].clauses[0]
    assert (first.criterion, first.demand) == ("一般每季度一次", "会前通知、会后归档")
    assert (first.measure, first.target, first.sources) == (
        "frequency",
        "党员大会 4 次/年",
        "party-meeting",
    )
    kept = keep(store, drafted)
    assert [len(each.clauses) for each in items(store, kept.id)] == [
        len(each.clauses) for each in drafted.items
    ]


def written(tmp_path, *rows, headings=("星", "序号", "项", "条", "计量类型", "目标值")):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "标准.xlsx")
    return tmp_path / "标准.xlsx"


def test_every_fault_names_its_row_and_nothing_is_kept(tmp_path, store):
    path = written(
        tmp_path,
        ("支部过硬星", 1, "建设好班子", "例会", "频次", "4 次"),
        ("幸福和谐星", 2, "文体活动", "活动", "判定", ""),
        ("支部过硬星", 1, "锻造好队伍", "名册", "判定", ""),
        ("支部过硬星", 4, "严格组织生活", "三会一课", "数数", ""),
    )
    drafted = read_standard(path, year=2026, star_set="rural")
    assert [(each.row, each.column) for each in drafted.faults] == [
        (3, "星"),
        (4, "序号"),
        (5, "计量类型"),
    ]
    said = [str(each) for each in drafted.faults]
    assert "没有“幸福和谐星”这颗星。农村的五颗星是支部过硬星" in said[0]
    assert "序号 1 已在第 2 行用于“建设好班子”" in said[1]
    with pytest.raises(Problem, match="3 处要改，没有导入"):
        keep(store, drafted)
    assert store.find(Standard) == []


def test_a_target_in_words_is_kept_as_it_stands_and_told(tmp_path, store):
    drafted = read_standard(
        written(
            tmp_path,
            ("支部过硬星", 1, "锻造好队伍", "联户", "计数", "覆盖率按年度目标"),
            ("支部过硬星", 2, "建设好班子", "例会", "频次", "4 次"),
            ("支部过硬星", 3, "争当好支书", "述职", "判定", "满意"),
        ), year=2026, star_set="rural")
    assert drafted.faults == ()
    assert [str(each) for each in drafted.notices] == [
        "第 2 行“目标值”：计量类型是计数，目标值“覆盖率按年度目标”里没有数字："
        "照原话留着，不按它算完成；"
        "定了数以后在标准里改这一条。"]
    kept = [each for item in items(store, keep(store, drafted).id) for each in item.clauses]
    assert [each.target for each in kept] == ["覆盖率按年度目标", "4 次", "满意"]


def test_a_sheet_without_the_headings_is_no_standard(tmp_path):
    path = written(tmp_path, ("张三", "男"), headings=("姓名", "性别"))
    with pytest.raises(Problem, match="没有找到标准表的表头"):
        read_standard(path, year=2026, star_set="rural")


def test_headings_alone_are_an_empty_standard(tmp_path):
    drafted = read_standard(written(tmp_path), year=2026, star_set="urban")
    assert drafted.items == () and drafted.faults == ()


def test_what_is_exported_reads_back_the_same(tmp_path, store):
    kept = keep(
        store, read_standard(write_town_workbook(tmp_path / "a.xlsx"), year=2026, star_set="rural")
    )
    path = written(tmp_path, *rows_of(store, kept), headings=HEADINGS)
    again = read_standard(path, year=2026, star_set="rural")
    assert again.faults == ()
    second = keep(store, again)
    assert second.version == 2
    assert rows_of(store, second) == rows_of(store, kept)


def grids(rows, merges=()):
    return [Grid("标准", [list(each) for each in rows], list(merges))]


def test_clauses_merged_under_their_item_are_lines_whatever_they_end_in():
    drafted = read_standard(Path("标准.xlsx"), year=2026, star_set="rural", grids=grids([
        ["五星支部创建任务清单（2026）", "", "", ""],
        ["星", "序号", "重点任务（项）", "评价内容"],
        ["支部过硬星", "1", "建好支部", "设置党小组"], ["", "", "", "管好先锋队"],
        ["", "2", "管好党员", "按月交党费"], ["填表人：", "", "审核人：", ""],
        ["注：以正式文件为准"],
    ], [(1, 1, 1, 4), (3, 1, 5, 1), (3, 2, 4, 2), (3, 3, 4, 3)]))
    assert not drafted.faults and drafted.standard.title == "五星支部创建任务清单（2026）"
    assert [(each.task.title, [clause.text for clause in each.clauses])
            for each in drafted.items] == [
        ("建好支部", ["设置党小组", "管好先锋队"]), ("管好党员", ["按月交党费"])]


@pytest.mark.parametrize("head", [
    [["星", "项", "条"]], [["星名", "重点任务", "评价内容"]],
    [["五星支部创建标准"], [], ["星", "项", "条"]],
    [["标准表", "", ""], ["创建内容", "", ""], ["星", "项", "条"]],
])
def test_other_heads_of_a_standard(head):
    rows = [*head, ["支部过硬星", "建好支部", "设党小组"], ["", "", "开好会"], ["合计", "2项"]]
    drafted = read_standard(Path("标准.xlsx"), year=2026, star_set="rural", grids=grids(rows))
    assert [clause.text for each in drafted.items for clause in each.clauses] == [
        "设党小组", "开好会"] and not drafted.faults
