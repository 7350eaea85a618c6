"""差距: what each star still lacks, what comes first, and what if some items were done."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.office.star_sets import star_set
from models.stars.gaps import Gap, ShortItem, cheapest, planned_gaps, what_if
from models.stars.plan import plan_for, targets
from models.stars.progress import lines
from models.stars.standard import Standard
from models.stars.verdicts import level_name
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.places.stars.section import NO_PLAN, StarList, short_day, short_star

AIMED = "aimed"


class GapSection(StarList[tuple[Gap, ShortItem]]):
    """Items still short in the list; the five sentences and the forecast in the card."""

    key, title, listed, enter, wide = "gap", "差距", "还差的任务", "suppose", 680
    no_such, unit = "这里没有差距。", "项"

    def build(self) -> None:
        """Nothing is supposed yet."""
        self.supposed: set[int] = set()
        self.gaps: list[Gap] = []
        super().build()

    def read(self) -> list[Chip]:
        """The gaps of the plan today."""
        plan = plan_for(self.store, self.today.year)
        for name in ("suppose", "suppose_nothing", "shortest_way"):
            self.deeds[name].setVisible(plan is not None)
        if plan is None:
            self.lines, self.gaps, self.none = {}, [], NO_PLAN
            self.tell(summary="")
            return []
        self.none = self.no_such
        standard = self.store.get(Standard, plan.standard)
        self.chosen_set = star_set(standard.star_set)
        self.aims = {each.star for each in targets(self.store, plan.rowid)}
        self.gaps = planned_gaps(self.store, plan, self.today)
        self.clauses = lines(self.store, plan, self.today)
        self.lines = {step.task.rowid: (gap, step) for gap in self.gaps for step in gap.steps}
        self.supposed &= set(self.lines)
        return [Chip(ALL, "全部差距", len(self.lines)),
                Chip(AIMED, "目标星", sum(gap.star in self.aims for gap, _ in self.lines.values())),
                *(Chip(gap.star, gap.label, len(gap.steps)) for gap in self.gaps)]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("假如办成", icon="check", place="card", may=None)
    def suppose(self) -> None:
        """Suppose the chosen items done, or no longer; nothing is written."""
        chosen = set(self.list.chosen())
        self.supposed ^= chosen
        self.narrow()

    @action("都不假设", icon="undo", place="card", may=None)
    def suppose_nothing(self) -> None:
        """Back to how it stands."""
        self.supposed = set()
        self.narrow()

    @action("再多一星最省的做法", icon="star", place="card", may=None)
    def shortest_way(self) -> None:
        """Suppose the items done that bring one star more in the fewest days."""
        now = what_if(self.chosen_set, self.clauses, ())
        wanted = cheapest(self.chosen_set, self.clauses, now.level + 1)
        if wanted is None:
            self.strip.tell("标准里的星都已达到，没有更多的星可争。")
            return
        self.supposed = {step.task.rowid for gap in self.gaps if gap.star in wanted.stars
                         for step in gap.steps}
        self.narrow()

    # ── inside ───────────────────────────────────────────────────────────────

    def fits(self, line: tuple[Gap, ShortItem]) -> bool:
        """Of the star asked for, or of one aimed at."""
        star = line[0].star
        return star in self.aims if self.chips.key == AIMED else self.chips.lets(star)

    def offered(self, line: tuple[Gap, ShortItem] | None) -> list[str]:
        """As soon as there is a plan."""
        return self._steps() if self.none != NO_PLAN else []

    def show_card(self, line: tuple[Gap, ShortItem] | None) -> None:
        """What stars are lacking, and what those supposed done would bring."""
        if self.none == NO_PLAN:
            self.card.head("差距")
            self.card.tell(words("有了计划，这里写出离每颗星还差什么、先办什么。", "second",
                                 wrap=True), self.first_step())
            return
        ends = date(self.today.year, 12, 31)
        self.card.head("离星还差什么", "村里自己的推算，以上级评定为准")
        for gap in self.gaps:
            mark = Mark.DONE if gap.reached else (Mark.ASK if gap.star in self.aims else Mark.NONE)
            self.card.tell(FaceLabel(Face(gap.sentence(ends), mark)))
            if gap.days:
                self.card.tell(words(f"　 {gap.days}", "faint", wrap=True))
        now = what_if(self.chosen_set, self.clauses, ())
        self.card.tell(section("照现在"), words(self._level(now.stars), wrap=True))
        if self.supposed:
            then = what_if(self.chosen_set, self.clauses, self.supposed)
            unknown = f"，{then.unestimated} 项没有估计用时" if then.unestimated else ""
            self.card.tell(
                section(f"假如这 {len(self.supposed)} 项办成"),
                words(self._level(then.stars), wrap=True),
                words(f"约需 {then.days} 个工作日{unknown}", "second", wrap=True))
        else:
            self.card.tell(words("选几项，按“假如办成”看办成后能有几颗星、要多少天。", "faint",
                                 wrap=True))
        self.tell(summary=f"还差 {len(self.lines)} 项 · 照现在 {level_name(now.level)}")

    def _level(self, stars: tuple[str, ...]) -> str:
        names = "、".join(self.chosen_set.label_of(each) for each in stars)
        return f"能达到 {len(stars)} 颗：{names}" if stars else "任务全部办成的星还没有。"

    def columns_now(self) -> tuple[Column, ...]:
        """What is short, until when, how long it takes, whether it is supposed done."""
        def supposed(row: int) -> Face:
            return Face("假如办成", Mark.DONE) if row in self.supposed else Face("", tone="faint")

        def lacking(lacks: bool) -> Face:
            return Face("缺佐证", Mark.ASK) if lacks else Face("")

        def due(day: date | None) -> Face:
            if day is None:
                return Face("没有定", tone="faint")
            return Face(short_day(day), Mark.LATE if day < self.today else None)

        return (
            Column("星", 8), Column("任务", 18, lead=True), Column("还差", 6, numeric=True),
            Column("时限", 11, face=due), Column("天数", 6, numeric=True),
            Column("佐证", 8, face=lacking), Column("假设", 9, face=supposed),
        )

    def cells(self, line: tuple[Gap, ShortItem]) -> tuple[Any, ...]:
        """What is short of one task."""
        gap, step = line
        return (short_star(gap.star), step.task.title, f"{len(step.short)} 条", step.due, step.days,
                step.lacks_evidence, step.task.rowid)
