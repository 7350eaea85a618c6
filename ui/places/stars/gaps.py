"""差距: what each star still lacks, what comes first, and what if some items were done."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.office.star_sets import StarSet, star_set
from models.stars.gaps import Gap, ShortItem, cheapest, planned_gaps, what_if
from models.stars.plan import plan_for, targets
from models.stars.progress import Line, lines
from models.stars.standard import Standard
from models.stars.verdicts import level_name
from models.values import clock
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.stars.section import NO_PLAN, StarSection, short_day, short_star

AIMED = "aimed"


class GapSection(StarSection):
    """Items still short in the list; the five sentences and the forecast in the card."""

    key, title = "gap", "差距"

    def build(self) -> None:
        """Steps left, sentences and what-if right."""
        self.today = clock.today()
        self.steps: dict[int, tuple[Gap, ShortItem]] = {}
        self.lines: list[Line] = []
        self.supposed: set[int] = set()
        self.chosen_set: StarSet
        self.list = RecordList(self._table(), "还差的任务")
        self.list.say_empty(NO_PLAN)
        self.list.opened.connect(lambda _: self.attempt(self.suppose))
        self.list.right_click = lambda: self.menu(("suppose", "suppose_nothing"))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.chips.chosen.connect(lambda _: self._filter())
        self.lay_halves(self.list, self.card, 680)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """The gaps of the plan today."""
        self.today = clock.today()
        plan = plan_for(self.store, self.today.year)
        for name in ("suppose", "suppose_nothing", "shortest_way"):
            self.deeds[name].setVisible(plan is not None)
        if plan is None:
            self.chips.hide()
            self.steps, self.gaps = {}, []
            self._show_nothing()
            return
        standard = self.store.get(Standard, plan.standard)
        self.chosen_set = star_set(standard.star_set)
        self.aims = {each.star for each in targets(self.store, plan.rowid)}
        self.gaps = planned_gaps(self.store, plan, self.today)
        self.lines = lines(self.store, plan, self.today)
        self.steps = {step.task.rowid: (gap, step) for gap in self.gaps for step in gap.steps}
        self.supposed &= set(self.steps)
        self.ask_over([Chip("all", "全部差距", len(self.steps)),
                       Chip(AIMED, "目标星", sum(gap.star in self.aims
                                                   for gap, _ in self.steps.values())),
                       *(Chip(gap.star, gap.label, len(gap.steps)) for gap in self.gaps)])
        self._filter()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("假如办成", icon="check", shortcut="F4", place="card")
    def suppose(self) -> None:
        """Suppose the chosen items done, or no longer; nothing is written."""
        chosen = set(self.list.chosen())
        self.supposed ^= chosen
        self._filter()

    @action("都不假设", icon="undo", place="card")
    def suppose_nothing(self) -> None:
        """Back to how it stands."""
        self.supposed = set()
        self._filter()

    @action("再多一星最省的做法", icon="star", place="card")
    def shortest_way(self) -> None:
        """Suppose the items done that bring one star more in the fewest days."""
        now = what_if(self.chosen_set, self.lines, ())
        wanted = cheapest(self.chosen_set, self.lines, now.level + 1)
        if wanted is None:
            self.strip.tell("标准里的星都已达到，没有更多的星可争。")
            return
        self.supposed = {step.task.rowid for gap in self.gaps if gap.star in wanted.stars
                         for step in gap.steps}
        self._filter()

    # ── inside ───────────────────────────────────────────────────────────────

    def _filter(self) -> None:
        aimed = self.chips.key == AIMED
        self.list.say_empty("这里没有差距。" if self.gaps else NO_PLAN)
        self.list.show_ids([
            row for row, (gap, _) in self.steps.items()
            if (gap.star in self.aims if aimed else self.chips.lets(gap.star))
        ])
        self._show()

    def _show_nothing(self) -> None:
        self.list.table.show_ids([])
        self.card.forget()
        self.card.head("差距")
        self.card.tell(words("有了计划，这里写出离每颗星还差什么、先办什么。", "second",
                             wrap=True), self.first_step())
        self.tell(summary="")

    def _show(self) -> None:
        self.card.forget()
        ends = date(self.today.year, 12, 31)
        self.card.head("离星还差什么", "村里自己的推算，以上级评定为准")
        for gap in self.gaps:
            mark = Mark.DONE if gap.reached else (Mark.ASK if gap.star in self.aims else Mark.NONE)
            self.card.tell(FaceLabel(Face(gap.sentence(ends), mark)))
            if gap.days:
                self.card.tell(words(f"　 {gap.days}", "faint", wrap=True))
        now = what_if(self.chosen_set, self.lines, ())
        self.card.tell(section("照现在"), words(self._level(now.stars), wrap=True))
        if self.supposed:
            then = what_if(self.chosen_set, self.lines, self.supposed)
            unknown = f"，{then.unestimated} 项没有估计用时" if then.unestimated else ""
            self.card.tell(
                section(f"假如这 {len(self.supposed)} 项办成"),
                words(self._level(then.stars), wrap=True),
                words(f"约需 {then.days} 个工作日{unknown}", "second", wrap=True))
        else:
            self.card.tell(words("在左边选几项按 F4，看办成后能有几颗星、要多少天。", "faint",
                                 wrap=True))
        self.tell(summary=f"还差 {len(self.steps)} 项 · 照现在 {level_name(now.level)}")

    def _level(self, stars: tuple[str, ...]) -> str:
        names = "、".join(self.chosen_set.label_of(each) for each in stars)
        return f"能达到 {len(stars)} 颗：{names}" if stars else "任务全部办成的星还没有。"

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [self._row(row) for row in ids]

        def supposed(row: int) -> Face:
            return Face("假如办成", Mark.DONE) if row in self.supposed else Face("", tone="faint")

        def lacking(lacks: bool) -> Face:
            return Face("缺佐证", Mark.ASK) if lacks else Face("")

        def due(day: date | None) -> Face:
            if day is None:
                return Face("没有定", tone="faint")
            return Face(short_day(day), Mark.LATE if day < self.today else None)

        return RecordTable((
            Column("星", 8), Column("任务", 18, lead=True), Column("还差", 6, numeric=True),
            Column("时限", 11, face=due), Column("天数", 6, numeric=True),
            Column("佐证", 8, face=lacking), Column("假设", 9, face=supposed),
        ), rows)

    def _row(self, row: int) -> tuple[Any, ...]:
        gap, step = self.steps[row]
        return (short_star(gap.star), step.task.title, f"{len(step.short)} 条", step.due, step.days,
                step.lacks_evidence, row)
