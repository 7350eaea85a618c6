"""The first way through by keyboard alone: from the first question to a return, and all undone."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from models.meetings.meeting import Attendance, Meeting
from models.members.member import Member
from models.pairing.pairing import Pairing
from models.points.book.scheme_versions import in_force
from models.points.book.slips import Slip
from models.registers.people import Person
from tests.data.rosters.made import small
from ui.frame.app import open_window
from ui.kit.place import PAGES
from ui.kit.theme import dress

TODAY = date(2026, 9, 26)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PEOPLE, HOUSEHOLDS = 6, 3


@pytest.fixture
def window(qtbot, tmp_path):
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "own"))
    dress(QApplication.instance())
    opened = open_window(tmp_path / "village.lianxing")
    qtbot.addWidget(opened)
    with qtbot.waitActive(opened):
        opened.activateWindow()
    qtbot.waitUntil(lambda: opened.store is not None)
    yield opened
    opened.let_go()


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key goes where a desktop sends it: to what has dropped down, else to the focus."""
    QApplication.processEvents()
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key, modifier)


def write(text):
    """Latin by keys; Chinese as an input method hands it over."""
    if text.isascii():
        QTest.keyClicks(QApplication.focusWidget(), text)
    else:
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), typed)


def answer_the_dialog(path):
    """As soon as the file dialog stands there: the whole name pasted, Enter until it is gone."""
    QApplication.clipboard().setText(str(path))
    pasted = []

    def paste_and_enter():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            if not pasted:
                QTest.keyClick(line, Qt.Key.Key_A, CTRL)
                QTest.keyClick(line, Qt.Key.Key_V, CTRL)
                pasted.append(path)
            QTest.keyClick(QApplication.activePopupWidget() or line, Qt.Key.Key_Return)
        if not (pasted and dialog is None):
            QTimer.singleShot(50, paste_and_enter)

    QTimer.singleShot(50, paste_and_enter)


def come_back(window, qtbot):
    """What a desktop does by itself when a dialog closes; the screenless platform does not."""
    with qtbot.waitActive(window):
        window.activateWindow()


def go_to(key):
    at = [each.key for each in PAGES].index(key)
    press(Qt.Key(int(Qt.Key.Key_1) + at), CTRL)


def told(window):
    """What the page says across its top now."""
    page = window.pages[window.place.key]
    part = getattr(page, "current", None) or page
    part = getattr(part, "current", None) or part
    return part.strip.words.text() if part.strip.isVisible() else ""


def tab_to(words):
    """Tab until the control of that name has the keyboard."""
    for _ in range(80):
        press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if words in focus.accessibleName() and focus.isEnabled():
            return
    raise AssertionError(f"没有按 Tab 走到“{words}”")


def call(words):
    """Ctrl+K finds whatever can be done here by its name."""
    press(Qt.Key.Key_K, CTRL)
    write(words)
    press(Qt.Key.Key_Return)


def test_from_the_first_question_to_a_return_by_keyboard_alone(window, qtbot, tmp_path):
    roster, out = small(tmp_path / "roster.xlsx"), tmp_path / "out"
    out.mkdir()
    name_the_village(window, qtbot)
    take_the_roster_in(window, qtbot, roster)
    find_a_person(window, qtbot)
    register_a_member(window, qtbot)
    pair_two_households(window, qtbot)
    put_a_scheme_in_force(window, qtbot)
    enter_points(window, qtbot)
    hold_a_meeting(window, qtbot)
    export_the_facts(window, qtbot, out)
    read_what_was_exported(out)
    undo_everything(window)


def name_the_village(window, qtbot):
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    write("柳湾村")
    while window.place.key == "welcome" and window.store.count("unit") == 0:
        press(Qt.Key.Key_Return)


def take_the_roster_in(window, qtbot, roster):
    answer_the_dialog(roster)
    press(Qt.Key.Key_Space)
    come_back(window, qtbot)
    people = window.pages["people"]
    pane = people.right.currentWidget()
    qtbot.waitUntil(lambda: pane.trial is not None)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.store.count("person") == PEOPLE)
    assert window.store.count("household") == HOUSEHOLDS


def find_a_person(window, qtbot):
    call("hzx")
    assert window.pages["people"].card.title.text() == "尚海 户"


