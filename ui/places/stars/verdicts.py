"""自评与研判: what the village, the town, the departments and the county said of each star, apart.
"""

from __future__ import annotations

from typing import Any

from models.keeping.record import Draft
from models.office.star_sets import STARS, set_of, withdrawal_word
from models.stars.verdicts import (
    DIFFERENT,
    Review,
    ReviewResult,
    StarVerdicts,
    Verdict,
    VerdictResult,
    VerdictStage,
    by_star,
    give,
    level,
    level_name,
    review,
    review_result,
    reviews,
    verdicts,
)
from models.values.periods import Period, Span
from ui.kit.card import Timeline, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.table import Column
from ui.places.stars.section import StarList, return_place, said_face

VERDICT_FORM = ("star", "stage", "result", "on_day", "author", "reason", "document")
REVIEW_FORM = ("period", "department", "result", "on_day", "opinion")
YEARS = 5


class VerdictSection(StarList[StarVerdicts]):
    """Five stars by four sayings; the card tells the history of one star and of the level."""

    key, title = "verdict", "评定"
    record_kinds = ("verdict", "star_review")
    listed, enter, wide, unit = "各星评定", "give_verdict", 620, "星"

    def build(self) -> None:
        """The year over the list."""
        super().build()
        self.year = self.year_box(YEARS)

    def read(self) -> tuple[Chip, ...]:
        """The latest saying of each stage on each star."""
        year = self._year()
        self.lines = dict(enumerate(by_star(self.store, year, set_of(self.store)), 1))
        now, last = level(self.store, year), level(self.store, year - 1)
        own = level(self.store, year, VerdictStage.SELF)
        said = any(each.said[VerdictStage.AWARD] for each in self.lines.values())
        awarded = f"授予 {now} 颗（{level_name(now)}）" if said else "还没有授予"
        self.tell(summary=f"{year}年{awarded} · 自评 {own} 颗 · 上年 {last} 颗"
                          f"（{level_name(last)}）")
        return ()

    def offered(self, line: StarVerdicts | None) -> list[str]:
        """They are about the year."""
        return self._steps()

    def show_record(self, kind: str, row: int) -> None:
        """All sayings stand in the card of their star."""

    # ── doing ────────────────────────────────────────────────────────────────

    @action("记评定", icon="edit", shortcut="Ctrl+N", main=True)
    def give_verdict(self) -> None:
        """Write down what one stage said of a star; former sayings stay."""
        star = (self.line or self.lines[1]).star
        record = Draft(Verdict, {"year": self._year(), "star": star, "stage": VerdictStage.SELF,
                                 "result": VerdictResult.YES, "on_day": self.today,
                                 "author": self.store.operator or None})
        self.fill_in(f"记评定：{STARS.label(star)}", record, VERDICT_FORM,
                     f"verdict:new:{self._year()}:{star}", lambda kept: give(self.store, kept))

    @action("记联审", icon="seal")
    def give_review(self) -> None:
        """A department's opinion at the quarterly review."""
        quarter = Period.of(self.today, Span.QUARTER)
        record = Draft(Review, {
            "period": str(quarter), "result": ReviewResult.KEEP, "on_day": self.today})
        self.fill_in("记创建资格联审", record, REVIEW_FORM, f"star_review:{quarter}",
                     lambda kept: review(self.store, kept))

    @action("自评表", icon="returns", place="card", may=None)
    def to_rating(self) -> None:
        """The self-rating as a return."""
        self.wanted.emit("return", return_place("star-rating"))

    @action("申报表", icon="returns", place="card", may=None)
    def to_application(self) -> None:
        """The application as a return."""
        self.wanted.emit("return", return_place("star-application"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _year(self) -> int:
        return self.today.year - max(0, self.year.currentIndex())

    def columns_now(self) -> tuple[Column, ...]:
        """The star, full when it was awarded, and what each stage said."""
        return (Column("星", 14, face=self._star, lead=True),
                *(Column(stage.label, 11, face=said_face) for stage in VerdictStage))

    def cells(self, line: StarVerdicts) -> tuple[Any, ...]:
        """What each stage said."""
        return (line.star, *(f"{DIFFERENT * line.differs(stage)}{line.result(stage)}"
                             for stage in VerdictStage))

    def _star(self, code: str) -> Face:
        held = any(each.star == code and each.result(VerdictStage.AWARD) == "已授予"
                   for each in self.lines.values())
        return Face(f"{'★' if held else '☆'} {STARS.label(code)}")

    def show_card(self, line: StarVerdicts | None) -> None:
        """The history of the star, of the level, of the reviews."""
        if line is None:
            self.card.head("评定")
            return
        star = line.star
        self.card.head(STARS.label(star), "四种说法各记各的，互不代替")
        self._tell_history(star)
        self._tell_level()
        self._tell_reviews()

    def _tell_history(self, star: str) -> None:
        said = [each for each in verdicts(self.store, self._year()) if each.star == star]
        self.card.tell(section("往事"))
        if not said:
            self.card.tell(words("今年还没有说法。没有授星也是正常结果。", "faint", wrap=True))
            return
        self.card.tell(Timeline([
            (f"{each.on_day.month}月{each.on_day.day}日", VerdictStage(each.stage).label,
             self._said(each)) for each in reversed(said)
        ]))

    def _said(self, each: Verdict) -> str:
        result = (withdrawal_word(self.store) if each.result == VerdictResult.WITHDRAWN
                  else VerdictResult(each.result).label)
        return "，".join(filter(None, (f"{result}（{each.author}）", each.reason, each.document)))

    def _tell_level(self) -> None:
        self.card.tell(section("历年星级（按授予文件数星，不手填）"))
        lines = []
        for back in range(YEARS):
            year = self.today.year - back
            said = any(each.stage == VerdictStage.AWARD for each in verdicts(self.store, year))
            held = level(self.store, year)
            lines.append((f"{year}年", "★" * held + "☆" * (5 - held) if said else "—",
                          level_name(held) if said else "还没有授予记录"))
        self.card.tell(Timeline(lines))

    def _tell_reviews(self) -> None:
        found = reviews(self.store, self._year())
        self.card.tell(section("创建资格联审（每季度）"))
        if not found:
            self.card.tell(words("这一年还没有联审记录。", "faint"))
            return
        self.card.tell(Timeline([
            (Period.parse(quarter).label.removeprefix(f"{self._year()}年"), review_result(said),
             "；".join(f"{each.department}{ReviewResult(each.result).label}"
                      + (f"（{each.opinion}）" if each.opinion else "") for each in said))
            for quarter, said in reversed(found.items())
        ]))
