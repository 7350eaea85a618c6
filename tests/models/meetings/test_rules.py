"""The rules of opening and passing are the ones shipped, and a meeting goes by its own day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from models.meetings.rules import EVERYONE, PRESENT, VOTING, Rule, Share, all_rules, rule_for
from models.values.problem import Problem

DAY = date(2026, 9, 1)
HALF, TWO_THIRDS, FOUR_FIFTHS = Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)

SHIPPED = {
    "party-meeting": (">=", HALF, VOTING, ">", HALF, VOTING),
    "admit-member": (">", HALF, VOTING, ">", HALF, VOTING),
    "party-election": (">=", FOUR_FIFTHS, VOTING, ">", HALF, PRESENT),
    "party-election-of-due": (">=", FOUR_FIFTHS, VOTING, ">", HALF, VOTING),
    "committee": (">=", HALF, VOTING, ">", HALF, PRESENT),
    "joint-meeting": (">=", HALF, VOTING, ">", HALF, PRESENT),
    "four-step-3": (">=", TWO_THIRDS, EVERYONE, ">", HALF, VOTING),
    "four-step-3-voting": (">=", TWO_THIRDS, VOTING, ">", HALF, VOTING),
    "villagers": (">", HALF, VOTING, ">", HALF, PRESENT),
    "villagers-households": (">=", TWO_THIRDS, VOTING, ">", HALF, PRESENT),
    "representatives": (">=", TWO_THIRDS, VOTING, ">", HALF, PRESENT),
    "group": (">=", TWO_THIRDS, VOTING, ">", HALF, PRESENT),
    "group-households": (">=", TWO_THIRDS, VOTING, ">", HALF, PRESENT),
    "village-election": (">", HALF, VOTING, ">", HALF, PRESENT),
    "village-election-again": (">", HALF, VOTING, ">=", Fraction(1, 3), PRESENT),
    "village-recall": (">", HALF, VOTING, ">", HALF, PRESENT),
}


def test_every_purpose_is_in_the_table():
    assert {each.purpose for each in all_rules()} == set(SHIPPED)


@pytest.mark.parametrize("purpose", SHIPPED)
def test_the_shipped_formula(purpose):
    rule = rule_for(purpose, DAY)
    opens, passes = rule.opens, rule.passes
    assert (
        opens.operator,
        opens.fraction,
        opens.base,
        passes.operator,
        passes.fraction,
        passes.base,
    ) == SHIPPED[purpose]


def enough(share: Share, number: int, size: int) -> bool:
    part = Fraction(number, size)
    return part >= share.fraction if share.operator == ">=" else part > share.fraction


@pytest.mark.parametrize("operator", [">=", ">"])
@pytest.mark.parametrize("fraction", [HALF, TWO_THIRDS, FOUR_FIFTHS, Fraction(1, 3)])
def test_needed_is_the_smallest_number_that_does(operator, fraction):
    share = Share(operator, fraction, VOTING)
    for size in range(1, 61):
        smallest = next(number for number in range(size + 2) if enough(share, number, size))
        assert share.needed(size) == smallest, size


def test_ids_are_unique_and_name_purpose_and_year():
    ids = [each.id for each in all_rules()]
    assert len(set(ids)) == len(ids)
    for each in all_rules():
        assert each.id == f"{each.purpose}-{each.validity.since.year}"


@pytest.mark.parametrize("purpose", SHIPPED)
def test_versions_follow_each_other_without_gap_and_the_last_is_open(purpose):
    versions: list[Rule] = [each for each in all_rules() if each.purpose == purpose]
    for before, after in pairwise(versions):
        assert before.validity.until + timedelta(days=1) == after.validity.since
    assert versions[-1].validity.until is None


@pytest.mark.parametrize(
    ("purpose", "day", "rule"),
    [
        ("villagers", date(2025, 12, 31), "villagers-2010"),
        ("villagers", date(2026, 1, 1), "villagers-2026"),
        ("representatives", date(2025, 12, 31), "representatives-2010"),
        ("representatives", date(2026, 1, 1), "representatives-2026"),
        ("admit-member", date(2026, 5, 10), "admit-member-2014"),
        ("admit-member", date(2026, 5, 11), "admit-member-2026"),
        ("party-meeting", date(2026, 5, 11), "party-meeting-2018"),
    ],
)
def test_a_meeting_goes_by_the_rule_of_its_day(purpose, day, rule):
    assert rule_for(purpose, day).id == rule


def test_every_rule_names_its_source_and_unread_texts_are_marked():
    for each in all_rules():
        assert each.source.law
        assert each.source.year >= 2014
        assert each.mark in ("", "参考", "本地规定")
        assert each.mark or each.source.article, each.id


def test_the_basis_reads_as_a_citation():
    assert rule_for("party-meeting", DAY).basis == "依据《中国共产党支部工作条例（试行）》第十一条"
    assert rule_for("four-step-3", DAY).basis == "依据“四议两公开”工作法通行做法第三步（本地规定）"


def test_an_unknown_purpose_is_refused_with_the_known_ones():
    with pytest.raises(Problem, match=r"没有“party”这种表决，可以用的有：party-meeting、"):
        rule_for("party", DAY)


def test_a_day_before_the_first_rule_is_refused():
    with pytest.raises(Problem) as told:
        rule_for("committee", date(2018, 10, 27))
    assert told.value.sentence == (
        "支部委员会会议表决在2018-10-27还没有可用的人数规定，请核对会议日期。"
    )
