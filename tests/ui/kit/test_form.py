"""Forms: faults beside fields, Enter down, masked numbers, days as typed, drafts offered again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from models.economy.assets import Honour
from models.keeping.record import Draft
from models.keeping.settings import keep_draft, kept_draft, set_setting
from models.office.village import DESK, Unit
from models.points.evaluation.own_forms import HOW
from models.registers.people import Person
from models.values.kinds import Field
from models.values.names import found_in, spelt
from models.values.problem import Invalid
from ui.kit.editors import Line, Link, whole_of
from ui.kit.form import Form, Pane

LAYOUT = ("name", "sex", "id_number", "born", "note")


@pytest.fixture
def form(qtbot, village):
    made = Form(village, Person, LAYOUT)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_put_in_comes_out_the_same(form, village):
    person = village.get(Person, 1)
    form.put(person)
    assert form.take() == person


def test_a_long_hint_over_a_field_takes_two_lines_and_no_more_room(qtbot, village):
    made = Form(village, Person, (f"# {HOW}", "name"))
    qtbot.addWidget(made)
    made.resize(260, 300)
    made.show()
    assert made.horizontalScrollBar().maximum() == 0


def test_each_fault_stands_beside_its_field_and_the_first_has_the_cursor(form):
    form.put(Draft(Person))
    form.editors["sex"].put("雄")
    form.editors["born"].put("八月十五")
    with pytest.raises(Invalid):
        form.take()
    assert form.faults["sex"].text() == "性别里没有“雄”，请从列表里选。"
    assert "认不出是哪年哪月" in form.faults["born"].text()
    assert form.faults["name"].isHidden()
    form.editors["sex"].put("男")
    form.editors["born"].put("")
    with pytest.raises(Invalid):
        form.take()
    assert form.faults["name"].text() == "姓名还没有填。"
    assert form.faults["sex"].isHidden()


def test_typing_clears_the_fault_of_that_field(form, qtbot):
    form.put(Draft(Person))
    with pytest.raises(Invalid):
        form.take()
    qtbot.keyClicks(form.editors["name"], "a")
    assert form.faults["name"].isHidden()


def test_enter_goes_down_and_ends_the_form(form, qtbot):
    form.put(Person(name="柳琢"))
    form.start()
    qtbot.keyClick(form.editors["name"], Qt.Key.Key_Return)
    assert form.focusWidget() is form.editors["sex"]
    with qtbot.waitSignal(form.finished):
        qtbot.keyClick(form.editors["note"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_number_is_masked_until_asked_for(form, village):
    form.put(village.get(Person, 1))
    editor = form.editors["id_number"]
    assert editor.text() == "4109**********9911" and editor.isReadOnly()
    editor.reveal(True)
    assert editor.text() == "410900188804129911" and not editor.isReadOnly()


def test_a_day_is_read_as_typed(form):
    form.put(Person(name="柳琢"))
    form.editors["born"].put("1888年4月")
    assert form.take().born == "1888-04"


def test_what_is_typed_is_kept_and_offered_again(qtbot, village):
    pane = Pane(village, "柳琢", village.get(Person, 1), LAYOUT, "person:1", village.save)
    qtbot.addWidget(pane)
    assert pane.draft.isHidden()
    pane.form.editors["note"].put("只写了一半")
    pane.draft.keep()

    again = Pane(village, "柳琢", village.get(Person, 1), LAYOUT, "person:1", village.save)
    qtbot.addWidget(again)
    assert not again.draft.isHidden()
    again.draft.again.click()
    assert again.form.editors["note"].words() == "只写了一半"
    again.save()
    assert village.get(Person, 1).note == "只写了一半"
    assert kept_draft(village, "person:1") is None


def test_a_draft_can_be_thrown_away(qtbot, village):
    keep_draft(village, "person:1", {"name": "柳琢", "note": "旧的"})
    pane = Pane(village, "柳琢", village.get(Person, 1), LAYOUT, "person:1", village.save)
    qtbot.addWidget(pane)
    pane.draft.drop.click()
    assert pane.draft.isHidden() and kept_draft(village, "person:1") is None


def test_leaving_right_after_typing_still_keeps_it(qtbot, village):
    pane = Pane(village, "柳琢", village.get(Person, 1), LAYOUT, "person:1", village.save)
    qtbot.addWidget(pane)
    qtbot.keyClicks(pane.form.editors["note"], "x")
    pane.give_up()
    assert kept_draft(village, "person:1")[0]["note"] == "x"


# ── typing helps ─────────────────────────────────────────────────────────────


def leave(form, name, words):
    """Typed into a field from the keys, which then go on to the next one."""
    editor = form.editors[name]
    editor.put("" if words.isascii() else words)  # Chinese comes from an input method
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(editor, words if words.isascii() else "")
    QTest.keyClick(QApplication.activePopupWidget() or editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Tab)


@pytest.fixture
def typed(form, qtbot):
    """The form in the window that has the keyboard."""
    form.put(Draft(Person))
    with qtbot.waitActive(form):
        form.activateWindow()
    return form


def test_a_number_fills_in_sex_and_birth_and_contradicts_them_beside_the_field(typed):
    leave(typed, "id_number", "410900189011190223")
    assert typed.editors["sex"].words() == "女" and typed.editors["born"].words() == "1890-11-19"
    leave(typed, "sex", "男")
    assert typed.faults["sex"].text() == "身份证号上是女，请核对。"
    leave(typed, "born", "1890-11")
    assert typed.faults["born"].isHidden()
    leave(typed, "born", "1891-11-19")
    assert "1890-11-19" in typed.faults["born"].text()
    leave(typed, "name", "彭桂兰")
    kept = typed.take()
    assert (kept.sex, kept.born) == ("1", "1891-11-19")  # asked about, never refused or changed


def test_half_a_number_says_nothing_and_a_wrong_one_is_asked_about(typed):
    typed.editors["id_number"].setFocus()
    QTest.keyClicks(typed.editors["id_number"], "410900890111902")  # 15: an old number's length
    assert typed.editors["sex"].words() == "" and typed.faults["id_number"].isHidden()
    leave(typed, "id_number", "410900189011190224")
    assert "最后一位对不上" in typed.faults["id_number"].text()
    assert typed.editors["sex"].words() == ""


@pytest.mark.parametrize(("phones", "odd"), [
    ("13900000000", False), ("0390-0000000", False), ("139 0000 0000、600123", False),
    ("(0390)00000000", False), ("+86 13900000000", False), ("5550000", False),
    ("1390000000", True), ("139000000000", True), ("12345678901", True), ("没有", True),
    ("13900000000、1390000", False), ("55500001234567", True),
])
def test_a_telephone_number_is_looked_at(phones, odd):
    assert bool(Person.field("phone").odd(phones)) == odd


def test_a_choice_is_found_by_its_pinyin(qtbot, village):
    made = Form(village, Person, ("education", "sex"))
    qtbot.addWidget(made)
    made.put(Draft(Person))
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    labels = [label for _, label in Person.field("education").options.pairs()]
    wanted = next(each for each in labels if [
        other for other in labels if found_in(initials(each), other)] == [each])
    leave(made, "education", initials(wanted))
    assert made.editors["education"].words() == wanted
    leave(made, "sex", "n")  # 男, 女: nobody decides for the one who types
    assert made.editors["sex"].words() == "n"


def initials(words):
    return "".join(each[:1] for each in spelt(words))


def test_what_is_filled_in_already_is_selected_when_one_comes_to_it(typed):
    typed.editors["name"].put("彭桂兰")
    typed.editors["note"].setFocus()
    typed.start()
    assert typed.editors["name"].selectedText() == "彭桂兰"
    typed.editors["sex"].put("女")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert typed.editors["sex"].line.selectedText() == "女"


def test_only_the_stars_of_the_village_are_offered_and_kept_ones_of_others_stand(qtbot, village):
    def offered(**says):
        shown = Form(village, Honour, ("star",))
        qtbot.addWidget(shown)
        shown.put(Draft(Honour, says))
        star = shown.editors["star"]
        return [star.itemText(at) for at in range(1, star.count())], star.words()

    rural, _ = offered()
    assert len(rural) == 5 and "产业兴旺星" in rural and "共建共享星" not in rural
    assert offered(star="sharing") == (rural, "共建共享星")
    with village.act("社区"):
        village.save(village.find(Unit)[0].but(star_set="urban"))
    assert "共建共享星" in offered()[0] and len(offered()[0]) == 5
    set_setting(village, DESK, "town")
    assert len(offered()[0]) == 8


def test_a_link_is_found_by_the_initials_of_what_is_offered(qtbot, village):
    kinds = [("party-meeting", "支部党员大会"), ("party-day", "主题党日")]
    link = Link(Field("会议类型"), village, lambda store, typed: [
        each for each in kinds if typed in each[1]])
    qtbot.addWidget(link)
    for typed, meant in (("dydh", ["支部党员大会"]), ("zhuti", ["主题党日"]), ("xyz", []),
                         ("党日", ["主题党日"]), ("", ["支部党员大会", "主题党日"])):
        link._look(typed)
        assert link.offering.model().stringList() == meant


LONG = "柳河沿村党支部三组四组联合党小组会议室"


def test_words_that_have_no_room_are_told_whole_but_covered_ones_never(form):
    name, sex, number = (form.editors[each] for each in ("name", "sex", "id_number"))
    for each, said in ((name, LONG), (sex, LONG), (number, "419900188804129911")):
        each.setFixedWidth(70)
        each.put(said)
    number.reveal(True)
    assert [whole_of(each) for each in (name, sex.line, number)] == [LONG, LONG, ""]
    name.setEchoMode(QLineEdit.EchoMode.Password)
    assert LONG not in whole_of(name)
    sex.setFixedWidth(600)
    assert whole_of(sex.line) == ""


def test_whoever_points_at_a_field_of_the_window_reads_it_whole(window):
    name = Line(Field("名称"))
    name.setParent(window)
    name.setFixedWidth(70)
    name.put(LONG)
    name.show()
    name.raise_()
    spot = name.rect().center()
    QApplication.sendEvent(
        name, QHelpEvent(QEvent.Type.ToolTip, spot, name.mapToGlobal(spot)))
    assert QToolTip.text() == LONG
