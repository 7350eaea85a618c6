"""The books of 台账 and their card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from exporters.wall.drawing import chart
from models.economy.assets import (
    Asset,
    Facility,
    Lease,
    assets_named,
    ending,
    idle_assets,
    leases_named,
    rent_short,
    revived,
)
from models.economy.organisations import (
    COOPERATIVE,
    HOUSEHOLD_WAYS,
    FirmTie,
    HouseholdTie,
    Organisation,
    councils,
    organisation_lines,
    ties,
)
from models.economy.projects import (
    ORIGINS,
    STAGES,
    Project,
    ProjectCard,
    project_cards,
    stages,
)
from models.economy.register import (
    CEREMONIES,
    FACILITIES,
    GREENINGS,
    HONOURS,
    PRODUCTS,
    SERVICES,
    SURVEYS,
    Register,
    called,
)
from models.economy.year_account import (
    AccountSide,
    IncomeLine,
    Result,
    YearFormLine,
    account,
    accounts,
    bands,
    lines_between,
    printed_balances,
    results,
)
from models.figures.economy import year_account
from models.keeping.record import Record
from models.office.star_sets import STARS
from models.stars.boards import income_three_years
from models.stars.plan import owner_names
from models.values.kinds import LINK, MONEY, TEXT, Field, show_decimal
from ui.kit.card import Card, section, words
from ui.kit.editors import Finder
from ui.kit.lookups import household_finder
from ui.kit.marks import Face, FaceLabel
from ui.kit.preview import DrawingView
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.keeping.store import Store


Row = tuple[Any, ...]
Read = Callable[["Store", int, date], dict[int, Row]]
"""Store, year and day → the rows of a book by id."""


@dataclass(frozen=True)
class Book:
    """One book: its chip, the record kept in it, its form, and its list.

    ``people`` are the fields of the form that name a person; ``finders`` look for other links.
    """

    key: str
    title: str
    kind: type[Record]
    layout: tuple[str, ...]
    columns: Sequence[Column]
    rows: Read
    people: tuple[str, ...] = ()
    finders: Mapping[str, Finder] = field(default_factory=dict)
    empty: str = "还没有登记。"

    @classmethod
    def of(
        cls, register: Register, title: str, lead: str,
        faces: Mapping[str, Callable[[Any], Face]] | None = None,
    ) -> Book:
        """The book of a register told as data; its form asks for every field."""
        def column(name: str) -> Column:
            known = register.field(name)
            return Column.of(known, lead=name == lead, text=known.kind is TEXT and known.width > 9
                             and known.options is None, face=(faces or {}).get(name))

        kind, links = register.kind, register.links
        return cls(kind.table, title, kind, tuple(kind.fields_by_name()),
                   tuple(map(column, register.shown)), lambda store, *_: register.lines(store),
                   tuple(each for each in links if each not in FINDERS),
                   {each: FINDERS[each] for each in links if each in FINDERS})


def organisations_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The groups and businesses whose name holds what was typed."""
    return [(each.rowid, each.name) for each in store.find(Organisation, order="id")
            if typed in each.name]


FINDERS: Mapping[str, Finder] = {
    "household": household_finder(), "organisation": organisations_named}


def _money_rows(store: Store, year: int, today: date) -> dict[int, Row]:
    found = lines_between(store, date(year, 1, 1), date(year, 12, 31))
    return {each.rowid: (str(each.on_day), each.account, each, each.summary, each.party)
            for each in reversed(found)}


def _amount(line: IncomeLine) -> Face:
    out = account(line.account).side in (AccountSide.EXPENSE, AccountSide.SHARE)
    about = "约" if line.about else ""
    return Face(f"{'-' if out else ''}{about}{MONEY.show(line.amount)}",
                tone="second" if out else "ink")


def _project_rows(store: Store, year: int, today: date) -> dict[int, Row]:
    found = project_cards(store)
    names = owner_names(store, {each.project.owner for each in found if each.project.owner})
    return {
        each.project.rowid: (
            each.project.name, each.stage,
            f"{'约' if each.about else ''}{MONEY.show(each.total)}" if each.funds else "",
            (each.project.due, each.overdue(today)), names.get(each.project.owner or 0, ""),
            each.project.star)
        for each in found
    }


def _due(said: tuple[date | None, bool]) -> Face:
    due, late = said
    return Face(str(due or ""), Mark.LATE if late else None)


def _organisation_rows(store: Store, year: int, today: date) -> dict[int, Row]:
    return {
        each.organisation.rowid: (
            each.organisation.name, each.organisation.kind, each.leader, each.people or "",
            each.households or "", "、".join(each.firms),
            "约" * bool(each.organisation.about) + str(each.organisation.jobs or ""))
        for each in organisation_lines(store, today)
    }


