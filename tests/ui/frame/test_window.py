"""Going about by keyboard, 撤销, 关怀版, the search box, a second file."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from models.keeping.store import Store
from models.registers.people import Person
from ui.frame.collecting import NewDay
from ui.kit.recent import remember
from ui.kit.sample_band import SampleBand
from ui.kit.tokens import care, kept_care, px


def test_the_village_stands_over_its_places(window):
    assert window.side.village.text() == "柳河沿村"
    assert window.side.town.text() == "青石坡镇 · 二管区"
    assert window.heading.text() == "工作台"
    window.go("people")
    assert window.status.summary.text() == "3 户 · 共 4 人"


def test_a_key_leads_to_a_place(window, qtbot):
    window.stack.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.place.key == "home"
    assert window.side.buttons["home"].isChecked()


def test_f6_goes_from_the_list_to_the_card_to_the_places_and_round(window, people, qtbot):
    window.activateWindow()
    people.homes.setFocus()
    people.look_now()
    seen = []
    for _ in range(3):
        window.next_zone()
        seen.append(window.focusWidget())
    assert seen == [people.card.members, window.side.buttons["people"], people.homes]


def test_enter_presses_the_button_that_has_the_keyboard_once(window, people, qtbot):
    chip = people.chips.findChildren(QPushButton)[1]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert people.chips.key == people.chips.keys[1]
    told, help_ = [], next(each for each in window.findChildren(QPushButton)
                           if each.text().startswith("帮助"))
    help_.clicked.connect(lambda: told.append(1))
    help_.setFocus()
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier,
                     "", True)
    QApplication.sendEvent(help_, held)
    assert told == []
    qtbot.keyClick(help_, Qt.Key.Key_Return)
    assert told == [1]


def test_what_was_saved_is_said_and_undone_with_its_name(window, village, qtbot):
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    assert window.status.saved.text().startswith("已保存 添 仝金坡")
    assert window.status.undo.text() == "撤销：添 仝金坡　Ctrl+Z"
    qtbot.mouseClick(window.status.undo, Qt.MouseButton.LeftButton)
    assert window.status.saved.text().startswith("已撤销 添 仝金坡")
    assert village.count("person") == 4


def test_after_midnight_every_page_is_of_the_new_day(window, people, clock):
    clock.set(date(2026, 12, 31))
    for place in ("home", "people", "home"):
        window.go(place)
    home = window.pages["home"]
    new_day = NewDay(window)
    new_day.look()
    assert "12月31日" in home.summary and people.today == date(2026, 12, 31)
    clock.set(date(2027, 1, 1))
    new_day.look()
    assert "1月1日" in home.summary, "it is seen all night"
    assert people.today == date(2026, 12, 31), "nobody sees it"
    window.go("people")
    assert people.today == date(2027, 1, 1)


def test_what_left_the_village_is_not_offered_for_undo(window, village):
    with village.act("公示积分", final=True):
        village.save(Person(name="仝金坡"))
    assert not window.status.undo.isVisible()
    window.undo()
    assert "已经公示、收发或登记，不能撤销" in window.strip.words.text()
    window.go("people")
    assert not window.strip.isVisible()


def test_everything_grows_together_and_is_kept(window, people, qtbot):
    app = QApplication.instance()
    row = people.homes.verticalHeader().defaultSectionSize()
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert care() == 1.3
    assert people.homes.verticalHeader().defaultSectionSize() == px("row") > row
    assert app.font().pixelSize() == px("body") == 18
    assert kept_care() == 1.3


def test_three_letters_and_enter_open_a_person(window, people, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.search_box, "pgl")
    assert window.search_box.list.chosen().label.startswith("彭桂兰")
    qtbot.keyClick(window.search_box, Qt.Key.Key_Return)
    assert people.card.title.text() == "柳琢 户"
    assert people.card.members.current() == 2


def test_an_action_is_found_by_its_words(window, people):
    window.search_box.search("新立")
    assert [each.label for each in window.search_box.list.found.finds] == [
        "做事 1", "新立户", "帮助 1", "新立户、添人"]
    assert window.search_box.list.chosen().label == "新立户"
    window.search_box.put_away()


def test_esc_puts_the_search_away_and_gives_the_keyboard_back(window, people, qtbot):
    window.activateWindow()
    people.homes.setFocus()
    window.search_box.call()
    qtbot.keyClick(window.search_box, Qt.Key.Key_Escape)
    assert not window.search_box.list.isVisible()
    assert window.focusWidget() is people.homes


def test_a_new_file_is_met_with_the_guide(window, tmp_path):
    window.receive(Store(tmp_path / "new.lianxing"))
    assert window.heading.text() == "第一次打开"
    assert window.side.village.text() == "联星村级台账"


def test_who_leaves_the_guide_while_the_sample_is_built_is_left_where_they_are(
    window, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setattr("ui.places.welcome.page.SAMPLE_HOUSEHOLDS", 4)
    window.receive(Store(tmp_path / "new.lianxing"))
    guide, asked = window.pages["welcome"], []
    guide.wanted.connect(lambda wanted, row: asked.append(wanted))
    guide.open_sample()
    window.go("people")
    with qtbot.waitSignal(guide.work.job.done, timeout=120_000):
        pass
    assert asked == [] and window.store.path == tmp_path / "new.lianxing"
    assert (tmp_path / "示例村.lianxing").exists()
    window.go("welcome")
    guide.open_sample()
    qtbot.waitUntil(lambda: asked == ["file"], timeout=120_000)


def test_the_sample_leads_back_to_the_village_one_came_from_and_to_no_other(qtbot, tmp_path):
    for name in ("别的村", "我们村"):
        (tmp_path / name).touch()
        remember(tmp_path / name, name=name)
    (tmp_path / "还没写村名").touch()

    def leads_to() -> list[str]:
        band = SampleBand()
        qtbot.addWidget(band)
        return [each.text() for each in band.findChildren(QPushButton)]

    assert leads_to() == ["回到我的村：我们村", "建我的村…"]
    remember(tmp_path / "还没写村名", name="")
    assert leads_to() == ["建我的村…"]


def test_every_control_has_a_name(window, people):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    people.found()
    for kind in (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox):
        for each in window.findChildren(kind):
            inner = isinstance(each.parent(), QComboBox) or each.objectName().startswith("qt_")
            if each.isVisibleTo(window) and not inner and type(each).__module__.startswith("ui"):
                assert each.accessibleName(), each
