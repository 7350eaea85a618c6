"""A matrix of points on the workbench: its own heads are shown, an unknown one is put right."""

from __future__ import annotations

import pytest

from tests.data.rosters import made
from tests.models.points.points_village import with_accounts
from tests.ui.parts.importing.test_workbench import again, bands, choose, counts
from ui.parts.importing.kinds import KINDS
from ui.parts.importing.workbench import Workbench

ROWS = [["2026年3月5日积分"], ["户主", "参加植树造林", "帮工", "合计"],
        ["柳树甲", 10, 3, 13], ["耿树乙", "", 4, 4]]


@pytest.fixture
def pane(store, tmp_path, qtbot):
    with_accounts(store)
    path = tmp_path / "积分.xlsx"
    made.save(path, ("积分", ROWS, ""))
    pane = Workbench(store, KINDS["points"])
    qtbot.addWidget(pane)
    pane.try_file(path)
    qtbot.waitUntil(lambda: pane.trial is not None and pane.trial.tried is not None)
    return pane


def test_the_heads_of_a_matrix_are_shown_and_an_unknown_one_is_asked_about(pane):
    assert {letter: face.words for letter, face in pane.heads.faces("积分").items()} == {
        "A": "户主", "B": "参加植树造林", "C": "帮工", "D": "不导入"}
    assert counts(pane) == [1, 0, 0, 0, 2]
    assert [each.row for each in bands(pane) if each.open] == [2]


def test_the_head_is_put_right_where_it_stands(pane, qtbot):
    again(pane, qtbot, lambda: pane.sheet.table.typed.emit(2, "C", "临时任务"))
    assert counts(pane) == [3, 0, 0, 0, 0]


def test_a_column_that_is_no_item_is_left_out(pane, qtbot):
    again(pane, qtbot, lambda: choose(pane, "C", "这一列不导入"))
    assert counts(pane) == [1, 0, 0, 0, 0]
