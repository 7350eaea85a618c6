"""Lists like Excel: copy, paste, fill down, Enter goes down; rows are read in chunks."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from models.values.problem import Problem
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.record_list import RecordList
from ui.kit.table import CHUNK, Column, Edit, RecordTable
from ui.kit.theme import Mark


@pytest.fixture
def asked():
    return []


@pytest.fixture
def kept():
    return []


@pytest.fixture
def rows(qtbot, asked, kept):
    def read(ids):
        asked.append(list(ids))
        return [(f"户{each}", each, "late" if each == 2 else "done") for each in ids]

    def put(edits):
        if any(each.text == "坏" for each in edits):
            raise Problem("不能这样填，请改。")
        kept.append(edits)

    faces = {"late": Face("超期", Mark.LATE), "done": Face("已办", Mark.DONE)}
    table = RecordTable(
        (
            Column("户"),
            Column("分", key="points", numeric=True, editable=True),
            Column("状态", face=faces.get),
        ),
        read,
        put,
    )
    made = RecordList(table, "名单")
    made.setProperty("rows", table)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    table.show_ids(range(1, 1001))
    return made


def test_only_the_rows_looked_at_are_read(rows, asked):
    rows.grab()
    assert asked == [list(range(1, CHUNK + 1))]


def test_copy_is_tab_separated_with_shapes(rows, qtbot):
    rows._go(0, 0)
    rows._go(1, 0)
    qtbot.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "户2\t2\t▲ 超期"


def test_a_paste_from_excel_is_one_act(rows, kept, qtbot):
    rows._go(0, 1)
    QGuiApplication.clipboard().setText("5\tx\r\n6\ty\r\n")
    qtbot.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kept == [[Edit(1, "points", "5"), Edit(2, "points", "6")]]


def test_a_pasted_cell_with_a_line_break_stays_one_cell(rows, kept, qtbot):
    rows._go(0, 1)
    QGuiApplication.clipboard().setText('"修路灯\n通知电工"\t周远山\r\n"他说""行"""\t冯采莲\r\n')
    qtbot.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kept == [[Edit(1, "points", "修路灯 通知电工"), Edit(2, "points", '他说"行"')]]