def register_a_member(window, qtbot):
    go_to("members")
    press(Qt.Key.Key_N, CTRL)
    write("hz")
    tab_to("加入党组织日期")
    write("1925-07-01")
    press(Qt.Key.Key_S, CTRL)
    (member,) = window.store.find(Member)
    assert window.store.get(Person, member.person).name == "贺柱"
    assert member.joined == "1925-07-01"
    assert window.status.saved.text().startswith("已保存 登记党员")


def pair_two_households(window, qtbot):
    go_to("liaison")
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    if "仍然结对" in [each.text() for each in window.pages["liaison"].current.strip._answers]:
        assert "就是这一户的人" in told(window)
        press(Qt.Key.Key_Space)
    assert len(window.store.find(Pairing)) == 2
    assert "结对：贺柱 — 2 户" in window.status.saved.text()


def put_a_scheme_in_force(window, qtbot):
    go_to("points")
    press(Qt.Key.Key_6, ALT)
    tab_to("本村细则")
    press(Qt.Key.Key_Right)
    tab_to("细则")
    for _ in range(7):
        press(Qt.Key.Key_Down)
    call("照它改一份")
    press(Qt.Key.Key_Escape)
    call("启用")
    write("村民代表会议")
    press(Qt.Key.Key_S, CTRL)
    (adopted,) = in_force(window.store, "household")
    assert adopted.basis == "村民代表会议"


def enter_points(window, qtbot):
    press(Qt.Key.Key_1, ALT)
    call("开户")
    assert told(window) == "新开 3 个账户。"
    press(Qt.Key.Key_1, ALT)
    write("志愿")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    tab_to("户")
    write("1-2")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    slips = window.store.find(Slip)
    assert len(slips) == 2
    assert told(window) == "保存 2 条。其中 2 条待审批。"
    press(Qt.Key.Key_2, ALT)
    call("全部通过")
    press(Qt.Key.Key_Space)
    assert {each.state for each in window.store.find(Slip)} == {"approved"}
    assert window.store.count("entry") == 2


def hold_a_meeting(window, qtbot):
    go_to("meetings")
    press(Qt.Key.Key_N, CTRL)
    write("支部党员大会")
    press(Qt.Key.Key_Return, CTRL)
    write("1")
    press(Qt.Key.Key_S, CTRL)
    (meeting,), (seat,) = window.store.find(Meeting), window.store.find(Attendance)
    assert (meeting.held, seat.status) == (TODAY, "present")


def export_the_facts(window, qtbot, out):
    go_to("returns")
    part = window.pages["returns"].current
    for _ in range(2):
        press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: part.drawn is not None and part.drawn.content.code == "facts"
                    and part.job is None)
    answer_the_dialog(out)
    press(Qt.Key.Key_E, CTRL)
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: len(list(out.glob("村情基本情况表-*"))) == 2)
    qtbot.waitUntil(lambda: told(window).startswith("写好了：村情基本情况表-"))
    press(Qt.Key.Key_Escape)


def read_what_was_exported(out):
    (workbook,), (paper,) = out.glob("*.xlsx"), out.glob("*.pdf")
    rows = [[str(cell) for cell in row] for row in load_workbook(workbook).active.values]
    counted = {row[1]: row[2] for row in rows if len(row) > 2}
    assert (counted["户数"], counted["人口"], counted["党员"]) == ("3", "6", "1")
    (page,) = PdfReader(paper).pages
    text = page.extract_text()
    assert "村情基本情况表" in text and "柳湾村" in text and "第 1 页" in text


def undo_everything(window):
    window.go("settings")
    settings = window.pages["settings"]
    settings.chips.press("log")
    settings.deeds["undo_newest"].trigger()
    assert settings.strip.words.text().startswith("已撤销：登记会议")
    assert window.store.count("meeting") == window.store.count("attendance") == 0
    assert window.store.count("slip") == 2
    for _ in range(20):
        if window.store.count("person"):
            settings.deeds["undo_newest"].trigger()
    assert window.store.count("person") == window.store.count("household") == 0
    assert window.store.count("pairing") == window.store.count("member") == 0
    assert settings.strip.words.text() == "已撤销：导入 roster.xlsx"
