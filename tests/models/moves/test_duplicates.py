"""The same person written twice is found by weight and made one, field by field, without loss."""

from datetime import date

import pytest

from models.members.member import Member, Post
from models.moves.duplicates import entries_of, merge_people, part, side_by_side, suspects
from models.overview.story import person_story
from models.registers.people import Person
from models.values.problem import Invalid

DAY = date(2026, 6, 1)


def test_pairs_are_weighed_and_the_surest_come_first(store):
    for values in (
        {"name": "缑树林", "born": "1890-05-01", "phone": "13800000001"},
        {"name": "缑树林", "born": "1890-05"},
        {"name": "缑树林", "phone": "13800000001;13900000001", "born": "1895"},
        {"name": "缑树林"},
        {"name": "鲁文贵", "id_number": "110101900307123"},
        {"name": "鲁文桂", "id_number": "110101900307123"},
    ):
        store.save(Person(**values))
    found = {(each.one, each.other): (each.weight, each.why) for each in suspects(store)}
    assert found == {
        (5, 6): (100, ("身份证号相同",)),
        (1, 2): (70, ("姓名相同", "出生日期相同")),
        (1, 3): (60, ("姓名相同", "电话相同")),
    }
    assert next(iter(suspects(store))).weight == 100


def test_two_of_one_name_and_birthday_are_asked_about_once(store):
    for _ in range(3):
        store.save(Person(name="缑树林", born="1890-05-01"))
    assert len(suspects(store)) == 3
    part(store, suspects(store)[0])
    assert [(each.one, each.other) for each in suspects(store)] == [(1, 3), (2, 3)]
    assert store.undo() == "认作两个人：缑树林"
    assert len(suspects(store)) == 3


def test_a_merger_takes_the_chosen_values_and_keeps_the_loser_in_history(store):
    store.save(Person(name="缑树林", sex="1", work="务农"))
    store.save(Person(name="缑树林", sex="1", phone="13800000001", work="务工"))
    store.save(Member(person=2))
    store.save(Post(person=2, title="支部委员", since=date(2026, 1, 1)))
    sides = {each.field.name: each for each in side_by_side(store, 1, 2)}
    assert sides["phone"].same and sides["phone"].suggested == "13800000001"
    assert not sides["work"].same and sides["work"].suggested == "务农"
    kept = merge_people(store, 1, 2, {"phone": "13800000001", "work": "务工"}, DAY, why="本人核实")
    assert (kept.phone, kept.work) == ("13800000001", "务工")
    lost = store.get(Person, 2)
    assert (lost.left, lost.left_reason, lost.work) == (DAY, "double", "务工")
    assert (store.get(Member, 1).person, store.get(Post, 1).person) == (1, 1)
    assert entries_of(store, 1) == [1, 2]
    assert [each.words for each in person_story(store, 1)] == [
        "重复登记的“缑树林”并入",
        "任支部委员",
    ]
    assert not suspects(store)
    with pytest.raises(Invalid, match="已经并入别的记录"):
        merge_people(store, 1, 2, {}, DAY)
    assert store.undo() == "合并重复人员：缑树林"
    assert store.get(Member, 1).person == 2


def test_two_party_files_are_not_made_one(store):
    for _ in range(2):
        store.save(Member(person=store.save(Person(name="缑树林")).id))
    with pytest.raises(Invalid, match="都有党员档案"):
        merge_people(store, 1, 2, {}, DAY)
