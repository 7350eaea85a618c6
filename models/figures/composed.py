"""Figures put together of what is counted, under which conditions, and how it is taken.

A measure that has a name of its own stands in the catalogue. A town's form asks for many more that
nobody has named: 低保户走访户次, 女性60岁以上. They are made here of the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from models.economy.projects import Project
from models.economy.year_account import accounts
from models.figures import economy, liaison, matters, meetings, registers
from models.figures.measure import (
    AnyMeasure,
    Condition,
    Counted,
    Distinct,
    How,
    Latest,
    Measure,
    Rate,
    Source,
    Total,
    lasting,
)
from models.figures.points import OF
from models.keeping.lasting import begun, on
from models.keeping.record import stood_on
from models.meetings.kinds import all_kinds
from models.members.member import Member, Post
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, stays_on
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, MONEY, NUMBER, TEXT, Field


class Mark(StrEnum):
    """What the words of a heading may mean: a thing, a condition, how it is taken or written, or
    what a line is."""

    YB = "YB"
    ABSENT = "absent"
    BOX = "box"
    CAME = "came"
    COUNT = "count"
    DUE = "due"
    FRACTION = "fraction"
    FUND = "fund"
    GROUP = "group"
    HAVE = "have"
    HOME = "home"
    HOMES = "homes"
    HOUSEHOLD = "household"
    LESSONS = "lessons"
    LINK = "link"
    LINKS = "links"
    MATTER = "matter"
    MEAN = "mean"
    MEETING = "meeting"
    MEETING_KIND = "meeting-kind"
    MEMBER = "member"
    MONEY = "money"
    OFFICER = "officer"
    OTHER = "other"
    PAIRING = "pairing"
    PARTY = "party"
    PEOPLE = "people"
    PERCENT = "percent"
    PERSON = "person"
    PROBLEM = "problem"
    RATE = "rate"
    REST = "rest"
    SUM = "sum"
    TO_DATE = "to-date"
    VILLAGE = "village"
    WAN = "wan"


NOT_TOLD_APART = Mark.YB
"""一般户: of none of the other categories."""


@dataclass(frozen=True)
class Composed:
    """What a heading asks for: the things (``visit``), their conditions and how they are taken.

    Written ``visit+athome:homes``: the households that were gone to.
    """

    of: str
    where: tuple[str, ...] = ()
    how: str = "count"

    @property
    def code(self) -> str:
        """As the map of a form has it."""
        return f"{'+'.join((self.of, *sorted(self.where)))}:{self.how}"


def measure_of(asked: Composed) -> Measure | None:
    """The measure that is asked for, or None when there is no such thing."""
    return _measure(asked.of, tuple(sorted(set(asked.where))), asked.how)


@cache
def _measure(of: str, where: tuple[str, ...], how: str) -> Measure | None:
    if of in _MADE:
        return _MADE[of](where, how)
    kind = _KINDS.get(of)
    if kind is None or how not in kind.hows:
        return None
    conditions = [kind.condition(each) for each in where]
    if None in conditions:
        return None
    unit, taken = kind.hows[how]
    field = Field("", DAY if isinstance(taken, Latest) else NUMBER)
    return Measure(Composed(of, where, how).code, field, unit, kind.source,
                   (*kind.always, *(each for each in conditions if each)), taken)


def share(part: Measure, base: Measure, label: str) -> Rate:
    """The share of one in another."""
    return Rate(f"{part.code}/{base.code}", Field(label, TEXT), part, base, label)


def same_things(one: AnyMeasure, subject: str) -> bool:
    """Whether a figure can be told for every subject of a kind."""
    sources = (one.part.source, one.base.source) if isinstance(one, Rate) else (one.source,)
    return all(subject == Mark.VILLAGE or subject in each.subjects for each in sources)


# ── What is counted, with what may be said of it ─────────────────────────────


@dataclass(frozen=True, eq=False)
class _Kind:
    source: Source
    hows: dict[str, tuple[str, How]]
    conditions: dict[str, str]
    held: str = ""
    """SQL of the household whose category is meant."""
    person: str = ""
    """SQL of the person whose age is meant."""
    always: tuple[Condition, ...] = ()

    def condition(self, said: str) -> Condition | None:
        """The condition of that name; a category of household, an age, or one of its own."""
        if said in self.conditions:
            return Condition(self.conditions[said])
        if said in HOUSEHOLD_CATEGORY and self.held:
            return Condition(_of_category(self.held, said))
        aged = _AGE.fullmatch(said)
        return Condition(_aged(self.person, *aged.groups())) if aged and self.person else None


_AGE = re.compile(r"age(>=|<=|<|>)(\d{1,3})")


def _aged(person: str, sign: str, years: str) -> str:
    """So old on the last day, the birthday counted in (民法典 第一千二百五十九条)."""
    age = (f"(CAST(substr(:last, 1, 4) AS INTEGER) - CAST(substr({person}.born, 1, 4) AS INTEGER)"
           f" - (substr(:last, 6) < substr({person}.born || '-01-01', 6, 5)))")
    return f"{person}.born IS NOT NULL AND {age} {sign} {years}"


def _of_category(household: str, code: str) -> str:
    held = f"""SELECT 1 FROM household_category c WHERE c.household = {household}
               AND {on(HouseholdCategory, 'c', ':last')}"""
    if code == NOT_TOLD_APART:
        return f"NOT EXISTS ({held} AND c.category <> '{code}')"
    return f"EXISTS ({held} AND c.category LIKE '{code}%')"


_HOMES = Source("household", f"""{stood_on(Household, ':last')} x
    LEFT JOIN (SELECT household, count(*) AS people FROM {stays_on(':last')} GROUP BY household) l
         ON l.household = x.id
    LEFT JOIN (SELECT DISTINCT household FROM pairing k
               WHERE k.role = 'main' AND {on(Pairing, 'k', ':last')}) main ON main.household = x.id
    LEFT JOIN (SELECT household, max(way = 'home') AS at_home FROM visit
               WHERE day BETWEEN :first AND :last GROUP BY household) seen
         ON seen.household = x.id""", {"household": "x.id", "group": 'x."group"'},
    where=lasting(Household, "{} 才立户", "{} 已离册"))
_COLLEGE = f"{{}}.education IS NOT NULL AND {registers.GRADUATES.where[0].sql.replace('x.', '{}.')}"
_SEX = {"women": "{}.sex = '2'", "men": "{}.sex = '1'"}
_PARTY = f"""EXISTS (SELECT 1 FROM member b WHERE b.person = x.id AND {on(Member, 'b', ':last')})"""
_LINKING = f"""EXISTS (SELECT 1 FROM pairing k WHERE k.member = x.id AND k.role = 'main'
               AND {on(Pairing, 'k', ':last')})"""
_VISITS: dict[str, tuple[str, How]] = {
    "count": ("次", Counted()), "homes": ("户", Distinct("household")), "last": ("", Latest()),
    "members": ("名", Distinct("member"))}
_WAYS = {"athome": "x.way = 'home'", "otherwise": "x.way <> 'home'", "phone": "x.way = 'phone'",
         "outside": "x.way = 'away'"}
_DONE = {"solved": "f.solved IS f.found", "open": "f.solved IS NOT f.found"}

_KINDS: dict[str, _Kind] = {
    "home": _Kind(_HOMES, {"count": ("户", Counted()), "homes": ("户", Counted()),
                           "people": ("人", Total("coalesce(l.people, 0)"))}, {
        "link": "main.household IS NOT NULL", "unlink": "main.household IS NULL",
        "seen": "seen.household IS NOT NULL", "unseen": "seen.household IS NULL",
    }, held="x.id"),
    "person": _Kind(registers.RESIDENT, {"count": ("人", Counted()), "people": ("人", Counted())}, {
        **{name: sql.format("x") for name, sql in _SEX.items()}, "party": _PARTY,
        "college": _COLLEGE.replace("{}", "x"),
        "minority": "x.ethnic IS NOT NULL AND x.ethnic <> '01'",
    }, held="home.household", person="x"),
    "member": _Kind(registers.MEMBER, {"count": ("名", Counted()), "people": ("名", Counted())}, {
        **{name: sql.format("p") for name, sql in _SEX.items()},
        "full": "k.kind = 'full'", "probationary": "k.kind = 'probationary'",
        "mobile": "coalesce(k.mobile, 0)", "college": _COLLEGE.replace("{}", "p"),
        "link": _LINKING, "party": "1",
    }, person="p"),
    "visit": _Kind(liaison.VISIT, _VISITS, _WAYS, held="x.household"),
    "problem": _Kind(liaison.VISIT, {
        "count": ("件", Counted()), "homes": ("户", Distinct("household"))}, _DONE | _WAYS,
        held="x.household", always=liaison.WITH_PROBLEM.where),
    "matter": _Kind(matters.FOUND_MATTER, {"count": ("件", Counted())}, {
        "solved": "t.kind = 'closed'", "open": "t.kind IS NOT 'closed'",
        "dispute": "x.kind = 'dispute'", "request": "x.kind = 'request'",
        "inspection": "x.kind = 'inspection'"}, held="x.household"),
    "officer": _Kind(registers.OFFICER, {"count": ("人", Counted()), "people": ("人", Counted())}, {
        **{name: sql.format("x") for name, sql in _SEX.items()}, "party": "o.joined",
        "college": _COLLEGE.replace("{}", "x"), "both": "o.both",
        "inbranch": f"""EXISTS (SELECT 1 FROM post o2 WHERE o2.person = x.id AND o2.body = 'branch'
                        AND {on(Post, 'o2', ':last')})""",
    }, person="x"),
}


def _points(where: tuple[str, ...], how: str) -> Measure | None:
    """加分 and 减分 by their sum, their number and the households; what is left; 兑换."""
    of = OF["household"]
    known: dict[tuple[tuple[str, ...], str], Measure] = {
        (("plus",), "sum"): of.added, (("plus",), "count"): of.additions,
        (("plus",), "homes"): of.gainers, (("minus",), "sum"): of.deducted,
        (("minus",), "count"): of.deductions, (("minus",), "homes"): of.losers,
        (("closing",), "sum"): of.closing, (("opening",), "sum"): of.opening,
        (("redeem",), "sum"): of.redeemed, (("redeem",), "count"): of.redemptions,
    }
    return known.get((where, how))


def _meetings(where: tuple[str, ...], how: str) -> Measure | None:
    kinds = [each.removeprefix("kind=") for each in where if each.startswith("kind=")]
    rest = [each for each in where if not each.startswith("kind=")]
    if rest == [Mark.PARTY] and not kinds and how in (Mark.DUE, Mark.CAME, Mark.ABSENT):
        of = {"due": meetings.DUE, "came": meetings.CAME_TO, "absent": _ABSENT}[how]
        return Measure(Composed("meeting", where, how).code, of.field, of.unit, of.source, (
            *of.where, Condition("x.person IS NOT NULL"), Condition("k.kind IS NOT NULL")), of.how)
    if rest == [Mark.LESSONS] and not kinds and how == Mark.COUNT:
        return meetings.LESSONS
    if rest or len(kinds) > 1:
        return None
    seats = {"due": meetings.DUE, "came": meetings.CAME_TO, "absent": _ABSENT}
    found = meetings.HELD if how == Mark.COUNT else seats.get(how)
    if found is None or not kinds:
        return found
    column = "x.kind" if how == Mark.COUNT else "m.kind"
    return Measure(Composed("meeting", where, how).code, found.field, found.unit, found.source,
                   (*found.where, Condition(f"{column} = '{kinds[0]}'")), found.how)


_ABSENT = Measure("meetings.absent", Field("缺席人次", NUMBER), "人次", meetings.SEAT,
                  how=Total("coalesce(x.due, 0) - coalesce(x.came, 0)"))


def _money(where: tuple[str, ...], how: str) -> Measure | None:
    if how != Mark.SUM or len(where) != 1:
        return None
    whole = {"income": economy.INCOME, "spent": economy.SPENT, "earned": economy.EARNED,
             "profit": economy.PROFIT, "operating": economy.OPERATING}
    return whole.get(where[0]) or economy.BY_ACCOUNT.get(where[0].removeprefix("account="))


def _funds(where: tuple[str, ...], how: str) -> Measure | None:
    """The money of projects, by where it comes from."""
    if how != Mark.SUM:
        return None
    conditions = [Condition(f"x.origin = '{each.removeprefix('origin=')}'") for each in where]
    return Measure(Composed("fund", where, how).code, Field("资金", MONEY), "元", _FUND,
                   tuple(conditions), economy.FUNDS.how)


_FUND = replace(economy.FUND, where=(
    Condition(begun(Project, "p", ":last"), "项目 {} 才开始", "p.since"),
    *economy.FUND.where[1:]))
"""A project that nobody has begun has its money, too."""


_MADE: dict[str, Callable[[tuple[str, ...], str], Measure | None]] = {
    "points": _points, "meeting": _meetings, "money": _money, "fund": _funds,
}


def kinds_of_meeting() -> dict[str, str]:
    """Every word for a kind of meeting → its condition."""
    return {word: f"kind={each.code}" for each in all_kinds()
            for word in (each.title, *each.aliases)}


def accounts_of_book() -> dict[str, str]:
    """Every account of the book by its name → its condition."""
    return {each.label: f"account={each.code}" for each in accounts()}
