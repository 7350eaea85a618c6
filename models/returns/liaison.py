"""党员联户: the ledger as of a day, the statistics by member, the public board, the pocket list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.figures.liaison import (
    BY_CATEGORY,
    HOMES,
    LAST_VISIT,
    OTHERS,
    SOLVE_RATE,
    SOLVED,
    VISITS,
    WITH_PROBLEM,
    coverage_words,
)
from models.figures.measure import Days, Measure, ever
from models.figures.registers import PEOPLE
from models.keeping.lasting import on
from models.keeping.named_rows import named_rows
from models.keeping.record import stood_on
from models.members.member import Member, Post
from models.office.village import unit
from models.pairing.lists import load_lines
from models.pairing.pairing import Pairing, PairingRole
from models.registers.people import HEAD, STAYS, Household, Person, Residence
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    Filled,
    Listing,
    Of,
    Over,
    listed,
)
from models.returns.returning import Asked, Return, as_of, headed
from models.values.kinds import LINK, NOTE, NUMBER, Field
from models.values.privacy import Privacy
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

MEMBER_NAME = Column(Field("联户党员", width=8, privacy=Privacy.NAME))
BRANCH_SIGNS = ("党支部书记", "审核人", "填表人", "联系电话", "报出日期")

def at_home(day: str) -> str:
    """SQL: by household who was its head on a day, and how many lived there."""
    head = f"max(CASE WHEN s.relation = '{HEAD}' THEN p.{{0}} END) AS {{1}}"
    return f"""SELECT s.household, {head.format('id', 'person')}, {head.format('name', 'head')},
                      {head.format('phone', 'phone')}, count(*) AS size
               FROM {STAYS} s JOIN person p ON p.id = s.person
               WHERE {on(Residence, 's', day)} GROUP BY s.household"""


_PAIRED = f"""FROM pairing x JOIN {stood_on(Member, ':last')} m ON m.id = x.member
              JOIN person p ON p.id = m.person
              JOIN {stood_on(Household, ':last')} h ON h.id = x.household
              LEFT JOIN "group" g ON g.id = h."group"
              LEFT JOIN ({at_home(':last')}) home ON home.household = h.id
              WHERE {on(Pairing, 'x', ':last')} AND {on(Household, 'h', ':last')}
                    AND {{}}
              ORDER BY m.party_group COLLATE counting NULLS LAST, m.id, x.role, g.place, g.id,
                       h.number"""
"""Every pairing in force on a day, of those that are meant."""

_PHONE = (Column(Person.field("phone")), "home.phone")
_ROLE = (Column(Pairing.field("role")), "x.role")
_LIVING = Field("人口", NUMBER, width=5)

LIAISON = Listing(
    {"pairing": "x.id", "member": "m.id", "household": "h.id"}, _PAIRED.format("1"),
    (
        (MEMBER_NAME, "p.name"), (Column(Member.field("party_group")), "m.party_group"),
        (GROUP_NAME, "g.name"), (HOUSEHOLD_NUMBER, "h.number"), (HEAD_NAME, "home.head"),
        (Column(_LIVING, total=True), Of("household", PEOPLE)),
        _PHONE, _ROLE, (Column(Pairing.field("since")), "x.since"),
        (Column(Pairing.field("basis")), "x.basis"), (Column(Pairing.field("note")), "x.note"),
    ),
)
"""Every pairing in force on the day, member by member."""


class PairedHome(NamedTuple):
    """A pairing in force, with who lives there."""

    member: Annotated[int, "m.id"]
    name: Annotated[str, "p.name"]
    phone: Annotated[str | None, "p.phone"]
    role: Annotated[str, "x.role"]
    household: Annotated[int, "h.id"]
    number: Annotated[str, "h.number"]
    head: Annotated[str | None, "home.head"]
    group: Annotated[str | None, "g.name"]
    group_id: Annotated[int | None, "g.id"]


def paired_homes(store: Store, day: date, member: int | None = None) -> list[PairedHome]:
    """Every pairing in force on the day, of all members or one."""
    return named_rows(store, PairedHome, _PAIRED.format(":member IS NULL OR m.id = :member"),
                      {"last": day.isoformat(), "member": member})


def _homes(measure: Measure, label: str = "") -> tuple[Column, Filled]:
    private = measure in BY_CATEGORY and measure is not OTHERS
    of = replace(measure.field, label=label or measure.field.label,
                 privacy=Privacy.SENSITIVE if private else Privacy.OPEN)
    return Column(of, "联系户（户）", total=True), measure


STATISTICS = Listing(
    {"member": "m.id"},
    f"""FROM {stood_on(Member, ':last')} m JOIN person p ON p.id = m.person
        WHERE {on(Member, 'm', ':last')}
        ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
    (
        (MEMBER_NAME, "p.name"), (Column(Person.field("sex")), "p.sex"),
        (Column(Member.field("party_group")), "m.party_group"),
        (Column(Field("职务", width=10)),
         f"""(SELECT q.title FROM post q WHERE q.person = p.id AND {on(Post, 'q', ':last')}
              ORDER BY q.id LIMIT 1)"""),
        _homes(HOMES, "合计"), *map(_homes, BY_CATEGORY),
        (Column(VISITS.field, "走访", total=True), VISITS),
        (Column(LAST_VISIT.field, "走访"), LAST_VISIT),
        (Column(WITH_PROBLEM.field, "问题（件）", total=True), WITH_PROBLEM),
        (Column(SOLVED.field, "问题（件）", total=True), SOLVED),
        (Column(SOLVE_RATE.field, "问题（件）"), SOLVE_RATE),
    ),
)
"""The order of the town's form; a household counts once, in the first kind that fits."""


