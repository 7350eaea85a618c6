"""Forms: faults beside fields, Enter down, masked numbers, days as typed, drafts offered again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.keeping.record import Draft
from models.keeping.settings import keep_draft, kept_draft
from models.registers.people import Person
from models.values.problem import Invalid
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
