"""F16: the collective's year on the form of the statistics, its three years, and its projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.economy.assets import Asset, Lease, assets_on, revived
from models.economy.organisations import (
    ORGANISATION_KINDS,
    Organisation,
    OrganisationLine,
    organisation_lines,
)
from models.economy.projects import ORIGINS, Project, ProjectCard, project_cards
from models.economy.year_account import (
    accounts,
    bands,
    printed_balances,
    results,
    table,
    trend,
    year_account,
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
    REVIVED,
    SEATED,
    TIED,
)
from models.figures.measure import AnyMeasure, Days, this_year
from models.figures.reckon import EVERYBODY, Among, Key
from models.returns.listing import NUMBERED, Over, WrittenOut, of_columns
from models.returns.returning import Asked, Return, headed
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
    """村集体经济组织收益分配表: every line with the records behind it, the balances printed."""
    year = year_account(store, asked.period.year, asked.day)
    lines = [(each.row, each.code, each.label, "") for each in accounts()]
    lines += [(each.row, each.code, each.label, each.balance) for each in results()]
    rows = [
        Row((row, label, year.sum(code), balance),
            tuple(("income_line", each.rowid) for each in year.behind(code)), key=code)
        for row, code, label, balance in sorted(lines)
    ]
    of_income, of_profit = bands(year)
    return headed(
        store, asked, code="economy-year", title="村集体经济组织收益分配表", columns=YEAR,
        rows=rows, measure="元",
        notes=(
            *printed_balances(year),
            f"收入 {MONEY.show(year.income)} 元，属“{of_income.label}”，口径：{of_income.base}。",
            f"经营收益 {MONEY.show(year.operating_profit)} 元，属“{of_profit.label}”，"
            f"口径：{of_profit.base}。",
            f"行次和平衡关系依据{table()['source']}。",
        ),
        signatures=LEADERS,
    )


def _of_line(
    label: str, codes: Sequence[Key], days: Days
) -> tuple[AnyMeasure, Days, Among] | None:
    if label != "金额" or len(codes) != 1:
        return None
    return BY_LINE[str(codes[0])], this_year(days), EVERYBODY


TREND = (
    Column(Field("年度", NUMBER, width=8)),
    Column(Field("收入", MONEY, width=14)), Column(Field("其中补助收入", MONEY, width=14)),
    Column(Field("经营收益", MONEY, width=14)), Column(Field("本年收益", MONEY, width=14)),
    Column(Field("年末未分配收益", MONEY, width=14)), Column(Field("收入档次", width=12)),
    Column(Field("经营收益档次", width=12)),
)


def economy_trend(store: Store, asked: Asked) -> Sheet:
    """Three years side by side, 收入 and 经营收益 apart, each with its own band."""
    rows = []
    for year in trend(store, asked.period.year, asked.day):
        of_income, of_profit = bands(year)
        rows.append(Row(
            (year.year, year.income, year.sum("subsidy"), year.operating_profit, year.profit,
             year.closing, of_income.label, of_profit.label),
            tuple(("income_line", each.rowid) for each in year.lines), key=year.year))
    return headed(
        store, asked, code="economy-trend", title="村集体经济三年情况表", columns=TREND, rows=rows,
        measure="元",
        notes=("收入按全部收入计，经营收益不含补助收入和其他收支，两个数不混用。",
               "5 万元、10 万元是统计分档，不是星的评定线。"),
        signatures=LEADERS,
    )


_YEARLY: dict[str, AnyMeasure] = {
    "收入": INCOME, "其中补助收入": BY_LINE["subsidy"], "经营收益": OPERATING, "本年收益": PROFIT,
    "年末未分配收益": CLOSING,
}


def _of_year(
    label: str, years: Sequence[Key], days: Days
) -> tuple[AnyMeasure, Days, Among] | None:
    if label not in _YEARLY or len(years) != 1:
        return None
    last = min(date(int(str(years[0])), 12, 31), days.last)
    return _YEARLY[label], this_year(Days(last, last)), EVERYBODY


PROJECTS = (
    NUMBERED, Column(Project.field("name")), Column(Project.field("stage")),
    Column(Project.field("star")), Column(Field("责任人", width=8)),
    Column(Project.field("since")), Column(Project.field("due")),
    Column(Field("资金合计", MONEY, width=14), total=True),
    Column(Field("资金来源", NOTE, width=24)), Column(Field("成果", NOTE, width=24)),
    Column(Project.field("jobs"), total=True),
    Column(Project.field("beneficiaries"), total=True),
)


def projects(store: Store, asked: Asked) -> Sheet:
    """项目台账: how far on the day, money by source, results with unit, 约 figures as 约."""
    names = dict(store.query("SELECT id, name FROM person WHERE id IN (SELECT owner FROM project)"))
    cards = project_cards(store, asked.day)
    rows = [_project_row(place, each, names) for place, each in enumerate(cards, 1)]
    money = sum((each.total for each in cards), Decimal(0))
    total = (None, "合计", *(None,) * 5, money, None, None,
             sum(each.project.jobs or 0 for each in cards),
             sum(each.project.beneficiaries or 0 for each in cards))
    about = any(each.about or each.project.about for each in cards)
    notes = ("合计里含约数，合计也是约数。",) if about else ()
    return headed(store, asked, code="projects", title="项目台账", columns=PROJECTS, rows=rows,
                  measure="元、人、户", notes=notes, total=total)


def _project_row(place: int, card: ProjectCard, names: dict[int, str]) -> Row:
    each = card.project
    money = "；".join(f"{ORIGINS.label(code)} {MONEY.show(amount)}"
                     for code, amount in card.by_origin().items())
    results = "；".join(
        f"{one.what} {'约' if one.about else ''}{one.field('amount').show(one.amount)} {one.unit}"
        for one in card.results)
    refs: list[tuple[str, int]] = [("project", each.rowid)]
    refs += [("project_fund", one.rowid) for one in card.funds]
    refs += [("project_result", one.rowid) for one in card.results]
    return Row((place, each.name, card.stage, each.star, names.get(each.owner or 0), each.since,
                each.due, card.total, money, results, each.jobs, each.beneficiaries), tuple(refs),
               key=each.id)


GROUPS = (
    NUMBERED, Column(Organisation.field("kind")), Column(Organisation.field("name")),
    Column(Organisation.field("led")), Column(Field("负责人", width=8)),
    Column(Organisation.field("since")), Column(Field("成员", NUMBER, width=6)),
    Column(Field("绑定农户", NUMBER, width=8), total=True), Column(Field("绑定企业", width=20)),
    Column(Organisation.field("jobs"), total=True), Column(Organisation.field("business")),
)


def organisations(store: Store, asked: Asked) -> Sheet:
    """一约五会、产业主体和村级组织台账, with 双绑."""
    order = [code for code, _ in ORGANISATION_KINDS.pairs()]
    found = sorted(organisation_lines(store, asked.day),
                   key=lambda each: order.index(each.organisation.kind))
    rows = [Row(_group_values(place, each), (("organisation", each.organisation.rowid),),
                key=each.organisation.id)
            for place, each in enumerate(found, 1)]
    total: tuple[Any, ...] = (
        None, "合计", *(None,) * 5, sum(each.households for each in found), None,
        sum(each.organisation.jobs or 0 for each in found), None)
    return headed(store, asked, code="organisations", title="村级组织和产业主体台账",
                  columns=GROUPS, rows=rows, measure="人、户", total=total,
                  notes=("一户绑几家合作社的，在每家各计一次，合计是户次。",))


def _group_values(place: int, line: OrganisationLine) -> tuple[Any, ...]:
    each = line.organisation
    return (place, each.kind, each.name, each.led, line.leader, each.since, line.people,
            line.households, "、".join(line.firms), each.jobs, each.business)


ASSETS = (
    NUMBERED, Column(Asset.field("name")), Column(Asset.field("kind")),
    Column(Asset.field("state")), Column(Asset.field("used_since")),
    Column(Asset.field("used_for")),
    Column(Field("本年收入", MONEY, width=13), total=True), Column(Field("承租方", width=14)),
    Column(Lease.field("until")), Column(Lease.field("rent")),
)


def assets(store: Store, asked: Asked) -> Sheet:
    """资产和盘活台账: what the collective owns, who rents it until when, what was put to use."""
    earned = {each.id: amount for each, amount in revived(store, asked.period.year, asked.day)}
    leases = {each.asset: each for each in store.on(Lease, asked.day, "since")}
    rows = []
    for place, each in enumerate(assets_on(store, asked.day), 1):
        lease = leases.get(each.id)
        refs = (("asset", each.rowid),) + ((("lease", lease.rowid),) if lease else ())
        rows.append(Row(
            (place, each.name, each.kind, each.state, each.used_since, each.used_for,
             earned.get(each.id), lease and lease.tenant, lease and lease.until,
             lease and lease.rent), refs, key=each.id))
    total = ("合计", *(None,) * 5, sum(earned.values(), Decimal(0)), None, None, None)
    return headed(store, asked, code="assets", title="集体资产和盘活台账", columns=ASSETS,
                  rows=rows, measure="元", total=total,
                  notes=("本年收入只列本年盘活的资产。",))


ECONOMY_RETURNS = (
    Return("economy-year", "村集体经济组织收益分配表", "year", YEAR, economy_year,
           basis=table()["source"], figures=WrittenOut(_of_line)),
    Return("economy-trend", "村集体经济三年情况表", "year", TREND, economy_trend,
           figures=WrittenOut(_of_year)),
    Return("projects", "项目台账", "quarter", PROJECTS, projects, figures=of_columns("project", {
        "资金合计": FUNDS, "带动就业人数": PROJECT_JOBS, "受益户数": BENEFICIARIES})),
    Return("organisations", "村级组织和产业主体台账", "half", GROUPS, organisations,
           figures=of_columns("organisation", {
               "成员": SEATED, "绑定农户": TIED, "带动就业人数": GROUP_JOBS})),
    Return("assets", "集体资产和盘活台账", "half", ASSETS, assets,
           figures=of_columns("asset", {"本年收入": Over(REVIVED, this_year)})),
)
