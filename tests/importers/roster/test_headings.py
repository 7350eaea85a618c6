from __future__ import annotations

import pytest

from importers.roster.headings import roster
from importers.sheets.grid import Grid
from importers.sheets.heads import find_layout


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("公民身份号码", "id_number"),
        ("身份证号\n（18位）", "id_number"),
        ("与户主\n关系", "relation"),
        ("＊姓　名", "name"),
        ("出生年月", "born"),
        ("户编号", "number"),
        ("户主姓名", "head"),
        ("户类型", "category"),
        ("组别", "group"),
        ("入党时间", "joined"),
        ("固话", "landline"),
        ("年龄（截至1925年底）", "age"),
        ("合计股数", "shares_total"),
        ("是否在家", None),
        ("", None),
    ],
)
def test_a_heading_names_its_column(heading, column):
    assert roster().named(heading) == column


def test_parents_join_their_children():
    grid = Grid(
        "",
        [
            ["户主", "", "成员", "", ""],
            ["姓名", "电话", "姓名", "身份证号", "性别"],
        ],
        [(1, 1, 1, 2), (1, 3, 1, 5)],
    )
    layout = find_layout(grid, roster())
    assert layout is not None and layout.header_rows == (1, 2)
    assert layout.columns["head"] == "A" and layout.columns["name"] == "C"


def test_only_heads_are_names():
    layout = find_layout(Grid("", [["户号", "户主姓名", "身份证号"], ["1", "尚海", ""]]), roster())
    assert layout is not None and layout.columns["name"] == "B"


def test_prose_is_no_head():
    assert find_layout(Grid("", [["填表说明"], ["1. 姓名以户口簿为准。"]]), roster()) is None
