"""Returns drawn from the visits: the register, the month's figures, coverage, the blank sheet."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from models.keeping.named_rows import named_rows
from models.matters.matter import Matter
from models.office.village import groups
from models.registers.people import HEAD, Person
from models.returns.liaison import BRANCH_SIGNS, MEMBER_NAME
from models.returns.listing import GROUP_NAME, HEAD_NAME, HOUSEHOLD_NUMBER, NUMBERED, Listing
from models.returns.returning import Asked, Return, headed
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, FLAG, NOTE, NUMBER, TEXT, Field
from models.values.periods import Period, Span
from models.values.privacy import Privacy
from models.values.problem import Invalid, Problem
from models.values.sheet import Column, Row, Sheet, summed
from models.visits.figures import (
    Figures,
    figures_between,
    paper_start,
    smaller_than_before,
    unsolved,
    village_total,
)
from models.visits.paper import sheet_numbered
from models.visits.rhythm import house_to_house
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

_HEAD = f"""(SELECT q.name FROM person q WHERE q.household = h.id AND q.relation = '{HEAD}'
             AND q.left IS NULL LIMIT 1)"""

_SOLVED = "min(CASE WHEN m.id IS NOT NULL THEN m.closed IS NOT NULL END)"
"""1 when every problem of a visit is closed, NULL when it had none."""

VISITS = Listing(
    {"visit": "v.id", "household": "h.id"},
    """FROM visit v JOIN member b ON b.id = v.member JOIN person p ON p.id = b.person
       JOIN household h ON h.id = v.household LEFT JOIN "group" g ON g.id = h."group"
       LEFT JOIN matter m ON m.visit = v.id
       WHERE v.day BETWEEN ? AND ? GROUP BY v.id ORDER BY v.day, v.id""",
    (
        (Column(Visit.field("day")), "v.day"), (Column(Visit.field("member")), "p.name"),
        (GROUP_NAME, "g.name"), (HOUSEHOLD_NUMBER, "h.number"), (HEAD_NAME, _HEAD),
        (Column(Visit.field("way")), "v.way"), (Column(Visit.field("reason")), "v.reason"),
        (Column(Visit.field("met")), "v.met"), (Column(Visit.field("said")), "v.said"),
        (Column(Visit.field("needs")), "v.needs"),
        (Column(Field("发现问题", NOTE, width=20, privacy=Privacy.SENSITIVE)),
         "group_concat(m.what, '；')"),
        (Column(Field("办结", FLAG, width=5)), _SOLVED),
    ),
)


def visits(store: Store, asked: Asked) -> Sheet:
    """走访登记表: every visit of the period in order of day."""
    rows = VISITS.rows(store, (asked.period.start.isoformat(), asked.period.end.isoformat()))
    return headed(store, asked, code="visits", title="走访登记表", columns=VISITS.columns,
                  rows=rows, measure="次", signatures=BRANCH_SIGNS)


_FIGURES = ("走访户数", "入户（次）", "电话和外出联系（次）", "收集诉求（件）", "发现问题（件）",
            "解决（件）")
"""What is written over the columns of :class:`Figures`, in its order."""

MONTH = (
    Column(Field("组别", width=12)),
    *(
        Column(Field(label, NUMBER, width=7), parent, total=True)
        for parent in _FIGURES for label in ("当月", "累计")
    ),
)


def month(store: Store, asked: Asked) -> Sheet:
    """走访月报: 当月 and 累计 since January, by group, counted from the visits.

    :raises Problem: a 累计 is smaller than one handed in before.
    """
    period = asked.period
    last = Period.of(period.end, Span.MONTH)
    said = smaller_than_before(store, last, village_total(store, last))
    if said:
        raise Problem(said)
    now = figures_between(store, period.start, period.end)
    begun, before = paper_start(store, last)
    year = figures_between(store, begun, period.end)
    rows = [
        Row((name, *_woven(now.get(row, Figures()), year.get(row, Figures()))),
            (("group", row),) if row else ())
        for row, name in [*((each.id, each.name) for each in groups(store)), (None, "未分组")]
        if row is not None or row in year
    ]
    if before is not None:
        rows.append(Row(("起用前（纸质）", *_woven(Figures(), before))))
    return headed(
        store, asked, code="visits-month", title="党员联户走访月报", columns=MONTH, rows=rows,
        total=summed(MONTH, rows), measure="户、次、件", signatures=BRANCH_SIGNS,
        notes=("走访户数在同一时段内一户只计一次；累计从 1 月 1 日算起。",
               f"期末未解决 {unsolved(store, last)} 件（走访中发现的）。"),
    )


def _woven(now: Figures, year: Figures) -> tuple[int, ...]:
    """当月, 累计, 当月, 累计 …"""
    return tuple(
        value for pair in zip(astuple(now), astuple(year), strict=True) for value in pair
    )

COVER = (
    Column(Field("组别", width=12)), Column(Field("应走访户数", NUMBER, width=10), total=True),
    Column(Field("已入户户数", NUMBER, width=10), total=True),
    Column(Field("覆盖率", TEXT, width=8)),
    Column(Field("未走到户数", NUMBER, width=10), total=True),
    Column(Field("未走到的户号", NOTE, width=50)),
)


def cover(store: Store, asked: Asked) -> Sheet:
    """户户到走访覆盖表: visited at home in the period, of the households there at its end."""
    numbers = dict(store.query("SELECT id, number FROM household"))
    rows = [
        Row((each.name or "未分组", each.due, each.visited, _share(each.visited, each.due),
             each.due - each.visited, "、".join(sorted(numbers[row] for row in each.missed))),
            tuple(("household", row) for row in each.missed))
        for each in house_to_house(store, asked.period.start, asked.day)
    ]
    label, due, visited, _, missed, _ = summed(COVER, rows)
    total = (label, due, visited, _share(visited, due), missed, None)
    return headed(store, asked, code="visits-cover", title="户户到走访覆盖表", columns=COVER,
                  rows=rows, total=total, measure="户", signatures=BRANCH_SIGNS,
                  notes=("应走访户为期末在册且有人的户；只计入户，电话和外出联系不计。",))


def _share(part: int, base: int) -> str:
    return f"{part / base:.1%}" if base else "—"


KEY_HOMES = (
    NUMBERED, HEAD_NAME, Column(Person.field("id_number")),
    Column(Field("户类型", width=12, privacy=Privacy.SENSITIVE)),
    Column(Field("家庭人口", NUMBER, width=6)), GROUP_NAME, Column(Person.field("phone")),
    Column(Field("风险是否消除", FLAG, width=8, privacy=Privacy.SENSITIVE)),
    Column(Visit.field("day")), MEMBER_NAME, Column(Field("职务", width=10)),
    Column(Field("反映问题", NOTE, width=18, privacy=Privacy.SENSITIVE)),
    Column(Matter.field("measure")), Column(Field("是否解决", FLAG, width=8)),
)


class KeyVisit(NamedTuple):
    """A visit to a household that is, or was in the period, 脱贫户 or 监测户."""

    visit: Annotated[int, "v.id"]
    day: Annotated[date, "v.day", DAY]
    household: Annotated[int, "h.id"]
    head: Annotated[str | None, "q.name"]
    id_number: Annotated[str | None, "q.id_number"]
    kinds: Annotated[str, """(
        SELECT group_concat(c.category || '=' || coalesce(c.until, '')) FROM household_category c
        WHERE c.household = h.id AND substr(c.category, 1, 2) IN ('JC', 'TP')
          AND coalesce(c.since, '') <= ?2 AND (c.until IS NULL OR c.until >= ?1))"""]
    size: Annotated[
        int, "(SELECT count(*) FROM person s WHERE s.household = h.id AND s.left IS NULL)"]
    group: Annotated[str | None, "g.name"]
    phone: Annotated[str | None, "coalesce(q.phone, h.phone)"]
    member: Annotated[str, "p.name"]
    post: Annotated[str | None, """(
        SELECT o.title FROM post o WHERE o.person = p.id AND coalesce(o.since, '') <= v.day
          AND (o.until IS NULL OR o.until > v.day) ORDER BY o.id LIMIT 1)"""]
    found: Annotated[str | None, "group_concat(m.what, '；')"]
    measure: Annotated[str | None, "group_concat(m.measure, '；')"]
    solved: Annotated[bool | None, _SOLVED, FLAG]


def key_homes(store: Store, asked: Asked) -> Sheet:
    """脱贫户监测户走访登记: visits of the period to them; 监测户 goes before 脱贫户."""
    first, last = asked.period.start.isoformat(), asked.period.end.isoformat()
    found = named_rows(
        store, KeyVisit,
        """FROM visit v JOIN member b ON b.id = v.member JOIN person p ON p.id = b.person
           JOIN household h ON h.id = v.household LEFT JOIN "group" g ON g.id = h."group"
           LEFT JOIN person q ON q.household = h.id AND q.relation = ?3 AND q.left IS NULL
           LEFT JOIN matter m ON m.visit = v.id
           WHERE v.day BETWEEN ?1 AND ?2 AND kinds IS NOT NULL
           GROUP BY v.id ORDER BY v.day, v.id""",
        (first, last, HEAD),
    )
    rows = [_key_row(place, each, last) for place, each in enumerate(found, 1)]
    return headed(store, asked, code="visits-key", title="脱贫户监测户走访登记表",
                  columns=KEY_HOMES, rows=rows, measure="户次", signatures=BRANCH_SIGNS,
                  notes=("内部资料，不得张贴。",))


def _key_row(place: int, each: KeyVisit, last: str) -> Row:
    category, until = min(filter(None, each.kinds.split(","))).split("=")
    gone = bool(until) and until <= last
    values = (
        place, each.head, each.id_number, HOUSEHOLD_CATEGORY[category].label, each.size,
        each.group, each.phone, gone if category.startswith("JC") else None,
        each.day, each.member, each.post, each.found, each.measure, each.solved,
    )
    return Row(values, (("visit", each.visit), ("household", each.household)))


BLANK = (
    Column(Field("行", NUMBER, width=4)), GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME,
    Column(Person.field("phone")), Column(Field("日", TEXT, width=5)),
    Column(Field("方式", TEXT, width=10)), Column(Field("见到谁", TEXT, width=8)),
    Column(Field("问题", NOTE, width=34)),
)


def blank_sheet(store: Store, asked: Asked) -> Sheet:
    """走访单: the rows of a numbered sheet, filled in by hand and keyed back in this order."""
    if asked.answers.get("number") is None:
        raise Invalid({"number": "请填走访单的号，或先在“走访”里打印一张新单。"})
    printed = sheet_numbered(store, int(asked.answers["number"]))
    name = store.query(
        "SELECT p.name FROM member m JOIN person p ON p.id = m.person WHERE m.id = ?",
        (printed.member,),
    )[0][0]
    printed_rows = store.query(
        f"""SELECT h.id, r.place, g.name, h.number, q.name, coalesce(q.phone, h.phone)
            FROM visit_sheet_row r
            JOIN household h ON h.id = r.household LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN person q ON q.id = (SELECT p.id FROM person p WHERE p.household = h.id
                AND p.relation = '{HEAD}' AND p.left IS NULL LIMIT 1)
            WHERE r.sheet = ? ORDER BY r.place""", (printed.id,),
    )
    rows = [
        Row((*known, *[None] * 4), (("household", household),))
        for household, *known in printed_rows
    ]
    return headed(
        store, asked, code="visit-sheet", title=f"走访单　{printed.number} 号", columns=BLANK,
        rows=rows, when=f"{name}　{printed.reason or '日常走访'}　{printed.printed} 打印",
        notes=("日：只写几号。方式：入户不用写，电话写 /，外出联系写 *。没走到写 -。",),
        seal=False, signatures=("走访人", "交回日期"),
    )


VISIT_RETURNS = (
    Return("visits", "走访登记表", "month", VISITS.columns, visits),
    Return("visits-month", "党员联户走访月报", "month", MONTH, month, internal=False),
    Return("visits-key", "脱贫户监测户走访登记表", "quarter", KEY_HOMES, key_homes, sensitive=True),
    Return("visits-cover", "户户到走访覆盖表", "asked", COVER, cover),
    Return("visit-sheet", "走访单", "asked", BLANK, blank_sheet,
           asks=(Field("单号", NUMBER, name="number"),), inside=True),
)
