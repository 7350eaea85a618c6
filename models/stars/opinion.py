"""镇里意见: what the town says of a star, a clause or the 创建资格 of a village, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.star_sets import STARS
from models.stars.verdicts import (
    Review,
    ReviewResult,
    Verdict,
    VerdictResult,
    VerdictStage,
    give,
    review,
)
from models.values.codes import Labelled
from models.values.days import show_day
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store


class OpinionStage(Labelled):
    """At which step the town says it: its own judgement, a department's, the 联审 of a quarter."""

    TOWN = "town", "研判"
    DEPARTMENT = "department", "部门评定"
    REVIEW = "review", "联审"


OF_A_STAR = {each.value: each.label for each in (VerdictResult.YES, VerdictResult.NO)}
RESULTS = Choices(**OF_A_STAR, **ReviewResult.labels())
GOOD = frozenset({VerdictResult.YES.value, ReviewResult.KEEP.value})


class Opinion(Record, table="opinion", label="镇里意见"):
    """One saying; ``number`` is the town's, the same on both sides; a later one takes its place.

    ``unit`` is filled only at the town. ``clause`` is the village's number of it, ``place`` its
    words, and says its star; without one the star is meant, at 联审 the village.
    """

    number: int = required("编号", NUMBER, width=6)
    unit: int | None = field("村", LINK)
    year: int = required("年度", NUMBER, width=6)
    stage: str = required("环节", options=Choices(**OpinionStage.labels()), width=9)
    star: str | None = field("星", options=STARS, width=10)
    clause: int | None = field("条", LINK, width=20)
    place: str | None = field("条文", NOTE, width=24)
    result: str = required("结论", options=RESULTS, width=9)
    reason: str | None = field("理由", NOTE, width=24)
    author: str = required("作出单位或人", width=14)
    on_day: date = required("日期", DAY, width=11)
    sent: date | None = field("下发日期", DAY, width=11)

    def faults(self) -> dict[str, str]:
        """A result of another step; 联审 of a star; nothing reached, and no reason."""
        reviewed = self.stage == OpinionStage.REVIEW
        if reviewed and (self.star or self.clause):
            return {"star": "联审说的是创建资格，不分星和条，请留空。"}
        if not (reviewed or self.star or self.clause):
            return {"star": "请写明是哪颗星，或选一条。"}
        if reviewed == (self.result in OF_A_STAR):
            offered = ReviewResult.labels() if reviewed else OF_A_STAR
            return {"result": f"{OpinionStage(self.stage).label}的结论是"
                              f"{'、'.join(offered.values())}，请另选。"}
        if self.result not in GOOD and not self.reason:
            return {"reason": f"{RESULTS.label(self.result)}要写明理由，村里才知道改什么。请补上。"}
        return {}

    @property
    def about(self) -> str:
        """What it speaks of: a clause by its words, a star, the 创建资格."""
        return self.place or STARS.label(self.star or "") or "创建资格"

    @property
    def said(self) -> str:
        """研判未达到（镇党委，2026年10月8日）：只开了一次会."""
        why = f"：{self.reason}" if self.reason else ""
        return (f"{OpinionStage(self.stage).label}{RESULTS.label(self.result)}"
                f"（{self.author}，{show_day(self.on_day)}）{why}")

    def differs(self, reached: bool | None) -> bool:
        """Whether the village says otherwise; None: it has said nothing."""
        return reached is not None and reached != (self.result in GOOD)


def of_clauses(store: Store, day: date) -> dict[int, tuple[Opinion, ...]]:
    """At the village: clause id → what each step had said of it last by a day, in their order."""
    found: dict[int, dict[str, Opinion]] = {}
    for each in store.find(Opinion, "unit IS NULL AND clause IS NOT NULL AND on_day <= ?",
                           (day.isoformat(),), "on_day, number"):
        found.setdefault(each.clause or 0, {})[each.stage] = each
    return {clause: tuple(said[stage] for stage in OpinionStage if stage in said)
            for clause, said in found.items()}


def take_in(store: Store, said: Opinion) -> int:
    """Keep what the town said, once, beside the village's own; 1 where it is new.

    What is said of a star stands among its verdicts, of the 创建资格 among the reviews.
    """
    if store.find(Opinion, "unit IS NULL AND number = ?", (said.number,)):
        return 0
    store.save(said)
    if said.stage == OpinionStage.REVIEW:
        review(store, Review(period=str(Period.of(said.on_day, Span.QUARTER)), result=said.result,
                             department=said.author, on_day=said.on_day, opinion=said.reason))
    elif said.clause is None:
        give(store, Verdict(year=said.year, star=said.star or "", stage=VerdictStage(said.stage),
                            result=said.result, on_day=said.on_day, author=said.author,
                            reason=said.reason))
    return 1
