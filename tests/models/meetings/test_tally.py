"""A count in the minutes opens a meeting and carries a vote exactly when the rule says so."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from models.meetings.rules import tally
from models.values.problem import Problem

DAY = date(2026, 9, 1)

OPENING = [
    ("admit-member", 16, 8, False, 9),
    ("admit-member", 16, 9, True, 9),
    ("admit-member", 15, 7, False, 8),
    ("admit-member", 15, 8, True, 8),
    ("party-meeting", 16, 7, False, 8),
    ("party-meeting", 16, 8, True, 8),
    ("party-meeting", 15, 8, True, 8),
    ("party-election", 30, 23, False, 24),
    ("party-election", 30, 24, True, 24),
    ("party-election", 31, 24, False, 25),
    ("committee", 5, 2, False, 3),
    ("committee", 4, 2, True, 2),
    ("villagers", 1000, 500, False, 501),
    ("villagers", 1000, 501, True, 501),
    ("villagers-households", 300, 199, False, 200),
    ("villagers-households", 300, 200, True, 200),
    ("representatives", 35, 23, False, 24),
    ("representatives", 35, 24, True, 24),
    ("group", 61, 40, False, 41),
    ("group", 60, 40, True, 40),
    ("village-election", 900, 450, False, 451),
    ("village-election", 900, 451, True, 451),
]


@pytest.mark.parametrize(("kind", "due", "present", "opens", "needed"), OPENING)
def test_opening(kind, due, present, opens, needed):
    result = tally(kind, due, present, day=DAY)
    assert (result.opens, result.needed_to_open) == (opens, needed)
    assert result.passes is None


PASSING = [
    ("party-meeting", 30, 16, 16, 0, 0, True, 16),
    ("party-meeting", 30, 16, 15, 1, 0, False, 16),
    ("admit-member", 30, 16, 16, 0, 0, True, 16),
    ("admit-member", 30, 16, 15, 0, 1, False, 16),
    ("representatives", 35, 24, 13, 11, 0, True, 13),
    ("representatives", 35, 24, 12, 12, 0, False, 13),
    ("representatives", 35, 25, 13, 12, 0, True, 13),
    ("party-election", 30, 24, 13, 11, 0, True, 13),
    ("party-election", 30, 24, 12, 10, 2, False, 13),
    ("party-election-of-due", 30, 24, 15, 9, 0, False, 16),
    ("committee", 5, 3, 2, 1, 0, True, 2),
    ("villagers", 1000, 600, 300, 300, 0, False, 301),
    ("village-election-again", 900, 600, 200, 0, 0, True, 200),
    ("village-election-again", 900, 600, 199, 0, 0, False, 200),
]


@pytest.mark.parametrize(
    ("kind", "due", "present", "for_", "against", "abstain", "passes", "needed"), PASSING
)
def test_passing(kind, due, present, for_, against, abstain, passes, needed):
    result = tally(kind, due, present, for_, against, abstain, day=DAY)
    assert (result.passes, result.needed_to_pass) == (passes, needed)


@pytest.mark.parametrize(("due", "needed"), [(15, 8), (16, 9), (1, 1), (2, 2)])
def test_votes_needed_of_those_due(due, needed):
    assert tally("party-meeting", due, due, day=DAY).needed_to_pass == needed


BOUNDARIES = {
    "party-meeting": (lambda part: part >= Fraction(1, 2), "due"),
    "admit-member": (lambda part: part > Fraction(1, 2), "due"),
    "party-election": (lambda part: part >= Fraction(4, 5), "present"),
    "committee": (lambda part: part >= Fraction(1, 2), "present"),
    "villagers": (lambda part: part > Fraction(1, 2), "present"),
    "representatives": (lambda part: part >= Fraction(2, 3), "present"),
    "group": (lambda part: part >= Fraction(2, 3), "present"),
    "four-step-3-voting": (lambda part: part >= Fraction(2, 3), "due"),
}


@pytest.mark.parametrize("kind", BOUNDARIES)
def test_every_boundary_up_to_sixty(kind):
    may_open, pass_base = BOUNDARIES[kind]
    for due in range(1, 61):
        fewest = next(come for come in range(due + 1) if may_open(Fraction(come, due)))
        assert not tally(kind, due, fewest - 1, day=DAY).opens
        base = fewest if pass_base == "present" else due
        least = next(votes for votes in range(due + 1) if Fraction(votes, base) > Fraction(1, 2))
        opened = tally(kind, due, fewest, day=DAY)
        assert (opened.opens, opened.needed_to_open) == (True, fewest)
        assert opened.needed_to_pass == least
        assert tally(kind, due, max(fewest, least), least, day=DAY).passes
        assert not tally(kind, due, fewest, min(fewest, least - 1), day=DAY).passes


def test_the_third_step_counts_everyone_to_open_and_votes_to_pass():
    result = tally("four-step-3", 46, 34, 24, 6, 4, without_vote=4, day=DAY)
    assert result.json() == {
        "opens": True,
        "passes": True,
        "needed_to_open": 34,
        "needed_to_pass": 24,
        "base": ("开会按应到全体50人（含没有表决权的4人）计，通过按应到有表决权的党员46人计"),
        "rule": "four-step-3-2018",
    }


@pytest.mark.parametrize(
    ("present", "for_", "outcome"),
    [
        (33, 24, (False, False)),
        (34, 23, (True, False)),
        (50, 46, (True, True)),
    ],
)
def test_the_third_step_at_its_edges(present, for_, outcome):
    result = tally("four-step-3", 46, present, for_, without_vote=4, day=DAY)
    assert (result.opens, result.passes) == outcome


def test_the_third_step_on_members_with_a_vote_alone():
    result = tally("four-step-3-voting", 46, 31, 24, without_vote=4, day=DAY)
    assert (result.needed_to_open, result.opens, result.passes) == (31, True, True)
    assert result.base.startswith("开会按应到有表决权的党员46人计")


def test_a_vote_at_a_meeting_that_could_not_open_does_not_pass():
    result = tally("representatives", 35, 23, 23, 0, 0, day=DAY)
    assert (result.opens, result.passes) == (False, False)


def test_those_without_a_vote_change_nothing_elsewhere():
    with_them = tally("admit-member", 30, 16, 16, without_vote=4, day=DAY).json()
    assert with_them == tally("admit-member", 30, 16, 16, day=DAY).json()


def test_written_opinions_count_as_votes_at_an_admission():
    result = tally("admit-member", 30, 16, 18, 0, 0, day=DAY, written=2)
    assert result.passes
    assert not tally("admit-member", 30, 15, 15, day=DAY, written=2).opens


def test_not_everyone_needs_to_vote():
    assert tally("party-meeting", 10, 10, 6, day=DAY).passes


REFUSED = [
    (
        ("party-meeting", 16, 10, 6, 4, 3),
        {},
        "赞成6票、反对4票、弃权3票，合计13票，多于到会有表决权的10人，请核对票数。",
    ),
    (("party-meeting", 16, 17), {}, "实到17人，多于应到16人，请核对签到表。"),
    (("party-meeting", 16, 17), {"without_vote": 4}, "实到17人，多于应到16人，请核对签到表。"),
    (
        ("four-step-3", 46, 51),
        {"without_vote": 4},
        "实到51人，多于应到50人（含没有表决权的4人），请核对签到表。",
    ),
    (
        ("four-step-3", 46, 50, 47),
        {"without_vote": 4},
        "赞成47票、反对0票、弃权0票，合计47票，多于到会有表决权的46人，请核对票数。",
    ),
    (("party-meeting", 0, 0), {}, "应到是0人，算不出够不够人数，请先填应到。"),
    (("villagers-households", 0, 0), {}, "应到是0户，算不出够不够人数，请先填应到。"),
    (("party-meeting", -3, 0), {}, "应到填的是-3，人数和票数不能小于0，请改正。"),
    (("party-meeting", 16, -1), {}, "实到填的是-1，人数和票数不能小于0，请改正。"),
    (("party-meeting", 16, 10, 6, -4), {}, "反对填的是-4，人数和票数不能小于0，请改正。"),
    (
        ("party-meeting", 16, 10),
        {"without_vote": -1},
        "没有表决权的填的是-1，人数和票数不能小于0，请改正。",
    ),
    (
        ("party-meeting", 16, 10, None, 4),
        {},
        "填了反对或弃权，还没有填赞成，请补上赞成票数（没有就填0）。",
    ),
    (
        ("party-meeting", 16, 10),
        {"written": 1},
        "支部党员大会一般表决不计会前书面意见，请把书面意见改为0。",
    ),
    (
        ("admit-member", 16, 15),
        {"written": 2},
        "实到15人加书面意见2人，多于应到16人，请核对：到会的人不另计书面意见。",
    ),
    (
        ("admit-member", 16, 10, 12),
        {"written": 1},
        "赞成12票、反对0票、弃权0票，合计12票，多于到会有表决权的11人（含书面意见1人），请核对票数。",
    ),
]


@pytest.mark.parametrize(("numbers", "named", "sentence"), REFUSED)
def test_numbers_that_cannot_be_true_are_refused(numbers, named, sentence):
    with pytest.raises(Problem) as told:
        tally(*numbers, day=DAY, **named)
    assert told.value.sentence == sentence


def test_the_day_decides_the_rule():
    old = tally("representatives", 35, 24, day=date(2025, 12, 31))
    assert old.json()["rule"] == "representatives-2010"
    assert tally("representatives", 35, 24, day=DAY).json()["rule"] == "representatives-2026"


def test_the_chair_can_read_the_outcome_aloud():
    assert tally("party-meeting", 30, 16, 15, 1, 0, day=DAY).sentence == (
        "实到16人，可以开会（至少15人）；赞成15票，没有通过（至少16票）。"
        "开会按应到有表决权的党员30人计，通过按应到有表决权的党员30人计。"
        "依据《中国共产党支部工作条例（试行）》第十一条。"
    )
    assert tally("representatives", 35, 23, day=date(2025, 6, 1)).sentence == (
        "实到23人，不够开会（至少24人）。"
        "开会按应到村民代表会议组成人员35人计，通过按到会村民代表会议组成人员23人计。"
        "依据《中华人民共和国村民委员会组织法》第二十六条。"
    )
