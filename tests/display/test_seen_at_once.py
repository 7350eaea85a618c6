"""Every place on a real display: nothing that must be whole is cut, links open, all is Chinese."""

from __future__ import annotations

import re
import shutil

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QTextEdit,
)

from models.keeping.store import Store
from sample.village import fill
from tests.models.town.desks import hand_in, open_desk
from tests.ui.everywhere import everywhere, settle, turn_to
from ui.frame.window import Window
from ui.kit import ask
from ui.kit.record_list import RecordList
from ui.kit.table import FACE
from ui.kit.theme import dress, lettering
from ui.kit.tokens import px

SIZES = (1.0, 1.5)
PATIENCE = 60_000
SHORT = 8
"""However narrow a list is, so many characters are never cut."""
DATUM = re.compile(r"(?=.*[\d*])[\s\d*:.,/%A-Z()年月日上下半季度第周期号一二三四户人次-]{1,24}")
NAMES = {"户", "户主", "姓名", "党员", "联户党员", "责任人", "谈话人", "对象", "村（社区）", "单位",
         "经办人", "党小组"}
ENGLISH = re.compile(r"[A-Za-z]{2,}")
LATIN = {
    "Ctrl", "Shift", "Alt", "Enter", "Esc", "Del", "Backspace", "PgUp", "PgDown", "Excel", "PDF",
    "Word", "Unicode", "xlsx", "xls", "csv", "et", "tab",
}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    path = tmp_path_factory.mktemp("village") / "village.lianxing"
    with Store(path) as store:
        fill(store, households=24, seed=1)
    return path


@pytest.fixture(params=SIZES, ids=lambda care: f"{care:.0%}")
def care(request):
    yield request.param
    dress(QApplication.instance())


def opened(qtbot, store, care):
    dress(QApplication.instance(), care)
    window = Window()
    qtbot.addWidget(window)
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.setGeometry(0, 0, 1366, 768)
    window.show()
    window.receive(store)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


@pytest.fixture
def window(qtbot, village, care):
    """The sample village, on a screen of a village office."""
    window = opened(qtbot, Store(village), care)
    yield window
    settle()
    window.let_go()


@pytest.fixture
def town(qtbot, village, tmp_path, care):
    """The town's desk, with what the sample village handed in."""
    with Store(shutil.copy(village, tmp_path / "村.lianxing")) as one:
        one.operator = "耿素珍"
        desk = open_desk(tmp_path, one)
        hand_in(one, desk, tmp_path)
    window = opened(qtbot, desk, care)
    inbox = window.pages["inbox"]
    inbox.judge([tmp_path])
    qtbot.waitUntil(lambda: bool(inbox.held) and inbox.work.job is None, timeout=PATIENCE)
    inbox.deeds["take_all"].trigger()
    qtbot.waitUntil(lambda: all(each.taken for each in inbox.held), timeout=PATIENCE)
    yield window
    settle()
    window.let_go()


# ── what may not be ──────────────────────────────────────────────────────────


def lists(window):
    return [each for each in window.findChildren(RecordList) if each.isVisible()]


def cut_cells(window):
    """Dates, numbers, codes, names and short words that a visible list shows only in part."""
    return [
        f"{shown.accessibleName()}: {words}"
        for shown in lists(window) for row, column in cells(shown)
        if (words := cut_words(shown, row, column))
    ]


def cells(shown):
    rows = range(max(0, shown.rowAt(0)), len(shown.table.ids))
    return [(row, column) for row in rows[:30] for column in range(len(shown.table.columns))
            if not shown.isColumnHidden(column)]


def cut_words(shown, row, column):
    face = shown.table.index(row, column).data(FACE)
    named = shown.table.columns[column].label in NAMES
    if not (named or DATUM.fullmatch(face.words) or len(face.words) <= SHORT):
        return ""
    bold = face.bold or shown.table.columns[column].lead
    room = shown.columnWidth(column) - 2 * px(10) - (px(18) if face.mark else 0) + 2
    letters = QFontMetrics(lettering("body", bold=bold))
    seen = letters.elidedText(face.words, Qt.TextElideMode.ElideRight, room)
    return "" if seen == face.words else f"{face.words} as {seen}"


def cut_heads(window):
    found = []
    for shown in lists(window):
        across = shown.horizontalHeader()
        for at, column in enumerate(shown.table.columns):
            room = shown.columnWidth(at) - 2 * px(10)
            letters = QFontMetrics(lettering("small", bold=True))
            if across.isVisible() and not shown.isColumnHidden(at) and (
                    letters.horizontalAdvance(column.label) > room):
                found.append(f"{shown.accessibleName()}: {column.label}")
    return found


def out_of_reach(window):
    """Lists wider than their place that can't be scrolled."""
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return [
        shown.accessibleName() for shown in lists(window)
        if shown.horizontalScrollBarPolicy() == never
        and shown.horizontalHeader().length() > shown.viewport().width()
    ]


def lavish(window):
    """Lists whose last column holds most of the room, and not because its words need it."""
    return [
        shown.accessibleName() for shown in lists(window)
        if shown.horizontalHeader().stretchLastSection()
    ]


def mirrored(window):
    """Menus that read from right to left once they are open: they take after their button."""
    return [
        button.accessibleName() for button in window.findChildren(QPushButton)
        if button.isVisible() and button.menu()
        and direction_of(button) != Qt.LayoutDirection.LeftToRight
    ]


def direction_of(button):
    """Which way the menu of a button reads while it is open."""
    button.showMenu()
    while not button.menu().isVisible():
        QTest.qWait(20)
    seen = button.menu().layoutDirection()
    button.menu().close()
    return seen


