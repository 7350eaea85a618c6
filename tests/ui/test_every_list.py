"""The look's rules for lists, held by every list of every place and section that has rows."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.registers.search import Only
from models.values.counting_order import chinese_number
from tests.ui.everywhere import everywhere, sample_window, settle, town_window
from ui.kit.cell import head_width, words_width
from ui.kit.list_section import ListSection
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, dress, lettering

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


def narrow(rows):
    """1: a column is as wide as its widest words and its heading, in the font that is there."""
    small = QFontMetrics(lettering("small", bold=True))
    for at in rows.seen:
        column, least = rows.table.columns[at], 0
        for row in range(min(LOOKED_AT, len(rows.table.ids))):
            face = rows.table.face(row, at)
            letters = QFontMetrics(lettering("body", bold=face.bold or column.lead))
            words = face.words[:8] if column.text else face.words
            least = max(least, letters.horizontalAdvance(words) + 20 + (17 if face.mark else 0))
        if not rows.horizontalHeader().isHidden():
            least = max(least, small.horizontalAdvance(column.label) + 20)
        if rows.columnWidth(at) + 2 < least:
            yield f"{column.label or at} is {rows.columnWidth(at)} wide and needs {least}"


def uneven(rows):
    """4: spare width goes to all, never to one."""
    free = [at for at in rows.seen if not any(
        rows.table.face(row, at).link for row in range(min(LOOKED_AT, len(rows.table.ids))))]
    wide = {at: rows.columnWidth(at) for at in free}
    wants = {at: max([words_width(rows.table.face(row, at), rows.table.columns[at])
                      for row in range(len(rows.table.ids))]
                     + [head_width(rows.table.columns[at]), 8 * rows.table.columns[at].width])
             for at in free}
    spare = {at: wide[at] - wants[at] for at in free if wide[at] > wants[at]}
    if len(free) > 2 and sum(spare.values()) > 60:
        yield from (f"{rows.table.columns[at].label} has {each} of {sum(spare.values())} spare"
                    for at, each in spare.items() if each > 0.4 * sum(spare.values()) + 8)


def unaligned(rows):
    """5: figures stand at the right with their heading; days of a column are of one form."""
    for at, column in enumerate(rows.table.columns):
        looked_at = range(min(LOOKED_AT, len(rows.table.ids)))
        said = {rows.table.face(row, at).words for row in looked_at} - {"", "—"}
        if said and all(FIGURE.fullmatch(each) for each in said) and not column.numeric:
            yield f"{column.label} is not at the right: {sorted(said)[:3]}"
        right = bool(int(rows.table.headerData(
            at, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole))
            & int(Qt.AlignmentFlag.AlignRight.value))
        if right != column.numeric:
            yield f"the heading of {column.label} is on another side"
        if len({form for form in DAYS for each in said if form.fullmatch(each)}) > 1:
            yield f"{column.label} has days of two forms: {sorted(said)[:3]}"


def slid(rows):
    """6: the first column and the head stay; rows are scrolled whole."""
    if rows.verticalScrollMode() != rows.ScrollMode.ScrollPerItem:
        yield "rows are scrolled by parts"
    if (rows.leaves and not rows.is_grid) or len(rows.seen) < 2:
        return
    first, last, bar = rows.seen[0], rows.seen[-1], rows.horizontalScrollBar()
    rows.setColumnWidth(last, 3 * rows.viewport().width())
    QApplication.processEvents()
    bar.setValue(bar.maximum())
    if not rows.pinned.isVisible() or rows.pinned.columnAt(3) != first:
        yield "the first column is scrolled away"
    elif not rows.horizontalHeader().isHidden() and rows.pinned.horizontalHeader().isHidden():
        yield "the head of the first column is scrolled away"
    bar.setValue(0)
    rows.heading.forget()
    if rows.pinned.isVisible():
        yield "it stands twice"


def uncounted(rows):
    """9: 1, 2, 10 and 一组, 二组, 十组 by a press on the heading; a third brings back the order."""
    before = list(rows.table.ids)
    for at in rows.seen if rows.orders else ():
        if rows.table.columns[at].label not in COUNTED:
            continue
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            rows.sortByColumn(at, order)
            said = [numbers(rows.table.face(row, at).words) for row in range(len(rows.table.ids))]
            said = [each for each in said if each]
            if said != sorted(said, reverse=order != Qt.SortOrder.AscendingOrder):
                yield f"{rows.table.columns[at].label} is not counted: {said[:4]}"
        rows.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    if rows.table.ids != before:
        yield "the order is lost"


def unfiltered(rows):
    """Every column sorts, filters and can be left out, by the menu of its heading."""
    if not rows.orders or rows.horizontalHeader().isHidden():
        return
    before = list(rows.table.ids)
    for at in rows.seen:
        label, words = rows.table.columns[at].label, rows.table.face(0, at).words
        menu = rows.heading.menu(at)
        said = [each.text() for each in menu.actions()]
        menu.deleteLater()
        if said[:2] != ["从小到大排", "从大到小排"] or "显示哪些栏" not in said:
            yield f"{label} has another menu: {said}"
        rows.heading.see(label, Only(words, whole=True))
        if {rows.table.face(row, at).words for row in range(len(rows.table.ids))} != {words}:
            yield f"{label} is not filtered by {words}"
        rows.heading.show_all()
    if rows.table.ids != before:
        yield "something stays filtered"


def numbers(words):
    """The numbers in some words, 十二 as 12."""
    return [int(each) if each.isdigit() else chinese_number(each)
            for each in re.findall(r"\d+|[一二三四五六七八九十]+", words)]


def faults(section, rows):
    said = section.chosen_bar.absent.text() if isinstance(section, ListSection) else ""
    found = [each for rule in OF_A_LIST for each in rule(rows)] + list(unnamed(rows, said))
    if isinstance(section, ListSection) and rows is section.list:
        found += [*other_steps(section, rows), *lost(section, rows)]
    return found


OF_A_LIST = (cut, narrow, uneven, unaligned, unmoved, not_found, slid, uncounted, unfiltered)
FIGURE = re.compile(r"(?!\d{11})-?\d[\d,]*(\.\d+)?%?")
DAYS = (re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d\d?月\d\d?日"))
COUNTED = {"户号", "组", "组别", "党小组", "序号", "号", "次", "小组", "管区"}


def looked_through(window):
    """What is wrong with each list of a window that breaks a rule, and how many lists there are."""
    found, lists = {}, 0
    for where in everywhere(window):
        section, shown = here(window)
        for rows in shown:
            lists += 1
            found[where, rows.accessibleName()] = faults(section, rows)
            settle()
    return {where: said for where, said in found.items() if said}, lists


def test_every_list_keeps_the_rules(window):
    found, lists = looked_through(window)
    assert found == {}
    assert lists > 30


def test_every_list_of_a_town_keeps_the_rules(qtbot, tmp_path):
    with town_window(qtbot, tmp_path) as shown:
        found, lists = looked_through(shown)
    assert found == {}
    assert lists > 3


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


@pytest.mark.parametrize("rule", OF_A_LIST)
def test_a_fault_is_caught(qtbot, rule):
    class Dead(RecordList):
        def keyPressEvent(self, event):
            pass

        def keyboardSearch(self, search):
            pass

        def sortByColumn(self, column, order):
            self.show_ids(sorted(self.table.ids, key=str))

        def arrange(self):
            pass

    made = Dead(RecordTable(
        (Column("户号"), Column("户主", lead=True, face=lambda face: face), Column("积分")),
        lambda ids: [(f"03-018-000{each}", Face(f"第{each}户", Mark.LATE), 3) for each in ids]),
        "名单")
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.show_ids([1, 2, 10])
    made.setColumnWidth(0, 5)
    made.setColumnWidth(2, 900)
    made.pinned.stand = lambda *_: made.pinned.hide()
    made.horizontalScrollBar().valueChanged.disconnect()
    made.pinned.hide()
    assert list(rule(made))
