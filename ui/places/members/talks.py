"""谈心谈话: who talked with whom this year, and which sort of pair has not yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.members.appraisal import PAIRS, Talk, missing_pairs, talks_between
from models.members.typed_names import person_name
from models.values import clock
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUT = ("on_day", "pair", "one", "other", "place", "content", "note")


class Talks(ListSection[Talk]):
    """The talks of the year."""

    key, title, enter = "talks", "谈心谈话", "edit"
    record = Talk
    none = "今年还没有登记谈心谈话。\n按 Ctrl+N 登记一次。"
    columns = (
        Column("日期", 10), Column("类型", 12), Column("谈话人", 8, lead=True),
        Column("对象", 8), Column("内容", 26),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many this year."""
        year = clock.today().year
        return Chip(cls.key, cls.title,
                    len(talks_between(store, date(year, 1, 1), date(year, 12, 31))))

    def read(self) -> list[Chip]:
        """The talks, and the pair types without one."""
        self.year = clock.today().year
        found = talks_between(self.store, date(self.year, 1, 1), date(self.year, 12, 31))
        self.lines = {each.rowid: each for each in reversed(found)}
        pairs = [each.pair for each in found]
        missing = missing_pairs(self.store, self.year)
        self.tell(summary=f"{self.year} 年谈心谈话 {len(found)} 次"
                          + (f" · 还没有：{'、'.join(missing)}" if missing else ""))
        return [Chip(ALL, f"{self.year}年", len(found)), *(
            Chip(code, label, pairs.count(code)) for code, label in PAIRS.pairs())]

    @action("登记谈话", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """One talk between two people."""
        self._fill(Draft(Talk, {"on_day": clock.today(), "pair": "committee_member"}))

    @action("改这次", icon="edit", place="card")
    def edit(self) -> None:
        """Correct the talk looked at."""
        if self.line is not None:
            self._fill(self.line)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, talk: Talk | Draft[Talk]) -> None:
        row = Draft.of(talk).get("id") or "new"
        self.fill_in("谈心谈话", talk, LAYOUT, f"talk:{row}",
                      self.saver(lambda kept: f"谈心谈话 {kept.on_day}"),
                     people=("one", "other"))

    def fits(self, line: Talk) -> bool:
        """Whether it is of the pair asked for."""
        return self.chips.lets(line.pair)

    def cells(self, line: Talk) -> tuple[Any, ...]:
        """When, who with whom, what about."""
        return (line.on_day, PAIRS.label(line.pair), person_name(self.store, line.one),
                person_name(self.store, line.other), line.content)

    def show_card(self, line: Talk | None) -> None:
        """What was talked about, and which talks are still wanted this year."""
        for each in missing_pairs(self.store, self.year):
            self.card.tell(FaceLabel(Face(f"今年还没有“{each}”的谈话，每类每年至少一次（参考）。",
                                          Mark.ASK)))
        if line is None:
            self.card.head("谈心谈话")
            return
        one, other = (person_name(self.store, each) for each in (line.one, line.other))
        self.card.head(f"{one} 与 {other}", f"{line.on_day} · {PAIRS.label(line.pair)}")
        self.card.tell(section("谈了什么"), words(line.content or "没有写内容。", wrap=True))
