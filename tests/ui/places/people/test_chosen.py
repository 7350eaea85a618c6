"""What is chosen in the list is changed as one act, which one undo takes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from models.members.member import Member
from models.office.village import Group
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory
from tests.models.liaison_village import settle_village

TWELVE = 12


@pytest.fixture
def village(store):
    settle_village(store, 30, 3)
    return store


@pytest.fixture
def chosen(people, qtbot):
    """Twelve households: one pressed, eleven more with Shift."""
    people.homes.setFocus()
    people.homes._go(2, 0)
    for _ in range(TWELVE - 1):
        qtbot.keyClick(people.homes, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    return people.homes.chosen()


def counted(store):
    return [each.household for each in store.find(HouseholdCategory)]


def test_the_bar_says_how_many_and_what_can_be_done(people, chosen):
    bar = people.chosen_bar
    assert bar.said.text() == "选中 12 户"
    assert [each.text() for each in bar.steps.values() if each.isVisible()] == [
        "改组…", "编入片区…", "加类别…", "结对…", "印名单 Ctrl+P", "导出 Ctrl+E"]
    bar.none.click()
    assert bar.said.text() == "30 户" and not any(each.isVisible() for each in bar.steps.values())


def test_twelve_households_are_given_a_category_in_five_actions(people, chosen, store, qtbot):
    assert len(chosen) == TWELVE  # 1 press the first, 2 press the last with Shift
    people.chosen_bar.steps["categorise"].click()  # 3
    pane = people.beside.pane
    pane.form.editors["category"].put("监测户")  # 4
    pane.save()  # 5
    assert sorted(counted(store)) == sorted(chosen)
    label = store.newest_act()[1]
    assert label.startswith("户类别：12 户 ")
    assert store.undo() == label and counted(store) == []


def test_who_is_counted_so_already_is_left_as_it_is(people, chosen, store):
    for _ in range(2):
        people.categorise()
        people.beside.pane.form.editors["category"].put("监测户")
        people.beside.pane.save()
    assert len(counted(store)) == TWELVE and "另 12 户已经是" in people.strip.words.text()


def test_twelve_households_change_their_group_at_once(people, chosen, store):
    before = [store.get(Household, row).group for row in chosen]
    people.move_to_group()
    people.beside.pane.form.editors["group"].know(3, "第3组")
    people.beside.pane.form.editors["group"].put("3")
    people.beside.pane.save()
    assert {store.get(Household, row).group for row in chosen} == {3}
    assert store.undo() == "改组：12 户到第3组"
    assert [store.get(Household, row).group for row in chosen] == before


def test_twelve_households_go_into_an_area_and_stay_in_their_groups(people, chosen, store):
    before = [store.get(Household, row).group for row in chosen]
    area = store.save(Group(name="东片", kind="area")).rowid
    people.move_to_area()
    people.beside.pane.form.editors["area"].put(str(area))
    people.beside.pane.save()
    homes = [store.get(Household, row) for row in chosen]
    assert {each.area for each in homes} == {area} and [each.group for each in homes] == before


def test_twelve_households_are_paired_at_once(people, chosen, store):
    people.pair_all()
    pane = people.beside.pane
    pane.form.editors["member"].know(1, "党员")
    pane.form.editors["member"].put("1")
    pane.save()
    assert sorted(each.household for each in store.find(Pairing)) == sorted(chosen)
    store.undo()
    assert store.find(Pairing) == []


def test_what_is_chosen_is_what_is_printed(people, chosen):
    assert [row.values[0] for row in people.sheet().rows] == [
        people.store.get(Household, row).number for row in chosen]
    people.homes.choose_one()
    assert len(people.sheet().rows) == 30


def test_members_change_their_group_at_once(window, store):
    window.go("members")
    roll = window.pages["members"].show_section("roll")
    roll.list.selectAll()
    roll.move_to_group()
    roll.beside.pane.form.editors["party_group"].put("第二党小组")
    roll.beside.pane.save()
    assert {each.party_group for each in store.find(Member)} == {"第二党小组"}
    store.undo()
    assert {each.party_group for each in store.find(Member)} != {"第二党小组"}


def test_space_chooses_one_more(people, qtbot):
    people.homes._go(0, 0)
    choice = QItemSelectionModel.SelectionFlag
    people.homes.selectionModel().setCurrentIndex(
        people.homes.table.index(4, 0), choice.NoUpdate)
    qtbot.keyClick(people.homes, Qt.Key.Key_Space)
    assert len(people.homes.chosen()) == 2