def _on_board(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """The members by name, their households by 户号: each finds itself, and nobody else does."""
    homes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for each in paired_homes(store, days.last):
        if each.role == PairingRole.MAIN:
            homes[each.member].append((each.group or "", each.number))
    return [(each.name, each.party_group or None, _by_group(homes[each.id]), each.id)
            for each in load_lines(store, days.last) if each.id in homes]


BOARD = Listing({"member": "m.id"}, _on_board, (
    (Column(Field("联户党员", width=10)), ""), (Column(Field("党小组", width=10)), ""),
    (Column(Field("联系户数", NUMBER, width=8), total=True), HOMES),
    (Column(Field("联系户（户号）", NOTE, width=60)), ""),
))
"""The wall board, one page."""


def _by_group(homes: list[tuple[str, str]]) -> str:
    grouped: dict[str, list[str]] = defaultdict(list)
    for group, head in homes:
        grouped[group].append(head)
    return "；".join(
        (f"{group}：" if group else "") + "、".join(heads) for group, heads in grouped.items()
    )


POCKET = Listing(
    {"household": "h.id"}, _PAIRED.format("m.id = :member"),
    (
        (GROUP_NAME, "g.name"), (HOUSEHOLD_NUMBER, "h.number"), (HEAD_NAME, "home.head"),
        (Column(_LIVING), PEOPLE), _PHONE,
        (Column(Person.field("address")), "h.address"), _ROLE,
        (Column(LAST_VISIT.field), Over(LAST_VISIT, ever)),
        (Column(Field("记一笔", NOTE, width=24)), "NULL"),
    ),
)
"""What a member carries along: the households looked after, with room to write."""


def _pocket(_: Store, asked: Asked) -> Listing:
    if asked.answers.get("member") is None:
        raise Problem("这张表要先选一名党员。")
    return POCKET


def _pocket_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    name = store.get(Person, store.get(Member, asked.answers["member"]).person).name
    return {"title": f"联户随身名单（{name}）", "when": as_of(asked), "measure": "户",
            "seal": False, "signatures": ()}


CARDS = (
    Column(Field("户", width=10)), HEAD_NAME, Column(Field("联户党员", width=10)),
    Column(Field("联系电话", width=14, privacy=Privacy.PHONE)),
    Column(Field("备联党员", width=10)),
    Column(Field("备联电话", width=14, privacy=Privacy.PHONE)), Column(Field("村部电话", width=14)),
)


def _office_phone(store: Store) -> str:
    """The number that answers when a member has none; a blank to write on where it is unknown."""
    village = unit(store)
    return (village.phone if village else None) or "＿＿＿＿＿＿＿＿"


def contact_cards(store: Store, asked: Asked) -> Sheet:
    """连心卡, a line for each household: given to the household itself, so telephones are whole."""
    standins = {
        each.household: (each.name, each.phone)
        for each in paired_homes(store, asked.day) if each.role == PairingRole.STANDIN
    }
    homes = [each for each in paired_homes(store, asked.day, asked.answers.get("member"))
             if each.role == PairingRole.MAIN]
    office = _office_phone(store)
    rows = [
        Row((f"{each.number} 户", each.head, each.name, each.phone,
             *standins.get(each.household, (None, None)), office),
            (("household", each.household), ("member", each.member)))
        for each in sorted(homes, key=lambda each: (each.group_id or 0, each.number))
    ]
    return headed(store, asked, code="liaison-cards", title="党员联户连心卡", columns=CARDS,
                  rows=rows, seal=False, signatures=())


OF_MEMBER = Field("党员", LINK, name="member", required=True)

LIAISON_RETURNS = (
    listed("liaison", "党员联户台账", "quarter", LIAISON, lambda store, asked, _: {
        "when": as_of(asked), "measure": "户、人", "signatures": BRANCH_SIGNS,
        "notes": (f"{coverage_words(store, asked.day)}（在册有人户）。",)}),
    listed("liaison-statistics", "党员联户情况统计表", "quarter", STATISTICS,
           lambda store, asked, _: {
               "measure": "户、次、件", "signatures": BRANCH_SIGNS, "notes": (
                   "每户只计一次，按脱贫户、监测户、低保户、特困户、一般户的次序归入第一个相符的类别。",
                   "发现问题是走访中登记的问题和诉求；走访月报把两样分开列。",
                   f"{coverage_words(store, asked.day)}。")}),
    listed("liaison-board", "党员联户公示牌", "asked", BOARD, lambda store, asked, _: {
        "when": as_of(asked), "measure": "户", "signatures": (), "seal": False, "public": True,
        "notes": ("户号和联户党员的电话见各户的连心卡；"
                  f"也可以打村部电话：{_office_phone(store)}。",), "one_page": True},
        internal=False),
    listed("liaison-pocket", "联户随身名单", "asked", _pocket, _pocket_says,
           POCKET.columns, asks=(OF_MEMBER,), inside=True),
    Return("liaison-cards", "党员联户连心卡", "asked", CARDS, contact_cards),
)
