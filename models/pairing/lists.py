"""The lists of households, people and members: as the registers show them, as pairing does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Annotated, NamedTuple

from models.keeping.asked_once import asked_once
from models.keeping.lasting import on
from models.keeping.named_rows import named_rows
from models.keeping.record import stood_on
from models.members.member import Member, serving
from models.pairing.pairing import Pairing, excused_on, rules
from models.registers.people import HEAD, Household, HouseholdCategory, head_on, size_on, stays_on
from models.values.codes import HOUSEHOLD_CATEGORY

if TYPE_CHECKING:
    from models.keeping.store import Store


def base_sql(store: Store, day: date) -> str:
    """SQL for the ids of the households that should be paired on a day; ``?1`` is the day."""
    there = on(Household, "h")
    if not rules(store, day).inhabited_only:
        return f"SELECT h.id FROM household h WHERE {there}"
    return f"""SELECT DISTINCT h.id FROM household h JOIN {stays_on()} s ON s.household = h.id
               WHERE {there}"""


# ── the two lists ────────────────────────────────────────────────────────────


SHOWN = {"all": "全部", "gaps": "没有主联", "no-standin": "没有备联", "no-consent": "还没同意"}
"""What the list of households may be narrowed to."""

IN_FORCE = on(Pairing, "x")


@dataclass(frozen=True)
class HomeLine:
    """A household of the workbench, as of the day; ``since`` is the ISO day of the main pairing."""

    id: Annotated[int, "h.id"]
    number: Annotated[str, "h.number"]
    group: Annotated[str, "coalesce(g.name, '')"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]
    size: Annotated[int, size_on()]
    main: Annotated[int | None, "x.member"]
    main_name: Annotated[str, "coalesce(p.name, '')"]
    standin_name: Annotated[str, f"""coalesce((
        SELECT q.name FROM pairing y JOIN member n ON n.id = y.member
        JOIN person q ON q.id = n.person WHERE y.household = h.id AND y.role = 'standin'
          AND {on(Pairing, "y")}), '')"""]
    since: Annotated[str | None, "x.since"]
    basis: Annotated[str | None, "x.basis"]
    consented: Annotated[str | None, "x.consented"]
    pairing: Annotated[int | None, "x.id"]


@dataclass(frozen=True)
class LoadLine:
    """A member of the workbench, as of the day; ``excused`` is why none are asked of the member."""

    id: Annotated[int, "m.id"]
    name: Annotated[str, "p.name"]
    party_group: Annotated[str, "coalesce(m.party_group, '')"]
    group: Annotated[str, "coalesce(g.name, '')"]
    main: Annotated[int, "coalesce(sum(x.role = 'main'), 0)"]
    standin: Annotated[int, "coalesce(sum(x.role = 'standin'), 0)"]
    excused: str = ""


@asked_once
def home_ids(
    store: Store, day: date, *, group: int | None = None, show: str = "all",
    member: int | None = None,
) -> list[int]:
    """The households that should be paired, in order of group and number.

    ``group`` 0 means without one; ``show`` is a key of :data:`SHOWN`; ``member`` keeps those the
    member looks after in either role.
    """
    where, values = "1", [day.isoformat()]
    main = f"SELECT x.household FROM pairing x WHERE x.role = 'main' AND {IN_FORCE}"
    standin = f"SELECT x.household FROM pairing x WHERE x.role = 'standin' AND {IN_FORCE}"
    where += {
        "all": "", "gaps": f" AND h.id NOT IN ({main})",
        "no-standin": f" AND h.id NOT IN ({standin})",
        "no-consent": f" AND h.id IN ({main} AND x.consented IS NULL)",
    }[show]
    if group is not None:
        where += f' AND coalesce(h."group", 0) = {int(group)}'
    if member is not None:
        where += (f" AND h.id IN (SELECT x.household FROM pairing x"
                  f" WHERE x.member = {int(member)} AND {IN_FORCE})")
    rows = store.query(
        f"""SELECT h.id FROM {stood_on(Household)} h LEFT JOIN "group" g ON g.id = h."group"
            WHERE h.id IN ({base_sql(store, day)}) AND {where}
            ORDER BY g.id IS NULL, g.place, g.id, h.number COLLATE counting, h.id""",
        values,
    )
    return [row for (row,) in rows]


def home_lines(store: Store, ids: Sequence[int], day: date) -> list[HomeLine]:
    """The households with these ids, in this order."""
    marks = ",".join(map(str, map(int, ids)))
    rows = named_rows(
        store, HomeLine,
        f"""FROM {stood_on(Household)} h LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.household = h.id AND x.role = 'main' AND {IN_FORCE}
            LEFT JOIN member m ON m.id = x.member LEFT JOIN person p ON p.id = m.person
            WHERE h.id IN ({marks})""",
        (day.isoformat(),),
    )
    lines = {each.id: each for each in rows}
    return [lines[each] for each in ids if each in lines]


def load_lines(store: Store, day: date) -> list[LoadLine]:
    """Every member of the branch on a day with the load, in order of 党小组 and name."""
    excused = excused_on(store, day)
    rows = named_rows(
        store, LoadLine,
        f"""FROM {stood_on(Member)} m JOIN person p ON p.id = m.person
            LEFT JOIN {stood_on(Household)} h ON h.id = p.household
            LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.member = m.id AND {IN_FORCE}
            WHERE {serving()}
            GROUP BY m.id ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
        (day.isoformat(),),
    )
    return [replace(each, excused=excused.get(each.id, "")) for each in rows]


