"""检查和修复: what was changed by hand is named and mended in the window, step by step."""

from __future__ import annotations

from datetime import date, time

import pytest

from models.keeping import datafile
from models.keeping.backups import backup
from models.keeping.datafile import NotWritable
from models.keeping.heads import foot
from models.keeping.journal import acts
from models.keeping.permissions import May
from models.keeping.replay import differences
from models.keeping.settings import assign
from models.registers.people import Person
from ui.frame.opening import attend_to_file, open_file, restore_file
from ui.kit.theme import Mark


@pytest.fixture
def settings(window):
    window.go("settings")
    return window.pages["settings"]


def by_hand(store, sql="UPDATE person SET name = '别人' WHERE id = 1"):
    store._db.execute(sql)


def checked(settings, qtbot):
    settings.chips.press("checks")
    qtbot.waitUntil(lambda: settings.checks.work.job is None)
    settings.deeds["check_all"].trigger()
    qtbot.waitUntil(lambda: settings.checks.work.job is None)
    panel = settings.checks
    panel.findings.choose(next(at for at, each in enumerate(panel.found, 1)
                               if each.rule == "record-altered"))


def test_the_logged_value_is_taken_back_where_the_finding_stands(settings, village, qtbot):
    name = village.get(Person, 1).name
    by_hand(village)
    checked(settings, qtbot)
    settings.deeds["mend_by_the_log"].trigger()
    settings.strip.press("改回这一处")
    assert village.get(Person, 1).name == name
    assert acts(village)[0].label == "按日志改回 1 处"
    qtbot.waitUntil(lambda: settings.checks.work.job is None)


def test_what_stands_is_kept_only_with_a_reason(settings, village, qtbot):
    by_hand(village)
    checked(settings, qtbot)
    settings.deeds["keep_as_it_stands"].trigger()
    settings.strip.press("留下")
    assert "没有写原因" in settings.strip.words.text() and list(differences(village))
    settings.deeds["keep_as_it_stands"].trigger()
    settings.strip.why.setText("户口簿上就是这样")
    settings.strip.press("留下")
    assert list(differences(village)) == [] and village.get(Person, 1).name == "别人"
    qtbot.waitUntil(lambda: settings.checks.work.job is None)


def test_the_newest_good_copy_is_found_past_a_doubtful_one(settings, village, qtbot):
    good = backup(village).path
    village.save(Person(name="仝金坡"))
    by_hand(village)
    backup(village)
    settings.chips.press("repair")
    settings.deeds["find_good_copy"].trigger()
    qtbot.waitUntil(lambda: good.name in settings.strip.words.text())
    assert "1 步会退回" in settings.strip.words.text()
    assert "保存人员" in settings.strip.words.text()
    assert "新添 人员 仝金坡" in settings.strip.words.text()


def test_a_good_copy_is_put_back_by_who_may_restore(window, settings, village, qtbot):
    window.restore_wanted.connect(lambda copy: restore_file(window, copy))
    village.operator = "书记"
    assign(village, {each: ["书记"] for each in May})
    backup(village)
    settings.chips.press("repair")
    village.operator = "书记"
    settings.deeds["find_good_copy"].trigger()
    qtbot.waitUntil(lambda: "换掉现在的资料" in settings.strip.words.text())
    village.operator = "文书"
    settings.strip.press("恢复")
    assert "文书没有“恢复和修复”的权限" in window.strip.words.text()
    assert window.store is village and not list(village.path.parent.glob("*恢复前*"))


def test_an_old_paper_is_held_against_the_file(settings, village):
    settings.chips.press("repair")
    printed = foot(village)
    settings.repair.typed.setText(printed)
    settings.deeds["hold_against_paper"].trigger()
    assert settings.repair.state.face.mark is Mark.DONE
    settings.repair.typed.setText("1 0000 0000 0000")
    settings.deeds["hold_against_paper"].trigger()
    assert settings.repair.state.face.mark is Mark.LATE


def test_damage_is_said_when_a_file_is_opened(window, village, qtbot):
    attend_to_file(window)
    by_hand(village, "PRAGMA foreign_keys = OFF")
    by_hand(village, "UPDATE pairing SET member = 999")
    attend_to_file(window)  # nobody let it go in between: looked through in full
    qtbot.waitUntil(lambda: "strip" in vars(window) and "没有正常关闭" in window.strip.words.text())
    window.strip.press("去检查和修复")
    assert window.pages["settings"].chips.key == "repair"


def test_a_file_beyond_reading_is_put_back_from_the_window(window, village, qtbot):
    attend_to_file(window)
    copy, path = backup(village).path, village.path
    window.let_go()
    path.write_bytes(b"ruined" * 999)
    open_file(window, path)
    window.strip.press("用最近的好备份…")
    assert copy.name in window.strip.words.text()
    window.strip.press("换上")
    assert window.store is not None and window.store.count("person") > 0
    assert [each.read_bytes()[:6] for each in path.parent.glob("*恢复前*.lianxing")] == [b"ruined"]


def test_where_nothing_can_be_written_the_window_shows_the_file(
    window, village, monkeypatch
):
    path = village.path
    window.let_go()

    def closed(self, path):
        raise NotWritable("不能写入。")

    monkeypatch.setattr(datafile.Lock, "__init__", closed)
    open_file(window, path)
    assert window.store.reading and "只能查看" in window.strip.words.text()
    for place in window.places:
        window.go(place.key)


def test_a_clock_that_can_not_be_right_is_said_before_anything_is_dated(window, village, clock):
    path = village.path
    window.let_go()
    clock.set(date(1999, 1, 1))
    open_file(window, path)
    assert "1999-01-01" in window.strip.words.text() and "请先校准" in window.strip.words.text()


def test_a_clock_set_while_one_works_is_said_and_the_step_is_done_the_second_time(
    window, village, clock, monkeypatch
):
    monkeypatch.setattr("models.values.clock.running", lambda: 5000.0)
    clock.set(date(2099, 3, 1), time(12))
    attend_to_file(window)
    window.go("settings")
    page = window.pages["settings"]
    page.village.form.editors["phone"].setText("0379-0000000")
    clock.set(date(2099, 3, 1), time(11, 55))
    page.deeds["keep_village"].trigger()
    assert "往回拨了约 5 分钟" in page.strip.words.text()
    assert not village.count("unit", "phone IS NOT NULL")
    page.deeds["keep_village"].trigger()
    assert village.count("unit", "phone IS NOT NULL")


def test_rules_altered_by_hand_are_said_when_a_file_is_opened_and_mended_there(
    window, village, qtbot
):
    village.operator = "书记"
    assign(village, {each: ["书记"] for each in May})
    by_hand(village, "DELETE FROM setting WHERE name = 'permissions'")
    open_file(window, village.path)
    qtbot.waitUntil(lambda: "strip" in vars(window) and "经办人权限" in window.strip.words.text())
    window.strip.press("去检查和修复")
    settings = window.pages["settings"]
    window.store.operator = "书记"
    checked(settings, qtbot)
    settings.deeds["mend_by_the_log"].trigger()
    settings.strip.press("改回这一处")
    assert not list(differences(window.store))
    qtbot.waitUntil(lambda: settings.checks.work.job is None)
