"""The collective in figures: its book, its projects and groups, what it owns and has to show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from models.economy.assets import Lease
from models.economy.organisations import (
    FirmTie,
    HouseholdTie,
    Organisation,
    OrganisationMember,
    councils,
)
from models.economy.projects import Project, project_begun, stage_on
from models.economy.year_account import accounts
from models.figures.measure import (
    Condition,
    Counted,
    Days,
    Distinct,
    How,
    Measure,
    Source,
    Total,
    lasting,
    worked_out,
)
from models.figures.meetings import for_star
from models.figures.reckon import counted, reckon
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.office.star_sets import STARS
from models.registers.people import Household, HouseholdCategory
from models.values.kinds import MONEY, NUMBER, Field
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.figure import Ref


# ── The book: what came in and went out ──────────────────────────────────────


def _booked(_: Store, __: Days) -> str:
    sides = [(each.code, each.label, each.side, int(each.operating)) for each in accounts()]
    return f"""income_line x JOIN {worked_out(('code', 'label', 'side', 'operating'), sides)} a
               ON a.code = x.account
               LEFT JOIN lease l ON l.id = x.lease
               LEFT JOIN asset owned ON owned.id = coalesce(x.asset, l.asset)"""


BOOK = Source("income_line", _booked, {
    "asset": "owned.id", "book-year": "CAST(substr(x.on_day, 1, 4) AS INTEGER)"}, day="x.on_day")
_OUT = "CASE WHEN a.side IN ('expense', 'share') THEN -x.amount ELSE x.amount END"


def _sum(code: str, label: str, *where: Condition, amount: str = _OUT) -> Measure:
    return Measure(f"economy.{code}", Field(label, MONEY, width=14), "元", BOOK, where,
                   Total(amount))


def _on(*sides: str) -> Condition:
    told = ", ".join(f"'{each}'" for each in sides)
    return Condition(f"a.side IN ({told})")


_OPERATING = Condition("a.operating", "{}不计入经营收益", "a.label")
BY_ACCOUNT = {each.code: _sum(each.code, each.label, Condition(f"x.account = '{each.code}'"),
                              amount="x.amount") for each in accounts()}
INCOME = _sum("income", "收入", _on("income"))
OPERATING = _sum("operating-profit", "经营收益", _on("income", "expense"), _OPERATING)
EARNED = _sum("operating-income", "经营性收入", _on("income"), _OPERATING)
SPENT = _sum("spent", "支出合计", _on("expense"), amount="x.amount")
PROFIT = _sum("profit", "本年收益", _on("income", "expense"))
DISTRIBUTABLE = _sum("distributable", "可分配收益", _on("income", "expense", "brought"))
DISTRIBUTED = _sum("distributed", "分配合计", _on("share"), amount="x.amount")
CLOSING = _sum("closing", "年末未分配收益", _on("income", "expense", "brought", "share"))
REVIVED = _sum("revived", "盘活资产收入", _on("income"), Condition(
    """owned.idle_since IS NOT NULL AND substr(owned.used_since, 1, 4) = substr(:last, 1, 4)
       AND owned.used_since <= :last""", "不是本年盘活的资产"))
RENT = Measure("economy.rent", Field("年租金", MONEY, width=12), "元", Source(
    "lease", "lease x", {"asset": "x.asset"},
    where=lasting(Lease, "{} 才起租", "{} 已到期")), (), Total("x.rent"))
BOOK_MEASURES = (*BY_ACCOUNT.values(), INCOME, OPERATING, PROFIT, DISTRIBUTABLE, DISTRIBUTED,
                 CLOSING)
BY_LINE = {each.code.removeprefix("economy."): each for each in BOOK_MEASURES}
"""What stands on each line of the yearly form, by its code."""


def year_account(store: Store, year: int, day: date = date.max) -> dict[str, Decimal]:
    """收益分配 of a year until a day of it: the sum of every line of the form, by its code."""
    days = _year(year, day)
    found = reckon(store, [(each, days) for each in BY_LINE.values()])
    return {code: found.value(each, days) for code, each in BY_LINE.items()}


def behind_line(store: Store, code: str, year: int) -> tuple[Ref, ...]:
    """The lines of the book that one of the form was summed from."""
    return counted(store, BY_LINE[code], _year(year, date.max))


def _year(year: int, day: date) -> Days:
    return Days(date(year, 1, 1), min(date(year, 12, 31), day))


# ── Projects, groups and ties ────────────────────────────────────────────────


_FIRST = """coalesce({0}.since,
    (SELECT min(s.on_day) FROM project_stage s WHERE s.project = {0}.id))"""
PROJECT = Source("project", f"{stood_on(Project, ':last')} x", {"project": "x.id"},
                 where=(Condition(project_begun("x", ":last"), "{} 才开始", _FIRST.format("x")),))
_STAGE = stage_on("x", ":last")
_UNDER_WAY = (Condition(f"{_STAGE} <> 'planned'", "还在谋划阶段"),
              Condition(f"{_STAGE} <> 'stopped'", "已停止"))
FUND = Source("project_fund", "project_fund x JOIN project p ON p.id = x.project",
              {"project": "x.project"},
              where=(Condition(project_begun("p", ":last"), "项目 {} 才开始", _FIRST.format("p")),
                     Condition("coalesce(x.on_day, '') <= :last", "{} 才到位", "x.on_day")))


_LINES = Counted()


def _counted(
    code: str, label: str, unit: str, source: Source, *where: Condition, how: How = _LINES
) -> Measure:
    return Measure(code, Field(label, NUMBER, width=8), unit, source, where, how)


PROJECTS = _counted("projects", "项目数", "个", PROJECT, *_UNDER_WAY)
FUNDS = Measure("projects.funds", Field("资金合计", MONEY, width=14), "元", FUND, (),
                Total("x.amount"))


_JOBS = Condition("coalesce(x.jobs, 0) > 0", "没有填带动就业人数")
PROJECT_JOBS = _counted("projects.jobs", "项目带动就业", "人", PROJECT, _JOBS, how=Total("x.jobs"))
BENEFICIARIES = _counted("projects.homes", "项目受益户数", "户", PROJECT,
                         Condition("coalesce(x.beneficiaries, 0) > 0", "没有填受益户数"),
                         how=Total("x.beneficiaries"))


@cache
def projects_for(star: str) -> Measure:
    """The projects for one star, under way or finished."""
    return _counted(f"projects.{star}", f"{STARS.label(star)}项目", "个", PROJECT, *_UNDER_WAY,
                    *for_star(star))


_LASTS = lasting(Organisation, "{} 才成立", "{} 已终止")
ORGANISATION = Source("organisation", f"{stood_on(Organisation, ':last')} x",
                      {"organisation": "x.id", "organisation-kind": "x.kind"}, where=_LASTS)
ORGANISATIONS = _counted("organisations", "组织数", "个", ORGANISATION)
_EMPLOYERS = "('cooperative', 'firm', 'family_farm', 'workshop', 'shop')"
LED = _counted("organisations.led", "党支部领办合作社", "个", ORGANISATION,
               Condition("x.kind = 'cooperative'"), Condition("x.led", "不是党支部领办"))

JOB = Source(
    "organisation",
    f"""(SELECT 'organisation' AS place, o.id, o.jobs
         FROM {stood_on(Organisation, ':last')} o
         WHERE o.kind IN {_EMPLOYERS} AND {on(Organisation, 'o', ':last')}
         UNION ALL SELECT 'project', p.id, p.jobs FROM {stood_on(Project, ':last')} p
         WHERE {stage_on('p', ':last')} NOT IN ('planned', 'stopped')
           AND {project_begun('p', ':last')}) x""",
    {}, of="x.place",
)
JOBS = _counted("jobs", "带动就业人数", "人", JOB, _JOBS, how=Total("x.jobs"))
GROUP_JOBS = _counted("organisations.jobs", "组织带动就业", "人", ORGANISATION, _JOBS,
                      how=Total("x.jobs"))

TIE = Source(
    "household_tie",
    f"""household_tie x JOIN {stood_on(Household, ':last')} h ON h.id = x.household
        LEFT JOIN (SELECT DISTINCT f.cooperative FROM firm_tie f WHERE {on(FirmTie, 'f', ':last')})
             firm ON firm.cooperative = x.cooperative""",
    {"organisation": "x.cooperative", "household": "x.household", "group": 'h."group"'},
    where=lasting(HouseholdTie, "{} 才绑定", "{} 已解除"),
)
TIED = _counted("ties", "绑定农户", "户", TIE)
TIED_TWICE = _counted("ties.both", "双绑农户", "户", TIE,
                      Condition("firm.cooperative IS NOT NULL", "所在合作社还没有绑龙头企业"),
                      how=Distinct("household"))
TIED_POOR = Measure(
    "ties.poor", Field("绑定脱贫户、监测户", NUMBER, width=9, privacy=Privacy.SENSITIVE), "户", TIE,
    (Condition(f"""x.household IN (SELECT c.household FROM household_category c WHERE c.category IN
        ('TP', 'JC', 'JC1', 'JC2', 'JC3') AND {on(HouseholdCategory, 'c', ':last')})"""),),
    Distinct("household"))

SEAT = Source("organisation_member", "organisation_member x",
              {"organisation": "x.organisation", "person": "x.person"},
              where=lasting(OrganisationMember, "{} 才加入", "{} 已退出"))
SEATED = _counted("organisations.people", "成员", "人", SEAT, how=Distinct("person"))


def _set_up(store: Store, days: Days) -> str:
    found = [(each.organisation.rowid,) for each in councils(store, days.last).values() if each]
    return f"organisation x JOIN {worked_out(('id',), found)} c ON c.id = x.id"


COUNCILS_SET_UP = _counted("councils", "一约五会已建立数", "项",
                           Source("organisation", _set_up, {"organisation": "x.id"}))


# ── What the village has to show ─────────────────────────────────────────────


FILED = _counted("evidence", "佐证份数", "份", Source(
    "star_evidence", "star_evidence x JOIN clause c ON c.id = x.clause", {"task": "c.task"},
    where=(Condition("x.filed <= :last", "{} 才归档", "x.filed"),)))
ECONOMY_MEASURES = (
    *BOOK_MEASURES, EARNED, SPENT, REVIVED, RENT, PROJECTS, FUNDS, PROJECT_JOBS, BENEFICIARIES,
    LED, JOBS, GROUP_JOBS,
    ORGANISATIONS, TIED, TIED_TWICE, TIED_POOR, SEATED, COUNCILS_SET_UP, FILED,
    *(projects_for(star) for star, _ in STARS.pairs()),
)
