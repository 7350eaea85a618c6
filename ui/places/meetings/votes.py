"""3 表决: what was put to the vote, its figures checked against who was there, and the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.meetings.kinds import kind_of, known_rules
from models.meetings.meeting import turnout_of
from models.meetings.votes import Vote, keep_votes, outcome, votes_of
from models.members.typed_names import person_name
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.meetings.step import Step

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUT = ("subject", "person", "purpose", "secret", "in_favour", "against", "abstain", "note")
EMPTY = "这次会没有表决。\n要表决的，按 Ctrl+N 加一项；没有表决的直接到下一步。"


def passed_face(passes: bool | None) -> Face:
    """通过 or 没有通过, or nothing where no rule measures it."""
    if passes is None:
        return Face("—", tone="faint")
    return Face("通过", Mark.DONE) if passes else Face("没有通过", Mark.LATE)


class VotesStep(Step):
    """The votes at the left; the rule's word on the one looked at, or its form, right."""

    key, title = "votes", "3 表决"

    def build(self) -> None:
        """The list and the card."""
        self.votes: list[Vote] = []
        self.list = RecordList(self._table(), "表决")
        self.list.say_empty(EMPTY)
        self.list.shown.connect(lambda _: self._show_card())
        self.list.opened.connect(lambda _: self.change())
        self.list.right_click = lambda: self.menu(("change", "remove"))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """The votes of the meeting."""
        if self.meeting is None or self.meeting.id is None:
            return
        self.votes = votes_of(self.store, self.meeting.id)
        self.list.show_ids(list(range(1, len(self.votes) + 1)))
        self._show_card()
        self.tell(summary=f"表决 {len(self.votes)} 项")

    # ── doing ────────────────────────────────────────────────────────────────

    @action("加一项表决", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """Another thing put to the vote; an admission one person at a time."""
        assert self.meeting is not None
        count = turnout_of(self.meeting, self.desk.rows)
        subject = self.meeting.title or ""
        self._fill(Vote(meeting=0, subject=subject, purpose=self.meeting.purpose,
                        in_favour=count.present + count.written, secret=bool(self.meeting.purpose)))

    @action("改这项", icon="edit", place="card")
    def change(self) -> None:
        """Correct the vote looked at."""
        vote = self._vote()
        if vote is not None:
            self._fill(vote)

    @action("删去这项", icon="close", place="card")
    def remove(self) -> None:
        """Take a vote away that was written by mistake."""
        vote = self._vote()
        if vote is not None and self.meeting is not None:
            keep_votes(self.store, self.meeting, [each for each in self.votes if each != vote])

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, vote: Vote) -> None:
        assert self.meeting is not None
        self.fill_in("表决", vote, LAYOUT, f"vote:{self.meeting.id}:{vote.id or 'new'}", self._keep,
                     people=("person",), finders={"purpose": self._purposes})

    def _keep(self, vote: Vote) -> None:
        assert self.meeting is not None
        others = [each for each in self.votes if each.id != vote.id]
        keep_votes(self.store, self.meeting, [*others, vote])

    def _purposes(self, store: Store, typed: str) -> list[Any]:
        if self.meeting is None:
            return []
        titles = {each.purpose: each.title for each in known_rules(store)}
        codes = kind_of(store, self.meeting.kind, self.meeting.held).purposes
        return [(code, titles[code]) for code in codes if typed in titles.get(code, "")]

    def _vote(self) -> Vote | None:
        at = self.list.current()
        return self.votes[at - 1] if at else None

    def _told(self, vote: Vote) -> Any:
        assert self.meeting is not None
        try:
            return outcome(self.meeting, vote, turnout_of(self.meeting, self.desk.rows),
                           known_rules(self.store))
        except Problem:
            return None

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.votes[at - 1] for at in ids]
            return [
                (each.subject, person_name(self.store, each.person),
                 "无记名" if each.secret else "举手", each.in_favour, each.against, each.abstain,
                 told.passes if (told := self._told(each)) else None) for each in shown
            ]

        return RecordTable((
            Column("表决事项", 24, lead=True), Column("对象", 7), Column("方式", 7),
            Column("赞成", 5, numeric=True), Column("反对", 5, numeric=True),
            Column("弃权", 5, numeric=True), Column("结果", 10, face=passed_face),
        ), rows)

    def _show_card(self) -> None:
        vote = self._vote()
        self.card.forget()
        for name in ("change", "remove"):
            self.deeds[name].setVisible(vote is not None)
        if vote is None or self.meeting is None:
            self.card.head("还没有表决")
            self.card.tell(words("票数加起来不能多于到会有表决权的人数；接收党员一人一票决。",
                                 "second", wrap=True))
            return
        told = self._told(vote)
        self.card.head(vote.subject, person_name(self.store, vote.person))
        self.card.tell(words(f"赞成 {vote.in_favour}　反对 {vote.against}　弃权 {vote.abstain}",
                             "figure"))
        if told is not None:
            self.card.tell(FaceLabel(passed_face(told.passes)), section("按哪一条算"),
                           words(told.sentence, wrap=True))
