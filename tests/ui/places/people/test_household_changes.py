"""人户变动 from the card: each one form, each one act, wrong things said beside the field."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.moves.duplicates import entries_of
from models.registers.people import Happening, Household, HouseholdCategory, Person, members_of
from ui.kit.chips import TickList

TODAY = date(2026, 9, 26)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


def names(store, household: int) -> list[str]:
    return [each.name for each in members_of(store, household)]


def form(people, action: str, household: int = 1):
    people.open("household", household)
    getattr(people, action)()
    return people.right.currentWidget()


def fill(pane, **words):
    for name, text in words.items():
        pane.form.editors[name].put(text)
    pane.save()


def faults(pane) -> dict[str, str]:
    return {name: each.text() for name, each in pane.form.faults.items() if each.text()}


def tick(pane, *rows: int):
    choice = pane.findChild(TickList)
    for row in rows:
        choice.item(row).setCheckState(Qt.CheckState.Checked)


def test_somebody_moves_in(people, village):
    pane = form(people, "move_in")
    fill(pane, reason="投靠亲属")
    assert "姓名还没有填" in faults(pane)["name"]
    fill(pane, name="仝金坡", relation="子")
    assert names(village, 1) == ["柳琢", "彭桂兰", "仝金坡"]
    assert village.newest_act()[1] == "迁入：仝金坡 — 03-018 户"


def test_somebody_comes_from_another_household(people, village):
    pane = form(people, "move_in")
    known = pane.form.editors["known"]
    known._look("缑树林")
    fill(pane, known="3", relation="其他", reason="投靠亲属")
    assert "缑树林" in names(village, 1) and names(village, 2) == []


def test_when_the_head_dies_a_new_one_is_asked_for(people, village):
    people.open("person", 1)
    people.person_died()
    pane = people.right.currentWidget()
    pane.save()
    assert faults(pane)["head"] == "户主离开后还有 1 人，请选新户主。"
    assert village.get(Person, 1).left is None
    fill(pane, head="2")
    assert village.get(Person, 1).left_reason == "died"
    assert [each.is_head for each in members_of(village, 1)] == [True]


def test_a_split_that_takes_everyone_is_refused_and_one_that_does_not_is_kept(people, village):
    pane = form(people, "split_home")
    tick(pane, 0, 1)
    fill(pane, number="03-099", head="2")
    assert "请留下至少一人" in pane.strip.words.text()
    assert village.count("household") == 3
    pane.findChild(TickList).item(0).setCheckState(Qt.CheckState.Unchecked)
    pane.save()
    new = village.find(Household)[-1]
    assert (new.number, names(village, new.id)) == ("03-099", ["彭桂兰"])
    old, = village.find(Happening, "kind = 'split' AND household = ?", (new.id,))
    assert village.get(Household, old.other).number == "03-018"


def test_a_merged_household_rests_under_its_number(people, village):
    pane = form(people, "merge_home", 3)
    fill(pane, reason="合住")
    assert faults(pane)["household"] == "还没有选并到哪一户。"
    pane.form.editors["household"]._look("03-018")
    fill(pane, household="1")
    gone = village.get(Household, 3)
    assert (gone.number, gone.left_reason) == ("04-001", "merged")
    assert "洛秀英" in names(village, 1)
    assert "洛秀英与户主的关系还空着" in people.strip.words.text()


def test_another_becomes_head(people, village):
    fill(form(people, "change_head"), head="2", reason="年老")
    assert [(e.name, e.relation) for e in members_of(village, 1)] == [
        ("彭桂兰", "02"), ("柳琢", "11"),
    ]


def test_sensitive_categories_stay_hidden_until_asked_for(people, village, qtbot):
    from PySide6.QtWidgets import QLabel, QPushButton

    with village.act("类别"):
        for category in ("DB", "JS"):
            village.save(HouseholdCategory(household=1, category=category, since=TODAY))
    people.open("household", 1)

    def told():
        labels = people.card.findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisibleTo(people.card))

    qtbot.waitUntil(lambda: "军属" in told())
    assert "低保" not in told() and "脱贫" not in told()
    veil = next(each for each in people.card.findChildren(QPushButton)
                if each.isVisibleTo(people.card) and "敏感类别" in each.text())
    veil.click()
    assert "脱贫户" in veil.text() and "低保户" in veil.text()
    people.card.story.veil.click()
    qtbot.waitUntil(lambda: "列为低保" in told())


def test_the_story_is_filtered_by_chips(people, village):
    fill(form(people, "move_in"), name="仝金坡", relation="子", reason="返乡")
    people.open("household", 1)
    people.card.story.chips.press("pairing")
    assert [words for _, _, words in people.card.story.lines()] == ["缑树林主联 03-018 户"]


def test_the_same_person_written_twice_becomes_one(people, village):
    with village.act("重录"):
        again = village.save(Person(name="柳琢", household=3, id_number="410900188804129911",
                                    phone="13800000000"))
    people.find_duplicates()
    pane = people.right.currentWidget()
    assert pane.pairs.table.face(0, 1).words == "身份证号相同、姓名相同"
    shown = [pane.sides.table.face(row, 1).words for row in range(len(pane.sides.table.ids))]
    assert "4109**********9911" in shown
    pane.merge()
    assert village.get(Person, again.id).left_reason == "double"
    assert village.get(Person, 1).phone == "13800000000"
    assert entries_of(village, 1) == [1, again.id]
    assert pane.pairs.table.ids == []


def test_two_people_of_one_name_and_birthday_are_left_alone(people, village):
    with village.act("同名"):
        village.save(Person(name="柳琢", household=3, born="1888-04-12"))
    people.find_duplicates()
    pane = people.right.currentWidget()
    pane.parting.trigger()
    assert pane.pairs.table.ids == [] and not pane.parting.isEnabled()
    assert village.count("person", "name = '柳琢' AND left IS NULL") == 2


def test_a_category_ends(people, village):
    people.open("household", 1)
    people.edit_category()
    people.strip.press("脱贫户")
    fill(people.right.currentWidget(), until=str(TODAY))
    assert village.find(HouseholdCategory)[0].until == TODAY