# ── The rolls of households and people: filtered and counted


_HEAD, _SIZE = head_on(), size_on()
_PARTY = f"""EXISTS (SELECT 1 FROM {stays_on()} s JOIN member m ON m.person = s.person
    JOIN person p ON p.id = m.person WHERE s.household = h.id AND {serving()})"""
_CARER = f"""(SELECT x.role || ' ' || p.name FROM pairing x JOIN member m ON m.id = x.member
    JOIN person p ON p.id = m.person WHERE x.household = h.id
    AND {on(Pairing, "x")} ORDER BY x.role, x.since LIMIT 1)"""
_COUNTS_NOW = f"c.household = h.id AND {on(HouseholdCategory, 'c')}"
_CATEGORIES = f"""(SELECT group_concat(c.category) FROM household_category c
    WHERE {_COUNTS_NOW} AND c.category NOT IN ({{}}))"""
_HAS = "EXISTS (SELECT 1 FROM household_category c WHERE {} AND c.category GLOB '{}*')"
# GB 11643-1999: the last character follows from the seventeen before it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"{w} * substr(p.id_number, {at}, 1)" for at, w in enumerate(_WEIGHTS, 1))
_GOOD_NUMBER = f"""(length(p.id_number) = 18
    AND substr('10X98765432', ({_SUM}) % 11 + 1, 1) = substr(p.id_number, 18))"""
_DOUBTED = f"""EXISTS (SELECT 1 FROM {stays_on()} s JOIN person p ON p.id = s.person
    WHERE s.household = h.id AND (p.id_number IS NULL OR NOT {_GOOD_NUMBER}))"""

FILTERS = {
    "all": ("户", "1"),
    "relieved": ("脱贫户", _HAS.format(_COUNTS_NOW, "TP")),
    "watched": ("监测户", _HAS.format(_COUNTS_NOW, "JC")),
    "unpaired": ("未结对", f"""(h.id IN ({{base}}) AND NOT EXISTS (SELECT 1 FROM pairing x
        WHERE x.household = h.id AND x.role = 'main' AND {on(Pairing, "x")}))"""),
    "doubtful": ("资料有疑", f"({_HEAD} IS NULL OR {_DOUBTED})"),
}
"""What can be asked over the list of households: its words, and the condition it means; ``{base}``
are those that should be paired, as everywhere else that counts them."""

_PLACE = "g.place IS NULL, g.place, g.id, h.number COLLATE counting"
_ORDERS = {
    "number": "h.number COLLATE counting", "head": _HEAD, "group": "g.place", "size": _SIZE,
    "carer": _CARER,
}
_HOMES = 'FROM household h LEFT JOIN "group" g ON g.id = h."group"'

_PEOPLE = """FROM person p LEFT JOIN household h ON h.id = p.household
    LEFT JOIN "group" g ON g.id = h."group\""""
# People are many, and comparing numbers is slow: their households are counted through first.
_COUNTED = """LEFT JOIN (SELECT id, row_number() OVER (ORDER BY number COLLATE counting) AS at
                         FROM household) r ON r.id = h.id"""
_PERSON_ORDERS = {
    "name": "p.name", "number": "r.at", "relation": "p.relation",
    "sex": "p.sex",
    "born": "p.born", "politics": "p.politics", "phone": "p.phone",
}


class HouseholdRow(NamedTuple):
    """A household in the list; ``carer`` is (main, standin, party or none; the member's name)."""

    number: str
    head: str | None
    group: str | None
    size: int
    carer: tuple[str, str]
    categories: str


class PersonRow(NamedTuple):
    """A person in the list; ``sex``, ``relation`` and ``politics`` are codes."""

    id: Annotated[int, "p.id"]
    name: Annotated[str, "p.name"]
    number: Annotated[str | None, "h.number"]
    relation: Annotated[str | None, "p.relation"]
    sex: Annotated[str | None, "p.sex"]
    born: Annotated[str | None, "p.born"]
    politics: Annotated[str | None, "p.politics"]
    phone: Annotated[str | None, "p.phone"]