def _asset_rows(store: Store, year: int, today: date) -> dict[int, Row]:
    return {
        each.rowid: (
            each.name, each.kind, each.state,
            f"{show_decimal(each.amount)} {each.unit or ''}" if each.amount is not None else "",
            each.place, str(each.idle_since or ""), each.used_for)
        for each in store.find(Asset, order="id")
    }


def _asset_state(code: str) -> Face:
    label = Asset.field("state").show(code)
    return Face(label, {"idle": Mark.ASK, "used": Mark.DONE, "leased": Mark.DONE}.get(code))


def _lease_rows(store: Store, year: int, today: date) -> dict[int, Row]:
    names = {each.id: each.name for each in store.find(Asset)}
    return {
        each.rowid: (each.tenant, names.get(each.asset or 0, ""), each.purpose, str(each.since),
                       (each.until, each.over_on(today)), each.rent, each.contract)
        for each in store.find(Lease, order="until DESC")
    }


def _facility_state(code: str) -> Face:
    label = Facility.field("state").show(code)
    return Face(label, {"used": Mark.DONE, "broken": Mark.LATE}.get(code, Mark.ASK))


def _star(code: str) -> str:
    return STARS.label(code)


BOOKS: tuple[Book, ...] = (
    Book("money", "收支", IncomeLine,
         ("on_day", "account", "amount", "about", "summary", "party", "asset", "lease",
          "voucher", "note"),
         (Column("日期", 11), Column.of(IncomeLine.field("account")),
          Column("金额（元）", 12, numeric=True, face=_amount), Column("摘要", 20, lead=True),
          Column("对方", 14, text=True)),
         _money_rows, finders={"asset": assets_named, "lease": leases_named},
         empty="这一年还没有收支。按 Ctrl+N 记一笔。"),
    Book("project", "项目", Project,
         ("name", "stage", "star", "owner", "since", "due", "finished", "content", "jobs",
          "beneficiaries", "about", "note"),
         (Column("项目", 18, lead=True), Column.of(Project.field("stage")),
          Column("资金（元）", 13, numeric=True), Column("计划完成", 12, face=_due),
          Column("责任人", 8), Column("对应星", 10, show=_star)),
         _project_rows, people=("owner",)),
    Book("organisation", "组织", Organisation,
         ("name", "kind", "led", "leader", "since", "until", "business", "jobs", "beneficiaries",
          "about", "paper", "note"),
         (Column("名称", 16, lead=True, text=True), Column.of(Organisation.field("kind")),
          Column("负责人", 8), Column("成员", 5, numeric=True),
          Column("绑定户", 6, numeric=True), Column("龙头企业", 12, text=True),
          Column("就业", 6, numeric=True)),
         _organisation_rows, people=("leader",)),
    Book("asset", "资产", Asset,
         ("name", "kind", "amount", "unit", "place", "state", "idle_since", "used_since",
          "used_for", "note"),
         (Column("资产", 14, lead=True, text=True), Column.of(Asset.field("kind")),
          Column("状况", 8, face=_asset_state), Column("数量", 10), Column("位置", 10, text=True),
          Column("闲置起", 11), Column("用途", 16, text=True)),
         _asset_rows),
    Book("lease", "租约", Lease,
         ("asset", "tenant", "purpose", "since", "until", "rent", "contract", "note"),
         (Column("承租方", 16, lead=True, text=True), Column("资产", 12, text=True),
          Column("用途", 12, text=True), Column("起", 11),
          Column("止", 12, face=_due), Column.of(Lease.field("rent")), Column("合同", 10)),
         _lease_rows, finders={"asset": assets_named}),
    Book.of(FACILITIES, "设施", lead="name", faces={"state": _facility_state}),
    Book.of(HONOURS, "荣誉", lead="title"),
    Book.of(SERVICES, "便民服务", lead="what"),
    Book.of(CEREMONIES, "红白事", lead="household"),
    Book.of(PRODUCTS, "一村一品", lead="name"),
    Book.of(GREENINGS, "绿化", lead="place"),
    Book.of(SURVEYS, "满意度", lead="subject"),
)


# ── the card ─────────────────────────────────────────────────────────────────


CHART = (118.0, 62.0)
TITLES = ("name", "title", "tenant", "what", "place", "subject", "household")
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
        if isinstance(record, Organisation) and record.kind == COOPERATIVE:
            self._tell_ties(record.rowid, today)
        if isinstance(record, Organisation):
            self._tell_councils(today)

    def show_assets(self, today: date) -> None:
        """What lies idle, what was put to use, which rent is short, which lease runs out."""
        self.forget()
        self.head("资产和租约", f"{today.year} 年")
        self.tell(section("闲置"), *_listed(
            [f"{each.name}（自 {each.idle_since or '—'}）" for each in idle_assets(self._store)],
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