def test_a_cell_with_marks_and_breaks_is_copied_as_one(qtbot):
    table = RecordTable((Column("事"), Column("人")), lambda ids: [("修\n灯", '说"行"')] * len(ids))
    made = RecordList(table, "名单")
    qtbot.addWidget(made)
    made.show()
    table.show_ids([1])
    made._go(0, 0)
    qtbot.keyClick(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == '"修\n灯"\t"说""行"""'


def test_fill_down_repeats_the_first(rows, kept, qtbot):
    rows._go(1, 1)
    choice = rows.selectionModel().SelectionFlag
    for row in (1, 2, 3):
        rows.selectionModel().select(rows.table.index(row, 1), choice.Select | choice.Rows)
    qtbot.keyClick(rows, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert kept == [[Edit(3, "points", "2"), Edit(4, "points", "2")]]


def test_a_typed_cell_is_kept_and_a_refusal_is_told(rows, kept):
    told = []
    rows.table.refuse = told.append
    index = rows.table.index(0, 1)
    assert rows.table.setData(index, "7") and kept == [[Edit(1, "points", "7")]]
    assert not rows.table.setData(index, "坏") and told == ["户1的“分”：不能这样填，请改。"]


def test_enter_goes_down_in_a_column_that_is_typed_in(rows, qtbot):
    rows._go(0, 1)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert rows.currentIndex().row() == 1


def test_enter_opens_where_nothing_is_typed_in(rows, qtbot):
    rows._go(4, 0)
    with qtbot.waitSignal(rows.opened) as opened:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert opened.args == [5]


def test_type_ahead_finds_a_row(rows):
    rows.keyboardSearch("户7")
    assert rows.current() == 7


def test_the_current_record_is_kept_when_the_order_changes(rows):
    rows.choose(7)
    rows.table.show_ids(range(1000, 0, -1))
    assert rows.current() == 7


def test_no_reference_to_none_is_lost(rows):
    index = rows.table.index(0, 0)
    role = Qt.ItemDataRole.DecorationRole
    index.data(role)
    before = sys.getrefcount(None)
    for _ in range(2000):
        index.data(role)
    assert sys.getrefcount(None) >= before - 50


def test_nothing_is_renewed_under_an_open_editor(rows, kept, qtbot):
    """The list is read afresh, in another order and under another heading, while one types."""
    table = rows.table
    before = table.columns
    rows._go(4, 1)
    qtbot.keyClick(rows, Qt.Key.Key_7)
    editor = QApplication.focusWidget()
    table.columns = (before[0], Column("次", key="times", editable=True), before[2])
    table.show_ids(range(1000, 5, -1))
    assert table.columns == before and table.id_at(4) == 5
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert kept == [[Edit(5, "points", "7")]]
    assert table.columns[1].key == "times" and table.id_at(0) == 1000 and table.row_of(5) < 0
    assert rows.current() == 6


def test_what_is_refused_stays_in_its_cell_with_the_cursor_on_it(rows, kept, qtbot):
    rows._go(0, 1)
    QApplication.clipboard().clear()
    rows.edit(rows.currentIndex())
    editor = QApplication.focusWidget()
    editor.setText("坏")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    at = rows.currentIndex()
    assert (at.row(), at.column(), rows.table.face(0, 1)) == (0, 1, Face("坏", Mark.LATE))
    with pytest.raises(Problem, match="户1的“分”：“坏”还没有改好"):
        rows.table.check()
    assert rows.table.setData(at, "8") and kept == [[Edit(1, "points", "8")]]
    rows.table.check()


def test_ctrl_z_takes_back_what_was_refused(rows):
    rows.table.setData(rows.table.index(0, 1), "坏")
    rows.table.steps.pop().back()
    assert rows.table.face(0, 1).words == "1"


def test_rows_beyond_the_end_are_asked_about(rows, kept, qtbot):
    strip = Strip()
    qtbot.addWidget(strip)
    rows.speak_through(strip)
    rows._go(999, 1)
    QGuiApplication.clipboard().setText("5\n6\n7")
    qtbot.keyClick(rows, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kept == [] and "多出的 2 行" in strip.words.text()
    strip.press("只贴前 1 行")
    assert kept == [[Edit(1000, "points", "5")]]


def test_ctrl_d_in_one_row_repeats_what_stands_above(rows, kept, qtbot):
    rows._go(3, 1)
    qtbot.keyClick(rows, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert kept == [[Edit(4, "points", "3")]]


def test_the_cursor_goes_to_the_neighbour_of_what_left_the_list(rows):
    rows.choose(7)
    rows.show_ids([each for each in rows.table.ids if each not in (7, 8)])
    assert rows.current() == 9
    rows.show_ids([1, 2, 5])
    assert rows.current() == 5


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Escape])
def test_tab_behind_the_last_cell_and_esc_lead_out_of_a_grid(rows, qtbot, key):
    around, beside = QWidget(), QLineEdit()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    column.addWidget(rows)
    column.addWidget(beside)
    around.show()
    rows.show_ids([1])
    rows.setFocus()
    rows._go(0, 1)
    qtbot.keyClick(rows, Qt.Key.Key_Tab)
    assert rows.currentIndex().column() == 2 and around.focusWidget() is rows
    qtbot.keyClick(rows, key)
    assert around.focusWidget() is beside
    rows.setParent(None)


def test_type_ahead_knows_the_initials(qtbot):
    table = RecordTable((Column("户号"), Column("户主", lead=True)),
                        lambda ids: [(str(each), NAMES[each]) for each in ids])
    made = RecordList(table, "名单")
    qtbot.addWidget(made)
    made.show()
    made.show_ids(NAMES)
    qtbot.keyClicks(made, "lz")
    assert made.current() == 3


NAMES = {1: "缑树林", 2: "柳满仓", 3: "柳琢", 4: "彭桂兰"}


def test_columns_without_room_leave_whole_and_an_arrow_brings_them(qtbot):
    table = RecordTable((Column("户号"), Column("户主", lead=True), Column("组"), Column("电话")),
                        lambda ids: [("03-018", "柳琢", "三组", "15400000217")] * len(ids))
    made, said = RecordList(table, "名单"), []
    made.leaves = True
    made.left_out.connect(said.append)
    qtbot.addWidget(made)
    made.resize(260, 200)
    made.show()
    made.show_ids([1])
    assert said[-1] == ["电话"] and made.horizontalHeader().length() <= made.viewport().width()
    made._go(0, 2)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert said[-1] == ["组"] and made.currentIndex().column() == 3
    made.resize(900, 200)
    assert said[-1] == []
