"""What a form may ask of the village as a whole: its names, its days, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.figures.measure import Measure
from models.figures.points import OF_HOUSEHOLDS
from models.meetings.absences import OFTEN, often_absent
from models.members.member import MemberKind
from models.points.engine.scheme import AccountKind
from models.registers.people import Person
from models.returns.facts.fact import Fact, FormSubject, called, fact
from models.returns.facts.meetings import kind_counts, not_held_reasons
from models.returns.facts.people import everybody, linked
from models.returns.facts.view import Comrade, View
from models.values.codes import EDUCATION, HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.kinds import DAY, NOTE, NUMBER, POINTS
from models.values.periods import Period, Span

COLLEGE = frozenset(each.code for each in EDUCATION if each.college)
QUARTERS = "一二三四"


def _unit(name: str) -> Callable[[View, Any], Any]:
    return lambda view, _: getattr(view.registers.unit, name, None)


def _quarter(view: View, _: Any) -> tuple[str, ...]:
    number = Period.of(view.period.end, Span.QUARTER).number
    word = QUARTERS[number - 1]
    return (word, str(number), f"{word}季度", f"第{word}季度", f"{number}季度", f"第{number}季度",
            f"Q{number}")


def _people(test: Callable[[View, Person], bool]) -> Callable[[View, Any], int]:
    return lambda view, _: sum(test(view, each) for each in everybody(view))


def _aged(least: int) -> Callable[[View, Person], bool]:
    return lambda view, each: bool(each.born) and least <= age_on(each.born or "", view.day)


def _members(test: Callable[[View, Comrade], bool]) -> Callable[[View, Any], int]:
    return lambda view, _: sum(test(view, each) for each in view.registers.members.values())


def _homes(code: str) -> Callable[[View, Any], int]:
    return lambda view, _: sum(
        view.counts_as(home, code) for home in view.registers.homes.values())


def _category_counts() -> tuple[Fact, ...]:
    return tuple(
        fact(f"village.homes.{each.code}", f"{each.label}数", _homes(each.code),
             *(f"{word}{more}" for word in (each.label, *each.aliases[:2])
               for more in ("户数", "数", "")), f"{each.label}/户数", kind=NUMBER)
        for each in HOUSEHOLD_CATEGORY if each.code != "YB"
    )


def _secretary(view: View, _: Any) -> str | None:
    for each in view.registers.members.values():
        if any("书记" in post.title and "副" not in post.title for post in each.posts):
            return each.person.name
    return None


def _often_absent(view: View, _: Any) -> str:
    return "、".join(often_absent(view.store, view.first, view.last, OFTEN))


def _linked_homes(view: View, _: Any) -> int:
    return len({home.id for each in view.registers.members.values() for home in linked(view, each)})


def _points(measure: Measure) -> Callable[[View, Any], Any]:
    return lambda view, _: view.points(AccountKind.HOUSEHOLD).total(measure)


NAMES: tuple[Fact, ...] = (
    fact("village.name", "填报单位", _unit("name")),
    fact("village.code", "区划代码", _unit("code")),
    fact("village.county", "县（区）", _unit("county")),
    fact("village.town", "乡镇（街道）", _unit("town")),
    fact("village.district", "管区", _unit("district")),
    fact("village.branch", "党支部名称", _unit("branch")),
    fact("village.phone", "办公电话", _unit("phone")),
    fact("village.secretary", "党支部书记", _secretary),
    fact("period.year", "年度", lambda view, _: view.period.end.year, kind=NUMBER),
    fact("period.quarter", "季度", _quarter),
    fact("period.month", "月份", lambda view, _: view.period.end.month,
         kind=NUMBER),
    fact("period.first", "起始日期", lambda view, _: view.first, kind=DAY),
    fact("period.last", "截止日期", lambda view, _: view.last,
         kind=DAY),
    fact("today", "填报日期", lambda view, _: view.today, kind=DAY),
)
"""What stands at the head of a form."""

FIGURES: tuple[Fact, ...] = (
    fact("village.groups", "村民小组数", lambda view, _: len(
        {home.group.id for home in view.registers.homes.values() if home.group}), kind=NUMBER),
    fact("village.homes", "户数", lambda view, _: len(view.registers.homes), kind=NUMBER),
    fact("village.people", "人口", _people(lambda _, each: True), kind=NUMBER),
    fact("village.men", "男", _people(lambda _, each: each.sex == "1"), kind=NUMBER),
    fact("village.women", "女", _people(lambda _, each: each.sex == "2"), kind=NUMBER),
    fact("village.adults", "18周岁以上人口", _people(_aged(18)), kind=NUMBER),
    fact("village.old", "60周岁以上人口", _people(_aged(60)), kind=NUMBER),
    fact("village.oldest", "80周岁以上人口", _people(_aged(80)), kind=NUMBER),
    fact("village.college", "大专以上",
         _people(lambda _, each: each.education in COLLEGE), kind=NUMBER),
    *_category_counts(),
    fact("village.members", "党员数", _members(lambda _, each: True), kind=NUMBER),
    fact("village.members.full", "正式党员数", _members(
        lambda _, each: each.record.kind == MemberKind.FULL), kind=NUMBER),
    fact("village.members.probationary", "预备党员数", _members(
        lambda _, each: each.record.kind == MemberKind.PROBATIONARY),
        kind=NUMBER),
    fact("village.members.women", "女党员数", _members(
        lambda _, each: each.person.sex == "2"), kind=NUMBER),
    fact("village.members.mobile", "流动党员数", _members(
        lambda _, each: bool(each.record.mobile)), kind=NUMBER),
    fact("village.members.old", "60岁以上党员数", _members(
        lambda view, each: _aged(60)(view, each.person)),
        kind=NUMBER),
    fact("village.members.linking", "联户党员数", _members(
        lambda view, each: bool(linked(view, each))), kind=NUMBER),
    fact("village.linked", "联系户数", _linked_homes,
         kind=NUMBER),
    *called(lambda view, _: view.visits),
    fact("village.meetings", "三会一课次数", lambda view, _: kind_counts(view)[0], kind=NUMBER),
    fact("village.points.added", "加分合计", _points(OF_HOUSEHOLDS.added),
         kind=POINTS),
    fact("village.points.deducted", "扣分合计", _points(OF_HOUSEHOLDS.deducted), kind=POINTS),
    fact("village.points.redeemed", "兑换积分", _points(OF_HOUSEHOLDS.redeemed),
         kind=POINTS),
    fact("village.not-held", "未按期开展的原因", not_held_reasons, kind=NOTE),
    fact("village.absent", "缺席三次以上的党员", _often_absent, kind=NOTE),
)
"""What is counted of the whole village."""

VILLAGE = (*NAMES, *FIGURES)


def _figure_named(_: View, label: str) -> Fact | None:
    for each in FIGURES:
        if label in each.headings:
            return each
    return None


ITEMS = FormSubject(
    "item", "项目", (
        fact("item.value", "数量", lambda view, row: row.read(view, None), kind=NUMBER),
        fact("item.name", "项目", lambda _, row: row.field.label),
    ), lambda _: list(FIGURES), _figure_named,
)
"""A form whose lines are figures of the village: 项目 | 数量 | 单位."""

WHOLE = FormSubject("village", "村", VILLAGE, lambda _: [None])
"""A form with a single line for the village."""
