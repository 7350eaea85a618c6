"""设置: the village, copies and putting one back, 体检, the log, the operator."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QLabel

from models.keeping.copies import own_copies
from models.office.village import groups, unit
from models.registers.people import Person
from models.values.problem import Problem
from ui.frame.opening import restore_file
from ui.kit.job import at_work
from ui.kit.marks import Face
from ui.kit.theme import Mark
from ui.places.settings import backups
from ui.places.settings.backing_up import BackingUp


@pytest.fixture
def settings(window):
    window.go("settings")
    return window.pages["settings"]


def test_the_village_is_changed_where_it_is_shown(settings, window, village):
    settings.village.form.editors["name"].put("柳湾村")
    settings.deeds["keep_village"].trigger()
    assert unit(village).name == "柳湾村"
    assert window.side.village.text() == "柳湾村"


def test_what_is_half_typed_is_not_overwritten(settings, village):
    settings.village.form.editors["phone"].put("0390-0000000")
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    assert settings.village.form.editors["phone"].words() == "0390-0000000"


def test_the_operator_stands_beside_every_act(settings, window, village):
    settings.village.operator.setText("耿素珍")
    settings.village.keep_operator()
    assert window.operator.text() == "耿素珍"
    assert village.operator == "耿素珍"
    village.undo()
    assert window.operator.text() == ""


def test_groups_are_added_and_renamed_in_place(settings, village):
    settings.village.new_group.setText("五组")
    settings.village.add_group()
    assert [each.name for each in groups(village)] == ["三组", "四组", "五组"]
    table = settings.village.groups.table
    assert table.setData(table.index(2, 0), "六组")
    assert groups(village)[-1].name == "六组"
    settings.village.new_group.setText("三组")
    settings.village.add_group()
    assert "已经有了" in settings.strip.words.text()


def test_a_copy_is_made_proved_and_compared(settings, village, qtbot):
    settings.chips.press("backups")
    settings.deeds["back_up_now"].trigger()
    panel = settings.backups
    qtbot.waitUntil(lambda: panel.verdict is not None)
    assert panel.state.face == Face("完好，可以恢复", Mark.DONE)
    assert panel.counts.table.face(0, 3).words == "一样"
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    qtbot.waitUntil(lambda: panel.counts.table.ids != []
                    and panel.counts.table.face(1, 3) == Face("-1", Mark.ASK), timeout=60_000)


def test_a_slow_answer_is_not_shown_over_a_newer_one(settings, village, qtbot, monkeypatch):
    settings.chips.press("backups")
    settings.deeds["back_up_now"].trigger()
    panel, prove, late = settings.backups, backups._proved, threading.Event()
    qtbot.waitUntil(lambda: panel.verdict is not None and not at_work())
    people = village.count("person")

    def slow_at_first(path, key, now):
        if now["person"] == people:
            late.wait(60)
        return prove(path, key, now)

    def one_more():
        shown = panel.counts.table
        return len(shown.ids) > 1 and shown.face(1, 3) == Face("-1", Mark.ASK)

    monkeypatch.setattr(backups, "_proved", slow_at_first)
    panel.refresh()
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    qtbot.waitUntil(one_more)
    late.set()
    qtbot.waitUntil(lambda: not at_work())
    assert one_more()


def test_a_damaged_copy_can_not_be_put_back(settings, village, qtbot):
    settings.deeds["back_up_now"].trigger()
    copy = own_copies(village)[0].path
    copy.write_bytes(b"broken" * 1000)
    settings.chips.press("backups")
    qtbot.waitUntil(lambda: settings.backups.state.face.mark is Mark.LATE)
    settings.deeds["restore"].trigger()
    assert "不能恢复" in settings.strip.words.text()


def test_a_copy_is_put_back_in_four_clicks_and_nothing_is_lost(window, village, qtbot):
    window.restore_wanted.connect(lambda copy: restore_file(window, copy))
    window.go("settings")
    window.pages["settings"].deeds["back_up_now"].trigger()
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    window.side.buttons["settings"].click()
    page = window.pages["settings"]
    page.chips.press("backups")
    qtbot.waitUntil(lambda: page.backups.verdict is not None)
    page.deeds["restore"].trigger()
    page.strip.press("恢复")
    assert window.store.count("person") == 4
    assert "原来的资料存为" in window.strip.words.text()
    assert len(list(window.store.path.parent.glob("*恢复前*.lianxing"))) == 1


def test_findings_lead_to_their_records(settings, qtbot):
    settings.chips.press("checks")
    panel = settings.checks
    qtbot.waitUntil(lambda: panel.found != [])
    assert panel.worst in (Mark.LATE, Mark.ASK)
    at = next(n for n, each in enumerate(panel.found, 1)
              if each.where and each.where[0][0] == "household")
    with qtbot.waitSignal(settings.wanted) as asked:
        panel.findings.opened.emit(at)
    assert asked.args == ["household", panel.found[at - 1].where[0][1]]


def test_a_check_is_given_up_when_the_page_is_left(settings, monkeypatch, qtbot):
    go_on, told = threading.Event(), []

    def slow(data, key, full, progress):
        go_on.wait(5)
        progress(-1, "")
        return []

    monkeypatch.setattr("ui.places.settings.checks.checked", slow)
    settings.checks.counted.connect(lambda: told.append("counted"))
    settings.chips.press("checks")
    job = settings.checks.work.job
    settings.leave()
    with qtbot.waitSignal(job.stopped):
        go_on.set()
    assert settings.checks.work.job is None and told == []


def test_the_file_itself_is_checked(settings, qtbot):
    settings.chips.press("checks")
    qtbot.waitUntil(lambda: settings.checks.work.job is None)
    settings.deeds["check_all"].trigger()
    qtbot.waitUntil(lambda: settings.checks.work.job is None)
    assert not [each for each in settings.checks.found if each.rule == "file-damaged"]


def test_the_log_tells_each_field_masked_and_takes_back_the_newest(settings, village):
    with village.act("改证件"):
        village.save(village.get(Person, 1).but(id_number="410900188804129911", phone=None))
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡", id_number="410900188103040017"))
    settings.chips.press("log")
    said = [line for each in settings.log.card.findChildren(QLabel)
            for line in each.text().splitlines()]
    assert "姓名　仝金坡" in said
    assert "公民身份号码　4109**********0017" in said
    settings.deeds["undo_newest"].trigger()
    assert settings.strip.words.text() == "已撤销：添 仝金坡"
    assert village.count("person") == 4


def test_the_keyboard_goes_to_what_is_seen_of_a_section(settings, window):
    for each in ("look", "backups", "repair", "village"):
        window.go(each, 0)
        reached = window.focusWidget()
        assert reached.isVisible() and reached.accessibleName(), each


def test_larger_letters_are_chosen_here_too(settings):
    from ui.kit.tokens import care

    settings.chips.press("look")
    settings.look.sizes.press("1.3")
    assert care() == 1.3


def test_copies_make_themselves_when_something_changed(village, qtbot):
    looking = BackingUp(village)
    looking.look()
    assert own_copies(village) == []
    with village.act("添人"):
        village.save(Person(name="仝金坡"))
    with qtbot.waitSignal(looking.made):
        looking.look()
    assert [each.why for each in own_copies(village)] == ["自动"]
    looking.before("关闭时")
    assert len(own_copies(village)) == 1
    looking.let_go()


def test_closing_copies_first_and_a_copy_that_fails_is_heard_of(window, village, monkeypatch):
    with village.act("添人"):
        village.save(Person(name="仝金坡"))

    def refuse(store, why):
        raise Problem("磁盘满了。")

    monkeypatch.setattr("ui.places.settings.backing_up.back_up", refuse)
    assert not window.close()
    assert "磁盘满了" in window.strip.words.text()
    assert window.close()
