"""研判: what the town says of the stars and clauses of its villages, beside what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.office.village import unit
from models.stars.opinion import GOOD, Opinion, OpinionStage
from models.stars.verdicts import VerdictResult
from models.town.opinions import (
    VillageOpinions,
    clauses_of,
    give_opinion,
    opinions_of,
    opinions_on,
    set_spoken_of,
)
from ui.kit.card import Timeline, section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.section import PlaceSection
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

YEARS = 5
SHOWN = 12
OPINION_FORM = ("stage", "# 说哪一条就选条，说整颗星就选星", "clause", "star", "# 怎么说", "result",
                "reason", "author", "on_day")
RATED = {None: "", True: "（自评达标）", False: "（自评未达标）"}
NONE = "还没有村。先在“各村进度”里加村，收下它们的报送包。"


def _stars(number: int | None) -> str:
    return "—" if number is None else f"{number} 颗"


class Opinions(ListSection[VillageOpinions], PlaceSection):
    """The villages left with how many stars each step says; the card tells where they differ."""

    listed, none, wide, unit, enter = "各村研判", NONE, 680, "个村", "give_opinion"
    columns = (
        Column("管区", 11), Column("村（社区）", 16, lead=True), Column("自评", 7),
        Column("研判", 7), Column("部门评定", 9), Column("联审", 7),
        Column("不一致", 9, face=lambda face: face),
    )

    def build(self) -> None:
        """The year over the list."""
        super().build()
        self.year = self.year_box(YEARS)

    def read(self) -> list[Chip]:
        """Every village of the year."""
        year = self._year()
        self.lines = opinions_of(self.store, year)
        differ = sum(bool(each.differences) for each in self.lines.values())
        judged = sum(each.held(OpinionStage.TOWN) is not None for each in self.lines.values())
        self.tell(summary=f"{year}年研判过 {judged} 个村，共 {len(self.lines)} 个")
        return [Chip(ALL, "各村", len(self.lines)), Chip("differ", "不一致", differ, Mark.LATE)]

    def open(self, kind: str, row: int) -> None:
        """Show the village an opinion is about."""
        self.look_at(self.store.get(Opinion, row).unit or 0)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("记意见…", icon="edit", shortcut="Ctrl+N", main=True, place="card")
    def give_opinion(self) -> None:
        """Write down what the town, a department or the 联审 says of a star or a clause."""
        told = self.chosen_line()

        def clauses(store: Store, typed: str) -> list[tuple[int, str]]:
            named = [(each.row, f"{each.number} {each.text}{RATED[each.reached]}")
                     for each in clauses_of(store, told.unit, self._year()).values()]
            return [(row, words) for row, words in named if typed in words]

        record = Draft(Opinion, {
            "number": 1, "year": self._year(), "stage": OpinionStage.TOWN,
            "result": VerdictResult.NO, "on_day": self.today,
            "author": here.name if (here := unit(self.store)) else None})
        pane = self.fill_in(
            f"{told.unit.name}：记意见", record, OPINION_FORM, f"opinion:new:{told.unit.id}",
            lambda kept: give_opinion(self.store, told.unit, kept), finders={"clause": clauses})
        if its := set_spoken_of(self.store, told.unit):
            pane.form.editors["star"].choose_from([label for _, label in its.stars])

    # ── inside ───────────────────────────────────────────────────────────────

    def _year(self) -> int:
        return self.today.year - max(0, self.year.currentIndex())

    def fits(self, line: VillageOpinions) -> bool:
        """Whether the town says otherwise than the village, where that is asked."""
        return self.chips.whole or bool(line.differences)

    def cells(self, line: VillageOpinions) -> tuple[Any, ...]:
        """How many stars each says."""
        differ = len(line.differences)
        return (line.unit.district or "", line.unit.name,
                _stars(sum(line.own.values()) if line.own else None),
                _stars(line.held(OpinionStage.TOWN)), _stars(line.held(OpinionStage.DEPARTMENT)),
                line.review or "—", Face(f"{differ} 处", Mark.LATE) if differ else Face(""))

    def show_card(self, line: VillageOpinions | None) -> None:
        """Where they differ, and everything the town said."""
        if line is None:
            self.card.head("研判")
            return
        self.card.head(line.unit.name, f"{self._year()}年")
        if not clauses_of(self.store, line.unit, self._year()):
            self.card.tell(words("这个村这一年还没有报来创建计划，只能按星记意见。", "second",
                                 wrap=True))
        if line.own:
            self.card.tell(section("自评"), words(line.rating, wrap=True))
        if line.differences:
            self.card.tell(section("和自评不一致"),
                           *(FaceLabel(Face(each, Mark.LATE)) for each in line.differences))
        said = [each for each in opinions_on(self.store, line.unit) if each.year == self._year()]
        self.card.tell(section("说过的"))
        if not said:
            self.card.tell(words("还没有。按“记意见…”写，下次下发带给村里。", "faint", wrap=True))
            return
        self.card.tell(Timeline([
            (f"{each.on_day:%m-%d}", each.about,
             ("" if each.result in GOOD else "▲ ") + each.said
             + ("" if each.sent else "（还没下发）"))
            for each in said[:SHOWN]]))
