"""A sheet of 记分 is printed, marked and brought back as what is typed; all of it or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from models.intake.brought_back import keep_read, read_back, said_of
from models.intake.mark_sheets import SheetKind, score_paper
from models.points.book.slips import Slip
from models.points.engine.scheme import AccountKind
from models.values.marks import Corners, MarkedPage, MarkedRow, unfolded
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import with_accounts

DAY, TODAY = date(2026, 9, 20), date(2026, 9, 26)


@pytest.fixture
def village(store):
    with_accounts(store)
    return store


def brought(store, sheet, path, *marked, again=False):
    """The sheet as a reader brings it: for each row what is marked."""
    code = Corners(sheet.number, 1, 0, ())

    def read(path, place, codes, layout):
        rows = unfolded(layout).rows
        return MarkedPage(sheet.number, 1, 4, tuple(
            MarkedRow(row.record, dict(best), (), False, b"")
            for row, best in zip(rows, (*marked, *({},) * len(rows)), strict=False)), b"")

    return read_back(store, path, lambda _: [(0, (code,), "")], read, TODAY, again=again)[0]


def test_marks_become_what_is_typed_and_are_kept_in_one_act(village, tmp_path):
    sheet = score_paper(village, AccountKind.HOUSEHOLD, "tree", DAY, TODAY)
    assert sheet.number == score_paper(village, AccountKind.HOUSEHOLD, "tree", DAY, TODAY).number
    assert sheet.number != score_paper(village, AccountKind.HOUSEHOLD, "free", DAY, TODAY).number
    reading = brought(village, sheet, tmp_path, {"次数": "1"}, {}, {"次数": "2"})
    assert reading.kind is SheetKind.POINTS and (
        "2 行读准，0 行请看，1 行空着" in reading.sentence)
    assert said_of(village, reading, "2", TODAY) == "次数 2"
    with pytest.raises(Problem, match="次数"):
        said_of(village, reading, "x", TODAY)
    assert keep_read(village, [(reading, {each.record: each.keys for each in reading.lines})],
                     TODAY) == 2
    assert [(each.times, each.on_day) for each in village.find(Slip)] == [(1, DAY), (2, DAY)]
    assert "已经读过" in brought(village, sheet, tmp_path).refusal
    twice = brought(village, sheet, tmp_path, {"次数": "1"}, again=True).lines[0]
    assert "已经记过一次" in twice.doubts[0]
    village.undo()
    assert not village.find(Slip)


def test_points_between_two_are_read_by_tens_and_ones_and_refused_beyond(village, tmp_path):
    sheet = score_paper(village, AccountKind.HOUSEHOLD, "free", DAY, TODAY)
    reading = brought(village, sheet, tmp_path, {"十位": "1", "个位": "5"},
                      {"十位": "3", "个位": "0"}, {"十位": "1"})
    assert [each.keys for each in reading.lines] == ["15", "30", "10"]
    assert [bool(each.doubts) for each in reading.lines] == [False, True, True]
    with pytest.raises(Invalid) as refused:
        keep_read(village, [(reading, {each.record: each.keys for each in reading.lines})], TODAY)
    assert list(refused.value.faults) == [f"{sheet.number}.{reading.lines[1].record}"]
    assert not village.find(Slip)


def test_an_item_that_does_not_hold_has_no_sheet(village):
    with pytest.raises(Problem, match="没有这一项"):
        score_paper(village, AccountKind.HOUSEHOLD, "none", DAY, TODAY)
