"""Ledgers others kept come in line by line; what does not fit is said at its cell."""

from datetime import date

import pytest
from openpyxl import Workbook

from importers.lists.kinds import PAIRINGS, VISITS
from importers.lists.listing import read_list
from models.intake.looked_after import take_in_pairings, take_in_visits
from models.matters.matter import Matter
from models.pairing.pairing import pairings_on
from models.values.problem import Problem
from tests.models.liaison_village import settle_village

TODAY = date(2026, 6, 1)


def workbook(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def village(store):
    settle_village(store, 6, 2)
    return store


def test_a_ledger_of_pairings_with_a_merged_member(village, tmp_path):
    file = workbook(
        tmp_path / "联户.xlsx",
        ["党员联户台账"],
        ["党员", "户号", "户主", "起", "结对依据"],
        ["茹树林", "1", "缑树林", "2026-01-01", "就近"],
        [None, "0002", "鲁树林", "", ""],
        ["晁树林", "9", "无此户", "", ""],
        ["没有这人", "3", "", "", ""],
        ["晁树林", "3", "", "上月", ""],
        ["合计", 3],
    )
    lines = read_list(file, PAIRINGS)
    trial = take_in_pairings(village, lines, today=TODAY, dry_run=True)
    assert not village.count("pairing")
    done = take_in_pairings(village, lines, today=TODAY)
    assert done.json() == trial.json()
    assert (done.rows, done.counts) == (5, {"created": 2, "refused": 3})
    assert [(each.code, each.row) for each in done.findings if each.level == "notice"] == [
        ("row-aside", 8)]
    assert [(each.row, each.column, each.why) for each in done.refused] == [
        (5, "B", "没有9 户，请核对，或先登记这一户。"),
        (6, "A", "没有叫“没有这人”的党员，请核对姓名，或先登记这名党员。"),
        (7, "D", "“上月”认不出是哪一天，请写成 2026-09-01。"),
    ]
    assert [(each.household, each.since, each.basis) for each in pairings_on(village, TODAY)] == [
        (1, date(2026, 1, 1), "near"),
        (2, TODAY, None),
    ]
    again = take_in_pairings(village, lines, today=TODAY)
    assert again.counts == {"unchanged": 2, "refused": 3}
    assert village.undo() == "导入联户台账"


def test_a_strict_intake_keeps_all_or_nothing(village, tmp_path):
    file = workbook(tmp_path / "联户.xlsx", ["党员", "户号"], ["茹树林", "1"], ["茹树林", "99"])
    done = take_in_pairings(village, read_list(file, PAIRINGS), today=TODAY, strict=True)
    assert done.counts == {"refused": 1, "skipped": 1} and not village.count("pairing")


def test_a_register_of_visits_with_its_problems(village, tmp_path):
    file = workbook(
        tmp_path / "走访.xlsx",
        ["走访日期", "走访人", "户主", "组别", "方式", "事由", "发现问题"],
        [date(2026, 5, 2), "茹树林", "鲁树林", "第1组", "入户", "日常走访", "水渠堵了"],
        ["2026-05-03", "茹树林", "鲁树林", "", "电话", "", ""],
        ["2027-01-01", "茹树林", "鲁树林", "", "", "", ""],
        ["", "茹树林", "鲁树林", "", "托梦", "", ""],
    )
    lines = read_list(file, VISITS)
    done = take_in_visits(village, lines, today=TODAY)
    assert done.counts == {"created": 2, "refused": 2}
    assert (village.count("visit"), village.count("matter")) == (2, 1)
    assert [(each.row, each.column, each.why) for each in done.findings] == [
        (4, "A", "2027-01-01 还没有到，走访请在去过之后登记。"),
        (5, "E", "方式里没有“托梦”，请从列表里选。"),
    ]
    assert take_in_visits(village, lines, today=TODAY).counts["unchanged"] == 2


def test_a_workbook_without_the_columns_says_which(tmp_path):
    file = workbook(tmp_path / "花名册.xlsx", ["姓名", "性别"], ["缑树林", "男"])
    with pytest.raises(Problem, match="表头里要有这些列：联户党员"):
        read_list(file, PAIRINGS)
    with pytest.raises(Problem, match="里没有叫“一组”的表"):
        read_list(file, VISITS, sheet="一组")


@pytest.mark.parametrize("written", ["暂无", "—", " 无 ", "／"])
def test_where_nothing_was_found_no_matter_is_made(village, tmp_path, written):
    file = workbook(tmp_path / "走访.xlsx", ["走访日期", "走访人", "户号", "发现问题"],
                    ["2026-05-03", "茹树林", "1", written])
    assert take_in_visits(village, read_list(file, VISITS), today=TODAY).counts["created"] == 1
    assert village.find(Matter) == []
