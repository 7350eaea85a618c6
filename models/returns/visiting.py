"""Returns drawn from the visits: the register, the month's figures, coverage, the blank sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.figures.history import (
    COUNTED,
    SINCE_PAPER,
    paper_before,
    smaller_than_before,
    village_total,
)
from models.figures.liaison import DUE, REACH, REACHED, UNREACHED, covered_by_group
from models.figures.matters import OPEN_OF_VISITS
from models.figures.measure import Days, this_year
from models.figures.reckon import reckon
from models.keeping.lasting import begun, not_over, on
from models.keeping.named_rows import named_rows
from models.keeping.record import stood_on
from models.matters.ledger import stands
from models.matters.matter import Matter
from models.members.member import Post
from models.registers.people import Household, HouseholdCategory, Person, peopled
from models.returns.liaison import BRANCH_SIGNS, MEMBER_NAME, at_home
from models.returns.listing import (
    ASIDE,
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    Over,
    listed,
)
from models.returns.returning import Asked, Return, headed
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import show_day
from models.values.kinds import DAY, FLAG, NOTE, NUMBER, TEXT, Field
from models.values.periods import Period, Span
from models.values.privacy import Privacy
from models.values.problem import Invalid, Problem
from models.values.sheet import Column, Row, Sheet
from models.visits.paper import sheet_numbered
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store

_VISITS = f"""FROM visit v JOIN member b ON b.id = v.member JOIN person p ON p.id = b.person
       JOIN {stood_on(Household, ':last')} h ON h.id = v.household
       LEFT JOIN "group" g ON g.id = h."group"
       LEFT JOIN ({at_home(':last')}) home ON home.household = h.id
       LEFT JOIN matter m ON m.visit = v.id LEFT JOIN ({stands(':last')}) t ON t.matter = m.id
       WHERE v.day BETWEEN :first AND :last"""
"""The visits of a period with the household and the problems as they were on its last day."""
_SOLVED = "min(CASE WHEN m.id IS NOT NULL THEN coalesce(t.kind = 'closed', 0) END)"
"""1 when every problem of a visit was solved, NULL when it had none."""

VISITS = Listing(
    {"visit": "v.id", "household": "h.id"},
    f"{_VISITS} GROUP BY v.id ORDER BY v.day, v.id",
    (
        (Column(Visit.field("day")), "v.day"), (Column(Visit.field("member")), "p.name"),
        (GROUP_NAME, "g.name"), (HOUSEHOLD_NUMBER, "h.number"), (HEAD_NAME, "home.head"),
        *((Column(Visit.field(each)), f"v.{each}")
          for each in ("way", "reason", "met", "said", "needs")),
        (Column(Field("发现问题", NOTE, width=20, privacy=Privacy.SENSITIVE)),
         "group_concat(m.what, '；')"),
        (Column(Field("办结", FLAG, width=5)), _SOLVED),
    ),
)
"""Every visit of the period in order of day."""


_HEADED = {"homes": "走访户数", "at_home": "入户（次）", "otherwise": "电话和外出联系（次）",
           "requests": "收集诉求（件）", "problems": "发现问题（件）", "solved": "解决（件）"}
_NOW = {Span.WEEK: "本周", Span.MONTH: "当月", Span.QUARTER: "本季", Span.HALF: "本半年",
        Span.YEAR: "本年"}
"""What stands over the figures of the period itself, beside 累计."""


def _headed(parent: str, label: str, name: str) -> Column:
    return Column(Field(label, NUMBER, name, width=7), parent, total=True)


MONTH = Listing(
    {"group": "g.id"},
    f"""FROM (SELECT id, name, place FROM "group"
             WHERE kind = 'group' AND id IN {peopled(':last')}
             UNION ALL SELECT NULL, '未分组', NULL WHERE EXISTS (
                 SELECT 1 FROM visit v
                 JOIN {stood_on(Household, ':last')} h ON h.id = v.household
                 WHERE h."group" IS NULL AND v.day BETWEEN substr(:last, 1, 4) AND :last)) g
       ORDER BY g.id IS NULL, g.place IS NULL, g.place, g.id""",
    ((Column(Field("组别", width=12)), "g.name"), *(
        each for name, parent in _HEADED.items() for each in (
            (_headed(parent, _NOW[Span.MONTH], "now"), COUNTED[name]),
            (_headed(parent, "累计", "year"), Over(SINCE_PAPER[name], this_year)),
        ))),
    numbered=False,
)


def month(store: Store, asked: Asked) -> Sheet:
    """走访月报: the period's figures and 累计 since January, by group, counted from the visits.

    :raises Problem: a 累计 is smaller than one handed in before.
    """
    last = Period.of(asked.period.end, Span.MONTH)
    said = smaller_than_before(store, last, village_total(store, last))
    if said:
        raise Problem(said)
    rows = [*MONTH.rows(store, asked.days), *_on_paper(store, last)]
    still = reckon(store, [(OPEN_OF_VISITS, asked.days)]).value(OPEN_OF_VISITS, asked.days)
    return headed(
        store, asked, code="visits-month", title="党员联户走访月报",
        columns=tuple(_of_span(each, asked.period.span) for each in MONTH.columns), rows=rows,
        total=MONTH.total(store, rows, asked.days), measure="户、次、件", signatures=BRANCH_SIGNS,
        notes=("走访户数在同一时段内一户只计一次；累计从 1 月 1 日算起。",
               f"期末未解决 {still} 件（走访中发现的）。"),
    )


def _of_span(column: Column, span: Span) -> Column:
    """当月 in a month's return is 本季 in a quarter's."""
    if column.field.name != "now":
        return column
    return replace(column, field=replace(column.field, label=_NOW[span]))


def _on_paper(store: Store, month: Period) -> Iterator[Row]:
    """The line of what was handed in before the ledger began."""
    before = paper_before(store, month)
    if before is not None:
        figures = (value for each in before.said.values() for value in (0, each))
        yield Row(("起用前（纸质）", *figures), (("kept_figures", before.rowid),), key=ASIDE)


def _walked(store: Store, days: Days) -> Sequence[Sequence[Any]]:
    """The groups with households to walk to, each with those that were not reached."""
    waiting: dict[int | None, list[str]] = defaultdict(list)
    where = " AND ".join(f"({each.sql})" for each in UNREACHED.conditions)
    for group, number in store.query(
        f"""SELECT x."group", x.number FROM {UNREACHED.source.drawn(store, days)}
            WHERE {where} ORDER BY x.number""", days.asked,
    ):
        waiting[group].append(number)
    return [(each.name, "、".join(waiting[each.group]), each.group)
            for each in covered_by_group(store, REACH, days)]


COVER = Listing(
    {"group": "id"}, _walked,
    (
        (Column(Field("组别", width=12)), ""),
        (Column(Field("应走访户数", NUMBER, width=10), total=True), DUE),
        (Column(REACHED.field, total=True), REACHED),
        (Column(Field("覆盖率", TEXT, width=8)), REACH),
        (Column(UNREACHED.field, total=True), UNREACHED),
        (Column(Field("未走到的户号", NOTE, width=50)), ""),
    ),
    numbered=False,
)
"""Visited at home in the period, of the households there at its end."""


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
    head: Annotated[str | None, "home.head"]
    id_number: Annotated[
        str | None, "(SELECT q.id_number FROM person q WHERE q.id = home.person)"]
    kinds: Annotated[str, f"""(
        SELECT group_concat(c.category || '=' || coalesce(c.until, '')) FROM household_category c
        WHERE c.household = h.id AND substr(c.category, 1, 2) IN ('JC', 'TP')
          AND {begun(HouseholdCategory, 'c', ':last')}
          AND {not_over(HouseholdCategory, 'c', ':first')})"""]
    size: Annotated[int, "coalesce(home.size, 0)"]
    group: Annotated[str | None, "g.name"]
    phone: Annotated[str | None, "coalesce(home.phone, h.phone)"]
    member: Annotated[str, "p.name"]
    post: Annotated[str | None, f"""(SELECT o.title FROM post o WHERE o.person = p.id
        AND {on(Post, 'o', 'v.day')} ORDER BY o.id LIMIT 1)"""]
    found: Annotated[str | None, "group_concat(m.what, '；')"]
    measure: Annotated[str | None, "group_concat(m.measure, '；')"]
    solved: Annotated[bool | None, _SOLVED, FLAG]


def key_homes(store: Store, asked: Asked) -> Sheet:
    """脱贫户监测户走访登记: visits of the period to them; 监测户 goes before 脱贫户."""
    found = named_rows(
        store, KeyVisit,
        f"""{_VISITS} AND kinds IS NOT NULL GROUP BY v.id ORDER BY v.day, v.id""",
        asked.days.asked,
    )
    rows = [_key_row(place, each, asked.days.asked["last"]) for place, each in enumerate(found, 1)]
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
        f"""SELECT h.id, r.place, g.name, h.number, home.head, coalesce(home.phone, h.phone)
            FROM visit_sheet_row r
            JOIN {stood_on(Household, '?2')} h ON h.id = r.household
            LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN ({at_home('?2')}) home ON home.household = h.id
            WHERE r.sheet = ?1 ORDER BY r.place""", (printed.id, printed.printed.isoformat()),
    )
    rows = [
        Row((*known, *[None] * 4), (("household", household),))
        for household, *known in printed_rows
    ]
    return headed(
        store, asked, code="visit-sheet", title=f"走访单　{printed.number} 号", columns=BLANK,
        rows=rows, when=f"{name}　{printed.reason or '日常走访'}　{show_day(printed.printed)}打印",
        notes=("日：只写几号。方式：入户不用写，电话写 /，外出联系写 *。没走到写 -。",),
        seal=False, by_hand=True, signatures=("走访人", "交回日期"),
    )


VISIT_RETURNS = (
    listed("visits", "走访登记表", "month", VISITS, {"measure": "次", "signatures": BRANCH_SIGNS}),
    Return("visits-month", "党员联户走访月报", "month", MONTH.columns, month, internal=False,
           figures=MONTH),
    Return("visits-key", "脱贫户监测户走访登记表", "quarter", KEY_HOMES, key_homes, sensitive=True),
    listed("visits-cover", "户户到走访覆盖表", "asked", COVER, {
        "measure": "户", "signatures": BRANCH_SIGNS,
        "notes": ("应走访户为期末在册且有人的户；只计入户，电话和外出联系不计。",)}),
    Return("visit-sheet", "走访单", "asked", BLANK, blank_sheet,
           asks=(Field("单号", NUMBER, name="number"),), inside=True),
)
