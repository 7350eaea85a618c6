"""Hidden sheets and rows of a list are in no ledger, and each is said with its place."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from cli.incoming import take_in
from models.values.problem import Problem
from tests.models.liaison_village import settle_village

VISITS = (["走访人", "日期", "户号", "需求"],
          ["茹树林", "2026-03-01", "1", "看得见"], ["茹树林", "2026-03-02", "2", "筛选掉"],
          [None, "2026-03-03", "3", "看得见"])
MEETINGS = (["会议类型", "日期", "主题", "应到", "实到"],
            ["支部党员大会", "2026-03-05", "看得见", 5, 4],
            ["支部党员大会", "2026-03-06", "筛选掉", 5, 4], [None, "2026-03-07", "看得见", 5, 4])
PAIRINGS = (["党员", "户号"], ["茹树林", "1"], ["晁树林", "2"], ["茹树林", "3"])
LISTS = {"visits": VISITS, "meetings": MEETINGS, "pairings": PAIRINGS}
TABLES = {"visits": "visit", "meetings": "meeting", "pairings": "pairing"}


def listed(path, rows, *, state="visible", hidden=()):
    """A list with an older sheet behind it, in the state given, and rows that are hidden."""
    book = Workbook()
    book.active.title = "台账"
    old = book.create_sheet("旧表")
    for sheet in (book.active, old):
        for row in rows:
            sheet.append(row)
    old.sheet_state = state
    for row in hidden:
        book["台账"].row_dimensions[row].hidden = True
    if state == "visible":
        book.remove(old)
    book.save(path)
    return path


@pytest.fixture
def village(store):
    settle_village(store, 6, 2)
    return store


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_named(village, tmp_path, kind, state):
    file = listed(tmp_path / "单.xlsx", LISTS[kind], state=state)
    answer = take_in(village, kind, file)
    assert (answer["rows"], answer["created"], answer["skipped"]) == (6, 3, 3)
    assert village.count(TABLES[kind]) == 3
    assert [(each["level"], each["code"], each["sheet"]) for each in answer["problems"]] == [
        ("notice", "hidden-sheet", "旧表")]


@pytest.mark.parametrize("kind", LISTS)
def test_a_hidden_row_is_left_out_and_said_with_its_number(village, tmp_path, kind):
    file = listed(tmp_path / "单.xlsx", LISTS[kind], hidden=[3])
    trial = take_in(village, kind, file, dry_run=True)
    answer = take_in(village, kind, file)
    assert trial == answer
    assert (answer["rows"], answer["created"], answer["skipped"]) == (3, 2, 1)
    (said,) = answer["problems"]
    assert (said["code"], said["sheet"], said["row"]) == ("hidden-row", "台账", 3)
    assert "没有导入" in said["why"] and "取消隐藏" in said["why"]
    assert village.count(TABLES[kind]) == 2


def test_a_hidden_sheet_that_is_named_is_read(village, tmp_path):
    file = listed(tmp_path / "单.xlsx", VISITS, state="hidden")
    assert take_in(village, "visits", file, sheet="旧表")["created"] == 3


def test_a_list_wholly_out_of_sight_is_refused_with_the_way_out(village, tmp_path):
    file = listed(tmp_path / "单.xlsx", VISITS, hidden=[2, 3, 4])
    with pytest.raises(Problem, match=r"第 2 行是隐藏的.*请先取消隐藏"):
        take_in(village, "visits", file)
    assert not village.count("visit")


def test_a_merged_name_reaches_below_a_hidden_row(village, tmp_path):
    file = listed(tmp_path / "单.xlsx", VISITS, hidden=[2])
    answer = take_in(village, "visits", file)
    assert answer["created"] == 2 and answer["refused"] == 0
    assert len({member for member, in village.query("SELECT member FROM visit")}) == 1
