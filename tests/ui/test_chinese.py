"""No English and no codes where a person reads: every text of every place, section and form."""

from __future__ import annotations

import inspect
import re
import shutil

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from models.keeping.store import Store
from sample.village import fill
from tests.models.town.desks import hand_in, open_desk
from tests.ui.everywhere import everywhere, settle
from tests.ui.two_desks import shown
from ui.kit import ask
from ui.kit.record_list import RecordList
from ui.kit.theme import dress

LATIN = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {
    "Ctrl", "Shift", "Alt", "Enter", "Esc", "Del", "Tab", "Backspace", "PgUp", "PgDown",
    "Excel", "PDF", "Word", "Unicode", "xlsx", "xls", "csv", "et", "MB", "JPG", "PNG", "lianxing",
    "HIV", "AIDS",
}
"""Key names, units, what a file is called (rule of the look), and an illness as it is written."""
SIGNS = re.compile(r"\S*/\S*|[\w.-]*\.(?:lianxing|lxkey|lxpack|lxbag|slots|xlsx?|pdf|et)\b|\blsj\b"
                   r"|(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}|校验码 [0-9a-f]{12}"
                   r"|\b[0-9a-f]{40,}|\b\d+ (?:· )?[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}\b")
"""Files, initials shown as an example, fingerprints and check codes."""
CODE = re.compile(r"\d{4}-[QHW]\d+|(?<![\d-])20\d\d-\d{2}(?![\d-])|\{\w*\}")
MNEMONIC = re.compile(r"\(&?\w\)")
ROWS = 40


def foreign(text):
    """What of a shown text is no Chinese and not allowed."""
    plain = MNEMONIC.sub("", SIGNS.sub("", text))
    return [each for each in (*LATIN.findall(plain), *CODE.findall(text)) if each not in ALLOWED]


def texts(window):
    """Every text that is seen, said aloud, or hangs on a widget in sight, with where it stands."""
    for each in window.findChildren(QWidget):
        if each.isVisible():
            yield f"tip of {each}", each.toolTip()
            yield f"name of {each}", each.accessibleName()
            yield from words_of(each)
    for act in window.findChildren(QAction):
        yield "action", act.text()
        yield "tip of action", act.toolTip()


def words_of(each):
    if isinstance(each, QLabel | QAbstractButton):
        yield "label", each.text()
    elif isinstance(each, QLineEdit):
        yield "field", each.text()
        yield "hint", each.placeholderText()
    elif isinstance(each, QPlainTextEdit | QTextEdit):
        yield "text", each.toPlainText()
    elif isinstance(each, QComboBox):
        yield from (("choice", each.itemText(at)) for at in range(each.count()))
    elif isinstance(each, QMenu):
        yield from (("menu", act.text()) for act in each.actions())
    elif isinstance(each, RecordList):
        table = each.table
        yield from ((f"{each.accessibleName()} head", one.label) for one in table.columns)
        for row in range(min(len(table.ids), ROWS)):
            for column in range(len(table.columns)):
                yield (f"{each.accessibleName()}: {table.columns[column].label}",
                       table.face(row, column).words)


def found_in(window):
    """Where → what is foreign, over all places, sections, and the forms that open by a key."""
    found, visited, opened = {}, 0, set()
    for where in everywhere(window):
        visited += 1
        note(found, where, window)
        page = window.stack.currentWidget()
        part = getattr(page, "current", None)
        leaves = part is not None and part.chips.isVisible() and not getattr(part, "kinds", ())
        for key in part.chips.keys if leaves else ():
            part.chips.press(key)
            settle()
            note(found, f"{where} {key}", window)
        for name in [name for name, act in page.deeds.items() if opens_a_form(page, name, act)]:
            page.deeds[name].trigger()
            opened.add(f"{where} {name}")
            settle()
            note(found, f"{where} {name}", window)
            for pane in page.findChildren(QWidget):
                if pane.isVisible() and hasattr(pane, "give_up"):
                    pane.give_up()
                    break
    return found, visited, opened


def note(found, where, window):
    for place, text in texts(window):
        if foreign(text or ""):
            found.setdefault(f"{place}: {text[:60]}", where)


def opens_a_form(page, name, act):
    holder = next((each for each in (getattr(page, "current", None), page)
                   if hasattr(each, name)), None)
    return holder is not None and act.isEnabled() and act.isVisible() and any(
        each in inspect.getsource(getattr(type(holder), name)) for each in FORMS)


FORMS = ("fill_in(", "put_right(", "_put_form(", "_fill(")


@pytest.fixture(autouse=True)
def no_boxes(monkeypatch):
    """Nobody answers the boxes of the system."""
    for name in ("file_to_open", "file_to_save", "files_to_open", "folder", "chosen_printer"):
        monkeypatch.setattr(ask, name, lambda *_, **__: None, raising=False)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("village") / "village.lianxing"
    with Store(path) as store:
        fill(store, households=24, seed=1)
    return path


def test_a_village_is_chinese_throughout(qtbot, sample):
    dress(QApplication.instance())
    window = shown(qtbot, Store(sample))
    found, visited, opened = found_in(window)
    settle()
    window.let_go()
    assert found == {} and visited > 40 and len(opened) > 40


def test_a_town_is_chinese_throughout(qtbot, sample, tmp_path):
    dress(QApplication.instance())
    with Store(shutil.copy(sample, tmp_path / "村.lianxing")) as village:
        village.operator = "耿素珍"
        town = open_desk(tmp_path, village)
        hand_in(village, town, tmp_path)
    window = shown(qtbot, town)
    inbox = window.pages["inbox"]
    inbox.judge([tmp_path])
    qtbot.waitUntil(lambda: bool(inbox.held) and inbox.work.job is None, timeout=60_000)
    inbox.deeds["take_all"].trigger()
    qtbot.waitUntil(lambda: all(each.taken for each in inbox.held), timeout=60_000)
    found, visited, _ = found_in(window)
    settle()
    window.let_go()
    assert found == {} and visited > 10


@pytest.mark.parametrize(("text", "wrong"), [
    ("2026-Q3", ["2026-Q3"]), ("TP 3 户", ["TP"]), ("按 Return", ["Return"]),
    ("2026-09", ["2026-09"]),
    ("Ctrl+Enter 保存成 PDF", []), ("柳河沿村.lianxing", []), ("全选(&A)", []),
])
def test_what_is_no_chinese_is_seen(text, wrong):
    assert foreign(text) == wrong
