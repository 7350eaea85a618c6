"""A visit is kept when it can be true, and its problem becomes a matter in the same act."""

from datetime import date

import pytest

from models.matters.matter import Matter, assign, close, feed_back
from models.members.member import Member
from models.moves.moving import death, move_away
from models.overview.story import household_story, kinds_in, member_story
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household
from models.values.problem import Invalid
from models.visits.visit import (
    RoundRow,
    Visit,
    record_round,
    record_visit,
    round_homes,
    visit_reasons,
)
from tests.models.liaison_village import settle_village

BEGUN, DAY, TODAY = date(2026, 3, 1), date(2026, 6, 10), date(2026, 6, 20)


@pytest.fixture
def village(store):
    settle_village(store, 6, 2)
    store.save(store.get(Member, 2).but(person=17))
    for home in (1, 2, 4):
        pair(store, Pairing(member=1, household=home, since=BEGUN))
    return store


def visit(**says):
    return Visit(**{"member": 1, "household": 1, "day": DAY, "entered": TODAY} | says)


def test_a_visit_with_a_problem_is_typed_once_and_seen_everywhere(village):
    _, matter = record_visit(
        village, visit(reason="生病住院"), Matter(kind="problem", what="门前水渠堵了", found=DAY)
    )
    assert village.get(Matter, matter).household == 1
    assign(village, matter, "鲁文贵", DAY, today=TODAY)
    close(village, matter, date(2026, 6, 12), "已清淤", today=TODAY)
    feed_back(village, matter, date(2026, 6, 13), "pleased", today=TODAY)
    told = [each.words for each in household_story(village, 1) if each.kind == "matter"]
    assert told == [
        "反馈 2026-001：满意",
        "办结 2026-001：已清淤",
        "交办 2026-001：",
        "发现 2026-001：门前水渠堵了",
    ]
    assert [(kind, n) for kind, _, n in kinds_in(member_story(village, 1))] == [
        ("pairing", 3),
        ("visit", 1),
        ("matter", 4),
    ]
    for _ in range(4):
        village.undo()
    assert not village.count("visit") and not village.count("matter")


@pytest.mark.parametrize(
    ("says", "field", "sentence"),
    [
        ({"day": date(2026, 2, 1)}, "day", "茹树林与 0001 户 2026-03-01 才结对，请核对日期。"),
        ({"day": date(2026, 6, 21)}, "day", "2026-06-21 还没有到，走访请在去过之后登记。"),
        ({"household": 4}, "household", "0004 户已于 2026-06-01 离册，请核对户号或日期。"),
        ({"member": 2}, "member", "晁树林已于 2026-05-01 去世，请核对走访人或日期。"),
        ({"household": 6}, "day", "0006 户 2026-07-01 才立户，请核对日期。"),
    ],
)
def test_a_visit_that_cannot_have_been(village, says, field, sentence):
    village.save(village.get(Household, 6).but(since=date(2026, 7, 1)))
    move_away(village, 4, date(2026, 6, 1), "购房", today=TODAY)
    person = village.get(Member, 2).person
    death(village, person, date(2026, 5, 1), head=person - 1, today=TODAY)
    with pytest.raises(Invalid) as told:
        record_visit(village, visit(**says), Matter(kind="problem", what="路灯坏", found=DAY))
    assert told.value.faults == {field: sentence}
    assert not village.count("visit") and not village.count("matter")


def test_the_reasons_may_be_offered(village):
    assert visit_reasons(village, DAY)[1:5] == ["红白大事", "生病住院", "急难重活", "思想波动"]


def test_a_round_is_one_grid_and_one_act(village):
    homes = round_homes(village, 1, DAY)
    assert homes == [1, 2, 4]
    rows = [RoundRow(home, met="本人", problem="路灯坏" if home == 2 else "") for home in homes]
    assert record_round(village, 1, DAY, "节日慰问", rows, today=TODAY) == 3
    assert (village.count("visit"), village.count("matter")) == (3, 1)
    assert village.undo() == "登记一轮走访：3 户"
    assert not village.count("visit")


def test_a_wrong_row_of_a_round_keeps_nothing_and_says_where(village):
    rows = [RoundRow(1), RoundRow(2, day=date(2026, 2, 1))]
    with pytest.raises(Invalid, match="才结对") as told:
        record_round(village, 1, DAY, "节日慰问", rows, today=TODAY)
    assert list(told.value.faults) == ["2.day"]
    assert not village.count("visit")
