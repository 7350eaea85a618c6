"""人户: the chips count, the list answers, the card tells, the form takes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.registers.people import Household, Person
from ui.kit.marks import Face
from ui.kit.theme import Mark


def chips(people):
    return [button.text().strip() for button in people.chips._buttons.values()]


def heads(people):
    table = people.homes.table
    return [table.face(row, 1).words for row in range(len(table.ids))]


def test_chips_are_counted(people):
    assert chips(people) == ["户 3", "人 4", "脱贫户 1", "监测户 0", "未结对 2", "资料有疑 1"]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("all", ["柳琢", "缑树林", "洛秀英"]),
        ("relieved", ["柳琢"]),
        ("unpaired", ["缑树林", "洛秀英"]),
        ("doubtful", ["洛秀英"]),
        ("watched", []),
    ],
)
def test_a_chip_filters(people, key, found):
    people.chips.press(key)
    assert heads(people) == found


def test_who_looks_after_a_household_has_a_shape_and_a_word(people):
    faces = [people.homes.table.face(row, 4) for row in range(3)]
    assert faces == [
        Face("缑树林"),
        Face("（党员户）", tone="faint"),
        Face("未结对", Mark.NONE, "late"),
    ]


def test_a_heading_orders_the_list_in_models(people):
    people.homes.table.sort(1, Qt.SortOrder.DescendingOrder)
    assert heads(people) == sorted(heads(people), reverse=True)


def test_the_card_masks_numbers_and_asks_for_missing_ones(people):
    people.open("household", 1)
    assert people.card.title.text() == "柳琢 户"
    assert people.card.members.table.face(0, 4) == Face("4109**********9911", tone="faint")
    people.open("household", 3)
    assert people.card.members.table.face(0, 4) == Face("身份证号缺，请补", Mark.ASK)


def test_a_household_is_founded_and_its_head_asked_for_at_once(people, village, qtbot):
    people.found()
    pane = people.right.currentWidget()
    assert pane.form.editors["number"].words() == "03-026"
    pane.save()
    person = people.right.currentWidget()
    assert person.form.editors["relation"].words() == "户主"
    person.form.editors["name"].put("仝金坡")
    person.save()
    qtbot.waitUntil(lambda: people.card.title.text() == "仝金坡 户")
    assert village.newest_act()[1] == "添 仝金坡"


def test_a_person_leaves_with_a_reason_and_stays_in_the_file(people, village, qtbot):
    people.open("person", 2)
    people.leave_register()
    pane = people.right.currentWidget()
    pane.form.editors["left_reason"].put("迁出")
    pane.save()
    left = village.get(Person, 2)
    assert left.left is not None and left.left_reason == "moved"
    qtbot.waitUntil(lambda: [each.name for each in people.card.people] == ["柳琢"])


def test_the_place_in_the_list_is_kept_when_something_changes(people, village):
    people.homes.choose(2)
    with village.act("改住址"):
        village.save(village.get(Household, 3).but(address="四组1号"))
    assert people.homes.current() == 2


def test_an_empty_filter_says_so(people):
    people.chips.press("watched")
    assert people.homes.empty.text() == "没有这样的户。"
    assert people.homes.empty.isVisible()


def test_one_red_button_at_a_time(people):
    from PySide6.QtWidgets import QPushButton

    def red():
        return [
            b.text()
            for b in people.findChildren(QPushButton)
            if b.property("main") and b.isVisibleTo(people)
        ]

    assert red() == ["新立户 Ctrl+N"]
    people.found()
    assert red() == ["保存 Ctrl+S"]


def test_the_categories_are_veiled_until_asked_for(people):
    def shown():
        return [people.homes.table.face(row, 5).words for row in range(3)]

    assert shown() == ["", "", ""]
    people.veil.click()
    assert shown() == ["脱贫户", "", ""] and people.veil.text() == "隐去户类别"
    people.chips.press("people")
    assert people.veil.isHidden()
