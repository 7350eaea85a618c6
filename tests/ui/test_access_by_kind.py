"""Keyboard alone, the rest of the rules: order, menus, what is cut, composition, back again.

``test_access`` has those that are asked of every state; what is costly is asked once of each kind.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.keeping.record import Record, field
from models.registers.people import Household, Person
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE
from tests.ui.everywhere import everywhere, town_window
from tests.ui.test_access import called, here, pane, window  # noqa: F401
from ui.frame.tab_order import stops
from ui.kit import keys
from ui.kit.editors import Veiled, editor_for
from ui.kit.list_section import ListSection
from ui.kit.record_list import RecordList
from ui.kit.tokens import px

# ── 9: the order of reading ──────────────────────────────────────────────────


def disordered(shown, order):
    """Within one panel Tab never goes up by more than a row."""
    for one, other in pairwise(order):
        up = top(shown, one) - top(shown, other)
        if panel_of(one) is panel_of(other) is not None and up > px("row") + 4:
            yield f"{called(one)} → {called(other)} goes up by {up}"


def top(shown, widget):
    return widget.mapTo(shown, QPoint()).y()


def panel_of(widget):
    above = widget
    while above is not None and not above.property("panel"):
        above = above.parentWidget()
    return above


# ── 14: the menu by key ──────────────────────────────────────────────────────


def menuless(section):
    """Every list that has a card opens the card's steps by Shift+F10 and by the menu key."""
    if not isinstance(section, ListSection) or not section.list.table.ids:
        return
    rows, steps = section.list, [section.deeds[each] for each in section._steps()]
    rows.setFocus()
    for key, held in ((Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
                      (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier)):
        if key == Qt.Key.Key_Menu:
            rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
        else:
            QTest.keyClick(rows, key, held)
        menu = QApplication.activePopupWidget()
        told = [act for each in menu.actions() for act in (
            each.menu().actions() if each.menu() else [each])] if menu else []
        if not told or not {each for each in steps if each.isVisible()} <= set(told):
            yield f"{called(rows)} has no menu by {key.name}"
        if menu is not None:
            menu.close()


@pytest.mark.soak
def test_order_and_menus_in_every_section(window):  # noqa: F811
    found, lists = {}, 0
    for where in everywhere(window):
        section = here(window)
        lists += isinstance(section, ListSection) and bool(section.list.table.ids)
        found[where] = [*disordered(window, stops(window)), *menuless(section)]
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert lists > 20


def test_order_and_menus_in_every_section_of_a_town(qtbot, tmp_path):
    with town_window(qtbot, tmp_path) as shown:
        found = {where: [*disordered(shown, stops(shown)), *menuless(here(shown))]
                 for where in everywhere(shown)}
    assert {where: each for where, each in found.items() if each} == {}
    assert len(found) > 15


def test_an_order_that_jumps_up_is_found(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    whole.setProperty("panel", True)
    column = QVBoxLayout(whole)
    rows = [QPushButton(str(at)) for at in range(4)]
    for each in rows:
        column.addWidget(each)
    whole.resize(200, 400)
    whole.show()
    assert list(disordered(whole, rows)) == []
    assert len(list(disordered(whole, [*rows[2:], rows[0]]))) == 1


# ── 16: what is cut can be read ──────────────────────────────────────────────


@pytest.mark.soak
def test_a_cell_that_is_cut_says_itself_whole(window, monkeypatch):  # noqa: F811
    from ui.kit import cell

    told = []
    monkeypatch.setattr(cell.QToolTip, "showText", lambda at, words, view: told.append(words))
    met = 0
    for _ in everywhere(window):
        rows = getattr(here(window), "list", None)
        if not isinstance(rows, RecordList) or not rows.isVisible():
            continue
        for at in range(min(5, len(rows.table.ids)) * len(rows.table.columns)):
            index = rows.table.index(*divmod(at, len(rows.table.columns)))
            words = index.data(cell.FACE).words
            if not rows.isColumnHidden(index.column()) and rows.fontMetrics().horizontalAdvance(
                    words) > rows.columnWidth(index.column()) + px(20):
                told.clear()
                point_at(rows, index)
                met += 1
                assert told and words.splitlines()[0][:20] in told[0], (called(rows), words)
    assert met


def point_at(rows, index):
    spot = rows.visualRect(index).center()
    QApplication.sendEvent(rows.viewport(), QHelpEvent(
        QEvent.Type.ToolTip, spot, rows.viewport().mapToGlobal(spot)))


# ── 17: composition ──────────────────────────────────────────────────────────


class Every(Record, table="every_editor", label="每种"):
    """A field for each sort of editor."""

    line: str | None = field("行")
    number: object | None = field("数", MONEY)
    note: str | None = field("记", NOTE)
    day: object | None = field("日", DAY)
    flag: bool | None = field("是否", FLAG)
    link: int | None = field("人", LINK)


def compose(widget, word, pre="zhong"):
    """A word as an input method hands it over: letters first, then the word."""
    QApplication.sendEvent(widget, QInputMethodEvent(pre, []))
    done = QInputMethodEvent()
    done.setCommitString(word)
    QApplication.sendEvent(widget, done)


def editors(store):
    plain = [editor_for(each, store, {"link": lambda *_: []}) for each in Every.fields()]
    return [*plain, editor_for(Household.field("note"), store, {}),
            Veiled(Person.field("id_number"), may_see=True)]


def test_every_editor_takes_the_word_that_was_composed_and_nothing_else(qtbot, store):
    kinds = set()
    for each in editors(store):
        qtbot.addWidget(each)
        each.show()
        inside = each.lineEdit() if hasattr(each, "lineEdit") else each
        pressed = []
        each.keyPressEvent = lambda event, pressed=pressed: pressed.append(event)
        compose(inside, "中")
        said = inside.toPlainText() if isinstance(inside, QPlainTextEdit) else inside.text()
        assert said == "中", type(each).__name__
        assert pressed == []
        kinds.add(type(each).__name__)
    assert kinds == {"Line", "Number", "Note", "Day", "Choice", "Link", "Veiled"}


def test_a_key_keeps_the_word_that_is_being_composed(qtbot, monkeypatch):
    """The input method is asked for it before anything is saved."""
    order, whole = [], QWidget()
    qtbot.addWidget(whole)

    class Method:
        commit = staticmethod(lambda: order.append("word"))

    monkeypatch.setattr(keys.QGuiApplication, "inputMethod", Method)
    keys.act(whole, "保存", "Ctrl+S", lambda: order.append("saved")).trigger()
    assert order == ["word", "saved"]


# ── 18: back where one was ───────────────────────────────────────────────────


def test_when_a_form_goes_the_focus_is_back_at_once(window):  # noqa: F811
    wrong, met = [], 0
    for where in everywhere(window):
        section = here(window)
        if not isinstance(section, ListSection) or section.alone:
            continue
        for name in section.steps_at("bar"):
            act = section.deeds[name]
            section.list.setFocus()
            if not (act.isVisible() and act.isEnabled()):
                continue
            act.trigger()
            if here(window) is section and pane(section) is not None:
                heard = []
                QApplication.instance().focusChanged.connect(
                    lambda _, now, heard=heard: heard.append(now))
                pane(section).give_up()
                QTest.qWait(1)
                QApplication.instance().focusChanged.disconnect()
                met += 1
                if heard != [section.list]:
                    wrong.append((where, act.text(), [each and called(each) for each in heard]))
            section.strip.put_away()
    assert wrong == []
    assert met > 5
