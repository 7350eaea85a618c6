"""公平: where the points went, nobody judged; 年度结转; and who may do what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from models.keeping.permissions import May
from models.keeping.record import Draft, Record, field
from models.office.village import change_policy
from models.points.book.approval import ROLES, ApprovalRule, NoticeNames, roles
from models.points.book.fairness import PartShare, fairness
from models.points.book.scheme_versions import KINDS
from models.points.book.year_close import YearClose, close_all, closing_reports
from models.points.engine.reader import show
from models.values.kinds import DAY, FLAG, NUMBER, Choices
from models.values.periods import Period
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

YEARS = 4


class Closing(Record, table="closing", label="年度结转"):
    """Who signs the report."""

    first: str = field("经办人", required=True)
    second: str = field("审核人", required=True)
    on: Any = field("结转日期", DAY, required=True)


class Rules(Record, table="rules", label="积分权限"):
    """The office's own rules; names are parted by blanks."""

    approval: str = field("哪些要审批", required=True,
                          options=Choices(**ApprovalRule.labels()))
    four_eyes: bool = field("录入的人不审批", FLAG, required=True)
    enter: str | None = field("谁录入（空着不限）")
    approve: str | None = field("谁审批")
    publish: str | None = field("谁公示")
    redeem: str | None = field("谁办兑换")
    objection: int = field("异议期天数", NUMBER, required=True)
    objection_workdays: bool = field("按工作日算", FLAG, required=True)
    names: str = field("公示上的姓名", required=True, options=Choices(**NoticeNames.labels()))
    name_deductions: str | None = field("扣分公布姓名的决定")
    ranking: str | None = field("公布排名的决定")


class FairnessView(ListSection[PartShare]):
    """The figures as a list of shares, what should be looked at in the card."""

    key, title, listed, wide = "fairness", "公平与年结", "积分分布", 700
    none = "这一年还没有积分。"
    columns = (
        Column("分布", 14, lead=True), Column("加分", 9, numeric=True),
        Column("条数", 7, numeric=True), Column("户数", 7, numeric=True),
        Column("成人", 7, numeric=True), Column("户均", 8, numeric=True),
        Column("每名成人", 9, numeric=True),
    )

    def build(self) -> None:
        """A year to look at over the shares."""
        super().build()
        self.year = self.year_box(YEARS)

    def read(self) -> tuple[Chip, ...]:
        """The figures of the year."""
        self.fair = found = fairness(self.store, Period(self._year()))
        self.lines = dict(enumerate([
            found.whole, *found.groups, found.officers, found.others, *found.scorers,
            found.last_days], 1))
        self.tell(summary=f"{self._year()} 年加分 {show(found.whole.points)} 分")
        return ()

    def offered(self, line: PartShare | None) -> list[str]:
        """They are about the year."""
        return self._steps()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("年度结转…", icon="seal", place="card", may=May.PUBLISH)
    def close_the_year(self) -> None:
        """Close the year and clear the balances: first what it would do."""
        year = self._year()
        reports = closing_reports(self.store, year, self.today)
        pane = self.fill_in(
            f"{year} 年积分结转", Draft(Closing, {
                "first": self.store.operator or None, "on": self.today}),
            ("first", "second", "on"), f"points:close:{year}",
            lambda said: self._close(year, said))
        pane.strip.tell("".join((*(each.sentence for each in reports), "结转后不能撤销。")))

    @action("打印结转报告", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def paper(self) -> None:
        """The report to be signed."""
        self.go("points-paper").show_return(
            "points-closing", Period(self._year()), self.today, "年度结转报告")

    @action("积分权限…", icon="settings", place="card", may=May.ASSIGN)
    def change_rules(self) -> None:
        """Who may enter, approve and publish, and what the village decided."""
        now = roles(self.store, self.today)
        known = {each: now[each] for each in (
            "approval", "four_eyes", "objection", "objection_workdays", "names")}
        known |= {each: now[each] or None for each in ("name_deductions", "ranking")}
        known |= {each: " ".join(now[each]) or None for each in ROLES}
        names = tuple(each.name for each in Rules.fields())
        self.fill_in("积分权限", Draft(Rules, known), names, "points:rules", self._keep_rules)

    # ── inside ───────────────────────────────────────────────────────────────

    def _year(self) -> int:
        return self.today.year - max(0, self.year.currentIndex())

    def _close(self, year: int, said: Closing) -> None:
        done = close_all(self.store, year, said.on, (said.first, said.second))
        self.strip.tell("".join(each.sentence for each in done))

    def _keep_rules(self, said: Rules) -> None:
        named = {each: (getattr(said, each) or "").split() for each in ROLES}
        change_policy(
            self.store, "points", approval=said.approval, four_eyes=said.four_eyes,
            objection=said.objection, objection_workdays=said.objection_workdays,
            names=said.names, name_deductions=said.name_deductions or "",
            ranking=said.ranking or "", **named)

    def cells(self, line: PartShare) -> tuple[Any, ...]:
        """A share in numbers."""
        share = line
        return (share.label, show(share.points), share.awards, share.households,
                share.adults or "", _mean(share.per_household), _mean(share.per_adult))

    def show_card(self, line: PartShare | None) -> None:
        """What should be looked at, and what was closed."""
        found = self.fair
        self.card.head(f"{self._year()} 年", "只摆数字，不作评判")
        if found.top_tenth is not None:
            self.card.tell(words(f"得分最多的一成户占全部加分的 {found.top_tenth:.1%}。"))
        for said in found.sentences:
            self.card.tell(FaceLabel(Face(said, Mark.ASK)))
        if not found.sentences and found.whole.awards:
            self.card.tell(FaceLabel(Face("没有要特别核对的。", Mark.DONE)))
        for each in self.store.find(YearClose, "year = ?", (self._year(),)):
            self.card.tell(section(f"{KINDS.label(each.kind)}已结转"), words(
                f"{each.on_day}　清零 {each.cleared} 个，合计 {show(each.points)} 分；"
                f"欠分 {each.debtors} 个。{each.first_signer}、{each.second_signer}签字",
                wrap=True))


def _mean(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.1f}"
