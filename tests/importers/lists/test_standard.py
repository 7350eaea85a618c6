from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from importers.lists.listing import read_list
from importers.lists.rules import STANDARD
from importers.sheets.grid import Grid
from models.intake.rules import take_in_standard
from models.stars.drafting import HEADINGS, rows_of, shipped
from models.stars.standard import Standard, items, standards
from models.values.problem import Problem
from tests.models.stars.creating import CLAUSES, ITEMS, town_standard, write_town_workbook

TODAY = date(2026, 5, 1)


def take(store, path, **given):
    return take_in_standard(store, read_list(path, STANDARD, **given), today=TODAY)


def counts(intake):
    return {name: count for name, count in intake.counts.items() if count}


def said(intake, *levels):
    return [(each.row, each.column, each.why) for each in intake.findings if each.level in levels]


def test_the_towns_workbook_with_merged_cells_and_two_rows_of_headings(tmp_path, store):
    intake = take(store, write_town_workbook(tmp_path / "标准.xlsx"))
    kept, = standards(store)
    assert counts(intake) == {"created": CLAUSES} and not intake.refused
    assert (kept.title, kept.year, kept.star_set, kept.paper) == (
        "柳河镇2026年农村“五星”支部创建标准表", 2026, "rural", "标准.xlsx")
    listed = items(store, kept.rowid)
    assert {star: sum(each.task.star == star for each in listed) for star in ITEMS} == ITEMS
    first = listed[0].clauses[0]
    assert (first.criterion, first.demand) == ("一般每季度一次", "会前通知、会后归档")
    assert (first.measure, first.target, first.sources) == (
        "frequency",
        "党员大会 4 次/年",
        "party-meeting",
    )


def written(tmp_path, *rows, headings=("星", "序号", "项", "条", "计量类型", "目标值")):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "标准.xlsx")
    return tmp_path / "标准.xlsx"


def test_every_fault_stands_at_its_cell_and_nothing_is_kept(tmp_path, store):
    path = written(
        tmp_path,
        ("支部过硬星", 1, "建设好班子", "例会", "频次", "4 次"),
        ("幸福和谐星", 2, "文体活动", "活动", "判定", ""),
        ("支部过硬星", 1, "锻造好队伍", "名册", "判定", ""),
        ("支部过硬星", 4, "严格组织生活", "三会一课", "数数", ""),
        ("产业兴旺星", 5, "发展产业", "产业", "判定", ""),
    )
    intake = take(store, path)
    assert counts(intake) == {"refused": 3, "skipped": 2} and store.find(Standard) == []
    found = said(intake, "error")
    assert [each[:2] for each in found] == [(3, "A"), (4, "B"), (5, "E")]
    assert "没有“幸福和谐星”这颗星。农村的五颗星是支部过硬星" in found[0][2]
    assert "序号 1 已在第 2 行用于“建设好班子”" in found[1][2]


def test_a_sheet_of_no_star_says_itself_what_it_is_of(tmp_path, store):
    path = written(tmp_path, ("四化", "标准化", 1, "组织设置", "按期换届"),
                   (None, "规范化", 2, "组织生活", "按时开会"),
                   headings=("适用", "方面", "序号", "项", "条"))
    assert counts(take(store, path)) == {"created": 2}
    kept, = standards(store)
    assert (kept.star_set, kept.title) == ("四化", "2026 年“四化”标准")
    assert [each.task.star for each in items(store, kept.rowid)] == ["标准化", "规范化"]


def test_a_target_in_words_is_kept_as_it_stands_and_told(tmp_path, store):
    intake = take(store, written(
        tmp_path,
        ("支部过硬星", 1, "锻造好队伍", "联户", "计数", "覆盖率按年度目标"),
        ("支部过硬星", 2, "建设好班子", "例会", "频次", "4 次"),
        ("支部过硬星", 3, "争当好支书", "述职", "判定", "满意"),
    ))
    assert said(intake, "warning") == [
        (2, "F", "计量类型是计数，目标值“覆盖率按年度目标”里没有数字："
                 "照原话留着，不按它算完成；"
                 "定了数以后在标准里改这一条。")]
    kept, = standards(store)
    assert [clause.target for item in items(store, kept.rowid) for clause in item.clauses] == [
        "覆盖率按年度目标", "4 次", "满意"]


def test_a_sheet_without_the_headings_is_no_standard(tmp_path, store):
    path = written(tmp_path, ("张三", "男"), headings=("姓名", "性别"))
    with pytest.raises(Problem, match="表头里要有这些列：星、项"):
        take(store, path)


