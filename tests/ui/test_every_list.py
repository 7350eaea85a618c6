"""The look's rules for lists, held by every list of every place and section that has rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.everywhere import everywhere, sample_window, settle
from ui.kit.cell import words_width
from ui.kit.list_section import ListSection
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, dress

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LOOKED_AT = 30


@pytest.fixture
def window(qtbot, tmp_path):
    with sample_window(qtbot, tmp_path, 40) as shown:
        yield shown


def here(window):
    """The section that is shown, and its lists in sight that have rows."""
    page = window.pages[window.place.key]
    section = getattr(page, "current", None) or page
    return section, [each for each in page.findChildren(RecordList)
                     if each.isVisible() and each.table.ids and not each.quiet]


# ── the rules: each tells what breaks it ─────────────────────────────────────


def cut(rows):
    """2: what is no sentence is never cut."""
    for at, column in enumerate(rows.table.columns):
        if rows.isColumnHidden(at) or column.text:
            continue
        for row in range(min(LOOKED_AT, len(rows.table.ids))):
            face = rows.table.face(row, at)
            if words_width(face, column) > rows.columnWidth(at) + 2:
                yield f"{column.label}: {face.words}"


def unnamed(rows, said):
    """3: a column without room goes whole, and is named."""
    if rows.leaves and not rows.is_grid and (
            rows.horizontalHeader().length() > rows.viewport().width()):
        yield "is scrolled to the side"
    yield from (f"{each} is not named" for each in rows.absent if each not in said)


def unmoved(rows):
    """7: the keys of Excel."""
    column = next((at for at, each in enumerate(rows.table.columns)
                   if not each.editable and not rows.isColumnHidden(at)), None)
    if column is None:
        return
    last = len(rows.table.ids) - 1
    rows._go(0, column)
    for key, held, wanted in ((KEY.Key_Down, {}, min(1, last)), (KEY.Key_Up, {}, 0),
                              (KEY.Key_End, CTRL, last), (KEY.Key_Home, CTRL, 0)):
        QTest.keyClick(rows, key, held or Qt.KeyboardModifier.NoModifier)
        if rows.currentIndex().row() != wanted:
            yield f"{key.name} leads to {rows.currentIndex().row()}, not {wanted}"
    if rows.selectionMode() != rows.SelectionMode.SingleSelection:  # of members one is given
        yield from unchosen(rows, column, last)
    rows._go(0, column)
    QGuiApplication.clipboard().clear()
    QTest.keyClick(rows, KEY.Key_C, CTRL)
    if not QGuiApplication.clipboard().text().strip():
        yield "Ctrl+C copies nothing"
    QTest.keyClick(rows, KEY.Key_Escape)
    if rows.isVisible() and len(rows.chosen()) > 1:
        yield "Esc lets go of nothing"


def unchosen(rows, column, last):
    rows._go(0, column)
    QTest.keyClick(rows, KEY.Key_A, CTRL)
    if len(rows.chosen()) != last + 1:
        yield "Ctrl+A chooses not all"
    rows._go(0, column)
    QTest.keyClick(rows, KEY.Key_Down, SHIFT)
    if len(rows.chosen()) != min(2, last + 1):
        yield "Shift chooses no more"


def not_found(rows):
    """7: where nothing is typed in, typing looks for the row."""
    lead = next((at for at, each in enumerate(rows.table.columns) if each.lead), 0)
    words = [rows.table.face(row, lead).words for row in range(len(rows.table.ids))]
    wanted = next((row for row, each in enumerate(words) if each and words.index(each) == row
                   and row and not any(one.startswith(each[:4]) for one in words[:row])), None)
    if wanted is None:
        return
    rows._go(0, 0)
    rows._typed_at = 0.0
    rows.keyboardSearch(words[wanted][:4])
    if rows.table.face(rows.currentIndex().row(), lead).words[:4] != words[wanted][:4]:
        yield f"{words[wanted][:4]} is not found"


def other_steps(section, rows):
    """8: right click has the steps of the card and of what is chosen, in their order."""
    menu = rows.right_click()
    if menu is None:
        yield "has no menu"
        return
    told = [each for act in menu.actions() for each in (act.menu().actions() if act.menu() else
                                                        [act]) if not each.isSeparator()]
    wanted = {section.deeds[each] for each in (*section._steps(), *section.for_many())}
    if {each for each in told if each.isVisible()} != {each for each in wanted if each.isVisible()}:
        yield "has other steps than the card"
    menu.deleteLater()


def lost(section, rows):
    """10: after an act the cursor is on its record; where that left, on the neighbour."""
    if len(rows.table.ids) < 3:
        return
    rows._go(1, 0)
    record, after = rows.current(), rows.table.id_at(2)
    section.refresh()
    if section.list is rows and rows.current() != record:
        yield "the record is lost"
    rows.show_ids([each for each in rows.table.ids if each != record])
    if rows.current() != after:
        yield "the neighbour is lost"
    section.refresh()


def faults(section, rows):
    said = section.chosen_bar.absent.text() if isinstance(section, ListSection) else ""
    found = [*cut(rows), *unnamed(rows, said), *unmoved(rows), *not_found(rows)]
    if isinstance(section, ListSection) and rows is section.list:
        found += [*other_steps(section, rows), *lost(section, rows)]
    return found


def test_every_list_keeps_the_rules(window):
    found, lists = {}, 0
    for where in everywhere(window):
        section, shown = here(window)
        for rows in shown:
            lists += 1
            found[where, rows.accessibleName()] = faults(section, rows)
            settle()
    assert {where: said for where, said in found.items() if said} == {}
    assert lists > 30


def test_a_narrow_window_names_what_has_no_room(window):
    dress(QApplication.instance(), 1.5)
    found, absent = {}, 0
    for where in everywhere(window):
        section, shown = here(window)
        if isinstance(section, ListSection) and section.list in shown:
            absent += len(section.list.absent)
            found[where] = [*cut(section.list),
                            *unnamed(section.list, section.chosen_bar.absent.text())]
    dress(QApplication.instance())
    assert {where: said for where, said in found.items() if said} == {}
    assert absent


@pytest.mark.parametrize("rule", [cut, unmoved, not_found])
def test_a_fault_is_caught(qtbot, rule):
    class Dead(RecordList):
        def keyPressEvent(self, event):
            pass

        def keyboardSearch(self, search):
            pass

    made = Dead(RecordTable(
        (Column("户号"), Column("户主", lead=True, face=lambda face: face)),
        lambda ids: [(f"03-018-000{each}", Face(f"第{each}户", Mark.LATE)) for each in ids]),
        "名单")
    qtbot.addWidget(made)
    made.show()
    made.show_ids([1, 2, 3])
    made.setColumnWidth(0, 5)
    assert list(rule(made))
