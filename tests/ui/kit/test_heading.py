"""A list is sorted, filtered and laid out by its user, and so it stands the next time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from models.registers.search import Only
from models.values.counting_order import sort_key
from models.values.problem import Problem
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import dress

RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
HOMES = {1: ("02-010", "缑树林", "十组", 5, "3"), 2: ("02-009", "柳琢", "二组", None, "1"),
         3: ("10-001", "彭桂兰", "十组", 12, "2")}


def put(edits):
    if edits[0].text == "很多":
        raise Problem("次数要写数字。")


@pytest.fixture
def made(qtbot):
    def make(editable=False):
        shown = RecordList(RecordTable((
            Column("户号"), Column("户主", lead=True), Column("组"),
            Column("积分", numeric=True), Column("次数", key="times", editable=editable),
        ), lambda ids: [HOMES[each] for each in ids], put), "名单")
        qtbot.addWidget(shown)
        shown.resize(900, 300)
        shown.show()
        shown.show_ids([1, 2, 3])
        return shown

    return make


def names(shown):
    return [shown.table.face(row, 1).words for row in range(len(shown.table.ids))]


def test_numbers_count_and_what_is_blank_is_last_either_way(made):
    shown = made()
    shown.choose(3)
    shown.sortByColumn(0, RISING)
    assert shown.table.ids == [2, 1, 3]
    shown.sortByColumn(3, RISING)
    assert shown.table.ids == [1, 3, 2]
    shown.sortByColumn(3, FALLING)
    assert shown.table.ids == [3, 1, 2] and shown.current() == 3
    shown.show_ids([1, 2, 3])
    assert shown.table.ids == [3, 1, 2]
    shown.sortByColumn(-1, RISING)
    assert shown.table.ids == [1, 2, 3]


@pytest.mark.parametrize(("one", "other"), [("99.5%", "100.0%"), ("1,200", "13,000"), ("-3", "2")])
def test_figures_are_sorted_by_their_number(one, other):
    assert sort_key(one, one, figure=True) < sort_key(other, other, figure=True)


def arrow(shown, order):
    """How many pixels of each row the arrow of an order takes, from its top to its foot."""
    shown.sortByColumn(-1, RISING)
    plain = shown.horizontalHeader().grab().toImage()
    shown.sortByColumn(0, order)
    drawn = shown.horizontalHeader().grab().toImage()
    across, down = range(plain.width()), range(plain.height())
    rows = [sum(plain.pixel(x, y) != drawn.pixel(x, y) for x in across) for y in down]
    return [many for many in rows if many]


def test_the_arrow_points_up_over_what_rises_and_down_over_what_falls(made):
    dress(QApplication.instance())
    shown = made()
    up, down = arrow(shown, RISING), arrow(shown, FALLING)
    assert up[0] < up[-1] and down[0] > down[-1]


def test_a_list_that_is_typed_in_keeps_its_rows_where_they_lie(made):
    shown = made(editable=True)
    shown.sortByColumn(4, RISING)
    before = list(shown.table.ids)
    HOMES[2] = (*HOMES[2][:4], "9")
    shown.show_ids([1, 2, 3])
    HOMES[2] = (*HOMES[2][:4], "1")
    assert shown.table.ids == before == [2, 3, 1]


def test_a_column_is_filtered_by_initials_typed_in_its_menu(made, qtbot):
    shown = made()
    shown.choose(2)
    QTest.keyClick(shown, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
                   | Qt.KeyboardModifier.ShiftModifier)
    QApplication.activePopupWidget().close()
    menu = shown.heading.menu(1)
    sought = menu.findChild(QLineEdit)
    sought.setText("pg")
    QTest.keyClick(sought, Qt.Key.Key_Return)
    assert names(shown) == ["彭桂兰"] and shown.heading.filtered == "户主：pg"
    assert shown.current() == 3
    shown.heading.show_all()
    assert len(names(shown)) == 3


def test_what_was_refused_is_brought_back_into_sight_before_saving(made):
    shown = made(editable=True)
    shown.table.put([Edit(1, "times", "很多")])
    shown.heading.see("户主", Only("柳琢"))
    assert names(shown) == ["柳琢"]
    with pytest.raises(Problem, match="缑树林"):
        shown.table.check()
    assert "缑树林" in names(shown)


def test_columns_stand_the_next_time_as_they_were_left(made):
    shown = made()
    shown.heading.turn("组")
    shown.horizontalHeader().resizeSection(0, 260)
    shown.horizontalHeader().moveSection(shown.horizontalHeader().visualIndex(4), 1)
    again = made()
    assert again.isColumnHidden(2) and again.columnWidth(0) == 260
    assert [again.table.columns[at].label for at in again.seen] == ["户号", "次数", "户主", "积分"]
    again.heading.forget()
    assert again.seen == [0, 1, 2, 3, 4] and again.columnWidth(0) != 260
    assert made().seen == [0, 1, 2, 3, 4]


def test_what_is_copied_and_pasted_follows_the_columns_in_sight(made):
    shown = made(editable=True)
    shown.horizontalHeader().moveSection(4, 1)
    shown.choose_one()
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "02-010\t3\t缑树林\t十组\t5"


def test_the_name_stays_beside_a_list_that_is_scrolled(made):
    shown = made()
    shown.horizontalHeader().resizeSection(4, 2000)
    shown.resize(500, 300)
    QGuiApplication.processEvents()
    bar = shown.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert shown.pinned.isVisible() and shown.pinned.holds(1)
    QTest.mouseClick(shown.pinned.viewport(), Qt.MouseButton.LeftButton,
                     pos=shown.pinned.visualRect(shown.table.index(2, 1)).center())
    assert shown.current() == 3 and bar.value()
    shown.setCurrentIndex(shown.table.index(0, 2))
    assert shown.columnViewportPosition(2) >= shown.pinned.edge
    bar.setValue(0)
    assert not shown.pinned.isVisible()