def test_headings_alone_are_an_empty_standard(tmp_path, store):
    intake = take(store, written(tmp_path))
    assert (intake.rows, counts(intake), standards(store)) == (0, {}, [])


def test_what_is_exported_and_taken_in_again_changes_nothing(tmp_path, store):
    kept = town_standard(store, tmp_path)
    rows = rows_of(store, kept)
    again = take(store, written(tmp_path, *rows, headings=HEADINGS))
    assert counts(again) == {"unchanged": len(rows)} and standards(store) == [kept]
    changed = [(*rows[0][:5], "另一条", *rows[0][6:]), *rows[1:]]
    assert counts(take(store, written(tmp_path, *changed, headings=HEADINGS))) == {
        "created": len(rows)}
    assert [each.version for each in standards(store)] == [2, 1]


@pytest.mark.parametrize(("above", "name", "column", "year"), [
    ("", "五星标准2024.xlsx", "", 2024), ("2025年度创建标准", "标准2024.xlsx", "2023", 2025),
    ("", "标准.xlsx", "2023", 2023), ("创建标准", "标准.xlsx", "", TODAY.year),
])
def test_the_year_is_told_by_the_title_the_lines_or_the_file(store, above, name, column, year):
    rows = [[above, "", ""], ["年度", "星", "项"], [column, "支部过硬星", "建好支部"]]
    intake = take(store, Path(name), grids=[Grid("Sheet1", rows)])
    assert [each.year for each in standards(store)] == [year]
    assert f"{year} 年，农村，1 项、1 条。" in said(intake, "notice")[-1][2]


def test_the_set_is_the_one_whose_stars_are_named(store):
    rows = [["星", "项"], ["支部过硬星", "建好支部"], ["宜业兴业星", "帮扶创业"]]
    take(store, Path("标准.xlsx"), grids=[Grid("Sheet1", rows)])
    assert [each.star_set for each in standards(store)] == ["urban"]


def test_a_star_on_each_sheet_and_a_working_copy(store):
    heads = ["星", "项", "条"]
    branch = [heads, ["支部过硬星", "建好支部", "设党小组"], ["", "", "开好会"]]
    intake = take(store, Path("标准.xlsx"), grids=[
        Grid("支部", branch), Grid("产业", [heads, ["产业兴旺星", "发展产业", "有合作社"]]),
        Grid("支部 (2)", branch)])
    kept, = standards(store)
    assert [(each.task.title, len(each.clauses)) for each in items(store, kept.rowid)] == [
        ("建好支部", 2), ("发展产业", 1)]
    assert counts(intake) == {"created": 3, "skipped": 2}
    assert [(each.sheet, each.row) for each in intake.findings if each.code == "line-copied"] == [
        ("支部 (2)", 2), ("支部 (2)", 3)]


def grids(rows, merges=()):
    return [Grid("标准", [list(each) for each in rows], list(merges))]


def test_clauses_merged_under_their_item_are_lines_whatever_they_end_in(store):
    take(store, Path("标准.xlsx"), grids=grids([
        ["五星支部创建任务清单（2026）", "", "", ""],
        ["星", "序号", "重点任务（项）", "评价内容"],
        ["支部过硬星", "1", "建好支部", "设置党小组"], ["", "", "", "管好先锋队"],
        ["", "2", "管好党员", "按月交党费"], ["填表人：", "", "审核人：", ""],
        ["注：以正式文件为准"],
    ], [(1, 1, 1, 4), (3, 1, 5, 1), (3, 2, 4, 2), (3, 3, 4, 3)]))
    kept, = standards(store)
    assert kept.title == "五星支部创建任务清单（2026）"
    assert [(each.task.title, [clause.text for clause in each.clauses])
            for each in items(store, kept.rowid)] == [
        ("建好支部", ["设置党小组", "管好先锋队"]), ("管好党员", ["按月交党费"])]


@pytest.mark.parametrize("head", [
    [["星", "项", "条"]], [["星名", "重点任务", "评价内容"]],
    [["五星支部创建标准"], [], ["星", "项", "条"]],
    [["标准表", "", ""], ["创建内容", "", ""], ["星", "项", "条"]],
])
def test_other_heads_of_a_standard(store, head):
    rows = [*head, ["支部过硬星", "建好支部", "设党小组"], ["", "", "开好会"], ["合计", "2项"]]
    take(store, Path("标准.xlsx"), grids=grids(rows))
    kept, = standards(store)
    assert [clause.text for each in items(store, kept.rowid) for clause in each.clauses] == [
        "设党小组", "开好会"]


def test_the_template_has_no_fault():
    assert not shipped("rural", 2026).faults
