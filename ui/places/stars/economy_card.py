"""The card of 台账: the year's account, what lies idle, or one record and what hangs on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from exporters.wall.drawing import chart
from models.economy.assets import ending, idle_assets, rent_short, revived
from models.economy.organisations import (
    COOPERATIVE,
    COUNCILS,
    HOUSEHOLD_WAYS,
    FirmTie,
    HouseholdTie,
    Organisation,
    councils,
    members_of,
    ties,
)
from models.economy.projects import ORIGINS, STAGES, Project, ProjectCard, project_cards, stages
from models.economy.register import called
from models.economy.year_account import (
    Result,
    YearFormLine,
    accounts,
    bands,
    printed_balances,
    results,
)
from models.figures.economy import year_account
from models.keeping.record import Record
from models.stars.boards import income_three_years
from models.values.kinds import LINK, MONEY, Field, show_decimal
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.preview import DrawingView
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.keeping.store import Store

CHART = (118.0, 62.0)
TITLES = ("name", "title", "tenant", "what", "place", "subject", "person", "household")
"""The fields that a record goes by, the first it has."""


class EconomyCard(Card):
    """Tells about the year, or about the record chosen in a book."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def show_year(self, year: int) -> None:
        """The year's account: income and 经营收益 apart, balances, bands, three years."""
        self.forget()
        found = year_account(self._store, year)
        self.head(f"{year} 年收支", "收入和经营收益是两个数")
        self.tell(*_figure("收入", MONEY.show(found["income"]), "全部收入，含补助收入和其他收入"),
                  *_figure("经营收益", MONEY.show(found["operating-profit"]),
                           "不含补助收入和其他收支"))
        view = DrawingView("集体经济三年")
        view.show_drawing(chart(income_three_years(self._store, year), *CHART))
        policy = view.sizePolicy()
        policy.setHeightForWidth(True)
        view.setSizePolicy(policy)
        view.setMinimumHeight(view.heightForWidth(400))
        self.tell(section("三年"), view)
        if not any(found.values()):
            self.tell(words("这一年还没有收支，没有可以结的账。", "faint", wrap=True))
            return
        self.tell(section("收益分配"))
        lines: tuple[YearFormLine | Result, ...] = (*accounts(), *results())
        sums = [(each.row, each.label, found[each.code]) for each in lines]
        self.tell(*(words(f"{row}　{label}　{MONEY.show(amount)}", "second")
                    for row, label, amount in sorted(sums) if amount))
        self.tell(section("平衡关系"),
                  *(words(each, "faint", wrap=True) for each in printed_balances(found)))
        self.tell(section("档次（参考，不是评星的线）"))
        for each in bands(found):
            self.tell(words(f"{each.label}", wrap=True), words(f"按{each.base}", "faint",
                                                               wrap=True))

    def show_record(self, record: Record, today: date) -> None:
        """What is written of one record, and what hangs on it."""
        self.forget()
        said = {each.name: self._said(each, getattr(record, each.name)) for each in record.fields()}
        title = next(each for each in TITLES if each in said)
        self.head(said.pop(title), type(record).label)
        if isinstance(record, Project):
            self._tell_project(record, today)
        self.tell(*(words(f"{record.field(name).label}　{told}", wrap=True)
                    for name, told in said.items() if told))
        if isinstance(record, Organisation):
            self._tell_members(record.rowid, today)
        if isinstance(record, Organisation) and record.kind == COOPERATIVE:
            self._tell_ties(record.rowid, today)
        if isinstance(record, Organisation) and record.kind in COUNCILS:
            self._tell_councils(today)

    def show_assets(self, today: date) -> None:
        """What lies idle, what was put to use, which rent is short, which lease runs out."""
        self.forget()
        self.head("资产和租约", f"{today.year} 年")
        self.tell(section("闲置"), *_listed(
            [f"{each.name}（自 {each.idle_since or '—'}）"
             for each in idle_assets(self._store, today)],
            Mark.ASK))
        self.tell(section("今年盘活"), *_listed(
            [f"{each.name}：{each.used_for or ''}，今年入账 {MONEY.show(earned)} 元"
             for each, earned in revived(self._store, today.year)], Mark.DONE))
        self.tell(section("90 天内到期的租约"), *_listed(
            [f"{each.tenant}（{each.until}）" for each in ending(self._store, today)], Mark.ASK))
        self.tell(section("租金没有收齐"), *_listed(
            [f"{each.tenant} 还差 {MONEY.show(missing)} 元"
             for each, missing in rent_short(self._store, today.year)], Mark.LATE))

    # ── inside ───────────────────────────────────────────────────────────────

    def _said(self, field: Field, value: Any) -> str:
        if value is False:
            return ""
        return called(self._store, field, value) if field.kind is LINK else field.show(value)

    def _tell_project(self, record: Project, today: date) -> None:
        found = [each for each in project_cards(self._store) if each.project.id == record.id]
        if not found:
            return
        card: ProjectCard = found[0]
        if card.overdue(today):
            self.tell(FaceLabel(Face("已过计划完成日期", Mark.LATE)))
        about = "约" if card.about else ""
        self.tell(section(f"资金　{about}{MONEY.show(card.total)} 元"), *_listed([
            f"{ORIGINS.label(code)}　{MONEY.show(amount)} 元"
            for code, amount in card.by_origin().items()]))
        self.tell(section("成果"), *_listed([
            f"{each.what}　{'约' if each.about else ''}{show_decimal(each.amount)} {each.unit}"
            for each in card.results]))
        self.tell(section("阶段"), *_listed([
            f"{each.on_day}　{STAGES.label(each.stage)}"
            for each in stages(self._store, record.rowid)]))
        self.tell(section("登记"))

    def _tell_members(self, organisation: int, today: date) -> None:
        found = members_of(self._store, organisation, today)
        if found:
            self.tell(section(f"成员 {len(found)}"),
                      words("、".join(said for _, said in found), "second", wrap=True))

    def _tell_ties(self, cooperative: int, today: date) -> None:
        found = ties(self._store, cooperative, today)
        homes: dict[str, list[str]] = {}
        for each, said in found:
            if isinstance(each, HouseholdTie):
                number = said.partition(" ")[0]
                homes.setdefault(HOUSEHOLD_WAYS.label(each.way), []).append(number)
        self.tell(section("绑定的龙头企业"), *_listed(
            [said for each, said in found if isinstance(each, FirmTie)], Mark.DONE))
        self.tell(section("绑定的农户"), *(
            words(f"{way} {len(numbers)} 户：{'、'.join(numbers)}", "second", wrap=True)
            for way, numbers in homes.items()))
        if not homes:
            self.tell(words("没有", "faint"))

    def _tell_councils(self, today: date) -> None:
        self.tell(section("一约五会"))
        for label, line in councils(self._store, today).items():
            self.tell(FaceLabel(Face(label, Mark.DONE if line else Mark.NONE)))


def _figure(label: str, figure: str, aside: str) -> tuple[QWidget, ...]:
    number = words(f"{figure} 元", "figure")
    number.setAccessibleName(f"{label} {figure} 元")
    return section(label), number, words(aside, "faint", wrap=True)


def _listed(lines: list[str], mark: Mark | None = None) -> list[QWidget]:
    if not lines:
        return [words("没有", "faint")]
    return [FaceLabel(Face(each, mark)) for each in lines]
