"""F16: the collective's year on the form of the statistics, its three years, and its projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.economy.assets import Asset, Lease, assets_on, revived
from models.economy.organisations import (
    ORGANISATION_KINDS,
    Organisation,
    organisation_lines,
)
from models.economy.projects import ORIGINS, Project, ProjectCard, project_cards
from models.economy.year_account import (
    accounts,
    bands,
    results,
    table,
)
from models.figures.economy import (
    BENEFICIARIES,
    BY_LINE,
    CLOSING,
    FUNDS,
    GROUP_JOBS,
    INCOME,
    OPERATING,
    PROFIT,
    PROJECT_JOBS,
    RENT,
    REVIVED,
    SEATED,
    TIED,
    TIED_POOR,
    year_account,
)
from models.figures.measure import Days, this_year
from models.figures.reckon import EVERYBODY, Key, records
from models.office.village import Body
from models.returns.listing import Listing, Over, Written, WrittenOut, listed
from models.returns.returning import Asked, Opening, Return, headed
from models.values.kinds import MONEY, NOTE, NUMBER, Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

LEADERS = ("单位负责人", "统计负责人", "填表人", "联系电话", "报出日期")

YEAR = (
    Column(Field("行次", NUMBER, width=6)), Column(Field("项目", width=24)),
    Column(Field("金额", MONEY, width=16)), Column(Field("平衡关系", width=24)),
)


def economy_year(store: Store, asked: Asked) -> Sheet:
    """村集体经济组织收益分配表: every line a figure, the balances printed."""
    year = year_account(store, asked.period.year, asked.day)
    behind = records(store, BY_LINE.values(), this_year(asked.days))
    lines = [(each.row, each.code, each.label, "") for each in accounts()]
    lines += [(each.row, each.code, each.label, each.balance) for each in results()]
    rows = [
        Row((row, label, year[code], balance), behind[BY_LINE[code]],
            key=code) for row, code, label, balance in sorted(lines)
    ]
    of_income, of_profit = bands(year)
    return headed(
        store, asked, code="economy-year", title="村集体经济组织收益分配表", columns=YEAR,
        rows=rows, measure="元",
        notes=(
            "平衡关系里的数是行次；由它算出的各行，金额都已核对相符。",
            f"收入 {MONEY.show(year['income'])} 元，属“{of_income.label}”，"
            f"口径：{of_income.base}。",
            f"经营收益 {MONEY.show(year['operating-profit'])} 元，属“{of_profit.label}”，"
            f"口径：{of_profit.base}。",
            f"行次和平衡关系依据{table()['source']}{_left_out([line[0] for line in lines])}。",
        ),
        signatures=LEADERS,
    )


def _left_out(rows: Sequence[int]) -> str:
    """The row numbers of the form that stand on no line: no balance asks for them."""
    gone = sorted({*range(1, max(rows))} - set(rows))
    return f"；第 {'、'.join(map(str, gone))} 行不参加平衡，不列" if gone else ""


def three_years(days: Days) -> Days:
    """Those of the year and of the two before, until the same last day."""
    return Days(date(days.last.year - 2, 1, 1), days.last)


def _of_line(label: str, codes: Sequence[Key], days: Days) -> Opening | None:
    if label != "金额" or len(codes) != 1:
        return None
    return BY_LINE[str(codes[0])], this_year(days), EVERYBODY


def _years(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """Three years side by side, 收入 and 经营收益 apart, each with its own band."""
    return [(year, *(each.label for each in bands(year_account(store, year, days.last))), year)
            for year in range(days.last.year - 2, days.last.year + 1)]


TREND = Listing({"book-year": ""}, _years, (
    (Column(Field("年度", NUMBER, width=8)), ""),
    *((Column(Field(label, MONEY, width=14)), Over(measure, three_years))
      for label, measure in (
          ("收入", INCOME), ("其中补助收入", BY_LINE["subsidy"]), ("经营收益", OPERATING),
          ("本年收益", PROFIT), ("年末未分配收益", CLOSING))),
    (Column(Field("收入档次", width=12)), ""), (Column(Field("经营收益档次", width=12)), ""),
), numbered=False)


def _projects(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """How far on the day, money by source, results with unit, 约 figures as 约."""
    names = dict(store.query("SELECT id, name FROM person WHERE id IN (SELECT owner FROM project)"))
    return [_project_line(each, names) for each in project_cards(store, days.last)]


def _project_line(card: ProjectCard, names: dict[int, str]) -> tuple[Any, ...]:
    each = card.project
    money = "；".join(f"{ORIGINS.label(code)} {MONEY.show(amount)}"
                     for code, amount in card.by_origin().items())
    results = "；".join(
        f"{one.what} {'约' if one.about else ''}{one.field('amount').show(one.amount)} {one.unit}"
        for one in card.results)
    return (each.name, card.stage, each.star, names.get(each.owner or 0),
            *(day and day.isoformat() for day in (each.since, each.due)), money, results,
            each.jobs, each.beneficiaries, each.rowid)


PROJECTS = Listing({"project": "x.id"}, _projects, (
    *((Column(Project.field(each)), "") for each in ("name", "stage", "star")),
    (Column(Field("责任人", width=8)), ""),
    (Column(Project.field("since")), ""), (Column(Project.field("due")), ""),
    (Column(Field("资金合计", MONEY, width=14), total=True), FUNDS),
    (Column(Field("资金来源", NOTE, width=24)), ""), (Column(Field("成果", NOTE, width=24)), ""),
    (Column(Project.field("jobs"), total=True), Written("", PROJECT_JOBS)),
    (Column(Project.field("beneficiaries"), total=True), Written("", BENEFICIARIES)),
))


def _projects_say(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    about = any(each.about or each.project.about for each in project_cards(store, asked.day))
    return {"measure": "元、人、户",
            "notes": ("合计里含约数，合计也是约数。",) if about else ()}


def _organisations(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """一约五会、产业主体和村级组织, with 双绑."""
    order = [code for code, _ in ORGANISATION_KINDS.pairs()]
    found = sorted(organisation_lines(store, days.last),
                   key=lambda each: order.index(each.organisation.kind))
    return [(of.kind, of.name, of.led, each.leader, of.since and of.since.isoformat(),
             "、".join(each.firms), of.jobs, of.business, of.rowid)
            for each in found for of in [each.organisation]]


ORGANISATIONS = Listing({"organisation": "x.id"}, _organisations, (
    *((Column(Organisation.field(each)), "") for each in ("kind", "name", "led")),
    (Column(Field("负责人", width=8)), ""), (Column(Organisation.field("since")), ""),
    (Column(Field("成员", NUMBER, width=6)), SEATED),
    (Column(Field("绑定农户", NUMBER, width=8), total=True), TIED),
    (Column(TIED_POOR.field, total=True), TIED_POOR), (Column(Field("绑定企业", width=20)), ""),
    (Column(Organisation.field("jobs"), total=True), Written("", GROUP_JOBS)),
    (Column(Organisation.field("business")), ""),
))



def _assets(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """What the collective owns, who rents it until when, what was put to use."""
    year = days.last.year
    earned = {each.id: MONEY.store(amount) for each, amount in revived(store, year, days.last)}
    leases: dict[int | None, list[Lease]] = defaultdict(list)
    for each in store.on(Lease, days.last, "since"):
        leases[each.asset].append(each)
    return [
        (each.name, each.kind, each.state, each.used_since and each.used_since.isoformat(),
         each.used_for, earned.get(each.id), "、".join(let.tenant for let in leases[each.id]),
         max((let.until.isoformat() for let in leases[each.id]), default=None),
         sum(MONEY.store(let.rent) for let in leases[each.id]) or None, each.rowid)
        for each in assets_on(store, days.last)]


ASSETS = Listing({"asset": "x.id"}, _assets, (
    *((Column(Asset.field(each)), "") for each in ("name", "kind", "state", "used_since",
                                                    "used_for")),
    (Column(Field("本年收入", MONEY, width=13), total=True),
     Written("", Over(REVIVED, this_year))),
    (Column(Field("承租方", width=14)), ""), (Column(Lease.field("until")), ""),
    (Column(Lease.field("rent"), total=True), Written("", RENT)),
))


ECONOMY_RETURNS = (
    Return("economy-year", "村集体经济组织收益分配表", "year", YEAR, economy_year,
           basis=table()["source"], figures=WrittenOut(_of_line), signs=Body.COMMITTEE),
    listed("economy-trend", "村集体经济三年情况表", "year", TREND, {
        "measure": "元", "signatures": LEADERS,
        "notes": ("收入按全部收入计，经营收益不含补助收入和其他收支，两个数不混用。",
                  "5 万元、10 万元是统计分档，不是星的评定线。")}, signs=Body.COMMITTEE),
    listed("projects", "项目台账", "quarter", PROJECTS, _projects_say, signs=Body.COMMITTEE),
    listed("organisations", "村级组织和产业主体台账", "half", ORGANISATIONS, {
        "measure": "人、户", "notes": ("一户绑几家合作社的，在每家各计一次，合计是户次。",)},
               signs=Body.COMMITTEE),
    listed("assets", "集体资产和盘活台账", "half", ASSETS, {
        "measure": "元", "notes": ("本年收入只列本年盘活的资产。",)}, signs=Body.COMMITTEE),
)
