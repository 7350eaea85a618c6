"""A scheme goes into a workbook a village can edit, and comes back the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exporters.workbook.sheet import write_workbook
from importers.lists.listing import read_list
from importers.lists.rules import SCHEME
from importers.sheets.grid import Grid
from models.intake.rules import take_in_scheme
from models.points.book.scheme_sheet import HEADINGS, scheme_from_lines, scheme_sheet
from models.points.book.scheme_versions import (
    SchemeVersion,
    examples,
    in_force,
    keep_scheme,
    put_in_force,
    scheme_warnings,
    take_example,
)
from models.points.engine.reader import InvalidFile
from models.points.engine.scheme import amount_tables, veto_table
from models.points.engine.scheme_file import write_scheme
from models.values.kinds import Field
from models.values.problem import Invalid, Problem
from models.values.sheet import Column, Row, Sheet
from models.values.spreadsheet import column_number
from tests.models.points.points_village import ITEMS
from tests.models.points.small_village import scheme


def lines(given):
    return [
        {heading: str(value) if value is not None else ""
         for heading, value in zip(HEADINGS, row.values, strict=True)}
        for row in scheme_sheet(given).rows
    ]


@pytest.mark.parametrize("given", [each for _, each in examples()], ids=lambda each: each.name)
def test_every_example_survives_the_table(given):
    assert scheme_from_lines(lines(given)) == given


def test_vetoes_ranges_and_findings_survive_the_table():
    given = scheme([*ITEMS, {"code": "yard", "per_finding": "-5", "start": "25"}])
    assert scheme_from_lines(lines(given)) == given


@pytest.mark.parametrize(("words", "means"), [
    ("10", {"points": "10"}), ("＋10分", {"points": "10"}), ("－5", {"points": "-5"}),
    ("1至20", {"range": ["1", "20"]}), ("1～20分", {"range": ["1", "20"]}),
    ("-10至-1", {"range": ["-10", "-1"]}),
    ("25，每处-5", {"start": "25", "per_finding": "-5"}),
    ("基数25分，每处扣5分", {"start": "25", "per_finding": "-5"}),
])
def test_amounts_as_villages_write_them(words, means):
    assert amount_tables(words) == means


def test_vetoes_as_villages_write_them():
    assert veto_table("当年积分清零，含次年") == {"scope": "score", "reach": "next-year"}


def test_every_fault_is_told_in_the_village_s_words():
    bad = [
        *lines(scheme(ITEMS)),
        {"部分": "项目", "代号": "x", "名称": "新项", "类别": "没有的类别", "分值": "十"},
        {"部分": "奖励", "名称": "?"},
    ]
    bad[0]["名称"] = "名字"
    with pytest.raises(InvalidFile) as invalid:
        scheme_from_lines(bad)
    said = "\n".join(invalid.value.faults)
    assert "第1行：总则里没有“名字”，请照原来的名称写" in said
    assert "“部分”要写总则、类别、项目、等次之一，现在是“奖励”" in said
    assert "总则：缺少 “细则名称”" in said
    assert "“十”不是可用的数" in said and "“没有的类别”没有对应的 类别" in said
    assert not any(word in said for word in ("[[", "points", "category"))


def take(store, path, **given):
    return take_in_scheme(store, read_list(path, SCHEME, **given), today=date(2026, 5, 1))


def test_a_workbook_is_written_edited_and_read_back(tmp_path, store):
    given = dict(examples())["honour-education-ladder"]
    write_workbook(scheme_sheet(given), tmp_path / "细则.xlsx")
    (tmp_path / "细则.toml").write_text(write_scheme(given), encoding="utf-8")
    assert take(store, tmp_path / "细则.xlsx").counts["created"] == len(given.items)
    kept, = store.find(SchemeVersion)
    assert kept.scheme == given and not kept.active
    for again in ("细则.xlsx", "细则.toml"):
        assert set(take(store, tmp_path / again).counts) == {"unchanged"}
    other = Sheet("x", "别的表", (Column(Field("姓名")),), [Row(("甲",))])
    write_workbook(other, tmp_path / "别的.xlsx")
    with pytest.raises(Problem, match="要有这些列：部分、名称、分值"):
        take(store, tmp_path / "别的.xlsx")


def test_every_fault_of_a_scheme_stands_at_its_cell(store):
    good = [list(HEADINGS), *([each or "" for each in row.values]
                              for row in scheme_sheet(scheme(ITEMS)).rows)]
    part, name, amount = (HEADINGS.index(each) for each in ("部分", "名称", "分值"))
    item = next(at for at, each in enumerate(good) if each[part] == "项目")
    faults = {(item, amount): "十", (2, name): "没有这一条", (item + 1, part): "奖励"}
    for (row, column), words in faults.items():
        good[row][column] = words
    rows = [["柳河沿村积分细则"], *good, ["表决通过：", "2026-01-05"]]
    intake = take(store, Path("细则.xlsx"), grids=[Grid("细则", rows)])
    assert store.find(SchemeVersion) == [] and not intake.counts["created"]
    found = {(each.row - 2, column_number(each.column) - 1) for each in intake.refused if each.row}
    assert faults.keys() <= found
    assert not any("第" in each.why[:1] for each in intake.refused if each.row)


def test_a_scheme_with_hidden_rows_is_taken_whole_or_not_at_all(store):
    rows = [list(HEADINGS), *([each or "" for each in row.values]
                              for row in scheme_sheet(scheme(ITEMS)).rows)]
    intake = take(store, Path("细则.xlsx"), grids=[Grid("细则", rows, hidden_rows={len(rows)})])
    assert "取消隐藏和筛选" in intake.refused[0].why and store.find(SchemeVersion) == []


def test_examples_are_never_in_force_and_the_village_decides(store):
    kept = take_example(store, "luanchuan-xiexin", date(2026, 5, 1))
    assert not kept.active and kept.valid_from == date(2026, 1, 1)
    assert kept.source == "栾川县陶湾镇协心村 2022"
    assert in_force(store) == []
    with pytest.raises(Invalid, match="启用细则要写明是哪次会议通过的"):
        put_in_force(store, kept, basis=" ", adopted=date(2026, 5, 1))
    on = put_in_force(store, kept, basis="5月村民会议", adopted=date(2026, 5, 1))
    assert (on.name, on.scheme.name) == ("协心村道德积分", "协心村道德积分")
    with pytest.raises(Problem, match="已经启用，不能改动"):
        keep_scheme(store, on.scheme, version=on)


def test_no_example_pays_villagers_for_answering_inspectors():
    assert [said for _, each in examples() for said in scheme_warnings(each)] == []
    paid = scheme([{"code": "say", "title": "上级督查中能说清帮扶政策", "points": "50"}])
    assert scheme_warnings(paid) == [
        "“上级督查中能说清帮扶政策”像是按答复检查给分，容易变成形式主义，建议不设"]
