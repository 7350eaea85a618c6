"""What a form may ask of the village as a whole: its names, its days, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.figures import liaison, meetings, registers
from models.figures.measure import VILLAGE as WHOLE_VILLAGE
from models.figures.points import OF_HOUSEHOLDS
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.meetings.due_list import OFTEN, often_absent
from models.members.member import Member, Post
from models.office.village import unit
from models.returns.facts.fact import Fact, FormSubject, fact, measured, of_subject, of_village
from models.returns.facts.meetings import not_held_reasons
from models.returns.facts.people import GONE_TO
from models.returns.facts.view import View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, NOTE, NUMBER
from models.values.periods import Period, Span

QUARTERS = "一二三四"


def _unit(name: str) -> Callable[[View, Any], Any]:
    return lambda view, _: getattr(unit(view.store), name, None)


def _quarter(view: View, _: Any) -> tuple[str, ...]:
    number = Period.of(view.period.end, Span.QUARTER).number
    word = QUARTERS[number - 1]
    return (word, str(number), f"{word}季度", f"第{word}季度", f"{number}季度", f"第{number}季度",
            f"Q{number}")


def _secretary(view: View, _: Any) -> str | None:
    found = view.store.query(
        f"""SELECT p.name FROM post o JOIN person p ON p.id = o.person
            JOIN {stood_on(Member, ':day')} m ON m.person = p.id
            WHERE instr(o.title, '书记') AND NOT instr(o.title, '副')
              AND {on(Post, 'o', ':day')} AND {on(Member, 'm', ':day')}
            ORDER BY m.party_group COLLATE counting NULLS LAST, m.id LIMIT 1""", view.asked)
    return found[0][0] if found else None


def _often_absent(view: View, _: Any) -> str:
    return "、".join(often_absent(view.store, view.first, view.last, OFTEN))


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
    *of_subject(WHOLE_VILLAGE, (each for each in registers.REGISTER_MEASURES
                                if each not in registers.BY_CATEGORY.values())),
    *(measured(registers.BY_CATEGORY[each.code], f"{each.label}数", f"{each.label}/户数",
               *(f"{word}{more}" for word in (each.label, *each.aliases[:2])
                 for more in ("户数", "数", "")))
      for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
    measured(liaison.PAIRED_HOMES, "", "联系户数", "联户数", "联系群众户数"),
    *of_subject(WHOLE_VILLAGE, (liaison.LINKING, *GONE_TO)),
    measured(meetings.LESSONS, "", "会议次数"),
    of_village(OF_HOUSEHOLDS.added, "加分合计"), of_village(OF_HOUSEHOLDS.deducted, "扣分合计"),
    of_village(OF_HOUSEHOLDS.redeemed, "兑换积分"),
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
