"""设置 › 交接: the pack made after its sheet is on paper, opened, held to its list, taken over."""

from __future__ import annotations

import errno

import pytest

from exporters.leaving import handover_pack
from exporters.leaving.handover_pack import write_handover
from models.keeping.datafile import read_slots
from models.keeping.opening import open_store
from models.keeping.permissions import May, permissions
from models.keeping.settings import assign
from models.keeping.vault.keys import encrypt, new_code, unlock
from models.overview.handover import Handover, Parties, make_ready, note
from models.registers.people import Person
from ui.frame.opening import change_key
from ui.kit import ask
from ui.kit.theme import Mark
from ui.places.settings.encrypting import Order, carried_out

NEW = "渠水流过三道湾"


@pytest.fixture
def settings(window):
    window.go("settings")
    page = window.pages["settings"]
    page.chips.press("handover")
    window.key_wanted.connect(lambda order: change_key(window, order))
    return page


def test_no_sheet_is_asked_for_before_both_are_named(settings):
    settings.handover.gives.setText("仝金坡")
    settings.deeds["hand_over"].trigger()
    assert settings.handover.stack.currentIndex() == 0
    assert "接手人" in settings.strip.words.text()


def hand_over(settings, qtbot):
    """Print the sheet, prove it and make the pack; the code."""
    panel = settings.handover
    settings.deeds["hand_over"].trigger()
    code = panel.sheet._sheet.code
    panel.sheet.pdf.click()
    for place, line in zip(panel.sheet._asked, panel.sheet.typed, strict=True):
        line.setText(code.split("-")[place])
    panel.sheet.understood.setChecked(True)
    panel.sheet.on.click()
    qtbot.waitUntil(lambda: panel.work.job is None)
    return code


def test_a_full_stick_keeps_nothing_and_the_sheet_is_said_to_be_void(
        settings, village, qtbot, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(ask, "file_to_save", lambda _, title, *__: stick / "a.lxjj"
                        if "交接包" in title else tmp_path / "恢复单.pdf")
    monkeypatch.setattr(handover_pack, "ZipFile", full)
    settings.handover.gives.setText("仝金坡")
    settings.handover.takes.setText("耿素珍")
    hand_over(settings, qtbot)
    assert list(stick.iterdir()) == [] and not village.find(Handover)
    said = settings.strip.words.text()
    assert "满了" in said and "恢复单没有用了" in said


def test_a_pack_is_made_checked_and_taken_over(
        settings, window, village, qtbot, tmp_path, monkeypatch):
    pack, paper, panel = tmp_path / "a.lxjj", tmp_path / "恢复单.pdf", settings.handover
    monkeypatch.setattr(ask, "file_to_save", lambda _, title, *__: pack if "交接包" in title
                        else paper)
    monkeypatch.setattr(ask, "file_to_open", lambda *_: pack)
    people = village.count("person")
    for line, name in ((panel.gives, "仝金坡"), (panel.takes, "耿素珍"), (panel.watches, "苗镇长")):
        line.setText(name)
    code = hand_over(settings, qtbot)
    assert pack.exists()
    assert tmp_path.joinpath("a-交接清单.pdf").exists()
    assert [each.takes for each in village.find(Handover)] == ["耿素珍"]

    settings.deeds["open_pack"].trigger()
    panel.code.setText(code)
    settings.deeds["take_over"].trigger()
    assert "核对" in settings.strip.words.text()  # nothing is taken over unseen
    settings.deeds["check_pack"].trigger()
    qtbot.waitUntil(lambda: panel.work.job is None)
    assert all(each.right for each in panel.found)
    assert panel.checks.table.face(0, 1).mark is Mark.DONE
    assert panel.operator.text() == "耿素珍"
    for line in (panel.password, panel.again):
        line.setText(NEW)
    with qtbot.waitSignal(panel.ordered) as ordered:
        settings.deeds["take_over"].trigger()
        settings.strip.press("接手")
    qtbot.waitUntil(lambda: window.store is not None and window.store.key is not None)
    assert ordered.args[0].pack == pack
    assert read_slots(window.store.path).operators == ["耿素珍"]
    assert window.store.operator == "耿素珍"
    assert window.store.count("person") == people


def test_what_was_done_since_is_a_line_that_is_wrong(
        settings, village, qtbot, tmp_path, monkeypatch):
    code, folder = new_code()[1], tmp_path / "staged"
    folder.mkdir()
    write_handover(*make_ready(village, folder, code, Parties("仝金坡", "耿素珍")),
                   tmp_path / "a.lxjj")
    note(village, Parties("仝金坡", "耿素珍"))
    with village.act("补登记一人"):
        village.save(Person(name="后来的"))
    monkeypatch.setattr(ask, "file_to_open", lambda *_: tmp_path / "a.lxjj")
    settings.deeds["open_pack"].trigger()
    settings.handover.code.setText(code)
    settings.deeds["check_pack"].trigger()
    qtbot.waitUntil(lambda: settings.handover.work.job is None)
    assert [each.what for each in settings.handover.found if not each.right] == ["本机的资料"]
    assert "1 项不对" in settings.strip.words.text()


def test_over_an_encrypted_ledger_rights_are_those_of_now(tmp_path):
    """The key of the window opens what is there: an older pack takes nobody's rights away."""
    data, folder, code = tmp_path / "村.lianxing", tmp_path / "staged", new_code()[1]
    folder.mkdir()
    with open_store(data) as store:
        store.save(Person(name="陆小满"))
    encrypt(data, "仝金坡", NEW)
    key = unlock(data, NEW)
    with open_store(data, key=key) as store:
        store.operator = "仝金坡"
        write_handover(*make_ready(store, folder, code, Parties("仝金坡", "耿素珍")),
                       tmp_path / "a.lxjj")
        assign(store, {each: ["仝金坡", "苗支书"] for each in May})
    order = Order(data, "耿素珍", "槐树底下好乘凉", code, pack=tmp_path / "a.lxjj")
    with open_store(data, key=carried_out(order, key, lambda *_: None)) as store:
        assert permissions(store) == {each: ["耿素珍", "苗支书"] for each in May}
