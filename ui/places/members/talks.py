"""谈心谈话: who talked with whom this year, and which sort of pair has not yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.members.appraisal import PAIRS, Talk, missing_pairs, talks_between
from models.members.typed_names import person_name
from models.values import clock
from ui.kit.card import Card, section, words
from ui.kit.chips import ALL, Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUT = ("on_day", "pair", "one", "other", "place", "content", "note")


class Talks(Section):
    """The talks of the year."""

    key, title = "talks", "谈心谈话"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many this year."""
        year = clock.today().year
        return Chip(cls.key, cls.title,
                    len(talks_between(store, date(year, 1, 1), date(year, 12, 31))))

    def build(self) -> None:
        """The list and the card."""
        self.talks: dict[int, Talk] = {}
        self.list = RecordList(self._table(), "谈心谈话")
        self.list.say_empty("今年还没有登记谈心谈话。\n按 Ctrl+N 登记一次。")
        self.list.shown.connect(lambda _: self._show_card())
        self.list.opened.connect(lambda _: self.edit())
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """The talks, and the pair types without one."""
        self.year = clock.today().year
        found = talks_between(self.store, date(self.year, 1, 1), date(self.year, 12, 31))
        self.talks = {each.rowid: each for each in reversed(found)}
        pairs = [each.pair for each in found]
        self.ask_over([Chip(ALL, f"{self.year}年", len(found)), *(
            Chip(code, label, pairs.count(code)) for code, label in PAIRS.pairs())])
        missing = missing_pairs(self.store, self.year)
        self.tell(summary=f"{self.year} 年谈心谈话 {len(found)} 次"
                          + (f" · 还没有：{'、'.join(missing)}" if missing else ""))
        self._list()

    @action("登记谈话", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """One talk between two people."""
        self._fill(Draft(Talk, {"on_day": clock.today(), "pair": "committee_member"}))

    @action("改这次", icon="edit", place="card")
    def edit(self) -> None:
        """Correct the talk looked at."""
        talk = self.talks.get(self.list.current())
        if talk is not None:
            self._fill(talk)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, talk: Talk | Draft[Talk]) -> None:
        row = Draft.of(talk).get("id") or "new"
        self.fill_in("谈心谈话", talk, LAYOUT, f"talk:{row}", self._keep,
                     people=("one", "other"))

    def _keep(self, talk: Talk) -> None:
        with self.store.act(f"谈心谈话 {talk.on_day}"):
            self.store.save(talk)

    def _list(self) -> None:
        self.list.table.show_ids([row for row, each in self.talks.items()
                                  if self.chips.lets(each.pair)])
        self.list.keep_current()
        self._show_card()

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.talks[row] for row in ids]
            return [(each.on_day, PAIRS.label(each.pair), person_name(self.store, each.one),
                     person_name(self.store, each.other), each.content) for each in shown]

        return RecordTable((
            Column("日期", 10), Column("类型", 12), Column("谈话人", 8, lead=True),
            Column("对象", 8), Column("内容", 26),
        ), rows)

    def _show_card(self) -> None:
        talk = self.talks.get(self.list.current())
        self.card.forget()
        self.deeds["edit"].setVisible(talk is not None)
        for each in missing_pairs(self.store, self.year):
            self.card.tell(FaceLabel(Face(f"今年还没有“{each}”的谈话，每类每年至少一次（参考）。",
                                          Mark.ASK)))
        if talk is None:
            self.card.head("谈心谈话")
            return
        one, other = (person_name(self.store, each) for each in (talk.one, talk.other))
        self.card.head(f"{one} 与 {other}", f"{talk.on_day} · {PAIRS.label(talk.pair)}")
        self.card.tell(section("谈了什么"), words(talk.content or "没有写内容。", wrap=True))
