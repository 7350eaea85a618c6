"""表决: what was put to the vote, secret or open, one by one for people, and the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.meetings.attendance import Turnout, attendance_of
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, purpose_of, tally_of, turnout_of
from models.meetings.rules import Rule, Tally
from models.values.kinds import FLAG, LINK, NOTE, NUMBER
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

ADMISSION = "admit-member"
ONE_BY_ONE = "发展对象有几个人的，要逐个讨论、逐个表决"


class Vote(Record, table="vote", label="表决"):
    """One thing put to the vote; ``person`` where it is about one, as in an admission."""

    meeting: int = required("会议", LINK)
    subject: str = required("表决事项", width=24)
    person: int | None = field("表决对象", LINK, width=8)
    purpose: str | None = field("表决类别", width=12)
    secret: bool = field("无记名", FLAG, required=True, default=False, width=7)
    in_favour: int = required("赞成", NUMBER, width=6)
    against: int = field("反对", NUMBER, required=True, default=0, width=6)
    abstain: int = field("弃权", NUMBER, required=True, default=0, width=6)
    note: str | None = field("备注", NOTE, width=14)


def outcome(
    meeting: Meeting, vote: Vote, count: Turnout, rules: Sequence[Rule] | None = None
) -> Tally | None:
    """The rule's word on a vote; None for a meeting that has no voting rule. Pure.

    :raises Problem: the votes don't add up, with the sentence and the source.
    """
    purpose = vote.purpose or purpose_of(meeting)
    if purpose is None:
        return None
    votes = (vote.in_favour, vote.against, vote.abstain)
    return tally_of(purpose, meeting.held, count, rules, votes)


def keep_votes(store: Store, meeting: Meeting, votes: Iterable[Vote]) -> list[Vote]:
    """Write a meeting's votes, in place of those written before.

    :raises Invalid: votes that don't add up to those present, or an admission of several people
        in one vote (发展党员工作细则: one by one), each with the rule and its source.
    """
    assert meeting.id is not None
    count = turnout_of(meeting, attendance_of(store, meeting.id))
    rules = known_rules(store)
    rows = list(votes)
    faults = {
        f"vote.{place}": sentence for place, each in enumerate(rows)
        if (sentence := _refusal(meeting, each, count, rules)) is not None
    }
    if faults:
        raise Invalid(faults)
    with store.act(f"登记表决：{meeting.held}"):
        for gone in votes_of(store, meeting.id):
            if gone.id not in {each.id for each in rows}:
                store.remove(gone)
        return [store.save(each.but(meeting=meeting.id)) for each in rows]


def _refusal(
    meeting: Meeting, vote: Vote, count: Turnout, rules: Sequence[Rule]
) -> str | None:
    try:
        told = outcome(meeting, vote, count, rules)
    except Problem as problem:
        return f"{vote.subject}：{problem.sentence}{_basis(meeting, vote, rules)}"
    if told and told.rule.purpose == ADMISSION and vote.person is None:
        return f"{vote.subject}：请选表决对象，一人一条。{ONE_BY_ONE}。{told.rule.basis}。"
    return None


def _basis(meeting: Meeting, vote: Vote, rules: Sequence[Rule]) -> str:
    purpose = vote.purpose or purpose_of(meeting)
    for each in rules:
        if each.purpose == purpose and each.validity.covers(meeting.held):
            return f"{each.basis}。"
    return ""


def votes_of(store: Store, meeting: int) -> list[Vote]:
    """What was put to the vote at a meeting, in the order written."""
    return store.find(Vote, "meeting = ?", (meeting,))


def in_words(vote: Vote, tally: Tally | None) -> str:
    """赞成16票，反对0票，弃权0票，通过（无记名）: the line of the minutes."""
    way = "无记名" if vote.secret else "举手"
    words = f"赞成{vote.in_favour}票，反对{vote.against}票，弃权{vote.abstain}票"
    if tally is None or tally.passes is None:
        return f"{words}（{way}）"
    passed = "通过" if tally.passes else "没有通过"
    return f"{words}，{passed}（{way}，至少{tally.needed_to_pass}票）"
