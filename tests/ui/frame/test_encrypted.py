"""An encrypted data file in the window, by keyboard: switched on, locked, opened, put back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from exporters.paper.recovery_sheet import RecoverySheet, sheet_paper
from models.keeping import datafile
from models.keeping.copies import own_copies
from models.keeping.datafile import Unusable, is_encrypted, read_slots
from models.keeping.journal import acts
from models.keeping.settings import kept_draft
from models.keeping.vault import tries
from models.keeping.vault.keys import encrypt, new_code, unlock
from models.registers.people import Person
from ui.frame.opening import change_key, open_file, restore_file
from ui.kit.form import Pane
from ui.kit.job import at_work
from ui.parts.unlocking import Idle, Unlocking, wait_after

OWN, OTHER = "槐树底下三口井", "西边第二家的枣"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(datafile.KeySlot.__init__, "__defaults__", (64, 1, 1))


@pytest.fixture
def code():
    return new_code()[1]


@pytest.fixture
def keyed(window, village, code):
    """The window before the encrypted file of the village; its page asks."""
    window.key_wanted.connect(lambda order: change_key(window, order))
    window.restore_wanted.connect(lambda copy: restore_file(window, copy))
    path = village.path
    window.let_go()
    encrypt(path, "耿素珍", OWN, code)
    open_file(window, path)
    return window


def enter(qtbot, window, words=OWN):
    page = window.pages["key"]
    page.password.setFocus()
    qtbot.keyClicks(page.password, words) if words.isascii() else page.password.setText(words)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    return page


def opened(qtbot, window):
    qtbot.waitUntil(lambda: window.store is not None, timeout=120_000)
    return window.store


def leave_alone(qtbot, window):
    """Nobody touches anything until the time is up; jobs come to their end first."""
    qtbot.waitUntil(lambda: not at_work())
    window.findChild(Idle).look()


def test_who_opens_it_stands_beside_every_act(keyed, qtbot):
    assert keyed.store is None and not keyed.go("people")
    enter(qtbot, keyed)
    store = opened(qtbot, keyed)
    store.save(Person(name="仝金坡"))
    assert acts(store, 1)[0].operator == "耿素珍" == keyed.operator.text()
    keyed.go("settings")
    assert keyed.pages["settings"].village.operator.isReadOnly()


def test_after_a_wrong_password_one_waits_longer_each_time(keyed, qtbot):
    page = enter(qtbot, keyed, "wrong words")
    qtbot.waitUntil(lambda: "名字或密码不对" in page.state.face.words)
    assert not page.enter.isEnabled() and page.password.text() == ""
    assert [wait_after(slips) for slips in (1, 2, 3, 4, 7, 10**18)] == [1, 2, 4, 8, 60, 60]


def test_wrong_tries_count_on_when_the_program_is_started_again(keyed, qtbot, monkeypatch):
    page = enter(qtbot, keyed, "wrong words")
    qtbot.waitUntil(lambda: "名字或密码不对" in page.state.face.words)
    tries.note_slips(page._data, 5)
    monkeypatch.setattr(tries, "_SLIPS", {})  # as in a program that was just started
    again = Unlocking(page._data, "")
    qtbot.addWidget(again)
    assert not again.enter.isEnabled() and again.enter.text() == "请等 16 秒"
    again._left = 1
    again._tick()
    again.password.setText(OWN)
    again.enter.click()
    qtbot.waitUntil(lambda: tries.slips(page._data) == 0, timeout=120_000)
    monkeypatch.setattr(tries, "_SLIPS", {})
    assert tries.slips(page._data) == 0
    page._tick()
    assert page.enter.isEnabled()
    enter(qtbot, keyed)
    opened(qtbot, keyed)


def test_the_sheet_opens_it_and_sets_a_new_password(keyed, qtbot, code, village):
    page = keyed.pages["key"]
    page.by_sheet.click()
    page.code.setText(code.lower())
    for field, below in ((page.code, page.fresh), (page.fresh, page.again)):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert keyed.focusWidget() is below
    page.fresh.setText(OTHER)
    page.again.setText(OWN)
    page.enter.click()
    assert "两次写的密码不一样" in page.state.face.words
    page.again.setText(OTHER)
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    store = opened(qtbot, keyed)
    assert unlock(store.path, OTHER, "耿素珍") == store.key
    assert "换一张新的" in keyed.strip.words.text()
    keyed.strip.press("去换")
    assert keyed.heading.text() == "设置 › 密码与经办人"
    assert keyed.focusWidget() is keyed.pages["settings"].security.operators


def test_esc_leads_from_the_sheet_back_to_the_password(keyed, qtbot):
    page = keyed.pages["key"]
    page.by_sheet.click()
    qtbot.keyClick(page.code, Qt.Key.Key_Escape)
    assert page.password.isVisible() and keyed.focusWidget() is page.password


def test_a_slip_in_the_code_is_told_by_its_group(keyed, qtbot, code):
    page = keyed.pages["key"]
    page.by_sheet.click()
    page.code.setText(("1" if code[0] != "1" else "2") + code[1:])
    page.fresh.setText(OTHER)
    page.again.setText(OTHER)
    page.enter.click()
    qtbot.waitUntil(lambda: "第 1 组" in page.state.face.words)
    assert page.enter.isEnabled() and keyed.store is None


def test_when_nobody_is_there_it_is_locked_and_the_draft_is_kept(keyed, qtbot):
    enter(qtbot, keyed)
    opened(qtbot, keyed)
    keyed.go("people")
    store = keyed.store
    pane = Pane(store, "柳琢", store.get(Person, 1), ("name", "note"), "person:1", store.save)
    pane.setParent(keyed.pages["people"])
    pane.form.editors["note"].put("写了一半")
    pane.form.edited.emit()
    leave_alone(qtbot, keyed)
    assert keyed.store is None and "key" in keyed.pages
    enter(qtbot, keyed)
    store = opened(qtbot, keyed)
    assert keyed.place.key == "people"
    assert kept_draft(store, "person:1")[0]["note"] == "写了一半"


def test_a_key_puts_the_locking_off(keyed, qtbot):
    enter(qtbot, keyed)
    opened(qtbot, keyed)
    idle = keyed.findChild(Idle)
    assert idle.timer.interval() == 5 * 60_000
    idle.timer.stop()
    qtbot.keyClick(keyed.windowHandle(), Qt.Key.Key_Shift)
    assert idle.timer.isActive()


def test_it_is_switched_on_after_two_groups_are_typed_back(window, qtbot, saved_sheet):
    window.key_wanted.connect(lambda order: change_key(window, order))
    window.go("security", 0)
    page = window.pages["settings"]
    page.deeds["encrypt"].trigger()
    asking, sheet = page.security.asking, page.security.sheet
    asking.name.setText("耿素珍")
    asking.password.setText(OWN)
    asking.again.setText(OWN)
    qtbot.keyClick(asking.again, Qt.Key.Key_Return)
    assert not sheet.typed[0].isEnabled() and not sheet.on.isEnabled()
    code = sheet._sheet.code.split("-")
    sheet.pdf.click()
    assert saved_sheet.read_bytes().startswith(b"%PDF")
    sheet.typed[0].setText(code[sheet._asked[0]])
    sheet.typed[1].setText("00000")
    sheet.understood.setChecked(True)
    sheet.on.click()
    assert f"第 {sheet._asked[1] + 1} 组和恢复单上的不一样" in page.strip.words.text()
    sheet.typed[1].setText(code[sheet._asked[1]].lower())
    path = window.store.path
    sheet.on.click()
    store = opened(qtbot, window)
    assert store.key is not None and read_slots(path).operators == ["耿素珍"]
    assert "从前的 1 份备份没有加密" in window.strip.words.text()
    window.strip.press("删掉它们")
    assert [is_encrypted(each.path) for each in own_copies(store)] == [True]


@pytest.fixture
def saved_sheet(monkeypatch, tmp_path):
    """Where the user wants the PDF of the sheet."""
    from ui.kit import ask

    final = tmp_path / "恢复单.pdf"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: final)
    return final


def test_operators_come_and_go(keyed, qtbot):
    enter(qtbot, keyed)
    store = opened(qtbot, keyed)
    keyed.go("security", 0)
    page = keyed.pages["settings"]
    page.deeds["add_operator"].trigger()
    asking = page.security.asking
    asking.name.setText("钱有余")
    asking.password.setText(OTHER)
    asking.again.setText(OTHER)
    asking.on.click()
    assert read_slots(store.path).operators == ["耿素珍", "钱有余"]
    page.deeds["remove_operator"].trigger()
    assert "不能删掉自己" in page.strip.words.text()
    page.security.operators.table.show_ids([2])
    page.security.operators.keep_current()
    page.deeds["remove_operator"].trigger()
    assert read_slots(store.path).operators == ["耿素珍"]
    with pytest.raises(Unusable):
        unlock(store.path, OTHER)


def test_a_copy_of_another_key_asks_for_its_own_words(keyed, qtbot, tmp_path):
    enter(qtbot, keyed)
    store = opened(qtbot, keyed)
    keyed.go("settings")
    keyed.pages["settings"].deeds["back_up_now"].trigger()
    from models.keeping.vault.keys import change_key as another

    path, key = store.path, store.key
    copy = own_copies(store)[-1].path
    keyed.let_go()
    another(path, key, "钱有余", OTHER)
    open_file(keyed, path)
    enter(qtbot, keyed, OTHER)
    opened(qtbot, keyed)
    keyed.go("settings")
    page = keyed.pages["settings"]
    page.chips.press("backups")
    qtbot.waitUntil(lambda: page.backups.of_another_key)
    page.deeds["restore"].trigger()
    page.strip.press("恢复")
    assert keyed.store is None
    enter(qtbot, keyed, OWN)
    assert opened(qtbot, keyed).key == key
    assert copy.exists() and "已恢复" in keyed.strip.words.text()


def test_the_sheet_has_the_code_and_its_use_on_one_page():
    from datetime import date

    from pypdfium2 import PdfDocument

    code = new_code()[1]
    book = PdfDocument(sheet_paper(RecoverySheet("柳河沿村", "耿素珍", date(2026, 9, 1), code)))
    text = book[0].get_textpage().get_text_bounded().replace(" ", "")
    assert len(book) == 1
    assert all(group in text for group in code.split("-"))
    assert "再也打不开" in text and "2026年9月1日" in text


def test_no_screen_is_left_that_shows_anything_while_it_is_locked(keyed, qtbot):
    enter(qtbot, keyed)
    opened(qtbot, keyed)
    keyed.go("people")
    leave_alone(qtbot, keyed)
    QApplication.processEvents()
    assert keyed.stack.currentWidget() is keyed.pages["key"]
    assert keyed.heading.text() == keyed.operator.text() == keyed.status.summary.text() == ""
    assert keyed.finding.look("赵") == []