def english(words):
    return [each for each in ENGLISH.findall(re.sub(r"\(&?\w\)", "", words)) if each not in LATIN]


def foreign(window):
    """English in a menu of a text field, or on a button."""
    said = [each.text() for each in window.findChildren(QAbstractButton) if each.isVisible()]
    for kind in (QLineEdit, QTextEdit, QPlainTextEdit, QTextBrowser):
        for field in window.findChildren(kind):
            if field.isVisible():
                menu = field.createStandardContextMenu()
                said += [act.text() for act in menu.actions()]
                menu.deleteLater()
    return [words for words in said if english(words)]


FAULTS = (cut_cells, cut_heads, out_of_reach, lavish, mirrored, foreign)


def faults(window):
    """Looked for in every place and section."""
    found, visited = {}, 0
    for where in everywhere(window):
        visited += 1
        wrong = {each.__name__: each(window) for each in FAULTS}
        found[where] = {name: those for name, those in wrong.items() if those}
    return {where: those for where, those in found.items() if those}, visited


def test_a_village_is_seen_whole_and_in_chinese(window):
    found, visited = faults(window)
    assert found == {}
    assert visited > 40 and (window.width(), window.height()) == (1366, 768)


def test_a_town_is_seen_whole_and_in_chinese(town):
    found, visited = faults(town)
    assert found == {}
    assert visited > 10 and (town.width(), town.height()) == (1366, 768)


# ── links ────────────────────────────────────────────────────────────────────


def links(window):
    """(list, row, column) of the first link of every list in sight."""
    for shown in lists(window):
        found = [(row, column) for row, column in cells(shown)
                 if shown.table.index(row, column).data(FACE).words.endswith("›")]
        if found:
            yield (shown, *found[0])


def follow(window, person, place, key):
    """Click once on each first link of a section; what was opened, and with which pointer."""
    told = []
    turn_to(window, place, key)
    for n in range(len(list(links(window)))):
        turn_to(window, place, key)
        shown, row, column = list(links(window))[n]
        index = shown.table.index(row, column)
        shown.scrollTo(index)
        seen = []
        shown.pressed.connect(
            lambda _, seen=seen, shown=shown: seen.append(shown.viewport().cursor().shape()))
        shown.opened.connect(seen.append)
        person.click(shown.viewport(), shown.visualRect(index).center())
        settle()
        good = seen == [Qt.CursorShape.PointingHandCursor, shown.table.id_at(row)]
        told.append((f"{place} {key} {shown.accessibleName()}", good, seen))
    return told


@pytest.mark.parametrize("care", [1.0], indirect=True, ids=["100%"])
def test_what_looks_like_a_link_opens_at_one_click(window, person):
    told = []
    for where in [each for each in everywhere(window) if list(links(window))]:
        place, _, key = where.partition(" ")
        told += follow(window, person, place, key)
    assert [each for each in told if not each[1]] == []
    assert {where.rpartition(" ")[2] for where, *_ in told} >= {"今天要办", "报送", "体检结果"}


@pytest.mark.parametrize("care", [1.0], indirect=True, ids=["100%"])
def test_a_click_elsewhere_only_chooses(window, person):
    turn_to(window, "home", "")
    shown = window.pages["home"].todo
    person.click(shown.viewport(), shown.visualRect(shown.table.index(1, 0)).center())
    settle()
    assert window.place.key == "home" and shown.current() == shown.table.id_at(1)
    assert shown.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


# ── Qt's own windows ─────────────────────────────────────────────────────────


def words_of(box):
    """All that a window of Qt's says."""
    kinds = ((QLabel, "text"), (QAbstractButton, "text"), (QAbstractButton, "toolTip"),
             (QAction, "text"))
    said = [getattr(each, what)() for kind, what in kinds for each in box.findChildren(kind)]
    for view in box.findChildren(QHeaderView):
        model = view.model()
        said += [str(model.headerData(at, view.orientation()) or "")
                 for at in range(model.columnCount())]
    return said


def asked(do):
    """What the box says that ``do`` opens; then it is put away."""
    said = []

    def look():
        box = QApplication.activeModalWidget()
        said.extend(words_of(box))
        box.reject()

    QTimer.singleShot(600, look)
    do()
    return said


@pytest.mark.parametrize("care", [1.0], indirect=True, ids=["100%"])
def test_the_boxes_of_qt_speak_chinese(window):
    QApplication.instance().setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    box = QMessageBox(window)
    every = QMessageBox.StandardButton
    for each in (every.Ok, every.Save, every.Open, every.Yes, every.No, every.Cancel, every.Close,
                 every.Discard, every.Apply, every.Reset, every.Retry, every.Ignore, every.Abort,
                 every.Help, every.RestoreDefaults, every.YesToAll, every.NoToAll, every.SaveAll):
        box.addButton(each)
    said = {
        "open": asked(lambda: ask.file_to_open(window, "打开")),
        "save": asked(lambda: ask.file_to_save(window, "存到", "表.xlsx")),
        "folder": asked(lambda: ask.folder(window, "放到哪个文件夹")),
        "message": words_of(box),
    }
    wrong = {where: [each for each in words if english(each) and "/" not in each]
             for where, words in said.items()}
    assert wrong == {where: [] for where in said}
    assert "取消" in said["open"] and "取消" in said["save"]


def test_keys_are_named_as_they_stand_on_the_keyboard(qapp):
    dress(qapp)
    native = QKeySequence.SequenceFormat.NativeText
    named = {key: QKeySequence(key).toString(native)
             for key in ("Ctrl+Return", "Ctrl+Enter", "Esc", "F6", "Ctrl+Shift+P", "Alt+1")}
    assert named == {**{key: key for key in named}, "Ctrl+Return": "Ctrl+Enter"}
