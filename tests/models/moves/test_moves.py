"""People come and go by acts with a day and a reason; whoever lived where stays known."""

from datetime import date

import pytest

from models.members.member import Member
from models.moves.moving import (
    birth,
    change_head,
    death,
    marriage,
    merge,
    move_away,
    move_in,
    move_out,
    split,
)
from models.registers.people import Happening, Household, Person, household_on, members_of
from models.values.problem import Invalid
from tests.models.liaison_village import settle_village
from tests.models.lived_where import households_on, residents_on, stays_of

JUNE, JULY, TODAY = date(2026, 6, 1), date(2026, 7, 1), date(2026, 12, 1)


@pytest.fixture
def village(store):
    settle_village(store, 4, 2)
    return store


def relations(store, household):
    return {each.id: each.relation for each in members_of(store, household)}


def test_who_moves_out_and_comes_back(village):
    move_out(village, [3], JUNE, "外出务工落户", today=TODAY)
    assert [each.person for each in residents_on(village, 1, JUNE)] == [1, 2]
    assert [each.person for each in residents_on(village, 1, date(2026, 5, 31))] == [1, 2, 3]
    back = move_in(village, village.get(Person, 3), 2, "80", JULY, "返乡", today=TODAY)
    assert (back.household, back.left, back.since) == (2, None, JULY)
    assert [(each.household, each.left) for each in stays_of(village, 3)] == [
        (1, "2026-06-01"),
        (2, None),
    ]
    assert household_on(village, 3, date(2026, 6, 15)) is None
    assert village.undo().startswith("迁入：")
    assert village.undo().startswith("迁出：")
    assert relations(village, 1) == {1: "02", 2: "12", 3: "20"}


def test_a_head_who_dies_is_followed_by_the_one_named(village):
    with pytest.raises(Invalid, match="户主离开后还有 2 人，请选新户主"):
        death(village, 1, JUNE, today=TODAY)
    assert village.get(Person, 1).left is None
    death(village, 1, JUNE, head=2, today=TODAY)
    assert relations(village, 1) == {2: "02", 3: "20"}
    assert [each.relation for each in residents_on(village, 1, date(2026, 5, 31))] == [
        "02",
        "12",
        "20",
    ]
    assert [each.relation for each in residents_on(village, 1, JUNE)] == ["02", "20"]
    assert len(households_on(village, JUNE)) == 4


def test_a_member_who_dies_leaves_the_party_file(village):
    person = village.get(Member, 1).person
    death(village, person, JUNE, head=person + 1, today=TODAY)
    member = village.get(Member, 1)
    assert (member.left, member.left_reason) == (JUNE, "died")


def test_a_birth_and_a_marriage(village):
    child = birth(village, Person(name="缑小满", sex="1"), 1, "41", JUNE, today=TODAY)
    assert (child.born, child.since) == ("2026-06-01", JUNE)
    bride = marriage(village, Person(name="仝秀芳", sex="2"), 1, "38", JULY, spouse=3, today=TODAY)
    assert (bride.marriage, village.get(Person, 3).marriage) == ("20", "20")
    assert [each.kind for each in village.find(Happening, order="day, id")] == ["birth", "marriage"]


def test_the_relations_follow_the_new_head(village):
    change_head(village, 1, 3, JUNE, "父亲年老", today=TODAY)
    assert relations(village, 1) == {3: "02", 1: "51", 2: "52"}
    with pytest.raises(Invalid, match="已经是户主"):
        change_head(village, 1, 3, JULY, "再改", today=TODAY)


def test_a_split_household_knows_where_it_came_from(village):
    new = split(village, 1, [3], "0001-1", 3, JUNE, "结婚分家", today=TODAY)
    assert (new.group, relations(village, new.id)) == (1, {3: "02"})
    split_off, = village.find(Happening, "kind = 'split'")
    assert (split_off.household, split_off.other) == (new.id, 1)
    assert household_on(village, 3, date(2026, 5, 31)) == 1


@pytest.mark.parametrize(
    ("people", "number", "head", "field", "sentence"),
    [
        ([1, 2, 3], "0009", 1, "people", "0001 户的人都选上了，原户会空着。请留下至少一人"),
        ([], "0009", 1, "people", "还没有选分出去的人"),
        ([3], "0009", 1, "head", "新户的户主要从分出去的人里选"),
        ([3], "0002", 3, "number", "户号 0002 已经有了"),
    ],
)
def test_a_split_that_cannot_be(village, people, number, head, field, sentence):
    village.save(village.get(Household, 2).but(group=1))
    with pytest.raises(Invalid, match=sentence) as told:
        split(village, 1, people, number, head, JUNE, "分家", today=TODAY)
    assert list(told.value.faults) == [field]
    assert len(members_of(village, 1)) == 3


def test_the_old_head_may_be_the_one_who_splits_off(village):
    with pytest.raises(Invalid, match="请选新户主"):
        split(village, 1, [1], "0009", 1, JUNE, "分家", today=TODAY)
    split(village, 1, [1], "0009", 1, JUNE, "分家", old_head=2, today=TODAY)
    assert relations(village, 1) == {2: "02", 3: "20"}


def test_a_merger_keeps_the_number_in_history(village):
    merge(village, 1, 2, JUNE, "老人随子女", relations={4: "51"}, today=TODAY)
    home = village.get(Household, 2)
    assert (home.number, home.left, home.left_reason) == ("0002", JUNE, "merged")
    assert relations(village, 1) == {1: "02", 2: "12", 3: "20", 4: "51", 5: None, 6: None}
    assert [each.person for each in residents_on(village, 2, date(2026, 5, 31))] == [4, 5, 6]
    with pytest.raises(Invalid, match="两边是同一户"):
        merge(village, 1, 1, JUNE, "x", today=TODAY)


def test_a_household_that_left_takes_nobody_in(village):
    move_away(village, 2, JUNE, "外出购房", today=TODAY)
    assert village.get(Household, 2).left_reason == "moved"
    with pytest.raises(Invalid, match="0002 户已于 2026-06-01 离册"):
        move_in(village, Person(name="麻秀芳"), 2, "02", JULY, "迁入", today=TODAY)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s: move_out(s, [3], date(2027, 1, 1), "外出", today=TODAY), "还没有到"),
        (lambda s: move_out(s, [3], JUNE, " ", today=TODAY), "原因还没有填"),
        (
            lambda s: move_in(s, Person(name="麻秀芳"), 1, "02", JUNE, "迁入", today=TODAY),
            "已有户主",
        ),
        (
            lambda s: move_in(s, s.get(Person, 3), 1, "20", JUNE, "迁入", today=TODAY),
            "已经在 0001 户",
        ),
    ],
)
def test_what_cannot_have_happened(village, act, sentence):
    with pytest.raises(Invalid, match=sentence):
        act(village)


def test_nobody_leaves_before_coming_or_twice(village):
    move_in(village, village.get(Person, 3), 2, "80", JULY, "投亲", today=TODAY)
    with pytest.raises(Invalid, match="2026-07-01 才到现在这一户"):
        move_out(village, [3], JUNE, "外出", today=TODAY)
    move_out(village, [3], JULY, "外出", today=TODAY)
    with pytest.raises(Invalid, match="已于 2026-07-01 离册"):
        move_out(village, [3], JULY, "外出", today=TODAY)
