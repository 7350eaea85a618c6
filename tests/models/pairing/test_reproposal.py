"""Leaving members out of a proposal moves only the households they would have taken."""

from datetime import date

from models.pairing.assignment import leave_out, propose
from tests.models.liaison_village import settle_village

DAY = date(2026, 1, 1)


def test_dropping_three_members_re_proposes_only_their_households(store):
    settle_village(store, 120, 12)
    first = propose(store, DAY)
    dropped = {1, 5, 9}
    again = leave_out(store, first, dropped)
    theirs = {each.household for each in first.placed if each.member in dropped}
    kept = {each for each in first.placed if each.member not in dropped}
    assert kept <= set(again.placed)
    assert {each.household for each in set(again.placed) - kept} == theirs
    assert set(again.after.values()) <= {13, 14} and not dropped & set(again.after)
    assert "之后：" in again.words