def household_ids(
    store: Store, day: date, which: str = "all", order: str = "", down: bool = False, *,
    veiled: bool = True,
) -> list[int]:
    """The households that answer one of :data:`FILTERS` on a day, in the order asked for.

    ``veiled`` as in :func:`household_rows`: what is not shown does not order the list either.
    """
    orders = _ORDERS | {"categories": _categories(veiled)}
    condition = FILTERS[which][1].replace("{base}", base_sql(store, day))
    rows = store.query(
        f"""SELECT h.id {_HOMES} WHERE {on(Household, 'h')} AND {condition}
            ORDER BY {_by(orders, order, down)} {_PLACE}""",
        (day.isoformat(),),
    )
    return [row[0] for row in rows]


def household_rows(
    store: Store, ids: Sequence[int], day: date, *, veiled: bool = True
) -> list[HouseholdRow]:
    """What the list shows of these households, in the same order.

    ``veiled`` leaves out the categories that say who is poor, ill or alone.
    """
    rows = store.query(
        f"""SELECT h.id, h.number, {_HEAD}, g.name, {_SIZE}, {_CARER}, {_PARTY},
            {_categories(veiled)} {_HOMES} WHERE h.id IN ({_marks(ids)})""",
        (day.isoformat(), *ids),
    )
    found = {row[0]: _household_row(*row[1:]) for row in rows}
    return [found[each] for each in ids]


@asked_once
def household_counts(store: Store, day: date) -> dict[str, int]:
    """How many households answer each of :data:`FILTERS` on a day."""
    sums = ", ".join(f"total({condition})" for _, condition in FILTERS.values()).replace(
        "{base}", base_sql(store, day))
    row = store.query(
        f"SELECT {sums} FROM household h WHERE {on(Household, 'h')}", (day.isoformat(),)
    )[0]
    return {key: int(count) for key, count in zip(FILTERS, row, strict=True)}


@asked_once
def person_ids(store: Store, day: date, order: str = "", down: bool = False) -> list[int]:
    """Everybody of the village on a day, household by household or in the order asked for."""
    rows = store.query(
        f"""SELECT p.id {_PEOPLE} {_COUNTED} WHERE p.id IN (SELECT person FROM {stays_on()})
              AND p.sent_by IS NULL
            ORDER BY {_by(_PERSON_ORDERS, order, down)} g.place IS NULL, g.place, g.id, r.at,
                     p.relation IS NOT '{HEAD}', p.relation, p.id""", (day.isoformat(),)
    )
    return [row[0] for row in rows]


def person_rows(store: Store, ids: Sequence[int]) -> list[PersonRow]:
    """What the list shows of these people, in the same order."""
    rows = named_rows(store, PersonRow, f"{_PEOPLE} WHERE p.id IN ({_marks(ids)})", ids)
    found = {each.id: each for each in rows}
    return [found[each] for each in ids]


def next_number(store: Store, group: int | None = None) -> str:
    """A 户号 nobody has or had: one more than the last of the group, written as wide.

    Where groups do not number for themselves that goes on to the village's last.
    """
    taken = dict(store.query(
        """SELECT number, "group" FROM household ORDER BY length(number), number"""
    ))
    own = [each for each in taken if taken[each] == group] or list(taken)
    tail = re.search(r"\d+$", own[-1]) if own else None
    if tail is None:
        return "001"
    front, width = own[-1][:tail.start()], len(tail[0])
    free = (f"{front}{each:0{width}d}" for each in count(int(tail[0]) + 1))
    return next(each for each in free if each not in taken)


def _categories(veiled: bool) -> str:
    hidden = [f"'{each.code}'" for each in HOUSEHOLD_CATEGORY if veiled and each.sensitive]
    return _CATEGORIES.format(", ".join(hidden))


def _household_row(
    number: str, head: str | None, group: str | None, size: int, carer: str | None, party: int,
    categories: str | None,
) -> HouseholdRow:
    role, _, name = (carer or ("party " if party else "none ")).partition(" ")
    codes = dict.fromkeys((categories or "").split(",")) if categories else ()
    labels = "、".join(HOUSEHOLD_CATEGORY.label(each) for each in codes)
    return HouseholdRow(number, head, group, size, (role, name), labels)


def _by(orders: dict[str, str], order: str, down: bool) -> str:
    if order not in orders:
        return ""
    value = orders[order]
    return f"{value} IS NULL, {value} {'DESC' if down else ''},"


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
