"""The books of 台账."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.economy.assets import (
    Asset,
    Facility,
    Lease,
    assets_named,
    assets_on,
    leases_named,
)
from models.economy.organisations import (
    Organisation,
    organisation_lines,
)
from models.economy.projects import (
    Project,
    project_cards,
)
from models.economy.register import (
    CEREMONIES,
    CHARGED,
    FACILITIES,
    GREENINGS,
    HONOURS,
    INCENTIVES,
    PERSON_TAGS,
    PRODUCTS,
    SERVICES,
    SURVEYS,
    Register,
)
from models.economy.year_account import (
    AccountSide,
    IncomeLine,
    account,
    lines_between,
)
from models.keeping.record import Record
from models.members.posts import tags_known
from models.office.star_sets import STARS
from models.stars.plan import owner_names
from models.values.days import show_day
from models.values.kinds import MONEY, TEXT, show_decimal
from ui.kit.editors import Finder
from ui.kit.lookups import areas_named, household_finder
from ui.kit.marks import Face
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:

    from models.keeping.store import Store


Row = tuple[Any, ...]
Read = Callable[["Store", int, date], dict[int, Row]]
"""Store, year and day → the rows of a book by id."""


@dataclass(frozen=True)
class Book:
    """One book: its chip, the record kept in it, its form, and its list.

    ``people`` are the fields of the form that name a person; ``finders`` look for other links;
    ``offers`` are words to choose from where any may be typed.
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
    offers: Mapping[str, Callable[[Store], list[str]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, register: Register, title: str, lead: str,
        faces: Mapping[str, Callable[[Any], Face]] | None = None,
        offers: Mapping[str, Callable[[Store], list[str]]] | None = None,
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
                   {each: FINDERS[each] for each in links if each in FINDERS},
                   offers=offers or {})


def organisations_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The groups and businesses whose name holds what was typed."""
    return [(each.rowid, each.name) for each in store.find(Organisation, order="id")
            if typed in each.name]


FINDERS: Mapping[str, Finder] = {
    "household": household_finder(), "organisation": organisations_named, "group": areas_named}


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
        for each in assets_on(store, today)
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


def _known(day: str | None) -> Face:
    return Face(show_day(day) if day else "")


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
    Book.of(FACILITIES, "设施", lead="name",
            faces={"state": _facility_state, "built": _known, "improved": _known}),
    Book.of(HONOURS, "荣誉", lead="title"),
    Book.of(INCENTIVES, "奖惩", lead="subject"),
    Book.of(CHARGED, "包片责任", lead="person"),
    Book.of(PERSON_TAGS, "人才培养", lead="person", offers={"tag": tags_known}),
    Book.of(SERVICES, "便民服务", lead="what"),
    Book.of(CEREMONIES, "红白事", lead="household"),
    Book.of(PRODUCTS, "一村一品", lead="name"),
    Book.of(GREENINGS, "绿化", lead="place"),
    Book.of(SURVEYS, "满意度", lead="subject"),
)
